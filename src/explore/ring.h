/* Polling: one thread, and a ring of tasks that take turns. Who waits for an answer or for the end
 * of a sleep looks at its turn; what can be chosen is what has come before which turn.
 *
 *     ring     a ▸ b ▸ c ▸ d ▸ …      ready: b, d     out: a, c
 *              ^ whose turn it is
 *     moves    a (its answer comes)   c (its answer comes)   b (its turn: a has looked in vain)
 *
 * Where something is out, a task can move whose answer is, or the end of whose sleep: it comes
 * then, and is found at its task's next look. And the first that is ready can: it has its turn, and
 * those before it have looked in vain. How many of these have done so when an answer comes is not
 * known: so whoever stands before that first one, and whose answer has come since the last turn,
 * can be next as well. A wait for another that has a time of its own is over when its task looks:
 * that is its turn. With nothing out and nothing of this to choose, turns follow each other by
 * themselves.
 *
 * The stepper's queue `ready` is the ring, from whose turn it is on; in `found` are those whose
 * answer has come since the last turn. */
#ifndef BATON_EXPLORE_RING_H
#define BATON_EXPLORE_RING_H

#include "explore/stepper.h"

/* A task is new, or was woken. */
void ring_push(struct stepper *stepper, uint32_t id);
/* Goes on as long as nothing can be chosen. */
void ring_settle(struct stepper *stepper);
bool ring_can_move(const struct stepper *stepper, uint32_t id);
void ring_move(struct stepper *stepper, uint32_t id);

#endif
