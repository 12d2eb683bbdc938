/* What stands behind a block: `on error`, `on cancel`, `finally`, and `on timeout`.
 *
 *     failure         ──▸ on error: it is stopped, the body goes on
 *     cancellation    ──▸ on cancel ── its end ──▸ the way out goes on
 *     every way out   ──▸ finally   ── its end ──▸ the way out goes on (the body, if there is none)
 *     timeout         ──▸ its within: it is stopped; on timeout, or a failure
 *
 * While a block of `on cancel` or `finally` runs, the way out is kept with it, and the task runs as
 * any other: the cancellation was delivered, so that only another one ends its waits. What leaves
 * such a block early, a failure or that other cancellation, replaces what was kept. */
#include "config.h"

#include "interp/statement.h"

#include "base/clock.h"
#include "interp/interp.h"
#include "interp/record.h"
#include "interp/values.h"

#include <stdlib.h>

/* ---- entering ---- */

/* Goes on at the step, in the innermost block's frame, without the block; at -1, which is none, by
 * failing there. */
static void go_to(struct flow *flow, struct task *task, int32_t pc)
{
    const struct block *block = task->blocks;
    bool outside = task->frame != block->frame;
    while (task->frame != block->frame)
        task_pop_frame(task);
    if (outside)
        values_frame(flow, task, TRACE_FRAME_BACK);
    if (pc >= 0)
        task->frame->pc = pc;
    task->frame->sp = block->sp;
    task_pop_block(task);
}

/* The task's way out is kept in a new block, while that runs. */
static void keep_way(struct task *task, enum block_kind kind)
{
    task_push_block(task, kind, 0);
    struct block *block = task->blocks;
    block->way = (struct way){.unwind = task->unwind,
                              .group = task->unwind_group,
                              .target = task->unwind_to,
                              .error_len = task->error_len};
    if (task->unwind == UNWIND_FAILURE) {
        block->error = task->error;
        task->error = NULL;
    }
    task->unwind = UNWIND_NONE;
}

static void handle_failure(struct flow *flow, struct task *task)
{
    go_to(flow, task, task->blocks->target);
    record_text(flow, task, TRACE_FAILURE_HANDLED, 0, task->error, task->error_len);
    task_push_block(task, BLOCK_HANDLER, 0);
    task->blocks->error = task->error;
    task->error = NULL;
    task->unwind = UNWIND_NONE;
}

bool interp_enter_handler(struct flow *flow, struct task *task)
{
    const struct block *block = task->blocks;
    if (task->unwind == UNWIND_FAILURE && block->target >= 0) {
        handle_failure(flow, task);
        return true;
    }
    /* To be closed is to a generator no cancellation: it is over. */
    if (!unwind_is_cancel(task->unwind) || task->closed || block->on_cancel < 0)
        return false;
    go_to(flow, task, block->on_cancel);
    keep_way(task, BLOCK_ON_CANCEL);
    return true;
}

void interp_enter_finally(struct flow *flow, struct task *task, const int64_t *returned)
{
    int32_t at = task->frame->pc - 1;
    go_to(flow, task, task->blocks->target);
    keep_way(task, BLOCK_FINALLY);
    if (!returned)
        return;
    struct way *way = &task->blocks->way;
    way->returns = true;
    way->pc = at;
    way->returned = *returned;
}

/* ---- leaving ---- */

/* At the end of its block: the way that was kept goes on. */
static void go_on(struct task *task)
{
    struct block *block = task->blocks;
    struct way way = block->way;
    free(task->error);
    task->error = block->error;
    task->error_len = way.error_len;
    block->error = NULL;
    task_pop_block(task);
    task->unwind = way.unwind;
    task->unwind_group = way.group;
    task->unwind_to = way.target;
    if (!way.returns)
        return;
    interp_push(task, way.returned);
    task->frame->pc = way.pc;
}

/* Of two cancellations the one that leads farther out goes on. */
void interp_replace_way(struct task *task)
{
    const struct way *kept = &task->blocks->way;
    if (!unwind_is_cancel(task->unwind) || !unwind_is_cancel(kept->unwind))
        return;
    bool farther =
        kept->unwind == UNWIND_CANCEL ||
        (task->unwind != UNWIND_CANCEL && interp_is_farther(kept->target, task->unwind_to));
    if (!farther)
        return;
    task->unwind = kept->unwind;
    task->unwind_group = kept->group;
    task->unwind_to = kept->target;
}

/* ---- within ---- */

static bool is_cancelled(const struct task *task)
{
    struct board *board = task->worker->board;
    board_lock(board);
    bool cancelled = task->record->cancel || board_group_failed_locked(board, task->id);
    board_unlock(board);
    return cancelled;
}

bool interp_enter_timeout(struct flow *flow, struct task *task)
{
    const struct block *block = task->blocks;
    uint32_t line = block->limit.line;
    int32_t handler = block->target;
    if (task->unwind != UNWIND_TIMEOUT || task->unwind_to != block)
        return false;
    /* A cancellation that came meanwhile is not the time's: it goes on. */
    if (is_cancelled(task) && interp_was_cancelled(task))
        return false;
    go_to(flow, task, handler);
    task->unwind = UNWIND_NONE;
    task->line = line;
    if (handler < 0)
        interp_fail(task, "timed out");
    return true;
}

void interp_time_out(struct flow *flow, struct task *task)
{
    struct board *board = flow->worker->board;
    const struct limit *limit = task_limit(task);
    board_lock(board);
    if (limit && board_may_time_out_locked(board, task->id)) {
        bool of_block = flow->actor && task_limit_is_of_block(task, limit);
        record_timeout(flow, task, limit);
        board_time_out_locked(board, task->id, of_block ? 0 : task->id, &flow->worker->waker);
    }
    board_unlock(board);
}

void interp_time_out_ready(struct flow *flow, struct task *task)
{
    struct board *board = flow->worker->board;
    const struct limit *limit = task_limit(task);
    board_lock(board);
    if (limit && !board_cut(task->record).untold) {
        record_timeout(flow, task, limit);
        board_cut_ready_locked(board, task->id);
    }
    board_unlock(board);
}

enum want statement_within(struct flow *flow, struct task *task, const struct program_step *step)
{
    int64_t ns = interp_pop(task);
    struct worker *worker = flow->worker;
    bool soon = ns == 0 && worker->rules->limit_soon && !flow->actor;
    /* One that is over when it begins is over for the loop, too, though it has not looked since. */
    int64_t now_ns = ns == 0 && task->looked_ns && !soon ? task->looked_ns : clock_now_ns();
    struct limit limit = {.until_ns = now_ns + ns, .line = step->line};
    if (flow->worker->times_are_moves && (ns > 0 || soon)) {
        limit.due_ns = limit.until_ns;
        limit.begun_ns = now_ns;
        limit.until_ns = LIMIT_FAR;
    }
    worker->has_limits = true;
    limit.soon = soon ? ++worker->callbacks : 0;
    task_push_within(task, step->a, limit);
    if (soon)
        worker->rules->limit_soon(worker, task->id, limit.soon);
    return WANT_NOTHING;
}

enum want statement_within_end(struct flow *flow, struct task *task,
                               const struct program_step *step)
{
    task_pop_block(task);
    if (step->a >= 0)
        task->frame->pc = step->a;
    return WANT_NOTHING;
}

/* ---- the statements of try ---- */

enum want statement_try(struct flow *flow, struct task *task, const struct program_step *step)
{
    task_push_block(task, BLOCK_TRY, step->a);
    task->blocks->on_cancel = (int32_t)step->value;
    return WANT_NOTHING;
}

enum want statement_try_end(struct flow *flow, struct task *task, const struct program_step *step)
{
    task_pop_block(task);
    task->frame->pc = step->a;
    return WANT_NOTHING;
}

enum want statement_handler_end(struct flow *flow, struct task *task,
                                const struct program_step *step)
{
    task_pop_block(task);
    return WANT_NOTHING;
}

enum want statement_on_cancel_end(struct flow *flow, struct task *task,
                                  const struct program_step *step)
{
    go_on(task);
    return WANT_NOTHING;
}

enum want statement_finally(struct flow *flow, struct task *task, const struct program_step *step)
{
    task_push_block(task, BLOCK_GUARD, step->a);
    return WANT_NOTHING;
}

enum want statement_finally_begin(struct flow *flow, struct task *task,
                                  const struct program_step *step)
{
    interp_enter_finally(flow, task, NULL);
    return WANT_NOTHING;
}

enum want statement_finally_end(struct flow *flow, struct task *task,
                                const struct program_step *step)
{
    go_on(task);
    return WANT_NOTHING;
}
