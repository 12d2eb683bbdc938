/* Every schedule, explored: how fast the search goes on the interpreter, and what a state takes. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/strbuf.h"
#include "bench.h"
#include "child.h"
#include "explore/explore.h"
#include "scenario/scenario.h"

enum { TRIES = 5, RUNS = 31 };

struct explored {
    double best_ns;
    double moves, states, bytes;
};

/* The best of some: what others take of the machine only adds. */
static struct explored explore_adds(int tasks, int rounds, int tries)
{
    struct explored best = {.best_ns = INFINITY};
    struct strbuf text = STRBUF_INIT;

    strbuf_addf(&text, "scenario \"adds\"\nmodel threads\nshared x = 0\ntask adds x %d:\n", tasks);
    strbuf_addf(&text, "    repeat %d:\n        x += 1\n", rounds);
    for (int i = 0; i < tries; i++) {
        struct diag_list diags = {0};
        struct scenario *scenario = scenario_read("adds", strbuf_str(&text), text.len, &diags);
        int64_t begin_ns = clock_thread_cpu_ns();
        struct exploration *found =
            explore(scenario, MODEL_THREADS, &(struct explore_options){0}, &diags);
        double ns = (double)(clock_thread_cpu_ns() - begin_ns);

        if (found && ns < best.best_ns)
            best = (struct explored){ns, (double)found->moves, found->states, (double)found->bytes};
        exploration_free(found);
        scenario_free(scenario);
        diag_release(&diags);
    }
    strbuf_release(&text);
    return best;
}

static void row_of_time(const char *what, const struct explored *it, double most_ns,
                        const char *compared_with)
{
    char reached[BENCH_TEXT], to_reach[BENCH_TEXT], name[BENCH_TEXT];

    snprintf(name, sizeof name, "%s (%.0f states)", what, it->states);
    bench_time(reached, it->best_ns);
    bench_time(to_reach, most_ns);
    bench_row(name, reached, to_reach, compared_with, it->best_ns <= most_ns);
}

/* As a user has it: the program is started, and starts the run. The player has been started, so a
 * step of its scheduler, forward or back, takes less. */
static void row_of_run(const char *what, const char *schedule)
{
    char reached[BENCH_TEXT];
    double best_ns = INFINITY;

    for (int i = 0; i < RUNS; i++) {
        const char *argv[] = {child_baton(), "run",     child_file("scenarios/two_add.baton"),
                              "-m",          "threads", "--schedule",
                              schedule,      "-f",      "json",
                              NULL};
        struct child child;

        if (child_run(argv, &child))
            best_ns = fmin(best_ns, (double)child.wall_ns);
        child_release(&child);
    }
    bench_time(reached, best_ns);
    bench_row(what, reached, "25 ms", "prototype 8 to 24 ms", best_ns <= 25e6);
}

int main(void)
{
    struct explored twenty = explore_adds(2, 20, TRIES), three = explore_adds(3, 6, TRIES);
    struct explored many = explore_adds(2, 30, 1);
    char text[BENCH_TEXT];

    row_of_time("every schedule of 2 tasks x 20 additions", &twenty, 1e9, "prototype 2.0 s");
    snprintf(text, sizeof text, "%.2f million a second", twenty.moves / twenty.best_ns * 1e3);
    bench_row("moves of a search", text, "1 million a second", "prototype 0.42 million",
              twenty.moves / twenty.best_ns * 1e3 >= 1);
    snprintf(text, sizeof text, "%.1f bytes", twenty.bytes / twenty.states);
    bench_row("a state with its edges", text, "64 bytes", "prototype 60 to 240 bytes",
              twenty.bytes / twenty.states <= 64);
    row_of_time("every schedule of 3 tasks x 6 additions", &three, 8e9 * three.states / 2e6, "-");
    row_of_time("every schedule of 2 tasks x 30 additions", &many, 8e9 * many.states / 2e6, "-");
    row_of_run("a forced run", "1x3.2x4.1");
    row_of_run("a step taken back: a run by the shorter schedule", "1x3.2x3");
    return 0;
}
