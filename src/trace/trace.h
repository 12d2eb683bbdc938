/* A trace: all the events of a run in order of time, with names, texts and the scenario's source.
 * Loaded from a log or from a file, immutable after that. All times handed out are nanoseconds
 * since RUN_BEGIN unless said otherwise. The timelines (timeline.h) and statistics (stats.h) are
 * made from it, and what is told of it (tell/tell.h) from these. */
#ifndef BATON_TRACE_TRACE_H
#define BATON_TRACE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "trace/event.h"
#include "trace/log.h"
#include "trace/progress.h"

struct trace;

/* Takes all that is published in the log, which is empty after that, and sorts it by time (stable).
 * `source` (copied) is the scenario's text, `name` its file name. Never NULL. */
struct trace *trace_from_log(struct trace_log *log, const char *name, const char *source,
                             size_t len);

/* The same of a run that lasts: what the log holds up to `horizon_ns` (absolute), at which
 * everything that is open ends. It leaves the log as it is. May be called in any thread, one at a
 * time. */
struct trace *trace_from_log_until(struct trace_log *log, int64_t horizon_ns, const char *name,
                                   const char *source, size_t len);
/* The same with progress (may be NULL); a horizon of 0: of a run that is over, whose log is taken.
 * NULL if it was given up; the log is good only to be closed then, unless there was a horizon. */
struct trace *trace_from_log_with(struct trace_log *log, int64_t horizon_ns, const char *name,
                                  const char *source, size_t len, trace_progress_fn *progress,
                                  void *arg);

/* For tests and files: events appended in any order, then trace_finish(). */
struct trace *trace_new(void);
void trace_add(struct trace *trace, const struct trace_event *event, const char *text, size_t len);
void trace_set_source(struct trace *trace, const char *name, const char *source, size_t len);
/* Another source, of a recorded program: the first one added has the number 1. Copied. */
void trace_add_source(struct trace *trace, const char *name, const char *source, size_t len);
void trace_finish(struct trace *trace);
void trace_free(struct trace *trace);

size_t trace_count(const struct trace *trace);
const struct trace_event *trace_at(const struct trace *trace,
                                   size_t index); /* time_ns is absolute */
/* How many events are at or before t. */
size_t trace_count_until(const struct trace *trace, int64_t t_ns);
const char *trace_text(const struct trace *trace, size_t index, size_t *len); /* NULL without */
int64_t
trace_origin(const struct trace *trace); /* absolute time of RUN_BEGIN (or of the first event) */
/* Absolute time up to which a run that lasts is known; 0: it is over. */
int64_t trace_horizon(const struct trace *trace);
const char *trace_source(const struct trace *trace, size_t *len);
const char *trace_source_name(const struct trace *trace);
/* The sources of a recorded program, by the file of a line; of one that is not there the first. The
 * functions above are of the first. */
int trace_source_count(const struct trace *trace);
const char *trace_source_of(const struct trace *trace, int file, size_t *len);
const char *trace_source_name_of(const struct trace *trace, int file);
/* The n-th value of a META key, or NULL: trace_meta(t, "model", 0). */
const char *trace_meta(const struct trace *trace, const char *key, int n);
/* How many values it has. */
int trace_meta_count(const struct trace *trace, const char *key);
/* How many processes run tasks, each with its own locks and shared variables; 1 where the trace
 * does not say, or says what cannot be. */
uint32_t trace_worker_count(const struct trace *trace);

int trace_task_count(const struct trace *trace);
const char *trace_task_name(const struct trace *trace,
                            int task); /* task from 1; display name, safe to print */
/* Of a recorded program there are others: "event 1", the queue of a pool. */
enum trace_object_kind {
    TRACE_LOCK,
    TRACE_SEMAPHORE,
    TRACE_CHANNEL,
    TRACE_CONDITION,
    TRACE_BARRIER,
    TRACE_OTHER_OBJECT
};
enum trace_object_kind trace_object_kind(const struct trace *trace, int index);
const char *trace_object_name(const struct trace *trace, int index); /* without its kind */
const char *trace_shared_name(const struct trace *trace, int index);
const char *trace_variable_name(const struct trace *trace, int index); /* of a body's own */
/* Whether it tells of variables all that is needed to know what they are; else only now and then.
 */
bool trace_tells_values(const struct trace *trace);

#endif
