/* A run, from the outside: start the engine on a scenario, watch it, and have its log at the end.
 * The door of this room for the commands and the player.
 *
 * The engine is this program executed anew (argv[1] = "--engine") in its own process group, with
 * the source and the log as descriptors. The caller becomes its subreaper; run_finish() leaves no
 * process behind, whatever happened. Runs are started by one thread at a time, which is to live as
 * long as they (the kernel ends the engine with it). A run belongs to one thread at a time: it may
 * be watched in one and finished in another, while the next one is already under way. */
#ifndef BATON_ENGINE_RUN_H
#define BATON_ENGINE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario/model_name.h"
#include "trace/log.h"
#include "trace/trace.h"

struct run_request {
    const char *name; /* what the file is called */
    const char *source;
    size_t len;
    enum model_id model;
    const char *const *sets; /* "line=value" each: see scenario_set() */
    int set_count;
};

struct run;

/* Starts it; NULL with a sentence in *problem (static or owned by the caller's next call) if the
 * machine refuses. The scenario has been read and compiled for the model by the caller already:
 * errors of the file are its business. */
struct run *run_start(const struct run_request *request, const char **problem);
struct trace_log *run_log(struct run *run);
/* Waits up to timeout_ms (0: only looks) for something to happen; drains the kernel's record. True
 * while the run lasts. */
bool run_watch(struct run *run, int timeout_ms);
/* Asks it to end (ctrl-C): the result is `stopped`. */
void run_stop(struct run *run);
/* Nanoseconds since it started. */
int64_t run_elapsed_ns(const struct run *run);
/* Ends what is left, reaps, and makes the trace. Frees the run. */
struct trace *run_finish(struct run *run);
/* The same with progress of the trace; NULL if that was given up. */
struct trace *run_finish_with(struct run *run, trace_progress_fn *progress, void *arg);
/* Ends it at once, without a word: the signal is sent, nothing is waited for. */
void run_kill(struct run *run);
/* Ends what is left, reaps, and forgets what was recorded. Frees the run. */
void run_drop(struct run *run);

/* Entry of the engine process: called by main() for `--engine`; returns its exit status. */
int engine_main(int argc, char **argv);

#endif
