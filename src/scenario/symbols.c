#include "config.h"

#include "scenario/symbols.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 16 };

/* FNV-1a, 32 bits. */
static uint32_t hash_of(const char *name)
{
    uint32_t hash = 2166136261u;
    for (; *name; name++)
        hash = (hash ^ (uint8_t)*name) * 16777619u;
    return hash;
}

static struct symbol *find(const struct symbols *symbols, const char *name, uint32_t hash)
{
    uint32_t at = hash & (symbols->room - 1);
    for (;;) {
        struct symbol *slot = &symbols->slots[at];
        if (!slot->name || (slot->hash == hash && strcmp(slot->name, name) == 0))
            return slot;
        at = (at + 1) & (symbols->room - 1);
    }
}

static void grow(struct symbols *symbols)
{
    struct symbols bigger = {.room = symbols->room ? symbols->room * 2 : FIRST_ROOM,
                             .count = symbols->count};
    bigger.slots = mem_alloc(bigger.room * sizeof *bigger.slots);
    for (uint32_t i = 0; i < symbols->room; i++)
        if (symbols->slots[i].name)
            *find(&bigger, symbols->slots[i].name, symbols->slots[i].hash) = symbols->slots[i];
    free(symbols->slots);
    *symbols = bigger;
}

int32_t symbols_get(const struct symbols *symbols, const char *name)
{
    if (symbols->room == 0)
        return -1;
    const struct symbol *slot = find(symbols, name, hash_of(name));
    return slot->name ? slot->value : -1;
}

void symbols_put(struct symbols *symbols, const char *name, int32_t value)
{
    if (symbols->count + 1 > symbols->room / 4 * 3)
        grow(symbols);
    uint32_t hash = hash_of(name);
    struct symbol *slot = find(symbols, name, hash);
    symbols->count += slot->name == NULL;
    *slot = (struct symbol){.name = name, .hash = hash, .value = value};
}

void symbols_release(struct symbols *symbols)
{
    free(symbols->slots);
    *symbols = (struct symbols){0};
}
