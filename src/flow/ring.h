/* A ring of tasks that take turns (models/polling.c), and who of it is next in a run that follows a
 * schedule: what can be chosen there is told in explore/ring.h. */
#ifndef BATON_FLOW_RING_H
#define BATON_FLOW_RING_H

#include "interp/task.h"

struct ring {
    /* Whose turn it is: the back of the queue is before it. The ring is linked by next and before.
     */
    struct task *at;
    int64_t interval_ns;
    int64_t turns; /* so many were had, + 1, where a schedule is followed */
};

void ring_insert(struct ring *ring, struct task *task);
void ring_take_out(struct ring *ring, struct task *task);

/* It waits for an answer or for a time, which the schedule lets come. */
bool ring_is_out(const struct task *task);
/* What it waits for is there. */
bool ring_is_there(struct flow *flow, struct task *task);

/* What the schedule lets be next: a turn of the task; or, with `comes`, what it waits for. NULL:
 * the run is over, or all wait for what no schedule has in hand. */
struct task *ring_next(struct flow *flow, struct ring *ring, bool *comes);

#endif
