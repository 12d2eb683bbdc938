/* How a value goes through a channel, where the board has said that it may. It is written down that
 * it was sent before anybody can receive it, and that it was received before its room is used
 * again.
 */
#include "config.h"

#include "interp/record.h"
#include "interp/statement.h"

#include <errno.h>
#include <unistd.h>

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

static bool holds_values(const struct task *task, int32_t index)
{
    return interp_object(task, index)->size > 0;
}

static enum want fail_pipe(struct task *task, int32_t index)
{
    return interp_fail(task, "%s: the pipe is broken", interp_object(task, index)->name);
}

enum want interp_fail_closed(struct task *task, int32_t index)
{
    return interp_fail(task, "%s is closed", interp_object(task, index)->name);
}

/* ---- to send ---- */

enum want interp_send(struct flow *flow, struct task *task, int32_t index, uint32_t partner,
                      int64_t value)
{
    struct worker *worker = flow->worker;
    record_event(flow, task, TRACE_SENT, (uint32_t)index, value);
    if (worker->pipes && !write_pipe(worker->pipes[index][1], value))
        return fail_pipe(task, index);
    board_lock(worker->board);
    channel_put_locked(worker->board, interp_object_id(task, index), partner, value, task->lane,
                       &worker->waker);
    board_unlock(worker->board);
    return WANT_NOTHING;
}

/* Who received it from a sender that waited has written down that it was sent. */
enum want interp_send_granted(struct flow *flow, struct task *task, int32_t index, int64_t value)
{
    if (!holds_values(task, index) && !flow->worker->pipes)
        return WANT_NOTHING;
    return interp_send(flow, task, index, task->record->partner, value);
}

/* ---- to receive ---- */

/* The value of a sender that waits: it goes on, and where it stands its value was sent. */
static int64_t take_from_locked(struct flow *flow, struct task *task, int32_t index,
                                uint32_t sender)
{
    struct board *board = flow->worker->board;
    const struct board_task *record = board_task(board, sender);
    trace_write(&flow->writer, (struct trace_event){.kind = TRACE_SENT,
                                                    .who = board_lane(board, sender),
                                                    .line = record->line,
                                                    .arg = (uint32_t)index,
                                                    .value = record->sent});
    board_wake_locked(board, sender, BOARD_GRANTED, task->lane, &flow->worker->waker);
    return record->sent;
}

enum channel_try interp_try_recv_locked(struct flow *flow, struct task *task, int32_t index,
                                        int64_t *value)
{
    struct worker *worker = flow->worker;
    uint32_t id = interp_object_id(task, index), sender;
    enum channel_try came =
        channel_try_recv_locked(worker->board, task->id, id, &sender, &worker->waker);
    if (sender)
        *value = take_from_locked(flow, task, index, sender);
    else if (came == CHANNEL_DONE && !worker->pipes)
        *value = channel_take_locked(worker->board, id);
    return came;
}

bool interp_recv(struct flow *flow, struct task *task, int32_t index, int64_t *value)
{
    struct worker *worker = flow->worker;
    if (worker->pipes && !read_pipe(worker->pipes[index][0], value)) {
        fail_pipe(task, index);
        return false;
    }
    record_event(flow, task, TRACE_RECEIVED, (uint32_t)index, *value);
    if (!holds_values(task, index))
        return true;
    board_lock(worker->board);
    channel_free_room_locked(worker->board, interp_object_id(task, index), task->lane,
                             &worker->waker);
    board_unlock(worker->board);
    return true;
}

bool interp_recv_granted(struct flow *flow, struct task *task, int32_t index, int64_t *value)
{
    struct board *board = flow->worker->board;
    *value = task->record->sent;
    if (holds_values(task, index) && !flow->worker->pipes) {
        board_lock(board);
        *value = channel_take_locked(board, interp_object_id(task, index));
        board_unlock(board);
    }
    return interp_recv(flow, task, index, value);
}
