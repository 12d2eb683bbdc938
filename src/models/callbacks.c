/* callbacks: one thread, a libuv loop. At a wait the rest of the task is left with the loop as a
 * callback, and the function returns: nothing stays on the stack. What the task knows lives in its
 * frames on the heap; the answer's callback takes it up from there. That is why callbacks are
 * cheap, and why they are hard to read in languages that make you write the frames yourself.
 *
 *     one     asks, returns                             the rest
 *     two                     asks, returns                       the rest
 *     loop                                   epoll_wait
 *                                                       ▴ answer  ▴ answer
 *
 * What a callback does until it next waits is in loop_run_callback(): async-blocking does the same,
 * and differs in the wait. */
#include "config.h"

#include "models/model.h"

#include "flow/loop.h"
#include "interp/record.h"

static void callback(struct loop *loop, struct flow *flow, struct task *task)
{
    loop_run_callback(loop, flow, task, loop_wait);
}

static void run(struct flow *flow)
{
    loop_run(flow, callback, NULL);
}

const struct model model_callbacks = {
    .id = MODEL_CALLBACKS,
    .words =
        {
            .summary = "one thread, an event loop; tasks leave callbacks behind",
            .picture =
                "At a wait the task asks the device, leaves the rest of itself with the loop as a\n"
                "callback, and returns. The loop waits in the kernel for all answers at once\n"
                "(epoll_wait) and calls each callback when its answer is there, one at a time.\n"
                "Nobody is interrupted: a callback that computes holds the loop, and every answer\n"
                "that comes meanwhile waits. Look for: control empty while all wait, one lane\n"
                "running at a time, and the gap between an answer and its callback.\n",
        },
    .rules =
        {
            .has_loop = true,
            .by_door = true,
            .ends_in_callback = true,
            .spawn = loop_spawn,
            .show_wait = record_wait_as_is,
            .wake = loop_wake,
        },
    .many_workers = true,
    .loop_tells = true,
    .bound = 1000000,
    .unit = "tasks",
    .run = run,
};
