#include "config.h"

#include "explore/explore.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/mem.h"
#include "explore/count.h"
#include "explore/ends.h"
#include "explore/graph.h"
#include "explore/loops.h"
#include "explore/stepper.h"
#include "explore/search.h"
#include "explore/shortest.h"
#include "scenario/scenario.h"

static const size_t memory_most = (size_t)1 << 30;

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
    uint32_t lanes = highest_lane(graph);
    shortest_to_ends(graph, ends, lanes);
    if (result->stop == EXPLORE_WHOLE) {
        count_schedules(graph, order, component, ends, result);
        if (graph->cyclic)
            loops_find(graph, component, lanes, result);
    }
    free(order);
    free(component);
}

static void search(struct stepper *stepper, struct ends *ends,
                   const struct explore_options *options, struct exploration *result)
{
    struct search_limits limits = {.options = options,
                                   .memory = options->memory ? options->memory : memory_most,
                                   .begin_ns = clock_now_ns()};
    struct graph graph;
    graph_init(&graph);
    stepper_begin(stepper);
    result->stop = search_all(stepper, &graph, ends, &limits);
    result->refused = stepper->refused;
    result->refused_line = stepper->refused_line;
    if (!result->refused) {
        ends_name_lanes(ends, stepper);
        tell(&graph, ends, result);
    }
    result->states = graph.count;
    result->moves = graph.edge_count;
    result->bytes = graph_bytes(&graph);
    result->took_ns = clock_now_ns() - limits.begin_ns;
    graph_release(&graph);
}

struct exploration *explore(struct scenario *scenario, enum model_id model,
                            const struct explore_options *options, struct diag_list *diags)
{
    const struct program *program = scenario_compile(scenario, model, diags);
    if (!program)
        return NULL;
    struct exploration *result = mem_alloc(sizeof *result);
    *result = (struct exploration){.model = model, .bound = -1};
    result->refused = stepper_refuses(program, model, &result->refused_line);
    if (result->refused)
        return result;
    struct ends ends;
    struct stepper stepper;
    enum stepper_says says;
    ends_init(&ends, scenario, program, model, &says);
    if (stepper_init(&stepper, program, model, says))
        search(&stepper, &ends, options, result);
    else
        result->refused = "the machine refused memory for the tasks";
    stepper_release(&stepper);
    if (ends.count)
        qsort(ends.all, (size_t)ends.count, sizeof *ends.all, compare_ends);
    result->ends = ends.all;
    result->end_count = ends.count;
    result->lanes = ends.lanes;
    result->lane_count = ends.lane_count;
    result->objects = mem_alloc(((size_t)program->object_count + 1) * sizeof *result->objects);
    for (int i = 0; i < program->object_count; i++)
        result->objects[i] = program->objects[i].name;
    result->names = ends.names;
    result->name_count = ends.name_count;
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
