#include "config.h"

#include "tell/where.h"

#include "tell/tell.h"
#include "trace/recording.h"

enum { LOOK_ON = 256 }; /* intervals of one turn */

struct tell_where where_in(const struct timeline *timeline, const struct timeline_interval *own)
{
    return (struct tell_where){.line = own->line,
                               .in = trace_in_call_of(timeline->trace, own->event)};
}

const struct timeline_interval *where_callback(const struct timeline *timeline, uint32_t loop,
                                               int64_t t_ns)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, loop);
    if (!lane || lane->kind != LANE_LOOP)
        return NULL;
    long at = timeline_find(lane, t_ns);
    for (int looked = 0; at >= 0 && looked < LOOK_ON; looked++, at--) {
        const struct timeline_interval *item = timeline_item(lane, (uint32_t)at);
        if (!timeline_calls_back(item))
            return NULL;
        if (item->reason == TRACE_BY_LOOP_CALLBACK)
            return item;
    }
    return NULL;
}

/* A callback of a library is in no line. */
static struct tell_where where_of_loop(struct tell_where where)
{
    if (!where.line && where.in)
        where.stay = TELL_STAY_IN;
    return where;
}

/* A turn of who has control, in its own lane. */
struct turn {
    const struct timeline_lane *lane;
    int64_t from_ns, to_ns;
};

static int64_t within(const struct turn *turn, const struct timeline_interval *own)
{
    int64_t from_ns = own->from_ns > turn->from_ns ? own->from_ns : turn->from_ns;
    int64_t to_ns = own->to_ns < turn->to_ns ? own->to_ns : turn->to_ns;
    return to_ns > from_ns ? to_ns - from_ns : 0;
}

/* The call that took at least half of it, or NULL. */
static const struct timeline_interval *longest_call(const struct turn *turn)
{
    const struct timeline_interval *longest = NULL;
    long at = timeline_find(turn->lane, turn->from_ns);
    if (at >= 0)
        timeline_look(turn->lane, (uint32_t)at, (uint32_t)at + LOOK_ON);
    for (int looked = 0; at >= 0 && at < (long)turn->lane->count && looked < LOOK_ON;
         looked++, at++) {
        const struct timeline_interval *own = &turn->lane->items[at];
        if (own->from_ns >= turn->to_ns)
            break;
        bool longer = !longest || within(turn, own) > within(turn, longest);
        if (own->state == TRACE_BLOCKED && own->line && longer)
            longest = own;
    }
    bool most = longest && within(turn, longest) * 2 >= turn->to_ns - turn->from_ns;
    return most ? longest : NULL;
}

/* The line from which it went on. Where it was started is no line of its own. */
static uint32_t went_on_from(const struct turn *turn)
{
    const struct timeline_lane *lane = turn->lane;
    long at = timeline_find(lane, turn->from_ns);
    while (at >= 0 && at + 1 < (long)lane->count && lane->items[at].state != TRACE_RUNNING &&
           lane->items[at + 1].from_ns < turn->to_ns)
        at++;
    if (at < 0 || lane->items[at].state != TRACE_RUNNING)
        return 0;
    uint32_t line = lane->items[at].line;
    return line == lane->born_line ? 0 : line;
}

/* It stands in the interval in a line to which it came. */
static bool has_come(const struct timeline_interval *own)
{
    return own && own->line && (own->state != TRACE_READY || own->reason == TRACE_BY_YIELD);
}

/* Who is made to drop the lock of the interpreter stops where it is. */
static bool is_stopped(const struct timeline_interval *own)
{
    return own && own->line && own->state == TRACE_READY && own->reason == TRACE_BY_GIL_DROPPED;
}

/* It stopped in a line, and was seen in another function most of the time. */
static bool is_elsewhere(const struct timeline *timeline, const struct timeline_interval *own,
                         const struct tell_where *where)
{
    return where->line && where->stay == TELL_STAY_MOSTLY &&
           trace_function(timeline->trace, own->line) !=
               trace_function(timeline->trace, where->line);
}

/* Between what it lets run a loop is in no line. */
static struct tell_where where_called_back(const struct timeline *timeline,
                                           const struct timeline_interval *item,
                                           const struct turn *turn)
{
    int64_t held_ns = timeline_held_until(timeline, item);
    int64_t until_ns = held_ns < turn->to_ns ? held_ns : turn->to_ns;
    const struct timeline_interval *begun = where_callback(timeline, item->object, until_ns - 1);
    if (!begun)
        return (struct tell_where){.line = 0};
    struct turn within = *turn;
    within.from_ns = begun->from_ns > turn->from_ns ? begun->from_ns : turn->from_ns;
    const struct timeline_interval *call = longest_call(&within);
    struct tell_where where = tell_seen(timeline, item->object, within.from_ns, within.to_ns);
    if (call)
        where = where_in(timeline, call);
    return where_of_loop(where.line || where.in ? where : where_in(timeline, begun));
}

struct tell_where where_held(const struct timeline *timeline, const struct timeline_interval *item,
                             int64_t until_ns)
{
    const struct turn turn = {timeline_lane_of(timeline, item->object), item->from_ns, until_ns};
    if (!trace_is_recording(timeline->trace) || !turn.lane)
        return (struct tell_where){.line = item->line};
    if (item->state == TRACE_BLOCKED) /* a call: there it is */
        return where_of_loop(where_in(timeline, item));
    if (turn.lane->kind == LANE_LOOP)
        return where_called_back(timeline, item, &turn);
    const struct timeline_interval *own = timeline_at(turn.lane, until_ns);
    struct tell_where where = tell_seen(timeline, item->object, turn.from_ns, turn.to_ns);
    const struct timeline_interval *there =
        is_stopped(own) && !is_elsewhere(timeline, own, &where) ? own : longest_call(&turn);
    if (there)
        return where_in(timeline, there);
    if (where.line)
        return where;
    where = (struct tell_where){.stay = TELL_STAY_ON_WAY, .from = went_on_from(&turn)};
    if (has_come(own))
        where.line = own->line;
    return where;
}

void where_add(struct tell_args *args, struct tell_where where)
{
    args->at = where.line;
    args->in = where.in;
    args->from = where.from;
    args->stay = where.stay;
}
