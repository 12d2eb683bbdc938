/* What is recorded of variables, so that their values can be shown: each assignment, and in which
 * body it is. It costs an event each, so of a task that does nothing else a bounded number is
 * recorded between two waits; from where on it is not says one more event, and at the wait all that
 * the body has is told anew.
 *
 * Not recorded are those that are copies nobody else sees: of a `then` block that runs beside its
 * task, and of a block that is offloaded to a process. */
#ifndef BATON_INTERP_VALUES_H
#define BATON_INTERP_VALUES_H

#include "interp/task.h"
#include "trace/event.h"

enum { VALUES_RECORDED = 512 }; /* between two waits */

/* One goes on after a wait; it waits again, or has ended. */
static inline void values_begin(struct flow *flow)
{
    flow->assigned = 0;
    flow->left_own = flow->left_shared = false;
}

/* Private to the two below. */
void values_leave_nothing(struct flow *flow, struct task *task);
void values_anew(struct flow *flow, struct task *task);
void values_assigned_told(struct flow *flow, struct task *task, int32_t slot);

static inline void values_end(struct flow *flow, struct task *task, enum want want)
{
    if (flow->left_own && want != WANT_END && want != WANT_QUIT)
        values_anew(flow, task);
    if (flow->left_shared)
        values_leave_nothing(flow, task);
}

/* The body's slot, which has a name, has another value. */
static inline void values_assigned(struct flow *flow, struct task *task, int32_t slot)
{
    if (!flow->left_own)
        values_assigned_told(flow, task, slot);
}

/* The task is in another frame. */
void values_frame(struct flow *flow, struct task *task, enum trace_frame how);
/* The same, with its parameters. */
void values_called(struct flow *flow, struct task *task);
/* A task that is new has its parameters. */
void values_given(struct flow *flow, uint32_t id, int32_t declaration, const struct value *args,
                  int count, uint32_t line);

/* Every access to a shared variable is recorded, but a task that does nothing else must not fill
 * the log: after so many without a wait, one in 100 us is, and a mark says how many were left out.
 */
enum { ACCESSES_RECORDED = 512 };

/* A shared variable was read, or written, perhaps with a sum of what it was before. */
void values_read(struct flow *flow, struct task *task, int32_t index, int64_t n);
void values_written(struct flow *flow, struct task *task, int32_t index, int64_t n, bool sum);
/* From here on that is left out. */
void values_leave_shared(struct flow *flow, struct task *task);
/* It was read and written in one act, which came behind at_ns. */
void values_exchanged(struct flow *flow, struct task *task, int32_t index, int64_t was, int64_t is,
                      bool sum, int64_t at_ns);

/* Whether an access is to be recorded. The first one that is not is told of: before the act, if it
 * writes. */
static inline bool values_access_counts(struct flow *flow, struct task *task)
{
    if (flow->accesses++ < ACCESSES_RECORDED)
        return true;
    flow->left_out++;
    if (!flow->left_shared)
        values_leave_shared(flow, task);
    return false;
}

#endif
