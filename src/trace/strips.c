#include "config.h"

#include "base/sort.h"
#include "trace/timeline_builder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "trace/sweep.h"

/* A stop by the kernel is shorter than this where one hardly calls it one. */
enum { GAP_NS = 10 * NS_PER_US, STOP_NS = 100 * NS_PER_US };

void strip_begin(struct strip *strip)
{
    strip->lane.kind = LANE_CONTROL;
    strip->lane.name = mem_strdup("control");
    strip->open.state = TRACE_WAITING;
    strip->open.core = TRACE_CORE_UNKNOWN;
}

static void strip_close(struct strip *strip, int64_t t_ns)
{
    strip->open.to_ns = t_ns;
    timeline_append(&strip->lane, &strip->open);
}

void strip_hold(struct strip *strip, const struct timeline_interval *open)
{
    strip_close(strip, open->from_ns);
    strip->open = *open;
    strip->left = false;
}

void strip_leave(struct strip *strip, int64_t t_ns, uint32_t event)
{
    strip->left = true;
    strip->left_ns = t_ns;
    strip->left_event = event;
}

void strip_nobody(struct strip *strip, uint8_t reason)
{
    if (!strip->left)
        return;
    struct timeline_interval nobody = {.from_ns = strip->left_ns,
                                       .event = strip->left_event,
                                       .core = TRACE_CORE_UNKNOWN,
                                       .state = TRACE_WAITING,
                                       .reason = reason};
    strip_hold(strip, &nobody);
}

void strip_end(struct strip *strip, int64_t t_ns)
{
    strip_nobody(strip, TRACE_BY_END);
    strip_close(strip, t_ns);
    strip->lane.end_ns = t_ns;
}

static bool is_gap(const struct timeline_lane *strip, uint32_t i)
{
    const struct timeline_interval *item = &strip->items[i];
    return item->object == TRACE_NOBODY && i > 0 && i + 1 < strip->count &&
           item->to_ns - item->from_ns < GAP_NS;
}

void strip_close_gaps(struct timeline_lane *strip)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < strip->count; i++) {
        struct timeline_interval *item = &strip->items[i];
        if (!is_gap(strip, i)) {
            strip->items[kept++] = *item;
            continue;
        }
        struct timeline_interval *before = &strip->items[kept - 1];
        strip->total.ns[item->state] -= item->to_ns - item->from_ns;
        strip->total.ns[before->state] += item->to_ns - item->from_ns;
        before->to_ns = item->to_ns;
    }
    strip->count = kept;
}

/* ---- strips of cores ---- */

/* A task's stay on a core, or its callback's. Control is a task's or nobody's: a loop runs while
 * its tasks do not, a thread of the pool is not the program's, and the device is outside of it. */
static bool is_stay(const struct timeline_lane *lane, uint32_t item)
{
    bool of_program = lane->kind == LANE_TASK || lane->kind == LANE_HELPER;
    return of_program && item < lane->count &&
           (lane->items[item].state == TRACE_RUNNING || lane->items[item].state == TRACE_POLLING);
}

/* Where no record names the core, a core is as good as another: they are told apart no further. */
static uint16_t core_of(const struct timeline_interval *item)
{
    return item->core == TRACE_CORE_UNKNOWN ? 0 : item->core;
}

static struct timeline_lane *strip_of_core(struct timeline_lane **strips, int *count, uint16_t core)
{
    assert(*strips || *count == 0);
    for (int i = 0; i < *count; i++)
        if ((*strips)[i].actor == core)
            return &(*strips)[i];
    *strips = mem_realloc(*strips, (size_t)(*count + 1) * sizeof **strips);
    struct timeline_lane *strip = &(*strips)[(*count)++];
    *strip = (struct timeline_lane){.kind = LANE_CONTROL, .actor = core};
    struct strbuf name = STRBUF_INIT;
    strbuf_addf(&name, "core %u", (unsigned)core);
    strip->name = strbuf_detach(&name);
    return strip;
}

static int64_t strip_reach(const struct timeline_lane *strip)
{
    return strip->count ? strip->items[strip->count - 1].to_ns : 0;
}

/* Nobody has it, from the last one on. */
static void strip_fill(struct timeline_lane *strip, int64_t until_ns)
{
    uint32_t event = strip->count ? strip->items[strip->count - 1].event : 0;
    struct timeline_interval nobody = {.from_ns = strip_reach(strip),
                                       .to_ns = until_ns,
                                       .event = event,
                                       .core = (uint16_t)strip->actor,
                                       .state = TRACE_WAITING};
    timeline_append(strip, &nobody);
}

/* When the kernel took the core away in front of that interval of a lane, or -1. */
static int64_t stopped_ns(const struct timeline_lane *lane, size_t item)
{
    const struct timeline_interval *at = &lane->items[item];
    return item && at->reason == TRACE_BY_GOT_CORE ? at[-1].from_ns : -1;
}

/* The kernel stopped it here, and nobody else came: it is there again. */
static bool goes_on(const struct timeline_interval *last, int64_t stop_ns, uint32_t actor)
{
    return last->to_ns == stop_ns && last->object == actor;
}

/* The next one comes: a short gap is closed at once. */
static void strip_bridge(struct timeline_lane *strip, const struct timeline_interval *next,
                         uint32_t actor, int64_t stop_ns)
{
    int64_t until_ns = next->from_ns;
    struct timeline_interval *last = strip->count ? &strip->items[strip->count - 1] : NULL;
    int64_t least_ns = last && goes_on(last, stop_ns, actor) ? STOP_NS : GAP_NS;
    if (!last || until_ns - last->to_ns >= least_ns) {
        strip_fill(strip, until_ns);
    } else if (until_ns > last->to_ns) {
        strip->total.ns[last->state] += until_ns - last->to_ns;
        last->to_ns = until_ns;
    }
}

/* Two tasks on one core at once are clocks that saw too little: who came later has it, then the
 * other again. */
static void strip_cut(struct timeline_lane *strip, int64_t from_ns)
{
    while (strip->count && strip->items[strip->count - 1].to_ns > from_ns) {
        struct timeline_interval *last = &strip->items[strip->count - 1];
        int64_t to_ns = last->from_ns < from_ns ? from_ns : last->from_ns;
        strip->total.ns[last->state] -= last->to_ns - to_ns;
        last->to_ns = to_ns;
        if (to_ns > last->from_ns)
            return;
        strip->count--;
    }
}

static void strip_add_stay(struct timeline_lane *strip, struct timeline_interval item,
                           uint32_t actor, int64_t stop_ns)
{
    struct timeline_interval rest = {0};
    if (strip_reach(strip) > item.to_ns)
        rest = strip->items[strip->count - 1];
    strip_cut(strip, item.from_ns);
    strip_bridge(strip, &item, actor, stop_ns);
    item.object = actor;
    timeline_append(strip, &item);
    rest.from_ns = item.to_ns;
    timeline_append(strip, &rest);
}

static int by_core(const void *left, const void *right)
{
    const struct timeline_lane *a = left, *b = right;
    return a->actor < b->actor ? -1 : a->actor > b->actor;
}

struct timeline_lane *strips_of_cores(const struct timeline_lane *lanes, int lane_count,
                                      int64_t end_ns, int *count)
{
    struct sweep stays;
    struct timeline_lane *strips = NULL;
    *count = 0;
    sweep_begin(&stays, lanes, lane_count, is_stay);
    while (sweep_next(&stays))
        for (size_t i = 0; i < stays.count; i++) {
            const struct timeline_lane *lane = &lanes[stays.moments[i].lane];
            const struct timeline_interval *item = &lane->items[stays.moments[i].item];
            strip_add_stay(strip_of_core(&strips, count, core_of(item)), *item, lane->actor,
                           stopped_ns(lane, stays.moments[i].item));
        }
    sweep_release(&stays);
    if (!strips)
        return NULL;
    for (int i = 0; i < *count; i++) {
        strip_fill(&strips[i], end_ns);
        strips[i].end_ns = end_ns;
    }
    sort_stable(strips, (size_t)*count, sizeof *strips, by_core);
    return strips;
}

/* True if control went to nobody because its last holder ended, for good: it did not wait for
 * anything after that. */
static bool is_the_end(const struct timeline_lane *strip, uint32_t i,
                       const struct timeline *timeline)
{
    if (strip->items[i].object != TRACE_NOBODY || i + 1 < strip->count || i == 0)
        return false;
    const struct timeline_lane *last = timeline_lane_of(timeline, strip->items[i - 1].object);
    struct timeline_sums after = {0};
    if (!last || !last->ended)
        return !last;
    timeline_sum(last, strip->items[i].from_ns, last->end_ns, &after);
    return after.ns[TRACE_WAITING] + after.ns[TRACE_BLOCKED] + after.ns[TRACE_LOCKED] == 0;
}

static int64_t held_ns(const struct timeline_interval *item)
{
    return item->object == TRACE_NOBODY ? -1 : item->to_ns - item->from_ns;
}

static void longest_keep(struct timeline_lane *strip, uint32_t i)
{
    uint32_t *longest = &strip->longest[i / TIMELINE_STRIDE];
    if (held_ns(&strip->items[i]) > held_ns(&strip->items[*longest]))
        *longest = i;
}

void strip_count(struct timeline_lane *strip, const struct timeline *timeline)
{
    uint32_t taken = 0;
    strip->longest = mem_alloc((strip->count / TIMELINE_STRIDE + 1) * sizeof *strip->longest);
    strip->taken = mem_alloc((strip->count / TIMELINE_STRIDE + 1) * sizeof *strip->taken);
    for (uint32_t i = 0; i < strip->count; i++) {
        bool takes = timeline_takes(strip, i);
        taken = takes ? i : taken;
        if (i % TIMELINE_STRIDE == 0) {
            strip->taken[i / TIMELINE_STRIDE] = taken;
            strip->longest[i / TIMELINE_STRIDE] = i;
        }
        longest_keep(strip, i);
        if (takes && !is_the_end(strip, i, timeline))
            strip->handoffs++;
    }
}
