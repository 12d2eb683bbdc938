/* gil: a thread per task and one lock for all: only its holder runs, whatever the number of cores.
 * A thread that waits lets the lock go first, so waits overlap; one that computes keeps it until
 * somebody has waited for the switch interval and asks.
 *
 *     one    runs ── lets go, read(2) ··· answered ··· waits for the lock ···· runs
 *     two            gets it, computes ─────────────── is asked, lets go
 *                                         └ the switch interval ┘
 *
 * The threads are those of the model threads (flow/task_thread.c), the lock is flow/gil_lock.c:
 * what differs between the two models is one line below, has_gil. */
#include "config.h"

#include "models/model.h"

#include "flow/task_thread.h"

const struct model model_gil = {
    .id = MODEL_GIL,
    .words =
        {
            .summary = "a thread per task, and one lock for all of them",
            .picture =
                "Threads as the kernel knows them, but each must hold the interpreter's lock to\n"
                "run. A wait drops it, blocks, and must get it again. Who wants it waits for the\n"
                "switch interval, then asks; the holder drops it between two steps (a mutex, a\n"
                "condition variable, a drop request: CPython's way). Look for: one lane running "
                "at\n"
                "a time, the others ready, and an answered thread that waits for the lock.\n",
        },
    .rules =
        {
            .wait_holds = true,
            .has_gil = true,
            .spawn = task_thread_spawn,
            .show_wait = task_thread_show_wait,
            .wake = task_thread_wake,
        },
    .bound = 10000,
    .unit = "threads",
    .run = task_thread_run_worker,
};
