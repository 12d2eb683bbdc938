#include "trace/timeline.h"

#include <stdlib.h>

#include "base/mem.h"
#include "trace/build.h"
#include "trace/strips.h"

void timeline_append(struct timeline_lane *lane, struct timeline_interval interval)
{
    if (interval.to_ns <= interval.from_ns)
        return;
    if (lane->count >= lane->room) {
        lane->room = lane->room ? lane->room * 2 : 4;
        lane->items = mem_realloc(lane->items, lane->room * sizeof *lane->items);
    }
    lane->items[lane->count++] = interval;
    lane->total.ns[interval.state] += interval.to_ns - interval.from_ns;
}

/* Cuts what was grown too large, and makes the running sums. */
static void lane_seal(struct timeline_lane *lane)
{
    if (lane->count < lane->room / 2 + 1 && lane->count)
        lane->items = mem_realloc(lane->items, (lane->room = lane->count) * sizeof *lane->items);
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

struct timeline *timeline_new_with(const struct trace *trace, trace_progress_fn *tell, void *arg)
{
    struct trace_progress progress;
    trace_progress_begin(&progress, tell, arg);
    if (!trace_progress_tell(&progress, 0, 1))
        return NULL;
    struct timeline *timeline = timeline_new(trace);
    if (trace_progress_end(&progress))
        return timeline;
    timeline_free(timeline);
    return NULL;
}

static void lane_release(struct timeline_lane *lane)
{
    free(lane->name);
    free(lane->items);
    free(lane->sums);
}

struct timeline *timeline_new(const struct trace *trace)
{
    struct timeline *timeline = mem_alloc(sizeof *timeline);
    timeline->trace = trace;
    build_lanes(timeline);
    for (int i = 0; i < timeline->lane_count; i++)
        lane_seal(&timeline->lanes[i]);
    for (int i = 0; i < timeline->strip_count; i++)
        strip_count(&timeline->lanes[i], timeline);
    return timeline;
}

void timeline_free(struct timeline *timeline)
{
    if (!timeline)
        return;
    for (int i = 0; i < timeline->lane_count; i++)
        lane_release(&timeline->lanes[i]);
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
    for (int i = timeline->first_task + timeline->task_count; i < timeline->lane_count; i++)
        if (timeline->lanes[i].actor == actor)
            return &timeline->lanes[i];
    return NULL;
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
