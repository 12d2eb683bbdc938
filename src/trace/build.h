/* The walk over the events that makes the lanes of a timeline: private to it. */
#ifndef BATON_TRACE_BUILD_H
#define BATON_TRACE_BUILD_H

#include "trace/timeline.h"

/* Fills in everything but the running sums. */
void build_lanes(struct timeline *timeline);

#endif
