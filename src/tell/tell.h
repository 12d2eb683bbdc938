/* What is told of a run, in sentences. Everything that baton says about a run is derived here, from
 * its events, so that all views and exports say the same: why control moved and how late, how it
 * stands at a moment, how the run ended, what is worth a mark or a note. Of several runs see
 * difference.h, of the table of four corner.h.
 *
 * Functions append, without a line end. The words of scenarios (names, labels) are made safe to
 * print, but where it says that they are not. Which sentence it is follows from what happened; the
 * sentences themselves are the rows of sentences.def. */
#ifndef BATON_TELL_TELL_H
#define BATON_TELL_TELL_H

#include "base/strbuf.h"
#include "tell/sentences.h"
#include "trace/handoff.h"
#include "trace/stats.h"
#include "trace/updates.h"

/* Is told of each clause, phrase and join once it stands in the text, those inside of it first:
 * which row, with what, and what it reads. `bare`: without what stands in brackets. Nothing of it
 * outlives the call. */
typedef void tell_heard(void *arg, enum sentence id, const struct tell_args *args, bool bare,
                        const char *text, size_t len);

/* Where names of tasks stand in what was told. Embedded: zero it to begin. */
enum { TELL_NAMED_MOST = 32 };
struct tell_name {
    size_t from, to; /* bytes of the text */
    uint32_t actor;
};
struct tell_named {
    int count; /* further ones are not counted */
    struct tell_name items[TELL_NAMED_MOST];
};

/* Of what is told, and whereto. Embedded; all borrowed. */
struct tell {
    const struct timeline *timeline; /* where names, labels and lines are looked up; NULL where
                                        runs are compared */
    struct strbuf *out;
    tell_heard *heard; /* NULL: nobody listens */
    void *arg;
    struct tell_named *named; /* NULL: nobody wants to know */
};

static inline struct tell tell_to(const struct timeline *timeline, struct strbuf *out)
{
    return (struct tell){.timeline = timeline, .out = out};
}

/* Where somebody was seen between two moments: the function in which that was most often, and there
 * the line; line 0: nowhere. */
struct tell_where tell_seen(const struct timeline *timeline, uint32_t who, int64_t from_ns,
                            int64_t to_ns);
/* One sentence on a hand-off: "two's answer came at 400.1 ms; the loop was busy with one (compute,
 * line 9) until 452.0 ms: two is 51.9 ms late." */
void tell_handoff(struct tell *tell, struct handoff handoff);
/* A few words on an interval, as in csv: `waits for the device ("query")`. */
void tell_interval(struct tell *tell, const struct timeline_lane *lane,
                   const struct timeline_interval *item);
/* ", line 9; from 400.1 ms for 51.9 ms", to stand behind that. */
void tell_spell(struct tell *tell, uint32_t line, int64_t from_ns, int64_t for_ns);
/* When a task's lane ended, and how: "ended at 452.0 ms", to stand behind its name. */
void tell_lane_end(struct tell *tell, const struct timeline_lane *lane);
/* What became of a request: "1 query, asked by one in line 6 at 30.0 us, served from …". `words`:
 * what it is called. */
void tell_request(struct tell *tell, const struct timeline_request *request, const char *words);
/* How long it was not told of what it waited for: "its answer is there, it has not been told for
 * 51.9 ms"; of an interval with the reason ANSWERED or SLEPT. */
void tell_untold(struct tell *tell, const struct timeline_lane *lane,
                 const struct timeline_interval *item);
/* Who holds control at t, and why: one to three sentences. */
void tell_moment(struct tell *tell, int64_t t_ns);
/* Where in the scenario, to stand behind a name: ` (compute, line 9)`; nothing for line 0. */
void tell_place(struct tell *tell, uint32_t line);
/* The same of a line of a recorded program that is in a call of the CODE `in`: ` in fetch
 * (crawl.py:17, in queue.put)`. */
void tell_place_in(struct tell *tell, uint32_t line, uint32_t in);

/* One sentence on a deadlock, with its cycle; nothing, and false, if there was none. */
bool tell_deadlock(struct tell *tell);
/* One sentence on a livelock; nothing, and false, if there was none. */
bool tell_livelock(struct tell *tell, const struct stats *stats);
/* One or two sentences on an end that was not a good one: the cycle of a deadlock, a livelock, whom
 * a crash took with it, who failed. Nothing, and false, where there is no more to say than the
 * result. */
bool tell_end(struct tell *tell, const struct stats *stats);
/* Why it ended otherwise than by its tasks, a clause: "the limit of 10 s was reached"; nothing, and
 * false, if it did not. */
bool tell_ending(struct tell *tell, const struct stats *stats);
/* tell_end(); where there is no more to say, tell_ending(), as a sentence, or nothing. */
void tell_why_ended(struct tell *tell, const struct stats *stats);
/* The end as the last of the steps: "the end: ok.", and what there is to say of it. */
void tell_last_step(struct tell *tell, const struct stats *stats);
/* That alone: "the end: ok". */
void tell_the_end(struct tell *tell, const struct stats *stats);
/* The end on the screen: that it has come at least; nothing of a run without an end. */
void tell_ended(struct tell *tell, const struct stats *stats);

/* Why one task did not end well, with what it failed with: "one failed: no answer"; nothing if
 * nothing is known of that. */
void tell_task_failed(struct tell *tell, const struct stats_task *task);

/* How the states of the CPU are known: a sentence. */
void tell_known(struct tell *tell, const struct stats *stats);
/* "3 records were lost …"; nothing if none were. */
void tell_lost(struct tell *tell, const struct stats *stats);
/* Of a recorded program: what became of the lock of a process, by its index; nothing if it has
 * none. */
struct gil_numbers;
void tell_gil_numbers(struct tell *tell, int process, const struct gil_numbers *numbers);
/* What was not watched, a sentence each; nothing of a scenario. */
void tell_unwatched(struct tell *tell);
/* Who was told the latest, and who was in the way; nothing, and false, if nobody was late. */
bool tell_worst_late(struct tell *tell, const struct stats *stats);
/* Beside a task's lane, what of it is worth a look: "502 looks in vain, 51.9 ms late"; nothing
 * where nothing is. */
void tell_note(struct tell *tell, const struct stats *stats, const struct stats_task *task);

/* ---- what stands in columns at a moment (now.c) ---- */

/* How a task stands: from the richest to the shortest way to say it. */
enum tell_how {
    TELL_RICH,
    TELL_WITH_KEPT,
    TELL_WITH_KEPT_BRIEF,
    TELL_REASON,
    TELL_BRIEF,
    TELL_STATE
};
struct tell_standing {
    const struct timeline_lane *lane;
    const struct timeline_interval *item; /* NULL: not begun, or ended */
    int64_t t_ns;
    bool ended;
    uint8_t state;
    enum sentence kept; /* KEPT_…: what it keeps while it waits; TELL_NONE: it is not known */
    int variables;      /* beside a callback; 0: none, or they are not known */
};
/* What a task keeps while it waits under the model of that name: KEPT_…, TELL_NONE. */
enum sentence tell_kept_under(const char *model);
void tell_standing(struct tell *tell, const struct tell_standing *standing, enum tell_how how);

/* Who waits in front of something: the first of them (up to the first nobody), and how many there
 * are. Some are named, with none of them named they are counted. Where only the first so many tasks
 * were looked at, that is `of_first`, else 0: then there may be more. */
struct tell_queue {
    uint32_t who[TELL_NAMES_MOST];
    size_t count;
    int of_first;
};
/* device NULL: there is none. */
void tell_queues(struct tell *tell, const struct tell_queue *ready, const struct tell_queue *device,
                 int named);
/* The lock of the interpreter: who has it, or TRACE_NOBODY; who wants it; who asked for it, or
 * TRACE_NOBODY, and how long ago. */
void tell_gil(struct tell *tell, uint32_t holder, const struct tell_queue *wants, uint32_t asked_by,
              int64_t asked_ns, int named);
/* A lock, semaphore or channel, by its name: who holds a lock, and for how long; the value of a
 * semaphore, and who holds a unit; what is in a channel; and who waits for it. With as many names
 * as `named`, as above, or only what it comes to. */
enum tell_object_kind {
    TELL_LOCK,
    TELL_SEMAPHORE,
    TELL_CHANNEL,
    TELL_CONDITION,
    TELL_BARRIER, /* value: for how many it waits */
    TELL_OTHER    /* only who waits is known */
};
struct tell_object {
    const char *name;
    enum tell_object_kind kind;
    uint32_t holder; /* of a lock, or TRACE_NOBODY … */
    uint32_t given;  /* … and who is given it just then, or TRACE_NOBODY */
    int64_t t_ns, since_ns;
    bool shut;  /* a channel that was closed */
    bool known; /* of a semaphore: its value is */
    int64_t value;
    struct tell_queue holders; /* of a semaphore */
    struct tell_values values; /* in a channel, the next one first; and more */
    struct tell_queue waits;
};
void tell_object(struct tell *tell, const struct tell_object *object, int named);

/* ---- variables (value.c) ---- */

/* Whether the event is an access to a variable: read, written, a body's own that is set. */
bool tell_is_access(const struct trace_event *event);
/* "a reads counter: 3", of such an event. */
void tell_access(struct tell *tell, uint32_t event);
/* Of a run that stands at the end of its schedule: how many stand or wait there, each with its
 * event (CHOICE), and what it is about to do. */
size_t tell_choice_count(const struct trace *trace);
const struct trace_event *tell_choice_at(const struct trace *trace, size_t number);
void tell_choice(struct tell *tell, size_t number);
/* It waits for a condition, and could return from that without a signal. */
bool tell_choice_may_return(const struct trace_event *choice);
void tell_choice_return(struct tell *tell, size_t number);
/* How many more there were that are not told of; at least, if some are not in the record. */
void tell_accesses_more(struct tell *tell, int64_t count, bool at_least);
/* One sentence on an update that was lost. */
void tell_update_lost(struct tell *tell, const struct update_lost *lost);

/* ---- a story's marks ---- */

/* Something that lasted for `who` from since_ns to t_ns, and the event at its end. */
struct tell_stretch {
    int64_t since_ns, t_ns;
    uint32_t who, line, event;
};

/* Who got control at its end could have had it all the time. One sentence. */
void tell_was_late(struct tell *tell, const struct tell_stretch *stretch);
/* Who had control all the time, inside a call or not, while others could have run. One sentence. */
void tell_was_held(struct tell *tell, const struct tell_stretch *stretch, bool in_call);
/* Who failed or crashed, or what failure it handled, by the event: "one failed: no answer". */
void tell_failure(struct tell *tell, uint32_t event);
/* "one says: hello"; `text` ends with a NUL. */
void tell_said(struct tell *tell, uint32_t who, const char *text);

#endif
