#include "config.h"

#include "interp/record.h"

#include "base/clock.h"

#include <sched.h>

static _Thread_local struct flow *current_flow;

struct flow *record_flow(void)
{
    return current_flow;
}

void record_set_flow(struct flow *flow)
{
    current_flow = flow;
}

uint32_t record_actor(const struct flow *flow, const struct task *task)
{
    return flow->actor ? flow->actor : task->actor;
}

uint32_t record_line(const struct flow *flow, const struct task *task)
{
    return flow->actor ? flow->line : task->line;
}

static bool is_active(enum trace_state state)
{
    return state == TRACE_RUNNING || state == TRACE_POLLING || state == TRACE_BLOCKED;
}

static uint64_t pack(enum trace_state state, enum trace_reason reason, uint32_t object)
{
    return (uint64_t)object << 32 | (uint64_t)reason << 8 | (uint64_t)state;
}

static void show(struct task *task, uint64_t packed, int64_t value)
{
    atomic_store_explicit(&task->shown, packed, memory_order_relaxed);
    atomic_store_explicit(&task->shown_value, value, memory_order_relaxed);
}

/* A strand without a thread of its own that stops being active uncovers what its task's body does.
 */
static void uncover_body(struct flow *flow, struct task *strand)
{
    struct task *body = worker_task(strand->worker, strand->lane);
    if (!body)
        return;
    uint64_t packed = atomic_load_explicit(&body->shown, memory_order_relaxed);
    int64_t value = atomic_load_explicit(&body->shown_value, memory_order_relaxed);
    trace_write(&flow->writer, (struct trace_event){.kind = TRACE_STATE,
                                                    .who = strand->lane,
                                                    .detail = (uint8_t)packed,
                                                    .reason = (uint16_t)(packed >> 8),
                                                    .line = body->line,
                                                    .arg = (uint32_t)(packed >> 32),
                                                    .value = value});
}

void record_woken(struct task *task, const struct trace_event *wake)
{
    bool object = wake->reason == TRACE_BY_GOT_OBJECT || wake->reason == TRACE_BY_SHUT;
    uint32_t about = object ? (uint32_t)wake->value : wake->arg;
    show(task, pack(TRACE_READY, wake->reason, about), object ? 0 : wake->value);
}

static int64_t state_at(struct flow *flow, struct task *task, enum trace_state state,
                        enum trace_reason reason, uint32_t object, int64_t value, int64_t time_ns)
{
    bool hidden = task_is_hidden(task) && !flow->actor;
    if (hidden && !is_active(state)) {
        if (is_active(task->state))
            uncover_body(flow, task);
        task->state = (uint8_t)state;
        return 0;
    }
    if (!flow->actor) {
        task->state = (uint8_t)state;
        show(task, pack(state, reason, object), value);
    }
    return trace_write(&flow->writer, (struct trace_event){.time_ns = time_ns,
                                                           .kind = TRACE_STATE,
                                                           .who = record_actor(flow, task),
                                                           .detail = (uint8_t)state,
                                                           .reason = (uint16_t)reason,
                                                           .line = record_line(flow, task),
                                                           .arg = object,
                                                           .value = value});
}

int64_t record_state(struct flow *flow, struct task *task, enum trace_state state,
                     enum trace_reason reason, uint32_t object, int64_t value)
{
    return state_at(flow, task, state, reason, object, value, 0);
}

enum trace_state record_wait_state(const struct task *task)
{
    switch (task->reason) {
    case TRACE_BY_LOCK:
    case TRACE_BY_SEMAPHORE:
    case TRACE_BY_CONDITION:
    case TRACE_BY_SEND:
    case TRACE_BY_RECV:
    case TRACE_BY_SELECT:
        return TRACE_LOCKED;
    default:
        return TRACE_WAITING;
    }
}

bool record_was_shown(struct task *task)
{
    bool shown = task->wait_shown;
    task->wait_shown = false;
    return shown;
}

int64_t record_wait(struct flow *flow, struct task *task, enum trace_state state)
{
    if (record_was_shown(task))
        return clock_now_ns();
    bool timed =
        task->reason == TRACE_BY_SLEEP || (task->reason == TRACE_BY_SELECT && task->record->timed);
    int64_t value = timed ? task->due_ns : task->reason == TRACE_BY_GEN_YIELD ? task->sent : 0;
    return record_state(flow, task, state, task->reason, task->object, value);
}

void record_wait_as_is(struct flow *flow, struct task *task)
{
    record_wait(flow, task, record_wait_state(task));
}

static uint16_t core_now(const struct flow *flow)
{
    if (!flow->worker->clock_gaps)
        return TRACE_CORE_UNKNOWN;
    int core = sched_getcpu();
    return core < 0 ? TRACE_CORE_UNKNOWN : (uint16_t)core;
}

/* It waits for its own request: what it has asked since is its callbacks'. */
static bool asks(const struct task *task)
{
    bool waits = task->reason == TRACE_BY_IO || task->reason == TRACE_BY_LOOKING ||
                 task->reason == TRACE_BY_MEANWHILE;
    return waits && task->object == task->request;
}

void record_timeout(struct flow *flow, const struct task *task, const struct limit *limit)
{
    uint32_t who = task_limit_is_of_block(task, limit) ? record_actor(flow, task) : task->lane;
    trace_write(&flow->writer,
                (struct trace_event){.kind = TRACE_CANCELLED,
                                     .who = who,
                                     .detail = TRACE_CAUSE_TIMEOUT,
                                     .line = limit->line,
                                     .arg = who,
                                     .value = asks(task) ? (int64_t)task->request : -1});
}

/* It goes on, for another has ended its wait. */
static void record_cut(struct flow *flow, struct task *task, int64_t time_ns)
{
    const struct board_task *record = task->record;
    /* Its offloaded block may have been told already. */
    bool told = task->unwind == UNWIND_TIMEOUT && task->unwind_to;
    int64_t until_ns = told ? task->unwind_to->limit.until_ns : record->until_ns;
    struct board_cut cut = board_cut(record);
    uint32_t by = cut.by ? board_lane(task->worker->board, cut.by) : 0;
    if (cut.cause == TRACE_CAUSE_TIMEOUT || board_is_out_of_time(record)) {
        state_at(flow, task, TRACE_RUNNING, TRACE_BY_TIMED_OUT,
                 !flow->actor && task_is_hidden(task), until_ns, time_ns);
        return;
    }
    state_at(flow, task, TRACE_RUNNING, TRACE_BY_CANCELLED, by, cut.cause, time_ns);
}

void record_begin(struct flow *flow, struct task *task)
{
    if (task->lane != task->id && task->answered && task->answer_cancelled) {
        record_cut(flow, task, 0);
        return;
    }
    if (task->lane != task->id) {
        record_state(flow, task, TRACE_RUNNING, TRACE_BY_CALLBACK, task->request, 0);
        return;
    }
    task->state = TRACE_RUNNING;
    show(task, pack(TRACE_RUNNING, TRACE_BY_STARTED, 0), 0);
    trace_write(&flow->writer, (struct trace_event){.kind = TRACE_TASK_BEGIN,
                                                    .who = task->lane,
                                                    .reason = core_now(flow),
                                                    .line = record_line(flow, task),
                                                    .arg = (uint32_t)flow->tid,
                                                    .value = flow->worker->index});
}

static enum trace_reason ended_select(const struct task *task)
{
    switch (task->record->grant) {
    case BOARD_SHUT:
        return TRACE_BY_SHUT;
    case BOARD_LAPSED:
        return TRACE_BY_LAPSED;
    default:
        return TRACE_BY_GOT_OBJECT;
    }
}

/* What ended a wait, for each way to wait. */
static enum trace_reason resumed_by(const struct task *task)
{
    switch (task->reason) {
    case TRACE_BY_IO:
    case TRACE_BY_LOOKING:
        return TRACE_BY_ANSWER;
    case TRACE_BY_MEANWHILE:
        return task->answered ? TRACE_BY_ANSWER : TRACE_BY_TURN;
    case TRACE_BY_SLEEP:
        return TRACE_BY_TIMER;
    case TRACE_BY_YIELD:
        return TRACE_BY_TURN;
    case TRACE_BY_LOCK:
    case TRACE_BY_SEMAPHORE:
    case TRACE_BY_CONDITION:
    case TRACE_BY_SEND:
    case TRACE_BY_RECV:
        return task->record->grant == BOARD_SHUT ? TRACE_BY_SHUT : TRACE_BY_GOT_OBJECT;
    case TRACE_BY_SELECT:
        return ended_select(task);
    case TRACE_BY_CALLBACKS:
        return TRACE_BY_CALLED_BACK;
    case TRACE_BY_OFFLOAD:
        return TRACE_BY_OFFLOADED;
    case TRACE_BY_RESUME:
    case TRACE_BY_THROW:
    case TRACE_BY_CLOSE:
        return TRACE_BY_RETURNED;
    case TRACE_BY_RESUMED:
    case TRACE_BY_THROWN:
    case TRACE_BY_CLOSED:
        return task->reason;
    case TRACE_BY_GIL_DROPPED:
        return TRACE_BY_GOT_GIL;
    default:
        return TRACE_BY_WOKEN;
    }
}

/* Whether the wait, which is over, was ended by another than what it was for. */
static bool was_cut(const struct task *task)
{
    const struct board_task *record = task->record;
    switch (task->reason) {
    case TRACE_BY_IO:
    case TRACE_BY_LOOKING:
    case TRACE_BY_MEANWHILE:
        return record->grant == BOARD_CANCELLED ||
               (task->want != WANT_WAKE && task->answered && task->answer_cancelled);
    case TRACE_BY_YIELD: /* what the end of main has cancelled has its turn, where a loop has it so
                          */
        return board_cut(record).untold &&
               !(board_cut(record).cause == TRACE_CAUSE_MAIN && task_ends_at_once(task->worker));
    case TRACE_BY_OFFLOAD: /* its block may have been told already */
        if (task->worker->rules->has_loop)
            return record->grant == BOARD_CANCELLED;
        return board_cut(record).untold || unwind_is_cancel(task->unwind);
    case TRACE_BY_CALLBACKS:
        return record->cancel;
    case TRACE_BY_SLEEP:
    case TRACE_BY_AWAIT:
    case TRACE_BY_AWAIT_ALL:
    case TRACE_BY_AWAIT_ANY:
    case TRACE_BY_AWAIT_FIRST:
    case TRACE_BY_GROUP:
    case TRACE_BY_LOCK:
    case TRACE_BY_SEMAPHORE:
    case TRACE_BY_CONDITION:
    case TRACE_BY_SEND:
    case TRACE_BY_RECV:
    case TRACE_BY_SELECT:
        return record->grant == BOARD_CANCELLED;
    default:
        return false;
    }
}

/* What that is about: what was waited for, or of several things the one that came. */
static uint32_t ended_about(const struct task *task)
{
    const struct board_task *record = task->record;
    if (task->reason == TRACE_BY_AWAIT_FIRST)
        return 0;
    if (task->reason == TRACE_BY_SELECT)
        return record->grant == BOARD_LAPSED ? 0
                                             : record->object % task->worker->board->objects_each;
    return task->object;
}

void record_handed(struct flow *flow, struct task *task, int64_t time_ns)
{
    if (was_cut(task))
        record_cut(flow, task, time_ns);
    else
        state_at(flow, task, TRACE_RUNNING, resumed_by(task), ended_about(task),
                 task->reason == TRACE_BY_RESUMED ? task->sent : 0, time_ns);
    if (flow->worker->clock_gaps && !flow->worker->single_thread) {
        int core = sched_getcpu();
        if (core >= 0)
            record_event(flow, task, TRACE_CORE, (uint32_t)core, 0);
    }
}

void record_running(struct flow *flow, struct task *task)
{
    record_handed(flow, task, 0);
}

int64_t record_event(struct flow *flow, struct task *task, enum trace_kind kind, uint32_t arg,
                     int64_t value)
{
    return trace_write(&flow->writer, (struct trace_event){.kind = (uint8_t)kind,
                                                           .who = task->lane,
                                                           .line = record_line(flow, task),
                                                           .arg = arg,
                                                           .value = value});
}

void record_object(struct flow *flow, struct task *task, enum trace_kind kind, int32_t index,
                   enum trace_taking taking)
{
    trace_write(&flow->writer, (struct trace_event){.kind = (uint8_t)kind,
                                                    .who = task->lane,
                                                    .detail = (uint8_t)taking,
                                                    .line = record_line(flow, task),
                                                    .arg = (uint32_t)index});
}

int64_t record_text(struct flow *flow, struct task *task, enum trace_kind kind, uint8_t detail,
                    const char *text, size_t len)
{
    struct trace_event event = {.kind = (uint8_t)kind,
                                .who = task->lane,
                                .detail = detail,
                                .line = record_line(flow, task),
                                .value = task->returned};
    return trace_write_text(&flow->writer, event, text, len);
}

void record_new(struct flow *flow, uint32_t id, uint32_t starter, enum trace_reason how,
                uint32_t line, int64_t time_ns)
{
    const struct board_task *record = board_task(flow->worker->board, id);
    struct trace_event event = {.time_ns = time_ns,
                                .kind = TRACE_TASK_NEW,
                                .who = id,
                                .detail = (uint8_t)how,
                                .line = line,
                                .arg = starter,
                                .value = (int64_t)record->declaration << 32 | record->number};
    if (how == TRACE_BY_STARTING && record->queues)
        event.detail = TRACE_BY_WORKER;
    struct strbuf name = STRBUF_INIT;
    board_task_name(flow->worker->board, id, &name);
    trace_write_text(&flow->writer, event, name.text, name.len);
    strbuf_release(&name);
}
