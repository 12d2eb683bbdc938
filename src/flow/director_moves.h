/* Whether a task that stands at a point has a move, and what it waits for where it has none.
 *
 * Taking, sending, receiving and awaiting have a move when what they want is there: who would wait
 * stays before the step, in no queue. With a fair lock and a channel without room the move is to
 * join the queue. All other acts can be done at any time. Board locked. */
#ifndef BATON_FLOW_DIRECTOR_MOVES_H
#define BATON_FLOW_DIRECTOR_MOVES_H

#include "interp/task.h"

enum { MOVES_ITEMS = 8 };

/* What others must know of a task that stands, in memory that all share. */
struct moves_stand {
    int32_t pc; /* of the step, as it was compiled; -1: before the end of the task, or (count) what
                   it gives back on the way out */
    uint32_t line;
    uint32_t worker; /* whose objects it means */
    int64_t top;     /* of its stack: what is written, or sent */
    int32_t
        shared; /* the variable that it is about, by its index; -1: none, or there is none such */
    uint32_t count; /* of what the step is about, 0: of too much to tell, so it has a move … */
    int32_t items[MOVES_ITEMS]; /* … the objects by their index, or the tasks awaited; -1: none */
};

/* The task stands before the step at its frame's pc - 1, or before its end. */
struct moves_stand moves_stand_of(const struct flow *flow, const struct task *task, bool at_end);
/* It stands in a wait. */
struct moves_stand moves_stand_in_wait(const struct flow *flow, const struct task *task);

/* NONE: the task `id` has a move. Else what it waits for, with the object of that reason. */
struct moves_wait {
    enum trace_reason reason;
    uint32_t object;
};
struct moves_wait moves_wait_of(const struct worker *worker, uint32_t id,
                                const struct moves_stand *stand);
/* The same of one that was called in its wait, and is to try again. */
struct moves_wait moves_wait_again(const struct worker *worker, uint32_t id,
                                   const struct moves_stand *stand);
/* Whether the task, which waits in a `select`, can be met there by one who comes to a channel
 * without room; else its timeout is over before anybody can come. */
bool moves_can_meet(const struct flow *flow, const struct task *task);
/* What it is about to do, as a CHOICE event says it. */
struct trace_event moves_choice(const struct worker *worker, uint32_t id,
                                const struct moves_stand *stand);
/* The same of one that was called, and of a time that may be over. */
struct trace_event moves_choice_again(const struct worker *worker, uint32_t id,
                                      const struct moves_stand *stand);
struct trace_event moves_choice_late(uint32_t id, uint32_t line, bool of_limit);
/* It stands in a wait for a condition that can return by itself: the lock is free. */
bool moves_can_return(const struct worker *worker, uint32_t id, const struct moves_stand *stand);
/* The same of a task that waits on the board. */
struct moves_wait moves_wait_on_board(const struct board *board, uint32_t id);

/* A number for the state that the task sees: what is shared, and its own. */
uint64_t moves_state(const struct flow *flow, const struct task *task);

#endif
