/* Conditions and barriers: who waits until another says so, or until all are there. The board must
 * be locked.
 *
 * Who waits for a condition has given its lock back, and stands in the condition's own list, in the
 * order in which they came, until he has a signal:
 *
 *     list of c     head ── task 4 ── task 7 (marked 2) ── task 9 ── tail
 *
 * A signal marks the first who has none, or is lost if there is nobody. The mark says which may go
 * on: those who waited when it was given. In order, that is the one who was marked, as in asyncio;
 * where who waits competes (compete.h) all of them are called, and whoever moves first has it. Who
 * goes on with the mark of another leaves it his own, so that each mark has one who may take it:
 * none is taken by one who came later. Whoever leaves without one has his go to the next.
 *
 * A barrier lets all go on when the N-th has come, and begins anew. */
#ifndef BATON_BOARD_CONDITION_H
#define BATON_BOARD_CONDITION_H

#include "board/board.h"

/* The task joins those who wait. */
void condition_join_locked(struct board *board, uint32_t id, uint32_t object);
/* A signal is there that it may take; takes it, and has left then. Also true if it has left. */
bool condition_may_take_locked(const struct board *board, uint32_t id);
bool condition_take_locked(struct board *board, uint32_t id);
/* It waits for that. False: it is cancelled. */
bool condition_wait_locked(struct board *board, uint32_t id);
/* It does not wait any more; a signal that was for it is for the next. Nothing if it has left. */
void condition_leave_locked(struct board *board, uint32_t id, const struct board_waker *waker);
/* How many it would let go on. */
uint32_t condition_would_signal_locked(const struct board *board, uint32_t object, bool all);
/* One (or all) of those who wait may go on. */
void condition_signal_locked(struct board *board, uint32_t object, bool all, uint32_t by,
                             const struct board_waker *waker);

/* True: it was the last, and all go on. False: it waits, or (its grant is BOARD_CANCELLED) is
 * cancelled. */
bool barrier_arrive_locked(struct board *board, uint32_t id, uint32_t object,
                           const struct board_waker *waker);

#endif
