/* The event loop that callbacks, coroutines and async-blocking share: libuv's, with a queue of its
 * own for what is ready.
 *
 * There are three places where a task can be: ready (in order, in the queue here), answered but
 * still in the kernel until the loop looks, and out. The loop runs what is ready, then looks into
 * the kernel; with nothing ready it waits there (epoll_wait). Between two looks it goes through the
 * queue as long as there is something and at most 50 us more than one round: a look is a system
 * call, and costs more than a hand-off.
 *
 * Sleeps are one timerfd and a heap of deadlines, not uv_timer, which counts milliseconds from a
 * time that may be stale.
 *
 * A loop belongs to its thread; loop_wake() is the one door for others (uv_async). */
#ifndef BATON_FLOW_LOOP_H
#define BATON_FLOW_LOOP_H

#include "interp/task.h"

struct loop;

/* What a model does with a task that has its turn; it comes back when the task has given control
 * back. */
typedef void loop_turn_fn(struct loop *loop, struct flow *flow, struct task *task);

/* Runs the worker's tasks on a loop until the run is over. */
void loop_run(struct flow *flow, loop_turn_fn *turn, void *data);
void *loop_data(const struct loop *loop);

/* To the back of the queue of what is ready. */
void loop_push(struct loop *loop, struct task *task);

/* The task waits for its answer, its deadline, both (meanwhile), or to be woken: control goes back
 * to the loop. */
void loop_wait_answer(struct loop *loop, struct task *task);
void loop_wait_deadline(struct loop *loop, struct task *task, int64_t due_ns);
/* Forgets what it waits for, before it is freed. */
void loop_forget(struct loop *loop, struct task *task);

/* What the loop models do the same way at a wait. True: the task goes on at once (a call was held).
 * False: control goes back. */
bool loop_wait(struct loop *loop, struct flow *flow, struct task *task, enum want want);

/* One callback: from where the task was left to where it next waits. `wait` is loop_wait(), or what
 * a model does instead. */
typedef bool loop_wait_fn(struct loop *loop, struct flow *flow, struct task *task, enum want want);
void loop_run_callback(struct loop *loop, struct flow *flow, struct task *task, loop_wait_fn *wait);

/* A model's rules: spawn and wake. */
void loop_spawn(struct flow *flow, struct task *task);
void loop_wake(struct worker *worker, uint32_t id);

/* … and limit_soon, of those where it is found later. */
void loop_limit_soon(struct worker *worker, uint32_t id, uint32_t number);

#endif
