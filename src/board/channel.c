#include "config.h"

#include "board/channel.h"

#include "board/queue.h"

#include <assert.h>

static struct board_object *object_of(struct board *board, uint32_t object)
{
    return &board->objects[object];
}

static uint32_t take_waiter(struct board *board, uint32_t object, enum board_wait wait)
{
    return queue_take(board, queue_of(board, wait, object));
}

/* Those that still wait in that queue are told that nothing comes any more. */
static void turn_away(struct board *board, uint32_t object, enum board_wait wait, uint32_t by,
                      const struct board_waker *waker)
{
    uint32_t id;
    while ((id = take_waiter(board, object, wait)))
        board_wake_locked(board, id, BOARD_SHUT, by, waker);
}

/* Closed, and no value is in it or on its way into it. */
static bool is_drained(const struct board_object *it)
{
    return it->closed && it->filled == 0 && it->coming == 0;
}

void channel_call_locked(struct board *board, uint32_t object, enum board_wait wait, uint32_t by,
                         const struct board_waker *waker)
{
    const struct board_object *it = object_of(board, object);
    bool may = wait == BOARD_RECV ? it->filled > 0 : it->free > 0;
    uint32_t id = may ? take_waiter(board, object, wait) : 0;
    if (id)
        board_wake_locked(board, id, BOARD_CALLED, by, waker);
}

/* ---- to send ---- */

enum channel_try channel_try_send_locked(struct board *board, uint32_t object, uint32_t *partner)
{
    struct board_object *it = object_of(board, object);
    *partner = 0;
    if (it->closed)
        return CHANNEL_CLOSED;
    if (it->room > 0) {
        if (it->free == 0)
            return CHANNEL_NOT_NOW;
        it->free--;
        it->coming++;
        return CHANNEL_DONE;
    }
    *partner = take_waiter(board, object, BOARD_RECV);
    if (!*partner)
        return CHANNEL_NOT_NOW;
    board_task(board, *partner)->promised = true;
    return CHANNEL_DONE;
}

/* To a receiver that is promised it. */
static void hand(struct board *board, uint32_t id, int64_t value, uint32_t by,
                 const struct board_waker *waker)
{
    struct board_task *task = board_task(board, id);
    task->promised = false;
    task->sent = value;
    if (task->status != BOARD_ENDED)
        board_wake_locked(board, id, BOARD_GRANTED, by, waker);
}

static void put_into_ring(struct board *board, struct board_object *it, int64_t value)
{
    assert(it->held < it->room);
    board->values[it->ring + (it->first + it->held++) % it->room] = value;
}

void channel_put_locked(struct board *board, uint32_t object, uint32_t partner, int64_t value,
                        uint32_t by, const struct board_waker *waker)
{
    struct board_object *it = object_of(board, object);
    if (partner) {
        hand(board, partner, value, by, waker);
        return;
    }
    if (!board->apart)
        put_into_ring(board, it, value);
    it->coming--;
    it->filled++;
    channel_call_locked(board, object, BOARD_RECV, by, waker);
}

/* ---- to receive ---- */

/* The sender writes its value, and the task, which waits from here, is then handed it. */
static enum channel_try meet_apart(struct board *board, uint32_t id, uint32_t object,
                                   const struct board_waker *waker)
{
    if (!board_wait_begin_locked(board, id, BOARD_RECV, object))
        return CHANNEL_REFUSED;
    board_task(board, id)->promised = true;
    uint32_t sender = take_waiter(board, object, BOARD_SEND);
    board_task(board, sender)->partner = id;
    board_wake_locked(board, sender, BOARD_GRANTED, id, waker);
    return CHANNEL_COMING;
}

enum channel_try channel_try_recv_locked(struct board *board, uint32_t id, uint32_t object,
                                         uint32_t *sender, const struct board_waker *waker)
{
    struct board_object *it = object_of(board, object);
    *sender = 0;
    if (it->filled > 0) {
        it->filled--;
        return CHANNEL_DONE;
    }
    if (it->room == 0 && it->waiters.head) {
        if (board->apart)
            return meet_apart(board, id, object, waker);
        *sender = take_waiter(board, object, BOARD_SEND);
        return CHANNEL_DONE;
    }
    return is_drained(it) ? CHANNEL_CLOSED : CHANNEL_NOT_NOW;
}

int64_t channel_take_locked(struct board *board, uint32_t object)
{
    struct board_object *it = object_of(board, object);
    assert(it->held > 0);
    int64_t value = board->values[it->ring + it->first];
    it->first = (it->first + 1) % it->room;
    it->held--;
    return value;
}

void channel_free_room_locked(struct board *board, uint32_t object, uint32_t by,
                              const struct board_waker *waker)
{
    struct board_object *it = object_of(board, object);
    it->free++;
    channel_call_locked(board, object, BOARD_SEND, by, waker);
    if (is_drained(it))
        turn_away(board, object, BOARD_RECV, by, waker);
}

/* ---- waits, and the end ---- */

bool channel_wait_locked(struct board *board, uint32_t id, enum board_wait wait, uint32_t object,
                         int64_t sent, uint32_t line)
{
    struct board_task *task = board_task(board, id);
    if (!board_wait_begin_locked(board, id, wait, object))
        return false;
    task->sent = sent;
    task->line = line;
    queue_push(board, queue_of(board, wait, object), id);
    return true;
}

bool channel_place_locked(struct board *board, uint32_t id, enum board_wait wait, uint32_t object,
                          uint8_t index, int64_t sent)
{
    return queue_place(board, id, wait, object, index, sent);
}

bool channel_close_locked(struct board *board, uint32_t object, uint32_t by,
                          const struct board_waker *waker)
{
    struct board_object *it = object_of(board, object);
    if (it->closed)
        return false;
    it->closed = true;
    turn_away(board, object, BOARD_SEND, by, waker);
    if (is_drained(it))
        turn_away(board, object, BOARD_RECV, by, waker);
    return true;
}
