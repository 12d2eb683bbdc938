/* The marks of a story. `telling` has the stretch: [from, to). */
#include "config.h"

#include "judge_private.h"

enum { WORD_NS = 500 * 1000 };

/* It got control at `to`, and could have had it since `from`. */
static enum verdict told_late(const struct claim *claim)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    int64_t since_ns = claim->args->t_ns - claim->args->for_ns;
    if (!actor)
        return judge_no(claim, "there is no such actor");
    struct ability able = facts_ability(facts, actor, claim->args->t_ns - 1);
    const struct spell *now = facts_spell(actor, claim->args->t_ns);
    if (now && now->reason == TRACE_BY_TIMED_OUT && now->value - facts->origin_ns == since_ns)
        return VERDICT_TRUE; /* whatever came in between, in vain */
    int64_t off_ns = able.since_ns - since_ns;
    if (able.how == ABLE_READY && off_ns <= WORD_NS && -off_ns <= WORD_NS)
        return VERDICT_TRUE;
    for (uint32_t id = 1; id < facts->request_room; id++) { /* who looks has control, at times */
        const struct request *request = facts_request(facts, id);
        if (request && request->who == actor->owner && request->answered_ns == since_ns &&
            !request->cancelled &&
            (request->noticed_ns < 0 || request->noticed_ns >= claim->args->t_ns))
            return VERDICT_TRUE;
    }
    if (facts_find(facts, actor, TRACE_WAKE, FACTS_ANY, since_ns, since_ns))
        return VERDICT_TRUE;
    const struct spell *wait = judge_wait_before(facts, actor, claim->args->t_ns);
    if (wait && wait->reason == TRACE_BY_SLEEP && wait->value - facts->origin_ns == since_ns)
        return VERDICT_TRUE;
    for (int i = 0; facts_hidden(actor, INT64_MAX) && i < actor->spell_count; i++) {
        const struct spell *spell = &actor->spells[i]; /* a callback slept in a call */
        if (spell->state == TRACE_BLOCKED && spell->reason == TRACE_BY_SLEEP &&
            spell->value - facts->origin_ns == since_ns)
            return VERDICT_TRUE;
    }
    if (able.how != ABLE_READY)
        return judge_no(claim, "it could not have had control just before");
    return judge_no(claim, "it could have had control since %lld ns (%s)", (long long)able.since_ns,
                    judge_by(&able));
}

static bool was_shut(const struct facts *facts, const struct actor *actor, int64_t t_ns)
{
    for (int i = 0; i < actor->event_count; i++) {
        const struct trace_event *event = facts_event(facts, actor->events[i]);
        if (event->reason == TRACE_BY_SHUT && facts_time(facts, event) <= t_ns &&
            (event->kind == TRACE_WAKE || event->kind == TRACE_STATE))
            return true;
    }
    return false;
}

/* What was over at t. */
static enum verdict was_over(const struct claim *claim)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    int64_t t_ns = claim->args->t_ns;
    if (!actor)
        return judge_no(claim, "there is no such actor");
    if (claim->id == TELL_WAS_ANSWER) {
        for (uint32_t id = 1; id < facts->request_room; id++) {
            const struct request *request = facts_request(facts, id);
            if (request && request->who == actor->owner && request->answered_ns == t_ns &&
                !request->cancelled)
                return VERDICT_TRUE;
        }
        return judge_no(claim, "no answer of its requests came then");
    }
    const struct spell *spell = judge_wait_before(facts, actor, claim->telling->to_ns);
    if (claim->id == TELL_WAS_QUEUED)
        return judge_no(claim, "only recorded programs have such queues");
    if (!spell)
        return judge_no(claim, "it did not wait");
    if (claim->id == TELL_WAS_SLEEP) {
        if (spell->reason == TRACE_BY_LOOKING || facts_hidden(actor, claim->telling->to_ns))
            return VERDICT_UNKNOWN;
        if (spell->reason != TRACE_BY_SLEEP)
            return judge_no(claim, "it did not sleep");
        int64_t due_ns = spell->value - facts->origin_ns;
        return t_ns >= due_ns && t_ns <= due_ns + WORD_NS
                   ? VERDICT_TRUE
                   : judge_no(claim, "it slept until %lld ns", (long long)due_ns);
    }
    if (claim->id == TELL_WAS_SHUT)
        return was_shut(facts, actor, t_ns) ? VERDICT_TRUE
                                            : judge_no(claim, "its channel was not closed");
    if (claim->id == TELL_WAS_CANCELLED || claim->id == TELL_WAS_TIMED_OUT) {
        const struct trace_event *event =
            facts_find_last(facts, actor, TRACE_CANCELLED, FACTS_ANY, spell->from_ns, t_ns);
        bool timeout = event && event->detail == TRACE_CAUSE_TIMEOUT;
        const struct spell *now = facts_spell(actor, claim->telling->to_ns);
        if (claim->id == TELL_WAS_TIMED_OUT && now && now->reason == TRACE_BY_TIMED_OUT &&
            now->value - facts->origin_ns == t_ns) /* the loop looked later, and wrote it then */
            return VERDICT_TRUE;
        const struct trace_event *wake =
            facts_find(facts, actor, TRACE_WAKE, FACTS_ANY, t_ns, t_ns);
        if (claim->id == TELL_WAS_CANCELLED && wake && wake->reason == TRACE_BY_CANCELLED)
            return VERDICT_TRUE; /* a callback has covered its wait since */
        return event && timeout == (claim->id == TELL_WAS_TIMED_OUT)
                   ? VERDICT_TRUE
                   : judge_no(claim, event ? "it was for another cause" : "nobody did");
    }
    /* Others may have been at the channel before it had its turn; and a time limit that was over
     * before may have been its callback's. */
    const struct trace_event *called = facts_find(facts, actor, TRACE_WAKE, FACTS_ANY, t_ns, t_ns);
    bool object = claim->id == TELL_WAS_OBJECT || claim->id == TELL_WAS_CHANNEL;
    if (object && called && called->reason == TRACE_BY_GOT_OBJECT)
        return VERDICT_TRUE;
    if (object && facts_find(facts, actor, TRACE_CANCELLED, FACTS_ANY, spell->from_ns, t_ns))
        return judge_no(claim, "it was cancelled");
    if (object)
        return spell->reason == TRACE_BY_LOOKING || spell->reason == TRACE_BY_SELECT
                   ? VERDICT_UNKNOWN
                   : judge_has_got(claim, actor, spell->object, spell->reason,
                                   claim->telling->to_ns);
    return facts_find(facts, actor, TRACE_WAKE, FACTS_ANY, 0, t_ns)
               ? VERDICT_TRUE
               : judge_no(claim, "nobody woke it");
}

enum verdict judge_story(const struct claim *claim, int what)
{
    (void)what;
    return claim->id == TELL_WAS_TOLD_LATE ? told_late(claim) : was_over(claim);
}

/* It had control all the time: in a call, or not. */
enum verdict judge_kept(const struct claim *claim, int in_call)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = claim->id == TELL_BUSY_ITSELF ? judge_who(claim) : judge_who(claim);
    int64_t to_ns = claim->telling->to_ns, from_ns = claim->telling->from_ns;
    int64_t middle_ns = from_ns + (to_ns - from_ns) / 2;
    const struct spell *spell = actor ? facts_spell(actor, middle_ns) : NULL;
    if (claim->args->who == TELL_A_CALLBACK)
        return judge_callback_kept(claim, middle_ns, in_call);
    if (claim->id == TELL_BUSY_ITSELF)
        return facts_has_control(facts, actor, claim->args->t_ns)
                   ? VERDICT_TRUE
                   : judge_no(claim, "it had not control then");
    bool runs = facts->single_thread && spell && /* though the kernel had taken its core */
                (spell->state == TRACE_RUNNING || spell->state == TRACE_POLLING ||
                 spell->state == TRACE_BLOCKED);
    if (!spell || (!runs && !facts_has_control(facts, actor, middle_ns)))
        return judge_no(claim, "it had not control in between");
    if ((spell->state == TRACE_BLOCKED) != in_call)
        return judge_no(claim, "it was %s", trace_state_name(spell->state));
    return VERDICT_TRUE;
}

static enum verdict could(const struct claim *claim, uint32_t who, int64_t t_ns, bool exact)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = facts_actor(facts, who);
    if (!actor)
        return judge_no(claim, "there is no such actor");
    if (!exact) {
        t_ns = claim->telling->to_ns - 1;
        /* It may have been able only in the beginning. */
        if (facts_ability(facts, actor, t_ns).how != ABLE_READY)
            return VERDICT_UNKNOWN;
        return VERDICT_TRUE;
    }
    struct ability able = facts_ability(facts, actor, t_ns);
    if (able.how != ABLE_READY)
        return judge_no(claim, "%s could not", judge_name(claim, who));
    bool before =
        facts_ability(facts, actor, t_ns - 1).how == ABLE_READY && t_ns > claim->telling->from_ns;
    return before ? judge_no(claim, "%s could since %lld ns", judge_name(claim, who),
                             (long long)able.since_ns)
                  : VERDICT_TRUE;
}

enum verdict judge_could(const struct claim *claim, int what)
{
    enum verdict verdict;
    (void)what;
    if (claim->id == TELL_OTHERS_COULD)
        return VERDICT_TRUE;
    verdict = could(claim, claim->args->who, claim->args->t_ns, true);
    if (verdict != VERDICT_TRUE || claim->id == TELL_COULD_ONE)
        return verdict;
    return could(claim, claim->args->other, claim->args->t_ns, false);
}
