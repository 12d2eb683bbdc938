/* What stands at a cell of the screen: the panes' own arithmetic, asked the other way round. */
#include "config.h"

#include "view/layout.h"
#include "view/panes.h"
#include "view/source.h"
#include "view/timeline_plan.h"

/* Each fills in what its pane knows about a place in its rectangle. */
typedef void hit_fn(const struct view *view, struct rect rect, int row, int column,
                    struct view_hit *hit);

static void hit_timeline(const struct view *view, struct rect rect, int row, int column,
                         struct view_hit *hit)
{
    hit->t_ns = timeline_pane_time(view, rect, column);
    hit->lane = timeline_pane_lane(view, rect, row);
}

static void hit_overview(const struct view *view, struct rect rect, int row, int column,
                         struct view_hit *hit)
{
    (void)row;
    hit->t_ns = timeline_overview_time(view, rect, column);
}

static void hit_source(const struct view *view, struct rect rect, int row, int column,
                       struct view_hit *hit)
{
    struct source source = {0};
    (void)column;
    if (view->errors) {
        hit->row = 0;
        return;
    }
    source_read(view, &source);
    int line = source_top(view, &source, rect.rows) + row - rect.row;
    hit->row = line < source.count ? (int)source.lines[line].number : 0;
    source_release(&source);
}

static void hit_output(const struct view *view, struct rect rect, int row, int column,
                       struct view_hit *hit)
{
    int count, first = pane_output_first(view, rect.rows, &count);
    (void)column;
    if (row - rect.row < count)
        hit->t_ns = view->player->story->stats->said[first + row - rect.row].t_ns;
}

static void hit_now(const struct view *view, struct rect rect, int row, int column,
                    struct view_hit *hit)
{
    (void)column;
    hit->lane = pane_now_lane(view, rect, row - rect.row);
}

static void hit_nothing(const struct view *view, struct rect rect, int row, int column,
                        struct view_hit *hit)
{
    (void)view, (void)rect, (void)row, (void)column, (void)hit;
}

static void hit_machine(const struct view *view, struct rect rect, int row, int column,
                        struct view_hit *hit)
{
    hit->lane = pane_machine_lane(view, rect, row, column);
}

static const struct {
    enum layout_pane pane;
    enum view_place place;
    hit_fn *fill;
} places[] = {
    {LAYOUT_TIMELINE, VIEW_PLACE_TIMELINE, hit_timeline},
    {LAYOUT_OVERVIEW, VIEW_PLACE_OVERVIEW, hit_overview},
    {LAYOUT_SOURCE, VIEW_PLACE_SOURCE, hit_source},
    {LAYOUT_OUTPUT, VIEW_PLACE_OUTPUT, hit_output},
    {LAYOUT_NOW, VIEW_PLACE_NOW, hit_now},
    {LAYOUT_PYTHON, VIEW_PLACE_PYTHON, hit_nothing},
    {LAYOUT_MACHINE, VIEW_PLACE_MACHINE, hit_machine},
};

/* Nothing below an overlay can be hit. */
static void hit_overlay(const struct view *view, struct rect rect, int row, int column,
                        struct view_hit *hit)
{
    if (!rect_has(rect, row, column))
        return;
    hit->place = VIEW_PLACE_OVERLAY;
    hit->row = row - rect.row;
    if (view->overlay == VIEW_MENU)
        hit->row += pane_menu_top(view, rect.rows);
    if (view->overlay == VIEW_MENU && hit->row >= view->menu.count)
        hit->place = VIEW_PLACE_NONE;
}

struct view_hit view_hit(const struct view *view, int row, int column, int columns, int rows)
{
    struct view_hit hit = {.place = VIEW_PLACE_NONE, .lane = VIEW_LANE_NONE, .t_ns = -1};
    struct layout layout;
    layout_make(view, columns, rows, &layout);
    if (view->overlay != VIEW_NOTHING) {
        hit_overlay(view, layout.overlay, row, column, &hit);
        return hit;
    }
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct rect rect = layout.panes[places[i].pane];
        if (!rect_has(rect, row, column))
            continue;
        hit.place = places[i].place;
        hit.row = row - rect.row;
        places[i].fill(view, rect, row, column, &hit);
    }
    return hit;
}
