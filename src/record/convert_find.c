#include "config.h"

#include "record/convert.h"

#include "base/mem.h"

struct process *convert_process(struct converter *c, uint32_t pid)
{
    uint32_t *index = map_at(&c->process_of, pid, 0);
    if (!*index) {
        MEM_GROW(c->processes, c->process_count, c->process_room);
        c->processes[c->process_count] = (struct process){.pid = pid};
        c->processes[c->process_count].codes_of = (uint32_t)c->process_count;
        *index = (uint32_t)++c->process_count;
    }
    return &c->processes[*index - 1];
}

struct thread *convert_thread_by_tid(struct converter *c, uint32_t tid)
{
    uint32_t index = map_find(&c->thread_of, tid, 0);
    return index ? &c->threads[index - 1] : NULL;
}

struct thread *convert_owner(struct converter *c, struct thread *thread)
{
    return thread->job ? &c->threads[thread->job - 1] : thread;
}

struct thread *convert_actor(struct converter *c, struct thread *thread)
{
    uint32_t index = thread->step ? thread->step : thread->loop;
    return convert_owner(c, index ? &c->threads[index - 1] : thread);
}

uint32_t convert_task_of(struct converter *c, uint32_t tid)
{
    struct thread *thread = tid ? convert_thread_by_tid(c, tid) : NULL;
    return thread ? convert_actor(c, thread)->task : 0;
}

struct thread *convert_add_thread(struct converter *c, uint32_t tid, uint32_t process)
{
    MEM_GROW(c->threads, c->thread_count, c->thread_room);
    struct thread *thread = &c->threads[c->thread_count];
    *thread = (struct thread){
        .base = (uint32_t)c->thread_count, .tid = tid, .process = process, .state = TRACE_RUNNING};
    *map_at(&c->thread_of, tid, 0) = (uint32_t)++c->thread_count;
    return thread;
}

struct thread *convert_add_actor(struct converter *c, uint32_t base, enum actor_kind kind)
{
    MEM_GROW(c->threads, c->thread_count, c->thread_room);
    struct thread *actor = &c->threads[c->thread_count++];
    *actor = (struct thread){
        .kind = (uint8_t)kind,
        .base = base,
        .tid = c->threads[base].tid,
        .process = c->threads[base].process,
        .place = c->threads[base].place,
        .state = TRACE_RUNNING,
    };
    return actor;
}

/* One that was there before the library was, or that a call began which is not watched. */
struct thread *convert_thread(struct converter *c, const struct trace_event *event)
{
    struct thread *thread = convert_thread_by_tid(c, event->who);
    if (thread)
        return thread;
    const struct process *process = convert_process(c, event->who);
    return convert_add_thread(c, event->who, (uint32_t)(process - c->processes));
}
