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
 * door. Why the queue is our own, and when the kernel is looked into: loop.h. */
#include "config.h"

#include "flow/loop.h"

#include "base/clock.h"
#include "base/mem.h"
#include "board/deadlock.h"
#include "flow/came.h"
#include "flow/director.h"
#include "flow/gil_lock.h"
#include "flow/heap.h"
#include "flow/hold.h"
#include "flow/must.h"
#include "flow/pool.h"
#include "flow/turn.h"
#include "flow/worker.h"
#include "interp/connection.h"
#include "interp/interp.h"
#include "interp/record.h"
#include "scenario/schedule.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <uv.h>

enum { LOOK_EVERY_NS = 50 * NS_PER_US, AWAIT_MS = 1 };

static const char watching[] = "a watch on a descriptor (epoll_ctl)";

struct loop {
    struct flow *flow;
    loop_turn_fn *turn;
    void *data;
    int64_t looked_ns; /* when the round began that is run, or the look that is had */
    uv_loop_t uv;
    struct task *head, *tail; /* ready, in order */
    uint32_t ready;
    struct task *found, **found_last; /* by a look, while others were ready: see push_found() */
    bool looks, looks_beside;         /* it looks; and finds such ones */
    int64_t came_ns;                  /* when that came which the look has found now */
    int64_t last_ns;                  /* … and the last of those before … */
    bool out_of_order;                /* … which was later than another one behind it */
    bool directed;       /* it follows a schedule: a look lets in only what that says … */
    bool beside;         /* … into which queue, was decided when the look began … */
    struct task *admits; /* … and of whom something may come now; NULL: of nobody … */
    bool arrived;        /* … and one at a look arrives */
    struct heap deadlines;
    int timer_fd;
    int64_t timer_set_ns; /* what the timerfd is set to, 0: nothing */
    uv_poll_t timer, arrivals, over;
    uv_async_t door;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards what comes in by the door */
    struct woken *woken;
    uint32_t woken_count, woken_room;
    struct woken
        *late; /* whose time a look beside others has found to be over: see is_for_later() */
    uint32_t late_count, late_room;
};

struct woken {
    uint32_t id;
    int64_t at_ns;
};

/* A task's descriptor in the loop. Freed in its close callback, never before. */
struct watch {
    uv_poll_t poll;
    struct loop *loop;
    struct task *task;
};

void *loop_data(const struct loop *loop)
{
    return loop->data;
}

/* Where a future stands between what the loop finds and the task (found_later), the look only
 * settles the future, in its turn behind those that are ready, and the task is called after that:
 * behind all that these have called meanwhile. So they are put into the queue when those have had
 * their turn. */
static void push_found(struct loop *loop, struct task *task)
{
    if (!loop->found)
        loop->found_last = &loop->found;
    task->found = true;
    *loop->found_last = task;
    loop->found_last = &task->next;
}

static void drop_found(struct loop *loop, struct task *task)
{
    struct task **at = &loop->found;
    while (*at != task)
        at = &(*at)->next;
    *at = task->next;
    if (!task->next)
        loop->found_last = at;
    task->found = false;
}

void loop_push(struct loop *loop, struct task *task)
{
    task->looked_ns = loop->looked_ns;
    if (task->queued) { /* its sleep was over already when it was cancelled */
        if (!task->found || loop->looks_beside)
            return;
        drop_found(loop, task); /* that calls it now */
    }
    task->queued = true;
    task->next = NULL;
    if (loop->looks) {
        task->came_ns = loop->came_ns;
        loop->out_of_order |= loop->came_ns < loop->last_ns;
        loop->last_ns = loop->came_ns;
    }
    if (loop->looks_beside) {
        push_found(loop, task);
        return;
    }
    if (loop->tail)
        loop->tail->next = task;
    else
        loop->head = task;
    loop->tail = task;
    loop->ready++;
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

/* What has come is of no use to a task whose time is over at the same look: as in asyncio, where
 * the callback of the timer is called before the task goes on. */
static bool end_if_late(struct loop *loop, struct task *task)
{
    int64_t until_ns = task->record->until_ns, now_ns = until_ns ? clock_now_ns() : 0;
    if (!until_ns || now_ns < until_ns)
        return false;
    loop->looked_ns = now_ns;
    loop->came_ns = until_ns;
    interp_time_out(loop->flow, task);
    return true;
}

/* ---- libuv ---- */

/* Where the kernel refuses it something, or there is no memory, libuv has one answer left,
 * abort(3). Out of memory ends the process where it always does; the other is told to the board, so
 * that the engine does not take it for a crash of the program. A handler has no other way to hear
 * of the board: NULL, while the process is not in libuv. */
static struct board *volatile uv_board;

static void on_abort(int number)
{
    struct board *board = uv_board;
    if (board)
        atomic_store(&board->loop_refused, errno);
    signal(number, SIG_DFL);
    raise(number); /* comes when this handler returns */
}

/* The kernel tells of timers and sockets one after the other, and of a socket that the loop did not
 * watch while it was busy as if it had become readable now: what came first, goes first. */
static void put_in_order(struct loop *loop, struct task *last)
{
    if (loop->looks_beside)
        loop->found_last = &came_sort(&loop->found)->next;
    else
        loop->tail = came_sort(last ? &last->next : &loop->head);
}

static void run_uv(struct loop *loop, uv_run_mode mode)
{
    struct task *last = loop->tail;
    uv_board = loop->flow->worker->board;
    loop->looks_beside =
        loop->directed ? loop->beside : loop->ready > 0 && loop->flow->worker->rules->found_later;
    loop->looks = true;
    loop->out_of_order = false;
    loop->last_ns = 0;
    uv_run(&loop->uv, mode);
    if (loop->out_of_order && !loop->directed)
        put_in_order(loop, last);
    loop->looks = loop->looks_beside = false;
    uv_board = NULL;
}

static int poll_init(struct loop *loop, uv_poll_t *poll, int fd)
{
    uv_board = loop->flow->worker->board;
    int bad = -uv_poll_init(&loop->uv, poll, fd);
    uv_board = NULL;
    return bad;
}

static void *uv_malloc(size_t size)
{
    return mem_alloc(size);
}

static void *uv_calloc(size_t items, size_t size)
{
    return mem_alloc(items * size);
}

/* ---- answers ---- */

static void on_answer(uv_poll_t *poll, int status, int events)
{
    struct watch *watch = poll->data;
    struct task *task = watch->task;
    if (watch->loop->directed && watch->loop->admits != task) {
        uv_poll_stop(poll); /* until it is let in */
        return;
    }
    if (!connection_try(watch->loop->flow, task))
        return;
    watch->loop->admits = NULL;
    watch->loop->came_ns = task->came_ns;
    if (task->heap_at >= 0)
        end_if_late(watch->loop, task);
    uv_poll_stop(poll);
    heap_remove(&watch->loop->deadlines, task);
    loop_push(watch->loop, task);
}

void loop_wait_answer(struct loop *loop, struct task *task)
{
    struct watch *watch = task->model_data;
    if (!watch) {
        watch = mem_alloc(sizeof *watch);
        watch->loop = loop;
        watch->poll.data = watch;
        must_have(loop->flow->worker, watching, poll_init(loop, &watch->poll, task->device_fd));
        task->model_data = watch;
    }
    watch->task = task;
    uv_poll_start(&watch->poll, UV_READABLE, on_answer);
}

static void free_watch(uv_handle_t *handle)
{
    free(handle->data);
}

void loop_forget(struct loop *loop, struct task *task)
{
    struct watch *watch = task->model_data;
    heap_remove(&loop->deadlines, task);
    task->model_data = NULL;
    if (watch)
        uv_close((uv_handle_t *)&watch->poll, free_watch);
}

/* ---- deadlines ---- */

static struct task *first_due(const struct loop *loop)
{
    if (!loop->directed)
        return heap_first(&loop->deadlines);
    return loop->admits && loop->admits->heap_at >= 0 ? loop->admits : NULL;
}

static void set_timer(struct loop *loop)
{
    struct task *first = first_due(loop);
    int64_t due_ns = first ? first->due_ns : 0;
    if (!due_ns || (loop->timer_set_ns && loop->timer_set_ns <= due_ns))
        return;
    struct itimerspec spec = {.it_value = {due_ns / NS_PER_S, due_ns % NS_PER_S}};
    int bad = timerfd_settime(loop->timer_fd, TFD_TIMER_ABSTIME, &spec, NULL);
    must_have(loop->flow->worker, "a timer (timerfd_settime)", bad < 0 ? errno : 0);
    loop->timer_set_ns = due_ns;
}

void loop_wait_deadline(struct loop *loop, struct task *task, int64_t due_ns)
{
    task->due_ns = due_ns;
    heap_push(&loop->deadlines, task);
    set_timer(loop);
}

/* Whoever ended its wait before has woken it: perhaps by the door, which it has not come through.
 */
static bool is_told_already(struct loop *loop, struct task *task)
{
    struct board *board = loop->flow->worker->board;
    if (task->want != WANT_WAKE)
        return false;
    board_lock(board);
    bool lapsed = board_lapse_locked(board, task->id);
    board_unlock(board);
    return !lapsed;
}

/* One that waits for the end of what it has passed its cancellation on to, when a limit farther out
 * is over. */
static bool passes_again(struct loop *loop, struct task *task)
{
    struct worker *worker = loop->flow->worker;
    if (!task->record->passed)
        return false;
    board_lock(worker->board);
    bool again = board_pass_again_locked(worker->board, task->id, &worker->waker);
    board_unlock(worker->board);
    return again;
}

/* The callback of the timer, too, stands behind those that are ready; where it cancels others on
 * whom the task waits, these may have had their turn before. */
static bool is_for_later(const struct loop *loop, const struct task *task, int64_t now_ns)
{
    const struct board_task *record = task->record;
    bool over = record->until_ns && record->until_ns <= now_ns;
    bool on_others = record->wait >= BOARD_AWAIT && record->wait <= BOARD_GROUP;
    return loop->looks_beside && !loop->directed && over && on_others && !record->passed;
}

static void end_later(struct loop *loop, struct task *task)
{
    MEM_GROW(loop->late, loop->late_count, loop->late_room);
    loop->late[loop->late_count++] = (struct woken){task->id, task->record->until_ns};
}

static bool end_in_time(struct loop *loop, struct task *task, int64_t now_ns)
{
    if (!passes_again(loop, task) && !end_if_late(loop, task))
        return false;
    int64_t next_ns = task->record->passed ? task_later_limit_ns(task, now_ns) : 0;
    if (next_ns && task->record->wait != BOARD_NO_WAIT)
        loop_wait_deadline(loop, task, next_ns);
    return true;
}

static void take_due(struct loop *loop)
{
    int64_t now_ns = loop->looked_ns = clock_now_ns();
    struct task *task;
    while ((task = first_due(loop)) && task->due_ns <= now_ns) {
        struct watch *watch = task->model_data;
        heap_remove(&loop->deadlines, task);
        loop->admits = NULL;
        loop->came_ns = task->due_ns;
        if (is_for_later(loop, task, now_ns)) {
            end_later(loop, task);
            continue;
        }
        /* A request's answer says so, else it is woken. */
        if (end_in_time(loop, task, now_ns))
            continue;
        if (watch)
            uv_poll_stop(&watch->poll);
        if (!is_told_already(loop, task))
            loop_push(loop, task);
    }
}

static void on_timer(uv_poll_t *poll, int status, int events)
{
    struct loop *loop = poll->data;
    uint64_t times;
    if (read(loop->timer_fd, &times, sizeof times) < 0)
        return;
    loop->timer_set_ns = 0;
    take_due(loop);
    set_timer(loop);
}

/* ---- what comes from outside ---- */

/* An arriving task goes to a worker as a pre-forking server hands out connections: whoever looks
 * first takes one, runs it to its first wait, and looks again. */
static void on_arrival(uv_poll_t *poll, int status, int events)
{
    struct loop *loop = poll->data;
    bool none_left = false;
    struct task *task = worker_take_arrival(loop->flow, &none_left);
    if (task) {
        loop->came_ns = task->came_ns;
        loop_push(loop, task);
    }
    if (none_left)
        uv_poll_stop(poll);
}

static void on_over(uv_poll_t *poll, int status, int events)
{
    uv_poll_stop(poll);
}

/* By a schedule whose block is done is let in, as whose answer has come is. */
static bool stays_outside(struct loop *loop, const struct task *task)
{
    if (!loop->directed || task->want != WANT_OFFLOAD)
        return false;
    if (loop->admits != task)
        return true;
    loop->admits = NULL;
    return false;
}

static void open_door(struct loop *loop)
{
    uint32_t outside = 0;
    pthread_mutex_lock(&loop->mutex);
    for (uint32_t i = 0; i < loop->woken_count; i++) {
        struct task *task = worker_task(loop->flow->worker, loop->woken[i].id);
        if (!task)
            continue;
        if (stays_outside(loop, task)) {
            loop->woken[outside++] = loop->woken[i];
            continue;
        }
        loop->came_ns = loop->woken[i].at_ns;
        heap_remove(&loop->deadlines, task);
        loop_push(loop, task);
    }
    loop->woken_count = outside;
    pthread_mutex_unlock(&loop->mutex);
}

static void on_door(uv_async_t *door)
{
    open_door(door->data);
}

void loop_wake(struct worker *worker, uint32_t id)
{
    struct loop *loop = worker->model_data;
    if (pthread_equal(pthread_self(), loop->thread)) {
        struct task *task = worker_task(worker, id);
        heap_remove(&loop->deadlines, task);
        loop_push(loop, task);
        return;
    }
    pthread_mutex_lock(&loop->mutex);
    MEM_GROW(loop->woken, loop->woken_count, loop->woken_room);
    loop->woken[loop->woken_count++] = (struct woken){id, clock_now_ns()};
    pthread_mutex_unlock(&loop->mutex);
    uv_async_send(&loop->door);
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

/* ---- the loop itself ---- */

static bool is_over(const struct loop *loop)
{
    return atomic_load_explicit(&loop->flow->worker->board->over, memory_order_relaxed);
}

/* It was called, because what it waits for may be there. If another has come first, it has no turn,
 * and waits again. */
static bool try_again(struct loop *loop, struct task *task)
{
    if (interp_try_again(loop->flow, task))
        return true;
    record_wait_as_is(loop->flow, task);
    if (task->record->until_ns)
        loop_wait_deadline(loop, task, task->record->until_ns);
    return false;
}

/* If it waits still. */
static void call_late(struct loop *loop, uint32_t id)
{
    struct task *task = worker_task(loop->flow->worker, id);
    loop->flow->handed_ns = 0; /* whose turn is next has it after this */
    if (task && task->record->status == BOARD_ALIVE && !task->queued)
        end_in_time(loop, task, clock_now_ns());
}

/* Those that were ready have had their turn: now what the look has found has, in its order. */
static void call_found(struct loop *loop)
{
    struct task *task = loop->found;
    uint32_t late = 0;
    loop->found = NULL;
    while (task || late < loop->late_count) {
        if (late < loop->late_count && (!task || loop->late[late].at_ns < task->came_ns)) {
            call_late(loop, loop->late[late++].id);
            continue;
        }
        struct task *next = task->next;
        task->found = task->queued = false;
        loop_push(loop, task);
        task = next;
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
    while (loop->ready && !is_over(loop)) {
        for (uint32_t round = loop->ready; round && loop->ready && !is_over(loop); round--) {
            struct task *task = pop(loop);
            if (task->record->grant != BOARD_CALLED || try_again(loop, task))
                loop->turn(loop, flow, task);
        }
        if (loop->found || loop->late_count)
            call_found(loop);
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

static void wait_in_kernel(struct loop *loop)
{
    struct flow *flow = loop->flow;
    uint32_t me = TRACE_LOOP + flow->worker->index;
    trace_write(&flow->writer, (struct trace_event){.kind = TRACE_LOOP_WAIT, .who = me});
    gil_drop(flow, NULL, TRACE_BY_IO);
    run_uv(loop, UV_RUN_ONCE);
    gil_take(flow, NULL);
    trace_write(&flow->writer,
                (struct trace_event){.kind = TRACE_LOOP_WOKE, .who = me, .value = loop->ready});
}

/* ---- a look that follows a schedule ----
 *
 * At it a task can move whose answer, or the end of whose sleep, is outstanding: that comes then,
 * and the loop waits for it as long as it takes. And, while something is outstanding and others are
 * ready, the first of these: the look is over. With nothing outstanding rounds follow each other by
 * themselves. */

/* It is there, but for the schedule it has not arrived: see await_arrivals(). */
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

static bool is_outstanding(const struct loop *loop, const struct task *task)
{
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

/* The lane is that of a limit, which can be over now: its task waits. */
static struct task *limited(const struct loop *loop, uint32_t lane)
{
    struct worker *worker = loop->flow->worker;
    bool known = worker->times_are_moves && lane > POINTS_LIMIT_LANE &&
                 lane - POINTS_LIMIT_LANE <= worker->board->tasks_used;
    struct task *task = known ? worker_task(worker, lane - POINTS_LIMIT_LANE) : NULL;
    bool ends = task && task->record->until_ns == LIMIT_FAR && !task->queued &&
                board_may_time_out_locked(worker->board, task->id);
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
    director_await_limit(task);
    loop->looked_ns = clock_now_ns();
    loop->looks_beside = loop->beside;
    interp_time_out(loop->flow, task);
    loop->looks_beside = false;
}

/* Callbacks have lanes of their own. */
static uint32_t id_of(const struct board *board, uint32_t lane)
{
    uint32_t callback = lane >= SCHEDULE_CALLBACKS ? lane - SCHEDULE_CALLBACKS + 1 : 0;
    if (lane <= board->tasks_used)
        return lane;
    return callback && callback <= board->strands_used ? board->room.tasks - callback : 0;
}

static uint32_t lane_of(const struct board *board, const struct task *task)
{
    bool callback = task->lane != task->id;
    return callback ? SCHEDULE_CALLBACKS - 1 + board->room.tasks - task->id : task->id;
}

static uint32_t last_lane(const struct board *board)
{
    uint32_t callbacks = board->strands_used;
    return callbacks ? SCHEDULE_CALLBACKS - 1 + callbacks : board->tasks_used;
}

static struct task *outstanding(const struct loop *loop, uint32_t lane)
{
    struct worker *worker = loop->flow->worker;
    uint32_t id = id_of(worker->board, lane);
    struct task *task = id ? worker_task(worker, id) : NULL;
    return task && is_outstanding(loop, task) ? task : NULL;
}

static uint32_t first_outstanding(const struct loop *loop)
{
    uint32_t lane = 1, count = last_lane(loop->flow->worker->board);
    while (lane <= count && !outstanding(loop, lane))
        lane++;
    return lane <= count ? lane : 0;
}

static void let_in(struct loop *loop, struct task *task)
{
    struct watch *watch = task->model_data;
    if (is_yet_to_come(task)) {
        loop->looks_beside = loop->beside;
        loop_push(loop, task);
        loop->looks_beside = false;
        loop->arrived = true;
        return;
    }
    loop->admits = task;
    if (watch && task->want == WANT_IO)
        uv_poll_start(&watch->poll, UV_READABLE, on_answer);
    set_timer(loop);
    loop->looks_beside = loop->beside;
    open_door(loop);
    loop->looks_beside = false;
    while (loop->admits && !is_over(loop))
        run_uv(loop, UV_RUN_ONCE);
    loop->admits = NULL;
}

/* All who come later are there before the first move, so that a task has the same number each time;
 * when each of them arrives the schedule says. (The engine, too, announces one, until all have
 * begun: nothing tells when that is taken back.) */
static void await_arrivals(struct loop *loop)
{
    struct worker *worker = loop->flow->worker;
    struct pollfd fds[] = {{worker->board->over_fd, POLLIN, 0}, {worker->arrivals, POLLIN, 0}};
    bool none_left = worker->arrivals < 0;
    while (!none_left && !is_over(loop))
        if (!worker_take_arrival(loop->flow, &none_left) && !none_left)
            poll(fds, 2, AWAIT_MS);
}

/* What could come next is written down, and the run ends. */
static void stand_still(struct loop *loop)
{
    struct flow *flow = loop->flow;
    for (uint32_t lane = 1; lane <= last_lane(flow->worker->board); lane++) {
        const struct task *task = outstanding(loop, lane);
        bool first = loop->head && lane_of(flow->worker->board, loop->head) == lane;
        enum trace_act act = first                                                ? TRACE_ACT_TURN
                             : !task                                              ? TRACE_ACT_OTHER
                             : is_yet_to_come(task) || task->want == WANT_OFFLOAD ? TRACE_ACT_OTHER
                             : task->want == WANT_IO                              ? TRACE_ACT_ANSWER
                                                                                  : TRACE_ACT_SLEPT;
        const struct task *whose = first ? loop->head : task;
        if (whose)
            trace_write(&flow->writer, (struct trace_event){.kind = TRACE_CHOICE,
                                                            .who = lane,
                                                            .detail = (uint8_t)act,
                                                            .line = whose->line,
                                                            .arg = whose->lane});
    }
    board_end_at_bound(flow->worker->board, TRACE_ENDING_STANDS, 0);
}

/* Behind the schedule's last move: those that are ready, and what comes first. */
static uint32_t next_by_itself(const struct loop *loop)
{
    const struct board *board = loop->flow->worker->board;
    const struct task *due = heap_first(&loop->deadlines);
    if (loop->head)
        return lane_of(board, loop->head);
    if (due && due->due_ns < LIMIT_FAR)
        return lane_of(board, due);
    uint32_t lane = first_outstanding(loop);
    return lane ? lane : first_limited(loop);
}

static void look_by_schedule(struct loop *loop)
{
    struct worker *worker = loop->flow->worker;
    loop->beside = loop->ready > 0 && worker->rules->found_later;
    loop->arrived = false;
    while (!is_over(loop) && (first_outstanding(loop) || first_limited(loop))) {
        uint32_t lane = director_lane(worker);
        if (!lane && worker->program->settings.stands) {
            stand_still(loop);
            return;
        }
        if (!lane)
            lane = next_by_itself(loop);
        struct task *late = limited(loop, lane), *task = outstanding(loop, lane);
        bool first = loop->head && lane_of(worker->board, loop->head) == lane;
        if (late) {
            director_moved(worker, late->id);
            end_limit(loop, late);
            continue;
        }
        if (!task && !first) {
            director_refuse(worker, lane);
            return;
        }
        director_moved(worker, lane);
        if (!task)
            return;
        let_in(loop, task);
    }
    if (!loop->ready && !is_over(loop) && !worker->rounds_left)
        wait_in_kernel(loop);
}

static void watch_fd(struct loop *loop, uv_poll_t *poll, int fd, uv_poll_cb callback)
{
    must_have(loop->flow->worker, watching, poll_init(loop, poll, fd));
    poll->data = loop;
    uv_poll_start(poll, UV_READABLE, callback);
}

/* libuv ends the process, without a word, where the kernel refuses to wait: tried once. */
static int try_epoll(int fd)
{
    struct epoll_event event;
    bool waits = epoll_wait(fd, &event, 1, 0) >= 0 && epoll_pwait(fd, &event, 1, 0, NULL) >= 0;
    return waits ? 0 : errno;
}

static void begin(struct loop *loop)
{
    struct worker *worker = loop->flow->worker;
    loop->thread = pthread_self();
    must_have(worker, "a mutex", pthread_mutex_init(&loop->mutex, NULL));
    signal(SIGABRT, on_abort);
    uv_replace_allocator(uv_malloc, mem_realloc, uv_calloc, free);
    uv_board = worker->board;
    int bad = -uv_loop_init(&loop->uv);
    uv_board = NULL;
    must_have(worker, "an event loop (epoll)", bad);
    must_have(worker, "an event loop (epoll)", try_epoll(uv_backend_fd(&loop->uv)));
    loop->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    must_have(worker, "a timer (timerfd)", loop->timer_fd < 0 ? errno : 0);
    watch_fd(loop, &loop->timer, loop->timer_fd, on_timer);
    watch_fd(loop, &loop->over, worker->board->over_fd, on_over);
    if (worker->arrivals >= 0 && !loop->directed)
        watch_fd(loop, &loop->arrivals, worker->arrivals, on_arrival);
    must_have(worker, "a door for other threads (eventfd)",
              -uv_async_init(&loop->uv, &loop->door, on_door));
    loop->door.data = loop;
    /* The first look would otherwise be the first to find these. */
    run_uv(loop, UV_RUN_NOWAIT);
    loop->looked_ns = clock_now_ns();
}

void loop_run(struct flow *flow, loop_turn_fn *turn, void *data)
{
    struct loop *loop = mem_alloc(sizeof *loop);
    loop->flow = flow;
    loop->turn = turn;
    loop->data = data;
    loop->directed = flow->worker->director != NULL;
    flow->worker->model_data = loop;
    begin(loop);
    flow->worker->ends_in_rounds = flow->worker->board->workers == 1;
    worker_start_tasks(flow);
    if (loop->directed)
        await_arrivals(loop);
    gil_take(flow, NULL);
    while (!is_over(loop)) {
        run_ready(loop);
        if (is_over(loop))
            break;
        bool found_later = flow->worker->rules->found_later || loop->directed;
        if (!loop->ready && flow->worker->rounds_left && !found_later)
            run_uv(loop, UV_RUN_NOWAIT);
        if (!loop->ready && flow->worker->rounds_left)
            end_rest(loop);
        else if (loop->directed)
            look_by_schedule(loop);
        else if (loop->ready)
            run_uv(loop, UV_RUN_NOWAIT);
        else
            wait_in_kernel(loop);
    }
}
