/* The graph of all states: each with its digest and its edges, the moves that lead out of it.
 *
 * A state is 16 bytes of digest, 8 of a table to find it, 5 of where its edges begin and how many
 * there are, and 5 for each edge: about 40 bytes where two can move. States are numbered in the
 * order in which they are found, from 0, the first one. */
#ifndef BATON_EXPLORE_GRAPH_H
#define BATON_EXPLORE_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "explore/stepper.h"

enum { GRAPH_OPEN = 0xff }; /* edge_counts: it has not been left for good yet */

#define GRAPH_NO_END UINT32_MAX /* nobody has moved from there, for the search was stopped */

struct graph {
    struct stepper_digest *digests;
    uint32_t *first;      /* of a state: its first edge; of one without any: its end */
    uint8_t *edge_counts; /* 0: nobody can move, or all is over */
    uint32_t count, room;
    uint32_t *table; /* numbers + 1, by digest */
    uint32_t table_size;
    uint32_t *to; /* of an edge: where it leads … */
    uint8_t *who; /* … and who moves */
    uint32_t edge_count, edge_room;
    uint32_t unmade; /* edges of moves that could be made, and were not: the search was stopped.
                        They lead to a state that is none: another one than those counted */
    bool cyclic;
    uint8_t seen_from; /* lanes above that are of buffers or limits; 0: there are none */
};

void graph_init(struct graph *graph);
void graph_release(struct graph *graph);
/* The number of the state; *found: it was there. */
uint32_t graph_find(struct graph *graph, struct stepper_digest digest, bool *found);
/* All edges of a state, at once. */
void graph_close(struct graph *graph, uint32_t state, const uint32_t *to, const uint8_t *who,
                 int count);
/* One that has none: the number of its end. */
void graph_close_end(struct graph *graph, uint32_t state, uint32_t end);
/* Where a move leads that was not made. */
uint32_t graph_unmade(struct graph *graph);
/* Bytes in use. */
size_t graph_bytes(const struct graph *graph);

/* All states, so that each stands before those that its moves lead to, where that can be: by
 * strongly connected components. *component has a number for each state: those of one stand
 * together. The caller frees both. */
uint32_t *graph_order(const struct graph *graph, uint32_t **component);

#endif
