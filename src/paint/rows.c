#include "config.h"

#include "paint/rows.h"

#include <string.h>

#include "paint/label.h"
#include "paint/note.h"

enum {
    LABEL_MOST = 14,
    TASKS_FEW = 8, /* lanes of tasks; with more of them … */
    FEW_SHOWN = 6, /* … this many, and one for the rest */
    TASKS_MOST = 24,
    TASKS_SHOWN = 16,
    STRIPS_FEW = 8,
    STRIPS_SHOWN = 16,
    POOLS_SHOWN = 16,
    REQUEST_ROWS = 8, /* with few tasks, as many as there are tasks */
};

/* ---- which lanes have one ---- */

static int at_most(int count, int most)
{
    return count < most ? count : most;
}

int rows_strips(const struct timeline *timeline)
{
    return at_most(timeline->strip_count, STRIPS_SHOWN);
}

int rows_tasks(const struct timeline *timeline)
{
    return timeline->task_count <= TASKS_MOST ? timeline->task_count : TASKS_SHOWN;
}

int rows_tasks_few(const struct timeline *timeline)
{
    return timeline->task_count <= TASKS_FEW ? timeline->task_count : FEW_SHOWN;
}

int rows_requests(const struct timeline *timeline)
{
    int tasks = timeline->task_count;
    return tasks > REQUEST_ROWS && tasks <= TASKS_MOST ? tasks : REQUEST_ROWS;
}

bool rows_next_group(const struct timeline *timeline, int *at, struct rows_group *group)
{
    int first = timeline->first_task + timeline->task_count + *at, count = 1;
    if (first >= timeline->lane_count)
        return false;
    enum timeline_kind kind = timeline->lanes[first].kind;
    while (first + count < timeline->lane_count && timeline->lanes[first + count].kind == kind)
        count++;
    *group = (struct rows_group){kind, first, count, at_most(count, POOLS_SHOWN)};
    *at += count;
    return true;
}

int rows_label_width(const struct timeline *timeline)
{
    int shown = timeline->first_task + rows_tasks_few(timeline);
    return at_most(label_lanes_width(timeline->lanes, shown), LABEL_MOST);
}

/* ---- putting them ---- */

void rows_label_put(const struct rows *rows, const char *label, enum grid_ink ink)
{
    grid_put(rows->paint->grid, rows->row, rows->label, label, strlen(label), rows->label_width,
             rows->paint->ascii, (struct grid_style){.ink = (uint8_t)ink});
}

static void lane_label_put(const struct rows *rows, const struct timeline_lane *lane)
{
    struct strbuf label = STRBUF_INIT;
    label_lane_add(lane, &label);
    rows_label_put(rows, strbuf_str(&label), INK_PLAIN);
    strbuf_release(&label);
}

void rows_down(struct rows *rows, int count)
{
    rows->row += count;
    grid_heighten(rows->paint->grid, rows->row + 1);
}

void rows_more_put(struct rows *rows, int count, const char *what)
{
    struct strbuf label = STRBUF_INIT;
    label_more_add(count, rows->paint->ascii, &label);
    strbuf_adds(&label, what);
    rows_label_put(rows, strbuf_str(&label), INK_FAINT);
    strbuf_release(&label);
}

void rows_strips_put(struct rows *rows, const struct timeline *timeline, int shown,
                     const char *what)
{
    for (int i = 0; i < shown; i++) {
        lane_label_put(rows, &timeline->lanes[i]);
        paint_strip(rows->paint, rows->row, &timeline->lanes[i]);
        rows_down(rows, 1);
    }
    if (timeline->strip_count > shown) {
        rows_more_put(rows, timeline->strip_count - shown, what);
        rows_down(rows, 1);
    }
}

void rows_lanes_put(struct rows *rows, const struct stats *stats, int first, int count, int shown)
{
    const struct timeline *timeline = stats->timeline;
    const struct timeline_lane *lanes = &timeline->lanes[first];
    for (int i = 0; i < shown; i++) {
        lane_label_put(rows, &lanes[i]);
        paint_lane(rows->paint, rows->row, &lanes[i]);
        if (rows->end && lanes[i].kind == LANE_TASK)
            note_put(rows->paint, rows->row, stats, &stats->tasks[first + i - timeline->first_task],
                     rows->end);
        rows_down(rows, 1);
    }
    if (count > shown) {
        rows_more_put(rows, count - shown, "");
        paint_lanes(rows->paint, rows->row, &lanes[shown], count - shown);
        rows_down(rows, 1);
    }
}

void rows_put(struct rows *rows, const struct timeline *timeline, const struct stats *stats)
{
    rows->paint->timeline = timeline;
    rows_down(rows, 0);
    rows_strips_put(rows, timeline, at_most(timeline->strip_count, STRIPS_FEW), "");
    rows_lanes_put(rows, stats, timeline->first_task, timeline->task_count,
                   rows_tasks_few(timeline));
}
