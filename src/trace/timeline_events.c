#include "config.h"

#include "trace/timeline_builder.h"

#include <string.h>

#include "base/mem.h"

typedef void handler(struct builder *b, const struct trace_event *event, int64_t t, uint32_t index);

/* ---- the strip and the loop, as told by the states of tasks ---- */

static void loop_turn(struct builder *b, uint32_t worker, int64_t t, uint32_t index, uint8_t state,
                      uint32_t task)
{
    if (worker >= (uint32_t)b->loop_count || !b->loops[worker].known)
        return;
    struct actor *loop = &b->loops[worker];
    if (loop->open.state == state && loop->open.object == task)
        return;
    struct timeline_interval open = {
        .from_ns = t, .object = task, .event = index, .core = TRACE_CORE_UNKNOWN, .state = state};
    actor_turn(b, loop, &open);
}

/* The loop of a recorded program whose task has control, or has it no longer. */
static void loops_follow(struct builder *b, const struct actor *actor, int64_t t, uint32_t index)
{
    bool has = state_holds(actor->open.state) && !actor->closed;
    for (int i = 0; i < b->loop_count && actor->lane.stepped; i++) {
        if (b->loops[i].thread != actor->thread || !b->loops[i].known)
            continue;
        if (has)
            loop_turn(b, (uint32_t)i, t, index, TRACE_READY, actor->lane.actor);
        else if (b->loops[i].open.object == actor->lane.actor)
            loop_turn(b, (uint32_t)i, t, index, TRACE_RUNNING, TRACE_NOBODY);
    }
}

static void control_follow(struct builder *b, struct actor *actor, int64_t t, uint32_t index)
{
    uint32_t who = actor->lane.actor;
    if (b->recorded) {
        loops_follow(b, actor, t, index);
        recorded_follow(b, actor, t, index);
        return;
    }
    bool has = state_holds(actor->open.state) && !actor->closed;
    bool had = b->strip.open.object == who && !b->strip.left;
    if (b->loop_count && actor->lane.kind == LANE_TASK) {
        struct actor *loop =
            actor->worker < (uint32_t)b->loop_count ? &b->loops[actor->worker] : NULL;
        if (has)
            loop_turn(b, actor->worker, t, index, TRACE_READY, who);
        else if (loop && loop->open.object == who)
            loop_turn(b, actor->worker, t, index, TRACE_RUNNING, TRACE_NOBODY);
    }
    if (!b->has_strip || (b->timeline->has_gil && !had))
        return;
    if (has && (b->timeline->has_gil || actor->lane.kind == LANE_TASK)) {
        struct timeline_interval open = actor->open;
        open.object = who;
        strip_hold(&b->strip, &open);
        return;
    }
    if (!had || b->timeline->has_gil)
        return;
    strip_leave(&b->strip, t, index);
    bool returns = actor->closed && b->calling > 0; /* to the one who waits for its end */
    if (!b->has_loop && b->ready == 0 && !returns)
        strip_nobody(&b->strip, actor->open.reason);
}

/* ---- events ---- */

static struct timeline_interval interval_of(const struct trace_event *event, int64_t t,
                                            uint32_t index, uint8_t state, uint16_t reason)
{
    return (struct timeline_interval){.from_ns = t,
                                      .line = event->line,
                                      .event = index,
                                      .core = TRACE_CORE_UNKNOWN,
                                      .state = state,
                                      .reason = (uint8_t)reason};
}

static void actor_enter(struct builder *b, struct actor *actor,
                        const struct timeline_interval *open)
{
    if (actor->closed)
        return;
    actor_turn(b, actor, open);
    if (actor->lane.kind != LANE_LOOP) /* of its core nothing is told */
        actor_meets_thread(b, actor);
    if (open->line)
        actor->lane.last_line = open->line;
    control_follow(b, actor, actor->open.from_ns, open->event);
}

static void on_task_new(struct builder *b, const struct trace_event *event, int64_t t,
                        uint32_t index)
{
    if (event->who < 1 || event->who > (uint32_t)b->task_count || b->tasks[event->who].known)
        return;
    struct actor *actor = &b->tasks[event->who];
    bool created = event->detail == TRACE_BY_CREATED;
    struct timeline_interval open =
        interval_of(event, t, index, created ? TRACE_WAITING : TRACE_READY,
                    event->detail ? event->detail : TRACE_BY_STARTING);
    open.object = event->arg;
    actor_begin(actor, LANE_TASK, event->who, open);
    actor->lane.born_line = event->line;
    actor->lane.is = b->recorded ? (uint8_t)(event->value >> 32) : TRACE_IS_THREAD;
    actor->lane.last_line = b->recorded ? 0 : event->line; /* there it was made by another */
    actor_count(b, actor, +1);
    b->order[b->order_count++] = (int)event->who;
}

static void on_callback_new(struct builder *b, const struct trace_event *event, int64_t t,
                            uint32_t index)
{
    uint32_t number = event->who - TRACE_HELPER;
    struct actor *task = event->arg <= (uint32_t)b->task_count ? actor_of(b, event->arg) : NULL;
    if (number >= (uint32_t)b->helper_count || b->helpers[number].known || !task)
        return;
    struct actor *actor = &b->helpers[number];
    struct timeline_interval open = interval_of(event, t, index, TRACE_READY, TRACE_BY_STARTING);
    open.object = event->arg;
    actor_begin(actor, LANE_HELPER, event->who, open);
    actor->lane.owner = event->arg;
    actor->lane.number = ++task->callbacks;
    actor->lane.last_line = event->line;
    actor->worker = task->worker;
    actor_count(b, actor, +1);
}

static void on_task_begin(struct builder *b, const struct trace_event *event, int64_t t,
                          uint32_t index)
{
    struct actor *actor = actor_of(b, event->who);
    if (!actor)
        return;
    actor_bind(b, actor, event->arg);
    actor->worker = (uint32_t)event->value;
    struct thread *thread = thread_of(b, actor);
    if (thread && trace_event_core(event) != TRACE_CORE_UNKNOWN)
        thread->core = trace_event_core(event);
    struct timeline_interval open = interval_of(event, t, index, TRACE_RUNNING, TRACE_BY_STARTED);
    actor_enter(b, actor, &open);
}

/* A loop of a recorded program, if it is one that was not there before. */
static void loop_begin(struct builder *b, const struct trace_event *event, int64_t t,
                       uint32_t index)
{
    uint32_t number = event->who - TRACE_LOOP;
    if (number >= (uint32_t)b->loop_count || b->loops[number].known)
        return;
    struct timeline_interval open = interval_of(event, t, index, TRACE_RUNNING, TRACE_BY_NONE);
    actor_begin(&b->loops[number], LANE_LOOP, event->who, open);
}

static void on_thread(struct builder *b, const struct trace_event *event, int64_t t, uint32_t index)
{
    if (b->recorded)
        loop_begin(b, event, t, index);
    struct actor *actor = actor_of(b, event->who);
    if (!actor)
        return;
    struct thread *before = thread_of(b, actor);
    if (before && before->on == actor)
        before->on = NULL;
    actor_bind(b, actor, event->arg);
    struct thread *thread = thread_of(b, actor);
    if (thread && state_on_cpu(actor->open.state) && actor->lane.kind != LANE_LOOP)
        thread->on = actor;
    if (b->recorded)
        recorded_thread(b, actor, event->value, index);
}

/* It has ended, in that way. */
static void lane_end(struct builder *b, struct actor *actor, const struct trace_event *event,
                     int64_t t, uint32_t index, uint8_t end)
{
    if (actor->closed)
        return;
    struct thread *thread = thread_of(b, actor);
    if (thread && thread->on == actor)
        thread->on = NULL;
    actor_end(b, actor, t);
    actor->lane.ended = true;
    actor->lane.end = end;
    if (event->line)
        actor->lane.last_line = event->line;
    actor->open.reason = TRACE_BY_END;
    control_follow(b, actor, t, index);
}

/* It is ready, for what it waited for came. */
static bool is_called(const struct timeline_interval *open)
{
    return open->state == TRACE_READY &&
           (open->reason == TRACE_BY_GOT_OBJECT || open->reason == TRACE_BY_WOKEN ||
            open->reason == TRACE_BY_OFFLOADED || open->reason == TRACE_BY_SHUT);
}

/* Its time was over before its turn came: what it was called for it does not get any more. */
static void come_in_vain(struct builder *b, struct actor *actor, const struct trace_event *event,
                         int64_t t)
{
    const struct trace_event *cut = trace_at(b->trace, actor->cancelled_event);
    int64_t over_ns = event->value - b->origin_ns;
    struct timeline_interval late = actor->open;
    late.reason = TRACE_BY_TIMED_OUT;
    late.object = 0;
    late.event = actor->cancelled_event;
    if (over_ns > t || actor->cancelled_event <= actor->open.event ||
        cut->kind != TRACE_CANCELLED || cut->detail != TRACE_CAUSE_TIMEOUT)
        return; /* that was its block's time */
    if (over_ns <= late.from_ns) {
        actor->open = late;
        return;
    }
    late.from_ns = over_ns;
    actor_enter(b, actor, &late);
}

static void on_state(struct builder *b, const struct trace_event *event, int64_t t, uint32_t index)
{
    struct actor *actor = actor_of(b, event->who);
    if (!actor || event->detail > TRACE_ENDED)
        return;
    bool ended = event->detail == TRACE_ENDED;
    if (ended && actor->lane.kind == LANE_HELPER)
        lane_end(b, actor, event, t, index, (uint8_t)event->value);
    if (ended && b->recorded && actor->lane.kind == LANE_LOOP)
        lane_end(b, actor, event, t, index, TRACE_END_OK);
    if (ended && actor->lane.kind != LANE_POOL)
        return; /* of a task TASK_END tells it, and how */
    struct timeline_interval open =
        interval_of(event, t, index, ended ? TRACE_WAITING : event->detail,
                    ended ? TRACE_BY_NONE : event->reason);
    open.object = ended ? TRACE_NOBODY : event->arg;
    open.line = ended ? 0 : open.line;
    if (open.reason == TRACE_BY_TIMED_OUT && event->value && is_called(&actor->open))
        come_in_vain(b, actor, event, t);
    actor_enter(b, actor, &open);
    b->timeline->has_callbacks |=
        event->reason == TRACE_BY_CALLBACK && actor->lane.kind == LANE_TASK;
    bool timed = event->reason == TRACE_BY_SLEEP || event->reason == TRACE_BY_SELECT;
    bool sleeps = timed && event->value > b->origin_ns;
    actor->due_ns = sleeps ? event->value - b->origin_ns : 0;
}

/* What others write of a task is no word of its own. */
static bool is_own_word(const struct trace_event *event, uint32_t who)
{
    return event->who == who && event->kind != TRACE_WAKE && event->kind != TRACE_CANCELLED &&
           event->kind != TRACE_CYCLE && event->kind != TRACE_DEADLOCK;
}

/* The next event with which the task says itself what it does, or 0: it says no more. */
static uint32_t said_next(const struct builder *b, uint32_t who, uint32_t index)
{
    size_t count = trace_count(b->trace);
    for (size_t i = index; i < count; i++)
        if (is_own_word(trace_at(b->trace, i), who))
            return (uint32_t)i;
    return 0;
}

/* Who closes the circle of a deadlock waits from then on: the kernel may have stopped its thread
 * before it said so, and in older traces the run may be over before that. One that goes on is not
 * who waits: a block of it does, on a thread of the pool. */
static void on_cycle(struct builder *b, const struct trace_event *event, int64_t t, uint32_t index)
{
    struct actor *actor = actor_of(b, event->who);
    const char *object = event->value < 0 || event->value > INT32_MAX
                             ? NULL
                             : trace_meta(b->trace, "object", (int)event->value);
    if (!actor || !object)
        return;
    uint8_t state = actor->off_reason ? actor->off_state : actor->open.state;
    if (state != TRACE_RUNNING)
        return;
    uint32_t next = said_next(b, event->who, index);
    const struct trace_event *said = next ? trace_at(b->trace, next) : NULL;
    bool waits = said && said->kind == TRACE_STATE &&
                 (said->detail == TRACE_LOCKED || said->reason == TRACE_BY_LOOKING);
    if (said ? !waits : strncmp(object, "lock ", 5) != 0)
        return;
    struct timeline_interval open = interval_of(event, t, index, TRACE_LOCKED, TRACE_BY_LOCK);
    open.object = (uint32_t)event->value;
    if (waits) {
        open = interval_of(said, t, next, said->detail, said->reason);
        open.object = said->arg;
    }
    open.line = open.line ? open.line : actor->open.line;
    actor_enter(b, actor, &open);
}

static void on_wake(struct builder *b, const struct trace_event *event, int64_t t, uint32_t index)
{
    struct actor *actor = actor_of(b, event->who);
    /* It does not wait, though the kernel may have stopped it: it looks, or was about to wait. */
    if (!actor || state_on_cpu(actor->open.state) || actor->off_reason)
        return;
    if (b->timeline->single_thread && actor->open.state == TRACE_BLOCKED)
        return; /* it has the thread */
    struct timeline_interval open = interval_of(event, t, index, TRACE_READY, event->reason);
    bool of_object = event->reason == TRACE_BY_GOT_OBJECT || event->reason == TRACE_BY_SHUT;
    open.object = of_object ? (uint32_t)event->value : event->arg;
    open.line = event->line ? event->line : actor->open.line;
    if (event->reason == TRACE_BY_TIMED_OUT && event->value && is_called(&actor->open))
        come_in_vain(b, actor, event, t);
    actor_enter(b, actor, &open);
}

static void on_cancelled(struct builder *b, const struct trace_event *event, int64_t t,
                         uint32_t index)
{
    struct actor *actor = actor_of(b, event->who);
    if (!actor)
        return;
    actor->cancelled_event = index;
    if (event->detail != TRACE_CAUSE_TIMEOUT) {
        if (actor->ended_event <= actor->asked_event) /* a second one ends nothing */
            actor->ended_event = index;
        return;
    }
    struct timeline_request *request =
        event->value > 0 ? request_of(b, (uint32_t)event->value) : NULL;
    if (request && !request->cut_event && actor->ended_event <= request->event)
        request->cut_event = index;
}

static void on_task_end(struct builder *b, const struct trace_event *event, int64_t t,
                        uint32_t index)
{
    struct actor *actor = actor_of(b, event->who);
    if (actor)
        lane_end(b, actor, event, t, index, event->detail);
}

static void on_asked(struct builder *b, const struct trace_event *event, int64_t t, uint32_t index)
{
    struct timeline *timeline = b->timeline;
    struct actor *actor = actor_of(b, event->who);
    if (event->arg > timeline->request_max || timeline->request_table[event->arg] >= 0)
        return;
    if (actor)
        actor->asked_event = index;
    MEM_GROW(timeline->requests, timeline->request_count, b->request_room);
    timeline->request_table[event->arg] = timeline->request_count;
    timeline->requests[timeline->request_count++] =
        (struct timeline_request){.id = event->arg,
                                  .who = event->who,
                                  .line = event->line,
                                  .duration_ns = event->value,
                                  .asked_ns = t,
                                  .taken_ns = -1,
                                  .answered_ns = -1,
                                  .noticed_ns = -1,
                                  .event = index,
                                  .answered_event = index};
}

static void device_turn(struct builder *b, int64_t t, uint32_t index, int by)
{
    b->serving += by;
    struct timeline_interval open = {.from_ns = t,
                                     .object = (uint32_t)b->serving,
                                     .event = index,
                                     .core = TRACE_CORE_UNKNOWN,
                                     .state = b->serving ? TRACE_RUNNING : TRACE_WAITING};
    actor_turn(b, &b->device, &open);
}

static void on_taken(struct builder *b, const struct trace_event *event, int64_t t, uint32_t index)
{
    struct timeline_request *request = request_of(b, event->arg);
    if (!request || request->taken_ns >= 0)
        return;
    request->taken_ns = t;
    device_turn(b, t, index, +1);
}

static void on_answered(struct builder *b, const struct trace_event *event, int64_t t,
                        uint32_t index)
{
    struct timeline_request *request = request_of(b, event->arg);
    if (!request || request->answered_ns >= 0)
        return;
    request->answered_ns = t;
    request->answered_event = index;
    request->cancelled = event->value != 0;
    if (request->taken_ns >= 0)
        device_turn(b, t, index, -1);
}

static void on_noticed(struct builder *b, const struct trace_event *event, int64_t t,
                       uint32_t index)
{
    struct timeline_request *request = request_of(b, event->arg);
    if (request && request->noticed_ns < 0)
        request->noticed_ns = t;
}

static void on_gil_got(struct builder *b, const struct trace_event *event, int64_t t,
                       uint32_t index)
{
    struct actor *actor = actor_of(b, event->who);
    if (!b->has_strip || !b->timeline->has_gil)
        return;
    if (b->recorded) {
        recorded_gil_got(b, event, t, index);
        return; /* STATE tells the rest */
    }
    struct timeline_interval open = interval_of(event, t, index, TRACE_RUNNING, TRACE_BY_GOT_GIL);
    open.object = event->who;
    open.line = event->line || !actor ? event->line : actor->open.line;
    strip_hold(&b->strip, &open);
    if (!actor || actor->thread < 0 || state_on_cpu(actor->open.state))
        return;
    open.object = TRACE_NOBODY; /* its own thread wrote this: it runs, whatever it says next */
    actor_enter(b, actor, &open);
}

static void on_gil_freed(struct builder *b, const struct trace_event *event, int64_t t,
                         uint32_t index)
{
    const struct actor *actor = actor_of(b, event->who);
    if (b->recorded)
        recorded_gil_freed(b, event, t, index);
    if (b->recorded || !b->has_strip || !b->timeline->has_gil || b->strip.open.object != event->who)
        return;
    strip_leave(&b->strip, t, index);
    if (b->want_gil - (actor && actor_wants_gil(actor)) <= 0)
        strip_nobody(&b->strip, (uint8_t)event->reason);
}

static void on_loop_wait(struct builder *b, const struct trace_event *event, int64_t t,
                         uint32_t index)
{
    loop_turn(b, event->who - TRACE_LOOP, t, index, TRACE_WAITING, TRACE_NOBODY);
    if (b->recorded)
        recorded_loop_wait(b, event->who - TRACE_LOOP);
    else if (b->has_strip && !b->timeline->has_gil)
        strip_nobody(&b->strip, TRACE_BY_NONE);
}

static void on_loop_woke(struct builder *b, const struct trace_event *event, int64_t t,
                         uint32_t index)
{
    loop_turn(b, event->who - TRACE_LOOP, t, index, TRACE_RUNNING, TRACE_NOBODY);
}

static void on_sched_out(struct builder *b, const struct trace_event *event, int64_t t,
                         uint32_t index)
{
    struct thread *thread = thread_known(b, event->arg);
    if (thread)
        thread_out(b, thread, t, index, event->detail == 1);
}

static void on_sched_in(struct builder *b, const struct trace_event *event, int64_t t,
                        uint32_t index)
{
    struct thread *thread = thread_known(b, event->arg);
    if (thread)
        thread_in(b, thread, t, index, trace_event_core(event));
}

static void on_core(struct builder *b, const struct trace_event *event, int64_t t, uint32_t index)
{
    struct actor *actor = actor_of(b, event->who);
    struct thread *thread = actor ? thread_of(b, actor) : NULL;
    if (thread)
        thread_in(b, thread, t, index, (uint16_t)event->arg);
}

/* Found afterwards: the interval that is open was two, with a gap at its end. */
static void on_gap(struct builder *b, const struct trace_event *event, int64_t t, uint32_t index)
{
    struct actor *actor = actor_of(b, event->who);
    if (b->has_record || !actor || actor->closed || !state_on_cpu(actor->open.state) ||
        event->value <= 0)
        return;
    struct timeline_interval back = actor->open, gap = actor->open;
    gap.from_ns = t - event->value > back.from_ns ? t - event->value : back.from_ns;
    gap.state = TRACE_READY;
    gap.reason = TRACE_BY_OFF_CPU;
    gap.event = back.event = index;
    actor_close(b, actor, gap.from_ns);
    gap.to_ns = t;
    timeline_append(&actor->lane, &gap);
    back.from_ns = t;
    back.reason = TRACE_BY_GOT_CORE;
    actor->open = back;
}

static handler *const handlers[TRACE_KIND_COUNT] = {
    [TRACE_TASK_NEW] = on_task_new,
    [TRACE_CALLBACK_NEW] = on_callback_new,
    [TRACE_THREAD] = on_thread,
    [TRACE_TASK_BEGIN] = on_task_begin,
    [TRACE_STATE] = on_state,
    [TRACE_TASK_END] = on_task_end,
    [TRACE_ASKED] = on_asked,
    [TRACE_TAKEN] = on_taken,
    [TRACE_ANSWERED] = on_answered,
    [TRACE_NOTICED] = on_noticed,
    [TRACE_CYCLE] = on_cycle,
    [TRACE_WAKE] = on_wake,
    [TRACE_CANCELLED] = on_cancelled,
    [TRACE_GIL_GOT] = on_gil_got,
    [TRACE_GIL_FREED] = on_gil_freed,
    [TRACE_LOOP_WAIT] = on_loop_wait,
    [TRACE_LOOP_WOKE] = on_loop_woke,
    [TRACE_SCHED_OUT] = on_sched_out,
    [TRACE_SCHED_IN] = on_sched_in,
    [TRACE_CORE] = on_core,
    [TRACE_GAP] = on_gap,
};

static void walk_some(struct builder *b, size_t from, size_t to)
{
    const struct trace_event *events = trace_at(b->trace, 0);
    for (size_t i = from; i < to; i++) {
        const struct trace_event *event = &events[i];
        int64_t t = event->time_ns - b->origin_ns;
        if (event->kind < TRACE_KIND_COUNT && handlers[event->kind])
            handlers[event->kind](b, event, t < 0 ? 0 : t, (uint32_t)i);
    }
}

bool builder_walk(struct builder *b, struct trace_progress *progress)
{
    size_t count = trace_count(b->trace);
    if (b->survey->end < count)
        count = b->survey->end + 1;
    for (size_t from = 0, to; from < count; from = to) {
        to = count - from < TRACE_PROGRESS_STEPS ? count : from + TRACE_PROGRESS_STEPS;
        walk_some(b, from, to);
        if (!trace_progress_tell(progress, to, count))
            return false;
    }
    return true;
}
