/* A reason is told in three ways: how an actor stands (`is`), behind which another clause may
 * follow; in few words, where many stand below one another (`now`); and, where it brings control,
 * why the actor got it (`got`). Who got control only because its turn had come (a core, the lock of
 * the interpreter) is told by what it had been ready for; who was woken, by what it had waited for;
 * who has control again after a look in vain, by looking again.
 */
#include "config.h"

#include "tell/reason.h"

#include <string.h>

#include "tell/channel.h"
#include "tell/cut.h"
#include "tell/lock.h"
#include "tell/where.h"
#include "trace/recording.h"

enum {
    READY_BACK = 1024, /* intervals between a wait and its end */
};

/* What the object of a reason is. */
enum about {
    ABOUT_NOTHING,
    ABOUT_REQUEST,
    ABOUT_ACTOR,
    ABOUT_OBJECT,
    ABOUT_OBJECTS,
    ABOUT_COUNT,
    ABOUT_CALL
};

struct reason_row {
    enum about about;
    enum sentence is;
    enum sentence got; /* TELL_NONE: `is` */
    enum sentence now; /* in few words, without what it is about */
};

static const struct reason_row rows[TRACE_REASON_COUNT] = {
    [TRACE_BY_STARTED] = {ABOUT_NOTHING, TELL_IS_STARTED, TELL_GOT_STARTED, TELL_NOW_STARTED},
    [TRACE_BY_ANSWER] = {ABOUT_REQUEST, TELL_IS_ANSWER, TELL_GOT_ANSWER, TELL_NOW_ANSWER},
    [TRACE_BY_TIMER] = {ABOUT_NOTHING, TELL_IS_TIMER, TELL_GOT_TIMER, TELL_NOW_TIMER},
    [TRACE_BY_TURN] = {ABOUT_NOTHING, TELL_IS_TURN, TELL_GOT_TURN, TELL_NOW_TURN},
    [TRACE_BY_WOKEN] = {ABOUT_ACTOR, TELL_IS_WOKEN, TELL_GOT_WOKEN, TELL_NOW_WOKEN},
    [TRACE_BY_GOT_OBJECT] = {ABOUT_OBJECT, TELL_IS_GOT_OBJECT, TELL_GOT_OBJECT,
                             TELL_NOW_GOT_OBJECT},
    [TRACE_BY_GOT_GIL] = {ABOUT_NOTHING, TELL_IS_GOT_GIL, TELL_GOT_GIL, TELL_NOW_GOT_GIL},
    [TRACE_BY_RESUMED] = {ABOUT_ACTOR, TELL_IS_RESUMED, TELL_GOT_RESUMED, TELL_NOW_RESUMED},
    [TRACE_BY_RETURNED] = {ABOUT_ACTOR, TELL_IS_RETURNED, TELL_GOT_RETURNED, TELL_NOW_RETURNED},
    [TRACE_BY_THROWN] = {ABOUT_ACTOR, TELL_IS_THROWN, TELL_GOT_THROWN, TELL_NOW_THROWN},
    [TRACE_BY_CLOSED] = {ABOUT_ACTOR, TELL_IS_CLOSED, TELL_GOT_CLOSED, TELL_NOW_CLOSED},
    [TRACE_BY_OFFLOADED] = {ABOUT_NOTHING, TELL_IS_OFFLOADED, TELL_GOT_OFFLOADED,
                            TELL_NOW_OFFLOADED},
    [TRACE_BY_CALLED_BACK] = {ABOUT_NOTHING, TELL_IS_CALLED_BACK, TELL_GOT_CALLED_BACK,
                              TELL_NOW_CALLED_BACK},
    [TRACE_BY_CALLBACK] = {ABOUT_REQUEST, TELL_IS_CALLBACK, TELL_GOT_CALLBACK, TELL_NOW_CALLBACK},
    [TRACE_BY_GOT_CORE] = {ABOUT_NOTHING, TELL_IS_GOT_CORE, TELL_GOT_CORE, TELL_NOW_GOT_CORE},
    [TRACE_BY_IO] = {ABOUT_REQUEST, TELL_IS_IO, TELL_NONE, TELL_IS_IO},
    [TRACE_BY_SLEEP] = {ABOUT_NOTHING, TELL_IS_SLEEP, TELL_NONE, TELL_IS_SLEEP},
    [TRACE_BY_YIELD] = {ABOUT_NOTHING, TELL_IS_YIELD, TELL_NONE, TELL_IS_YIELD},
    [TRACE_BY_AWAIT] = {ABOUT_ACTOR, TELL_IS_AWAIT, TELL_NONE, TELL_NOW_AWAIT},
    [TRACE_BY_AWAIT_ALL] = {ABOUT_NOTHING, TELL_IS_AWAIT_ALL, TELL_NONE, TELL_IS_AWAIT_ALL},
    [TRACE_BY_AWAIT_ANY] = {ABOUT_NOTHING, TELL_IS_AWAIT_ANY, TELL_NONE, TELL_IS_AWAIT_ANY},
    [TRACE_BY_AWAIT_FIRST] = {ABOUT_COUNT, TELL_IS_AWAIT_FIRST, TELL_NONE, TELL_NOW_AWAIT_FIRST},
    [TRACE_BY_GROUP] = {ABOUT_NOTHING, TELL_IS_GROUP, TELL_NONE, TELL_IS_GROUP},
    [TRACE_BY_LOCK] = {ABOUT_OBJECT, TELL_IS_FOR_OBJECT, TELL_NONE, TELL_NOW_LOCK},
    [TRACE_BY_SEMAPHORE] = {ABOUT_OBJECT, TELL_IS_FOR_OBJECT, TELL_NONE, TELL_NOW_SEMAPHORE},
    [TRACE_BY_SEND] = {ABOUT_OBJECT, TELL_IS_SEND, TELL_NONE, TELL_NOW_SEND},
    [TRACE_BY_RECV] = {ABOUT_OBJECT, TELL_IS_RECV, TELL_NONE, TELL_NOW_RECV},
    [TRACE_BY_OFFLOAD] = {ABOUT_NOTHING, TELL_IS_OFFLOAD, TELL_NONE, TELL_IS_OFFLOAD},
    [TRACE_BY_RESUME] = {ABOUT_ACTOR, TELL_IS_RESUME, TELL_NONE, TELL_NOW_RESUME},
    [TRACE_BY_THROW] = {ABOUT_ACTOR, TELL_IS_THROW, TELL_NONE, TELL_NOW_THROW},
    [TRACE_BY_CLOSE] = {ABOUT_ACTOR, TELL_IS_CLOSE, TELL_NONE, TELL_NOW_CLOSE},
    [TRACE_BY_GEN_YIELD] = {ABOUT_ACTOR, TELL_IS_GEN_YIELD, TELL_NONE, TELL_NOW_GEN_YIELD},
    [TRACE_BY_CREATED] = {ABOUT_NOTHING, TELL_IS_CREATED, TELL_NONE, TELL_IS_CREATED},
    [TRACE_BY_STARTING] = {ABOUT_NOTHING, TELL_IS_STARTING, TELL_NONE, TELL_NOW_STARTING},
    [TRACE_BY_CHILD] = {ABOUT_ACTOR, TELL_IS_CHILD, TELL_NONE, TELL_NOW_CHILD},
    [TRACE_BY_GIL] = {ABOUT_ACTOR, TELL_IS_GIL, TELL_NONE, TELL_NOW_GIL},
    [TRACE_BY_GIL_DROPPED] = {ABOUT_ACTOR, TELL_IS_GIL_DROPPED, TELL_NONE, TELL_NOW_GIL_DROPPED},
    [TRACE_BY_PREEMPTED] = {ABOUT_NOTHING, TELL_IS_PREEMPTED, TELL_NONE, TELL_NOW_PREEMPTED},
    [TRACE_BY_OFF_CPU] = {ABOUT_NOTHING, TELL_IS_OFF_CPU, TELL_NONE, TELL_NOW_OFF_CPU},
    [TRACE_BY_LOOKING] = {ABOUT_REQUEST, TELL_IS_LOOKING, TELL_GOT_LOOKS, TELL_IS_LOOKING},
    [TRACE_BY_MEANWHILE] = {ABOUT_REQUEST, TELL_IS_MEANWHILE, TELL_GOT_LOOKS, TELL_NOW_MEANWHILE},
    [TRACE_BY_CALLBACKS] = {ABOUT_NOTHING, TELL_IS_CALLBACKS, TELL_NONE, TELL_IS_CALLBACKS},
    [TRACE_BY_REST] = {ABOUT_NOTHING, TELL_IS_REST, TELL_NONE, TELL_NOW_REST},
    [TRACE_BY_WORKER] = {ABOUT_NOTHING, TELL_IS_WORKER, TELL_NONE, TELL_IS_WORKER},
    [TRACE_BY_END] = {ABOUT_NOTHING, TELL_IS_END, TELL_NONE, TELL_IS_END},
    [TRACE_BY_ANSWERED] = {ABOUT_REQUEST, TELL_IS_ANSWERED, TELL_GOT_ANSWER, TELL_NOW_ANSWERED},
    [TRACE_BY_SLEPT] = {ABOUT_NOTHING, TELL_IS_SLEPT, TELL_GOT_TIMER, TELL_NOW_SLEPT},
    [TRACE_BY_SELECT] = {ABOUT_OBJECTS, TELL_IS_SELECT_FOR, TELL_NONE, TELL_IS_SELECT},
    [TRACE_BY_LAPSED] = {ABOUT_NOTHING, TELL_IS_LAPSED, TELL_GOT_LAPSED, TELL_NOW_LAPSED},
    /* of a recorded program */
    [TRACE_BY_CALL] = {ABOUT_CALL, TELL_IS_CALL, TELL_NONE, TELL_NOW_CALL},
    [TRACE_BY_BACK] = {ABOUT_CALL, TELL_IS_BACK, TELL_GOT_CALL, TELL_NOW_BACK},
    [TRACE_BY_JOIN] = {ABOUT_ACTOR, TELL_IS_JOIN, TELL_NONE, TELL_NOW_JOIN},
    [TRACE_BY_CONDITION] = {ABOUT_OBJECT, TELL_IS_FOR_OBJECT, TELL_NONE, TELL_NOW_CONDITION},
    [TRACE_BY_UNWATCHED] = {ABOUT_NOTHING, TELL_IS_UNWATCHED, TELL_NONE, TELL_NOW_UNWATCHED},
    [TRACE_BY_LOOP] = {ABOUT_NOTHING, TELL_IS_LOOP, TELL_NONE, TELL_NOW_LOOP},
    [TRACE_BY_LOOP_CALLBACK] = {ABOUT_NOTHING, TELL_IS_LOOP_CALLBACK, TELL_NONE,
                                TELL_NOW_LOOP_CALLBACK},
    [TRACE_BY_QUEUED] = {ABOUT_OBJECT, TELL_IS_QUEUED, TELL_NONE, TELL_NOW_QUEUED},
    [TRACE_BY_JOB] = {ABOUT_ACTOR, TELL_IS_JOB, TELL_NONE, TELL_NOW_JOB},
    [TRACE_BY_POOL] = {ABOUT_OBJECT, TELL_IS_POOL, TELL_NONE, TELL_NOW_POOL},
    [TRACE_BY_SCHEDULE] = {ABOUT_NOTHING, TELL_IS_SCHEDULE, TELL_NONE, TELL_NOW_SCHEDULE},
    [TRACE_BY_MOVE] = {ABOUT_NOTHING, TELL_IS_MOVE, TELL_GOT_MOVE, TELL_NOW_MOVE},
    /* these are told by cut.c */
    [TRACE_BY_CANCELLED] = {ABOUT_ACTOR, TELL_CANCELLED_BY, TELL_CANCELLED_BY,
                            TELL_NOW_WAS_CANCELLED},
    [TRACE_BY_TIMED_OUT] = {ABOUT_NOTHING, TELL_TIMED_OUT, TELL_TIMED_OUT, TELL_NOW_TIMED_OUT},
    [TRACE_BY_SHUT] = {ABOUT_OBJECT, TELL_FOUND_SHUT, TELL_FOUND_SHUT, TELL_NOW_SHUT},
};

/* Without a reason. */
static const enum sentence by_state[TRACE_STATE_COUNT] = {
    [TRACE_RUNNING] = TELL_IS_RUNNING, [TRACE_POLLING] = TELL_IS_POLLING,
    [TRACE_BLOCKED] = TELL_IS_BLOCKED, [TRACE_WAITING] = TELL_IS_WAITING,
    [TRACE_LOCKED] = TELL_IS_LOCKED,   [TRACE_READY] = TELL_IS_READY,
    [TRACE_ENDED] = TELL_ENDED,
};

/* Of a reason that is not known: that of none. */
static const struct reason_row *row_of(const struct timeline_interval *item)
{
    return &rows[item->reason < TRACE_REASON_COUNT ? item->reason : TRACE_BY_NONE];
}

static struct tell_args args_of(uint32_t actor, enum about about, uint32_t object)
{
    struct tell_args args = {.who = actor};
    if (about == ABOUT_REQUEST)
        args.request = object;
    else if (about == ABOUT_OBJECT)
        args.object = object;
    else if (about == ABOUT_ACTOR)
        args.other = object;
    else if (about == ABOUT_OBJECTS)
        args.objects = object;
    else if (about == ABOUT_COUNT)
        args.number = object;
    return args;
}

/* The call by its name, and of a wait its descriptor; without a name, so. */
static enum sentence call_row(const struct timeline *timeline, const struct timeline_interval *item,
                              enum sentence id, struct tell_args *args)
{
    static const struct {
        enum sentence id, unknown, of;
    } calls[] = {
        {TELL_IS_CALL, TELL_IS_CALL_UNKNOWN, TELL_IS_CALL_OF},
        {TELL_IS_BACK, TELL_IS_BACK_UNKNOWN, TELL_NONE},
        {TELL_GOT_CALL, TELL_GOT_CALL_UNKNOWN, TELL_NONE},
    };
    size_t row = 0;
    while (row < sizeof calls / sizeof *calls && calls[row].id != id)
        row++;
    if (row == sizeof calls / sizeof *calls)
        return id;
    const struct trace_event *event = trace_at(timeline->trace, item->event);
    args->text =
        item->object > INT32_MAX ? NULL : trace_meta(timeline->trace, "call", (int)item->object);
    if (!args->text)
        return calls[row].unknown;
    args->len = strlen(args->text);
    args->number = event->value;
    bool of = calls[row].of && event->kind == TRACE_STATE && event->value >= 0;
    return of ? calls[row].of : id;
}

/* ---- how it stands ---- */

/* The wait of the actor that was over at t_ns, or NULL: before it was ready, if it was. */
static const struct timeline_interval *wait_before(const struct timeline *timeline, uint32_t actor,
                                                   int64_t t_ns)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, actor);
    long at = lane ? timeline_find(lane, t_ns - 1) : -1;
    for (int looked = 0; at > 0 && looked < READY_BACK; looked++, at--) {
        uint8_t reason = lane->items[at].reason;
        bool over = reason == TRACE_BY_GIL || reason == TRACE_BY_ANSWERED ||
                    reason == TRACE_BY_SLEPT || reason == TRACE_BY_LAPSED ||
                    reason == TRACE_BY_WOKEN || reason == TRACE_BY_OFFLOADED ||
                    timeline_was_cut(reason);
        if (!(over && lane->items[at].state == TRACE_READY) && !timeline_was_stopped(reason) &&
            reason != TRACE_BY_GOT_GIL)
            break;
    }
    return at < 0 ? NULL : &lane->items[at];
}

/* Who held the lock when the wait for it began: the event says so in traces of before. 0: it is not
 * known. */
static uint32_t holder_of(const struct timeline *timeline, uint32_t actor,
                          const struct timeline_interval *item)
{
    const struct trace_event *wait = trace_at(timeline->trace, item->event);
    if (wait->kind == TRACE_STATE && wait->value > 0 &&
        wait->value <= trace_task_count(timeline->trace))
        return (uint32_t)wait->value;
    return lock_holder(timeline, item->object, actor, item->event);
}

enum sentence reason_of_callback(const struct tell_args *args, bool ended)
{
    static const enum sentence callbacks[2][3] = {
        {TELL_IS_LOOP_CALLBACK, TELL_IS_LOOP_CALLBACK_OF, TELL_IS_LOOP_CALLBACK_UNKNOWN},
        {TELL_LOOP_CALLBACK_ENDED, TELL_LOOP_CALLBACK_ENDED_OF, TELL_LOOP_CALLBACK_ENDED_UNKNOWN},
    };
    return callbacks[ended][args->at ? 0 : args->in ? 1 : 2];
}

enum sentence reason_of_end(const struct timeline_lane *lane)
{
    static const enum sentence ends[] = {[TRACE_END_OK] = TELL_ENDED,
                                         [TRACE_END_FAILED] = TELL_ENDED_FAILED,
                                         [TRACE_END_CANCELLED] = TELL_ENDED_CANCELLED,
                                         [TRACE_END_CRASHED] = TELL_ENDED_CRASHED};
    size_t end = lane && lane->ended ? lane->end : TRACE_END_OK;
    return end < sizeof ends / sizeof *ends ? ends[end] : TELL_ENDED_UNKNOWN;
}

static bool has_ended(const struct timeline *timeline, uint32_t actor, int64_t t_ns)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, actor);
    return lane && lane->ended && lane->end_ns <= t_ns;
}

/* A thread of the pool begins one block after the other. */
static bool begins_block(uint32_t actor, const struct timeline_interval *item)
{
    return item->reason == TRACE_BY_STARTED && actor >= TRACE_POOL && actor < TRACE_DEVICE &&
           item->object;
}

/* On a thread of its own a callback is not something that its actor has: it is the actor. */
static bool is_callback_itself(uint32_t actor, const struct timeline_interval *item)
{
    return item->reason == TRACE_BY_CALLBACK && actor >= TRACE_HELPER && actor < TRACE_POOL;
}

static enum sentence sentence_of(uint32_t actor, const struct timeline_interval *item)
{
    if (is_callback_itself(actor, item))
        return TELL_IS_ANSWER;
    if (!item->reason)
        return by_state[item->state];
    enum sentence is = row_of(item)->is;
    if (item->reason == TRACE_BY_LOOP && item->state == TRACE_RUNNING)
        return actor < TRACE_FIRST_OTHER ? TELL_IS_LOOP_OVER : TELL_IS_LOOP_HAS;
    if (item->reason == TRACE_BY_JOB && item->state == TRACE_RUNNING)
        return TELL_IS_JOB_OVER;
    if (item->reason == TRACE_BY_SELECT && !item->object)
        return TELL_IS_SELECT;
    return is ? is : TELL_IS_UNKNOWN;
}

/* With who had it at t, or nobody. */
static void for_lock_say(struct tell *tell, struct tell_args *args, uint32_t holder, bool bare)
{
    static const struct lock_rows held = {TELL_IS_FOR_HELD, TELL_IS_FOR_HELD_ENDED,
                                          TELL_IS_FOR_HELD_CRASHED};
    enum sentence id =
        holder ? lock_row_at(tell->timeline, &held, holder, args->t_ns) : TELL_IS_FOR_OBJECT;
    args->other = holder;
    if (bare)
        tell_say_bare(tell, id, args);
    else
        tell_say(tell, id, args);
}

/* A task of a recorded loop, for a future that nobody knows more of. */
static bool waits_unseen(const struct timeline_interval *item)
{
    return item->state == TRACE_WAITING &&
           (item->reason == TRACE_BY_NONE || item->reason == TRACE_BY_UNWATCHED);
}

void reason_say(struct tell *tell, uint32_t actor, const struct timeline_interval *item, bool bare)
{
    struct tell_args args = args_of(actor, row_of(item)->about, item->object);
    enum sentence id = channel_row(tell->timeline, sentence_of(actor, item), item->object);
    if (timeline_was_cut(item->reason)) {
        cut_say(tell, actor, item, wait_before(tell->timeline, actor, item->from_ns), bare);
        return;
    }
    args.t_ns = item->from_ns;
    if (trace_is_recording(tell->timeline->trace)) {
        where_add(&args, where_in(tell->timeline, item));
        if (waits_unseen(item) && (args.at || item->reason))
            id = TELL_IS_WAITS_AT;
    }
    if (id == TELL_IS_LOOP_CALLBACK)
        id = reason_of_callback(&args, false);
    id = call_row(tell->timeline, item, id, &args);
    if (begins_block(actor, item)) {
        id = TELL_IS_BLOCK;
        args.other = item->object;
    }
    if (item->reason == TRACE_BY_LOCK) {
        for_lock_say(tell, &args, holder_of(tell->timeline, actor, item), bare);
        return;
    }
    if (bare)
        tell_say_bare(tell, id, &args);
    else
        tell_say(tell, id, &args);
}

void reason_say_for_lock(struct tell *tell, uint32_t actor, const struct timeline_interval *item,
                         int64_t t_ns)
{
    struct tell_args args = {.who = actor, .object = item->object, .t_ns = t_ns};
    size_t count = trace_count_until(tell->timeline->trace, t_ns);
    for_lock_say(tell, &args, lock_holder(tell->timeline, item->object, actor, count), true);
}

void reason_say_now(struct tell *tell, uint32_t actor, const struct timeline_interval *item)
{
    enum sentence now = is_callback_itself(actor, item) ? TELL_NOW_ANSWER : row_of(item)->now;
    enum sentence id = channel_row(tell->timeline, now, item->object);
    if (trace_is_recording(tell->timeline->trace) && waits_unseen(item))
        id = TELL_IS_WAITS_AT;
    struct tell_args args = {.who = actor, .t_ns = item->from_ns};
    if (id == TELL_NOW_OTHER)
        args.object = item->object;
    tell_say_bare(tell, id ? id : TELL_IS_UNKNOWN, &args);
}

/* ---- why it got control ---- */

/* Got the lock, a core, a turn: that alone says little where the actor was waiting for something
 * that came. */
static bool says_less(uint8_t reason)
{
    return reason == TRACE_BY_GOT_GIL || reason == TRACE_BY_TURN || reason == TRACE_BY_GOT_CORE ||
           reason == TRACE_BY_NONE;
}

bool reason_is_turn_alone(const struct timeline_interval *item,
                          const struct timeline_interval *ready)
{
    bool turn = item->reason == TRACE_BY_GOT_GIL || item->reason == TRACE_BY_GOT_CORE ||
                item->reason == TRACE_BY_TURN;
    return turn && !(ready && row_of(ready)->got);
}

/* Who was woken knows best by what it waited for: `main's wait for its group was over`. */
static enum sentence over(const struct timeline_interval *wait)
{
    switch (wait ? wait->reason : TRACE_BY_NONE) {
    case TRACE_BY_CHILD:
        return TELL_GOES_ON;
    case TRACE_BY_AWAIT:
        return TELL_OVER_AWAIT;
    case TRACE_BY_AWAIT_ALL:
        return TELL_OVER_AWAIT_ALL;
    case TRACE_BY_AWAIT_ANY:
        return TELL_OVER_AWAIT_ANY;
    case TRACE_BY_AWAIT_FIRST:
        return TELL_OVER_AWAIT_FIRST;
    case TRACE_BY_GROUP:
        return TELL_OVER_GROUP;
    case TRACE_BY_JOIN:
        return TELL_OVER_JOIN;
    case TRACE_BY_RECV:
        return TELL_GOT_SOMETHING;
    case TRACE_BY_SEND:
        return TELL_GOT_ROOM;
    case TRACE_BY_SELECT:
        return TELL_GOT_CASE;
    default:
        return TELL_NONE;
    }
}

/* A turn after a look in vain is for the next look. */
static bool looks_again(const struct timeline_interval *item, const struct timeline_interval *wait)
{
    return item->reason == TRACE_BY_TURN && wait &&
           (wait->reason == TRACE_BY_MEANWHILE || wait->reason == TRACE_BY_LOOKING);
}

/* A turn that is all there is to say, with the wait for it. */
static enum sentence after(enum sentence got)
{
    switch (got) {
    case TELL_GOT_GIL:
        return TELL_GOT_GIL_AFTER;
    case TELL_GOT_CORE:
        return TELL_GOT_CORE_AFTER;
    case TELL_GOT_LOOKS:
        return TELL_GOT_LOOKS_AFTER;
    default:
        return TELL_GOT_TURN_AFTER;
    }
}

/* The interval whose reason says most. */
static const struct timeline_interval *telling(const struct handoff_facts *facts,
                                               const struct timeline_interval *wait)
{
    if (facts->ready && says_less(facts->own->reason) && row_of(facts->ready)->got)
        return facts->ready;
    return looks_again(facts->own, wait) ? wait : facts->own;
}

/* When the time of the wait was over: a callback may have covered it then. */
static int64_t due_of(const struct timeline *timeline, const struct timeline_interval *over,
                      int64_t since_ns)
{
    const struct trace_event *event = over ? trace_at(timeline->trace, over->event) : NULL;
    bool timed = event && event->kind == TRACE_STATE && event->value > 0 &&
                 (event->reason == TRACE_BY_SLEEP || event->reason == TRACE_BY_SELECT);
    int64_t due_ns = timed ? event->value - trace_origin(timeline->trace) : since_ns;
    return due_ns < since_ns ? due_ns : since_ns;
}

void reason_say_got(struct tell *tell, uint32_t actor, const struct handoff_facts *facts,
                    int64_t after_ns)
{
    const struct timeline_interval *wait = wait_before(
        tell->timeline, actor, facts->ready ? facts->ready->from_ns : facts->own->from_ns);
    const struct timeline_interval *item = telling(facts, wait);
    if (timeline_was_cut(item->reason)) {
        cut_say(tell, actor, item, wait, false);
        return;
    }
    bool woken = item->reason == TRACE_BY_WOKEN || item->reason == TRACE_BY_GOT_OBJECT;
    if (woken && tell->timeline->has_callbacks && wait && wait->line != item->line)
        woken = false; /* a callback's own wait was over, at another line; its task waits on */
    enum sentence got = woken ? over(wait) : TELL_NONE;
    bool awaits = got >= TELL_OVER_AWAIT && got <= TELL_OVER_GROUP;
    if (awaits && item->reason == TRACE_BY_GOT_OBJECT) /* its callback got something */
        got = TELL_NONE;
    const struct timeline_interval *about = got && got != TELL_GOT_CASE ? wait : item;
    uint32_t who = is_callback_itself(actor, about) ? timeline_owner(tell->timeline, actor) : actor;
    struct tell_args args = args_of(who, row_of(about)->about, about->object);
    args.t_ns = facts->answer ? facts->answer->answered_ns : facts->since_ns;
    args.t2_ns = facts->item->from_ns;
    args.for_ns = after_ns;
    got = channel_row(tell->timeline, got ? got : row_of(item)->got, about->object);
    got = call_row(tell->timeline, about, got, &args);
    if (begins_block(actor, item)) {
        got = TELL_GOT_BLOCK;
        args.other = item->object;
    }
    if (item->reason == TRACE_BY_RETURNED &&
        has_ended(tell->timeline, item->object, item->from_ns)) {
        tell_say(tell, reason_of_end(timeline_lane_of(tell->timeline, item->object)),
                 &(struct tell_args){.who = item->object, .t_ns = facts->item->from_ns});
        tell_join(tell, TELL_JOIN_NEXT);
        got = TELL_GOT_BACK;
    }
    if (got == TELL_GOT_TIMER || got == TELL_GOT_LAPSED)
        args.t_ns = due_of(tell->timeline, facts->ready ? facts->ready : wait, facts->since_ns);
    if (!got)
        reason_say(tell, actor, item, false);
    else
        tell_say(tell, after_ns >= 0 ? after(got) : got, &args);
}
