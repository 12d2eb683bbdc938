/* Where a moment stands among things that are in order of time: one binary search for all of them.
 * Who has such things gives the question a name (timeline_asked_until(), trace_count_until() …). */
#ifndef BATON_TRACE_TIMES_H
#define BATON_TRACE_TIMES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* How many of the items have their time, an int64_t that stands `offset` bytes into an item of
 * `size` bytes, at or before t. */
static inline size_t times_until(const void *items, size_t size, size_t offset, size_t count,
                                 int64_t t_ns)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = high - (high - low) / 2;
        int64_t time_ns;
        memcpy(&time_ns, (const char *)items + (middle - 1) * size + offset, sizeof time_ns);
        if (time_ns <= t_ns)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* The same of an array of times, and of an array of structs with their time in a member. */
#define TIMES_UNTIL(times, count, t_ns)                                                            \
    times_until((times), sizeof *(times), 0, (size_t)(count), (t_ns))
#define TIMES_UNTIL_OF(items, member, count, t_ns)                                                 \
    times_until((items), sizeof *(items), offsetof(__typeof__(*(items)), member), (size_t)(count), \
                (t_ns))

#endif
