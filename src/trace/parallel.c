/* A sweep over the beginnings and ends of all that runs. For every depth d, since[d] is when it was
 * reached; when it is left again after 100 us or more, it counts. */
#include "trace/parallel.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "trace/sort.h"

enum { TOO_SHORT_NS = 100 * NS_PER_US };

/* Keys of changes: an even index begins a run, an odd one ends it. */
struct changes {
    struct sort_key *keys;
    size_t count, room;
};

static void change_add(struct changes *changes, int64_t t_ns, uint32_t is_end)
{
    MEM_GROW(changes->keys, changes->count, changes->room);
    changes->keys[changes->count++] = (struct sort_key){t_ns, is_end};
}

static bool runs(const struct timeline_interval *item)
{
    return item->state == TRACE_RUNNING || item->state == TRACE_POLLING;
}

/* Neighbours that both run are one run. Returns true if it ever runs. */
static bool lane_collect(struct changes *changes, const struct timeline_lane *lane)
{
    bool any = false;
    for (uint32_t i = 0; i < lane->count; i++) {
        bool before = i > 0 && runs(&lane->items[i - 1]);
        bool now = runs(&lane->items[i]);
        if (now != before)
            change_add(changes, lane->items[i].from_ns, before);
        any |= now;
    }
    if (lane->count && runs(&lane->items[lane->count - 1]))
        change_add(changes, lane->end_ns, 1);
    return any;
}

static int64_t sweep(const struct changes *changes, int lanes)
{
    int64_t *since = mem_alloc(((size_t)lanes + 2) * sizeof *since);
    int64_t most = 1;
    int depth = 0;
    for (size_t i = 0; i < changes->count; i++) {
        int64_t t = changes->keys[i].time_ns;
        if (!changes->keys[i].index) {
            since[++depth] = t;
            continue;
        }
        if (depth > most && t - since[depth] >= TOO_SHORT_NS)
            most = depth;
        depth--;
    }
    free(since);
    return most;
}

int64_t parallel_most(const struct timeline *timeline)
{
    struct changes changes = {0};
    int lanes = 0;
    for (int i = timeline->strip_count; i < timeline->lane_count; i++)
        if (timeline->lanes[i].kind == LANE_TASK || timeline->lanes[i].kind == LANE_POOL)
            lanes += lane_collect(&changes, &timeline->lanes[i]);
    int64_t most = lanes > 0;
    if (lanes > 1) {
        sort_keys(changes.keys, changes.count);
        most = sweep(&changes, lanes);
    }
    free(changes.keys);
    return most;
}
