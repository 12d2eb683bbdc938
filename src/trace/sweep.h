/* The moments of many lanes in order of time, one span of time after another: however many there
 * are, only some of them are held and sorted at once. Moments of the same time are in the order of
 * the lanes, and within a lane in its own.
 *
 * Private to the makers of timelines and what counts them. Not thread safe. */
#ifndef BATON_TRACE_SWEEP_H
#define BATON_TRACE_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/timeline.h"

/* A moment: where interval `item` of lane `lane` begins, or the end of the lane (item == count). */
struct sweep_moment {
    int64_t time_ns;
    uint32_t lane;
    uint32_t item;
};

/* Whether the beginning of that interval (or the end of the lane) is wanted. It is not asked of
 * loops that are not kept (thin.h): nobody wants theirs. */
typedef bool sweep_pick_fn(const struct timeline_lane *lane, uint32_t item);

struct sweep {
    struct sweep_moment *moments; /* of the span, in order */
    size_t count;
    /* private */
    const struct timeline_lane *lanes;
    uint32_t lane_count;
    sweep_pick_fn *pick;
    uint32_t *next;  /* by lane: the first item behind the span */
    int64_t *bounds; /* where spans begin, but the first */
    size_t bound_count, bound;
    struct sweep_moment *spare;
    size_t room, spare_room;
    bool ended;
};

void sweep_begin(struct sweep *sweep, const struct timeline_lane *lanes, int lane_count,
                 sweep_pick_fn *pick);
/* Goes on to the next span, which may be empty; false: there is none. */
bool sweep_next(struct sweep *sweep);
void sweep_release(struct sweep *sweep);

#endif
