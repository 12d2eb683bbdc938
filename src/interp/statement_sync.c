/* Locks and semaphores. */
#include "config.h"

#include "interp/statement.h"

#include "board/compete.h"

#include "interp/record.h"

enum { LOCKS = 1 << OBJECT_LOCK | 1 << OBJECT_SEMAPHORE };

static enum board_wait wait_kind(const struct task *task, int32_t index)
{
    return interp_object(task, index)->kind == OBJECT_LOCK ? BOARD_LOCK : BOARD_UNIT;
}

enum want take_object(struct flow *flow, struct task *task, int32_t index, bool *taken)
{
    struct board *board = flow->worker->board;
    enum board_wait wait = wait_kind(task, index);
    enum trace_reason reason = wait == BOARD_LOCK ? TRACE_BY_LOCK : TRACE_BY_SEMAPHORE;
    enum board_grant ended = interp_wait_ended(task);
    *taken = ended == BOARD_GRANTED;
    if (*taken && task->record->given) {
        board_lock(board);
        board_taken_locked(board, task->id, &flow->worker->waker);
        board_unlock(board);
    }
    if (ended != BOARD_PENDING)
        return WANT_NOTHING;
    board_lock(board);
    *taken = board_take_locked(board, task->id, interp_object_id(task, index), wait);
    bool cancelled = !*taken && task->record->grant == BOARD_CANCELLED;
    if (!*taken && !cancelled)
        interp_waits_locked(flow, task, reason, (uint32_t)index);
    board_unlock(board);
    if (cancelled)
        interp_was_cancelled(task);
    if (*taken || cancelled)
        return WANT_NOTHING;
    return interp_wait(task, WANT_WAKE, reason, (uint32_t)index);
}

static void give(struct flow *flow, struct task *task, int32_t index, enum board_wait wait)
{
    struct board *board = flow->worker->board;
    board_lock(board);
    board_give_locked(board, interp_object_id(task, index), wait, task->lane, &flow->worker->waker);
    board_unlock(board);
}

enum want statement_acquire(struct flow *flow, struct task *task, const struct program_step *step)
{
    bool taken;
    int32_t index;
    if (!interp_find_object(task, step->a, LOCKS, &index))
        return WANT_NOTHING;
    enum want want = take_object(flow, task, index, &taken);
    if (taken)
        record_object(flow, task, TRACE_OBJECT_TAKEN, index, TRACE_TAKING_ALONE);
    return want;
}

static bool has_lock(const struct task *task, int32_t index)
{
    struct board *board = task->worker->board;
    board_lock(board);
    bool has = board_has_lock_locked(board, interp_object_id(task, index), task->lane);
    board_unlock(board);
    return has;
}

const char *lock_is_whose(const struct task *task, int32_t index)
{
    struct board *board = task->worker->board;
    board_lock(board);
    uint32_t owner = board->objects[interp_object_id(task, index)].owner;
    board_unlock(board);
    return owner && owner != task->lane ? "is held by another task" : "is not held";
}

/* A bounded semaphore that has all its units takes none back. */
static bool release_bounded(struct flow *flow, struct task *task, int32_t index,
                            enum trace_taking taking)
{
    struct board *board = flow->worker->board;
    uint32_t id = interp_object_id(task, index);
    board_lock(board);
    bool lacks_one = board->objects[id].free < interp_object(task, index)->size;
    if (lacks_one) {
        record_object(flow, task, TRACE_OBJECT_RELEASED, index, taking);
        board_give_locked(board, id, BOARD_UNIT, task->lane, &flow->worker->waker);
    }
    board_unlock(board);
    return lacks_one;
}

/* Semaphores may be released by anybody, as everywhere; a lock only by the task that holds it. */
bool release_held(struct flow *flow, struct task *task, int32_t index, enum trace_taking taking)
{
    if (interp_object(task, index)->bounded)
        return release_bounded(flow, task, index, taking);
    bool lock = interp_object(task, index)->kind == OBJECT_LOCK;
    if (lock && !has_lock(task, index))
        return false;
    record_object(flow, task, TRACE_OBJECT_RELEASED, index, taking);
    give(flow, task, index, wait_kind(task, index));
    return true;
}

void release_or_fail(struct flow *flow, struct task *task, int32_t index, enum trace_taking taking)
{
    if (release_held(flow, task, index, taking))
        return;
    const struct program_object *object = interp_object(task, index);
    if (object->bounded) {
        interp_fail(task, object->size == 1 ? "%s has its one unit" : "%s has all its %lld units",
                    object->name, (long long)object->size);
        return;
    }
    interp_fail(task, "%s %s", object->name, lock_is_whose(task, index));
}

enum want statement_release(struct flow *flow, struct task *task, const struct program_step *step)
{
    int32_t index;
    if (interp_find_object(task, step->a, LOCKS, &index))
        release_or_fail(flow, task, index, TRACE_TAKING_ALONE);
    return WANT_NOTHING;
}

enum want statement_try_acquire(struct flow *flow, struct task *task,
                                const struct program_step *step)
{
    struct board *board = flow->worker->board;
    int32_t index;
    if (!interp_find_object(task, step->a, LOCKS, &index))
        return WANT_NOTHING;
    board_lock(board);
    bool taken = board_take_if_free_locked(board, task->id, interp_object_id(task, index),
                                           wait_kind(task, index));
    board_unlock(board);
    if (!taken) {
        task->frame->pc = (int32_t)step->value;
        return WANT_NOTHING;
    }
    record_object(flow, task, TRACE_OBJECT_TAKEN, index, TRACE_TAKING_WITH);
    task_push_block(task, BLOCK_WITH, index);
    return WANT_NOTHING;
}

enum want statement_with_begin(struct flow *flow, struct task *task,
                               const struct program_step *step)
{
    bool taken;
    int32_t index;
    if (!interp_find_object(task, step->a, LOCKS, &index))
        return WANT_NOTHING;
    enum want want = take_object(flow, task, index, &taken);
    if (!taken)
        return want;
    record_object(flow, task, TRACE_OBJECT_TAKEN, index, TRACE_TAKING_WITH);
    task_push_block(task, BLOCK_WITH, index);
    return WANT_NOTHING;
}

enum want statement_with_end(struct flow *flow, struct task *task, const struct program_step *step)
{
    int32_t index = task->blocks->target;
    task_pop_block(task);
    release_or_fail(flow, task, index, TRACE_TAKING_WITH);
    return WANT_NOTHING;
}
