/* A deadlock, and how the run ended. */
#include "config.h"

#include "judge_private.h"

#include <string.h>

/* A callback of it that has a thread of its own waits for the object. */
static bool callback_waits_for(const struct facts *facts, const struct actor *actor,
                               uint32_t object)
{
    for (int i = facts->task_count + 1; i < facts->actor_count; i++) {
        const struct actor *callback = &facts->actors[i];
        const struct spell *spell = facts_spell(callback, INT64_MAX);
        if (callback->owner == actor->who && callback->who != actor->who && spell &&
            spell->state == TRACE_LOCKED && spell->reason != TRACE_BY_SELECT &&
            spell->object == object)
            return true;
    }
    return false;
}

static bool awaits(const struct spell *spell)
{
    return spell->reason == TRACE_BY_AWAIT || spell->reason == TRACE_BY_AWAIT_ALL ||
           spell->reason == TRACE_BY_AWAIT_ANY || spell->reason == TRACE_BY_AWAIT_FIRST ||
           spell->reason == TRACE_BY_GROUP || spell->reason == TRACE_BY_CHILD ||
           spell->reason == TRACE_BY_RESUME || spell->reason == TRACE_BY_CALLBACKS;
}

/* It awaits that task, or several. */
static bool awaits_task(const struct spell *spell, uint32_t other)
{
    return awaits(spell) && (spell->reason != TRACE_BY_AWAIT || spell->object == other);
}

/* … or a callback of it that has a thread of its own does. */
static bool callback_awaits(const struct facts *facts, const struct actor *actor, uint32_t other)
{
    for (int i = facts->task_count + 1; i < facts->actor_count; i++) {
        const struct actor *callback = &facts->actors[i];
        const struct spell *spell = facts_spell(callback, INT64_MAX);
        if (callback->owner == actor->who && callback->who != actor->who && spell &&
            awaits_task(spell, other))
            return true;
    }
    return false;
}

/* A block of it in the pool waits for that, though it went on itself. */
static bool block_waits_for(const struct facts *facts, const struct actor *actor, uint32_t object)
{
    for (int i = facts->task_count + 1; i < facts->actor_count; i++) {
        const struct actor *thread = &facts->actors[i];
        const struct spell *spell = facts_spell(thread, INT64_MAX), *begun = spell;
        while (begun > thread->spells && begun->reason != TRACE_BY_STARTED)
            begun--;
        if (thread->who >= TRACE_POOL && spell && spell->state == TRACE_LOCKED &&
            spell->object == object && begun->object == actor->who)
            return true;
    }
    return false;
}

/* ---- deadlock ---- */

/* The last state that it told is a wait for that; or the edge is all there is, for the run was over
 * before it could say so. */
static enum verdict edge_waits(const struct claim *claim, const struct actor *actor)
{
    const struct spell *spell = actor->spell_count ? &actor->spells[actor->spell_count - 1] : NULL;
    bool runs = spell && (spell->state == TRACE_RUNNING || spell->state == TRACE_POLLING ||
                          spell->state == TRACE_READY);
    if (actor->end_ns >= 0)
        return judge_no(claim, "%s has ended", judge_name(claim, actor->who));
    if (!spell || runs)
        return VERDICT_UNKNOWN; /* looks, or has not said so */
    /* Its block waits, on a thread of the pool; or a callback of it. */
    if (spell->reason == TRACE_BY_OFFLOAD || spell->reason == TRACE_BY_CALLBACKS ||
        facts_hidden(actor, INT64_MAX))
        return VERDICT_UNKNOWN;
    if (claim->id == TELL_EDGE_AWAITS) {
        bool callback = callback_awaits(claim->facts, actor, claim->args->other);
        if (!callback && !awaits(spell))
            return judge_no(claim, "it is %s (%s)", trace_state_name(spell->state),
                            trace_reason_name(spell->reason));
        if (!callback && !awaits_task(spell, claim->args->other))
            return judge_no(claim, "it awaits %s", judge_name(claim, spell->object));
        const struct actor *other = facts_actor(claim->facts, claim->args->other);
        return other && other->end_ns >= 0 ? judge_no(claim, "that one has ended") : VERDICT_TRUE;
    }
    uint32_t object = claim->args->object;
    if (callback_waits_for(claim->facts, actor, object) ||
        block_waits_for(claim->facts, actor, object))
        return VERDICT_TRUE;
    if (spell->reason == TRACE_BY_SELECT)
        return spell->object >> (object < 31 ? object : 31) & 1
                   ? VERDICT_TRUE
                   : judge_no(claim, "its select has no case for that");
    if (spell->reason != TRACE_BY_LOCK && spell->reason != TRACE_BY_SEMAPHORE &&
        spell->reason != TRACE_BY_SEND && spell->reason != TRACE_BY_RECV &&
        spell->reason != TRACE_BY_CONDITION)
        return judge_no(claim, "it is %s (%s)", trace_state_name(spell->state),
                        trace_reason_name(spell->reason));
    return spell->object == claim->args->object
               ? VERDICT_TRUE
               : judge_no(claim, "it waits for the object %u", (unsigned)spell->object);
}

enum verdict judge_edge(const struct claim *claim, int held)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    if (!actor)
        return judge_no(claim, "there is no such task");
    if (held) {
        uint32_t other = claim->id == TELL_EDGE_HELD_ITSELF ? claim->args->who : claim->args->other;
        const struct actor *holder = facts_actor(facts, other);
        if (facts_holds(facts, claim->args->object, other, facts->end_ns) <= 0)
            return judge_no(claim, "%s does not hold it", judge_name(claim, other));
        bool ended = holder && holder->end_ns >= 0;
        if (ended && claim->id == TELL_EDGE_HELD)
            return judge_no(claim, "%s has ended", judge_name(claim, other));
        bool tells = claim->id == TELL_EDGE_HELD_ENDED || claim->id == TELL_EDGE_HELD_CRASHED;
        if (tells && !ended)
            return judge_no(claim, "%s has not ended", judge_name(claim, other));
        if (claim->id == TELL_EDGE_HELD_CRASHED && holder->end != TRACE_END_CRASHED)
            return judge_no(claim, "%s did not crash", judge_name(claim, other));
    }
    return edge_waits(claim, actor);
}

/* It waits for a unit of a semaphore, and `with` blocks of those that are named hold some. */
enum verdict judge_edge_units(const struct claim *claim, int what)
{
    const struct facts *facts = claim->facts;
    const struct tell_args *args = claim->args;
    const struct actor *actor = judge_who(claim);
    bool many = claim->id == TELL_EDGE_UNITS || claim->id == TELL_EDGE_UNITS_CRASHED;
    bool crashed = claim->id == TELL_EDGE_UNIT_CRASHED || claim->id == TELL_EDGE_UNITS_CRASHED;
    int count = many ? args->names->count : 1;
    (void)what;
    if (!actor)
        return judge_no(claim, "there is no such task");
    for (int i = 0; i < count; i++) {
        uint32_t who = many                                 ? args->names->who[i]
                       : claim->id == TELL_EDGE_UNIT_ITSELF ? args->who
                                                            : args->other;
        const struct actor *holder = facts_actor(facts, who);
        if (!holder || facts_holds_with(facts, args->object, who, args->t_ns) <= 0)
            return judge_no(claim, "%s holds none", judge_name(claim, who));
        bool ended = facts_has_ended(holder, args->t_ns);
        if (ended != crashed || (ended && holder->end != TRACE_END_CRASHED))
            return judge_no(claim, "%s %s", judge_name(claim, who),
                            ended ? trace_end_name(holder->end) : "has not ended");
    }
    return edge_waits(claim, actor);
}

/* It has not begun, and is not taken by a worker; the only one has taken `other`. */
enum verdict judge_edge_worker(const struct claim *claim, int what)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    (void)what;
    if (!actor || actor->begin_ns >= 0)
        return judge_no(claim, actor ? "it has begun" : "there is no such task");
    if (claim->id == TELL_EDGE_WORKER)
        return VERDICT_TRUE;
    const struct actor *other = facts_actor(facts, claim->args->other);
    return other && other->begin_ns >= 0 && other->end_ns < 0
               ? VERDICT_TRUE
               : judge_no(claim, "that one has no worker");
}

/* A thread of the pool that has begun a block of the task, and has not ended it. */
static bool has_thread(const struct facts *facts, uint32_t task)
{
    for (int i = facts->task_count + 1; i < facts->actor_count; i++) {
        const struct actor *thread = &facts->actors[i];
        bool has = false;
        for (int k = 0; thread->who >= TRACE_POOL && k < thread->spell_count; k++) {
            const struct spell *spell = &thread->spells[k];
            bool begins = spell->reason == TRACE_BY_STARTED;
            has = begins ? spell->object == task : has && spell->state != TRACE_ENDED;
        }
        if (has)
            return true;
    }
    return false;
}

/* No thread has a block of it, or of a callback that it waits for, which has no lane where it has
 * no thread; the only one has one of `other`. */
enum verdict judge_edge_pool(const struct claim *claim, int what)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    (void)what;
    if (!actor || actor->end_ns >= 0)
        return judge_no(claim, actor ? "it has ended" : "there is no such task");
    const struct spell *spell = facts_spell(actor, INT64_MAX);
    bool waits = spell && (spell->state == TRACE_BLOCKED || spell->state == TRACE_WAITING);
    bool callback = waits && spell->reason == TRACE_BY_CALLBACKS;
    if (waits && !callback && spell->reason != TRACE_BY_OFFLOAD)
        return judge_no(claim, "it waits otherwise");
    if (!callback && has_thread(facts, actor->who))
        return judge_no(claim, "a thread has its block");
    if (claim->id == TELL_EDGE_POOL)
        return VERDICT_TRUE;
    return has_thread(facts, claim->args->other) ? VERDICT_TRUE
                                                 : judge_no(claim, "the thread has no block of it");
}

/* A thread of the pool has a block of it and waits for that; the task has ended, or does something
 * else. */
enum verdict judge_edge_left(const struct claim *claim, int what)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    (void)what;
    if (!actor)
        return judge_no(claim, "there is no such task");
    const struct spell *own = facts_spell(actor, INT64_MAX);
    if (actor->end_ns < 0 && own && own->reason == TRACE_BY_OFFLOAD)
        return judge_no(claim, "it awaits a block");
    if (!has_thread(facts, actor->who))
        return judge_no(claim, "no thread has a block of it");
    for (int i = facts->task_count + 1; i < facts->actor_count; i++) {
        const struct actor *thread = &facts->actors[i];
        const struct spell *spell = thread->who >= TRACE_POOL && thread->spell_count
                                        ? facts_spell(thread, INT64_MAX)
                                        : NULL;
        if (spell && edge_waits(claim, thread) == VERDICT_TRUE)
            return VERDICT_TRUE;
    }
    return judge_no(claim, "no thread of the pool waits for that");
}

/* ---- the end ---- */

static const struct trace_event *run_end(const struct facts *facts)
{
    return facts->run_end == UINT32_MAX ? NULL : facts_event(facts, facts->run_end);
}

static int count_ended(const struct facts *facts, int end)
{
    int count = 0;
    for (int i = 1; i <= facts->task_count; i++)
        count += facts->actors[i].end_ns >= 0 && facts->actors[i].end == end;
    return count;
}

static enum verdict names_ended(const struct claim *claim, bool ended)
{
    const struct tell_names *names = claim->args->names;
    for (int i = 0; i < names->count; i++) {
        const struct actor *actor = facts_actor(claim->facts, names->who[i]);
        if (!actor)
            return judge_no(claim, "one of them is not there");
        if ((actor->end_ns >= 0) != ended || (ended && actor->end != TRACE_END_OK))
            return judge_no(claim, "%s %s", judge_name(claim, actor->who),
                            actor->end_ns < 0 ? "did not end" : trace_end_name(actor->end));
    }
    return VERDICT_TRUE;
}

/* The end of the run says whose failure it was, and that is another's. */
static bool blames_another(const struct trace_event *end, const struct actor *actor)
{
    return end && end->arg == TRACE_ENDING_NONE && end->value && actor && end->value != actor->who;
}

enum verdict judge_end(const struct claim *claim, int what)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    const struct trace_event *end = run_end(facts);
    int others = count_ended(facts, TRACE_END_FAILED) + count_ended(facts, TRACE_END_CRASHED) - 1;
    (void)what;
    switch (claim->id) {
    case TELL_CRASHED_WITH_ALL:
    case TELL_CRASHED_AT:
    case TELL_CRASHED_AT_WITH:
        if (claim->id != TELL_CRASHED_WITH_ALL && blames_another(end, actor))
            return judge_no(claim, "it was not that one's crash");
        return actor && actor->end_ns >= 0 && actor->end == TRACE_END_CRASHED
                   ? VERDICT_TRUE
                   : judge_no(claim, "it did not crash");
    case TELL_FAILED_AT:
    case TELL_FAILED_AT_WITH:
        if (blames_another(end, actor))
            return judge_no(claim, "it was not that one's failure");
        return actor && actor->end_ns >= 0 && actor->end == TRACE_END_FAILED
                   ? VERDICT_TRUE
                   : judge_no(claim, "it did not fail");
    case TELL_NEVER_ENDED:
        return names_ended(claim, false);
    case TELL_WENT_ON:
        return names_ended(claim, true);
    case TELL_FAILED_OTHERS:
    case TELL_FAILED_OTHERS_ONE:
        return others == claim->args->n ? VERDICT_TRUE : judge_no(claim, "%d did", others);
    case TELL_RUN_RESULT:
    case TELL_THE_END_IS:
        if (!end)
            return claim->args->result == TRACE_RESULT_STOPPED ? VERDICT_TRUE
                                                               : judge_no(claim, "it has no end");
        return end->detail == claim->args->result
                   ? VERDICT_TRUE
                   : judge_no(claim, "its result was %s", trace_result_name(end->detail));
    case TELL_RUN_ENDED:
        return end ? VERDICT_TRUE : judge_no(claim, "it has no end");
    case TELL_RUN_STOPPED:
        return !end || end->detail == TRACE_RESULT_STOPPED
                   ? VERDICT_TRUE
                   : judge_no(claim, "its result was %s", trace_result_name(end->detail));
    case TELL_ENDED_BY_LAST_WORKER_WITH:
        if (!end || end->arg != TRACE_ENDING_LAST_WORKER)
            return judge_no(claim, "it did not end so");
        return actor && actor->end_ns >= 0 && actor->end == TRACE_END_CRASHED
                   ? VERDICT_TRUE
                   : judge_no(claim, "that one did not crash");
    case TELL_LIVELOCK:
        if (!end || end->detail != TRACE_RESULT_TIMEOUT)
            return judge_no(claim, "it did not come to its limit");
        return names_ended(claim, false);
    case TELL_DEADLOCK:
        for (uint32_t i = 0; i < trace_count(facts->trace); i++)
            if (facts_event(facts, i)->kind == TRACE_DEADLOCK)
                return VERDICT_TRUE;
        return judge_no(claim, "there was none");
    default:
        return VERDICT_TRUE; /* the end itself */
    }
}

/* Why, by the number that RUN_END has. */
enum verdict judge_ending(const struct claim *claim, int ending)
{
    const struct trace_event *end = run_end(claim->facts);
    if (!end)
        return judge_no(claim, "the run has no end");
    if ((int)end->arg != ending)
        return judge_no(claim, "it was %u", (unsigned)end->arg);
    if (ending == TRACE_ENDING_LIMIT && end->value != claim->args->for_ns)
        return judge_no(claim, "the limit is %lld ns", (long long)end->value);
    if (ending == TRACE_ENDING_SCHEDULE && end->value >> 32 != claim->args->number)
        return judge_no(claim, "it was move %lld", (long long)(end->value >> 32));
    return VERDICT_TRUE;
}

/* ---- what was said, what failed ---- */

static bool has_text(const struct facts *facts, uint32_t index, const struct tell_args *args)
{
    size_t len = 0;
    const char *text = trace_text(facts->trace, index, &len);
    if (!text || !len)
        return !args->len;
    return args->text && strncmp(text, args->text, len < args->len ? len : args->len) == 0;
}

enum verdict judge_text(const struct claim *claim, int kind)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    for (int i = 0; actor && i < actor->event_count; i++) {
        const struct trace_event *event = facts_event(facts, actor->events[i]);
        if (event->kind == kind && has_text(facts, actor->events[i], claim->args))
            return VERDICT_TRUE;
    }
    return judge_no(claim, "there is no such event");
}

enum verdict judge_text_end(const struct claim *claim, int end)
{
    const struct actor *actor = judge_who(claim);
    if (!actor || actor->end_ns < 0)
        return judge_no(claim, "it did not end");
    if (end >= 0 && actor->end != end)
        return judge_no(claim, "its end was %s", trace_end_name(actor->end));
    return has_text(claim->facts, actor->end_event, claim->args)
               ? VERDICT_TRUE
               : judge_no(claim, "with another text");
}
