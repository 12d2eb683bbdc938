/* Where in a recorded program somebody was. Known is where one let control go, or waits; of who had
 * control meanwhile, where it was seen from time to time, if it was; else from where it went on,
 * and to where it came, but for calls that took most of the time. Of a scenario's run the line of
 * an interval is where it began. */
#ifndef BATON_TELL_WHERE_H
#define BATON_TELL_WHERE_H

#include "tell/sentences.h"

/* Of an interval of an actor's own lane. */
struct tell_where where_in(const struct timeline *timeline, const struct timeline_interval *own);
/* Of who holds an interval of a strip, which he had until then. */
struct tell_where where_held(const struct timeline *timeline, const struct timeline_interval *item,
                             int64_t until_ns);
/* The interval of its loop's lane in which a callback began that runs then, NULL: none does. */
const struct timeline_interval *where_callback(const struct timeline *timeline, uint32_t loop,
                                               int64_t t_ns);
/* What a sentence has at {at}. */
void where_add(struct tell_args *args, struct tell_where where);

#endif
