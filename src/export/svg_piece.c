/* Lanes in pieces: intervals, or several together where they are too short to be told apart. */
#include "config.h"

#include "export/svg.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { GROUP_BINS = 4 };

int svg_holder_key(uint32_t holder)
{
    if (holder == TRACE_NOBODY)
        return SVG_NOBODY;
    return holder < TRACE_FIRST_OTHER ? (int)((holder - 1) % INK_TASKS) : INK_TASKS;
}

_Static_assert((int)INK_TASKS + 2 == (int)SVG_KEYS, "tasks, others, nobody");
_Static_assert((int)TRACE_ENDED <= (int)SVG_KEYS, "a key a state");

int svg_piece_eighths(const struct svg_piece *piece, int key)
{
    int64_t all = 0;
    for (int i = 0; i < SVG_KEYS; i++)
        all += piece->ns[i];
    if (!piece->ns[key])
        return 0;
    int eighths = (int)((double)piece->ns[key] * 8 / (double)all + 0.5);
    return eighths ? eighths : 1;
}

/* ---- one lane ---- */

static void holder_note(struct svg_piece *piece, uint32_t who)
{
    int count = piece->holder_count;
    if (who == TRACE_NOBODY || (count && count <= SVG_HOLDERS && piece->holders[count - 1] == who))
        return;
    if (count < SVG_HOLDERS)
        piece->holders[count] = who;
    if (count <= SVG_HOLDERS)
        piece->holder_count++;
}

static void item_add(struct svg_piece *piece, const struct svg *svg,
                     const struct timeline_lane *lane, const struct timeline_interval *item)
{
    bool strip = lane->kind == LANE_CONTROL;
    uint32_t holder = strip ? timeline_owner(svg->timeline, item->object) : TRACE_NOBODY;
    piece->ns[strip ? svg_holder_key(holder) : item->state] += item->to_ns - item->from_ns;
    piece->to = svg_x(svg, item->to_ns);
    piece->to_ns = item->to_ns;
    piece->item = piece->count ? NULL : item;
    piece->count++;
    if (strip)
        holder_note(piece, holder);
}

static bool is_short(const struct svg *svg, const struct timeline_interval *item)
{
    return svg_x(svg, item->to_ns) - svg_x(svg, item->from_ns) < svg->bin;
}

/* Takes one interval that can be seen, or as many of the others as a group holds. */
static uint32_t piece_take(struct svg_piece *piece, const struct svg *svg,
                           const struct timeline_lane *lane, uint32_t at)
{
    const struct timeline_interval *item = timeline_item(lane, at++);
    *piece = (struct svg_piece){.from = svg_x(svg, item->from_ns), .from_ns = item->from_ns};
    bool alone = !is_short(svg, item);
    item_add(piece, svg, lane, item);
    for (; !alone && at < lane->count && piece->count < INT_MAX; at++) {
        item = timeline_item(lane, at);
        if (!is_short(svg, item) || svg_x(svg, item->to_ns) > piece->from + GROUP_BINS * svg->bin)
            break;
        item_add(piece, svg, lane, item);
    }
    return at;
}

static bool looks_the_same(const struct svg_piece *a, const struct svg_piece *b)
{
    if (a->polls || b->polls)
        return a->polls && b->polls;
    for (int key = 0; key < SVG_KEYS; key++) {
        int one = svg_piece_eighths(a, key), other = svg_piece_eighths(b, key);
        if (abs(one - other) > 1 || !one != !other)
            return false;
    }
    return true;
}

/* Two neighbours of short intervals with the same shares are drawn as one. */
static bool join(struct svg_piece *last, const struct svg_piece *piece)
{
    if (last->item || piece->item || last->to != piece->from || !looks_the_same(last, piece))
        return false;
    for (int key = 0; key < SVG_KEYS; key++)
        last->ns[key] += piece->ns[key];
    for (int i = 0; i < piece->holder_count && i < SVG_HOLDERS; i++)
        holder_note(last, piece->holders[i]);
    last->to = piece->to;
    last->to_ns = piece->to_ns;
    last->count = last->count > INT_MAX - piece->count ? INT_MAX : last->count + piece->count;
    return true;
}

/* Who polls in turns with others is ready between two turns: it is drawn as what it does. */
static bool is_polling_in_turns(const struct svg_piece *piece)
{
    int64_t all = 0, polling = piece->ns[TRACE_POLLING];
    for (int key = 0; key < SVG_KEYS; key++)
        all += piece->ns[key];
    return polling * 4 >= all && (polling + piece->ns[TRACE_READY]) * 10 >= all * 9;
}

static void piece_add(struct svg_pieces *pieces, const struct svg_piece *piece)
{
    if (pieces->count && join(&pieces->items[pieces->count - 1], piece))
        return;
    MEM_GROW(pieces->items, pieces->count, pieces->room);
    pieces->items[pieces->count++] = *piece;
}

void svg_pieces_take(struct svg_pieces *pieces, const struct svg *svg,
                     const struct timeline_lane *lane)
{
    for (uint32_t at = 0; at < lane->count;) {
        struct svg_piece piece;
        at = piece_take(&piece, svg, lane, at);
        piece.polls = !piece.item && lane->kind != LANE_CONTROL && is_polling_in_turns(&piece);
        piece_add(pieces, &piece);
    }
}

void svg_pieces_release(struct svg_pieces *pieces)
{
    free(pieces->items);
    *pieces = (struct svg_pieces){0};
}

/* ---- many lanes ---- */

static int64_t column_time(const struct svg *svg, int column, int columns)
{
    int64_t whole = svg->to_ns / columns, rest = svg->to_ns % columns;
    return whole * column + rest * column / columns;
}

/* Adds an interval to the columns that it covers. */
static void interval_spread(const struct svg *svg, const struct timeline_interval *item,
                            struct svg_piece *columns, int count)
{
    int at = (svg_x(svg, item->from_ns) - svg->left * 10) / svg->bin;
    for (at = at > 0 ? at - 1 : 0; at < count && columns[at].from_ns < item->to_ns; at++) {
        int64_t from = item->from_ns > columns[at].from_ns ? item->from_ns : columns[at].from_ns;
        int64_t to = item->to_ns < columns[at].to_ns ? item->to_ns : columns[at].to_ns;
        if (to > from)
            columns[at].ns[item->state] += to - from;
    }
}

static struct svg_piece *columns_new(const struct svg *svg, int count)
{
    struct svg_piece *columns = mem_alloc((size_t)count * sizeof *columns);
    memset(columns, 0, (size_t)count * sizeof *columns);
    for (int i = 0; i < count; i++) {
        columns[i].from_ns = column_time(svg, i, count);
        columns[i].to_ns = column_time(svg, i + 1, count);
        columns[i].from = svg_x(svg, columns[i].from_ns);
        columns[i].to = svg_x(svg, columns[i].to_ns);
    }
    return columns;
}

void svg_pieces_take_many(struct svg_pieces *pieces, const struct svg *svg,
                          const struct timeline_lane *lanes, int count)
{
    int column_count = svg->area * 10 / svg->bin;
    struct svg_piece *columns = columns_new(svg, column_count);
    for (int l = 0; l < count; l++)
        for (uint32_t i = 0; i < lanes[l].count; i++)
            interval_spread(svg, timeline_item(&lanes[l], i), columns, column_count);
    for (int i = 0; i < column_count; i++) {
        int64_t all = 0;
        for (int key = 0; key < SVG_KEYS; key++)
            all += columns[i].ns[key];
        if (all)
            piece_add(pieces, &columns[i]);
    }
    free(columns);
}
