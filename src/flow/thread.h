/* The threads of a worker: each has a small stack and a name, and is accounted for when it ends. */
#ifndef BATON_FLOW_THREAD_H
#define BATON_FLOW_THREAD_H

#include "interp/task.h"

/* Starts a detached thread with a small stack; the run ends with the bound named if the machine has
 * no more. */
void thread_start(struct worker *worker, void *(*main)(void *arg), void *arg, const char *name);
/* For the end of the process: the run delay (lost_time.h) of all its threads that was not counted
 * yet. No thread can start or end after it. */
int64_t thread_delays_at_end(struct worker *worker);

#endif
