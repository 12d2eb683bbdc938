#include "config.h"

#include "flow/director_moves.h"

#include "interp/statement.h"

/* ---- where it stands ---- */

static uint32_t futures_taken(const struct program_step *step)
{
    switch ((enum program_op)step->op) {
    case OP_AWAIT:
        return 1;
    case OP_AWAIT_FIRST:
        return step->b;
    default:
        return 0;
    }
}

struct moves_stand moves_stand_of(const struct flow *flow, const struct task *task, bool at_end)
{
    struct moves_stand stand = {.pc = -1, .worker = flow->worker->index};
    stand.line = flow->actor ? flow->line : task->line;
    if (at_end)
        return stand;
    stand.pc = task->frame->pc - 1;
    uint32_t count = futures_taken(&flow->worker->points->program->steps[stand.pc]);
    stand.awaited_count = count <= MOVES_AWAITED ? count : 0;
    const struct frame *frame = task->frame;
    for (uint32_t i = 0; i < stand.awaited_count; i++) {
        const struct value *value = &frame->slots[frame->locals + frame->sp - 1 - i];
        stand.awaited[i] = value->kind == VALUE_FUTURE ? (uint32_t)value->n : 0;
    }
    return stand;
}

/* ---- what it waits for ---- */

static const struct moves_wait nothing = {TRACE_BY_NONE, 0};

static const struct board_object *object_at(const struct worker *worker,
                                            const struct moves_stand *stand, int64_t index)
{
    return &worker->board->objects[board_object_id(worker->board, stand->worker, (int32_t)index)];
}

static struct moves_wait to_take(const struct worker *worker, const struct moves_stand *stand,
                                 int32_t index)
{
    const struct program_object *declared = &worker->program->objects[index];
    const struct board_object *object = object_at(worker, stand, index);
    bool lock = declared->kind == OBJECT_LOCK;
    if (declared->fair || (lock ? object->owner == 0 : object->free > 0 && !object->given))
        return nothing;
    return (struct moves_wait){lock ? TRACE_BY_LOCK : TRACE_BY_SEMAPHORE, (uint32_t)index};
}

static struct moves_wait to_send(const struct worker *worker, const struct moves_stand *stand,
                                 int64_t index)
{
    const struct board_object *object = object_at(worker, stand, index);
    if (object->room == 0 || object->free > 0 || object->closed)
        return nothing;
    return (struct moves_wait){TRACE_BY_SEND, (uint32_t)index};
}

static struct moves_wait to_receive(const struct worker *worker, const struct moves_stand *stand,
                                    int64_t index)
{
    const struct board_object *object = object_at(worker, stand, index);
    bool drained = object->closed && object->coming == 0;
    if (object->room == 0 || object->filled > 0 || drained)
        return nothing;
    return (struct moves_wait){TRACE_BY_RECV, (uint32_t)index};
}

/* A case that would go on at once, which a channel without room lets do only if another waits. */
static bool is_possible(const struct worker *worker, const struct moves_stand *stand,
                        const struct program_step *one)
{
    const struct board_object *object;
    switch ((enum program_op)one->op) {
    case OP_SELECT_TIMEOUT:
        return true;
    case OP_SELECT_SEND:
        object = object_at(worker, stand, one->value);
        return object->closed || (object->room ? object->free > 0 : object->receivers.head != 0);
    default:
        object = object_at(worker, stand, one->value);
        return object->filled > 0 || (object->closed && object->coming == 0) ||
               (object->room == 0 && object->waiters.head);
    }
}

static struct moves_wait to_select(const struct worker *worker, const struct moves_stand *stand,
                                   const struct program_step *select)
{
    uint32_t objects = 0;
    for (int i = 1; i <= select->a; i++) {
        if (is_possible(worker, stand, &select[i]))
            return nothing;
        objects |= UINT32_C(1) << (select[i].value < 31 ? select[i].value : 31);
    }
    return (struct moves_wait){TRACE_BY_SELECT, objects};
}

static bool has_ended(const struct board *board, uint32_t id)
{
    return id == 0 || board->tasks[id].status == BOARD_ENDED;
}

static struct moves_wait to_await(const struct board *board, const struct moves_stand *stand)
{
    if (stand->awaited_count == 0 || has_ended(board, stand->awaited[0]))
        return nothing;
    return (struct moves_wait){TRACE_BY_AWAIT, stand->awaited[0]};
}

static struct moves_wait to_await_first(const struct board *board, const struct moves_stand *stand)
{
    for (uint32_t i = 0; i < stand->awaited_count; i++)
        if (has_ended(board, stand->awaited[i]))
            return nothing;
    return stand->awaited_count ? (struct moves_wait){TRACE_BY_AWAIT_FIRST, stand->awaited_count}
                                : nothing;
}

static struct moves_wait to_await_any(const struct board *board, const struct board_task *task)
{
    uint32_t id = task->first_ended;
    while (id && board->tasks[id].reported)
        id = board->tasks[id].next_ended;
    return id || task->children == 0 ? nothing : (struct moves_wait){TRACE_BY_AWAIT_ANY, 0};
}

static struct moves_wait for_group(const struct board *board, const struct board_task *task)
{
    if (!task->open_group || board->groups[task->open_group].live == 0)
        return nothing;
    return (struct moves_wait){TRACE_BY_GROUP, 0};
}

struct moves_wait moves_wait_of(const struct worker *worker, uint32_t id,
                                const struct moves_stand *stand)
{
    const struct board *board = worker->board;
    const struct board_task *task = &board->tasks[id];
    if (stand->pc < 0 || task->cancel || board_group_failed_locked(board, id))
        return nothing;
    const struct program_step *step = &worker->points->program->steps[stand->pc];
    switch ((enum program_op)step->op) {
    case OP_ACQUIRE:
    case OP_WITH_BEGIN:
        return to_take(worker, stand, step->a);
    case OP_SEND:
        return to_send(worker, stand, step->a);
    case OP_RECV:
        return to_receive(worker, stand, step->a);
    case OP_REPEAT_RECV:
        return to_receive(worker, stand, step->value);
    case OP_SELECT:
        return to_select(worker, stand, step);
    case OP_AWAIT:
        return to_await(board, stand);
    case OP_AWAIT_FIRST:
        return to_await_first(board, stand);
    case OP_AWAIT_ANY:
        return to_await_any(board, task);
    case OP_AWAIT_ALL:
        return task->children ? (struct moves_wait){TRACE_BY_AWAIT_ALL, 0} : nothing;
    case OP_GROUP_END:
        return for_group(board, task);
    default:
        return nothing;
    }
}

struct moves_wait moves_wait_on_board(const struct board *board, uint32_t id)
{
    static const uint16_t reasons[] = {
        [BOARD_NO_WAIT] = TRACE_BY_NONE,        [BOARD_TIMED] = TRACE_BY_SLEEP,
        [BOARD_AWAIT] = TRACE_BY_AWAIT,         [BOARD_AWAIT_ALL] = TRACE_BY_AWAIT_ALL,
        [BOARD_AWAIT_ANY] = TRACE_BY_AWAIT_ANY, [BOARD_AWAIT_FIRST] = TRACE_BY_AWAIT_FIRST,
        [BOARD_GROUP] = TRACE_BY_GROUP,         [BOARD_LOCK] = TRACE_BY_LOCK,
        [BOARD_UNIT] = TRACE_BY_SEMAPHORE,      [BOARD_SEND] = TRACE_BY_SEND,
        [BOARD_RECV] = TRACE_BY_RECV,           [BOARD_SELECT] = TRACE_BY_SELECT,
        [BOARD_RESUMER] = TRACE_BY_RESUME,      [BOARD_STRANDS] = TRACE_BY_CALLBACKS,
        [BOARD_OFFLOAD] = TRACE_BY_OFFLOAD,     [BOARD_CONDITION] = TRACE_BY_CONDITION,
        [BOARD_BARRIER] = TRACE_BY_CONDITION,
    };
    const struct board_task *task = &board->tasks[id];
    bool of_object = task->wait >= BOARD_CONDITION && task->wait <= BOARD_RECV;
    uint32_t object = of_object                   ? task->object % board->objects_each
                      : task->wait == BOARD_AWAIT ? task->object
                                                  : 0;
    return (struct moves_wait){(enum trace_reason)reasons[task->wait], object};
}

/* ---- the state ---- */

/* FNV-1a, eight bytes at a time. */
static uint64_t mix(uint64_t hash, uint64_t value)
{
    return (hash ^ value) * UINT64_C(0x100000001b3);
}

uint64_t moves_state(const struct flow *flow, const struct task *task)
{
    const struct worker *worker = flow->worker;
    const struct board *board = worker->board;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (int32_t i = 0; i < worker->program->shared_count; i++)
        hash = mix(hash, (uint64_t)atomic_load(&worker->shared[i]));
    for (uint32_t i = 0; i < board->objects_each * board->workers; i++) {
        const struct board_object *object = &board->objects[i];
        hash = mix(hash, (uint64_t)object->owner << 32 | object->closed);
        hash = mix(hash, (uint64_t)object->free << 32 | (uint64_t)object->filled);
    }
    hash = mix(hash, board->tasks_used);
    hash = mix(hash, board->ended);
    for (const struct frame *frame = task->frame; frame; frame = frame->up) {
        hash = mix(hash, (uint64_t)frame->pc);
        for (int i = 0; i < frame->locals + frame->sp; i++)
            hash = mix(hash, (uint64_t)frame->slots[i].n << 2 | (uint64_t)frame->slots[i].kind);
    }
    return hash;
}
