#include "config.h"

#include "interp/statement.h"

#include "base/clock.h"
#include "base/mem.h"
#include "board/compete.h"
#include "board/deadlock.h"
#include "interp/interp.h"
#include "interp/record.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static int32_t one_of(const struct program_step *step, int64_t number)
{
    return number >= 1 && number <= step->value ? (int32_t)(step->a + number - 1) : -1;
}

/* The number lies below what is written; where that is a plain write, above it. */
int32_t interp_variable(struct task *task, const struct program_step *step)
{
    switch ((enum program_op)step->op) {
    case OP_LOAD_SHARED:
    case OP_STORE_SHARED:
        return step->a;
    case OP_LOAD_SHARED_AT:
    case OP_STORE_SHARED_AT:
        return one_of(step, interp_top(task, 0)->n);
    case OP_SWAP:
    case OP_ADD_TO:
        return step->value > 0 ? one_of(step, interp_top(task, 1)->n) : step->a;
    case OP_COMPARE:
        return step->value > 0 ? one_of(step, interp_top(task, 2)->n) : step->a;
    default:
        return -1;
    }
}

enum want interp_fail_text(struct task *task, const char *text, size_t len)
{
    free(task->error);
    task->error = mem_strndup(text, len);
    task->error_len = len;
    task->unwind = UNWIND_FAILURE;
    return WANT_NOTHING;
}

enum want interp_fail(struct task *task, const char *format, ...)
{
    struct strbuf text = STRBUF_INIT;
    va_list args;
    va_start(args, format);
    strbuf_vaddf(&text, format, args);
    va_end(args);
    interp_fail_text(task, strbuf_str(&text), text.len);
    strbuf_release(&text);
    return WANT_NOTHING;
}

/* A failure is raised again in whoever awaits it; the failed task's is then no longer nobody's. A
 * cancelled task's awaiter fails, saying so. */
enum want interp_fail_as_locked(struct task *task, uint32_t id)
{
    struct board *board = task->worker->board;
    struct board_task *record = board_task(board, id);
    if (record->end == TRACE_END_FAILED) {
        const char *text = board_error(board, id);
        record->passed_on = true;
        return interp_fail_text(task, text, strlen(text));
    }
    struct strbuf name = STRBUF_INIT;
    board_task_name(board, id, &name);
    record->passed_on = true;
    interp_fail(task, "%s %s", strbuf_str(&name),
                record->end == TRACE_END_CRASHED ? "crashed" : "was cancelled");
    strbuf_release(&name);
    return WANT_NOTHING;
}

bool interp_find_one(struct task *task, const struct program_step *step, const char *first,
                     int32_t *index)
{
    const struct value *top = interp_top(task, 0);
    if (top->kind != VALUE_INT) {
        interp_fail(task, "a future or a generator cannot be computed with");
        return false;
    }
    int64_t n = interp_pop(task);
    *index = (int32_t)(step->a + n - 1);
    if (n >= 1 && n <= step->value)
        return true;
    int name = (int)strcspn(first, "[");
    interp_fail(task, "there is no %.*s[%lld]: %.*s[1] to %.*s[%lld]", name, first, (long long)n,
                name, first, name, first, (long long)step->value);
    return false;
}

bool interp_find_object(struct task *task, int64_t named, unsigned kinds, int32_t *index)
{
    *index = (int32_t)named;
    if (named >= 0)
        return true;
    const struct program *program = task->worker->program;
    const struct value *value = &task->frame->slots[-1 - named];
    *index = (int32_t)value->n;
    if (value->kind == VALUE_OBJECT && kinds >> program->objects[value->n].kind & 1)
        return true;
    interp_fail(task, "%s is no %s", program->tasks[task->frame->declaration].variables[-1 - named],
                kinds >> OBJECT_CHANNEL & 1     ? "channel"
                : kinds >> OBJECT_CONDITION & 1 ? "condition"
                : kinds >> OBJECT_BARRIER & 1   ? "barrier"
                                                : "lock or semaphore");
    return false;
}

enum want interp_wait(struct task *task, enum want want, enum trace_reason reason, uint32_t object)
{
    if (!task->unwind) /* there no step is run again */
        task->frame->pc--;
    task->waited = true;
    task->want = (uint8_t)want;
    task->reason = (uint16_t)reason;
    task->object = object;
    return want;
}

/* Where a loop is it tells at a look that a time is over, and the task goes on a turn later: what
 * is over since is not yet. A thread of the pool and another process look for themselves. */
static int64_t limits_ns(const struct task *task)
{
    bool by_loop = task->looked_ns && !record_flow()->actor && !task->worker->offloaded;
    return by_loop ? task->looked_ns : clock_now_ns();
}

bool interp_is_late(const struct task *task)
{
    int64_t until_ns = task->record->until_ns;
    return until_ns && limits_ns(task) >= until_ns;
}

static struct block *block_of_group(const struct task *task, uint32_t group)
{
    struct block *block = task->blocks;
    while (block && (block->kind != BLOCK_GROUP || (uint32_t)block->target != group))
        block = block->outer;
    return block;
}

/* Ends the limits that are over. True: *target is the outermost `within` of them, or NULL if that
 * is not the task's own. */
static bool end_limits(struct task *task, struct block **target)
{
    const struct limit *first = interp_is_late(task) ? task_limit(task) : NULL;
    if (!first)
        return false;
    struct board_cut cut = board_cut(task->record);
    if (!cut.untold || cut.cause != TRACE_CAUSE_TIMEOUT)
        record_timeout(record_flow(), task, first);
    int64_t now_ns = limits_ns(task);
    *target = NULL;
    for (struct block *block = task->blocks; block; block = block->outer) {
        if (block->kind != BLOCK_WITHIN || block->limit.over || block->limit.until_ns > now_ns)
            continue;
        block->limit.over = true;
        *target = block;
    }
    if (task->limit.until_ns && !task->limit.over && task->limit.until_ns <= now_ns) {
        task->limit.over = true;
        *target = NULL;
    }
    task_set_limit(task);
    return true;
}

bool interp_is_farther(const struct block *a, const struct block *b)
{
    while (b && b != a)
        b = b->outer;
    return b == a;
}

/* Several that come before the task learns of one are one: that which leads farthest out. */
bool interp_was_cancelled_locked(struct task *task)
{
    struct board *board = task->worker->board;
    struct board_task *record = task->record;
    uint32_t group = board_group_failed_locked(board, task->id);
    struct block *around = group ? block_of_group(task, group) : NULL, *within = NULL;
    bool cancel = record->cancel, late = end_limits(task, &within);
    record->grant = BOARD_PENDING;
    struct board_cut cut = board_cut(record);
    cut.untold = false;
    if (late && !cancel && !group)
        cut.cause = TRACE_CAUSE_TIMEOUT;
    record->cut = cut;
    if (!cancel && !group && !late)
        return false;
    record->cancel = false;
    board_groups_told_locked(board, task->id);
    if (late && group)
        late = interp_is_farther(within, around);
    task->closed = task->closed && !cancel;
    task->unwind = cancel ? UNWIND_CANCEL : late ? UNWIND_TIMEOUT : UNWIND_GROUP;
    task->unwind_group = group;
    task->unwind_to = late ? within : around;
    return true;
}

bool interp_was_cancelled(struct task *task)
{
    struct board *board = task->worker->board;
    board_lock(board);
    bool cancelled = interp_was_cancelled_locked(task);
    board_unlock(board);
    return cancelled;
}

/* What it was told that it had is not its own any more. */
static void tell_cut(struct flow *flow, const struct task *task)
{
    const struct board_waker *waker = &flow->worker->waker;
    waker->came(waker->arg, task->id, 0, BOARD_NO_WAIT, task->record->object);
}

bool interp_was_ready_at_end(const struct task *task)
{
    struct board_cut cut = board_cut(task->record);
    return cut.untold && cut.cause == TRACE_CAUSE_MAIN && task_ends_at_once(task->worker);
}

/* It was given what it waited for, and cancelled before it could go on with it. Who met another at
 * a channel without room has done so: that cannot be taken back. */
void interp_cut_short(struct flow *flow, struct task *task)
{
    struct board *board = flow->worker->board;
    struct board_task *record = task->record;
    bool given = record->grant == BOARD_GRANTED;
    board_lock(board);
    switch (task->reason) {
    case TRACE_BY_LOCK:
    case TRACE_BY_SEMAPHORE:
        if (!given)
            break;
        record->grant = BOARD_CANCELLED;
        tell_cut(flow, task);
        board_take_back_locked(board, task->id,
                               task->reason == TRACE_BY_LOCK ? BOARD_LOCK : BOARD_UNIT,
                               record->object, &flow->worker->waker);
        break;
    case TRACE_BY_CONDITION: /* a signal is for the next, see interp_retake() */
    case TRACE_BY_AWAIT:
    case TRACE_BY_AWAIT_ALL:
    case TRACE_BY_AWAIT_ANY:
    case TRACE_BY_AWAIT_FIRST:
        if (given)
            record->grant = BOARD_CANCELLED;
        break;
    case TRACE_BY_GROUP: /* which a generator that is closed waits for on its way out */
        if (given && (record->cancel || !task->closed))
            record->grant = BOARD_CANCELLED;
        break;
    case TRACE_BY_OFFLOAD: /* its failure, too, comes too late */
        if (!given)
            break;
        record->grant = BOARD_CANCELLED;
        task->unwind = UNWIND_NONE;
        task->waited = true;
        break;
    case TRACE_BY_IO:
    case TRACE_BY_MEANWHILE:
        if (task->waited && task->answered)
            record->grant = BOARD_CANCELLED;
        break;
    default:
        break;
    }
    board_unlock(board);
}

void interp_cancel_at_begin(struct task *task)
{
    interp_was_cancelled(task);
}

bool interp_try_again(struct flow *flow, struct task *task)
{
    struct worker *worker = flow->worker;
    board_lock(worker->board);
    bool over = board_try_again_locked(worker->board, task->id, &worker->waker);
    if (!over)
        interp_waits_locked(flow, task, task->reason, task->object);
    board_unlock(worker->board);
    return over;
}

static void show_wait(struct flow *flow, struct task *task)
{
    if (task->wait_shown)
        return;
    if (flow->actor)
        record_wait_as_is(flow, task);
    else
        flow->worker->rules->show_wait(flow, task);
    task->wait_shown = true;
}

void interp_waits_locked(struct flow *flow, struct task *task, enum trace_reason reason,
                         uint32_t object)
{
    struct board *board = flow->worker->board;
    struct deadlock found;
    task->want = WANT_WAKE;
    task->reason = (uint16_t)reason;
    task->object = object;
    task->wait_shown = false;
    if (flow->actor || !flow->worker->single_thread)
        show_wait(flow, task);
    if (!deadlock_find_locked(board, task->id, &found))
        return;
    show_wait(flow, task);
    deadlock_tell_locked(board, &flow->writer, &found);
}

enum board_grant interp_wait_ended(struct task *task)
{
    if (!task->waited)
        return BOARD_PENDING;
    enum board_grant grant = task->record->grant;
    task->waited = false;
    task->record->timed = false;
    if (grant == BOARD_CANCELLED)
        return interp_was_cancelled(task) ? BOARD_CANCELLED : BOARD_PENDING;
    return grant == BOARD_CALLED ? BOARD_PENDING : grant; /* a select, which is to try again */
}
