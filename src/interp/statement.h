/* What statements are written with.
 *
 * A statement is a function for one operation of the program: statement_*.c has them, one file a
 * family, and interp.c the table. It does its work and returns WANT_NOTHING; or it cannot go on,
 * and says why:
 *
 *     it waits      return interp_wait(…): the step is run again after the wait, with task->waited
 *     it fails      return interp_fail(…): the task unwinds
 *     it is over    return WANT_QUIT
 *
 * Called by the flow that runs the task. */
#ifndef BATON_INTERP_STATEMENT_H
#define BATON_INTERP_STATEMENT_H

#include "interp/task.h"
#include "trace/event.h"

typedef enum want statement_fn(struct flow *flow, struct task *task,
                               const struct program_step *step);

/* ---- the evaluation stack of the innermost frame ---- */

static inline struct value *interp_top(struct task *task, int below)
{
    struct frame *frame = task->frame;
    return &frame->slots[frame->locals + frame->sp - 1 - below];
}

static inline void interp_push(struct task *task, int64_t n)
{
    struct frame *frame = task->frame;
    frame->slots[frame->locals + frame->sp++] = (struct value){n, VALUE_INT};
}

static inline int64_t interp_pop(struct task *task)
{
    struct frame *frame = task->frame;
    return frame->slots[frame->locals + --frame->sp].n;
}

/* ---- waits and failures (statement.c) ---- */

/* Leaves the step to be run again after the wait. */
enum want interp_wait(struct task *task, enum want want, enum trace_reason reason, uint32_t object);
/* True if the wait that just ended (or could not begin) was cancelled; the task then unwinds. */
bool interp_was_cancelled(struct task *task);
/* Raises a failure in the task; returns WANT_NOTHING. */
enum want interp_fail(struct task *task, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
enum want interp_fail_text(struct task *task, const char *text, size_t len);
/* As the task `id` failed: its failure is passed on. Board locked. */
enum want interp_fail_as_locked(struct task *task, uint32_t id);

/* ---- the lock of the interpreter, where there is one ---- */

/* Has somebody asked for it, while the thread holds it? */
static inline bool interp_is_asked(const struct flow *flow)
{
    return atomic_load_explicit(&flow->worker->asked, memory_order_relaxed);
}

/* Between two steps: lets it go if so, and gets it again. */
static inline void interp_between(struct flow *flow, struct task *task)
{
    if (interp_is_asked(flow))
        flow->worker->let_go(flow, task);
}

/* ---- the way out (unwind.c) ---- */

/* The innermost frame's way out: closes what is open in it. WANT_NOTHING once all is closed. */
enum want interp_unwind(struct flow *flow, struct task *task);
enum want interp_close_blocks(struct flow *flow, struct task *task);
/* Ends the task, which has no frame to go on with. */
enum want interp_end(struct flow *flow, struct task *task);

/* ---- giving back a lock or a unit of a semaphore (statement_sync.c) ---- */

/* What `with` took; `index` is the object's in the program. False: the lock is not the task's any
 * more, for it released it in the block; nothing is done. */
bool release_held(struct flow *flow, struct task *task, int32_t index);
/* The same, and a failure of the task if the lock is not its own. */
void release_or_fail(struct flow *flow, struct task *task, int32_t index);

/* ---- the statements ---- */

/* statement_io.c */
statement_fn statement_say, statement_fail, statement_note, statement_compute, statement_io,
    statement_sleep, statement_io_meanwhile, statement_meanwhile, statement_meanwhile_end,
    statement_io_then, statement_then_end, statement_yield;
/* statement_task.c */
statement_fn statement_start, statement_call, statement_run, statement_return, statement_await,
    statement_await_all, statement_await_any, statement_cancel, statement_offload,
    statement_offload_end, statement_crash, statement_exit;
/* unwind.c */
statement_fn statement_try, statement_try_end, statement_handler_end, statement_group_begin,
    statement_group_end;
/* statement_sync.c */
statement_fn statement_acquire, statement_release, statement_with_begin, statement_with_end,
    statement_send, statement_recv;
/* statement_generator.c */
statement_fn statement_create, statement_resume, statement_throw, statement_close,
    statement_gen_yield, statement_done;

#endif
