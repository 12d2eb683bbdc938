#include "config.h"

#include "paint/ticks.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"

struct unit {
    const char *name;
    int64_t ns;
    int64_t most_ns; /* used up to this span */
};

static const struct unit units[] = {
    {"us", NS_PER_US, 2 * NS_PER_MS},
    {"ms", NS_PER_MS, 10 * NS_PER_S},
    {"s", NS_PER_S, INT64_MAX},
};

/* The smallest of 1, 2, 5, 10, 20 … that is at least `least`. */
static int64_t nice_step(int64_t least)
{
    static const int steps[] = {1, 2, 5};
    for (int64_t ten = 1; ten < INT64_MAX / 100; ten *= 10)
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
            if (steps[i] * ten >= least)
                return steps[i] * ten;
    return least;
}

struct ticks ticks_for(int64_t span_ns, int most)
{
    const struct unit *unit = units;
    while (span_ns > unit->most_ns)
        unit++;
    return (struct ticks){unit->name, unit->ns, nice_step(span_ns / (most + 1) + 1)};
}

int64_t ticks_unit_ns(const char *unit)
{
    size_t at = sizeof units / sizeof *units - 1;
    while (at > 0 && strcmp(units[at].name, unit) != 0)
        at--;
    return units[at].ns;
}

int ticks_number(const struct ticks *ticks, int64_t t_ns, char *text, size_t size)
{
    int digits = 0;
    for (int64_t part = ticks->unit_ns; part > ticks->step_ns && digits < 9; part /= 10)
        digits++;
    return snprintf(text, size, "%.*f", digits, (double)t_ns / (double)ticks->unit_ns);
}
