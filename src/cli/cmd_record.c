/* `baton record`: a program of the user's own, recorded. What it prints and reads is its own, and
 * so is the exit status; what baton has to say comes when it has ended, on standard error. */
#include "config.h" /* before any header of libc: the system's extensions */

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "cli/cli.h"
#include "cli/find.h"
#include "cli/output.h"
#include "cli/result.h"
#include "cli/trials.h"
#include "record/capture.h"

enum { WATCH_MS = 100 };

/* ---- signals ---- */

/* Those that only baton is sent; ctrl-C a terminal sends to both. */
static const int passed_on[] = {SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};
enum { PASSED_ON = sizeof passed_on / sizeof *passed_on };

/* A signal handler has no other way to speak to the program than a global. */
static volatile sig_atomic_t signal_seen;

static void on_signal(int number)
{
    signal_seen = number;
}

static void catch_signals(struct sigaction *old)
{
    struct sigaction action = {.sa_handler = on_signal};

    sigemptyset(&action.sa_mask);
    for (int i = 0; i < PASSED_ON; i++) {
        sigaction(passed_on[i], NULL, &old[i]);
        if (old[i].sa_handler != SIG_IGN)
            sigaction(passed_on[i], &action, NULL);
    }
}

static void release_signals(const struct sigaction *old)
{
    for (int i = 0; i < PASSED_ON; i++)
        sigaction(passed_on[i], &old[i], NULL);
}

/* ---- what was seen ---- */

struct seen {
    size_t threads, tasks, jobs, processes, turns, forced, waits;
    int64_t calls, programs, hidden; /* that are not watched */
    bool deadlock;
};

static bool is_of(const struct trace *trace, size_t index, const char *what)
{
    size_t len;
    const char *text = trace_text(trace, index, &len);

    return text && len == strlen(what) && memcmp(text, what, len) == 0;
}

static void add_unwatched(struct seen *seen, const struct trace *trace, size_t index)
{
    long long count = trace_at(trace, index)->value;

    if (is_of(trace, index, "call"))
        seen->calls += count;
    else if (is_of(trace, index, "computing"))
        seen->hidden += count;
    else
        seen->programs += count;
}

static struct seen look(const struct trace *trace)
{
    struct seen seen = {0};

    for (size_t i = 0; i < trace_count(trace); i++) {
        const struct trace_event *event = trace_at(trace, i);

        bool is_new = event->kind == TRACE_TASK_NEW;
        bool is_task = is_new && event->value >> 32 == TRACE_IS_TASK;
        bool is_job = is_new && event->value >> 32 == TRACE_IS_JOB;

        seen.threads += is_new && !is_task && !is_job;
        seen.tasks += is_task;
        seen.jobs += is_job;
        seen.processes += event->kind == TRACE_PROCESS;
        seen.turns += event->kind == TRACE_GIL_GOT;
        seen.forced += event->kind == TRACE_GIL_FREED && event->reason == TRACE_BY_GIL_DROPPED;
        seen.waits += event->kind == TRACE_STATE && event->detail == TRACE_LOCKED;
        seen.deadlock |= event->kind == TRACE_DEADLOCK;
        if (event->kind == TRACE_UNWATCHED)
            add_unwatched(&seen, trace, i);
    }
    return seen;
}

static void add_count(struct strbuf *out, size_t count, const char *one, const char *many)
{
    strbuf_addf(out, "%s%zu %s", out->len ? ", " : "", count, count == 1 ? one : many);
}

static void say_what_was_seen(const struct trace *trace, const char *path, bool is_trace)
{
    struct seen seen = look(trace);
    struct strbuf words = STRBUF_INIT;

    if (seen.threads == 0)
        strbuf_adds(&words, "nothing of it was seen: baton's library was not loaded into it");
    if (seen.processes > 1)
        add_count(&words, seen.processes, "process", "processes");
    if (seen.threads)
        add_count(&words, seen.threads, "thread", "threads");
    if (seen.tasks)
        add_count(&words, seen.tasks, "task", "tasks");
    if (seen.jobs)
        add_count(&words, seen.jobs, "job of a pool", "jobs of pools");
    if (seen.turns)
        add_count(&words, seen.turns, "turn with the GIL", "turns with the GIL");
    if (seen.forced)
        strbuf_addf(&words, " (%zu ended by force)", seen.forced);
    if (seen.waits)
        add_count(&words, seen.waits, "wait for a lock", "waits for a lock");
    if (seen.deadlock)
        strbuf_adds(&words, ", a deadlock at the end");
    cli_fail(CLI_OK, "%s", strbuf_str(&words));
    if (seen.calls)
        cli_fail(CLI_OK, "for what baton does not watch the GIL was let go %lld time%s",
                 (long long)seen.calls, seen.calls == 1 ? "" : "s");
    if (seen.programs)
        cli_fail(CLI_OK, "%lld program%s that it started %s not recorded", (long long)seen.programs,
                 seen.programs == 1 ? "" : "s", seen.programs == 1 ? "was" : "were");
    if (seen.hidden)
        cli_fail(CLI_OK, "baton may not look into %lld process%s: where %s is not known",
                 (long long)seen.hidden, seen.hidden == 1 ? "" : "es",
                 seen.hidden == 1 ? "it computes" : "they compute");
    cli_fail(CLI_OK, is_trace ? "saved: 'baton play %s' shows it" : "saved: %s", path);
    strbuf_release(&words);
}

/* ---- saving ---- */

/* `prog.trace` of dir/prog.py. */
static char *default_path(const char *title)
{
    const char *name = find_base_name(title);
    size_t len = strlen(name);
    struct strbuf path = STRBUF_INIT;

    if (len > 3 && strcmp(name + len - 3, ".py") == 0)
        len -= 3;
    strbuf_add(&path, name, len);
    strbuf_adds(&path, ".trace");
    return strbuf_detach(&path);
}

/* Takes the trace. */
static int save(struct trace *trace, const char *path, const struct export_format *format,
                const struct cli_options *options)
{
    struct trial trial = {0};
    struct strbuf out = STRBUF_INIT;
    int status;

    facts_take(&trial.facts, trace);
    result_add(&out, &trial, format, options);
    status = output_write_private(path, &out);
    if (status == CLI_OK)
        say_what_was_seen(trace, path, strcmp(format->name, "trace") == 0);
    trial_release(&trial);
    strbuf_release(&out);
    return status;
}

/* ---- recording ---- */

static void watch(struct capture *capture)
{
    struct sigaction old[PASSED_ON];

    signal_seen = 0;
    catch_signals(old);
    while (capture_watch(capture, WATCH_MS)) {
        if (!signal_seen)
            continue;
        capture_signal(capture, signal_seen);
        signal_seen = 0;
    }
    release_signals(old);
}

static int record_program(const struct cli_options *options, const struct export_format *format)
{
    char *library = find_library();
    struct capture_request request = {
        .command = options->operands, .library = library, .all = options->all};
    struct strbuf problem = STRBUF_INIT;
    int status;
    struct capture *capture = capture_start(&request, &problem, &status);

    free(library);
    if (capture) {
        char *path =
            options->output ? mem_strdup(options->output) : default_path(capture_title(capture));

        watch(capture);
        status = capture_status(capture);
        save(capture_finish(capture), path, format, options);
        free(path);
    } else {
        cli_fail(status, "%s", strbuf_str(&problem));
    }
    strbuf_release(&problem);
    return status;
}

static int record(const struct cli_options *options)
{
    const struct export_format *format = export_by_name("trace");

    if (options->format && !options->output)
        return cli_fail(CLI_USAGE, "-f needs -o OUT: what the program prints is its own");
    if (options->format && result_format(options, &format) != CLI_OK)
        return CLI_USAGE;
    return record_program(options, format);
}

const struct cli_command cmd_record = {
    .name = "record",
    .operands = "COMMAND",
    .summary = "record a program of your own: Python, or C with threads",
    .about = "COMMAND is a program with its arguments, behind -- if one could take them for\n"
             "baton's. It runs as ever: its output, its input and its exit status are its\n"
             "own. When it has ended, what was seen stands on standard error, and the\n"
             "recording in PROGRAM.trace, or in OUT. It has the command line and the sources\n"
             "in it, and nothing of what was read and written; only you can read it.\n",
    .accepts = CLI_FORMAT | CLI_OUTPUT | CLI_PROGRAM,
    .least = 1,
    .most = -1,
    .run = record,
};
