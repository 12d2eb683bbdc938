#include "config.h"

#include "explore/loops.h"

#include <stdlib.h>

#include "base/mem.h"
#include "explore/shortest.h"

struct loops {
    const struct graph *graph;
    const uint32_t *component;
    uint8_t *kinds; /* by component: LOOP, LEFT */
    uint32_t count;
};

enum { LOOP = 1, LEFT = 2 };

static void look(struct loops *loops)
{
    const struct graph *graph = loops->graph;
    for (uint32_t at = 0; at < graph->count; at++) {
        uint32_t mine = loops->component[at];
        for (uint8_t e = 0; e < graph->edge_counts[at]; e++) {
            uint32_t to = graph->to[graph->first[at] + e];
            loops->kinds[mine] |= loops->component[to] == mine ? LOOP : LEFT;
        }
    }
}

/* ---- a livelock ---- */

/* Round from the state back to it, inside its component: by the shortest way. */
static void go_round(const struct loops *loops, uint32_t start, struct schedule *loop)
{
    const struct graph *graph = loops->graph;
    uint32_t *queue = mem_alloc(graph->count * sizeof *queue), head = 0, tail = 0;
    uint32_t *before = mem_alloc(graph->count * sizeof *before); /* + 1 */
    uint8_t *who = mem_alloc(graph->count);
    uint32_t last = UINT32_MAX, last_who = 0;
    queue[tail++] = start;
    while (head < tail && last == UINT32_MAX) {
        uint32_t at = queue[head++];
        for (uint8_t e = 0; e < graph->edge_counts[at] && last == UINT32_MAX; e++) {
            uint32_t to = graph->to[graph->first[at] + e];
            uint8_t mover = graph->who[graph->first[at] + e];
            if (to == start) {
                last = at;
                last_who = mover;
            } else if (loops->component[to] == loops->component[start] && !before[to]) {
                before[to] = at + 1;
                who[to] = mover;
                queue[tail++] = to;
            }
        }
    }
    uint32_t *moves = mem_alloc((graph->count + 1) * sizeof *moves), count = 0;
    moves[count++] = last_who;
    for (uint32_t at = last; at != start; at = before[at] - 1)
        moves[count++] = who[at];
    while (count > 0)
        schedule_add(loop, moves[--count], 1);
    free(moves);
    free(queue);
    free(before);
    free(who);
}

static bool find_livelock(const struct loops *loops, uint32_t lanes, struct exploration *result)
{
    for (uint32_t at = 0; at < loops->graph->count; at++) {
        if (loops->kinds[loops->component[at]] != LOOP)
            continue;
        result->livelock = mem_alloc(sizeof *result->livelock);
        shortest_to(loops->graph, at, lanes, &result->livelock->schedule);
        go_round(loops, at, &result->livelock->loop);
        return true;
    }
    return false;
}

/* ---- who is kept from going on ---- */

/* The one whose moves alone lead out of all loops, and who never moves in one; 0: there is none. */
static uint32_t find_starved(const struct loops *loops)
{
    const struct graph *graph = loops->graph;
    uint8_t moves_in[STEPPER_TASKS + 1] = {0};
    uint32_t out = 0;
    bool alone = true;
    for (uint32_t at = 0; at < graph->count; at++) {
        uint32_t mine = loops->component[at];
        if (!(loops->kinds[mine] & LOOP))
            continue;
        for (uint8_t e = 0; e < graph->edge_counts[at]; e++) {
            uint8_t who = graph->who[graph->first[at] + e];
            if (loops->component[graph->to[graph->first[at] + e]] == mine)
                moves_in[who] = 1;
            else if (out && out != who)
                alone = false;
            else
                out = who;
        }
    }
    return alone && out && !moves_in[out] ? out : 0;
}

void loops_find(const struct graph *graph, const uint32_t *component, uint32_t lanes,
                struct exploration *result)
{
    struct loops loops = {.graph = graph, .component = component};
    loops.kinds = mem_alloc(graph->count);
    look(&loops);
    if (!find_livelock(&loops, lanes, result))
        result->starved = find_starved(&loops);
    free(loops.kinds);
}
