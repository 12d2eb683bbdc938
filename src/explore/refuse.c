#include "config.h"

#include "explore/refuse.h"

#include "explore/limits.h"
#include "explore/offload.h"
#include "explore/service.h"
#include "models/model.h"

static bool arrives(const struct program_task *task)
{
    return task->starts_itself && (task->every_ns || task->after_ns);
}

static const char *refused_step(const struct program_step *step)
{
    switch ((enum program_op)step->op) {
    case OP_NOW:
        return "`now` says something else in each run: what depends on it cannot be explored";
    default:
        return NULL;
    }
}

static bool has_arrivals(const struct program *program)
{
    for (int32_t i = 0; i < program->task_count; i++)
        if (arrives(&program->tasks[i]))
            return true;
    return false;
}

/* A call that holds the loop is answered in the middle of a round, before or after what is out; no
 * move says which. The line of such a call, where numbers are asked for; else 0. */
static uint32_t held_among_numbered(const struct program *program)
{
    uint32_t held = 0;
    bool numbered = false, others = false;
    for (int32_t pc = 0; pc < program->step_count; pc++) {
        const struct program_step *step = &program->steps[pc];
        numbered = numbered || step->op == OP_ANSWER;
        bool asks = step->op == OP_IO || step->op == OP_IO_THEN;
        if (asks && step->b & PROGRAM_HOLD)
            held = step->line;
        else
            others = others || asks;
    }
    return numbered && others ? held : 0;
}

static bool has_step(const struct program *program, enum program_op op, uint32_t *line)
{
    for (int32_t pc = 0; pc < program->step_count; pc++) {
        *line = program->steps[pc].line;
        if (program->steps[pc].op == op)
            return true;
    }
    *line = 0;
    return false;
}

/* Where a task is a process its callbacks are threads of that. */
static const char *callbacks_refuse(const struct program *program, enum model_id model,
                                    uint32_t *line)
{
    if (!model_get(model)->rules.task_is_process || !has_step(program, OP_IO_THEN, line))
        return NULL;
    if (has_step(program, OP_CRASH, line))
        return "a `crash` in a file with `then` blocks, which are threads of a process, cannot be "
               "explored under it yet";
    if (has_step(program, OP_OFFLOAD, line))
        return "`offload` in a file with `then` blocks, which share the pool of their process, "
               "cannot be explored under it yet";
    return NULL;
}

const char *refuse_program(const struct program *program, enum model_id model, uint32_t *line)
{
    const struct rules *rules = &model_get(model)->rules;
    *line = 0;
    if (model == MODEL_POLLING && has_arrivals(program))
        return "tasks that arrive later (`every`, `after`) cannot be explored under it yet";
    const char *unserved = service_refuses(program, model, line);
    if (unserved)
        return unserved;
    for (int32_t pc = 0; pc < program->step_count; pc++) {
        const struct program_step *step = &program->steps[pc];
        bool looks = step->op == OP_MEANWHILE && !rules->wait_holds;
        bool then = step->op == OP_IO_THEN && model == MODEL_POLLING;
        const char *refused = looks  ? "`meanwhile` cannot be explored yet under a loop"
                              : then ? "`then` blocks, left behind without a loop, cannot be "
                                       "explored yet"
                                     : refused_step(step);
        *line = step->line;
        if (refused)
            return refused;
    }
    *line = rules->has_loop && !rules->wait_holds ? held_among_numbered(program) : 0;
    if (*line)
        return "`blocking io` beside other io, where numbers are asked for (`x = io`), cannot be "
               "explored under it: when it is answered would be no move";
    const char *unlimited = limits_refuse(program, model, line);
    const char *left = unlimited ? unlimited : callbacks_refuse(program, model, line);
    return left ? left : offload_refuses(program, model, line);
}

const char *refuse_time(const struct program *program, enum model_id model, uint32_t *line)
{
    *line = 0;
    if (program->settings.device)
        return "a `device` that serves only so many at a time cannot be explored with --time due";
    if (program->settings.workers && has_arrivals(program))
        return "tasks that arrive later cannot be explored with `workers` and --time due";
    if (!model_is_single_thread(model) && has_step(program, OP_IO_THEN, line))
        return "`then` blocks that are threads cannot be explored with --time due";
    for (int32_t pc = 0; pc < program->step_count; pc++) {
        *line = program->steps[pc].line;
        if (program->steps[pc].op == OP_WITHIN)
            return "time limits (`within`) cannot be explored with --time due";
        if (program->steps[pc].op == OP_SELECT_TIMEOUT)
            return "the timeout of a `select` cannot be explored with --time due";
    }
    *line = 0;
    return NULL;
}
