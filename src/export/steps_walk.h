/* The steps of a run, one after the other in order of time: every hand-off with its reason, what
 * was said, who crashed, who reads and writes what several tasks use, and the end. */
#ifndef BATON_EXPORT_STEPS_WALK_H
#define BATON_EXPORT_STEPS_WALK_H

#include "export/export.h"
#include "trace/handoff.h"

enum steps_kind {
    STEPS_HANDOFF,
    STEPS_SAID,
    STEPS_CRASH,
    STEPS_ACCESS,
    STEPS_LOST, /* of the access before it: an update that was lost */
    STEPS_MORE, /* accesses that are not told of one by one, up to that moment */
    STEPS_END
};

/* All borrowed for the call. */
struct steps_item {
    enum steps_kind kind;
    int64_t t_ns;
    uint32_t line;     /* 0: none */
    const char *words; /* one sentence, safe to print */
    /* of a HANDOFF: */
    struct handoff handoff;
    const char *strip; /* NULL: there is one only */
    const char *who;   /* got control */
    /* of SAID: */
    const struct stats_said *said;
};

typedef void steps_fn(void *arg, const struct steps_item *item);
/* `source` needs its timeline and statistics. */
void steps_walk(const struct export_source *source, steps_fn *step, void *arg);

#endif
