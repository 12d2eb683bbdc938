/* A process that runs a task, or an offloaded block: forked by the engine, which was asked for it
 * (fork_job.h). */
#ifndef BATON_FLOW_PROCESS_H
#define BATON_FLOW_PROCESS_H

#include "flow/fork_job.h"
#include "interp/task.h"

/* In a freshly forked process: runs the job and ends the process. */
_Noreturn void process_run_job(struct worker *worker, const struct fork_job *job);

/* Of a pooled process (`workers N`): runs the tasks that the engine hands it. */
void process_serve(struct flow *flow);

#endif
