/* What is linked in a queue is a task, by its id, or a place, by BOARD_PLACE and its number. */
#include "config.h"

#include "board/queue.h"

enum { BOARD_PLACE = BOARD_MAX_TASKS };

_Static_assert(((uint32_t)BOARD_PLACE & (BOARD_PLACE - 1)) == 0, "a bit of its own");

static struct board_place *place_of(struct board *board, uint32_t handle)
{
    return &board->places[handle - BOARD_PLACE];
}

static struct board_link *link_of(struct board *board, uint32_t handle)
{
    return handle >= BOARD_PLACE ? &place_of(board, handle)->link : &board->tasks[handle].link;
}

/* ---- links ---- */

void queue_push(struct board *board, struct board_queue *queue, uint32_t handle)
{
    *link_of(board, handle) = (struct board_link){.before = queue->tail};
    if (queue->tail)
        link_of(board, queue->tail)->next = handle;
    else
        queue->head = handle;
    queue->tail = handle;
}

static void take_out(struct board *board, struct board_queue *queue, uint32_t handle)
{
    struct board_link *link = link_of(board, handle);
    if (link->before)
        link_of(board, link->before)->next = link->next;
    else
        queue->head = link->next;
    if (link->next)
        link_of(board, link->next)->before = link->before;
    else
        queue->tail = link->before;
}

struct board_queue *queue_of(struct board *board, enum board_wait wait, uint32_t object)
{
    if (wait == BOARD_AWAIT)
        return &board->tasks[object].awaiters;
    struct board_object *it = &board->objects[object];
    return wait == BOARD_RECV ? &it->receivers : &it->waiters;
}

/* ---- places ---- */

const struct board_place *queue_place_at(const struct board *board, uint32_t handle)
{
    return handle ? &board->places[handle - BOARD_PLACE] : NULL;
}

bool queue_place(struct board *board, uint32_t id, enum board_wait wait, uint32_t object,
                 uint8_t index, int64_t sent)
{
    struct board_task *task = &board->tasks[id];
    uint32_t handle = board->places_free;
    if (handle)
        board->places_free = place_of(board, handle)->more;
    else if (board->places_used + 1 < board->room.places)
        handle = BOARD_PLACE + ++board->places_used;
    else
        return false;
    *place_of(board, handle) = (struct board_place){
        .task = id, .object = object, .wait = (uint8_t)wait, .index = index, .sent = sent};
    uint32_t *end = &task->places;
    while (*end)
        end = &place_of(board, *end)->more;
    *end = handle;
    queue_push(board, queue_of(board, wait, object), handle);
    return true;
}

static void leave_places(struct board *board, struct board_task *task)
{
    while (task->places) {
        uint32_t handle = task->places;
        struct board_place *place = place_of(board, handle);
        task->places = place->more;
        take_out(board, queue_of(board, place->wait, place->object), handle);
        place->more = board->places_free;
        board->places_free = handle;
    }
}

uint32_t queue_take(struct board *board, struct board_queue *queue)
{
    uint32_t handle = queue->head;
    if (!handle)
        return 0;
    if (handle < BOARD_PLACE) {
        take_out(board, queue, handle);
        return handle;
    }
    const struct board_place *place = place_of(board, handle);
    struct board_task *task = &board->tasks[place->task];
    uint32_t id = place->task;
    task->object = place->object;
    task->chosen = place->index;
    task->sent = place->sent;
    leave_places(board, task);
    return id;
}

void queue_leave(struct board *board, uint32_t id)
{
    struct board_task *task = &board->tasks[id];
    bool alone =
        task->wait == BOARD_AWAIT || (task->wait >= BOARD_LOCK && task->wait <= BOARD_RECV);
    if (task->wait == BOARD_BARRIER) /* another is to come in its place */
        board->objects[task->object].free++;
    if (task->places)
        leave_places(board, task);
    else if (alone && !task->promised)
        take_out(board, queue_of(board, task->wait, task->object), id);
}

uint32_t queue_waiter(const struct board *board, uint32_t *at)
{
    const struct board_place *place = *at >= BOARD_PLACE ? queue_place_at(board, *at) : NULL;
    uint32_t id = place ? place->task : *at;
    *at = place ? place->link.next : board->tasks[id].link.next;
    return id;
}
