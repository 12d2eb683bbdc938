#include "config.h"

#include "explore/buffers.h"

#include <string.h>

#include "interp/statement.h"

static const struct program_step *step_of(const struct stepper *stepper, const struct task *task)
{
    return &stepper->program->steps[task->frame->pc];
}

static bool is_load(const struct program_step *step)
{
    return step->op == OP_LOAD_SHARED || step->op == OP_LOAD_SHARED_AT;
}

static bool is_store(const struct program_step *step)
{
    return step->op == OP_STORE_SHARED || step->op == OP_STORE_SHARED_AT;
}

bool buffers_have_room(const struct stepper *stepper, struct task *task)
{
    return !is_store(step_of(stepper, task)) || stepper->buffers[task->id].count < STEPPER_BUFFERED;
}

void buffers_show_one(struct stepper *stepper, uint32_t id)
{
    struct stepper_buffer *buffer = &stepper->buffers[id];
    stepper->worker.shared[buffer->writes[0].variable] = buffer->writes[0].value;
    buffer->count--;
    memmove(buffer->writes, buffer->writes + 1, buffer->count * sizeof *buffer->writes);
}

void buffers_show_all(struct stepper *stepper, uint32_t id)
{
    while (stepper->buffers[id].count)
        buffers_show_one(stepper, id);
}

/* What the task has written last and nobody else sees yet. */
static const struct stepper_write *newest(const struct stepper_buffer *buffer, int32_t variable)
{
    for (uint32_t i = buffer->count; i > 0; i--)
        if (buffer->writes[i - 1].variable == variable)
            return &buffer->writes[i - 1];
    return NULL;
}

/* In a move the first act is the only one that touches what is written anywhere: so the variable
 * has another value as long as the move lasts, and nobody else looks. */
void buffers_access(struct stepper *stepper, struct task *task, buffers_go_on_fn *go_on)
{
    const struct program_step *step = step_of(stepper, task);
    struct stepper_buffer *buffer = &stepper->buffers[task->id];
    _Atomic int64_t *shared = stepper->worker.shared;
    uint32_t id = task->id;
    int32_t variable = task->atomic ? -1 : interp_variable(task, step);
    if (variable < 0 || !(is_load(step) || is_store(step))) {
        buffers_show_all(stepper, id);
        go_on(stepper, task);
        return;
    }
    int64_t before = shared[variable];
    const struct stepper_write *own = newest(buffer, variable);
    if (is_load(step) && own)
        shared[variable] = own->value;
    bool writes = is_store(step);
    stepper->syncs = false;
    go_on(stepper, task);
    int64_t after = shared[variable];
    shared[variable] = before;
    if (writes)
        buffer->writes[buffer->count++] = (struct stepper_write){after, variable};
    if (stepper->syncs || stepper->place[id] == STEPPER_NOWHERE)
        buffers_show_all(stepper, id);
}
