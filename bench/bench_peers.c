/* What baton's runtime costs next to the standard library of Python doing the same: a scenario and
 * a program in alternation, the pair with the median ratio. The best of each is said too: on a
 * machine that others use, it is what was least disturbed. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "bench.h"
#include "child.h"

enum { MOST_ROUNDS = 11 };

struct comparison {
    const char *what;
    const char *scenario, *model;
    const char *peer, *peer_words;
    const char *per;   /* our elapsed time is divided by this field; NULL: by nothing */
    bool ideal_is_cpu; /* less 200 ms by the number of cores; else less ideal_ns */
    double ideal_ns;
    int part; /* to reach: at most one such part of the peer's */
    int rounds;
};

static const struct comparison comparisons[] = {
    {.what = "hand-off from coroutine to coroutine",
     .scenario = "handoffs",
     .model = "coroutines",
     .peer = "handoffs",
     .peer_words = "asyncio's sleep(0)",
     .per = "handoffs",
     .part = 8,
     .rounds = 7},
    {.what = "sleeps of 100 and 80 ms at once, over 100 ms",
     .scenario = "two_sleeps",
     .model = "coroutines",
     .peer = "two_sleeps",
     .peer_words = "asyncio's sleeps",
     .ideal_ns = 100e6,
     .part = 3,
     .rounds = 11},
    {.what = "requests of 100 and 80 ms at once, over 100 ms",
     .scenario = "two_requests",
     .model = "coroutines",
     .peer = "two_requests",
     .peer_words = "asyncio, asking a process",
     .ideal_ns = 100e6,
     .part = 3,
     .rounds = 11},
    {.what = "four processes with 50 ms of CPU each, over the ideal",
     .scenario = "four_processes",
     .model = "processes",
     .peer = "four_processes",
     .peer_words = "multiprocessing's",
     .ideal_is_cpu = true,
     .part = 3,
     .rounds = 11},
};

static double ideal_ns(const struct comparison *comparison)
{
    if (!comparison->ideal_is_cpu)
        return comparison->ideal_ns;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return 200e6 / (double)(cores < 1 ? 1 : cores > 4 ? 4 : cores);
}

static double measure_ours(const struct comparison *comparison)
{
    struct child child;
    double ns = NAN;
    if (child_baton_run(comparison->scenario, comparison->model, &child)) {
        ns = child_number(&child, "elapsed_ns") - ideal_ns(comparison);
        if (comparison->per)
            ns /= child_number(&child, comparison->per);
    }
    child_release(&child);
    return ns;
}

static double measure_peer(const struct comparison *comparison)
{
    struct child child;
    double ns = NAN;
    if (child_python(comparison->peer, NULL, &child))
        ns = strtod(child.text, NULL) - ideal_ns(comparison);
    child_release(&child);
    return ns;
}

static void print(const struct comparison *comparison, struct bench_pair median,
                  struct bench_pair best)
{
    char ours[BENCH_TEXT], theirs[BENCH_TEXT], best_ours[BENCH_TEXT], best_theirs[BENCH_TEXT];
    char reached[3 * BENCH_TEXT], to_reach[BENCH_TEXT], compared[4 * BENCH_TEXT];
    snprintf(reached, sizeof reached, "%s = 1/%.1f (best %s)", bench_time(ours, median.ours_ns),
             median.theirs_ns / median.ours_ns, bench_time(best_ours, best.ours_ns));
    snprintf(to_reach, sizeof to_reach, "at most 1/%d", comparison->part);
    snprintf(compared, sizeof compared, "%s: %s (best %s)", comparison->peer_words,
             bench_time(theirs, median.theirs_ns), bench_time(best_theirs, best.theirs_ns));
    bench_row(comparison->what, reached, to_reach, compared,
              median.ours_ns * comparison->part <= median.theirs_ns);
}

static void print_alone(const struct comparison *comparison, struct bench_pair median)
{
    char ours[BENCH_TEXT];
    bench_remark(comparison->what, bench_time(ours, median.ours_ns),
                 "no python3 here to compare with");
}

static bool compare(const struct comparison *comparison, bool python)
{
    struct bench_pair pairs[MOST_ROUNDS];
    struct bench_pair best = {INFINITY, INFINITY};
    for (int i = 0; i < comparison->rounds; i++) {
        pairs[i].ours_ns = measure_ours(comparison);
        pairs[i].theirs_ns = python ? measure_peer(comparison) : 1;
        if (isnan(pairs[i].ours_ns) || isnan(pairs[i].theirs_ns))
            return false;
        best.ours_ns = fmin(best.ours_ns, pairs[i].ours_ns);
        best.theirs_ns = fmin(best.theirs_ns, pairs[i].theirs_ns);
    }
    struct bench_pair median = bench_median(pairs, comparison->rounds);
    if (python)
        print(comparison, median, best);
    else
        print_alone(comparison, median);
    return true;
}

int main(void)
{
    bool python = child_has_python();
    for (size_t i = 0; i < sizeof comparisons / sizeof comparisons[0]; i++)
        if (!compare(&comparisons[i], python))
            bench_remark(comparisons[i].what, "could not be measured", "-");
    return 0;
}
