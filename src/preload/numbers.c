#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/numbers.h"

#include <stddef.h>

static uint32_t home_of(const void *object)
{
    return (uint32_t)(((uintptr_t)object >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 40) % NUMBERS_ROOM;
}

/* Where it is, or where it would be. */
static uint32_t place_of(const struct numbers *numbers, const void *object)
{
    uint32_t at = home_of(object);
    while (numbers->at[at].object && numbers->at[at].object != object)
        at = (at + 1) % NUMBERS_ROOM;
    return at;
}

struct number *numbers_find(struct numbers *numbers, const void *object)
{
    struct number *found = &numbers->at[place_of(numbers, object)];
    return found->object ? found : NULL;
}

struct number *numbers_add(struct numbers *numbers, const void *object, bool *is_new)
{
    struct number *found = &numbers->at[place_of(numbers, object)];
    *is_new = !found->object;
    if (!*is_new)
        return found;
    if (numbers->living >= NUMBERS_ROOM / 2)
        return NULL;
    numbers->living++;
    *found = (struct number){.object = object, .number = ++numbers->count};
    return found;
}

/* Takes it out, and moves up those behind that would not be found any more. */
void numbers_forget(struct numbers *numbers, const void *object)
{
    uint32_t hole = place_of(numbers, object);
    struct number *at = numbers->at;
    if (!at[hole].object)
        return;
    numbers->living--;
    for (uint32_t i = (hole + 1) % NUMBERS_ROOM; at[i].object; i = (i + 1) % NUMBERS_ROOM) {
        uint32_t home = home_of(at[i].object);
        if ((i - home) % NUMBERS_ROOM < (i - hole) % NUMBERS_ROOM)
            continue;
        at[hole] = at[i];
        hole = i;
    }
    at[hole].object = NULL;
}
