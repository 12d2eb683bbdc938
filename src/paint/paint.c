#include "config.h"

#include "paint/paint.h"

#include <stdlib.h>

#include "base/mem.h"

int64_t paint_time(const struct paint *paint, int column)
{
    if (paint->edges)
        return paint->edges[column];
    int64_t span = paint->to_ns - paint->from_ns;
    int64_t whole = span / paint->columns, rest = span % paint->columns;
    return paint->from_ns + whole * column + rest * column / paint->columns;
}

int paint_column(const struct paint *paint, int64_t t_ns)
{
    int low = 0, high = paint->columns - 1;
    while (low < high) {
        int middle = low + (high - low + 1) / 2;
        if (paint_time(paint, middle) <= t_ns)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

bool paint_span(const struct paint *paint, int column, int64_t *from_ns, int64_t *to_ns)
{
    *from_ns = paint_time(paint, column);
    *to_ns = paint_time(paint, column + 1);
    if (*to_ns <= *from_ns)
        *to_ns = *from_ns + 1;
    if (paint->clipped && *to_ns > paint->until_ns)
        *to_ns = paint->until_ns;
    return *to_ns > *from_ns;
}

void paint_glyph(struct paint *paint, int row, int column, enum glyph glyph)
{
    if (column < 0 || column >= paint->columns)
        return;
    paint->seen |= UINT64_C(1) << glyph;
    glyph_put(paint->grid, row, paint->column + column, glyph, paint->ascii);
}

/* The states of tasks and the first glyphs are in the same order. */
_Static_assert((int)GLYPH_READY == (int)TRACE_READY && (int)GLYPH_LOCK == (int)TRACE_LOCKED,
               "glyphs follow the states");

/* ---- a column of a lane ---- */

static enum glyph eighths(int64_t part_ns, int64_t whole_ns)
{
    int64_t eighth = part_ns * 8 / (whole_ns ? whole_ns : 1);
    eighth = eighth < 1 ? 1 : eighth > 7 ? 7 : eighth;
    return (enum glyph)(GLYPH_EIGHTH_1 + eighth - 1);
}

/* A state that took less than half and is still worth showing before the one that took more. */
static int minor_state(const struct timeline_sums *sums, int major)
{
    static const uint8_t worth[] = {TRACE_RUNNING, TRACE_POLLING, TRACE_BLOCKED, TRACE_LOCKED};
    for (size_t i = 0; i < sizeof worth; i++)
        if (sums->ns[worth[i]] > 0 && worth[i] != major)
            return worth[i];
    return -1;
}

/* The glyph of a column in which the states took so long; -1: nothing was there. */
static int glyph_of(const struct timeline_sums *sums)
{
    int64_t all = 0;
    int most = 0;
    for (int state = 0; state < TRACE_ENDED; state++) {
        all += sums->ns[state];
        if (sums->ns[state] > sums->ns[most])
            most = state;
    }
    if (!all)
        return -1;
    /* Who polls in turns with others is ready between two turns: it is drawn as what it does. */
    if (sums->ns[TRACE_POLLING] * 4 >= all &&
        (sums->ns[TRACE_POLLING] + sums->ns[TRACE_READY]) * 10 >= all * 9)
        return GLYPH_POLLING;
    if (sums->ns[most] * 2 < all)
        return GLYPH_MIXED;
    if (most == TRACE_RUNNING || most == TRACE_POLLING)
        return most;
    int minor = minor_state(sums, most);
    if (minor == TRACE_RUNNING)
        return eighths(sums->ns[TRACE_RUNNING], all);
    if (minor >= 0 && most != TRACE_BLOCKED && most != TRACE_LOCKED)
        return minor;
    return most;
}

static const enum glyph end_glyphs[] = {
    [TRACE_END_OK] = GLYPH_ENDED,
    [TRACE_END_FAILED] = GLYPH_FAILED,
    [TRACE_END_CANCELLED] = GLYPH_CANCELLED,
    [TRACE_END_CRASHED] = GLYPH_CRASHED,
};

static bool is_painted(const struct paint *paint, int64_t t_ns)
{
    return t_ns >= paint->from_ns && t_ns <= paint->to_ns &&
           !(paint->clipped && t_ns >= paint->until_ns);
}

/* The column of the mark at a lane's end, or -1. What ends where it began has it one further. */
static int end_column(const struct paint *paint, const struct timeline_lane *lane, int first)
{
    if (!timeline_has_end(lane) || lane->end > TRACE_END_CRASHED ||
        !is_painted(paint, lane->end_ns))
        return -1;
    int column = paint_column(paint, lane->end_ns);
    return column == first && column + 1 < paint->columns ? column + 1 : column;
}

static const uint8_t object_bits[TRACE_REASON_COUNT] = {
    [TRACE_BY_LOCK] = PAINT_LOCK,           [TRACE_BY_SEMAPHORE] = PAINT_SEMAPHORE,
    [TRACE_BY_CONDITION] = PAINT_CONDITION, [TRACE_BY_SEND] = PAINT_CHANNEL,
    [TRACE_BY_RECV] = PAINT_CHANNEL,        [TRACE_BY_SELECT] = PAINT_CHANNEL};

static unsigned item_objects(const struct timeline_interval *item)
{
    return item->state == TRACE_LOCKED && item->reason < TRACE_REASON_COUNT
               ? object_bits[item->reason]
               : 0;
}

unsigned paint_objects(const struct timeline_lane *lane)
{
    unsigned objects = 0;
    if (!lane->total.ns[TRACE_LOCKED])
        return 0;
    for (uint32_t i = 0; i < lane->count && objects != PAINT_OBJECTS; i++)
        objects |= item_objects(timeline_item(lane, i));
    return objects;
}

enum { OBJECTS_SCAN_MOST = 64 };

/* Notes for the legend what the lane waited for in a column: as far as a short look finds it. */
static void objects_note(struct paint *paint, const struct timeline_lane *lane, int64_t from_ns,
                         int64_t to_ns)
{
    long first = timeline_find(lane, from_ns > lane->start_ns ? from_ns : lane->start_ns);
    long end = first + OBJECTS_SCAN_MOST;
    for (long i = first; i >= 0 && i < (long)lane->count && i < end; i++) {
        const struct timeline_interval *item = timeline_item(lane, (uint32_t)i);
        if (item->from_ns >= to_ns || paint->objects == PAINT_OBJECTS)
            return;
        paint->objects |= item_objects(item);
    }
}

/* The sums of columns from left to right: most begin where the one before ended. */
struct walk {
    const struct timeline_lane *lane;
    bool begun;
    int64_t t_ns; /* the sums are those until then */
    struct timeline_sums until;
};

static void walk_to(struct walk *walk, int64_t t_ns)
{
    if (!walk->begun || walk->t_ns != t_ns)
        walk->until = timeline_sums_until(walk->lane, t_ns);
    walk->begun = true;
    walk->t_ns = t_ns;
}

/* Adds what is in a column; false if nothing of it is painted. */
static bool walk_column(struct walk *walk, struct paint *paint, int column,
                        struct timeline_sums *sums)
{
    int64_t from, to;
    if (!paint_span(paint, column, &from, &to))
        return false;
    walk_to(walk, from);
    struct timeline_sums before = walk->until;
    walk_to(walk, to);
    for (int state = 0; state < TRACE_STATE_COUNT; state++)
        sums->ns[state] += walk->until.ns[state] - before.ns[state];
    if (walk->until.ns[TRACE_LOCKED] > before.ns[TRACE_LOCKED])
        objects_note(paint, walk->lane, from, to);
    return true;
}

static void column_paint(struct paint *paint, int row, int column, struct walk *walk)
{
    struct timeline_sums sums = {0};
    if (!walk_column(walk, paint, column, &sums))
        return;
    int glyph = glyph_of(&sums);
    if (glyph >= 0)
        paint_glyph(paint, row, column, (enum glyph)glyph);
}

void paint_lane(struct paint *paint, int row, const struct timeline_lane *lane)
{
    int first = paint_column(paint, lane->start_ns), last = paint_column(paint, lane->end_ns);
    int mark = end_column(paint, lane, first);
    struct walk walk = {.lane = lane};
    for (int c = first; c <= last; c++)
        if (c != mark)
            column_paint(paint, row, c, &walk);
    if (mark >= 0)
        paint_glyph(paint, row, mark, end_glyphs[lane->end]);
    else if (lane->count && timeline_item(lane, lane->count - 1)->state == TRACE_LOCKED &&
             is_painted(paint, lane->end_ns))
        paint_glyph(paint, row, last, GLYPH_LOCK); /* what it never got: a deadlock, often */
}

/* ---- many lanes ---- */

/* Adds an interval to the columns it covers. */
static void interval_spread(const struct paint *paint, const struct timeline_interval *item,
                            struct timeline_sums *columns)
{
    int first = paint_column(paint, item->from_ns);
    for (int c = first; c < paint->columns; c++) {
        int64_t left = paint_time(paint, c), right = paint_time(paint, c + 1);
        if (left >= item->to_ns)
            return;
        int64_t from = item->from_ns > left ? item->from_ns : left;
        int64_t to = item->to_ns < right ? item->to_ns : right;
        if (to > from)
            columns[c].ns[item->state] += to - from;
    }
}

static void columns_paint(struct paint *paint, int row, const struct timeline_sums *columns)
{
    for (int c = 0; c < paint->columns; c++) {
        int glyph = glyph_of(&columns[c]);
        if (glyph >= 0)
            paint_glyph(paint, row, c, (enum glyph)glyph);
    }
}

void paint_lanes(struct paint *paint, int row, const struct timeline_lane *lanes, int count)
{
    struct timeline_sums *columns = mem_alloc((size_t)paint->columns * sizeof *columns);
    for (int l = 0; l < count; l++) {
        paint->objects |= paint_objects(&lanes[l]);
        for (uint32_t i = 0; i < lanes[l].count; i++)
            interval_spread(paint, timeline_item(&lanes[l], i), columns);
    }
    columns_paint(paint, row, columns);
    free(columns);
}

enum { LANES_SAMPLED = 24 };

static void lane_sum(struct paint *paint, const struct timeline_lane *lane,
                     struct timeline_sums *columns)
{
    int first = paint_column(paint, lane->start_ns), last = paint_column(paint, lane->end_ns);
    struct walk walk = {.lane = lane};
    for (int c = first; c <= last && walk_column(&walk, paint, c, &columns[c]); c++)
        continue;
}

void paint_lanes_sampled(struct paint *paint, int row, const struct timeline_lane *lanes, int count)
{
    struct timeline_sums *columns = mem_alloc((size_t)paint->columns * sizeof *columns);
    int step = (count + LANES_SAMPLED - 1) / LANES_SAMPLED;
    for (int l = 0; l < count; l += step)
        lane_sum(paint, &lanes[l], columns);
    columns_paint(paint, row, columns);
    free(columns);
}
