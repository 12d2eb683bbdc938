/* The timeline and a summary, for people: the lanes of the run under one time axis, what was said,
 * the numbers. */
#include "config.h"

#include "export/export.h"

#include "export/page.h"
#include "export/summary.h"
#include "paint/label.h"
#include "paint/note.h"
#include "paint/paint.h"
#include "paint/rows.h"

enum {
    LABEL_LEAST = 7, /* columns of "control" */
    LABEL_MOST = 24,
    MORE_LEAST = 12, /* of "… 9,980 more" */
    NOTE_MOST = 30,
    SPAN_LEAST_NS = 1000,
    WIDE = 100, /* from here on there is a margin for notes */
};

struct text {
    const struct export_source *source;
    struct page page;
    struct paint paint;
    int label_width;
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

static void picture_put(struct text *text)
{
    const struct stats *stats = text->source->stats;
    const struct timeline *timeline = text->source->timeline;
    int width = text->source->options.width, shown = rows_tasks(timeline);
    struct rows rows = {.paint = &text->paint,
                        .row = text->page.row,
                        .label_width = text->label_width,
                        .end = width};
    axis_put(&rows);
    rows_strips_put(&rows, timeline, rows_strips(timeline), " cores");
    int tasks = rows.row;
    rows_lanes_put(&rows, stats, timeline->first_task, timeline->task_count, shown);
    paint_marks(&text->paint, tasks, 1, 0, shown, text->paint.columns);
    others_put(&rows, stats);
    rows_down(&rows, text->paint.seen ? 1 : 0);
    rows_down(&rows, paint_legend(&text->paint, rows.row, 0, width));
    page_down(&text->page, rows.row - text->page.row);
}

static void paint_begin(struct text *text)
{
    const struct export_source *source = text->source;
    int64_t elapsed = source->stats->elapsed_ns;
    int width = source->options.width;
    int margin =
        width >= WIDE && notes_any(source->stats, rows_tasks(source->timeline)) ? NOTE_MOST : 1;
    text->label_width = labels_width(source);
    int column = text->label_width + 2;
    text->paint = (struct paint){.grid = &text->page.grid,
                                 .timeline = source->timeline,
                                 .to_ns = elapsed > SPAN_LEAST_NS ? elapsed : SPAN_LEAST_NS,
                                 .column = column,
                                 .columns = width - column - margin,
                                 .ascii = source->options.ascii};
}

void export_text(const struct export_source *source, struct strbuf *out)
{
    struct text text = {.source = source};
    page_init(&text.page, source->options.width, source->options.ascii);
    paint_begin(&text);
    summary_title(&text.page, source->stats);
    page_down(&text.page, 1);
    picture_put(&text);
    page_down(&text.page, 1);
    summary_output(&text.page, source->stats);
    summary_numbers(&text.page, source);
    summary_tasks(&text.page, source->stats);
    summary_end(&text.page, source);
    page_end(&text.page, source->options.palette, out);
}
