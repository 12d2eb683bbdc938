/* Hand-offs: where control went to another, and what is known of why. */
#ifndef BATON_TRACE_HANDOFF_H
#define BATON_TRACE_HANDOFF_H

#include "trace/timeline.h"

/* Interval `index` of strip `strip` has another holder than the one before. */
struct handoff {
    int strip;
    uint32_t index;
};

/* All hand-offs of all strips in order of time; the caller frees them. As many as
 * timeline_handoffs(). */
struct handoff *handoffs_list(const struct timeline *timeline, size_t *count);
/* The event that caused the hand-off (the answer, the release, the start), or the one that made it.
 */
uint32_t handoff_cause(const struct timeline *timeline, struct handoff handoff);

/* What a hand-off to somebody was. All borrowed from the timeline. */
struct handoff_facts {
    const struct timeline_lane *strip;
    const struct timeline_interval *item; /* on the strip */
    uint32_t who; /* who got it: the holder, or the task that a loop which holds the GIL lets run */
    const struct timeline_interval *own;   /* of it, see handoff_own() */
    const struct timeline_interval *ready; /* from which on it could have had control, or NULL */
    const struct timeline_request *answer; /* that made it able, or NULL */
    uint32_t before;                       /* who had control before, or TRACE_NOBODY */
    int64_t since_ns;                      /* when it became able: an answer, its being ready … */
};
struct handoff_facts handoff_facts(const struct timeline *timeline, struct handoff handoff);
/* The task that a loop of a recorded program lets run at that time, or TRACE_NOBODY: `actor` is
 * none, or it lets none run then. */
uint32_t handoff_stepped(const struct timeline *timeline, uint32_t actor, int64_t t_ns);
/* The own interval of who holds an interval of a strip, which has the better reason, unless it was
 * not told yet that it holds control: then `item` itself. */
const struct timeline_interval *handoff_own(const struct timeline *timeline,
                                            const struct timeline_interval *item);

#endif
