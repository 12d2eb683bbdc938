/* The control strip: 12····2····1, 1▒▒▒▒▒2▒▒▒▒.
 *
 * A column belongs to the one who held control for most of it; `+` stands where several took turns.
 * Where that is nobody, the tasks that had control for a moment are shown by their numbers, moved a
 * little to the right where several began in one column. */
#include "config.h"

#include "paint/paint.h"

#include <stdio.h>
#include <string.h>

enum { HOLDERS_MOST = 8, SCAN_MOST = 128, SAMPLES = 64, MARKS_MOST = 3, NUMBER_MOST = 12 };

struct holder {
    uint32_t who;
    int64_t ns, blocked_ns;
};

/* Who held control in a column, in order of appearance. */
struct holders {
    struct holder items[HOLDERS_MOST];
    int count;
    bool more;
    uint32_t last; /* the newest */
    int changes;
};

static void holders_add(struct holders *holders, const struct timeline_interval *item, int64_t ns)
{
    int at = 0;
    holders->changes += holders->count > 0 && holders->last != item->object;
    holders->last = item->object;
    while (at < holders->count && holders->items[at].who != item->object)
        at++;
    if (at == HOLDERS_MOST) {
        holders->more = true;
        return;
    }
    if (at == holders->count)
        holders->items[holders->count++] = (struct holder){.who = item->object};
    holders->items[at].ns += ns;
    holders->items[at].blocked_ns += item->state == TRACE_BLOCKED ? ns : 0;
}

static void holders_scan(const struct timeline_lane *strip, long first, int64_t from, int64_t to,
                         struct holders *holders)
{
    for (uint32_t i = (uint32_t)first; i < strip->count && strip->items[i].from_ns < to; i++) {
        const struct timeline_interval *item = &strip->items[i];
        int64_t begin = item->from_ns > from ? item->from_ns : from;
        int64_t end = item->to_ns < to ? item->to_ns : to;
        holders_add(holders, item, end - begin);
    }
}

/* A column with more changes than anybody could see is judged by evenly spaced moments. */
static void holders_sample(const struct timeline_lane *strip, uint32_t first, int64_t from,
                           int64_t to, struct holders *holders)
{
    from = from > strip->start_ns ? from : strip->start_ns;
    to = to < strip->end_ns ? to : strip->end_ns;
    uint32_t last = timeline_behind(strip, to - 1), at[SAMPLES];
    timeline_sample(strip, first, last, from, to, at, SAMPLES);
    for (int i = 0; i < SAMPLES; i++)
        holders_add(holders, &strip->items[at[i]], 1);
}

static void holders_find(const struct timeline_lane *strip, int64_t from, int64_t to,
                         struct holders *holders)
{
    *holders = (struct holders){.count = 0};
    long first = timeline_find(strip, from > strip->start_ns ? from : strip->start_ns);
    if (first < 0 || to <= from)
        return;
    if ((size_t)first + SCAN_MOST < strip->count && strip->items[first + SCAN_MOST].from_ns < to)
        holders_sample(strip, (uint32_t)first, from, to, holders);
    else
        holders_scan(strip, first, from, to, holders);
}

/* What a cell of the strip shows. */
enum cell_kind { CELL_BLANK, CELL_NOBODY, CELL_TASK, CELL_MIXED };

struct cell {
    enum cell_kind kind;
    uint32_t who;
    bool blocked;
};

/* Marks that found no room in their own column. */
struct carry {
    uint32_t who[MARKS_MOST];
    int count;
};

static const struct holder *holder_most(const struct holders *holders)
{
    const struct holder *most = &holders->items[0];
    for (int i = 1; i < holders->count; i++)
        if (holders->items[i].ns > most->ns)
            most = &holders->items[i];
    return most;
}

static void carry_add(struct carry *carry, const struct holders *holders)
{
    for (int i = 0; i < holders->count; i++) {
        uint32_t who = holders->items[i].who;
        bool last = carry->count && carry->who[carry->count - 1] == who;
        if (who != TRACE_NOBODY && !last && carry->count < MARKS_MOST)
            carry->who[carry->count++] = who;
    }
}

static uint32_t carry_take(struct carry *carry)
{
    uint32_t who = carry->who[0];
    memmove(carry->who, carry->who + 1, (size_t)--carry->count * sizeof *carry->who);
    return who;
}

static struct cell cell_of(const struct holders *holders, struct carry *carry)
{
    int64_t all = 0, nobody = 0;
    for (int i = 0; i < holders->count; i++) {
        all += holders->items[i].ns;
        nobody += holders->items[i].who == TRACE_NOBODY ? holders->items[i].ns : 0;
    }
    if (!holders->count)
        return (struct cell){.kind = CELL_BLANK};
    const struct holder *most = holder_most(holders);
    bool turns = holders->changes > 1 && (all - most->ns - nobody) * 3 > all;
    if (most->ns * 2 < all || turns || holders->more)
        return (struct cell){.kind = CELL_MIXED};
    if (most->who != TRACE_NOBODY) {
        carry->count = 0;
        return (struct cell){CELL_TASK, most->who, most->blocked_ns * 2 > most->ns};
    }
    if (holders->count > MARKS_MOST + 1)
        return (struct cell){.kind = CELL_MIXED};
    carry_add(carry, holders);
    if (carry->count)
        return (struct cell){CELL_TASK, carry_take(carry), false};
    return (struct cell){.kind = CELL_NOBODY};
}

static struct grid_style style_of(uint32_t who)
{
    return (struct grid_style){
        .ink = who < TRACE_FIRST_OTHER ? (uint8_t)(INK_TASK + (who - 1) % INK_TASKS) : INK_PLAIN};
}

static int number_of(uint32_t who, char *number)
{
    if (who < TRACE_FIRST_OTHER)
        return snprintf(number, NUMBER_MOST, "%u", (unsigned)who);
    if (who >= TRACE_POOL && who < TRACE_DEVICE)
        return snprintf(number, NUMBER_MOST, "p");
    return snprintf(number, NUMBER_MOST, "l");
}

/* A stretch of `length` columns that belongs to one task, or to a callback of it: its number, then
 * how it holds control. */
static void stretch_paint(struct paint *paint, int row, int column, int length,
                          const struct cell *cell)
{
    char number[NUMBER_MOST];
    uint32_t who = timeline_owner(paint->timeline, cell->who);
    int digits = number_of(who, number);
    if (digits > length) {
        for (int c = 0; c < length; c++)
            paint_glyph(paint, row, column + c, GLYPH_ANYONE);
        return;
    }
    for (int c = 0; c < length; c++) {
        if (c < digits || (digits == 1 && !cell[c].blocked))
            grid_put_rune(paint->grid, row, paint->column + column + c,
                          (uint32_t)number[c < digits ? c : 0], style_of(who));
        else
            paint_glyph(paint, row, column + c, cell[c].blocked ? GLYPH_BLOCKED : GLYPH_RUNNING);
    }
}

static bool same_cell(const struct cell *a, const struct cell *b)
{
    return a->kind == b->kind && a->who == b->who;
}

static void cells_paint(struct paint *paint, int row, const struct cell *cells, int column,
                        int count)
{
    for (int c = 0; c < count;) {
        int length = 1;
        while (c + length < count && same_cell(&cells[c], &cells[c + length]))
            length++;
        for (int i = c; i < c + length && cells[c].kind != CELL_TASK; i++)
            if (cells[c].kind != CELL_BLANK)
                paint_glyph(paint, row, column + i,
                            cells[c].kind == CELL_MIXED ? GLYPH_MIXED : GLYPH_NOBODY);
        if (cells[c].kind == CELL_TASK)
            stretch_paint(paint, row, column + c, length, &cells[c]);
        c += length;
    }
}

enum { CELLS_MOST = 1024 };

void paint_strip(struct paint *paint, int row, const struct timeline_lane *strip)
{
    struct cell cells[CELLS_MOST];
    struct carry carry = {.count = 0};
    int count = paint->columns < CELLS_MOST ? paint->columns : CELLS_MOST;
    for (int c = 0; c < count; c++) {
        struct holders holders = {.count = 0};
        int64_t from, to;
        if (paint_span(paint, c, &from, &to))
            holders_find(strip, from, to, &holders);
        cells[c] = cell_of(&holders, &carry);
    }
    cells_paint(paint, row, cells, 0, count);
}
