/* The walk over the events that makes the lanes of a timeline: private to it. */
#ifndef BATON_TRACE_BUILD_H
#define BATON_TRACE_BUILD_H

#include "trace/timeline.h"

/* Fills in everything but the running sums. False: it was given up, and the timeline is good only
 * to be freed. */
bool build_lanes(struct timeline *timeline, struct trace_progress *progress);

#endif
