/* A map from names to numbers: open addressing over borrowed, NUL-terminated strings. Embedded:
 * zero it to begin. */
#ifndef BATON_SCENARIO_SYMBOLS_H
#define BATON_SCENARIO_SYMBOLS_H

#include <stdint.h>

struct symbol {
    const char *name; /* NULL: free */
    uint32_t hash;
    int32_t value;
};

struct symbols {
    struct symbol *slots;
    uint32_t room; /* a power of two, or 0 */
    uint32_t count;
};

/* The number of a name, or -1. */
int32_t symbols_get(const struct symbols *symbols, const char *name);
/* Adds a name, or changes its number. The name is borrowed for as long as the map lives. */
void symbols_put(struct symbols *symbols, const char *name, int32_t value);
void symbols_release(struct symbols *symbols);

#endif
