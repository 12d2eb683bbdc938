/* Channels: send, receive, close. How a value travels is in channel_use.c. */
#include "config.h"

#include "interp/statement.h"

#include "interp/record.h"

/* The wait that the board has begun, or refused. */
static enum want wait_in_queue(struct task *task, bool begun, enum trace_reason reason,
                               int32_t index)
{
    if (begun)
        return interp_wait(task, WANT_WAKE, reason, (uint32_t)index);
    interp_was_cancelled(task);
    return WANT_NOTHING;
}

/* ---- send ---- */

/* A first try, or a wait. */
static enum want try_send(struct flow *flow, struct task *task, int32_t index)
{
    struct board *board = flow->worker->board;
    uint32_t id = interp_object_id(task, index), partner;
    bool begun = false;
    board_lock(board);
    enum channel_try came = channel_try_send_locked(board, id, &partner);
    if (came == CHANNEL_NOT_NOW)
        begun = channel_wait_locked(board, task->id, BOARD_SEND, id, interp_top(task, 0)->n,
                                    record_line(flow, task));
    if (begun)
        interp_waits_locked(flow, task, TRACE_BY_SEND, (uint32_t)index);
    board_unlock(board);
    if (came == CHANNEL_NOT_NOW)
        return wait_in_queue(task, begun, TRACE_BY_SEND, index);
    if (came == CHANNEL_CLOSED)
        return interp_fail_closed(task, index);
    return interp_send(flow, task, index, partner, interp_pop(task));
}

enum want statement_send(struct flow *flow, struct task *task, const struct program_step *step)
{
    int32_t index;
    if (!interp_find_object(task, step->a, 1 << OBJECT_CHANNEL, &index))
        return WANT_NOTHING;
    switch (interp_wait_ended(task)) {
    case BOARD_PENDING:
        return try_send(flow, task, index);
    case BOARD_SHUT:
        return interp_fail_closed(task, index);
    case BOARD_GRANTED:
        return interp_send_granted(flow, task, index, interp_pop(task));
    default:
        return WANT_NOTHING;
    }
}

/* ---- recv ---- */

/* Where nothing can be received any more: a failure, or to the step `otherwise`. */
static enum want find_closed(struct task *task, int32_t index, int32_t otherwise)
{
    if (otherwise < 0)
        return interp_fail_closed(task, index);
    task->frame->pc = otherwise;
    return WANT_NOTHING;
}

static enum want try_recv(struct flow *flow, struct task *task, int32_t index, int32_t otherwise)
{
    struct board *board = flow->worker->board;
    int64_t value = 0;
    bool begun = false;
    board_lock(board);
    enum channel_try came = interp_try_recv_locked(flow, task, index, &value);
    if (came == CHANNEL_NOT_NOW)
        begun =
            channel_wait_locked(board, task->id, BOARD_RECV, interp_object_id(task, index), 0, 0);
    if (begun)
        interp_waits_locked(flow, task, TRACE_BY_RECV, (uint32_t)index);
    board_unlock(board);
    if (came == CHANNEL_CLOSED)
        return find_closed(task, index, otherwise);
    if (came != CHANNEL_DONE)
        return wait_in_queue(task, begun || came == CHANNEL_COMING, TRACE_BY_RECV, index);
    if (interp_recv(flow, task, index, &value))
        interp_push(task, value);
    return WANT_NOTHING;
}

static enum want recv(struct flow *flow, struct task *task, int64_t named, int32_t otherwise)
{
    int64_t value;
    int32_t index;
    if (!interp_find_object(task, named, 1 << OBJECT_CHANNEL, &index))
        return WANT_NOTHING;
    switch (interp_wait_ended(task)) {
    case BOARD_PENDING:
        return try_recv(flow, task, index, otherwise);
    case BOARD_SHUT:
        return find_closed(task, index, otherwise);
    case BOARD_GRANTED:
        if (interp_recv_granted(flow, task, index, &value))
            interp_push(task, value);
        return WANT_NOTHING;
    default:
        return WANT_NOTHING;
    }
}

enum want statement_recv(struct flow *flow, struct task *task, const struct program_step *step)
{
    return recv(flow, task, step->a, -1);
}

enum want statement_repeat_recv(struct flow *flow, struct task *task,
                                const struct program_step *step)
{
    return recv(flow, task, step->value, step->a);
}

/* ---- close ---- */

enum want statement_shut(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct worker *worker = flow->worker;
    struct board *board = worker->board;
    int32_t index;
    if (!interp_find_object(task, step->a, 1 << OBJECT_CHANNEL, &index))
        return WANT_NOTHING;
    uint32_t id = interp_object_id(task, index);
    board_lock(board);
    if (!board->objects[id].closed) {
        record_event(flow, task, TRACE_SHUT, (uint32_t)index, 0);
        channel_close_locked(board, id, task->lane, &worker->waker);
    }
    board_unlock(board);
    return WANT_NOTHING;
}
