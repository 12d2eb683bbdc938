/* What timeline_build.c and its parts share while a timeline is made. Private to them.
 *
 *   events --> actors (timeline_events.c) --> lanes (timeline_build.c)
 *                |          ^
 *                |          +-- threads (timeline_actors.c): the kernel's record says when one
 *                |              was off its core
 *                +--> the single strip, if there is one: who entered or left a state that
 *                     holds control
 *
 * Every actor (a task, a thread of the pool, a loop, the device) has one open interval; an event
 * closes it and opens the next. The control strips say who holds control: a single one is told of
 * each change during the walk, strips of cores are made from the finished lanes (strips.c). */
#ifndef BATON_TRACE_TIMELINE_BUILDER_H
#define BATON_TRACE_TIMELINE_BUILDER_H

#include "trace/survey.h"
#include "trace/timeline.h"

/* What is told of an actor by events (`state` …), and what of that is open. */
struct actor {
    struct timeline_lane lane;
    struct timeline_interval open; /* to_ns is not known yet */
    int64_t due_ns;                /* of a sleep */
    uint32_t cancelled_event;      /* the last that says that it is cancelled, or 0 … */
    uint32_t ended_event;          /* the first since it asked last, and not by a time limit */
    uint32_t asked_event;          /* its last request, or 0 */
    int32_t thread;                /* index, or -1 */
    uint32_t worker;
    uint32_t callbacks; /* of a task: how many have had a thread of their own */
    uint8_t off_reason; /* PREEMPTED or OFF_CPU while its thread is off its core, else NONE */
    uint8_t off_state;  /* what it goes on with then */
    bool known;
    bool closed;
};

struct thread {
    uint32_t tid;
    struct actor *on; /* who runs in it */
    uint16_t core;
    bool off;
};

/* The one strip of a single thread, or of the interpreter's lock, while it is made. */
struct strip {
    struct timeline_lane lane;
    struct timeline_interval open; /* to_ns is not known yet */
    bool left; /* the holder gave control up at left_ns, the next one is not known */
    int64_t left_ns;
    uint32_t left_event;
};

/* Of a process of a recorded program. */
struct gil {
    struct strip strip;
    int wants; /* actors that wait for it */
    bool shown;
};

/* Of a loop of a recorded program. */
struct on_loop {
    struct strip strip;
    int32_t thread; /* its index, or -1 */
    bool shown;     /* the first loop of its thread */
};

struct builder {
    struct timeline *timeline;
    const struct trace *trace;
    const struct survey *survey;
    int64_t origin_ns;
    struct actor *tasks; /* by number */
    int task_count;
    int *order; /* tasks by appearance */
    int order_count;
    struct actor *loops, *pools, *helpers;
    int loop_count, pool_count, helper_count;
    struct actor device;
    int serving; /* requests at the device */
    struct thread *threads;
    int thread_count, thread_room;
    int32_t *thread_table; /* tid to index, open addressing */
    uint32_t thread_mask;
    int request_room;
    struct strip strip;
    bool has_strip;  /* one strip for all */
    bool has_record; /* the kernel's */
    bool has_loop;
    int ready;        /* tasks in the state ready */
    int calling;      /* tasks that go on when the one that they started has ended */
    int want_gil;     /* actors that wait for the lock of the interpreter */
    bool recorded;    /* a program that baton did not write; of such a one: */
    struct gil *gils; /* by process */
    int gil_count;
    struct on_loop *on_loops; /* by loop */
};

/* ---- strips.c ---- */

void strip_begin(struct strip *strip);
/* `open` begins; what was open ends. If the holder had left, the moments in between are still its
 * own. */
void strip_hold(struct strip *strip, const struct timeline_interval *open);
/* The holder gives control up: to the next that takes it, or, see below, to nobody. */
void strip_leave(struct strip *strip, int64_t t_ns, uint32_t event);
/* Nobody holds control since the holder left. */
void strip_nobody(struct strip *strip, uint8_t reason);
void strip_end(struct strip *strip, int64_t t_ns);

/* Moments of less than 10 us in which nobody holds the strip, between two holders, are given to the
 * first. */
void strip_close_gaps(struct timeline_lane *strip);
/* A strip for each core that one of `lanes` ran on, *count of them, in order. The caller owns them.
 */
struct timeline_lane *strips_of_cores(const struct timeline_lane *lanes, int lane_count,
                                      int64_t end_ns, int *count);
/* Counts the hand-offs of a finished strip. The lanes of the tasks must be in the timeline already.
 */
void strip_count(struct timeline_lane *strip, const struct timeline *timeline);

/* ---- timeline_recorded.c: strips of a recorded program ---- */

void recorded_begin(struct builder *b);
/* THREAD has said in which process an actor is: its thread is bound already. */
void recorded_thread(struct builder *b, struct actor *actor, int64_t pid, uint32_t index);
/* An actor has entered a state, or has ended. */
void recorded_follow(struct builder *b, struct actor *actor, int64_t t, uint32_t index);
void recorded_gil_got(struct builder *b, const struct trace_event *event, int64_t t,
                      uint32_t index);
void recorded_gil_freed(struct builder *b, const struct trace_event *event, int64_t t,
                        uint32_t index);
void recorded_loop_wait(struct builder *b, uint32_t loop);
void recorded_end(struct builder *b, int64_t end_ns);
/* The finished strips; the caller owns them. */
struct timeline_lane *recorded_strips(struct builder *b, int *count);
/* What recorded_strips() would hand out is not wanted; the rest. */
void recorded_drop(struct builder *b);
void recorded_release(struct builder *b);

/* ---- timeline_actors.c ---- */

/* Running, polling or blocked: control is there. Running or polling: on a CPU. */
bool state_holds(uint8_t state);
bool state_on_cpu(uint8_t state);

/* Who an event is about, or NULL; the request of that number, or NULL. */
struct actor *actor_of(struct builder *b, uint32_t who);
struct timeline_request *request_of(struct builder *b, uint32_t id);
bool actor_wants_gil(const struct actor *actor);
/* Counts it (by +1) or no longer (-1) among the ready and those that want the lock. */
void actor_count(struct builder *b, const struct actor *actor, int by);
/* The first interval of an actor. */
void actor_begin(struct actor *actor, enum timeline_kind kind, uint32_t who,
                 struct timeline_interval open);
/* Ends the open interval at t: one interval, or two where its wait was over before. */
void actor_close(struct builder *b, struct actor *actor, int64_t t);
/* The open interval ends at open.from_ns, and `open` begins. */
void actor_turn(struct builder *b, struct actor *actor, const struct timeline_interval *open);
/* The lane ends. */
void actor_end(struct builder *b, struct actor *actor, int64_t t);

/* Makes the table of all threads that will serve somebody. */
void threads_begin(struct builder *b);
/* A thread that nobody is ever bound to is none of ours: NULL. */
struct thread *thread_known(struct builder *b, uint32_t tid);
struct thread *thread_of(struct builder *b, const struct actor *actor);
void actor_bind(struct builder *b, struct actor *actor, uint32_t tid);
/* After an actor entered a state: its thread serves it, or is free. */
void actor_meets_thread(struct builder *b, struct actor *actor);
/* The thread left its core, and with it who runs in it; it is on a core. */
void thread_out(struct builder *b, struct thread *thread, int64_t t, uint32_t index,
                bool preempted);
void thread_in(struct builder *b, struct thread *thread, int64_t t, uint32_t index, uint16_t core);

/* ---- timeline_events.c ---- */

/* Walks over all events, up to the end of the run. False: it was given up. */
bool builder_walk(struct builder *b, struct trace_progress *progress);

#endif
