#include "config.h"

#include "trace/gil.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/sort.h"
#include "trace/recording.h"

struct ask {
    int64_t after_ns;
    uint32_t process;
};

struct counting {
    const struct timeline *timeline;
    struct gil_numbers *numbers;
    uint32_t count;
    struct ask *asks;
    int ask_count, ask_room;
};

static struct gil_numbers *numbers_of(struct counting *counting, uint32_t who)
{
    const struct timeline_lane *lane = timeline_lane_of(counting->timeline, who);
    return lane && lane->worker < counting->count ? &counting->numbers[lane->worker] : NULL;
}

static bool wants(const struct timeline_interval *item)
{
    return item->state == TRACE_READY &&
           (item->reason == TRACE_BY_GIL || item->reason == TRACE_BY_GIL_DROPPED);
}

/* Since when it waited for it, or -1. */
static int64_t wanted_since(const struct timeline *timeline, uint32_t who, int64_t t_ns)
{
    const struct timeline_interval *item = timeline_at(timeline_lane_of(timeline, who), t_ns);
    return item && wants(item) ? item->from_ns : -1;
}

static void event_count(struct counting *counting, const struct trace_event *event)
{
    int64_t t_ns = event->time_ns - trace_origin(counting->timeline->trace);
    bool of_gil = event->kind == TRACE_GIL_GOT || event->kind == TRACE_GIL_FREED ||
                  event->kind == TRACE_GIL_ASKED;
    struct gil_numbers *numbers = of_gil ? numbers_of(counting, event->who) : NULL;
    if (!numbers || t_ns < 0)
        return;
    numbers->turns += event->kind == TRACE_GIL_GOT;
    numbers->forced += event->kind == TRACE_GIL_FREED && event->reason == TRACE_BY_GIL_DROPPED;
    int64_t since_ns =
        event->kind == TRACE_GIL_ASKED ? wanted_since(counting->timeline, event->who, t_ns) : -1;
    if (since_ns < 0)
        return;
    MEM_GROW(counting->asks, counting->ask_count, counting->ask_room);
    counting->asks[counting->ask_count++] =
        (struct ask){t_ns - since_ns, (uint32_t)(numbers - counting->numbers)};
}

static int64_t lane_waited_ns(const struct timeline_lane *lane)
{
    int64_t ns = 0;
    for (uint32_t i = 0; i < lane->count; i++)
        if (wants(&lane->items[i]))
            ns += lane->items[i].to_ns - lane->items[i].from_ns;
    return ns;
}

static void waits_count(struct counting *counting)
{
    for (int l = 0; l < counting->timeline->lane_count; l++) {
        const struct timeline_lane *lane = &counting->timeline->lanes[l];
        if (lane->kind == LANE_TASK && lane->worker < counting->count)
            counting->numbers[lane->worker].waited_ns += lane_waited_ns(lane);
    }
}

int64_t gil_waited_ns(const struct timeline *timeline)
{
    int64_t ns = 0;
    if (!trace_is_recording(timeline->trace))
        return 0;
    for (int l = 0; l < timeline->lane_count; l++)
        if (timeline->lanes[l].kind == LANE_TASK && timeline->lanes[l].total.ns[TRACE_READY])
            ns += lane_waited_ns(&timeline->lanes[l]);
    return ns;
}

static int by_process(const void *left, const void *right)
{
    const struct ask *a = left, *b = right;
    if (a->process != b->process)
        return a->process < b->process ? -1 : 1;
    return (a->after_ns > b->after_ns) - (a->after_ns < b->after_ns);
}

static void medians_find(struct counting *counting)
{
    if (counting->ask_count)
        sort_stable(counting->asks, (size_t)counting->ask_count, sizeof *counting->asks,
                    by_process);
    for (int from = 0, to; from < counting->ask_count; from = to) {
        uint32_t process = counting->asks[from].process;
        for (to = from; to < counting->ask_count && counting->asks[to].process == process;)
            to++;
        counting->numbers[process].asked_after_ns = counting->asks[from + (to - from) / 2].after_ns;
    }
}

struct gil_numbers *gil_numbers(const struct timeline *timeline)
{
    const struct trace *trace = timeline->trace;
    struct counting counting = {.timeline = timeline,
                                .count = (uint32_t)trace_process_count(trace)};
    counting.numbers = mem_alloc(((size_t)counting.count + 1) * sizeof *counting.numbers);
    for (uint32_t i = 0; i < counting.count; i++)
        counting.numbers[i].asked_after_ns = -1;
    for (size_t i = 0; i < trace_count(trace); i++)
        event_count(&counting, trace_at(trace, i));
    waits_count(&counting);
    medians_find(&counting);
    free(counting.asks);
    return counting.numbers;
}
