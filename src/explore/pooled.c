#include "config.h"

#include "explore/pooled.h"

#include <string.h>

#include "board/compete.h"
#include "board/deadlock.h"
#include "explore/drive.h"
#include "explore/offload.h"
#include "explore/possible.h"
#include "interp/interp.h"
#include "interp/statement.h"

static struct task *task_of(const struct stepper *stepper, uint32_t id)
{
    return worker_task((struct worker *)&stepper->worker, id);
}

void pooled_init(struct stepper *stepper)
{
    stepper->pool.most = (uint32_t)stepper->program->settings.pool;
    stepper->pool.only = true;
}

/* ---- which there are ---- */

bool pooled_is_block(const struct stepper *stepper, uint32_t id)
{
    const struct task *task = task_of(stepper, id);
    return task && task->block_of;
}

uint32_t pooled_of(const struct stepper *stepper, uint32_t id)
{
    const struct board_task *record = &stepper->board->tasks[id];
    const struct task *task = task_of(stepper, id);
    if (!task || !stepper->rules.has_loop)
        return 0;
    if (task->block_of)
        return board_awaits_block_locked(stepper->board, task->block_of, id) ? 0 : id;
    return record->wait == BOARD_OFFLOAD ? record->object : 0;
}

bool pooled_any(const struct stepper *stepper)
{
    for (uint32_t n = 0; n < stepper->board->strands_used; n++)
        if (pooled_is_block(stepper, STEPPER_CALLBACKS - n))
            return true;
    return false;
}

bool pooled_is_back(const struct stepper *stepper, uint32_t id)
{
    const struct task *task = task_of(stepper, id);
    bool ended = task->record->wait == BOARD_NO_WAIT;
    return stepper->place[id] == STEPPER_TIMED && ended &&
           (task->want == WANT_OFFLOAD || task->want == WANT_WAKE);
}

/* ---- its end ---- */

static void begin_next(struct stepper *stepper);

static void finish(struct stepper *stepper, struct task *block, bool begun)
{
    struct board *board = stepper->board;
    uint32_t id = block->id, task = block->block_of;
    board_pool_done_locked(board, &stepper->pool);
    if (begun && board_awaits_block_locked(board, task, id)) {
        interp_take_from_block(block, task_of(stepper, task));
        board_wake_locked(board, task, BOARD_GRANTED, 0, &stepper->worker.waker);
    }
    stepper->place[id] = STEPPER_NOWHERE;
    task_free(block);
    board_block_end_locked(board, id, begun);
    deadlock_check_locked(board, &stepper->flow.writer);
    begin_next(stepper);
}

/* ---- going on ---- */

/* Until it stands at a point, waits, or is done. */
static void follow(struct stepper *stepper, struct task *block, enum want want)
{
    uint32_t id = block->id;
    for (;; want = drive_task(stepper, block, false))
        switch (want) {
        case WANT_NOTHING:
            stepper->place[id] = STEPPER_AT_POINT;
            return;
        case WANT_IO:
            drive_answer(stepper, block);
            break;
        case WANT_SLEEP:
            break;
        case WANT_WAKE:
            stepper->place[id] = STEPPER_WAITS;
            return;
        case WANT_POINT:
            stepper->place[id] = STEPPER_ON_WAY_OUT;
            return;
        case WANT_OFFLOAD_END:
            stepper->place[id] = STEPPER_AT_END;
            if (!stepper->points.cuts)
                finish(stepper, block, true);
            return;
        default: /* the run is over */
            return;
        }
}

/* A thread takes it up. */
static void enter(struct stepper *stepper, struct task *block)
{
    struct board *board = stepper->board;
    board_pool_take_locked(board, &stepper->pool, block->id);
    if (!board_awaits_block_locked(board, block->block_of, block->id)) {
        finish(stepper, block, false);
        return;
    }
    board_block_begin_locked(board);
    stepper->worker.shared = board->shared; /* another block may have gone on in its copies */
    if (block->offload_to_process)
        offload_copy(stepper, block);
    task_push_block(block, BLOCK_OFFLOAD, 0);
    block->frame->pc++;
    drive_begin(stepper);
    follow(stepper, block, drive_task(stepper, block, false));
}

static uint32_t count_begun(const struct stepper *stepper)
{
    uint32_t count = stepper->pool.busy;
    for (uint32_t n = 0; n < stepper->board->strands_used; n++)
        count += stepper->place[STEPPER_CALLBACKS - n] == STEPPER_AT_BEGIN &&
                 pooled_is_block(stepper, STEPPER_CALLBACKS - n);
    return count;
}

/* Those that queue, in order, as long as there is a thread. */
static void begin_next(struct stepper *stepper)
{
    struct stepper_queue *queue = &stepper->pooled;
    while (queue->count && count_begun(stepper) < stepper->pool.most) {
        uint32_t id = queue->ids[0];
        memmove(queue->ids, queue->ids + 1, --queue->count);
        stepper->place[id] = STEPPER_AT_BEGIN;
        if (!stepper->points.cuts)
            enter(stepper, task_of(stepper, id));
    }
}

void pooled_begin(struct stepper *stepper, struct task *task)
{
    struct board *board = stepper->board;
    uint32_t id = task->record->object;
    bool inside = stepper->pool_moves;
    if (id <= STEPPER_SEEN) {
        stepper->refused = "more than 100 callbacks and blocks are too many to explore";
        stepper->refused_line = task->line;
        return;
    }
    struct task *block = task_new_strand(&stepper->worker, id, task, task->frame->pc);
    block->block_of = task->id;
    block->offload_to_process = task->offload_to_process;
    block->line = task->line;
    stepper->place[task->id] = STEPPER_WAITS;
    stepper->place[id] = STEPPER_WAITS;
    stepper->pooled.ids[stepper->pooled.count++] = (uint8_t)id;
    board_pool_queue_locked(board, &stepper->pool, id);
    deadlock_check_locked(board, &stepper->flow.writer);
    stepper->pool_moves = true;
    begin_next(stepper);
    stepper->pool_moves = inside;
}

/* ---- moves ---- */

bool pooled_can_move(struct stepper *stepper, uint32_t block)
{
    switch (stepper->place[block]) {
    case STEPPER_AT_BEGIN:
    case STEPPER_AT_POINT: /* or it queues, which others can tell */
    case STEPPER_ON_WAY_OUT:
    case STEPPER_AT_END:
        return true;
    case STEPPER_CALLED:
        return possible_again(stepper->board, task_of(stepper, block));
    default:
        return false;
    }
}

static void go_on(struct stepper *stepper, struct task *block)
{
    switch (stepper->place[block->id]) {
    case STEPPER_AT_BEGIN:
        enter(stepper, block);
        break;
    case STEPPER_AT_END:
        finish(stepper, block, true);
        break;
    case STEPPER_AT_POINT:
        follow(stepper, block, drive_from_point(stepper, block));
        break;
    default:
        follow(stepper, block, drive_task(stepper, block, true));
        break;
    }
}

void pooled_move(struct stepper *stepper, uint32_t block)
{
    struct task *task = task_of(stepper, block);
    stepper->pool_moves = true;
    stepper->flow.writer.run = stepper->run;
    stepper->flow.writer.used = 0;
    drive_begin(stepper);
    if (stepper->place[block] == STEPPER_CALLED &&
        !board_try_again_locked(stepper->board, block, &stepper->worker.waker))
        stepper->place[block] = STEPPER_WAITS;
    else
        go_on(stepper, task);
    stepper->pool_moves = false;
}

/* It was woken; or nobody awaits it any more before it has begun, and it is dropped. */
static bool goes_on(const struct stepper *stepper, uint32_t block)
{
    if (!pooled_is_block(stepper, block))
        return false;
    bool dropped = stepper->place[block] == STEPPER_AT_BEGIN && pooled_of(stepper, block);
    return dropped || stepper->place[block] == STEPPER_RUNNABLE;
}

void pooled_settle(struct stepper *stepper)
{
    for (uint32_t n = 0; n < stepper->board->strands_used && !stepper_is_over(stepper);)
        if (goes_on(stepper, STEPPER_CALLBACKS - n)) {
            pooled_move(stepper, STEPPER_CALLBACKS - n);
            n = 0;
        } else {
            n++;
        }
}

bool pooled_wake(struct stepper *stepper, uint32_t id)
{
    bool block = pooled_is_block(stepper, id);
    bool called = board_task(stepper->board, id)->tries != BOARD_NO_WAIT;
    if (block)
        stepper->place[id] = called ? STEPPER_CALLED : STEPPER_RUNNABLE;
    else if (stepper->pool_moves)
        stepper->place[id] = STEPPER_TIMED;
    return block || stepper->pool_moves;
}

void pooled_end(struct stepper *stepper)
{
    for (uint32_t n = 0; n < stepper->board->strands_used && !stepper_is_over(stepper); n++)
        if (pooled_is_block(stepper, STEPPER_CALLBACKS - n) &&
            stepper->place[STEPPER_CALLBACKS - n] == STEPPER_CALLED)
            pooled_move(stepper, STEPPER_CALLBACKS - n);
}
