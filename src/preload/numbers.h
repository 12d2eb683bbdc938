/* Objects of Python have numbers as long as they live: an address is soon another's. Who looks has
 * the interpreter's lock. */
#ifndef BATON_PRELOAD_NUMBERS_H
#define BATON_PRELOAD_NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

enum { NUMBERS_ROOM = 1 << 16 };

struct number {
    const void *object;
    uint32_t number, owner; /* the latter, too, */
    bool seen;              /* for whoever keeps them */
};

/* Static: it is zero to begin with. */
struct numbers {
    struct number at[NUMBERS_ROOM];
    uint32_t count, living;
};

/* NULL: it has none. */
struct number *numbers_find(struct numbers *numbers, const void *object);
/* Gives it one, if it has none; NULL: there are too many. */
struct number *numbers_add(struct numbers *numbers, const void *object, bool *is_new);
/* It is gone. */
void numbers_forget(struct numbers *numbers, const void *object);

#endif
