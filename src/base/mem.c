#include "config.h"

#include "base/mem.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 32 * 1024, EXIT_MACHINE = 3 };

struct mem_block {
    struct mem_block *next;
    size_t used, size;
    alignas(max_align_t) char bytes[];
};

static void *check(void *memory)
{
    if (!memory) {
        fputs("baton: out of memory\n", stderr);
        exit(EXIT_MACHINE);
    }
    return memory;
}

void *mem_alloc(size_t size)
{
    return check(calloc(1, size ? size : 1));
}

void *mem_realloc(void *old, size_t size)
{
    return check(realloc(old, size ? size : 1));
}

char *mem_strdup(const char *text)
{
    return mem_strndup(text, strlen(text));
}

char *mem_strndup(const char *text, size_t len)
{
    char *copy = check(malloc(len + 1));
    memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

void *mem_arena_alloc(struct mem_arena *arena, size_t size)
{
    size_t align = alignof(max_align_t);
    size = (size + align - 1) / align * align;
    struct mem_block *block = arena->blocks;
    if (!block || block->size - block->used < size) {
        size_t room = size > BLOCK_BYTES ? size : BLOCK_BYTES;
        block = mem_alloc(sizeof *block + room);
        block->size = room;
        block->next = arena->blocks;
        arena->blocks = block;
    }
    void *memory = block->bytes + block->used;
    block->used += size;
    return memory;
}

char *mem_arena_strndup(struct mem_arena *arena, const char *text, size_t len)
{
    char *copy = mem_arena_alloc(arena, len + 1);
    memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

void mem_arena_release(struct mem_arena *arena)
{
    while (arena->blocks) {
        struct mem_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
}
