/* The director of a run that follows a schedule (scenario/schedule.h): holds each task at its point
 * (scenario/points.h) until its move comes.
 *
 *     the schedule 1.2x2.1    one    ── stands ─┐ a move ── stands ··············┌ a move ──
 *                             two    ── stands ·┘└ a move ── stands ┐ a move ────┘
 *
 * It decides when all stand still: each task stands at a point, has ended, or waits for another.
 * Whoever is the last to stand, to wait or to end does it, in his thread or process; what is known
 * of all is in memory that they share. A task that computes, sleeps or waits for an answer is
 * waited for.
 *
 * Behind the last move that the schedule names, whoever made it goes on until he has no move or
 * comes back to a state that he was in (a loop that asks again and again); then the next lane.
 * Where nobody has a move, they wait in earnest, one after the other: so a deadlock is found as in
 * any run.
 *
 * If it does not fit, the run ends, and says which move, whose, and why.
 *
 * What a program costs that follows none: a branch at a wait that holds the thread, and at an end.
 * Its steps are those that were compiled; a run with a schedule has others in the place of points
 * (OP_POINT). */
#ifndef BATON_FLOW_DIRECTOR_H
#define BATON_FLOW_DIRECTOR_H

#include "interp/task.h"

/* In the engine, before anybody is forked: the worker's program stops at its points. The program
 * that follows program->settings.schedule, or NULL with errno. It and what belongs to it live as
 * long as the process. */
const struct program *director_begin(struct worker *worker, enum model_id model);
/* All tasks that start by themselves at time 0 are there. */
void director_open(struct flow *flow);

/* ---- for a callback with a thread of its own ---- */

/* Before it waits for its answer: that may be a move. */
void director_stand_before_answer(struct flow *flow, const struct task *task);
/* Of a task that queued for one of `workers`: before it begins; that may be one, too. */
void director_stand_before_begin(struct flow *flow, const struct task *task);

/* ---- for a wait that holds its thread (hold.h), without the lock of the interpreter ---- */

/* What stands in the word on which a task waits when the time of its wait may be over, or that of
 * the limit that it is in is. */
enum { DIRECTOR_LETS_PASS = 2, DIRECTOR_ENDS_TIME = 3 };

/* The task begins to wait. True: the end of its time is a move, until which it is not over. */
bool director_wait_begins(struct flow *flow, const struct task *task);
/* It was woken, or its time was over. If it is called, to try again is a move, which it waits for
 * here. */
void director_wait_ended(struct flow *flow, struct task *task);

/* The time of the task's limit is over, as soon as it is due. */
void director_await_limit(struct task *task);
/* … and from now on: the turn for which it is called already knows nothing of that. */
void director_await_limit_in_queue(struct task *task);

/* The word says that the time of its limit is over: so it is, as soon as it is due. */
void director_end_time(struct flow *flow, struct task *task);

/* ---- for a loop, whose moves are what comes next ---- */

/* Whose move it is; 0: the schedule is at its end. */
uint32_t director_lane(const struct worker *worker);
/* It was made. */
void director_moved(struct worker *worker, uint32_t lane);
/* It cannot be: the run ends. */
void director_refuse(struct worker *worker, uint32_t lane);

/* When the run is over: whose move is left, and its number; 0: none is. */
uint32_t director_left(const struct worker *worker, int64_t *move);

/* Private to the next. */
void director_look_now(struct worker *worker);

/* Somebody waits for another from here, or has ended; without the lock of the interpreter. */
static inline void director_look(struct worker *worker)
{
    if (worker->director)
        director_look_now(worker);
}

#endif
