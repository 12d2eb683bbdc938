#include "config.h"

#include "export/lanes.h"

#include "paint/label.h"
#include "paint/note.h"
#include "paint/rows.h"

enum {
    LABEL_LEAST = 7, /* columns of "control" */
    LABEL_MOST = 24,
    MORE_LEAST = 12, /* of "… 9,980 more" */
    NOTE_MOST = 30,
    SPAN_LEAST_NS = 1000,
    WIDE = 100, /* from here on there is a margin for notes */
};

static int labels_width(const struct export_source *source)
{
    const struct timeline *timeline = source->timeline;
    int shown = rows_tasks(timeline), most = source->options.width / 4;
    int widest = label_lanes_width(timeline->lanes, timeline->first_task + shown);
    int below = label_lanes_width(&timeline->lanes[timeline->first_task + timeline->task_count],
                                  timeline->helper_count);
    widest = below > widest ? below : widest;
    if (timeline->task_count > shown && widest < MORE_LEAST)
        widest = MORE_LEAST;
    most = most < LABEL_LEAST ? LABEL_LEAST : most < LABEL_MOST ? most : LABEL_MOST;
    return widest < most ? widest : most;
}

/* ---- the picture ---- */

static void axis_put(struct rows *rows)
{
    rows_label_put(rows, paint_axis(rows->paint, rows->row), INK_FAINT);
    rows_down(rows, 2);
}

static void device_put(struct rows *rows, const struct timeline *timeline)
{
    int hidden;
    rows_label_put(rows, "device", INK_PLAIN);
    int used = paint_requests(rows->paint, rows->row, rows_requests(timeline), &hidden);
    rows_down(rows, used ? used : 1);
    if (hidden) {
        rows_more_put(rows, hidden, "");
        rows_down(rows, 1);
    }
}

/* What stands below the tasks: loops, the pool, the device. */
static void others_put(struct rows *rows, const struct stats *stats)
{
    struct rows_group group;
    for (int at = 0; rows_next_group(stats->timeline, &at, &group);) {
        if (group.kind == LANE_DEVICE)
            device_put(rows, stats->timeline);
        else
            rows_lanes_put(rows, stats, group.first, group.count, group.shown);
    }
}

void lanes_put(struct lanes *lanes, bool notes)
{
    const struct stats *stats = lanes->source->stats;
    const struct timeline *timeline = lanes->source->timeline;
    int shown = rows_tasks(timeline);
    struct rows rows = {.paint = &lanes->paint,
                        .row = lanes->page->row,
                        .label_width = lanes->label_width,
                        .end = notes ? lanes->source->options.width : 0};
    axis_put(&rows);
    rows_strips_put(&rows, timeline, rows_strips(timeline), " cores");
    int tasks = rows.row;
    rows_lanes_put(&rows, stats, timeline->first_task, timeline->task_count, shown);
    paint_marks(&lanes->paint, tasks, 1, 0, shown, lanes->paint.columns);
    others_put(&rows, stats);
    page_down(lanes->page, rows.row - lanes->page->row);
}

void lanes_legend_put(struct lanes *lanes)
{
    struct page *page = lanes->page;
    page_down(page, lanes->paint.seen ? 1 : 0);
    page_down(page, paint_legend(&lanes->paint, page->row, 0, lanes->source->options.width));
}

void lanes_begin(struct lanes *lanes, const struct export_source *source, struct page *page)
{
    int64_t elapsed = source->stats->elapsed_ns;
    int width = source->options.width;
    int margin =
        width >= WIDE && notes_any(source->stats, rows_tasks(source->timeline)) ? NOTE_MOST : 1;
    *lanes = (struct lanes){.source = source, .page = page, .label_width = labels_width(source)};
    int column = lanes->label_width + 2;
    lanes->paint = (struct paint){.grid = &page->grid,
                                  .timeline = source->timeline,
                                  .to_ns = elapsed > SPAN_LEAST_NS ? elapsed : SPAN_LEAST_NS,
                                  .column = column,
                                  .columns = width - column - margin,
                                  .ascii = source->options.ascii};
}
