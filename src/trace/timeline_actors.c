#include "config.h"

#include "trace/timeline_builder.h"

#include <string.h>

#include "base/mem.h"

/* ---- actors ---- */

bool state_holds(uint8_t state)
{
    return state == TRACE_RUNNING || state == TRACE_POLLING || state == TRACE_BLOCKED;
}

bool state_on_cpu(uint8_t state)
{
    return state == TRACE_RUNNING || state == TRACE_POLLING;
}

struct actor *actor_of(struct builder *b, uint32_t who)
{
    if (who >= 1 && who <= (uint32_t)b->task_count)
        return b->tasks[who].known ? &b->tasks[who] : NULL;
    if (who >= TRACE_LOOP && who < TRACE_LOOP + (uint32_t)b->loop_count)
        return b->recorded && !b->loops[who - TRACE_LOOP].known ? NULL
                                                                : &b->loops[who - TRACE_LOOP];
    if (who >= TRACE_HELPER && who < TRACE_HELPER + (uint32_t)b->helper_count)
        return b->helpers[who - TRACE_HELPER].known ? &b->helpers[who - TRACE_HELPER] : NULL;
    if (who >= TRACE_POOL && who < TRACE_POOL + (uint32_t)b->pool_count)
        return &b->pools[who - TRACE_POOL];
    return NULL;
}

struct timeline_request *request_of(struct builder *b, uint32_t id)
{
    const struct timeline *timeline = b->timeline;
    if (id > timeline->request_max || timeline->request_table[id] < 0)
        return NULL;
    return &b->timeline->requests[timeline->request_table[id]];
}

static bool may_be_over(const struct timeline_interval *open)
{
    return open->state == TRACE_WAITING || open->state == TRACE_BLOCKED ||
           (open->state == TRACE_LOCKED && open->reason == TRACE_BY_SELECT);
}

/* Behind an answer that only says that the request was cancelled: the event of whoever did that. 0:
 * nobody did; the device gave it up at the end of the run. A callback may have covered the wait for
 * a while, and been cancelled itself; traces of before do not say whose wait a time limit ended. */
static uint32_t cut_of(const struct builder *b, const struct actor *actor,
                       const struct timeline_request *request)
{
    if (request->cut_event)
        return request->cut_event;
    if (actor->ended_event > request->event)
        return actor->ended_event;
    bool may_be_its = !trace_at(b->trace, actor->cancelled_event)->value;
    return may_be_its && actor->cancelled_event > actor->open.event ? actor->cancelled_event : 0;
}

static bool over_by_cancel(const struct builder *b, const struct actor *actor,
                           const struct timeline_request *request, struct timeline_interval *rest)
{
    uint32_t cut = cut_of(b, actor, request);
    const struct trace_event *event = trace_at(b->trace, cut);
    bool timeout = event->detail == TRACE_CAUSE_TIMEOUT;
    rest->reason = timeout ? TRACE_BY_TIMED_OUT : TRACE_BY_CANCELLED;
    rest->object = timeout ? 0 : event->arg;
    rest->event = cut;
    return cut != 0;
}

/* Whether the wait was over at some time though nobody had told the task: what remains of it then,
 * from that time on. */
static bool over_before(struct builder *b, const struct actor *actor,
                        struct timeline_interval *rest)
{
    const struct timeline_interval *open = &actor->open;
    *rest = *open;
    rest->state = TRACE_READY;
    bool sleeps = open->reason == TRACE_BY_SLEEP;
    if ((sleeps || open->reason == TRACE_BY_SELECT) && actor->due_ns) {
        rest->reason = sleeps ? TRACE_BY_SLEPT : TRACE_BY_LAPSED;
        rest->from_ns = actor->due_ns;
        return true;
    }
    bool asks = open->reason == TRACE_BY_IO || open->reason == TRACE_BY_MEANWHILE;
    const struct timeline_request *request = asks ? request_of(b, open->object) : NULL;
    if (!request || request->answered_ns < 0)
        return false;
    rest->reason = TRACE_BY_ANSWERED;
    rest->from_ns = request->answered_ns;
    rest->event = request->answered_event;
    return !request->cancelled || over_by_cancel(b, actor, request, rest);
}

/* Ends the open interval at t: one interval, or two where its wait was over before. */
void actor_close(struct builder *b, struct actor *actor, int64_t t)
{
    struct timeline_interval open = actor->open, rest;
    bool over = may_be_over(&open) && over_before(b, actor, &rest) && rest.from_ns < t;
    open.to_ns = t;
    if (over) {
        rest.from_ns = rest.from_ns > open.from_ns ? rest.from_ns : open.from_ns;
        rest.to_ns = t;
        open.to_ns = rest.from_ns;
    }
    timeline_append(&actor->lane, &open);
    if (over)
        timeline_append(&actor->lane, &rest);
}

bool actor_wants_gil(const struct actor *actor)
{
    return actor->open.state == TRACE_READY &&
           (actor->open.reason == TRACE_BY_GIL || actor->open.reason == TRACE_BY_GIL_DROPPED);
}

void actor_count(struct builder *b, const struct actor *actor, int by)
{
    if (actor->closed || actor->off_reason)
        return;
    b->want_gil += actor_wants_gil(actor) ? by : 0;
    if (b->gils && actor->worker < (uint32_t)b->gil_count)
        b->gils[actor->worker].wants += actor_wants_gil(actor) ? by : 0;
    b->calling += actor->open.reason == TRACE_BY_CHILD ? by : 0;
    if (actor->lane.kind == LANE_TASK)
        b->ready += actor->open.state == TRACE_READY ? by : 0;
}

/* The open interval ends at open.from_ns, and `open` begins. */
void actor_turn(struct builder *b, struct actor *actor, const struct timeline_interval *open)
{
    if (actor->closed)
        return;
    int64_t from = open->from_ns > actor->open.from_ns ? open->from_ns : actor->open.from_ns;
    actor_close(b, actor, from);
    actor_count(b, actor, -1);
    actor->off_reason = TRACE_BY_NONE;
    actor->open = *open;
    actor->open.from_ns = from;
    actor_count(b, actor, +1);
}

void actor_begin(struct actor *actor, enum timeline_kind kind, uint32_t who,
                 struct timeline_interval open)
{
    actor->known = true;
    actor->thread = -1;
    actor->lane.kind = kind;
    actor->lane.actor = who;
    actor->lane.start_ns = open.from_ns;
    actor->open = open;
}

void actor_end(struct builder *b, struct actor *actor, int64_t t)
{
    if (actor->closed || !actor->known)
        return;
    actor_close(b, actor, t);
    actor_count(b, actor, -1);
    actor->closed = true;
    actor->lane.end_ns = t < actor->open.from_ns ? actor->open.from_ns : t;
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

/* The n-th of the rare events, if it names a thread, or NULL. */
static const struct trace_event *names_a_thread(const struct builder *b, size_t n)
{
    const struct trace_event *event = trace_at(b->trace, b->survey->rare[n]);
    bool names = (event->kind == TRACE_TASK_BEGIN || event->kind == TRACE_THREAD) && event->arg;
    return names ? event : NULL;
}

/* All threads that will serve somebody: the kernel's record tells their cores before they begin. */
void threads_begin(struct builder *b)
{
    size_t named = 0, room = 64;
    for (size_t i = 0; i < b->survey->rare_count; i++)
        named += names_a_thread(b, i) != NULL;
    while (room < named * 2 && room < 1u << 31)
        room *= 2;
    b->thread_mask = (uint32_t)room - 1;
    b->thread_table = mem_realloc(NULL, room * sizeof *b->thread_table);
    memset(b->thread_table, 0xFF, room * sizeof *b->thread_table);
    for (size_t i = 0; i < b->survey->rare_count; i++) {
        const struct trace_event *event = names_a_thread(b, i);
        if (event)
            thread_find(b, event->arg);
    }
}

/* A thread that nobody bound to an actor is none of ours. */
struct thread *thread_known(struct builder *b, uint32_t tid)
{
    uint32_t slot = thread_slot(b, tid);
    return b->thread_table[slot] < 0 ? NULL : &b->threads[b->thread_table[slot]];
}

struct thread *thread_of(struct builder *b, const struct actor *actor)
{
    return actor->thread < 0 ? NULL : &b->threads[actor->thread];
}

void actor_bind(struct builder *b, struct actor *actor, uint32_t tid)
{
    if (tid)
        actor->thread = (int32_t)(thread_find(b, tid) - b->threads);
}

/* The thread is off its core, and with it who runs in it. */
void thread_out(struct builder *b, struct thread *thread, int64_t t, uint32_t index, bool preempted)
{
    struct actor *actor = thread->on;
    thread->off = true;
    if (!actor || actor->off_reason || actor->closed || !state_on_cpu(actor->open.state))
        return;
    struct timeline_interval open = actor->open;
    open.from_ns = t;
    open.event = index;
    actor->off_state = open.state;
    /* What a program that baton did not write left its core for, it waits for. */
    open.state = b->recorded && !preempted ? TRACE_BLOCKED : TRACE_READY;
    open.reason = preempted ? TRACE_BY_PREEMPTED : TRACE_BY_OFF_CPU;
    actor_close(b, actor, t);
    actor->open = open;
    actor->off_reason = open.reason;
}

void thread_in(struct builder *b, struct thread *thread, int64_t t, uint32_t index, uint16_t core)
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
void actor_meets_thread(struct builder *b, struct actor *actor)
{
    struct thread *thread = thread_of(b, actor);
    if (!thread)
        return;
    if (state_on_cpu(actor->open.state)) {
        thread->on = actor;
        thread->off = false;
        actor->open.core = thread->core;
    } else if (thread->on == actor) {
        thread->on = NULL;
    }
}
