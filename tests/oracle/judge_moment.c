/* Who holds control at a moment, who could, and who waits for what. */
#include "config.h"

#include "judge_private.h"

static bool is_asking(enum sentence id)
{
    return id == TELL_HOLDS_TO_ASK || id == TELL_HOLDS_TO_LOOK || id == TELL_HOLDS_TO_ASK_ON ||
           id == TELL_HOLDS_TO_LOOK_ON;
}

/* Its thread is on a core, and nothing is left to wait for, though it has not said so itself. */
static bool on_core(const struct claim *claim, const struct actor *actor, int64_t t_ns)
{
    struct ability able = facts_ability(claim->facts, actor, t_ns);
    return able.how == ABLE_READY && !judge_is_off(claim, actor, t_ns);
}

enum verdict judge_holds(const struct claim *claim, int how)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    int64_t t_ns = judge_moment(claim);
    const struct spell *spell = actor ? facts_spell(actor, t_ns) : NULL;
    (void)how;
    if (!actor)
        return judge_no(claim, "there is no such actor");
    bool tells_core = claim->id == TELL_HOLDS_ON || claim->id == TELL_HOLDS_TO_ASK_ON ||
                      claim->id == TELL_HOLDS_TO_LOOK_ON;
    /* With workers, where one of them alone has done something, control is its thread. */
    bool in_call = claim->id == TELL_HOLDS_IN_CALL && facts->single_thread && spell &&
                   spell->state == TRACE_BLOCKED;
    bool runs = !tells_core && facts->single_thread && spell && /* though it has no core */
                (spell->state == TRACE_RUNNING || spell->state == TRACE_POLLING);
    if (!in_call && !runs && !facts_has_control(facts, actor, t_ns)) {
        /* Its callback's call is over, and the loop's thread wants the interpreter's lock. */
        if (claim->id == TELL_HOLDS_IN_CALL && facts->single_thread && facts->has_gil &&
            facts_hidden(actor, t_ns))
            return VERDICT_UNKNOWN;
        if (facts->on_cores && on_core(claim, actor, t_ns))
            return VERDICT_TRUE;
        return judge_no(claim, "it has not: it is %s (%s)",
                        spell ? trace_state_name(spell->state) : "not there",
                        spell ? trace_reason_name(spell->reason) : "-");
    }
    if (claim->id == TELL_HOLDS_IN_CALL && (!spell || spell->state != TRACE_BLOCKED))
        return judge_no(claim, "it is in no call");
    if (is_asking(claim->id) && (!spell || spell->state != TRACE_POLLING))
        return judge_no(claim, "it is %s", spell ? trace_state_name(spell->state) : "not there");
    if (tells_core && facts->on_cores && facts->has_record && claim->args->lane &&
        claim->args->lane->kind == LANE_CONTROL) {
        int core = facts_core(facts, actor, t_ns);
        if (core >= 0 && core != (int)claim->args->lane->actor)
            return judge_no(claim, "it is on core %d", core);
    }
    return VERDICT_TRUE;
}

/* Which of the raw waits a row of many claims. */
static bool is_so(const struct claim *claim, const struct actor *actor, int64_t t_ns, int what)
{
    const struct facts *facts = claim->facts;
    const struct spell *spell = facts_spell(actor, t_ns);
    if (!spell)
        return false;
    switch (what) {
    case JUDGE_MANY_READY: /* a moment later it has given up the lock of the interpreter */
        return spell->reason == TRACE_BY_GIL_DROPPED ||
               facts_ability(facts, actor, t_ns).how == ABLE_READY ||
               judge_is_off(claim, actor, t_ns);
    case JUDGE_MANY_WAITING:
        return spell->state == TRACE_WAITING;
    case JUDGE_MANY_LOCK:
        return spell->reason == TRACE_BY_LOCK;
    case JUDGE_MANY_SEMAPHORE:
        return spell->reason == TRACE_BY_SEMAPHORE;
    case JUDGE_MANY_CONDITION:
        return spell->reason == TRACE_BY_CONDITION;
    case JUDGE_MANY_CHANNEL:
        return spell->reason == TRACE_BY_SEND || spell->reason == TRACE_BY_RECV ||
               spell->reason == TRACE_BY_SELECT;
    case JUDGE_MANY_OBJECT:
        return spell->state == TRACE_LOCKED;
    case JUDGE_MANY_BLOCKED:
        return spell->state == TRACE_BLOCKED;
    default:
        return false;
    }
}

enum verdict judge_many(const struct claim *claim, int what)
{
    const struct facts *facts = claim->facts;
    const struct tell_names *names = claim->args->names;
    int64_t t_ns = judge_moment(claim);
    for (int i = 0; i < names->count; i++) {
        const struct actor *actor = facts_actor(facts, names->who[i]);
        if (!actor)
            return judge_no(claim, "one of them is not there");
        if (is_so(claim, actor, t_ns, what) || facts_closes_circle(facts, actor, t_ns))
            continue;
        const struct spell *spell = facts_spell(actor, t_ns);
        return judge_no(claim, "%s is %s (%s)", judge_name(claim, actor->who),
                        spell ? trace_state_name(spell->state) : "not there",
                        spell ? trace_reason_name(spell->reason) : "-");
    }
    return VERDICT_TRUE;
}
