/* What stands in columns at a moment, and below: the queues, the lock of the interpreter, an
 * object (whose number is `core` of the telling). */
#include "config.h"

#include "judge_private.h"

#include <string.h>

/* A state in a word. */
enum verdict judge_now_state(const struct claim *claim, int state)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    int64_t t_ns = claim->telling->t_ns;
    const struct spell *spell = actor ? facts_spell(actor, t_ns) : NULL;
    if (!spell)
        return judge_no(claim, "there is none, or it has ended");
    if (spell->state == state)
        return VERDICT_TRUE;
    if (state == TRACE_READY) {
        /* Its wait was over before it said that it waits, and it has still the interpreter's lock.
         */
        bool gives_up = facts->has_gil && facts_over(facts, actor, spell, t_ns).by;
        if (facts_ability(facts, actor, t_ns).how == ABLE_READY || gives_up ||
            judge_is_off(claim, actor, t_ns))
            return VERDICT_TRUE;
    }
    if (state == TRACE_RUNNING && facts_has_control(facts, actor, t_ns))
        return VERDICT_TRUE;
    if (facts_closes_circle(facts, actor, t_ns))
        return VERDICT_UNKNOWN;
    return judge_no(claim, "it said that it is %s (%s)", trace_state_name(spell->state),
                    trace_reason_name(spell->reason));
}

enum verdict judge_now_ended(const struct claim *claim, int end)
{
    const struct actor *actor = judge_who(claim);
    if (!actor || !facts_has_ended(actor, claim->telling->t_ns))
        return judge_no(claim, "it has not ended");
    return actor->end == end ? VERDICT_TRUE
                             : judge_no(claim, "its end was %s", trace_end_name(actor->end));
}

/* It never ended itself: the whole program crashed. */
enum verdict judge_now_crashed(const struct claim *claim, int what)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    const struct trace_event *end =
        facts->run_end == UINT32_MAX ? NULL : facts_event(facts, facts->run_end);
    (void)what;
    if (actor && actor->end_ns >= 0)
        return judge_no(claim, "it has ended");
    return end && end->detail == TRACE_RESULT_CRASH ? VERDICT_TRUE
                                                    : judge_no(claim, "the run did not crash");
}

enum verdict judge_now_waits(const struct claim *claim, int reason)
{
    const struct actor *actor = judge_who(claim);
    int64_t t_ns = claim->telling->t_ns;
    const struct spell *spell = actor ? facts_spell(actor, t_ns) : NULL;
    if (!spell)
        return judge_no(claim, "there is none, or it has ended");
    if (spell->reason != reason) {
        if (facts_closes_circle(claim->facts, actor, t_ns))
            return VERDICT_UNKNOWN;
        return judge_no(claim, "it said that it is %s (%s)", trace_state_name(spell->state),
                        trace_reason_name(spell->reason));
    }
    struct ability over = facts_over(claim->facts, actor, spell, t_ns);
    bool in_call = claim->facts->single_thread && spell->state == TRACE_BLOCKED;
    if (judge_can_end(reason) && over.by && !in_call && /* until its thread comes back */
        t_ns - over.since_ns > judge_told_ns(claim->facts, spell))
        return judge_no(claim, "its wait was over at %lld ns by %s", (long long)over.since_ns,
                        judge_by(&over));
    return VERDICT_TRUE;
}

/* Why it is ready: a wait that was cut short. */
enum verdict judge_now_cut(const struct claim *claim, int reason)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    int64_t t_ns = claim->telling->t_ns;
    if (!actor)
        return judge_no(claim, "there is no such actor");
    if (reason != TRACE_BY_CANCELLED) /* told in full elsewhere */
        return VERDICT_UNKNOWN;
    const struct trace_event *event =
        facts_find_last(facts, actor, TRACE_CANCELLED, FACTS_ANY, 0, t_ns);
    if (!event)
        return judge_no(claim, "nobody cancelled it");
    return VERDICT_TRUE;
}

/* What it waits for has come, whether or not its time is over too. */
static bool is_there(const struct facts *facts, const struct actor *actor, int64_t t_ns)
{
    const struct spell *spell = facts_spell(actor, t_ns);
    if (spell && (spell->reason == TRACE_BY_SLEEP || spell->reason == TRACE_BY_SELECT) &&
        spell->value > 0)
        return spell->value - facts->origin_ns <= t_ns;
    bool asks = spell && (spell->reason == TRACE_BY_IO || spell->reason == TRACE_BY_LOOKING ||
                          spell->reason == TRACE_BY_MEANWHILE);
    const struct request *request = asks ? facts_request(facts, spell->object) : NULL;
    return request && !request->cancelled && request->answered_ns >= 0 &&
           request->answered_ns <= t_ns;
}

/* Where only the words differ: "what it waited for came". */
enum verdict judge_now_came(const struct claim *claim, int by)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    int64_t t_ns = claim->telling->t_ns;
    struct ability able = facts_ability(facts, actor, t_ns);
    const struct trace_event *event;
    if (!actor)
        return judge_no(claim, "there is no such actor");
    if (able.how == ABLE_ACTIVE) /* under gil, say, it runs and has not said so */
        return VERDICT_UNKNOWN;
    if (facts_hidden(actor, t_ns)) /* it may have come for a callback */
        return VERDICT_UNKNOWN;
    if (facts->on_cores && judge_is_off(claim, actor, t_ns)) /* before it says that it waits */
        return VERDICT_UNKNOWN;
    if (able.how != ABLE_READY)
        return judge_no(claim, "nothing came for it");
    if (able.by == BY_CANCEL &&
        (by == TRACE_BY_ANSWERED || by == TRACE_BY_SLEPT || by == TRACE_BY_LAPSED))
        return is_there(facts, actor, t_ns) ? VERDICT_TRUE : judge_no(claim, "it was cancelled");
    event = facts_find_last(facts, actor, TRACE_WAKE, FACTS_ANY, 0, t_ns);
    if (claim->id == TELL_NOW_GOT_CHANNEL && event && event->reason == TRACE_BY_GOT_OBJECT)
        return VERDICT_TRUE; /* it was called, and may come too late */
    if (able.by == BY_CANCEL)
        return judge_no(claim, "it was cancelled");
    switch (by) {
    case TRACE_BY_ANSWERED:
    case TRACE_BY_ANSWER:
        return able.by == BY_ANSWER ? VERDICT_TRUE : judge_no(claim, "it was %s", judge_by(&able));
    case TRACE_BY_LAPSED:
    case TRACE_BY_SLEPT:
    case TRACE_BY_TIMER:
        return able.by == BY_SLEEP ? VERDICT_TRUE : judge_no(claim, "it was %s", judge_by(&able));
    default:
        event = facts_find_last(facts, actor, TRACE_WAKE, FACTS_ANY, 0, t_ns);
        return event && event->reason == by ? VERDICT_TRUE
                                            : judge_no(claim, "it was %s", judge_by(&able));
    }
}

/* The kernel has taken its thread off the CPU. */
enum verdict judge_off_now(const struct claim *claim, int what)
{
    const struct actor *actor = judge_who(claim);
    (void)what;
    if (!claim->facts->has_record || !actor)
        return VERDICT_UNKNOWN;
    int core = facts_core(claim->facts, actor, claim->telling->t_ns);
    return core < 0 ? VERDICT_TRUE : judge_no(claim, "its thread is on core %d", core);
}

/* ---- below the tasks ---- */

/* At the device: asked, and not answered. */
static int asked(const struct facts *facts, uint32_t who, int64_t t_ns)
{
    int count = 0;
    for (uint32_t id = 1; id < facts->request_room; id++) {
        const struct request *request = facts_request(facts, id);
        count += request && (!who || request->who == who) && request->asked_ns <= t_ns &&
                 (request->answered_ns < 0 || request->answered_ns > t_ns);
    }
    return count;
}

static int64_t number_of(const struct tell_names *names)
{
    return names->count + names->more;
}

static enum verdict all_ready(const struct claim *claim, int64_t t_ns)
{
    const struct facts *facts = claim->facts;
    const struct tell_names *names = claim->args->names;
    int64_t ready = 0;
    for (int i = 0; i < names->count; i++) {
        const struct actor *actor = facts_actor(facts, names->who[i]);
        if (!actor || (facts_ability(facts, actor, t_ns).how != ABLE_READY &&
                       !judge_is_off(claim, actor, t_ns)))
            return judge_no(claim, "%s is not", judge_name(claim, names->who[i]));
    }
    for (int i = 1; i <= facts->task_count; i++) {
        const struct spell *spell = facts_spell(&facts->actors[i], t_ns);
        bool in_call = facts->single_thread && spell && spell->state == TRACE_BLOCKED;
        ready += !in_call && facts_ability(facts, &facts->actors[i], t_ns).how == ABLE_READY;
    }
    if (number_of(names) < ready && !names->at_least)
        return judge_no(claim, "%lld are", (long long)ready);
    return VERDICT_TRUE;
}

enum verdict judge_queue(const struct claim *claim, int what)
{
    const struct facts *facts = claim->facts;
    const struct tell_names *names = claim->args->names;
    int64_t t_ns = claim->telling->t_ns;
    (void)what;
    switch (claim->id) {
    case TELL_QUEUE:
    case TELL_QUEUE_EMPTY:
        return all_ready(claim, t_ns);
    case TELL_DEVICE_QUEUE:
    case TELL_DEVICE_EMPTY:
        for (int i = 0; i < names->count; i++)
            if (!asked(facts, names->who[i], t_ns))
                return judge_no(claim, "%s is not", judge_name(claim, names->who[i]));
        return number_of(names) == asked(facts, 0, t_ns)
                   ? VERDICT_TRUE
                   : judge_no(claim, "%d are", asked(facts, 0, t_ns));
    default: /* who wants the lock of the interpreter */
        for (int i = 0; i < names->count; i++) {
            const struct actor *actor = facts_actor(facts, names->who[i]);
            if (!actor || facts_ability(facts, actor, t_ns).how != ABLE_READY)
                return judge_no(claim, "%s does not", judge_name(claim, names->who[i]));
        }
        return VERDICT_TRUE;
    }
}

enum verdict judge_gil(const struct claim *claim, int what)
{
    const struct facts *facts = claim->facts;
    int64_t t_ns = claim->telling->t_ns;
    uint32_t holder = facts_gil(facts, t_ns);
    (void)what;
    if (claim->id == TELL_GIL_ASKED) {
        const struct actor *actor = judge_who(claim);
        int64_t asked_ns = t_ns - claim->args->for_ns;
        return facts_find(facts, actor, TRACE_GIL_ASKED, FACTS_ANY, asked_ns, asked_ns)
                   ? VERDICT_TRUE
                   : judge_no(claim, "it did not ask then");
    }
    if (claim->id == TELL_GIL_IS_HELD)
        return holder == claim->args->who ? VERDICT_TRUE
                                          : judge_no(claim, "%s has it", judge_name(claim, holder));
    return holder == TRACE_NOBODY ? VERDICT_TRUE
                                  : judge_no(claim, "%s has it", judge_name(claim, holder));
}

static bool waits_for(const struct facts *facts, const struct actor *actor, uint32_t object,
                      int64_t t_ns)
{
    const struct spell *spell = facts_spell(actor, t_ns);
    bool waits = spell && spell->what == object && spell->state != TRACE_RUNNING &&
                 (spell->wait == TRACE_BY_LOCK || spell->wait == TRACE_BY_SEMAPHORE ||
                  spell->wait == TRACE_BY_SEND || spell->wait == TRACE_BY_RECV ||
                  spell->wait == TRACE_BY_CONDITION);
    if (spell && spell->wait == TRACE_BY_SELECT && spell->state != TRACE_RUNNING)
        waits = spell->what >> (object < 31 ? object : 31) & 1;
    return waits;
}

/* … and nothing has come for it, nor is its time over. */
static bool still_waits_for(const struct facts *facts, const struct actor *actor, uint32_t object,
                            int64_t t_ns)
{
    return waits_for(facts, actor, object, t_ns) &&
           !facts_over(facts, actor, facts_spell(actor, t_ns), t_ns).by;
}

/* One whose time is over still waits for it, until it is told. */
static bool may_wait_for(const struct facts *facts, const struct actor *actor, uint32_t object,
                         int64_t t_ns)
{
    if (!waits_for(facts, actor, object, t_ns))
        return false;
    const struct spell *spell = facts_spell(actor, t_ns), *next = spell + 1;
    struct ability over = facts_over(facts, actor, spell, t_ns);
    bool times_out =
        next < actor->spells + actor->spell_count && next->reason == TRACE_BY_TIMED_OUT;
    return !over.by || over.by == BY_SLEEP || times_out;
}

static int count_waits(const struct facts *facts, uint32_t object, int64_t t_ns)
{
    int count = 0;
    for (int i = 1; i <= facts->task_count; i++)
        count += !facts_hidden(&facts->actors[i], t_ns) &&
                 still_waits_for(facts, &facts->actors[i], object, t_ns);
    return count;
}

static enum verdict who_waits(const struct claim *claim, uint32_t object, int64_t t_ns)
{
    const struct facts *facts = claim->facts;
    const struct tell_names *names = claim->args->names;
    int count = count_waits(facts, object, t_ns);
    if (!facts->single_thread && !facts->has_gil) /* it may say so a little later */
        return VERDICT_UNKNOWN;
    for (int i = 1; i <= facts->task_count; i++)
        if (facts_closes_circle(facts, &facts->actors[i], t_ns))
            return VERDICT_UNKNOWN;
    if (claim->id == TELL_OBJECT_WAITS_NOBODY)
        return count ? judge_no(claim, "%d wait for it", count) : VERDICT_TRUE;
    for (int i = 0; i < names->count; i++) {
        const struct actor *actor = facts_actor(facts, names->who[i]);
        if (!actor || (actor->who < TRACE_FIRST_OTHER && !facts_hidden(actor, t_ns) &&
                       !may_wait_for(facts, actor, object, t_ns)))
            return judge_no(claim, "%s does not", judge_name(claim, names->who[i]));
    }
    return number_of(names) >= count ? VERDICT_TRUE : judge_no(claim, "%d wait for it", count);
}

static enum verdict who_holds(const struct claim *claim, uint32_t object, int64_t t_ns)
{
    const struct tell_names *names = claim->args->names;
    for (int i = 0; i < names->count; i++) {
        const struct actor *actor = facts_actor(claim->facts, names->who[i]);
        if (!actor || facts_holds_with(claim->facts, object, names->who[i], t_ns) <= 0)
            return judge_no(claim, "%s does not", judge_name(claim, names->who[i]));
    }
    return VERDICT_TRUE;
}

static enum verdict who_held(const struct claim *claim, uint32_t object, int64_t t_ns)
{
    const struct actor *actor = judge_who(claim);
    if (!actor || facts_holds(claim->facts, object, actor->who, t_ns) <= 0)
        return judge_no(claim, "it does not hold it");
    bool ended = facts_has_ended(actor, t_ns);
    if (claim->id == TELL_OBJECT_HELD)
        return ended ? judge_no(claim, "it has ended") : VERDICT_TRUE;
    if (!ended)
        return judge_no(claim, "it has not ended");
    return (actor->end == TRACE_END_CRASHED) == (claim->id == TELL_OBJECT_HELD_CRASHED)
               ? VERDICT_TRUE
               : judge_no(claim, "its end was %s", trace_end_name(actor->end));
}

/* Somebody has closed the channel by then. */
static enum verdict is_shut(const struct claim *claim, uint32_t object, int64_t t_ns)
{
    const struct facts *facts = claim->facts;
    for (size_t i = 0; i < trace_count(facts->trace); i++) {
        const struct trace_event *event = trace_at(facts->trace, i);
        if (event->kind == TRACE_SHUT && event->arg == object && facts_time(facts, event) <= t_ns)
            return VERDICT_TRUE;
    }
    return judge_no(claim, "nobody has closed it");
}

enum verdict judge_object(const struct claim *claim, int what)
{
    const struct facts *facts = claim->facts;
    int64_t t_ns = claim->telling->t_ns;
    uint32_t object = (uint32_t)claim->telling->core;
    const struct object *one = facts_object(facts, object);
    int64_t count;
    (void)what;
    const char *workers = trace_meta(facts->trace, "workers", 0);
    bool several = workers && workers[0] != '1' && facts->single_thread;
    if (!one || several)
        return VERDICT_UNKNOWN; /* each worker has its own: the events do not tell them apart */
    switch (claim->id) {
    case TELL_OBJECT_HELD:
    case TELL_OBJECT_HELD_ENDED:
    case TELL_OBJECT_HELD_CRASHED:
        return who_held(claim, object, t_ns);
    case TELL_OBJECT_FREE:
    case TELL_OBJECT_GIVEN:
        count = facts_held(facts, object, t_ns);
        return count ? judge_no(claim, "it is held") : VERDICT_TRUE;
    case TELL_OBJECT_VALUE:
        count = one->units - facts_held(facts, object, t_ns);
        return one->units < 0 || count == claim->args->number ||
                       count - facts_granted(facts, object, t_ns) == claim->args->number
                   ? VERDICT_TRUE
                   : judge_no(claim, "it is %lld", (long long)count);
    case TELL_OBJECT_HOLDER:
    case TELL_OBJECT_HOLDERS:
        return who_holds(claim, object, t_ns);
    case TELL_OBJECT_HOLDS:
    case TELL_OBJECT_HOLDS_THESE:
        count = facts_in_channel(facts, object, t_ns);
        return count == claim->args->number ? VERDICT_TRUE
                                            : judge_no(claim, "%lld are in it", (long long)count);
    case TELL_OBJECT_CONDITION:
    case TELL_OBJECT_OTHER:
        return VERDICT_TRUE;
    case TELL_OBJECT_MEETING: /* of so many it would be told how many are there */
        return one->units < 0 ? VERDICT_TRUE : VERDICT_FALSE;
    case TELL_OBJECT_BARRIER: /* under polling who has met all the others learns of it at his look
                               */
        count = one->units - (strcmp(trace_meta(facts->trace, "model", 0), "polling") != 0);
        return claim->args->number2 == one->units && claim->args->number <= count
                   ? VERDICT_TRUE
                   : judge_no(claim, "it waits for %lld", (long long)one->units);
    case TELL_OBJECT_CLOSED:
        return is_shut(claim, object, t_ns);
    default:
        return who_waits(claim, object, t_ns);
    }
}
