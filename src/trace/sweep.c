/* Where the spans begin is taken from samples, so that a span has about the same number of moments
 * wherever they are crowded. A span is sorted digit by digit, from the lowest (Knuth, The Art of
 * Computer Programming, vol. 3, 5.2.5, algorithm R). */
#include "config.h"

#include "trace/sweep.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/sort.h"

enum {
    SAMPLE_STEP = 1024,       /* intervals */
    SPAN_MOMENTS = 32 * 1024, /* what a span is to have: they stay in the cache */
    DIGIT_BITS = 11,
    DIGITS = 1 << DIGIT_BITS,
};

/* ---- spans ---- */

static int by_time(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* The time of each SAMPLE_STEP-th interval of all, in order. */
static size_t samples_take(const struct sweep *sweep, int64_t *samples)
{
    size_t count = 0, skip = SAMPLE_STEP;
    for (uint32_t lane = 0; lane < sweep->lane_count; lane++) {
        const struct timeline_lane *from = &sweep->lanes[lane];
        size_t at = skip;
        if (from->thin)
            continue;
        for (; at < from->count; at += SAMPLE_STEP)
            samples[count++] = from->items[at].from_ns;
        skip = at - from->count;
    }
    if (count)
        sort_stable(samples, count, sizeof *samples, by_time);
    return count;
}

static void bounds_find(struct sweep *sweep)
{
    size_t items = 0;
    for (uint32_t lane = 0; lane < sweep->lane_count; lane++)
        items += sweep->lanes[lane].thin ? 0 : sweep->lanes[lane].count;
    int64_t *samples = mem_alloc((items / SAMPLE_STEP + 1) * sizeof *samples);
    size_t count = samples_take(sweep, samples), step = SPAN_MOMENTS / SAMPLE_STEP;
    if (step < sweep->lane_count / SAMPLE_STEP) /* each span looks at each lane */
        step = sweep->lane_count / SAMPLE_STEP;
    for (size_t i = step; i < count; i += step)
        samples[sweep->bound_count++] = samples[i];
    sweep->bounds = samples;
}

void sweep_begin(struct sweep *sweep, const struct timeline_lane *lanes, int lane_count,
                 sweep_pick_fn *pick)
{
    *sweep = (struct sweep){.lanes = lanes, .lane_count = (uint32_t)lane_count, .pick = pick};
    sweep->next = mem_alloc((size_t)lane_count * sizeof *sweep->next);
    bounds_find(sweep);
}

/* ---- order ---- */

static void sort_digit(const struct sweep_moment *from, struct sweep_moment *to, size_t count,
                       int64_t least_ns, unsigned shift)
{
    size_t places[DIGITS] = {0}, sum = 0;
    for (size_t i = 0; i < count; i++)
        places[(uint64_t)(from[i].time_ns - least_ns) >> shift & (DIGITS - 1)]++;
    for (int digit = 0; digit < DIGITS; digit++) {
        size_t here = places[digit];
        places[digit] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++)
        to[places[(uint64_t)(from[i].time_ns - least_ns) >> shift & (DIGITS - 1)]++] = from[i];
}

static void span_sort(struct sweep *sweep)
{
    int64_t least = INT64_MAX, most = INT64_MIN;
    bool sorted = true;
    for (size_t i = 0; i < sweep->count; i++) {
        int64_t t = sweep->moments[i].time_ns;
        sorted &= !i || t >= sweep->moments[i - 1].time_ns;
        least = t < least ? t : least;
        most = t > most ? t : most;
    }
    if (sorted)
        return;
    if (sweep->spare_room < sweep->room) {
        sweep->spare_room = sweep->room;
        sweep->spare = mem_realloc(sweep->spare, sweep->spare_room * sizeof *sweep->spare);
    }
    for (unsigned shift = 0; shift < 64 && (uint64_t)(most - least) >> shift; shift += DIGIT_BITS) {
        struct sweep_moment *swap = sweep->spare;
        size_t room = sweep->spare_room;
        sort_digit(sweep->moments, sweep->spare, sweep->count, least, shift);
        sweep->spare = sweep->moments;
        sweep->spare_room = sweep->room;
        sweep->moments = swap;
        sweep->room = room;
    }
}

/* ---- going on ---- */

/* Takes what begins before `until_ns`. */
static void lane_take(struct sweep *sweep, uint32_t number, int64_t until_ns)
{
    const struct timeline_lane *lane = &sweep->lanes[number];
    uint32_t item = sweep->next[number];
    for (; item <= lane->count && !lane->thin; item++) {
        int64_t t = item < lane->count ? lane->items[item].from_ns : lane->end_ns;
        if (t >= until_ns && !sweep->ended)
            break;
        if (!sweep->pick(lane, item))
            continue;
        MEM_GROW(sweep->moments, sweep->count, sweep->room);
        sweep->moments[sweep->count++] = (struct sweep_moment){t, number, item};
    }
    sweep->next[number] = item;
}

bool sweep_next(struct sweep *sweep)
{
    if (sweep->ended)
        return false;
    sweep->count = 0;
    sweep->ended = sweep->bound == sweep->bound_count;
    int64_t until = sweep->ended ? INT64_MAX : sweep->bounds[sweep->bound++];
    for (uint32_t lane = 0; lane < sweep->lane_count; lane++)
        lane_take(sweep, lane, until);
    span_sort(sweep);
    return true;
}

void sweep_release(struct sweep *sweep)
{
    free(sweep->moments);
    free(sweep->spare);
    free(sweep->next);
    free(sweep->bounds);
}
