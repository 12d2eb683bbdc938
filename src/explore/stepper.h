/* A program that runs without threads, device or clock: one task at a time goes on, from one of its
 * points (scenario/points.h) to its next, and who that is somebody else decides.
 *
 * It is baton's own interpreter on baton's own board. What a model does beside them is small here:
 * where a wait ends by itself (an answer, a sleep, computing), it has ended; who is woken goes on
 * to his next point at once, for what he does until then nobody can see, and that is part of the
 * move of who has woken him. Of several the one with the lowest number goes first.
 *
 *     stepper_begin() ─▸ who can move? ── stepper_move() ─▸ who can? ─▸ … nobody: stepper_end()
 *                              └── stepper_save() ···· stepper_restore() ──┘
 *
 * Who wants what is not there (a held lock) stands before it and cannot move; he is in no queue.
 * Only where the place in the queue counts (what is fair, a channel without room, a select), to
 * queue up is a move. Tasks are numbered as in a trace, from 1. */
#ifndef BATON_EXPLORE_STEPPER_H
#define BATON_EXPLORE_STEPPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "interp/task.h"
#include "scenario/points.h"
#include "scenario/program.h"

enum {
    STEPPER_TASKS = 250, /* at most, in one run … */
    STEPPER_SEEN = 100, /* … with store buffers or time limits so many, for the lanes behind are of
                           those, … */
    STEPPER_CALLBACKS = 200, /* … or of callbacks, up to here */
    STEPPER_BUFFERED = 8,    /* writes of one task, at most */
};

struct stepper_write {
    int64_t value;
    int32_t variable;
};

/* Writes that only their task sees, the oldest first. */
struct stepper_buffer {
    struct stepper_write writes[STEPPER_BUFFERED];
    uint32_t count;
};

/* Where a task stands. */
enum stepper_place {
    STEPPER_NOWHERE,    /* it is not there yet, or has ended */
    STEPPER_RUNNABLE,   /* it goes on without being asked */
    STEPPER_AT_POINT,   /* before a step */
    STEPPER_ON_WAY_OUT, /* before what it gives back there */
    STEPPER_AT_END,     /* before its end */
    STEPPER_AT_BEGIN, /* a callback with a thread of its own, before its answer; a block, or a task
                         that queued for one of `workers`, before it has control */
    STEPPER_CALLED,   /* in a wait: what it waits for may be there, it is to try */
    STEPPER_DUE,      /* in one that ends at its time (time due) */
    STEPPER_TIMED,    /* in one that may be met, or end by its own time */
    STEPPER_WAITS,    /* in one that somebody else ends */
};

/* What of the things said belongs to a state. */
enum stepper_says { STEPPER_SAYS_NOTHING, STEPPER_SAYS_WHICH, STEPPER_SAYS_ORDER };

/* Tasks in order. */
struct stepper_queue {
    uint8_t ids[STEPPER_TASKS + 1];
    uint32_t count;
};

struct stepper_digest {
    uint64_t a, b;
};

struct stepper {
    const struct program *program;
    enum model_id model;
    enum stepper_says says;
    struct points points;
    uint8_t *marks; /* of each step: the interpreter stops before it */
    bool *in_text;  /* … a text is being put together, which a later step takes */
    struct rules rules;
    struct worker worker;
    struct flow flow;
    struct board *board;
    struct trace_run *run; /* where events go, over and over */
    bool sees_answers, sees_any, sees_first;
    bool has_callbacks; /* `then` blocks that are left behind */
    bool *in_loop;      /* of each step, where time is kept: a later one leads back before it */
    int64_t *dues;      /* by task, when its wait is over, where time is kept; or NULL … */
    int64_t now;        /* … and what time it is */
    bool limits;        /* lanes above STEPPER_SEEN end a limit (limits.h) */
    struct stepper_buffer *buffers; /* by task, with relaxed memory; or NULL */
    int left;                       /* local steps that the task may do to its next point */
    bool syncs;              /* what goes on just now has let others see what was done before */
    _Atomic int64_t *copies; /* of the shared variables, a set a task; or NULL */
    _Atomic int64_t *apart;  /* … and of the task's block in a process of its own (offload.h) */

    /* the state, beside the board and the tasks */
    uint8_t place[STEPPER_TASKS + 1];
    struct strbuf texts[STEPPER_TASKS + 1]; /* of a task that stands within one */
    struct stepper_queue ready,
        found;                     /* of a loop: its queue, and what the last look has found … */
    bool beside;                   /* … while others were ready */
    bool arrived;                  /* … and somebody has arrived at it */
    bool in_round;                 /* it goes through what was ready … */
    uint32_t round, turn;          /* … so many turns are left; whose it stands in, or 0 … */
    bool ends_rest;                /* … it is about to end what main has left behind … */
    bool pool_moves;               /* … and just now none of its tasks has control (pooled.h) */
    struct stepper_queue unserved; /* who waits for one of `workers` (service.h) */
    bool begun[STEPPER_TASKS + 1], /* its limit did, in this round … */
        fresh[STEPPER_TASKS + 1];  /* … or in that in which it was called */
    int64_t answers;               /* of the device, so far */
    bool has_pool;                 /* there are blocks that are offloaded: … */
    struct board_pool pool;        /* … the pool's threads … */
    struct stepper_queue pooled;   /* … and who queues for one */
    bool crashed;
    struct strbuf said; /* lines */
    struct stepper_digest said_digest;

    /* beyond what can be explored: why, and where; NULL: it is not */
    const char *refused;
    uint32_t refused_line;
};

/* False, with errno: the machine refused memory. Release it with stepper_release(). The log's room
 * is never used. */
bool stepper_init(struct stepper *stepper, const struct program *program, enum model_id model,
                  enum stepper_says says);
/* From here on writes to shared variables wait in buffers (buffers.h). */
void stepper_relax(struct stepper *stepper);
void stepper_release(struct stepper *stepper);

/* From here on each step is a point, and each end. */
void stepper_stop_everywhere(struct stepper *stepper);
/* The first tasks are there, each at its first point. Once. */
void stepper_begin(struct stepper *stepper);
bool stepper_can_move(struct stepper *stepper, uint32_t lane);
/* One who can does. */
void stepper_move(struct stepper *stepper, uint32_t lane);
static inline uint32_t stepper_tasks(const struct stepper *stepper)
{
    return stepper->board->tasks_used;
}
/* The highest id that is in use: callbacks have theirs from STEPPER_CALLBACKS down. Between them
 * and the tasks there is nobody. */
static inline uint32_t stepper_ids(const struct stepper *stepper)
{
    return stepper->board->strands_used ? STEPPER_CALLBACKS : stepper->board->tasks_used;
}
/* The id that a lane has, and the lane of an id: that of the first callback is 101. */
static inline uint32_t stepper_swap(const struct stepper *stepper, uint32_t lane)
{
    bool other = stepper->has_callbacks && lane > STEPPER_SEEN;
    return other ? STEPPER_SEEN + 1 + STEPPER_CALLBACKS - lane : lane;
}
/* From here on what is due earlier ends earlier (due.h). */
void stepper_keep_time(struct stepper *stepper);
/* The lane is no task's: it is of a buffer, or of a limit. */
static inline bool stepper_is_beside(const struct stepper *stepper, uint32_t lane)
{
    return (stepper->buffers || stepper->limits) && lane > STEPPER_SEEN;
}
/* The highest number of a lane: a task's, or of a buffer, a limit, or a callback. */
static inline uint32_t stepper_lanes(const struct stepper *stepper)
{
    uint32_t callbacks = stepper->board->strands_used;
    if (callbacks)
        return STEPPER_SEEN + callbacks;
    return stepper_tasks(stepper) + (stepper->buffers || stepper->limits ? STEPPER_SEEN : 0);
}
/* All is over, whoever could have moved. */
static inline bool stepper_is_over(const struct stepper *stepper)
{
    return stepper->crashed || stepper->board->over != BOARD_GOES_ON || stepper->refused;
}

/* How many were in a region at once: 0, 1, or 2 for any more. */
static inline int64_t stepper_most_in(const struct stepper *stepper, int region)
{
    int32_t most = stepper->board->regions[region].most;
    return most > 2 ? 2 : most;
}

/* Of one that interp_run() has left with WANT_POINT. */
static inline uint8_t stepper_place_of(const struct task *task)
{
    return task->stood_out ? STEPPER_ON_WAY_OUT : STEPPER_AT_END;
}

/* The step that it stands before, or NULL. */
const struct program_step *stepper_step(struct stepper *stepper, uint32_t lane);

/* Nobody can move: who stands before what he cannot have waits for it from here, so that the board
 * finds out who waits for whom. Nothing else may follow but stepper_restore(). Returns what the
 * result is called. The events of a cycle are in stepper->run, as in a trace. */
const char *stepper_end(struct stepper *stepper);

#endif
