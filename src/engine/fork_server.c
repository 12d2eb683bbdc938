/* The fork server: a process for each task or block that is asked for (flow/fork_job.h).
 *
 *     a process ── job ──▸ engine ─┬─▸ fork: a fresh process, for this job alone
 *                                  └─▸ queue ──▸ a pooled process that is idle    (`workers N`)
 *
 * The engine does this because it is the one process that never has a second thread. A pool is
 * forked before the run, and serves all tasks but `main`, which has a process of its own. */
#include "config.h"

#include "engine/engine.h"

#include "base/mem.h"
#include "flow/process.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void fork_for_job(struct engine *engine, const struct fork_job *job)
{
    pid_t pid = engine_fork(engine);
    if (pid < 0)
        return;
    if (pid == 0) {
        engine_limit_cores(engine->program->settings.cores);
        process_run_job(&engine->worker, job);
    }
    struct engine_child *child = engine_add_child(engine, pid);
    child->task = job->task;
    child->offload = job->kind == FORK_JOB_OFFLOAD;
}

/* ---- pooled processes ---- */

void engine_fork_pool(struct engine *engine)
{
    for (int64_t i = 0; i < engine->program->settings.workers; i++) {
        int pair[2];
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) {
            char words[REFUSAL_BYTES];
            refusal_words(words, sizeof words, NULL, errno);
            engine_end(engine, TRACE_RESULT_STOPPED, TRACE_ENDING_NO_SOCKET, 0, words);
            return;
        }
        pid_t pid = engine_fork(engine);
        if (pid == 0) {
            close(pair[0]);
            for (struct engine_child *other = engine->children; other; other = other->next)
                if (other->jobs >= 0)
                    close(other->jobs);
            engine->worker.jobs = pair[1];
            engine_run_worker(engine);
        }
        close(pair[1]);
        if (pid < 0)
            return;
        struct engine_child *child = engine_add_child(engine, pid);
        child->pooled = true;
        child->jobs = pair[0];
        board_lock(engine->worker.board);
        board_add_server_locked(engine->worker.board);
        board_unlock(engine->worker.board);
    }
}

static void hand_jobs(struct engine *engine)
{
    for (struct engine_child *child = engine->children; child && engine->jobs;
         child = child->next) {
        if (!child->pooled || !child->idle)
            continue;
        struct engine_job *first = engine->jobs;
        struct fork_job *job = first->job;
        size_t bytes = sizeof *job + (size_t)job->values * sizeof(struct value) +
                       (size_t)job->shared * sizeof(int64_t);
        job->after = engine->last_served;
        if (send(child->jobs, job, bytes, MSG_NOSIGNAL) < 0)
            continue;
        engine->last_served = job->task;
        child->idle = false;
        child->task = job->task;
        engine->jobs = first->next;
        if (!engine->jobs)
            engine->last_job = NULL;
        free(job);
        free(first);
    }
}

bool engine_has_pool(const struct engine *engine)
{
    for (const struct engine_child *child = engine->children; child; child = child->next)
        if (child->pooled)
            return true;
    return false;
}

static void queue_job(struct engine *engine, const struct fork_job *job, size_t bytes)
{
    struct engine_job *item = mem_alloc(sizeof *item);
    item->job = mem_alloc(bytes);
    memcpy(item->job, job, bytes);
    if (engine->last_job)              /* it is in the list: the list is not empty */
        engine->last_job->next = item; /* NOLINT(clang-analyzer-unix.Malloc) */
    else
        engine->jobs = item;
    engine->last_job = item;
    hand_jobs(engine);
}

void engine_start_job(struct engine *engine, const struct fork_job *job, size_t bytes)
{
    const struct board_task *record = board_task(engine->worker.board, job->task);
    if (job->kind == FORK_JOB_START && record->service == BOARD_QUEUED) {
        queue_job(engine, job, bytes);
        return;
    }
    struct fork_job *own = mem_alloc(bytes);
    memcpy(own, job, bytes);
    bool ordered = own->kind == FORK_JOB_START && engine->program->settings.workers == 0;
    own->after = ordered ? own->task - 1 : 0;
    fork_for_job(engine, own);
    free(own);
}

void engine_take_idle(struct engine *engine, struct engine_child *child)
{
    struct fork_job job;
    ssize_t n = recv(child->jobs, &job, sizeof job, MSG_DONTWAIT);
    if (n == 0) {
        close(child->jobs);
        child->jobs = -1;
    }
    if (n != sizeof job)
        return;
    child->idle = true;
    child->task = 0;
    hand_jobs(engine);
}

void engine_take_requests(struct engine *engine)
{
    struct fork_job *job = mem_alloc(FORK_JOB_MAX_BYTES);
    ssize_t n;
    while ((n = recv(engine->requests, job, FORK_JOB_MAX_BYTES, MSG_DONTWAIT)) > 0)
        if ((size_t)n >= sizeof *job)
            engine_start_job(engine, job, (size_t)n);
    free(job);
}
