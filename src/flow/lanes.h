/* The numbers in a schedule (scenario/schedule.h), and the records on the board that they are of:
 * a task has its own, callbacks have those from SCHEDULE_CALLBACKS on, in the order in which they
 * came to be. A block that is offloaded beside a loop has its task's. */
#ifndef BATON_FLOW_LANES_H
#define BATON_FLOW_LANES_H

#include "board/board.h"
#include "scenario/schedule.h"

/* 0: there is no such lane yet. */
static inline uint32_t lanes_id(const struct board *board, uint32_t lane)
{
    uint32_t callback = lane >= SCHEDULE_CALLBACKS ? lane - SCHEDULE_CALLBACKS + 1 : 0;
    if (lane <= board->tasks_used)
        return lane;
    return callback && callback <= board->strands_used ? board->room.tasks - callback : 0;
}

/* The block whose moves have that lane: that which its task awaits, or one that nobody does; or 0.
 */
static inline uint32_t lanes_block(const struct board *board, uint32_t lane)
{
    uint32_t id = lanes_id(board, lane);
    if (!id)
        return 0;
    const struct board_task *task = &board->tasks[id];
    if (task->block)
        return task->status == BOARD_ALIVE && !board_block_awaiter_locked(board, id) ? id : 0;
    return task->wait == BOARD_OFFLOAD ? task->object : 0;
}

static inline uint32_t lanes_of(const struct board *board, uint32_t id)
{
    uint32_t awaiter = board->tasks[id].block ? board_block_awaiter_locked(board, id) : 0;
    if (awaiter)
        id = awaiter;
    return board->tasks[id].strand ? SCHEDULE_CALLBACKS - 1 + board->room.tasks - id : id;
}

/* The highest that there is. */
static inline uint32_t lanes_last(const struct board *board)
{
    uint32_t callbacks = board->strands_used;
    return callbacks ? SCHEDULE_CALLBACKS - 1 + callbacks : board->tasks_used;
}

#endif
