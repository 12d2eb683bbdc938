#include "config.h"

#include "explore/graph.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { TABLE_FIRST = 1 << 12 };

void graph_init(struct graph *graph)
{
    *graph = (struct graph){.table_size = TABLE_FIRST};
    graph->table = mem_alloc(TABLE_FIRST * sizeof *graph->table);
}

void graph_release(struct graph *graph)
{
    free(graph->digests);
    free(graph->first);
    free(graph->edge_counts);
    free(graph->table);
    free(graph->to);
    free(graph->who);
    *graph = (struct graph){0};
}

static void grow_table(struct graph *graph)
{
    uint32_t size = graph->table_size * 2;
    free(graph->table);
    graph->table = mem_alloc(size * sizeof *graph->table);
    graph->table_size = size;
    for (uint32_t i = 0; i < graph->count; i++) {
        uint32_t at = (uint32_t)graph->digests[i].a & (size - 1);
        while (graph->table[at])
            at = (at + 1) & (size - 1);
        graph->table[at] = i + 1;
    }
}

static uint32_t add_state(struct graph *graph, struct stepper_digest digest)
{
    if (graph->count == graph->room) {
        graph->room = graph->room ? graph->room + graph->room / 2 : 1024;
        graph->digests = mem_realloc(graph->digests, graph->room * sizeof *graph->digests);
        graph->first = mem_realloc(graph->first, graph->room * sizeof *graph->first);
        graph->edge_counts = mem_realloc(graph->edge_counts, graph->room);
    }
    graph->digests[graph->count] = digest;
    graph->first[graph->count] = 0;
    graph->edge_counts[graph->count] = GRAPH_OPEN;
    return graph->count++;
}

uint32_t graph_find(struct graph *graph, struct stepper_digest digest, bool *found)
{
    uint32_t mask = graph->table_size - 1, at = (uint32_t)digest.a & mask, number;
    while ((number = graph->table[at])) {
        const struct stepper_digest *other = &graph->digests[number - 1];
        if (other->a == digest.a && other->b == digest.b) {
            *found = true;
            return number - 1;
        }
        at = (at + 1) & mask;
    }
    *found = false;
    number = add_state(graph, digest);
    graph->table[at] = number + 1;
    if (graph->count > graph->table_size / 3 * 2)
        grow_table(graph);
    return number;
}

void graph_close(struct graph *graph, uint32_t state, const uint32_t *to, const uint8_t *who,
                 int count)
{
    if (graph->edge_count + (uint32_t)count > graph->edge_room) {
        graph->edge_room = graph->edge_room ? graph->edge_room + graph->edge_room / 2 : 4096;
        graph->to = mem_realloc(graph->to, graph->edge_room * sizeof *graph->to);
        graph->who = mem_realloc(graph->who, graph->edge_room);
    }
    graph->first[state] = graph->edge_count;
    graph->edge_counts[state] = (uint8_t)count;
    memcpy(graph->to + graph->edge_count, to, (size_t)count * sizeof *to);
    memcpy(graph->who + graph->edge_count, who, (size_t)count);
    graph->edge_count += (uint32_t)count;
}

void graph_close_end(struct graph *graph, uint32_t state, uint32_t end)
{
    graph->first[state] = end;
    graph->edge_counts[state] = 0;
}

uint32_t graph_unmade(struct graph *graph)
{
    static const struct stepper_digest none = {UINT64_MAX, UINT64_MAX};
    bool found;
    uint32_t state = graph_find(graph, none, &found);
    if (!found)
        graph_close_end(graph, state, GRAPH_NO_END);
    graph->unmade++;
    return state;
}

size_t graph_bytes(const struct graph *graph)
{
    size_t a_state = sizeof *graph->digests + sizeof *graph->first + sizeof *graph->edge_counts;
    return graph->count * a_state + graph->table_size * sizeof *graph->table +
           graph->edge_count * (sizeof *graph->to + sizeof *graph->who);
}

/* ---- the order ---- */

/* Tarjan's, with a stack of its own instead of calls. */
struct walk {
    const struct graph *graph;
    uint32_t *low; /* 0: not visited yet */
    uint32_t *component;
    uint32_t *order, *stack;
    uint32_t visited, placed, stacked, components;
};

struct step {
    uint32_t state, edge;
};

static void place_component(struct walk *walk, uint32_t state)
{
    uint32_t at;
    do {
        at = walk->stack[--walk->stacked];
        walk->low[at] = UINT32_MAX;
        walk->component[at] = walk->components;
        walk->order[walk->placed++] = at;
    } while (at != state);
    walk->components++;
}

static void walk_from_first(struct walk *walk)
{
    const struct graph *graph = walk->graph;
    struct step *steps = NULL;
    uint32_t *numbers = mem_alloc(graph->count * sizeof *numbers);
    size_t count = 0, room = 0;
    MEM_GROW(steps, count, room);
    steps[count++] = (struct step){0};
    numbers[0] = walk->low[0] = ++walk->visited;
    walk->stack[walk->stacked++] = 0;
    while (count > 0) {
        struct step *top = &steps[count - 1];
        uint32_t state = top->state;
        if (top->edge < graph->edge_counts[state]) {
            uint32_t to = graph->to[graph->first[state] + top->edge++];
            if (!walk->low[to]) {
                numbers[to] = walk->low[to] = ++walk->visited;
                walk->stack[walk->stacked++] = to;
                MEM_GROW(steps, count, room);
                steps[count++] = (struct step){to, 0};
            } else if (walk->low[to] < walk->low[state]) {
                walk->low[state] = walk->low[to];
            }
            continue;
        }
        count--;
        uint32_t low = walk->low[state];
        if (low == numbers[state])
            place_component(walk, state);
        else if (low < walk->low[steps[count - 1].state])
            walk->low[steps[count - 1].state] = low;
    }
    free(steps);
    free(numbers);
}

uint32_t *graph_order(const struct graph *graph, uint32_t **component)
{
    struct walk walk = {.graph = graph};
    size_t bytes = graph->count * sizeof(uint32_t);
    walk.low = mem_alloc(bytes);
    walk.component = mem_alloc(bytes);
    walk.order = mem_alloc(bytes);
    walk.stack = mem_alloc(bytes);
    walk_from_first(&walk);
    for (uint32_t i = 0; i < graph->count / 2; i++) {
        uint32_t other = walk.order[graph->count - 1 - i];
        walk.order[graph->count - 1 - i] = walk.order[i];
        walk.order[i] = other;
    }
    free(walk.low);
    free(walk.stack);
    *component = walk.component;
    return walk.order;
}
