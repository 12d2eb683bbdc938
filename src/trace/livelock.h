/* A livelock: up to its limit the tasks of a run had control again and again, and nothing came of
 * it. */
#ifndef BATON_TRACE_LIVELOCK_H
#define BATON_TRACE_LIVELOCK_H

#include "trace/timeline.h"

struct livelock {
    int64_t since_ns; /* when something came of it last */
    int64_t for_ns;   /* from there to the end of the run */
    int64_t times;    /* hand-offs to these since then */
    int count;
    uint32_t tasks[]; /* that had control again and again; all others waited for one another */
};

/* NULL if the run was none; the caller frees it. */
struct livelock *livelock_find(const struct timeline *timeline);

#endif
