#include "export/fold.h"

enum {
    TASKS_MOST = 24,  /* lanes of tasks; with more of them … */
    TASKS_SHOWN = 16, /* … this many, and one for the rest */
    POOLS_SHOWN = 16,
    STRIPS_SHOWN = 16,
    REQUEST_ROWS = 8, /* with few tasks, as many as there are tasks */
};

static int at_most(int count, int most)
{
    return count < most ? count : most;
}

int fold_strips(const struct timeline *timeline)
{
    return at_most(timeline->strip_count, STRIPS_SHOWN);
}

int fold_tasks(const struct timeline *timeline)
{
    return timeline->task_count <= TASKS_MOST ? timeline->task_count : TASKS_SHOWN;
}

int fold_requests(const struct timeline *timeline)
{
    int tasks = timeline->task_count;
    return tasks > REQUEST_ROWS && tasks <= TASKS_MOST ? tasks : REQUEST_ROWS;
}

bool fold_next(const struct timeline *timeline, int *at, struct fold_group *group)
{
    int first = timeline->first_task + timeline->task_count + *at, count = 1;
    if (first >= timeline->lane_count)
        return false;
    enum timeline_kind kind = timeline->lanes[first].kind;
    while (first + count < timeline->lane_count && timeline->lanes[first + count].kind == kind)
        count++;
    *group = (struct fold_group){kind, first, count, at_most(count, POOLS_SHOWN)};
    *at += count;
    return true;
}
