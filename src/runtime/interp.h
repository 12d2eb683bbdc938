/* The interpreter: runs a task's steps until it has to wait, and says what for.
 *
 * One interpreter serves all models. interp_run() goes on with the task where it stopped; it comes
 * back with what the task wants (enum want), having recorded and told the board what the wait is
 * (task->reason, task->object, task->wait_ns). The model lets time pass in its own way and calls
 * interp_run() again: the step that waited is then run once more, with task->waited set, and looks
 * at what came of it. Nothing of a task is kept on the C stack between two calls.
 *
 * A task is run by one flow at a time. */
#ifndef BATON_RUNTIME_INTERP_H
#define BATON_RUNTIME_INTERP_H

#include "runtime/task.h"
#include "trace/event.h"

struct device_answer;

enum want interp_run(struct flow *flow, struct task *task);

/* The answer to the task's request was read by the model. */
void interp_answered(struct task *task, const struct device_answer *answer);

/* ---- for the statements (statement_*.c) ---- */

typedef enum want statement_fn(struct flow *flow, struct task *task,
                               const struct program_step *step);

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

/* Has somebody asked for the lock of the interpreter that the thread holds, if there is one? */
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

struct value *interp_top(struct task *task, int below);
int64_t interp_pop(struct task *task);
void interp_push(struct task *task, int64_t n);

/* The innermost frame's way out: closes what is open in it. WANT_NOTHING once all is closed. */
enum want interp_unwind(struct flow *flow, struct task *task);
enum want interp_close_blocks(struct flow *flow, struct task *task);
/* Ends the task, which has no frame to go on with. */
enum want interp_end(struct flow *flow, struct task *task);

/* `main` has ended, if the task `id` is that: with `until main ends` what is left is cancelled.
 * Board locked. */
void interp_main_ended_locked(struct flow *flow, uint32_t id);

/* A row an operation: NULL for what interp.c does itself. */
extern statement_fn *const statements[OP_COUNT];

statement_fn statement_say, statement_fail, statement_note, statement_compute, statement_io,
    statement_sleep, statement_io_meanwhile, statement_meanwhile, statement_meanwhile_end,
    statement_io_then, statement_then_end, statement_yield;
statement_fn statement_start, statement_call, statement_run, statement_return, statement_await,
    statement_await_all, statement_await_any, statement_group_begin, statement_group_end,
    statement_cancel, statement_try, statement_try_end, statement_handler_end, statement_offload,
    statement_offload_end, statement_crash, statement_exit;
statement_fn statement_acquire, statement_release, statement_with_begin, statement_with_end,
    statement_send, statement_recv;
statement_fn statement_create, statement_resume, statement_throw, statement_close,
    statement_gen_yield, statement_done;

#endif
