/* A wait that is cut short is told in two clauses: who or what ended it, and what was waited for.
 *
 *     a was cancelled by main (cancel, line 16)    while it waited for the semaphore s
 *
 * The event that ended the wait says by whom and for what cause; where that was done, the event of
 * the cancellation itself, or of the closing, which stands shortly before it. */
#include "config.h"

#include "tell/cut.h"

#include "tell/channel.h"
#include "trace/event.h"

enum { EVENTS_BACK = 4096 };

/* ---- who did it, and where ---- */

/* Who closed the channel, the last until the interval, or NULL. */
static const struct trace_event *shut_of(const struct timeline *timeline,
                                         const struct timeline_interval *item)
{
    uint32_t at = item->event + 1;
    for (int looked = 0; at-- > 0 && looked < EVENTS_BACK; looked++) {
        const struct trace_event *event = trace_at(timeline->trace, at);
        if (event->kind == TRACE_SHUT && event->arg == item->object)
            return event;
    }
    return NULL;
}

/* A cancelled request's answer does not say why; the cancellation does. */
static int64_t cause_of(const struct timeline *timeline, const struct timeline_interval *item)
{
    const struct trace_event *event = trace_at(timeline->trace, item->event);
    return event->kind == TRACE_CANCELLED ? event->detail : event->value;
}

static enum sentence cancelled_row(int64_t cause, bool known, bool itself)
{
    if (!known)
        return TELL_CANCELLED_BY_NOBODY;
    switch (cause) {
    case TRACE_CAUSE_CANCEL:
        return itself ? TELL_CANCELLED_BY_ITSELF : TELL_CANCELLED_BY;
    case TRACE_CAUSE_GROUP:
        return TELL_CANCELLED_BY_FAILURE;
    case TRACE_CAUSE_OWNER: /* itself: a callback of a generator that was closed */
        return itself ? TELL_CLOSED_WITH : TELL_CANCELLED_ALONG;
    case TRACE_CAUSE_MAIN:
        return TELL_CANCELLED_BY_END;
    case TRACE_CAUSE_BLOCK:
        return TELL_INTERRUPTED;
    default:
        return TELL_CANCELLED_BY_NOBODY;
    }
}

/* What a callback waits for is not shown: its lane shows what the body of its task does. */
static bool is_of_callback(const struct timeline_interval *item)
{
    return item->reason == TRACE_BY_TIMED_OUT && item->object == 1;
}

/* Where that was done: another cancellation, or the time of the task, may have come behind it. */
static const struct trace_event *cancellation_of(const struct timeline *timeline, uint32_t actor,
                                                 const struct timeline_interval *item)
{
    bool timed = item->reason == TRACE_BY_TIMED_OUT;
    int64_t cause = timed ? TRACE_CAUSE_TIMEOUT : cause_of(timeline, item);
    uint32_t at = item->event + 1;
    for (int looked = 0; at-- > 0 && looked < EVENTS_BACK; looked++) {
        const struct trace_event *event = trace_at(timeline->trace, at);
        if (event->kind == TRACE_CANCELLED && event->who == actor && event->detail == cause)
            return event;
    }
    return NULL;
}

/* Returns the row. */
static enum sentence ended_say(struct tell *tell, uint32_t actor,
                               const struct timeline_interval *item, bool bare)
{
    const struct timeline *timeline = tell->timeline;
    struct tell_args args = {.who = actor, .t_ns = item->from_ns};
    enum sentence id = is_of_callback(item) ? TELL_CALLBACK_TIMED_OUT : TELL_TIMED_OUT;
    const struct trace_event *done = NULL;
    if (item->reason == TRACE_BY_SHUT) {
        id = TELL_FOUND_SHUT;
        args.object = item->object;
        done = shut_of(timeline, item);
        args.other = done ? done->who : 0;
    } else {
        done = cancellation_of(timeline, actor, item);
        if (item->reason == TRACE_BY_CANCELLED) {
            args.other = item->object;
            id = cancelled_row(cause_of(timeline, item), item->object != 0, item->object == actor);
        }
    }
    args.at = done ? done->line : 0;
    if (bare)
        tell_say_bare(tell, id, &args);
    else
        tell_say(tell, id, &args);
    return id;
}

/* ---- what was waited for ---- */

static enum sentence while_row(uint8_t reason)
{
    switch (reason) {
    case TRACE_BY_IO:
    case TRACE_BY_MEANWHILE:
    case TRACE_BY_LOOKING:
        return TELL_WHILE_IO;
    case TRACE_BY_SLEEP:
        return TELL_WHILE_SLEEP;
    case TRACE_BY_YIELD:
        return TELL_WHILE_YIELD;
    case TRACE_BY_AWAIT:
        return TELL_WHILE_AWAIT;
    case TRACE_BY_AWAIT_ALL:
        return TELL_WHILE_AWAIT_ALL;
    case TRACE_BY_AWAIT_ANY:
        return TELL_WHILE_AWAIT_ANY;
    case TRACE_BY_AWAIT_FIRST:
        return TELL_WHILE_AWAIT_FIRST;
    case TRACE_BY_GROUP:
        return TELL_WHILE_GROUP;
    case TRACE_BY_LOCK:
    case TRACE_BY_SEMAPHORE:
    case TRACE_BY_CONDITION:
        return TELL_WHILE_OBJECT;
    case TRACE_BY_SEND:
        return TELL_WHILE_SEND;
    case TRACE_BY_RECV:
        return TELL_WHILE_RECV;
    case TRACE_BY_SELECT:
        return TELL_WHILE_SELECT;
    case TRACE_BY_OFFLOAD:
        return TELL_WHILE_OFFLOAD;
    case TRACE_BY_CALLBACKS:
        return TELL_WHILE_CALLBACKS;
    case TRACE_BY_WORKER:
        return TELL_WHILE_WORKER;
    default:
        return TELL_NONE;
    }
}

void cut_say(struct tell *tell, uint32_t actor, const struct timeline_interval *item,
             const struct timeline_interval *before, bool bare)
{
    enum sentence ended = ended_say(tell, actor, item, bare);
    if (ended == TELL_CLOSED_WITH)
        return;
    const struct timeline_lane *lane = timeline_lane_of(tell->timeline, actor);
    struct timeline_wait wait = {0};
    if (before && !is_of_callback(item))
        wait = timeline_wait_of(tell->timeline, lane, before);
    bool known = wait.reason != TRACE_BY_LOOKING || wait.object;
    enum sentence id = known ? while_row(wait.reason) : TELL_NONE;
    if (!id)
        return;
    struct tell_args args = {.who = actor, .t_ns = before->from_ns};
    if (id == TELL_WHILE_IO)
        args.request = wait.object;
    else if (id == TELL_WHILE_AWAIT)
        args.other = wait.object;
    else if (id == TELL_WHILE_AWAIT_FIRST)
        args.number = wait.object;
    else
        args.object = wait.object;
    id = channel_row(tell->timeline, id, wait.object);
    tell_join(tell, TELL_JOIN_WHILE);
    tell_say(tell, id, &args);
}
