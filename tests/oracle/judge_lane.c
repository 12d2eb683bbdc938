/* What stands beside lanes: the loop, the device, how a task ended and when, what became of a
 * request; and the notes on a task. */
#include "config.h"

#include "judge_private.h"

static int64_t end_of(const struct claim *claim, int64_t from_ns)
{
    return claim->telling->to_ns > from_ns ? claim->telling->to_ns : from_ns + 1;
}

/* How many requests the device serves at t. */
static int64_t served(const struct facts *facts, int64_t t_ns)
{
    int64_t count = 0;
    for (uint32_t id = 1; id < facts->request_room; id++) {
        const struct request *request = facts_request(facts, id);
        count += request && request->taken_ns >= 0 && request->taken_ns <= t_ns &&
                 (request->answered_ns < 0 || request->answered_ns > t_ns);
    }
    return count;
}

/* The loop is in the kernel at t. */
static bool in_kernel(const struct facts *facts, const struct actor *loop, int64_t t_ns)
{
    const struct trace_event *wait =
        facts_find_last(facts, loop, TRACE_LOOP_WAIT, FACTS_ANY, 0, t_ns);
    const struct trace_event *woke =
        facts_find_last(facts, loop, TRACE_LOOP_WOKE, FACTS_ANY, 0, t_ns);
    return wait && (!woke || woke < wait);
}

static enum verdict dispatches(const struct claim *claim, const struct actor *loop, int64_t t_ns)
{
    const struct facts *facts = claim->facts;
    if (in_kernel(facts, loop, t_ns))
        return judge_no(claim, "it is in the kernel");
    for (int i = 1; i <= facts->task_count; i++)
        if (facts->actors[i].worker == (int64_t)(loop->who - TRACE_LOOP) &&
            !facts_closes_circle(facts, &facts->actors[i], t_ns) &&
            facts_has_control(facts, &facts->actors[i], t_ns))
            return judge_no(claim, "%s has control", judge_name(claim, (uint32_t)i));
    return VERDICT_TRUE;
}

/* Also of a loop's thread, in a call. */
static bool has_thread(const struct facts *facts, const struct actor *actor, int64_t t_ns)
{
    const struct spell *spell = actor ? facts_spell(actor, t_ns) : NULL;
    return facts_has_control(facts, actor, t_ns) ||
           (facts->single_thread && spell && spell->state == TRACE_BLOCKED);
}

enum verdict judge_lane(const struct claim *claim, int what)
{
    const struct facts *facts = claim->facts;
    const struct tell_args *args = claim->args;
    const struct actor *actor = judge_who(claim);
    (void)what;
    switch (claim->id) {
    case TELL_IN_KERNEL:
        return !actor || in_kernel(facts, actor, args->t_ns) ? VERDICT_TRUE
                                                             : judge_no(claim, "it is awake");
    case TELL_DISPATCHES:
        return actor ? dispatches(claim, actor, args->t_ns) : VERDICT_UNKNOWN;
    case TELL_HAS_CONTROL:
        return has_thread(facts, actor, args->t_ns) ? VERDICT_TRUE : judge_no(claim, "it has not");
    case TELL_SERVES:
        return served(facts, args->t_ns) == args->number
                   ? VERDICT_TRUE
                   : judge_no(claim, "it serves %lld", (long long)served(facts, args->t_ns));
    case TELL_IDLE:
        if (args->who == TRACE_DEVICE)
            return served(facts, args->t_ns) == 0 ? VERDICT_TRUE
                                                  : judge_no(claim, "it serves some");
        if (actor) {
            const struct spell *spell = facts_spell(actor, args->t_ns);
            if (spell && spell->state != TRACE_ENDED && spell->state != TRACE_WAITING)
                return judge_no(claim, "it is %s", trace_state_name(spell->state));
        }
        return VERDICT_TRUE;
    case TELL_SPELL:
        return args->t_ns == claim->telling->from_ns &&
                       args->for_ns == end_of(claim, args->t_ns) - args->t_ns
                   ? VERDICT_TRUE
                   : judge_no(claim, "that is another time");
    default: /* a line */
        return VERDICT_TRUE;
    }
}

/* ---- ends ---- */

/* Beside a lane: its own end, or that of the program around it. */
enum verdict judge_ended_at(const struct claim *claim, int end)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    if (!actor)
        return judge_no(claim, "there is no such actor");
    if (actor->end_ns < 0) {
        bool crash = facts->run_end != UINT32_MAX &&
                     facts_event(facts, facts->run_end)->detail == TRACE_RESULT_CRASH;
        return crash && end == TRACE_END_CRASHED ? VERDICT_TRUE : judge_no(claim, "it did not end");
    }
    if (actor->end != end)
        return judge_no(claim, "its end was %s", trace_end_name(actor->end));
    if (claim->args->t_ns != actor->end_ns)
        return judge_no(claim, "it ended at %lld ns", (long long)actor->end_ns);
    return VERDICT_TRUE;
}

/* ---- requests ---- */

static enum verdict at(const struct claim *claim, int64_t t_ns)
{
    return claim->args->t_ns == t_ns ? VERDICT_TRUE
                                     : judge_no(claim, "that was at %lld ns", (long long)t_ns);
}

enum verdict judge_request_times(const struct claim *claim, int what)
{
    const struct request *request = facts_request(claim->facts, claim->args->request);
    (void)what;
    if (!request)
        return judge_no(claim, "there is no such request");
    switch (claim->id) {
    case TELL_ASKED:
    case TELL_ASKED_ON_LINE:
        if (request->who != claim->args->who)
            return judge_no(claim, "%s asked", judge_name(claim, request->who));
        if (claim->args->at != request->line)
            return judge_no(claim, "in line %u", (unsigned)request->line);
        return at(claim, request->asked_ns);
    case TELL_SERVED_FROM:
        return at(claim, request->taken_ns);
    case TELL_ANSWERED_AT:
        return request->cancelled ? judge_no(claim, "it was cancelled")
                                  : at(claim, request->answered_ns);
    case TELL_CANCELLED_AT:
        return request->cancelled ? at(claim, request->answered_ns)
                                  : judge_no(claim, "it was answered");
    default:
        return at(claim, request->noticed_ns);
    }
}

/* ---- notes ---- */

/* Also those that it tells when the run is over. */
static int64_t looks_of(const struct facts *facts, const struct actor *actor)
{
    int64_t count = 0;
    for (uint32_t i = 0; i < trace_count(facts->trace); i++) {
        const struct trace_event *event = facts_event(facts, i);
        if (event->kind == TRACE_LOOKS && event->who == actor->who)
            count += event->value;
    }
    return count;
}

/* At some time so much lay between an answer, or the end of a sleep or of its time, and its being
 * told: the events have that answer, or that end, and something that it did so much later. */
static enum verdict was_late(const struct claim *claim, const struct actor *actor)
{
    const struct facts *facts = claim->facts;
    int64_t late_ns = claim->args->for_ns;
    for (int i = 0; i < actor->event_count; i++) {
        int64_t since_ns = facts_time(facts, facts_event(facts, actor->events[i])) - late_ns;
        for (uint32_t id = 1; id < facts->request_room; id++) {
            const struct request *request = facts_request(facts, id);
            if (request && request->who == actor->owner && request->answered_ns == since_ns)
                return VERDICT_TRUE;
        }
        for (int k = 0; k < actor->spell_count; k++)
            if ((actor->spells[k].reason == TRACE_BY_SLEEP ||
                 actor->spells[k].reason == TRACE_BY_TIMED_OUT) &&
                actor->spells[k].value - facts->origin_ns == since_ns)
                return VERDICT_TRUE;
    }
    return judge_no(claim, "at no time");
}

enum verdict judge_note(const struct claim *claim, int what)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    (void)what;
    if (!actor)
        return judge_no(claim, "there is no such actor");
    if (claim->id == TELL_NOTE_LOOKS || claim->id == TELL_NOTE_LOOKS_ONE)
        return looks_of(facts, actor) == claim->args->n
                   ? VERDICT_TRUE
                   : judge_no(claim, "it had %lld", (long long)looks_of(facts, actor));
    if (claim->id == TELL_NOTE_LATE)
        return was_late(claim, actor);
    const struct trace_event *event =
        facts_find(facts, actor, TRACE_ASKED, FACTS_ANY, 0, INT64_MAX);
    if (!event)
        return judge_no(claim, "it asked for nothing");
    return at(claim, facts_time(facts, event));
}

/* How it is known who ran, and what of it was lost. */
enum verdict judge_known(const struct claim *claim, int what)
{
    const char *switches = trace_meta(claim->facts->trace, "switches", 0);
    bool record = switches && switches[0] == 'p';
    (void)what;
    if (claim->id == TELL_KNOWN_KERNEL)
        return record ? VERDICT_TRUE : judge_no(claim, "there is no record");
    if (claim->id == TELL_KNOWN_CLOCKS)
        return record ? judge_no(claim, "there is a record") : VERDICT_TRUE;
    return VERDICT_UNKNOWN;
}
