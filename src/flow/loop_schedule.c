/* A look that follows a schedule.
 *
 * At it a task can move whose answer, or the end of whose sleep, is outstanding: that comes then,
 * and the loop waits for it as long as it takes. And, while something is outstanding and others are
 * ready, the first of these: the look is over. With nothing outstanding rounds follow each other by
 * themselves. */
#include "config.h"

#include "base/clock.h"
#include "flow/director.h"
#include "flow/director_beside.h"
#include "flow/director_moves.h"
#include "flow/lanes.h"
#include "flow/loop.h"
#include "flow/loop_private.h"
#include "flow/worker.h"
#include "interp/interp.h"
#include "scenario/schedule.h"

#include <poll.h>
#include <stdlib.h>

enum { AWAIT_MS = 1 };

/* It is there, but for the schedule it has not arrived: see loop_await_arrivals(). */
static bool is_yet_to_come(const struct task *task)
{
    return !task->queued && task->record->status == BOARD_NEW && !task->record->generator;
}

static bool is_first_to_come(const struct loop *loop, const struct task *task)
{
    for (uint32_t id = 1; id < task->id; id++) {
        const struct task *other = worker_task(loop->flow->worker, id);
        if (other && is_yet_to_come(other))
            return false;
    }
    return !loop->arrived;
}

/* At this look its time was over before anything else came. */
static bool is_late(const struct loop *loop, const struct task *task)
{
    for (uint32_t i = 0; i < loop->late_count; i++)
        if (loop->late[i].id == task->id)
            return true;
    return false;
}

static bool is_outstanding(struct loop *loop, const struct task *task)
{
    if (task->block_of || is_late(loop, task)) /* on the pool, or it comes in vain */
        return false;
    if (loop->beside_blocks && loop_has_at_door(loop, task))
        return true;
    if (loop->beside_blocks && task->want == WANT_OFFLOAD && task->record->wait == BOARD_OFFLOAD)
        return false; /* its block is not done */
    if (is_yet_to_come(task))
        return is_first_to_come(loop, task);
    if (task->want == WANT_OFFLOAD && task->record->status == BOARD_ALIVE)
        return !task->queued;
    bool left = task->lane != task->id && !task->record->begun; /* also if it was cancelled */
    bool asks =
        task->want == WANT_IO && !task->answered && (left || task->record->wait == BOARD_TIMED);
    bool timed = task->heap_at >= 0 && task->due_ns < LIMIT_FAR;
    return !task->queued && task->record->status == BOARD_ALIVE && (timed || asks);
}

/* The lane is that of a limit, which can be over now: its task waits, or its turn is to come. That
 * turn knows nothing of it, unless the move is made again. */
static struct task *limited(const struct loop *loop, uint32_t lane)
{
    struct worker *worker = loop->flow->worker;
    bool known = worker->times_are_moves && lane > POINTS_LIMIT_LANE &&
                 lane - POINTS_LIMIT_LANE <= worker->board->tasks_used;
    struct task *task = known ? worker_task(worker, lane - POINTS_LIMIT_LANE) : NULL;
    int64_t until_ns = task ? task->record->until_ns : 0;
    bool far = until_ns == LIMIT_FAR, soon = far && task_limit(task)->soon;
    bool stale = until_ns && !far && !task->found && task->looked_ns < until_ns &&
                 task_limit(task)->begun_ns < task->looked_ns;
    bool ends =
        until_ns && !soon &&
        (task->queued ? far || stale : far && board_may_time_out_locked(worker->board, task->id));
    return ends ? task : NULL;
}

static uint32_t first_limited(const struct loop *loop)
{
    uint32_t count = loop->flow->worker->board->tasks_used;
    for (uint32_t lane = 1; lane <= count; lane++)
        if (limited(loop, lane + POINTS_LIMIT_LANE))
            return lane + POINTS_LIMIT_LANE;
    return 0;
}

static void end_limit(struct loop *loop, struct task *task)
{
    bool far = task->record->until_ns == LIMIT_FAR;
    if (task->queued && far)
        director_await_limit_in_queue(task);
    else if (far)
        director_await_limit(task);
    loop->looked_ns = clock_now_ns();
    if (!far)
        task->looked_ns = loop->looked_ns;
    else if (loop->beside && !task->found)
        loop_end_later(loop, task, loop->looked_ns);
    else if (!task->queued)
        interp_time_out(loop->flow, task);
}

static struct task *outstanding(struct loop *loop, uint32_t lane)
{
    struct worker *worker = loop->flow->worker;
    uint32_t id = lanes_id(worker->board, lane);
    struct task *task = id ? worker_task(worker, id) : NULL;
    return task && is_outstanding(loop, task) ? task : NULL;
}

static uint32_t first_outstanding(struct loop *loop)
{
    uint32_t lane = 1, count = lanes_last(loop->flow->worker->board);
    while (lane <= count && !outstanding(loop, lane))
        lane++;
    return lane <= count ? lane : 0;
}

static void let_in(struct loop *loop, struct task *task)
{
    if (is_yet_to_come(task)) {
        loop->looks_beside = loop->beside;
        loop_push(loop, task);
        loop->looks_beside = false;
        loop->arrived = true;
        return;
    }
    loop->admits = task;
    if (task->model_data && task->want == WANT_IO)
        loop_wait_answer(loop, task);
    loop_set_timer(loop);
    loop->looks_beside = loop->beside;
    loop_open_door(loop);
    loop->looks_beside = false;
    while (loop->admits && !loop_is_over(loop))
        loop_run_uv(loop, UV_RUN_ONCE);
    loop->admits = NULL;
}

/* All who come later are there before the first move, so that a task has the same number each time;
 * when each of them arrives the schedule says. (The engine, too, announces one, until all have
 * begun: nothing tells when that is taken back.) */
void loop_await_arrivals(struct loop *loop)
{
    struct worker *worker = loop->flow->worker;
    struct pollfd fds[] = {{worker->board->over_fd, POLLIN, 0}, {worker->arrivals, POLLIN, 0}};
    bool none_left = worker->arrivals < 0;
    while (!none_left && !loop_is_over(loop))
        if (!worker_take_arrival(loop->flow, &none_left) && !none_left)
            poll(fds, 2, AWAIT_MS);
}

/* Callbacks that would do nothing: by a schedule they have no turn. */
static void drop_callbacks(struct loop *loop)
{
    struct task **at = &loop->head;
    loop->tail = NULL;
    while (*at) {
        struct task *it = *at;
        if (loop_is_callback(it) && !loop_limit_of(loop, it)) {
            *at = it->next;
            loop->ready--;
            free(it);
            continue;
        }
        loop->tail = it;
        at = &it->next;
    }
}

/* Whose turn is next: a task's, or that of the callback of a limit of no time. */
static uint32_t lane_of_first(const struct loop *loop)
{
    const struct worker *worker = loop->flow->worker;
    if (!loop->head)
        return 0;
    if (loop_is_callback(loop->head) && worker->times_are_moves)
        return POINTS_LIMIT_LANE + loop->head->id;
    return lanes_of(worker->board, loop->head->id);
}

/* What of it comes. */
static enum trace_act act_of(const struct task *task)
{
    if (is_yet_to_come(task) || task->want == WANT_OFFLOAD)
        return TRACE_ACT_OTHER;
    if (task->record->grant == BOARD_CANCELLED)
        return TRACE_ACT_CUT;
    return task->want == WANT_IO ? TRACE_ACT_ANSWER : TRACE_ACT_SLEPT;
}

/* What could come next is written down, and the run ends. */
static void stand_still(struct loop *loop)
{
    struct flow *flow = loop->flow;
    for (uint32_t lane = 1; lane <= lanes_last(flow->worker->board); lane++) {
        const struct task *task = outstanding(loop, lane);
        bool first = lane_of_first(loop) == lane;
        enum trace_act act = first ? TRACE_ACT_TURN : task ? act_of(task) : TRACE_ACT_OTHER;
        const struct task *whose = first ? loop->head : task;
        if (flow->worker->rounds_left && !loop->head && lane == flow->worker->board->main_id)
            trace_write(&flow->writer, (struct trace_event){.kind = TRACE_CHOICE,
                                                            .who = lane,
                                                            .detail = TRACE_ACT_END,
                                                            .arg = lane});
        if (whose)
            trace_write(&flow->writer, (struct trace_event){.kind = TRACE_CHOICE,
                                                            .who = lane,
                                                            .detail = (uint8_t)act,
                                                            .line = whose->line,
                                                            .arg = whose->lane});
    }
    for (uint32_t id = 1; id <= flow->worker->board->tasks_used; id++) {
        const struct task *late = limited(loop, id + POINTS_LIMIT_LANE);
        bool first = lane_of_first(loop) == id + POINTS_LIMIT_LANE;
        if (late || first)
            trace_write(&flow->writer, moves_choice_late(id, late ? late->line : 0, true));
    }
    if (loop->beside_blocks)
        director_beside_tell(flow);
    board_end_at_bound(flow->worker->board, TRACE_ENDING_STANDS, 0);
}

/* Behind the schedule's last move: those that are ready, and what comes first. */
static uint32_t next_by_itself(struct loop *loop)
{
    const struct board *board = loop->flow->worker->board;
    const struct task *due = heap_first(&loop->deadlines);
    if (loop->head)
        return lane_of_first(loop);
    if (due && due->due_ns < LIMIT_FAR)
        return lanes_of(board, due->id);
    uint32_t lane = first_outstanding(loop);
    return lane ? lane : first_limited(loop);
}

static bool can_go_on(const void *arg)
{
    struct loop *loop = (struct loop *)arg;
    return loop->head || first_outstanding(loop);
}

void loop_look_by_schedule(struct loop *loop)
{
    struct worker *worker = loop->flow->worker;
    drop_callbacks(loop);
    loop->beside = loop->ready > 0 && worker->rules->found_later;
    loop->arrived = false;
    if (worker->times_are_moves)
        loop_find_overdue(loop);
    while (!loop_is_over(loop) &&
           (first_outstanding(loop) || first_limited(loop) || director_beside_any(worker))) {
        if (loop->beside_blocks)
            director_beside_look(loop->flow, can_go_on, loop);
        if (loop_is_over(loop))
            return;
        uint32_t lane = director_lane(worker);
        if (!lane && worker->program->settings.stands) {
            stand_still(loop);
            return;
        }
        if (!lane)
            lane = next_by_itself(loop);
        struct task *late = limited(loop, lane), *task = outstanding(loop, lane);
        bool first = lane_of_first(loop) == lane;
        if (late) {
            director_moved(worker, late->id);
            end_limit(loop, late);
            continue;
        }
        if (!task && !first) {
            director_refuse(worker, lane);
            return;
        }
        director_moved(worker, task ? lane : loop->head->id);
        if (!task)
            return;
        let_in(loop, task);
        task->came_ns = clock_now_ns(); /* in the order of the moves */
    }
    if (!loop->ready && !loop_is_over(loop) && !worker->rounds_left)
        loop_wait_in_kernel(loop);
}

static bool may_end(const void *arg)
{
    return true;
}

void loop_look_before_end(struct loop *loop)
{
    struct worker *worker = loop->flow->worker;
    uint32_t main = worker->board->main_id;
    bool looks = !worker->rules->found_later;
    loop->beside = loop->arrived = false;
    if (!looks && loop->beside_blocks)
        director_beside_rest(loop->flow);
    if (looks && worker->times_are_moves)
        loop_find_overdue(loop);
    bool any = first_outstanding(loop) || first_limited(loop) || director_beside_any(worker);
    if (!looks || loop->ready || !any)
        return;
    if (loop->beside_blocks)
        director_beside_look(loop->flow, may_end, loop);
    uint32_t lane = director_lane(worker);
    if (!lane && worker->program->settings.stands && !loop_is_over(loop))
        stand_still(loop);
    if (loop_is_over(loop) || !lane)
        return;
    struct task *late = limited(loop, lane), *task = outstanding(loop, lane);
    if (!late && !task && lane != main) {
        director_refuse(worker, lane);
        return;
    }
    director_moved(worker, late ? late->id : lane);
    if (late)
        end_limit(loop, late);
    if (late || !task)
        return;
    let_in(loop, task);
    task->came_ns = clock_now_ns();
}
