/* Waits that hold their thread: it stands in a system call until what it waits for is there. What
 * the blocking models, the threads, the pool and a call that blocks a loop share.
 *
 * Recorded as such, and as running again after it; without the lock of the interpreter meanwhile,
 * where there is one. */
#ifndef BATON_FLOW_HOLD_H
#define BATON_FLOW_HOLD_H

#include "interp/task.h"
#include "trace/event.h"

/* In a call: the answer is read with a blocking read, or the clock waited for. */
void hold_call(struct flow *flow, struct task *task);
/* The same for an answer, but not beyond the time that the task has. */
void hold_answer(struct flow *flow, struct task *task);
/* On the task's own word, until it is woken or cancelled, its time is over, or until the absolute
 * time (0: for ever): a sleep, a lock, an await. Recorded as `state`. */
void hold_until_woken(struct flow *flow, struct task *task, enum trace_state state,
                      int64_t until_ns);

#endif
