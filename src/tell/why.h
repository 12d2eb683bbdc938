/* What the files share that tell why control is where it is. Private to them. */
#ifndef BATON_TELL_WHY_H
#define BATON_TELL_WHY_H

#include "tell/holders.h"
#include "tell/say.h"

/* Whether a loop is in the kernel, to wait; whether one runs, with no task in control. */
bool why_loop_sleeps(const struct timeline *timeline, int64_t t_ns);
bool why_loop_runs(const struct timeline *timeline, int64_t t_ns);
/* What the loop does in the kernel: it sleeps there until something comes, or asks what has come.
 * `call`: with the name of the system call. */
void why_say_loop(struct tell *tell, int64_t t_ns, bool call);
/* What happened at t_ns to the one who had the strip before: `two ended`. Returns whether that
 * spoke of the lock of the interpreter. */
bool why_say_lost(struct tell *tell, const struct timeline_lane *strip, uint32_t actor,
                  int64_t t_ns);

/* ---- late.c ---- */

/* Who was in the way of one who could have had control. */
struct late {
    struct holders holders;
    const struct timeline_interval *before; /* the longest, or NULL */
    bool several;                           /* more than one deserve a word */
    bool blamed;                            /* somebody was in the way, until nearly the end */
    bool turn;                              /* it wanted its turn only: a core, the lock */
    int64_t ns;
};

struct late late_find(const struct timeline *timeline, const struct handoff_facts *facts);
/* How long it waited for its turn where there is nobody to blame: to be told with the turn; else
 * -1. */
int64_t late_of_turn(const struct late *late);
/* Behind a clause on who got control: who was in the way, and how late it is. */
void late_say(struct tell *tell, const struct handoff_facts *facts, const struct late *late);
/* Two clauses on a first turn that came late because the worker had another task to serve; false:
 * that was not so, and nothing is told. */
bool late_say_worker(struct tell *tell, const struct handoff_facts *facts);
/* The lane of whom the worker of that first turn had before, or NULL. */
const struct timeline_lane *late_served_before(const struct timeline *timeline, uint32_t actor,
                                               uint32_t from);

#endif
