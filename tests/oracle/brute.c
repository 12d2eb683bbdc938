/* The search against brute force: with each step of each task as a point, and each end, as many
 * ends are found, and the same. So nothing is missing in the table of points (scenario/points.h).
 *
 *     brute MIB FILE…      every file of at most three tasks, under each model with threads, and
 *                          with blocks that are offloaded beside each loop
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
#include "explore/explore.h"
#include "scenario/scenario.h"

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
        count += found->lanes[i] != NULL;
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

static void try_under(const char *name, struct scenario *scenario, enum model_id model)
{
    struct exploration *points = explore_it(scenario, model, false);
    if (!points || points->refused)
        refused++;
    else if (lanes_in(points) > TASKS_MOST)
        many++;
    else if (!is_whole(points))
        large++;
    else
        compare(name, scenario, model, points);
    exploration_free(points);
}

/* On one thread there are none, but beside a loop where blocks are offloaded. */
static bool has_points(struct scenario *scenario, enum model_id model)
{
    struct diag_list diags = {0};
    const struct program *program = scenario_compile(scenario, model, &diags);
    bool offloads = false;
    for (int32_t pc = 0; program && pc < program->step_count; pc++)
        offloads = offloads || program->steps[pc].op == OP_OFFLOAD;
    diag_release(&diags);
    return offloads || !model_is_single_thread(model);
}

static void try_file(const char *path)
{
    static const enum model_id models[] = {MODEL_THREADS,    MODEL_GIL,       MODEL_PROCESSES,
                                           MODEL_COROUTINES, MODEL_CALLBACKS, MODEL_ASYNC_BLOCKING};
    struct diag_list diags = {0};
    char *text;
    size_t len;
    if (file_read(path, 1 << 20, &text, &len) != 0)
        exit(3);
    struct scenario *scenario = scenario_read(path, text, len, &diags);
    const char *base = strrchr(path, '/');
    files++;
    for (size_t i = 0; i < sizeof models / sizeof *models && !diags.errors; i++)
        if (has_points(scenario, models[i]))
            try_under(base ? base + 1 : path, scenario, models[i]);
    scenario_free(scenario);
    diag_release(&diags);
    free(text);
}

int main(int argc, char **argv)
{
    bytes_most = argc > 1 ? (size_t)atoi(argv[1]) << 20 : 0;
    for (int i = 2; i < argc; i++)
        try_file(argv[i]);
    printf("%d explorations of %d files, %d differ; left out: %d with more than %d tasks, %d with "
           "too many states, %d that cannot be explored\n",
           tried, files, differ, many, TASKS_MOST, large, refused);
    return differ || !tried ? 1 : 0;
}
