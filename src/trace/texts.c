#include "config.h"

#include "trace/texts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { LEAST_BYTES = 1024, MOST_BYTES = 256 * 1024 };

struct text_block {
    struct text_block *next;
    size_t used, size;
    char bytes[];
};

char *texts_reserve(struct texts *texts, size_t most)
{
    struct text_block *block = texts->blocks;
    if (!block || block->size - block->used < most) {
        size_t size = block ? block->size * 2 : LEAST_BYTES;
        size = size < MOST_BYTES ? size : MOST_BYTES;
        size = size > most ? size : most;
        block = mem_realloc(NULL, sizeof *block + size);
        *block = (struct text_block){.next = texts->blocks, .size = size};
        texts->blocks = block;
    }
    return block->bytes + block->used;
}

void texts_add_reserved(struct texts *texts, uint32_t event, const char *bytes, size_t len)
{
    MEM_GROW(texts->items, texts->count, texts->room);
    texts->blocks->used += len;
    texts->items[texts->count++] = (struct text){bytes, (uint32_t)len, event};
}

void texts_add(struct texts *texts, uint32_t event, const char *bytes, size_t len)
{
    len = len < UINT32_MAX ? len : UINT32_MAX;
    char *copy = texts_reserve(texts, len);
    if (len)
        memcpy(copy, bytes, len);
    texts_add_reserved(texts, event, copy, len);
}

static void blocks_join(struct texts *texts, struct text_block *more)
{
    struct text_block **end = &more;
    while (*end)
        end = &(*end)->next;
    *end = texts->blocks;
    texts->blocks = more;
}

void texts_join(struct texts *texts, struct texts *more)
{
    size_t count = texts->count + more->count;
    if (!texts->items) {
        texts->items = more->items;
        texts->room = more->room;
        more->items = NULL;
    } else if (more->count) {
        while (texts->room < count)
            texts->room *= 2;
        texts->items = mem_realloc(texts->items, texts->room * sizeof *texts->items);
        memcpy(texts->items + texts->count, more->items, more->count * sizeof *more->items);
    }
    texts->count = count;
    blocks_join(texts, more->blocks);
    free(more->items);
    *more = (struct texts){0};
}

void texts_seal(struct texts *texts, size_t events)
{
    size_t words = events / 64 + 1;
    free(texts->has);
    free(texts->before);
    texts->has = mem_alloc(words * sizeof *texts->has);
    texts->before = mem_alloc(words * sizeof *texts->before);
    for (size_t i = 0; i < texts->count; i++) {
        uint32_t event = texts->items[i].event;
        texts->has[event / 64] |= UINT64_C(1) << event % 64;
        texts->before[event / 64]++;
    }
    uint32_t sum = 0;
    for (size_t i = 0; i < words; i++) {
        uint32_t here = texts->before[i];
        texts->before[i] = sum;
        sum += here;
    }
}

const struct text *texts_find(const struct texts *texts, size_t event)
{
    if (!texts_have(texts, event))
        return NULL;
    uint64_t lower = texts->has[event / 64] & ((UINT64_C(1) << event % 64) - 1);
    return &texts->items[texts->before[event / 64] + (uint32_t)__builtin_popcountll(lower)];
}

void texts_release(struct texts *texts)
{
    while (texts->blocks) {
        struct text_block *next = texts->blocks->next;
        free(texts->blocks);
        texts->blocks = next;
    }
    free(texts->items);
    free(texts->has);
    free(texts->before);
    *texts = (struct texts){0};
}
