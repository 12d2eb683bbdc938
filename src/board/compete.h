/* Locks and semaphores, and who gets what is given back. The board must be locked.
 *
 * A lock has one owner; a semaphore has units. There are two rules:
 *
 *     in order    given back ── to the first who waits: it is his before he runs, nobody overtakes
 *     compete     given back ── it is free, and the first who waits is called: he tries again
 *
 * In order it goes where a loop calls one task after the other, as in asyncio, and with what is
 * declared `fair`. Where tasks are threads or processes they compete, as the machine's own do: who
 * gives back and takes again at once has it before the other has woken up. Who tries in vain waits
 * again, behind the others. For values of a channel, and room in it, all compete (channel.h).
 *
 * Whoever is called and does not try (it is cancelled, its process dies) has the next one called.
 */
#ifndef BATON_BOARD_COMPETE_H
#define BATON_BOARD_COMPETE_H

#include "board/board.h"

/* `wait` tells which is meant: BOARD_LOCK or BOARD_UNIT. False: the task is queued and must wait,
 * unless its grant is BOARD_CANCELLED. */
bool board_take_locked(struct board *board, uint32_t id, uint32_t object, enum board_wait wait);
/* The same without a queue: false, it is not free now. */
bool board_take_if_free_locked(struct board *board, uint32_t id, uint32_t object,
                               enum board_wait wait);
/* Gives one back, or puts one in: the waiter that it went to, or that is called, or 0. */
uint32_t board_give_locked(struct board *board, uint32_t object, enum board_wait wait, uint32_t by,
                           const struct board_waker *waker);
/* Whether the task, or a strand of it, has taken the lock: who was handed it has not before it goes
 * on, and so cannot have it given back by a strand meanwhile. */
bool board_has_lock_locked(const struct board *board, uint32_t object, uint32_t task);
/* The task goes on with the lock or unit that it was handed. */
void board_taken_locked(struct board *board, uint32_t id, const struct board_waker *waker);
/* It does not, for it was cancelled before it could: what it was handed is for the next one. */
void board_take_back_locked(struct board *board, uint32_t id, enum board_wait wait, uint32_t object,
                            const struct board_waker *waker);

/* The task was called. True: its wait is over, and its grant says how; of a select CALLED: it is
 * to try by itself. False: it waits again, in the same queue. */
bool board_try_again_locked(struct board *board, uint32_t id, const struct board_waker *waker);
/* Something that one was called for is there for the next one. */
void board_pass_on_locked(struct board *board, uint32_t object, uint32_t by,
                          const struct board_waker *waker);
/* Whoever was to run the task has died: what it was called for or handed is not lost with it. */
void board_forget_call_locked(struct board *board, uint32_t id, const struct board_waker *waker);

#endif
