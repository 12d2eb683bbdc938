/* A process runs a task as a thread does: it is a worker with one task, run by the thread it was
 * born with. It comes into being in one of two ways:
 *
 *     engine ── fork ──▸ process_run_job(): its task, or its block, and the end
 *
 *     engine ── fork ──▸ process_serve(): idle ──▸ a task ──▸ idle ──▸ a task …   (`workers N`)
 *
 * Shared variables are its own. A fresh one begins with copies of what its starter had; a pooled
 * one begins as the file says, and keeps what it has from task to task. */
#include "config.h"

#include "flow/process.h"

#include "base/clock.h"
#include "base/mem.h"
#include "board/futex.h"
#include "flow/pool.h"
#include "flow/task_thread.h"
#include "flow/worker.h"
#include "interp/record.h"
#include "measure/lost_time.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void take_copies(struct worker *worker, const struct fork_job *job)
{
    const int64_t *copies = fork_job_shared(job);
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
    task_thread_wait_for_turn(task);
    sched_setaffinity(0, sizeof all, &all);
}

static void run_started(struct flow *flow, const struct fork_job *job)
{
    struct worker *worker = flow->worker;
    struct task *task = task_new(worker, job->task, fork_job_values(job), job->values);
    task->line = worker->program->tasks[task->record->declaration].line;
    task->after = job->after;
    if (worker->jobs < 0)
        wait_on_a_core(task);
    task_thread_run(flow, task);
}

static void tell_offload(struct flow *flow, struct task *task)
{
    struct board *board = flow->worker->board;
    struct board_task *record = task->record;
    board_lock(board);
    record->offload_end = task->unwind == UNWIND_FAILURE ? TRACE_END_FAILED : TRACE_END_OK;
    if (task->unwind == UNWIND_FAILURE)
        record->offload_error = board_keep_text_locked(board, task->error, task->error_len);
    /* What cancelled the block is still to cancel its task, in the process where that is. */
    record->cancel = record->cancel || task->unwind == UNWIND_CANCEL;
    if (task->unwind == UNWIND_GROUP)
        board->groups[task->unwind_group].told = false;
    board_unlock(board);
    atomic_store(&record->offload_done, 1);
    futex_wake(&record->offload_done, 1);
}

static void run_offloaded(struct flow *flow, const struct fork_job *job)
{
    struct worker *worker = flow->worker;
    struct task *task = mem_alloc(sizeof *task);
    *task = (struct task){.id = job->task,
                          .lane = board_lane(worker->board, job->task),
                          .record = board_task(worker->board, job->task),
                          .worker = worker,
                          .device_fd = -1,
                          .apart = true,
                          .line = job->line,
                          .limit = job->limit};
    struct frame *frame = task_push_frame(task, job->declaration);
    memcpy(frame->slots, fork_job_values(job), (size_t)job->values * sizeof(struct value));
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

void process_run_job(struct worker *worker, const struct fork_job *job)
{
    struct flow flow;
    bool offloaded = job->kind == FORK_JOB_OFFLOAD;
    worker->offloaded = offloaded ? job->task : 0;
    worker_begin(worker, &flow);
    if (atomic_load(&worker->board->over)) /* while it came to be */
        worker_quit(&flow);
    take_copies(worker, job);
    if (offloaded) {
        flow.actor = job->actor;
        worker->index = job->index;
        run_offloaded(&flow, job);
    } else {
        run_started(&flow, job);
    }
    worker_quit(&flow);
}

/* How long it waited for a CPU before the run, which does not wait for it: at least what cannot
 * have been since. */
static int64_t delay_before_run(const struct worker *worker)
{
    int64_t delay_ns = lost_usage_of(worker->pid).delay_ns;
    bool runs = atomic_load(&worker->board->go);
    int64_t since_ns = runs ? clock_now_ns() - worker->board->origin_ns : 0;
    return delay_ns > since_ns ? delay_ns - since_ns : 0;
}

/* A pooled process: says that it is idle, is handed a task, and keeps its copies of shared
 * variables from one to the next. */
void process_serve(struct flow *flow)
{
    struct worker *worker = flow->worker;
    struct fork_job *job = mem_alloc(FORK_JOB_MAX_BYTES);
    const struct fork_job idle = {.kind = FORK_JOB_IDLE};
    worker->delay_begin_ns = delay_before_run(worker);
    for (;;) {
        if (send(worker->jobs, &idle, sizeof idle, MSG_NOSIGNAL) < 0)
            break;
        ssize_t n = recv(worker->jobs, job, FORK_JOB_MAX_BYTES, 0);
        if (n < (ssize_t)sizeof *job)
            break;
        run_started(flow, job);
    }
    free(job);
}
