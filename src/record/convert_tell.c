#include "config.h"

#include "record/convert.h"

void convert_tell_at(struct converter *c, const struct thread *thread, int64_t time_ns)
{
    uint32_t code = convert_code(c, thread->place.code, time_ns);
    if (code)
        convert_put(c, (struct trace_event){.time_ns = time_ns,
                                            .kind = TRACE_AT,
                                            .who = thread->task,
                                            .line = thread->place.line,
                                            .arg = code});
}

void convert_tell_state(struct converter *c, struct thread *thread, int64_t time_ns, uint8_t state,
                        uint16_t reason, uint32_t object, int64_t value)
{
    thread->state = state;
    /* Of a loop its waits are told, its callbacks, and the steps of its tasks. */
    if (thread->kind == ACTOR_LOOP && !thread->calls_back)
        return;
    convert_tell_at(c, thread, time_ns);
    convert_put(c, (struct trace_event){.time_ns = time_ns,
                                        .kind = TRACE_STATE,
                                        .who = thread->task,
                                        .detail = state,
                                        .reason = reason,
                                        .line = thread->place.line,
                                        .arg = object,
                                        .value = value});
}

void convert_tell_seen(struct converter *c, const struct thread *thread, struct place place,
                       int64_t time_ns)
{
    if (!place.line || (thread->kind == ACTOR_LOOP && !thread->calls_back))
        return;
    convert_put(c, (struct trace_event){.time_ns = time_ns,
                                        .kind = TRACE_MARK,
                                        .who = thread->task,
                                        .line = place.line,
                                        .arg = convert_code(c, place.code, time_ns)});
}

void convert_tell_begin(struct converter *c, struct thread *thread, int64_t time_ns)
{
    thread->begun = true;
    thread->state = TRACE_RUNNING;
    if (thread->kind == ACTOR_LOOP)
        return;
    convert_put(c, (struct trace_event){.time_ns = time_ns,
                                        .kind = TRACE_TASK_BEGIN,
                                        .who = thread->task,
                                        .reason = TRACE_CORE_UNKNOWN,
                                        .line = thread->place.line,
                                        .arg = thread->tid,
                                        .value = thread->process});
}

void convert_tell_thread(struct converter *c, const struct thread *actor, uint32_t tid,
                         int64_t time_ns)
{
    convert_put(c, (struct trace_event){.time_ns = time_ns,
                                        .kind = TRACE_THREAD,
                                        .who = actor->task,
                                        .arg = tid,
                                        .value = c->processes[actor->process].pid});
}
