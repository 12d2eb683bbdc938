#include "config.h"

#include "board/compete.h"

#include "board/channel.h"
#include "board/condition.h"
#include "board/queue.h"

static const struct program_object *declared(const struct board *board, uint32_t object)
{
    return &board->program->objects[object % board->objects_each];
}

static bool is_competed_for(const struct board *board, uint32_t object)
{
    return board->competes && !declared(board, object)->fair;
}

/* A lock belongs to a task, whichever of its strands has taken it. */
static void own(const struct board *board, struct board_object *object, enum board_wait wait,
                uint32_t id)
{
    if (wait != BOARD_LOCK)
        return;
    object->owner = id ? board_lane(board, id) : 0;
    object->taker = id;
}

/* In order, who comes while one that was handed a unit has not run yet stands behind it, though
 * there may be units: else it would be before those that wait behind that one. */
static bool take_free(struct board *board, uint32_t id, uint32_t object_id, enum board_wait wait)
{
    struct board_object *object = &board->objects[object_id];
    if (object->free == 0 || object->given)
        return false;
    object->free--;
    own(board, object, wait, id);
    return true;
}

bool board_take_if_free_locked(struct board *board, uint32_t id, uint32_t object,
                               enum board_wait wait)
{
    return take_free(board, id, object, wait);
}

bool board_take_locked(struct board *board, uint32_t id, uint32_t object, enum board_wait wait)
{
    if (take_free(board, id, object, wait))
        return true;
    if (board_wait_begin_locked(board, id, wait, object))
        queue_push(board, queue_of(board, wait, object), id);
    return false;
}

/* One that is free, to the first who waits. */
static uint32_t hand_over(struct board *board, uint32_t object_id, enum board_wait wait,
                          uint32_t by, const struct board_waker *waker)
{
    struct board_object *object = &board->objects[object_id];
    uint32_t next = object->free ? queue_take(board, queue_of(board, wait, object_id)) : 0;
    if (!next)
        return 0;
    object->free--;
    own(board, object, wait, next);
    object->given++;
    board_task(board, next)->given = object_id + 1;
    board_wake_locked(board, next, BOARD_GRANTED, by, waker);
    return next;
}

static uint32_t call(struct board *board, uint32_t object, enum board_wait wait, uint32_t by,
                     const struct board_waker *waker)
{
    uint32_t next =
        board->objects[object].free ? queue_take(board, queue_of(board, wait, object)) : 0;
    if (next)
        board_wake_locked(board, next, BOARD_CALLED, by, waker);
    return next;
}

uint32_t board_give_locked(struct board *board, uint32_t object, enum board_wait wait, uint32_t by,
                           const struct board_waker *waker)
{
    board->objects[object].free++;
    own(board, &board->objects[object], wait, 0);
    return is_competed_for(board, object) ? call(board, object, wait, by, waker)
                                          : hand_over(board, object, wait, by, waker);
}

/* ---- handed over ---- */

static void forget_given(struct board *board, uint32_t id)
{
    struct board_task *task = board_task(board, id);
    if (task->given)
        board->objects[task->given - 1].given--;
    task->given = 0;
}

bool board_has_lock_locked(const struct board *board, uint32_t object_id, uint32_t task)
{
    const struct board_object *object = &board->objects[object_id];
    return object->owner == task && board->tasks[object->taker].given != object_id + 1;
}

/* With units left, who queued behind it has its turn. */
void board_taken_locked(struct board *board, uint32_t id, const struct board_waker *waker)
{
    uint32_t given = board_task(board, id)->given;
    if (!given)
        return;
    forget_given(board, id);
    hand_over(board, given - 1, BOARD_UNIT, id, waker);
}

void board_take_back_locked(struct board *board, uint32_t id, enum board_wait wait, uint32_t object,
                            const struct board_waker *waker)
{
    forget_given(board, id);
    board_give_locked(board, object, wait, id, waker);
}

/* ---- called ---- */

static bool is_cancelled(const struct board *board, uint32_t id)
{
    struct board_cut cut = board_cut(&board->tasks[id]);
    bool late = cut.untold && cut.cause == TRACE_CAUSE_TIMEOUT; /* since it was called */
    return board->tasks[id].cancel || board_group_failed_locked(board, id) || late;
}

void board_pass_on_locked(struct board *board, uint32_t object, uint32_t by,
                          const struct board_waker *waker)
{
    switch (declared(board, object)->kind) {
    case OBJECT_LOCK:
        call(board, object, BOARD_LOCK, by, waker);
        break;
    case OBJECT_SEMAPHORE:
        call(board, object, BOARD_UNIT, by, waker);
        break;
    case OBJECT_CONDITION: /* see condition_leave_locked(), and one of a barrier has its due */
    case OBJECT_BARRIER:
        break;
    case OBJECT_CHANNEL:
        channel_call_locked(board, object, BOARD_RECV, by, waker);
        channel_call_locked(board, object, BOARD_SEND, by, waker);
        break;
    }
}

/* What it was called for, if it is still there. */
static enum board_grant try_now(struct board *board, uint32_t id, enum board_wait wait,
                                uint32_t object, const struct board_waker *waker)
{
    enum channel_try came = CHANNEL_NOT_NOW;
    uint32_t other;
    if (wait == BOARD_CONDITION)
        return condition_take_locked(board, id) ? BOARD_GRANTED : BOARD_PENDING;
    if (wait == BOARD_LOCK || wait == BOARD_UNIT)
        return take_free(board, id, object, wait) ? BOARD_GRANTED : BOARD_PENDING;
    if (wait == BOARD_SEND) {
        came = channel_try_send_locked(board, object, &other);
        board_task(board, id)->partner = 0;
    } else {
        came = channel_try_recv_locked(board, id, object, &other, waker);
    }
    return came == CHANNEL_DONE     ? BOARD_GRANTED
           : came == CHANNEL_CLOSED ? BOARD_SHUT
                                    : BOARD_PENDING;
}

bool board_try_again_locked(struct board *board, uint32_t id, const struct board_waker *waker)
{
    struct board_task *task = board_task(board, id);
    enum board_wait wait = task->tries;
    uint32_t object = task->object;
    task->tries = BOARD_NO_WAIT;
    if (is_cancelled(board, id)) {
        task->grant = BOARD_CANCELLED;
        board_pass_on_locked(board, object, id, waker);
        return true;
    }
    if (wait == BOARD_SELECT)
        return true;
    enum board_grant grant = try_now(board, id, wait, object, waker);
    if (grant != BOARD_PENDING) {
        task->grant = (uint8_t)grant;
        return true;
    }
    if (!board_wait_begin_locked(board, id, wait, object))
        return true; /* its time is over */
    if (wait != BOARD_CONDITION)
        queue_push(board, queue_of(board, wait, object), id);
    return false;
}

void board_forget_call_locked(struct board *board, uint32_t id, const struct board_waker *waker)
{
    struct board_task *task = board_task(board, id);
    bool called = task->grant == BOARD_CALLED && task->tries;
    uint32_t given = task->given;
    task->tries = BOARD_NO_WAIT;
    forget_given(board, id);
    condition_leave_locked(board, id, waker);
    if (called)
        board_pass_on_locked(board, task->object, id, waker);
    else if (given)
        hand_over(board, given - 1, BOARD_UNIT, id, waker);
}
