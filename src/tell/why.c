/* Why control went to another. A hand-off is told in up to three clauses, and only what joins them
 * is put in between:
 *
 *     two waits for the device ("query"); one's sleep was over at 300.0 ms.
 *     who lost control, and why           who got it, and why
 *
 *     two's answer came at 400.1 ms; the loop was busy with one until 452.0 ms: two is late.
 *     who got it, and why            who was in the way (late.c)                how late
 *
 * Who was late is not told of behind who lost control: what matters is who was in the way. `one
 * resumed two` is said once, not of both. Where nobody got control: why not, and what the loop does
 * meanwhile. */
#include "config.h"

#include "tell/why.h"

#include "base/clock.h"
#include "tell/looked.h"
#include "tell/reason.h"
#include "tell/where.h"
#include "trace/recording.h"

enum { LATE_NS = 500 * NS_PER_US }; /* from here on, being late is worth a word */

/* ---- who lost control ---- */

static bool is_away(const struct timeline_interval *item)
{
    return item->state == TRACE_WAITING || item->state == TRACE_LOCKED ||
           item->state == TRACE_BLOCKED;
}

static void ended_say(struct tell *tell, uint32_t actor, const struct timeline_lane *lane,
                      int64_t t_ns)
{
    enum sentence id = reason_of_end(lane);
    tell_say(tell, id,
             &(struct tell_args){.who = actor, .at = lane ? lane->last_line : 0, .t_ns = t_ns});
}

/* A loop has its own strip as long as it runs a callback. */
static bool callback_ended_say(struct tell *tell, const struct timeline_lane *strip, uint32_t actor,
                               int64_t t_ns)
{
    enum { LOOK_BACK = 16 };
    const struct timeline_lane *lane = timeline_lane_of(tell->timeline, actor);
    const struct timeline_interval *begun = NULL;
    if (!strip->of_loop || !lane || lane->kind != LANE_LOOP)
        return false;
    long at = timeline_find(lane, t_ns - 1);
    for (int looked = 0; at >= 0 && !begun && looked < LOOK_BACK; looked++, at--) {
        const struct timeline_interval *item = timeline_item(lane, (uint32_t)at);
        if (timeline_calls_back(item))
            begun = where_callback(tell->timeline, actor, item->from_ns);
    }
    struct tell_args args = {.who = actor, .t_ns = t_ns};
    if (begun)
        where_add(&args, where_in(tell->timeline, begun));
    tell_say(tell, reason_of_callback(&args, true), &args);
    return true;
}

bool why_say_lost(struct tell *tell, const struct timeline_lane *strip, uint32_t actor,
                  int64_t t_ns)
{
    if (callback_ended_say(tell, strip, actor, t_ns))
        return false;
    uint32_t stepped = handoff_stepped(tell->timeline, actor, t_ns);
    if (stepped) /* what its loop has, it has */
        actor = stepped;
    const struct timeline_lane *lane = timeline_lane_of(tell->timeline, actor);
    const struct timeline_interval *item = timeline_at(lane, t_ns);
    bool gil = tell->timeline->has_gil && lane && (stepped || !lane->stepped);
    if (!item || (lane->ended && t_ns >= lane->end_ns)) {
        ended_say(tell, actor, lane, t_ns);
        return false;
    }
    bool of_core = item->state == TRACE_READY && timeline_was_stopped(item->reason);
    bool goes_on = item->state == TRACE_RUNNING; /* to its end, or it is a loop that calls back */
    if (gil && (of_core || goes_on) && trace_is_recording(tell->timeline->trace)) {
        SAY(tell, GIVES_UP, .who = actor, .t_ns = t_ns); /* what came then is of the core */
        return true;
    }
    bool gives_up = gil && is_away(item) && item->reason != TRACE_BY_LOOP &&
                    item->reason != TRACE_BY_JOB; /* its job has it */
    if (gives_up)
        SAY(tell, GIVES_UP, .who = actor, .t_ns = t_ns);
    if (gives_up && item->reason)
        tell_join(tell, TELL_JOIN_AND);
    if (!gives_up || item->reason)
        reason_say(tell, actor, item, gives_up);
    return gives_up || (gil && item->reason == TRACE_BY_GIL_DROPPED);
}

/* ---- who got it ---- */

static bool says_both(const struct timeline_interval *own, uint32_t before)
{
    switch (own->reason) {
    case TRACE_BY_RESUMED:
    case TRACE_BY_THROWN:
    case TRACE_BY_CLOSED:
    case TRACE_BY_RETURNED:
        return own->object == before;
    default:
        return false;
    }
}

/* Who only looks, at its turn, is not late: nothing was ready before. */
static bool only_looks(const struct handoff_facts *facts)
{
    return facts->own->reason == TRACE_BY_LOOKING ||
           (facts->own->reason == TRACE_BY_TURN && facts->ready &&
            facts->ready->reason == TRACE_BY_LOOKING);
}

static void late_got_say(struct tell *tell, const struct handoff_facts *facts)
{
    struct late late = late_find(tell->timeline, facts);
    reason_say_got(tell, facts->who, facts, late_of_turn(&late));
    late_say(tell, facts, &late);
}

static void got_say(struct tell *tell, const struct handoff_facts *facts)
{
    const struct timeline_interval *item = facts->item;
    bool held = facts->own->reason == TRACE_BY_MOVE; /* by the schedule: nobody is late */
    if (item->from_ns - facts->since_ns >= LATE_NS && !held && !only_looks(facts)) {
        if (!late_say_worker(tell, facts))
            late_got_say(tell, facts);
        return;
    }
    bool another = facts->before != TRACE_NOBODY &&
                   (facts->before != item->object || item->reason == TRACE_BY_LOOP_CALLBACK);
    if (another && !says_both(facts->own, facts->before)) {
        why_say_lost(tell, facts->strip, facts->before, item->from_ns);
        tell_join(tell, TELL_JOIN_NEXT);
    }
    reason_say_got(tell, facts->who, facts, -1);
}

/* ---- nobody ---- */

/* The loops come first behind the tasks. */
static bool is_loop(const struct timeline *timeline, int lane)
{
    return lane < timeline->lane_count && timeline->lanes[lane].kind == LANE_LOOP;
}

static bool loop_is(const struct timeline *timeline, int64_t t_ns, enum trace_state state)
{
    for (int i = timeline->first_task + timeline->task_count; is_loop(timeline, i); i++) {
        const struct timeline_interval *item = timeline_at(&timeline->lanes[i], t_ns);
        if (item && item->state == state)
            return true;
    }
    return false;
}

bool why_loop_sleeps(const struct timeline *timeline, int64_t t_ns)
{
    return loop_is(timeline, t_ns, TRACE_WAITING);
}

bool why_loop_runs(const struct timeline *timeline, int64_t t_ns)
{
    return !timeline->has_gil && !timeline_on_cores(timeline) &&
           loop_is(timeline, t_ns, TRACE_RUNNING);
}

/* The wait ends by itself. */
static bool is_timed(const struct timeline *timeline, const struct timeline_interval *item)
{
    const struct trace_event *event = trace_at(timeline->trace, item->event);
    return event->kind == TRACE_STATE && event->value > 0;
}

static enum sentence ends_sleep(const struct timeline *timeline,
                                const struct timeline_interval *item)
{
    switch (item->reason) {
    case TRACE_BY_IO:
    case TRACE_BY_CALLBACKS:
    case TRACE_BY_MEANWHILE:
        return TELL_UNTIL_ANSWER;
    case TRACE_BY_SLEEP:
        return TELL_UNTIL_SLEPT;
    case TRACE_BY_SELECT:
        return is_timed(timeline, item) ? TELL_UNTIL_LAPSED : TELL_NONE;
    case TRACE_BY_OFFLOAD:
        return TELL_UNTIL_POOL;
    default:
        return TELL_NONE;
    }
}

/* The time of a `within` ended this wait, as what it waited for would have. Of one whose time was
 * not over nobody knows that it had a limit. */
static bool ran_out(const struct timeline_lane *lane, const struct timeline_interval *item)
{
    bool in_pool = item->reason == TRACE_BY_OFFLOAD; /* its thread looks after the time */
    return !in_pool && item + 1 < lane->items + lane->count && item[1].reason == TRACE_BY_TIMED_OUT;
}

enum { KINDS_MOST = 5 }; /* of what a loop sleeps for */

static int kind_add(enum sentence found[KINDS_MOST], int count, enum sentence kind)
{
    for (int i = 0; i < count; i++)
        if (found[i] == kind)
            return count;
    if (kind && count < KINDS_MOST)
        found[count++] = kind;
    return count;
}

/* What the loop sleeps for, by what its tasks wait for; returns how many kinds. */
static int awaited(const struct timeline *timeline, int64_t t_ns, enum sentence found[KINDS_MOST])
{
    int count = 0;
    struct looked looked = looked_begin(timeline, LOOKED_TASKS, t_ns);
    while (looked_next(&looked)) {
        const struct timeline_interval *item = looked.item;
        if (!item || (item->state != TRACE_WAITING && item->state != TRACE_LOCKED))
            continue;
        count = kind_add(found, count, ends_sleep(timeline, item));
        count = kind_add(found, count, ran_out(looked.lane, item) ? TELL_UNTIL_LIMIT : TELL_NONE);
    }
    if (!count)
        found[count++] = TELL_UNTIL_SOMETHING;
    return count;
}

/* The next that is seen of the lane is a callback whose answer is there: it is in the loop's queue,
 * and what its task waits for does not show that. */
static bool is_called_back(const struct timeline *timeline, const struct timeline_lane *lane,
                           const struct timeline_interval *item, int64_t t_ns)
{
    enum { LOOK_ON = 8 };
    const struct timeline_interval *end = lane->items + lane->count;
    for (int looked = 0; item < end && looked < LOOK_ON; looked++, item++)
        if (item->state == TRACE_RUNNING && item->from_ns > t_ns) {
            const struct timeline_request *request =
                item->reason == TRACE_BY_CALLBACK ? timeline_request_of(timeline, item->object)
                                                  : NULL;
            return request && request->answered_ns >= 0 && request->answered_ns <= t_ns;
        }
    return false;
}

/* Whether some task, or a callback of one, could go on; or may: not all are looked at. */
static bool may_have_come(const struct timeline *timeline, int64_t t_ns)
{
    struct looked looked = looked_begin(timeline, LOOKED_TASKS, t_ns);
    while (looked_next(&looked)) {
        const struct timeline_interval *item = looked.item;
        if (item &&
            (item->state == TRACE_READY || is_called_back(timeline, looked.lane, item, t_ns)))
            return true;
    }
    return looked.more;
}

void why_say_loop(struct tell *tell, int64_t t_ns, bool call)
{
    enum sentence until[KINDS_MOST];
    struct tell_args args = {.until = until, .t_ns = t_ns};
    if (may_have_come(tell->timeline, t_ns)) {
        tell_say(tell, call ? TELL_LOOP_ASKS_EPOLL : TELL_LOOP_ASKS, &args);
        return;
    }
    args.until_count = awaited(tell->timeline, t_ns, until);
    tell_say(tell, call ? TELL_LOOP_SLEEPS_EPOLL : TELL_LOOP_SLEEPS, &args);
}

/* Of the same spell of being ready: a cancellation, say, may have come since it began to wait for
 * the lock. */
static bool wants_gil(const struct timeline_lane *lane, const struct timeline_interval *item)
{
    for (; item && item >= lane->items && item->state == TRACE_READY; item--)
        if (item->reason == TRACE_BY_GIL || item->reason == TRACE_BY_GIL_DROPPED)
            return true;
    return false;
}

static void no_gil_say(struct tell *tell, int64_t t_ns, bool named)
{
    struct tell_args args = {.t_ns = t_ns};
    enum sentence nobody = named ? TELL_NOBODY_WANTS_IT : TELL_NOBODY_WANTS_GIL;
    struct looked looked = looked_begin(tell->timeline, LOOKED_EXECUTING, t_ns);
    while (looked_next(&looked))
        if (wants_gil(looked.lane, looked.item)) {
            args.who = looked.lane->actor;
            tell_say(tell, named ? TELL_WANTS_IT : TELL_WANTS_GIL, &args);
            return;
        }
    /* Another one may want it. */
    tell_say(tell, looked.more ? TELL_NOBODY_HAS_CONTROL : nobody, &args);
}

/* `named`: the lock of the interpreter is being talked of. A loop has some work to do before it
 * sleeps, so it is looked at in the middle, too. */
static void nobody_say(struct tell *tell, const struct timeline_lane *strip,
                       const struct timeline_interval *item, bool named)
{
    const struct timeline *timeline = tell->timeline;
    int64_t middle_ns = item->from_ns + (item->to_ns - item->from_ns) / 2;
    struct tell_args args = {.lane = strip, .t_ns = item->from_ns};
    if (timeline->has_gil && !strip->of_loop) {
        no_gil_say(tell, item->from_ns, named);
        return;
    }
    if (timeline_on_cores(timeline)) {
        tell_say(tell, TELL_NOBODY_ON_CORE, &args);
        return;
    }
    tell_say(tell,
             may_have_come(timeline, item->from_ns) ? TELL_NOBODY_HAS_CONTROL
                                                    : TELL_NOBODY_IS_READY,
             &args);
    if (!why_loop_sleeps(timeline, item->from_ns) && !why_loop_sleeps(timeline, middle_ns))
        return;
    tell_join(tell, TELL_JOIN_AND_SO);
    why_say_loop(tell, item->from_ns, false);
}

void tell_handoff(struct tell *tell, struct handoff handoff)
{
    const struct timeline_lane *strip = &tell->timeline->lanes[handoff.strip];
    const struct timeline_interval *item = &strip->items[handoff.index];
    if (item->object != TRACE_NOBODY) {
        struct handoff_facts facts = handoff_facts(tell->timeline, handoff);
        got_say(tell, &facts);
    } else {
        bool named = why_say_lost(tell, strip, item[-1].object, item->from_ns);
        tell_join(tell, TELL_JOIN_NEXT);
        nobody_say(tell, strip, item, named);
    }
    tell_join(tell, TELL_JOIN_END);
}

/* ---- intervals ---- */

void tell_spell(struct tell *tell, uint32_t line, int64_t from_ns, int64_t for_ns)
{
    if (line)
        SAY(tell, ON_LINE, .at = line);
    tell_join(tell, TELL_JOIN_NEXT);
    SAY(tell, SPELL, .t_ns = from_ns, .for_ns = for_ns);
}

void tell_lane_end(struct tell *tell, const struct timeline_lane *lane)
{
    static const enum sentence ends[] = {[TRACE_END_OK] = TELL_ENDED_AT,
                                         [TRACE_END_FAILED] = TELL_ENDED_FAILED_AT,
                                         [TRACE_END_CANCELLED] = TELL_ENDED_CANCELLED_AT,
                                         [TRACE_END_CRASHED] = TELL_ENDED_CRASHED_AT};
    struct tell_args args = {.who = lane->actor, .t_ns = lane->end_ns};
    tell_say_bare(tell, ends[lane->end <= TRACE_END_CRASHED ? lane->end : TRACE_END_OK], &args);
}

/* If it came to that. */
static void passage_say(struct tell *tell, enum sentence id, uint32_t request, int64_t t_ns)
{
    if (t_ns < 0)
        return;
    tell_join(tell, TELL_JOIN_COMMA);
    tell_say_bare(tell, id, &(struct tell_args){.request = request, .t_ns = t_ns});
}

void tell_request(struct tell *tell, const struct timeline_request *request, const char *words)
{
    struct tell_args args = {.raw = words,
                             .who = request->who,
                             .request = request->id,
                             .at = request->line,
                             .t_ns = request->asked_ns};
    tell_say(tell, request->line ? TELL_ASKED_ON_LINE : TELL_ASKED, &args);
    passage_say(tell, TELL_SERVED_FROM, request->id, request->taken_ns);
    passage_say(tell, request->cancelled ? TELL_CANCELLED_AT : TELL_ANSWERED_AT, request->id,
                request->answered_ns);
    passage_say(tell, TELL_TOLD_AT, request->id, request->noticed_ns);
}

static void loop_say(struct tell *tell, const struct timeline_lane *lane,
                     const struct timeline_interval *item)
{
    struct tell_args args = {.who = lane->actor, .t_ns = item->from_ns};
    if (timeline_calls_back(item))
        reason_say(tell, lane->actor, item, true);
    else if (item->state == TRACE_READY)
        SAY(tell, HAS_CONTROL, .who = item->object, .t_ns = item->from_ns);
    else
        tell_say_bare(tell, item->state == TRACE_WAITING ? TELL_IN_KERNEL : TELL_DISPATCHES, &args);
}

static void holder_say(struct tell *tell, const struct timeline_interval *item)
{
    tell_actor(tell, item->object);
    if (item->object == TRACE_NOBODY || item->reason == TRACE_BY_NONE)
        return;
    tell_join(tell, TELL_JOIN_BECAUSE);
    reason_say(tell, item->object, handoff_own(tell->timeline, item), true);
}

void tell_interval(struct tell *tell, const struct timeline_lane *lane,
                   const struct timeline_interval *item)
{
    struct tell_args args = {.who = lane->actor, .number = item->object, .t_ns = item->from_ns};
    bool serves = lane->kind == LANE_DEVICE && item->object;
    bool idle = lane->kind == LANE_DEVICE ||
                (lane->kind == LANE_POOL && item->state == TRACE_WAITING && !item->reason);
    if (lane->kind == LANE_CONTROL)
        holder_say(tell, item);
    else if (lane->kind == LANE_LOOP)
        loop_say(tell, lane, item);
    else if (serves || idle)
        tell_say_bare(tell, serves ? TELL_SERVES : TELL_IDLE, &args);
    else
        reason_say(tell, lane->actor, item, true);
}
