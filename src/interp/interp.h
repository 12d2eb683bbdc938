/* The interpreter: runs a task's steps until it has to wait, and says what for.
 *
 * One interpreter serves all models. interp_run() goes on with the task where it stopped; it comes
 * back with what the task wants (enum want), having recorded and told the board what the wait is
 * (task->reason, task->object, task->wait_ns). The model lets time pass in its own way and calls
 * interp_run() again: the step that waited is then run once more, with task->waited set, and looks
 * at what came of it. Nothing of a task is kept on the C stack between two calls.
 *
 * A task is run by one flow at a time. */
#ifndef BATON_INTERP_INTERP_H
#define BATON_INTERP_INTERP_H

#include "interp/task.h"

enum want interp_run(struct flow *flow, struct task *task);

/* The same for who tries schedules, without a model, a device or a clock: also stops before a step
 * that is marked (an array of the program's steps), but goes past one that it stands before if
 * `past`. WANT_NOTHING: it stands before such a step, or has done *left steps, which is then 0. Of
 * variables nothing is recorded. */
enum want interp_run_to(struct flow *flow, struct task *task, const uint8_t *marked, bool past,
                        int *left);

/* The task waits, and its record's until_ns is over: that ends its wait, as a cancellation would,
 * and it is told as its model does it. Nothing is done if the wait was ended just before. */
void interp_time_out(struct flow *flow, struct task *task);

/* The same, of one that is ready: it is told when it has its turn. */
void interp_time_out_ready(struct flow *flow, struct task *task);

/* The task, which was called because what it waits for may be there, tries again. False: in vain,
 * it waits again. */
bool interp_try_again(struct flow *flow, struct task *task);
/* It was cancelled before its first turn, and ends there. */
void interp_cancel_at_begin(struct task *task);
/* Before its turn, where tasks take turns: the task was cancelled since its wait was over. The
 * cancellation wins, and what it was given is for the next one. */
void interp_cut_short(struct flow *flow, struct task *task);

/* `main` has ended, if the task `id` is that: with `until main ends` what is left is cancelled.
 * Board locked. */
void interp_main_ended_locked(struct flow *flow, uint32_t id);
/* What interp_main_ended_locked() left to the loop. Board locked. */
void interp_end_rest_locked(struct flow *flow);

/* What an offloaded block with frames of its own has done is its task's, which waits for it. */
void interp_take_from_block(const struct task *block, struct task *task);

#endif
