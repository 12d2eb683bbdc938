/* Memory that cannot fail: out of memory ends the program here, in one place, with exit status 3.
 *
 * Sizes are in bytes. What these return is freed with free(); an arena's memory with the arena.
 * All functions are thread safe but those on one arena, which belongs to one thread at a time. */
#ifndef BATON_BASE_MEM_H
#define BATON_BASE_MEM_H

#include <stddef.h>

#define MEM_NEVER_NULL __attribute__((returns_nonnull))

MEM_NEVER_NULL void *mem_alloc(size_t size);              /* zeroed */
MEM_NEVER_NULL void *mem_realloc(void *old, size_t size); /* what is added is not zeroed */
MEM_NEVER_NULL char *mem_strdup(const char *text);
MEM_NEVER_NULL char *mem_strndup(const char *text, size_t len);

/* Grows ARRAY (a pointer variable) so that it has room for COUNT + 1 items; CAPACITY is updated. */
#define MEM_GROW(array, count, capacity)                                                           \
    do {                                                                                           \
        if ((count) >= (capacity)) {                                                               \
            (capacity) = (capacity) ? (capacity)*2 : 8;                                            \
            (array) = mem_realloc((array), (size_t)(capacity) * sizeof *(array));                  \
        }                                                                                          \
    } while (0)

/* An arena: many allocations, freed together. Embedded: zero it to begin. */
struct mem_arena {
    struct mem_block *blocks;
};

/* Zeroed, aligned for anything. */
MEM_NEVER_NULL void *mem_arena_alloc(struct mem_arena *arena, size_t size);
MEM_NEVER_NULL char *mem_arena_strndup(struct mem_arena *arena, const char *text, size_t len);
void mem_arena_release(struct mem_arena *arena);

#endif
