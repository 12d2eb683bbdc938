/* Points: where the scheduler may come between.
 *
 * A point stands before each act of a task that others can see, or that sees others: an access to
 * a shared variable that the program writes, taking a lock or a unit, send, recv, … A move is the
 * act and all that is local behind it, up to the task's next point (or its wait, or its end). What
 * is local before a task's first point belongs to no move.
 *
 * What only enables others (a release, a start, an end) is no point, unless somebody could tell
 * when it happened:
 *
 *     an end       done() or `await any` could see it, or an await that could be cut short, by a
 *                  cancellation or a time limit: who is late finds nothing to wait for; by a
 *                  failure, an exit could come before it; under `processes` that of main,
 *                  which leaves its copies, where the run could end before
 *     a start      of a task that is started by several tasks: their order decides the numbers;
 *                  with `workers`, of any, where several tasks start some: who queues first
 *     a release    of what is fair or bounded, or where something tries whether it is free, or
 *                  could have its wait for it cut short; of a semaphore whose value is
 *                  expected, where an exit, a crash or an assert could come before; so each
 *                  on the way out (by a failure, a cancellation, a limit or `return`) has
 *                  its own
 *     a wait       (io, sleep, await, …) that a cancellation or a time limit could end
 *     an await     by which a failure is handled, where an exit could come before
 *     a group      whose block is left by a failure and the like, which cancels its tasks
 *     the answer   of a `then` block, where that could be cancelled, or is counted
 *     its end      where it leaves tasks to its owner, or a failure
 *     what is said where an expectation is about the order of it, or about what is said at all
 *                  and an exit, a crash or an assert could come before
 *
 * The search of schedules (explore/) and who forces one on a real run go by this table, and so
 * count the same moves. */
#ifndef BATON_SCENARIO_POINTS_H
#define BATON_SCENARIO_POINTS_H

#include <stdbool.h>
#include <stdint.h>

#include "scenario/program.h"

enum points_kind {
    POINTS_NONE,
    POINTS_ACT,   /* the step is one, whenever the task comes to it (not again after its wait) */
    POINTS_FALSE, /* only if the value on top of its stack is 0: a failing assert */
};

struct points {
    const struct program *program;
    uint8_t *steps; /* of each step its enum points_kind */
    bool *ends;     /* of each declaration: there is one before the end of its tasks, too, when
                       the body has been left, whichever way, and its `then` blocks have ended */
    bool failures;  /* … and of any, before an end by a failure */
    bool *releases; /* of each object: there is one before it is given back on the way out, … */
    bool leaves; /* … and before a region that is to be one's alone is left so, or a group whose
                    tasks that cancels, or waits for */
    /* Where `then` blocks have threads of their own: there is one before the answer of each, and
     * one before the end of each that fails or leaves tasks behind. */
    bool answers, ends_of_blocks;
    /* With `workers`, where something can cancel: there is one before a task that queued begins,
     * for one that was cancelled before it has a worker runs no line. */
    bool begins;
    /* Of a loop: it has blocks that are offloaded in which there are points. As long as one of them
     * is out, the points elsewhere are some, too, and each turn that the loop gives. */
    bool beside;
    /* … and something can cut waits short: it is one that such a block begins, which it does not
     * once it is awaited no more, and that it ends. */
    bool cuts;
};

/* Release with points_release(). Under `blocking` there are none. Those of `polling` and the loop
 * models are the accesses and the taking in blocks that are offloaded, and giving back; outside of
 * them, where there are such, what these could see or change, as long as one is out. Else there are
 * none there, for the loop decides who comes when. */
void points_find(struct points *points, const struct program *program, enum model_id model);
void points_release(struct points *points);

/* The lane of such a move is that of the task and so many more: `101` is that the time of task 1 is
 * over. */
enum { POINTS_LIMIT_LANE = 100 };

/* The end of each time limit (`within`) can be a move: none is passed on to what has no lane. */
bool points_have_limits(const struct program *program, enum model_id model);
/* The step begins a wait, which a limit ends; or goes on in one. */
bool points_is_wait(uint8_t op);

/* (A body that is called in an atomic block is part of that act: who is in one, task->atomic, is at
 * none.) Whether the task that is to do step `pc`, with `top` on top of its stack, is at one. */
static inline bool points_are_at(const struct points *points, int32_t pc, int64_t top)
{
    uint8_t kind = points->steps[pc];
    return kind == POINTS_ACT || (kind == POINTS_FALSE && top == 0);
}

#endif
