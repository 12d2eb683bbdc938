/* One thread has one task in control at a time. The models differ in who is next; how it gets
 * control, and that it is written down, is the same for all, and is here.
 *
 *     resumer      runs ── resume ┐               ┌ goes on with the value
 *     generator                   └ runs ── yield ┘
 *
 * That is not a wait for a turn: nobody chooses who is next, and nobody's turn comes in between. To
 * give control up and to get it is one moment then, and is stamped with one reading of the clock
 * (flow->handed_ns). */
#include "config.h"

#include "flow/turn.h"

#include "interp/interp.h"
#include "interp/record.h"

/* A `then` block begins: its answer is there. One that was cancelled meanwhile unwinds. */
static void begin_strand(struct flow *flow, struct task *task)
{
    if (task->want != WANT_IO)
        return;
    struct board *board = flow->worker->board;
    board_lock(board);
    board_wait_end_locked(board, task->id);
    if (task->answer_cancelled) {
        task->unwind = UNWIND_CANCEL;
        task->record->cancel = false;
    }
    board_unlock(board);
    record_event(flow, task, TRACE_NOTICED, task->request, 0);
}

/* Cancelled before it has begun: where tasks take turns, and where it queued for a worker, it runs
 * no line; nor does a block that was left behind, though its answer is there. What the end of main
 * cancels at once has its first turn, as in asyncio.run(), if it has not waited for anything. */
static bool is_never_to_run_locked(const struct flow *flow, const struct task *task)
{
    const struct board_task *record = task->record;
    bool queues = flow->worker->rules->has_loop || record->service == BOARD_QUEUED;
    bool by_main = board_cut(record).cause == TRACE_CAUSE_MAIN && task_ends_at_once(flow->worker);
    return record->cancel && !record->generator && queues &&
           (record->after_main || task->want == WANT_IO || !by_main);
}

void turn_take(struct flow *flow, struct task *task)
{
    struct board_task *record = task->record;
    int64_t handed_ns = flow->handed_ns;
    flow->handed_ns = 0;
    if (atomic_load_explicit(&record->begun, memory_order_relaxed)) {
        struct board_cut cut = board_cut(record);
        bool goes_on = cut.cause == TRACE_CAUSE_MAIN && task_ends_at_once(flow->worker);
        if (cut.untold && !goes_on && flow->worker->rules->has_loop)
            interp_cut_short(flow, task);
        record_handed(flow, task, handed_ns);
        return;
    }
    board_lock(flow->worker->board);
    bool never = is_never_to_run_locked(flow, task);
    board_begin_locked(flow->worker->board, task->id);
    board_unlock(flow->worker->board);
    if (never && task->want == WANT_IO)
        task->answer_cancelled = true;
    record_begin(flow, task);
    if (never)
        interp_cancel_at_begin(task);
    if (task->lane != task->id)
        begin_strand(flow, task);
    atomic_store(&record->begun, 1);
}

/* Why a generator goes on: what its resumer did. */
static enum trace_reason resumed_by(uint16_t reason)
{
    if (reason == TRACE_BY_THROW)
        return TRACE_BY_THROWN;
    return reason == TRACE_BY_CLOSE ? TRACE_BY_CLOSED : TRACE_BY_RESUMED;
}

struct task *turn_transfer(struct flow *flow, struct task *task, enum want want,
                           void (*free_task)(struct flow *flow, struct task *task))
{
    struct task *to = NULL;
    int64_t looked_ns = task->looked_ns;
    switch (want) {
    case WANT_RESUME:
        to = task->child;
        flow->handed_ns = record_wait(flow, task, TRACE_WAITING);
        to->reason = resumed_by(task->reason);
        to->object = task->lane;
        break;
    case WANT_HAND_BACK:
        to = task->child;
        flow->handed_ns = record_wait(flow, task, TRACE_WAITING);
        break;
    case WANT_END:
        to = task->resumer;
        task->resumer = NULL;
        free_task(flow, task);
        break;
    default:
        break;
    }
    if (to) {
        to->looked_ns = looked_ns; /* it is the same call of the loop */
        turn_take(flow, to);
    }
    return to;
}
