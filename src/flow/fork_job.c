/* Why a process asks for a process and does not fork: it may have threads, and a process forked
 * from one with threads may do next to nothing before exec. The engine has none. So who wants a
 * process sends a message, and the engine forks:
 *
 *     a process of the run             engine              a new process
 *     `start` ── FORK_JOB_START ─────▸ forks ────────────▸ runs the task
 *     `offload` ── FORK_JOB_OFFLOAD ─▸ forks ────────────▸ runs the block
 *          a pool's thread waits ◂──── offload_done ────── leaves its outcome on the board
 *
 * A message carries what the new process cannot inherit from the engine: the arguments, or the
 * locals of the block's frame, and the shared variables as they are in the sender. */
#include "config.h"

#include "flow/fork_job.h"

#include "base/mem.h"
#include "board/futex.h"
#include "board/queue.h"
#include "interp/record.h"
#include "interp/statement.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

const struct value *fork_job_values(const struct fork_job *job)
{
    return (const struct value *)job->payload;
}

const int64_t *fork_job_shared(const struct fork_job *job)
{
    return (const int64_t *)(job->payload + (size_t)job->values * sizeof(struct value));
}

struct fork_job *fork_job_new(uint32_t kind, uint32_t task, const struct value *values, int count,
                              const struct worker *worker, size_t *bytes)
{
    int shared = worker->program->shared_count;
    size_t values_bytes = (size_t)count * sizeof *values;
    *bytes = sizeof(struct fork_job) + values_bytes + (size_t)shared * sizeof(int64_t);
    struct fork_job *job = mem_alloc(*bytes);
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

static int send_job(const struct worker *worker, const struct fork_job *job, size_t bytes)
{
    ssize_t n;
    if (bytes > FORK_JOB_MAX_BYTES)
        return -EMSGSIZE;
    do
        n = send(worker->engine, job, bytes, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n < 0 ? -errno : 0;
}

static void lose_engine(struct worker *worker, int error)
{
    if (error == EPIPE || error == ECONNRESET)
        board_set_over(worker->board, BOARD_STOP);
    else
        board_refuse(worker->board, "a message to the engine", error);
}

int fork_job_start(struct worker *worker, uint32_t id, const struct value *args, int count)
{
    size_t bytes;
    struct fork_job *job = fork_job_new(FORK_JOB_START, id, args, count, worker, &bytes);
    int bad = send_job(worker, job, bytes);
    free(job);
    if (bad < 0)
        lose_engine(worker, -bad);
    return bad;
}

/* ---- offload to processes ---- */

/* What offload_done says: that it has ended, or that somebody is to be told meanwhile. */
enum { RUNS = 0, ENDED = 1, PASSES_ON = 2 };

void fork_job_pass_on_locked(struct worker *worker, uint32_t id)
{
    struct board_task *record = board_task(worker->board, worker->offloaded);
    uint32_t runs = RUNS;
    queue_push(worker->board, &record->far, id);
    if (atomic_compare_exchange_strong(&record->offload_done, &runs, PASSES_ON))
        futex_wake(&record->offload_done, 1);
}

static void tell_far(struct worker *worker, struct board_task *record)
{
    uint32_t id, passes_on = PASSES_ON;
    board_lock(worker->board);
    atomic_compare_exchange_strong(&record->offload_done, &passes_on, RUNS);
    while ((id = queue_take(worker->board, &record->far)))
        worker->rules->wake(worker, id);
    board_unlock(worker->board);
}

static void wait_for_process(struct worker *worker, struct board_task *record)
{
    uint32_t now;
    while ((now = atomic_load(&record->offload_done)) != ENDED) {
        if (now == PASSES_ON)
            tell_far(worker, record);
        else
            futex_wait(&record->offload_done, RUNS, 0);
    }
    tell_far(worker, record);
}

/* The process of the block has said so itself, unless it was killed. */
static void record_end(struct flow *flow, struct task *task)
{
    struct board_task *record = task->record;
    if (record->offload_end == TRACE_END_CRASHED && !record->crash_logged)
        record_state(flow, task, TRACE_ENDED, TRACE_BY_END, task->lane, 0);
    record->crash_logged = false;
}

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

void fork_job_offload(struct flow *flow, struct task *task)
{
    struct worker *worker = flow->worker;
    struct frame *frame = task->frame;
    struct board_task *record = task->record;
    const struct limit *limit = task_limit(task);
    size_t bytes;
    struct fork_job *job =
        fork_job_new(FORK_JOB_OFFLOAD, task->id, frame->slots, frame->locals, worker, &bytes);
    job->declaration = frame->declaration;
    job->pc = frame->pc;
    job->line = task->line;
    job->index = worker->index;
    job->actor = flow->actor;
    job->limit = limit ? *limit : (struct limit){0};
    atomic_store(&record->offload_done, 0);
    task->waited = false;
    int bad = send_job(worker, job, bytes);
    if (bad < 0)
        lose_engine(worker, -bad);
    free(job);
    wait_for_process(worker, record);
    record_end(flow, task);
    take_outcome(task);
}
