/* What the trace of a recorded program has besides: its functions, its processes, where its actors
 * were. Of a scenario's trace there is none of that. Times are absolute. Made with the trace,
 * immutable after that; any thread. */
#ifndef BATON_TRACE_RECORDING_H
#define BATON_TRACE_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "trace/trace.h"

/* It is of a program that baton did not write: model=recorded. */
bool trace_is_recording(const struct trace *trace);

/* The name of a CODE by its number, safe to print; NULL without. */
const char *trace_code_name(const struct trace *trace, uint32_t code);
/* The innermost function around that line, or NULL. */
const char *trace_function(const struct trace *trace, uint32_t line);

struct trace_process {
    int64_t pid, parent;      /* parent 0: it is not known */
    const char *command;      /* safe to print, borrowed */
    const char *python;       /* its version, or NULL */
    int64_t begin_ns, end_ns; /* INT64_MAX: its end was not seen */
    int64_t status;           /* as a shell has it; -1: not known */
};

/* In order of their numbers. */
int trace_process_count(const struct trace *trace);
const struct trace_process *trace_process(const struct trace *trace, int index);
/* The number of the process that has that pid at that event, or -1. */
int trace_process_of(const struct trace *trace, int64_t pid, size_t event);

/* Where the actor of an event was, as AT in front of it says: the number of the CODE in whose call,
 * 0: none. */
uint32_t trace_in_call_of(const struct trace *trace, size_t event);

/* What was not watched: how often, by its key. */
int trace_unwatched_count(const struct trace *trace);
const char *trace_unwatched(const struct trace *trace, int index, int64_t *count);

/* ---- for trace.c ---- */

struct recording;
/* Of a trace that has its survey. */
struct recording *recording_new(const struct trace *trace);
/* The value of a META python=, which outlives it: `INDEX VERSION`. */
void recording_take_python(struct recording *recording, const char *version);
/* After all of these. */
void recording_finish(struct recording *recording);
void recording_free(struct recording *recording);

#endif
