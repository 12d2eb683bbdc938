/* Time limits (`within`): that one is over is a move of its task, as long as the wait goes on that
 * it ends. It has a number of its own in a schedule: that of the task and 100.
 *
 *     1        the task does what it stands before
 *     101      its time is over: what it stands before, or waits for, is cut short
 *
 * No clock is asked: a limit is far off until then (worker->times_are_moves). */
#ifndef BATON_EXPLORE_LIMITS_H
#define BATON_EXPLORE_LIMITS_H

#include "explore/stepper.h"

/* Why the limits of the program cannot be explored under the model, and the line; NULL: they can.
 */
const char *limits_refuse(const struct program *program, enum model_id model, uint32_t *line);

/* The task is about to enter a `within`; in another that is refused. */
void limits_enter(struct stepper *stepper, const struct task *task);

/* The limit of the task can be over now. */
bool limits_may_end(const struct stepper *stepper, uint32_t id);
/* It is; a wait that goes on is cut short. */
void limits_end(struct stepper *stepper, struct task *task);
/* The same, and no more; or so that the turn which is to come knows nothing of it. */
void limits_pass(struct stepper *stepper, struct task *task);
void limits_pass_unseen(struct stepper *stepper, struct task *task);
/* A limit of no time of the task is over, if that is the limit it is in. */
void limits_pass_soon(struct stepper *stepper, struct task *task);
/* The loop calls the task: from here on it knows what is over. */
void limits_called(struct stepper *stepper, struct task *task);
/* Its limit is over since it was called. */
bool limits_are_stale(const struct task *task);
/* It was, and no wait has been cut short yet. */
bool limits_are_over(const struct task *task);

#endif
