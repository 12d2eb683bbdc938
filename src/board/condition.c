#include "config.h"

#include "board/condition.h"

#include "board/queue.h"

/* ---- who waits ---- */

void condition_join_locked(struct board *board, uint32_t id, uint32_t object)
{
    struct board_object *it = &board->objects[object];
    struct board_task *task = board_task(board, id);
    task->condition = object + 1;
    task->mark = 0;
    task->since = it->came++;
    task->beside = (struct board_link){.before = it->waiters.tail};
    if (it->waiters.tail)
        board_task(board, it->waiters.tail)->beside.next = id;
    else
        it->waiters.head = id;
    it->waiters.tail = id;
}

static void take_out(struct board *board, uint32_t id)
{
    struct board_task *task = board_task(board, id);
    struct board_queue *list = &board->objects[task->condition - 1].waiters;
    if (task->beside.before)
        board_task(board, task->beside.before)->beside.next = task->beside.next;
    else
        list->head = task->beside.next;
    if (task->beside.next)
        board_task(board, task->beside.next)->beside.before = task->beside.before;
    else
        list->tail = task->beside.before;
    task->condition = 0;
}

static bool is_competed_for(const struct board *board)
{
    return board->competes;
}

/* ---- signals ---- */

/* The one whose mark it takes: of those that it may, the one that fewest may take; 0: none. */
static uint32_t marked_for(const struct board *board, uint32_t id)
{
    const struct board_task *task = &board->tasks[id];
    if (!is_competed_for(board))
        return task->mark ? id : 0;
    uint32_t found = 0;
    for (uint32_t at = board->objects[task->condition - 1].waiters.head; at;
         at = board->tasks[at].beside.next) {
        const struct board_task *other = &board->tasks[at];
        if (other->mark > task->since && (!found || other->mark < board->tasks[found].mark))
            found = at;
    }
    return found;
}

bool condition_may_take_locked(const struct board *board, uint32_t id)
{
    return !board->tasks[id].condition || board->spurious || marked_for(board, id);
}

bool condition_take_locked(struct board *board, uint32_t id)
{
    struct board_task *task = board_task(board, id);
    if (!task->condition)
        return true;
    uint32_t from = marked_for(board, id);
    if (!from && !task->by_itself)
        return false;
    task->by_itself = false;
    if (from && from != id)
        board_task(board, from)->mark = task->mark;
    task->mark = 0;
    take_out(board, id);
    return true;
}

bool condition_wait_locked(struct board *board, uint32_t id)
{
    uint32_t object = board_task(board, id)->condition - 1;
    return board_wait_begin_locked(board, id, BOARD_CONDITION, object);
}

/* Those who may go on by a mark; where they compete, all who came before it was given. */
static void call(struct board *board, uint32_t object, uint32_t marked, uint32_t by,
                 const struct board_waker *waker)
{
    bool competes = is_competed_for(board);
    uint64_t mark = board_task(board, marked)->mark;
    uint32_t next;
    for (uint32_t at = competes ? board->objects[object].waiters.head : marked; at;
         at = competes ? next : 0) {
        next = board_task(board, at)->beside.next;
        const struct board_task *task = board_task(board, at);
        if (task->since < mark && task->wait == BOARD_CONDITION)
            board_wake_locked(board, at, competes ? BOARD_CALLED : BOARD_GRANTED, by, waker);
    }
}

static uint32_t first_unmarked(const struct board *board, uint32_t object, uint64_t before)
{
    uint32_t at = board->objects[object].waiters.head;
    while (at && (board->tasks[at].mark || board->tasks[at].since >= before))
        at = board->tasks[at].beside.next;
    return at;
}

uint32_t condition_would_signal_locked(const struct board *board, uint32_t object, bool all)
{
    uint32_t count = 0;
    for (uint32_t at = board->objects[object].waiters.head; at && (all || !count);
         at = board->tasks[at].beside.next)
        count += !board->tasks[at].mark;
    return count;
}

void condition_signal_locked(struct board *board, uint32_t object, bool all, uint32_t by,
                             const struct board_waker *waker)
{
    uint64_t came = board->objects[object].came;
    uint32_t last = 0, next;
    for (uint32_t id = first_unmarked(board, object, came); id; id = next) {
        struct board_task *task = board_task(board, id);
        next = all ? task->beside.next : 0;
        if (task->mark)
            continue;
        task->mark = came;
        last = id;
        if (!is_competed_for(board))
            call(board, object, id, by, waker);
    }
    if (last && is_competed_for(board))
        call(board, object, last, by, waker);
}

void condition_leave_locked(struct board *board, uint32_t id, const struct board_waker *waker)
{
    struct board_task *task = board_task(board, id);
    if (!task->condition)
        return;
    uint32_t object = task->condition - 1;
    uint64_t mark = task->mark;
    task->mark = 0;
    take_out(board, id);
    uint32_t next = mark ? first_unmarked(board, object, mark) : 0;
    if (!next)
        return;
    board_task(board, next)->mark = mark;
    call(board, object, next, id, waker);
}

/* ---- barriers ---- */

bool barrier_arrive_locked(struct board *board, uint32_t id, uint32_t object,
                           const struct board_waker *waker)
{
    struct board_object *it = &board->objects[object];
    uint32_t other;
    if (it->free > 1) {
        if (!board_wait_begin_locked(board, id, BOARD_BARRIER, object))
            return false;
        it->free--;
        queue_push(board, &it->waiters, id);
        return false;
    }
    it->free = board->program->objects[object % board->objects_each].size;
    while ((other = queue_take(board, &it->waiters)))
        board_wake_locked(board, other, BOARD_GRANTED, id, waker);
    return true;
}
