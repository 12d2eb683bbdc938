/* The engine's set-up: what is made before anybody is forked is what all inherit.
 *
 *     the board, the log          memory that all share
 *     control socket   workers ──▸ device        requests' sockets, cancellations
 *     arrivals pipe    device ──▸ workers        new tasks; under processes to the engine
 *     requests         workers ──▸ engine        jobs for the fork server
 *     a pipe a channel                           under processes: values travel so
 *
 * And what a run writes about itself at its head. */
#include "config.h"

#include "engine/engine.h"

#include "base/mem.h"
#include "device/device.h"
#include "flow/director.h"
#include "flow/worker.h"
#include "interp/record.h"
#include "trace/traits.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

static void write_meta(struct engine *engine, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void write_meta(struct engine *engine, const char *format, ...)
{
    struct strbuf text = STRBUF_INIT;
    va_list args;
    va_start(args, format);
    strbuf_vaddf(&text, format, args);
    va_end(args);
    trace_write_text(&engine->flow.writer, (struct trace_event){.kind = TRACE_META},
                     strbuf_str(&text), text.len);
    strbuf_release(&text);
}

/* What readers of the trace have to know of the model, whichever it is. */
static void write_traits(struct engine *engine)
{
    const struct model *model = engine->model;
    const bool has[TRAIT_COUNT] = {
        [TRAIT_ONE_THREAD] = model_is_single_thread(model->id),
        [TRAIT_LOOP_TELLS] = model->loop_tells,
        [TRAIT_IN_TURN] = model->rules.child_first,
        [TRAIT_COPIES] = model->rules.task_is_process,
    };
    for (int trait = 0; trait < TRAIT_COUNT; trait++)
        if (has[trait])
            write_meta(engine, "trait=%s", trace_trait_name((enum trace_trait)trait));
}

/* A body's own variables are numbered over all bodies. */
static void write_variables(struct engine *engine)
{
    const struct program *program = engine->program;
    write_meta(engine, "values=told");
    for (int i = 0; i < program->task_count; i++)
        for (int n = 0; n < program->tasks[i].named; n++)
            write_meta(engine, "variable=%s %s", program->tasks[i].name,
                       program->tasks[i].variables[n]);
}

void engine_describe(struct engine *engine)
{
    static const char *const kinds[] = {"lock", "semaphore", "channel", "condition", "barrier"};
    const struct program *program = engine->program;
    cpu_set_t cores;
    engine_cores(&cores);
    write_meta(engine, "model=%s", model_name(engine->model->id));
    write_traits(engine);
    write_meta(engine, "title=%s", program->title);
    write_meta(engine, "cores=%d", CPU_COUNT(&cores));
    write_meta(engine, "workers=%u", engine->worker.board->workers);
    write_meta(engine, "switches=%s", engine->worker.clock_gaps ? "clock" : "perf");
    for (int i = 0; i < program->object_count; i++)
        write_meta(engine, "object=%s %s", kinds[program->objects[i].kind],
                   program->objects[i].name);
    for (int i = 0; i < program->object_count; i++)
        write_meta(engine, "units=%lld", (long long)program->objects[i].size);
    for (int i = 0; i < program->shared_count; i++)
        write_meta(engine, "shared=%s", program->shared[i].name);
    for (int i = 0; i < program->shared_count; i++)
        write_meta(engine, "initial=%lld", (long long)program->shared[i].initial);
    for (int i = 0; i < program->shared_count; i++)
        if (program->shared[i].of_clock)
            write_meta(engine, "clock=%s", program->shared[i].name);
    for (int i = 0; i < program->region_count; i++)
        write_meta(engine, "region=%s", program->regions[i].name);
    if (engine->model->rules.task_is_process && program->settings.workers)
        write_meta(engine, "copies=kept");
    write_variables(engine);
    if (program->settings.schedule)
        write_meta(engine, "schedule=%s", program->settings.schedule);
    for (int i = 0; i < engine->set_count; i++)
        write_meta(engine, "set=%s", engine->sets[i]);
}

/* Descriptors are a resource of the many: a socket a task, in the engine's children and in the
 * device. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static uint32_t worker_count(const struct engine *engine)
{
    int64_t given = engine->program->settings.workers;
    return engine->model->many_workers && given > 0 ? (uint32_t)given : 1;
}

/* 0, or an errno. */
static int make_pipes(struct engine *engine)
{
    const struct program *program = engine->program;
    if (!engine->model->rules.task_is_process)
        return 0;
    engine->worker.board->apart = true;
    int(*pipes)[2] = mem_alloc((size_t)(program->object_count + 1) * sizeof *pipes);
    for (int i = 0; i < program->object_count; i++) {
        if (program->objects[i].kind != OBJECT_CHANNEL)
            continue;
        if (pipe2(pipes[i], O_CLOEXEC) < 0) {
            int error = errno;
            free((void *)pipes);
            return error;
        }
        fcntl(pipes[i][1], F_SETPIPE_SZ, 1 << 20);
    }
    engine->worker.pipes = (const int(*)[2])pipes;
    return 0;
}

static int list_arrivals(const struct program *program, struct device_arrival **list,
                         int64_t *total)
{
    int count = 0;
    *list = mem_alloc((size_t)program->task_count * sizeof **list);
    for (int i = 0; i < program->task_count; i++) {
        const struct program_task *task = &program->tasks[i];
        if (!task->starts_itself || (!task->every_ns && !task->after_ns))
            continue;
        (*list)[count++] = (struct device_arrival){i, task->copies, task->after_ns, task->every_ns};
        *total += task->copies;
    }
    return count;
}

/* In its process, forked from the engine. */
static _Noreturn void be_device(struct engine *engine, const struct device_config *config)
{
    int bad = device_serve(config);
    if (bad < 0)
        board_refuse(engine->worker.board,
                     "what the device waits with (epoll, ppoll, a descriptor)", -bad);
    _exit(bad < 0);
}

static bool start_device(struct engine *engine)
{
    int control[2], arrivals[2];
    struct device_arrival *list;
    int64_t total = 0;
    int bad = device_control_pair(control);
    if (bad < 0) {
        engine_refuse(engine, "a socket to the device", -bad);
        return false;
    }
    if (pipe2(arrivals, O_CLOEXEC | O_NONBLOCK) < 0) {
        engine_refuse(engine, "a pipe from the device", errno);
        return false;
    }
    int count = list_arrivals(engine->program, &list, &total);
    fcntl(arrivals[1], F_SETPIPE_SZ, 1 << 20);
    struct device_config config = {.log = engine->worker.log,
                                   .control = control[1],
                                   .arrivals_fd = arrivals[1],
                                   .at_once = engine->program->settings.device,
                                   .arrivals = list,
                                   .arrival_count = count};
    engine->device_pid = engine_fork(engine);
    if (engine->device_pid == 0) {
        close(control[0]);
        be_device(engine, &config);
    }
    free(list);
    close(control[1]);
    engine->worker.device = control[0];
    engine->worker.arrivals = arrivals[0];
    engine->arrivals_write = arrivals[1];
    engine->worker.board->arrivals_left = total;
    engine->has_arrivals = total > 0;
    return engine->device_pid > 0;
}

void engine_fork_workers(struct engine *engine)
{
    for (uint32_t i = 0; i < engine->worker.board->workers; i++) {
        engine->worker.index = i;
        pid_t pid = engine_fork(engine);
        if (pid < 0)
            return;
        if (pid == 0) {
            engine_limit_cores(engine->program->settings.cores);
            engine_run_worker(engine);
        }
        engine_add_child(engine, pid);
    }
    engine->worker.index = 0;
}

static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static bool refuse(struct engine *engine, const char *what, int error)
{
    engine_refuse(engine, what, error);
    return false;
}

bool engine_set_up(struct engine *engine, struct trace_log *log)
{
    int pair[2];
    const char *refused;
    engine->pid = getpid();
    engine->signals = open_signals();
    if (engine->signals < 0)
        return refuse(engine, "a descriptor for signals (signalfd)", errno);
    if (poll(NULL, 0, 0) < 0) /* all that wait here would look again and again */
        return refuse(engine, "a wait for descriptors (poll)", errno);
    raise_descriptor_limit();
    prctl(PR_SET_TIMERSLACK, 1);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
        return refuse(engine, "a socket between processes", errno);
    engine->requests = pair[0];
    struct worker *worker = &engine->worker;
    worker->program = engine->program;
    worker->rules = &engine->model->rules;
    worker->single_thread = model_is_single_thread(engine->model->id);
    worker->log = log;
    worker->engine = pair[1];
    worker_set_waker(worker);
    worker->jobs = -1;
    worker->board = board_new(engine->program, worker_count(engine), engine->model->bound,
                              engine->model->unit, &refused);
    if (!worker->board)
        return refuse(engine, refused, errno);
    if (engine->program->settings.schedule) {
        engine->program = director_begin(worker, engine->model->id);
        if (!engine->program)
            return refuse(engine, "memory for a schedule", errno);
    }
    worker->board->passes_on = worker->rules->has_loop;
    worker->board->competes = !worker->rules->has_loop && !worker->rules->child_first;
    flow_init(&engine->flow, worker, TRACE_ENGINE);
    record_set_flow(&engine->flow);
    int bad = make_pipes(engine);
    if (bad)
        return refuse(engine, "a pipe for a channel", bad);
    return start_device(engine);
}
