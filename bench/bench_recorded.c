/* What it costs a program to be recorded, next to the same program bare: run in turns, the least of
 * each, for on a machine that others use that is what was least disturbed. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "child.h"

enum { ROUNDS = 5 };

struct cost {
    const char *what, *name;
    double most_ns;    /* more than bare … */
    double most_share; /* … or such a part of it */
    double bare_ns, recorded_ns;
};

static struct cost python_costs[] = {
    {"GIL dropped and taken, with its line", "drop", 250, 0, INFINITY, INFINITY},
    {"a watched call: read()", "read", 350, 0, INFINITY, INFINITY},
    {"`with lock`, free", "lock", 10, 0, INFINITY, INFINITY},
    {"asyncio: a step", "step", 1300, 0, INFINITY, INFINITY},
    {"asyncio: a task, made and awaited", "task", 3500, 0, INFINITY, INFINITY},
    {"asyncio: a callback that is no task's", "callback", 1000, 0, INFINITY, INFINITY},
    {"a loop that computes, a turn", "compute", 0, 0.01, INFINITY, INFINITY},
    {NULL},
};

static struct cost lock_costs[] = {
    {"a mutex locked and unlocked, free", "free", 10, 0, INFINITY, INFINITY},
    {"the same, of four threads", "contended", 0, 0.5, INFINITY, INFINITY},
    {NULL},
};

static void keep_least(const struct child *child, struct cost *costs, bool recorded)
{
    for (struct cost *cost = costs; cost->what; cost++) {
        double ns = child_number(child, cost->name);
        double *least = recorded ? &cost->recorded_ns : &cost->bare_ns;
        if (!isnan(ns) && ns < *least)
            *least = ns;
    }
}

static bool run_once(const char *const *command, int count, struct cost *costs, bool recorded)
{
    const char *argv[16] = {child_baton(), "record", "-o", child_own_file("recorded.trace"), "--"};
    struct child child;
    memcpy(argv + (recorded ? 5 : 0), command, (size_t)(count + 1) * sizeof *command);
    bool ran = child_run(argv, &child);
    if (ran)
        keep_least(&child, costs, recorded);
    child_release(&child);
    return ran;
}

static void print_costs(const struct cost *costs)
{
    for (const struct cost *cost = costs; cost->what; cost++) {
        char what[BENCH_TEXT], reached[BENCH_TEXT], most[BENCH_TEXT], with[BENCH_TEXT];
        char bare[BENCH_TEXT], more[BENCH_TEXT], text[BENCH_TEXT];
        double more_ns = cost->recorded_ns - cost->bare_ns;
        double most_ns = cost->most_ns > 0 ? cost->most_ns : cost->most_share * cost->bare_ns;
        snprintf(what, sizeof what, "recorded: %s", cost->what);
        snprintf(reached, sizeof reached, "+ %s", bench_time(more, more_ns > 0 ? more_ns : 0));
        if (cost->most_ns > 0)
            snprintf(most, sizeof most, "+ %s", bench_time(text, most_ns));
        else
            snprintf(most, sizeof most, "+ %.0f%%", cost->most_share * 100);
        snprintf(with, sizeof with, "bare: %s", bench_time(bare, cost->bare_ns));
        bench_row(what, reached, most, with, more_ns <= most_ns);
    }
}

static void compare(const char *const *command, int count, struct cost *costs)
{
    bool ran = true;
    for (int i = 0; i < ROUNDS && ran; i++)
        ran = run_once(command, count, costs, false) && run_once(command, count, costs, true);
    if (ran)
        print_costs(costs);
    else
        bench_row("recorded programs", "could not be run", "-", "-", false);
}

/* From its start to its end, with the trace that is made of it. */
static void compare_starts(const char *python)
{
    const char *bare[] = {python, "-c", "pass", NULL};
    const char *recorded[] = {child_baton(), "record", "-o", child_own_file("recorded.trace"),
                              "--",          python,   "-c", "pass",
                              NULL};
    double least[2] = {INFINITY, INFINITY};
    char reached[BENCH_TEXT], with[BENCH_TEXT], text[BENCH_TEXT];
    for (int i = 0; i < 2 * 3 * ROUNDS; i++) {
        struct child child;
        if (child_run(i % 2 ? recorded : bare, &child) && (double)child.wall_ns < least[i % 2])
            least[i % 2] = (double)child.wall_ns;
        child_release(&child);
    }
    snprintf(reached, sizeof reached, "+ %s", bench_time(text, least[1] - least[0]));
    snprintf(with, sizeof with, "bare: %s", bench_time(text, least[0]));
    bench_row("recorded: a Python that does nothing", reached, "+ 20 ms", with,
              least[1] - least[0] <= 20e6);
}

/* The program itself: `python3` may be a script that looks for it. The caller frees it. */
static char *find_python(void)
{
    const char *const argv[] = {"python3", "-c", "import sys; print(sys.executable, end='')", NULL};
    struct child child;
    char *found = child_run(argv, &child) ? strdup(child.text) : NULL;
    child_release(&child);
    return found;
}

int main(void)
{
    const char *locks[] = {"bench/recorded_locks", NULL};
    char *python = child_has_python() ? find_python() : NULL;
    compare(locks, 1, lock_costs);
    if (!python) {
        bench_remark("recorded: Python", "not measured", "there is no python3");
        return 0;
    }
    char *program = strdup(child_file("peers/recorded.py")); /* it stands for a while only */
    const char *calls[] = {python, program, NULL};
    compare(calls, 2, python_costs);
    compare_starts(python);
    free(program);
    free(python);
    return 0;
}
