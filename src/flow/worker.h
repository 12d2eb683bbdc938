/* A worker: a process that runs tasks, forked by the engine. What every model needs of it. */
#ifndef BATON_FLOW_WORKER_H
#define BATON_FLOW_WORKER_H

#include "interp/task.h"

/* Whoever wakes others (the engine does so for the dead) needs this first. */
void worker_set_waker(struct worker *worker);
/* Sets up what a forked process that runs tasks needs: its shared variables, its waker, a flow for
 * the calling thread. */
void worker_begin(struct worker *worker, struct flow *flow);
/* Records what the worker knows at the end and ends the process. Any thread. */
_Noreturn void worker_quit(struct flow *flow);

/* How many tasks start by themselves at time 0 in this worker. */
int64_t worker_first_tasks(const struct worker *worker);
/* The tasks that start by themselves at time 0, created and handed to the model in the order of the
 * file. */
void worker_start_tasks(struct flow *flow);
/* Between these two the run is not over, even if nobody lives: more tasks are about to be created.
 */
void worker_hold_open(struct board *board);
void worker_let_go(struct flow *flow);
/* Takes an arrival from the pipe if one is there: its new task, or NULL. *none_left: no more will
 * come. */
struct task *worker_take_arrival(struct flow *flow, bool *none_left);

#endif
