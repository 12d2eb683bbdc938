/* Ten and a hundred thousand tasks that sleep 300 ms at once: how long they take and what one
 * costs, next to asyncio. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "bench.h"
#include "child.h"

enum { ROUNDS = 5, ROUNDS_OF_MANY = 3 };

static const double most_ns = 330e6;
/* "In proportion": a task among a hundred thousand costs at most so much more than one among ten
 * thousand. */
static const double proportion = 1.25;

static const struct sleeper_model {
    const char *model, *words;
    double most_bytes;
} models[] = {
    {"coroutines", "coroutines", 8 * 1024},
    {"callbacks", "callback tasks", 1024},
};

struct sleepers {
    double elapsed_ns[ROUNDS], bytes[ROUNDS];
    bool good;
};

static bool take_ours(struct sleepers *sleepers, int round, const char *scenario, const char *model)
{
    struct child child;
    bool good =
        child_baton_run(scenario, model, &child) && strstr(child.text, "\"result\": \"ok\"");
    if (good) {
        sleepers->elapsed_ns[round] = child_number(&child, "elapsed_ns");
        sleepers->bytes[round] = child_number(&child, "memory_per_task");
    }
    child_release(&child);
    return good;
}

static bool take_theirs(struct sleepers *sleepers, int round, const char *count)
{
    struct child child;
    bool good = child_python("sleepers", count, &child);
    if (good) {
        char *end;
        sleepers->elapsed_ns[round] = strtod(child.text, &end);
        sleepers->bytes[round] = strtod(end, NULL);
    }
    child_release(&child);
    return good;
}

/* What the peers needed, in words; `bytes` chooses between memory and time. */
static const char *peer_words(char text[BENCH_TEXT], struct sleepers *theirs, int rounds,
                              bool bytes)
{
    char time[BENCH_TEXT];
    if (!theirs->good)
        return "no python3 here to compare with";
    if (bytes)
        snprintf(text, BENCH_TEXT, "asyncio: %.0f bytes", bench_median_of(theirs->bytes, rounds));
    else
        snprintf(text, BENCH_TEXT, "asyncio: %s",
                 bench_time(time, bench_median_of(theirs->elapsed_ns, rounds)));
    return text;
}

static void print(const struct sleeper_model *model, struct sleepers *ours, struct sleepers *theirs)
{
    char what[BENCH_TEXT], reached[BENCH_TEXT], to_reach[BENCH_TEXT], compared[BENCH_TEXT];
    double elapsed_ns = bench_median_of(ours->elapsed_ns, ROUNDS);
    double bytes = bench_median_of(ours->bytes, ROUNDS);
    snprintf(what, sizeof what, "10,000 %s that sleep 300 ms", model->words);
    bench_row(what, bench_time(reached, elapsed_ns), "under 330 ms",
              peer_words(compared, theirs, ROUNDS, false), elapsed_ns < most_ns);
    snprintf(what, sizeof what, "memory of one of 10,000 %s", model->words);
    snprintf(reached, sizeof reached, "%.0f bytes", bytes);
    snprintf(to_reach, sizeof to_reach, "at most %.0f KiB", model->most_bytes / 1024);
    bench_row(what, reached, to_reach, peer_words(compared, theirs, ROUNDS, true),
              bytes <= model->most_bytes);
}

/* `few_bytes`: what a task among ten thousand costs. */
static void print_many(const struct sleeper_model *model, struct sleepers *ours,
                       struct sleepers *theirs, double few_bytes)
{
    char what[BENCH_TEXT], reached[2 * BENCH_TEXT], to_reach[BENCH_TEXT], time[BENCH_TEXT];
    char compared[2 * BENCH_TEXT + 8], their_time[BENCH_TEXT], their_bytes[BENCH_TEXT];
    double bytes = bench_median_of(ours->bytes, ROUNDS_OF_MANY);
    snprintf(what, sizeof what, "100,000 %s that sleep 300 ms", model->words);
    snprintf(reached, sizeof reached, "all end well in %s, %.0f bytes each",
             bench_time(time, bench_median_of(ours->elapsed_ns, ROUNDS_OF_MANY)), bytes);
    snprintf(to_reach, sizeof to_reach, "runs, at most %.0f bytes", few_bytes * proportion);
    snprintf(compared, sizeof compared, "%s%s%s",
             peer_words(their_time, theirs, ROUNDS_OF_MANY, false), theirs->good ? ", " : "",
             theirs->good ? peer_words(their_bytes, theirs, ROUNDS_OF_MANY, true) + 9 : "");
    bench_row(what, reached, to_reach, compared, bytes <= few_bytes * proportion);
}

/* In alternation: ours under each model, theirs. */
static void measure(const char *count, int rounds, bool python, struct sleepers ours[2],
                    struct sleepers *theirs)
{
    char scenario[64];
    snprintf(scenario, sizeof scenario, "sleepers_%s", count);
    ours[0].good = ours[1].good = true;
    theirs->good = python;
    for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < 2; i++)
            ours[i].good = ours[i].good && take_ours(&ours[i], round, scenario, models[i].model);
        theirs->good = theirs->good && take_theirs(theirs, round, count);
    }
}

int main(void)
{
    bool python = child_has_python();
    struct sleepers few[2], many[2], their_few, their_many;
    measure("10000", ROUNDS, python, few, &their_few);
    measure("100000", ROUNDS_OF_MANY, python, many, &their_many);
    for (int i = 0; i < 2; i++) {
        if (few[i].good)
            print(&models[i], &few[i], &their_few);
        else
            bench_row(models[i].words, "10,000 of them fail", "to run", "-", false);
    }
    for (int i = 0; i < 2; i++) {
        if (many[i].good && few[i].good)
            print_many(&models[i], &many[i], &their_many, bench_median_of(few[i].bytes, ROUNDS));
        else
            bench_row(models[i].words, "100,000 of them fail", "to run", "-", false);
    }
    return 0;
}
