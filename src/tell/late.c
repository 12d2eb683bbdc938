/* Behind a clause on who got control comes who was in the way, and how late that made it:
 *
 *     since       another has control      it gets control
 *       |------------------------------------|
 *       could run           late
 *
 * The longest holder in between is blamed, until when it had it; if several had it for long, each
 * with its time. Nobody is blamed where it was with nobody for most of the time, or where the
 * holder was done long before: the wait was for something else. Who waited only for its turn, a
 * core or the lock of the interpreter, is not late, for nobody had promised it one: it waited.
 * Where workers serve one task after the other, the task that the worker served before is the
 * reason. */
#include "config.h"

#include "tell/holders.h"
#include "tell/reason.h"
#include "tell/where.h"
#include "trace/recording.h"
#include "tell/why.h"

enum {
    EVENTS_ON = 64,
    EVENTS_BACK = 4096,
};

/* ---- workers ---- */

/* The event of the task's first turn, which the hand-off began, or NULL. */
static const struct trace_event *first_turn(const struct timeline *timeline, uint32_t actor,
                                            uint32_t from)
{
    size_t count = trace_count(timeline->trace);
    for (size_t i = from; i < count && i < (size_t)from + EVENTS_ON; i++) {
        const struct trace_event *event = trace_at(timeline->trace, i);
        if (event->kind == TRACE_TASK_BEGIN && event->who == actor)
            return event->arg ? event : NULL; /* without the number of its thread nobody knows */
    }
    return NULL;
}

/* With `workers` a task waits for one of so many threads or processes that serve one after the
 * other. The lane of the task that its worker served before it, or NULL: there was none, or too
 * long ago. */
const struct timeline_lane *late_served_before(const struct timeline *timeline, uint32_t actor,
                                               uint32_t from)
{
    const struct trace_event *begun = first_turn(timeline, actor, from);
    for (int looked = 0; begun && from-- > 0 && looked < EVENTS_BACK; looked++) {
        const struct trace_event *event = trace_at(timeline->trace, from);
        if (event->kind == TRACE_TASK_BEGIN && event->arg == begun->arg && event->who != actor)
            return timeline_lane_of(timeline, event->who);
    }
    return NULL;
}

bool late_say_worker(struct tell *tell, const struct handoff_facts *facts)
{
    const struct timeline_interval *item = facts->item;
    const struct timeline_lane *before =
        tell->timeline->single_thread
            ? NULL
            : late_served_before(tell->timeline, item->object, item->event);
    if (!before || !before->ended || before->end_ns <= facts->since_ns ||
        before->end_ns > item->from_ns)
        return false;
    SAY(tell, GOT_STARTED, .who = item->object, .t_ns = facts->since_ns, .t2_ns = item->from_ns);
    tell_join(tell, TELL_JOIN_NEXT);
    SAY(tell, WORKER_BUSY, .who = item->object, .other = before->actor, .t_ns = before->end_ns);
    tell_join(tell, TELL_JOIN_BECAUSE);
    SAY(tell, IS_LATE, .who = item->object, .t_ns = item->from_ns,
        .for_ns = item->from_ns - facts->since_ns);
    return true;
}

/* ---- anybody else ---- */

static int64_t held_ns(const struct holders *holders)
{
    int64_t ns = 0;
    for (int i = 0; i < holders->count; i++)
        ns += holders->rows[i].ns;
    return ns;
}

struct late late_find(const struct timeline *timeline, const struct handoff_facts *facts)
{
    const struct timeline_interval *item = facts->item;
    struct late late = {.ns = item->from_ns - facts->since_ns};
    /* A callback may have waited for another one of its task, or for the body. */
    uint32_t itself = facts->own->reason == TRACE_BY_CALLBACK ? TRACE_NOBODY : item->object;
    late.holders = holders_between(timeline, facts->strip, itself, facts->since_ns, item->from_ns);
    late.before = late.holders.count ? late.holders.rows[0].item : NULL;
    if (late.holders.all && held_ns(&late.holders) * 2 < late.ns)
        late.before = NULL;
    if (!late.holders.all && late.holders.longest && !holders_several(&late.holders) &&
        held_ns(&late.holders) * 2 < late.ns)
        late.before = NULL; /* many in turns */
    late.several = late.before && holders_several(&late.holders);
    late.blamed = late.several ||
                  (late.before && (item->from_ns - late.holders.rows[0].until_ns) * 2 < late.ns);
    late.turn = reason_is_turn_alone(facts->own, facts->ready);
    return late;
}

int64_t late_of_turn(const struct late *late)
{
    return late->turn && !late->blamed ? late->ns : -1;
}

/* What is held. */
enum what { LOCK, GIL, CORE, LOOP, THREAD };

static enum what what_is_held(const struct timeline *timeline, const struct timeline_lane *strip)
{
    if (strip->of_loop)
        return LOOP;
    if (timeline->has_gil) /* in a program of one's own there are many locks */
        return trace_is_recording(timeline->trace) ? GIL : LOCK;
    if (timeline_on_cores(timeline))
        return CORE;
    return holders_of_loop(timeline) ? LOOP : THREAD;
}

/* It did not let the lock of the interpreter go for a call or a wait of its own. */
static bool is_forced(const struct timeline *timeline, uint32_t holder, int64_t until_ns)
{
    const struct timeline_interval *own = timeline_at(timeline_lane_of(timeline, holder), until_ns);
    return own && own->state == TRACE_READY && own->reason == TRACE_BY_GIL_DROPPED;
}

static void blame_say(struct tell *tell, const struct handoff_facts *facts, const struct late *late)
{
    static const enum sentence one[] = {[LOCK] = TELL_LOCK_WITH,
                                        [GIL] = TELL_GIL_WITH,
                                        [CORE] = TELL_CORE_WITH,
                                        [LOOP] = TELL_LOOP_BUSY,
                                        [THREAD] = TELL_THREAD_BUSY};
    static const enum sentence several[] = {[LOCK] = TELL_HAD_LOCK,
                                            [GIL] = TELL_HAD_GIL,
                                            [CORE] = TELL_HAD_CORE,
                                            [LOOP] = TELL_HAD_LOOP,
                                            [THREAD] = TELL_HAD_THREAD};
    enum what what = what_is_held(tell->timeline, facts->strip);
    const struct timeline_interval *before = late->before;
    struct tell_names names = holders_names(tell->timeline, &late->holders);
    struct tell_args args = {
        .who = facts->who,
        .names = &names,
        .other = holders_actor(tell->timeline, before, late->holders.rows[0].until_ns),
        .t_ns = late->holders.rows[0].until_ns,
        .t2_ns = facts->item->from_ns,
        .for_ns = late->ns};
    where_add(&args, where_held(tell->timeline, before, args.t_ns));
    enum sentence alone = what == GIL && is_forced(tell->timeline, before->object, args.t_ns)
                              ? TELL_GIL_WITH_FORCED
                              : one[what];
    tell_join(tell, TELL_JOIN_NEXT);
    tell_say(tell, late->several ? several[what] : alone, &args);
}

void late_say(struct tell *tell, const struct handoff_facts *facts, const struct late *late)
{
    enum sentence how = late->turn     ? TELL_WAITED_FOR_IT
                        : late->blamed ? TELL_IS_LATE
                                       : TELL_RUNS_LATE;
    if (late->blamed)
        blame_say(tell, facts, late);
    if (late->turn && !late->blamed)
        return;
    tell_join(tell, TELL_JOIN_BECAUSE);
    tell_say(
        tell, how,
        &(struct tell_args){.who = facts->who, .t_ns = facts->item->from_ns, .for_ns = late->ns});
}

void tell_untold(struct tell *tell, const struct timeline_lane *lane,
                 const struct timeline_interval *item)
{
    tell_say(tell, item->reason == TRACE_BY_SLEPT ? TELL_UNTOLD_SLEEP : TELL_UNTOLD_ANSWER,
             &(struct tell_args){.who = lane->actor,
                                 .request = item->object,
                                 .t_ns = item->from_ns,
                                 .for_ns = item->to_ns - item->from_ns});
}
