#include "config.h"

#include "scenario/program_dump.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <string.h>

/* What the fields of a step mean, where an operation uses them. */
enum {
    SHOW_VALUE = 1,
    SHOW_SLOT = 2, /* or a number of steps */
    SHOW_SHARED = 4,
    SHOW_OBJECT = 8,
    SHOW_TASK = 16,
    SHOW_TARGET = 32,
    SHOW_TEXT = 64,
    SHOW_FLAGS = 128,
    SHOW_B = 256,
    SHOW_FROM = 512, /* the object that is the value */
    SHOW_REGION = 2048,
    SHOW_COUNT = 1024, /* the value, of several */
};

static const uint16_t shows[OP_COUNT] = {
    [OP_PUSH] = SHOW_VALUE,
    [OP_DURATION] = SHOW_VALUE,
    [OP_LOAD] = SHOW_SLOT,
    [OP_STORE] = SHOW_SLOT,
    [OP_LOAD_SHARED] = SHOW_SHARED,
    [OP_STORE_SHARED] = SHOW_SHARED | SHOW_B,
    [OP_LOAD_SHARED_AT] = SHOW_SHARED | SHOW_VALUE,
    [OP_STORE_SHARED_AT] = SHOW_SHARED | SHOW_VALUE | SHOW_B,
    [OP_OBJECT] = SHOW_OBJECT,
    [OP_OBJECT_AT] = SHOW_OBJECT | SHOW_VALUE,
    [OP_SWAP] = SHOW_SHARED | SHOW_COUNT,
    [OP_ADD_TO] = SHOW_SHARED | SHOW_COUNT,
    [OP_COMPARE] = SHOW_SHARED | SHOW_COUNT,
    [OP_JUMP] = SHOW_TARGET,
    [OP_JUMP_FALSE] = SHOW_TARGET,
    [OP_JUMP_FALSE_KEEP] = SHOW_TARGET,
    [OP_JUMP_TRUE_KEEP] = SHOW_TARGET,
    [OP_TEXT_ADD] = SHOW_TEXT,
    [OP_COMPUTE] = SHOW_FLAGS,
    [OP_IO] = SHOW_FLAGS,
    [OP_SLEEP] = SHOW_FLAGS,
    [OP_IO_MEANWHILE] = SHOW_FLAGS | SHOW_TARGET,
    [OP_MEANWHILE] = SHOW_TARGET,
    [OP_MEANWHILE_END] = SHOW_TARGET,
    [OP_IO_THEN] = SHOW_FLAGS | SHOW_TARGET,
    [OP_START] = SHOW_TASK | SHOW_B,
    [OP_CALL] = SHOW_TASK | SHOW_B,
    [OP_RUN] = SHOW_TASK | SHOW_B,
    [OP_CREATE] = SHOW_TASK | SHOW_B,
    [OP_AWAIT_FIRST] = SHOW_B,
    [OP_OFFLOAD] = SHOW_TARGET | SHOW_B,
    [OP_ACQUIRE] = SHOW_OBJECT,
    [OP_RELEASE] = SHOW_OBJECT,
    [OP_TRY_ACQUIRE] = SHOW_OBJECT,
    [OP_WITH_BEGIN] = SHOW_OBJECT,
    [OP_WITH_END] = SHOW_OBJECT,
    [OP_WAIT_BEGIN] = SHOW_OBJECT,
    [OP_WAIT] = SHOW_OBJECT,
    [OP_SIGNAL] = SHOW_OBJECT | SHOW_B,
    [OP_BARRIER] = SHOW_OBJECT,
    [OP_SEND] = SHOW_OBJECT,
    [OP_RECV] = SHOW_OBJECT,
    [OP_REPEAT_RECV] = SHOW_FROM | SHOW_TARGET,
    [OP_SHUT] = SHOW_OBJECT,
    [OP_SELECT] = SHOW_SLOT | SHOW_B,
    [OP_SELECT_RECV] = SHOW_FROM | SHOW_TARGET,
    [OP_SELECT_SEND] = SHOW_FROM | SHOW_TARGET,
    [OP_SELECT_TIMEOUT] = SHOW_TARGET,
    [OP_REGION_BEGIN] = SHOW_REGION,
    [OP_REGION_END] = SHOW_REGION,
    [OP_TRY] = SHOW_TARGET,
    [OP_TRY_END] = SHOW_TARGET,
    [OP_FINALLY] = SHOW_TARGET,
    [OP_WITHIN] = SHOW_TARGET,
    [OP_WITHIN_END] = SHOW_TARGET,
    [OP_RESUME] = SHOW_B,
    [OP_GEN_YIELD] = SHOW_B,
    [OP_FORGET] = SHOW_SLOT | SHOW_B,
    [OP_KEEP] = SHOW_SLOT,
    [OP_ASSERT] = SHOW_TARGET,
    [OP_ASSERT_FAILED] = SHOW_TEXT | SHOW_B | SHOW_VALUE,
    [OP_ASSERT_VALUE] = SHOW_SLOT,
};

static void dump_object(const struct program *program, int64_t object, struct strbuf *out)
{
    if (object < 0)
        strbuf_addf(out, " in %" PRId64, -1 - object);
    else
        strbuf_addf(out, " %s", program->objects[object].name);
}

static void dump_step(const struct program *program, const struct program_step *step, int32_t entry,
                      struct strbuf *out)
{
    unsigned show = shows[step->op];
    strbuf_adds(out, program_op_name((enum program_op)step->op));
    if (show & SHOW_VALUE)
        strbuf_addf(out, " %" PRId64, step->value);
    if (show & SHOW_SLOT)
        strbuf_addf(out, " %" PRId32, step->a);
    if (show & SHOW_SHARED)
        strbuf_addf(out, " %s", program->shared[step->a].name);
    if (show & SHOW_OBJECT)
        dump_object(program, step->a, out);
    if (show & SHOW_FROM)
        dump_object(program, step->value, out);
    if (show & SHOW_TASK)
        strbuf_addf(out, " %s", program->tasks[step->a].name);
    if (show & SHOW_B)
        strbuf_addf(out, " %u", step->b);
    if (show & SHOW_REGION)
        strbuf_addf(out, " %s", program->regions[step->a].name);
    if (show & SHOW_COUNT && step->value)
        strbuf_addf(out, " of %" PRId64, step->value);
    bool loads = step->op == OP_LOAD_SHARED || step->op == OP_LOAD_SHARED_AT;
    if (step->b & PROGRAM_GUARDED && (loads || show & SHOW_COUNT))
        strbuf_adds(out, " guarded");
    if (show & SHOW_TEXT) {
        strbuf_adds(out, " \"");
        utf8_add_safe(out, program->strings[step->a], strlen(program->strings[step->a]));
        strbuf_addch(out, '"');
    }
    if (show & SHOW_FLAGS && step->b & PROGRAM_TEXT)
        strbuf_adds(out, " text");
    if (show & SHOW_FLAGS && step->b & PROGRAM_HOLD)
        strbuf_adds(out, " hold");
    if (show & SHOW_TARGET && step->a >= 0)
        strbuf_addf(out, " ->%" PRId32, step->a - entry);
    if ((step->op == OP_AWAIT || step->op == OP_AWAIT_ALL) && step->b)
        strbuf_adds(out, " shielded");
    if (step->op == OP_TRY_ACQUIRE)
        strbuf_addf(out, " else ->%" PRId64, step->value - entry);
    if (step->op == OP_TRY && step->value >= 0)
        strbuf_addf(out, " cancel ->%" PRId64, step->value - entry);
}

static int32_t end_of(const struct program *program, int32_t task)
{
    return task + 1 < program->task_count ? program->tasks[task + 1].entry : program->step_count;
}

void program_dump_task(const struct program *program, int32_t task, struct strbuf *out)
{
    int32_t entry = program->tasks[task].entry;
    for (int32_t i = entry; i < end_of(program, task); i++) {
        strbuf_addf(out, "%" PRId32 " ", i - entry);
        dump_step(program, &program->steps[i], entry, out);
        strbuf_addch(out, '\n');
    }
}

void program_dump(const struct program *program, struct strbuf *out)
{
    for (int32_t i = 0; i < program->shared_count; i++)
        strbuf_addf(out, "shared %s = %" PRId64 "\n", program->shared[i].name,
                    program->shared[i].initial);
    for (int32_t i = 0; i < program->object_count; i++)
        strbuf_addf(out, "object %s, kind %d, size %" PRId64 "\n", program->objects[i].name,
                    program->objects[i].kind, program->objects[i].size);
    for (int32_t i = 0; i < program->task_count; i++) {
        const struct program_task *task = &program->tasks[i];
        strbuf_addf(out, "task %s, line %" PRIu32 ", params %u, locals %u, stack %u\n", task->name,
                    task->line, task->params, task->locals, task->stack);
        program_dump_task(program, i, out);
    }
}
