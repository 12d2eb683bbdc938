/* What comes to a loop: answers, deadlines, arrivals, and what other threads wake. libuv looks;
 * each that has come goes into the queue of those that are ready, or behind them (found_later). */
#include "config.h"

#include "base/clock.h"
#include "base/mem.h"
#include "flow/came.h"
#include "flow/gil_lock.h"
#include "flow/loop.h"
#include "flow/loop_private.h"
#include "flow/must.h"
#include "flow/worker.h"
#include "interp/connection.h"
#include "interp/interp.h"
#include "interp/record.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

static const char watching[] = "a watch on a descriptor (epoll_ctl)";

/* A task's descriptor in the loop. Freed in its close callback, never before. */
struct watch {
    uv_poll_t poll;
    struct loop *loop;
    struct task *task;
};

/* ---- the queue of those that are ready ---- */

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

void loop_run_uv(struct loop *loop, uv_run_mode mode)
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
    uv_board = NULL;
    if (loop->looks_beside && !loop->directed)
        loop_find_late(loop);
    bool waits = loop->looks_beside; /* until those that are ready have had their turn */
    loop->looks = loop->looks_beside = false;
    if (!waits)
        loop_end_all_late(loop);
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

/* What the task waits for has come. */
static void come(struct loop *loop, struct task *task)
{
    int64_t until_ns = task->record->until_ns;
    if (until_ns && task->heap_at >= 0 && !loop->directed && clock_now_ns() >= until_ns) {
        if (until_ns < loop->came_ns)
            loop->came_ns = until_ns;
        loop_end_later(loop, task, until_ns);
    }
    heap_remove(&loop->deadlines, task);
    loop_push(loop, task);
}

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
    if (watch->loop->directed && task->heap_at >= 0)
        loop_end_if_late(watch->loop, task);
    uv_poll_stop(poll);
    come(watch->loop, task);
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

static bool is_for_later(const struct loop *loop, const struct task *task, int64_t now_ns)
{
    int64_t until_ns = task->record->until_ns;
    return loop->looks_beside && !loop->directed && until_ns && until_ns <= now_ns;
}

static void take_due(struct loop *loop)
{
    int64_t now_ns = loop->looked_ns = clock_now_ns();
    struct task *task;
    while ((task = loop_first_due(loop)) && task->due_ns <= now_ns) {
        struct watch *watch = task->model_data;
        heap_remove(&loop->deadlines, task);
        loop->admits = NULL;
        loop->came_ns = task->due_ns;
        if (is_for_later(loop, task, now_ns)) {
            bool first = task->record->passed || task->record->until_ns <= task->due_ns;
            loop_end_later(loop, task, first ? task->due_ns : task->record->until_ns);
            if (first)
                continue;
        } else if (loop_end_in_time(loop, task, now_ns)) {
            continue; /* a request's answer says so, else it is woken */
        }
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
    loop_set_timer(loop);
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

/* By a schedule whose block is done is let in, as whose answer has come is; and so is who was woken
 * by a block. */
static bool stays_outside(struct loop *loop, const struct task *task)
{
    if (!loop->directed || (task->want != WANT_OFFLOAD && !loop->beside_blocks))
        return false;
    if (loop->admits != task)
        return true;
    loop->admits = NULL;
    return false;
}

void loop_open_door(struct loop *loop)
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
        come(loop, task);
    }
    loop->woken_count = outside;
    pthread_mutex_unlock(&loop->mutex);
}

bool loop_has_at_door(struct loop *loop, const struct task *task)
{
    bool found = false;
    pthread_mutex_lock(&loop->mutex);
    for (uint32_t i = 0; i < loop->woken_count; i++)
        found = found || loop->woken[i].id == task->id;
    pthread_mutex_unlock(&loop->mutex);
    return found;
}

static void on_door(uv_async_t *door)
{
    loop_open_door(door->data);
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

void loop_wait_in_kernel(struct loop *loop)
{
    struct flow *flow = loop->flow;
    uint32_t me = TRACE_LOOP + flow->worker->index;
    trace_write(&flow->writer, (struct trace_event){.kind = TRACE_LOOP_WAIT, .who = me});
    gil_drop(flow, NULL, TRACE_BY_IO);
    loop_run_uv(loop, UV_RUN_ONCE);
    gil_take(flow, NULL);
    trace_write(&flow->writer,
                (struct trace_event){.kind = TRACE_LOOP_WOKE, .who = me, .value = loop->ready});
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

void loop_begin(struct loop *loop)
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
    loop_run_uv(loop, UV_RUN_NOWAIT);
    loop->looked_ns = clock_now_ns();
}
