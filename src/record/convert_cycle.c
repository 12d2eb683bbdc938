/* Who waits in a ring for one another at the end: each for a lock that the next has. */
#include "config.h"

#include "record/convert.h"

#include <assert.h>

static struct thread *thread_of_task(struct converter *c, uint32_t task)
{
    for (size_t i = 0; i < c->thread_count; i++)
        if (c->threads[i].task == task)
            return &c->threads[i];
    return NULL;
}

/* Whom it waits for, if that is known and lives. */
static struct thread *waits_for(struct converter *c, const struct thread *thread)
{
    if (!thread->waits_for || thread->ended || !thread->held_by)
        return NULL;
    return thread_of_task(c, thread->held_by);
}

static void tell_cycle(struct converter *c, struct thread *from, int64_t time_ns)
{
    struct thread *at = from;
    do {
        struct thread *to = waits_for(c, at);
        assert(to); /* it is a circle */
        convert_put(c, (struct trace_event){.time_ns = time_ns,
                                            .kind = TRACE_CYCLE,
                                            .who = at->task,
                                            .line = at->place.line,
                                            .arg = to->task,
                                            .value = at->waits_for - 1});
        at = to;
    } while (at != from);
    convert_put(
        c, (struct trace_event){.time_ns = time_ns, .kind = TRACE_DEADLOCK, .who = TRACE_ENGINE});
}

bool convert_cycle(struct converter *c, int64_t time_ns)
{
    for (size_t i = 0; i < c->thread_count; i++) {
        struct thread *at = waits_for(c, &c->threads[i]);
        for (size_t steps = 0; at && at != &c->threads[i] && steps < c->thread_count; steps++)
            at = waits_for(c, at);
        if (at != &c->threads[i])
            continue;
        tell_cycle(c, at, time_ns);
        return true;
    }
    return false;
}
