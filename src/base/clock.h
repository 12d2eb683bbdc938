/* The clocks. All values are nanoseconds. Thread safe and safe in a forked child. */
#ifndef BATON_BASE_CLOCK_H
#define BATON_BASE_CLOCK_H

#include <stdint.h>

#define NS_PER_US 1000LL
#define NS_PER_MS 1000000LL
#define NS_PER_S  1000000000LL

int64_t clock_now_ns(void);        /* CLOCK_MONOTONIC: about 20 to 30 ns a call */
int64_t clock_thread_cpu_ns(void); /* CPU time of the calling thread: a system call, about 700 ns */
int64_t clock_process_cpu_ns(void); /* CPU time of all the threads of the calling process */

#endif
