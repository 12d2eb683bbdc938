/* Deadlocks: found by the task that completes them, told with the cycle. */
#include "config.h"

#include "board/deadlock.h"

#include "board/queue.h"
#include "trace/event.h"

#include <string.h>

/* True if `id` waits at the end of a group, or in `await all`, for its task `child`. */
static bool waits_for_child(const struct board *board, uint32_t id, uint32_t child)
{
    const struct board_task *task = &board->tasks[id], *other = &board->tasks[child];
    if (other->starter != id || other->strand || other->status == BOARD_ENDED || task->until_ns)
        return false;
    return task->wait == BOARD_AWAIT_ALL ||
           (task->wait == BOARD_GROUP && other->group == task->object);
}

/* Whom `id` waits for: the one it named, or one of the tasks it waits for, best `next`. */
static uint32_t waited_for(const struct board *board, uint32_t id, uint32_t next)
{
    const struct board_task *task = &board->tasks[id];
    if (task->wait != BOARD_AWAIT_ALL && task->wait != BOARD_GROUP && task->wait != BOARD_AWAIT_ANY)
        return board_waits_for_locked(board, id);
    if (waits_for_child(board, id, next))
        return next;
    uint32_t child = task->first_child;
    while (child && board->tasks[child].status == BOARD_ENDED)
        child = board->tasks[child].next_child;
    return child;
}

/* What stands in an edge: an object, or whether it awaits a task. */
static int64_t because_of(const struct board *board, enum board_wait wait, uint32_t object)
{
    bool of_object = wait >= BOARD_CONDITION && wait <= BOARD_RECV;
    return of_object ? (int64_t)(object % board->objects_each) : TRACE_EDGE_TASK;
}

static int64_t because_of_wait(const struct board *board, const struct board_task *task)
{
    if (task->service == BOARD_QUEUED)
        return TRACE_EDGE_WORKER;
    return task->pooled ? TRACE_EDGE_POOL : because_of(board, task->wait, task->object);
}

/* A block that a pool's thread goes on with, though its task awaits it no more. */
static bool is_left_behind(const struct board *board, uint32_t id)
{
    const struct board_task *task = &board->tasks[id];
    return task->block && task->status == BOARD_ALIVE && !board_block_awaiter_locked(board, id);
}

/* It is part of the cycle that is being told. */
static void mark(struct board *board, struct board_task *task)
{
    task->cycle = board->cycles;
}

static void write_edge(struct board *board, struct trace_writer *writer, uint32_t id, uint32_t to,
                       int64_t because)
{
    trace_write(writer, (struct trace_event){.kind = TRACE_CYCLE,
                                             .detail = is_left_behind(board, id),
                                             .who = board_lane(board, id),
                                             .arg = to ? board_lane(board, to) : 0,
                                             .value = because});
}

/* One edge, or, of one that waits for the first of several, one for each of them. */
static void write_edges(struct board *board, struct trace_writer *writer, uint32_t id,
                        uint32_t next)
{
    struct board_task *task = board_task(board, id);
    mark(board, task);
    if (task->wait == BOARD_OFFLOAD) { /* its block waits for it */
        task = board_task(board, task->object);
        mark(board, task);
    }
    const struct board_place *place = queue_place_at(board, task->places);
    if (!place)
        write_edge(board, writer, id, waited_for(board, id, next), because_of_wait(board, task));
    for (; place; place = queue_place_at(board, place->more)) {
        int64_t because = because_of(board, place->wait, place->object);
        write_edge(board, writer, id, because < 0 ? place->object : 0, because);
    }
}

static bool is_waiting(const struct board_task *task)
{
    return task->service == BOARD_QUEUED || task->pooled ||
           (task->status != BOARD_ENDED && task->wait > BOARD_TIMED && task->wait != BOARD_RESUMER);
}

/* Who waits for its callbacks waits for what they wait for. False: none of them waits. */
static bool write_strands(struct board *board, struct trace_writer *writer, uint32_t id)
{
    bool any = false;
    for (uint32_t i = 1; i <= board->strands_used; i++) {
        uint32_t strand = board->room.tasks - i;
        const struct board_task *task = board_task(board, strand);
        if (task->starter != id || task->block || task->status != BOARD_ALIVE || !is_waiting(task))
            continue;
        write_edges(board, writer, strand, 0);
        any = true;
    }
    return any;
}

static void write_edges_of(struct board *board, struct trace_writer *writer, uint32_t id,
                           uint32_t next)
{
    mark(board, board_task(board, id));
    if (board_task(board, id)->wait != BOARD_STRANDS || !write_strands(board, writer, id))
        write_edges(board, writer, id, next);
}

/* Follows who waits for whom from `from`, which becomes ids[count]. The length of a path that leads
 * to `id`, or 0. */
static int follow(const struct board *board, uint32_t from, uint32_t id,
                  uint32_t ids[DEADLOCK_TOLD], int count)
{
    for (uint32_t at = from; at && count < DEADLOCK_TOLD;) {
        ids[count++] = at;
        at = board_waits_for_locked(board, at);
        if (at == id)
            return count;
        for (int i = 0; at && i < count && count < DEADLOCK_TOLD; i++) {
            if (!waits_for_child(board, at, ids[i]))
                continue;
            ids[count++] = at;
            memmove(ids, ids + i, (size_t)(count - i) * sizeof *ids);
            return count - i;
        }
    }
    return 0;
}

/* The cycle that the wait of `id` completes: its length, or 0. A `then` block that waits for what
 * the body of its task holds is none, for the body goes on. */
static int find_cycle(const struct board *board, uint32_t id, uint32_t ids[DEADLOCK_TOLD])
{
    const struct board_task *task = &board->tasks[id];
    if (task->wait != BOARD_AWAIT_ALL && task->wait != BOARD_GROUP)
        return follow(board, id, id, ids, 0);
    for (uint32_t child = task->first_child; child; child = board->tasks[child].next_child) {
        if (!waits_for_child(board, id, child))
            continue;
        ids[0] = id;
        int count = follow(board, child, id, ids, 1);
        if (count)
            return count;
    }
    return 0;
}

static uint32_t strands_in(const struct board *board, uint32_t owner, const uint32_t *ids,
                           int count)
{
    uint32_t found = 0;
    for (int i = 0; i < count; i++)
        found += board->tasks[ids[i]].strand && board->tasks[ids[i]].starter == owner;
    return found;
}

/* A lock of the cycle has an owner with a `then` block outside of it, which may still give the lock
 * back. */
static bool may_be_broken(const struct board *board, const uint32_t *ids, int count)
{
    for (int i = 0; i < count; i++) {
        const struct board_task *task = &board->tasks[ids[i]];
        if (task->wait == BOARD_OFFLOAD)
            task = &board->tasks[task->object];
        if (task->wait != BOARD_LOCK)
            continue;
        uint32_t owner = board->objects[task->object].owner;
        if (board->tasks[owner].strands > strands_in(board, owner, ids, count))
            return true;
    }
    return false;
}

static int all_waiting(const struct board *board, uint32_t ids[DEADLOCK_TOLD])
{
    int count = 0;
    for (uint32_t id = 1; id <= board->tasks_used && count < DEADLOCK_TOLD; id++)
        if (is_waiting(&board->tasks[id]))
            ids[count++] = id;
    for (uint32_t i = 1; i <= board->strands_used && count < DEADLOCK_TOLD; i++) {
        uint32_t id = board->room.tasks - i;
        if (is_left_behind(board, id) && is_waiting(&board->tasks[id]))
            ids[count++] = id;
    }
    return count;
}

/* The cycle that any task is in, if there is one; else all that wait. */
static int find_any(const struct board *board, uint32_t ids[DEADLOCK_TOLD])
{
    for (uint32_t id = 1; id <= board->tasks_used; id++) {
        if (!board_waits_for_locked(board, id))
            continue; /* every cycle has one that waits for one other */
        int count = find_cycle(board, id, ids);
        if (count)
            return count;
    }
    return all_waiting(board, ids);
}

bool deadlock_find_locked(const struct board *board, uint32_t id, struct deadlock *found)
{
    uint32_t awaiter = board->tasks[id].block ? board_block_awaiter_locked(board, id) : 0;
    if (awaiter)
        id = awaiter;
    found->stuck = board_is_stuck_locked(board);
    if (found->stuck) {
        found->count = find_any(board, found->ids);
        return true;
    }
    if (board->cycle_told || board->tasks[id].wait == BOARD_NO_WAIT)
        return false;
    found->count = find_cycle(board, id, found->ids);
    return found->count > 0 && !may_be_broken(board, found->ids, found->count);
}

void deadlock_tell_locked(struct board *board, struct trace_writer *writer,
                          const struct deadlock *found)
{
    const uint32_t *ids = found->ids;
    bool told = board->cycle_told || !found->count;
    if (!told)
        board->cycle_told = ++board->cycles;
    for (int i = 0; i < found->count && !told; i++)
        write_edges_of(board, writer, ids[i], ids[(i + 1) % found->count]);
    if (!told)
        trace_write(writer,
                    (struct trace_event){.kind = TRACE_DEADLOCK, .who = board_lane(board, ids[0])});
    if (found->stuck)
        board_set_over(board, BOARD_DEADLOCK);
}

void deadlock_declare_locked(struct board *board, struct trace_writer *writer)
{
    struct deadlock found = {.stuck = true};
    found.count = find_any(board, found.ids);
    deadlock_tell_locked(board, writer, &found);
}

void deadlock_check_locked(struct board *board, struct trace_writer *writer)
{
    if (board_is_stuck_locked(board))
        deadlock_declare_locked(board, writer);
}
