/* Questions that nobody has written: who gets control next, at moments of a run at which one can
 * know. They follow from the trace alone, so that all who are given the same one are asked the
 * same. */
#ifndef BATON_QUIZ_PICK_H
#define BATON_QUIZ_PICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/stats.h"
#include "trace/timeline.h"

enum { QUIZ_PICKS_MAX = 20, QUIZ_PICKS = 5 };

/* A moment at which a task is about to give control up. */
struct quiz_pick {
    uint32_t who, line; /* it, and where it stands */
    int64_t t_ns;       /* just before it does */
    uint32_t next;      /* who gets control then */
    int wrong;          /* how many naive rules say otherwise */
    uint16_t reason;    /* why that one gets it: enum trace_reason */
    bool ends;          /* it gives control up by ending */
};

/* At most so many of the best, in order of time; returns how many there are. */
int quiz_pick(const struct timeline *timeline, const struct stats *stats, int most,
              struct quiz_pick *picks);
/* The same run once more, without the file's own questions and notes, and with these in their
 * place; never NULL, and to be freed. The source is called by its name alone. */
struct trace *quiz_trace(const struct timeline *timeline, const struct quiz_pick *picks, int count);
/* The same run, its source called by its name alone; never NULL, and to be freed. */
struct trace *quiz_copy(const struct trace *trace);

#endif
