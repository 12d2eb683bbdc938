#include "config.h"

#include "base/clock.h"

#include <time.h>

static int64_t nanoseconds(const struct timespec *t)
{
    return t->tv_sec * NS_PER_S + t->tv_nsec;
}

int64_t clock_now_ns(void)
{
    struct timespec t = {0};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return nanoseconds(&t);
}

/* A sandbox may refuse the clocks of CPU time, for which the kernel has to be asked; the other one
 * it can hardly. Then all time is taken for time on a CPU. */
static int64_t read_cpu(clockid_t id)
{
    struct timespec t;
    return clock_gettime(id, &t) == 0 ? nanoseconds(&t) : clock_now_ns();
}

int64_t clock_thread_cpu_ns(void)
{
    return read_cpu(CLOCK_THREAD_CPUTIME_ID);
}

int64_t clock_process_cpu_ns(void)
{
    return read_cpu(CLOCK_PROCESS_CPUTIME_ID);
}
