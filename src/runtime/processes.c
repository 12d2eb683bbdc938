#include "config.h"

#include "runtime/processes.h"

#include "base/mem.h"
#include "runtime/futex.h"
#include "runtime/lost.h"
#include "runtime/pool.h"
#include "runtime/record.h"
#include "runtime/statement.h"
#include "runtime/thread.h"
#include "runtime/worker.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* ---- messages ---- */

const struct value *processes_job_values(const struct processes_job *job)
{
    return (const struct value *)job->payload;
}

const int64_t *processes_job_shared(const struct processes_job *job)
{
    return (const int64_t *)(job->payload + (size_t)job->values * sizeof(struct value));
}

struct processes_job *processes_job_new(uint32_t kind, uint32_t task, const struct value *values,
                                        int count, const struct worker *worker, size_t *bytes)
{
    int shared = worker->program->shared_count;
    size_t values_bytes = (size_t)count * sizeof *values;
    *bytes = sizeof(struct processes_job) + values_bytes + (size_t)shared * sizeof(int64_t);
    struct processes_job *job = mem_alloc(*bytes);
    job->kind = kind;
    job->task = task;
    job->values = count;
    job->shared = shared;
    if (count)
        memcpy(job->payload, values, values_bytes);
    int64_t *copies = (int64_t *)(job->payload + values_bytes);
    for (int i = 0; i < shared; i++)
        copies[i] = atomic_load_explicit(&worker->shared[i], memory_order_relaxed);
    return job;
}

static int send_job(const struct worker *worker, const struct processes_job *job, size_t bytes)
{
    ssize_t n;
    if (bytes > PROCESSES_MAX_MESSAGE)
        return -EMSGSIZE;
    do
        n = send(worker->engine, job, bytes, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n < 0 ? -errno : 0;
}

int processes_start(struct worker *worker, uint32_t id, const struct value *args, int count)
{
    size_t bytes;
    struct processes_job *job = processes_job_new(PROCESSES_START, id, args, count, worker, &bytes);
    int bad = send_job(worker, job, bytes);
    free(job);
    if (bad < 0)
        board_set_over(worker->board, BOARD_STOP);
    return bad;
}

/* ---- offload to processes ---- */

/* What came of the block: a failure is raised in the task, as if it had happened in it. */
static void take_outcome(struct task *task)
{
    struct board *board = task->worker->board;
    struct board_task *record = task->record;
    if (record->offload_end != TRACE_END_OK) {
        const char *text = board->text + record->offload_error;
        interp_fail_text(task, text, strlen(text));
    }
    task->waited = task->unwind == UNWIND_NONE;
}

void processes_offload(struct flow *flow, struct task *task)
{
    struct worker *worker = flow->worker;
    struct frame *frame = task->frame;
    struct board_task *record = task->record;
    size_t bytes;
    struct processes_job *job =
        processes_job_new(PROCESSES_OFFLOAD, task->id, frame->slots, frame->locals, worker, &bytes);
    job->declaration = frame->declaration;
    job->pc = frame->pc;
    job->line = task->line;
    job->actor = flow->actor;
    atomic_store(&record->offload_done, 0);
    task->waited = false;
    if (send_job(worker, job, bytes) < 0)
        board_set_over(worker->board, BOARD_STOP);
    free(job);
    while (!atomic_load(&record->offload_done))
        futex_wait(&record->offload_done, 0, 0);
    take_outcome(task);
}

/* ---- in a process ---- */

static void take_copies(struct worker *worker, const struct processes_job *job)
{
    const int64_t *copies = processes_job_shared(job);
    /* Its own, whatever the model: an offloaded block writes to copies too. */
    worker->shared = mem_alloc(((size_t)job->shared + 1) * sizeof *worker->shared);
    for (int i = 0; i < job->shared; i++)
        atomic_store_explicit(&worker->shared[i], copies[i], memory_order_relaxed);
}

/* A new process waits for its turn, and whoever wakes is put where it slept or where its waker is,
 * though it is about to use the core for long and another may soon be idle: of four processes three
 * would often share a core, until the kernel looks again, tens of ms later. So they wait on one
 * core after the other; from there on the kernel may move them. (A pool's have long begun.) */
static void wait_on_a_core(const struct task *task)
{
    cpu_set_t all, one;
    if (sched_getaffinity(0, sizeof all, &all) < 0 || CPU_COUNT(&all) < 2)
        return;
    int core = 0;
    for (uint32_t left = task->id % (uint32_t)CPU_COUNT(&all); left || !CPU_ISSET(core, &all);
         core++)
        left -= CPU_ISSET(core, &all) != 0;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    sched_setaffinity(0, sizeof one, &one);
    thread_wait_for_turn(task);
    sched_setaffinity(0, sizeof all, &all);
}

static void run_started(struct flow *flow, const struct processes_job *job)
{
    struct worker *worker = flow->worker;
    struct task *task = task_new(worker, job->task, processes_job_values(job), job->values);
    task->line = worker->program->tasks[task->record->declaration].line;
    task->after = job->after;
    if (worker->jobs < 0)
        wait_on_a_core(task);
    thread_run_task(flow, task);
}

static void tell_offload(struct flow *flow, struct task *task)
{
    struct board *board = flow->worker->board;
    struct board_task *record = task->record;
    board_lock(board);
    record->offload_end = task->unwind == UNWIND_FAILURE ? TRACE_END_FAILED : TRACE_END_OK;
    if (task->unwind == UNWIND_FAILURE)
        record->offload_error = board_keep_text_locked(board, task->error, task->error_len);
    board_unlock(board);
    atomic_store(&record->offload_done, 1);
    futex_wake(&record->offload_done, 1);
}

static void run_offloaded(struct flow *flow, const struct processes_job *job)
{
    struct worker *worker = flow->worker;
    struct task *task = mem_alloc(sizeof *task);
    *task = (struct task){.id = job->task,
                          .lane = job->task,
                          .record = board_task(worker->board, job->task),
                          .worker = worker,
                          .device_fd = -1,
                          .line = job->line};
    struct frame *frame = task_push_frame(task, job->declaration);
    memcpy(frame->slots, processes_job_values(job), (size_t)job->values * sizeof(struct value));
    frame->pc = job->pc;
    trace_write(&flow->writer, (struct trace_event){.kind = TRACE_THREAD,
                                                    .who = flow->actor,
                                                    .arg = (uint32_t)flow->tid,
                                                    .value = worker->pid});
    record_state(flow, task, TRACE_RUNNING, TRACE_BY_STARTED, task->lane, 0);
    pool_run_block(flow, task);
    record_state(flow, task, TRACE_ENDED, TRACE_BY_END, task->lane, 0);
    tell_offload(flow, task);
}

void processes_child(struct worker *worker, const struct processes_job *job)
{
    struct flow flow;
    worker_begin(worker, &flow);
    take_copies(worker, job);
    if (job->kind == PROCESSES_OFFLOAD) {
        flow.actor = job->actor;
        run_offloaded(&flow, job);
    } else {
        run_started(&flow, job);
    }
    worker_quit(&flow);
}

/* A pooled process: says that it is idle, is handed a task, and keeps its copies of shared
 * variables from one to the next. */
void processes_serve(struct flow *flow)
{
    struct worker *worker = flow->worker;
    struct processes_job *job = mem_alloc(PROCESSES_MAX_MESSAGE);
    const struct processes_job idle = {.kind = PROCESSES_IDLE};
    worker->delay_begin_ns = lost_usage_of(worker->pid).delay_ns;
    for (;;) {
        if (send(worker->jobs, &idle, sizeof idle, MSG_NOSIGNAL) < 0)
            break;
        ssize_t n = recv(worker->jobs, job, PROCESSES_MAX_MESSAGE, 0);
        if (n < (ssize_t)sizeof *job)
            break;
        run_started(flow, job);
    }
    free(job);
}
