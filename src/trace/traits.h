/* What a reader has to know of the model that a trace is of. The run says it itself: `trait=` in
 * its META; of traces that are older than that it is known by the model's name. Read only; any
 * thread. */
#ifndef BATON_TRACE_TRAITS_H
#define BATON_TRACE_TRAITS_H

#include <stdbool.h>

#include "trace/trace.h"

enum trace_trait {
    TRAIT_ONE_THREAD, /* one thread for all tasks of a worker */
    TRAIT_LOOP_TELLS, /* a loop finds out that an answer is there */
    TRAIT_IN_TURN,    /* a task has ended before the next one begins */
    TRAIT_COPIES,     /* shared variables are copies: each process has its own */
    TRAIT_COUNT
};

/* As META has it behind `trait=`. */
const char *trace_trait_name(enum trace_trait trait);
bool trace_has_trait(const struct trace *trace, enum trace_trait trait);

#endif
