/* The dead: reaped, and what they leave repaired.
 *
 *     ended ──▸ the kernel is asked what it used and waited ──▸ reaped ──▸ buried
 *
 * A process that ends by itself has told the board, and written its account. One that was killed or
 * has crashed has not: its task is ended on the board in its name, so that whoever awaits it is
 * told, and the account is what the kernel knew. What it held stays held, as it would be. */
#include "config.h"

#include "engine/engine.h"

#include "base/clock.h"
#include "board/compete.h"
#include "board/deadlock.h"
#include "board/futex.h"
#include "flow/director.h"
#include "interp/interp.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

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
    board_forget_call_locked(board, id, &engine->worker.waker);
    board_task_end_locked(board, id, TRACE_END_CRASHED, 0, NULL, 0, &engine->worker.waker);
    deadlock_check_locked(board, &engine->flow.writer);
    board_unlock(board);
    atomic_store(&record->begun, 1);
    futex_wake(&record->begun, INT32_MAX);
}

/* The other blocks that the same process has out end too: who has lost one process of a pool does
 * not know what the others are in the middle of. ProcessPoolExecutor does so. */
static void break_pool(struct engine *engine, const struct engine_child *child)
{
    const struct board *board = engine->worker.board;
    for (struct engine_child *other = engine->children; other; other = other->next) {
        if (other == child || !other->offload || other->broken ||
            board->tasks[other->task].process != board->tasks[child->task].process)
            continue;
        other->broken = true;
        kill(other->pid, SIGKILL);
    }
}

static void bury_offload(struct engine *engine, uint32_t id)
{
    static const char text[] = "the pool is broken";
    struct board *board = engine->worker.board;
    struct board_task *record = board_task(board, id);
    board_lock(board);
    board_forget_call_locked(board, id, &engine->worker.waker);
    board_wait_drop_locked(board, id);
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

/* The dead are not reaped in the order in which they died. */
static void note_crash(struct engine *engine, uint32_t id)
{
    const struct board_task *record = board_task(engine->worker.board, id);
    int64_t crashed_ns = id && record->crash_logged ? record->value : clock_now_ns();
    if (crashed_ns < engine->last_crashed_ns)
        return;
    engine->last_crashed = id;
    engine->last_crashed_ns = crashed_ns;
}

/* A crashed worker is not replaced. After the last, what queues for it or would arrive is never
 * served: with `main` alive it may still come to a deadlock, else the program has crashed. */
static void worker_lost(struct engine *engine, struct engine_child *child)
{
    struct board *board = engine->worker.board;
    child->pooled = false;
    if (atomic_load(&board->over))
        return;
    if (!engine_has_pool(engine) && engine->program->main_task < 0) {
        engine_end(engine, TRACE_RESULT_CRASH, TRACE_ENDING_LAST_WORKER, engine->last_crashed, "");
        return;
    }
    board_lock(board);
    board_lose_server_locked(board);
    deadlock_check_locked(board, &engine->flow.writer);
    board_unlock(board);
}

/* Tasks that share no process with those of the one that died: what a process runs for another, a
 * block, is none of them. */
static bool lives_another_worker(const struct engine *engine, const struct engine_child *died)
{
    for (const struct engine_child *child = engine->children; child; child = child->next)
        if (child != died && !child->offload)
            return true;
    return false;
}

static void child_died(struct engine *engine, struct engine_child *child, int signal)
{
    if (child->offload) {
        if (!child->broken)
            break_pool(engine, child);
        bury_offload(engine, child->task);
    } else if (engine->model->rules.task_is_process) {
        if (child->pooled)
            note_crash(engine, child->task);
        if (child->task)
            bury_task(engine, child->task, signal);
        if (child->pooled)
            worker_lost(engine, child);
    } else if (lives_another_worker(engine, child)) {
        bury_worker(engine, child->pid, signal);
    } else if (is_crash(signal)) {
        engine_end(engine, TRACE_RESULT_CRASH, TRACE_ENDING_CRASH, 0, strsignal(signal));
    } else {
        engine_end(engine, TRACE_RESULT_STOPPED, TRACE_ENDING_SIGNAL, 0, strsignal(signal));
    }
}

/* Out of memory ends a process in one place (base/mem.h), with this status. */
enum { EXIT_MACHINE = 3 };

static bool had_no_memory(int status)
{
    return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_MACHINE;
}

/* It was in its loop, which could not go on (flow/loop_look.c). */
static bool gave_up(const struct engine *engine, int status)
{
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT &&
           atomic_load(&engine->worker.board->loop_refused);
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
    if (!over && had_no_memory(status))
        engine_refuse(engine, "memory", ENOMEM);
    else if (!over && gave_up(engine, status))
        engine_refuse(engine, "what an event loop needs (epoll)",
                      atomic_load(&engine->worker.board->loop_refused));
    else if (!over && (killed || WEXITSTATUS(status)))
        child_died(engine, child, killed ? WTERMSIG(status) : SIGABRT);
    engine_remove_child(engine, child);
}

static void device_died(struct engine *engine, int status)
{
    int over = atomic_load(&engine->worker.board->over);
    engine->device_pid = 0;
    if (had_no_memory(status) && (over == BOARD_GOES_ON || over == BOARD_STOP))
        engine_refuse(engine, "the device its memory", ENOMEM);
    else if (!over) /* else it has said why itself */
        engine_end(engine, TRACE_RESULT_STOPPED, TRACE_ENDING_DEVICE, 0, "");
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
            device_died(engine, status);
            continue;
        }
        struct engine_child *child = engine_child_of(engine, pid);
        if (child)
            child_ended(engine, child, status, &usage, delay_ns);
        director_look(&engine->worker);
    }
}
