/* coroutines: one thread, a libuv loop, and a stack per task. At a wait the task is suspended in
 * the middle of its function with all that stands on its stack, and control is switched to the
 * loop's stack; when the answer is there the loop switches back, and the function goes on as if the
 * call had just returned. Code that reads like blocking code, and holds nobody.
 *
 *     stack of one      asks ┐                                  ┌ goes on where it stood
 *     stack of two           │   ┌ asks ┐                       │
 *     loop's stack           └ · ┘      └ epoll_wait ── answer ─┘
 *
 * A generator is a stack, too: control goes to it and comes back directly, past the loop. A task
 * that has ended still stands on its stack: who gets control next frees it. */
#include "config.h"

#include "models/model.h"

#include "flow/coroutine_stack.h"
#include "flow/loop.h"
#include "flow/turn.h"
#include "flow/worker.h"
#include "interp/interp.h"
#include "interp/record.h"

#include <stdio.h>

enum { MOST_SET_ASIDE = 16384 };

/* What is known of the stacks: one set a worker, and the stack that control came from for good and
 * is to be freed. */
struct stacks {
    struct coroutine_set *set;
    struct coroutine *main;
    struct task *ended;
};

static struct stacks *stacks_of(struct worker *worker)
{
    return loop_data(worker->model_data);
}

static void nothing(struct flow *flow, struct task *task)
{
}

/* An ended task cannot free the stack it stands on: whoever gets control next does. */
static void free_ended(struct flow *flow, struct stacks *stacks)
{
    struct task *task = stacks->ended;
    if (!task)
        return;
    stacks->ended = NULL;
    coroutine_free(task->stack);
    loop_forget(flow->worker->model_data, task);
    task_free(task);
}

static void body(void *arg);

static bool give_stack(struct flow *flow, struct task *task)
{
    if (!task->stack)
        task->stack = coroutine_new(stacks_of(flow->worker)->set, body, task);
    if (task->stack)
        return true;
    board_end_at_bound(flow->worker->board, TRACE_ENDING_NO_STACK, 0);
    return false;
}

/* Leaves this stack for that of `to`, or for the loop's if it is NULL. */
static void switch_to(struct flow *flow, struct task *task, struct task *to)
{
    struct stacks *stacks = stacks_of(flow->worker);
    if (to && !give_stack(flow, to))
        to = NULL;
    coroutine_switch(task->stack, to ? to->stack : stacks->main);
    free_ended(flow, stacks);
}

static void end(struct flow *flow, struct task *task)
{
    struct stacks *stacks = stacks_of(flow->worker);
    struct task *to = turn_transfer(flow, task, WANT_END, nothing);
    stacks->ended = task;
    coroutine_exit_to(task->stack, to ? to->stack : stacks->main);
}

/* The whole life of a task, on its own stack. */
static void body(void *arg)
{
    struct task *task = arg;
    struct flow *flow = record_flow();
    struct loop *loop = flow->worker->model_data;
    free_ended(flow, stacks_of(flow->worker));
    for (;;) {
        enum want want = interp_run(flow, task);
        if (want == WANT_END)
            end(flow, task);
        else if (want == WANT_RESUME || want == WANT_HAND_BACK)
            switch_to(flow, task, turn_transfer(flow, task, want, nothing));
        else if (want == WANT_QUIT || !loop_wait(loop, flow, task, want))
            switch_to(flow, task, NULL);
    }
}

/* The loop gives a task its turn: on its stack. */
static void resume(struct loop *loop, struct flow *flow, struct task *task)
{
    struct stacks *stacks = loop_data(loop);
    if (!give_stack(flow, task))
        return;
    turn_take(flow, task);
    coroutine_switch(stacks->main, task->stack);
    free_ended(flow, stacks);
}

/* As a server fills its pools before it opens its doors. What is set aside counts as the tasks'. */
static void set_stacks_aside(struct worker *worker, struct coroutine_set *set)
{
    int64_t tasks = worker_first_tasks(worker);
    size_t count = tasks < MOST_SET_ASIDE ? (size_t)tasks : MOST_SET_ASIDE;
    worker->set_aside = (int64_t)coroutine_set_aside(set, count);
}

static void run(struct flow *flow)
{
    struct stacks stacks = {.set = coroutine_set_new()};
    if (!stacks.set) {
        board_end_at_bound(flow->worker->board, TRACE_ENDING_NO_STACK, 0);
        return;
    }
    set_stacks_aside(flow->worker, stacks.set);
    stacks.main = coroutine_set_main(stacks.set);
    loop_run(flow, resume, &stacks);
}

const struct model model_coroutines = {
    .id = MODEL_COROUTINES,
    .words =
        {
            .summary = "one thread, an event loop; a task keeps its stack",
            .picture =
                "At a wait the task is suspended in the middle, with its stack, and control goes\n"
                "to the loop, which waits in the kernel for all answers at once (epoll_wait) and\n"
                "resumes each task where it stopped. Reads like blocking code; switches only "
                "where\n"
                "the code waits or yields. A task that computes holds everybody. Look for: "
                "control\n"
                "empty while all wait; who comes back first, and that it goes on in the middle.\n",
        },
    .rules =
        {
            .has_loop = true,
            .found_later = true,
            .by_door = true,
            .spawn = loop_spawn,
            .show_wait = record_wait_as_is,
            .wake = loop_wake,
            .limit_soon = loop_limit_soon,
        },
    .many_workers = true,
    .loop_tells = true,
    .bound = 1000000,
    .unit = "coroutines",
    .run = run,
};
