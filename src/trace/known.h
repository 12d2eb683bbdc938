/* Since when a lane is known to be there: what hides what comes shows no lane before. */
#ifndef BATON_TRACE_KNOWN_H
#define BATON_TRACE_KNOWN_H

#include "trace/timeline.h"

/* Nanoseconds since RUN_BEGIN; INT64_MAX: nothing in the run tells of it. */
int64_t timeline_known_ns(const struct timeline *timeline, const struct timeline_lane *lane);

#endif
