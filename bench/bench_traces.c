/* Reading and drawing a trace of a million events, next to one of a hundred thousand; and how fast
 * the program starts. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "bench.h"
#include "child.h"

enum { ROUNDS = 5, START_ROUNDS = 21 };

/* "In proportion": a tenth of the events takes no less than a tenth of the memory, give or take so
 * much. */
static const double proportion = 1.1;

struct drawing {
    const char *scenario;
    char trace[1024];
    double events;
    double wall_ns[ROUNDS], peak_bytes[ROUNDS];
};

static bool draw(struct drawing *drawing, const char *format, struct child *child)
{
    return child_run((const char *const[]){child_baton(), "convert", drawing->trace, "-f", format,
                                           "-o", child_own_file("drawing"), NULL},
                     child);
}

/* Runs the scenario, keeps the trace, and counts its events. */
static bool prepare(struct drawing *drawing)
{
    char name[64];
    struct child child;
    snprintf(drawing->trace, sizeof drawing->trace, "%s", child_own_file(drawing->scenario));
    snprintf(name, sizeof name, "scenarios/%s.baton", drawing->scenario);
    bool good = child_run((const char *const[]){child_baton(), "run", child_file(name), "-f",
                                                "trace", "-o", drawing->trace, NULL},
                          &child);
    child_release(&child);
    if (!good)
        return false;
    good = child_run(
        (const char *const[]){child_baton(), "convert", drawing->trace, "-f", "json", NULL},
        &child);
    drawing->events = good ? child_number(&child, "events") : NAN;
    child_release(&child);
    return good;
}

static bool measure(struct drawing *drawing, int round)
{
    struct child child;
    bool good = draw(drawing, "text", &child);
    drawing->wall_ns[round] = (double)child.wall_ns;
    drawing->peak_bytes[round] = (double)child.peak_bytes;
    child_release(&child);
    return good;
}

static void print(struct drawing *large, struct drawing *small)
{
    char what[BENCH_TEXT], reached[BENCH_TEXT], to_reach[BENCH_TEXT], compared[2 * BENCH_TEXT];
    char time[BENCH_TEXT];
    double wall_ns = bench_median_of(large->wall_ns, ROUNDS);
    double bytes = bench_median_of(large->peak_bytes, ROUNDS);
    double small_bytes = bench_median_of(small->peak_bytes, ROUNDS);
    double most_bytes = small_bytes * large->events / small->events * proportion;
    snprintf(what, sizeof what, "text of a trace of %.0f events", large->events);
    snprintf(compared, sizeof compared, "%.0f events: %s", small->events,
             bench_time(time, bench_median_of(small->wall_ns, ROUNDS)));
    bench_row(what, bench_time(reached, wall_ns), "under 1 s", compared,
              large->events >= 1e6 && wall_ns < 1e9);
    snprintf(reached, sizeof reached, "%.1f MiB", bytes / 1048576);
    snprintf(to_reach, sizeof to_reach, "at most %.1f MiB", most_bytes / 1048576);
    snprintf(compared, sizeof compared, "%.0f events: %.1f MiB", small->events,
             small_bytes / 1048576);
    bench_row("its memory, in proportion", reached, to_reach, compared, bytes <= most_bytes);
}

static void measure_drawing(void)
{
    struct drawing large = {.scenario = "events_1000000"}, small = {.scenario = "events_100000"};
    bool good = prepare(&large) && prepare(&small);
    for (int i = 0; i < ROUNDS && good; i++)
        good = measure(&large, i) && measure(&small, i);
    if (good)
        print(&large, &small);
    else
        bench_remark("text of a trace of 1,000,000 events", "could not be measured", "-");
}

static double run_ns(const char *const argv[])
{
    struct child child;
    double ns = child_run(argv, &child) ? (double)child.wall_ns : NAN;
    child_release(&child);
    return ns;
}

static void measure_start(void)
{
    const char *const check[] = {child_baton(), "check", child_file("scenarios/two_sleeps.baton"),
                                 NULL};
    const char *const nothing[] = {"true", NULL};
    char ours[BENCH_TEXT], theirs[BENCH_TEXT], compared[BENCH_TEXT + 16];
    struct bench_pair pairs[START_ROUNDS];
    for (int i = 0; i < START_ROUNDS; i++)
        pairs[i] = (struct bench_pair){run_ns(check), run_ns(nothing)};
    struct bench_pair median = bench_median(pairs, START_ROUNDS);
    snprintf(compared, sizeof compared, "true(1): %s", bench_time(theirs, median.theirs_ns));
    bench_remark("start, check a small file, end", bench_time(ours, median.ours_ns), compared);
}

int main(void)
{
    measure_drawing();
    measure_start();
    return 0;
}
