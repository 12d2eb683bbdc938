/* Where in a recorded program somebody was. Known is where one let control go, or waits; of the
 * lines in between nobody knows. Of a scenario's run the line of an interval is where it began. */
#ifndef BATON_TELL_WHERE_H
#define BATON_TELL_WHERE_H

#include "trace/timeline.h"

struct where {
    uint32_t line; /* 0: it is not known */
    uint32_t in;   /* in a call of that CODE, or 0 */
};

/* Of an interval of an actor's own lane. */
struct where where_in(const struct timeline *timeline, const struct timeline_interval *own);
/* Of who holds an interval of a strip, which he had until then. */
struct where where_held(const struct timeline *timeline, const struct timeline_interval *item,
                        int64_t until_ns);

#endif
