/* The whole run in one row, and where in it the window and the playhead are: the window is
 * underlined, the playhead is light. It spans what a fitted timeline does, which with the curtain
 * down tells nothing of what comes. */
#include "config.h"

#include <string.h>

#include "view/curtain.h"
#include "view/panes.h"
#include "view/timeline_plan.h"

static void paint_begin(const struct view *view, const struct timeline_plan *plan,
                        struct grid *grid, struct paint *paint)
{
    *paint = (struct paint){
        .grid = grid,
        .timeline = view->player->story->timeline,
        .to_ns = view_whole_ns(view),
        .column = plan->left,
        .columns = plan->columns,
        .clipped = player_hides(view->player),
        .until_ns = view->player->t_ns + 1,
        .ascii = view->ascii,
    };
}

/* What of the window can be seen: to the playhead, if the rest is hidden. */
static void window_draw(const struct view *view, int row, const struct timeline_scale *scale,
                        const struct paint *paint)
{
    int64_t to_ns =
        paint->clipped && scale->to_ns > paint->until_ns ? paint->until_ns : scale->to_ns;
    int from = paint_column(paint, scale->from_ns), to = paint_column(paint, to_ns - 1);
    int playhead = paint_column(paint, view->player->t_ns);
    bool all = scale->from_ns <= 0 && to_ns >= (paint->clipped ? paint->until_ns : paint->to_ns);
    for (int c = from; c <= to && !all; c++)
        timeline_flags_add(paint->grid, row, paint->column + c, GRID_UNDERLINE);
    timeline_flags_add(paint->grid, row, paint->column + playhead, GRID_REVERSE);
}

void pane_overview_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct timeline *timeline = view->player->story->timeline;
    struct timeline_plan plan;
    struct timeline_scale scale;
    struct paint paint;
    int strips = curtain_strips(view);
    timeline_plan_make(view, rect, &plan);
    if (plan.columns < 1 || rect.rows < 1)
        return;
    timeline_scale_make(view, plan.columns, &scale);
    paint_begin(view, &plan, grid, &paint);
    grid_put(grid, rect.row, plan.label, "whole", strlen("whole"), plan.label_columns, view->ascii,
             (struct grid_style){.ink = INK_FAINT});
    if (strips == 1)
        paint_strip(&paint, rect.row, &timeline->lanes[curtain_strip(view, 0)]);
    else if (strips > 1)
        paint_lanes_sampled(&paint, rect.row, timeline->lanes, timeline->strip_count);
    window_draw(view, rect.row, &scale, &paint);
}

int64_t timeline_overview_time(const struct view *view, struct rect pane, int column)
{
    struct timeline_plan plan;
    struct paint paint;
    timeline_plan_make(view, pane, &plan);
    if (column < plan.left || column >= plan.left + plan.columns)
        return -1;
    paint_begin(view, &plan, NULL, &paint);
    return paint_time(&paint, column - plan.left);
}
