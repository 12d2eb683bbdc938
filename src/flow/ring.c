#include "config.h"

#include "flow/ring.h"

#include "base/clock.h"
#include "flow/director.h"
#include "interp/connection.h"

void ring_insert(struct ring *ring, struct task *task)
{
    struct task *at = ring->at;
    if (!at) {
        task->next = task->before = task;
        ring->at = task;
        return;
    }
    task->next = at;
    task->before = at->before;
    at->before->next = task;
    at->before = task;
}

void ring_take_out(struct ring *ring, struct task *task)
{
    if (!task->next)
        return;
    if (ring->at == task)
        ring->at = task->next == task ? NULL : task->next;
    task->before->next = task->next;
    task->next->before = task->before;
    task->next = task->before = NULL;
}

/* ---- who can be chosen ---- */

static bool is_woken(const struct task *task)
{
    return task->look_want != WANT_IO && atomic_load(&task->record->word);
}

/* A callback has no lane: it looks for itself. */
static bool has_lane(const struct task *task)
{
    return task->lane == task->id;
}

bool ring_is_out(const struct task *task)
{
    bool by_itself = task->look_want == WANT_IO || task->look_want == WANT_SLEEP ||
                     (task->look_want == WANT_WAKE && task->record->timed);
    return has_lane(task) && task->looking && by_itself && !task->came && !is_woken(task);
}

bool ring_is_there(struct flow *flow, struct task *task)
{
    if (task->look_want == WANT_IO)
        return connection_try(flow, task);
    int64_t until_ns = task->look_want == WANT_SLEEP ? task->due_ns : task_deadline_ns(task);
    return is_woken(task) || (until_ns && clock_now_ns() >= until_ns);
}

static bool is_ready(struct flow *flow, struct task *task)
{
    if (!has_lane(task) && task->looking)
        return ring_is_there(flow, task);
    return !task->looking || task->came || is_woken(task);
}

/* Its answer has come since the last turn: when, its place in the ring does not say. */
static bool has_just_come(const struct ring *ring, const struct task *task)
{
    return task->looking && task->came == ring->turns;
}

/* It stands before the first that was ready at the end of the last turn, or is that one. */
static bool is_before_ready(struct flow *flow, const struct ring *ring, const struct task *task)
{
    const struct task *at = ring->at;
    while (at != task && (!is_ready(flow, (struct task *)at) || has_just_come(ring, at)))
        at = at->next;
    return at == task;
}

/* What it waits for can come now: at any time, or, where another can end its wait until it has
 * looked, in its turn. */
static bool can_come(struct flow *flow, const struct ring *ring, const struct task *task)
{
    return ring_is_out(task) && (task->look_want != WANT_WAKE || is_before_ready(flow, ring, task));
}

/* The `index`th of those that can be next; NULL: they are fewer. */
static struct task *candidate(struct flow *flow, const struct ring *ring, int index)
{
    struct task *task = ring->at;
    do {
        if (!is_ready(flow, task))
            continue;
        if (index-- == 0)
            return task;
        if (!has_just_come(ring, task))
            return NULL;
    } while ((task = task->next) != ring->at);
    return NULL;
}

static struct task *first_out(struct flow *flow, const struct ring *ring)
{
    struct task *task = ring->at;
    do
        if (can_come(flow, ring, task))
            return task;
    while ((task = task->next) != ring->at);
    return NULL;
}

/* ---- who is ---- */

static void write_choice(struct flow *flow, const struct task *task, enum trace_act act)
{
    trace_write(&flow->writer, (struct trace_event){
                                   .kind = TRACE_CHOICE, .who = task->id, .detail = (uint8_t)act});
}

static void stand_still(struct flow *flow, const struct ring *ring)
{
    struct board *board = flow->worker->board;
    struct task *next;
    for (int i = 0; (next = candidate(flow, ring, i)); i++)
        write_choice(flow, next, TRACE_ACT_TURN);
    for (uint32_t id = 1; id <= board->tasks_used; id++) {
        const struct task *task = worker_task(flow->worker, id);
        if (task && task->next && can_come(flow, ring, task))
            write_choice(flow, task,
                         task->look_want == WANT_IO ? TRACE_ACT_ANSWER : TRACE_ACT_SLEPT);
    }
    board_end_at_bound(board, TRACE_ENDING_STANDS, 0);
}

/* Behind the schedule's last move: who is ready, and what is there. */
static struct task *next_by_itself(struct flow *flow, const struct ring *ring, bool *comes)
{
    struct task *next = candidate(flow, ring, 0), *task = ring->at;
    *comes = !next;
    if (next)
        return next;
    do
        if (can_come(flow, ring, task) && ring_is_there(flow, task))
            return task;
    while ((task = task->next) != ring->at);
    return first_out(flow, ring);
}

static struct task *next_by_schedule(struct flow *flow, const struct ring *ring, uint32_t lane,
                                     bool *comes)
{
    struct worker *worker = flow->worker;
    struct task *task = lane <= worker->board->tasks_used ? worker_task(worker, lane) : NULL;
    struct task *next;
    *comes = task && task->next && can_come(flow, ring, task);
    if (*comes)
        return task;
    for (int i = 0; (next = candidate(flow, ring, i)); i++)
        if (next == task)
            return task;
    director_refuse(worker, lane);
    return NULL;
}

struct task *ring_next(struct flow *flow, struct ring *ring, bool *comes)
{
    struct worker *worker = flow->worker;
    struct task *next = candidate(flow, ring, 0);
    *comes = false;
    if (!first_out(flow, ring) && (!next || !candidate(flow, ring, 1)))
        return next; /* no choice: that is no move */
    if (next && !has_lane(next))
        return next;
    uint32_t lane = director_lane(worker);
    if (!lane && worker->program->settings.stands) {
        stand_still(flow, ring);
        return NULL;
    }
    next = lane ? next_by_schedule(flow, ring, lane, comes) : next_by_itself(flow, ring, comes);
    if (next)
        director_moved(worker, next->id);
    return next;
}
