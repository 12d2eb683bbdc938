/* What variables and semaphores hold at the end, as people read it: where each worker has its own,
 * "counter (worker 2)". Of many workers the first. */
#ifndef BATON_EXPORT_VALUES_H
#define BATON_EXPORT_VALUES_H

#include "base/strbuf.h"
#include "trace/stats.h"

/* How many are told. */
int values_count(const struct stats *stats);
/* One of them; its name is appended. */
int64_t values_at(const struct stats *stats, int at, struct strbuf *name);
/* Each in words, "= 7"; behind them, with NULL for its name, how many workers are not told. */
typedef void values_fn(void *arg, const char *name, const char *value);
void values_each(const struct stats *stats, values_fn *row, void *arg);
/* How many workers there are of which none is told. */
int values_workers_more(const struct stats *stats);

#endif
