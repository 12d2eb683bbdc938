/* To each end the schedule with the fewest preemptions, of these one with the fewest hand-offs. */
#ifndef BATON_EXPLORE_SHORTEST_H
#define BATON_EXPLORE_SHORTEST_H

#include "explore/ends.h"
#include "explore/graph.h"

/* `lanes`: the highest number of a task. */
void shortest_to_ends(const struct graph *graph, struct ends *ends, uint32_t lanes);
/* From the first state to `state`, whoever moves last. False: there is no way. */
bool shortest_to(const struct graph *graph, uint32_t state, uint32_t lanes,
                 struct schedule *schedule);

#endif
