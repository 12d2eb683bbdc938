#include "config.h"

#include "explore/pooled.h"

#include "board/compete.h"

#include "explore/drive.h"
#include "explore/offload.h"
#include "explore/possible.h"

static struct task *task_of(const struct stepper *stepper, uint32_t id)
{
    return worker_task((struct worker *)&stepper->worker, id);
}

bool pooled_is_out(const struct stepper *stepper, uint32_t id)
{
    const struct task *task = stepper->rules.has_loop ? task_of(stepper, id) : NULL;
    return task && offload_is_in(task);
}

bool pooled_is_back(const struct stepper *stepper, uint32_t id)
{
    const struct task *task = task_of(stepper, id);
    bool woken = task->want == WANT_WAKE && task->record->wait == BOARD_NO_WAIT;
    return stepper->place[id] == STEPPER_TIMED && (task->want == WANT_OFFLOAD || woken);
}

bool pooled_any(const struct stepper *stepper)
{
    for (uint32_t id = 1; id <= stepper_tasks(stepper) && stepper->on_pool; id++)
        if (pooled_is_out(stepper, id))
            return true;
    return false;
}

/* ---- going on ---- */

/* Until it stands at a point, waits, or is done. */
static void follow(struct stepper *stepper, struct task *task, enum want want)
{
    uint32_t id = task->id;
    for (;; want = drive_task(stepper, task, false))
        switch (want) {
        case WANT_NOTHING:
            stepper->place[id] = STEPPER_AT_POINT;
            return;
        case WANT_IO:
            drive_answer(stepper, task);
            break;
        case WANT_SLEEP:
            break;
        case WANT_WAKE:
            stepper->place[id] = STEPPER_WAITS;
            return;
        case WANT_OFFLOAD_END:
            stepper->place[id] = STEPPER_TIMED;
            task->want = WANT_OFFLOAD;
            return;
        default: /* the run is over */
            return;
        }
}

static void go_on(struct stepper *stepper, struct task *task)
{
    bool at_point = stepper->place[task->id] == STEPPER_AT_POINT;
    drive_begin(stepper);
    follow(stepper, task,
           at_point ? drive_from_point(stepper, task) : drive_task(stepper, task, true));
}

static void say_nothing(void *arg, uint32_t id, uint32_t by, enum board_wait was, uint32_t object)
{
}

/* It has the record of its task, whose wait is over. */
void pooled_begin(struct stepper *stepper, struct task *task)
{
    struct board *board = stepper->board;
    struct board_waker quiet = stepper->worker.waker;
    uint32_t block = task->record->object;
    offload_submit(stepper, task);
    if (stepper->refused)
        return;
    quiet.wake = say_nothing;
    board_wake_locked(board, task->id, BOARD_GRANTED, 0, &quiet);
    board_block_end_locked(board, block, false);
    offload_enter(stepper, task);
    stepper->pool_moves = true;
    drive_begin(stepper);
    follow(stepper, task, drive_task(stepper, task, false));
    stepper->pool_moves = false;
}

void pooled_come(struct stepper *stepper, struct task *task)
{
    offload_end(stepper, task);
}

/* ---- moves ---- */

bool pooled_can_move(struct stepper *stepper, uint32_t id)
{
    switch (stepper->place[id]) {
    case STEPPER_AT_POINT: /* or it queues, which others can tell */
        return true;
    case STEPPER_CALLED:
        return possible_again(stepper->board, task_of(stepper, id));
    default:
        return false;
    }
}

void pooled_move(struct stepper *stepper, uint32_t id)
{
    struct task *task = task_of(stepper, id);
    stepper->pool_moves = true;
    stepper->flow.writer.run = stepper->run;
    stepper->flow.writer.used = 0;
    if (stepper->place[id] == STEPPER_CALLED &&
        !board_try_again_locked(stepper->board, id, &stepper->worker.waker))
        stepper->place[id] = STEPPER_WAITS;
    else
        go_on(stepper, task);
    stepper->pool_moves = false;
}

void pooled_settle(struct stepper *stepper)
{
    for (uint32_t id = 1; id <= stepper_tasks(stepper) && !stepper_is_over(stepper);)
        if (pooled_is_out(stepper, id) && stepper->place[id] == STEPPER_RUNNABLE) {
            pooled_move(stepper, id);
            id = 1;
        } else {
            id++;
        }
}

bool pooled_wake(struct stepper *stepper, uint32_t id)
{
    bool out = pooled_is_out(stepper, id);
    bool called = board_task(stepper->board, id)->tries != BOARD_NO_WAIT;
    if (out)
        stepper->place[id] = called ? STEPPER_CALLED : STEPPER_RUNNABLE;
    else if (stepper->pool_moves)
        stepper->place[id] = STEPPER_TIMED;
    return out || stepper->pool_moves;
}

void pooled_end(struct stepper *stepper)
{
    for (uint32_t id = 1; id <= stepper_tasks(stepper) && !stepper_is_over(stepper); id++)
        if (pooled_is_out(stepper, id) && stepper->place[id] == STEPPER_CALLED)
            pooled_move(stepper, id);
}
