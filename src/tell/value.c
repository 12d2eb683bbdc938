/* Who reads and writes variables, and whose update was lost. What is proven of a lost one is found
 * in trace/updates.h: what it may say depends on that.
 *
 *     b writes 4 over a's 4, which b had not seen: a's addition is lost.
 *     a and b each read counter before the other wrote it: one of two additions is lost.
 */
#include "config.h"

#include <string.h>

#include "tell/say.h"

bool tell_is_access(const struct trace_event *event)
{
    return event->kind == TRACE_SHARED_READ || event->kind == TRACE_SHARED_WRITE ||
           event->kind == TRACE_ASSIGNED || event->kind == TRACE_REGION_ENTERED ||
           event->kind == TRACE_REGION_LEFT || event->kind == TRACE_SIGNALLED;
}

static const char *name_of(const struct trace *trace, const struct trace_event *event)
{
    int index = event->arg > INT32_MAX ? -1 : (int)event->arg;
    const char *region = trace_meta(trace, "region", index);
    if (event->kind == TRACE_REGION_ENTERED || event->kind == TRACE_REGION_LEFT)
        return region ? region : "?";
    if (event->kind == TRACE_SIGNALLED)
        return trace_object_name(trace, index);
    return event->kind == TRACE_ASSIGNED ? trace_variable_name(trace, index)
                                         : trace_shared_name(trace, index);
}

static enum sentence sentence_of(const struct trace_event *event)
{
    switch (event->kind) {
    case TRACE_SHARED_READ:
        return TELL_READS;
    case TRACE_SHARED_WRITE:
        return TELL_WRITES;
    case TRACE_REGION_ENTERED:
        return event->value > 1 ? TELL_MEETS : TELL_ENTERS;
    case TRACE_REGION_LEFT:
        return TELL_LEAVES;
    case TRACE_SIGNALLED:
        return event->value < 0    ? TELL_SIGNALS_ITSELF
               : event->value == 0 ? TELL_SIGNALS_NOBODY
               : event->value == 1 ? TELL_SIGNALS_ONE
                                   : TELL_SIGNALS;
    default:
        return event->detail == TRACE_VALUE_OBJECT ? TELL_SETS_OBJECT
               : event->detail != TRACE_VALUE_INT  ? TELL_SETS_HANDLE
                                                   : TELL_SETS;
    }
}

void tell_access(struct tell *tell, uint32_t index)
{
    const struct trace *trace = tell->timeline->trace;
    const struct trace_event *event = trace_at(trace, index);
    enum sentence id = sentence_of(event);
    bool object = id == TELL_SETS_OBJECT, handle = object || id == TELL_SETS_HANDLE;
    struct tell_args args = {.who = event->who, .text = name_of(trace, event)};
    args.t_ns = event->time_ns - trace_origin(trace);
    args.len = strlen(args.text);
    args.number = event->value;
    args.object = event->kind == TRACE_SIGNALLED ? event->arg : object ? (uint32_t)event->value : 0;
    args.other =
        handle && event->value > 0 && event->value < TRACE_FIRST_OTHER ? (uint32_t)event->value : 0;
    tell_say(tell, id, &args);
}

void tell_accesses_more(struct tell *tell, int64_t count, bool at_least)
{
    tell_say(tell,
             at_least     ? TELL_ACCESSES_AT_LEAST
             : count == 1 ? TELL_ACCESSES_MORE_ONE
                          : TELL_ACCESSES_MORE,
             &(struct tell_args){.n = count});
}

void tell_update_lost(struct tell *tell, const struct update_lost *lost)
{
    const struct trace *trace = tell->timeline->trace;
    const struct trace_event *event = trace_at(trace, lost->event),
                             *other = trace_at(trace, lost->other);
    struct tell_args args = {.who = event->who, .other = other->who};
    args.text = name_of(trace, event);
    args.len = strlen(args.text);
    args.number = event->value;
    args.number2 = other->value;
    args.t_ns = event->time_ns - trace_origin(trace);
    tell_say(tell, lost->proven ? TELL_WRITES_OVER : TELL_BOTH_READ, &args);
    tell_join(tell, TELL_JOIN_BECAUSE);
    if (!lost->proven)
        tell_say(tell, lost->adds ? TELL_ONE_ADDITION_LOST : TELL_ONE_CHANGE_LOST, &args);
    else if (lost->more)
        tell_say(tell, TELL_CHANGES_LOST, &args);
    else
        tell_say(tell, lost->adds ? TELL_ADDITION_LOST : TELL_CHANGE_LOST, &args);
    tell_join(tell, TELL_JOIN_END);
}
