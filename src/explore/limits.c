#include "config.h"

#include "explore/limits.h"

#include "interp/interp.h"
#include "models/model.h"

/* Long ago, by any clock; where a loop says what time it is, between what a task knows whose turn
 * was to come before the limit was over, and what one knows that it calls since. */
enum { BEFORE_NS = 1, PAST_NS, SINCE_NS };

const char *limits_refuse(const struct program *program, enum model_id model, uint32_t *line)
{
    *line = 0;
    for (int32_t pc = 0; pc < program->step_count && !*line; pc++)
        if (program->steps[pc].op == OP_WITHIN)
            *line = program->steps[pc].line;
    if (!*line)
        return NULL;
    const struct rules *rules = &model_get(model)->rules;
    if (model_is_single_thread(model) && (!rules->has_loop || model == MODEL_POLLING))
        return "time limits (`within`) cannot be explored under it yet";
    if (!points_have_limits(program))
        return "time limits (`within`) cannot be explored beside blocks that are offloaded, "
               "`then`, "
               "`meanwhile`, `run` and generators";
    *line = 0;
    return NULL;
}

void limits_enter(struct stepper *stepper, const struct task *task)
{
    if (!task->record->until_ns)
        return;
    stepper->refused =
        "a `within` in another cannot be explored: which is over first, no move says";
    stepper->refused_line = stepper->program->steps[task->frame->pc].line;
}

bool limits_are_over(const struct task *task)
{
    return task->record->until_ns && task->record->until_ns != LIMIT_FAR;
}

void limits_called(struct task *task)
{
    task->looked_ns = SINCE_NS;
}

bool limits_are_stale(const struct task *task)
{
    return limits_are_over(task) && task->looked_ns == BEFORE_NS;
}

/* Under a loop one whose turn is to come learns of it only when it is called once more: at a
 * `yield`, or when a wait that it begins has ended by another move of this lane. */
static bool may_end_by_loop(const struct stepper *stepper, const struct task *task)
{
    uint8_t place = stepper->place[task->id];
    if (place == STEPPER_RUNNABLE)
        return task->record->until_ns == LIMIT_FAR;
    return (place == STEPPER_TIMED || place == STEPPER_WAITS) && task->record->until_ns &&
           board_may_time_out_locked(stepper->board, task->id);
}

bool limits_may_end(const struct stepper *stepper, uint32_t id)
{
    struct task *task =
        id <= stepper_tasks(stepper) ? worker_task((struct worker *)&stepper->worker, id) : NULL;
    if (task && task->frame && stepper->rules.has_loop)
        return may_end_by_loop(stepper, task);
    if (!task || !task->frame || task->record->until_ns != LIMIT_FAR)
        return false;
    switch ((enum stepper_place)stepper->place[task->id]) {
    case STEPPER_AT_POINT:
        return points_is_wait(stepper->program->steps[task->frame->pc].op);
    case STEPPER_CALLED:
        return true;
    case STEPPER_TIMED:
    case STEPPER_WAITS:
        return board_may_time_out_locked(stepper->board, task->id);
    default:
        return false;
    }
}

void limits_end(struct stepper *stepper, struct task *task)
{
    uint8_t place = stepper->place[task->id];
    stepper->flow.writer.run = stepper->run;
    stepper->flow.writer.used = 0;
    if (task->record->until_ns == LIMIT_FAR)
        task_end_limit(task, task_limit_to_end(task), PAST_NS);
    if (place == STEPPER_RUNNABLE)
        task->looked_ns = BEFORE_NS;
    if (place == STEPPER_TIMED || place == STEPPER_WAITS)
        interp_time_out(&stepper->flow, task);
}
