/* A heap of tasks by deadline (task->due_ns), earliest first; equal deadlines in the order of their
 * tasks. Each task knows its place (task->heap_at), so that one can be taken out of the middle.
 * Binary heap; O(log n). Not thread safe. */
#ifndef BATON_FLOW_HEAP_H
#define BATON_FLOW_HEAP_H

#include "interp/task.h"

struct heap {
    struct task **items;
    int32_t count, room;
};

void heap_push(struct heap *heap, struct task *task);
void heap_remove(struct heap *heap, struct task *task); /* does nothing if it is not in it */
struct task *heap_first(const struct heap *heap);       /* NULL if empty */
void heap_release(struct heap *heap);

#endif
