/* The engine's children: forked here, handed their tasks, reaped. */
#include "config.h"

#include "runtime/engine.h"

#include "base/mem.h"
#include "runtime/deadlock.h"
#include "runtime/futex.h"
#include "runtime/interp.h"
#include "runtime/record.h"
#include "runtime/worker.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- forking ---- */

/* A parent-death signal is asked for, and then the parent looked at: it may have died in between.
 */
static void become_child(pid_t engine)
{
    sigset_t none;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != engine)
        _exit(1);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

pid_t engine_fork(struct engine *engine)
{
    pid_t pid = fork();
    if (pid == 0)
        become_child(engine->pid);
    if (pid < 0)
        engine_end(engine, TRACE_RESULT_STOPPED, "the machine refused another process: %s",
                   strerror(errno));
    return pid;
}

void engine_run_worker(struct engine *engine)
{
    struct flow flow;
    worker_begin(&engine->worker, &flow);
    engine->model->run(&flow);
    worker_quit(&flow);
}

struct engine_child *engine_add_child(struct engine *engine, pid_t pid)
{
    struct engine_child *child = mem_alloc(sizeof *child);
    child->pid = pid;
    child->jobs = -1;
    child->next = engine->children;
    engine->children = child;
    return child;
}

static struct engine_child *child_of(const struct engine *engine, pid_t pid)
{
    struct engine_child *child = engine->children;
    while (child && child->pid != pid)
        child = child->next;
    return child;
}

int engine_living(const struct engine *engine)
{
    int count = 0;
    for (const struct engine_child *child = engine->children; child; child = child->next)
        count++;
    return count;
}

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
            engine_end(engine, TRACE_RESULT_STOPPED, "no socket for a process: %s",
                       strerror(errno));
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
        free(job);
        free(first);
    }
}

static bool has_pool(const struct engine *engine)
{
    for (const struct engine_child *child = engine->children; child; child = child->next)
        if (child->pooled)
            return true;
    return false;
}

static void abandon_job(struct engine *engine, const struct fork_job *job)
{
    struct board *board = engine->worker.board;
    board_lock(board);
    board_abandon_locked(board, job->task);
    deadlock_check_locked(board, &engine->flow.writer, job->task);
    board_unlock(board);
}

static void queue_job(struct engine *engine, const struct fork_job *job, size_t bytes)
{
    struct engine_job *item = mem_alloc(sizeof *item);
    item->job = mem_alloc(bytes);
    memcpy(item->job, job, bytes);
    if (engine->jobs)
        engine->last_job->next = item;
    else
        engine->jobs = item;
    engine->last_job = item;
    if (has_pool(engine))
        hand_jobs(engine);
    else
        abandon_job(engine, job);
}

/* Pooled processes serve what starts by itself, and what `main` starts. */
static bool is_served(const struct engine *engine, uint32_t id)
{
    const struct board *board = engine->worker.board;
    bool pool = engine->model->rules.task_is_process && engine->program->settings.workers > 0;
    return pool && id != board->main_id &&
           board_lane(board, board->tasks[id].starter) == board->main_id;
}

void engine_start_job(struct engine *engine, const struct fork_job *job, size_t bytes)
{
    if (job->kind == FORK_JOB_START && is_served(engine, job->task)) {
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

/* ---- the dead ---- */

static bool is_crash(int signal)
{
    return signal == SIGSEGV || signal == SIGBUS || signal == SIGABRT || signal == SIGILL ||
           signal == SIGFPE;
}

static void write_crashed(struct engine *engine, uint32_t id, int signal)
{
    char text[64];
    int len = snprintf(text, sizeof text, "ended by %s",
                       is_crash(signal) ? "a crash" : strsignal(signal));
    trace_write_text(
        &engine->flow.writer,
        (struct trace_event){.kind = TRACE_TASK_END, .who = id, .detail = TRACE_END_CRASHED}, text,
        (size_t)len);
}

/* Ends the record of a task whose process has died: whoever awaits it is told; what it held stays
 * held. */
static void bury_task(struct engine *engine, uint32_t id, int signal)
{
    struct board *board = engine->worker.board;
    struct board_task *record = board_task(board, id);
    if (!record->crash_logged)
        write_crashed(engine, id, signal);
    board_lock(board);
    interp_main_ended_locked(&engine->flow, id);
    board_task_end_locked(board, id, TRACE_END_CRASHED, 0, NULL, 0, &engine->worker.waker);
    deadlock_check_locked(board, &engine->flow.writer, id);
    board_unlock(board);
    atomic_store(&record->begun, 1);
    futex_wake(&record->begun, INT32_MAX);
}

static void bury_offload(struct engine *engine, uint32_t id)
{
    static const char text[] = "the process of the offloaded block crashed";
    struct board *board = engine->worker.board;
    struct board_task *record = board_task(board, id);
    board_lock(board);
    record->offload_end = TRACE_END_CRASHED;
    record->offload_error = board_keep_text_locked(board, text, sizeof text - 1);
    board_unlock(board);
    atomic_store(&record->offload_done, 1);
    futex_wake(&record->offload_done, 1);
}

/* A worker among several died: its tasks die with it, the others live on. */
static void bury_worker(struct engine *engine, pid_t pid, int signal)
{
    struct board *board = engine->worker.board;
    for (uint32_t id = 1; id <= board->tasks_used; id++) {
        struct board_task *record = board_task(board, id);
        if (record->process == pid && record->status != BOARD_ENDED && !record->generator)
            bury_task(engine, id, signal);
    }
}

/* A crashed worker is not replaced. After the last, what queues for it or would arrive is never
 * served: with `main` alive it may still come to a deadlock, else the program has crashed. */
static void worker_lost(struct engine *engine, struct engine_child *child)
{
    child->pooled = false;
    if (has_pool(engine) || atomic_load(&engine->worker.board->over))
        return;
    if (engine->program->main_task < 0)
        engine_end(engine, TRACE_RESULT_CRASH, "the last worker crashed");
    for (struct engine_job *item = engine->jobs; item; item = item->next)
        abandon_job(engine, item->job);
}

static void child_died(struct engine *engine, struct engine_child *child, int signal)
{
    if (child->offload) {
        bury_offload(engine, child->task);
    } else if (engine->model->rules.task_is_process) {
        if (child->task)
            bury_task(engine, child->task, signal);
        if (child->pooled)
            worker_lost(engine, child);
    } else if (engine_living(engine) > 1) {
        bury_worker(engine, child->pid, signal);
    } else if (is_crash(signal)) {
        engine_end(engine, TRACE_RESULT_CRASH, "the whole program crashed (%s)", strsignal(signal));
    } else {
        engine_end(engine, TRACE_RESULT_STOPPED, "the program was ended by a signal (%s)",
                   strsignal(signal));
    }
}

static void remove_child(struct engine *engine, struct engine_child *child)
{
    struct engine_child **at = &engine->children;
    while (*at != child)
        at = &(*at)->next;
    *at = child->next;
    if (child->jobs >= 0)
        close(child->jobs);
    free(child);
}

static int64_t cpu_of(const struct rusage *usage)
{
    return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000000LL +
           (usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) * 1000LL;
}

static void child_ended(struct engine *engine, struct engine_child *child, int status,
                        const struct rusage *usage, int64_t delay_ns)
{
    bool killed = WIFSIGNALED(status);
    if (killed) /* one that ends by itself has written its own account */
        trace_write(&engine->flow.writer,
                    (struct trace_event){.kind = TRACE_CPU, .value = cpu_of(usage)});
    if (killed)
        atomic_fetch_add(&engine->worker.board->delay_ns, delay_ns);
    bool over = atomic_load(&engine->worker.board->over);
    if (!over && (killed || WEXITSTATUS(status)))
        child_died(engine, child, killed ? WTERMSIG(status) : SIGABRT);
    remove_child(engine, child);
}

/* The next child that has ended, or 0. It is not reaped: what the kernel knows of it can be asked
 * until then. */
static pid_t next_dead(void)
{
    siginfo_t info = {0};
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ? 0 : info.si_pid;
}

void engine_reap(struct engine *engine)
{
    int status;
    struct rusage usage;
    pid_t pid;
    while ((pid = next_dead()) > 0) {
        int64_t delay_ns = lost_usage_of(pid).delay_ns;
        if (wait4(pid, &status, 0, &usage) != pid)
            return;
        if (pid == engine->device_pid) {
            engine->device_pid = 0;
            engine_end(engine, TRACE_RESULT_STOPPED, "the device was ended from outside");
            continue;
        }
        struct engine_child *child = child_of(engine, pid);
        if (child)
            child_ended(engine, child, status, &usage, delay_ns);
    }
}

void engine_kill_children(struct engine *engine, bool device_too)
{
    for (struct engine_child *child = engine->children; child; child = child->next)
        kill(child->pid, SIGKILL);
    if (device_too && engine->device_pid)
        kill(engine->device_pid, SIGKILL);
}
