#include "config.h"

#include "explore/limits.h"

#include "interp/interp.h"
#include "interp/statement.h"
#include "models/model.h"

/* Long ago, by any clock; where a loop says what time it is, between what a task knows whose turn
 * was to come before the limit was over, and what one knows that it calls since. */
enum { BEFORE_NS = 1, PAST_NS, SINCE_NS = INT32_MAX };

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
    if (!points_have_limits(program, model))
        return "time limits (`within`) cannot be explored beside blocks that are offloaded, "
               "`then`, "
               "`meanwhile`, `run` and generators";
    *line = 0;
    return NULL;
}

void limits_enter(struct stepper *stepper, const struct task *task)
{
    stepper->begun[task->id] = true;
    if (stepper->rules.has_loop && !stepper->rules.limit_soon &&
        interp_top((struct task *)task, 0)->n == 0) {
        stepper->refused = "a limit of no time cannot be explored under it: it is over at the next "
                           "look, and the loop may go on for a while before that";
        stepper->refused_line = stepper->program->steps[task->frame->pc].line;
    }
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

void limits_called(struct stepper *stepper, struct task *task)
{
    task->looked_ns = SINCE_NS;
    stepper->fresh[task->id] = stepper->begun[task->id];
}

bool limits_are_stale(const struct task *task)
{
    return limits_are_over(task) && task->looked_ns == BEFORE_NS;
}

/* Under a loop one whose turn is to come does not know of it in that turn, unless the move is made
 * twice: then it was over when the loop began to go through what was ready before. */
static bool may_end_by_loop(const struct stepper *stepper, const struct task *task)
{
    uint8_t place = stepper->place[task->id];
    bool far = task->record->until_ns == LIMIT_FAR && task_limit_to_end(task, false);
    if (place == STEPPER_RUNNABLE)
        return far || (limits_are_stale(task) && !stepper->fresh[task->id]);
    return (place == STEPPER_TIMED || place == STEPPER_WAITS) && far &&
           board_may_time_out_locked(stepper->board, task->id);
}

/* The first that is over is so since longest. */
static void pass(struct stepper *stepper, struct task *task, bool soon)
{
    struct limit *limit = task_limit_to_end(task, soon);
    int64_t past_ns = PAST_NS;
    for (uint32_t id = 1; id <= stepper_tasks(stepper); id++) {
        const struct task *other = worker_task(&stepper->worker, id);
        if (other && limits_are_over(other) && other->record->until_ns >= past_ns)
            past_ns = other->record->until_ns + 1;
    }
    if (limit)
        task_end_limit(task, limit, past_ns);
}

void limits_pass(struct stepper *stepper, struct task *task)
{
    pass(stepper, task, false);
}

void limits_pass_soon(struct stepper *stepper, struct task *task)
{
    pass(stepper, task, true);
}

void limits_pass_unseen(struct stepper *stepper, struct task *task)
{
    limits_pass(stepper, task);
    task->looked_ns = BEFORE_NS;
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
    limits_pass(stepper, task);
    if (place == STEPPER_TIMED || place == STEPPER_WAITS)
        interp_time_out(&stepper->flow, task);
}
