/* The lock of the interpreter: one thread at a time runs, the others wait for it.
 *
 * As CPython's ceval_gil.c describes it (https://github.com/python/cpython, Python/ceval_gil.c, the
 * comment that opens it): a flag under a mutex and a condition variable. Who wants it waits for the
 * switch interval; if the holder has not changed meanwhile it sets a drop request, which the holder
 * looks at between two steps. A holder that was asked drops the lock and waits until another thread
 * has taken it (forced switching): without that the thread that dropped it would often get it again
 * at once, because it is still on its core.
 *
 * The calls that take a flow do nothing where the worker has no such lock. Thread safe. */
#ifndef BATON_FLOW_GIL_LOCK_H
#define BATON_FLOW_GIL_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "interp/task.h"
#include "trace/event.h"

/* Gives the worker such a lock. From there a thread is asked to let it go by worker->asked, and
 * does so by worker->let_go. 0, or an errno: it has none. */
int gil_begin(struct worker *worker, int64_t switch_interval_ns);

/* Waits for the lock, and records how. `task` may be NULL (the loop's own thread, between two
 * tasks). */
void gil_take(struct flow *flow, struct task *task);
/* Lets it go because of `reason`: a wait, the end. */
void gil_drop(struct flow *flow, struct task *task, enum trace_reason reason);
/* `yield`: lets it go so that others who wait for it have their turn first. */
void gil_yield(struct flow *flow, struct task *task);

#endif
