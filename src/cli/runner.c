#include "config.h" /* before any header of libc: the system's extensions */

#include "cli/runner.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "cli/find.h"
#include "cli/output.h"
#include "cli/tty.h"
#include "engine/run.h"

enum { WATCH_MS = 100 };

/* ---- the sign of life ---- */

/* One line on standard error, erased at the end; nothing where that is no terminal or cannot move
 * its cursor. */
enum { QUIET_NS = 300 * NS_PER_MS, NAME_COLUMNS = 30 };

#define ERASE_LINE "\r\033[K"

struct progress {
    const char *name, *model; /* borrowed */
    bool wanted, shown;
};

static void progress_begin(struct progress *progress, const char *name, const char *model)
{
    *progress = (struct progress){
        .name = find_base_name(name),
        .model = model,
        .wanted = isatty(STDERR_FILENO) && tty_is_able(),
    };
}

/* Drawn anew each time; the first time only once the run has lasted so long that one might wonder.
 */
static void progress_show(struct progress *progress, int64_t elapsed_ns, uint64_t events,
                          bool stopping)
{
    struct strbuf line = STRBUF_INIT;

    if (!progress->wanted || elapsed_ns < QUIET_NS)
        return;
    strbuf_adds(&line, ERASE_LINE);
    utf8_add_clipped(&line, progress->name, strlen(progress->name), NAME_COLUMNS, true);
    strbuf_addf(&line, " under %s: %.1f s, about %llu events, %s", progress->model,
                (double)elapsed_ns / NS_PER_S, (unsigned long long)events,
                stopping ? "stopping" : "ctrl-C stops");
    file_write_all(STDERR_FILENO, line.text, line.len); /* a sign of life lost is no loss */
    strbuf_release(&line);
    progress->shown = true;
}

static void progress_end(struct progress *progress)
{
    if (progress->shown)
        file_write_all(STDERR_FILENO, ERASE_LINE, strlen(ERASE_LINE));
    progress->shown = false;
}

/* ---- signals ---- */

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { ENDING_SIGNALS = sizeof ending_signals / sizeof *ending_signals };

/* A signal handler has no other way to speak to the program than a global. */
static volatile sig_atomic_t signals_seen;
static volatile sig_atomic_t last_signal;

/* The first asks, the second is obeyed as soon as the run is cleaned up, the third does not even
 * wait for that. */
static void on_signal(int number)
{
    last_signal = number;
    if (++signals_seen > 1)
        signal(number, SIG_DFL);
}

static void catch_signals(struct sigaction *old)
{
    struct sigaction action = {.sa_handler = on_signal};

    signals_seen = 0;
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < ENDING_SIGNALS; i++) {
        sigaction(ending_signals[i], NULL, &old[i]);
        if (old[i].sa_handler != SIG_IGN) /* nohup: what was ignored stays ignored */
            sigaction(ending_signals[i], &action, NULL);
    }
}

static void release_signals(const struct sigaction *old)
{
    for (int i = 0; i < ENDING_SIGNALS; i++)
        sigaction(ending_signals[i], &old[i], NULL);
}

/* ---- a run ---- */

static void watch(struct run *run, const char *name, enum model_id model)
{
    struct progress progress;
    bool asked = false;

    progress_begin(&progress, name, model_name(model));
    while (run_watch(run, WATCH_MS) && signals_seen < 2) {
        if (signals_seen && !asked) {
            asked = true;
            run_stop(run);
        }
        progress_show(&progress, run_elapsed_ns(run), trace_log_claimed(run_log(run)), asked);
    }
    progress_end(&progress);
}

char **runner_settings(const struct cli_set *sets, int count, const int *choice)
{
    char **lines = mem_alloc((count + 1) * sizeof *lines);

    for (int i = 0; i < count; i++) {
        struct strbuf line = STRBUF_INIT;

        strbuf_addf(&line, "%s=%s", sets[i].line, sets[i].values[choice ? choice[i] : 0]);
        lines[i] = strbuf_detach(&line);
    }
    return lines;
}

bool runner_was_stopped(void)
{
    return signals_seen > 0;
}

struct trace *runner_run(const struct source *source, enum model_id model,
                         const struct cli_set *sets, int set_count, const int *choice)
{
    char **lines = runner_settings(sets, set_count, choice);
    struct run_request request = {
        .name = source->name,
        .source = source->text,
        .len = source->len,
        .model = model,
        .sets = (const char *const *)lines,
        .set_count = set_count,
    };
    struct sigaction old[ENDING_SIGNALS];
    struct trace *trace = NULL;
    const char *problem = NULL;
    struct run *run;

    catch_signals(old);
    run = run_start(&request, &problem);
    if (run) {
        watch(run, source->name, model);
        trace = run_finish(run);
    } else {
        cli_fail(CLI_MACHINE, "%s", problem ? problem : "the run could not be started");
    }
    release_signals(old);
    if (signals_seen > 1)
        raise(last_signal);
    for (int i = 0; i < set_count; i++)
        free(lines[i]);
    free(lines);
    return trace;
}
