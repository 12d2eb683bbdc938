#include "config.h"

#include "tell/where.h"

#include "trace/recording.h"

struct where where_in(const struct timeline *timeline, const struct timeline_interval *own)
{
    return (struct where){own->line, trace_in_call_of(timeline->trace, own->event)};
}

struct where where_held(const struct timeline *timeline, const struct timeline_interval *item,
                        int64_t until_ns)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, item->object);
    if (!trace_is_recording(timeline->trace) || !lane)
        return (struct where){item->line, 0};
    if (item->state == TRACE_BLOCKED) /* a call: there it is */
        return where_in(timeline, item);
    const struct timeline_interval *own = timeline_at(lane, until_ns);
    if (own && own->line)
        return where_in(timeline, own);
    bool said = lane->ended && until_ns >= lane->end_ns && lane->last_line != lane->born_line;
    return (struct where){said ? lane->last_line : 0, 0}; /* else it was seen in no file of ours */
}
