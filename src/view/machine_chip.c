/* Chips, the signs and lines between them, and how the chips of a row flow over its lines. */
#include "config.h"

#include <string.h>

#include "base/utf8.h"
#include "view/machine_rows.h"
#include "view/panes.h"

enum { NAME_MOST = 12, LONG_NAME = 18 /* "asks' callback 2" */, NAME_SHORT = 5 };

static const struct {
    uint32_t rune, twice;
    char ascii;
} signs[] = {
    [MACHINE_HOLDS] = {0x25C6, 0x25C6, '*'},      [MACHINE_GAVE] = {0x25C7, 0x25C7, 'o'},
    [MACHINE_RIGHT] = {0x25B8, 0x25B8, '>'},      [MACHINE_LEFT] = {0x25C2, 0x25C2, '<'},
    [MACHINE_UP] = {0x25B4, 0x25B4, '^'},         [MACHINE_DOWN] = {0x25BE, 0x25BE, 'v'},
    [MACHINE_FLAT] = {0x2500, 0x2550, '-'},       [MACHINE_STEEP] = {0x2502, 0x2551, '|'},
    [MACHINE_NORTH_WEST] = {0x250C, 0x2554, '+'}, [MACHINE_NORTH_EAST] = {0x2510, 0x2557, '+'},
    [MACHINE_SOUTH_WEST] = {0x2514, 0x255A, '+'}, [MACHINE_SOUTH_EAST] = {0x2518, 0x255D, '+'},
};

void machine_sign_put(struct machine_paper *paper, int row, int column, enum machine_sign sign,
                      bool cycle, struct grid_style style)
{
    uint32_t rune = cycle ? signs[sign].twice : signs[sign].rune;
    uint32_t ascii = sign == MACHINE_FLAT && cycle ? '=' : (uint32_t)signs[sign].ascii;
    if (paper->grid)
        grid_put_rune(paper->grid, row, column, paper->view->ascii ? ascii : rune, style);
}

int machine_text_put(struct machine_paper *paper, int row, int column, int end, const char *text,
                     struct grid_style style)
{
    size_t len = strlen(text);
    int width = (int)utf8_width(text, len), room = end - column;
    if (room <= 0)
        return column;
    if (paper->grid)
        return column +
               grid_put(paper->grid, row, column, text, len, room, paper->view->ascii, style);
    return column + (width < room ? width : room);
}

/* ---- a chip ---- */

static bool is_flying(const struct machine_paper *paper, uint32_t actor)
{
    return actor != TRACE_NOBODY && (paper->flying[0] == actor || paper->flying[1] == actor);
}

struct grid_style machine_chip_style(const struct machine_paper *paper, uint32_t actor, bool holds)
{
    const struct timeline *timeline = paper->view->player->story->timeline;
    const struct timeline_lane *lane = timeline_lane_of(timeline, actor);
    struct grid_style style = pane_actor_style(timeline_owner(timeline, actor));
    style.flags |= holds ? GRID_BOLD : 0;
    if (lane && paper->view->lane == (int)(lane - timeline->lanes))
        style.flags |= GRID_REVERSE;
    return style;
}

void machine_chip_text(const struct machine_paper *paper, uint32_t actor, int name_columns,
                       struct strbuf *out)
{
    const struct timeline *timeline = paper->view->player->story->timeline;
    bool task = actor < TRACE_FIRST_OTHER;
    const char *name = timeline_actor_name(timeline, actor);
    strbuf_addch(out, '[');
    if (task)
        strbuf_addf(out, "%u", (unsigned)actor);
    if (task && name_columns > 0)
        strbuf_addch(out, ' ');
    if (name_columns > 0 || !task)
        utf8_add_clipped(out, name, strlen(name), (size_t)(task ? name_columns : LONG_NAME),
                         paper->view->ascii);
    strbuf_addch(out, ']');
}

int machine_chip_put(struct machine_paper *paper, int row, int column, int end, uint32_t actor,
                     int name_columns, bool holds)
{
    struct strbuf text = STRBUF_INIT;
    struct grid_style style = machine_chip_style(paper, actor, holds);
    int from = column;
    if (is_flying(paper, actor))
        style = (struct grid_style){.ink = INK_FAINT};
    if (holds && column < end)
        machine_sign_put(paper, row, column++, MACHINE_HOLDS, false,
                         (struct grid_style){.flags = GRID_BOLD});
    machine_chip_text(paper, actor, name_columns, &text);
    column = machine_text_put(paper, row, column, end, strbuf_str(&text), style);
    if (paper->spot_count < MACHINE_SPOTS_MOST && column > from)
        paper->spots[paper->spot_count++] = (struct machine_spot){actor, row, from, column - from};
    strbuf_release(&text);
    return column;
}

/* ---- the chips of a row ---- */

static int name_columns(int level)
{
    return level < 3 ? NAME_MOST : level == 3 ? NAME_SHORT : 0;
}

static const char *note_of(const struct machine_item *item, int level)
{
    return level == 0 ? item->note : level == 1 ? item->brief : "";
}

static int item_measure(const struct machine_paper *paper, const struct machine_item *item,
                        int level)
{
    struct strbuf text = STRBUF_INIT;
    int columns = utf8_columns(item->before) + item->holds;
    const char *note = item->actor ? note_of(item, level) : item->note;
    if (item->actor)
        machine_chip_text(paper, item->actor, name_columns(level), &text);
    columns += (int)utf8_width(strbuf_str(&text), text.len);
    if (*note)
        columns += utf8_columns(note) + (item->actor != TRACE_NOBODY);
    strbuf_release(&text);
    return columns;
}

/* Once for each level: rows are laid out again and again. */
static int item_columns(const struct machine_paper *paper, struct machine_item *item, int level)
{
    if (!item->columns[level])
        item->columns[level] = (short)item_measure(paper, item, level);
    return item->columns[level];
}

/* Chips without notes stand side by side. */
static int gap_of(const struct machine_item *item, int level)
{
    return level < 2 || !item->actor || *item->before ? 2 : 0;
}

/* Words behind the chips go before the chips' own notes do. */
static bool is_left_out(const struct machine_row *row, int number, int level)
{
    return level > 0 && number > 0 && row->items[number].actor == TRACE_NOBODY;
}

/* Whether all of them have room. */
static bool fits(const struct machine_paper *paper, const struct machine_row *row, int level,
                 int columns, int lines)
{
    int at = *row->lead ? utf8_columns(row->lead) + 1 : 0, line = 1;
    if (row->more > 0)
        return false;
    for (int i = 0; i < row->count; i++) {
        if (is_left_out(row, i, level))
            continue;
        int width = item_columns(paper, &row->items[i], level);
        int gap = at > 0 && i > 0 ? gap_of(&row->items[i], level) : 0;
        if (at > 0 && at + gap + width > columns) {
            line++;
            at = gap = 0;
        }
        if (line > lines || width > columns)
            return false;
        at += gap + width;
    }
    return at <= columns;
}

int machine_items_level(const struct machine_paper *paper, const struct machine_row *row,
                        int columns, int lines)
{
    for (int level = 0; level < MACHINE_LEVELS; level++)
        if (fits(paper, row, level, columns, lines))
            return level;
    return MACHINE_LEVELS;
}

static int item_put(struct machine_paper *paper, const struct machine_item *item, int level,
                    int row, int column, int end)
{
    const struct grid_style faint = {.ink = INK_FAINT};
    const char *note = item->actor ? note_of(item, level) : item->note;
    column = machine_text_put(paper, row, column, end, item->before, faint);
    if (item->actor)
        column = machine_chip_put(paper, row, column, end, item->actor, name_columns(level),
                                  item->holds);
    if (*note)
        column =
            machine_text_put(paper, row, column + (item->actor != TRACE_NOBODY), end, note, faint);
    return column;
}

void machine_items_put(struct machine_paper *paper, const struct machine_row *row, struct rect rect)
{
    enum { MORE_COLUMNS = 7 }; /* " +1,234" */
    const struct grid_style faint = {.ink = INK_FAINT};
    int level = machine_items_level(paper, row, rect.columns, rect.rows);
    int end = rect.column + rect.columns, line = 0, at = rect.column, put = 0;
    bool cut = level == MACHINE_LEVELS;
    level = cut ? MACHINE_LEVELS - 1 : level;
    if (*row->lead)
        at = machine_text_put(paper, rect.row, at, end, row->lead, faint) + 1;
    for (; put < row->count; put++) {
        struct machine_item *item = &row->items[put];
        if (is_left_out(row, put, level))
            continue;
        int width = item_columns(paper, item, level);
        int gap = put > 0 && at > rect.column ? gap_of(item, level) : 0;
        int room = end - (cut && line == rect.rows - 1 ? MORE_COLUMNS : 0);
        if (at > rect.column && at + gap + width > room) {
            if (line == rect.rows - 1)
                break;
            line++;
            at = rect.column;
            gap = 0;
        }
        at = item_put(paper, item, level, rect.row + line, at + gap, end);
    }
    if (put == row->count && !row->more)
        return;
    struct strbuf more = STRBUF_INIT;
    if (paper->asks)
        strbuf_adds(&more, paper->view->ascii ? " ..." : " …");
    else
        strbuf_addf(&more, " +%lld", (long long)(row->count - put + row->more));
    machine_text_put(paper, rect.row + line, at, end, strbuf_str(&more), faint);
    strbuf_release(&more);
}
