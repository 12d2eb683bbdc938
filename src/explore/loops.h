/* Loops: schedules without end. */
#ifndef BATON_EXPLORE_LOOPS_H
#define BATON_EXPLORE_LOOPS_H

#include "explore/explore.h"
#include "explore/graph.h"

/* Finds a livelock, if there is one (a component that no move leads out of), and else who alone has
 * to be kept from going on. */
void loops_find(const struct graph *graph, const uint32_t *component, uint32_t lanes,
                struct exploration *result);

#endif
