/* The engine: a run's own process, single-threaded, which runs no task itself. It sets up the
 * board and the device, forks the workers and (where tasks or pools are processes) every
 * process that is asked for, reaps them all, repairs what the dead leave, keeps the limit, and says
 * how the run ended.
 *
 *     viewer ── engine ─┬─ device
 *                       ├─ worker 0 … (blocking, polling, the loops, gil, threads)
 *                       └─ a process per task or offloaded block
 *
 * Because it never has a second thread, forking is safe at any time. */
#ifndef BATON_ENGINE_ENGINE_H
#define BATON_ENGINE_ENGINE_H

#include <sched.h>
#include <stdbool.h>
#include <sys/types.h>

#include "flow/fork_job.h"
#include "interp/task.h"
#include "measure/lost_time.h"
#include "models/model.h"

struct engine_child {
    pid_t pid;
    uint32_t task; /* that it runs (or whose block it runs), 0: none */
    bool offload;
    bool broken; /* its pool is: it was killed for that */
    bool pooled, idle;
    int jobs; /* the engine's end of a pooled process' socket, or -1 */
    struct engine_child *next;
};

/* A task that waits for a pooled process. */
struct engine_job {
    struct engine_job *next;
    struct fork_job *job;
};

struct engine {
    const struct program *program;
    const struct model *model;
    char **sets; /* "line=value" each: what differs from the file */
    int set_count;
    struct worker worker; /* what every child starts from */
    struct flow flow;     /* the engine's own log writer */
    pid_t pid, device_pid;
    int signals;  /* a signalfd */
    int requests; /* where processes ask for others */
    int arrivals_write;
    bool has_arrivals; /* the device must be told when the run began */
    struct engine_child *children;
    struct engine_job *jobs, *last_job; /* for pooled processes, in order */
    uint32_t last_served;
    uint32_t last_crashed; /* of the tasks of pooled processes; and when */
    int64_t last_crashed_ns;
    int64_t limit_ns;         /* absolute */
    int64_t over_ns;          /* when the run was over */
    int result;               /* enum trace_result, -1: not known yet */
    enum trace_ending ending; /* why … */
    int64_t ending_value;
    char ending_text[BOARD_ASSERTION_BYTES]; /* what RUN_END says of it */
    uint32_t ending_line;
    uint16_t ending_reason;
    /* when the first task could start: what the cores of the tasks did, the run's processes */
    struct lost_cores cores_begin;
    int64_t own_cpu_begin_ns, engine_delay_begin_ns, device_delay_begin_ns;
};

/* ---- children.c ---- */

/* The run is over because of something the engine saw. The first reason stays. */
void engine_end(struct engine *engine, enum trace_result result, enum trace_ending ending,
                int64_t value, const char *text);
/* The same: the machine refused `what` with this errno (base/refusal.h). */
void engine_refuse(struct engine *engine, const char *what, int error);
/* The cores that this process may use; all there are, where that is not told. */
void engine_cores(cpu_set_t *cores);
/* The first `most` of the cores that this process may use (0: all). */
void engine_task_cores(int64_t most, cpu_set_t *cores);
/* From here the calling process, and what it forks, runs on those. */
void engine_limit_cores(int64_t most);
/* Forks a child that dies with the engine. Returns 0 in the child. */
pid_t engine_fork(struct engine *engine);
/* In a child: runs the worker's tasks as the model does, until the run is over; ends the process.
 */
_Noreturn void engine_run_worker(struct engine *engine);
struct engine_child *engine_add_child(struct engine *engine, pid_t pid);
struct engine_child *engine_child_of(const struct engine *engine, pid_t pid); /* or NULL */
void engine_remove_child(struct engine *engine, struct engine_child *child);
int engine_living(const struct engine *engine);
void engine_kill_children(struct engine *engine);

/* ---- setup.c ---- */

/* The board, the device, the pipes. False: the machine refused something, which engine_refuse() was
 * told; there may be no board. */
bool engine_set_up(struct engine *engine, struct trace_log *log);
/* Writes the META events. */
void engine_describe(struct engine *engine);
void engine_fork_workers(struct engine *engine);

/* ---- fork_server.c: the fork server ---- */

/* Starts the job's task or block in a process: a fresh one, or a pooled one when it is idle. */
void engine_start_job(struct engine *engine, const struct fork_job *job, size_t bytes);
void engine_fork_pool(struct engine *engine);
bool engine_has_pool(const struct engine *engine);
/* Messages from processes: jobs to start, pooled ones that are idle. */
void engine_take_requests(struct engine *engine);
void engine_take_idle(struct engine *engine, struct engine_child *child);

/* ---- reaper.c ---- */

/* Reaps what has ended, and repairs what the dead leave. */
void engine_reap(struct engine *engine);

/* ---- outcome.c ---- */

/* From here, and up to here, it counts what others take from the run (lost_time.h). */
void engine_lost_begin(struct engine *engine);
void engine_lost_end(struct engine *engine);
/* The last events of the run, when all workers have ended: final values, what others took, the
 * result. */
void engine_write_end(struct engine *engine);
/* The only event of a run that was not set up. */
void engine_write_refusal(struct engine *engine, struct trace_log *log);

#endif
