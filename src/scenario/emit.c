#include "config.h"

#include "scenario/emit.h"

#include <assert.h>

void emit_place(struct emit *emit, struct tree_place place)
{
    emit->line = place.line;
    emit->column = place.column > UINT16_MAX ? UINT16_MAX : (uint16_t)place.column;
}

int32_t emit_step(struct emit *emit, struct program_step step)
{
    step.line = emit->line;
    step.column = emit->column;
    MEM_GROW(emit->steps, emit->count, emit->room);
    emit->steps[emit->count] = step;
    emit->depth += program_step_effect(&step);
    assert(emit->depth >= 0);
    if (emit->depth > emit->deepest)
        emit->deepest = emit->depth;
    return emit->count++;
}

int32_t emit_op(struct emit *emit, enum program_op op)
{
    return emit_step(emit, (struct program_step){.op = (uint8_t)op});
}

int32_t emit_push(struct emit *emit, int64_t value)
{
    return emit_step(emit, (struct program_step){.op = OP_PUSH, .value = value});
}

int32_t emit_here(const struct emit *emit)
{
    return emit->count;
}

void emit_land(struct emit *emit, int32_t step)
{
    emit->steps[step].a = emit->count;
}

int32_t emit_string(struct emit *emit, const char *text)
{
    int32_t number = symbols_get(&emit->string_numbers, text);
    if (number >= 0)
        return number;
    MEM_GROW(emit->strings, emit->string_count, emit->string_room);
    emit->strings[emit->string_count] = text;
    symbols_put(&emit->string_numbers, text, emit->string_count);
    return emit->string_count++;
}
