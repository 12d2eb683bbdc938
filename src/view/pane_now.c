/* What each task does, since when, where, and what it keeps; below them the lines of now_lines.h.
 * With more tasks than rows it turns to the page of the chosen one, else of who holds control. */

#include "config.h"

#include "base/utf8.h"
#include "grid/glyph.h"
#include "tell/tell.h"
#include "tell/words.h"
#include "view/focus.h"
#include "view/keeps.h"
#include "view/now_lines.h"
#include "view/panes.h"

enum {
    NAME_MOST = 12,
    PLACE_COLUMNS = 17, /* "123.4 ms line 123" */
};

static const struct grid_style faint = {.ink = INK_FAINT};

/* ---- a task ---- */

static enum glyph glyph_of(const struct now_lane *now)
{
    if (now->ended && now->lane->end == TRACE_END_FAILED)
        return GLYPH_FAILED;
    if (now->ended && now->lane->end == TRACE_END_CANCELLED)
        return GLYPH_CANCELLED;
    if (now->ended && now->lane->end == TRACE_END_CRASHED)
        return GLYPH_CRASHED;
    return now->ended ? GLYPH_ENDED : (enum glyph)(GLYPH_RUNNING + now->state);
}

/* The first that fits. */
static void draw_words(const struct view *view, struct grid *grid, struct rect rect,
                       const struct now_lane *now)
{
    struct strbuf text = STRBUF_INIT;
    struct tell tell = tell_to(view->player->story->timeline, &text);
    struct tell_standing standing = {
        .lane = now->lane, .item = now->item, .ended = now->ended, .state = now->state};
    standing.t_ns = view->player->t_ns;
    keeps_find(view, &standing);
    for (int how = TELL_RICH; how <= TELL_STATE; how++) {
        strbuf_clear(&text);
        tell_standing(&tell, &standing, how);
        if ((int)utf8_width(strbuf_str(&text), text.len) <= rect.columns)
            break;
    }
    pane_put(view, grid, rect, 0, 0, strbuf_str(&text),
             now->ended ? faint : (struct grid_style){0});
    strbuf_release(&text);
}

static void draw_place(const struct view *view, struct grid *grid, struct rect rect,
                       const struct now_lane *now)
{
    struct strbuf text = STRBUF_INIT;
    int64_t for_ns = view->player->t_ns - now->since_ns;
    struct rect time = {rect.row, rect.column, 1, 8};
    if (for_ns > 0)
        words_time(&text, for_ns);
    else
        strbuf_adds(&text, "just now");
    pane_put_right(view, grid, time, 0, strbuf_str(&text), faint);
    if (now->line && !now->ended) {
        strbuf_clear(&text);
        strbuf_addf(&text, "line %u", (unsigned)trace_line_number(now->line));
        pane_put(view, grid, rect, 0, 9, strbuf_str(&text), faint);
    } else if (now->ended && for_ns > 0) {
        pane_put(view, grid, rect, 0, 9, "ago", faint);
    }
    strbuf_release(&text);
}

static void draw_task(const struct view *view, struct grid *grid, struct rect rect, int lane,
                      int numbers, int names)
{
    struct now_lane now = now_lane(view->player->story, lane, view->player->t_ns);
    struct grid_style style = pane_actor_style(now.lane->actor);
    struct strbuf text = STRBUF_INIT;
    if (lane == view->lane)
        style.flags |= GRID_REVERSE;
    strbuf_addf(&text, "%*u ", numbers, (unsigned)now.lane->actor);
    int column = pane_put(view, grid, rect, 0, 0, strbuf_str(&text), style);
    struct rect name = {rect.row, rect.column + column, 1, names};
    name.columns = names < rect.columns - column ? names : rect.columns - column;
    pane_put(view, grid, name, 0, 0, now.lane->name, style);
    column += names + 1;
    if (column < rect.columns)
        glyph_put(grid, rect.row, rect.column + column, glyph_of(&now), view->ascii);
    struct rect words = {rect.row, rect.column + column + 2, 1, rect.columns - column - 2};
    if (words.columns >= PLACE_COLUMNS + 7) {
        words.columns -= PLACE_COLUMNS + 1;
        struct rect place = {rect.row, words.column + words.columns + 1, 1, PLACE_COLUMNS};
        draw_place(view, grid, place, &now);
    }
    if (words.columns > 0)
        draw_words(view, grid, words, &now);
    strbuf_release(&text);
}

/* ---- all of them ---- */

static int name_columns(const struct timeline *timeline, int first, int count, int columns)
{
    int widest = 1, most = columns * 3 / 10 < NAME_MOST ? columns * 3 / 10 : NAME_MOST;
    for (int i = first; i < first + count; i++) {
        const char *name = timeline->lanes[timeline->first_task + i].name;
        int width = utf8_columns(name);
        widest = width > widest ? width : widest;
    }
    return widest < most ? widest : most;
}

/* Which tasks stand there: `count` from `first` on. */
struct page {
    int begun, first, count;
};

static struct page page_of(const struct view *view, int rows)
{
    struct page page = {
        .begun = timeline_tasks_until(view->player->story->timeline, view->player->t_ns)};
    if (rows < 1)
        return page;
    page.first = page.begun <= rows ? 0 : focus_task(view, page.begun) / rows * rows;
    page.first =
        page.first + rows > page.begun && page.begun > rows ? page.begun - rows : page.first;
    page.count = page.begun - page.first < rows ? page.begun - page.first : rows;
    return page;
}

static void draw_tasks(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct timeline *timeline = view->player->story->timeline;
    struct page page = page_of(view, rect.rows);
    int numbers = 1, names = name_columns(timeline, page.first, page.count, rect.columns);
    for (int most = page.first + page.count; most >= 10; most /= 10)
        numbers++;
    for (int i = 0; i < page.count; i++)
        draw_task(view, grid, (struct rect){rect.row + i, rect.column, 1, rect.columns},
                  timeline->first_task + page.first + i, numbers, names);
}

/* ---- the pane ---- */

/* "3 to 4 of 30 tasks", in front of the totals, if there are more than fit. */
static void page_add(const struct view *view, int rows, struct strbuf *out)
{
    struct page page = page_of(view, rows);
    if (page.count < page.begun)
        strbuf_addf(out, "%d to %d of %d tasks  ", page.first + 1, page.first + page.count,
                    page.begun);
}

int pane_now_lane(const struct view *view, struct rect rect, int row)
{
    struct now_lines below;
    now_lines_make(view, rect, &below);
    struct page page = page_of(view, below.rows);
    now_lines_release(&below);
    if (row < 0 || row >= page.count)
        return VIEW_LANE_NONE;
    return view->player->story->timeline->first_task + page.first + row;
}

/* What has just changed is lit, over what is there. */
static void lights_put(const struct view *view, struct grid *grid, struct rect rect, int row,
                       const struct now_lines *below, int line)
{
    const char *text = strbuf_str(&below->text[line]);
    for (int i = 0; i < below->light_count[line]; i++) {
        const struct now_light *light = &below->lights[line][i];
        int column = (int)utf8_width(text, light->from);
        struct grid_style style = {.flags = GRID_BOLD};
        if (light->newest)
            style.flags |= GRID_REVERSE;
        if (column < rect.columns)
            grid_put(grid, rect.row + row, rect.column + column, text + light->from,
                     light->to - light->from, rect.columns - column, view->ascii, style);
    }
}

/* The line of now_lines that has them. */
static int values_make(const struct view *view, int columns, struct now_lines *made)
{
    *made = (struct now_lines){.rows = 1};
    now_values_add(view, columns, made);
    if (made->text[NOW_LINE_VALUES].len)
        return NOW_LINE_VALUES;
    now_own_add(view, columns, made);
    return NOW_LINE_OWN;
}

int pane_now_values_columns(const struct view *view, int columns)
{
    struct now_lines made;
    int line = values_make(view, columns, &made);
    int width = (int)utf8_width(strbuf_str(&made.text[line]), made.text[line].len);
    now_lines_release(&made);
    return width;
}

bool pane_now_values_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    struct now_lines made;
    int line = values_make(view, rect.columns, &made);
    bool any = made.text[line].len > 0;
    pane_put(view, grid, rect, 0, 0, strbuf_str(&made.text[line]), (struct grid_style){0});
    lights_put(view, grid, rect, 0, &made, line);
    now_lines_release(&made);
    return any;
}

void pane_now_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    struct now_lines below;
    struct strbuf text = STRBUF_INIT;
    now_lines_make(view, rect, &below);
    for (int i = 0, row = rect.rows - 1; i < NOW_LINES && row >= below.rows; i++) {
        strbuf_clear(&text);
        if (i == NOW_LINE_TOTALS)
            page_add(view, below.rows, &text);
        strbuf_adds(&text, strbuf_str(&below.text[i]));
        if (!text.len)
            continue;
        pane_put(view, grid, rect, row, 0, strbuf_str(&text), faint);
        lights_put(view, grid, rect, row--, &below, i);
    }
    rect.rows = below.rows;
    strbuf_release(&text);
    now_lines_release(&below);
    draw_tasks(view, grid, rect);
}
