/* Open blocks of a task, by how many lie inside of them. */
#ifndef BATON_EXPLORE_BLOCK_H
#define BATON_EXPLORE_BLOCK_H

#include "interp/task.h"

/* How many lie inside of it; -1: NULL. */
static inline int block_depth(const struct task *task, const struct block *sought)
{
    int depth = 0;
    for (const struct block *block = task->blocks; block; block = block->outer, depth++)
        if (block == sought)
            return depth;
    return -1;
}

static inline struct block *block_at(const struct task *task, int depth)
{
    struct block *block = depth < 0 ? NULL : task->blocks;
    for (; block && depth > 0; depth--)
        block = block->outer;
    return block;
}

/* A way out goes on at its end. */
static inline bool block_has_way(const struct block *block)
{
    return block->kind == BLOCK_ON_CANCEL || block->kind == BLOCK_FINALLY;
}

#endif
