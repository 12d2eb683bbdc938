/* The director where blocks are offloaded beside a loop (points->beside): the moves of a block are
 * its task's, and as long as one is out the loop stands at each look, before each turn and at the
 * points in it.
 *
 *     a pool's thread    comes to its point ─ sits down ─ stirs the loop ── waits ── goes on
 *     the loop           stands ── all blocks stand still? ┬ a block's move: wakes it, stands on
 *                                                          └ its own: goes on
 *
 * Here it is the loop's thread that decides: only it knows what can come to it. */
#ifndef BATON_FLOW_DIRECTOR_BESIDE_H
#define BATON_FLOW_DIRECTOR_BESIDE_H

#include "flow/director.h"

/* There is such a block. For the loop's thread, which has no lock. */
bool director_beside_any(const struct worker *worker);
/* The loop looks, and may let come what there is (`can`, asked with the board's lock held). Returns
 * when that is the next move, or the run is over. */
void director_beside_look(struct flow *flow, bool (*can)(const void *arg), const void *arg);
/* The loop is about to give the task its turn. Returns when it may. */
void director_beside_turn(struct flow *flow, const struct task *task);
/* The task stands at a point: in its turn, or in its block on a pool's thread. */
void director_beside_point(struct flow *flow, struct task *task, bool at_end);
/* The loop is about to end what main has left behind. Returns when it may. */
void director_beside_rest(struct flow *flow);
/* A pool's thread, which has not the interpreter's lock, stands before it takes up the block, or
 * before that ends: where something can cut short that it is awaited. */
void director_beside_block(struct flow *flow, const struct task *block, bool begins);
/* At the end of the schedule: what blocks could do next is written down. */
void director_beside_tell(struct flow *flow);
/* A block stands, waits or has ended. */
void director_beside_stir(struct worker *worker);

#endif
