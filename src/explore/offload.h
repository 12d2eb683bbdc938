/* Blocks that run on the pool (flow/pool.h), where the search has no threads: what is different in
 * one from the rest of its task.
 *
 * Where the task's thread waits for it, it is run in the place of the task, in the task's frame.
 * One that is offloaded to a process has copies of the variables of its own, which are made when it
 * begins, and gone when it ends.
 *
 * Where a loop runs others meanwhile, only blocks are explored that do nothing which others could
 * see. So when one runs does not matter, but when its task learns that it is done: that comes at a
 * look, as an answer does, and the block is run then. */
#ifndef BATON_EXPLORE_OFFLOAD_H
#define BATON_EXPLORE_OFFLOAD_H

#include "explore/stepper.h"

/* The memory for it, if the program has any. */
void offload_init(struct stepper *stepper);
/* The task wants its block to run: it goes on in it, or (STEPPER_WAITS) queues for a thread. */
void offload_begin(struct stepper *stepper, struct task *task);
/* The block is done: its task goes on behind it, or on its way out. */
void offload_end(struct stepper *stepper, struct task *task);
/* One in a process of its own begins: it has copies of the shared variables. */
void offload_copy(struct stepper *stepper, struct task *task);
/* It stands in such a block. */
bool offload_is_in(const struct task *task);
/* The shared variables as the task has them in a block of its own process. */
_Atomic int64_t *offload_copies(const struct stepper *stepper, uint32_t id);
/* Why a program with such blocks cannot be explored, and the line; NULL: it can. */
const char *offload_refuses(const struct program *program, enum model_id model, uint32_t *line);
/* The same with store buffers: each thread has one, and a block is on another. */
const char *offload_refuses_relaxed(const struct program *program, uint32_t *line);

#endif
