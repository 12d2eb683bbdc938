#include "config.h"

#include "trace/known.h"

#include "trace/traits.h"

/* When somebody was on a core first. Intervals of nobody do not follow one another. */
static int64_t strip_known_ns(const struct timeline *timeline, const struct timeline_lane *strip)
{
    const struct timeline_interval *item = strip->items;
    if (!timeline_on_cores(timeline))
        return 0;
    if (strip->count && item->object == TRACE_NOBODY)
        item = strip->count > 1 ? item + 1 : NULL;
    return strip->count && item ? item->from_ns : INT64_MAX;
}

/* When it slept first: by the sums, however long it did not. */
static int64_t first_sleep_ns(const struct timeline_lane *loop)
{
    uint32_t low = 0, high = loop->count ? (loop->count - 1) / TIMELINE_STRIDE : 0;
    while (low < high) { /* the first stride that has it, or the last one */
        uint32_t middle = low + (high - low) / 2;
        if (loop->sums[middle + 1].ns[TRACE_WAITING] > 0)
            high = middle;
        else
            low = middle + 1;
    }
    for (uint32_t i = low * TIMELINE_STRIDE; i < loop->count; i++)
        if (timeline_item(loop, i)->state == TRACE_WAITING)
            return timeline_item(loop, i)->from_ns;
    return INT64_MAX;
}

/* Whether it has said so before the run began. */
static bool is_announced(const struct trace *trace, uint32_t loop)
{
    for (size_t i = 0, count = trace_count(trace); i < count; i++) {
        const struct trace_event *event = trace_at(trace, i);
        if (event->time_ns > trace_origin(trace))
            return false;
        if (event->kind == TRACE_THREAD && event->who == loop)
            return true;
    }
    return false;
}

/* One that was not announced has a lane if it ever sleeps; or, alone, if anybody asks. */
static int64_t loop_known_ns(const struct timeline *timeline, const struct timeline_lane *loop)
{
    const struct trace *trace = timeline->trace;
    int64_t known_ns = first_sleep_ns(loop);
    if (!trace_has_trait(trace, TRAIT_LOOP_TELLS))
        return known_ns;
    if (is_announced(trace, loop->actor))
        return 0;
    if (trace_worker_count(trace) <= 1 && timeline->request_count &&
        timeline->requests[0].asked_ns < known_ns)
        known_ns = timeline->requests[0].asked_ns;
    return known_ns;
}

int64_t timeline_known_ns(const struct timeline *timeline, const struct timeline_lane *lane)
{
    switch (lane->kind) {
    case LANE_CONTROL:
        return strip_known_ns(timeline, lane);
    case LANE_LOOP:
        return loop_known_ns(timeline, lane);
    case LANE_DEVICE:
        return timeline->request_count ? timeline->requests[0].asked_ns : lane->start_ns;
    default:
        return lane->start_ns;
    }
}
