/* The numbers of the locks of interpreters in a recorded program, by process. */
#ifndef BATON_TRACE_GIL_H
#define BATON_TRACE_GIL_H

#include <stdint.h>

#include "trace/timeline.h"

struct gil_numbers {
    int64_t turns;          /* how often it was taken */
    int64_t forced;         /* how often it was dropped because it was asked for */
    int64_t asked_after_ns; /* median of how long one had waited who asked for it; -1: nobody did */
    int64_t waited_ns;      /* for it, all of the process together */
};

/* Those of as many processes as the trace has; the caller frees them. */
struct gil_numbers *gil_numbers(const struct timeline *timeline);
/* For it, all of a recorded program together; 0 of a scenario's run. */
int64_t gil_waited_ns(const struct timeline *timeline);

#endif
