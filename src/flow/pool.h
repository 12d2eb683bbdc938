/* The pool: threads that run offloaded blocks, so that a call that holds its thread does not hold
 * the loop's.
 *
 * Threads are made when they are needed, up to `pool N`; blocks queue in order. A block runs in its
 * task's own frames, while the task waits. `offload to processes` has a pool thread ask the engine
 * for a process and wait for it, as an executor's manager does.
 *
 * Not libuv's own pool: its size is an environment variable, its threads have no beginning of their
 * own (each needs a log writer, a socket, a lane), and it cannot be used without a loop, which half
 * of the models do not have. */
#ifndef BATON_FLOW_POOL_H
#define BATON_FLOW_POOL_H

#include "interp/task.h"

/* Queues the block of a task that wants to offload. When it is done, the task is woken as the model
 * wakes (or by its word). */
void pool_submit(struct flow *flow, struct task *task);
/* The same, and the thread waits for it: it stands still until the block has ended. */
void pool_hold(struct flow *flow, struct task *task);
/* Runs the block of `task` in the calling thread, until its end. Does not return if the run is over
 * before it. */
void pool_run_block(struct flow *flow, struct task *task);

#endif
