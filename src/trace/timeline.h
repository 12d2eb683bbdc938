/* Timelines: what every lane did when, made once from a trace and immutable after that.
 *
 * A lane is a sorted array of intervals without holes from its start to its end. Running sums of
 * the time spent in each state stand at every 32nd interval, so that the sums of any column [t0,
 * t1) are two binary searches and a few steps: drawing costs columns x lanes x log n, whatever the
 * length of the trace. What begins at each of these intervals is kept beside them, for to look for
 * a moment in the intervals themselves would fetch memory from all over them.
 *
 * Lanes, from the top: the control strips, the tasks, the loops, the threads that callbacks have
 * for themselves, the threads of the pool, the device.
 *
 * The control strips say who holds control:
 *   - one strip `control` under a model with a single thread (and one worker): the task that is
 * running, polling or blocked. While the loop sleeps in the kernel it is nobody; the moments in
 * which the loop picks the next task belong to the last one. Being off the CPU changes nothing: no
 * other task can have control.
 *   - one strip `control` under gil: who has the lock of the interpreter.
 *   - one strip a core (`core 0` …) elsewhere: the task (or its callback) whose thread is on it.
 *   - of a recorded program see timeline_recorded.c: one for the lock of each process (`GIL`), one
 * for each loop (`on loop`); `control` where there is only one of these; or strips of cores.
 *
 * An interval's `object` is there the holder (an actor) or TRACE_NOBODY, its state how control is
 * held (running, polling, blocked; waiting for nobody). Each change of the holder is a hand-off,
 * the first start is one, the end of the last task is not.
 *
 * States that no event tells are derived here, and only here: ready with the reason ANSWERED from
 * the answer of the device (SLEPT: from the end of a sleep) until the task is told; ready with
 * PREEMPTED or OFF_CPU while the kernel had taken the thread of a running task off its core; of a
 * recorded program blocked with OFF_CPU, for it left its core itself.
 *
 * All times are nanoseconds since RUN_BEGIN. */
#ifndef BATON_TRACE_TIMELINE_H
#define BATON_TRACE_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/thin.h"
#include "trace/trace.h"

struct timeline_interval {
    int64_t from_ns, to_ns; /* from < to */
    uint32_t line;          /* of the source, 0: none */
    uint32_t object;        /* as the reason says; on a control strip: the holder */
    uint32_t event;         /* index of the event that began it */
    uint16_t core;          /* or TRACE_CORE_UNKNOWN */
    uint8_t state;          /* enum trace_state */
    uint8_t reason;         /* enum trace_reason */
};

struct timeline_sums {
    int64_t ns[TRACE_STATE_COUNT];
};

enum timeline_kind { LANE_CONTROL, LANE_TASK, LANE_LOOP, LANE_HELPER, LANE_POOL, LANE_DEVICE };

struct timeline_lane {
    enum timeline_kind kind;
    uint32_t actor; /* of the lane; for a core: its number */
    char *name;     /* control, core 0, one, loop 2, pool 1, device: as in csv */
    int64_t start_ns, end_ns;
    bool ended;                      /* a task: TASK_END was seen; a callback's thread */
    uint8_t end;                     /* enum trace_end */
    bool lost;                       /* a task: the program crashed around it; then `end` says so */
    uint32_t worker;                 /* a task: the process it ran in, from 0 */
    uint8_t is;                      /* a task of a recorded program: enum trace_task_kind */
    uint32_t born_line;              /* a task: where it was started */
    bool stepped;                    /* a task that a loop of a recorded program lets run */
    bool of_loop;                    /* a strip: who that loop lets run, not who has a lock */
    uint32_t last_line;              /* a task: the last line it was seen at */
    uint32_t owner, number;          /* a callback's thread: its task, the how many-th of it */
    struct timeline_interval *items; /* base/pages.h */
    struct thin *thin;               /* or NULL: see timeline_item() */
    uint32_t count, room;
    int64_t *begins;            /* from_ns of every TIMELINE_STRIDE-th interval */
    struct timeline_sums *sums; /* at every TIMELINE_STRIDE-th interval: all before it */
    struct timeline_sums total;
    uint32_t handoffs; /* of a control strip */
    uint32_t
        *longest;    /* of one, of each TIMELINE_STRIDE intervals: the longest that somebody has */
    uint32_t *taken; /* of one, at every TIMELINE_STRIDE-th interval: the one in which its holder
                        got control */
};

enum { TIMELINE_STRIDE = 32 };

/* What a task asked of the device. Times are -1 where it did not come to that. */
struct timeline_request {
    uint32_t id;
    uint32_t who; /* a task, or a thread of the pool */
    uint32_t line;
    bool cancelled;
    int64_t duration_ns;
    int64_t asked_ns, taken_ns, answered_ns, noticed_ns;
    uint32_t event; /* ASKED: its text is the label */
    uint32_t answered_event;
    uint32_t cut_event; /* of the time limit that ended the wait for it, or 0 */
};

struct timeline {
    const struct trace *trace; /* borrowed */
    int64_t end_ns;            /* the last event of the run */
    struct timeline_lane *lanes;
    int lane_count;
    int strip_count; /* lanes[0 … strip_count) are the control strips */
    int first_task;  /* lanes[first_task + n] is the n-th task in order of appearance */
    int task_count;
    int helper_count; /* threads of callbacks, which stand behind these (there are no loops then) */
    int *lane_of_task;                 /* by task number, or -1 */
    struct timeline_request *requests; /* in order of asking */
    int request_count;
    int32_t *request_table; /* by number, up to request_max: index, or -1 */
    uint32_t *seen;         /* events that say where who runs is, of a recorded program; in order */
    uint32_t seen_count;
    uint32_t request_max;
    bool single_thread; /* the model has one thread for all tasks */
    bool has_gil;
    bool has_callbacks; /* some task's callback runs on the lane of its task */
    int64_t parallel;   /* how many tasks ran at the same instant, at most: see parallel.h */
};

/* The trace must outlive it. Never NULL. */
struct timeline *timeline_new(const struct trace *trace);
/* The same with progress (may be NULL). NULL if it was given up. */
struct timeline *timeline_new_with(const struct trace *trace, trace_progress_fn *progress,
                                   void *arg);
void timeline_free(struct timeline *timeline);

/* The lane of an actor (a task, a loop, a pool thread, the device), or NULL. */
const struct timeline_lane *timeline_lane_of(const struct timeline *timeline, uint32_t actor);
/* The task for which an actor does something: of a callback's thread its task, any other itself.
 * The timeline may be NULL. */
uint32_t timeline_owner(const struct timeline *timeline, uint32_t actor);
/* Executes a task's steps: a task, or a thread for a callback or a block of one. */
static inline bool timeline_executes(const struct timeline_lane *lane)
{
    return lane->kind == LANE_TASK || lane->kind == LANE_HELPER || lane->kind == LANE_POOL;
}
/* There is a loop, with a lane. */
bool timeline_has_loop(const struct timeline *timeline);
/* The strip on which an actor has control, NULL: there are several, and none is its own. */
const struct timeline_lane *timeline_strip_of(const struct timeline *timeline, uint32_t actor);
/* Whether the strips are those of cores: with threads, and with several loops. */
bool timeline_on_cores(const struct timeline *timeline);
/* A task's lane comes to an end: its own, or that of the program around it. */
static inline bool timeline_has_end(const struct timeline_lane *lane)
{
    return lane->ended || lane->lost;
}
/* The intervals [from, to) of a lane will be looked at: those of a loop in a long run are made when
 * they are (thin.h). Lanes of other kinds may be looked at without. */
static inline void timeline_look(const struct timeline_lane *lane, uint32_t from, uint32_t to)
{
    if (lane->thin)
        thin_make(lane, from, to);
}
/* An interval of any lane; its neighbours may be looked at, too, as they may of one that was found
 * by its time. */
static inline const struct timeline_interval *timeline_item(const struct timeline_lane *lane,
                                                            uint32_t index)
{
    timeline_look(lane, index ? index - 1 : 0, index + 2);
    return &lane->items[index];
}
/* The first interval that ends behind t; `count` if none does. */
uint32_t timeline_behind(const struct timeline_lane *lane, int64_t t_ns);
/* The intervals of [first, last] at so many evenly spaced moments of [from, to); for a moment
 * outside of these the nearest. */
void timeline_sample(const struct timeline_lane *lane, uint32_t first, uint32_t last,
                     int64_t from_ns, int64_t to_ns, uint32_t *at, int count);
/* Index of the interval that contains t, or -1 outside of the lane. */
long timeline_find(const struct timeline_lane *lane, int64_t t_ns);
/* That interval, or NULL; the lane may be NULL. */
const struct timeline_interval *timeline_at(const struct timeline_lane *lane, int64_t t_ns);
/* Whether it is the reason of one whose wait was ended otherwise than by what it waited for. */
static inline bool timeline_was_cut(uint8_t reason)
{
    return reason == TRACE_BY_CANCELLED || reason == TRACE_BY_TIMED_OUT || reason == TRACE_BY_SHUT;
}
/* On a control strip: whether control is taken with that interval, by another than the holder
 * before or by another callback of his; the lock of the interpreter may have come first. Who keeps
 * control to look, and finds that it need not wait any more, takes it up again. */
static inline bool timeline_takes(const struct timeline_lane *strip, uint32_t index)
{
    const struct timeline_interval *item = &strip->items[index];
    if (item->object != (index ? item[-1].object : TRACE_NOBODY))
        return true;
    if (!index || item->event == item[-1].event)
        return false;
    if (item->reason == TRACE_BY_LOOP_CALLBACK)
        return true;
    if (item->reason != TRACE_BY_CALLBACK)
        return timeline_was_cut(item->reason) && item[-1].state == TRACE_POLLING;
    return item[-1].reason != TRACE_BY_GOT_GIL || index < 2 || item[-2].object == item->object;
}
/* On a control strip: the interval in which the holder of interval `index` got control. */
uint32_t timeline_taken(const struct timeline_lane *strip, uint32_t index);
/* Until when the holder of an interval of a strip had control in it: the strip is his until the
 * next one takes it, the moments in between were nobody's, or the loop's. */
int64_t timeline_held_until(const struct timeline *timeline, const struct timeline_interval *item);
/* On the lane of a loop of a recorded program: whether it runs a callback that is no task's. Beside
 * that it has no reasons for what it is in. */
static inline bool timeline_calls_back(const struct timeline_interval *item)
{
    return item->reason != TRACE_BY_NONE;
}
/* On the lane of any loop: whether it lets run what `object` says. */
static inline bool timeline_lets_run(const struct timeline_interval *item)
{
    return item->state == TRACE_READY && item->reason == TRACE_BY_NONE;
}
/* An interval with that reason is one in which the kernel has stopped the actor in the middle of
 * what it did, or that goes on behind that. */
static inline bool timeline_was_stopped(uint8_t reason)
{
    return reason == TRACE_BY_PREEMPTED || reason == TRACE_BY_OFF_CPU ||
           reason == TRACE_BY_GOT_CORE;
}
/* What is waited for in an interval of that lane. Who keeps asking waits for something, too, and
 * said what when it began to look: since then it may have been moved to another core. LOOKING: it
 * is not known (traces of before), but for the request, if the object is one. */
struct timeline_wait {
    uint8_t reason;
    uint32_t object;
};
struct timeline_wait timeline_wait_of(const struct timeline *timeline,
                                      const struct timeline_lane *lane,
                                      const struct timeline_interval *item);
/* The time spent in each state before t. */
struct timeline_sums timeline_sums_until(const struct timeline_lane *lane, int64_t t_ns);
/* Adds the time spent in each state within [t0, t1) to `sums`. */
void timeline_sum(const struct timeline_lane *lane, int64_t t0_ns, int64_t t1_ns,
                  struct timeline_sums *sums);
/* How many tasks have appeared, how many requests were asked at t or before. */
int timeline_tasks_until(const struct timeline *timeline, int64_t t_ns);
/* How many of the events `seen` come before that. */
uint32_t timeline_seen_before(const struct timeline *timeline, int64_t t_ns);
int timeline_asked_until(const struct timeline *timeline, int64_t t_ns);
/* The request of that number, or NULL. */
const struct timeline_request *timeline_request_of(const struct timeline *timeline, uint32_t id);
/* Until when the task was not told of the answer: until it noticed it, or, if it never did, until
 * it did or was something else. -1: there was no answer, or nothing is known of that. */
int64_t timeline_untold_ns(const struct timeline *timeline, const struct timeline_request *request);
/* Actors in words: a task's name ("task loop" where that is another's), "the loop", "pool 2", "the
 * device", "nobody". Borrowed from the timeline. */
const char *timeline_actor_name(const struct timeline *timeline, uint32_t actor);
/* The same, but a task as the scenario calls it: for programs. */
const char *timeline_actor_id(const struct timeline *timeline, uint32_t actor);
/* All hand-offs, summed over the strips. */
int64_t timeline_handoffs(const struct timeline *timeline);

/* ---- for the makers of timelines (timeline_build.c, which has timeline_new(), and below it) ----
 */

/* There is no room for it: makes some, or false: it is there already. */
bool timeline_make_room(struct timeline_lane *lane, const struct timeline_interval *interval);
/* Appends an interval; empty ones are dropped. They must come in order. */
static inline void timeline_append(struct timeline_lane *lane,
                                   const struct timeline_interval *interval)
{
    if (interval->to_ns <= interval->from_ns)
        return;
    if (lane->count < lane->room || timeline_make_room(lane, interval))
        lane->items[lane->count++] = *interval;
    lane->total.ns[interval->state] += interval->to_ns - interval->from_ns;
}
/* Nothing more will come: cuts what was grown too large. */
void timeline_lane_cut(struct timeline_lane *lane);
/* The same, and makes the running sums. */
void timeline_lane_seal(struct timeline_lane *lane);
/* Frees what the lane holds, not the lane. */
void timeline_lane_release(struct timeline_lane *lane);

#endif
