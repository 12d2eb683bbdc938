/* Loops of asyncio: one is there from the first of its tasks or callbacks on. */
#include "config.h"

#include "record/convert.h"

#include <string.h>

void convert_begin_loop(struct converter *c, uint32_t base, int64_t time_ns)
{
    if (c->threads[base].loop)
        return;
    struct thread *loop = convert_add_actor(c, base, ACTOR_LOOP);
    loop->task = TRACE_LOOP + c->loop_count++;
    loop->begun = true;
    convert_tell_thread(c, loop, loop->tid, time_ns);
    convert_tell_state(c, convert_owner(c, &c->threads[base]), time_ns, TRACE_WAITING,
                       TRACE_BY_LOOP, loop->task, 0);
    c->threads[base].loop = (uint32_t)c->thread_count;
}

static void end_loop(struct converter *c, struct thread *thread, int64_t time_ns)
{
    struct thread *loop = &c->threads[thread->loop - 1];
    convert_put(
        c, (struct trace_event){
               .time_ns = time_ns, .kind = TRACE_STATE, .who = loop->task, .detail = TRACE_ENDED});
    struct thread *owner = convert_owner(c, thread);
    owner->place = loop->place;
    thread->loop = 0;
    thread->root = 0;
    convert_tell_state(c, owner, time_ns, TRACE_RUNNING, TRACE_BY_LOOP, 0, 0);
}

void convert_loop_end(struct converter *c, struct thread *thread, size_t index, int64_t time_ns)
{
    const struct thread *loop = &c->threads[thread->loop - 1];
    const char *inside = loop->place.code ? c->code[loop->place.code - 1].name : "";
    if (loop->calls_back)
        return;
    if (index >= map_find(&c->last_steps, thread->tid, 0) && strncmp(inside, "asyncio.", 8) != 0)
        end_loop(c, thread, time_ns);
}

/* asyncio.run() lets its loop go on more than once, for what is left. */
void convert_loop_over(struct converter *c, uint32_t base, size_t index, int64_t time_ns)
{
    struct thread *thread = &c->threads[base];
    if (thread->loop && !thread->step && !thread->callback &&
        index >= map_find(&c->last_steps, thread->tid, 0))
        end_loop(c, thread, time_ns);
}

void convert_loop_waits(struct converter *c, struct thread *loop, int64_t time_ns)
{
    convert_put(
        c, (struct trace_event){.time_ns = time_ns, .kind = TRACE_LOOP_WAIT, .who = loop->task});
}

void convert_loop_woke(struct converter *c, struct thread *loop, int64_t time_ns)
{
    convert_put(
        c, (struct trace_event){.time_ns = time_ns, .kind = TRACE_LOOP_WOKE, .who = loop->task});
}
