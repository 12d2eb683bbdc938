/* When the user's program begins. One in Python does with the turn in which its first line was
 * seen: what a Python does before that is its own. Where what was started is no Python but becomes
 * one (the script of a version manager, `env`, a shell that ends with `exec`), that only led to the
 * program: it is left out, with all who ended on the way. Any other begins with its process; so
 * does a Python of which nothing is to be left out, with its interpreter. */
#include "config.h"

#include "record/convert.h"

/* The index of the event, + 1, with which that process became a Python; 0: it did not. */
static size_t find_python(const struct trace *raw, uint32_t root)
{
    size_t count = trace_count(raw);
    for (size_t i = 0; i < count; i++) {
        const struct trace_event *event = trace_at(raw, i);
        if (event->kind == RAW_PYTHON && event->who == root)
            return i + 1;
    }
    return 0;
}

/* The beginning of the turn in which the first line was seen, from that event on, or of the first
 * turn of all; or 0. */
static int64_t first_turn_ns(const struct trace *raw, size_t from, bool all)
{
    size_t count = trace_count(raw);
    int64_t turn_ns = 0;
    for (size_t i = from; i < count; i++) {
        const struct trace_event *event = trace_at(raw, i);
        if (event->kind == RAW_GIL_GOT)
            turn_ns = event->time_ns;
        if (event->kind == RAW_GIL_FREED && (event->arg || (all && turn_ns)))
            return turn_ns;
    }
    return 0;
}

void convert_find_begin(struct converter *c, uint32_t root)
{
    const struct trace *raw = c->raw;
    size_t python = find_python(raw, root);
    int64_t begin_ns = 0;
    size_t count = trace_count(raw);
    if (python)
        c->origin_ns = first_turn_ns(raw, python, c->all);
    for (size_t i = 0; i < (python ? python : count); i++) {
        const struct trace_event *event = trace_at(raw, i);
        if (event->kind == RAW_PROCESS && (python ? event->who == root : !begin_ns))
            begin_ns = event->time_ns;
    }
    c->from_ns = python ? begin_ns : 0;
    if (python && !c->origin_ns)
        c->origin_ns = trace_at(raw, python - 1)->time_ns;
    if (!c->origin_ns)
        c->origin_ns = begin_ns ? begin_ns : count ? trace_at(raw, 0)->time_ns : 0;
}

bool convert_is_passed(struct converter *c, size_t index)
{
    const struct trace_event *event = trace_at(c->raw, index);
    size_t last = index;
    if (event->time_ns >= c->from_ns)
        return false;
    if (event->kind != RAW_PROCESS && event->kind != RAW_CHILD)
        return !convert_thread_by_tid(c, event->who);
    while (trace_at(c->raw, last)->time_ns < c->from_ns && c->next[last])
        last = c->next[last];
    const struct trace_event *end = trace_at(c->raw, last);
    return end->time_ns < c->from_ns && end->kind == RAW_EXIT;
}
