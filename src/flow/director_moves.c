#include "config.h"

#include "flow/director_moves.h"

#include "board/condition.h"
#include "interp/statement.h"

/* ---- where it stands ---- */

/* The object that a step names: by its index, or in a slot of the frame. */
static int32_t object_named(const struct task *task, int64_t named)
{
    if (named >= 0)
        return (int32_t)named;
    const struct value *value = &task->frame->slots[-1 - named];
    return value->kind == VALUE_OBJECT ? (int32_t)value->n : -1;
}

static int32_t future_at(const struct task *task, uint32_t depth)
{
    const struct frame *frame = task->frame;
    const struct value *value = &frame->slots[frame->locals + frame->sp - 1 - depth];
    return value->kind == VALUE_FUTURE ? (int32_t)value->n : -1;
}

static void take_futures(struct moves_stand *stand, const struct task *task, uint32_t count)
{
    stand->count = count <= MOVES_ITEMS ? count : 0;
    for (uint32_t i = 0; i < stand->count; i++)
        stand->items[i] = future_at(task, i);
}

static void take_cases(struct moves_stand *stand, const struct task *task,
                       const struct program_step *select)
{
    stand->count = select->a <= MOVES_ITEMS ? (uint32_t)select->a : 0;
    for (uint32_t i = 0; i < stand->count; i++)
        if (select[i + 1].op != OP_SELECT_TIMEOUT)
            stand->items[i] = object_named(task, select[i + 1].value);
}

struct moves_stand moves_stand_of(const struct flow *flow, const struct task *task, bool at_end)
{
    struct moves_stand stand = {.pc = -1, .worker = flow->worker->index, .shared = -1};
    stand.line = flow->actor ? flow->line : task->line;
    if (at_end && task->blocks && !task->body_ended) { /* on the way out of that */
        stand.count = 1;
        stand.items[0] = task->blocks->kind == BLOCK_WITH ? task->blocks->target : -1;
    }
    if (at_end)
        return stand;
    stand.pc = task->frame->pc - 1;
    stand.top = task->frame->sp ? interp_top((struct task *)task, 0)->n : 0;
    const struct program_step *step = &flow->worker->points->program->steps[stand.pc];
    stand.shared = interp_variable((struct task *)task, step);
    if (step->op == OP_STORE_SHARED_AT)
        stand.top = interp_top((struct task *)task, 1)->n;
    switch ((enum program_op)step->op) {
    case OP_AWAIT:
        take_futures(&stand, task, 1);
        break;
    case OP_AWAIT_FIRST:
        take_futures(&stand, task, step->b);
        break;
    case OP_SELECT:
        take_cases(&stand, task, step);
        break;
    case OP_WAIT: /* in the block that WAIT_BEGIN has opened */
        stand.count = 1;
        stand.items[0] = task->blocks->target;
        break;
    default:
        stand.count = 1;
        stand.items[0] = object_named(task, step->op == OP_REPEAT_RECV ? step->value : step->a);
        break;
    }
    return stand;
}

struct moves_stand moves_stand_in_wait(const struct flow *flow, const struct task *task)
{
    struct moves_stand stand = {.pc = task->frame->pc, .worker = flow->worker->index, .shared = -1};
    const struct program_step *step = &flow->worker->points->program->steps[stand.pc];
    stand.line = flow->actor ? flow->line : task->line;
    if (step->op == OP_SELECT && !task->unwind)
        take_cases(&stand, task, step);
    return stand;
}

/* ---- what it waits for ---- */

static const struct moves_wait nothing = {TRACE_BY_NONE, 0};

/* Its next wait, or the one it is in, is ended by another, or by a limit that is over. */
static bool is_cut(const struct worker *worker, uint32_t id)
{
    const struct board_task *task = &worker->board->tasks[id];
    bool late = worker->times_are_moves && task->until_ns && task->until_ns != LIMIT_FAR;
    return task->cancel || board_group_failed_locked(worker->board, id) || late;
}

static const struct board_object *object_at(const struct worker *worker,
                                            const struct moves_stand *stand, uint32_t item)
{
    return &worker->board
                ->objects[board_object_id(worker->board, stand->worker, stand->items[item])];
}

static struct moves_wait to_take(const struct worker *worker, const struct moves_stand *stand)
{
    const struct program_object *declared = &worker->program->objects[stand->items[0]];
    const struct board_object *object = object_at(worker, stand, 0);
    bool lock = declared->kind == OBJECT_LOCK;
    if (declared->fair || object->free > 0)
        return nothing;
    return (struct moves_wait){lock ? TRACE_BY_LOCK : TRACE_BY_SEMAPHORE,
                               (uint32_t)stand->items[0]};
}

/* Of a channel without room the first who comes waits to be met: that is a move. */
static bool may_send(const struct board_object *object)
{
    return object->room == 0 || object->free > 0 || object->closed;
}

static bool may_receive(const struct board_object *object)
{
    bool drained = object->closed && object->coming == 0;
    return object->room == 0 || object->filled > 0 || drained;
}

static struct moves_wait to_send(const struct worker *worker, const struct moves_stand *stand)
{
    if (may_send(object_at(worker, stand, 0)))
        return nothing;
    return (struct moves_wait){TRACE_BY_SEND, (uint32_t)stand->items[0]};
}

static struct moves_wait to_receive(const struct worker *worker, const struct moves_stand *stand)
{
    if (may_receive(object_at(worker, stand, 0)))
        return nothing;
    return (struct moves_wait){TRACE_BY_RECV, (uint32_t)stand->items[0]};
}

static struct moves_wait to_select(const struct worker *worker, const struct moves_stand *stand,
                                   const struct program_step *select)
{
    uint32_t objects = 0;
    for (uint32_t i = 0; i < stand->count; i++) {
        int32_t index = stand->items[i];
        if (select[i + 1].op == OP_SELECT_TIMEOUT || index < 0)
            return nothing;
        const struct board_object *object = object_at(worker, stand, i);
        if (select[i + 1].op == OP_SELECT_SEND ? may_send(object) : may_receive(object))
            return nothing;
        objects |= UINT32_C(1) << (index < 31 ? index : 31);
    }
    return objects ? (struct moves_wait){TRACE_BY_SELECT, objects} : nothing;
}

/* A signal is there for it, and the lock of the condition. */
static struct moves_wait to_go_on(const struct worker *worker, uint32_t id,
                                  const struct moves_stand *stand)
{
    uint32_t condition = (uint32_t)stand->items[0];
    struct moves_stand lock = *stand;
    if (!condition_may_take_locked(worker->board, id))
        return (struct moves_wait){TRACE_BY_CONDITION, condition};
    lock.items[0] = worker->program->objects[condition].lock;
    return to_take(worker, &lock);
}

bool moves_can_return(const struct worker *worker, uint32_t id, const struct moves_stand *stand)
{
    const struct program *program = worker->points->program;
    struct moves_stand lock = *stand;
    if (stand->pc < 0 || program->steps[stand->pc].op != OP_WAIT)
        return false;
    lock.items[0] = program->objects[stand->items[0]].lock;
    return worker->board->tasks[id].condition && to_take(worker, &lock).reason == TRACE_BY_NONE;
}

static bool has_ended(const struct board *board, int32_t id)
{
    return id < 0 || board->tasks[id].status == BOARD_ENDED;
}

static struct moves_wait to_await(const struct board *board, const struct moves_stand *stand)
{
    if (has_ended(board, stand->items[0]))
        return nothing;
    return (struct moves_wait){TRACE_BY_AWAIT, (uint32_t)stand->items[0]};
}

static struct moves_wait to_await_first(const struct board *board, const struct moves_stand *stand)
{
    for (uint32_t i = 0; i < stand->count; i++)
        if (has_ended(board, stand->items[i]))
            return nothing;
    return stand->count ? (struct moves_wait){TRACE_BY_AWAIT_FIRST, stand->count} : nothing;
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

/* What it would wait for, if nothing cut that short. */
static struct moves_wait would_wait(const struct worker *worker, uint32_t id,
                                    const struct moves_stand *stand)
{
    const struct board *board = worker->board;
    const struct board_task *task = &board->tasks[id];
    if (stand->pc < 0)
        return nothing;
    if (worker->points->beside) /* it queues, which others can tell */
        return nothing;
    const struct program_step *step = &worker->points->program->steps[stand->pc];
    bool named = stand->count == 1 && stand->items[0] >= 0; /* else it fails */
    switch ((enum program_op)step->op) {
    case OP_ACQUIRE:
    case OP_WITH_BEGIN:
        return named ? to_take(worker, stand) : nothing;
    case OP_SEND:
        return named ? to_send(worker, stand) : nothing;
    case OP_RECV:
    case OP_REPEAT_RECV:
        return named ? to_receive(worker, stand) : nothing;
    case OP_WAIT:
        return to_go_on(worker, id, stand);
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

struct moves_wait moves_wait_of(const struct worker *worker, uint32_t id,
                                const struct moves_stand *stand)
{
    return is_cut(worker, id) ? nothing : would_wait(worker, id, stand);
}

/* All that it can do is to have its wait ended. */
static bool is_but_cut(const struct worker *worker, uint32_t id, const struct moves_stand *stand)
{
    uint8_t op = worker->points->program->steps[stand->pc].op;
    bool always = op == OP_IO || op == OP_SLEEP || op == OP_YIELD;
    return is_cut(worker, id) && (always || would_wait(worker, id, stand).reason);
}

struct moves_wait moves_wait_again(const struct worker *worker, uint32_t id,
                                   const struct moves_stand *stand)
{
    const struct board *board = worker->board;
    const struct board_task *task = &board->tasks[id];
    const struct board_object *object = &board->objects[task->object];
    uint32_t index = task->object % board->objects_each;
    if (is_cut(worker, id))
        return nothing;
    switch ((enum board_wait)task->tries) {
    case BOARD_LOCK:
        return object->free > 0 ? nothing : (struct moves_wait){TRACE_BY_LOCK, index};
    case BOARD_UNIT:
        return object->free > 0 ? nothing : (struct moves_wait){TRACE_BY_SEMAPHORE, index};
    case BOARD_CONDITION:
        return condition_may_take_locked(board, id)
                   ? nothing
                   : (struct moves_wait){TRACE_BY_CONDITION, index};
    case BOARD_SEND:
        return may_send(object) ? nothing : (struct moves_wait){TRACE_BY_SEND, index};
    case BOARD_RECV:
        return may_receive(object) ? nothing : (struct moves_wait){TRACE_BY_RECV, index};
    case BOARD_SELECT:
        return to_select(worker, stand, &worker->points->program->steps[stand->pc]);
    default:
        return nothing;
    }
}

bool moves_can_meet(const struct flow *flow, const struct task *task)
{
    const struct worker *worker = flow->worker;
    struct moves_stand stand = moves_stand_in_wait(flow, task);
    const struct program_step *select = &worker->points->program->steps[stand.pc];
    if (select->op != OP_SELECT)
        return false;
    for (uint32_t i = 0; i < stand.count; i++)
        if (select[i + 1].op != OP_SELECT_TIMEOUT && stand.items[i] >= 0 &&
            object_at(worker, &stand, i)->room == 0)
            return true;
    return false;
}

static enum trace_act act_of(const struct program_step *step)
{
    switch ((enum program_op)step->op) {
    case OP_LOAD_SHARED:
    case OP_LOAD_SHARED_AT:
        return TRACE_ACT_READ;
    case OP_STORE_SHARED:
    case OP_STORE_SHARED_AT:
        return TRACE_ACT_WRITE;
    case OP_SWAP:
    case OP_ADD_TO:
    case OP_COMPARE:
        return TRACE_ACT_UPDATE;
    case OP_ACQUIRE:
    case OP_WITH_BEGIN:
        return TRACE_ACT_TAKE;
    case OP_TRY_ACQUIRE:
        return TRACE_ACT_TRY;
    case OP_WAIT_BEGIN:
        return TRACE_ACT_WAIT;
    case OP_WAIT:
        return TRACE_ACT_WAKE;
    case OP_SIGNAL:
        return TRACE_ACT_SIGNAL;
    case OP_BARRIER:
        return TRACE_ACT_ARRIVE;
    case OP_RELEASE:
    case OP_WITH_END:
        return TRACE_ACT_GIVE;
    case OP_SEND:
        return TRACE_ACT_SEND;
    case OP_RECV:
    case OP_REPEAT_RECV:
        return TRACE_ACT_RECV;
    default:
        return TRACE_ACT_OTHER;
    }
}

struct trace_event moves_choice(const struct worker *worker, uint32_t id,
                                const struct moves_stand *stand)
{
    struct moves_wait wait = moves_wait_of(worker, id, stand);
    struct trace_event event = {.kind = TRACE_CHOICE,
                                .who = id,
                                .detail = TRACE_ACT_END,
                                .reason = (uint16_t)wait.reason,
                                .line = stand->line,
                                .value = stand->top};
    if (stand->pc < 0 && stand->count) {
        bool gives = stand->items[0] >= 0;
        event.detail = gives ? TRACE_ACT_GIVE : TRACE_ACT_OTHER;
        event.arg = gives ? (uint32_t)stand->items[0] : 0;
    }
    if (stand->pc < 0)
        return event;
    const struct program_step *step = &worker->points->program->steps[stand->pc];
    enum trace_act act = act_of(step);
    bool reads = act == TRACE_ACT_READ || act == TRACE_ACT_UPDATE;
    bool known = stand->shared >= 0 || (!reads && act != TRACE_ACT_WRITE); /* else it will fail */
    event.detail = (uint8_t)(known ? act : TRACE_ACT_OTHER);
    event.arg = (uint32_t)(stand->shared >= 0 ? stand->shared : stand->count ? stand->items[0] : 0);
    if (known && reads)
        event.value = atomic_load(&worker->shared[stand->shared]);
    if (wait.reason)
        event.arg = wait.object;
    if (is_but_cut(worker, id, stand))
        event.detail = TRACE_ACT_CUT;
    if (wait.reason == TRACE_BY_CONDITION)
        event.value = moves_can_return(worker, id, stand);
    return event;
}

struct trace_event moves_choice_again(const struct worker *worker, uint32_t id,
                                      const struct moves_stand *stand)
{
    static const uint8_t acts[] = {
        [BOARD_LOCK] = TRACE_ACT_TAKE,      [BOARD_UNIT] = TRACE_ACT_TAKE,
        [BOARD_CONDITION] = TRACE_ACT_WAKE, [BOARD_SEND] = TRACE_ACT_SEND,
        [BOARD_RECV] = TRACE_ACT_RECV,      [BOARD_SELECT] = TRACE_ACT_OTHER,
    };
    const struct board_task *task = &worker->board->tasks[id];
    struct moves_wait wait = moves_wait_again(worker, id, stand);
    bool known = task->tries < sizeof acts;
    return (struct trace_event){.kind = TRACE_CHOICE,
                                .who = id,
                                .detail = known ? acts[task->tries] : TRACE_ACT_OTHER,
                                .reason = (uint16_t)wait.reason,
                                .line = stand->line,
                                .arg = wait.reason ? wait.object
                                                   : task->object % worker->board->objects_each,
                                .value = stand->top};
}

struct trace_event moves_choice_late(uint32_t id, uint32_t line, bool of_limit)
{
    return (struct trace_event){.kind = TRACE_CHOICE,
                                .who = of_limit ? id + POINTS_LIMIT_LANE : id,
                                .detail = of_limit ? TRACE_ACT_LATE : TRACE_ACT_LAPSE,
                                .line = line,
                                .arg = id};
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
            hash = mix(mix(hash, (uint64_t)frame->slots[i].n), (uint64_t)frame->slots[i].kind);
    }
    return hash;
}
