/* Blocks that are offloaded beside a loop: each has a thread of the pool, which goes on while the
 * loop does, and as there (flow/pool.h) a record and a frame of its own.
 *
 *     the loop    look ── a turn ────────── waits or ends ── look ── … ── look: the task comes back
 *     the pool        begins ── a move ── a move ── done ·················┘
 *
 * The moves of a block have its task's number, for that waits meanwhile; those of one whose task
 * has been cancelled since have one of their own, as a callback. That it is done, and whom it has
 * woken, the loop finds at a look, as an answer; its task and they are outstanding until then
 * (STEPPER_TIMED).
 *
 * In a turn the loop stands where a block could tell what was done, or change it (points->beside),
 * and before each turn: as long as a block is out, that is a move. Where something can cut waits
 * short (points->cuts), it is one that a thread takes up a block, which else may never run, and one
 * that the block ends. */
#ifndef BATON_EXPLORE_POOLED_H
#define BATON_EXPLORE_POOLED_H

#include "explore/stepper.h"

/* How many blocks run at once, at most. */
void pooled_init(struct stepper *stepper);
/* The task wants its block to run: it queues for a thread, and if it has one goes on to its first
 * point. */
void pooled_begin(struct stepper *stepper, struct task *task);

/* Some block is out. */
bool pooled_any(const struct stepper *stepper);
/* The id is that of a block. */
bool pooled_is_block(const struct stepper *stepper, uint32_t id);
/* The block whose moves have the id's number: that which the task awaits, or the block itself if
 * nobody does; else 0. */
uint32_t pooled_of(const struct stepper *stepper, uint32_t id);
/* The loop is about to find the block of the task done, or the task woken by one. */
bool pooled_is_back(const struct stepper *stepper, uint32_t id);
bool pooled_can_move(struct stepper *stepper, uint32_t block);
void pooled_move(struct stepper *stepper, uint32_t block);
/* Who can go on without being asked does. */
void pooled_settle(struct stepper *stepper);
/* The task or block was woken. False: that is the loop's. */
bool pooled_wake(struct stepper *stepper, uint32_t id);
/* Nobody can move: who was called for what is not there waits again. */
void pooled_end(struct stepper *stepper);

#endif
