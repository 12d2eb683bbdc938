/* A thread that runs a task is a loop around a question: interp_run() comes back with what the task
 * wants, the thread waits for it, and asks again. Each wait holds the thread and nobody else; who
 * runs meanwhile is the kernel's affair.
 *
 * The kernel begins threads in any order. A picture of them would begin at random, so each task
 * waits until the one that was started before it has had control:
 *
 *     one     begun ─┐
 *     two            └▸ begun ─┐
 *     three                    └▸ begun        from here the kernel decides
 *
 * With `workers N` it is N threads that take the tasks from a queue, in order, but for `main`,
 * which needs none. A task that waits for one behind it in the queue keeps its worker from it, as
 * in a full pool of threads anywhere. */
#include "config.h"

#include "flow/task_thread.h"

#include "base/mem.h"
#include "board/futex.h"
#include "flow/director.h"
#include "flow/gil_lock.h"
#include "flow/hold.h"
#include "flow/must.h"
#include "flow/pool.h"
#include "flow/thread.h"
#include "flow/turn.h"
#include "flow/worker.h"
#include "interp/connection.h"
#include "interp/interp.h"
#include "interp/record.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>

static enum trace_state state_of_wait(const struct task *task)
{
    enum trace_state state = record_wait_state(task);
    return state == TRACE_WAITING ? TRACE_BLOCKED : state;
}

void task_thread_show_wait(struct flow *flow, struct task *task)
{
    record_wait(flow, task, state_of_wait(task));
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
            if (task->hold)
                hold_call(flow, task);
            else
                hold_answer(flow, task);
            break;
        case WANT_SLEEP:
            if (task->hold)
                hold_call(flow, task);
            else
                hold_until_woken(flow, task, TRACE_BLOCKED, task->due_ns);
            break;
        case WANT_WAKE:
            hold_until_woken(flow, task, state_of_wait(task), task_deadline_ns(task));
            break;
        case WANT_YIELD:
            yield(flow, task);
            break;
        case WANT_OFFLOAD:
            task->held_offload = true;
            pool_hold(flow, task);
            break;
        default:
            worker_quit(flow);
        }
    }
}

void task_thread_wait_for_turn(const struct task *task)
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
    if (task->lane == task->id || task->want != WANT_IO || task->answered)
        return;
    if (flow->worker->director)
        director_stand_before_answer(flow, task);
    record_wait(flow, task, TRACE_BLOCKED);
    connection_read(flow, task, task->device_fd);
}

void task_thread_run(struct flow *flow, struct task *task)
{
    task_thread_wait_for_turn(task);
    wait_for_answer(flow, task);
    if (flow->worker->director)
        director_stand_before_begin(flow, task);
    gil_take(flow, task);
    turn_take(flow, task);
    futex_wake(&task->record->begun, INT32_MAX);
    drive(flow, task);
    gil_drop(flow, task, TRACE_BY_END);
    director_look(flow->worker);
    task_free(task);
}

/* ---- a thread of its own ---- */

static void *task_thread(void *arg)
{
    struct task *task = arg;
    struct flow flow;
    flow_init(&flow, task->worker, 0);
    record_set_flow(&flow);
    if (task->lane != task->id)
        trace_write(&flow.writer, (struct trace_event){.kind = TRACE_THREAD,
                                                       .who = task->actor,
                                                       .arg = (uint32_t)flow.tid,
                                                       .value = task->worker->pid});
    task_thread_run(&flow, task);
    flow_release(&flow);
    return NULL;
}

static void start_thread(struct worker *worker, struct task *task)
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
        task_thread_run(&flow, task);
    }
    return NULL;
}

static void service_begin(struct worker *worker)
{
    struct service *service = mem_alloc(sizeof *service);
    must_have(worker, "a mutex", pthread_mutex_init(&service->mutex, NULL));
    must_have(worker, "a condition variable", pthread_cond_init(&service->more, NULL));
    worker->model_data = service;
    for (int64_t i = 0; i < worker->program->settings.workers; i++) {
        board_lock(worker->board);
        board_add_server_locked(worker->board);
        board_unlock(worker->board);
        thread_start(worker, service_thread, worker, "worker");
    }
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

void task_thread_spawn(struct flow *flow, struct task *task)
{
    struct worker *worker = flow->worker;
    if (task->record->service == BOARD_QUEUED) {
        service_submit(worker->model_data, task);
        return;
    }
    bool strand = task->lane != task->id;
    task->after = strand || worker->model_data ? 0 : task->id - 1;
    start_thread(worker, task);
}

void task_thread_wake(struct worker *worker, uint32_t id)
{
    struct board_task *record = board_task(worker->board, id);
    atomic_store(&record->word, 1);
    futex_wake(&record->word, 1);
}

void task_thread_run_worker(struct flow *flow)
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
            task_thread_spawn(flow, task);
        director_look(worker); /* who queues for a worker comes to no point of its own */
        if (none_left)
            fds[1].fd = -1;
    }
}
