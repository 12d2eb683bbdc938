/* One pass over the events. Every actor (a task, a thread of the pool, a loop, the device) has one
 * open interval; an event closes it and opens the next. The parts:
 *
 *   events --> actors (state machine) --> lanes
 *                |          ^
 *                |          +-- threads: the kernel's record says when an actor's thread was off
 * its core
 *                +--> the single strip, if there is one: who entered or left a state that holds
 * control
 *
 * Strips of cores are made from the finished lanes, see strips.c. */
#include "trace/build.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "trace/strips.h"

/* What is told of an actor by events (`state` …), and what of that is open. */
struct actor {
    struct timeline_lane lane;
    struct timeline_interval open; /* to_ns is not known yet */
    int64_t due_ns;                /* of a sleep */
    int32_t thread;                /* index, or -1 */
    uint32_t worker;
    uint8_t off_reason; /* PREEMPTED or OFF_CPU while its thread is off its core, else NONE */
    uint8_t off_state;  /* what it goes on with then */
    bool known;
    bool closed;
};

struct thread {
    uint32_t tid;
    struct actor *on; /* who runs in it */
    uint16_t core;
    bool off;
};

struct builder {
    struct timeline *timeline;
    const struct trace *trace;
    int64_t origin_ns;
    struct actor *tasks; /* by number */
    int task_count;
    int *order; /* tasks by appearance */
    int order_count;
    struct actor *loops, *pools;
    int loop_count, pool_count;
    struct actor device;
    int serving; /* requests at the device */
    struct thread *threads;
    int thread_count, thread_room;
    int32_t *thread_table; /* tid to index, open addressing */
    uint32_t thread_mask;
    int32_t *request_table; /* request to index, or -1 */
    uint32_t request_max;
    int request_room;
    struct strip strip;
    bool has_strip;  /* one strip for all */
    bool has_record; /* the kernel's */
    bool has_loop;
    int ready;    /* tasks in the state ready */
    int want_gil; /* actors that wait for the lock of the interpreter */
};

typedef void handler(struct builder *b, const struct trace_event *event, int64_t t, uint32_t index);

/* ---- actors ---- */

static bool holds(uint8_t state)
{
    return state == TRACE_RUNNING || state == TRACE_POLLING || state == TRACE_BLOCKED;
}

static bool on_cpu(uint8_t state)
{
    return state == TRACE_RUNNING || state == TRACE_POLLING;
}

static struct actor *actor_of(struct builder *b, uint32_t who)
{
    if (who >= 1 && who <= (uint32_t)b->task_count)
        return b->tasks[who].known ? &b->tasks[who] : NULL;
    if (who >= TRACE_LOOP && who < TRACE_LOOP + (uint32_t)b->loop_count)
        return &b->loops[who - TRACE_LOOP];
    if (who >= TRACE_POOL && who < TRACE_POOL + (uint32_t)b->pool_count)
        return &b->pools[who - TRACE_POOL];
    return NULL;
}

static struct timeline_request *request_of(struct builder *b, uint32_t id)
{
    if (id > b->request_max || b->request_table[id] < 0)
        return NULL;
    return &b->timeline->requests[b->request_table[id]];
}

/* From when on a wait was over though nobody had told the task, or `none`. */
static int64_t over_at(struct builder *b, const struct actor *actor, int64_t none, uint8_t *reason)
{
    const struct timeline_interval *open = &actor->open;
    if (open->state != TRACE_WAITING && open->state != TRACE_BLOCKED)
        return none;
    if (open->reason == TRACE_BY_SLEEP && actor->due_ns) {
        *reason = TRACE_BY_SLEPT;
        return actor->due_ns;
    }
    const struct timeline_request *request =
        open->reason == TRACE_BY_IO ? request_of(b, open->object) : NULL;
    if (!request || request->answered_ns < 0)
        return none;
    *reason = TRACE_BY_ANSWERED;
    return request->answered_ns;
}

/* Ends the open interval at t: one interval, or two where its wait was over before. */
static void actor_close(struct builder *b, struct actor *actor, int64_t t)
{
    struct timeline_interval open = actor->open;
    uint8_t reason = TRACE_BY_NONE;
    int64_t over = over_at(b, actor, t, &reason);
    if (over < open.from_ns)
        over = open.from_ns;
    if (over >= t) {
        open.to_ns = t;
        timeline_append(&actor->lane, open);
        return;
    }
    open.to_ns = over;
    timeline_append(&actor->lane, open);
    const struct timeline_request *request =
        reason == TRACE_BY_ANSWERED ? request_of(b, open.object) : NULL;
    open.from_ns = over;
    open.to_ns = t;
    open.event = request ? request->answered_event : open.event;
    open.state = TRACE_READY;
    open.reason = reason;
    timeline_append(&actor->lane, open);
}

static bool wants_gil(const struct actor *actor)
{
    return actor->open.state == TRACE_READY &&
           (actor->open.reason == TRACE_BY_GIL || actor->open.reason == TRACE_BY_GIL_DROPPED);
}

static void actor_count(struct builder *b, const struct actor *actor, int by)
{
    if (actor->closed || actor->off_reason)
        return;
    b->want_gil += wants_gil(actor) ? by : 0;
    if (actor->lane.kind == LANE_TASK)
        b->ready += actor->open.state == TRACE_READY ? by : 0;
}

/* The open interval ends at open.from_ns, and `open` begins. */
static void actor_turn(struct builder *b, struct actor *actor, struct timeline_interval open)
{
    if (actor->closed)
        return;
    if (open.from_ns < actor->open.from_ns)
        open.from_ns = actor->open.from_ns;
    actor_close(b, actor, open.from_ns);
    actor_count(b, actor, -1);
    actor->off_reason = TRACE_BY_NONE;
    actor->open = open;
    actor_count(b, actor, +1);
}

static void actor_begin(struct actor *actor, enum timeline_kind kind, uint32_t who,
                        struct timeline_interval open)
{
    actor->known = true;
    actor->thread = -1;
    actor->lane.kind = kind;
    actor->lane.actor = who;
    actor->lane.start_ns = open.from_ns;
    actor->open = open;
}

/* ---- threads ---- */

/* Where the thread stands in the table, or would. */
static uint32_t thread_slot(const struct builder *b, uint32_t tid)
{
    uint32_t slot = tid * 2654435761u & b->thread_mask;
    while (b->thread_table[slot] >= 0 && b->threads[b->thread_table[slot]].tid != tid)
        slot = (slot + 1) & b->thread_mask;
    return slot;
}

static struct thread *thread_find(struct builder *b, uint32_t tid)
{
    uint32_t slot = thread_slot(b, tid);
    if (b->thread_table[slot] < 0) {
        MEM_GROW(b->threads, b->thread_count, b->thread_room);
        b->threads[b->thread_count] = (struct thread){.tid = tid, .core = TRACE_CORE_UNKNOWN};
        b->thread_table[slot] = b->thread_count++;
    }
    return &b->threads[b->thread_table[slot]];
}

static bool names_a_thread(const struct trace_event *event)
{
    return (event->kind == TRACE_TASK_BEGIN || event->kind == TRACE_THREAD) && event->arg;
}

/* All threads that will serve somebody: the kernel's record tells their cores before they begin. */
static void threads_begin(struct builder *b)
{
    size_t count = trace_count(b->trace);
    uint32_t named = 0, room = 64;
    for (size_t i = 0; i < count; i++)
        named += names_a_thread(trace_at(b->trace, i));
    while (room < named * 2 && room < 1u << 31)
        room *= 2;
    b->thread_mask = room - 1;
    b->thread_table = mem_realloc(NULL, room * sizeof *b->thread_table);
    memset(b->thread_table, 0xFF, room * sizeof *b->thread_table);
    for (size_t i = 0; i < count; i++)
        if (names_a_thread(trace_at(b->trace, i)))
            thread_find(b, trace_at(b->trace, i)->arg);
}

/* A thread that nobody bound to an actor is none of ours. */
static struct thread *thread_known(struct builder *b, uint32_t tid)
{
    uint32_t slot = thread_slot(b, tid);
    return b->thread_table[slot] < 0 ? NULL : &b->threads[b->thread_table[slot]];
}

static struct thread *thread_of(struct builder *b, const struct actor *actor)
{
    return actor->thread < 0 ? NULL : &b->threads[actor->thread];
}

static void actor_bind(struct builder *b, struct actor *actor, uint32_t tid)
{
    if (tid)
        actor->thread = (int32_t)(thread_find(b, tid) - b->threads);
}

/* The thread is off its core, and with it who runs in it. */
static void thread_out(struct builder *b, struct thread *thread, int64_t t, uint32_t index,
                       bool preempted)
{
    struct actor *actor = thread->on;
    thread->off = true;
    if (!actor || actor->off_reason || actor->closed || !on_cpu(actor->open.state))
        return;
    struct timeline_interval open = actor->open;
    open.from_ns = t;
    open.event = index;
    actor->off_state = open.state;
    open.state = TRACE_READY;
    open.reason = preempted ? TRACE_BY_PREEMPTED : TRACE_BY_OFF_CPU;
    actor_close(b, actor, t);
    actor->open = open;
    actor->off_reason = open.reason;
}

static void thread_in(struct builder *b, struct thread *thread, int64_t t, uint32_t index,
                      uint16_t core)
{
    struct actor *actor = thread->on;
    bool moved = thread->core != core;
    thread->off = false;
    thread->core = core;
    if (!actor || actor->closed || (!actor->off_reason && !moved))
        return;
    actor_close(b, actor, t);
    if (actor->off_reason) {
        actor->open.state = actor->off_state;
        actor->open.reason = TRACE_BY_GOT_CORE;
        actor->off_reason = TRACE_BY_NONE;
    }
    actor->open.from_ns = t;
    actor->open.event = index;
    actor->open.core = core;
}

/* An actor that enters a state is on its core, whatever the record missed; one that leaves leaves
 * its thread free. */
static void actor_meets_thread(struct builder *b, struct actor *actor)
{
    struct thread *thread = thread_of(b, actor);
    if (!thread)
        return;
    if (on_cpu(actor->open.state)) {
        thread->on = actor;
        thread->off = false;
        actor->open.core = thread->core;
    } else if (thread->on == actor) {
        thread->on = NULL;
    }
}

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
    actor_turn(b, loop, open);
}

static void control_follow(struct builder *b, struct actor *actor, int64_t t, uint32_t index)
{
    uint32_t who = actor->lane.actor;
    bool has = holds(actor->open.state) && !actor->closed;
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
        strip_hold(&b->strip, open);
        return;
    }
    if (!had || b->timeline->has_gil)
        return;
    strip_leave(&b->strip, t, index);
    if (!b->has_loop && b->ready == 0)
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

static void actor_enter(struct builder *b, struct actor *actor, struct timeline_interval open)
{
    if (actor->closed)
        return;
    actor_turn(b, actor, open);
    actor_meets_thread(b, actor);
    if (open.line)
        actor->lane.last_line = open.line;
    control_follow(b, actor, actor->open.from_ns, open.event);
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
    actor->lane.last_line = event->line;
    actor_count(b, actor, +1);
    b->order[b->order_count++] = (int)event->who;
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
    actor_enter(b, actor, interval_of(event, t, index, TRACE_RUNNING, TRACE_BY_STARTED));
}

static void on_thread(struct builder *b, const struct trace_event *event, int64_t t, uint32_t index)
{
    struct actor *actor = actor_of(b, event->who);
    if (!actor)
        return;
    struct thread *before = thread_of(b, actor);
    if (before && before->on == actor)
        before->on = NULL;
    actor_bind(b, actor, event->arg);
    struct thread *thread = thread_of(b, actor);
    if (thread && on_cpu(actor->open.state) && actor->lane.kind != LANE_LOOP)
        thread->on = actor;
}

static void on_state(struct builder *b, const struct trace_event *event, int64_t t, uint32_t index)
{
    struct actor *actor = actor_of(b, event->who);
    if (!actor || event->detail > TRACE_ENDED)
        return;
    bool ended = event->detail == TRACE_ENDED;
    if (ended && actor->lane.kind != LANE_POOL)
        return; /* TASK_END tells it, and how */
    struct timeline_interval open =
        interval_of(event, t, index, ended ? TRACE_WAITING : event->detail,
                    ended ? TRACE_BY_NONE : event->reason);
    open.object = ended ? TRACE_NOBODY : event->arg;
    open.line = ended ? 0 : open.line;
    actor_enter(b, actor, open);
    bool sleeps = event->reason == TRACE_BY_SLEEP && event->value > b->origin_ns;
    actor->due_ns = sleeps ? event->value - b->origin_ns : 0;
}

static void on_wake(struct builder *b, const struct trace_event *event, int64_t t, uint32_t index)
{
    struct actor *actor = actor_of(b, event->who);
    if (!actor || holds(actor->open.state))
        return;
    struct timeline_interval open = interval_of(event, t, index, TRACE_READY, event->reason);
    open.object = event->arg;
    open.line = event->line ? event->line : actor->open.line;
    actor_enter(b, actor, open);
}

static void actor_end(struct builder *b, struct actor *actor, int64_t t)
{
    if (actor->closed || !actor->known)
        return;
    actor_close(b, actor, t);
    actor_count(b, actor, -1);
    actor->closed = true;
    actor->lane.end_ns = t < actor->open.from_ns ? actor->open.from_ns : t;
}

static void on_task_end(struct builder *b, const struct trace_event *event, int64_t t,
                        uint32_t index)
{
    struct actor *actor = actor_of(b, event->who);
    if (!actor || actor->closed)
        return;
    struct thread *thread = thread_of(b, actor);
    if (thread && thread->on == actor)
        thread->on = NULL;
    actor_end(b, actor, t);
    actor->lane.ended = true;
    actor->lane.end = event->detail;
    if (event->line)
        actor->lane.last_line = event->line;
    actor->open.reason = TRACE_BY_END;
    control_follow(b, actor, t, index);
}

static void on_asked(struct builder *b, const struct trace_event *event, int64_t t, uint32_t index)
{
    struct timeline *timeline = b->timeline;
    if (event->arg > b->request_max || b->request_table[event->arg] >= 0)
        return;
    MEM_GROW(timeline->requests, timeline->request_count, b->request_room);
    b->request_table[event->arg] = timeline->request_count;
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
    actor_turn(b, &b->device, open);
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
    const struct actor *actor = actor_of(b, event->who);
    if (!b->has_strip || !b->timeline->has_gil)
        return;
    struct timeline_interval open = interval_of(event, t, index, TRACE_RUNNING, TRACE_BY_GOT_GIL);
    open.object = event->who;
    open.line = event->line || !actor ? event->line : actor->open.line;
    strip_hold(&b->strip, open);
}

static void on_gil_freed(struct builder *b, const struct trace_event *event, int64_t t,
                         uint32_t index)
{
    const struct actor *actor = actor_of(b, event->who);
    if (!b->has_strip || !b->timeline->has_gil || b->strip.open.object != event->who)
        return;
    strip_leave(&b->strip, t, index);
    if (b->want_gil - (actor && wants_gil(actor)) <= 0)
        strip_nobody(&b->strip, (uint8_t)event->reason);
}

static void on_loop_wait(struct builder *b, const struct trace_event *event, int64_t t,
                         uint32_t index)
{
    loop_turn(b, event->who - TRACE_LOOP, t, index, TRACE_WAITING, TRACE_NOBODY);
    if (b->has_strip && !b->timeline->has_gil)
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
    if (b->has_record || !actor || actor->closed || !on_cpu(actor->open.state) || event->value <= 0)
        return;
    struct timeline_interval back = actor->open, gap = actor->open;
    gap.from_ns = t - event->value > back.from_ns ? t - event->value : back.from_ns;
    gap.state = TRACE_READY;
    gap.reason = TRACE_BY_OFF_CPU;
    gap.event = back.event = index;
    actor_close(b, actor, gap.from_ns);
    gap.to_ns = t;
    timeline_append(&actor->lane, gap);
    back.from_ns = t;
    back.reason = TRACE_BY_GOT_CORE;
    actor->open = back;
}

static handler *const handlers[TRACE_KIND_COUNT] = {
    [TRACE_TASK_NEW] = on_task_new,
    [TRACE_THREAD] = on_thread,
    [TRACE_TASK_BEGIN] = on_task_begin,
    [TRACE_STATE] = on_state,
    [TRACE_TASK_END] = on_task_end,
    [TRACE_ASKED] = on_asked,
    [TRACE_TAKEN] = on_taken,
    [TRACE_ANSWERED] = on_answered,
    [TRACE_NOTICED] = on_noticed,
    [TRACE_WAKE] = on_wake,
    [TRACE_GIL_GOT] = on_gil_got,
    [TRACE_GIL_FREED] = on_gil_freed,
    [TRACE_LOOP_WAIT] = on_loop_wait,
    [TRACE_LOOP_WOKE] = on_loop_woke,
    [TRACE_SCHED_OUT] = on_sched_out,
    [TRACE_SCHED_IN] = on_sched_in,
    [TRACE_CORE] = on_core,
    [TRACE_GAP] = on_gap,
};

/* ---- before and after the walk ---- */

static bool model_is_one_of(const struct trace *trace, const char *const *names)
{
    const char *model = trace_meta(trace, "model", 0);
    for (int i = 0; model && names[i]; i++)
        if (strcmp(model, names[i]) == 0)
            return true;
    return false;
}

static int reach(uint32_t who, uint32_t first, uint32_t room, int count)
{
    if (who < first || who >= first + room)
        return count;
    int number = (int)(who - first) + 1;
    return number > count ? number : count;
}

/* What there is, and how long. */
static void survey(struct builder *b)
{
    size_t count = trace_count(b->trace);
    bool stopped = false;
    for (size_t i = 0; i < count; i++) {
        const struct trace_event *event = trace_at(b->trace, i);
        int64_t t = event->time_ns - b->origin_ns;
        b->loop_count = reach(event->who, TRACE_LOOP, 4096, b->loop_count);
        b->pool_count = reach(event->who, TRACE_POOL, 65536, b->pool_count);
        b->has_loop |= event->kind == TRACE_LOOP_WAIT || event->kind == TRACE_LOOP_WOKE;
        b->has_record |= event->kind == TRACE_SCHED_IN || event->kind == TRACE_SCHED_OUT;
        b->timeline->has_gil |= event->kind == TRACE_GIL_GOT;
        if (event->kind == TRACE_ASKED && event->arg <= count + 1024 && event->arg > b->request_max)
            b->request_max = event->arg;
        if (!stopped && t > b->timeline->end_ns)
            b->timeline->end_ns = t;
        stopped |= event->kind == TRACE_RUN_END;
    }
}

static bool is_lonely_loop(const struct builder *b)
{
    int used = 0;
    for (int i = 0; i < b->loop_count; i++)
        used += b->loops[i].known;
    return used <= 1;
}

static void loops_begin(struct builder *b)
{
    struct timeline_interval open = {.state = TRACE_RUNNING, .core = TRACE_CORE_UNKNOWN};
    for (size_t i = 0; i < trace_count(b->trace); i++) {
        const struct trace_event *event = trace_at(b->trace, i);
        bool loops = event->kind == TRACE_LOOP_WAIT || event->kind == TRACE_LOOP_WOKE;
        uint32_t worker = event->who - TRACE_LOOP;
        if (loops && worker < (uint32_t)b->loop_count && !b->loops[worker].known)
            actor_begin(&b->loops[worker], LANE_LOOP, event->who, open);
    }
}

static void pools_begin(struct builder *b)
{
    struct timeline_interval open = {.state = TRACE_WAITING, .core = TRACE_CORE_UNKNOWN};
    for (size_t i = 0; i < trace_count(b->trace); i++) {
        uint32_t pool = trace_at(b->trace, i)->who - TRACE_POOL;
        if (pool >= (uint32_t)b->pool_count || b->pools[pool].known)
            continue;
        int64_t t = trace_at(b->trace, i)->time_ns - b->origin_ns;
        open.from_ns = t > 0 ? t : 0;
        actor_begin(&b->pools[pool], LANE_POOL, TRACE_POOL + pool, open);
    }
}

static void builder_begin(struct builder *b)
{
    static const char *const single[] = {"blocking",  "polling",    "async-blocking",
                                         "callbacks", "coroutines", NULL};
    struct timeline_interval idle = {.state = TRACE_WAITING, .core = TRACE_CORE_UNKNOWN};
    survey(b);
    b->task_count = trace_task_count(b->trace);
    b->tasks = mem_alloc(((size_t)b->task_count + 1) * sizeof *b->tasks);
    b->order = mem_alloc(((size_t)b->task_count + 1) * sizeof *b->order);
    b->loops = mem_alloc((size_t)b->loop_count * sizeof *b->loops);
    b->pools = mem_alloc((size_t)b->pool_count * sizeof *b->pools);
    b->request_table = mem_alloc(((size_t)b->request_max + 1) * sizeof *b->request_table);
    memset(b->request_table, 0xFF, ((size_t)b->request_max + 1) * sizeof *b->request_table);
    threads_begin(b);
    loops_begin(b);
    pools_begin(b);
    actor_begin(&b->device, LANE_DEVICE, TRACE_DEVICE, idle);
    b->timeline->single_thread = model_is_one_of(b->trace, single);
    b->timeline->has_gil &= !b->timeline->single_thread;
    b->has_strip = b->timeline->has_gil || (b->timeline->single_thread && is_lonely_loop(b));
    strip_begin(&b->strip);
}

static void walk(struct builder *b)
{
    for (size_t i = 0; i < trace_count(b->trace); i++) {
        const struct trace_event *event = trace_at(b->trace, i);
        int64_t t = event->time_ns - b->origin_ns;
        if (event->kind < TRACE_KIND_COUNT && handlers[event->kind])
            handlers[event->kind](b, event, t < 0 ? 0 : t, (uint32_t)i);
        if (event->kind == TRACE_RUN_END)
            return;
    }
}

static char *name_numbered(const char *what, int number)
{
    struct strbuf name = STRBUF_INIT;
    strbuf_addf(&name, "%s %d", what, number);
    return strbuf_detach(&name);
}

static void lane_add(struct timeline *timeline, struct actor *actor, char *name)
{
    struct timeline_lane *lane = &timeline->lanes[timeline->lane_count++];
    *lane = actor->lane;
    lane->name = name;
    if (!lane->count)
        lane->end_ns = lane->start_ns > lane->end_ns ? lane->start_ns : lane->end_ns;
}

static void tasks_add(struct builder *b)
{
    struct timeline *timeline = b->timeline;
    timeline->first_task = timeline->lane_count;
    timeline->task_count = b->order_count;
    timeline->lane_of_task = mem_alloc(((size_t)b->task_count + 1) * sizeof(int));
    for (int task = 0; task <= b->task_count; task++)
        timeline->lane_of_task[task] = -1;
    for (int i = 0; i < b->order_count; i++) {
        int task = b->order[i];
        timeline->lane_of_task[task] = timeline->lane_count;
        lane_add(timeline, &b->tasks[task], mem_strdup(trace_task_name(b->trace, task)));
    }
}

static void others_add(struct builder *b)
{
    int loops = 0, pools = 0;
    bool lonely = is_lonely_loop(b);
    for (int i = 0; i < b->loop_count; i++)
        if (b->loops[i].known)
            lane_add(b->timeline, &b->loops[i],
                     lonely ? mem_strdup("loop") : name_numbered("loop", ++loops));
    for (int i = 0; i < b->pool_count; i++)
        if (b->pools[i].known)
            lane_add(b->timeline, &b->pools[i], name_numbered("pool", ++pools));
    if (b->timeline->request_count)
        lane_add(b->timeline, &b->device, mem_strdup("device"));
}

/* The strips of cores need the lanes, and stand before them: the array has room for them in front.
 */
static void strips_add(struct builder *b)
{
    struct timeline *timeline = b->timeline;
    struct timeline_lane *strips = &b->strip.lane;
    int count = 1;
    if (b->has_strip)
        strip_close_gaps(strips);
    else
        strips = strips_of_cores(timeline->lanes, timeline->lane_count, timeline->end_ns, &count);
    size_t room = (size_t)(count + timeline->lane_count + 1);
    timeline->lanes = mem_realloc(timeline->lanes, room * sizeof *timeline->lanes);
    memmove(timeline->lanes + count, timeline->lanes,
            (size_t)timeline->lane_count * sizeof *timeline->lanes);
    for (int i = 0; i < count; i++)
        timeline->lanes[i] = strips[i];
    timeline->lane_count += count;
    timeline->strip_count = count;
    timeline->first_task += count;
    for (int task = 0; task <= b->task_count; task++)
        timeline->lane_of_task[task] += timeline->lane_of_task[task] >= 0 ? count : 0;
    if (!b->has_strip) {
        free(strips);
        free(b->strip.lane.name);
        free(b->strip.lane.items);
    }
}

static void builder_end(struct builder *b)
{
    int64_t end = b->timeline->end_ns;
    for (int task = 1; task <= b->task_count; task++)
        actor_end(b, &b->tasks[task], end);
    for (int i = 0; i < b->loop_count; i++)
        actor_end(b, &b->loops[i], end);
    for (int i = 0; i < b->pool_count; i++)
        actor_end(b, &b->pools[i], end);
    actor_end(b, &b->device, end);
    strip_end(&b->strip, end);
    size_t room = (size_t)(b->order_count + b->loop_count + b->pool_count + 1);
    b->timeline->lanes = mem_alloc(room * sizeof *b->timeline->lanes);
    tasks_add(b);
    others_add(b);
    strips_add(b);
}

void build_lanes(struct timeline *timeline)
{
    struct builder b = {
        .timeline = timeline, .trace = timeline->trace, .origin_ns = trace_origin(timeline->trace)};
    builder_begin(&b);
    walk(&b);
    builder_end(&b);
    if (!timeline->request_count)
        free(b.device.lane.items);
    free(b.tasks);
    free(b.order);
    free(b.loops);
    free(b.pools);
    free(b.threads);
    free(b.thread_table);
    free(b.request_table);
}
