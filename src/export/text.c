/* The timeline and a summary, for people: the lanes of the run under one time axis, what was said,
 * the numbers. */
#include "export/export.h"

#include <string.h>

#include "base/utf8.h"
#include "export/page.h"
#include "export/paint.h"
#include "export/summary.h"
#include "trace/words.h"

enum {
    LABEL_LEAST = 7, /* columns of "control" */
    LABEL_MOST = 24,
    TASKS_MOST = 24,  /* lanes of tasks; with more of them … */
    TASKS_SHOWN = 16, /* … this many, and one for the rest */
    POOLS_SHOWN = 16,
    STRIPS_SHOWN = 16,
    DEVICE_ROWS = 8,
    NOTE_MOST = 30,
    WIDE = 100, /* from here on there is a margin for notes */
};

struct text {
    const struct export_source *source;
    struct page page;
    struct paint paint;
    int label_width;
    int note_column; /* behind the lanes, or 0 */
};

/* "1 one"; lanes that are no tasks: their name. */
static void label_add(const struct timeline_lane *lane, struct strbuf *out)
{
    if (lane->kind == LANE_TASK)
        strbuf_addf(out, "%u ", (unsigned)lane->actor);
    strbuf_adds(out, lane->name);
}

static int lanes_shown(const struct timeline *timeline)
{
    int tasks = timeline->task_count <= TASKS_MOST ? timeline->task_count : TASKS_SHOWN;
    return timeline->first_task + tasks;
}

static int label_width(const struct export_source *source)
{
    const struct timeline *timeline = source->timeline;
    int widest = LABEL_LEAST, most = source->options.width / 4;
    for (int i = 0; i < lanes_shown(timeline); i++) {
        struct strbuf label = STRBUF_INIT;
        label_add(&timeline->lanes[i], &label);
        int width = (int)utf8_width(strbuf_str(&label), label.len);
        widest = width > widest ? width : widest;
        strbuf_release(&label);
    }
    if (timeline->task_count > TASKS_MOST && widest < 16)
        widest = 16;
    most = most < LABEL_MOST ? most : LABEL_MOST;
    return widest < most ? widest : most;
}

/* ---- notes beside the lanes ---- */

static bool note_late(const struct stats_task *task, int64_t elapsed_ns, struct strbuf *out)
{
    if (task->late_ns < 1000000 || task->late_ns * 50 < elapsed_ns)
        return false;
    words_time(out, task->late_ns);
    strbuf_adds(out, " late");
    return true;
}

static void note_add(const struct stats *stats, const struct stats_task *task, struct strbuf *out)
{
    const char *join = "";
    if (task->looks) {
        words_count(out, task->looks);
        strbuf_adds(out, task->looks == 1 ? " look in vain" : " looks in vain");
        join = ", ";
    }
    if (task->first_ask_ns > 0 && task->first_ask_ns * 10 > stats->elapsed_ns &&
        task->start_ns * 20 < stats->elapsed_ns) {
        strbuf_addf(out, "%sasked only at ", join);
        words_time(out, task->first_ask_ns);
        join = ", ";
    }
    size_t len = out->len;
    strbuf_adds(out, join);
    if (!note_late(task, stats->elapsed_ns, out))
        out->len = len;
}

static void note_put(struct text *text, const struct stats_task *task,
                     const struct timeline_lane *lane)
{
    struct strbuf note = STRBUF_INIT;
    note_add(text->source->stats, task, &note);
    int width = (int)utf8_width(strbuf_str(&note), note.len);
    int end = text->paint.column + paint_column(&text->paint, lane->end_ns) + 3;
    int room = text->source->options.width - end;
    if (note.len && width <= room)
        grid_put(&text->page.grid, text->page.row, end, strbuf_str(&note), note.len, width,
                 text->page.ascii, (struct grid_style){.ink = INK_NOTE});
    strbuf_release(&note);
}

static bool has_notes(const struct export_source *source)
{
    bool any = false;
    for (int i = 0; i < source->stats->task_count && !any; i++) {
        struct strbuf note = STRBUF_INIT;
        note_add(source->stats, &source->stats->tasks[i], &note);
        any = note.len > 0;
        strbuf_release(&note);
    }
    return any;
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
    label_add(lane, &label);
    label_put(text, strbuf_str(&label), label.len, INK_PLAIN);
    strbuf_release(&label);
}

static void more_put(struct text *text, int count, const char *what)
{
    struct strbuf label = STRBUF_INIT;
    strbuf_adds(&label, text->page.ascii ? "... " : "… ");
    words_count(&label, count);
    strbuf_addf(&label, " more %s", what);
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
    int shown = timeline->strip_count < STRIPS_SHOWN ? timeline->strip_count : STRIPS_SHOWN;
    for (int i = 0; i < shown; i++) {
        lane_label_put(text, &timeline->lanes[i]);
        paint_strip(&text->paint, text->page.row, &timeline->lanes[i]);
        page_down(&text->page, 1);
    }
    if (timeline->strip_count > shown) {
        more_put(text, timeline->strip_count - shown, "cores");
        page_down(&text->page, 1);
    }
}

/* Lanes [first, first + count): `shown` of them one by one, the rest as one. */
static void lanes_put(struct text *text, int first, int count, int shown, const char *what)
{
    const struct timeline *timeline = text->source->timeline;
    for (int i = first; i < first + shown; i++) {
        const struct timeline_lane *lane = &timeline->lanes[i];
        lane_label_put(text, lane);
        paint_lane(&text->paint, text->page.row, lane);
        if (lane->kind == LANE_TASK)
            note_put(text, &text->source->stats->tasks[i - timeline->first_task], lane);
        page_down(&text->page, 1);
    }
    if (count > shown) {
        more_put(text, count - shown, what);
        paint_lanes(&text->paint, text->page.row, &timeline->lanes[first + shown], count - shown);
        page_down(&text->page, 1);
    }
}

static void device_put(struct text *text)
{
    int hidden;
    label_put(text, "device", 6, INK_PLAIN);
    int rows = paint_requests(&text->paint, text->page.row, DEVICE_ROWS, &hidden);
    page_down(&text->page, rows ? rows : 1);
    if (hidden) {
        more_put(text, hidden, "requests");
        page_down(&text->page, 1);
    }
}

static void others_put(struct text *text)
{
    const struct timeline *timeline = text->source->timeline;
    int at = timeline->first_task + timeline->task_count;
    while (at < timeline->lane_count) {
        enum timeline_kind kind = timeline->lanes[at].kind;
        int count = 1;
        while (at + count < timeline->lane_count && timeline->lanes[at + count].kind == kind)
            count++;
        if (kind == LANE_DEVICE)
            device_put(text);
        else
            lanes_put(text, at, count, count < POOLS_SHOWN ? count : POOLS_SHOWN,
                      kind == LANE_POOL ? "threads" : "loops");
        at += count;
    }
}

static void picture_put(struct text *text)
{
    const struct timeline *timeline = text->source->timeline;
    int tasks = timeline->task_count;
    axis_put(text);
    strips_put(text);
    lanes_put(text, timeline->first_task, tasks, tasks <= TASKS_MOST ? tasks : TASKS_SHOWN,
              "tasks");
    others_put(text);
    page_down(&text->page, 1);
    page_down(&text->page,
              paint_legend(&text->paint, text->page.row, 0, text->source->options.width));
}

static void paint_begin(struct text *text)
{
    const struct export_source *source = text->source;
    int width = source->options.width;
    int margin = width >= WIDE && has_notes(source) ? NOTE_MOST : 1;
    text->label_width = label_width(source);
    int column = text->label_width + 2;
    text->paint =
        (struct paint){.grid = &text->page.grid,
                       .timeline = source->timeline,
                       .to_ns = source->timeline->end_ns > 0 ? source->timeline->end_ns : 1,
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
    summary_numbers(&text.page, source->stats);
    summary_tasks(&text.page, source->stats);
    summary_end(&text.page, source);
    text.page.grid.rows = text.page.row;
    grid_to_text(&text.page.grid, source->options.colours, source->options.ascii, out);
    page_release(&text.page);
}
