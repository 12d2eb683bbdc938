/* How many schedules lead to each end. */
#ifndef BATON_EXPLORE_COUNT_H
#define BATON_EXPLORE_COUNT_H

#include "explore/ends.h"
#include "explore/explore.h"
#include "explore/graph.h"

/* Fills in the numbers of the ends, and of all. `order` and `component` are graph_order()'s. */
void count_schedules(const struct graph *graph, const uint32_t *order, const uint32_t *component,
                     struct ends *ends, struct exploration *result);

#endif
