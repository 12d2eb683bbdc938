/* The seats of a run that follows a schedule: who stands where, and what that means; and where in
 * the schedule the run is. Private to director.c and director_beside.c; guarded by the board's
 * lock. */
#ifndef BATON_FLOW_DIRECTOR_SEAT_H
#define BATON_FLOW_DIRECTOR_SEAT_H

#include "flow/director.h"
#include "flow/director_moves.h"
#include "scenario/schedule.h"

enum seat_kind {
    SEAT_POINT,
    SEAT_STARTS, /* before it starts another, or leaves a callback behind, which is no move */
    SEAT_BEGINS, /* a callback, before its answer; a block or a task, before it is taken up */
    SEAT_CALLED, /* in a wait: what it waits for may be there, it is to try */
    SEAT_TIMED,  /* in one that can be met, and is over by itself: that is its move */
};

struct seat {
    _Atomic uint32_t word; /* 0 while it waits: a futex */
    bool taken;            /* the task stands, as the kind says … */
    bool passes;           /* … or it waits, and that is over by itself before anybody can come */
    bool ends_time;        /* its move is that the time of its limit is over … */
    bool by_word;          /* … and it waits at the word of its wait */
    enum seat_kind kind;
    struct moves_stand stand;
    int64_t move; /* the number of the one it was let make; 0: the schedule names none */
};

struct director {
    bool open;
    uint32_t last;   /* the lane that made the last move */
    uint32_t went;   /* the id of who got up last, to make a move or to start another */
    int64_t move;    /* so many were made */
    int run;         /* in which of the schedule the next is … */
    uint32_t in_run; /* … and so many of it were made */
    /* Of the states that `last` was in since the schedule had no more moves, the one that it is to
     * be recognized by, after 1, 2, 4 … moves: Brent's way to find a cycle. */
    uint64_t known;
    uint64_t behind, until; /* moves since, and after how many it is another */
    bool repeats;
    _Atomic int64_t come;     /* answers */
    _Atomic uint32_t stirred; /* so often somebody beside a loop stood, waited or ended: a futex */
    size_t bytes;
    struct schedule schedule; /* its runs were read before anybody was forked */
    struct seat seats[];      /* by id */
};

/* It stands, has ended, or waits for another. */
bool seat_is_still(const struct director *director, const struct board *board, uint32_t id);
/* What it waits for; NONE: it has a move. */
struct moves_wait seat_wait(const struct worker *worker, uint32_t id);
bool seat_has_move(const struct worker *worker, uint32_t id);
/* The lane is that of a limit. */
bool seat_is_of_limit(const struct worker *worker, uint32_t lane);
/* The move of the lane cannot be made: the run ends, and says why. */
void seat_refuse(struct worker *worker, uint32_t lane);
/* What its next move is, as an event. */
struct trace_event seat_choice(const struct worker *worker, uint32_t id);
/* The task stands before the step at its frame's pc - 1, or before its end. */
void seat_sit_down(struct flow *flow, struct task *task, bool at_end);
/* It gets up; it is woken by who chose it. */
void seat_get_up(struct worker *worker, uint32_t id);
/* Without the board's lock; 0: nobody. */
void seat_wake(struct worker *worker, uint32_t id);

#endif
