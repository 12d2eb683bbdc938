#include "config.h"

#include "explore/explore.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/sort.h"
#include "explore/count.h"
#include "explore/ends.h"
#include "explore/graph.h"
#include "explore/loops.h"
#include "explore/offload.h"
#include "explore/state.h"
#include "explore/refuse.h"
#include "explore/stepper.h"
#include "explore/search.h"
#include "explore/shortest.h"
#include "scenario/scenario.h"

static const size_t memory_most = (size_t)1 << 30;
/* For schedules with few preemptions, when the memory was used up before the time. */
static const int64_t bounded_ns = 10 * NS_PER_S;

static uint32_t highest_lane(const struct graph *graph)
{
    uint32_t highest = 0;
    for (uint32_t i = 0; i < graph->edge_count; i++)
        highest = graph->who[i] > highest ? graph->who[i] : highest;
    return highest;
}

static int compare_ends(const void *a, const void *b)
{
    const struct explore_end *x = a, *y = b;
    if (x->good != y->good)
        return x->good ? -1 : 1;
    if (x->preemptions != y->preemptions)
        return x->preemptions < y->preemptions ? -1 : 1;
    if (x->handoffs != y->handoffs)
        return x->handoffs < y->handoffs ? -1 : 1;
    return (x->schedule.moves > y->schedule.moves) - (x->schedule.moves < y->schedule.moves);
}

static void tell(const struct graph *graph, struct ends *ends, struct exploration *result)
{
    uint32_t *component, *order = graph_order(graph, &component);
    count_schedules(graph, order, component, ends, result);
    if (graph->cyclic)
        loops_find(graph, component, highest_lane(graph), result);
    free(order);
    free(component);
}

/* ---- the whole, and what can be had of it ---- */

static void note(struct exploration *result, const struct graph *graph)
{
    result->states = graph->count - (graph->unmade > 0);
    result->moves = graph->edge_count - graph->unmade;
    result->bytes = graph_bytes(graph);
}

static void search_whole(struct stepper *stepper, struct ends *ends, struct search_limits *limits,
                         struct exploration *result)
{
    struct graph graph;
    graph_init(&graph);
    graph.seen_from = stepper->buffers || stepper->limits ? STEPPER_SEEN : 0;
    limits->bound = -1;
    result->stop = search_all(stepper, &graph, ends, limits);
    result->refused = stepper->refused;
    result->refused_line = stepper->refused_line;
    if (!result->refused) {
        ends_name_lanes(ends, stepper);
        shortest_to_ends(&graph, ends, highest_lane(&graph));
    }
    if (!result->refused && result->stop == EXPLORE_WHOLE)
        tell(&graph, ends, result);
    note(result, &graph);
    graph_release(&graph);
}

/* There is too much of it: all schedules without a preemption, then all with one at most, with two
 * …
 */
static void search_bounded(struct stepper *stepper, const struct state_copy *start,
                           struct ends *ends, struct search_limits *limits,
                           struct exploration *result)
{
    enum explore_stop stop = EXPLORE_WHOLE;
    for (int bound = 0; stop == EXPLORE_WHOLE && !stepper->refused; bound++) {
        struct graph graph;
        graph_init(&graph);
        graph.seen_from = stepper->buffers || stepper->limits ? STEPPER_SEEN : 0;
        state_restore(stepper, start);
        limits->bound = bound;
        stop = search_all(stepper, &graph, ends, limits);
        shortest_to_ends(&graph, ends, highest_lane(&graph));
        if (stop == EXPLORE_WHOLE) {
            result->bound = bound;
            note(result, &graph);
        }
        graph_release(&graph);
    }
}

/* False: a move of the prefix cannot be made. A wait for a condition may return by itself in it. */
static bool make_moves(struct stepper *stepper, const struct schedule *prefix)
{
    bool spurious = stepper->board->spurious;
    stepper->board->spurious = !model_is_single_thread(stepper->model);
    for (int i = 0; prefix && i < prefix->count; i++)
        for (uint32_t n = 0; n < prefix->runs[i].times; n++) {
            uint32_t lane = prefix->runs[i].lane;
            if (lane > stepper_lanes(stepper) || stepper_is_over(stepper) ||
                !stepper_can_move(stepper, lane))
                return false;
            stepper_move(stepper, lane);
        }
    stepper->board->spurious = spurious;
    return true;
}

/* The ends by the schedules that are told for them. */
static void tell_ends(struct stepper *stepper, struct ends *ends, const struct state_copy *start)
{
    for (int i = 0; i < ends->count; i++) {
        const char *ended = ends->all[i].result;
        if (strcmp(ended, "failed") != 0 && strcmp(ended, "deadlock") != 0)
            continue;
        state_restore(stepper, start);
        if (make_moves(stepper, &ends->all[i].schedule))
            ends_tell(ends, (uint32_t)i, stepper);
    }
}

static void search(struct stepper *stepper, struct ends *ends,
                   const struct explore_options *options, struct exploration *result)
{
    size_t memory = options->memory ? options->memory : memory_most;
    int64_t begin_ns = clock_now_ns(), within_ns = options->within_ns;
    struct search_limits limits = {.options = options, .memory = memory / 2};
    struct state_copy start = {0};
    stepper_begin(stepper);
    if (!make_moves(stepper, options->prefix)) {
        result->refused = "the moves before do not fit";
        return;
    }
    state_save(stepper, &start);
    limits.until_ns = within_ns ? begin_ns + within_ns / 2 : 0;
    search_whole(stepper, ends, &limits, result);
    if (!result->refused && result->stop != EXPLORE_WHOLE && result->stop != EXPLORE_STOPPED) {
        int64_t now_ns = clock_now_ns();
        limits.until_ns = within_ns ? begin_ns + within_ns : now_ns + bounded_ns;
        search_bounded(stepper, &start, ends, &limits, result);
    }
    if (!result->refused && !options->every_step)
        tell_ends(stepper, ends, &start);
    state_release(&start);
    result->took_ns = clock_now_ns() - begin_ns;
}

struct exploration *explore(struct scenario *scenario, enum model_id model,
                            const struct explore_options *options, struct diag_list *diags)
{
    const struct program *program = scenario_compile(scenario, model, diags);
    if (!program)
        return NULL;
    struct exploration *result = mem_alloc(sizeof *result);
    *result = (struct exploration){.model = model, .bound = -1};
    result->refused = refuse_program(program, model, &result->refused_line);
    result->relaxed =
        (options->relaxed || program->settings.memory_relaxed) && model == MODEL_THREADS;
    if (!result->refused && options->due)
        result->refused = refuse_time(program, model, &result->refused_line);
    if (!result->refused && result->relaxed)
        result->refused = offload_refuses_relaxed(program, &result->refused_line);
    if (!result->refused && result->relaxed && points_have_limits(program, model))
        result->refused = "time limits (`within`) cannot be explored with `memory relaxed`";
    if (result->refused)
        return result;
    struct ends ends;
    struct stepper stepper;
    enum stepper_says says;
    ends_init(&ends, scenario, program, model, &says);
    bool there = stepper_init(&stepper, program, model, says);
    result->due = options->due;
    result->spurious = options->spurious && !model_is_single_thread(model);
    if (there && result->due)
        stepper_keep_time(&stepper);
    if (there && result->relaxed)
        stepper_relax(&stepper);
    if (there)
        stepper.board->spurious = result->spurious;
    if (there && options->every_step)
        stepper_stop_everywhere(&stepper);
    if (there)
        search(&stepper, &ends, options, result);
    else
        result->refused = "the machine refused memory for the tasks";
    stepper_release(&stepper);
    if (ends.count)
        sort_stable(ends.all, (size_t)ends.count, sizeof *ends.all, compare_ends);
    result->ends = ends.all;
    result->end_count = ends.count;
    result->lanes = ends.lanes;
    result->lane_count = ends.lane_count;
    result->objects = mem_alloc(((size_t)program->object_count + 1) * sizeof *result->objects);
    for (int i = 0; i < program->object_count; i++)
        result->objects[i] = program->objects[i].name;
    result->names = ends.names;
    result->name_count = ends.name_count;
    result->first_region = ends.first_region;
    ends_release(&ends);
    return result;
}

static void free_end(struct explore_end *end)
{
    free(end->values);
    free(end->said);
    free(end->failure);
    free(end->schedules);
    free(end->cycle);
    schedule_release(&end->schedule);
}

void exploration_free(struct exploration *exploration)
{
    if (!exploration)
        return;
    for (int i = 0; i < exploration->end_count; i++)
        free_end(&exploration->ends[i]);
    free(exploration->ends);
    free(exploration->names);
    free(exploration->objects);
    free(exploration->schedules);
    for (uint32_t i = 0; i <= exploration->lane_count && exploration->lanes; i++)
        free(exploration->lanes[i]);
    free(exploration->lanes);
    if (exploration->livelock) {
        schedule_release(&exploration->livelock->schedule);
        schedule_release(&exploration->livelock->loop);
    }
    free(exploration->livelock);
    free(exploration);
}
