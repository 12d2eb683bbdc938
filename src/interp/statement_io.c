/* Saying, computing, and the waits that end by themselves: the device and the clock. */
#include "config.h"

#include "interp/statement.h"

#include "base/clock.h"
#include "device/device.h"
#include "interp/connection.h"
#include "interp/record.h"
#include "interp/values.h"

#include <stdio.h>

enum { MAX_SAID_BYTES = 64 << 20, GAP_NS = 100 * NS_PER_US };

/* ---- words ---- */

enum want statement_say(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct board *board = flow->worker->board;
    record_text(flow, task, TRACE_SAY, 0, strbuf_str(&flow->text), flow->text.len);
    uint64_t said =
        atomic_fetch_add_explicit(&board->said_bytes, flow->text.len + 32, memory_order_relaxed);
    if (said <= MAX_SAID_BYTES)
        return WANT_NOTHING;
    board_end_at_bound(board, TRACE_ENDING_OUTPUT, MAX_SAID_BYTES >> 20);
    return WANT_QUIT;
}

enum want statement_note(struct flow *flow, struct task *task, const struct program_step *step)
{
    record_text(flow, task, step->op == OP_NOTE ? TRACE_NOTE : TRACE_ASK, 0,
                strbuf_str(&flow->text), flow->text.len);
    return WANT_NOTHING;
}

enum want statement_fail(struct flow *flow, struct task *task, const struct program_step *step)
{
    return interp_fail_text(task, strbuf_str(&flow->text), flow->text.len);
}

/* ---- compute ---- */

static bool compute_is_asked(void *arg, int64_t now_ns)
{
    return interp_is_asked(arg);
}

static void compute_gap(void *arg, int64_t from_ns, int64_t to_ns)
{
    struct flow *flow = arg;
    trace_write(&flow->writer, (struct trace_event){.time_ns = to_ns,
                                                    .kind = TRACE_GAP,
                                                    .who = flow->lane,
                                                    .value = to_ns - from_ns});
}

/* A core lost between the record that it computes and its first look at the clock is a gap, too. */
static void look_before(struct flow *flow, int64_t from_ns)
{
    if (!flow->worker->clock_gaps)
        return;
    int64_t now_ns = clock_now_ns();
    if (now_ns - from_ns >= GAP_NS)
        compute_gap(flow, from_ns, now_ns);
}

enum want statement_compute(struct flow *flow, struct task *task, const struct program_step *step)
{
    flow->lane = record_actor(flow, task);
    flow->compute = (struct compute){
        .between = flow->worker->gil ? compute_is_asked : NULL,
        .gap = flow->worker->clock_gaps ? compute_gap : NULL,
        .arg = flow,
    };
    int64_t from_ns = record_state(flow, task, TRACE_RUNNING, TRACE_BY_NONE, 0, 0);
    look_before(flow, from_ns);
    bool done = compute_start(&flow->compute, interp_pop(task));
    while (!done) {
        interp_between(flow, task);
        done = compute_go_on(&flow->compute);
    }
    return WANT_NOTHING;
}

/* ---- the device ---- */

/* Begins the wait on the board, so that a cancellation finds it. False: cancelled already, the task
 * unwinds. */
static bool begin_timed(struct task *task, uint32_t request)
{
    struct board *board = task->worker->board;
    board_lock(board);
    bool begun = board_wait_begin_locked(board, task->id, BOARD_TIMED, 0);
    if (begun) {
        task->record->request = request;
        task->record->recalled = false;
    }
    board_unlock(board);
    return begun || !interp_was_cancelled(task);
}

/* A call that blocks a loop's thread is no wait: neither a cancellation nor a time that is over
 * ends it, and it takes none. */
static bool is_call(const struct flow *flow, const struct program_step *step)
{
    const struct rules *rules = flow->worker->rules;
    return rules->has_loop && (step->b & PROGRAM_HOLD || (rules->wait_holds && !flow->actor));
}

/* Where the rest of the task queues up behind such a call, that is a wait, as `yield` is. */
static void rest_begins(const struct flow *flow, struct task *task)
{
    const struct rules *rules = flow->worker->rules;
    const struct board_task *record = task->record;
    if (!rules->wait_holds || !rules->has_loop || flow->actor || task->hold ||
        interp_was_ready_at_end(task))
        return;
    if (record->cancel || record->open_group || record->until_ns)
        interp_was_cancelled(task);
}

/* Who was ready when it was cut off has had its turn: what is behind the call is its next wait. */
static void begin_call(struct task *task)
{
    struct board_task *record = task->record;
    board_lock(task->worker->board);
    struct board_cut cut = board_cut(record);
    cut.untold = false;
    record->cut = cut;
    record->grant = BOARD_PENDING;
    board_unlock(task->worker->board);
}

static bool is_group_failed(const struct task *task)
{
    struct board *board = task->worker->board;
    board_lock(board);
    bool failed = board_group_failed_locked(board, task->id) != 0;
    board_unlock(board);
    return failed;
}

static int64_t record_asked(struct flow *flow, const struct task *task, bool labelled)
{
    struct trace_event event = {.kind = TRACE_ASKED,
                                .who = task->lane,
                                .line = record_line(flow, task),
                                .arg = task->request,
                                .value = task->wait_ns};
    return trace_write_text(&flow->writer, event, strbuf_str(&flow->text),
                            labelled ? flow->text.len : 0);
}

/* A cancellation may have told the device before it was asked: it is told again. */
static void cancel_again(const struct worker *worker, const struct task *task)
{
    const struct board_task *record = task->record;
    if (record->cancel || (record->open_group && is_group_failed(task)))
        device_cancel(worker->device, task->request);
}

/* In a `meanwhile` block: its request stays out while the task has another one. */
static void put_aside(const struct flow *flow, struct task *task)
{
    struct block *block = task_meanwhile(task);
    if (!block || task->request != (uint32_t)block->target)
        return;
    block->aside.pass_ns = task->pass_ns;
    if (flow->actor) /* the task's own thread looks for the end of the pool's work */
        return;
    block->aside.looks = task->looks;
    task->looks = 0;
}

static int *socket_of(struct flow *flow, struct task *task)
{
    return flow->actor ? &flow->device_fd : &task->device_fd;
}

/* Takes the duration from the stack and tells the device, on a socket that is opened if need be.
 * WANT_IO: the task waits for the answer from here (`waits`; else it only asks); WANT_NOTHING: it
 * is cancelled and unwinds; WANT_QUIT: the device is gone. */
static enum want ask(struct flow *flow, struct task *task, const struct program_step *step, int *fd,
                     bool waits)
{
    struct worker *worker = flow->worker;
    put_aside(flow, task);
    task->wait_ns = interp_pop(task);
    task->request =
        1 + atomic_fetch_add_explicit(&worker->board->requests, 1, memory_order_relaxed);
    task->answered = task->answer_cancelled = false;
    waits = waits && !is_call(flow, step);
    if (!waits)
        begin_call(task);
    else if (!begin_timed(task, task->request))
        return WANT_NOTHING;
    int64_t asked_ns = record_asked(flow, task, step->b & PROGRAM_TEXT);
    struct device_request request = {task->request, task->lane, task->wait_ns, asked_ns};
    if (!connection_ask(worker, fd, &request))
        return WANT_QUIT;
    if (waits)
        cancel_again(worker, task);
    return WANT_IO;
}

static void end_timed(struct task *task)
{
    struct board *board = task->worker->board;
    board_lock(board);
    board_wait_end_locked(board, task->id);
    board_unlock(board);
}

/* After the answer: the task learns of it. */
static enum want notice(struct flow *flow, struct task *task)
{
    task->waited = false;
    end_timed(task);
    record_event(flow, task, TRACE_NOTICED, task->request, 0);
    if (task->answer_cancelled || task->record->grant == BOARD_CANCELLED)
        interp_was_cancelled(task);
    else
        rest_begins(flow, task);
    return WANT_NOTHING;
}

enum want statement_io(struct flow *flow, struct task *task, const struct program_step *step)
{
    if (task->waited)
        return notice(flow, task);
    enum want want = ask(flow, task, step, socket_of(flow, task), true);
    if (want != WANT_IO)
        return want;
    task->hold = step->b & PROGRAM_HOLD;
    return interp_wait(task, WANT_IO, TRACE_BY_IO, task->request);
}

enum want statement_sleep(struct flow *flow, struct task *task, const struct program_step *step)
{
    if (task->waited) {
        task->waited = false;
        end_timed(task);
        if (task->record->grant == BOARD_CANCELLED)
            interp_was_cancelled(task);
        else
            rest_begins(flow, task);
        return WANT_NOTHING;
    }
    int64_t ns = interp_pop(task);
    if (is_call(flow, step))
        begin_call(task);
    else if (!begin_timed(task, 0))
        return WANT_NOTHING;
    task->due_ns = clock_now_ns() + ns;
    task->wait_ns = ns;
    task->hold = step->b & PROGRAM_HOLD;
    return interp_wait(task, WANT_SLEEP, TRACE_BY_SLEEP, 0);
}

enum want statement_yield(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct board_task *record = task->record;
    bool pending = atomic_load_explicit(&flow->worker->board->over, memory_order_relaxed);
    if (task->waited && interp_was_ready_at_end(task) && !pending) {
        task->waited = false;
        return WANT_NOTHING;
    }
    if (record->cancel || record->open_group || record->until_ns || pending) {
        if (pending)
            return WANT_QUIT;
        if (interp_was_cancelled(task)) {
            task->waited = false;
            return WANT_NOTHING;
        }
    }
    if (task->waited) {
        task->waited = false;
        return WANT_NOTHING;
    }
    return interp_wait(task, WANT_YIELD, TRACE_BY_YIELD, 0);
}

/* ---- meanwhile ---- */

enum want statement_io_meanwhile(struct flow *flow, struct task *task,
                                 const struct program_step *step)
{
    if (task->waited) {
        task->frame->pc = step->a;
        return notice(flow, task);
    }
    enum want want = ask(flow, task, step, socket_of(flow, task), true);
    if (want != WANT_IO)
        return want;
    task->hold = false;
    if (flow->worker->rules->wait_holds)
        return interp_wait(task, WANT_IO, TRACE_BY_IO, task->request);
    end_timed(task);
    task->pass_ns = 0;
    task_push_block(task, BLOCK_MEANWHILE, (int32_t)task->request);
    return WANT_NOTHING;
}

/* The block asked for something itself: its own request is the task's again. */
static void take_up(struct task *task, const struct block *block)
{
    task->request = (uint32_t)block->target;
    task->answered = block->aside.answered;
    task->answer_cancelled = block->aside.answer_cancelled;
    task->answer = block->aside.answer;
    task->pass_ns = block->aside.pass_ns;
    task->looks += block->aside.looks;
    connection_set_blocking(task->device_fd, false); /* `blocking io` left it so */
}

/* Between two passes: the model looks for the answer, after giving others their turn. */
enum want statement_meanwhile(struct flow *flow, struct task *task, const struct program_step *step)
{
    if (!task->waited) {
        if (task->request != (uint32_t)task->blocks->target)
            take_up(task, task->blocks);
        if (!begin_timed(task, task->request))
            return WANT_NOTHING;
        return interp_wait(task, WANT_LOOK, TRACE_BY_MEANWHILE, task->request);
    }
    task->waited = false;
    end_timed(task);
    if (!task->answered) {
        if (interp_is_late(task)) /* a pass would take longer */
            interp_was_cancelled(task);
        return WANT_NOTHING;
    }
    task_pop_block(task);
    task->frame->pc = step->a;
    record_event(flow, task, TRACE_NOTICED, task->request, 0);
    if (task->answer_cancelled || task->record->grant == BOARD_CANCELLED)
        interp_was_cancelled(task);
    return WANT_NOTHING;
}

enum want statement_meanwhile_end(struct flow *flow, struct task *task,
                                  const struct program_step *step)
{
    task->frame->pc = step->a;
    return WANT_NOTHING;
}

/* ---- then ---- */

/* In place: the block runs on a copy of the innermost frame, before the next line. */
static void run_then_in_place(struct flow *flow, struct task *task)
{
    struct frame *from = task->frame;
    struct frame *copy = task_push_frame(task, from->declaration);
    for (int i = 0; i < from->locals; i++)
        copy->slots[i] = from->slots[i];
    copy->pc = from->pc;
    copy->callback = true;
    values_frame(flow, task, TRACE_FRAME_COPY);
}

/* A strand that waits takes the socket with what the model knows of it, and the task gets another;
 * that of a request which is still out is the task's, and the strand's request was asked apart. */
static void give_socket(struct task *task, struct task *strand, int apart)
{
    if (apart >= 0) {
        strand->device_fd = apart;
        return;
    }
    strand->device_fd = task->device_fd;
    strand->model_data = task->model_data;
    task->device_fd = -1;
    task->model_data = NULL;
}

static void record_strand(struct flow *flow, const struct task *task, const struct task *strand)
{
    if (strand->actor == strand->lane)
        return;
    trace_write(&flow->writer, (struct trace_event){.kind = TRACE_CALLBACK_NEW,
                                                    .who = strand->actor,
                                                    .line = record_line(flow, task),
                                                    .arg = task->lane,
                                                    .value = task->request});
    const struct board_task *record = strand->record;
    if (record->cancel)
        trace_write(&flow->writer, (struct trace_event){.kind = TRACE_CANCELLED,
                                                        .who = strand->actor,
                                                        .detail = board_cut(record).cause,
                                                        .arg = board_lane(task->worker->board,
                                                                          board_cut(record).by)});
}

/* `apart`: the socket of the request, or -1: the task's. */
static enum want spawn_strand(struct flow *flow, struct task *task, const struct program_step *step,
                              bool answered, int apart)
{
    struct board *board = flow->worker->board;
    board_lock(board);
    uint32_t id = board_strand_new_locked(board, task->lane);
    board_unlock(board);
    if (!id)
        return WANT_QUIT;
    struct task *strand = task_new_strand(flow->worker, id, task, task->frame->pc);
    strand->line = task->line;
    strand->request = task->request;
    strand->object = task->request;
    if (!answered)
        give_socket(task, strand, apart);
    strand->wait_ns = task->wait_ns;
    strand->answered = answered;
    strand->answer = task->answer;
    strand->reason = TRACE_BY_IO;
    strand->want = answered ? WANT_YIELD : WANT_IO;
    strand->state = TRACE_WAITING;
    task->frame->pc = step->a;
    record_strand(flow, task, strand);
    if (!answered && !begin_timed(strand, strand->request))
        device_cancel(flow->worker->device, strand->request);
    flow->worker->rules->spawn(flow, strand);
    return WANT_NOTHING;
}

enum want statement_io_then(struct flow *flow, struct task *task, const struct program_step *step)
{
    const struct rules *rules = flow->worker->rules;
    bool held = step->b & PROGRAM_HOLD || rules->hold_then;
    bool in_place = rules->then_in_place;
    bool apart = !held && !in_place && task_meanwhile(task);
    int own = -1;
    if (task->waited) {
        notice(flow, task);
        if (task->unwind)
            return WANT_NOTHING;
        if (!in_place)
            return spawn_strand(flow, task, step, true, -1);
        run_then_in_place(flow, task);
        task->frame->up->pc = step->a;
        return WANT_NOTHING;
    }
    /* What is left behind is no wait. */
    enum want want = ask(flow, task, step, apart ? &own : socket_of(flow, task), held || in_place);
    if (want != WANT_IO)
        return want;
    if (held || in_place) {
        task->hold = true;
        return interp_wait(task, WANT_IO, TRACE_BY_IO, task->request);
    }
    return spawn_strand(flow, task, step, false, own);
}

enum want statement_then_end(struct flow *flow, struct task *task, const struct program_step *step)
{
    if (!task->frame->callback)
        return interp_end(flow, task);
    task_pop_frame(task);
    values_frame(flow, task, TRACE_FRAME_BACK);
    return WANT_NOTHING;
}
