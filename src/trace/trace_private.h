/* The inside of a trace. Private to trace.c and to what loads traces. */
#ifndef BATON_TRACE_TRACE_PRIVATE_H
#define BATON_TRACE_TRACE_PRIVATE_H

#include "trace/progress.h"
#include "trace/survey.h"
#include "trace/texts.h"
#include "trace/trace.h"

struct meta {
    char *key;
    char *value;
    int order; /* of appearance */
};

struct source {
    char *name, *text;
    size_t len;
};

struct recording;

struct trace {
    struct trace_event *events; /* base/pages.h */
    size_t count, room;
    struct texts texts;
    struct survey survey;
    int64_t origin_ns;
    int64_t horizon_ns;     /* absolute; 0: the run is over */
    struct source *sources; /* one at least */
    int source_count, source_room;
    struct recording *recording; /* NULL: it is none */
    struct meta *metas;          /* by key, those of a key in order of appearance */
    int meta_count, meta_room;
    int object_count; /* objects kept so far, while the metas are collected */
    int object_first, shared_first, variable_first; /* of the metas with these keys, or -1 */
    char **task_names;                              /* by task, [0] unused */
    int task_count;
};

/* Room for so many events, at least. */
void trace_reserve(struct trace *trace, size_t count);
/* trace_finish() with progress: one pass of it. False: it was given up, and the trace is good only
 * to be freed. */
bool trace_finish_with(struct trace *trace, struct trace_progress *progress);

#endif
