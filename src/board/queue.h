/* Queues of waiters, for the board and for who passes on that somebody is able. With its lock held.
 *
 * A queue links those that wait in it, the first at its head. A task that waits for one thing is
 * linked through its own record; one that waits for the first of several has a place in each of
 * their queues, and its record the list of its places:
 *
 *     queue of c    head ── task 4 ── place of task 7 ── task 9 ── tail
 *     queue of d    head ── place of task 7 ── tail
 *     task 7        places ── place in c ── place in d
 *
 * Whoever comes first in one of the queues leaves all the others. Pushing, taking the first and
 * leaving from the middle take the same time however long a queue is. */
#ifndef BATON_BOARD_QUEUE_H
#define BATON_BOARD_QUEUE_H

#include "board/board.h"

/* The task, which waits in no other queue by itself, at the end. */
void queue_push(struct board *board, struct board_queue *queue, uint32_t id);
/* Takes the first out: its task, or 0. If it had a place there, it has left all of them, and its
 * record says which it was: object, chosen, sent. */
uint32_t queue_take(struct board *board, struct board_queue *queue);

/* Where a wait for that object is queued, BOARD_AWAIT: for the end of that task. */
struct board_queue *queue_of(struct board *board, enum board_wait wait, uint32_t object);

/* A place for the task behind the others: the number `index` of what it waits for; `sent` is what a
 * place in front of a channel has to hand over. False: there is no room for another. */
bool queue_place(struct board *board, uint32_t id, enum board_wait wait, uint32_t object,
                 uint8_t index, int64_t sent);

/* The places of a task, in order, by task->places and the `more` of each; NULL behind the last. */
const struct board_place *queue_place_at(const struct board *board, uint32_t handle);

/* Who waits in a queue: the task at *at, which begins with the queue's head and then is the next; 0
 * behind the last. */
uint32_t queue_waiter(const struct board *board, uint32_t *at);

/* Out of every queue that the wait of the task stands in. */
void queue_leave(struct board *board, uint32_t id);

#endif
