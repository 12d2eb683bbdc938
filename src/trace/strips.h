/* The control strips of a timeline: who holds control. Private to it.
 *
 * A single strip is told of each change while build.c walks over the events; strips of cores are
 * made from the finished lanes of the tasks. */
#ifndef BATON_TRACE_STRIPS_H
#define BATON_TRACE_STRIPS_H

#include "trace/timeline.h"

/* The one strip of a single thread, or of the interpreter's lock, while it is made. */
struct strip {
    struct timeline_lane lane;
    struct timeline_interval open; /* to_ns is not known yet */
    bool left; /* the holder gave control up at left_ns, the next one is not known */
    int64_t left_ns;
    uint32_t left_event;
};

void strip_begin(struct strip *strip);
/* `open` begins; what was open ends. If the holder had left, the moments in between are still its
 * own. */
void strip_hold(struct strip *strip, const struct timeline_interval *open);
/* The holder gives control up: to the next that takes it, or, see below, to nobody. */
void strip_leave(struct strip *strip, int64_t t_ns, uint32_t event);
/* Nobody holds control since the holder left. */
void strip_nobody(struct strip *strip, uint8_t reason);
void strip_end(struct strip *strip, int64_t t_ns);

/* Moments of less than 10 us in which nobody holds the strip, between two holders, are given to the
 * first. */
void strip_close_gaps(struct timeline_lane *strip);
/* A strip for each core that one of `lanes` ran on, *count of them, in order. The caller owns them.
 */
struct timeline_lane *strips_of_cores(const struct timeline_lane *lanes, int lane_count,
                                      int64_t end_ns, int *count);
/* Counts the hand-offs of a finished strip. The lanes of the tasks must be in the timeline already.
 */
void strip_count(struct timeline_lane *strip, const struct timeline *timeline);

#endif
