/* Writing events about the task that a flow runs: who, where (its line), and only what changes.
 * Times are stamped here, but for a hand-off, which is stamped once for both (record_handed()), and
 * returned. A flow belongs to one thread; so do these calls. */
#ifndef BATON_INTERP_RECORD_H
#define BATON_INTERP_RECORD_H

#include "interp/task.h"
#include "trace/event.h"

/* The lane of what the flow does now: the task's, the pool thread's, or that of a strand's own
 * thread. */
uint32_t record_actor(const struct flow *flow, const struct task *task);

/* The source line that the flow is at. */
uint32_t record_line(const struct flow *flow, const struct task *task);

/* The task (or the pool thread that runs its block) is now in that state. The waits of
 * a strand that has no thread of its own are not shown: its lane shows what the body of its task
 * does then, and 0 is returned. */
int64_t record_state(struct flow *flow, struct task *task, enum trace_state state,
                     enum trace_reason reason, uint32_t object, int64_t value);
/* The task was woken, as that event says: a strand that covers its lane uncovers that. */
void record_woken(struct task *task, const struct trace_event *wake);
/* Its wait, as the interpreter described it (task->reason, task->object), in the state that the
 * model gives it. */
int64_t record_wait(struct flow *flow, struct task *task, enum trace_state state);
/* The state of a wait that gives control back: waiting, or lock. */
enum trace_state record_wait_state(const struct task *task);
/* The same in that state. */
void record_wait_as_is(struct flow *flow, struct task *task);
/* Its wait is recorded already (task->wait_shown): the next call of record_wait() does nothing. */
bool record_was_shown(struct task *task);
/* Control for the first time, or again after a wait. */
void record_begin(struct flow *flow, struct task *task);
void record_running(struct flow *flow, struct task *task);
/* Control again, handed over at time_ns by the one who had it (0: now). */
void record_handed(struct flow *flow, struct task *task, int64_t time_ns);

int64_t record_event(struct flow *flow, struct task *task, enum trace_kind kind, uint32_t arg,
                     int64_t value);
/* An object was taken or given back. */
void record_object(struct flow *flow, struct task *task, enum trace_kind kind, int32_t index,
                   enum trace_taking taking);
int64_t record_text(struct flow *flow, struct task *task, enum trace_kind kind, uint8_t detail,
                    const char *text, size_t len);
/* The limit of the task is over. */
void record_timeout(struct flow *flow, const struct task *task, const struct limit *limit);
void record_new(struct flow *flow, uint32_t id, uint32_t starter, enum trace_reason how,
                uint32_t line, int64_t time_ns);

/* The flow that the calling thread runs, for wakers. */
struct flow *record_flow(void);
void record_set_flow(struct flow *flow);

#endif
