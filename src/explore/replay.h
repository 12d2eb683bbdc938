/* A schedule, move by move: what each is, and what it does to the shared variables. */
#ifndef BATON_EXPLORE_REPLAY_H
#define BATON_EXPLORE_REPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "scenario/model_name.h"
#include "scenario/program.h"
#include "scenario/schedule.h"

struct scenario;

enum replay_act {
    REPLAY_READ,    /* name, value */
    REPLAY_WRITE,   /* name, value */
    REPLAY_TAKE,    /* name */
    REPLAY_TRY,     /* name: is it free? */
    REPLAY_GIVE,    /* name: gives it back */
    REPLAY_SEND,    /* name, value */
    REPLAY_RECEIVE, /* name */
    REPLAY_UPDATE,  /* name, value: what it is then */
    REPLAY_WAIT,    /* name: a condition; gives its lock back */
    REPLAY_WAKE,    /* name: has a signal, and the lock again */
    REPLAY_RETURN,  /* name: without a signal */
    REPLAY_SIGNAL,  /* name */
    REPLAY_ARRIVE,  /* name: a barrier */
    REPLAY_SEEN,    /* name, value: a write of the lane is seen by all from here */
    REPLAY_COMES,   /* of a loop: it arrives, … */
    REPLAY_TURN,    /* … or the look is over, and it has its turn, … */
    REPLAY_BEGIN,   /* a worker, or for a block a thread of the pool, takes it up, … */
    REPLAY_BACK,    /* … or it finds its offloaded block done, … */
    REPLAY_WOKEN,   /* … or that such a block has woken it */
    REPLAY_LATE,    /* the time of the lane is over */
    REPLAY_CUT,     /* it cannot have what it wants, and does not wait: it is cancelled, or late */
    REPLAY_LEAVE,   /* a group, on the way out: which cancels its tasks */
    REPLAY_END,
    REPLAY_OTHER, /* op says */
};

struct replay_move {
    uint32_t lane;
    uint32_t line;
    enum replay_act act;
    uint8_t op;
    const char *name;
    int64_t value;
    bool preempts;   /* who moved before could have gone on */
    uint32_t loses;  /* a write over what that lane wrote, which this one never saw; or 0 … */
    int64_t lost;    /* … and what that was */
    int64_t *values; /* of all shared variables, behind it */
};

/* As in the options of the search (explore.h). */
struct replay_rules {
    bool relaxed, due, spurious;
};

struct replay {
    struct replay_move *moves;
    int count;
    int lost; /* so many updates */
    const struct program *program;
};

/* The schedule, from the start; moves that do not fit are left out, and all behind them. False: it
 * cannot be. Release it with replay_release(), before the scenario. */
bool replay_schedule(struct replay *replay, struct scenario *scenario, enum model_id model,
                     const struct replay_rules *rules, const struct schedule *schedule);
void replay_release(struct replay *replay);

#endif
