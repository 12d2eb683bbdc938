/* Using the CPU for a given CPU time, truthfully.
 *
 * The burning loop looks at the monotonic clock; the thread's CPU clock (700 ns a reading) is
 * read only when the wall clock says the work could be done, so the kernel's CPU time for it is
 * within 1% or 50 us. Where the kernel's record of context switches is not to be had, gaps
 * between two looks tell that the thread was off its CPU: gaps of 100 us and more, or of 30 us
 * and more that the CPU clock confirms (a plain threshold of 30 us would count timer ticks). */
#ifndef BATON_MEASURE_COMPUTE_H
#define BATON_MEASURE_COMPUTE_H

#include <stdbool.h>
#include <stdint.h>

/* The clocks it goes by, for tests that own the time. */
struct compute_clocks {
    int64_t (*now_ns)(void);        /* as clock_now_ns() */
    int64_t (*thread_cpu_ns)(void); /* as clock_thread_cpu_ns() */
};

struct compute {
    /* Called between two steps of the loop, every few hundred ns to 1 us; true: interrupt (the
     * work is kept for compute_go_on). NULL: never. now_ns is the clock as just read. */
    bool (*between)(void *arg, int64_t now_ns);
    /* Called when the thread was found off its CPU from `from_ns` to `to_ns` (absolute). NULL:
     * do not look for gaps. */
    void (*gap)(void *arg, int64_t from_ns, int64_t to_ns);
    void *arg;
    const struct compute_clocks *clocks; /* NULL: the real ones */
    /* private */
    int64_t left_ns; /* CPU time still to use */
};

/* Uses the calling thread's CPU for cpu_ns. True when done, false when `between` interrupted:
 * then compute_go_on(), in any thread, after the interruption, uses the rest. */
bool compute_start(struct compute *compute, int64_t cpu_ns);
bool compute_go_on(struct compute *compute);

#endif
