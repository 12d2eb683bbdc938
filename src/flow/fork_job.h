/* Processes of their own for tasks and offloaded blocks: what their starter asks of the engine,
 * which forks them. */
#ifndef BATON_FLOW_FORK_JOB_H
#define BATON_FLOW_FORK_JOB_H

#include "interp/task.h"

/* Asks the engine to start the task `id` in a process with these arguments and copies of the
 * caller's shared variables. 0 or a negative errno. Thread safe. */
int fork_job_start(struct worker *worker, uint32_t id, const struct value *args, int count);

/* In a pool's thread: has the block of the task run in another process, and waits for its end. */
void fork_job_offload(struct flow *flow, struct task *task);
/* In that process: has a task of the other one told that it is able; the pool's thread, which waits
 * there, does it. Board locked. */
void fork_job_pass_on_locked(struct worker *worker, uint32_t id);

/* ---- what is sent to the engine, and by it to a process ---- */

enum fork_job_kind { FORK_JOB_START, FORK_JOB_OFFLOAD, FORK_JOB_IDLE };

/* One message on a SOCK_SEQPACKET socket. The values follow: `values` of struct value, then
 * `shared` of int64_t. */
struct fork_job {
    uint32_t kind;
    uint32_t task;       /* its record */
    int32_t declaration; /* OFFLOAD: of the frame */
    int32_t pc;          /* OFFLOAD: the OFFLOAD step */
    uint32_t line;
    uint32_t after; /* START: has control first only after this task, or 0 */
    uint32_t index; /* OFFLOAD: of the worker */
    uint32_t actor; /* OFFLOAD: the pool's lane that shows it */
    struct limit limit;
    int32_t values, shared;
    _Alignas(8) char payload[];
};

enum { FORK_JOB_MAX_BYTES = 64 * 1024 };

struct fork_job *fork_job_new(uint32_t kind, uint32_t task, const struct value *values, int count,
                              const struct worker *worker, size_t *bytes);
const struct value *fork_job_values(const struct fork_job *job);
const int64_t *fork_job_shared(const struct fork_job *job);

#endif
