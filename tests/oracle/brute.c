/* The search against brute force: with each step of each task as a point, and each end, as many
 * ends are found, and the same. So nothing is missing in the table of points (scenario/points.h).
 *
 *     brute MIB FILE…      every file of at most three tasks, under each model with threads, and
 *                          with blocks that are offloaded beside each loop; else under a loop
 *                          whoever comes when (brute_loop.h)
 *     brute MIB --random SEED COUNT    so many random scenarios, each under one model
 *
 * A search may use so many MiB. Of regions only the most that can be in one at once is found by
 * points: to come into one is none.
 *
 * Prints a row for each that was tried, and what was left out, and why. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/strbuf.h"
#include "brute_loop.h"
#include "explore/explore.h"
#include "generator.h"
#include "scenario/scenario.h"
#include "small.h"

enum { TASKS_MOST = 3 };

static size_t bytes_most;
static int tried, differ, files, large, many, refused;

static void add_end(struct strbuf *out, const struct exploration *found, int number, bool regions)
{
    const struct explore_end *end = &found->ends[number];
    strbuf_adds(out, end->result);
    for (int i = 0; i < (regions ? found->name_count : found->first_region); i++)
        strbuf_addf(out, " %s=%lld", found->names[i], (long long)end->values[i]);
    strbuf_addf(out, " %s", end->said ? end->said : "");
}

/* The first end of the one that the other has not, or NULL. */
static char *missing(const struct exploration *one, const struct exploration *other, bool regions)
{
    for (int i = 0; i < one->end_count; i++) {
        struct strbuf mine = STRBUF_INIT;
        bool has = false;
        add_end(&mine, one, i, regions);
        for (int j = 0; j < other->end_count && !has; j++) {
            struct strbuf its = STRBUF_INIT;
            add_end(&its, other, j, regions);
            has = strcmp(strbuf_str(&mine), strbuf_str(&its)) == 0;
            strbuf_release(&its);
        }
        if (!has)
            return strbuf_detach(&mine);
        strbuf_release(&mine);
    }
    return NULL;
}

static struct exploration *explore_it(struct scenario *scenario, enum model_id model, bool brute)
{
    struct diag_list diags = {0};
    struct explore_options options = {
        .memory = bytes_most, .within_ns = INT64_C(60000000000), .every_step = brute};
    struct exploration *found = explore(scenario, model, &options, &diags);
    diag_release(&diags);
    return found;
}

/* Of callbacks, too; beside a loop the records of blocks are none. */
static int lanes_in(const struct exploration *found)
{
    int count = 0;
    for (uint32_t i = 1; i <= found->lane_count; i++)
        count += found->lanes[i] && strncmp(found->lanes[i], "block ", 6) != 0;
    return count;
}

static bool is_whole(const struct exploration *found)
{
    return found && !found->refused && found->stop == EXPLORE_WHOLE;
}

static void compare(const char *name, struct scenario *scenario, enum model_id model,
                    const struct exploration *points)
{
    struct exploration *steps = explore_it(scenario, model, true);
    if (!is_whole(steps)) {
        large++;
        printf("%s under %s: %u states by points, too many by steps\n", name, model_name(model),
               points->states);
        exploration_free(steps);
        return;
    }
    char *few = missing(steps, points, false), *more = missing(points, steps, true);
    tried++;
    differ += few || more;
    printf("%s under %s: %d ends, %u states by points, %u by steps%s%s\n", name, model_name(model),
           points->end_count, points->states, steps->states,
           few    ? "; only by steps: "
           : more ? "; only by points: "
                  : "",
           few    ? few
           : more ? more
                  : "");
    free(few);
    free(more);
    exploration_free(steps);
}

static void add_other(struct strbuf *out, const struct ends *ends, int number)
{
    const struct explore_end *end = &ends->all[number];
    strbuf_adds(out, end->result);
    for (int i = 0; i < ends->name_count; i++)
        strbuf_addf(out, " %s=%lld", ends->names[i], (long long)end->values[i]);
    strbuf_addf(out, " %s", end->said ? end->said : "");
}

/* The first of `points` that brute force has not, or (`swapped`) the other way round; or NULL. */
static char *missing_of(const struct exploration *points, const struct ends *ends, bool swapped)
{
    int ones = swapped ? ends->count : points->end_count;
    int others = swapped ? points->end_count : ends->count;
    for (int i = 0; i < ones; i++) {
        struct strbuf mine = STRBUF_INIT;
        bool has = false;
        if (swapped)
            add_other(&mine, ends, i);
        else
            add_end(&mine, points, i, true);
        for (int j = 0; j < others && !has; j++) {
            struct strbuf its = STRBUF_INIT;
            if (swapped)
                add_end(&its, points, j, true);
            else
                add_other(&its, ends, j);
            has = strcmp(strbuf_str(&mine), strbuf_str(&its)) == 0;
            strbuf_release(&its);
        }
        if (!has)
            return strbuf_detach(&mine);
        strbuf_release(&mine);
    }
    return NULL;
}

/* Under a loop: whoever comes when (brute_loop.h). */
static void compare_loop(const char *name, struct scenario *scenario, enum model_id model,
                         const struct exploration *points)
{
    struct diag_list diags = {0};
    struct ends ends;
    const struct program *program = scenario_compile(scenario, model, &diags);
    uint32_t states = brute_loop(&ends, scenario, program, model, (uint32_t)(bytes_most >> 6));
    char *few = states ? missing_of(points, &ends, true) : NULL;
    char *more = states ? missing_of(points, &ends, false) : NULL;
    large += !states;
    tried += states > 0;
    differ += few || more;
    if (states)
        printf("%s under %s: %d ends, %u states by looks, %u by moments%s%s\n", name,
               model_name(model), points->end_count, points->states, states,
               few    ? "; only by moments: "
               : more ? "; only by looks: "
                      : "",
               few    ? few
               : more ? more
                      : "");
    free(few);
    free(more);
    ends_release(&ends);
    diag_release(&diags);
}

static void try_under(const char *name, struct scenario *scenario, enum model_id model,
                      bool moments)
{
    struct exploration *points = explore_it(scenario, model, false);
    if (!points || points->refused)
        refused++;
    else if (lanes_in(points) > TASKS_MOST)
        many++;
    else if (!is_whole(points))
        large++;
    else if (moments)
        compare_loop(name, scenario, model, points);
    else
        compare(name, scenario, model, points);
    exploration_free(points);
}

/* Points there are on one thread only beside a loop, where blocks are offloaded; else there it is
 * who comes when. */
static void try_model(const char *name, struct scenario *scenario, enum model_id model)
{
    struct diag_list diags = {0};
    const struct program *program = scenario_compile(scenario, model, &diags);
    bool offloads = false, loop = model_is_single_thread(model);
    for (int32_t pc = 0; program && pc < program->step_count; pc++)
        offloads = offloads || program->steps[pc].op == OP_OFFLOAD;
    bool moments = program && loop && !brute_loop_lacks(program);
    diag_release(&diags);
    if (offloads || moments || !loop)
        try_under(name, scenario, model, moments);
}

static const enum model_id models[] = {MODEL_THREADS,    MODEL_GIL,       MODEL_PROCESSES,
                                       MODEL_COROUTINES, MODEL_CALLBACKS, MODEL_ASYNC_BLOCKING};

static void try_file(const char *path)
{
    struct diag_list diags = {0};
    char *text;
    size_t len;
    if (file_read(path, 1 << 20, &text, &len) != 0)
        exit(3);
    struct scenario *scenario = scenario_read(path, text, len, &diags);
    const char *base = strrchr(path, '/');
    files++;
    for (size_t i = 0; i < sizeof models / sizeof *models && !diags.errors; i++)
        try_model(base ? base + 1 : path, scenario, models[i]);
    scenario_free(scenario);
    diag_release(&diags);
    free(text);
}

/* Under one of the models; the text of one that differs is shown. */
static void try_seed(uint64_t seed)
{
    struct diag_list diags = {0};
    struct strbuf text = STRBUF_INIT;
    char name[40];
    enum model_id model = models[seed % 6];
    struct generate_rules rules = small_rules(model, seed);
    int before = differ;
    generate_by(seed, &rules, &text);
    snprintf(name, sizeof name, "seed %llu", (unsigned long long)seed);
    struct scenario *scenario = scenario_read(name, strbuf_str(&text), text.len, &diags);
    files++;
    if (!diags.errors)
        try_model(name, scenario, model);
    if (differ > before)
        printf("%s", strbuf_str(&text));
    scenario_free(scenario);
    diag_release(&diags);
    strbuf_release(&text);
}

int main(int argc, char **argv)
{
    bool random = argc == 5 && strcmp(argv[2], "--random") == 0;
    bytes_most = argc > 1 ? (size_t)atoi(argv[1]) << 20 : 0;
    for (int i = 2; i < argc && !random; i++)
        try_file(argv[i]);
    for (int i = 0; random && i < atoi(argv[4]); i++)
        try_seed(strtoull(argv[3], NULL, 10) + (uint64_t)i);
    printf("%d explorations of %d files, %d differ; left out: %d with more than %d tasks, %d with "
           "too many states, %d that cannot be explored\n",
           tried, files, differ, many, TASKS_MOST, large, refused);
    return differ || !tried ? 1 : 0;
}
