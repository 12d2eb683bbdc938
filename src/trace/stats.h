/* Statistics of a run: what the summaries, the exports and the expectations are made from.
 *
 * All times are nanoseconds, moments since RUN_BEGIN; -1 stands for what did not happen or was not
 * measured. Made once, immutable after that. Texts are borrowed from the trace, which must outlive
 * it, as must the timeline. */
#ifndef BATON_TRACE_STATS_H
#define BATON_TRACE_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/livelock.h"
#include "trace/timeline.h"

/* A task. `late` is the longest time from an answer (or the end of a sleep) to its running again.
 */
struct stats_task {
    uint32_t task;
    const char *name;   /* safe to print */
    const char *result; /* ok failed cancelled crashed; unfinished if the run ended first */
    char *failure;      /* NULL, or its text; NUL-terminated */
    int64_t start_ns, begin_ns, end_ns; /* ready, first turn, end */
    struct timeline_sums states;
    int64_t looks; /* in vain */
    int64_t asked; /* requests */
    int64_t first_ask_ns;
    int64_t late_ns;    /* 0: never late */
    int64_t late_at_ns; /* when it ran again, then */
};

struct stats_said {
    int64_t t_ns;
    uint32_t who;
    uint32_t line;
    const char *task; /* who, in words */
    char *text;       /* NUL-terminated (a NUL in it ends it), as it was said: not safe to print */
};

/* A task that crashed; not those around it, which ended with the program. */
struct stats_crash {
    int64_t t_ns;
    uint32_t line;
    uint32_t event; /* its TASK_END */
};

struct stats_value {
    const char *name;
    int64_t value;
    bool of_clock;   /* it was given what `now` said: it differs from run to run as times do */
    uint32_t worker; /* whose it is where each worker has its own */
};

struct stats_region {
    const char *name;
    int64_t most; /* tasks that were in it at once */
};

struct stats {
    const struct timeline *timeline;
    const char *model; /* "" if the trace does not say */
    const char *title; /* of the scenario; "" without */
    enum trace_result result;
    bool ended;               /* RUN_END was seen: else the result is `stopped` */
    enum trace_ending ending; /* why it ended so … */
    int64_t ending_value;     /* … with the value and the text of RUN_END */
    char *ending_text;        /* "" without */
    uint16_t ending_reason;   /* of a schedule that does not fit: see TRACE_ENDING_SCHEDULE … */
    uint32_t ending_line;
    const char *schedule;      /* that the run followed, NULL without; of the trace */
    struct livelock *livelock; /* of a run that came to its limit, or NULL */
    int64_t elapsed_ns; /* to the end of the last task; to the end of the run if one never ended
                             (but for generators) */
    int64_t cpu_ns;
    int64_t delay_ns; /* how late others made the run, at most, by taking CPU time */
    int64_t handoffs, parallel, looks;
    int64_t late_ns;          /* the worst of all */
    int64_t gil_ns;           /* of a recording: waits for the lock of the interpreter, in all */
    int64_t memory_per_task;  /* bytes, or -1 */
    int64_t threads;          /* that ran tasks, pool included */
    int64_t requests_most;    /* that were asked and not answered at the same time */
    int64_t lost;             /* records */
    bool switches_known;      /* by the kernel's record; else by the clock */
    struct stats_task *tasks; /* in order of appearance */
    int task_count;
    struct timeline_sums states; /* of all tasks */
    struct stats_said *said;
    int said_count;
    struct stats_crash *crashes;
    int crash_count;
    struct stats_value *values; /* where each worker has its own, those of the first … */
    int value_count;
    struct stats_value *others; /* … and those of the others, a worker behind the other */
    int other_count;
    struct stats_region *regions;
    int region_count;
    /* private */
    char *title_text;
};

struct stats *stats_new(const struct timeline *timeline);
/* A delay that is worth a word, or a mark: a millisecond, and a fiftieth of the whole. */
bool stats_is_late(const struct stats *stats, int64_t late_ns);
/* How many lines were said at or before t. */
int stats_said_until(const struct stats *stats, int64_t t_ns);
void stats_free(struct stats *stats);

#endif
