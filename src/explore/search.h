/* The search: from state to state, each once, depth first. */
#ifndef BATON_EXPLORE_SEARCH_H
#define BATON_EXPLORE_SEARCH_H

#include "explore/ends.h"
#include "explore/explore.h"
#include "explore/graph.h"
#include "explore/stepper.h"

/* How far a search may go. */
struct search_limits {
    const struct explore_options *options;
    size_t memory;
    int64_t until_ns; /* absolute; 0: as long as it takes */
    int bound;        /* only schedules with at most so many preemptions; -1: all */
};

/* From where the stepper stands. It is left anywhere. */
enum explore_stop search_all(struct stepper *stepper, struct graph *graph, struct ends *ends,
                             const struct search_limits *limits);

#endif
