/* The judges: each row of the table of sentences is held to the facts of the run. A row names who
 * judges it and with what, or why nobody can; one with neither fails the test (judge_missing()), so
 * a new sentence comes with its judge.
 *
 *     {who} waits for {object}     at that moment its last state says so, and no deed ended it
 *     {who} got {object}           before its next wait it has taken it
 *     {who's} answer came at {t}   the device gave it then, and not because it was cancelled
 *     {who} is {for} late          so long before it ran it was able to
 *
 * Arguments are exact, whatever the text rounds, so moments are compared exactly; where a rule
 * gives room it says why. */
#ifndef BATON_ORACLE_JUDGE_H
#define BATON_ORACLE_JUDGE_H

#include "base/strbuf.h"
#include "facts.h"
#include "tell/sentences.h"

enum verdict { VERDICT_TRUE, VERDICT_FALSE, VERDICT_UNKNOWN };

/* What is being told when a clause is heard: what its words refer to without saying it. */
enum telling_of {
    TELLING_HANDOFF,  /* control changed at t_ns, to `who` */
    TELLING_INTERVAL, /* of `who`, [from, to) */
    TELLING_MOMENT,   /* t_ns */
    TELLING_STANDING, /* of `who` at t_ns */
    TELLING_MARK,     /* of a stretch [from, to) */
    TELLING_REQUEST,
    TELLING_END,
    TELLING_NOTE,
    TELLING_COUNT,
};
struct telling {
    enum telling_of of;
    int64_t t_ns, from_ns, to_ns;
    uint32_t who;
    int core; /* of the strip, or -1 */
};

struct claim {
    const struct facts *facts;
    const struct telling *telling;
    const struct tell_args *args;
    enum sentence id;
    struct strbuf *why; /* the raw reason, where it is false */
};

typedef enum verdict judge_fn(const struct claim *claim, int what);
struct judge_row {
    judge_fn *judge;
    int what;
    const char *cannot; /* why it is judged by nobody */
};
extern const struct judge_row judge_rows[TELL_SENTENCES];

enum verdict judge_claim(const struct claim *claim);
/* The first row, from `from` on, that has no entry; TELL_SENTENCES: none. */
int judge_missing(int from);

/* ---- for judges ---- */

/* False, because … */
enum verdict judge_no(const struct claim *claim, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The moment of which the clause is told. */
int64_t judge_moment(const struct claim *claim);
const struct actor *judge_who(const struct claim *claim);
/* Whether the raw reasons for a wait, and its object, are what is claimed. */
const char *judge_name(const struct claim *claim, uint32_t actor);

judge_fn judge_state, judge_waits, judge_waits_gil, judge_off, judge_told_not, judge_gives_up;
judge_fn judge_runs, judge_ended, judge_cut, judge_closed, judge_shut, judge_while;
judge_fn judge_loop_callback, judge_loop_callback_ended;
judge_fn judge_lane, judge_ended_at, judge_request_times, judge_note, judge_known;
judge_fn judge_got, judge_over, judge_lapsed, judge_nobody, judge_wants_gil, judge_loop;
judge_fn judge_late, judge_held_until, judge_had, judge_untold;
judge_fn judge_holds, judge_many;
judge_fn judge_edge, judge_edge_units, judge_edge_worker, judge_edge_pool, judge_edge_left,
    judge_end, judge_ending, judge_text, judge_text_end;
judge_fn judge_story, judge_kept, judge_could;
judge_fn judge_now_state, judge_now_ended, judge_now_waits, judge_now_came, judge_now_cut,
    judge_now_crashed;
judge_fn judge_off_now;
judge_fn judge_queue, judge_gil, judge_object;
judge_fn judge_access, judge_lost, judge_addition;

#endif
