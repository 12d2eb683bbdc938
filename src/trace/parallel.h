/* How many tasks ran at the same instant. */
#ifndef BATON_TRACE_PARALLEL_H
#define BATON_TRACE_PARALLEL_H

#include "trace/timeline.h"

struct parallel;

/* Begins to count tasks (and threads of the pool) that are running or polling, at most; overlaps of
 * less than 100 us do not count. `in_thread`: in a thread of its own, if there can be one. Until
 * parallel_end() the intervals of the lanes must stay as and where they are; the lanes may move. */
struct parallel *parallel_begin(const struct timeline_lane *lanes, int count, bool in_thread);
/* Waits for the number, and frees. NULL: 0. */
int64_t parallel_end(struct parallel *parallel);

/* The same with those that would have run, but the kernel had taken their core. */
int64_t parallel_able(const struct timeline *timeline);

#endif
