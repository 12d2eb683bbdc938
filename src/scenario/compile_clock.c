/* Which shared variables hold what the clock said: `a = now`, `t = now - a`. They differ from run
 * to run as times do, and are no outcome of the program. Found in the steps: a value is of the
 * clock if what it was computed from is. What goes through channels, parameters and results of
 * bodies is not followed. */
#include "config.h"

#include "scenario/compile_expr.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct clock_search {
    const struct program *program;
    struct program_shared *shared;
    bool *slots; /* of the body that is looked at */
    bool on_stack, changed;
};

static void mark(struct clock_search *search, bool *of_clock)
{
    search->changed = search->changed || !*of_clock;
    *of_clock = true;
}

static void look_at(struct clock_search *search, const struct program_step *step)
{
    switch (step->op) {
    case OP_NOW:
        search->on_stack = true;
        break;
    case OP_LOAD:
        search->on_stack = search->on_stack || search->slots[step->a];
        break;
    case OP_LOAD_SHARED:
        search->on_stack = search->on_stack || search->shared[step->a].of_clock;
        break;
    case OP_STORE:
        if (search->on_stack)
            mark(search, &search->slots[step->a]);
        search->on_stack = false;
        break;
    case OP_STORE_SHARED:
        if (search->on_stack)
            mark(search, &search->shared[step->a].of_clock);
        search->on_stack = false;
        break;
    case OP_PUSH:
    case OP_SELF:
    case OP_NEG:
    case OP_MUL:
    case OP_DIV:
    case OP_MOD:
    case OP_ADD:
    case OP_SUB:
        break;
    default:
        search->on_stack = false;
        break;
    }
}

static void look_through(struct clock_search *search, int32_t from, int32_t to, uint16_t locals)
{
    memset(search->slots, 0, (size_t)locals * sizeof *search->slots);
    for (bool again = true; again; again = search->changed) {
        search->changed = search->on_stack = false;
        for (int32_t i = from; i < to; i++)
            look_at(search, &search->program->steps[i]);
    }
}

/* How many are marked: once more as long as one body tells another. */
static int marked(const struct clock_search *search)
{
    int count = 0;
    for (int32_t i = 0; i < search->program->shared_count; i++)
        count += search->shared[i].of_clock;
    return count;
}

void compile_clock(const struct program *program, struct program_shared *shared)
{
    struct clock_search search = {program, shared, mem_alloc(UINT16_MAX + 1), false, false};
    for (int before = -1; before != marked(&search);) {
        before = marked(&search);
        for (int32_t i = 0; i < program->task_count; i++) {
            const struct program_task *task = &program->tasks[i];
            int32_t end = i + 1 < program->task_count ? task[1].entry : program->step_count;
            look_through(&search, task->entry, end, task->locals);
        }
    }
    free(search.slots);
}
