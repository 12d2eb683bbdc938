/* What a way has cost depends on who moved last, so a place is a state and who came there. To go on
 * with that one costs nothing; to hand over is a hand-off, and a preemption, too, if he could have
 * moved on. Places are taken by cost: all with no preemption before those with one, and among
 * these by hand-offs, in buckets. */
#include "config.h"

#include "explore/shortest.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct bucket {
    uint32_t *places;
    size_t count, room;
};

/* Those of as many preemptions, by hand-offs. */
struct layer {
    struct bucket *buckets;
    size_t count, room;
};

struct shortest {
    const struct graph *graph;
    uint32_t lanes;
    /* by place, state * (lanes + 1) + lane: from where, + 1; 0: not reached yet */
    uint32_t *before;
    struct layer now, next;
    int preemptions;
};

/* A place to come to, and from where: pushed as a pair. */
static void push(struct layer *layer, size_t handoffs, size_t place, size_t before)
{
    while (layer->count <= handoffs) {
        MEM_GROW(layer->buckets, layer->count, layer->room);
        layer->buckets[layer->count++] = (struct bucket){0};
    }
    struct bucket *bucket = &layer->buckets[handoffs];
    MEM_GROW(bucket->places, bucket->count + 1, bucket->room);
    bucket->places[bucket->count++] = (uint32_t)place;
    bucket->places[bucket->count++] = (uint32_t)before;
}

static void release_layer(struct layer *layer)
{
    for (size_t i = 0; i < layer->count; i++)
        free(layer->buckets[i].places);
    free(layer->buckets);
    *layer = (struct layer){0};
}

static bool can_go_on(const struct graph *graph, uint32_t state, uint32_t lane)
{
    for (uint8_t e = 0; e < graph->edge_counts[state]; e++)
        if (graph->who[graph->first[state] + e] == lane)
            return true;
    return false;
}

static void spread(struct shortest *it, size_t place, size_t handoffs)
{
    const struct graph *graph = it->graph;
    uint32_t state = (uint32_t)(place / (it->lanes + 1)),
             lane = (uint32_t)(place % (it->lanes + 1));
    bool preempts = lane && can_go_on(graph, state, lane);
    for (uint8_t e = 0; e < graph->edge_counts[state]; e++) {
        uint32_t who = graph->who[graph->first[state] + e];
        bool seen = graph->seen_from && who > graph->seen_from;
        uint32_t last = seen ? lane : who;
        size_t to = (size_t)graph->to[graph->first[state] + e] * (it->lanes + 1) + last;
        if (it->before[to])
            continue;
        bool hands = lane && last != lane;
        push(hands && preempts ? &it->next : &it->now, handoffs + hands, to, place + 1);
    }
}

/* Called for each place, the cheapest first; false: enough. */
typedef bool reach_fn(void *arg, const struct shortest *it, uint32_t state, size_t place,
                      size_t handoffs);

static bool walk_layer(struct shortest *it, reach_fn *reach, void *arg)
{
    for (size_t h = 0; h < it->now.count; h++) {
        for (size_t i = 0; i < it->now.buckets[h].count; i += 2) {
            size_t place = it->now.buckets[h].places[i];
            if (it->before[place])
                continue;
            it->before[place] = it->now.buckets[h].places[i + 1];
            if (!reach(arg, it, (uint32_t)(place / (it->lanes + 1)), place, h))
                return false;
            spread(it, place, h);
        }
        free(it->now.buckets[h].places);
        it->now.buckets[h] = (struct bucket){0};
    }
    return true;
}

static void walk(const struct graph *graph, uint32_t lanes, reach_fn *reach, void *arg)
{
    struct shortest it = {.graph = graph, .lanes = lanes};
    if ((uint64_t)graph->count * (lanes + 1) >= UINT32_MAX)
        return;
    it.before = mem_alloc((size_t)graph->count * (lanes + 1) * sizeof *it.before);
    push(&it.now, 0, 0, 1);
    for (bool more = true; more && it.now.count; it.preemptions++) {
        more = walk_layer(&it, reach, arg);
        release_layer(&it.now);
        it.now = it.next;
        it.next = (struct layer){0};
    }
    release_layer(&it.now);
    free(it.before);
}

/* Who made the move from the one place to the other: whose place it is, or his buffer. */
static uint32_t mover(const struct shortest *it, size_t from, size_t to)
{
    const struct graph *graph = it->graph;
    uint32_t state = (uint32_t)(from / (it->lanes + 1)), next = (uint32_t)(to / (it->lanes + 1));
    uint32_t lane = (uint32_t)(to % (it->lanes + 1)), found = 0;
    for (uint8_t e = 0; e < graph->edge_counts[state]; e++) {
        uint32_t who = graph->who[graph->first[state] + e];
        if (graph->to[graph->first[state] + e] != next)
            continue;
        if (who == lane)
            return lane;
        if (graph->seen_from && who > graph->seen_from)
            found = who;
    }
    return found;
}

/* Who made the moves, from the last back to the first. */
static void trace_back(const struct shortest *it, size_t place, struct schedule *schedule)
{
    uint32_t *lanes = NULL;
    size_t count = 0, room = 0;
    while (place != 0) {
        size_t from = it->before[place] - 1;
        MEM_GROW(lanes, count, room);
        lanes[count++] = mover(it, from, place);
        place = from;
    }
    schedule_release(schedule);
    while (count > 0)
        schedule_add(schedule, lanes[--count], 1);
    free(lanes);
}

/* ---- to each end ---- */

struct to_ends {
    struct ends *ends;
    bool *reached;
    int left;
};

/* A search before that was stopped may have found a shorter way than this one. */
static bool is_longer(const struct explore_end *end, int preemptions, int handoffs)
{
    bool more = preemptions > end->preemptions;
    bool same = preemptions == end->preemptions && handoffs >= end->handoffs;
    return end->schedule.moves && (more || same);
}

static bool reach_end(void *arg, const struct shortest *it, uint32_t state, size_t place,
                      size_t handoffs)
{
    struct to_ends *to = arg;
    uint32_t end = it->graph->first[state];
    if (it->graph->edge_counts[state] || end == GRAPH_NO_END || to->reached[end])
        return true;
    to->reached[end] = true;
    to->left--;
    struct explore_end *best = &to->ends->all[end];
    if (is_longer(best, it->preemptions, (int)handoffs))
        return to->left > 0;
    best->preemptions = it->preemptions;
    best->handoffs = (int)handoffs;
    trace_back(it, place, &best->schedule);
    return to->left > 0;
}

void shortest_to_ends(const struct graph *graph, struct ends *ends, uint32_t lanes)
{
    struct to_ends to = {ends, mem_alloc((size_t)ends->count + 1), ends->count};
    if (ends->count)
        walk(graph, lanes, reach_end, &to);
    free(to.reached);
}

/* ---- to one state ---- */

struct to_state {
    uint32_t state;
    struct schedule *schedule;
    bool reached;
};

static bool reach_state(void *arg, const struct shortest *it, uint32_t state, size_t place,
                        size_t handoffs)
{
    struct to_state *to = arg;
    if (state != to->state)
        return true;
    to->reached = true;
    trace_back(it, place, to->schedule);
    return false;
}

bool shortest_to(const struct graph *graph, uint32_t state, uint32_t lanes,
                 struct schedule *schedule)
{
    struct to_state to = {.state = state, .schedule = schedule};
    walk(graph, lanes, reach_state, &to);
    return to.reached;
}
