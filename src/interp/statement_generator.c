/* Generators: control goes directly to one that is resumed, and directly back from one that yields.
 */
#include "config.h"

#include "interp/statement.h"

#include "interp/record.h"
#include "interp/values.h"

enum want statement_done(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct board *board = flow->worker->board;
    struct value *top = interp_top(task, 0);
    if (top->kind == VALUE_INT)
        return interp_fail(task, "done() asks about a future or a generator");
    board_lock(board);
    bool ended = board_task(board, (uint32_t)top->n)->status == BOARD_ENDED;
    board_unlock(board);
    *top = (struct value){ended, VALUE_INT};
    return WANT_NOTHING;
}

static void link_to_creator(struct board *board, uint32_t creator, uint32_t generator)
{
    board_task(board, generator)->created_before = board_task(board, creator)->generators;
    board_task(board, creator)->generators = generator;
}

enum want statement_create(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct board *board = flow->worker->board;
    board_lock(board);
    uint32_t number = ++board->numbers[step->a];
    uint32_t id = board_task_new_locked(board, (uint32_t)step->a, number, task->id, true);
    if (id)
        link_to_creator(board, task->lane, id);
    board_unlock(board);
    if (!id)
        return WANT_QUIT;
    struct frame *frame = task->frame;
    frame->sp = (uint16_t)(frame->sp - step->b);
    record_new(flow, id, task->lane, TRACE_BY_CREATED, step->line, 0);
    values_given(flow, id, step->a, &frame->slots[frame->locals + frame->sp], step->b, step->line);
    struct task *generator =
        task_new(flow->worker, id, &frame->slots[frame->locals + frame->sp], step->b);
    generator->line = flow->worker->program->tasks[step->a].line;
    generator->reason = TRACE_BY_CREATED;
    record_state(flow, generator, TRACE_WAITING, TRACE_BY_CREATED, 0, 0);
    frame->slots[frame->locals + frame->sp++] = (struct value){id, VALUE_GENERATOR};
    return WANT_NOTHING;
}

/* A cancellation of its resumer is the generator's, too. If that had it, and went on nevertheless
 * (its `finally` failed), so does the resumer. */
static void take_down_cancellation(struct task *task)
{
    struct board *board = task->worker->board;
    board_lock(board);
    struct board_cut cut = board_cut(task->record);
    cut.untold = false;
    task->record->cut = cut;
    task->record->cancel = false;
    board_groups_told_locked(board, task->id);
    board_unlock(board);
}

/* Control is back from it: with a value, with what it returned, or with its failure. */
static enum want take_yielded(struct task *task)
{
    struct board *board = task->worker->board;
    uint32_t id = (uint32_t)interp_top(task, 0)->n;
    struct board_task *record = board_task(board, id);
    task->waited = false;
    task->frame->sp--;
    bool cancelled = record->status == BOARD_ENDED && record->end == TRACE_END_CANCELLED;
    if (board_cut(task->record).untold && !cancelled && !record->cancel)
        take_down_cancellation(task);
    if (record->status != BOARD_ENDED) {
        interp_push(task, worker_task(task->worker, id)->sent);
        return WANT_NOTHING;
    }
    if (cancelled && interp_was_cancelled(task))
        return WANT_NOTHING;
    board_lock(board);
    if (record->end == TRACE_END_OK)
        interp_push(task, record->value);
    else
        interp_fail_as_locked(task, id);
    board_unlock(board);
    return WANT_NOTHING;
}

static bool has_ended(const struct task *task, uint32_t id)
{
    return board_task(task->worker->board, id)->status == BOARD_ENDED;
}

/* The generator if it stands at a yield, or at its beginning; NULL if it has ended, or runs: itself
 * or one that it has resumed. */
static struct task *suspended(const struct task *task, uint32_t id)
{
    struct task *generator = worker_task(task->worker, id);
    bool runs = !generator || generator->resumer || generator == task;
    return runs || has_ended(task, id) ? NULL : generator;
}

/* The generator whose handle is on top of the stack, fit to be resumed; NULL with a failure if it
 * is not. */
static struct task *to_resume(struct task *task)
{
    struct value *top = interp_top(task, 0);
    if (top->kind != VALUE_GENERATOR) {
        interp_fail(task, "only a generator can be resumed");
        return NULL;
    }
    uint32_t id = (uint32_t)top->n;
    struct task *generator = suspended(task, id);
    if (generator)
        return generator;
    struct strbuf name = STRBUF_INIT;
    board_task_name(task->worker->board, id, &name);
    interp_fail(task,
                has_ended(task, id) ? "the generator %s has ended"
                                    : "the generator %s is running already",
                strbuf_str(&name));
    strbuf_release(&name);
    return NULL;
}

/* Its waits are its resumer's, too: they end with the time that that has. */
static void limit_by(struct task *generator, const struct task *resumer)
{
    const struct limit *limit = task_limit(resumer);
    if (!limit && !generator->limit.until_ns)
        return;
    generator->limit = limit ? *limit : (struct limit){0};
    task_set_limit(generator);
}

static enum want hand_over(struct flow *flow, struct task *task, struct task *generator,
                           enum trace_reason reason)
{
    struct board *board = flow->worker->board;
    board_lock(board);
    board_resume_locked(board, task->id, generator->id);
    board_task(board, generator->id)->status = BOARD_ALIVE;
    /* Its next wait is its resumer's. */
    if (task->record->cancel || board_group_failed_locked(board, task->id))
        board_cancel_locked(board, generator->id, task->id, TRACE_CAUSE_OWNER,
                            &flow->worker->waker);
    board_unlock(board);
    generator->resumer = task;
    limit_by(generator, task);
    task->child = generator;
    return interp_wait(task, WANT_RESUME, reason, generator->id);
}

enum want statement_resume(struct flow *flow, struct task *task, const struct program_step *step)
{
    if (task->waited)
        return take_yielded(task);
    int64_t sent = step->b ? interp_pop(task) : 0;
    struct task *generator = to_resume(task);
    if (!generator)
        return WANT_NOTHING;
    generator->sent = sent;
    return hand_over(flow, task, generator, TRACE_BY_RESUME);
}

enum want statement_throw(struct flow *flow, struct task *task, const struct program_step *step)
{
    if (task->waited)
        return take_yielded(task);
    struct task *generator = to_resume(task);
    if (!generator)
        return WANT_NOTHING;
    interp_fail_text(generator, strbuf_str(&flow->text), flow->text.len);
    generator->waited = false;
    return hand_over(flow, task, generator, TRACE_BY_THROW);
}

/* ---- close ---- */

/* Of the generator and those it has created, and they: the innermost that is suspended, which is to
 * be closed first. Those that run are left alone. */
static struct task *innermost(const struct task *task, struct task *generator)
{
    struct board *board = task->worker->board;
    for (;;) {
        struct board_task *record = generator->record;
        if (!record->generators)
            return generator;
        struct task *inner = suspended(task, record->generators);
        if (inner)
            generator = inner;
        else
            record->generators = board_task(board, record->generators)->created_before;
    }
}

/* It has not run: it ends where it is. */
static void end_unbegun(struct flow *flow, struct task *generator)
{
    interp_end(flow, generator);
    task_free(generator);
}

/* It goes on at its yield as one that was cancelled there, and ends. */
static enum want hand_over_to_end(struct flow *flow, struct task *task, struct task *generator)
{
    struct worker *worker = flow->worker;
    board_lock(worker->board);
    board_close_locked(worker->board, generator->id, task->lane, &worker->waker);
    board_unlock(worker->board);
    generator->closed = true;
    generator->unwind = UNWIND_CANCEL;
    return hand_over(flow, task, generator, TRACE_BY_CLOSE);
}

static bool has_failed(const struct task *task, uint32_t id)
{
    return has_ended(task, id) && board_task(task->worker->board, id)->end == TRACE_END_FAILED;
}

static enum want fail_as(struct task *task, uint32_t id)
{
    struct board *board = task->worker->board;
    board_lock(board);
    interp_fail_as_locked(task, id);
    board_unlock(board);
    return WANT_NOTHING;
}

enum want statement_close(struct flow *flow, struct task *task, const struct program_step *step)
{
    const struct value *top = interp_top(task, 0);
    bool waited = task->waited;
    task->waited = false;
    if (top->kind != VALUE_GENERATOR)
        return interp_fail(task, "only a generator can be closed");
    if (waited && has_failed(task, task->object))
        return fail_as(task, task->object);
    while (!has_ended(task, (uint32_t)top->n)) {
        struct task *generator = to_resume(task);
        if (!generator)
            return WANT_NOTHING;
        struct task *inner = innermost(task, generator);
        if (atomic_load_explicit(&inner->record->begun, memory_order_relaxed))
            return hand_over_to_end(flow, task, inner);
        end_unbegun(flow, inner);
    }
    interp_pop(task);
    return WANT_NOTHING;
}

enum want statement_gen_yield(struct flow *flow, struct task *task, const struct program_step *step)
{
    /* A body may be created and started as well: a plain `yield` in a task that nobody resumes
     * gives up control. The 0 that it would have handed back stays where its result belongs. */
    if (step->b && !task->record->generator)
        return statement_yield(flow, task, step);
    if (task->waited) {
        task->waited = false;
        if (task->record->cancel && interp_was_cancelled(task))
            return WANT_NOTHING;
        interp_push(task, task->sent);
        return WANT_NOTHING;
    }
    task->sent = interp_pop(task);
    if (task->closed)
        return interp_fail(task, "a generator that is being closed cannot yield");
    if (!task->resumer)
        return interp_fail(task,
                           "`yield` with a value belongs to a generator: nobody resumed this");
    struct board *board = flow->worker->board;
    board_lock(board);
    board_hand_back_locked(board, task->id, task->resumer->id);
    board_unlock(board);
    task->child = task->resumer;
    task->resumer = NULL;
    return interp_wait(task, WANT_HAND_BACK, TRACE_BY_GEN_YIELD, task->child->lane);
}
