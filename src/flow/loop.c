/* Where a task is, and what moves it:
 *
 *              run_ready                     loop_wait
 *     ready ──────────────▸ has its turn ──────────────▸ out: waits for its answer, for its
 *       ▴                                                 deadline, or to be woken
 *       │                                                      │
 *       └──── on_answer, on_timer, on_door (in uv_run) ◂───────┘
 *
 * New ones are ready at once (loop_spawn, on_arrival); so is one that another task of this loop
 * wakes, for loop_wake() knows its own thread. From another thread (the pool's) it comes by the
 * door. Why the queue is our own, and when the kernel is looked into: loop.h. What comes is taken
 * in loop_look.c; by a schedule, as loop_schedule.c says. */
#include "config.h"

#include "flow/loop.h"

#include "base/clock.h"
#include "base/mem.h"
#include "board/deadlock.h"
#include "flow/director_beside.h"
#include "flow/gil_lock.h"
#include "flow/hold.h"
#include "flow/loop_private.h"
#include "flow/pool.h"
#include "flow/turn.h"
#include "flow/worker.h"
#include "interp/connection.h"
#include "interp/interp.h"
#include "interp/record.h"

#include <stdlib.h>

enum { LOOK_EVERY_NS = 50 * NS_PER_US };

void *loop_data(const struct loop *loop)
{
    return loop->data;
}

/* A strand is ready when its answer is there, any other task at once. */
void loop_spawn(struct flow *flow, struct task *task)
{
    struct loop *loop = flow->worker->model_data;
    bool waits = task->lane != task->id && task->want == WANT_IO && !task->answered;
    if (waits)
        loop_wait_answer(loop, task);
    else
        loop_push(loop, task);
}

/* ---- waits that the loop models have in common ---- */

static int64_t earlier(int64_t due_ns, int64_t until_ns)
{
    return until_ns && until_ns < due_ns ? until_ns : due_ns;
}

/* Another look after a pass of `meanwhile`: what is left of the poll interval is spent with the
 * loop. */
static bool look(struct loop *loop, struct flow *flow, struct task *task)
{
    int64_t now_ns = clock_now_ns();
    int64_t interval_ns = flow->worker->program->settings.poll_interval_ns;
    bool first = task->pass_ns == 0;
    if (first)
        connection_set_blocking(task->device_fd, false);
    if (connection_try(flow, task)) {
        task->pass_ns = 0;
        return true;
    }
    record_event(flow, task, TRACE_LOOKS, task->request, 1);
    int64_t due_ns = first ? now_ns : task->pass_ns + interval_ns;
    task->pass_ns = due_ns > now_ns ? due_ns : now_ns;
    record_wait(flow, task, TRACE_WAITING);
    if (due_ns <= now_ns) {
        loop_push(loop, task);
        return false;
    }
    loop_wait_answer(loop, task);
    loop_wait_deadline(loop, task, earlier(due_ns, task->record->until_ns));
    return false;
}

bool loop_wait(struct loop *loop, struct flow *flow, struct task *task, enum want want)
{
    if ((want == WANT_IO || want == WANT_SLEEP) && task->hold) {
        hold_call(flow, task);
        return true;
    }
    if (want == WANT_LOOK)
        return look(loop, flow, task);
    int64_t now_ns =
        record_wait(flow, task, want == WANT_YIELD ? TRACE_READY : record_wait_state(task));
    if (want == WANT_YIELD || want == WANT_WAKE)
        flow->handed_ns = now_ns;
    int64_t until_ns = task->record->until_ns;
    if (want == WANT_IO)
        loop_wait_answer(loop, task);
    else if (want == WANT_WAKE && task->record->timed)
        loop_wait_deadline(loop, task, earlier(task->due_ns, until_ns));
    else if (want == WANT_SLEEP)
        loop_wait_deadline(loop, task, earlier(task->due_ns, until_ns));
    if (until_ns &&
        (want == WANT_IO || want == WANT_OFFLOAD || (want == WANT_WAKE && !task->record->timed)))
        loop_wait_deadline(loop, task, until_ns);
    if (want == WANT_YIELD)
        loop_push(loop, task);
    else if (want == WANT_OFFLOAD)
        pool_submit(flow, task);
    return false;
}

static void free_task(struct flow *flow, struct task *task)
{
    loop_forget(flow->worker->model_data, task);
    task_free(task);
}

void loop_run_callback(struct loop *loop, struct flow *flow, struct task *task, loop_wait_fn *wait)
{
    turn_take(flow, task);
    while (task) {
        enum want want = interp_run(flow, task);
        if (want == WANT_QUIT)
            return;
        if (want == WANT_END || want == WANT_RESUME || want == WANT_HAND_BACK)
            task = turn_transfer(flow, task, want, free_task);
        else if (!wait(loop, flow, task, want))
            return;
    }
}

static struct task *pop(struct loop *loop)
{
    struct task *task = loop->head;
    loop->head = task->next;
    if (!loop->head)
        loop->tail = NULL;
    loop->ready--;
    task->next = NULL;
    task->queued = false;
    return task;
}
/* ---- limits of no time ----
 *
 * Their callback is called soon, without a look: it has a place among those that are ready. Where
 * the task has left its block by then, it does nothing. */

/* A place among those that are ready, which is no task's (loop_is_callback()): its record says that
 * it was called. */
static struct board_task called = {.grant = BOARD_CALLED};

void loop_limit_soon(struct worker *worker, uint32_t id, uint32_t number)
{
    struct task *callback = mem_alloc(sizeof *callback);
    callback->id = id;
    callback->request = number;
    callback->record = &called;
    loop_push(worker->model_data, callback);
}

static void call_back(struct loop *loop, struct task *callback)
{
    int64_t now_ns = clock_now_ns();
    struct limit *limit = loop_limit_of(loop, callback);
    if (limit && limit->until_ns == LIMIT_FAR) /* it waits for no other move than this */
        task_end_limit(worker_task(loop->flow->worker, callback->id), limit, now_ns);
    if (limit)
        loop_end_late(loop, &(struct woken){callback->id, now_ns}, now_ns);
    free(callback);
}

/* It was called, because what it waits for may be there. If another has come first, it has no turn,
 * and waits again. */
static bool try_again(struct loop *loop, struct task *task)
{
    if (loop_is_callback(task)) {
        call_back(loop, task);
        return false;
    }
    if (interp_try_again(loop->flow, task))
        return true;
    record_wait_as_is(loop->flow, task);
    if (task->record->until_ns)
        loop_wait_deadline(loop, task, task->record->until_ns);
    return false;
}

/* Those that were ready have had their turn: now what the look has found has, in its order. */
static void call_found(struct loop *loop)
{
    uint32_t late = 0;
    while (loop->found || late < loop->late_count) {
        struct task *task = loop->found;
        if (late < loop->late_count && (!task || loop->late[late].at_ns < task->came_ns)) {
            loop_end_late(loop, &loop->late[late++], loop->late_ns);
            continue;
        }
        loop->found = task->next;
        task->found = task->queued = false;
        loop_push(loop, task);
    }
    loop->late_count = 0;
}

/* Main has ended, and a round since: the scenario ends with it. */
static void end_rest(struct loop *loop)
{
    struct board *board = loop->flow->worker->board;
    loop->flow->worker->rounds_left = 0;
    loop->flow->handed_ns = 0; /* whose turn is next has it after this */
    board_lock(board);
    interp_end_rest_locked(loop->flow);
    deadlock_check_locked(board, &loop->flow->writer);
    board_unlock(board);
}

/* A block beside the loop may come between two turns: by a schedule that is a move. */
static bool may_give_turn(struct loop *loop)
{
    director_beside_turn(loop->flow, loop->head);
    return !loop_is_over(loop);
}

/* One round of what was ready, and more while there is something, for at most 50 us. Where a task
 * gives control up and the next one gets it, and nothing is done in between, both are stamped with
 * one reading of the clock (handed_ns): it is one moment, and reading it twice would be a fifth of
 * what a hand-off costs. */
static void run_ready(struct loop *loop)
{
    struct flow *flow = loop->flow;
    if (loop->ready)
        loop->looked_ns = clock_now_ns();
    int64_t look_ns = loop->looked_ns + LOOK_EVERY_NS;
    while (loop->ready && !loop_is_over(loop)) {
        uint32_t most = loop->ready;
        for (uint32_t round = most; round && loop->ready && !loop_is_over(loop); round--) {
            if (loop->beside_blocks && round < most && !may_give_turn(loop))
                break;
            struct task *task = pop(loop);
            if (task->record->grant != BOARD_CALLED || try_again(loop, task))
                loop->turn(loop, flow, task);
        }
        if (loop->found || loop->late_count)
            call_found(loop);
        if (flow->worker->rounds_left == 1 && loop->beside_blocks)
            director_beside_rest(flow); /* a block may come before it */
        if (flow->worker->rounds_left && --flow->worker->rounds_left == 0)
            end_rest(loop);
        if (flow->worker->rounds_left && !flow->worker->rules->found_later)
            break; /* what a look finds has its turn in the last round */
        loop->looked_ns = flow->handed_ns ? flow->handed_ns : clock_now_ns();
        if (loop->directed || loop->looked_ns > look_ns)
            break;
    }
    flow->handed_ns = 0;
}

void loop_run(struct flow *flow, loop_turn_fn *turn, void *data)
{
    struct loop *loop = mem_alloc(sizeof *loop);
    loop->flow = flow;
    loop->turn = turn;
    loop->data = data;
    loop->directed = flow->worker->director != NULL;
    loop->beside_blocks = loop->directed && flow->worker->points->beside;
    flow->worker->model_data = loop;
    loop_begin(loop);
    flow->worker->ends_in_rounds = flow->worker->board->workers == 1;
    worker_start_tasks(flow);
    if (loop->directed)
        loop_await_arrivals(loop);
    gil_take(flow, NULL);
    while (!loop_is_over(loop)) {
        run_ready(loop);
        if (loop_is_over(loop))
            break;
        bool last = !loop->ready && flow->worker->rounds_left;
        if (last && loop->directed)
            loop_look_before_end(loop);
        else if (last && !flow->worker->rules->found_later)
            loop_run_uv(loop, UV_RUN_NOWAIT);
        if (loop_is_over(loop))
            break;
        if (!loop->ready && flow->worker->rounds_left)
            end_rest(loop);
        else if (loop->directed)
            loop_look_by_schedule(loop);
        else if (loop->ready)
            loop_run_uv(loop, UV_RUN_NOWAIT);
        else
            loop_wait_in_kernel(loop);
    }
}
