/* How many tasks ran at the same instant, at most. */
#ifndef BATON_TRACE_PARALLEL_H
#define BATON_TRACE_PARALLEL_H

#include "trace/timeline.h"

/* Tasks (and threads of the pool) that are running or polling. Overlaps of less than 100 us do not
 * count. */
int64_t parallel_most(const struct timeline *timeline);
/* The same with those that would have run, but the kernel had taken their core. */
int64_t parallel_able(const struct timeline *timeline);

#endif
