/* Deadlocks: found by the task that completes them, told with the cycle.
 *
 * Called between board_lock() and board_unlock(), in any process of the run; what is found goes to
 * the caller's writer. */
#ifndef BATON_BOARD_DEADLOCK_H
#define BATON_BOARD_DEADLOCK_H

#include "board/board.h"
#include "trace/log.h"

enum { DEADLOCK_TOLD = 16 };

/* Who waits for whom, or, where that is no cycle, who waits. */
struct deadlock {
    uint32_t ids[DEADLOCK_TOLD];
    int count;
    bool stuck; /* nobody can go on */
};

/* The wait of `id` has begun: nobody may be able any more, or a cycle closed. False: neither, or
 * that was told before. */
bool deadlock_find_locked(const struct board *board, uint32_t id, struct deadlock *found);
/* Written down; if nobody can go on, the run is over. */
void deadlock_tell_locked(struct board *board, struct trace_writer *writer,
                          const struct deadlock *found);
/* Somebody has ended, or queues for a worker: nobody may be able any more. (Of a wait that begins
 * see interp_waits_locked(): it is recorded before its deadlock is told.) */
void deadlock_check_locked(struct board *board, struct trace_writer *writer);
/* Nobody can go on, whatever the count says (a wait that holds the only thread). */
void deadlock_declare_locked(struct board *board, struct trace_writer *writer);

#endif
