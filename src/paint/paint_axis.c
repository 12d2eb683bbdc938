/* The time axis, and the legend. */
#include "config.h"

#include "paint/paint.h"

#include <limits.h>
#include <string.h>

#include "base/utf8.h"
#include "paint/ticks.h"

enum { TICK_COLUMNS = 8 }; /* between two numbers, at least */

static void tick_paint(struct paint *paint, int row, int rule, int64_t t_ns, const char *text,
                       int len, int *reach)
{
    const struct grid_style faint = {.ink = INK_FAINT};
    int column = paint_column(paint, t_ns);
    if (rule >= 0)
        glyph_put(paint->grid, rule, paint->column + column, GLYPH_TICK, paint->ascii);
    if (column + len > paint->columns)
        column = paint->columns - len;
    if (column < *reach)
        return;
    grid_put(paint->grid, row, paint->column + column, text, (size_t)len, len, true, faint);
    *reach = column + len + 1;
}

const char *paint_axis_at(struct paint *paint, int row, int rule)
{
    int64_t span = paint->to_ns - paint->from_ns;
    struct ticks ticks = ticks_for(span, paint->columns / TICK_COLUMNS);
    int64_t step = ticks.step_ns;
    int reach = 0;
    grid_heighten(paint->grid, (rule > row ? rule : row) + 1);
    for (int c = 0; c < paint->columns && rule >= 0; c++)
        glyph_put(paint->grid, rule, paint->column + c, GLYPH_RULE, paint->ascii);
    for (int64_t t = (paint->from_ns + step - 1) / step * step; t <= paint->to_ns; t += step) {
        char text[32];
        int len = ticks_number(&ticks, t, text, sizeof text);
        tick_paint(paint, row, rule, t, text, len, &reach);
    }
    return ticks.unit;
}

const char *paint_axis(struct paint *paint, int row)
{
    return paint_axis_at(paint, row, row + 1);
}

/* ---- the legend ---- */

const char *paint_words(enum glyph glyph, unsigned objects)
{
    static const char *const waits[PAINT_OBJECTS + 1] = {
        [PAINT_LOCK] = "waits for a lock",
        [PAINT_SEMAPHORE] = "waits for a semaphore",
        [PAINT_CHANNEL] = "waits for a channel",
        [PAINT_LOCK | PAINT_SEMAPHORE] = "waits for a lock or semaphore",
        [PAINT_LOCK | PAINT_CHANNEL] = "waits for a lock or channel",
        [PAINT_SEMAPHORE | PAINT_CHANNEL] = "waits for a semaphore or channel",
        [PAINT_LOCK | PAINT_SEMAPHORE | PAINT_CHANNEL] = "waits for a lock, semaphore or channel",
        [PAINT_CONDITION] = "waits for a condition or barrier",
        [PAINT_CONDITION | PAINT_LOCK] = "waits for a lock, condition or barrier",
    };
    if (glyph == GLYPH_LOCK && waits[objects])
        return waits[objects];
    if (glyph == GLYPH_LOCK && objects & PAINT_CONDITION)
        return "waits for a condition, lock, channel …";
    return glyph_words(glyph);
}

static bool cell_shows(const struct grid_cell *cell, enum glyph glyph, bool ascii)
{
    char bytes[4];
    size_t len = utf8_encode(glyph_rune(glyph, ascii), bytes);
    return cell->len == len && memcmp(cell->bytes, bytes, len) == 0 &&
           cell->style.ink == glyph_ink(glyph);
}

/* What was painted and, marks being painted over lanes and lanes over one another, is still to be
 * seen in the rows from `top` on above `end`. */
static uint64_t visible(const struct paint *paint, int top, int end)
{
    uint64_t seen = 0;
    for (int row = top; row < end; row++)
        for (int c = 0; c < paint->columns; c++) {
            const struct grid_cell *cell = grid_at(paint->grid, row, paint->column + c);
            uint64_t left = cell && cell->bytes[0] != ' ' ? paint->seen & ~seen : 0;
            for (int glyph = 0; left >> glyph; glyph++)
                if (left >> glyph & 1 && cell_shows(cell, (enum glyph)glyph, paint->ascii))
                    seen |= UINT64_C(1) << glyph;
        }
    return seen;
}

/* The eighths share one entry. */
static uint64_t legend_of(uint64_t seen)
{
    for (int glyph = GLYPH_EIGHTH_2; glyph <= GLYPH_EIGHTH_7; glyph++)
        if (seen & UINT64_C(1) << glyph)
            seen |= UINT64_C(1) << GLYPH_EIGHTH_1;
    return seen;
}

/* Where entries are put, or only measured. */
struct legend {
    const struct paint *paint;
    uint64_t seen;
    int row, column, columns;
    int rows, taken; /* that there are; columns of the last one that something else stands in */
    bool brief;      /* the words up to the first colon or comma */
    int at;          /* in the last row; its end */
};

static size_t words_len(const struct legend *legend, const char *words)
{
    return legend->brief ? strcspn(words, ":,") : strlen(words);
}

static int entry_put(const struct legend *legend, int row, enum glyph glyph)
{
    const struct paint *paint = legend->paint;
    const char *words = paint_words(glyph, paint->objects);
    const struct grid_style plain = {.ink = INK_FAINT};
    int column = legend->column + legend->at, room = legend->columns - legend->at;
    glyph_put(paint->grid, row, column, glyph, paint->ascii);
    return 2 + grid_put(paint->grid, row, column + 2, words, words_len(legend, words), room - 2,
                        paint->ascii, plain);
}

static int columns_in(const struct legend *legend, int row)
{
    return legend->columns - (row + 1 == legend->rows ? legend->taken : 0);
}

/* Returns the rows it takes; puts the first `rows` of them. */
static int legend_put(struct legend *legend, int rows)
{
    int row = 0;
    legend->at = 0;
    for (int glyph = 0; glyph < GLYPH_COUNT; glyph++) {
        const char *words = paint_words((enum glyph)glyph, legend->paint->objects);
        if (!(legend->seen & UINT64_C(1) << glyph) || !words)
            continue;
        int need = 2 + (int)utf8_width(words, words_len(legend, words));
        if (legend->at && legend->at + 2 + need > columns_in(legend, row)) {
            if (row + 1 == rows)
                return rows;
            row++;
            legend->at = 0;
        }
        legend->at += legend->at ? 2 : 0;
        if (rows)
            grid_heighten(legend->paint->grid, legend->row + row + 1);
        legend->at += rows ? entry_put(legend, legend->row + row, (enum glyph)glyph) : need;
    }
    return legend->at ? row + 1 : 0;
}

int paint_legend(const struct paint *paint, int row, int column, int columns)
{
    uint64_t seen = legend_of(visible(paint, 0, row));
    struct legend legend = {
        .paint = paint, .seen = seen, .row = row, .column = column, .columns = columns};
    return legend_put(&legend, INT_MAX);
}

int paint_legend_within(const struct paint *paint, int top, int row, int rows, int column,
                        int columns, int taken, int *end)
{
    struct legend legend = {.paint = paint,
                            .seen = legend_of(visible(paint, top, row)),
                            .row = row,
                            .column = column,
                            .columns = columns,
                            .rows = rows,
                            .taken = taken};
    legend.brief = legend_put(&legend, 0) > rows;
    int used = legend_put(&legend, rows);
    *end = column + legend.at;
    return used;
}
