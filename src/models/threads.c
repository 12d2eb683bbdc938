/* threads: a thread per task, all at once, on as many cores as there are. A wait blocks the thread
 * that waits and no other. The kernel decides who runs, and takes a core away anywhere, in the
 * middle of a statement: what is shared needs a lock.
 *
 *     core 0    one ─────┐ read(2)       ┌ one ─────
 *                        └ three ────────┘
 *     core 1    two ────────────────────────────────    at the same time
 *
 * What a thread does with its task is in flow/task_thread.c. */
#include "config.h"

#include "models/model.h"

#include "flow/task_thread.h"

const struct model model_threads = {
    .id = MODEL_THREADS,
    .words =
        {
            .summary = "a thread per task, in parallel where there are cores",
            .picture =
                "Each task has a thread (clone). At a wait its thread blocks, in read(2) or in a\n"
                "futex; the kernel runs the others, in parallel on the cores there are. Memory is\n"
                "shared: an update can be lost between its read and its write, and a crash takes\n"
                "the whole program. Look for: several lanes running at once, one strip per core.\n",
        },
    .rules =
        {
            .wait_holds = true,
            .spawn = task_thread_spawn,
            .show_wait = task_thread_show_wait,
            .wake = task_thread_wake,
        },
    .bound = 10000,
    .unit = "threads",
    .run = task_thread_run_worker,
};
