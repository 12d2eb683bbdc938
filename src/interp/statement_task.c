/* Tasks: start, call, return, await, groups' neighbours, cancel, offload, and the ends of the
 * program. */
#include "config.h"

#include "interp/interp.h"
#include "interp/statement.h"

#include "base/mem.h"
#include "interp/record.h"
#include "interp/values.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* A call costs about 100 bytes: a body that calls itself without end fails before the machine does.
 */
enum { MAX_DEPTH = 200000 };

/* ---- start and call ---- */

static struct value *take_arguments(struct task *task, int count)
{
    struct frame *frame = task->frame;
    frame->sp = (uint16_t)(frame->sp - count);
    return &frame->slots[frame->locals + frame->sp];
}

/* Started when main had ended, by one whose turn it still was, or in a group that has failed:
 * nobody else would end it. */
static bool is_late_locked(const struct board *board, uint32_t id)
{
    uint32_t group = board->tasks[id].group;
    return board->main_over || (group && board->groups[group].failed);
}

static void cancel_late(struct worker *worker, uint32_t id)
{
    struct board *board = worker->board;
    board_lock(board);
    struct board_task *task = board_task(board, id);
    bool by_main = board->main_over;
    uint32_t by = by_main ? board->main_id : board->groups[task->group].failed;
    task->group_over = task->group_over || !by_main;
    board_cancel_locked(board, id, by, by_main ? TRACE_CAUSE_MAIN : TRACE_CAUSE_GROUP,
                        &worker->waker);
    board_unlock(board);
}

enum want statement_start(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct worker *worker = flow->worker;
    const struct rules *rules = worker->rules;
    struct board *board = worker->board;
    if (task->waited) { /* the child ran first */
        task->waited = false;
        return WANT_NOTHING;
    }
    board_lock(board);
    uint32_t number = ++board->numbers[step->a];
    uint32_t id = board_task_new_locked(board, (uint32_t)step->a, number, task->id, false);
    bool late = id && is_late_locked(board, id);
    board_unlock(board);
    if (!id)
        return WANT_QUIT;
    struct value *args = take_arguments(task, step->b);
    record_new(flow, id, task->lane, TRACE_BY_STARTING, step->line, 0);
    if (late)
        cancel_late(worker, id);
    values_given(flow, id, step->a, args, step->b, step->line);
    if (rules->task_is_process) {
        if (rules->start(worker, id, args, step->b) < 0)
            return WANT_QUIT;
    } else {
        struct task *child = task_new(worker, id, args, step->b);
        child->line = worker->program->tasks[step->a].line;
        task->child = child;
        if (!rules->child_first)
            rules->spawn(flow, child);
    }
    struct frame *frame = task->frame;
    frame->slots[frame->locals + frame->sp++] = (struct value){id, VALUE_FUTURE};
    if (rules->child_first)
        return interp_wait(task, WANT_CHILD, TRACE_BY_CHILD, id);
    return WANT_NOTHING;
}

enum want statement_call(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct value *args = take_arguments(task, step->b);
    if (task->depth >= MAX_DEPTH)
        return interp_fail(task, "%d calls within one another: no end to them is in sight",
                           MAX_DEPTH);
    struct frame *frame = task_push_frame(task, step->a);
    memcpy(frame->slots, args, step->b * sizeof *args);
    values_called(flow, task);
    return WANT_NOTHING;
}

/* One loop to a thread: where one runs already, `run` is refused, as asyncio.run() is. Else there
 * is no other task in this thread that could have a turn meanwhile: it is a call. */
enum want statement_run(struct flow *flow, struct task *task, const struct program_step *step)
{
    if (flow->worker->rules->has_loop)
        return interp_fail(task, "a second loop is refused: this thread has one already");
    return statement_call(flow, task, step);
}

enum want statement_return(struct flow *flow, struct task *task, const struct program_step *step)
{
    enum want want = WANT_NOTHING;
    if (!interp_close_blocks(flow, task, &want)) {
        if (want)
            task->frame->pc--;
        return want;
    }
    int64_t value = interp_pop(task);
    if (task->frame->up) {
        task_pop_frame(task);
        values_frame(flow, task, TRACE_FRAME_BACK);
        interp_push(task, value);
        return WANT_NOTHING;
    }
    task->returned = value;
    return interp_end(flow, task);
}

/* ---- await ---- */

static enum want take_result_locked(struct task *task, uint32_t id)
{
    struct board_task *record = board_task(task->worker->board, id);
    record->reported = true;
    if (record->end != TRACE_END_OK)
        return interp_fail_as_locked(task, id);
    interp_push(task, record->value);
    return WANT_NOTHING;
}

/* The common end of a wait that someone else ends. True: go on with the step. */
static bool after_wait(struct task *task)
{
    if (!task->waited)
        return true;
    task->waited = false;
    return task->record->grant != BOARD_CANCELLED || !interp_was_cancelled(task);
}

/* The wait could not begin: the task is cancelled. */
static enum want refuse_locked(struct task *task)
{
    interp_was_cancelled_locked(task);
    return WANT_NOTHING;
}

/* Waits on the board, which is locked and stays so; `both`: what is awaited is cancelled with the
 * task. WANT_NOTHING: it could not begin, the task is
 * cancelled. */
static enum want wait_locked(struct flow *flow, struct task *task, enum board_wait wait,
                             uint32_t object, enum trace_reason reason, bool both)
{
    struct board *board = flow->worker->board;
    bool begun = wait == BOARD_AWAIT ? board_await_locked(board, task->id, object)
                                     : board_wait_begin_locked(board, task->id, wait, object);
    if (!begun)
        return refuse_locked(task);
    if (both)
        board_await_both_locked(board, task->id);
    interp_waits_locked(flow, task, reason, object);
    return interp_wait(task, WANT_WAKE, reason, object);
}

enum want statement_await(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct board *board = flow->worker->board;
    if (!after_wait(task))
        return WANT_NOTHING;
    if (interp_top(task, 0)->kind != VALUE_FUTURE)
        return interp_fail(task, "only a future can be awaited");
    uint32_t id = (uint32_t)interp_top(task, 0)->n;
    enum want want = WANT_NOTHING;
    board_lock(board);
    if (board_task(board, id)->status == BOARD_ENDED) {
        task->frame->sp--;
        want = take_result_locked(task, id);
    } else {
        want = wait_locked(flow, task, BOARD_AWAIT, id, TRACE_BY_AWAIT, !step->b);
    }
    board_unlock(board);
    return want;
}

/* The first failure that no await has reported, in the order of the ends. All ended tasks are
 * reported by this, and their failures passed on with the first. */
static uint32_t take_failed_locked(struct task *task)
{
    struct board *board = task->worker->board;
    struct board_task *record = task->record;
    uint32_t failed = 0;
    for (uint32_t id = record->first_ended; id; id = board_task(board, id)->next_ended) {
        struct board_task *child = board_task(board, id);
        bool bad = child->end == TRACE_END_FAILED || child->end == TRACE_END_CRASHED;
        if (bad && !child->reported && !failed)
            failed = id;
        child->passed_on = child->passed_on || !child->reported;
        child->reported = true;
    }
    record->first_ended = record->last_ended = 0;
    return failed;
}

enum want statement_await_all(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct board *board = flow->worker->board;
    if (!after_wait(task))
        return WANT_NOTHING;
    enum want want = WANT_NOTHING;
    board_lock(board);
    if (task->record->children > 0) {
        want = wait_locked(flow, task, BOARD_AWAIT_ALL, 0, TRACE_BY_AWAIT_ALL, !step->b);
    } else {
        uint32_t failed = take_failed_locked(task);
        if (failed)
            interp_fail_as_locked(task, failed);
    }
    board_unlock(board);
    return want;
}

static uint32_t next_ended_locked(struct task *task)
{
    struct board *board = task->worker->board;
    struct board_task *record = task->record;
    while (record->first_ended) {
        uint32_t id = record->first_ended;
        record->first_ended = board_task(board, id)->next_ended;
        if (!record->first_ended)
            record->last_ended = 0;
        if (!board_task(board, id)->reported)
            return id;
    }
    return 0;
}

enum want statement_await_any(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct board *board = flow->worker->board;
    if (!after_wait(task))
        return WANT_NOTHING;
    enum want want = WANT_NOTHING;
    board_lock(board);
    uint32_t id = next_ended_locked(task);
    if (id)
        want = take_result_locked(task, id);
    else if (task->record->children > 0)
        want = wait_locked(flow, task, BOARD_AWAIT_ANY, 0, TRACE_BY_AWAIT_ANY, false);
    else
        interp_fail(task, "await any: there is no started task left to wait for");
    board_unlock(board);
    return want;
}

/* ---- the first of several ---- */

/* Of the futures on the stack the task that was the first to end, or 0. */
static uint32_t first_ended_locked(struct task *task, int count)
{
    struct board *board = task->worker->board;
    uint32_t first = 0;
    for (int i = 0; i < count; i++) {
        uint32_t id = (uint32_t)interp_top(task, i)->n;
        const struct board_task *record = board_task(board, id);
        if (record->status == BOARD_ENDED &&
            (!first || record->ended_as < board_task(board, first)->ended_as))
            first = id;
    }
    return first;
}

static enum want wait_for_first_locked(struct flow *flow, struct task *task, int count)
{
    struct board *board = flow->worker->board;
    bool begun = board_wait_begin_locked(board, task->id, BOARD_AWAIT_FIRST, 0), named = begun;
    for (int i = count - 1; i >= 0 && named; i--)
        named = board_name_locked(board, task->id, (uint32_t)interp_top(task, i)->n);
    if (!begun)
        return refuse_locked(task);
    if (!named) {
        board_wait_end_locked(board, task->id);
        return interp_fail(task, "too many tasks wait for several things at once");
    }
    interp_waits_locked(flow, task, TRACE_BY_AWAIT_FIRST, (uint32_t)count);
    return interp_wait(task, WANT_WAKE, TRACE_BY_AWAIT_FIRST, (uint32_t)count);
}

enum want statement_await_first(struct flow *flow, struct task *task,
                                const struct program_step *step)
{
    struct board *board = flow->worker->board;
    int count = step->b;
    if (!after_wait(task))
        return WANT_NOTHING;
    for (int i = 0; i < count; i++)
        if (interp_top(task, i)->kind != VALUE_FUTURE)
            return interp_fail(task, "only a future can be awaited");
    board_lock(board);
    uint32_t id = first_ended_locked(task, count);
    enum want want = WANT_NOTHING;
    if (id) {
        task->frame->sp = (uint16_t)(task->frame->sp - count);
        want = take_result_locked(task, id);
    } else {
        want = wait_for_first_locked(flow, task, count);
    }
    board_unlock(board);
    return want;
}

enum want statement_cancel(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct board *board = flow->worker->board;
    if (interp_top(task, 0)->kind != VALUE_FUTURE)
        return interp_fail(task, "only a task can be cancelled");
    uint32_t id = (uint32_t)interp_pop(task);
    trace_write(&flow->writer, (struct trace_event){.kind = TRACE_CANCELLED,
                                                    .who = board_lane(board, id),
                                                    .line = task->line,
                                                    .arg = task->lane});
    board_lock(board);
    board_cancel_locked(board, id, task->lane, TRACE_CAUSE_CANCEL, &flow->worker->waker);
    board_unlock(board);
    return WANT_NOTHING;
}

/* ---- offload ---- */

/* Where the thread is free meanwhile, a cancellation ends the wait, and the block goes on without.
 */
static bool begin_offload(struct task *task)
{
    struct board *board = task->worker->board;
    board_lock(board);
    bool begun = board_offload_locked(board, task->id);
    if (!begun)
        interp_was_cancelled_locked(task);
    board_unlock(board);
    return begun;
}

enum want statement_offload(struct flow *flow, struct task *task, const struct program_step *step)
{
    bool free = flow->worker->rules->has_loop;
    if (!task->waited) {
        task->offload_to_process = step->b;
        if (free && !begin_offload(task))
            return WANT_NOTHING;
        return interp_wait(task, WANT_OFFLOAD, TRACE_BY_OFFLOAD, 0);
    }
    task->waited = false;
    if (atomic_load(&flow->worker->board->over)) /* by an assert in the block, say */
        return WANT_QUIT;
    if (step->b) /* the limits of the other process were there */
        task_set_limit(task);
    if ((!free || task->record->grant == BOARD_CANCELLED) && interp_was_cancelled(task))
        return WANT_NOTHING;
    task->frame->pc = step->a;
    return WANT_NOTHING;
}

void interp_take_from_block(const struct task *block, struct task *task)
{
    if (!block->offload_to_process)
        memcpy(task->frame->slots, block->frame->slots,
               block->frame->locals * sizeof *block->frame->slots);
    if (block->unwind == UNWIND_FAILURE)
        interp_fail_text(task, block->error, block->error_len);
    task->waited = task->unwind == UNWIND_NONE;
}

enum want statement_offload_end(struct flow *flow, struct task *task,
                                const struct program_step *step)
{
    task_pop_block(task);
    return WANT_OFFLOAD_END;
}

/* ---- the ends of the program ---- */

/* The real thing: SIGSEGV. */
static _Noreturn void crash(struct flow *flow, struct task *task)
{
    static const char how[] = "crashed (SIGSEGV)";
    const struct rlimit none = {0, 0};
    struct board_task *record = board_task(flow->worker->board, task->lane);
    if (flow->worker->offloaded) { /* the task lives on: that is a failure of its block */
        record = task->record;
        record_state(flow, task, TRACE_ENDED, TRACE_BY_END, task->lane, 0);
    } else {
        if (record->status == BOARD_ENDED && flow->actor)
            task->lane = flow->actor; /* only its block was left, on that thread */
        record->value =
            record_text(flow, task, TRACE_TASK_END, TRACE_END_CRASHED, how, sizeof how - 1);
    }
    record->crash_logged = true;
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
    _exit(128 + SIGSEGV);
}

enum want statement_crash(struct flow *flow, struct task *task, const struct program_step *step)
{
    crash(flow, task);
}

/* "assert count == 4 failed: count is 3 (line 12)", and behind it what the assert itself says. */
static void add_assertion(struct strbuf *out, const struct flow *flow, const struct task *task,
                          const struct program_step *step)
{
    const struct program *program = flow->worker->program;
    const char *between = ": ";
    strbuf_addf(out, "assert %s failed", program->strings[step->a]);
    for (int i = 1; i <= step->b; i++) {
        const struct value *value = &task->frame->slots[step[i].a];
        if (value->kind != VALUE_INT)
            continue;
        strbuf_addf(out, "%s%s is %lld", between, program->strings[step[i].value],
                    (long long)value->n);
        between = ", ";
    }
    strbuf_addf(out, " (line %u)", (unsigned)step->line);
    if (step->value)
        strbuf_addf(out, ": %s", strbuf_str(&flow->text));
}

enum want statement_assert_failed(struct flow *flow, struct task *task,
                                  const struct program_step *step)
{
    struct strbuf text = STRBUF_INIT;
    add_assertion(&text, flow, task, step);
    board_end_failed(flow->worker->board, task->lane, strbuf_str(&text));
    strbuf_release(&text);
    return WANT_QUIT;
}

enum want statement_exit(struct flow *flow, struct task *task, const struct program_step *step)
{
    board_set_over(flow->worker->board, BOARD_EXIT);
    return WANT_QUIT;
}
