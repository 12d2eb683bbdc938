/* The time axis, and the legend. */
#include "paint/paint.h"

#include <string.h>

#include "base/utf8.h"
#include "paint/ticks.h"

enum { TICK_COLUMNS = 8 }; /* between two numbers, at least */

static void tick_paint(struct paint *paint, int row, int64_t t_ns, const char *text, int len,
                       int *reach)
{
    const struct grid_style faint = {.ink = INK_FAINT};
    int column = paint_column(paint, t_ns);
    glyph_put(paint->grid, row + 1, paint->column + column, GLYPH_TICK, paint->ascii);
    if (column + len > paint->columns)
        column = paint->columns - len;
    if (column < *reach)
        return;
    grid_put(paint->grid, row, paint->column + column, text, (size_t)len, len, true, faint);
    *reach = column + len + 1;
}

const char *paint_axis(struct paint *paint, int row)
{
    int64_t span = paint->to_ns - paint->from_ns;
    struct ticks ticks = ticks_for(span, paint->columns / TICK_COLUMNS);
    int64_t step = ticks.step_ns;
    int reach = 0;
    grid_heighten(paint->grid, row + 2);
    for (int c = 0; c < paint->columns; c++)
        glyph_put(paint->grid, row + 1, paint->column + c, GLYPH_RULE, paint->ascii);
    for (int64_t t = (paint->from_ns + step - 1) / step * step; t <= paint->to_ns; t += step) {
        char text[32];
        int len = ticks_number(&ticks, t, text, sizeof text);
        tick_paint(paint, row, t, text, len, &reach);
    }
    return ticks.unit;
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
        [PAINT_OBJECTS] = "waits for a lock, semaphore or channel",
    };
    if (glyph == GLYPH_LOCK && waits[objects])
        return waits[objects];
    return glyph_words(glyph);
}

static int entry_put(const struct paint *paint, int row, int column, int columns, enum glyph glyph)
{
    const char *words = paint_words(glyph, paint->objects);
    const struct grid_style plain = {.ink = INK_FAINT};
    glyph_put(paint->grid, row, column, glyph, paint->ascii);
    return 2 + grid_put(paint->grid, row, column + 2, words, strlen(words), columns - 2,
                        paint->ascii, plain);
}

static bool cell_shows(const struct grid_cell *cell, enum glyph glyph, bool ascii)
{
    char bytes[4];
    size_t len = utf8_encode(glyph_rune(glyph, ascii), bytes);
    return cell && cell->len == len && memcmp(cell->bytes, bytes, len) == 0 &&
           cell->style.ink == glyph_ink(glyph);
}

/* Marks are painted over lanes, lanes over one another: is it still to be seen above `end`? */
static bool is_visible(const struct paint *paint, int end, enum glyph glyph)
{
    for (int row = 0; row < end; row++)
        for (int c = 0; c < paint->columns; c++)
            if (cell_shows(grid_at(paint->grid, row, paint->column + c), glyph, paint->ascii))
                return true;
    return false;
}

/* What was painted and not painted over. */
static uint64_t visible(const struct paint *paint, int end)
{
    uint64_t seen = paint->seen;
    for (int glyph = 0; glyph < GLYPH_COUNT; glyph++)
        if (seen & UINT64_C(1) << glyph && !is_visible(paint, end, (enum glyph)glyph))
            seen &= ~(UINT64_C(1) << glyph);
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

int paint_legend(const struct paint *paint, int row, int column, int columns)
{
    uint64_t seen = legend_of(visible(paint, row));
    int at = 0, first = row;
    for (int glyph = 0; glyph < GLYPH_COUNT; glyph++) {
        const char *words = paint_words((enum glyph)glyph, paint->objects);
        if (!(seen & UINT64_C(1) << glyph) || !words)
            continue;
        int need = 2 + (int)utf8_width(words, strlen(words));
        if (at && at + 2 + need > columns) {
            row++;
            at = 0;
        }
        at += at ? 2 : 0;
        grid_heighten(paint->grid, row + 1);
        at += entry_put(paint, row, column + at, columns - at, (enum glyph)glyph);
    }
    return at ? row + 1 - first : 0;
}
