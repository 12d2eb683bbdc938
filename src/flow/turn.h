/* Turns on one thread: what the single-thread models share. Control goes from task to task; here is
 * how one begins or goes on, and how it is handed to a generator and back. */
#ifndef BATON_FLOW_TURN_H
#define BATON_FLOW_TURN_H

#include "interp/task.h"

/* The task gets control: for the first time, or again. Recorded; a strand notices its answer here.
 */
void turn_take(struct flow *flow, struct task *task);

/* After WANT_RESUME, WANT_HAND_BACK, or WANT_END of a generator: the task that control goes to at
 * once, recorded as waiting or running; else NULL. An ended task is freed by free_task. */
struct task *turn_transfer(struct flow *flow, struct task *task, enum want want,
                           void (*free_task)(struct flow *flow, struct task *task));

#endif
