/* Channels: values go from senders to receivers, in order. The board must be locked.
 *
 * A channel with room holds values in a ring. Who sends takes room first, and then puts its value
 * in; who receives takes a value, and gives the room back:
 *
 *     sender      room ── puts it in ─▸ ┌───┬───┬───┐ ── takes it      receiver
 *        ▴                              └───┴───┴───┘        │
 *        └────────────────── room ◂──────────────────────────┘
 *
 * Who waits for a value, or for room, is called when there may be some, and tries again: another
 * that comes first takes it (compete.h). So it is in asyncio.Queue and in queue.Queue.
 *
 * One of size 0 holds nothing: a sender and a receiver meet there. Who comes second finds the first
 * in the queue, and neither goes on without the other.
 *
 * Where tasks share no memory (board->apart), values are not here but in pipes, and only who has a
 * value can write it. So a receiver that finds a sender waiting is promised its value, and waits
 * until that has written it: a wait that nothing else ends.
 *
 * A closed channel takes nothing more. Receivers get what is in it, then are told. A sender that
 * has taken room already still puts its value in. */
#ifndef BATON_BOARD_CHANNEL_H
#define BATON_BOARD_CHANNEL_H

#include "board/board.h"

enum channel_try {
    CHANNEL_NOT_NOW,
    CHANNEL_DONE,
    CHANNEL_CLOSED,
    CHANNEL_COMING,  /* to receive: a value is promised, and the task waits for it from here */
    CHANNEL_REFUSED, /* … or would, but is cancelled */
};

/* DONE: the caller sends its value now, to *partner (0: into the ring). */
enum channel_try channel_try_send_locked(struct board *board, uint32_t object, uint32_t *partner);
/* The value of a sender that may send: `partner` as it was told, or the one that its record names
 * when its wait was granted. Not for one whose value was taken from its record. */
void channel_put_locked(struct board *board, uint32_t object, uint32_t partner, int64_t value,
                        uint32_t by, const struct board_waker *waker);

/* DONE: the value is the caller's, who takes it at once by channel_take_locked(). With *sender that
 * one had waited, and its value is in its record: it is to be woken (granted) when that is written
 * down. */
enum channel_try channel_try_recv_locked(struct board *board, uint32_t id, uint32_t object,
                                         uint32_t *sender, const struct board_waker *waker);
/* The first value of the ring. When it is written down, there is room. */
int64_t channel_take_locked(struct board *board, uint32_t object);
void channel_free_room_locked(struct board *board, uint32_t object, uint32_t by,
                              const struct board_waker *waker);

/* The task waits to send (what, and at which line) or to receive. False: it is cancelled. */
bool channel_wait_locked(struct board *board, uint32_t id, enum board_wait wait, uint32_t object,
                         int64_t sent, uint32_t line);

/* The same for BOARD_SELECT, which has begun: a place, the number `index` of what it waits for.
 * False: there is no room for another. */
bool channel_place_locked(struct board *board, uint32_t id, enum board_wait wait, uint32_t object,
                          uint8_t index, int64_t sent);

/* False: it is closed already. */
bool channel_close_locked(struct board *board, uint32_t object, uint32_t by,
                          const struct board_waker *waker);

/* Calls the first who waits there to receive, or to send, if it may. */
void channel_call_locked(struct board *board, uint32_t object, enum board_wait wait, uint32_t by,
                         const struct board_waker *waker);

#endif
