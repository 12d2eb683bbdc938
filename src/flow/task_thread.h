/* A thread that runs a task: what the models gil, threads and processes share.
 *
 * The thread runs its task's steps; at a wait the thread itself waits, in read(2), in a futex, in a
 * timed futex. Under the lock of the interpreter it lets that go before, and gets it again after.
 */
#ifndef BATON_FLOW_TASK_THREAD_H
#define BATON_FLOW_TASK_THREAD_H

#include "interp/task.h"

/* Tasks get control for the first time in the order in which they were started: waits until the one
 * before has had it. */
void task_thread_wait_for_turn(const struct task *task);
/* Runs the task to its end in the calling thread, and frees it. */
void task_thread_run(struct flow *flow, struct task *task);

/* Of the models whose tasks are threads of one process: what stands in their rules, and run. */
void task_thread_spawn(struct flow *flow, struct task *task);
void task_thread_show_wait(struct flow *flow, struct task *task);
void task_thread_wake(struct worker *worker, uint32_t id);
void task_thread_run_worker(struct flow *flow);

#endif
