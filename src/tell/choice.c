/* Whose the next move may be, where a run stands at the end of its schedule:
 *
 *     1 adds: write 1 to bare   2 adds 2: read bare (1)   3 waits for the lock fork, which 1 holds
 */
#include "config.h"

#include <string.h>

#include "tell/lock.h"
#include "tell/say.h"

/* The first of the choices, which all stand at the end of the trace. */
static size_t first_choice(const struct trace *trace)
{
    size_t at = trace_count(trace);
    while (at > 0 && trace_at(trace, at - 1)->kind != TRACE_CHOICE)
        at--;
    while (at > 0 && trace_at(trace, at - 1)->kind == TRACE_CHOICE)
        at--;
    return at;
}

size_t tell_choice_count(const struct trace *trace)
{
    size_t count = 0;
    for (size_t at = first_choice(trace);
         at < trace_count(trace) && trace_at(trace, at)->kind == TRACE_CHOICE; at++)
        count++;
    return count;
}

const struct trace_event *tell_choice_at(const struct trace *trace, size_t number)
{
    return trace_at(trace, first_choice(trace) + number);
}

static enum sentence row_of_act(const struct trace_event *event)
{
    static const enum sentence acts[TRACE_ACT_COUNT] = {
        [TRACE_ACT_OTHER] = TELL_CHOICE_LINE,    [TRACE_ACT_READ] = TELL_CHOICE_READ,
        [TRACE_ACT_WRITE] = TELL_CHOICE_WRITE,   [TRACE_ACT_TAKE] = TELL_CHOICE_TAKE,
        [TRACE_ACT_GIVE] = TELL_CHOICE_GIVE,     [TRACE_ACT_SEND] = TELL_CHOICE_SEND,
        [TRACE_ACT_RECV] = TELL_CHOICE_RECV,     [TRACE_ACT_END] = TELL_CHOICE_END,
        [TRACE_ACT_ANSWER] = TELL_CHOICE_ANSWER, [TRACE_ACT_SLEPT] = TELL_CHOICE_SLEPT,
        [TRACE_ACT_TURN] = TELL_CHOICE_TURN,     [TRACE_ACT_UPDATE] = TELL_CHOICE_UPDATE,
        [TRACE_ACT_TRY] = TELL_CHOICE_TRY,       [TRACE_ACT_WAIT] = TELL_CHOICE_WAIT,
        [TRACE_ACT_WAKE] = TELL_CHOICE_WAKE,     [TRACE_ACT_SIGNAL] = TELL_CHOICE_SIGNAL,
        [TRACE_ACT_ARRIVE] = TELL_CHOICE_ARRIVE, [TRACE_ACT_LATE] = TELL_CHOICE_LATE,
        [TRACE_ACT_LAPSE] = TELL_CHOICE_LAPSE,   [TRACE_ACT_CUT] = TELL_CHOICE_CUT,
    };
    return event->detail < TRACE_ACT_COUNT ? acts[event->detail] : TELL_CHOICE_LINE;
}

static enum sentence row_of_wait(const struct trace_event *event, uint32_t holder)
{
    switch (event->reason) {
    case TRACE_BY_LOCK:
        return holder ? TELL_IS_FOR_HELD : TELL_IS_FOR_OBJECT;
    case TRACE_BY_SEMAPHORE:
    case TRACE_BY_CONDITION:
        return TELL_IS_FOR_OBJECT;
    case TRACE_BY_SEND:
        return TELL_IS_SEND;
    case TRACE_BY_RECV:
        return TELL_IS_RECV;
    case TRACE_BY_AWAIT:
        return TELL_IS_AWAIT;
    default:
        return TELL_IS_WAITING;
    }
}

/* Callbacks and the ends of limits have numbers of their own, and their task's name: that of a
 * callback's thread, or of whom the event says. */
static uint32_t whose(const struct timeline *timeline, const struct trace_event *event)
{
    if (event->detail == TRACE_ACT_LATE)
        return event->arg;
    if (event->who <= (uint32_t)trace_task_count(timeline->trace))
        return event->who;
    uint32_t helper = TRACE_HELPER + event->who - TRACE_TASK_LANES;
    return timeline_lane_of(timeline, helper) ? timeline_owner(timeline, helper) : event->arg;
}

void tell_choice(struct tell *tell, size_t number)
{
    const struct timeline *timeline = tell->timeline;
    const struct trace *trace = timeline->trace;
    size_t index = first_choice(trace) + number;
    const struct trace_event *event = trace_at(trace, index);
    bool shared = event->detail == TRACE_ACT_READ || event->detail == TRACE_ACT_WRITE ||
                  event->detail == TRACE_ACT_UPDATE;
    const char *name = shared ? trace_shared_name(trace, (int)event->arg) : NULL;
    uint32_t holder =
        event->reason == TRACE_BY_LOCK ? lock_holder(timeline, event->arg, event->who, index) : 0;
    struct tell_args args = {.who = whose(timeline, event),
                             .other = event->reason == TRACE_BY_AWAIT ? event->arg : holder,
                             .object = event->arg,
                             .at = event->line,
                             .number = event->value,
                             .text = name ? name : "",
                             .t_ns = event->time_ns - trace_origin(trace)};
    args.len = strlen(args.text);
    tell_say(tell, event->reason ? row_of_wait(event, holder) : row_of_act(event), &args);
}

bool tell_choice_may_return(const struct trace_event *choice)
{
    return choice->reason == TRACE_BY_CONDITION && choice->value;
}

void tell_choice_return(struct tell *tell, size_t number)
{
    const struct trace *trace = tell->timeline->trace;
    const struct trace_event *event = tell_choice_at(trace, number);
    struct tell_args args = {
        .who = event->who, .object = event->arg, .t_ns = event->time_ns - trace_origin(trace)};
    tell_say(tell, TELL_CHOICE_RETURN, &args);
}
