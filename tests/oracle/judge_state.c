/* How an actor stands. A wait is believed from its last state, until a deed has ended it; how a
 * wait ended is not believed at all, but looked up: who was woken by whom, what was taken,
 * answered, sent, who was cancelled. */
#include "config.h"

#include "judge_private.h"

#include <string.h>

/* ---- without a reason ---- */

enum verdict judge_state(const struct claim *claim, int state)
{
    const struct actor *actor = judge_who(claim);
    int64_t t_ns = judge_moment(claim);
    const struct spell *spell = facts_spell(actor, t_ns);
    if (!actor || !spell)
        return judge_no(claim, "there is none, or it has ended");
    if (spell->state == state)
        return VERDICT_TRUE;
    /* The kernel's doing is told as being ready, in a model or not. */
    if (state == TRACE_READY) {
        struct ability able = facts_ability(claim->facts, actor, t_ns);
        if (able.how == ABLE_READY || judge_is_off(claim, actor, t_ns))
            return VERDICT_TRUE;
    }
    if (claim->facts->has_gil && facts_gil(claim->facts, t_ns) == actor->who &&
        state == TRACE_RUNNING)
        return VERDICT_TRUE; /* its thread has not said so yet */
    return judge_no(claim, "it said that it is %s (%s)", trace_state_name(spell->state),
                    trace_reason_name(spell->reason));
}

/* ---- waits ---- */

enum about { ABOUT_NOTHING, ABOUT_REQUEST, ABOUT_ACTOR, ABOUT_OBJECT, ABOUT_COUNT };

static enum about about_of(int reason)
{
    switch (reason) {
    case TRACE_BY_IO:
    case TRACE_BY_LOOKING:
    case TRACE_BY_MEANWHILE:
        return ABOUT_REQUEST;
    case TRACE_BY_AWAIT:
    case TRACE_BY_RESUME:
    case TRACE_BY_THROW:
    case TRACE_BY_CLOSE:
    case TRACE_BY_GEN_YIELD:
    case TRACE_BY_CHILD:
    case TRACE_BY_GIL_DROPPED:
        return ABOUT_ACTOR;
    case TRACE_BY_LOCK:
    case TRACE_BY_SEMAPHORE:
    case TRACE_BY_CONDITION:
    case TRACE_BY_SEND:
    case TRACE_BY_RECV:
        return ABOUT_OBJECT;
    case TRACE_BY_AWAIT_FIRST:
        return ABOUT_COUNT;
    default:
        return ABOUT_NOTHING;
    }
}

static bool is_about(const struct claim *claim, const struct spell *spell, int reason)
{
    const struct tell_args *args = claim->args;
    if (claim->telling->of == TELLING_STANDING && !args->request && !args->other && !args->object)
        return true; /* in few words: without what it is about */
    switch (about_of(reason)) {
    case ABOUT_REQUEST:
        return args->request == spell->object;
    case ABOUT_ACTOR:
        return args->other == spell->object;
    case ABOUT_OBJECT:
        return args->object == spell->object;
    case ABOUT_COUNT:
        return args->number == spell->object;
    default:
        return true;
    }
}

static bool is_reason(const struct spell *spell, int reason)
{
    return spell->reason == reason ||
           (reason == TRACE_BY_LOCK &&
            (spell->reason == TRACE_BY_SEMAPHORE || spell->reason == TRACE_BY_CONDITION));
}

static enum verdict held_by(const struct claim *claim, int64_t t_ns)
{
    const struct facts *facts = claim->facts;
    const struct actor *other = facts_actor(facts, claim->args->other);
    int64_t slack_ns = judge_slack_ns(facts);
    if (!other)
        return judge_no(claim, "nobody holds it");
    if (claim->id == TELL_IS_FOR_HELD && facts_has_ended(other, t_ns - slack_ns))
        return judge_no(claim, "%s has ended", judge_name(claim, other->who));
    if (claim->id != TELL_IS_FOR_HELD && !facts_has_ended(other, t_ns + slack_ns))
        return judge_no(claim, "%s has not ended", judge_name(claim, other->who));
    if (claim->id == TELL_IS_FOR_HELD_CRASHED && other->end != TRACE_END_CRASHED)
        return judge_no(claim, "%s did not crash", judge_name(claim, other->who));
    if (facts_holds(facts, claim->args->object, other->who, t_ns) > 0)
        return VERDICT_TRUE;
    /* Where they run in parallel, who took it says so a little later, or has just let it go. */
    if (slack_ns && (facts_holds(facts, claim->args->object, other->who, t_ns - slack_ns) > 0 ||
                     facts_holds(facts, claim->args->object, other->who, t_ns + slack_ns) > 0))
        return VERDICT_TRUE;
    return judge_no(claim, "%s does not hold it", judge_name(claim, other->who));
}

enum verdict judge_waits(const struct claim *claim, int reason)
{
    const struct actor *actor = judge_who(claim);
    int64_t t_ns = judge_moment(claim);
    const struct spell *spell = actor ? facts_spell(actor, t_ns) : NULL;
    if (!spell)
        return judge_no(claim, "there is none, or it has ended");
    if (!is_reason(spell, reason)) {
        if (facts_closes_circle(claim->facts, actor, t_ns))
            return VERDICT_UNKNOWN;
        return judge_no(claim, "it said that it is %s (%s)", trace_state_name(spell->state),
                        trace_reason_name(spell->reason));
    }
    if (!is_about(claim, spell, reason))
        return judge_no(claim, "it said that it waits because of %u", (unsigned)spell->object);
    struct ability over = facts_over(claim->facts, actor, spell, t_ns);
    bool in_call = claim->facts->single_thread && spell->state == TRACE_BLOCKED;
    if (judge_can_end(reason) && over.by && !in_call && /* until its thread comes back */
        t_ns - over.since_ns > judge_told_ns(claim->facts, spell))
        return judge_no(claim, "its wait was over at %lld ns by %s", (long long)over.since_ns,
                        judge_by(&over));
    return claim->id == TELL_IS_FOR_HELD || claim->id == TELL_IS_FOR_HELD_ENDED ||
                   claim->id == TELL_IS_FOR_HELD_CRASHED
               ? held_by(claim, t_ns)
               : VERDICT_TRUE;
}

/* ---- the lock of the interpreter, the core ---- */

/* Somebody had it when it began to wait for it; who has it may change a moment later. */
enum verdict judge_waits_gil(const struct claim *claim, int what)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    int64_t t_ns = judge_moment(claim);
    const struct spell *spell = actor ? facts_spell(actor, t_ns) : NULL;
    (void)what;
    if (!spell || spell->reason != TRACE_BY_GIL)
        return judge_no(claim, "it does not wait for it");
    for (int i = 0; i < facts->gil_count; i++)
        if (facts->gils[i].who == claim->args->other &&
            facts->gils[i].from_ns <= t_ns + judge_slack_ns(facts) &&
            facts->gils[i].to_ns >= t_ns - judge_slack_ns(facts))
            return VERDICT_TRUE;
    return judge_no(claim, "%s has not", judge_name(claim, claim->args->other));
}

/* The kernel had taken its thread off the CPU. */
enum verdict judge_off(const struct claim *claim, int what)
{
    const struct actor *actor = judge_who(claim);
    (void)what;
    if (!claim->facts->has_record)
        return VERDICT_UNKNOWN;
    return actor && !judge_is_off(claim, actor, claim->args->t_ns)
               ? judge_no(claim, "its thread is on core %d",
                          facts_core(claim->facts, actor, claim->args->t_ns))
               : VERDICT_TRUE;
}

/* What it waited for has come, and it has not been told. */
enum verdict judge_told_not(const struct claim *claim, int what)
{
    const struct actor *actor = judge_who(claim);
    int64_t t_ns = judge_moment(claim);
    const struct spell *spell = actor ? facts_spell(actor, t_ns) : NULL;
    (void)what;
    if (!spell)
        return judge_no(claim, "there is none, or it has ended");
    if (claim->id == TELL_IS_ANSWERED)
        return judge_answered(claim, claim->args->request, t_ns);
    if (spell->reason != TRACE_BY_SLEEP)
        return judge_no(claim, "it does not sleep");
    return spell->value - claim->facts->origin_ns <= t_ns
               ? VERDICT_TRUE
               : judge_no(claim, "it sleeps until %lld ns",
                          (long long)(spell->value - claim->facts->origin_ns));
}

/* Whether anybody got the lock of the interpreter in [from, to]. */
static bool got_between(const struct facts *facts, int64_t from_ns, int64_t to_ns)
{
    for (int i = 0; i < facts->actor_count; i++)
        if (facts_find(facts, &facts->actors[i], TRACE_GIL_GOT, FACTS_ANY, from_ns, to_ns))
            return true;
    return false;
}

enum verdict judge_gives_up(const struct claim *claim, int what)
{
    const struct actor *actor = judge_who(claim);
    int64_t slack_ns = judge_slack_ns(claim->facts), t_ns = claim->args->t_ns;
    (void)what;
    const struct facts *facts = claim->facts;
    const struct trace_event *freed =
        facts_find(facts, actor, TRACE_GIL_FREED, FACTS_ANY, t_ns - slack_ns, INT64_MAX);
    /* It says so with its next event, whenever its thread comes to that. */
    int64_t freed_ns = freed ? facts_time(facts, freed) : -1;
    const struct trace_event *got =
        facts_find(facts, actor, TRACE_GIL_GOT, FACTS_ANY, t_ns + 1, INT64_MAX);
    if (freed && (!got || facts_time(facts, got) > freed_ns))
        return VERDICT_TRUE;
    /* Or it was free from then on, and nobody else had it. */
    freed = facts_find_last(facts, actor, TRACE_GIL_FREED, FACTS_ANY, 0, t_ns);
    if (freed && !got_between(facts, facts_time(facts, freed) + 1, t_ns - 1))
        return VERDICT_TRUE;
    /* The run is over before it could say so. */
    return t_ns + slack_ns >= claim->facts->end_ns ? VERDICT_UNKNOWN
                                                   : judge_no(claim, "it did not");
}

/* ---- how it got control ---- */

/* The task whose block a thread of the pool runs at t. */
static const struct actor *served_by(const struct facts *facts, const struct actor *thread,
                                     int64_t t_ns)
{
    const struct actor *task = NULL;
    for (int i = 0; i < thread->spell_count && thread->spells[i].from_ns <= t_ns; i++)
        if (thread->spells[i].reason == TRACE_BY_STARTED)
            task = facts_actor(facts, thread->spells[i].object);
    return task;
}

/* Within its running from t on, up to its next wait: the event of a deed. `*seen`: whether there is
 * anything to be seen of it at all. */
static bool has_done(const struct claim *claim, const struct actor *actor, int64_t t_ns,
                     enum trace_kind kind, uint32_t object, bool *seen)
{
    const struct facts *facts = claim->facts;
    bool active = false, granted = false;
    *seen = false;
    if (actor->who >= TRACE_POOL) { /* what it does is told of the task */
        const struct actor *task = served_by(facts, actor, t_ns);
        return facts_find(facts, task, kind, object, t_ns, INT64_MAX) != NULL;
    }
    for (int i = 0; i < actor->event_count; i++) {
        const struct trace_event *event = facts_event(facts, actor->events[i]);
        if (facts_time(facts, event) < t_ns)
            continue;
        if (event->kind == kind && event->arg == object)
            return *seen = true;
        bool state = event->kind == TRACE_STATE && event->who == actor->who;
        bool runs = state && (event->detail == TRACE_RUNNING || event->detail == TRACE_POLLING);
        granted |= event->kind == TRACE_WAKE && event->reason == TRACE_BY_GOT_OBJECT &&
                   event->value == object;
        if (event->kind == TRACE_TASK_END && granted && !active)
            return *seen = true; /* its worker crashed before it could take it */
        bool back = event->kind == TRACE_WAKE && event->reason == TRACE_BY_CANCELLED;
        bool looks = state && event->reason == TRACE_BY_LOOKING;
        bool late =
            state && (event->detail == TRACE_LOCKED || (looks && event->detail == TRACE_READY));
        if (granted && !active && (back || late || (state && event->reason == TRACE_BY_CANCELLED)))
            return *seen = true; /* cancelled before its turn; or another came first */
        if (event->kind == TRACE_TASK_END || (state && active && !runs)) {
            *seen = true;
            return false;
        }
        active |= runs && !(granted && looks);
    }
    return false;
}

/* Somebody woke it for that channel; what its select finds there then is another matter. */
static bool was_called(const struct claim *claim, const struct actor *actor, uint32_t object,
                       int64_t t_ns)
{
    for (int i = 0; i < actor->event_count; i++) {
        const struct trace_event *event = facts_event(claim->facts, actor->events[i]);
        if (event->kind == TRACE_WAKE && event->reason == TRACE_BY_GOT_OBJECT &&
            event->value == (int64_t)object && facts_time(claim->facts, event) <= t_ns)
            return true;
    }
    return false;
}

/* A callback without a thread of its own is woken, and nobody writes that: what is left to be seen
 * is that somebody signalled. */
static bool was_signalled(const struct facts *facts, uint32_t object, int64_t t_ns)
{
    for (uint32_t i = 0; i < trace_count(facts->trace); i++) {
        const struct trace_event *event = facts_event(facts, i);
        if (event->kind == TRACE_SIGNALLED && event->arg == object && event->value > 0 &&
            facts_time(facts, event) <= t_ns)
            return true;
    }
    return false;
}

static bool has_callbacks(const struct actor *actor)
{
    for (int i = 0; i < actor->spell_count; i++)
        if (actor->spells[i].reason == TRACE_BY_CALLBACK)
            return true;
    return false;
}

/* That it may go on by a condition or a barrier. */
static enum verdict has_met(const struct claim *claim, const struct actor *actor, uint32_t object,
                            bool condition, int64_t t_ns)
{
    if (was_called(claim, actor, object, t_ns))
        return VERDICT_TRUE;
    if (has_callbacks(actor) && (!condition || was_signalled(claim->facts, object, t_ns)))
        return condition ? VERDICT_TRUE : VERDICT_UNKNOWN;
    return judge_no(claim, "nobody has let it go on by that");
}

enum verdict judge_has_got(const struct claim *claim, const struct actor *actor, uint32_t object,
                           int wait, int64_t t_ns)
{
    const struct object *what = facts_object(claim->facts, object);
    bool seen = false, channel = what && strncmp(what->meta, "channel ", 8) == 0;
    if (!what)
        return judge_no(claim, "there is no such object");
    bool condition = strncmp(what->meta, "condition ", 10) == 0;
    if (condition || strncmp(what->meta, "barrier ", 8) == 0)
        return has_met(claim, actor, object, condition, t_ns);
    if (channel && wait == TRACE_BY_SELECT && was_called(claim, actor, object, t_ns))
        return VERDICT_TRUE;
    if (!channel && has_done(claim, actor, t_ns, TRACE_OBJECT_TAKEN, object, &seen))
        return VERDICT_TRUE;
    if (channel && wait != TRACE_BY_SEND &&
        has_done(claim, actor, t_ns, TRACE_RECEIVED, object, &seen))
        return VERDICT_TRUE;
    if (channel && wait != TRACE_BY_RECV && has_done(claim, actor, t_ns, TRACE_SENT, object, &seen))
        return VERDICT_TRUE;
    /* Who is called to a channel may come too late, and wait again. */
    const struct trace_event *called =
        facts_find_last(claim->facts, actor, TRACE_WAKE, FACTS_ANY, 0, t_ns);
    if (claim->id == TELL_IS_GOT_CHANNEL && called && called->reason == TRACE_BY_GOT_OBJECT &&
        called->value == object)
        return VERDICT_TRUE;
    /* Of a channel without room, who receives says for the sender that it has sent. */
    const struct spell *before = judge_wait_before(claim->facts, actor, t_ns);
    while (before && before > actor->spells && before->reason == TRACE_BY_LOOKING &&
           before[-1].reason == TRACE_BY_LOOKING)
        before--;
    if (channel && wait != TRACE_BY_RECV && before &&
        facts_find(claim->facts, actor, TRACE_SENT, object, before->from_ns, t_ns))
        return VERDICT_TRUE;
    if (!seen || facts_hidden(actor, INT64_MAX))
        return VERDICT_UNKNOWN;
    return judge_no(claim, "it did not, before its next wait or its end");
}

/* Whether a cancellation came while it waited so. */
static bool was_cancelled(const struct claim *claim, const struct actor *actor,
                          const struct spell *wait, int64_t t_ns)
{
    return facts_find(claim->facts, actor, TRACE_CANCELLED, FACTS_ANY, wait ? wait->from_ns : 0,
                      t_ns) != NULL;
}

enum verdict judge_answered(const struct claim *claim, uint32_t id, int64_t by_ns)
{
    const struct request *request = facts_request(claim->facts, id);
    const struct actor *actor = judge_who(claim);
    if (!request)
        return judge_no(claim, "it has asked for nothing");
    if (actor && actor->who < TRACE_FIRST_OTHER && request->who != actor->owner)
        return judge_no(claim, "%s asked for it", judge_name(claim, request->who));
    if (request->answered_ns < 0 || request->answered_ns > by_ns)
        return judge_no(claim, "it was not answered yet");
    if (request->cancelled)
        return judge_no(claim, "the request was cancelled");
    return VERDICT_TRUE;
}

static enum verdict slept(const struct claim *claim, const struct actor *actor,
                          const struct spell *wait, int64_t t_ns)
{
    if (!wait || wait->wait != TRACE_BY_SLEEP)
        return facts_hidden(actor, t_ns) ? VERDICT_UNKNOWN : judge_no(claim, "it did not sleep");
    if (wait->reason == TRACE_BY_LOOKING) /* the end of it is not known */
        return was_cancelled(claim, actor, wait, t_ns) ? judge_no(claim, "it was cancelled")
                                                       : VERDICT_TRUE;
    int64_t due_ns = wait->value - claim->facts->origin_ns;
    if (!wait->value) /* it was uncovered by a callback of its task */
        return VERDICT_UNKNOWN;
    if (t_ns < due_ns && facts_hidden(actor, t_ns))
        return VERDICT_UNKNOWN;
    if (t_ns < due_ns)
        return judge_no(claim, "its sleep was to last until %lld ns", (long long)due_ns);
    return VERDICT_TRUE;
}

static enum verdict woken(const struct claim *claim, const struct actor *actor,
                          const struct spell *wait, int64_t t_ns)
{
    const struct actor *awaited =
        wait && wait->reason == TRACE_BY_AWAIT ? facts_actor(claim->facts, wait->object) : NULL;
    if (awaited && !facts_has_ended(awaited, t_ns))
        return facts_hidden(actor, t_ns)
                   ? VERDICT_UNKNOWN
                   : judge_no(claim, "%s has not ended", judge_name(claim, awaited->who));
    if (!claim->args->other)
        return VERDICT_TRUE;
    int64_t since_ns = wait && wait > actor->spells ? wait[-1].from_ns : 0;
    for (int i = 0; i < actor->event_count; i++) {
        const struct trace_event *event = facts_event(claim->facts, actor->events[i]);
        int64_t at_ns = facts_time(claim->facts, event);
        if (event->kind == TRACE_WAKE && at_ns >= since_ns && at_ns <= t_ns &&
            event->arg == claim->args->other)
            return VERDICT_TRUE;
    }
    if (wait && wait->reason == TRACE_BY_CHILD)
        return VERDICT_TRUE;
    /* Under polling it looks itself. */
    if (awaited && awaited->who == claim->args->other)
        return VERDICT_TRUE;
    if (facts_hidden(actor, t_ns))
        return VERDICT_UNKNOWN;
    return judge_no(claim, "%s did not wake it", judge_name(claim, claim->args->other));
}

/* `other` did that to it: resumed it, threw into it, closed it. */
static enum verdict handed(const struct claim *claim, const struct actor *actor, int reason,
                           int64_t t_ns)
{
    const struct actor *other = facts_actor(claim->facts, claim->args->other);
    const struct spell *spell = other ? facts_spell(other, t_ns) : NULL;
    if (spell && spell->reason == reason && spell->object == actor->who)
        return VERDICT_TRUE;
    if (other && facts_hidden(other, t_ns))
        return VERDICT_UNKNOWN;
    return judge_no(claim, "%s did not, it is %s (%s)",
                    other ? judge_name(claim, other->who) : "nobody",
                    spell ? trace_state_name(spell->state) : "not there",
                    spell ? trace_reason_name(spell->reason) : "-");
}

static enum verdict returned(const struct claim *claim, const struct actor *actor, int64_t t_ns)
{
    const struct actor *other = facts_actor(claim->facts, claim->args->other);
    const struct spell *spell = other ? facts_spell(other, t_ns) : NULL;
    if (!other)
        return judge_no(claim, "nobody had it");
    if (facts_has_ended(other, t_ns))
        return VERDICT_TRUE;
    if (spell && spell->reason == TRACE_BY_GEN_YIELD && spell->object == actor->who)
        return VERDICT_TRUE;
    if (facts_hidden(actor, t_ns))
        return VERDICT_UNKNOWN;
    return judge_no(claim, "%s did not yield to it", judge_name(claim, other->who));
}

enum verdict judge_ran(const struct claim *claim, int reason, int64_t t_ns)
{
    const struct actor *actor = judge_who(claim);
    const struct spell *wait = judge_wait_before(claim->facts, actor, t_ns);
    if (!actor)
        return judge_no(claim, "there is no such actor");
    switch (reason) {
    case TRACE_BY_STARTED:
        if (actor->who >= TRACE_FIRST_OTHER) /* a thread of the pool begins a block */
            return VERDICT_TRUE;
        return actor->begin_ns < 0 ? judge_no(claim, "it has not begun") : VERDICT_TRUE;
    case TRACE_BY_ANSWER:
    case TRACE_BY_CALLBACK:
        return judge_answered(claim, claim->args->request, t_ns);
    case TRACE_BY_TIMER:
        return slept(claim, actor, wait, t_ns);
    case TRACE_BY_TURN:
        if (wait && wait->state == TRACE_READY)
            return VERDICT_TRUE;
        if (wait && (wait->reason == TRACE_BY_MEANWHILE || wait->reason == TRACE_BY_REST ||
                     wait->reason == TRACE_BY_YIELD || wait->reason == TRACE_BY_LOOKING))
            return VERDICT_TRUE;
        if (facts_hidden(actor, t_ns))
            return VERDICT_UNKNOWN;
        return judge_no(claim, "it was %s (%s)", wait ? trace_state_name(wait->state) : "?",
                        wait ? trace_reason_name(wait->reason) : "?");
    case TRACE_BY_WOKEN:
        return woken(claim, actor, wait, t_ns);
    case TRACE_BY_GOT_OBJECT:
        return judge_has_got(claim, actor, claim->args->object, wait ? wait->reason : 0, t_ns);
    case TRACE_BY_RESUMED:
        return handed(claim, actor, TRACE_BY_RESUME, t_ns);
    case TRACE_BY_THROWN:
        return handed(claim, actor, TRACE_BY_THROW, t_ns);
    case TRACE_BY_CLOSED:
        return handed(claim, actor, TRACE_BY_CLOSE, t_ns);
    case TRACE_BY_RETURNED:
        return returned(claim, actor, t_ns);
    case TRACE_BY_OFFLOADED:
    case TRACE_BY_CALLED_BACK:
        /* A time limit that is over ends no wait for callbacks: they are waited for all the same.
         */
        if (reason == TRACE_BY_CALLED_BACK && was_cancelled(claim, actor, wait, t_ns) &&
            !facts_find(claim->facts, actor, TRACE_WAKE, FACTS_ANY, wait ? wait->from_ns : 0, t_ns))
            return judge_no(claim, "it was cancelled");
        return VERDICT_TRUE;
    case TRACE_BY_GOT_GIL:
        return facts_find(claim->facts, actor, TRACE_GIL_GOT, FACTS_ANY, 0, t_ns)
                   ? VERDICT_TRUE
                   : judge_no(claim, "it never got it");
    default:
        return VERDICT_UNKNOWN;
    }
}

enum verdict judge_runs(const struct claim *claim, int reason)
{
    bool now = tell_rows[claim->id].topic == TELL_TOPIC_NOW;
    if (!now || reason == TRACE_BY_STARTED)
        return judge_ran(claim, reason, claim->args->t_ns);
    return VERDICT_UNKNOWN; /* in few words, without what it is about; told in full elsewhere */
}

/* ---- ends ---- */

enum verdict judge_ended(const struct claim *claim, int end)
{
    const struct actor *actor = judge_who(claim);
    int64_t t_ns = judge_moment(claim);
    if (!actor || actor->end_ns < 0)
        return judge_no(claim, "it did not end");
    if (actor->end_ns > t_ns)
        return judge_no(claim, "it ended only at %lld ns", (long long)actor->end_ns);
    if (actor->end != end)
        return judge_no(claim, "its end was %s", trace_end_name(actor->end));
    return VERDICT_TRUE;
}

/* ---- what cut a wait short ---- */

/* Its time was over by then, and that is how its wait ended, or its block. A thread of the pool has
 * that of the task which it serves. */
static enum verdict timed_out(const struct claim *claim, const struct actor *actor)
{
    const struct facts *facts = claim->facts;
    const struct actor *task =
        actor->who >= TRACE_POOL ? served_by(facts, actor, claim->args->t_ns) : NULL;
    if (task && timed_out(claim, task) == VERDICT_TRUE)
        return VERDICT_TRUE;
    for (int i = 0; i < actor->event_count; i++) {
        const struct trace_event *event = facts_event(facts, actor->events[i]);
        if (facts_time(facts, event) > claim->args->t_ns) {
            if (event->kind != TRACE_STATE)
                continue;
            /* What it says next tells since when. */
            if (event->reason == TRACE_BY_TIMED_OUT && event->value &&
                event->value - facts->origin_ns <= claim->args->t_ns)
                return VERDICT_TRUE;
            break;
        }
        bool ends = (event->kind == TRACE_STATE || event->kind == TRACE_WAKE) &&
                    event->reason == TRACE_BY_TIMED_OUT;
        if (ends && event->kind == TRACE_STATE && event->value > event->time_ns)
            return judge_no(claim, "its time was not over");
        if (ends || (event->kind == TRACE_CANCELLED && event->detail == TRACE_CAUSE_TIMEOUT))
            return VERDICT_TRUE;
    }
    return judge_no(claim, "it had no time that was over");
}

/* The last that cancelled it for that cause, and by whom and where it is told, if there was one;
 * else the last of all. Only of a `cancel` the line is told. */
static const struct trace_event *cancelled_for(const struct claim *claim, const struct actor *actor,
                                               int cause)
{
    const struct facts *facts = claim->facts;
    const struct tell_args *args = claim->args;
    const struct trace_event *last = NULL, *match = NULL;
    for (int i = 0; i < actor->event_count; i++) {
        const struct trace_event *event = facts_event(facts, actor->events[i]);
        if (facts_time(facts, event) > args->t_ns)
            break;
        if (event->kind != TRACE_CANCELLED)
            continue;
        last = event;
        if ((cause < 0 || event->detail == cause) && (!args->other || event->arg == args->other) &&
            (!args->at || cause > TRACE_CAUSE_CANCEL || event->line == args->at))
            match = event;
    }
    return match ? match : last;
}

enum verdict judge_cut(const struct claim *claim, int cause)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    if (actor && cause == TRACE_CAUSE_TIMEOUT)
        return timed_out(claim, actor);
    if (actor && actor->who >= TRACE_POOL) /* whose block the thread runs */
        actor = served_by(facts, actor, claim->args->t_ns);
    if (!actor)
        return judge_no(claim, "there is no such actor");
    if (cause == TRACE_CAUSE_BLOCK)
        return VERDICT_UNKNOWN;
    const struct trace_event *event = cancelled_for(claim, actor, cause);
    if (!event)
        return judge_no(claim, "nobody cancelled it");
    if (cause >= 0 && event->detail != cause)
        return judge_no(claim, "it was cancelled for the cause %u", event->detail);
    if (claim->id == TELL_CANCELLED_BY_ITSELF)
        return event->arg == actor->who ? VERDICT_TRUE : judge_no(claim, "another cancelled it");
    if (claim->args->other && event->arg != claim->args->other)
        return judge_no(claim, "%s cancelled it", judge_name(claim, event->arg));
    if (claim->args->at && cause <= TRACE_CAUSE_CANCEL && event->line != claim->args->at)
        return judge_no(claim, "that was in line %u", (unsigned)event->line);
    return VERDICT_TRUE;
}

/* It was closed, as a generator is. */
enum verdict judge_closed(const struct claim *claim, int what)
{
    const struct actor *actor = judge_who(claim);
    (void)what;
    for (int i = 0; actor && i < actor->spell_count; i++)
        if (actor->spells[i].reason == TRACE_BY_CLOSED &&
            actor->spells[i].from_ns <= claim->args->t_ns)
            return VERDICT_TRUE;
    return judge_no(claim, "it was not");
}

/* It found the channel closed: somebody had closed it by then. */
enum verdict judge_shut(const struct claim *claim, int what)
{
    const struct facts *facts = claim->facts;
    const struct actor *other = facts_actor(facts, claim->args->other);
    (void)what;
    if (!claim->args->other)
        return VERDICT_UNKNOWN;
    return facts_find(facts, other, TRACE_SHUT, claim->args->object, 0, claim->args->t_ns)
               ? VERDICT_TRUE
               : judge_no(claim, "that one did not close it");
}

/* What it waited for until then. */
enum verdict judge_while(const struct claim *claim, int reason)
{
    const struct actor *actor = judge_who(claim);
    const struct spell *spell = actor ? facts_spell(actor, claim->args->t_ns) : NULL;
    if (!spell)
        return judge_no(claim, "there is none, or it has ended");
    struct spell waits = *spell;
    waits.reason = spell->wait;
    waits.object = spell->what;
    bool io = reason == TRACE_BY_IO && waits.reason == TRACE_BY_MEANWHILE;
    if (waits.reason == TRACE_BY_LOOKING)
        return VERDICT_UNKNOWN; /* the event does not say for what */
    if (!is_reason(&waits, reason) && !io)
        return judge_no(claim, "it said that it is %s (%s)", trace_state_name(spell->state),
                        trace_reason_name(spell->reason));
    return is_about(claim, &waits, reason)
               ? VERDICT_TRUE
               : judge_no(claim, "it said that it waits because of %u", (unsigned)waits.object);
}
