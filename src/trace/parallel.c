/* A sweep over the beginnings and ends of all that runs. For every depth d, since[d] is when it was
 * reached; when it is left again after 100 us or more, it counts. */
#include "config.h"

#include "trace/parallel.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "trace/sweep.h"

enum { TOO_SHORT_NS = 100 * NS_PER_US };

static bool may_run(const struct timeline_lane *lane)
{
    return timeline_executes(lane);
}

static bool runs(const struct timeline_lane *lane, uint32_t item)
{
    return item < lane->count &&
           (lane->items[item].state == TRACE_RUNNING || lane->items[item].state == TRACE_POLLING);
}

/* Runs, or would if it had its core. */
static bool is_able(const struct timeline_lane *lane, uint32_t item)
{
    if (item >= lane->count)
        return false;
    const struct timeline_interval *at = &lane->items[item];
    bool stopped = at->reason == TRACE_BY_PREEMPTED || at->reason == TRACE_BY_OFF_CPU;
    return runs(lane, item) || (at->state == TRACE_READY && stopped);
}

/* Neighbours that both run are one run. */
static bool is_change(const struct timeline_lane *lane, uint32_t item)
{
    return may_run(lane) && runs(lane, item) != (item > 0 && runs(lane, item - 1));
}

static bool is_change_of_able(const struct timeline_lane *lane, uint32_t item)
{
    return may_run(lane) && is_able(lane, item) != (item > 0 && is_able(lane, item - 1));
}

struct depth {
    int64_t *since; /* by depth: when it was reached */
    int now;
    int64_t most;
};

static void change(struct depth *depth, int64_t t, bool begins)
{
    if (begins) {
        depth->since[++depth->now] = t;
        return;
    }
    if (depth->now > depth->most && t - depth->since[depth->now] >= TOO_SHORT_NS)
        depth->most = depth->now;
    depth->now--;
}

static int64_t most(const struct timeline_lane *lanes, int count, sweep_pick_fn *is_state,
                    sweep_pick_fn *is_new)
{
    struct depth depth = {.since = mem_alloc(((size_t)count + 2) * sizeof *depth.since)};
    struct sweep changes;
    sweep_begin(&changes, lanes, count, is_new);
    while (sweep_next(&changes))
        for (size_t i = 0; i < changes.count; i++) {
            const struct sweep_moment *moment = &changes.moments[i];
            change(&depth, moment->time_ns, is_state(&lanes[moment->lane], moment->item));
            depth.most += !depth.most;
        }
    sweep_release(&changes);
    free(depth.since);
    return depth.most;
}

int64_t parallel_able(const struct timeline *timeline)
{
    return most(timeline->lanes + timeline->strip_count,
                timeline->lane_count - timeline->strip_count, is_able, is_change_of_able);
}

/* ---- meanwhile ---- */

struct parallel {
    struct timeline_lane *lanes; /* copies: what they point to stays where it is */
    int count;
    int64_t most;
    pthread_t thread;
    bool in_thread;
};

static void *count_most(void *arg)
{
    struct parallel *parallel = arg;
    parallel->most = most(parallel->lanes, parallel->count, runs, is_change);
    return NULL;
}

struct parallel *parallel_begin(const struct timeline_lane *lanes, int count, bool in_thread)
{
    struct parallel *parallel = mem_alloc(sizeof *parallel);
    parallel->lanes = mem_alloc((size_t)count * sizeof *lanes);
    parallel->count = count;
    if (count)
        memcpy(parallel->lanes, lanes, (size_t)count * sizeof *lanes);
    parallel->in_thread =
        in_thread && pthread_create(&parallel->thread, NULL, count_most, parallel) == 0;
    if (!parallel->in_thread)
        count_most(parallel);
    return parallel;
}

int64_t parallel_end(struct parallel *parallel)
{
    if (!parallel)
        return 0;
    if (parallel->in_thread)
        pthread_join(parallel->thread, NULL);
    int64_t found = parallel->most;
    free(parallel->lanes);
    free(parallel);
    return found;
}
