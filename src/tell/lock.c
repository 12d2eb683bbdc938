/* A lock stays with the task that took it, also when that ends without giving it back: then there
 * is nobody who has it, and nobody who will give it back. Of a semaphore's units it is known of
 * those that a `with` block took; one that was acquired may be a signal that was consumed. */
#include "config.h"

#include "tell/lock.h"

enum {
    EVENTS_BACK = 4096,        /* for who took it */
    EVENTS_BACK_UNITS = 65536, /* for who took units of it */
    COUNTED = 64,              /* tasks, at most */
    NAMED = 3,
};

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

/* ---- units ---- */

/* What the last events say: who has more units from `with` blocks than it has given back holds at
 * least so many, whatever was before. */
struct count {
    uint32_t who;
    int64_t units;
};

static int units_count(const struct timeline *timeline, uint32_t object, uint32_t worker,
                       size_t count, struct count counts[COUNTED])
{
    int known = 0;
    for (int looked = 0; count-- > 0 && looked < EVENTS_BACK_UNITS; looked++) {
        const struct trace_event *event = trace_at(timeline->trace, count);
        bool taken = event->kind == TRACE_OBJECT_TAKEN;
        if ((!taken && event->kind != TRACE_OBJECT_RELEASED) || event->arg != object ||
            event->detail != TRACE_TAKING_WITH || worker_of(timeline, event->who) != worker)
            continue;
        int i = 0;
        while (i < known && counts[i].who != event->who)
            i++;
        if (i == COUNTED)
            continue;
        if (i == known)
            counts[known++] = (struct count){.who = event->who};
        counts[i].units += taken ? 1 : -1;
    }
    return known;
}

/* Those that live (those that crashed): by name, the first to take one first. */
static void units_add(const struct timeline *timeline, const struct count *counts, int known,
                      bool crashed, struct lock_units *units)
{
    for (int i = known - 1; i >= 0; i--) {
        const struct timeline_lane *lane = timeline_lane_of(timeline, counts[i].who);
        bool ended = lane && timeline_has_end(lane),
             crash = ended && lane->end == TRACE_END_CRASHED;
        if (counts[i].units <= 0 || (crashed ? !crash : ended))
            continue;
        tell_names_add(&units->names, NAMED, counts[i].who, 0);
        units->units += counts[i].units;
    }
}

bool lock_units(const struct timeline *timeline, uint32_t object, uint32_t actor, size_t count,
                struct lock_units *units)
{
    struct count counts[COUNTED];
    int known = units_count(timeline, object, worker_of(timeline, actor), count, counts);
    *units = (struct lock_units){.names.at_least = known == COUNTED};
    units_add(timeline, counts, known, false, units);
    units->crashed = !units->names.count;
    if (units->crashed)
        units_add(timeline, counts, known, true, units);
    return units->names.count > 0;
}
