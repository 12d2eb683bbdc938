#include "trace/timeline.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/pages.h"
#include "trace/build.h"
#include "trace/strips.h"

static void items_resize(struct timeline_lane *lane, uint32_t room)
{
    size_t size = sizeof *lane->items;
    lane->items = pages_resize(lane->items, lane->room * size, room * size);
    lane->room = room;
}

void timeline_make_room(struct timeline_lane *lane)
{
    items_resize(lane, lane->room ? lane->room * 2 : 4);
}

/* Cuts what was grown too large, and makes the running sums. */
static void lane_seal(struct timeline_lane *lane)
{
    if (lane->count < lane->room)
        items_resize(lane, lane->count);
    lane->sums = mem_alloc((lane->count / TIMELINE_STRIDE + 1) * sizeof *lane->sums);
    struct timeline_sums sums = {0};
    for (uint32_t i = 0; i < lane->count; i++) {
        if (i % TIMELINE_STRIDE == 0)
            lane->sums[i / TIMELINE_STRIDE] = sums;
        sums.ns[lane->items[i].state] += lane->items[i].to_ns - lane->items[i].from_ns;
    }
    if (lane->count % TIMELINE_STRIDE == 0)
        lane->sums[lane->count / TIMELINE_STRIDE] = sums;
}

void timeline_lane_release(struct timeline_lane *lane)
{
    items_resize(lane, 0);
    free(lane->name);
    free(lane->sums);
    free(lane->taken);
}

/* False: it was given up. */
static bool lanes_seal(struct timeline *timeline, struct trace_progress *progress)
{
    uint64_t done = 0, whole = 0;
    for (int i = 0; i < timeline->lane_count; i++)
        whole += timeline->lanes[i].count;
    for (int i = 0; i < timeline->lane_count; i++) {
        lane_seal(&timeline->lanes[i]);
        uint64_t before = done / TRACE_PROGRESS_STEPS;
        done += timeline->lanes[i].count;
        if (done / TRACE_PROGRESS_STEPS != before && !trace_progress_tell(progress, done, whole))
            return false;
    }
    return true;
}

struct timeline *timeline_new_with(const struct trace *trace, trace_progress_fn *tell, void *arg)
{
    struct timeline *timeline = mem_alloc(sizeof *timeline);
    struct trace_progress progress;
    trace_progress_begin(&progress, tell, arg);
    timeline->trace = trace;
    bool done = build_lanes(timeline, &progress);
    trace_progress_pass(&progress, 100);
    done = done && lanes_seal(timeline, &progress);
    for (int i = 0; i < timeline->strip_count && done; i++)
        strip_count(&timeline->lanes[i], timeline);
    if (done && trace_progress_end(&progress))
        return timeline;
    timeline_free(timeline);
    return NULL;
}

struct timeline *timeline_new(const struct trace *trace)
{
    return timeline_new_with(trace, NULL, NULL);
}

void timeline_free(struct timeline *timeline)
{
    if (!timeline)
        return;
    for (int i = 0; i < timeline->lane_count; i++)
        timeline_lane_release(&timeline->lanes[i]);
    free(timeline->lanes);
    free(timeline->lane_of_task);
    free(timeline->requests);
    free(timeline->request_table);
    free(timeline);
}

const struct timeline_lane *timeline_lane_of(const struct timeline *timeline, uint32_t actor)
{
    if (actor >= 1 && actor <= (uint32_t)trace_task_count(timeline->trace)) {
        int lane = timeline->lane_of_task[actor];
        return lane < 0 ? NULL : &timeline->lanes[lane];
    }
    int low = timeline->first_task + timeline->task_count, high = timeline->lane_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (timeline->lanes[middle].actor < actor)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < timeline->lane_count && timeline->lanes[low].actor == actor;
    return found ? &timeline->lanes[low] : NULL;
}

/* The first interval that ends behind t. */
static uint32_t first_behind(const struct timeline_lane *lane, int64_t t_ns)
{
    uint32_t low = 0, high = lane->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (lane->items[middle].to_ns > t_ns)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

long timeline_find(const struct timeline_lane *lane, int64_t t_ns)
{
    uint32_t at = first_behind(lane, t_ns);
    return at < lane->count && lane->items[at].from_ns <= t_ns ? (long)at : -1;
}

uint32_t timeline_taken(const struct timeline_lane *strip, uint32_t index)
{
    for (; index % TIMELINE_STRIDE; index--)
        if (strip->items[index - 1].object != strip->items[index].object)
            return index;
    return strip->taken[index / TIMELINE_STRIDE];
}

/* All time in each state before t. */
static struct timeline_sums sums_until(const struct timeline_lane *lane, int64_t t_ns)
{
    uint32_t at = first_behind(lane, t_ns);
    struct timeline_sums sums = lane->sums[at / TIMELINE_STRIDE];
    for (uint32_t i = at / TIMELINE_STRIDE * TIMELINE_STRIDE; i < at; i++)
        sums.ns[lane->items[i].state] += lane->items[i].to_ns - lane->items[i].from_ns;
    if (at < lane->count && lane->items[at].from_ns < t_ns)
        sums.ns[lane->items[at].state] += t_ns - lane->items[at].from_ns;
    return sums;
}

void timeline_sum(const struct timeline_lane *lane, int64_t t0_ns, int64_t t1_ns,
                  struct timeline_sums *sums)
{
    struct timeline_sums before = sums_until(lane, t0_ns), until = sums_until(lane, t1_ns);
    for (int state = 0; state < TRACE_STATE_COUNT; state++)
        sums->ns[state] += until.ns[state] - before.ns[state];
}

const struct timeline_request *timeline_request_of(const struct timeline *timeline, uint32_t id)
{
    if (id > timeline->request_max || timeline->request_table[id] < 0)
        return NULL;
    return &timeline->requests[timeline->request_table[id]];
}

const char *timeline_actor_name(const struct timeline *timeline, uint32_t actor)
{
    if (actor == TRACE_NOBODY)
        return "nobody";
    if (actor < TRACE_FIRST_OTHER)
        return trace_task_name(timeline->trace, (int)actor);
    if (actor >= TRACE_ENGINE)
        return "the engine";
    if (actor >= TRACE_DEVICE)
        return "the device";
    if (actor < TRACE_POOL)
        return "the loop";
    const struct timeline_lane *lane = timeline_lane_of(timeline, actor);
    return lane ? lane->name : "the pool";
}

int64_t timeline_handoffs(const struct timeline *timeline)
{
    int64_t handoffs = 0;
    for (int i = 0; i < timeline->strip_count; i++)
        handoffs += timeline->lanes[i].handoffs;
    return handoffs;
}
