#include "config.h"

#include "explore/ring.h"

#include <string.h>

#include "explore/drive.h"
#include "explore/due.h"
#include "flow/turn.h"
#include "interp/interp.h"

/* Turns without anything out, and without an end. */
enum { MOST_TURNS = 100000 };

/* ---- the ring ---- */

static bool is_in(const struct stepper_queue *queue, uint32_t id)
{
    return memchr(queue->ids, (int)id, queue->count) != NULL;
}

static void append(struct stepper_queue *queue, uint32_t id)
{
    queue->ids[queue->count++] = (uint8_t)id;
}

static void take_out(struct stepper_queue *queue, uint32_t id)
{
    uint8_t *at = memchr(queue->ids, (int)id, queue->count);
    if (!at)
        return;
    queue->count--;
    memmove(at, at + 1, queue->count - (size_t)(at - queue->ids));
}

/* Whose turn is over goes to the back. */
static void pass(struct stepper_queue *ring)
{
    uint8_t id = ring->ids[0];
    take_out(ring, id);
    append(ring, id);
}

static void turn_to(struct stepper_queue *ring, uint32_t id)
{
    while (ring->ids[0] != id)
        pass(ring);
}

void ring_push(struct stepper *stepper, uint32_t id)
{
    stepper->place[id] = STEPPER_RUNNABLE;
    if (!is_in(&stepper->ready, id))
        append(&stepper->ready, id);
}

/* ---- what can be chosen ---- */

/* It stands before the first that was ready at the end of the last turn, or is that one. */
static bool is_before_ready(const struct stepper *stepper, uint32_t id)
{
    for (uint32_t i = 0; i < stepper->ready.count; i++) {
        uint32_t other = stepper->ready.ids[i];
        if (other == id)
            return true;
        if (stepper->place[other] == STEPPER_RUNNABLE && !is_in(&stepper->found, other))
            return false;
    }
    return false;
}

static bool may_be_next(const struct stepper *stepper, uint32_t id)
{
    return stepper->place[id] == STEPPER_RUNNABLE && is_before_ready(stepper, id);
}

/* It can be met until it looks, and finds that its time is over: that is its turn. */
static bool looks_late(const struct stepper *stepper, uint32_t id)
{
    const struct task *task = worker_task((struct worker *)&stepper->worker, id);
    return task && stepper->place[id] == STEPPER_TIMED && task->want == WANT_WAKE;
}

static bool any_is_ready(const struct stepper *stepper)
{
    for (uint32_t i = 0; i < stepper->ready.count; i++)
        if (stepper->place[stepper->ready.ids[i]] == STEPPER_RUNNABLE)
            return true;
    return false;
}

/* At any time, or where time is kept at its own, which nothing but waiting brings. */
static bool may_come(const struct stepper *stepper, uint32_t id)
{
    if (looks_late(stepper, id))
        return is_before_ready(stepper, id);
    if (stepper->place[id] != STEPPER_TIMED || !stepper->dues)
        return stepper->place[id] == STEPPER_TIMED;
    return due_is_now(stepper, id) || (!any_is_ready(stepper) && due_is_first(stepper, id));
}

bool ring_can_move(const struct stepper *stepper, uint32_t id)
{
    return may_come(stepper, id) || may_be_next(stepper, id);
}

/* ---- a turn ---- */

static void free_ended(struct flow *flow, struct task *task)
{
    struct stepper *stepper = flow->worker->model_data;
    stepper->place[task->id] = STEPPER_NOWHERE;
    take_out(&stepper->ready, task->id);
    task_free(task);
}

/* Control goes on to `to`, which has the place of `id`, if that has not ended. */
static void replace(struct stepper *stepper, uint32_t id, uint32_t to)
{
    struct stepper_queue *ring = &stepper->ready;
    take_out(ring, id);
    if (!is_in(ring, to))
        append(ring, to);
    turn_to(ring, to);
}

/* True: it goes on at once. One whose first look is to come keeps its place. */
static bool wait_in_ring(struct stepper *stepper, struct task *task, enum want want)
{
    bool call = want == WANT_IO || want == WANT_SLEEP;
    if (call && task->hold) {
        if (want == WANT_IO)
            drive_answer(stepper, task);
        return true;
    }
    if (call && stepper->dues)
        due_wait(stepper, task->id, task->wait_ns);
    if (want == WANT_YIELD)
        stepper->place[task->id] = STEPPER_RUNNABLE;
    else
        stepper->place[task->id] = call || task->record->timed ? STEPPER_TIMED : STEPPER_WAITS;
    if (stepper->place[task->id] != STEPPER_TIMED)
        pass(&stepper->ready);
    return false;
}

static void run_turn(struct stepper *stepper, uint32_t id)
{
    struct flow *flow = &stepper->flow;
    struct task *task = worker_task(&stepper->worker, id);
    turn_to(&stepper->ready, id);
    stepper->found.count = 0;
    flow->writer.run = stepper->run;
    flow->writer.used = 0;
    if (task->record->grant == BOARD_CALLED && !interp_try_again(flow, task)) {
        stepper->place[id] = task->record->timed ? STEPPER_TIMED : STEPPER_WAITS;
        pass(&stepper->ready);
        return;
    }
    stepper->place[id] = STEPPER_RUNNABLE; /* until it waits; a generator that yields does not */
    drive_begin(stepper);
    turn_take(flow, task);
    while (task) {
        uint32_t from = task->id;
        enum want want = drive_task(stepper, task, false);
        if (want == WANT_QUIT)
            return;
        if (want == WANT_END || want == WANT_RESUME || want == WANT_HAND_BACK) {
            task = turn_transfer(flow, task, want, free_ended);
            if (task)
                replace(stepper, from, task->id);
        } else if (!wait_in_ring(stepper, task, want)) {
            return;
        }
    }
}

/* With nobody ready it does not matter at whom the ring stands: those who are out look, one after
 * the other, as often as they like. */
static void forget_turn(struct stepper *stepper)
{
    struct stepper_queue *ring = &stepper->ready;
    uint32_t first = UINT32_MAX;
    for (uint32_t i = 0; i < ring->count; i++) {
        if (stepper->place[ring->ids[i]] == STEPPER_RUNNABLE &&
            !is_in(&stepper->found, ring->ids[i]))
            return;
        first = ring->ids[i] < first ? ring->ids[i] : first;
    }
    if (ring->count)
        turn_to(ring, first);
}

/* Whose turn it is, if nothing can be chosen; else 0. */
static uint32_t only_next(const struct stepper *stepper)
{
    uint32_t next = 0;
    for (uint32_t id = 1; id <= stepper_tasks(stepper); id++) {
        if (may_come(stepper, id))
            return 0;
        if (!may_be_next(stepper, id))
            continue;
        if (next)
            return 0;
        next = id;
    }
    return next;
}

void ring_settle(struct stepper *stepper)
{
    uint32_t next;
    for (int turns = 0; !stepper_is_over(stepper) && (next = only_next(stepper)); turns++) {
        run_turn(stepper, next);
        if (turns == MOST_TURNS) {
            stepper->refused = "tasks give each other their turn without end";
            stepper->refused_line = 0;
        }
    }
    forget_turn(stepper);
}

/* ---- moves ---- */

static void come(struct stepper *stepper, uint32_t id)
{
    struct task *task = worker_task(&stepper->worker, id);
    if (stepper->dues)
        stepper->now = stepper->dues[id];
    if (task->want == WANT_IO)
        drive_answer(stepper, task);
    ring_push(stepper, id);
    append(&stepper->found, id);
}

void ring_move(struct stepper *stepper, uint32_t id)
{
    bool late = looks_late(stepper, id);
    if (late)
        board_lapse_locked(stepper->board, id);
    if (!late && stepper->place[id] == STEPPER_TIMED)
        come(stepper, id);
    else
        run_turn(stepper, id);
    ring_settle(stepper);
}
