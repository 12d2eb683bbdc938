/* Variables: who reads and writes them, and whose update was lost. A read is stamped behind the act
 * and a write before it: what was written behind the read had not been seen. */
#include "config.h"

#include "judge_private.h"

#include <string.h>

static bool is_variable(const struct claim *claim, const struct trace_event *event)
{
    bool region = event->kind == TRACE_REGION_ENTERED || event->kind == TRACE_REGION_LEFT;
    const char *key = region                           ? "region"
                      : event->kind == TRACE_SIGNALLED ? "object"
                      : event->kind == TRACE_ASSIGNED  ? "variable"
                                                       : "shared";
    const char *name = trace_meta(claim->facts->trace, key, (int)event->arg);
    if (name && !region && strcmp(key, "shared") != 0) /* behind its task's, or its kind */
        name = strchr(name, ' ') ? strchr(name, ' ') + 1 : name;
    return name && strlen(name) == claim->args->len &&
           memcmp(name, claim->args->text, claim->args->len) == 0;
}

/* The last access of a kind to the variable by the actor before `t`, or at it, behind `from`; NULL:
 * there is none. */
static const struct trace_event *last_access(const struct claim *claim, uint32_t who, int kind,
                                             int64_t from_ns, int64_t to_ns)
{
    const struct actor *actor = facts_actor(claim->facts, who);
    const struct trace_event *last = NULL;
    for (int i = 0; actor && i < actor->event_count; i++) {
        const struct trace_event *event = facts_event(claim->facts, actor->events[i]);
        int64_t t_ns = facts_time(claim->facts, event);
        if (event->kind == kind && t_ns > from_ns && t_ns <= to_ns && is_variable(claim, event))
            last = event;
    }
    return last;
}

/* {who} reads, writes, sets it, at t. */
enum verdict judge_access(const struct claim *claim, int kind)
{
    const struct tell_args *args = claim->args;
    if (args->t_ns > claim->facts->end_ns) /* in a process that was on when the run had ended */
        return VERDICT_UNKNOWN;
    const struct trace_event *event =
        last_access(claim, args->who, kind, args->t_ns - 1, args->t_ns);
    if (!event)
        return judge_no(claim, "it did not, then");
    if (claim->id == TELL_SETS_HANDLE)
        return event->value == (int64_t)args->other ? VERDICT_TRUE : judge_no(claim, "to another");
    if (kind == TRACE_SIGNALLED) {
        bool nobody = claim->id == TELL_SIGNALS_NOBODY, one = claim->id == TELL_SIGNALS_ONE;
        bool so = nobody ? event->value == 0 : one ? event->value == 1 : event->value > 1;
        if (claim->id == TELL_SIGNALS_ITSELF)
            so = event->value < 0;
        return so ? VERDICT_TRUE : judge_no(claim, "it is for %lld", (long long)event->value);
    }
    if (claim->id == TELL_SETS_OBJECT)
        return event->value == (int64_t)args->object ? VERDICT_TRUE : judge_no(claim, "to another");
    if (claim->id == TELL_MEETS)
        return event->value == args->number ? VERDICT_TRUE : judge_no(claim, "another number was");
    return VERDICT_TRUE; /* several at one moment may have other values: the last is not it */
}

/* {other}'s last write before t was not seen by {who}, who had read before. */
static enum verdict not_seen(const struct claim *claim)
{
    const struct tell_args *args = claim->args;
    const struct trace_event *write =
        last_access(claim, args->who, TRACE_SHARED_WRITE, args->t_ns - 1, args->t_ns);
    const struct trace_event *read =
        last_access(claim, args->who, TRACE_SHARED_READ, -1, args->t_ns);
    if (!write || write->value != args->number)
        return judge_no(claim, "it did not write that then");
    if (!read)
        return judge_no(claim, "it had not read it");
    int64_t read_ns = facts_time(claim->facts, read);
    const struct trace_event *other =
        last_access(claim, args->other, TRACE_SHARED_WRITE, read_ns, args->t_ns);
    if (!other)
        return judge_no(claim, "%s wrote nothing since it had read",
                        judge_name(claim, args->other));
    if (claim->id == TELL_WRITES_OVER && other->value != args->number2)
        return judge_no(claim, "%s wrote %lld", judge_name(claim, args->other),
                        (long long)other->value);
    return VERDICT_TRUE;
}

static enum verdict both_read(const struct claim *claim)
{
    const struct tell_args *args = claim->args;
    enum verdict verdict = not_seen(claim);
    const struct trace_event *other =
        last_access(claim, args->other, TRACE_SHARED_WRITE, -1, args->t_ns);
    if (verdict != VERDICT_TRUE)
        return verdict;
    return last_access(claim, args->other, TRACE_SHARED_READ, -1, facts_time(claim->facts, other))
               ? VERDICT_TRUE
               : judge_no(claim, "%s had not read it", judge_name(claim, args->other));
}

enum verdict judge_lost(const struct claim *claim, int what)
{
    (void)what;
    return claim->id == TELL_WRITES_OVER ? not_seen(claim) : both_read(claim);
}

/* It made the variable larger, by a sum, behind `from` and no later than `to`. */
static bool added(const struct claim *claim, uint32_t who, int64_t from_ns, int64_t to_ns)
{
    const struct actor *actor = facts_actor(claim->facts, who);
    const struct trace_event *read = NULL;
    for (int i = 0; actor && i < actor->event_count; i++) {
        const struct trace_event *event = facts_event(claim->facts, actor->events[i]);
        int64_t t_ns = facts_time(claim->facts, event);
        if (t_ns > to_ns)
            break;
        if (event->kind == TRACE_SHARED_READ && is_variable(claim, event))
            read = event;
        if (event->kind == TRACE_SHARED_WRITE && is_variable(claim, event) && t_ns > from_ns &&
            read && event->value > read->value && !(event->detail & TRACE_ACCESS_SETS))
            return true;
    }
    return false;
}

/* Both had made it larger, the other since this one had read it. */
enum verdict judge_addition(const struct claim *claim, int what)
{
    const struct tell_args *args = claim->args;
    const struct trace_event *read =
        last_access(claim, args->who, TRACE_SHARED_READ, -1, args->t_ns);
    (void)what;
    if (!read)
        return judge_no(claim, "it had not read it");
    if (!added(claim, args->who, args->t_ns - 1, args->t_ns))
        return judge_no(claim, "it did not add anything");
    if (!added(claim, args->other, facts_time(claim->facts, read) - 1, args->t_ns))
        return judge_no(claim, "%s did not add anything", judge_name(claim, args->other));
    return VERDICT_TRUE;
}
