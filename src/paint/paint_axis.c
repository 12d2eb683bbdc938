/* The time axis, and the legend. */
#include "paint/paint.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"

enum { TICK_COLUMNS = 8 }; /* between two numbers, at least */

struct unit {
    const char *name;
    int64_t ns;
    int64_t most_ns; /* used up to this span */
};

static const struct unit units[] = {
    {"us", NS_PER_US, 2 * NS_PER_MS},
    {"ms", NS_PER_MS, 10 * NS_PER_S},
    {"s", NS_PER_S, INT64_MAX},
};

static const struct unit *unit_for(int64_t span_ns)
{
    const struct unit *unit = units;
    while (span_ns > unit->most_ns)
        unit++;
    return unit;
}

/* The smallest of 1, 2, 5, 10, 20 … that is at least `least`. */
static int64_t nice_step(int64_t least)
{
    static const int steps[] = {1, 2, 5};
    for (int64_t ten = 1; ten < INT64_MAX / 100; ten *= 10)
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
            if (steps[i] * ten >= least)
                return steps[i] * ten;
    return least;
}

static int number_format(char *text, size_t size, int64_t t_ns, int64_t step_ns,
                         const struct unit *unit)
{
    int digits = 0;
    for (int64_t part = unit->ns; part > step_ns && digits < 9; part /= 10)
        digits++;
    return snprintf(text, size, "%.*f", digits, (double)t_ns / (double)unit->ns);
}

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
    const struct unit *unit = unit_for(span);
    int64_t step = nice_step(span / (paint->columns / TICK_COLUMNS + 1) + 1);
    int reach = 0;
    grid_heighten(paint->grid, row + 2);
    for (int c = 0; c < paint->columns; c++)
        glyph_put(paint->grid, row + 1, paint->column + c, GLYPH_RULE, paint->ascii);
    for (int64_t t = (paint->from_ns + step - 1) / step * step; t <= paint->to_ns; t += step) {
        char text[32];
        int len = number_format(text, sizeof text, t, step, unit);
        tick_paint(paint, row, t, text, len, &reach);
    }
    return unit->name;
}

/* ---- the legend ---- */

static const char *entry_words(const struct paint *paint, enum glyph glyph)
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
    if (glyph == GLYPH_LOCK && waits[paint->objects])
        return waits[paint->objects];
    return glyph_words(glyph);
}

static int entry_put(const struct paint *paint, int row, int column, int columns, enum glyph glyph)
{
    const char *words = entry_words(paint, glyph);
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
        const char *words = entry_words(paint, (enum glyph)glyph);
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
