/* What the raw events of a run say, read anew: the oracle's own reading, made of the events in
 * order of time and of nothing that baton makes of them (no timeline, no hand-off, no statistics).
 * It answers in the words of the trace's format (docs/trace-format.md): in which state a task said
 * it was, which requests were asked and answered, who took and gave back which lock, who was
 * cancelled.
 *
 * A state of a task tells how it waits, and is believed. A state that says how a wait ended is not
 * believed but held to the deeds: one who got a lock has taken it.
 *
 * All times are nanoseconds since RUN_BEGIN; -1 is what did not happen. A moment belongs to what
 * happens at it. Made once, read only after that. */
#ifndef BATON_ORACLE_FACTS_H
#define BATON_ORACLE_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/trace.h"

/* A state as an event told it, until the next one. */
struct spell {
    int64_t from_ns, to_ns;
    int64_t value;
    uint32_t event, line, object;
    uint16_t reason;
    uint8_t state; /* enum trace_state */
    /* What it waits for: as reason and object; of one who looks, what it looks for. */
    uint16_t wait;
    uint32_t what;
};

/* A task, a loop, a thread of the pool, or of a callback. */
struct actor {
    uint32_t who;
    uint32_t owner;   /* of a callback its task, which its deeds name; else as who */
    uint32_t *events; /* those that name it */
    int event_count, event_room;
    struct spell *spells;
    int spell_count, spell_room;
    int64_t new_ns, begin_ns, end_ns;
    uint32_t end_event;
    uint32_t tid;   /* of the thread that runs it; 0: not known */
    int64_t worker; /* or -1 */
    uint8_t end;    /* enum trace_end */
    bool created;   /* a generator */
};

struct request {
    uint32_t who, line, event;
    int64_t duration_ns, asked_ns, taken_ns, answered_ns, noticed_ns;
    bool cancelled;
};

/* A lock, a semaphore or a channel: the deeds with it, in order. */
struct object {
    const char *meta; /* "lock door" */
    int64_t units;    /* that it begins with; -1: not known */
    uint32_t *events;
    int event_count, event_room;
};

/* A thread on its core, and off again. */
struct core_spell {
    int64_t from_ns, to_ns;
    uint32_t tid;
    int core;
};

struct gil_spell {
    int64_t from_ns, to_ns;
    uint32_t who;
    uint16_t reason; /* why it was dropped */
    bool freed;
};

struct facts {
    const struct trace *trace; /* borrowed */
    int64_t origin_ns, end_ns; /* RUN_END, or the last event */
    uint32_t run_end;          /* that event; UINT32_MAX: there is none */
    struct actor *actors;      /* [0] is none; tasks by their number, then the others */
    int actor_count, actor_room, task_count;
    struct request *requests; /* by number */
    uint32_t request_room;
    struct object *objects;
    int object_count;
    struct core_spell *cores;
    int core_count, core_room;
    struct gil_spell *gils;
    int gil_count, gil_room;
    bool single_thread, has_loop, has_gil, has_record;
    bool has_losses; /* some of the record is lost: nobody believes the rest, has_record is false */
    bool on_cores;   /* control is a core: with threads, processes, several loops */
    const char *model;
};

void facts_make(struct facts *facts, const struct trace *trace);
void facts_release(struct facts *facts);

const struct trace_event *facts_event(const struct facts *facts, uint32_t index);
int64_t facts_time(const struct facts *facts, const struct trace_event *event);
/* NULL without. */
const struct actor *facts_actor(const struct facts *facts, uint32_t who);
const struct request *facts_request(const struct facts *facts, uint32_t id);
const struct object *facts_object(const struct facts *facts, uint32_t index);

/* The state it is in at t, all that happens at t included; NULL: it is not there, or has ended. */
const struct spell *facts_spell(const struct actor *actor, int64_t t_ns);
/* The one it was in just before t. */
const struct spell *facts_spell_before(const struct actor *actor, int64_t t_ns);
bool facts_has_ended(const struct actor *actor, int64_t t_ns);

/* Its thread is off the CPU at t, as the kernel's record says, or, without one, its own clock. */
bool facts_is_off(const struct facts *facts, const struct actor *actor, int64_t t_ns);

/* The first event of a kind that names the actor within [from, to], or NULL. With `arg` not
 * FACTS_ANY only one with that. */
enum { FACTS_ANY = -1 };
const struct trace_event *facts_find(const struct facts *facts, const struct actor *actor,
                                     enum trace_kind kind, int64_t arg, int64_t from_ns,
                                     int64_t to_ns);
/* The last one. */
const struct trace_event *facts_find_last(const struct facts *facts, const struct actor *actor,
                                          enum trace_kind kind, int64_t arg, int64_t from_ns,
                                          int64_t to_ns);

/* How many units of a lock or semaphore it has taken and not released by t; of a channel nothing
 * is held. */
int facts_holds(const struct facts *facts, uint32_t object, uint32_t who, int64_t t_ns);
/* How many all have. */
int facts_held(const struct facts *facts, uint32_t object, int64_t t_ns);
/* A `with` block of it holds so many; of a lock however it was taken. */
int facts_holds_with(const struct facts *facts, uint32_t object, uint32_t who, int64_t t_ns);
/* How many were woken because they get one, and have not taken it yet. */
int facts_granted(const struct facts *facts, uint32_t object, int64_t t_ns);
/* What is in a channel. */
int facts_in_channel(const struct facts *facts, uint32_t object, int64_t t_ns);

/* Holds the lock of the interpreter at t, or TRACE_NOBODY. */
uint32_t facts_gil(const struct facts *facts, int64_t t_ns);
/* The core its thread is on at t, or -1; always -1 without the kernel's record. */
int facts_core(const struct facts *facts, const struct actor *actor, int64_t t_ns);

/* It has control: it is running, polling, or in a call that holds the only thread. Under gil: it
 * has the lock. Where control is a core: it runs, and is on one. */
/* A `then` block of it has begun by t: its waits are not in the events, nor (but for the first of a
 * thread) on which thread it runs; only that it goes on. */
bool facts_hidden(const struct actor *actor, int64_t t_ns);
/* It is named as who closes the circle of a deadlock, and has done nothing since. */
bool facts_closes_circle(const struct facts *facts, const struct actor *actor, int64_t t_ns);
bool facts_has_control(const struct facts *facts, const struct actor *actor, int64_t t_ns);

/* ---- able ---- */

/* Since when one could have had control, if the others had let it. */
struct ability {
    enum { ABLE_NOT, ABLE_READY, ABLE_ACTIVE, ABLE_ENDED, ABLE_UNKNOWN } how;
    int64_t since_ns; /* of READY: when it became able */
    enum { BY_NOTHING, BY_ANSWER, BY_SLEEP, BY_WAKE, BY_CANCEL, BY_TURN, BY_START, BY_GRANT } by;
    const struct spell *spell; /* the wait that was over */
    uint32_t cause;            /* the event, if one told it; else UINT32_MAX */
};
struct ability facts_ability(const struct facts *facts, const struct actor *actor, int64_t t_ns);
/* When the wait of that spell was over, by what came for it: an answer, the end of a sleep, being
 * woken, a cancellation; looks up to `until_ns`. `by` BY_NOTHING: it was not. */
struct ability facts_over(const struct facts *facts, const struct actor *actor,
                          const struct spell *spell, int64_t until_ns);

#endif
