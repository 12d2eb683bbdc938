#include "config.h"

#include "interp/values.h"

#include "interp/record.h"

static bool is_recorded(const struct flow *flow, const struct task *task)
{
    return !flow->left_own && task->lane == task->id && !task->apart;
}

static void left_out(struct flow *flow, struct task *task, enum trace_left what)
{
    trace_write(&flow->writer, (struct trace_event){.kind = TRACE_MARK,
                                                    .who = task->lane,
                                                    .detail = (uint8_t)what,
                                                    .line = record_line(flow, task)});
}

/* False: it is one too many. */
static bool count(struct flow *flow, struct task *task)
{
    if (flow->assigned++ < VALUES_RECORDED)
        return true;
    flow->left_own = true;
    left_out(flow, task, TRACE_LEFT_OWN);
    return false;
}

static uint8_t kind_of(const struct value *value)
{
    return value->kind == VALUE_FUTURE      ? TRACE_VALUE_FUTURE
           : value->kind == VALUE_GENERATOR ? TRACE_VALUE_GENERATOR
           : value->kind == VALUE_OBJECT    ? TRACE_VALUE_OBJECT
                                            : TRACE_VALUE_INT;
}

static void write_value(struct flow *flow, uint32_t who, uint32_t line, int32_t variable,
                        const struct value *value)
{
    trace_write(&flow->writer, (struct trace_event){.kind = TRACE_ASSIGNED,
                                                    .who = who,
                                                    .detail = kind_of(value),
                                                    .line = line,
                                                    .arg = (uint32_t)variable,
                                                    .value = value->n});
}

static void write_slot(struct flow *flow, struct task *task, int32_t slot)
{
    const struct frame *frame = task->frame;
    int32_t first = flow->worker->program->tasks[frame->declaration].first_variable;
    write_value(flow, task->lane, record_line(flow, task), first + slot, &frame->slots[slot]);
}

static void write_frame(struct flow *flow, struct task *task, enum trace_frame how)
{
    trace_write(&flow->writer, (struct trace_event){.kind = TRACE_FRAME,
                                                    .who = task->lane,
                                                    .detail = (uint8_t)how,
                                                    .line = record_line(flow, task),
                                                    .arg = task->frame->declaration,
                                                    .value = task->depth});
}

void values_assigned_told(struct flow *flow, struct task *task, int32_t slot)
{
    if (is_recorded(flow, task) && count(flow, task))
        write_slot(flow, task, slot);
}

void values_frame(struct flow *flow, struct task *task, enum trace_frame how)
{
    if (is_recorded(flow, task) && count(flow, task))
        write_frame(flow, task, how);
}

void values_called(struct flow *flow, struct task *task)
{
    values_frame(flow, task, TRACE_FRAME_CALLED);
    for (int i = 0; i < flow->worker->program->tasks[task->frame->declaration].params; i++)
        values_assigned(flow, task, i);
}

void values_given(struct flow *flow, uint32_t id, int32_t declaration, const struct value *args,
                  int count, uint32_t line)
{
    int32_t first = flow->worker->program->tasks[declaration].first_variable;
    for (int i = 0; i < count; i++)
        write_value(flow, id, line, first + i, &args[i]);
}

void values_anew(struct flow *flow, struct task *task)
{
    const struct frame *frame = task->frame;
    write_frame(flow, task, TRACE_FRAME_ANEW);
    for (int i = 0; i < flow->worker->program->tasks[frame->declaration].named; i++)
        if (frame->slots[i].kind != VALUE_UNSET)
            write_slot(flow, task, i);
}

static void write_access(struct flow *flow, const struct task *task, struct trace_event event)
{
    event.who = task->lane;
    event.detail |= task->apart ? TRACE_ACCESS_APART : 0;
    event.line = record_line(flow, task);
    trace_write(&flow->writer, event);
}

void values_read(struct flow *flow, struct task *task, int32_t index, int64_t n)
{
    write_access(
        flow, task,
        (struct trace_event){.kind = TRACE_SHARED_READ, .arg = (uint32_t)index, .value = n});
}

void values_written(struct flow *flow, struct task *task, int32_t index, int64_t n, bool sum)
{
    write_access(flow, task,
                 (struct trace_event){.kind = TRACE_SHARED_WRITE,
                                      .detail = sum ? 0 : TRACE_ACCESS_SETS,
                                      .arg = (uint32_t)index,
                                      .value = n});
}

void values_exchanged(struct flow *flow, struct task *task, int32_t index, int64_t was, int64_t is,
                      bool sum, int64_t at_ns)
{
    struct trace_event event = {.time_ns = at_ns,
                                .kind = TRACE_SHARED_READ,
                                .detail = TRACE_ACCESS_ATOMIC,
                                .arg = (uint32_t)index,
                                .value = was};
    write_access(flow, task, event);
    event.kind = TRACE_SHARED_WRITE;
    event.detail |= sum ? 0 : TRACE_ACCESS_SETS;
    event.value = is;
    write_access(flow, task, event);
}

void values_leave_shared(struct flow *flow, struct task *task)
{
    flow->left_shared = true;
    left_out(flow, task, TRACE_LEFT_SHARED);
}

void values_leave_nothing(struct flow *flow, struct task *task)
{
    left_out(flow, task, TRACE_LEFT_NOTHING);
}
