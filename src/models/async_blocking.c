/* async-blocking: the corner of the 2x2 table that nobody wants. There is a loop, and the rest of a
 * task is left with it as a callback, but the call itself blocks: while the device works, the
 * loop's thread stands in read(2), and so does everybody else. All the machinery of the
 * asynchronous, and the time of the blocking. It happens by accident: a library that blocks, called
 * on a loop.
 *
 *     one     asks ── read(2) ── ready ···················· the rest
 *     two                               asks ── read(2) ── ready ···· the rest
 *     loop         stands still              stands still */
#include "config.h"

#include "models/model.h"

#include "flow/hold.h"
#include "flow/loop.h"
#include "interp/record.h"

/* The call is made, and holds the loop; what comes after it goes to the back of the queue all the
 * same. */
static bool wait_here(struct loop *loop, struct flow *flow, struct task *task, enum want want)
{
    bool call = want == WANT_IO || want == WANT_SLEEP;
    if (!call || task->hold)
        return loop_wait(loop, flow, task, want);
    hold_call(flow, task);
    record_state(flow, task, TRACE_READY, TRACE_BY_REST, 0, 0);
    loop_push(loop, task);
    return false;
}

static void callback(struct loop *loop, struct flow *flow, struct task *task)
{
    loop_run_callback(loop, flow, task, wait_here);
}

static void run(struct flow *flow)
{
    loop_run(flow, callback, NULL);
}

const struct model model_async_blocking = {
    .id = MODEL_ASYNC_BLOCKING,
    .words =
        {
            .summary = "an event loop, and calls that block it all the same",
            .picture =
                "The rest of a task is left with the loop as a callback, but the call itself\n"
                "(read, sleep) blocks the loop's thread until the answer is there. One wait at a\n"
                "time, as in blocking, with the loop's bookkeeping on top. Look for: control\n"
                "blocked all along, and everybody else ready and not running.\n",
        },
    .rules =
        {
            .wait_holds = true,
            .hold_then = true,
            .has_loop = true,
            .found_later = true,
            .by_door = true,
            .spawn = loop_spawn,
            .show_wait = record_wait_as_is,
            .wake = loop_wake,
            .limit_soon = loop_limit_soon,
        },
    .many_workers = true,
    .bound = 1000000,
    .unit = "tasks",
    .run = run,
};
