#include "config.h"

#include "tell/looked.h"

enum { LOOKED_MOST = 512 };

struct looked looked_begin(const struct timeline *timeline, enum looked_at at, int64_t t_ns)
{
    return (struct looked){
        .timeline = timeline, .at = at, .t_ns = t_ns, .next = timeline->first_task};
}

static bool is_meant(const struct looked *looked, const struct timeline_lane *lane)
{
    return lane->kind == LANE_TASK ||
           (looked->at >= LOOKED_CALLBACKS && lane->kind == LANE_HELPER) ||
           (looked->at == LOOKED_EXECUTING && timeline_executes(lane));
}

bool looked_next(struct looked *looked)
{
    const struct timeline *timeline = looked->timeline;
    bool tasks = looked->at == LOOKED_TASKS;
    int end = tasks ? timeline->first_task + timeline->task_count : timeline->lane_count;
    while (looked->next < end && !is_meant(looked, &timeline->lanes[looked->next]))
        looked->next++;
    looked->more = looked->next < end && looked->count == LOOKED_MOST;
    if (looked->next >= end || looked->more)
        return false;
    looked->count++;
    looked->lane = &timeline->lanes[looked->next++];
    looked->item = timeline_at(looked->lane, looked->t_ns);
    return true;
}
