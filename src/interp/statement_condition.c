/* Conditions and barriers.
 *
 * `wait c` is two steps. The first gives the lock back and puts the task into the condition's list,
 * the second waits for a signal and then for the lock:
 *
 *     WAIT_BEGIN    ── has the lock ── is in the list ── gives it back
 *     WAIT          ── waits for a signal ── waits for the lock ── has it
 *
 * In between, and as long as it waits, the task has an open block: on every way out it leaves the
 * list, hands on a signal that it has and does not use, and takes the lock again, which nothing
 * cuts short. So `finally` in front of it has the lock, as in Python. */
#include "config.h"

#include "interp/statement.h"

#include "board/compete.h"
#include "board/condition.h"
#include "interp/record.h"

static int32_t lock_of(const struct task *task, int32_t condition)
{
    return interp_object(task, condition)->lock;
}

/* ---- wait ---- */

static enum want fail_without_lock(struct task *task, int32_t condition)
{
    int32_t lock = lock_of(task, condition);
    return interp_fail(task, "cannot wait for %s: %s %s", interp_object(task, condition)->name,
                       interp_object(task, lock)->name, lock_is_whose(task, lock));
}

enum want statement_wait_begin(struct flow *flow, struct task *task,
                               const struct program_step *step)
{
    struct board *board = flow->worker->board;
    int32_t index;
    if (!interp_find_object(task, step->a, 1 << OBJECT_CONDITION, &index))
        return WANT_NOTHING;
    int32_t lock = lock_of(task, index);
    uint32_t id = interp_object_id(task, lock);
    board_lock(board);
    bool held = board_has_lock_locked(board, id, task->lane);
    if (held) {
        condition_join_locked(board, task->id, interp_object_id(task, index));
        record_object(flow, task, TRACE_OBJECT_RELEASED, lock, TRACE_TAKING_ALONE);
        board_give_locked(board, id, BOARD_LOCK, task->lane, &flow->worker->waker);
    }
    board_unlock(board);
    if (!held)
        return fail_without_lock(task, index);
    task_push_block(task, BLOCK_RETAKE, index);
    task->blocks->signalled = false;
    return WANT_NOTHING;
}

/* Takes a signal, or waits for one: WANT_NOTHING with *taken once it has it. */
static enum want take_signal(struct flow *flow, struct task *task, int32_t index, bool *taken)
{
    struct board *board = flow->worker->board;
    enum board_grant ended = interp_wait_ended(task);
    bool begun = false;
    *taken = false;
    if (ended == BOARD_CANCELLED)
        return WANT_NOTHING;
    board_lock(board);
    bool alone = task->record->by_itself;
    *taken = condition_take_locked(board, task->id);
    if (*taken && alone)
        trace_write(&flow->writer, (struct trace_event){.kind = TRACE_SIGNALLED,
                                                        .who = task->lane,
                                                        .line = record_line(flow, task),
                                                        .arg = (uint32_t)index,
                                                        .value = -1});
    if (!*taken)
        begun = condition_wait_locked(board, task->id);
    if (begun)
        interp_waits_locked(flow, task, TRACE_BY_CONDITION, (uint32_t)index);
    board_unlock(board);
    if (begun)
        return interp_wait(task, WANT_WAKE, TRACE_BY_CONDITION, (uint32_t)index);
    if (!*taken)
        interp_was_cancelled(task);
    return WANT_NOTHING;
}

static enum want take_lock(struct flow *flow, struct task *task, int32_t index)
{
    bool taken;
    enum want want = take_object(flow, task, lock_of(task, index), &taken);
    if (taken) {
        record_object(flow, task, TRACE_OBJECT_TAKEN, lock_of(task, index), TRACE_TAKING_ALONE);
        task_pop_block(task);
    }
    return want;
}

enum want statement_wait(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct block *block = task->blocks;
    if (!block->signalled) {
        enum want want = take_signal(flow, task, block->target, &block->signalled);
        if (!block->signalled)
            return want;
    }
    return take_lock(flow, task, block->target);
}

/* ---- the way out of it ---- */

/* Whether it has the lock, or waits for it, whatever has come over it: as at the end of a group. */
static bool take_lock_locked(struct flow *flow, struct task *task, int32_t lock)
{
    struct board *board = flow->worker->board;
    struct board_task *record = task->record;
    uint32_t id = interp_object_id(task, lock), inner = record->open_group;
    bool cancel = record->cancel;
    if (board->objects[id].owner == task->lane && board->objects[id].taker == task->id) {
        board_taken_locked(board, task->id, &flow->worker->waker);
        return true;
    }
    record->open_group = 0;
    record->cancel = false;
    record->until_ns = 0;
    bool taken = board_take_locked(board, task->id, id, BOARD_LOCK);
    record->open_group = inner;
    record->cancel = cancel;
    if (!taken)
        interp_waits_locked(flow, task, TRACE_BY_LOCK, (uint32_t)lock);
    return taken;
}

enum want interp_retake(struct flow *flow, struct task *task)
{
    struct board *board = flow->worker->board;
    struct block *block = task->blocks;
    int32_t index = block->target, lock = lock_of(task, index);
    board_lock(board);
    condition_leave_locked(board, task->id, &flow->worker->waker);
    if (block->signalled)
        condition_signal_locked(board, interp_object_id(task, index), false, task->lane,
                                &flow->worker->waker);
    block->signalled = false;
    bool taken = take_lock_locked(flow, task, lock);
    if (taken && task->unwind == UNWIND_CANCEL) /* another one that came meanwhile is the same */
        interp_was_cancelled_locked(task);
    board_unlock(board);
    if (!taken)
        return WANT_WAKE;
    record_object(flow, task, TRACE_OBJECT_TAKEN, lock, TRACE_TAKING_ALONE);
    task_pop_block(task);
    task_set_limit(task);
    return WANT_NOTHING;
}

/* ---- signal, broadcast ---- */

enum want statement_signal(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct worker *worker = flow->worker;
    int32_t index;
    if (!interp_find_object(task, step->a, 1 << OBJECT_CONDITION, &index))
        return WANT_NOTHING;
    board_lock(worker->board);
    uint32_t id = interp_object_id(task, index);
    trace_write(&flow->writer, (struct trace_event){.kind = TRACE_SIGNALLED,
                                                    .who = task->lane,
                                                    .detail = step->b,
                                                    .line = record_line(flow, task),
                                                    .arg = (uint32_t)index,
                                                    .value = condition_would_signal_locked(
                                                        worker->board, id, step->b)});
    condition_signal_locked(worker->board, id, step->b, task->lane, &worker->waker);
    board_unlock(worker->board);
    return WANT_NOTHING;
}

/* ---- barriers ---- */

enum want statement_barrier(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct board *board = flow->worker->board;
    int32_t index;
    if (!interp_find_object(task, step->a, 1 << OBJECT_BARRIER, &index))
        return WANT_NOTHING;
    if (interp_wait_ended(task) != BOARD_PENDING)
        return WANT_NOTHING;
    board_lock(board);
    bool last =
        barrier_arrive_locked(board, task->id, interp_object_id(task, index), &flow->worker->waker);
    bool cancelled = !last && task->record->grant == BOARD_CANCELLED;
    if (!last && !cancelled)
        interp_waits_locked(flow, task, TRACE_BY_CONDITION, (uint32_t)index);
    board_unlock(board);
    if (last)
        return WANT_NOTHING;
    if (!cancelled)
        return interp_wait(task, WANT_WAKE, TRACE_BY_CONDITION, (uint32_t)index);
    interp_was_cancelled(task);
    return WANT_NOTHING;
}
