/* The timeline's window, moved: by keys, by the mouse, and by the playhead. */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/sort.h"
#include "view/layout.h"
#include "view/timeline_plan.h"

enum {
    GAPS_MOST = 1000,    /* gaps that can be seen, see below, are no more than that */
    GAP_COLUMNS = 2,     /* what they get at least, at the first zoom */
    COLUMN_LEAST_NS = 1, /* the closest zoom */
    HANDOFF_COLUMNS_MOST = 64,
};

/* Where the playhead may stand, in parts of the width, and where it is put when a page is turned.
 */
static const double page_low = 0.05, page_high = 0.85, page_forward = 0.15, page_back = 0.75;

static const struct story *story_of(const struct view *view)
{
    return view->player->story;
}

static int columns_of(const struct view *view, int columns, int rows, struct rect *pane)
{
    struct layout layout;
    struct timeline_plan plan;
    layout_make(view, columns, rows, &layout);
    *pane = layout.panes[LAYOUT_TIMELINE];
    timeline_plan_make(view, *pane, &plan);
    pane->column = plan.left;
    pane->columns = plan.columns > 0 ? plan.columns : 1;
    return pane->columns;
}

static size_t known_handoffs(const struct view *view)
{
    return story_handoffs_until(story_of(view), player_known_ns(view->player));
}

static double between(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

/* ---- what stands where ---- */

int64_t timeline_pane_time(const struct view *view, struct rect pane, int column)
{
    struct timeline_plan plan;
    timeline_plan_make(view, pane, &plan);
    if (column < plan.left || column >= plan.left + plan.columns)
        return -1;
    return timeline_time(view, plan.columns, column - plan.left);
}

int timeline_pane_lane(const struct view *view, struct rect pane, int row)
{
    struct timeline_plan plan;
    timeline_plan_make(view, pane, &plan);
    row -= pane.row;
    if (row < 0 || row >= plan.row_count || plan.rows[row].kind < TIMELINE_STRIP ||
        plan.rows[row].kind > TIMELINE_DEVICE)
        return VIEW_LANE_NONE;
    return plan.rows[row].lane;
}

/* ---- the first zoom ---- */

static int compare_gaps(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* With the curtain down all of what is known is shown. Else the median of the gaps between
 * hand-offs that are at least a thousandth of the run; 0: there are no more of them than the
 * columns have room for, so the whole is shown, and what stands closer is for the other axis. */
static int64_t median_gap(const struct view *view, int columns)
{
    const struct story *story = story_of(view);
    int64_t gaps[GAPS_MOST + 1];
    size_t count = 0;
    int64_t worth = story->end_ns / GAPS_MOST + 1;
    if (player_hides(view->player))
        return 0;
    for (size_t i = 1; i < story->handoff_count && count <= GAPS_MOST; i++) {
        int64_t gap = story->handoff_ns[i] - story->handoff_ns[i - 1];
        if (gap >= worth)
            gaps[count++] = gap;
    }
    if ((int64_t)count * GAP_COLUMNS <= columns)
        return 0;
    sort_stable(gaps, count, sizeof *gaps, compare_gaps);
    return gaps[count / 2];
}

static void fit(struct view *view, int columns)
{
    struct view_window *window = &view->window;
    window->columns = columns;
    window->from_ns = 0;
    window->column_ns = (double)view_whole_ns(view) / columns;
    window->first_handoff = -1;
    window->handoff_columns = TIMELINE_HANDOFF_COLUMNS;
}

void view_init(struct view *view, const struct player *player, int columns, int rows)
{
    *view = (struct view){
        .player = player,
        .model = "",
        .model_id = MODEL_COUNT,
        .lane = VIEW_LANE_NONE,
        .object = VIEW_OBJECT_NONE,
    };
    view_first_zoom(view, columns, rows);
}

void view_first_zoom(struct view *view, int columns, int rows)
{
    struct rect pane;
    int lanes = columns_of(view, columns, rows, &pane);
    int64_t gap = median_gap(view, lanes);
    fit(view, lanes);
    if (gap && (double)gap < view->window.column_ns * GAP_COLUMNS)
        view->window.column_ns = (double)gap / GAP_COLUMNS;
    view_follow(view, columns, rows);
}

void view_fit(struct view *view, int columns, int rows)
{
    struct rect pane;
    int lanes = columns_of(view, columns, rows, &pane);
    size_t count = known_handoffs(view);
    fit(view, lanes);
    view->window.handoff_columns =
        between(lanes / ((double)count * 1.1 + 1), 1e-6, TIMELINE_HANDOFF_COLUMNS);
}

/* ---- moving it ---- */

/* Not before the run, nor further behind it than is known. */
static void keep_within(struct view *view)
{
    struct view_window *window = &view->window;
    int64_t end = player_known_ns(view->player);
    double last = timeline_handoff_place(view->player, end);
    window->from_ns = window->from_ns > end ? end : window->from_ns;
    window->from_ns = window->from_ns > 0 ? window->from_ns : 0;
    window->first_handoff = between(window->first_handoff, -1, last > -1 ? last : -1);
}

/* Puts a moment at a column. */
static void put_at(struct view *view, int64_t t_ns, double column)
{
    struct view_window *window = &view->window;
    if (window->axis == VIEW_HANDOFFS)
        window->first_handoff =
            timeline_handoff_place(view->player, t_ns) - column / window->handoff_columns;
    else
        window->from_ns = t_ns - (int64_t)llround(column * window->column_ns);
    keep_within(view);
}

static void zoom_about(struct view *view, double factor, double column, int columns)
{
    struct view_window window = timeline_window(view, columns);
    double widest = 2.0 * (double)view_whole_ns(view) / columns;
    if (window.axis == VIEW_TIME) {
        double wanted = between(window.column_ns / factor, COLUMN_LEAST_NS, widest);
        double from = (double)window.from_ns + column * (window.column_ns - wanted);
        window.from_ns = (int64_t)llround(from);
        window.column_ns = wanted;
    } else {
        double narrowest = columns / (2.0 * ((double)known_handoffs(view) + 2));
        double wanted = between(window.handoff_columns * factor, narrowest < 1 ? narrowest : 1,
                                HANDOFF_COLUMNS_MOST);
        window.first_handoff += column / window.handoff_columns - column / wanted;
        window.handoff_columns = wanted;
    }
    view->window = window;
    keep_within(view);
}

void view_zoom(struct view *view, double factor, int columns, int rows)
{
    struct rect pane;
    int lanes = columns_of(view, columns, rows, &pane);
    double place = timeline_place(view, lanes, view->player->t_ns);
    zoom_about(view, factor, between(place, 0, lanes), lanes);
}

void view_zoom_at(struct view *view, double factor, int column, int columns, int rows)
{
    struct rect pane;
    int lanes = columns_of(view, columns, rows, &pane);
    zoom_about(view, factor, between(column - pane.column + 0.5, 0, lanes), lanes);
}

void view_pan(struct view *view, int by_columns, int columns, int rows)
{
    struct rect pane;
    view->window = timeline_window(view, columns_of(view, columns, rows, &pane));
    if (view->window.axis == VIEW_TIME)
        view->window.from_ns += (int64_t)llround(by_columns * view->window.column_ns);
    else
        view->window.first_handoff += by_columns / view->window.handoff_columns;
    keep_within(view);
}

/* Each axis keeps its own window; the playhead must be in it. */
void view_axis(struct view *view, enum view_axis axis, int columns, int rows)
{
    struct rect pane;
    int lanes = columns_of(view, columns, rows, &pane);
    double place = between(timeline_place(view, lanes, view->player->t_ns), 0, lanes);
    if (view->window.axis == axis)
        return;
    view->window = timeline_window(view, lanes);
    view->window.axis = axis;
    double there = timeline_place(view, lanes, view->player->t_ns);
    if (there < 0 || there >= lanes)
        put_at(view, view->player->t_ns, place);
    view_follow(view, columns, rows);
}

/* With all of the run in the window, or all that is known of it, there is no other page. */
static bool has_all(const struct view *view, int columns)
{
    int64_t known_ns = player_known_ns(view->player);
    return (!story_of(view)->live || player_hides(view->player)) &&
           timeline_place(view, columns, 0) >= -1e-6 &&
           timeline_place(view, columns, known_ns) < columns;
}

void view_follow(struct view *view, int columns, int rows)
{
    struct rect pane;
    int lanes = columns_of(view, columns, rows, &pane);
    double place = timeline_place(view, lanes, view->player->t_ns);
    bool all = has_all(view, lanes);
    if (place >= lanes * page_high && !(all && place < lanes)) {
        view->window = timeline_window(view, lanes);
        put_at(view, view->player->t_ns, lanes * page_forward);
    } else if (place < lanes * page_low && !all) {
        view->window = timeline_window(view, lanes);
        put_at(view, view->player->t_ns, lanes * page_back);
    }
}

void view_show_lane(struct view *view, int columns, int rows)
{
    struct layout layout;
    struct timeline_plan plan;
    layout_make(view, columns, rows, &layout);
    timeline_plan_make(view, layout.panes[LAYOUT_TIMELINE], &plan);
    int task = view->lane - story_of(view)->timeline->first_task;
    if (!plan.rect.rows || task < 0 || task >= plan.tasks ||
        (task >= plan.first && task < plan.first + plan.body))
        return;
    /* Down, it comes to stand above the last row, which says how many there are more. */
    int body = plan.task_rows > 2 ? plan.task_rows - 2 : 1;
    view->top_lane = task < plan.first ? task : task - body + 1;
    view->top_lane = task <= 1 ? 0 : view->top_lane;
}

/* Nothing comes after the end: the last page is full of what was. */
static void end_put(struct view *view, int columns)
{
    const struct story *story = story_of(view);
    if (!story->live && !player_hides(view->player) && view->player->t_ns >= story->end_ns)
        put_at(view, story->end_ns, floor(columns * page_high) - 1);
}

void view_page(struct view *view, const struct view_window *anchor, int columns, int rows)
{
    struct rect pane;
    int lanes = columns_of(view, columns, rows, &pane);
    view->window = *anchor;
    view->window = timeline_window(view, lanes);
    double place = timeline_place(view, lanes, view->player->t_ns);
    double low = lanes * page_low, page = lanes * (page_high - page_low);
    if ((place >= low && place < low + page) || has_all(view, lanes))
        return;
    double by = floor((place - low) / page) * page;
    if (view->window.axis == VIEW_TIME)
        view->window.from_ns += (int64_t)llround(by * view->window.column_ns);
    else
        view->window.first_handoff += by / view->window.handoff_columns;
    keep_within(view);
    end_put(view, lanes);
}
