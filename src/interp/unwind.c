/* The way out: failures, cancellations, `return`, and the end of a task.
 *
 * What is open in a body (a tried block, a held lock, a group) is a chain of blocks. On the way out
 * each is closed in turn: a lock is released, a group's tasks are cancelled and waited for, what
 * stands behind a tried block is run (try.c). */
#include "config.h"

#include "interp/interp.h"

#include "base/mem.h"
#include "board/deadlock.h"
#include "device/device.h"
#include "interp/record.h"
#include "interp/statement.h"
#include "interp/values.h"
#include "measure/memory.h"

#include <string.h>

/* ---- groups ---- */

/* Waits until all the group's tasks have ended. WANT_NOTHING: they have. */
static enum want join_group_locked(struct flow *flow, struct task *task, uint32_t group)
{
    struct board *board = flow->worker->board;
    if (board->groups[group].live == 0)
        return WANT_NOTHING;
    /* On the way out because the group failed, the wait for its tasks is not itself cancelled by
     * that failure. */
    struct board_task *record = task->record;
    uint32_t inner = record->open_group;
    bool cancel = record->cancel;
    record->open_group = 0;
    record->cancel = cancel && task->unwind == UNWIND_NONE;
    if (task->unwind)
        record->until_ns = 0;
    bool waits = board_wait_begin_locked(board, task->id, BOARD_GROUP, group);
    record->open_group = inner;
    record->cancel = cancel;
    if (!waits)
        return WANT_NOTHING;
    interp_waits_locked(flow, task, TRACE_BY_GROUP, 0);
    return WANT_WAKE;
}

enum want statement_group_begin(struct flow *flow, struct task *task,
                                const struct program_step *step)
{
    struct board *board = flow->worker->board;
    board_lock(board);
    uint32_t group = board_group_open_locked(board, task->id);
    board_unlock(board);
    if (!group)
        return WANT_QUIT;
    task_push_block(task, BLOCK_GROUP, (int32_t)group);
    return WANT_NOTHING;
}

/* A cancellation, or the failure of a group around this one, ends the wait for its tasks. */
static void interrupt_group_locked(struct task *task, uint32_t group)
{
    struct board_task *record = task->record;
    bool ended = record->grant == BOARD_CANCELLED; /* though the last has ended since */
    record->grant = BOARD_PENDING;
    uint32_t outer = board_group_failed_locked(task->worker->board, task->id);
    bool waits = ended || task->worker->board->groups[group].live > 0;
    bool late = waits && interp_is_late(task);
    if (record->cancel || (outer && outer != group) || late)
        interp_was_cancelled_locked(task);
}

/* The end of a group's block, reached in order or by `return`. */
static enum want finish_group(struct flow *flow, struct task *task)
{
    struct board *board = flow->worker->board;
    uint32_t group = (uint32_t)task->blocks->target;
    board_lock(board);
    if (task->waited || board->groups[group].live > 0)
        interrupt_group_locked(task, group);
    enum want want = task->unwind ? WANT_NOTHING : join_group_locked(flow, task, group);
    uint32_t failed = board->groups[group].failed;
    bool done = !want && !task->unwind;
    if (done) {
        board_group_close_locked(board, group, failed);
        task_pop_block(task);
        if (failed)
            interp_fail_as_locked(task, failed);
    }
    board_unlock(board);
    task->waited = want != WANT_NOTHING;
    return want;
}

enum want statement_group_end(struct flow *flow, struct task *task, const struct program_step *step)
{
    enum want want = finish_group(flow, task);
    if (want)
        task->frame->pc--;
    return want;
}

/* A failure, a cancellation, or the group's own failure goes through an open group: its tasks are
 * cancelled and waited for. The failure of one of them replaces a cancellation. */
static enum want unwind_group(struct flow *flow, struct task *task)
{
    struct board *board = flow->worker->board;
    uint32_t group = (uint32_t)task->blocks->target;
    board_lock(board);
    board_group_cancel_locked(board, group, task->lane,
                              task->unwind == UNWIND_FAILURE ? TRACE_CAUSE_GROUP
                                                             : TRACE_CAUSE_OWNER,
                              &flow->worker->waker);
    enum want want = join_group_locked(flow, task, group);
    if (!want) {
        uint32_t failed = board->groups[group].failed;
        bool mine = task->unwind == UNWIND_GROUP && task->unwind_group == group;
        bool instead = (task->unwind == UNWIND_TIMEOUT || task->unwind == UNWIND_CANCEL) && failed;
        if (task->unwind == UNWIND_CANCEL) /* another one that came meanwhile is the same */
            interp_was_cancelled_locked(task);
        board_group_close_locked(board, group, true);
        task_pop_block(task);
        task_set_limit(task);
        if (mine || instead)
            interp_fail_as_locked(task, failed);
    }
    board_unlock(board);
    return want;
}

/* ---- closing blocks ---- */

/* A `meanwhile` block is left before its answer: nobody waits for it. */
static void drop_request(const struct flow *flow, const struct block *block)
{
    if (!block->aside.answered)
        device_cancel(flow->worker->device, (uint32_t)block->target);
}

/* Who leaves a group by a failure or the like cancels those of it who live, and who does by
 * `return` waits for them: others can tell when. */
static bool leaving_group_is_seen(const struct task *task, uint32_t group)
{
    struct board *board = task->worker->board;
    board_lock(board);
    bool seen = task->unwind ? board_group_lives_locked(board, group)
                             : !task->waited && board->groups[group].live > 0;
    board_unlock(board);
    return seen;
}

static bool leaving_is_point(const struct task *task, const struct block *block)
{
    const struct worker *worker = task->worker;
    const struct points *points = worker->points;
    if (block->kind == BLOCK_WITH)
        return points->releases[block->target];
    if (block->kind == BLOCK_GROUP)
        return points->leaves && leaving_group_is_seen(task, (uint32_t)block->target);
    return points->leaves && block->kind == BLOCK_REGION && block->target >= 0 &&
           worker->program->regions[block->target].alone;
}

/* Before what it gives back, or ends, if others could tell when that is: a move of its own. True:
 * it stands there, and goes on from it by interp_run(). */
static bool stand_on_way_out(struct flow *flow, struct task *task)
{
    const struct worker *worker = flow->worker;
    bool stood = task->stood_out;
    task->stood_out = false;
    if (stood || !worker->points || task->atomic || !leaving_is_point(task, task->blocks))
        return false;
    if (worker->at_point)
        worker->at_point(flow, task, true);
    task->stood_out = !worker->at_point;
    return task->stood_out;
}

static enum want unwind_block(struct flow *flow, struct task *task)
{
    if (stand_on_way_out(flow, task))
        return WANT_POINT;
    switch (task->blocks->kind) {
    case BLOCK_TRY:
        if (interp_enter_handler(flow, task))
            return WANT_NOTHING;
        break;
    case BLOCK_GUARD:
        interp_enter_finally(flow, task, NULL);
        return WANT_NOTHING;
    case BLOCK_WITHIN:
        if (interp_enter_timeout(flow, task))
            return WANT_NOTHING;
        break;
    case BLOCK_ON_CANCEL:
    case BLOCK_FINALLY:
        interp_replace_way(task);
        break;
    case BLOCK_WITH:
        release_held(flow, task, task->blocks->target, TRACE_TAKING_WITH);
        break;
    case BLOCK_REGION:
        region_leave(flow, task);
        break;
    case BLOCK_RETAKE:
        return interp_retake(flow, task);
    case BLOCK_ATOMIC:
        atomic_leave(flow, task);
        break;
    case BLOCK_GROUP:
        return unwind_group(flow, task);
    case BLOCK_OFFLOAD:
        if (flow->actor) {
            task_pop_block(task);
            return WANT_OFFLOAD_END;
        }
        break;
    case BLOCK_MEANWHILE:
        drop_request(flow, task->blocks);
        break;
    case BLOCK_HANDLER:
        break;
    }
    task_pop_block(task);
    return WANT_NOTHING;
}

/* The frame of a `then` block run in place that is left by the way out before anything else that is
 * open, or NULL. */
static struct frame *callback_frame(const struct task *task)
{
    const struct frame *until = task->blocks ? task->blocks->frame : NULL;
    struct frame *frame = task->frame;
    while (frame && frame != until && !frame->callback)
        frame = frame->up;
    return frame && frame != until ? frame : NULL;
}

/* Its failure is the task's, not that of the line it stands on: the body goes on. */
static bool leave_callback(struct flow *flow, struct task *task)
{
    const struct frame *callback = task->unwind == UNWIND_FAILURE ? callback_frame(task) : NULL;
    if (!callback)
        return false;
    if (!task->strand_error)
        task->strand_error = mem_strdup(task->error);
    while (task->frame != callback)
        task_pop_frame(task);
    task_pop_frame(task);
    values_frame(flow, task, TRACE_FRAME_BACK);
    task->unwind = UNWIND_NONE;
    return true;
}

enum want interp_unwind(struct flow *flow, struct task *task)
{
    task->waited = false;
    if (leave_callback(flow, task))
        return WANT_NOTHING;
    if (task->blocks)
        return unwind_block(flow, task);
    return interp_end(flow, task);
}

bool interp_close_blocks(struct flow *flow, struct task *task, enum want *want)
{
    while (task->blocks && task->blocks->frame == task->frame && !task->unwind) {
        if (stand_on_way_out(flow, task)) {
            *want = WANT_POINT;
            return false;
        }
        switch (task->blocks->kind) {
        case BLOCK_WITH: {
            int32_t index = task->blocks->target;
            task_pop_block(task);
            release_or_fail(flow, task, index, TRACE_TAKING_WITH);
            break;
        }
        case BLOCK_GROUP:
            *want = finish_group(flow, task);
            if (*want)
                return false;
            break;
        case BLOCK_GUARD: {
            int64_t value = interp_pop(task);
            interp_enter_finally(flow, task, &value);
            return false;
        }
        case BLOCK_MEANWHILE:
            drop_request(flow, task->blocks);
            task_pop_block(task);
            break;
        case BLOCK_REGION:
            region_leave(flow, task);
            task_pop_block(task);
            break;
        case BLOCK_ATOMIC:
            atomic_leave(flow, task);
            task_pop_block(task);
            break;
        default:
            task_pop_block(task);
        }
    }
    return !task->unwind;
}

/* ---- the end ---- */

static uint8_t end_of(const struct task *task)
{
    if (unwind_is_cancel(task->unwind))
        return task->closed ? TRACE_END_OK : TRACE_END_CANCELLED;
    return task->unwind == UNWIND_FAILURE ? TRACE_END_FAILED : TRACE_END_OK;
}

/* The body has ended, its `then` blocks have not: the task goes on to live until they have. */
static bool waits_for_strands(struct flow *flow, struct task *task)
{
    struct board *board = flow->worker->board;
    board_lock(board);
    bool waits = task->record->strands > 0;
    if (waits) {
        bool cancel = task->record->cancel;
        task->record->cancel = false;
        task->record->until_ns = 0;
        board_wait_begin_locked(board, task->id, BOARD_STRANDS, 0);
        task->record->cancel = cancel;
        interp_waits_locked(flow, task, TRACE_BY_CALLBACKS, 0);
    }
    board_unlock(board);
    return waits;
}

/* A `then` block's failure is its task's, the first of them; so is a cancellation. */
static void pass_to_owner(struct task *owner, const struct task *strand)
{
    if (strand->unwind == UNWIND_CANCEL)
        owner->strand_cancelled = true;
    if (strand->unwind == UNWIND_FAILURE && !owner->strand_error)
        owner->strand_error = mem_strdup(strand->error);
}

static bool end_is_point(const struct points *points, const struct task *task)
{
    if (task->record->generator && !task->record->begun) /* it is closed before it has run */
        return false;
    bool fails = task->unwind == UNWIND_FAILURE;
    if (task->lane == task->id)
        return points->ends[task->record->declaration] || (points->failures && fails);
    bool seen = fails || task->record->first_child;
    return points->ends_of_blocks && seen;
}

/* True: it stands there, and goes on from it by interp_run(). */
static bool stand_at_end(struct flow *flow, struct task *task)
{
    const struct worker *worker = flow->worker;
    if (task->stood || !worker->points || !end_is_point(worker->points, task))
        return false;
    task->stood = true;
    if (worker->at_point)
        worker->at_point(flow, task, true);
    return !worker->at_point;
}

static enum want end_strand(struct flow *flow, struct task *task)
{
    struct worker *worker = flow->worker;
    struct board *board = worker->board;
    struct task *owner = worker_task(worker, task->lane);
    struct board_waker waker = worker->waker;
    record_state(flow, task, TRACE_ENDED, TRACE_BY_END, 0, end_of(task));
    board_lock(board);
    if (owner)
        pass_to_owner(owner, task);
    board_strand_end_locked(board, task->id, &worker->waker);
    struct board_task *record = board_task(board, task->lane);
    bool last = record->wait == BOARD_STRANDS && record->strands == 0;
    if (last && worker->rules->ends_in_callback) { /* it goes on from here, and needs no turn */
        task->resumer = owner;
        waker.wake = waker.came;
    }
    if (last)
        board_wake_locked(board, task->lane, BOARD_GRANTED, 0, &waker);
    else
        deadlock_check_locked(board, &flow->writer);
    board_unlock(board);
    return WANT_END;
}

/* That in which it ends, and one more. */
enum { ROUNDS_TO_END = 2 };

void interp_main_ended_locked(struct flow *flow, uint32_t id)
{
    struct board *board = flow->worker->board;
    if (id != board->main_id || !flow->worker->program->settings.until_main_ends)
        return;
    board->arrivals_left = 0;
    if (flow->worker->ends_in_rounds) {
        flow->worker->rounds_left = ROUNDS_TO_END;
        board->ends_later = true;
        return;
    }
    interp_end_rest_locked(flow);
}

void interp_end_rest_locked(struct flow *flow)
{
    struct board *board = flow->worker->board;
    board->ends_later = false;
    board->main_over = true;
    board_cancel_all_locked(board, board->main_id, &flow->worker->waker);
}

/* Of shared variables that are copies `value` in an expectation means main's: it is left on the
 * board. */
static void leave_copies(struct worker *worker, uint32_t id)
{
    struct board *board = worker->board;
    if (id != board->main_id)
        return;
    for (uint32_t i = 0; i < board->shared_each; i++)
        atomic_store_explicit(&board->shared[i],
                              atomic_load_explicit(&worker->shared[i], memory_order_relaxed),
                              memory_order_relaxed);
}

static void tell_end(struct flow *flow, struct task *task, uint8_t end)
{
    struct board *board = flow->worker->board;
    const char *error = end == TRACE_END_FAILED ? task->error : NULL;
    task->state = TRACE_ENDED;
    record_text(flow, task, TRACE_TASK_END, end, error, error ? task->error_len : 0);
    if (flow->worker->rules->task_is_process)
        leave_copies(flow->worker, task->id);
    board_lock(board);
    interp_main_ended_locked(flow, task->id);
    board_task_end_locked(board, task->id, end, task->returned, error, error ? task->error_len : 0,
                          &flow->worker->waker);
    if (task->resumer)
        board_hand_back_locked(board, task->id, task->resumer->id);
    deadlock_check_locked(board, &flow->writer);
    board_unlock(board);
}

/* What the tasks that are there cost in memory, once for each new height of their number. */
static void measure(struct flow *flow)
{
    struct worker *worker = flow->worker;
    struct board *board = worker->board;
    if (worker->rules->task_is_process)
        return;
    board_lock(board);
    uint32_t alive = board->alive;
    bool higher = alive > worker->measured_alive + worker->measured_alive / 8 && alive >= 2;
    if (higher)
        worker->measured_alive = alive;
    board_unlock(board);
    if (!higher)
        return;
    int64_t log = (int64_t)trace_log_touched(worker->log) - worker->log_begin;
    int64_t resident = memory_resident_bytes();
    if (resident < 0)
        return;
    int64_t bytes = resident - worker->resident_begin + worker->set_aside - log;
    trace_write(
        &flow->writer,
        (struct trace_event){.kind = TRACE_MEMORY, .arg = alive, .value = bytes > 0 ? bytes : 0});
}

enum want interp_end(struct flow *flow, struct task *task)
{
    bool strand = task->lane != task->id, ends = !task->body_ended;
    task->body_ended = true;
    if (ends && !strand && waits_for_strands(flow, task))
        return WANT_WAKE;
    if (stand_at_end(flow, task))
        return WANT_POINT;
    if (strand)
        return end_strand(flow, task);
    if (task->strand_error && task->unwind == UNWIND_NONE)
        interp_fail_text(task, task->strand_error, strlen(task->strand_error));
    if (task->strand_cancelled && task->unwind == UNWIND_NONE)
        task->unwind = UNWIND_CANCEL;
    measure(flow);
    tell_end(flow, task, end_of(task));
    return WANT_END;
}
