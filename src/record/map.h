/* From a number to a number, neither of which is what it is about: addresses, threads, codes. */
#ifndef BATON_RECORD_MAP_H
#define BATON_RECORD_MAP_H

#include <stddef.h>
#include <stdint.h>

struct map_entry {
    uint64_t key[2];
    uint32_t value; /* 0: free */
};

/* Embedded; zero it to begin. */
struct map {
    struct map_entry *entries;
    size_t room, count;
};

/* Where its value is kept, 0 if it is new. Good until the next call. */
uint32_t *map_at(struct map *map, uint64_t key, uint64_t more);
/* Its value, or 0. */
uint32_t map_find(const struct map *map, uint64_t key, uint64_t more);
void map_release(struct map *map);

#endif
