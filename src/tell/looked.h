/* The lanes that are looked at, one after another, for how they stand at a moment: of a crowd the
 * first ones only, and then what is said of all is careful. Private to this room. */
#ifndef BATON_TELL_LOOKED_H
#define BATON_TELL_LOOKED_H

#include "trace/timeline.h"

enum looked_at {
    LOOKED_TASKS,     /* tasks */
    LOOKED_CALLBACKS, /* and callbacks that have a thread for themselves */
    LOOKED_EXECUTING, /* and threads of the pool */
};

struct looked {
    const struct timeline_lane *lane;
    const struct timeline_interval *item; /* at that moment, or NULL */
    bool more;                            /* at the end: there are others, not looked at */
    /* private */
    const struct timeline *timeline;
    enum looked_at at;
    int64_t t_ns;
    int next, count;
};

struct looked looked_begin(const struct timeline *timeline, enum looked_at at, int64_t t_ns);
/* Goes on to the next lane; false: there is none, or there were enough. */
bool looked_next(struct looked *looked);

#endif
