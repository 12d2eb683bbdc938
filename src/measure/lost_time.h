/* What others took from a run.
 *
 * A thread that could go on but waits for a CPU is late, and so is whoever waits for it. The kernel
 * counts these waits for each thread (run delay). Of all that take part in a run they are added up:
 * the tasks' threads, the pools', the device, the engine. No chain of waits is longer than the sum,
 * however they follow each other.
 *
 * But the threads of a run take cores from each other, too: of four that compute on two cores, two
 * always wait. So no more counts than the CPU time that others used meanwhile on the cores of the
 * tasks. What a hypervisor took from these cores comes on top: a thread does not notice it.
 *
 *     lost = min(run delay of all, CPU time of others) + steal
 *
 * That is an upper bound of how late others have made the run. The machine counts in ticks (1 to 10
 * ms a core). Thread safe. */
#ifndef BATON_MEASURE_LOST_TIME_H
#define BATON_MEASURE_LOST_TIME_H

#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* Since it was started, ns. */
struct lost_usage {
    int64_t cpu_ns;
    int64_t delay_ns; /* it was able to run, but not on a CPU */
};

/* Of a thread by its id (of a process: its first thread), also of one that has ended and was not
 * reaped. Zero if it is not known. Three system calls. */
struct lost_usage lost_usage_of(pid_t id);

/* CPU time of the machine on some cores, since it was started, ns. */
struct lost_cores {
    int64_t used_ns;
    int64_t stolen_ns; /* by a hypervisor */
};

/* Zero if it is not known. */
struct lost_cores lost_cores_used(const cpu_set_t *cores);
/* The same of a text like that of /proc/stat, which stays open. */
struct lost_cores lost_cores_read(FILE *file, const cpu_set_t *cores);

/* All of a stretch of time: the run delay of all threads of the run, their CPU time, what the cores
 * did. */
int64_t lost_sum(int64_t delay_ns, int64_t own_cpu_ns, const struct lost_cores *begin,
                 const struct lost_cores *end);

#endif
