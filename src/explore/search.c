/* Down from state to state, by the first who can move; from one that was there before, or an end,
 * back to the state above, whose copy is restored, and on with the next who can. */
#include "config.h"

#include "explore/search.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "explore/digest.h"
#include "explore/state.h"

enum { LOOK_EVERY = 4096 };

/* A state on the way down. Who can move there, and where those who did came to, are on two stacks
 * that all levels share. */
struct level {
    uint32_t state;
    uint32_t base;
    uint8_t count, next;
    struct state_copy copy;
};

struct search {
    struct stepper *stepper;
    struct graph *graph;
    struct ends *ends;
    const struct search_limits *limits;
    struct level *levels;
    size_t depth, used, room; /* used: those that have memory for a copy */
    uint8_t *who;
    uint32_t *to;
    uint32_t stacked, who_room, to_room;
    size_t copied; /* bytes of copies */
    uint64_t moves;
};

/* ---- levels ---- */

static struct level *push_level(struct search *search)
{
    if (search->depth == search->room) {
        size_t room = search->room ? search->room * 2 : 64;
        search->levels = mem_realloc(search->levels, room * sizeof *search->levels);
        search->room = room;
    }
    struct level *level = &search->levels[search->depth];
    if (search->depth++ == search->used) {
        *level = (struct level){0};
        search->used++;
    }
    return level;
}

static void stack_lane(struct search *search, uint32_t id)
{
    MEM_GROW(search->who, search->stacked, search->who_room);
    MEM_GROW(search->to, search->stacked, search->to_room);
    search->who[search->stacked++] = (uint8_t)id;
}

/* The stepper is in a state that is new. */
static void enter(struct search *search, uint32_t state)
{
    struct stepper *stepper = search->stepper;
    uint32_t base = search->stacked;
    for (uint32_t id = 1; id <= stepper_tasks(stepper) && !stepper_is_over(stepper); id++)
        if (stepper_can_move(stepper, id))
            stack_lane(search, id);
    if (search->stacked == base) {
        if (!stepper->refused)
            graph_close_end(search->graph, state, ends_add(search->ends, stepper));
        return;
    }
    struct level *level = push_level(search);
    level->state = state;
    level->base = base;
    level->count = (uint8_t)(search->stacked - base);
    level->next = 0;
    if (level->count == 1)
        return;
    size_t room = level->copy.room;
    state_save(stepper, &level->copy);
    search->copied += level->copy.room - room;
}

static void leave(struct search *search)
{
    struct level *level = &search->levels[--search->depth];
    if (level->next > 0)
        graph_close(search->graph, level->state, search->to + level->base,
                    search->who + level->base, level->next);
    else
        graph_close_end(search->graph, level->state, GRAPH_NO_END);
    search->stacked = level->base;
}

static void make_move(struct search *search, struct level *level)
{
    struct stepper *stepper = search->stepper;
    uint32_t at = level->base + level->next;
    bool found;
    if (level->next > 0)
        state_restore(stepper, &level->copy);
    stepper_move(stepper, search->who[at]);
    search->moves++;
    uint32_t state = graph_find(search->graph, digest_of_state(stepper), &found);
    search->to[at] = state;
    level->next++;
    if (!found)
        enter(search, state);
    else if (search->graph->edge_counts[state] == GRAPH_OPEN)
        search->graph->cyclic = true;
}

/* ---- how far ---- */

static enum explore_stop look(const struct search *search)
{
    const struct search_limits *limits = search->limits;
    const struct explore_options *options = limits->options;
    if (graph_bytes(search->graph) + search->copied > limits->memory)
        return EXPLORE_MEMORY;
    if (options->within_ns && clock_now_ns() - limits->begin_ns > options->within_ns)
        return EXPLORE_TIME;
    if (options->goes_on && !options->goes_on(options->arg, search->graph->count, search->moves))
        return EXPLORE_STOPPED;
    return EXPLORE_WHOLE;
}

enum explore_stop search_all(struct stepper *stepper, struct graph *graph, struct ends *ends,
                             const struct search_limits *limits)
{
    struct search search = {.stepper = stepper, .graph = graph, .ends = ends, .limits = limits};
    enum explore_stop stop = EXPLORE_WHOLE;
    bool found;
    enter(&search, graph_find(graph, digest_of_state(stepper), &found));
    while (search.depth > 0 && !stepper->refused && stop == EXPLORE_WHOLE) {
        struct level *level = &search.levels[search.depth - 1];
        if (level->next < level->count)
            make_move(&search, level);
        else
            leave(&search);
        if (search.moves % LOOK_EVERY == 0)
            stop = look(&search);
    }
    while (search.depth > 0)
        leave(&search);
    for (size_t i = 0; i < search.used; i++)
        state_release(&search.levels[i].copy);
    free(search.levels);
    free(search.who);
    free(search.to);
    return stop;
}
