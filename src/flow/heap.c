/* One timerfd serves all sleeps of a loop (loop.c). It is set to the earliest, which is items[0]
 * here; the children of items[i] are items[2i + 1] and items[2i + 2]. A wait that ends before its
 * time is taken out of the middle, and so each task knows its place. */
#include "config.h"

#include "flow/heap.h"

#include "base/mem.h"

#include <stdlib.h>

static bool before(const struct task *a, const struct task *b)
{
    return a->due_ns != b->due_ns ? a->due_ns < b->due_ns : a->id < b->id;
}

static void place(struct heap *heap, int32_t at, struct task *task)
{
    heap->items[at] = task;
    task->heap_at = at;
}

static void sift_up(struct heap *heap, int32_t at)
{
    struct task *task = heap->items[at];
    for (; at > 0 && before(task, heap->items[(at - 1) / 2]); at = (at - 1) / 2)
        place(heap, at, heap->items[(at - 1) / 2]);
    place(heap, at, task);
}

static void sift_down(struct heap *heap, int32_t at)
{
    struct task *task = heap->items[at];
    for (;;) {
        int32_t child = 2 * at + 1;
        if (child >= heap->count)
            break;
        if (child + 1 < heap->count && before(heap->items[child + 1], heap->items[child]))
            child++;
        if (!before(heap->items[child], task))
            break;
        place(heap, at, heap->items[child]);
        at = child;
    }
    place(heap, at, task);
}

void heap_push(struct heap *heap, struct task *task)
{
    MEM_GROW(heap->items, heap->count, heap->room);
    place(heap, heap->count++, task);
    sift_up(heap, heap->count - 1);
}

void heap_remove(struct heap *heap, struct task *task)
{
    int32_t at = task->heap_at;
    if (at < 0)
        return;
    task->heap_at = -1;
    struct task *last = heap->items[--heap->count];
    if (last == task)
        return;
    place(heap, at, last);
    sift_up(heap, at);
    sift_down(heap, last->heap_at);
}

struct task *heap_first(const struct heap *heap)
{
    return heap->count ? heap->items[0] : NULL;
}

void heap_release(struct heap *heap)
{
    free(heap->items);
    *heap = (struct heap){0};
}
