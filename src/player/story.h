/* A run made ready to be played: its trace, timelines and statistics, and the moments at which
 * playback stops, dwells, or to which one jumps.
 *
 * Immutable once made. It may be made in a thread of its own, and read by any. All times are
 * nanoseconds since RUN_BEGIN. While a run lasts, a new story is made of it again and again, each
 * with more in it: the times and numbers of what was there before stay the same, but for what a
 * writer published late. */
#ifndef BATON_PLAYER_STORY_H
#define BATON_PLAYER_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/handoff.h"
#include "trace/stats.h"
#include "trace/timeline.h"
#include "trace/trace.h"

enum story_mark_kind {
    STORY_SAY,
    STORY_NOTE,
    STORY_ASK,
    STORY_FAILURE, /* a task failed or crashed; or a failure was handled */
    STORY_LATE,    /* who got control at t_ns, though it could have had it from since_ns on */
    STORY_HOLDS,   /* from since_ns to t_ns who was inside a call that held the thread of others
                      that could have run: a wait that holds the loop */
    STORY_KEEPS,   /* from since_ns to t_ns who computed, while others were ready and nobody could
                      take control away */
    STORY_MARK_KINDS
};

struct story_mark {
    int64_t t_ns;
    int64_t since_ns; /* t_ns where it means nothing */
    int64_t until_ns; /* of HOLDS and KEEPS: when control was given up, of which the next one had it
                         at t_ns; else t_ns */
    uint32_t event;   /* index in the trace */
    uint32_t who;
    uint32_t line;
    uint8_t kind; /* enum story_mark_kind */
};

/* What counts as late, held, kept: so much and more. */
#define STORY_LATE_NS (1 * NS_PER_MS)
#define STORY_HELD_NS (10 * NS_PER_MS)

struct story {
    struct trace *trace; /* owned, as the next two */
    struct timeline *timeline;
    struct stats *stats;
    bool live;                /* the run lasts: more will come */
    int64_t end_ns;           /* the last moment that is known; 0 in an empty trace */
    struct handoff *handoffs; /* in order of time */
    int64_t *handoff_ns;      /* when: handoffs[i] is at handoff_ns[i] */
    size_t handoff_count;
    struct story_mark *marks; /* in order of time */
    size_t mark_count;
    struct story_index *index; /* private: what now.h needs to be fast */
};

/* Takes the trace; it is live if the trace has a horizon (trace.h) and no end of the run. Costs
 * time in proportion to the events; `progress` (may be NULL) is told on the way (trace/progress.h).
 * NULL only if that gave it up: the trace is freed then, too. */
struct story *story_new(struct trace *trace, trace_progress_fn *progress, void *arg);
void story_free(struct story *story);

/* How many hand-offs, marks are at or before t: binary searches. */
size_t story_handoffs_until(const struct story *story, int64_t t_ns);
size_t story_marks_until(const struct story *story, int64_t t_ns);
/* The first moment behind t, the last before it, at which something changes that is seen; -1: none.
 * These are the moments of events that say something by themselves (a line said, a request, a lock
 * taken, a look …), and those at which an interval of a lane begins, with an event (SCHED_IN only
 * if it began one) or without (a sleep is over). Others (MARK, META, CPU …) are none; those of one
 * time are one moment, and those before RUN_BEGIN are at 0. Bounded: searches, and 64 events a
 * step. */
int64_t story_event_after(const struct story *story, int64_t t_ns);
int64_t story_event_before(const struct story *story, int64_t t_ns);
/* The text of a mark: safe to print, appended. For LATE, HOLDS and KEEPS one sentence. `named` (may
 * be NULL): where names of tasks stand in it, in a NOTE those in backquotes, and those that are no
 * words. */
struct tell_named;
void story_mark_words(const struct story *story, const struct story_mark *mark, struct strbuf *out,
                      struct tell_named *named);

#endif
