/* Callbacks of a loop that are no task's: while one runs, the loop has states as a task has. Those
 * of the user's are told of, also one that a transport calls in it, and those of a library that
 * last; the rest is what the loop does by itself. */
#include "config.h"

#include "record/convert.h"

#include "base/clock.h"

enum { LASTS_NS = 500 * NS_PER_US }; /* from here on somebody may be told late because of it */

/* What came in it, by what its calls returned: 1 something, 0 the end, -1 nothing. */
static int received(const struct trace_event *event)
{
    bool receives = event->kind == RAW_BACK &&
                    (event->detail == RAW_CALL_recv || event->detail == RAW_CALL_recvfrom ||
                     event->detail == RAW_CALL_recvmsg || event->detail == RAW_CALL_read);
    return !receives || event->value < 0 ? -1 : event->value > 0;
}

/* What is seen in it. */
struct within {
    bool lasts;   /* or nobody saw its end */
    int received; /* as above, the first */
};

static struct within look_within(const struct converter *c, size_t index)
{
    struct within within = {.received = -1};
    int depth = 1;
    size_t at = c->next[index], last = index;
    for (; at && depth; last = at, at = c->next[at]) {
        const struct trace_event *event = trace_at(c->raw, at);
        depth += (event->kind == RAW_CALLBACK) - (event->kind == RAW_CALLED_BACK);
        if (within.received < 0)
            within.received = received(event);
    }
    within.lasts =
        depth || trace_at(c->raw, last)->time_ns - trace_at(c->raw, index)->time_ns >= LASTS_NS;
    return within;
}

/* The function that is called, if it is to be told of; its own, or the one that it calls. */
static bool is_told(const struct converter *c, const struct thread *thread, size_t index,
                    struct place *place)
{
    const struct trace_event *event = trace_at(c->raw, index);
    uint32_t first = (uint32_t)((uint64_t)event->value >> 32), second = (uint32_t)event->value;
    *place = convert_beginning(c, thread, event->arg);
    if (place->line && event->detail == RAW_CALLBACK_PLAIN)
        return true;
    struct within within = look_within(c, index);
    uint32_t calls = event->detail == RAW_CALLBACK_CALLS                             ? second
                     : event->detail != RAW_CALLBACK_RECEIVES || within.received < 0 ? 0
                     : within.received                                               ? first
                                                                                     : second;
    if (calls)
        *place = convert_beginning(c, thread, calls);
    return calls || within.lasts || c->all;
}

void convert_on_callback(struct converter *c, uint32_t base, size_t index)
{
    const struct trace_event *event = trace_at(c->raw, index);
    struct place place;
    struct thread *thread = &c->threads[base];
    thread->callback_depth++;
    if (thread->callback || thread->step || !is_told(c, thread, index, &place))
        return;
    thread->callback = thread->callback_depth;
    convert_begin_loop(c, base, event->time_ns);
    struct thread *loop = &c->threads[c->threads[base].loop - 1];
    loop->stopped_at = loop->place;
    loop->cut_at = loop->place = place;
    loop->calls_back = true;
    convert_tell_state(c, loop, event->time_ns, TRACE_RUNNING, TRACE_BY_LOOP_CALLBACK, 0, 0);
}

void convert_on_callback_over(struct converter *c, uint32_t base, int64_t time_ns)
{
    struct thread *thread = &c->threads[base];
    if (!thread->callback_depth)
        return; /* it began before what is told */
    bool is_over = thread->callback == thread->callback_depth--;
    if (!is_over)
        return;
    struct thread *loop = &c->threads[thread->loop - 1];
    thread->callback = 0;
    loop->place = (struct place){0};
    convert_tell_state(c, loop, time_ns, TRACE_RUNNING, TRACE_BY_NONE, 0, 0);
    loop->calls_back = false;
    loop->place = loop->stopped_at;
}

/* Of a library's the innermost line of the user's may be the one that runs the loop. */
struct place convert_in_callback(struct converter *c, struct thread *loop,
                                 const struct trace_event *event)
{
    struct place place = convert_place(c, loop, event);
    if (loop->kind != ACTOR_LOOP)
        return place;
    if (!loop->calls_back)
        loop->runs_in = event->arg;
    else if (!loop->cut_at.line && event->arg == loop->runs_in)
        return loop->cut_at;
    return place;
}
