/* How things stand at a moment: why the last one got control, and who holds it now, with those that
 * could run and cannot:
 *
 *     two ended; one has its first turn. Now one holds control (task, line 4); two is ready.
 *
 * Of several cores the last hand-off of all is told, and who holds each. Where nobody holds
 * control: what the last one did who had it, what the tasks wait for, and what the loop does. What
 * the tasks do is not said again where only that one waits of whom it was just said. Few are named,
 * many are counted. */
#include "config.h"

#include "tell/looked.h"
#include "tell/where.h"
#include "tell/why.h"

enum {
    NAMES_MOST = 3,
    CORES_MOST = 8, /* that are told of */
};

/* The tasks that are looked at, by their state at t; `holder` (or nobody) is left out. */
struct states {
    struct tell_names names[TRACE_STATE_COUNT];
    bool all;
};

static int found_of(const struct tell_names *names)
{
    return names->count + (int)names->more;
}

static struct states states_at(const struct timeline *timeline, int64_t t_ns, uint32_t holder)
{
    struct states states = {0};
    struct looked looked = looked_begin(timeline, LOOKED_CALLBACKS, t_ns);
    while (looked_next(&looked))
        if (looked.item && looked.lane->actor != holder)
            tell_names_add(&states.names[looked.item->state], NAMES_MOST, looked.lane->actor, 0);
    for (int state = 0; state < TRACE_STATE_COUNT; state++)
        states.names[state].at_least = looked.more;
    states.all = !looked.more;
    return states;
}

/* ---- the last hand-off ---- */

/* The last hand-off of a strip up to t, or false. */
static bool handoff_at(const struct timeline *timeline, int s, int64_t t_ns, struct handoff *found)
{
    const struct timeline_lane *strip = &timeline->lanes[s];
    long at = timeline_find(strip, t_ns);
    uint32_t taken = at < 0 ? 0 : timeline_taken(strip, (uint32_t)at);
    if (at < 0 || (taken == 0 && strip->items[0].object == TRACE_NOBODY))
        return false;
    *found = (struct handoff){s, taken};
    return true;
}

static int64_t handoff_ns(const struct timeline *timeline, struct handoff handoff)
{
    return timeline->lanes[handoff.strip].items[handoff.index].from_ns;
}

/* The last one of all strips; of two at one moment the one that gave somebody control. */
static bool handoff_last(const struct timeline *timeline, int64_t t_ns, struct handoff *last)
{
    bool any = false;
    for (int s = 0; s < timeline->strip_count; s++) {
        struct handoff found;
        if (!handoff_at(timeline, s, t_ns, &found))
            continue;
        if (any && handoff_ns(timeline, found) < handoff_ns(timeline, *last))
            continue;
        bool holder = timeline->lanes[s].items[found.index].object != TRACE_NOBODY;
        if (any && !holder && handoff_ns(timeline, found) == handoff_ns(timeline, *last))
            continue;
        *last = found;
        any = true;
    }
    return any;
}

/* ---- who holds control ---- */

/* Who holds the strip at t, or NULL: nobody, or one who has given it up already. */
static const struct timeline_interval *held_at(const struct timeline *timeline, int s, int64_t t_ns)
{
    const struct timeline_interval *item = timeline_at(&timeline->lanes[s], t_ns);
    bool held = item && item->object != TRACE_NOBODY && t_ns < timeline_held_until(timeline, item);
    return held ? item : NULL;
}

/* How it is held: row 1 where there are several cores, which nobody has who is in a call. */
enum how { HELD, IN_CALL, TO_ASK, TO_LOOK };
static const enum sentence holds[2][4] = {
    {TELL_HOLDS, TELL_HOLDS_IN_CALL, TELL_HOLDS_TO_ASK, TELL_HOLDS_TO_LOOK},
    {TELL_HOLDS_ON, TELL_NONE, TELL_HOLDS_TO_ASK_ON, TELL_HOLDS_TO_LOOK_ON},
};

/* Under polling one keeps control to ask again. */
static enum how how_held(const struct timeline *timeline, const struct timeline_interval *item,
                         const struct timeline_interval *own)
{
    if (item->state == TRACE_BLOCKED && !timeline->has_gil) /* there it is about to let it go */
        return IN_CALL;
    if (item->state != TRACE_POLLING || !own ||
        own->state != TRACE_POLLING) /* the kernel may have stopped it in the middle */
        return HELD;
    return timeline_request_of(timeline, own->object) ? TO_ASK : TO_LOOK;
}

/* Its thread has control, and no core. */
static void off_core_say(struct tell *tell, uint32_t holder, const struct timeline_interval *own)
{
    bool preempted = own && own->reason == TRACE_BY_PREEMPTED;
    if (!own || (!preempted && own->reason != TRACE_BY_OFF_CPU))
        return;
    tell_join(tell, TELL_JOIN_BUT);
    tell_say(tell, preempted ? TELL_CORE_TAKEN : TELL_CORE_OFF,
             &(struct tell_args){.who = holder, .t_ns = own->from_ns});
}

/* Who could go on, but for the one who has the thread: by name where that is short. */
static void ready_say(struct tell *tell, const struct timeline_interval *held, int64_t t_ns)
{
    static const enum sentence rows[2][4] = {
        {TELL_READY_ONE, TELL_READY_SOME, TELL_READY_OTHERS, TELL_READY_AT_LEAST},
        {TELL_STUCK_ONE, TELL_STUCK_SOME, TELL_STUCK_OTHERS, TELL_STUCK_AT_LEAST},
    };
    struct states states = states_at(tell->timeline, t_ns, held->object);
    const struct tell_names *names = &states.names[TRACE_READY];
    int found = found_of(names);
    int row = found == 1 ? 0 : found < NAMES_MOST ? 1 : states.all ? 2 : 3;
    if (!found)
        return;
    tell_join(tell, TELL_JOIN_NEXT);
    tell_say(tell, rows[held->state == TRACE_BLOCKED][row],
             &(struct tell_args){.names = names, .n = found, .t_ns = t_ns});
}

static void holder_say(struct tell *tell, int s, const struct timeline_interval *item, int64_t t_ns)
{
    const struct timeline *timeline = tell->timeline;
    const struct timeline_interval *own =
        timeline_at(timeline_lane_of(timeline, item->object), t_ns);
    bool cores = timeline_on_cores(timeline);
    struct tell_args args = {.who = item->object, .lane = &timeline->lanes[s], .t_ns = t_ns};
    where_add(&args, where_held(timeline, item, timeline_held_until(timeline, item)));
    tell_say(tell, holds[cores][how_held(timeline, item, own)], &args);
    off_core_say(tell, item->object, own);
    if (!cores)
        ready_say(tell, item, t_ns);
}

/* Why the last one has control, and who has it now. */
static void held_say(struct tell *tell, int64_t t_ns)
{
    const struct timeline *timeline = tell->timeline;
    struct handoff last;
    int held = 0;
    if (handoff_last(timeline, t_ns, &last))
        tell_handoff(tell, last);
    for (int s = 0; s < timeline->strip_count; s++) {
        const struct timeline_interval *item = held_at(timeline, s, t_ns);
        if (!item || held++ >= CORES_MOST)
            continue;
        tell_join(tell, held == 1 ? TELL_JOIN_SENTENCE : TELL_JOIN_COMMA);
        if (held == 1)
            tell_join(tell, TELL_JOIN_NOW);
        holder_say(tell, s, item, t_ns);
    }
    tell_join(tell, TELL_JOIN_END);
    if (held <= CORES_MOST)
        return;
    tell_join(tell, TELL_JOIN_SENTENCE);
    tell_say(tell, held - CORES_MOST == 1 ? TELL_CORES_MORE_ONE : TELL_CORES_MORE,
             &(struct tell_args){.number = held - CORES_MOST, .t_ns = t_ns});
    tell_join(tell, TELL_JOIN_END);
}

/* ---- nobody holds control ---- */

/* What the last one did who had it: "two ended. ". Returns who it was, or TRACE_NOBODY. */
static uint32_t last_say(struct tell *tell, int64_t t_ns)
{
    struct handoff last;
    if (!handoff_last(tell->timeline, t_ns, &last))
        return TRACE_NOBODY;
    const struct timeline_lane *strip = &tell->timeline->lanes[last.strip];
    const struct timeline_interval *item = &strip->items[last.index];
    uint32_t who = item->object;
    if (who == TRACE_NOBODY && !last.index)
        return TRACE_NOBODY;
    if (who == TRACE_NOBODY) {
        who = item[-1].object;
        t_ns = item->from_ns;
    }
    why_say_lost(tell, strip, who, t_ns);
    tell_join(tell, TELL_JOIN_END);
    tell_join(tell, TELL_JOIN_SENTENCE);
    return who;
}

/* Only the one waits of whom that was just said. */
static bool is_said(const struct states *states, const struct timeline_interval *last)
{
    int found = 0;
    for (int state = 0; state < TRACE_ENDED; state++)
        found += found_of(&states->names[state]);
    return last && last->state == TRACE_WAITING && found == 1;
}

/* What the tasks wait for that wait for an object: of a row of that for one, and for some. */
static const enum sentence *locked_rows(const struct timeline *timeline, int64_t t_ns)
{
    static const enum sentence locks[] = {TELL_FOR_LOCK_ONE, TELL_FOR_LOCK_SOME};
    static const enum sentence semaphores[] = {TELL_FOR_SEMAPHORE_ONE, TELL_FOR_SEMAPHORE_SOME};
    static const enum sentence channels[] = {TELL_FOR_CHANNEL_ONE, TELL_FOR_CHANNEL_SOME};
    static const enum sentence conditions[] = {TELL_FOR_CONDITION_ONE, TELL_FOR_CONDITION_SOME};
    static const enum sentence objects[] = {TELL_NONE, TELL_FOR_OBJECTS_SOME};
    static const enum sentence others[] = {TELL_NONE, TELL_FOR_OTHERS_SOME};
    uint16_t common = TRACE_BY_NONE;
    bool differ = false, any_condition = false;
    struct looked looked = looked_begin(timeline, LOOKED_CALLBACKS, t_ns);
    while (looked_next(&looked)) {
        const struct timeline_interval *item = looked.item;
        if (!item || item->state != TRACE_LOCKED)
            continue;
        bool channel = item->reason == TRACE_BY_SEND || item->reason == TRACE_BY_SELECT;
        uint16_t reason = channel ? TRACE_BY_RECV : item->reason;
        differ |= common != TRACE_BY_NONE && common != reason;
        any_condition |= reason == TRACE_BY_CONDITION;
        common = reason;
    }
    if (differ)
        return any_condition ? others : objects;
    if (any_condition)
        return conditions;
    return common == TRACE_BY_SEMAPHORE ? semaphores : common == TRACE_BY_RECV ? channels : locks;
}

static void waiting_say(struct tell *tell, const struct states *states, int64_t t_ns)
{
    static const enum sentence waiting[] = {TELL_WAITING_ONE, TELL_WAITING_SOME};
    static const enum sentence ready[] = {TELL_READY_ONE, TELL_READY_SOME};
    static const enum sentence blocked[] = {TELL_BLOCKED_ONE, TELL_BLOCKED_SOME};
    const struct {
        enum trace_state state;
        const enum sentence *rows; /* for one, for some */
    } kinds[] = {{TRACE_WAITING, waiting},
                 {TRACE_LOCKED, locked_rows(tell->timeline, t_ns)},
                 {TRACE_READY, ready},
                 {TRACE_BLOCKED, blocked}};
    bool any = false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct tell_names *names = &states->names[kinds[i].state];
        int found = found_of(names);
        if (!found)
            continue;
        tell_join(tell, any ? TELL_JOIN_NEXT : TELL_JOIN_BECAUSE);
        tell_say(tell, kinds[i].rows[found > 1], &(struct tell_args){.names = names, .t_ns = t_ns});
        any = true;
    }
}

/* The loop, if it is awake; if it is not, it had nothing to hand control to. */
static enum sentence nobody_row(const struct timeline *timeline, const struct states *states,
                                int64_t t_ns)
{
    if (why_loop_runs(timeline, t_ns))
        return TELL_LOOP_HOLDS;
    bool idle =
        !timeline_on_cores(timeline) && states->all && !found_of(&states->names[TRACE_READY]);
    return idle && why_loop_sleeps(timeline, t_ns) ? TELL_LOOP_IDLE : TELL_NOBODY_HOLDS;
}

static void nobody_say(struct tell *tell, int64_t t_ns)
{
    const struct timeline *timeline = tell->timeline;
    struct states states = states_at(timeline, t_ns, TRACE_NOBODY);
    uint32_t last = last_say(tell, t_ns);
    tell_say(tell, nobody_row(timeline, &states, t_ns), &(struct tell_args){.t_ns = t_ns});
    if (!is_said(&states, timeline_at(timeline_lane_of(timeline, last), t_ns)))
        waiting_say(tell, &states, t_ns);
    tell_join(tell, TELL_JOIN_END);
    if (!why_loop_sleeps(timeline, t_ns))
        return;
    tell_join(tell, TELL_JOIN_SENTENCE);
    why_say_loop(tell, t_ns, true);
    tell_join(tell, TELL_JOIN_END);
}

void tell_moment(struct tell *tell, int64_t t_ns)
{
    for (int s = 0; s < tell->timeline->strip_count; s++)
        if (held_at(tell->timeline, s, t_ns)) {
            held_say(tell, t_ns);
            return;
        }
    nobody_say(tell, t_ns);
}
