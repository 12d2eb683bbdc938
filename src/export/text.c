/* The timeline and a summary, for people: the lanes of the run under one time axis, what was said,
 * the numbers. */
#include "export/export.h"

#include <string.h>

#include "base/utf8.h"
#include "export/fold.h"
#include "export/page.h"
#include "export/summary.h"
#include "paint/label.h"
#include "paint/note.h"
#include "paint/paint.h"

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
    int widest = LABEL_LEAST, most = source->options.width / 4;
    for (int i = 0; i < timeline->first_task + fold_tasks(timeline); i++) {
        struct strbuf label = STRBUF_INIT;
        label_lane_add(&timeline->lanes[i], &label);
        int width = (int)utf8_width(strbuf_str(&label), label.len);
        widest = width > widest ? width : widest;
        strbuf_release(&label);
    }
    if (timeline->task_count > fold_tasks(timeline) && widest < MORE_LEAST)
        widest = MORE_LEAST;
    most = most < LABEL_LEAST ? LABEL_LEAST : most < LABEL_MOST ? most : LABEL_MOST;
    return widest < most ? widest : most;
}

/* ---- the picture ---- */

static void label_put(struct text *text, const char *label, size_t len, enum grid_ink ink)
{
    grid_put(&text->page.grid, text->page.row, 0, label, len, text->label_width, text->page.ascii,
             (struct grid_style){.ink = (uint8_t)ink});
}

static void lane_label_put(struct text *text, const struct timeline_lane *lane)
{
    struct strbuf label = STRBUF_INIT;
    label_lane_add(lane, &label);
    label_put(text, strbuf_str(&label), label.len, INK_PLAIN);
    strbuf_release(&label);
}

/* "… 284 more", and of what if that is not plain from the lane above. */
static void more_put(struct text *text, int count, const char *what)
{
    struct strbuf label = STRBUF_INIT;
    label_more_add(count, text->page.ascii, &label);
    strbuf_adds(&label, what);
    label_put(text, strbuf_str(&label), label.len, INK_FAINT);
    strbuf_release(&label);
}

static void axis_put(struct text *text)
{
    const char *unit = paint_axis(&text->paint, text->page.row);
    label_put(text, unit, strlen(unit), INK_FAINT);
    page_down(&text->page, 2);
}

static void strips_put(struct text *text)
{
    const struct timeline *timeline = text->source->timeline;
    int shown = fold_strips(timeline);
    for (int i = 0; i < shown; i++) {
        lane_label_put(text, &timeline->lanes[i]);
        paint_strip(&text->paint, text->page.row, &timeline->lanes[i]);
        page_down(&text->page, 1);
    }
    if (timeline->strip_count > shown) {
        more_put(text, timeline->strip_count - shown, " cores");
        page_down(&text->page, 1);
    }
}

/* Lanes [first, first + count): `shown` of them one by one, the rest as one. */
static void lanes_put(struct text *text, int first, int count, int shown)
{
    const struct timeline *timeline = text->source->timeline;
    for (int i = first; i < first + shown; i++) {
        const struct timeline_lane *lane = &timeline->lanes[i];
        lane_label_put(text, lane);
        paint_lane(&text->paint, text->page.row, lane);
        if (lane->kind == LANE_TASK)
            note_put(&text->paint, text->page.row, text->source->stats,
                     &text->source->stats->tasks[i - timeline->first_task],
                     text->source->options.width);
        page_down(&text->page, 1);
    }
    if (count > shown) {
        more_put(text, count - shown, "");
        paint_lanes(&text->paint, text->page.row, &timeline->lanes[first + shown], count - shown);
        page_down(&text->page, 1);
    }
}

static void device_put(struct text *text)
{
    int hidden, most = fold_requests(text->source->timeline);
    label_put(text, "device", 6, INK_PLAIN);
    int rows = paint_requests(&text->paint, text->page.row, most, &hidden);
    page_down(&text->page, rows ? rows : 1);
    if (hidden) {
        more_put(text, hidden, "");
        page_down(&text->page, 1);
    }
}

static void others_put(struct text *text)
{
    struct fold_group group;
    for (int at = 0; fold_next(text->source->timeline, &at, &group);) {
        if (group.kind == LANE_DEVICE)
            device_put(text);
        else
            lanes_put(text, group.first, group.count, group.shown);
    }
}

static void picture_put(struct text *text)
{
    const struct timeline *timeline = text->source->timeline;
    axis_put(text);
    strips_put(text);
    int shown = fold_tasks(timeline), row = text->page.row;
    lanes_put(text, timeline->first_task, timeline->task_count, shown);
    paint_marks(&text->paint, row, 1, 0, shown, text->paint.columns);
    others_put(text);
    page_down(&text->page, text->paint.seen ? 1 : 0);
    page_down(&text->page,
              paint_legend(&text->paint, text->page.row, 0, text->source->options.width));
}

static void paint_begin(struct text *text)
{
    const struct export_source *source = text->source;
    int64_t elapsed = source->stats->elapsed_ns;
    int width = source->options.width;
    int margin =
        width >= WIDE && notes_any(source->stats, fold_tasks(source->timeline)) ? NOTE_MOST : 1;
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
    text.page.grid.rows = text.page.row;
    grid_to_text(&text.page.grid, source->options.colours, source->options.ascii, out);
    page_release(&text.page);
}
