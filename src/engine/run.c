/* How the engine is started. It must not run before the kernel's record is open on it, and the
 * record can be opened only on a process that is there: so the child waits at a gate.
 *
 *     viewer    fork ── opens the record ── a word through the gate ── watches ── reaps ── trace
 *     engine         waits at the gate ·····························▸ execs `baton --engine`
 *
 * The engine is the program executed anew, not only forked: it starts with a small address space,
 * and nothing of the viewer can disturb a run. */
#include "config.h"

#include "engine/run.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/memory_file.h"
#include "base/refusal.h"
#include "measure/switches.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    MAX_CORES = 1024,
    DRAIN_MS = 20,
    ENGINE_EXIT_MACHINE = 3, /* out of memory ends it so (base/mem.h), and so does its main */
};

struct run {
    pid_t engine;
    int engine_fd; /* a pidfd, or -1 */
    bool ended;
    int status;
    struct trace_log *log;
    struct trace_writer writer;
    struct switches *switches;
    int64_t started_ns;
    char *name, *source;
    size_t len;
};

/* How the run ended, if the engine did not begin. */
static void write_refusal(struct trace_writer *writer, const char *what, int error)
{
    char words[REFUSAL_BYTES];
    struct trace_event event = {
        .kind = TRACE_RUN_END, .detail = TRACE_RESULT_STOPPED, .arg = TRACE_ENDING_REFUSED};
    refusal_words(words, sizeof words, what, error);
    trace_write_text(writer, event, words, strlen(words));
}

/* ---- the engine's side of the fork ---- */

static bool make_inheritable(int fd)
{
    int flags = fcntl(fd, F_GETFD);
    return flags >= 0 && fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC) == 0;
}

static void quiet_standard_streams(void)
{
    int null = open("/dev/null", O_RDWR);
    if (null < 0)
        return;
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    if (null > STDERR_FILENO)
        close(null);
}

/* This program, whatever has become of its file since. Without /proc it is what it was called by.
 */
static void execute_anew(char *const *argv)
{
    /* The kernel hands it over as a number. */
    const char *called = (const char *)getauxval(AT_EXECFN); /* NOLINT(performance-no-int-to-ptr) */
    execv("/proc/self/exe", argv);
    if (called)
        execv(called, argv);
}

/* Waits for the word of the viewer (which has opened the kernel's record on this process by then),
 * and becomes the engine. */
static void become_engine(const struct run_request *request, struct trace_log *log, int source_fd,
                          int gate, pid_t viewer)
{
    char switches = 0;
    int log_fd = trace_log_fd(log);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != viewer || read(gate, &switches, 1) != 1)
        _exit(1);
    quiet_standard_streams();
    bool inherits = make_inheritable(log_fd) && make_inheritable(source_fd);
    char log_arg[16], source_arg[16];
    snprintf(log_arg, sizeof log_arg, "%d", log_fd);
    snprintf(source_arg, sizeof source_arg, "%d", source_fd);
    enum { FIXED = 6 };
    const char **argv = mem_alloc((size_t)(FIXED + request->set_count + 1) * sizeof *argv);
    const char *fixed[FIXED] = {"baton",
                                "--engine",
                                log_arg,
                                source_arg,
                                model_name(request->model),
                                switches == 'p' ? "perf" : "clock"};
    memcpy(argv, fixed, sizeof fixed);
    for (int i = 0; i < request->set_count; i++)
        argv[FIXED + i] = request->sets[i];
    if (inherits)
        execute_anew((char *const *)argv);
    struct trace_writer writer;
    trace_writer_init(&writer, log);
    write_refusal(&writer, "a new start of the program, as its engine (execve)", errno);
    _exit(0);
}

/* ---- starting ---- */

static int source_descriptor(const struct run_request *request)
{
    int fd = memory_file_open("baton scenario");
    int bad = fd < 0 ? 0 : file_write_all(fd, request->source, request->len);
    if (!bad)
        return fd;
    close(fd);
    errno = -bad;
    return -1;
}

static struct run *new_run(const struct run_request *request)
{
    struct run *run = mem_alloc(sizeof *run);
    run->name = mem_strdup(request->name);
    run->source = mem_strndup(request->source, request->len);
    run->len = request->len;
    run->engine_fd = -1;
    return run;
}

static void free_run(struct run *run)
{
    if (run->engine_fd >= 0)
        close(run->engine_fd);
    if (run->log)
        trace_log_close(run->log);
    free(run->name);
    free(run->source);
    free(run);
}

/* What the machine refused, with errno, or NULL. */
static const char *launch(struct run *run, const struct run_request *request, int source_fd)
{
    int gate[2];
    pid_t viewer = getpid();
    if (pipe2(gate, O_CLOEXEC) < 0)
        return "a pipe to the engine";
    run->engine = fork();
    int error = errno;
    if (run->engine == 0) {
        close(gate[1]);
        become_engine(request, run->log, source_fd, gate[0], viewer);
    }
    close(gate[0]);
    if (run->engine > 0) {
        setpgid(run->engine, run->engine);
        run->switches = switches_open(run->engine, 0);
        run->engine_fd = (int)syscall(SYS_pidfd_open, run->engine, 0);
        run->started_ns = clock_now_ns();
        if (write(gate[1], run->switches ? "p" : "c", 1) < 0)
            kill(run->engine, SIGKILL);
    }
    close(gate[1]);
    errno = error;
    return run->engine > 0 ? NULL : "another process";
}

/* Makes all of it; what the machine refused, with errno, or NULL. */
static const char *start(struct run *run, const struct run_request *request)
{
    if (waitpid(getpid(), NULL, WNOHANG) < 0 && errno != ECHILD)
        return "a wait for a process (wait4)";
    run->log = trace_log_create(0);
    if (!run->log)
        return "memory for the log";
    int source_fd = source_descriptor(request);
    if (source_fd < 0)
        return "memory for the scenario";
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    const char *refused = launch(run, request, source_fd);
    int error = errno;
    close(source_fd);
    errno = error;
    return refused;
}

struct run *run_start(const struct run_request *request, const char **problem)
{
    static const char opening[] = "the machine refused ";
    static char words[sizeof opening + REFUSAL_BYTES];
    struct run *run = new_run(request);
    const char *refused = start(run, request);
    if (!refused) {
        trace_writer_init(&run->writer, run->log);
        return run;
    }
    memcpy(words, opening, sizeof opening);
    refusal_words(words + strlen(opening), REFUSAL_BYTES, refused, errno);
    *problem = words;
    free_run(run);
    return NULL;
}

struct trace_log *run_log(struct run *run)
{
    return run->log;
}

int64_t run_elapsed_ns(const struct run *run)
{
    return clock_now_ns() - run->started_ns;
}

/* ---- watching ---- */

static void look_at_engine(struct run *run)
{
    if (!run->ended && waitpid(run->engine, &run->status, WNOHANG) == run->engine)
        run->ended = true;
}

bool run_watch(struct run *run, int timeout_ms)
{
    struct pollfd fds[MAX_CORES + 1];
    int ring_fds[MAX_CORES];
    int64_t until_ns = clock_now_ns() + timeout_ms * NS_PER_MS;
    int rings = run->switches ? switches_fds(run->switches, ring_fds, MAX_CORES) : 0;
    fds[0] = (struct pollfd){run->engine_fd, POLLIN, 0};
    for (int i = 0; i < rings; i++)
        fds[i + 1] = (struct pollfd){ring_fds[i], POLLIN, 0};
    do {
        int64_t left_ms = (until_ns - clock_now_ns()) / NS_PER_MS;
        int wait_ms = left_ms < 0 ? 0 : left_ms < DRAIN_MS ? (int)left_ms : DRAIN_MS;
        if (!run->ended && wait_ms)
            poll(fds, (nfds_t)rings + 1, wait_ms);
        trace_log_fill_ahead(run->log);
        if (run->switches)
            switches_drain(run->switches, &run->writer);
        look_at_engine(run);
    } while (!run->ended && clock_now_ns() < until_ns);
    return !run->ended;
}

void run_stop(struct run *run)
{
    if (!run->ended)
        kill(run->engine, SIGTERM);
}

/* ---- the end ---- */

/* The engine did not live to say how the run ended. */
static void write_end(struct run *run)
{
    struct trace_event event = {.kind = TRACE_RUN_END, .detail = TRACE_RESULT_STOPPED};
    const char *signal = "";
    if (WIFEXITED(run->status) && WEXITSTATUS(run->status) == 0)
        return;
    if (WIFEXITED(run->status) && WEXITSTATUS(run->status) == ENGINE_EXIT_MACHINE) {
        write_refusal(&run->writer, "the engine its memory", ENOMEM);
        return;
    }
    if (WIFSIGNALED(run->status)) {
        event.arg = TRACE_ENDING_ENGINE_SIGNAL;
        signal = strsignal(WTERMSIG(run->status));
    } else {
        event.arg = TRACE_ENDING_ENGINE_STATUS;
        event.value = WEXITSTATUS(run->status);
    }
    trace_write_text(&run->writer, event, signal, strlen(signal));
}

/* Nothing is left behind: the whole group is killed, and reaped, its orphans too (they are ours: we
 * are the subreaper). */
static void end_all(struct run *run)
{
    if (!run->ended) {
        kill(run->engine, SIGKILL);
        waitpid(run->engine, &run->status, 0);
        run->ended = true;
    }
    kill(-run->engine, SIGKILL);
    pid_t pid;
    do
        pid = waitpid(-run->engine, NULL, 0);
    while (pid > 0 || (pid < 0 && errno == EINTR));
}

void run_kill(struct run *run)
{
    if (!run->ended)
        kill(-run->engine, SIGKILL);
}

static void close_switches(struct run *run)
{
    if (!run->switches)
        return;
    switches_drain(run->switches, &run->writer);
    switches_close(run->switches);
    run->switches = NULL;
}

void run_drop(struct run *run)
{
    end_all(run);
    close_switches(run);
    free_run(run);
}

struct trace *run_finish_with(struct run *run, trace_progress_fn *progress, void *arg)
{
    if (!run->ended)
        run_watch(run, 0);
    end_all(run);
    close_switches(run);
    write_end(run);
    struct trace *trace =
        trace_from_log_with(run->log, 0, run->name, run->source, run->len, progress, arg);
    free_run(run);
    return trace;
}

struct trace *run_finish(struct run *run)
{
    return run_finish_with(run, NULL, NULL);
}
