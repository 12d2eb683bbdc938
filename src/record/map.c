#include "config.h"

#include "record/map.h"

#include <stdlib.h>

#include "base/mem.h"

enum { LEAST_ROOM = 64 };

static size_t place_of(const struct map *map, uint64_t key, uint64_t more)
{
    uint64_t mixed = (key ^ more * UINT64_C(0xC2B2AE3D27D4EB4F)) * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(mixed >> 20) & (map->room - 1);
}

/* Its entry, or the free one where it belongs. */
static struct map_entry *entry_of(const struct map *map, uint64_t key, uint64_t more)
{
    size_t at = place_of(map, key, more);
    for (;; at = (at + 1) & (map->room - 1)) {
        struct map_entry *entry = &map->entries[at];
        if (!entry->value || (entry->key[0] == key && entry->key[1] == more))
            return entry;
    }
}

static void grow(struct map *map)
{
    struct map old = *map;
    map->room = old.room ? old.room * 2 : LEAST_ROOM;
    map->entries = mem_alloc(map->room * sizeof *map->entries);
    for (size_t i = 0; i < old.room; i++)
        if (old.entries[i].value)
            *entry_of(map, old.entries[i].key[0], old.entries[i].key[1]) = old.entries[i];
    free(old.entries);
}

uint32_t *map_at(struct map *map, uint64_t key, uint64_t more)
{
    if (map->count * 2 >= map->room)
        grow(map);
    struct map_entry *entry = entry_of(map, key, more);
    if (!entry->value) {
        entry->key[0] = key;
        entry->key[1] = more;
        map->count++; /* the caller gives it a value */
    }
    return &entry->value;
}

uint32_t map_find(const struct map *map, uint64_t key, uint64_t more)
{
    return map->room ? entry_of(map, key, more)->value : 0;
}

void map_release(struct map *map)
{
    free(map->entries);
    *map = (struct map){0};
}
