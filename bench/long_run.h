/* Long traces, made in memory: tasks that ask the device, take turns, wait for locks and end, as
 * the models write it. The same arguments make the same trace. */
#ifndef BATON_BENCH_LONG_RUN_H
#define BATON_BENCH_LONG_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "trace/trace.h"

struct long_run {
    const char *model; /* coroutines, gil or threads */
    int tasks;
    int cores;   /* that tasks run on at once; 1 but for threads */
    int objects; /* a lock, a semaphore: so many of them, or 0 */
    int turns;   /* after which a task ends; 0: never */
    size_t events;
};

/* About as many events, sorted. Never NULL. */
struct trace *long_run_make(const struct long_run *run);
/* Its source: a task in it begins at line 4. */
extern const char long_run_source[];

/* Numbers in which nothing is to be seen; *state is not 0. */
unsigned long_run_random(unsigned long long *state, unsigned below);

#endif
