/* Moments of a run as people write them: "120ms", "1.5 s", "300 us", "50%", "+10ms", "-2ms",
 * "start", "end". A number alone is milliseconds. Pure. */
#ifndef BATON_APP_MOMENT_H
#define BATON_APP_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

/* False if it is none. `now_ns` is what + and - count from, `whole_ns` what percents are of. The
 * moment may be outside of the run. */
bool moment_read(const char *text, int64_t now_ns, int64_t end_ns, int64_t whole_ns, int64_t *t_ns);

#endif
