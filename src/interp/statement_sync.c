/* Locks, semaphores and channels. */
#include "config.h"

#include "interp/statement.h"

#include "interp/record.h"

#include <errno.h>
#include <unistd.h>

static const struct program_object *object_of(const struct task *task, int32_t index)
{
    return &task->worker->program->objects[index];
}

static uint32_t object_id(const struct task *task, int32_t index)
{
    return board_object_id(task->worker->board, task->worker->index, index);
}

static enum board_wait wait_kind(const struct task *task, int32_t index)
{
    return object_of(task, index)->kind == OBJECT_LOCK ? BOARD_LOCK : BOARD_UNIT;
}

static enum trace_reason reason_of(enum board_wait wait)
{
    static const enum trace_reason reasons[] = {
        [BOARD_LOCK] = TRACE_BY_LOCK,
        [BOARD_UNIT] = TRACE_BY_SEMAPHORE,
        [BOARD_SEND] = TRACE_BY_SEND,
        [BOARD_RECV] = TRACE_BY_RECV,
    };
    return reasons[wait];
}

/* Takes one, or waits for it: WANT_NOTHING with *taken once it is the task's. */
static enum want take(struct flow *flow, struct task *task, int32_t index, enum board_wait wait,
                      bool *taken)
{
    struct board *board = flow->worker->board;
    *taken = false;
    if (task->waited) {
        task->waited = false;
        if (task->record->grant == BOARD_CANCELLED && interp_was_cancelled(task))
            return WANT_NOTHING;
        *taken = true;
        return WANT_NOTHING;
    }
    board_lock(board);
    *taken = board_take_locked(board, task->id, object_id(task, index), wait);
    bool cancelled = !*taken && task->record->grant == BOARD_CANCELLED;
    if (!*taken && !cancelled)
        interp_waits_locked(flow, task, reason_of(wait), (uint32_t)index);
    board_unlock(board);
    if (cancelled)
        interp_was_cancelled(task);
    if (*taken || cancelled)
        return WANT_NOTHING;
    return interp_wait(task, WANT_WAKE, reason_of(wait), (uint32_t)index);
}

static void give(struct flow *flow, struct task *task, int32_t index, enum board_wait wait)
{
    struct board *board = flow->worker->board;
    board_lock(board);
    board_give_locked(board, object_id(task, index), wait, task->lane, &flow->worker->waker);
    board_unlock(board);
}

enum want statement_acquire(struct flow *flow, struct task *task, const struct program_step *step)
{
    bool taken;
    enum want want = take(flow, task, step->a, wait_kind(task, step->a), &taken);
    if (taken)
        record_object(flow, task, TRACE_OBJECT_TAKEN, step->a, TRACE_TAKING_ALONE);
    return want;
}

/* Who holds the lock, or 0. */
static uint32_t owner_of(const struct task *task, int32_t index)
{
    struct board *board = task->worker->board;
    board_lock(board);
    uint32_t owner = board->objects[object_id(task, index)].owner;
    board_unlock(board);
    return owner;
}

/* Semaphores may be released by anybody, as everywhere; a lock only by the task that holds it. */
bool release_held(struct flow *flow, struct task *task, int32_t index, enum trace_taking taking)
{
    bool lock = object_of(task, index)->kind == OBJECT_LOCK;
    if (lock && owner_of(task, index) != task->lane)
        return false;
    record_object(flow, task, TRACE_OBJECT_RELEASED, index, taking);
    give(flow, task, index, wait_kind(task, index));
    return true;
}

void release_or_fail(struct flow *flow, struct task *task, int32_t index, enum trace_taking taking)
{
    if (release_held(flow, task, index, taking))
        return;
    interp_fail(task, owner_of(task, index) ? "%s is held by another task" : "%s is not held",
                object_of(task, index)->name);
}

enum want statement_release(struct flow *flow, struct task *task, const struct program_step *step)
{
    release_or_fail(flow, task, step->a, TRACE_TAKING_ALONE);
    return WANT_NOTHING;
}

enum want statement_with_begin(struct flow *flow, struct task *task,
                               const struct program_step *step)
{
    bool taken;
    enum want want = take(flow, task, step->a, wait_kind(task, step->a), &taken);
    if (!taken)
        return want;
    record_object(flow, task, TRACE_OBJECT_TAKEN, step->a, TRACE_TAKING_WITH);
    task_push_block(task, BLOCK_WITH, step->a);
    return WANT_NOTHING;
}

enum want statement_with_end(struct flow *flow, struct task *task, const struct program_step *step)
{
    int32_t index = task->blocks->target;
    task_pop_block(task);
    release_or_fail(flow, task, index, TRACE_TAKING_WITH);
    return WANT_NOTHING;
}

/* ---- channels: room, then the value, then the news of it ---- */

static bool write_pipe(int fd, int64_t value)
{
    ssize_t n;
    do
        n = write(fd, &value, sizeof value);
    while (n < 0 && errno == EINTR);
    return n == sizeof value;
}

static bool read_pipe(int fd, int64_t *value)
{
    ssize_t n;
    do
        n = read(fd, value, sizeof *value);
    while (n < 0 && errno == EINTR);
    return n == sizeof *value;
}

enum want statement_send(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct worker *worker = flow->worker;
    bool room;
    enum want want = take(flow, task, step->a, BOARD_SEND, &room);
    if (!room)
        return want;
    int64_t value = interp_pop(task);
    record_event(flow, task, TRACE_SENT, (uint32_t)step->a, value);
    if (worker->pipes && !write_pipe(worker->pipes[step->a][1], value))
        return interp_fail(task, "%s: the pipe is broken", object_of(task, step->a)->name);
    board_lock(worker->board);
    uint32_t id = object_id(task, step->a);
    if (!worker->pipes)
        board_put_value_locked(worker->board, id, value);
    board_give_locked(worker->board, id, BOARD_RECV, task->lane, &worker->waker);
    board_unlock(worker->board);
    return WANT_NOTHING;
}

enum want statement_recv(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct worker *worker = flow->worker;
    bool filled;
    int64_t value = 0;
    enum want want = take(flow, task, step->a, BOARD_RECV, &filled);
    if (!filled)
        return want;
    if (worker->pipes && !read_pipe(worker->pipes[step->a][0], &value))
        return interp_fail(task, "%s: the pipe is broken", object_of(task, step->a)->name);
    board_lock(worker->board);
    uint32_t id = object_id(task, step->a);
    if (!worker->pipes)
        value = board_get_value_locked(worker->board, id);
    board_unlock(worker->board);
    record_event(flow, task, TRACE_RECEIVED, (uint32_t)step->a, value);
    give(flow, task, step->a, BOARD_SEND);
    interp_push(task, value);
    return WANT_NOTHING;
}
