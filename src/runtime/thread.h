/* A thread that runs a task: what the models gil, threads and processes share.
 *
 * The thread runs its task's steps; at a wait the thread itself waits, in read(2), in a futex, in a
 * timed futex. Under the lock of the interpreter it lets that go before, and gets it again after.
 */
#ifndef BATON_RUNTIME_THREAD_H
#define BATON_RUNTIME_THREAD_H

#include "runtime/task.h"
#include "trace/event.h"

/* Starts a detached thread with a small stack; the run ends with the bound named if the machine has
 * no more. */
void thread_start(struct worker *worker, void *(*main)(void *arg), void *arg, const char *name);
/* A thread of its own for the task. */
void thread_start_task(struct worker *worker, struct task *task);
/* Tasks get control for the first time in the order in which they were started: waits until the one
 * before has had it. */
void thread_wait_for_turn(const struct task *task);
/* Runs the task to its end in the calling thread, and frees it. The task before it in the order of
 * starting has had control. */
void thread_run_task(struct flow *flow, struct task *task);
/* Waits on the task's own word until it is woken or cancelled, or until the absolute time (0: for
 * ever): a sleep, a lock, an await. Recorded as `state`, and as running after it; without the lock
 * of the interpreter meanwhile. */
void thread_wait_woken(struct flow *flow, struct task *task, enum trace_state state,
                       int64_t until_ns);
/* For the end of the process: the run delay (lost.h) of all its threads that was not counted yet.
 * No thread can start or end after it. */
int64_t thread_delays_at_end(struct worker *worker);

/* Models: spawn, wake and run of those whose tasks are threads of one process. */
void thread_spawn(struct flow *flow, struct task *task);
void thread_wake(struct worker *worker, uint32_t id);
void thread_run_worker(struct flow *flow);

#endif
