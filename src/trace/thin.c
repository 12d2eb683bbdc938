#include "config.h"

#include "trace/thin.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pages.h"
#include "trace/timeline.h"

enum {
    BLOCK = 2048, /* intervals */
    EVENT_BITS = 30,
};

struct thin {
    const struct trace *trace;
    uint32_t *told; /* a state and an event each; base/pages.h */
    uint32_t room, sum_room;
    int64_t end_ns;
    uint8_t *made; /* by block */
};

/* What a loop may be in: two bits of each. SAID: what its event says, a state of its own. */
static const uint8_t states[] = {TRACE_RUNNING, TRACE_READY, TRACE_WAITING};
enum { SAID = sizeof states / sizeof *states };

struct thin *thin_new(const struct trace *trace)
{
    struct thin *thin = mem_alloc(sizeof *thin);
    thin->trace = trace;
    return thin;
}

static void told_resize(struct thin *thin, uint32_t room)
{
    size_t size = sizeof *thin->told;
    thin->told = pages_resize(thin->told, thin->room * size, room * size);
    thin->room = room;
}

void thin_free(struct thin *thin)
{
    if (!thin)
        return;
    told_resize(thin, 0);
    free(thin->made);
    free(thin);
}

int64_t thin_end_ns(const struct thin *thin)
{
    return thin->end_ns;
}

uint32_t thin_event(const struct thin *thin, uint32_t index)
{
    return thin->told[index] & ((1u << EVENT_BITS) - 1);
}

/* ---- intervals ---- */

static int64_t event_ns(const struct thin *thin, uint32_t event)
{
    int64_t t_ns = trace_at(thin->trace, event)->time_ns - trace_origin(thin->trace);
    return t_ns < 0 ? 0 : t_ns;
}

/* In a callback of a recorded program. */
static struct timeline_interval said(const struct thin *thin, uint32_t index, int64_t to_ns)
{
    const struct trace_event *event = trace_at(thin->trace, index);
    return (struct timeline_interval){.from_ns = event_ns(thin, index),
                                      .to_ns = to_ns,
                                      .line = event->line,
                                      .object = event->arg,
                                      .event = index,
                                      .core = TRACE_CORE_UNKNOWN,
                                      .state = event->detail,
                                      .reason = (uint8_t)event->reason};
}

static struct timeline_interval interval_of(const struct thin *thin, uint32_t told, int64_t to_ns)
{
    uint32_t event = told & ((1u << EVENT_BITS) - 1), number = told >> EVENT_BITS;
    if (number == SAID)
        return said(thin, event, to_ns);
    uint8_t state = states[number];
    bool lets = state == TRACE_READY;
    return (struct timeline_interval){.from_ns = event_ns(thin, event),
                                      .to_ns = to_ns,
                                      .object =
                                          lets ? trace_at(thin->trace, event)->who : TRACE_NOBODY,
                                      .event = event,
                                      .core = TRACE_CORE_UNKNOWN,
                                      .state = state};
}

static bool is_same(const struct timeline_interval *a, const struct timeline_interval *b)
{
    return a->from_ns == b->from_ns && a->to_ns == b->to_ns && a->line == b->line &&
           a->object == b->object && a->event == b->event && a->core == b->core &&
           a->state == b->state && a->reason == b->reason;
}

/* Writes the intervals [from, to) where they belong. */
static void write(const struct timeline_lane *lane, struct timeline_interval *items, uint32_t from,
                  uint32_t to)
{
    const struct thin *thin = lane->thin;
    int64_t end_ns = to < lane->count ? event_ns(thin, thin_event(thin, to)) : thin->end_ns;
    for (uint32_t i = to; i-- > from;) {
        items[i] = interval_of(thin, thin->told[i], end_ns);
        end_ns = items[i].from_ns;
    }
}

void thin_make(const struct timeline_lane *lane, uint32_t from, uint32_t to)
{
    uint32_t last = to < lane->count ? to : lane->count;
    for (uint32_t block = from / BLOCK; block * BLOCK < last; block++) {
        if (lane->thin->made[block])
            continue;
        uint32_t end = lane->count - block * BLOCK > BLOCK ? (block + 1) * BLOCK : lane->count;
        write(lane, lane->items, block * BLOCK, end);
        lane->thin->made[block] = 1;
    }
}

/* ---- while it grows ---- */

static void keep(struct timeline_lane *lane)
{
    struct thin *thin = lane->thin;
    uint32_t room = lane->count ? lane->count : 1;
    lane->items = pages_resize(NULL, 0, room * sizeof *lane->items);
    lane->room = room;
    write(lane, lane->items, 0, lane->count);
    free(lane->begins);
    free(lane->sums);
    lane->begins = NULL;
    lane->sums = NULL;
    lane->thin = NULL;
    thin_free(thin);
}

/* What the lanes that are kept get when they are sealed: nobody need look at all of it again. */
static void sums_take(struct timeline_lane *lane, int64_t from_ns)
{
    struct thin *thin = lane->thin;
    uint32_t stride = lane->count / TIMELINE_STRIDE;
    if (stride == thin->sum_room) {
        thin->sum_room = stride ? stride * 2 : 4;
        lane->sums = mem_realloc(lane->sums, thin->sum_room * sizeof *lane->sums);
        lane->begins = mem_realloc(lane->begins, thin->sum_room * sizeof *lane->begins);
    }
    lane->sums[stride] = lane->total;
    lane->begins[stride] = from_ns;
}

static int state_number(const struct timeline_lane *lane, const struct timeline_interval *interval)
{
    const struct trace_event *event = trace_at(lane->thin->trace, interval->event);
    int number = 0;
    if (event->kind == TRACE_STATE && event->who == lane->actor)
        return SAID;
    while (number < SAID && states[number] != interval->state)
        number++;
    return number < SAID ? number : -1;
}

bool thin_append(struct timeline_lane *lane, const struct timeline_interval *interval)
{
    struct thin *thin = lane->thin;
    int state = state_number(lane, interval);
    uint32_t told = (uint32_t)state << EVENT_BITS | interval->event;
    bool fits = state >= 0 && interval->event < 1u << EVENT_BITS &&
                (!lane->count || interval->from_ns == thin->end_ns);
    struct timeline_interval again;
    if (fits)
        again = interval_of(thin, told, interval->to_ns);
    if (!fits || !is_same(&again, interval)) {
        keep(lane);
        return false;
    }
    if (lane->count == thin->room)
        told_resize(thin, thin->room ? thin->room * 2 : 64);
    if (lane->count % TIMELINE_STRIDE == 0)
        sums_take(lane, interval->from_ns);
    thin->told[lane->count++] = told;
    thin->end_ns = interval->to_ns;
    return true;
}

void thin_seal(struct timeline_lane *lane)
{
    if (lane->count % TIMELINE_STRIDE == 0)
        sums_take(lane, lane->thin->end_ns);
    told_resize(lane->thin, lane->count);
    lane->items = pages_resize(NULL, 0, lane->count * sizeof *lane->items);
    lane->room = lane->count;
    lane->thin->made = mem_alloc(lane->count / BLOCK + 1);
}
