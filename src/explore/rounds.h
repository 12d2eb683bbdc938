/* The models that have one thread: who is ready has his turn in order, and what can be chosen is
 * which outstanding answer, or end of a sleep, comes next.
 *
 * A loop looks for them between two rounds of what is ready, as flow/loop.h says:
 *
 *     round: each that is ready has its turn ─▸ look: what has come is ready ─▸ round …
 *
 * At a look a task can move whose answer, or the end of whose sleep, is outstanding: it comes then.
 * And, while something is outstanding and others are ready, the first of these: the look is over,
 * and the next round runs. With nothing outstanding rounds follow each other by themselves.
 *
 * Where blocks are offloaded that others see, a round is interrupted (pooled.h).
 *
 * Who comes later (`every`, `after`) comes at a look, too: in the order of their times, and one at
 * each look. That is the move of the one who comes.
 *
 * Under `blocking` nothing can be chosen at all. */
#ifndef BATON_EXPLORE_ROUNDS_H
#define BATON_EXPLORE_ROUNDS_H

#include "explore/stepper.h"

/* A task is new, or was woken: it is ready. */
void rounds_push(struct stepper *stepper, uint32_t id);
/* A `then` block is left behind. */
void rounds_add_callback(struct stepper *stepper, struct task *task);
/* The task, which is new and ready, is yet to come. */
void rounds_hold_back(struct stepper *stepper, uint32_t id);
/* The first tasks are ready: the first round comes before the first look. */
void rounds_begin(struct stepper *stepper);
/* Goes on as long as nothing can be chosen. */
void rounds_settle(struct stepper *stepper);
bool rounds_can_move(struct stepper *stepper, uint32_t id);
void rounds_move(struct stepper *stepper, uint32_t id);
/* A limit of no time of the task is to be over soon: it has a place among those that are ready,
 * which is of its lane. Whether that is the first. */
void rounds_push_limit(struct stepper *stepper, uint32_t id);
bool rounds_has_limit_first(const struct stepper *stepper, uint32_t id);
/* At a look the time of the task's limit is over; or the first turn is that of such a place. */
void rounds_end_limit(struct stepper *stepper, uint32_t id);
/* All in one go, one task after the other. */
void rounds_run_line(struct stepper *stepper);

#endif
