/* Turns on one thread: what the single-thread models share. Control goes from task to task; here is
 * how one begins or goes on, how it is handed to a generator and back, and how a call that holds
 * the thread is made. */
#ifndef BATON_RUNTIME_TURN_H
#define BATON_RUNTIME_TURN_H

#include "runtime/task.h"
#include "trace/event.h"

/* The task gets control: for the first time, or again. Recorded; a strand notices its answer here.
 */
void turn_take(struct flow *flow, struct task *task);

/* After WANT_RESUME, WANT_HAND_BACK, or WANT_END of a generator: the task that control goes to at
 * once, recorded as waiting or running; else NULL. An ended task is freed by free_task. */
struct task *turn_transfer(struct flow *flow, struct task *task, enum want want,
                           void (*free_task)(struct flow *flow, struct task *task));

/* The wait holds the thread: the answer is read with a blocking read, or the clock waited for.
 * Recorded as blocked, and as running again after it. */
void turn_hold(struct flow *flow, struct task *task);
/* Waits for the offloaded block with the thread. */
void turn_hold_offload(struct flow *flow, struct task *task);
/* Sleeps until the absolute time. */
void turn_sleep_until(int64_t due_ns);

/* The state of a wait that gives control back: waiting, or lock. */
enum trace_state turn_wait_state(const struct task *task);

#endif
