/* How a program is started to be recorded. It must not run before the kernel's record is open on
 * it, and that can be opened only on a process that is there: so the child waits at a gate.
 *
 *     baton    fork ── opens the record ── a word through the gate ── watches ── reaps ── trace
 *     child         waits at the gate ··························▸ execs the program, the library in
 * it
 *
 * The library and the log are named by /proc/PID/fd/N: that has no spaces, survives a program that
 * closes what it does not know, and is gone when baton is gone. */
#include "config.h" /* before any header of libc: the system's extensions */

#include "record/capture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/refusal.h"
#include "measure/switches.h"
#include "preload/raw.h"
#include "record/capture_private.h"
#include "record/library.h"
#include "record/look.h"
#include "record/program.h"

enum { MAX_CORES = 1024, DRAIN_MS = 20 };

extern char **environ;

/* ---- the child's side ---- */

/* The variables of the program, made before the fork. What baton was called with may have a library
 * of its own to be preloaded. */
static char **make_variables(const struct capture *capture)
{
    struct strbuf preload = STRBUF_INIT, names = STRBUF_INIT;
    int pid = (int)getpid(), log = trace_log_fd(capture->log), count = 0, kept = 0;
    const char *others = getenv("LD_PRELOAD");
    while (environ[count])
        count++;
    char **variables = mem_alloc(((size_t)count + 3) * sizeof *variables);
    for (int i = 0; i < count; i++)
        if (strncmp(environ[i], "LD_PRELOAD=", strlen("LD_PRELOAD=")) != 0)
            variables[kept++] = mem_strdup(environ[i]);
    strbuf_addf(&names, "BATON_RECORD=/proc/%d/fd/%d:/proc/%d/fd/%d", pid, log, pid,
                capture->library);
    strbuf_addf(&preload, "LD_PRELOAD=/proc/%d/fd/%d", pid, capture->library);
    if (others && *others)
        strbuf_addf(&preload, ":%s", others);
    variables[kept++] = strbuf_detach(&preload);
    variables[kept++] = strbuf_detach(&names);
    return variables;
}

static void free_words(char **words)
{
    for (char **word = words; word && *word; word++)
        free(*word);
    free(words);
}

static void no_input(void)
{
    int null = open("/dev/null", O_RDONLY);
    if (null > STDIN_FILENO) {
        dup2(null, STDIN_FILENO);
        close(null);
    }
}

/* Waits for the word, and becomes the program. What the system refuses goes back. */
static void become_program(const struct capture *capture, const struct capture_request *request,
                           char *const *variables, int gate, int refusal)
{
    char word;
    if (read(gate, &word, 1) != 1)
        _exit(CAPTURE_NOT_STARTED);
    for (int i = 0; i < CAPTURE_SIGNALS; i++)
        sigaction(capture_signals[i], &capture->dispositions[i], NULL);
    if (request->no_input)
        no_input();
    execve(capture->path, request->command, variables);
    int error = errno;
    if (write(refusal, &error, sizeof error) < 0)
        _exit(CAPTURE_NOT_STARTED);
    _exit(CAPTURE_NOT_STARTED);
}

/* ---- starting ---- */

/* A terminal sends ctrl-C and ctrl-\ to both: they are the program's. What was ignored (nohup)
 * stays so in both. SIGPIPE and SIGXFSZ baton handles for itself. */
const int capture_signals[CAPTURE_SIGNALS] = {SIGINT, SIGQUIT, SIGPIPE, SIGXFSZ};

static void ignore_signals(struct capture *capture)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    for (int i = 0; i < CAPTURE_SIGNALS; i++) {
        sigaction(capture_signals[i], NULL, &capture->dispositions[i]);
        bool ends = capture_signals[i] == SIGINT || capture_signals[i] == SIGQUIT;
        if (ends)
            sigaction(capture_signals[i], &ignore, NULL);
        if (capture->dispositions[i].sa_handler != SIG_IGN)
            capture->dispositions[i].sa_handler = SIG_DFL;
    }
}

static void restore_signals(const struct capture *capture)
{
    for (int i = 0; i < 2; i++)
        sigaction(capture_signals[i], &capture->dispositions[i], NULL);
}

/* The errno of its exec, or 0: then it runs. */
static int wait_for_exec(int refusal)
{
    int error = 0;
    ssize_t got;
    do
        got = read(refusal, &error, sizeof error);
    while (got < 0 && errno == EINTR);
    return got == sizeof error ? error : 0;
}

/* What the machine refused, or NULL. */
static const char *launch(struct capture *capture, const struct capture_request *request)
{
    int gate[2], refusal[2];
    if (pipe2(gate, O_CLOEXEC) < 0)
        return "a pipe to the program";
    if (pipe2(refusal, O_CLOEXEC) < 0) {
        close(gate[0]);
        close(gate[1]);
        return "a pipe to the program";
    }
    char **variables = make_variables(capture);
    ignore_signals(capture);
    capture->program = fork();
    int error = errno;
    if (capture->program == 0) {
        close(gate[1]);
        become_program(capture, request, variables, gate[0], refusal[1]);
    }
    free_words(variables);
    close(gate[0]);
    close(refusal[1]);
    if (capture->program > 0) {
        capture->switches = switches_open(capture->program, RAW_GONE);
        capture->program_fd = (int)syscall(SYS_pidfd_open, capture->program, 0);
        capture->started_ns = clock_now_ns();
        if (write(gate[1], "p", 1) < 0)
            kill(capture->program, SIGKILL);
        capture->refused = wait_for_exec(refusal[0]);
    }
    close(gate[1]);
    close(refusal[0]);
    errno = error;
    return capture->program > 0 ? NULL : "another process";
}

static char **copy_command(char *const *command)
{
    size_t count = 0;
    while (command[count])
        count++;
    char **copy = mem_alloc((count + 1) * sizeof *copy);
    for (size_t i = 0; i < count; i++)
        copy[i] = mem_strdup(command[i]);
    return copy;
}

static void free_capture(struct capture *capture)
{
    if (capture->program_fd >= 0)
        close(capture->program_fd);
    if (capture->library >= 0)
        close(capture->library);
    if (capture->switches)
        switches_close(capture->switches);
    if (capture->log)
        trace_log_close(capture->log);
    looker_free(capture->looker);
    free_words(capture->command);
    free(capture->path);
    free(capture->title);
    free(capture);
}

static struct capture *refuse(struct capture *capture, int *status, int with)
{
    *status = with;
    free_capture(capture);
    return NULL;
}

struct capture *capture_start(const struct capture_request *request, struct strbuf *problem,
                              int *status)
{
    struct capture *capture = mem_alloc(sizeof *capture);
    const char *name = request->command[0], *why;
    capture->program_fd = -1;
    capture->library = open(request->library, O_RDONLY | O_CLOEXEC);
    if (capture->library < 0) {
        strbuf_addf(problem, "%s: %s", request->library, strerror(errno));
        return refuse(capture, status, CAPTURE_REFUSED);
    }
    if (!library_fits(request->library, problem))
        return refuse(capture, status, CAPTURE_REFUSED);
    capture->path = program_find(name);
    if (!capture->path) {
        strbuf_addf(problem, "%s: %s", name, strerror(errno));
        return refuse(capture, status, errno == EACCES ? CAPTURE_NOT_STARTED : CAPTURE_NOT_FOUND);
    }
    why = program_refuses(capture->path);
    if (why) {
        strbuf_addf(problem, "%s %s", name, why);
        return refuse(capture, status, CAPTURE_REFUSED);
    }
    if (access("/proc/self/fd", R_OK) != 0) {
        strbuf_adds(problem, "there is no /proc, by which a program finds baton's library");
        return refuse(capture, status, CAPTURE_REFUSED);
    }
    capture->command = copy_command(request->command);
    capture->title = program_title(request->command);
    capture->all = request->all;
    capture->log = trace_log_create(0);
    if (capture->log)
        trace_log_set_version(capture->log, library_version());
    if (capture->log)
        fcntl(trace_log_fd(capture->log), F_SETFD, FD_CLOEXEC);
    why = capture->log ? launch(capture, request) : "memory for the log";
    if (why) {
        char words[REFUSAL_BYTES];
        refusal_words(words, sizeof words, why, errno);
        strbuf_addf(problem, "the machine refused %s", words);
        restore_signals(capture);
        return refuse(capture, status, CAPTURE_REFUSED);
    }
    trace_writer_init(&capture->writer, capture->log);
    capture->looker = looker_new(capture->log);
    if (capture->refused) {
        strbuf_addf(problem, "%s: %s", name, strerror(capture->refused));
        waitpid(capture->program, NULL, 0);
        restore_signals(capture);
        return refuse(capture, status, CAPTURE_NOT_STARTED);
    }
    return capture;
}

/* ---- watching ---- */

static int64_t ns_of(struct timeval time)
{
    return time.tv_sec * NS_PER_S + time.tv_usec * NS_PER_US;
}

static void look_at_program(struct capture *capture)
{
    struct rusage usage;
    if (capture->ended ||
        wait4(capture->program, &capture->wait_status, WNOHANG, &usage) != capture->program)
        return;
    capture->ended = true;
    capture->cpu_ns = ns_of(usage.ru_utime) + ns_of(usage.ru_stime);
}

/* Until something comes, or the time is over; and looks meanwhile. */
static void wait_looking(struct capture *capture, struct pollfd *fds, nfds_t count, int wait_ms)
{
    int64_t until_ns = clock_now_ns() + wait_ms * NS_PER_MS;
    int left_ms = wait_ms, come;
    do {
        bool looks = looker_is_asked(capture->looker);
        come = poll(fds, count, looks && left_ms > LOOK_MS ? LOOK_MS : left_ms);
        if (looks)
            looker_look(capture->looker, &capture->writer);
        left_ms = (int)((until_ns - clock_now_ns()) / NS_PER_MS);
    } while (come == 0 && left_ms > 0);
}

bool capture_watch(struct capture *capture, int timeout_ms)
{
    struct pollfd fds[MAX_CORES + 1];
    int ring_fds[MAX_CORES], rings = 0;
    int64_t until_ns = clock_now_ns() + timeout_ms * NS_PER_MS;
    if (capture->switches)
        rings = switches_fds(capture->switches, ring_fds, MAX_CORES);
    fds[0] = (struct pollfd){capture->program_fd, POLLIN, 0};
    for (int i = 0; i < rings; i++)
        fds[i + 1] = (struct pollfd){ring_fds[i], POLLIN, 0};
    do {
        int64_t left_ms = (until_ns - clock_now_ns()) / NS_PER_MS;
        int wait_ms = left_ms < 0 ? 0 : left_ms < DRAIN_MS ? (int)left_ms : DRAIN_MS;
        if (!capture->ended && wait_ms)
            wait_looking(capture, fds, (nfds_t)rings + 1, wait_ms);
        trace_log_fill_ahead(capture->log);
        if (capture->switches)
            switches_drain(capture->switches, &capture->writer);
        look_at_program(capture);
    } while (!capture->ended && clock_now_ns() < until_ns);
    return !capture->ended;
}

void capture_signal(const struct capture *capture, int number)
{
    if (!capture->ended)
        kill(capture->program, number);
}

struct trace *capture_finish(struct capture *capture)
{
    if (!capture->ended)
        capture_watch(capture, 0);
    trace_log_shut(capture->log);
    if (capture->switches)
        switches_drain(capture->switches, &capture->writer);
    restore_signals(capture);
    struct trace *trace = capture_convert(capture);
    free_capture(capture);
    return trace;
}
