#include "config.h"

#include "explore/offload.h"

#include <string.h>

#include "base/mem.h"
#include "board/deadlock.h"
#include "interp/statement.h"
#include "models/model.h"

/* ---- memory of its own ---- */

void offload_init(struct stepper *stepper)
{
    const struct program *program = stepper->program;
    size_t sets = (size_t)(STEPPER_TASKS + 1) * (stepper->board->shared_each + 1);
    for (int32_t pc = 0; pc < program->step_count && !stepper->apart; pc++)
        if (program->steps[pc].op == OP_OFFLOAD && program->steps[pc].b)
            stepper->apart = mem_alloc(sets * sizeof *stepper->apart);
}

_Atomic int64_t *offload_copies(const struct stepper *stepper, uint32_t id)
{
    return stepper->apart + (size_t)id * stepper->board->shared_each;
}

static void take_copies(struct stepper *stepper, uint32_t id)
{
    _Atomic int64_t *copies = offload_copies(stepper, id);
    for (uint32_t i = 0; i < stepper->board->shared_each; i++)
        copies[i] = stepper->worker.shared[i];
}

/* What it assigns is seen by it alone: it has a frame of its own. */
static void copy_frame(struct task *task)
{
    const struct frame *from = task->frame;
    struct frame *copy = task_push_frame(task, from->declaration);
    for (int i = 0; i < from->locals; i++)
        copy->slots[i] = from->slots[i];
    copy->pc = from->pc;
}

/* ---- a block ---- */

bool offload_is_in(const struct task *task)
{
    for (const struct block *block = task->blocks; block; block = block->outer)
        if (block->kind == BLOCK_OFFLOAD)
            return true;
    return false;
}

/* The task that was alone with its pool, or whose thread waits, has a thread of it for sure. */
static bool has_pool_alone(const struct stepper *stepper)
{
    return stepper->rules.task_is_process || stepper->rules.child_first;
}

void offload_copy(struct stepper *stepper, struct task *task)
{
    take_copies(stepper, task->id);
    task->apart = true;
}

static void enter(struct stepper *stepper, struct task *task)
{
    task->waited = false;
    if (task->offload_to_process) {
        offload_copy(stepper, task);
        copy_frame(task);
    }
    task_push_block(task, BLOCK_OFFLOAD, 0);
    task->frame->pc++;
}

/* Threads that are free take up those that queue, in order. */
static void begin_next(struct stepper *stepper)
{
    struct stepper_queue *queue = &stepper->pooled;
    while (queue->count && stepper->pool.busy < stepper->pool.most) {
        uint32_t id = queue->ids[0];
        memmove(queue->ids, queue->ids + 1, --queue->count);
        board_pool_take_locked(stepper->board, &stepper->pool, id);
        enter(stepper, worker_task(&stepper->worker, id));
        stepper->place[id] = STEPPER_RUNNABLE;
    }
}

void offload_begin(struct stepper *stepper, struct task *task)
{
    if (has_pool_alone(stepper)) {
        enter(stepper, task);
        return;
    }
    bool known = stepper->points.steps[task->frame->pc] != POINTS_NONE;
    if (stepper->pool.busy == stepper->pool.most && (task->offload_to_process || !known)) {
        stepper->refused = known ? "a block in a process that queues for a thread of the pool "
                                   "cannot be explored"
                                 : "so many blocks that some queue for a thread of the pool cannot "
                                   "be explored";
        stepper->refused_line = task->line;
        return;
    }
    stepper->place[task->id] = STEPPER_WAITS;
    stepper->pooled.ids[stepper->pooled.count++] = (uint8_t)task->id;
    board_pool_queue_locked(stepper->board, &stepper->pool, task->id);
    begin_next(stepper);
    deadlock_check_locked(stepper->board, &stepper->flow.writer);
}

/* The OFFLOAD step is run again, as by the task's own thread; but not on a way out. */
void offload_end(struct stepper *stepper, struct task *task)
{
    int32_t end = task->frame->pc;
    if (task->apart)
        task_pop_frame(task);
    task->apart = false;
    while (stepper->program->steps[--end].op != OP_OFFLOAD)
        ;
    task->frame->pc = end;
    task->waited = task->unwind == UNWIND_NONE;
    if (has_pool_alone(stepper))
        return;
    board_pool_done_locked(stepper->board, &stepper->pool);
    begin_next(stepper);
}

/* ---- what is refused ---- */

static bool is_written(const struct program *program, int32_t variable)
{
    for (int32_t pc = 0; pc < program->step_count; pc++) {
        const struct program_step *step = &program->steps[pc];
        int64_t count = step->value ? step->value : 1;
        switch ((enum program_op)step->op) {
        case OP_STORE_SHARED:
            count = 1;
            break;
        case OP_STORE_SHARED_AT:
        case OP_SWAP:
        case OP_ADD_TO:
        case OP_COMPARE:
            break;
        default:
            continue;
        }
        if (variable >= step->a && variable < step->a + count)
            return true;
    }
    return false;
}

static bool reads(const struct program_step *step, int32_t variable)
{
    switch ((enum program_op)step->op) {
    case OP_LOAD_SHARED:
        return variable == step->a;
    case OP_LOAD_SHARED_AT:
    case OP_SWAP:
    case OP_ADD_TO:
    case OP_COMPARE:
        return variable >= step->a && variable < step->a + (step->value ? step->value : 1);
    default:
        return false;
    }
}

/* So many variables that somebody writes are read in the block at `begin`. */
static int count_read(const struct program *program, int32_t begin)
{
    int count = 0;
    for (int32_t variable = 0; variable < program->shared_count; variable++) {
        bool read = false;
        for (int32_t pc = begin + 1; pc < program->steps[begin].a; pc++)
            read = read || reads(&program->steps[pc], variable);
        count += read && is_written(program, variable);
    }
    return count;
}

/* Their ends would have the lanes of blocks that nobody awaits any more. */
static bool has_limits(const struct program *program)
{
    for (int32_t pc = 0; pc < program->step_count; pc++)
        switch ((enum program_op)program->steps[pc].op) {
        case OP_WITHIN:
            return true;
        default:
            break;
        }
    return false;
}

static bool has_points(const struct points *points, int32_t begin)
{
    for (int32_t pc = begin + 1; pc < points->program->steps[begin].a; pc++)
        if (points->steps[pc] != POINTS_NONE)
            return true;
    return false;
}

static const char *refuses_beside(const struct program *program, enum model_id model, int32_t begin)
{
    struct points points;
    bool apart = program->steps[begin].b;
    points_find(&points, program, model);
    bool seen = apart && (has_points(&points, begin) || count_read(program, begin) > 0);
    points_release(&points);
    if (model == MODEL_POLLING)
        return "`offload` cannot be explored yet under it";
    if (seen)
        return "an offloaded block in a process that others see, or that sees them, cannot be "
               "explored yet beside a loop";
    return has_limits(program)
               ? "`offload` cannot be explored yet beside a loop in a file with time limits"
               : NULL;
}

static bool crashes(const struct program *program, int32_t begin)
{
    for (int32_t pc = begin + 1; pc < program->steps[begin].a; pc++)
        if (program->steps[pc].op == OP_CRASH)
            return true;
    return false;
}

const char *offload_refuses(const struct program *program, enum model_id model, uint32_t *line)
{
    for (int32_t pc = 0; pc < program->step_count; pc++) {
        const struct program_step *step = &program->steps[pc];
        if (step->op != OP_OFFLOAD)
            continue;
        *line = step->line;
        const char *beside =
            model_get(model)->rules.has_loop ? refuses_beside(program, model, pc) : NULL;
        if (beside)
            return beside;
        if (step->b && crashes(program, pc))
            return "a `crash` in `offload to processes` cannot be explored: the pool breaks, and "
                   "with it what others have out there";
        if (step->b && model_shares_memory(model) && !model_is_single_thread(model) &&
            count_read(program, pc) > 1)
            return "`offload to processes` cannot be explored where its block reads several "
                   "variables that are written: they are not all copied at one moment";
    }
    return NULL;
}

const char *offload_refuses_relaxed(const struct program *program, uint32_t *line)
{
    for (int32_t pc = 0; pc < program->step_count; pc++) {
        *line = program->steps[pc].line;
        if (program->steps[pc].op == OP_OFFLOAD)
            return "`offload` cannot be explored with relaxed memory";
        if (program->steps[pc].op == OP_IO_THEN)
            return "`then` blocks cannot be explored with relaxed memory";
    }
    *line = 0;
    return NULL;
}
