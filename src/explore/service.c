#include "config.h"

#include "explore/service.h"

#include <string.h>

#include "flow/turn.h"
#include "models/model.h"

void service_init(struct stepper *stepper)
{
    int64_t workers = stepper->program->settings.workers;
    for (int64_t i = 0; i < workers && !model_is_single_thread(stepper->model); i++)
        board_add_server_locked(stepper->board);
}

bool service_queues(struct stepper *stepper, const struct task *task)
{
    struct stepper_queue *queue = &stepper->unserved;
    if (task->record->service != BOARD_QUEUED)
        return false;
    stepper->place[task->id] = STEPPER_WAITS;
    queue->ids[queue->count++] = (uint8_t)task->id;
    return true;
}

static uint32_t take_first(struct stepper_queue *queue)
{
    uint32_t id = queue->ids[0];
    queue->count--;
    memmove(queue->ids, queue->ids + 1, queue->count);
    return id;
}

/* That the first of them begins is a move. */
static void let_stand(struct stepper *stepper)
{
    const struct board *board = stepper->board;
    bool stands = false;
    for (uint32_t id = 1; id <= stepper_tasks(stepper); id++)
        stands = stands || stepper->place[id] == STEPPER_AT_BEGIN;
    if (!stands && stepper->unserved.count && board->serving < board->servers)
        stepper->place[take_first(&stepper->unserved)] = STEPPER_AT_BEGIN;
}

bool service_begin(struct stepper *stepper)
{
    struct board *board = stepper->board;
    bool any = false;
    if (stepper->points.begins) {
        let_stand(stepper);
        return false;
    }
    while (stepper->unserved.count && board->serving < board->servers) {
        uint32_t id = take_first(&stepper->unserved);
        stepper->flow.writer.run = stepper->run;
        stepper->flow.writer.used = 0;
        turn_take(&stepper->flow, worker_task(&stepper->worker, id));
        stepper->place[id] = STEPPER_RUNNABLE;
        any = true;
    }
    return any;
}

/* ---- what is refused ---- */

static bool writes_shared(const struct program_step *step)
{
    return step->op == OP_STORE_SHARED || step->op == OP_STORE_SHARED_AT || step->op == OP_SWAP ||
           step->op == OP_ADD_TO || step->op == OP_COMPARE;
}

static bool arrives(const struct program *program)
{
    for (int32_t i = 0; i < program->task_count; i++)
        if (program->tasks[i].starts_itself &&
            (program->tasks[i].every_ns || program->tasks[i].after_ns))
            return true;
    return false;
}

const char *service_refuses(const struct program *program, enum model_id model, uint32_t *line)
{
    bool shares = model_shares_memory(model), arrivals = arrives(program);
    *line = 0;
    if (model_get(model)->rules.has_loop && program->settings.workers > 1)
        return "`workers` of a loop are processes, each with a loop: they cannot be explored";
    if (model_is_single_thread(model) || program->settings.workers == 0)
        return NULL;
    for (int32_t pc = 0; pc < program->step_count; pc++) {
        const struct program_step *step = &program->steps[pc];
        *line = step->line;
        if (!shares && writes_shared(step))
            return "a task of `workers` that are processes finds in a shared variable what the one "
                   "before it has left: that cannot be explored";
        if (!shares && step->op == OP_CRASH)
            return "a crash of one of `workers` that are processes cannot be explored";
        if (arrivals && step->op == OP_START)
            return "where tasks arrive later and others are started, the order in which they queue "
                   "for `workers` cannot be explored yet";
    }
    *line = 0;
    return NULL;
}
