/* Down from state to state, by the first who can move; from one that was there before, or an end,
 * back to the state above, and on with the next who can.
 *
 * To go back, a copy is restored. A way down may be long, and copies of all its states too many:
 * far up only one in SPARSE is kept, and the moves from there are made again.
 *
 *     copies    |      |      |      | | | | | | |▸ here
 *               every 64th           the last 64
 *
 * With a bound on preemptions a state is also who moved last, and how many there were. */
#include "config.h"

#include "explore/search.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "explore/digest.h"
#include "explore/state.h"

enum { LOOK_EVERY = 4096, SPARSE = 64 };

/* A state on the way down. Who can move there, and where those who did came to, are on two stacks
 * that all levels share. */
struct level {
    uint32_t state;
    uint32_t base;
    uint8_t count, next;
    uint8_t last; /* who came here … */
    bool goes_on; /* … and could go on */
    int used;     /* preemptions */
    struct state_copy *copy;
};

struct search {
    struct stepper *stepper;
    struct graph *graph;
    struct ends *ends;
    const struct search_limits *limits;
    struct level *levels;
    size_t depth, room;
    struct state_copy **spare; /* copies that are free */
    size_t spare_count, spare_room;
    uint8_t *who;
    uint32_t *to;
    uint32_t stacked, who_room, to_room;
    size_t copied; /* bytes of copies */
    uint64_t moves;
};

/* ---- copies ---- */

static void keep_copy(struct search *search, struct level *level)
{
    if (level->copy || level->next >= level->count)
        return;
    level->copy =
        search->spare_count ? search->spare[--search->spare_count] : mem_alloc(sizeof *level->copy);
    size_t room = level->copy->room;
    state_save(search->stepper, level->copy);
    search->copied += level->copy->room - room;
}

static void drop_copy(struct search *search, struct level *level)
{
    if (!level->copy)
        return;
    MEM_GROW(search->spare, search->spare_count, search->spare_room);
    search->spare[search->spare_count++] = level->copy;
    level->copy = NULL;
}

/* The first state's is always there. */
static bool is_kept(size_t depth)
{
    return depth % SPARSE == 0;
}

/* The copy that is now too far up. */
static void thin_out(struct search *search)
{
    size_t depth = search->depth - 1;
    if (depth >= SPARSE && !is_kept(depth - SPARSE))
        drop_copy(search, &search->levels[depth - SPARSE]);
}

static void free_copies(struct search *search)
{
    while (search->spare_count > 0) {
        struct state_copy *copy = search->spare[--search->spare_count];
        state_release(copy);
        free(copy);
    }
    free(search->spare);
}

/* The stepper is in the state of the topmost level again. */
static void come_back(struct search *search)
{
    size_t top = search->depth - 1, at = top;
    while (!search->levels[at].copy)
        at--;
    state_restore(search->stepper, search->levels[at].copy);
    for (; at < top; at++) {
        const struct level *level = &search->levels[at];
        stepper_move(search->stepper, search->who[level->base + level->next - 1]);
        keep_copy(search, &search->levels[at + 1]);
    }
}

/* ---- levels ---- */

static struct level *push_level(struct search *search)
{
    MEM_GROW(search->levels, search->depth, search->room);
    struct level *level = &search->levels[search->depth++];
    *level = (struct level){0};
    return level;
}

static void stack_lane(struct search *search, uint32_t id)
{
    MEM_GROW(search->who, search->stacked, search->who_room);
    MEM_GROW(search->to, search->stacked, search->to_room);
    search->who[search->stacked++] = (uint8_t)id;
}

/* The lane is of a buffer, or of a limit: nobody is preempted for it. */
static bool is_seen(const struct search *search, uint32_t lane)
{
    return stepper_is_beside(search->stepper, lane);
}

/* Those who can move there; with no preemptions left only who can go on. */
static void stack_lanes(struct search *search, struct level *level)
{
    struct stepper *stepper = search->stepper;
    level->goes_on = level->last && stepper_can_move(stepper, level->last);
    bool alone =
        search->limits->bound >= 0 && level->goes_on && level->used == search->limits->bound;
    for (uint32_t id = 1; id <= stepper_lanes(stepper); id++)
        if ((!alone || id == level->last || is_seen(search, id)) && stepper_can_move(stepper, id))
            stack_lane(search, id);
}

/* The stepper is in a state that is new: who came there, with how many preemptions. */
static void enter(struct search *search, uint32_t state, uint8_t last, int used)
{
    struct stepper *stepper = search->stepper;
    uint32_t base = search->stacked;
    struct level *level = push_level(search);
    level->state = state;
    level->base = base;
    level->last = last;
    level->used = used;
    if (!stepper_is_over(stepper))
        stack_lanes(search, level);
    level->count = (uint8_t)(search->stacked - base);
    if (level->count == 0) {
        search->depth--;
        if (!stepper->refused)
            graph_close_end(search->graph, state, ends_add(search->ends, stepper));
        return;
    }
    if (level->count > 1 || search->depth == 1)
        keep_copy(search, level);
    thin_out(search);
}

/* Where it is stopped in the middle, it still counts who could have moved: to hand over from one is
 * a preemption. */
static void leave(struct search *search)
{
    struct level *level = &search->levels[--search->depth];
    for (uint8_t i = level->next; i < level->count; i++)
        search->to[level->base + i] = graph_unmade(search->graph);
    graph_close(search->graph, level->state, search->to + level->base, search->who + level->base,
                level->count);
    search->stacked = level->base;
    drop_copy(search, level);
}

static struct stepper_digest digest_here(const struct search *search, uint8_t last, int used)
{
    struct stepper_digest digest = digest_of_state(search->stepper);
    if (search->limits->bound >= 0)
        digest_add(&digest, (uint64_t)used << 8 | last);
    return digest;
}

static void make_move(struct search *search)
{
    if (search->levels[search->depth - 1].next > 0)
        come_back(search);
    struct level *level = &search->levels[search->depth - 1];
    uint32_t at = level->base + level->next++;
    uint8_t who = search->who[at];
    bool seen = is_seen(search, who);
    int used = level->used + (!seen && level->goes_on && who != level->last);
    uint8_t last = seen ? level->last : who;
    bool found;
    stepper_move(search->stepper, who);
    search->moves++;
    uint32_t state = graph_find(search->graph, digest_here(search, last, used), &found);
    search->to[at] = state;
    if (!found)
        enter(search, state, last, used);
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
    if (limits->until_ns && clock_now_ns() > limits->until_ns)
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
    enter(&search, graph_find(graph, digest_here(&search, 0, 0), &found), 0, 0);
    while (search.depth > 0 && !stepper->refused && stop == EXPLORE_WHOLE) {
        struct level *level = &search.levels[search.depth - 1];
        if (level->next < level->count)
            make_move(&search);
        else
            leave(&search);
        if (search.moves % LOOK_EVERY == 0)
            stop = look(&search);
    }
    while (search.depth > 0)
        leave(&search);
    free_copies(&search);
    free(search.levels);
    free(search.who);
    free(search.to);
    return stop;
}
