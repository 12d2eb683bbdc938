#include "config.h"

#include "explore/possible.h"

#include "board/condition.h"
#include "explore/limits.h"
#include "interp/statement.h"

bool possible_is_cut(const struct board *board, const struct task *task)
{
    return task->record->cancel || board_group_failed_locked(board, task->id) ||
           limits_are_over(task);
}

/* ---- locks and channels ---- */

/* Of a step that names it, itself or by a parameter; -1: that is none, and the step fails. */
static int32_t index_of(const struct task *task, int64_t named)
{
    if (named >= 0)
        return (int32_t)named;
    const struct value *value = &task->frame->slots[-1 - named];
    return value->kind == VALUE_OBJECT ? (int32_t)value->n : -1;
}

static bool can_take(const struct board *board, const struct task *task, int64_t named)
{
    int32_t index = index_of(task, named);
    if (index < 0 || interp_object(task, index)->fair)
        return true;
    return board->objects[interp_object_id(task, index)].free > 0;
}

/* A signal is there for it, and the lock. */
static bool can_go_on(const struct board *board, const struct task *task)
{
    int32_t lock = interp_object(task, task->blocks->target)->lock;
    return condition_may_take_locked(board, task->id) && can_take(board, task, lock);
}

/* At once, without a wait. */
static bool can_send(const struct board_object *object)
{
    return object->closed || object->free > 0 || (object->room == 0 && object->receivers.head);
}

static bool can_receive(const struct board_object *object)
{
    bool drained = object->closed && object->filled == 0 && object->coming == 0;
    return drained || object->filled > 0 || (object->room == 0 && object->waiters.head);
}

/* Of a channel without room the first who comes waits to be met: that is seen. */
static bool meets(const struct board_object *object)
{
    return object->room == 0;
}

static bool can_use(const struct board *board, const struct task *task, int64_t named, bool sends)
{
    int32_t index = index_of(task, named);
    if (index < 0)
        return true;
    const struct board_object *object = &board->objects[interp_object_id(task, index)];
    return meets(object) || (sends ? can_send(object) : can_receive(object));
}

static bool can_select(const struct board *board, const struct task *task,
                       const struct program_step *select)
{
    const struct program_step *cases = select + 1;
    for (int i = 0; i < select->a; i++)
        if (cases[i].op == OP_SELECT_TIMEOUT ||
            can_use(board, task, cases[i].value, cases[i].op == OP_SELECT_SEND))
            return true;
    return false;
}

bool possible_to_meet(const struct board *board, const struct task *task)
{
    const struct program_step *select = &task->worker->program->steps[task->frame->pc];
    for (int i = 1; select->op == OP_SELECT && i <= select->a; i++) {
        int32_t index = select[i].op == OP_SELECT_TIMEOUT ? -1 : index_of(task, select[i].value);
        if (index >= 0 && meets(&board->objects[interp_object_id(task, index)]))
            return true;
    }
    return false;
}

/* ---- other tasks ---- */

static bool has_ended(struct board *board, const struct value *handle)
{
    return handle->kind != VALUE_FUTURE ||
           board_task(board, (uint32_t)handle->n)->status == BOARD_ENDED;
}

static bool any_has_ended(struct board *board, struct task *task)
{
    uint32_t id = task->record->first_ended;
    while (id && board_task(board, id)->reported)
        id = board_task(board, id)->next_ended;
    return id || task->record->children == 0;
}

static bool first_has_ended(struct board *board, struct task *task, int count)
{
    for (int i = 0; i < count; i++)
        if (has_ended(board, interp_top(task, i)))
            return true;
    return false;
}

static bool can_step(struct board *board, struct task *task)
{
    const struct program_step *step = &task->worker->program->steps[task->frame->pc];
    bool possible;
    switch ((enum program_op)step->op) {
    case OP_ACQUIRE:
    case OP_WITH_BEGIN:
        possible = can_take(board, task, step->a);
        break;
    case OP_SEND:
        possible = can_use(board, task, step->a, true);
        break;
    case OP_RECV:
        possible = can_use(board, task, step->a, false);
        break;
    case OP_REPEAT_RECV:
        possible = can_use(board, task, step->value, false);
        break;
    case OP_WAIT:
        possible = can_go_on(board, task);
        break;
    case OP_SELECT:
        possible = can_select(board, task, step);
        break;
    case OP_AWAIT:
        possible = has_ended(board, interp_top(task, 0));
        break;
    case OP_AWAIT_ALL:
        possible = task->record->children == 0;
        break;
    case OP_AWAIT_ANY:
        possible = any_has_ended(board, task);
        break;
    case OP_AWAIT_FIRST:
        possible = first_has_ended(board, task, step->b);
        break;
    case OP_GROUP_END:
        possible = board->groups[task->blocks->target].live == 0;
        break;
    default:
        return true;
    }
    return possible;
}

bool possible_step(struct board *board, struct task *task)
{
    return can_step(board, task) || possible_is_cut(board, task);
}

bool possible_is_but_cut(struct board *board, struct task *task, bool called)
{
    uint8_t op = task->worker->program->steps[task->frame->pc].op;
    bool always = called || op == OP_IO || op == OP_SLEEP || op == OP_YIELD;
    return possible_is_cut(board, task) && (always || !can_step(board, task));
}

bool possible_again(struct board *board, struct task *task)
{
    const struct board_task *record = task->record;
    const struct board_object *object = &board->objects[record->object];
    if (possible_is_cut(board, task))
        return true;
    switch (record->tries) {
    case BOARD_LOCK:
    case BOARD_UNIT:
        return object->free > 0;
    case BOARD_CONDITION:
        return condition_may_take_locked(board, task->id);
    case BOARD_SEND:
        return can_send(object);
    case BOARD_RECV:
        return can_receive(object);
    case BOARD_SELECT:
        return can_select(board, task, &task->worker->program->steps[task->frame->pc]);
    default:
        return true;
    }
}
