/* A lane in full: its totals, its requests, its intervals. With the curtain down, up to the
 * playhead. Around the playhead at first; costs what is seen of it. */

#include "config.h"

#include "base/utf8.h"
#include "grid/glyph.h"
#include "tell/tell.h"
#include "tell/words.h"
#include "trace/times.h"
#include "view/panes.h"

enum {
    REQUESTS_SCAN = 4096, /* requests that are looked through, back from the playhead */
    REQUESTS_MOST = 6,
    REQUESTS_FROM = 9, /* in so many rows */
    TIME_COLUMNS = 9,
    STATE_COLUMNS = 10, /* its glyph and its name */
};

static const struct grid_style faint = {.ink = INK_FAINT}, title = {.ink = INK_TITLE};

/* Times stand right-aligned in columns of their own. */
static int put_time(const struct view *view, struct grid *grid, struct rect rect, int column,
                    int64_t ns, struct grid_style style)
{
    struct strbuf text = STRBUF_INIT;
    struct rect cell = {rect.row, rect.column + column, 1, TIME_COLUMNS};
    if (column + TIME_COLUMNS > rect.columns)
        return column;
    if (ns < 0)
        strbuf_addch(&text, '-');
    else
        words_time(&text, ns);
    pane_put_right(view, grid, cell, 0, strbuf_str(&text), style);
    strbuf_release(&text);
    return column + TIME_COLUMNS + 1;
}

static int put_head(const struct view *view, struct grid *grid, struct rect rect, int column,
                    const char *text)
{
    struct rect cell = {rect.row, rect.column + column, 1, TIME_COLUMNS};
    if (column + TIME_COLUMNS > rect.columns)
        return column;
    pane_put_right(view, grid, cell, 0, text, faint);
    return column + TIME_COLUMNS + 1;
}

/* The last moment that may be told. */
/* ---- the lane ---- */

static struct rect draw_totals(const struct view *view, struct grid *grid, struct rect rect,
                               const struct timeline_lane *lane)
{
    struct timeline_sums sums = {{0}};
    struct strbuf text = STRBUF_INIT;
    int column = pane_put(view, grid, rect, 0, 0, lane->name, pane_actor_style(lane->actor));
    timeline_sum(lane, 0, player_known_ns(view->player), &sums);
    for (int state = 0; state < TRACE_ENDED; state++) {
        if (sums.ns[state] <= 0)
            continue;
        strbuf_addf(&text, "  %s ", trace_state_name((enum trace_state)state));
        words_time(&text, sums.ns[state]);
    }
    pane_put(view, grid, rect, 0, column, strbuf_str(&text), (struct grid_style){0});
    strbuf_release(&text);
    return pane_below(rect, 2);
}

/* ---- its requests ---- */

/* The newest of the lane's requests that were asked, oldest first; how many. */
static int requests_find(const struct view *view, uint32_t who, int room, int *found)
{
    const struct timeline *timeline = view->player->story->timeline;
    int at = timeline_asked_until(timeline, player_known_ns(view->player)), count = 0;
    for (int looked = 0; at-- > 0 && looked < REQUESTS_SCAN && count < room; looked++)
        if (timeline->requests[at].who == who)
            found[count++] = at;
    for (int i = 0; i < count / 2; i++) {
        int swapped = found[i];
        found[i] = found[count - 1 - i];
        found[count - 1 - i] = swapped;
    }
    return count;
}

static void draw_request(const struct view *view, struct grid *grid, struct rect rect,
                         const struct timeline_request *request)
{
    int64_t until_ns = player_known_ns(view->player);
    int64_t answered = request->answered_ns <= until_ns ? request->answered_ns : -1;
    int64_t noticed = request->noticed_ns <= until_ns ? request->noticed_ns : -1;
    bool both = answered >= 0 && noticed >= 0;
    int64_t gap = both ? noticed - answered : -1;
    struct grid_style late = {.ink = INK_FAILED}, plain = {0};
    int column = put_time(view, grid, rect, 0, request->asked_ns, plain);
    column = put_time(view, grid, rect, column, answered, plain);
    column = put_time(view, grid, rect, column, noticed, plain);
    column = put_time(view, grid, rect, column, gap, gap >= STORY_LATE_NS ? late : plain);
    size_t len = 0;
    const char *label = trace_text(view->player->story->trace, request->event, &len);
    if (label && column < rect.columns)
        grid_put(grid, rect.row, rect.column + column, label, len, rect.columns - column,
                 view->ascii, (struct grid_style){.ink = INK_STRING});
}

static struct rect draw_requests(const struct view *view, struct grid *grid, struct rect rect,
                                 uint32_t who)
{
    static const char *const heads[] = {"asked", "answered", "noticed", "gap"};
    int found[REQUESTS_MOST], room = rect.rows / 3 < REQUESTS_MOST ? rect.rows / 3 : REQUESTS_MOST;
    int count = requests_find(view, who, room, found), column = 0;
    if (count == 0 || rect.rows < REQUESTS_FROM)
        return rect;
    for (int i = 0; i < 4; i++)
        column = put_head(view, grid, rect, column, heads[i]);
    for (int i = 0; i < count; i++)
        draw_request(view, grid, (struct rect){rect.row + 1 + i, rect.column, 1, rect.columns},
                     &view->player->story->timeline->requests[found[i]]);
    return pane_below(rect, count + 2);
}

/* ---- its intervals ---- */

/* How many of them begin at or before t. */
static int64_t begun_until(const struct timeline_lane *lane, int64_t t_ns)
{
    uint32_t at = timeline_behind(lane, t_ns);
    return at + (at < lane->count && timeline_item(lane, at)->from_ns <= t_ns);
}

static void draw_interval(const struct view *view, struct grid *grid, struct rect rect,
                          const struct timeline_lane *lane, const struct timeline_interval *item)
{
    const struct player *player = view->player;
    int64_t until_ns = player_known_ns(view->player),
            to_ns = item->to_ns < until_ns ? item->to_ns : until_ns;
    bool here = item->from_ns <= player->t_ns && player->t_ns < item->to_ns;
    struct grid_style style = {.flags = here ? GRID_BOLD : 0};
    struct strbuf text = STRBUF_INIT;
    struct tell tell = tell_to(player->story->timeline, &text);
    int column = put_time(view, grid, rect, 0, item->from_ns, style);
    column = put_time(view, grid, rect, column, to_ns - item->from_ns, style);
    if (column < rect.columns)
        glyph_put(grid, rect.row, rect.column + column, (enum glyph)item->state, view->ascii);
    pane_put(view, grid, rect, 0, column + 2, trace_state_name((enum trace_state)item->state),
             style);
    column += STATE_COLUMNS;
    if (item->line)
        strbuf_addf(&text, "%4u", (unsigned)trace_line_number(item->line));
    pane_put(view, grid, rect, 0, column, strbuf_str(&text), faint);
    strbuf_clear(&text);
    if (lane->kind == LANE_CONTROL)
        strbuf_adds(&text, timeline_actor_name(player->story->timeline, item->object));
    else
        tell_interval(&tell, lane, item);
    pane_put(view, grid, rect, 0, column + 6, strbuf_str(&text), style);
    strbuf_release(&text);
}

static void draw_intervals(const struct view *view, struct grid *grid, struct rect rect,
                           const struct timeline_lane *lane)
{
    int column = put_head(view, grid, rect, put_head(view, grid, rect, 0, "from"), "for");
    pane_put(view, grid, rect, 0, column, "state", faint);
    pane_put(view, grid, rect, 0, column + STATE_COLUMNS, "line", faint);
    pane_put(view, grid, rect, 0, column + STATE_COLUMNS + 6, "why", faint);
    rect = pane_below(rect, 1);
    int64_t count = begun_until(lane, player_known_ns(view->player));
    int64_t here = begun_until(lane, view->player->t_ns) - 1;
    int64_t most = count > rect.rows ? count - rect.rows : 0;
    int64_t top = here - rect.rows / 2 + view->overlay_scroll;
    top = top < 0 ? 0 : top < most ? top : most;
    for (int row = 0; row < rect.rows && top + row < count; row++)
        draw_interval(view, grid, (struct rect){rect.row + row, rect.column, 1, rect.columns}, lane,
                      timeline_item(lane, (uint32_t)(top + row)));
}

void pane_details_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct timeline *timeline = view->player->story->timeline;
    if (view->lane < 0 || view->lane >= timeline->lane_count) {
        pane_put(view, grid, rect, 0, 0, "no lane is selected", faint);
        return;
    }
    const struct timeline_lane *lane = &timeline->lanes[view->lane];
    if (lane->start_ns > player_known_ns(view->player)) {
        pane_put(view, grid, rect, 0, 0, "it has not begun yet", title);
        return;
    }
    rect = draw_totals(view, grid, rect, lane);
    if (timeline_executes(lane))
        rect = draw_requests(view, grid, rect, lane->actor);
    if (rect.rows > 1)
        draw_intervals(view, grid, rect, lane);
}
