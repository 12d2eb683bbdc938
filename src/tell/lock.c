/* A lock stays with the task that took it, also when that ends without giving it back: then there
 * is nobody who has it, and nobody who will give it back. */
#include "tell/lock.h"

enum { EVENTS_BACK = 4096 }; /* for who took it */

static uint32_t worker_of(const struct timeline *timeline, uint32_t actor)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, actor);
    return lane ? lane->worker : 0;
}

uint32_t lock_holder(const struct timeline *timeline, uint32_t object, uint32_t actor, size_t count)
{
    uint32_t worker = worker_of(timeline, actor);
    for (int looked = 0; count-- > 0 && looked < EVENTS_BACK; looked++) {
        const struct trace_event *event = trace_at(timeline->trace, count);
        bool taken = event->kind == TRACE_OBJECT_TAKEN;
        if ((taken || event->kind == TRACE_OBJECT_RELEASED) && event->arg == object &&
            worker_of(timeline, event->who) == worker)
            return taken ? event->who : 0;
    }
    return 0;
}

enum sentence lock_row_at(const struct timeline *timeline, const struct lock_rows *rows,
                          uint32_t holder, int64_t t_ns)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, holder);
    if (!lane || !timeline_has_end(lane) || lane->end_ns > t_ns)
        return rows->holds;
    return lane->end == TRACE_END_CRASHED ? rows->crashed : rows->ended;
}
