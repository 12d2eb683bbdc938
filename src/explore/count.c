/* A schedule is a way through the graph from its first state to an end. So many ways lead to a
 * state as lead to all those before it together; in the order of the graph these are known. Where a
 * loop lies on a way, there are endlessly many.
 *
 * Numbers are whole ones of 128 bits as long as that is enough, 38 digits; beyond they are rounded,
 * and are told so. */
#include "config.h"

#include "explore/count.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/wide.h"

struct ways {
    struct wide *exact;
    long double *about;
    uint8_t *endless;
    bool overflows;
};

static void add_way(struct ways *ways, uint32_t from, uint32_t to)
{
    ways->endless[to] |= ways->endless[from];
    if (ways->about)
        ways->about[to] += ways->about[from];
    else if (!wide_add(&ways->exact[to], ways->exact[from]))
        ways->overflows = true;
}

/* A state of a loop: its component has others, or a move leads back to it at once. */
static void mark_loops(const struct graph *graph, const uint32_t *order, const uint32_t *component,
                       struct ways *ways)
{
    for (uint32_t i = 0; i < graph->count; i++) {
        uint32_t at = order[i];
        for (uint8_t e = 0; e < graph->edge_counts[at]; e++)
            if (component[graph->to[graph->first[at] + e]] == component[at])
                ways->endless[at] = true;
    }
}

/* States of one component stand together, so that all are marked before any is left. */
static void walk(const struct graph *graph, const uint32_t *order, const uint32_t *component,
                 struct ways *ways)
{
    if (graph->cyclic)
        mark_loops(graph, order, component, ways);
    for (uint32_t i = 0; i < graph->count; i++) {
        uint32_t at = order[i];
        for (uint8_t e = 0; e < graph->edge_counts[at]; e++) {
            uint32_t to = graph->to[graph->first[at] + e];
            if (component[to] != component[at] || ways->endless[at])
                add_way(ways, at, to);
        }
    }
}

static char *digits_of(struct wide number)
{
    char digits[40];
    int at = sizeof digits;
    do {
        digits[--at] = (char)('0' + wide_divide(&number, 10));
    } while (number.high || number.low);
    return mem_strndup(digits + at, sizeof digits - (size_t)at);
}

static char *about(long double number)
{
    struct strbuf text = STRBUF_INIT;
    strbuf_addf(&text, "about %.1Le", number);
    return strbuf_detach(&text);
}

static void add_up(const struct graph *graph, const struct ways *ways, struct ends *ends,
                   struct exploration *result)
{
    size_t count = (size_t)ends->count + 1;
    struct wide *exact = mem_alloc(count * sizeof *exact), all = {0};
    long double *rounded = mem_alloc(count * sizeof *rounded), all_rounded = 0;
    bool *endless = mem_alloc(count), any_endless = false;
    for (uint32_t i = 0; i < graph->count; i++) {
        uint32_t end = graph->first[i];
        if (graph->edge_counts[i] || end == GRAPH_NO_END)
            continue;
        endless[end] = endless[end] || ways->endless[i];
        rounded[end] += ways->about ? ways->about[i] : wide_about(ways->exact[i]);
        if (!ways->about)
            wide_add(&exact[end], ways->exact[i]);
    }
    for (int i = 0; i < ends->count; i++) {
        any_endless = any_endless || endless[i];
        wide_add(&all, exact[i]);
        all_rounded += rounded[i];
    }
    for (int i = 0; i < ends->count; i++) {
        struct explore_end *end = &ends->all[i];
        if (endless[i])
            continue;
        end->schedules = ways->about ? about(rounded[i]) : digits_of(exact[i]);
        end->share = any_endless ? -1 : (double)(rounded[i] / all_rounded);
    }
    result->about = ways->about != NULL;
    result->endless = any_endless || graph->cyclic;
    if (!result->endless)
        result->schedules = ways->about ? about(all_rounded) : digits_of(all);
    free(exact);
    free(rounded);
    free(endless);
}

void count_schedules(const struct graph *graph, const uint32_t *order, const uint32_t *component,
                     struct ends *ends, struct exploration *result)
{
    struct ways ways = {.exact = mem_alloc(graph->count * sizeof *ways.exact),
                        .endless = mem_alloc(graph->count)};
    ways.exact[0].low = 1;
    walk(graph, order, component, &ways);
    struct wide sum = {0};
    for (uint32_t i = 0; i < graph->count && !ways.overflows; i++)
        if (!graph->edge_counts[i] && !wide_add(&sum, ways.exact[i]))
            ways.overflows = true;
    if (ways.overflows) {
        free(ways.exact);
        ways.exact = NULL;
        ways.about = mem_alloc(graph->count * sizeof *ways.about);
        ways.about[0] = 1;
        memset(ways.endless, 0, graph->count);
        walk(graph, order, component, &ways);
    }
    add_up(graph, &ways, ends, result);
    free(ways.exact);
    free(ways.about);
    free(ways.endless);
}
