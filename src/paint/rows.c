#include "paint/rows.h"

#include "base/utf8.h"
#include "paint/label.h"
#include "paint/note.h"

enum {
    LABEL_LEAST = 7, /* columns of "control" */
    LABEL_MOST = 14,
    TASKS_MOST = 8,
    TASKS_SHOWN = 6,
    STRIPS_MOST = 8,
};

static int shown_of(const struct timeline *timeline)
{
    return timeline->task_count <= TASKS_MOST ? timeline->task_count : TASKS_SHOWN;
}

int rows_label_width(const struct timeline *timeline)
{
    struct strbuf label = STRBUF_INIT;
    int widest = LABEL_LEAST;
    for (int l = 0; l < timeline->first_task + shown_of(timeline); l++) {
        strbuf_clear(&label);
        label_lane_add(&timeline->lanes[l], &label);
        int width = (int)utf8_width(strbuf_str(&label), label.len);
        widest = width > widest ? width : widest;
    }
    strbuf_release(&label);
    return widest < LABEL_MOST ? widest : LABEL_MOST;
}

static void label_put(const struct rows *rows, const struct strbuf *label, enum grid_ink ink)
{
    grid_put(rows->paint->grid, rows->row, rows->label, strbuf_str(label), label->len,
             rows->label_width, rows->paint->ascii, (struct grid_style){.ink = (uint8_t)ink});
}

static void lane_label_put(const struct rows *rows, const struct timeline_lane *lane)
{
    struct strbuf label = STRBUF_INIT;
    label_lane_add(lane, &label);
    label_put(rows, &label, INK_PLAIN);
    strbuf_release(&label);
}

static void more_put(const struct rows *rows, int count)
{
    struct strbuf label = STRBUF_INIT;
    label_more_add(count, rows->paint->ascii, &label);
    label_put(rows, &label, INK_FAINT);
    strbuf_release(&label);
}

static void down(struct rows *rows)
{
    rows->row++;
    grid_heighten(rows->paint->grid, rows->row + 1);
}

static void strips_put(struct rows *rows, const struct timeline *timeline)
{
    int shown = timeline->strip_count < STRIPS_MOST ? timeline->strip_count : STRIPS_MOST;
    for (int i = 0; i < shown; i++) {
        lane_label_put(rows, &timeline->lanes[i]);
        paint_strip(rows->paint, rows->row, &timeline->lanes[i]);
        down(rows);
    }
    if (shown < timeline->strip_count) {
        more_put(rows, timeline->strip_count - shown);
        down(rows);
    }
}

static void tasks_put(struct rows *rows, const struct timeline *timeline, const struct stats *stats)
{
    int shown = shown_of(timeline), rest = timeline->task_count - shown;
    const struct timeline_lane *tasks = &timeline->lanes[timeline->first_task];
    for (int i = 0; i < shown; i++) {
        lane_label_put(rows, &tasks[i]);
        paint_lane(rows->paint, rows->row, &tasks[i]);
        if (rows->end)
            note_put(rows->paint, rows->row, stats, &stats->tasks[i], rows->end);
        down(rows);
    }
    if (rest > 0) {
        more_put(rows, rest);
        paint_lanes(rows->paint, rows->row, &tasks[shown], rest);
        down(rows);
    }
}

void rows_put(struct rows *rows, const struct timeline *timeline, const struct stats *stats)
{
    rows->paint->timeline = timeline;
    grid_heighten(rows->paint->grid, rows->row + 1);
    strips_put(rows, timeline);
    tasks_put(rows, timeline, stats);
}
