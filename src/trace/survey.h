/* What there is in a trace, from one look at each event: the makers of names, timelines and
 * sentences need not look again. Made with the trace, immutable after that. */
#ifndef BATON_TRACE_SURVEY_H
#define BATON_TRACE_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/trace.h"

enum { SURVEY_LOOPS = 4096, SURVEY_POOLS = 65536 };

struct survey {
    /* Indices of the events of the kinds META, TASK_NEW, TASK_BEGIN and THREAD, in order, and of
     * what recorded programs announce (recording.h); and of those of the kinds CYCLE and DEADLOCK.
     */
    uint32_t *rare, *cycles;
    size_t rare_count, rare_room, cycle_count, cycle_room;
    size_t begin, end;                 /* the first RUN_BEGIN, RUN_END; SIZE_MAX without */
    bool has_kind[256];                /* by kind */
    int loop_count, pool_count;        /* numbers up to which there are events about them */
    int helper_count;                  /* the same of threads for callbacks, that were announced */
    uint64_t loops[SURVEY_LOOPS / 64]; /* a bit for each loop that waited or woke */
    uint32_t *pools;                   /* index of the first event about each, + 1; 0: none */
    int pool_room;
    uint32_t request_most; /* number of the last request, unless that is absurd */
};

const struct survey *trace_survey(const struct trace *trace);

/* ---- for trace.c ---- */

/* Looks at the events from `from` to `to`; `count`: how many the trace has. Returns the first that
 * is earlier than the one before it, or `to`. */
size_t survey_take(struct survey *survey, const struct trace_event *events, size_t from, size_t to,
                   size_t count);
void survey_begin(struct survey *survey);
void survey_release(struct survey *survey);

#endif
