/* Who was on a CPU when: the kernel's record of context switches (in the viewer).
 *
 * One inherited software dummy event per core with context_switch=1, exclude_kernel=1 and
 * CLOCK_MONOTONIC, opened on the engine's pid before it is started; PERF_RECORD_SWITCH records
 * are drained into the log as SCHED_OUT / SCHED_IN, PERF_RECORD_LOST as LOST. An ordinary user
 * may do this at perf_event_paranoid 2. Not thread safe. */
#ifndef BATON_MEASURE_SWITCHES_H
#define BATON_MEASURE_SWITCHES_H

#include <sys/types.h>

#include "trace/log.h"

struct switches;

/* For the process `pid` and all that it will start. With an `end_kind` an event of that kind tells
 * of the end of each thread, in the moment in which it was gone for the kernel: arg, its number;
 * value, its process. 0: none does. NULL with errno if the kernel refuses (the caller then relies
 * on clocks); also NULL with errno ENOTSUP if the environment says BATON_SWITCHES=clock. */
struct switches *switches_open(pid_t pid, unsigned end_kind);
/* Moves what the rings hold to the log. Call at least every 50 ms; cheap when there is nothing. */
void switches_drain(struct switches *switches, struct trace_writer *writer);
/* Descriptors that become readable when a ring is half full; returns how many were written to
 * fds. */
int switches_fds(const struct switches *switches, int *fds, int max);
void switches_close(struct switches *switches);

#endif
