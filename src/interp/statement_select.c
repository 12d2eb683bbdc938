/* select: of several things, the first that is possible. All are tried in order, under one lock; if
 * none is possible the task has a place in the queue of each, and whoever makes one possible takes
 * it out of all:
 *
 *     x = recv c:       queue of c    ── place ──┐
 *     send d 1:         queue of d    ── place ──┼── the first one wins
 *     timeout 5ms:      the model's deadline ────┘
 *
 * The steps of the cases stand behind the select's own, and say where their blocks begin. */
#include "config.h"

#include "interp/statement.h"

#include "base/clock.h"
#include "interp/record.h"

static const struct program_step *cases_of(const struct task *task)
{
    return &task->worker->program->steps[task->frame->pc];
}

/* The channel of a case, whose step it is. */
static int32_t channel_of(const struct task *task, const struct program_step *one)
{
    return one->value >= 0 ? (int32_t)one->value : (int32_t)task->frame->slots[-1 - one->value].n;
}

/* The operand of the case: what it is to send, or its time. */
static int64_t operand(struct task *task, const struct program_step *select, int number)
{
    const struct program_step *cases = cases_of(task);
    int before = 0;
    for (int i = 0; i < number; i++)
        before += cases[i].op != OP_SELECT_RECV;
    return interp_top(task, select->b - 1 - before)->n;
}

static int timeout_of(const struct task *task, const struct program_step *select)
{
    const struct program_step *cases = cases_of(task);
    for (int i = 0; i < select->a; i++)
        if (cases[i].op == OP_SELECT_TIMEOUT)
            return i;
    return -1;
}

static void go_on(struct task *task, const struct program_step *select, int number)
{
    int32_t target = cases_of(task)[number].a;
    task->frame->sp = (uint16_t)(task->frame->sp - select->b);
    task->frame->pc = target;
}

/* ---- a case that is possible ---- */

/* The channel has let it through: at once (`partner` as the board said), or after a wait. */
static enum want send_it(struct flow *flow, struct task *task, const struct program_step *select,
                         int number, const uint32_t *partner)
{
    int32_t index = channel_of(task, &cases_of(task)[number]);
    int64_t value = operand(task, select, number);
    go_on(task, select, number);
    return partner ? interp_send(flow, task, index, *partner, value)
                   : interp_send_granted(flow, task, index, value);
}

static enum want receive_it(struct flow *flow, struct task *task, const struct program_step *select,
                            int number, bool granted, int64_t value)
{
    int32_t index = channel_of(task, &cases_of(task)[number]);
    go_on(task, select, number);
    bool came = granted ? interp_recv_granted(flow, task, index, &value)
                        : interp_recv(flow, task, index, &value);
    if (came)
        task->received = value;
    return WANT_NOTHING;
}

/* ---- the first try ---- */

struct attempt {
    enum channel_try came;
    int number; /* of the case */
    uint32_t partner;
    int64_t value;
};

static void try_locked(struct flow *flow, struct task *task, struct attempt *it)
{
    const struct program_step *one = &cases_of(task)[it->number];
    int32_t index = channel_of(task, one);
    if (one->op == OP_SELECT_SEND)
        it->came = channel_try_send_locked(flow->worker->board, interp_object_id(task, index),
                                           &it->partner);
    else if (one->op == OP_SELECT_RECV)
        it->came = interp_try_recv_locked(flow, task, index, &it->value);
}

static struct attempt try_all_locked(struct flow *flow, struct task *task,
                                     const struct program_step *select)
{
    struct attempt it = {.came = CHANNEL_NOT_NOW};
    for (; it.number < select->a; it.number++) {
        try_locked(flow, task, &it);
        if (it.came != CHANNEL_NOT_NOW)
            break;
    }
    return it;
}

/* A bit for each channel it waits for, the last one for all that have none: what the trace knows of
 * it. */
static uint32_t objects_of(const struct task *task, const struct program_step *select)
{
    const struct program_step *cases = cases_of(task);
    uint32_t objects = 0;
    for (int i = 0; i < select->a; i++) {
        int32_t index = channel_of(task, &cases[i]);
        if (cases[i].op != OP_SELECT_TIMEOUT)
            objects |= UINT32_C(1) << (index < 31 ? index : 31);
    }
    return objects;
}

/* A place in the queue of each. False: there is no room for so many. */
static bool queue_all_locked(struct task *task, const struct program_step *select)
{
    struct board *board = task->worker->board;
    const struct program_step *cases = cases_of(task);
    bool placed = true;
    for (int i = 0; i < select->a && placed; i++) {
        uint32_t id = interp_object_id(task, channel_of(task, &cases[i]));
        if (cases[i].op == OP_SELECT_SEND)
            placed = channel_place_locked(board, task->id, BOARD_SEND, id, (uint8_t)i,
                                          operand(task, select, i));
        else if (cases[i].op == OP_SELECT_RECV)
            placed = channel_place_locked(board, task->id, BOARD_RECV, id, (uint8_t)i, 0);
    }
    if (!placed)
        board_wait_end_locked(board, task->id);
    return placed;
}

/* `again`: it waits on, as long as it was to. */
static enum want wait_locked(struct flow *flow, struct task *task,
                             const struct program_step *select, int timeout, bool again)
{
    struct board *board = flow->worker->board;
    struct board_task *record = task->record;
    record->timed = timeout >= 0;
    if (timeout >= 0 && !again)
        task->due_ns = clock_now_ns() + operand(task, select, timeout);
    if (!board_wait_begin_locked(board, task->id, BOARD_SELECT, 0)) {
        record->timed = false;
        interp_was_cancelled_locked(task);
        return WANT_NOTHING;
    }
    record->line = record_line(flow, task);
    if (!queue_all_locked(task, select)) {
        record->timed = false;
        return interp_fail(task, "too many tasks wait for several things at once");
    }
    uint32_t objects = objects_of(task, select);
    interp_waits_locked(flow, task, TRACE_BY_SELECT, objects);
    return interp_wait(task, WANT_WAKE, TRACE_BY_SELECT, objects);
}

/* None is possible. Board locked. */
static enum want none_locked(struct flow *flow, struct task *task,
                             const struct program_step *select, bool again)
{
    int timeout = timeout_of(task, select);
    if (timeout < 0 || operand(task, select, timeout) > 0)
        return wait_locked(flow, task, select, timeout, again);
    go_on(task, select, timeout);
    return WANT_NOTHING;
}

/* `called`: it waited, and was called for this case, which comes before the others; or -1. */
static enum want try_all(struct flow *flow, struct task *task, const struct program_step *select,
                         int called)
{
    struct board *board = flow->worker->board;
    enum want want = WANT_NOTHING;
    board_lock(board);
    struct attempt it = {.came = CHANNEL_NOT_NOW, .number = called};
    if (called >= 0)
        try_locked(flow, task, &it);
    if (it.came == CHANNEL_NOT_NOW)
        it = try_all_locked(flow, task, select);
    if (it.came == CHANNEL_NOT_NOW)
        want = none_locked(flow, task, select, called >= 0);
    board_unlock(board);
    switch (it.came) {
    case CHANNEL_NOT_NOW:
        return want;
    case CHANNEL_CLOSED:
        return interp_fail_closed(task, channel_of(task, &cases_of(task)[it.number]));
    case CHANNEL_COMING:
        task->record->chosen = (uint8_t)it.number;
        return interp_wait(task, WANT_WAKE, TRACE_BY_RECV,
                           (uint32_t)channel_of(task, &cases_of(task)[it.number]));
    case CHANNEL_REFUSED:
        interp_was_cancelled(task);
        return WANT_NOTHING;
    case CHANNEL_DONE:
        break;
    }
    if (cases_of(task)[it.number].op == OP_SELECT_SEND)
        return send_it(flow, task, select, it.number, &it.partner);
    return receive_it(flow, task, select, it.number, false, it.value);
}

/* ---- the statement ---- */

/* False, and a failure: a parameter is no channel. */
static bool are_channels(struct task *task, const struct program_step *select)
{
    const struct program_step *cases = cases_of(task);
    int32_t index;
    for (int i = 0; i < select->a; i++)
        if (!interp_find_object(task, cases[i].value, 1 << OBJECT_CHANNEL, &index))
            return false;
    return true;
}

enum want statement_select(struct flow *flow, struct task *task, const struct program_step *step)
{
    bool called = task->waited && task->record->grant == BOARD_CALLED;
    if (!are_channels(task, step))
        return WANT_NOTHING;
    enum board_grant ended = interp_wait_ended(task);
    int chosen = task->record->chosen;
    switch (ended) {
    case BOARD_PENDING:
    case BOARD_CALLED:
        return try_all(flow, task, step, called ? chosen : -1);
    case BOARD_CANCELLED:
        return WANT_NOTHING;
    case BOARD_LAPSED:
        go_on(task, step, timeout_of(task, step));
        return WANT_NOTHING;
    case BOARD_SHUT:
        return interp_fail_closed(task, channel_of(task, &cases_of(task)[chosen]));
    case BOARD_GRANTED:
        break;
    }
    if (cases_of(task)[chosen].op == OP_SELECT_SEND)
        return send_it(flow, task, step, chosen, NULL);
    return receive_it(flow, task, step, chosen, true, 0);
}
