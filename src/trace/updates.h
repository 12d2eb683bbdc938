/* Updates of shared variables that are lost: two tasks read one, and each writes what it made of
 * what it had read, in the same line or later, if it kept that in a variable of its own. Found by
 * the events alone.
 *
 *     a  reads 3 ──────────────── writes 4
 *     b           reads 3 ──────────────────── writes 4      a's addition is lost
 *
 * A read is stamped behind the act, a write before it. So if b's read has an earlier stamp than a's
 * write, b has not seen that write, whatever the memory did. That a's write is the one that is
 * overwritten is more than that: where one task runs at a time the order of stamps is that of the
 * acts; else a must have gone on, and left a stamp, some time before b's write. And nobody may have
 * left accesses out since. Without that one of the two is lost, and it is not known which. An act
 * that reads and writes in one loses nothing; it is lost itself if it was over before the write. */
#ifndef BATON_TRACE_UPDATES_H
#define BATON_TRACE_UPDATES_H

#include "trace/timeline.h"

struct update_lost {
    uint32_t event; /* the write that is the later one by its stamp; in order */
    uint32_t other; /* the last write of another task that it had not seen */
    bool more;      /* it is proven, and so are changes of that task before it */
    bool proven;    /* that of the other; else one of the two */
    bool adds;      /* both make the value larger, by a sum */
};

struct updates {
    struct update_lost *lost;
    size_t count, room;
};

/* None where each process has its own copies, nor of traces that do not tell what they leave out.
 * Costs time in proportion to the events, if any shared variable is written. */
void updates_find(const struct timeline *timeline, struct updates *updates);
void updates_release(struct updates *updates);
/* What was lost by that write, or NULL. */
const struct update_lost *updates_of(const struct updates *updates, uint32_t event);

#endif
