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
#include "explore/explore.h"
#include "scenario/scenario.h"

enum { TRIES = 5 };

struct explored {
    double best_ns;
    double moves, states, bytes;
};

/* The best of some: what others take of the machine only adds. */
static struct explored explore_adds(int tasks, int rounds)
{
    struct explored best = {.best_ns = INFINITY};
    struct strbuf text = STRBUF_INIT;

    strbuf_addf(&text, "scenario \"adds\"\nmodel threads\nshared x = 0\ntask adds x %d:\n", tasks);
    strbuf_addf(&text, "    repeat %d:\n        x += 1\n", rounds);
    for (int i = 0; i < TRIES; i++) {
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

int main(void)
{
    struct explored twenty = explore_adds(2, 20), three = explore_adds(3, 6);
    char text[BENCH_TEXT];

    row_of_time("every schedule of 2 tasks x 20 additions", &twenty, 1e9, "prototype 2.0 s");
    snprintf(text, sizeof text, "%.2f million a second", twenty.moves / twenty.best_ns * 1e3);
    bench_row("moves of a search", text, "1 million a second", "prototype 0.42 million",
              twenty.moves / twenty.best_ns * 1e3 >= 1);
    snprintf(text, sizeof text, "%.1f bytes", twenty.bytes / twenty.states);
    bench_row("a state with its edges", text, "64 bytes", "prototype 60 to 240 bytes",
              twenty.bytes / twenty.states <= 64);
    row_of_time("every schedule of 3 tasks x 6 additions", &three, 8e9 * three.states / 2e6, "-");
    return 0;
}
