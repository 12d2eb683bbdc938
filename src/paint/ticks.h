/* Where an axis of time has its numbers, and what they are. */
#ifndef BATON_PAINT_TICKS_H
#define BATON_PAINT_TICKS_H

#include <stddef.h>
#include <stdint.h>

struct ticks {
    const char *unit; /* "us", "ms" or "s" */
    int64_t unit_ns;
    int64_t step_ns; /* between two ticks: 1, 2 or 5 of a power of ten; at least 1 */
};

/* For an axis that spans so much time, with about `most` ticks and never more than two over that.
 */
struct ticks ticks_for(int64_t span_ns, int most);
/* Of its name. */
int64_t ticks_unit_ns(const char *unit);
/* The number at a tick, in the unit, with the digits that tell it from the next. Returns its
 * length. */
int ticks_number(const struct ticks *ticks, int64_t t_ns, char *text, size_t size);

#endif
