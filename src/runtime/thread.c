#include "config.h"

#include "runtime/thread.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/sanitizer.h"
#include "runtime/connection.h"
#include "runtime/futex.h"
#include "runtime/gil.h"
#include "runtime/interp.h"
#include "runtime/lost.h"
#include "runtime/pool.h"
#include "runtime/record.h"
#include "runtime/turn.h"
#include "runtime/worker.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { THREAD_STACK = (BATON_SANITIZED ? 1024 : 128) * 1024 };

/* ---- waits ---- */

static void wait_word(struct task *task, int64_t until_ns)
{
    _Atomic uint32_t *word = &task->record->word;
    while (!atomic_load(word)) {
        if (until_ns && clock_now_ns() >= until_ns)
            return;
        futex_wait(word, 0, until_ns);
    }
}

void thread_wait_woken(struct flow *flow, struct task *task, enum trace_state state,
                       int64_t until_ns)
{
    record_wait(flow, task, state);
    gil_drop(flow, task, task->reason);
    wait_word(task, until_ns);
    gil_take(flow, task);
    record_running(flow, task);
}

static enum trace_state state_of_wait(const struct task *task)
{
    enum trace_state state = turn_wait_state(task);
    return state == TRACE_WAITING ? TRACE_BLOCKED : state;
}

/* `yield`: queue for the lock again where there is one, else only let the kernel choose. */
static void yield(struct flow *flow, struct task *task)
{
    record_wait(flow, task, TRACE_READY);
    if (flow->worker->gil)
        gil_yield(flow, task);
    else
        sched_yield();
    record_running(flow, task);
}

static void drive(struct flow *flow, struct task *task)
{
    for (;;) {
        switch (interp_run(flow, task)) {
        case WANT_END:
            return;
        case WANT_IO:
            turn_hold(flow, task);
            break;
        case WANT_SLEEP:
            if (task->hold)
                turn_hold(flow, task);
            else
                thread_wait_woken(flow, task, TRACE_BLOCKED, task->due_ns);
            break;
        case WANT_WAKE:
            thread_wait_woken(flow, task, state_of_wait(task), 0);
            break;
        case WANT_YIELD:
            yield(flow, task);
            break;
        case WANT_OFFLOAD:
            task->held_offload = true;
            turn_hold_offload(flow, task);
            break;
        default:
            worker_quit(flow);
        }
    }
}

void thread_wait_for_turn(const struct task *task)
{
    if (!task->after)
        return;
    struct board_task *before = board_task(task->worker->board, task->after);
    while (!atomic_load(&before->begun))
        futex_wait(&before->begun, 0, 0);
}

/* A `then` block's thread first waits for its answer, without the lock. */
static void wait_for_answer(struct flow *flow, struct task *task)
{
    if (task->lane != task->id && task->want == WANT_IO && !task->answered)
        connection_read(flow, task, task->device_fd);
}

void thread_run_task(struct flow *flow, struct task *task)
{
    thread_wait_for_turn(task);
    wait_for_answer(flow, task);
    gil_take(flow, task);
    turn_take(flow, task);
    futex_wake(&task->record->begun, INT32_MAX);
    drive(flow, task);
    gil_drop(flow, task, TRACE_BY_END);
    task_free(task);
}

/* ---- threads ---- */

/* One that was started. Each is counted once: by itself when it ends, or with all that are left at
 * the end of the process. */
struct thread_seat {
    struct worker *worker;
    void *(*main)(void *arg);
    void *arg;
    char name[16];
    _Atomic pid_t tid; /* 0 until it runs */
    struct thread_seat *before, *next;
};

static void seat_add(struct thread_seat *seat)
{
    struct worker *worker = seat->worker;
    pthread_mutex_lock(&worker->threads_mutex);
    seat->next = worker->threads;
    if (seat->next)
        seat->next->before = seat;
    worker->threads = seat;
    pthread_mutex_unlock(&worker->threads_mutex);
}

static void seat_remove(struct thread_seat *seat, int64_t delay_ns)
{
    struct worker *worker = seat->worker;
    pthread_mutex_lock(&worker->threads_mutex);
    atomic_fetch_add(&worker->board->delay_ns, delay_ns);
    if (seat->before)
        seat->before->next = seat->next;
    else
        worker->threads = seat->next;
    if (seat->next)
        seat->next->before = seat->before;
    pthread_mutex_unlock(&worker->threads_mutex);
    free(seat);
}

int64_t thread_delays_at_end(struct worker *worker)
{
    pthread_mutex_lock(&worker->threads_mutex);
    int64_t sum_ns = lost_usage_of(worker->pid).delay_ns - worker->delay_begin_ns;
    for (struct thread_seat *seat = worker->threads; seat; seat = seat->next) {
        pid_t tid = atomic_load(&seat->tid);
        sum_ns += tid ? lost_usage_of(tid).delay_ns : 0;
    }
    return sum_ns;
}

static void *seated(void *arg)
{
    struct thread_seat *seat = arg;
    pid_t tid = (pid_t)syscall(SYS_gettid);
    atomic_store(&seat->tid, tid);
    pthread_setname_np(pthread_self(), seat->name); /* who started it may come too late */
    seat->main(seat->arg);
    seat_remove(seat, lost_usage_of(tid).delay_ns);
    return NULL;
}

static void *task_thread(void *arg)
{
    struct task *task = arg;
    struct flow flow;
    flow_init(&flow, task->worker, 0);
    record_set_flow(&flow);
    thread_run_task(&flow, task);
    flow_release(&flow);
    return NULL;
}

void thread_start(struct worker *worker, void *(*main)(void *arg), void *arg, const char *name)
{
    pthread_attr_t attr;
    pthread_t thread;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, THREAD_STACK);
    struct thread_seat *seat = mem_alloc(sizeof *seat);
    *seat = (struct thread_seat){.worker = worker, .main = main, .arg = arg};
    snprintf(seat->name, sizeof seat->name, "%s", name);
    seat_add(seat);
    int bad = pthread_create(&thread, &attr, seated, seat);
    pthread_attr_destroy(&attr);
    if (!bad)
        return;
    seat_remove(seat, 0);
    board_lock(worker->board);
    snprintf(worker->board->bound, sizeof worker->board->bound,
             "the machine has no room for another thread (%u tasks live)", worker->board->alive);
    board_unlock(worker->board);
    board_set_over(worker->board, BOARD_BOUND);
}

void thread_start_task(struct worker *worker, struct task *task)
{
    const char *declared = worker->program->tasks[task->record->declaration].name;
    char name[16];
    snprintf(name, sizeof name, "%.10s %u", declared, task->record->number);
    thread_start(worker, task_thread, task, name);
}

/* ---- `workers N`: threads that serve a queue ---- */

struct service {
    pthread_mutex_t mutex;
    pthread_cond_t more;
    struct task *head, *tail;
    uint32_t last; /* the task handed in before */
};

static void *service_thread(void *arg)
{
    struct worker *worker = arg;
    struct service *service = worker->model_data;
    struct flow flow;
    flow_init(&flow, worker, 0);
    record_set_flow(&flow);
    for (;;) {
        pthread_mutex_lock(&service->mutex);
        while (!service->head)
            pthread_cond_wait(&service->more, &service->mutex);
        struct task *task = service->head;
        service->head = task->next;
        task->next = NULL;
        pthread_mutex_unlock(&service->mutex);
        thread_run_task(&flow, task);
    }
    return NULL;
}

static void service_begin(struct worker *worker)
{
    struct service *service = mem_alloc(sizeof *service);
    pthread_mutex_init(&service->mutex, NULL);
    pthread_cond_init(&service->more, NULL);
    worker->model_data = service;
    for (int64_t i = 0; i < worker->program->settings.workers; i++)
        thread_start(worker, service_thread, worker, "worker");
}

static void service_submit(struct service *service, struct task *task)
{
    pthread_mutex_lock(&service->mutex);
    task->next = NULL;
    task->after = service->last;
    service->last = task->id;
    if (service->head)
        service->tail->next = task;
    else
        service->head = task;
    service->tail = task;
    pthread_cond_signal(&service->more);
    pthread_mutex_unlock(&service->mutex);
}

/* ---- the model's functions ---- */

/* Those that start by themselves, and those that `main` starts, are served by workers where their
 * number is given. */
static bool is_served(const struct worker *worker, const struct task *task)
{
    uint32_t main_id = worker->board->main_id;
    bool strand = task->lane != task->id;
    return worker->model_data && !strand && task->id != main_id &&
           board_lane(worker->board, task->record->starter) == main_id;
}

void thread_spawn(struct flow *flow, struct task *task)
{
    struct worker *worker = flow->worker;
    if (is_served(worker, task)) {
        service_submit(worker->model_data, task);
        return;
    }
    bool strand = task->lane != task->id;
    task->after = strand || worker->model_data ? 0 : task->id - 1;
    thread_start_task(worker, task);
}

void thread_wake(struct worker *worker, uint32_t id)
{
    struct board_task *record = board_task(worker->board, id);
    atomic_store(&record->word, 1);
    futex_wake(&record->word, 1);
}

void thread_run_worker(struct flow *flow)
{
    struct worker *worker = flow->worker;
    if (worker->program->settings.workers)
        service_begin(worker);
    worker_start_tasks(flow);
    struct pollfd fds[] = {{worker->board->over_fd, POLLIN, 0}, {worker->arrivals, POLLIN, 0}};
    while (!atomic_load(&worker->board->over)) {
        if (poll(fds, 2, -1) <= 0)
            continue;
        struct task *task;
        bool none_left = false;
        while (!fds[0].revents && (task = worker_take_arrival(flow, &none_left)))
            thread_spawn(flow, task);
        if (none_left)
            fds[1].fd = -1;
    }
}
