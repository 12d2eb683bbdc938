/* processes: a process per task, forked by the engine. A wait blocks the process; the others run
 * on, in parallel. Nothing is shared: a variable is a copy, and values travel by pipes and as
 * results. A crash is one process's own.
 *
 *     engine ──┬── one      its copies of the shared variables
 *              ├── two      its own
 *              └── three
 *                ▴
 *                └ one says `start three`: it sends a message, and the engine forks
 *
 * With `workers N` there are N processes, made before the run, which are handed one task after the
 * other: only these come by `run`. The others begin with their task (flow/process.c). */
#include "config.h"

#include "models/model.h"

#include "flow/process.h"
#include "flow/task_thread.h"

const struct model model_processes = {
    .id = MODEL_PROCESSES,
    .words =
        {
            .summary = "a process per task; variables are copied",
            .picture =
                "Each task is a process of its own (fork), with copies of the shared variables.\n"
                "At a wait its process blocks. Values travel by return, through channels (pipes)\n"
                "and futures; locks work across processes (futexes in shared memory). A crash "
                "ends\n"
                "one process, not the program. Look for: one strip per core, the cost of a start,\n"
                "and a counter that stays what it was.\n",
        },
    .rules =
        {
            .wait_holds = true,
            .task_is_process = true,
            .spawn = task_thread_spawn,
            .show_wait = task_thread_show_wait,
            .wake = task_thread_wake,
            .start = fork_job_start,
        },
    .bound = 1000,
    .unit = "processes",
    .run = process_serve,
};
