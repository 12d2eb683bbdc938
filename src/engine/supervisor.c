/* The engine's main: a run from its beginning to its end.
 *
 *     set up ── fork all ── all are ready ── go ── watch ── over ── wind up ── the last events
 *
 * It sees the end in one of two ways. The board says that the run is over (all have ended, nobody
 * can go on, a bound was hit), or the engine sees something itself: the limit, a full log, a
 * signal, a child that died, a viewer that is gone. It looks every 50 ms at the latest.
 *
 * Then the workers have a second to write their accounts, where they can have ended by themselves;
 * what still lives is killed. */
#include "config.h"

#include "engine/engine.h"

#include "base/clock.h"
#include "base/diag.h"
#include "base/mem.h"
#include "board/futex.h"
#include "device/device.h"
#include "engine/run.h"
#include "flow/director.h"
#include "flow/worker.h"
#include "interp/record.h"
#include "scenario/scenario.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    EXIT_OK = 0,
    EXIT_MACHINE = 3,
    EXIT_MISUSED = 64,
    LOOK_MS = 50,
    GRACE_MS = 1000,
    DEATH_MS = 200
};

/* ---- the first tasks ---- */

static void start_process(struct engine *engine, int32_t declaration, uint32_t number,
                          int64_t time_ns)
{
    struct board *board = engine->worker.board;
    board_lock(board);
    uint32_t id = board_task_new_locked(board, (uint32_t)declaration, number, 0, false);
    if (id && declaration == engine->program->main_task)
        board->main_id = id;
    board_unlock(board);
    if (!id)
        return;
    record_new(&engine->flow, id, 0, TRACE_BY_STARTING, engine->program->tasks[declaration].line,
               time_ns);
    size_t bytes;
    struct fork_job *job = fork_job_new(FORK_JOB_START, id, NULL, 0, &engine->worker, &bytes);
    engine_start_job(engine, job, bytes);
    free(job);
}

static void start_processes(struct engine *engine)
{
    for (int32_t i = 0; i < engine->program->task_count; i++) {
        const struct program_task *task = &engine->program->tasks[i];
        if (!task->starts_itself || task->every_ns || task->after_ns)
            continue;
        for (int64_t n = 1; n <= task->copies && engine->result < 0; n++)
            start_process(engine, i, (uint32_t)n, 0);
    }
}

static void take_arrivals(struct engine *engine)
{
    struct board *board = engine->worker.board;
    struct device_arrived arrived;
    while (read(engine->worker.arrivals, &arrived, sizeof arrived) == sizeof arrived) {
        if (board->arrivals_left == 0)
            continue;
        start_process(engine, (int32_t)arrived.declaration, arrived.number, arrived.time_ns);
        worker_let_go(&engine->flow);
    }
}

/* Several loops: the tasks of time 0 come as arrivals do, and whichever worker looks first takes
 * one. */
static void announce_first(struct engine *engine)
{
    struct board *board = engine->worker.board;
    for (int32_t i = 0; i < engine->program->task_count; i++) {
        const struct program_task *task = &engine->program->tasks[i];
        bool first = task->starts_itself && !task->every_ns && !task->after_ns;
        for (int64_t n = 1; first && i != engine->program->main_task && n <= task->copies; n++) {
            struct device_arrived arrived = {(uint32_t)i, (uint32_t)n, board->origin_ns};
            if (write(engine->arrivals_write, &arrived, sizeof arrived) == sizeof arrived)
                board->arrivals_left++;
            else
                engine_end(engine, TRACE_RESULT_STOPPED, TRACE_ENDING_AT_ONCE, board->workers, "");
        }
    }
}

static bool wait_until_ready(struct engine *engine, uint32_t count)
{
    struct board *board = engine->worker.board;
    uint32_t ready;
    while ((ready = atomic_load(&board->ready)) < count) {
        futex_wait(&board->ready, ready, clock_now_ns() + LOOK_MS * NS_PER_MS);
        engine_reap(engine);
        if (engine->result >= 0 || atomic_load(&board->over))
            return false;
    }
    return true;
}

static void go(struct engine *engine)
{
    struct board *board = engine->worker.board;
    bool processes = engine->model->rules.task_is_process;
    engine->worker.shared = board->shared;
    if (processes) {
        engine_limit_cores(engine->program->settings.cores);
        engine_fork_pool(engine);
    } else {
        engine_fork_workers(engine);
        if (!wait_until_ready(engine, board->workers))
            return;
    }
    worker_hold_open(board);
    engine_lost_begin(engine);
    board->origin_ns = clock_now_ns();
    trace_write(&engine->flow.writer,
                (struct trace_event){.kind = TRACE_RUN_BEGIN, .time_ns = board->origin_ns});
    engine->limit_ns = board->origin_ns + engine->program->settings.limit_ns;
    int bad = engine->has_arrivals ? device_go(engine->worker.device, board->origin_ns) : 0;
    if (bad == -EPIPE || bad == -ECONNRESET) /* it is gone: it is reaped, and said why */
        board_set_over(board, BOARD_STOP);
    else if (bad < 0)
        engine_refuse(engine, "a message to the device", -bad);
    if (board->workers > 1)
        announce_first(engine);
    atomic_store(&board->go, 1);
    futex_wake(&board->go, INT32_MAX);
    if (processes)
        start_processes(engine);
    worker_let_go(&engine->flow);
    if (processes)
        director_open(&engine->flow);
}

/* ---- watching ---- */

static void take_signals(struct engine *engine)
{
    struct signalfd_siginfo info;
    while (read(engine->signals, &info, sizeof info) == sizeof info)
        if (info.ssi_signo != SIGCHLD)
            engine_end(engine, TRACE_RESULT_STOPPED, TRACE_ENDING_OUTSIDE, 0, "");
    engine_reap(engine);
}

static void keep_bounds(struct engine *engine)
{
    if (clock_now_ns() >= engine->limit_ns)
        engine_end(engine, TRACE_RESULT_TIMEOUT, TRACE_ENDING_LIMIT,
                   engine->program->settings.limit_ns, "");
    if (trace_log_is_full(engine->worker.log))
        engine_end(engine, TRACE_RESULT_STOPPED, TRACE_ENDING_LOG_FULL,
                   trace_log_cut_mib(engine->worker.log), "");
    if (getppid() == 1)
        engine_end(engine, TRACE_RESULT_STOPPED, TRACE_ENDING_VIEWER, 0, "");
}

static int wait_ms(const struct engine *engine)
{
    int64_t left_ns = engine->limit_ns - clock_now_ns();
    if (left_ns <= 0)
        return 0;
    int64_t ms = left_ns / NS_PER_MS + 1;
    return ms < LOOK_MS ? (int)ms : LOOK_MS;
}

static void watch_once(struct engine *engine, int timeout_ms)
{
    enum { SIGNALS, REQUESTS, OVER, ARRIVALS, FIXED };
    int children = engine_living(engine);
    struct pollfd *fds = mem_alloc((size_t)(FIXED + children) * sizeof *fds);
    struct engine_child **pooled = mem_alloc((size_t)(children + 1) * sizeof(void *));
    bool processes = engine->model->rules.task_is_process;
    bool over = atomic_load(&engine->worker.board->over);
    fds[SIGNALS] = (struct pollfd){engine->signals, POLLIN, 0};
    fds[REQUESTS] = (struct pollfd){engine->requests, POLLIN, 0};
    fds[OVER] = (struct pollfd){over ? -1 : engine->worker.board->over_fd, POLLIN, 0};
    fds[ARRIVALS] = (struct pollfd){processes ? engine->worker.arrivals : -1, POLLIN, 0};
    int count = FIXED;
    for (struct engine_child *child = engine->children; child; child = child->next) {
        if (child->jobs < 0)
            continue;
        pooled[count - FIXED] = child;
        fds[count++] = (struct pollfd){child->jobs, POLLIN, 0};
    }
    if (poll(fds, (nfds_t)count, timeout_ms) > 0) {
        for (int i = FIXED; i < count; i++)
            if (fds[i].revents)
                engine_take_idle(engine, pooled[i - FIXED]);
        if (fds[REQUESTS].revents && !over)
            engine_take_requests(engine);
        if (fds[ARRIVALS].revents && !over)
            take_arrivals(engine);
        if (fds[SIGNALS].revents)
            take_signals(engine);
    }
    free(fds);
    free(pooled);
}

static void watch(struct engine *engine)
{
    while (!atomic_load(&engine->worker.board->over)) {
        watch_once(engine, wait_ms(engine));
        keep_bounds(engine);
    }
}

/* ---- the end ---- */

static void wind_up(struct engine *engine)
{
    struct board *board = engine->worker.board;
    bool pooled = engine->model->rules.task_is_process && engine->program->settings.workers;
    bool gently =
        engine->result < 0 && atomic_load(&board->go) &&
        (!engine->model->rules.task_is_process || atomic_load(&board->over) == BOARD_ALL_ENDED);
    int64_t until_ns = clock_now_ns() + (gently ? GRACE_MS * NS_PER_MS : 0);
    if (pooled)
        for (struct engine_child *child = engine->children; child; child = child->next)
            shutdown(child->jobs, SHUT_RDWR);
    while (engine->children && clock_now_ns() < until_ns)
        watch_once(engine, LOOK_MS);
    engine_kill_children(engine);
    while (engine->children) {
        int64_t stuck_ns = until_ns + 5 * NS_PER_S;
        watch_once(engine, LOOK_MS);
        if (clock_now_ns() > stuck_ns)
            break;
    }
}

/* Who could not reach the device has seen its end before the engine, which knows why. */
static void wait_for_death(struct engine *engine)
{
    int64_t until_ns = clock_now_ns() + DEATH_MS * NS_PER_MS;
    bool unreachable = engine->result < 0 && atomic_load(&engine->worker.board->over) == BOARD_STOP;
    while (unreachable && engine->device_pid && clock_now_ns() < until_ns)
        watch_once(engine, LOOK_MS);
}

/* It ends by itself, too, when the last end of its control socket is closed. */
static void end_device(struct engine *engine)
{
    pid_t pid = engine->device_pid;
    engine->device_pid = 0;
    if (pid <= 0)
        return;
    close(engine->worker.device);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static void free_jobs(struct engine *engine)
{
    while (engine->jobs) {
        struct engine_job *next = engine->jobs->next;
        free(engine->jobs->job);
        free(engine->jobs);
        engine->jobs = next;
    }
}

static int run(struct engine *engine, struct trace_log *log)
{
    if (!engine_set_up(engine, log)) {
        engine_write_refusal(engine, log);
        end_device(engine);
        return EXIT_OK;
    }
    engine_describe(engine);
    go(engine);
    watch(engine);
    engine->over_ns = clock_now_ns();
    engine_lost_end(engine);
    wind_up(engine);
    wait_for_death(engine);
    engine_write_end(engine);
    end_device(engine);
    free_jobs(engine);
    free((void *)engine->worker.pipes);
    return EXIT_OK;
}

/* ---- the command line, written by run.c ---- */

static char *read_source(int fd, size_t *len)
{
    struct stat status;
    if (fstat(fd, &status) < 0)
        return NULL;
    char *text = mem_alloc((size_t)status.st_size + 1);
    ssize_t n = pread(fd, text, (size_t)status.st_size, 0);
    if (n != status.st_size) {
        free(text);
        return NULL;
    }
    *len = (size_t)n;
    return text;
}

static bool apply_sets(struct scenario *scenario, int count, char **sets, struct diag_list *diags)
{
    for (int i = 0; i < count; i++) {
        char *value = strchr(sets[i], '=');
        if (!value)
            return false;
        *value = '\0';
        bool ok = scenario_set(scenario, sets[i], value + 1, diags);
        *value = '=';
        if (!ok)
            return false;
    }
    return true;
}

/* --engine LOG-FD SOURCE-FD MODEL perf|clock [LINE=VALUE …] */
int engine_main(int argc, char **argv)
{
    enum { LOG_FD = 2, SOURCE_FD, MODEL, SWITCHES, SETS };
    struct diag_list diags = {0};
    size_t len = 0;
    if (argc < SETS)
        return EXIT_MISUSED;
    int model = model_by_name(argv[MODEL]);
    struct trace_log *log = trace_log_open(atoi(argv[LOG_FD]));
    int error = log ? 0 : errno;
    char *source = read_source(atoi(argv[SOURCE_FD]), &len);
    if (model < 0 || !log || !source) {
        if (error != ENOMEM)
            fputs("baton: the engine is started by baton itself\n", stderr);
        free(source);
        trace_log_close(log);
        return error == ENOMEM ? EXIT_MACHINE : EXIT_MISUSED;
    }
    struct scenario *scenario = scenario_read("scenario", source, len, &diags);
    struct engine engine = {.model = model_get((enum model_id)model),
                            .sets = argv + SETS,
                            .set_count = argc - SETS,
                            .result = -1};
    engine.worker.clock_gaps = strcmp(argv[SWITCHES], "clock") == 0;
    if (!diags.errors && apply_sets(scenario, engine.set_count, engine.sets, &diags))
        engine.program = scenario_compile(scenario, (enum model_id)model, &diags);
    int status = engine.program ? run(&engine, log) : EXIT_MISUSED;
    scenario_free(scenario);
    trace_log_close(log);
    free(source);
    diag_release(&diags);
    return status;
}
