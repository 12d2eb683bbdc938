/* Deadlocks: found by the task that completes them, told with the cycle.
 *
 * Called between board_lock() and board_unlock(), in any process of the run; what is found goes to
 * the caller's writer. */
#ifndef BATON_BOARD_DEADLOCK_H
#define BATON_BOARD_DEADLOCK_H

#include "board/board.h"
#include "trace/log.h"

/* The wait of `id` has begun (or it has ended): nobody may be able any more, or a cycle closed. */
void deadlock_check_locked(struct board *board, struct trace_writer *writer, uint32_t id);
/* Nobody can go on, whatever the count says (a wait that holds the only thread). */
void deadlock_declare_locked(struct board *board, struct trace_writer *writer);

#endif
