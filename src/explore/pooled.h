/* Blocks that are offloaded beside a loop: each has a thread of the pool, which goes on while the
 * loop does.
 *
 *     the loop    look ── a turn ────────── waits or ends ── look ── … ── look: the task comes back
 *     the pool        begins ── a move ── a move ── done ·················┘
 *
 * The moves of a block have its task's number, for that waits meanwhile; the block has its record
 * and its frames. That it is done, and whom it has woken, the loop finds at a look, as an answer;
 * the block and they are outstanding until then (STEPPER_TIMED).
 *
 * In a turn the loop stands where a block could tell what was done, or change it (points->beside),
 * and before each turn: as long as a block is out, that is a move. */
#ifndef BATON_EXPLORE_POOLED_H
#define BATON_EXPLORE_POOLED_H

#include "explore/stepper.h"

/* The task wants its block to run: it goes on in it to the first point. */
void pooled_begin(struct stepper *stepper, struct task *task);
/* The loop finds that the block is done. */
void pooled_come(struct stepper *stepper, struct task *task);

/* Some block is out; that of the task is. */
bool pooled_any(const struct stepper *stepper);
bool pooled_is_out(const struct stepper *stepper, uint32_t id);
/* The loop is about to find the block of the task done, or the task woken by one. */
bool pooled_is_back(const struct stepper *stepper, uint32_t id);
bool pooled_can_move(struct stepper *stepper, uint32_t id);
void pooled_move(struct stepper *stepper, uint32_t id);
/* Who can go on without being asked does. */
void pooled_settle(struct stepper *stepper);
/* The task was woken. False: that is the loop's. */
bool pooled_wake(struct stepper *stepper, uint32_t id);
/* Nobody can move: who was called for what is not there waits again. */
void pooled_end(struct stepper *stepper);

#endif
