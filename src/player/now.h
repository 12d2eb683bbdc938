/* What is known at one moment of a run: who holds control, what each task does, who waits for what,
 * the totals up to there. Pure functions of a story and a time; none of them costs more than a few
 * binary searches for each task or lock it is asked about, whatever the length of the trace.
 *
 * A moment belongs to what begins at it: an interval [from, to) is there at from, not at to. At the
 * end of what is known, what had not ended still stands: the tasks of a deadlock wait there. */
#ifndef BATON_PLAYER_NOW_H
#define BATON_PLAYER_NOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "player/story.h"
#include "trace/updates.h"

/* Who holds a strip; TRACE_NOBODY. */
uint32_t now_holder(const struct story *story, int strip, int64_t t_ns);

/* How a task (or any lane) stands at t. */
struct now_lane {
    const struct timeline_lane *lane;
    const struct timeline_interval *item; /* NULL: not begun, or ended */
    bool begun, ended;                    /* by t */
    uint8_t state;                        /* enum trace_state; TRACE_ENDED without an item */
    int64_t since_ns;                     /* in this state, for this reason */
    uint32_t line;                        /* where it stands; 0: not known */
};
struct now_lane now_lane(const struct story *story, int lane, int64_t t_ns);

/* The queue: tasks (and callbacks on threads of their own) that are ready at t, those that became
 * ready first in front; under gil those that want the lock, threads of the pool, too. Fills in at
 * most `room`; returns how many there are, of the first NOW_TASKS_MOST. Where those are not all,
 * now_queue_of_first() is that number, else 0. */
enum { NOW_TASKS_MOST = 4096 };
size_t now_queue(const struct story *story, int64_t t_ns, uint32_t *tasks, size_t room);
/* The same for who asks of one moment after the other, never backwards: what is known of each of
 * the first NOW_TASKS_MOST lanes, and until when; zeros at first. So a lane costs what happens in
 * it. */
struct now_queued {
    int64_t until_ns, since_ns;
    bool is_queued;
};
size_t now_queue_next(const struct story *story, int64_t t_ns, struct now_queued *known,
                      uint32_t *tasks, size_t room);
int now_queue_of_first(const struct story *story);
/* Requests that were asked and are not answered at t (indices into timeline->requests), oldest
 * first. Fills in at most `room`; returns how many there are. */
size_t now_requests(const struct story *story, int64_t t_ns, int *requests, size_t room);

/* A lock, semaphore, channel, condition or barrier; of a recorded program also others, whose name
 * says what they are. With several workers, one of a worker: they are
 * numbered through.
 */
enum now_kind { NOW_LOCK, NOW_SEMAPHORE, NOW_CHANNEL, NOW_CONDITION, NOW_BARRIER, NOW_OTHER };
struct now_object {
    enum now_kind kind;
    uint32_t holder; /* a lock's; the newest of a semaphore's; TRACE_NOBODY */
    uint32_t given;  /* a lock is given to that task, which has not gone on yet; TRACE_NOBODY */
    int64_t since_ns;
    int held;           /* units that are held by a `with` block; of a channel: what it holds */
    int waiting;        /* tasks */
    bool shut;          /* a channel that was closed */
    bool known;         /* of a semaphore: its value is */
    int64_t value;      /* … and of a barrier for how many it waits */
    int64_t changed_ns; /* that value, or what is in the channel; -1: never */
};
int now_object_count(const struct story *story);
const char *now_object_name(const struct story *story, int object); /* with its worker */
struct now_object now_object(const struct story *story, int object, int64_t t_ns);
/* Who waits for it, who holds it: the longest first. Fill in at most `room`; return how many of
 * them were found, of which there may be more (now_object.waiting, .held). */
size_t now_object_waiters(const struct story *story, int object, int64_t t_ns, uint32_t *tasks,
                          size_t room);
size_t now_object_holders(const struct story *story, int object, int64_t t_ns, uint32_t *tasks,
                          size_t room);
/* What is in a channel, the next to be taken first: at most `room` values. */
size_t now_object_values(const struct story *story, int object, int64_t t_ns, int64_t *values,
                         size_t room);
/* The same in words, between two brackets: "[3, 5, 8, 1 +2] closed". */
void now_channel_add(const struct story *story, int object, int64_t t_ns, const char *brackets,
                     struct strbuf *out);
/* How a task stands to it within [from, to): the most that it was. */
enum now_relation { NOW_NONE, NOW_HOLDS, NOW_HOLDS_WANTED, NOW_WAITS };
enum now_relation now_relation(const struct story *story, int object, uint32_t task,
                               int64_t from_ns, int64_t to_ns);

/* ---- variables ---- */

struct now_value {
    const char *name; /* safe to print; borrowed */
    bool known;       /* else nobody can say what it is: accesses were left out */
    enum trace_value kind;
    int64_t value;
    int64_t changed_ns; /* since when; -1: from the beginning */
};

/* Whether the trace tells of values at all. */
bool now_tells_values(const struct story *story);
/* How many shared variables there are, and one of them: as that task sees it, where each process
 * has its own. */
int now_shared_count(const struct story *story);
bool now_shared_are_copies(const struct story *story);
struct now_value now_shared(const struct story *story, int variable, uint32_t task, int64_t t_ns);
/* The same of a worker, from 0, where they are no copies: each worker has its own. */
struct now_value now_shared_of(const struct story *story, int variable, uint32_t worker,
                               int64_t t_ns);
/* The variables of the body that the task is in that have a value: at most `room` of them. */
size_t now_variables(const struct story *story, uint32_t task, int64_t t_ns,
                     struct now_value *values, size_t room);
/* What was sent last into a generator, and what it yielded last: known, if there was any. */
void now_exchange(const struct story *story, uint32_t task, int64_t t_ns, struct now_value *sent,
                  struct now_value *yielded);
/* What has changed since then has changed just now: with the last hand-off, or after it. */
int64_t now_changing_ns(const struct story *story, int64_t t_ns);
/* The last access to a variable of those that are at t, and what was lost by it, or NULL. False:
 * there is none. */
bool now_access(const struct story *story, int64_t t_ns, uint32_t *event,
                const struct update_lost **lost);

/* The last update that was lost with the last hand-off or behind it, or NULL. */
const struct update_lost *now_lost_lately(const struct story *story, int64_t t_ns);

/* The interpreter's lock, under gil. */
struct now_gil {
    uint32_t holder;
    uint32_t asked_by; /* who asked the holder to drop it; TRACE_NOBODY */
    int64_t asked_ns;
};
struct now_gil now_gil(const struct story *story, int64_t t_ns);

/* Totals up to t. */
struct now_totals {
    int64_t cpu_ns; /* running and polling, of all lanes of tasks and pools; of more than 2000 lanes
                       exact 4096 times in the run, in proportion between */
    int64_t looks;
    int64_t handoffs;
    int64_t threads;    /* that ran tasks so far */
    int64_t late_count; /* LATE marks so far, and their sum */
    int64_t late_sum_ns, late_most_ns;
    int64_t said;
};
struct now_totals now_totals(const struct story *story, int64_t t_ns);

#endif
