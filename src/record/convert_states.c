/* In which state a thread is, and why. Two kinds of threads: of one that can hold the lock of a
 * Python its state is told by that lock, and what it let it go for by what it does next; any other
 * runs unless it waits. */
#include "config.h" /* before any header of libc: the system's extensions */

#include "record/convert.h"

#include <string.h>
#include <time.h>

#include "base/clock.h"

enum {
    SHORT_NS = 20000,
    BEFORE_NS = NS_PER_MS,   /* before the user's first line */
    SEEN_NS = 5 * NS_PER_MS, /* between two moments of which it is told where somebody was */
};

/* ---- what is told ---- */

static struct process *process_of(struct converter *c, const struct thread *thread)
{
    return &c->processes[thread->process];
}

static bool has_gil_of_its_own(struct converter *c, const struct thread *thread)
{
    return process_of(c, thread)->has_gil;
}

/* It goes on: with the reason for which it could. */
static void tell_running(struct converter *c, struct thread *thread, int64_t time_ns)
{
    uint16_t reason = thread->on ? thread->on : TRACE_BY_GOT_GIL;
    if (!thread->begun)
        convert_tell_begin(c, thread, time_ns);
    else
        convert_tell_state(c, thread, time_ns, TRACE_RUNNING, reason, thread->on_object,
                           thread->on_value);
    thread->on = TRACE_BY_NONE;
    thread->on_object = 0;
    thread->on_value = 0;
}

/* What it goes on with once its wait is over. */
static void goes_on(struct thread *thread, uint16_t reason, uint32_t object, int64_t value)
{
    thread->on = reason;
    thread->on_object = object;
    thread->on_value = value;
}

static const struct trace_event *next_of(const struct converter *c, size_t index)
{
    return c->next[index] ? trace_at(c->raw, c->next[index]) : NULL;
}

static bool *gil_of(struct converter *c, const struct thread *thread)
{
    return &c->threads[thread->base].gil;
}

static bool runs(const struct thread *thread)
{
    return thread->state == TRACE_RUNNING;
}

/* ---- waits ---- */

struct wait {
    uint8_t state;
    uint16_t reason;
    uint32_t object;
    int64_t value;
};

static bool is_wait(unsigned kind)
{
    return kind == RAW_CALL || kind == RAW_SEM_WAIT || kind == RAW_MUTEX_WAIT ||
           kind == RAW_COND_WAIT || kind == RAW_RW_WAIT || kind == RAW_BARRIER_WAIT ||
           kind == RAW_JOIN;
}

static int64_t due_of(const struct trace_event *call)
{
    if (call->detail == RAW_CALL_clock_nanosleep && call->arg == 1 + CLOCK_MONOTONIC)
        return call->value;
    return call->detail == RAW_CALL_clock_nanosleep && call->arg ? 0 : call->time_ns + call->value;
}

/* time.sleep() is a select() of nothing up to Python 3.10. */
static bool sleeps(const struct trace_event *call)
{
    bool select = call->detail == RAW_CALL_select && call->arg == 0 && call->value >= 0;
    return select || raw_call_sleeps(call->detail);
}

bool convert_waits_for_process(unsigned call)
{
    return call == RAW_CALL_waitpid || call == RAW_CALL_wait4;
}

static const char *library_call(const struct converter *c, const struct thread *thread)
{
    return thread->place.code ? c->code[thread->place.code - 1].name : "";
}

static bool came_free(const struct trace_event *event)
{
    return event->kind == RAW_SEM_WAIT && event->detail & RAW_CAME_FREE;
}

/* Inside of threading and queue locks are also what a thread takes to be woken by: one that it took
 * itself, or that nobody took. */
static bool is_lock(struct converter *c, const struct thread *thread,
                    const struct trace_event *event)
{
    const char *call = library_call(c, thread);
    bool own = came_free(event) ? (event->detail & RAW_HAD_IT) != 0
                                : convert_task_of(c, event->arg) == thread->task;
    bool lock;
    if (event->reason == RAW_IN_C_QUEUE)
        return false;
    if (convert_is_shared(c, thread, event, &lock))
        return lock;
    if (!*call)
        return event->arg || thread->place.line;
    return !own && event->arg && !thread->joins;
}

/* For that of one job; as_completed() and wait() wait for several. */
static bool waits_for_result(const char *call)
{
    static const char before[] = "concurrent.futures._base.";
    if (strncmp(call, before, sizeof before - 1) != 0)
        return false;
    call += sizeof before - 1;
    return strcmp(call, "result") == 0 || strcmp(call, "exception") == 0 ||
           strcmp(call, "result_iterator") == 0;
}

static struct wait wait_inside(struct converter *c, const struct thread *thread,
                               const struct trace_event *event, int64_t time_ns)
{
    uint32_t object;
    int64_t woken_ns;
    enum object_kind kind;
    const struct thread *job = waits_for_result(library_call(c, thread))
                                   ? convert_job_awaited(c, thread, event, &woken_ns)
                                   : NULL;
    if (job)
        return (struct wait){TRACE_BLOCKED, TRACE_BY_JOIN, job->task, woken_ns};
    if (thread->joins) {
        const struct thread *joined = convert_thread_by_tid(c, event->arg);
        bool other = joined && joined->base != thread->base;
        return (struct wait){TRACE_BLOCKED, TRACE_BY_JOIN, other ? joined->task : 0, 0};
    }
    object = convert_inside(c, thread, event, &kind, time_ns);
    if (kind == OBJECT_SEMAPHORE)
        return (struct wait){TRACE_LOCKED, TRACE_BY_SEMAPHORE, object, 0};
    return (struct wait){TRACE_BLOCKED, TRACE_BY_CONDITION, object, 0};
}

/* Of one that several processes have it is known who has it if that is of this one. */
static struct wait wait_for_lock(struct converter *c, const struct thread *thread,
                                 const struct trace_event *event, int64_t time_ns)
{
    bool lock;
    const struct thread *owner = convert_thread_by_tid(c, event->arg);
    uint32_t task = convert_task_of(c, event->arg);
    if (!convert_is_shared(c, thread, event, &lock))
        return (struct wait){TRACE_LOCKED, TRACE_BY_LOCK,
                             convert_object(c, thread, event->value, OBJECT_LOCK, time_ns), task};
    bool here = owner && owner->process == thread->process;
    return (struct wait){TRACE_LOCKED, TRACE_BY_LOCK,
                         convert_shared_lock(c, thread, event, time_ns), here ? task : 0};
}

/* What is seen first with it is told of at `time_ns`. */
static struct wait wait_of(struct converter *c, const struct thread *thread,
                           const struct trace_event *event, int64_t time_ns)
{
    bool python = has_gil_of_its_own(c, thread);
    struct wait wait = {.state = TRACE_BLOCKED, .reason = TRACE_BY_CALL};
    wait.object = python ? convert_idles(c, thread, event) : CONVERT_NONE;
    if (wait.object != CONVERT_NONE)
        return (struct wait){TRACE_BLOCKED, TRACE_BY_POOL, wait.object, 0};
    switch (event->kind) {
    case RAW_CALL:
        if (sleeps(event))
            return (struct wait){TRACE_BLOCKED, TRACE_BY_SLEEP, 0, due_of(event)};
        if (convert_waits_for_process(event->detail))
            return (struct wait){TRACE_BLOCKED, TRACE_BY_JOIN, convert_first_task(c, event->arg),
                                 0};
        wait.object = event->detail;
        wait.value = (int32_t)event->arg;
        return wait;
    case RAW_SEM_WAIT:
        if (python)
            return is_lock(c, thread, event) ? wait_for_lock(c, thread, event, time_ns)
                                             : wait_inside(c, thread, event, time_ns);
        wait.object = convert_object(c, thread, event->value, OBJECT_SEMAPHORE, time_ns);
        wait.state = TRACE_LOCKED;
        wait.reason = TRACE_BY_SEMAPHORE;
        return wait;
    case RAW_MUTEX_WAIT:
    case RAW_RW_WAIT:
        wait.object = convert_object(c, thread, event->value, OBJECT_LOCK, time_ns);
        wait.value = convert_task_of(c, event->arg);
        wait.state = TRACE_LOCKED;
        wait.reason = TRACE_BY_LOCK;
        return wait;
    case RAW_COND_WAIT:
        wait.object = convert_object(c, thread, event->value, OBJECT_CONDITION, time_ns);
        wait.reason = TRACE_BY_CONDITION;
        return wait;
    case RAW_BARRIER_WAIT:
        wait.object = convert_object(c, thread, event->value, OBJECT_BARRIER, time_ns);
        wait.reason = TRACE_BY_CONDITION;
        return wait;
    default: {
        uint32_t joined = map_find(&c->joined, (uint64_t)event->value, thread->process);
        wait.object = joined ? c->threads[joined - 1].task : 0;
        wait.reason = TRACE_BY_JOIN;
        return wait;
    }
    }
}

/* When a job will end is no more than known to us. */
static void tell_wait(struct converter *c, struct thread *thread, int64_t time_ns, struct wait wait)
{
    convert_tell_state(c, thread, time_ns, wait.state, wait.reason, wait.object,
                       wait.reason == TRACE_BY_JOIN ? 0 : wait.value);
}

/* It waits from here. Of a thread that let the lock of its Python go that was told then. */
static void begin_wait(struct converter *c, struct thread *thread, const struct trace_event *event)
{
    struct wait wait = wait_of(c, thread, event, event->time_ns);
    thread->waits_since_ns = event->time_ns;
    thread->wait_reason = wait.reason;
    thread->wait_object = wait.object;
    thread->woken_ns = wait.reason == TRACE_BY_JOIN ? wait.value : 0;
    thread->post = 0;
    if (event->kind == RAW_SEM_WAIT && has_gil_of_its_own(c, thread)) {
        convert_expect_post(c, thread, event);
        if (wait.reason == TRACE_BY_SEMAPHORE) /* it is woken, and looks if there is one for it */
            thread->wait_reason = TRACE_BY_CONDITION;
    }
    if (event->kind == RAW_CALL)
        convert_put(c, (struct trace_event){.time_ns = event->time_ns,
                                            .kind = TRACE_CALL,
                                            .who = thread->task,
                                            .line = thread->place.line,
                                            .arg = event->detail,
                                            .value = sleeps(event) ? -1 : (int32_t)event->arg});
    if (wait.state == TRACE_LOCKED) {
        thread->waits_for = wait.object + 1;
        thread->held_by = (uint32_t)wait.value;
    }
    if (runs(thread))
        tell_wait(c, thread, event->time_ns, wait);
}

/* Who let it go on, and when: from then on it is ready. Returns who that was, or 0. */
static uint32_t tell_wake(struct converter *c, const struct thread *thread, uint32_t object,
                          uint16_t reason)
{
    const struct object *of = &c->objects[object];
    struct post found =
        thread->post ? c->posts[thread->post - 1] : (struct post){of->waker, of->woken_ns};
    if (!found.waker || found.waker == thread->task || found.woken_ns < thread->waits_since_ns)
        return 0;
    convert_put(c, (struct trace_event){.time_ns = found.woken_ns,
                                        .kind = TRACE_WAKE,
                                        .who = thread->task,
                                        .reason = reason,
                                        .arg = found.waker,
                                        .value = reason == TRACE_BY_GOT_OBJECT ? object : 0});
    return found.waker;
}

/* Its wait is over. Without a lock of a Python it runs; else it does when it has that. */
static void end_wait(struct converter *c, struct thread *thread, size_t index, int64_t time_ns)
{
    const struct trace_event *next = next_of(c, index);
    thread->waits_for = 0;
    thread->held_by = 0;
    if (!has_gil_of_its_own(c, thread) || *gil_of(c, thread)) {
        if (!runs(thread))
            tell_running(c, thread, time_ns);
    } else if (next && next->kind == RAW_GIL_WANT) {
        convert_tell_state(c, thread, time_ns, TRACE_READY, TRACE_BY_GIL,
                           convert_task_of(c, next->arg), 0);
    }
}

static void on_call(struct converter *c, struct thread *thread, size_t index,
                    const struct trace_event *event)
{
    const struct trace_event *back = next_of(c, index);
    bool is_short = back && back->kind == RAW_BACK && back->time_ns - event->time_ns < SHORT_NS;
    if (!event->line || has_gil_of_its_own(c, thread)) {
        if (*gil_of(c, thread) && is_short) /* the interpreter did not even let its lock go */
            return;
    } else {
        thread->place = convert_site(c, thread, event->line);
    }
    begin_wait(c, thread, event);
}

static void on_back(struct converter *c, struct thread *thread, size_t index,
                    const struct trace_event *event)
{
    bool slept = thread->wait_reason == TRACE_BY_SLEEP;
    if (*gil_of(c, thread) && runs(thread))
        return;
    convert_put(c, (struct trace_event){.time_ns = event->time_ns,
                                        .kind = TRACE_RETURNED,
                                        .who = thread->task,
                                        .line = thread->place.line,
                                        .arg = event->detail,
                                        .value = event->value});
    if (slept)
        goes_on(thread, TRACE_BY_TIMER, 0, event->time_ns);
    else
        goes_on(thread, TRACE_BY_BACK, event->detail, 0);
    end_wait(c, thread, index, event->time_ns);
}

static void on_wait(struct converter *c, struct thread *thread, const struct trace_event *event)
{
    if (!has_gil_of_its_own(c, thread))
        thread->place = convert_site(c, thread, event->line);
    begin_wait(c, thread, event);
}

static void wakes(struct converter *c, struct thread *thread, uint32_t object, bool timed_out)
{
    if (timed_out) {
        goes_on(thread, TRACE_BY_TIMED_OUT, 0, 0);
        return;
    }
    const struct object *of = &c->objects[object]; /* who comes last to a barrier waits for none */
    bool last = of->waker == thread->task && of->woken_ns == thread->waits_since_ns;
    if (last)
        goes_on(thread, TRACE_BY_GOT_OBJECT, object, 0);
    else
        goes_on(thread, TRACE_BY_WOKEN, tell_wake(c, thread, object, TRACE_BY_WOKEN), 0);
}

static bool waits_for_object(const struct thread *thread)
{
    return thread->wait_reason == TRACE_BY_LOCK || thread->wait_reason == TRACE_BY_SEMAPHORE;
}

/* It has what it waited for, or not; what that was it said as it began to wait. */
static void on_got(struct converter *c, struct thread *thread, size_t index,
                   const struct trace_event *event, bool failed)
{
    uint32_t object = thread->wait_object;
    if (thread->wait_reason == TRACE_BY_CONDITION) {
        wakes(c, thread, object, failed);
    } else if (failed) {
        goes_on(thread, TRACE_BY_TIMED_OUT, 0, 0);
    } else if (thread->wait_reason == TRACE_BY_JOIN) {
        if (thread->woken_ns)
            convert_put(c, (struct trace_event){.time_ns = thread->woken_ns,
                                                .kind = TRACE_WAKE,
                                                .who = thread->task,
                                                .reason = TRACE_BY_WOKEN,
                                                .arg = object});
        goes_on(thread, TRACE_BY_WOKEN, object, 0);
    } else if (waits_for_object(thread)) {
        tell_wake(c, thread, object, TRACE_BY_GOT_OBJECT);
        convert_put(c, (struct trace_event){.time_ns = event->time_ns,
                                            .kind = TRACE_OBJECT_TAKEN,
                                            .who = thread->task,
                                            .line = thread->place.line,
                                            .arg = object});
        goes_on(thread, TRACE_BY_GOT_OBJECT, object, 0);
    }
    end_wait(c, thread, index, event->time_ns);
}

/* The first who passes a barrier says that all have come: the last of them let them go. Only then
 * somebody may come to it again. */
static void all_arrived(struct converter *c, const struct thread *thread)
{
    struct object *barrier = &c->objects[thread->wait_object];
    if (thread->wait_reason != TRACE_BY_CONDITION || thread->waits_since_ns <= barrier->woken_ns)
        return;
    barrier->waker = barrier->arrived.waker;
    barrier->woken_ns = barrier->arrived.woken_ns;
}

/* A signal ended it. In Python that is handled, and then it waits on. */
static void on_signal(struct converter *c, struct thread *thread, size_t index,
                      const struct trace_event *event)
{
    goes_on(thread, TRACE_BY_NONE, 0, 0);
    end_wait(c, thread, index, event->time_ns);
}

/* Somebody may go on because of it: who it is the next one says who does. Of what nobody waited for
 * nothing is told. */
static void on_freed(struct converter *c, const struct thread *thread,
                     const struct trace_event *event)
{
    if (event->kind == RAW_SEM_POST && has_gil_of_its_own(c, thread))
        convert_on_post(c, thread, event);
    for (enum object_kind kind = 0; kind < OBJECT_ADDRESSES; kind++) {
        uint32_t known = convert_known_object(c, thread, event->value, kind);
        if (!known)
            continue;
        c->objects[known - 1].waker = thread->task;
        c->objects[known - 1].woken_ns = event->time_ns;
        if (kind != OBJECT_LOCK && kind != OBJECT_SEMAPHORE)
            continue;
        convert_put(c, (struct trace_event){.time_ns = event->time_ns,
                                            .kind = TRACE_OBJECT_RELEASED,
                                            .who = thread->task,
                                            .line = has_gil_of_its_own(c, thread)
                                                        ? thread->place.line
                                                        : convert_site(c, thread, event->line).line,
                                            .arg = known - 1});
    }
}

/* From 3.13 on a thread waits until who started it has written down that it did, and only then for
 * its first turn: it still starts. */
static bool is_at_first(const struct converter *c, struct thread *thread, size_t index)
{
    const struct trace_event *got = next_of(c, index);
    const struct trace_event *then = got ? next_of(c, c->next[index]) : NULL;
    bool turn = then && (then->kind == RAW_GIL_WANT || then->kind == RAW_GIL_GOT);
    thread->at_first = !thread->begun && turn && got->kind == RAW_SEM_GOT;
    return thread->at_first;
}

/* ---- the interpreter's lock ---- */

static void on_gil_got(struct converter *c, struct thread *thread, const struct trace_event *event)
{
    process_of(c, thread)->holder = thread->base + 1;
    process_of(c, thread)->asker = 0;
    *gil_of(c, thread) = true;
    if (thread->kind == ACTOR_LOOP && !thread->calls_back && !runs(thread))
        convert_loop_woke(c, thread, event->time_ns);
    convert_put(c, (struct trace_event){.time_ns = event->time_ns,
                                        .kind = TRACE_GIL_GOT,
                                        .who = thread->task,
                                        .line = thread->place.line});
    if (!runs(thread) || !thread->begun)
        tell_running(c, thread, event->time_ns);
}

/* What is done on the way, without the lock: waiting until another has it, and waking others, from
 * 3.13 on also by a thread that ends. */
static bool is_on_the_way(const struct trace_event *event)
{
    return event->kind == RAW_GIL_FORCED || event->kind == RAW_SEM_POST ||
           event->kind == RAW_COND_SIGNAL || event->kind == RAW_MUTEX_FREED;
}

/* Python's own, while it ends: behind its last function it takes locks that are free. */
static bool is_nowhere(const struct thread *thread, const struct trace_event *event)
{
    return thread->nowhere && came_free(event);
}

/* Why it let it go, by what it does next. */
static struct wait reason_to_free(struct converter *c, const struct thread *thread, size_t index)
{
    size_t at = c->next[index];
    while (at && (is_on_the_way(trace_at(c->raw, at)) || is_nowhere(thread, trace_at(c->raw, at))))
        at = c->next[at];
    const struct trace_event *next = at ? trace_at(c->raw, at) : NULL;
    uint32_t asker = process_of(c, thread)->asker;
    struct wait asked = {TRACE_READY, TRACE_BY_GIL_DROPPED, asker, 0};
    struct wait unknown = {TRACE_BLOCKED, TRACE_BY_UNWATCHED, 0, 0};
    if (!next || next->kind == RAW_THREAD_END || next->kind == RAW_EXIT)
        return (struct wait){TRACE_ENDED, TRACE_BY_END, 0, 0};
    if (is_wait(next->kind))
        return wait_of(c, thread, next, trace_at(c->raw, index)->time_ns);
    uint32_t idles = convert_idles(c, thread, NULL);
    if (!asker && idles != CONVERT_NONE)
        return (struct wait){TRACE_BLOCKED, TRACE_BY_POOL, idles, 0};
    return asker ? asked : unknown;
}

static bool is_import(const struct converter *c, const struct thread *thread)
{
    return thread->place.code && c->code[thread->place.code - 1].imports;
}

/* What a Python does by itself before it comes to what is the user's. */
static bool is_before(struct converter *c, const struct thread *thread)
{
    const struct process *process = process_of(c, thread);
    return !process->users && !thread->place.line && !thread->place.code &&
           map_find(&c->lined, process->pid, 0);
}

/* Each process has a lock of its own. */
static bool is_wanted_by(struct converter *c, const struct thread *thread,
                         const struct trace_event *event)
{
    if (event->kind != RAW_GIL_GOT && event->kind != RAW_GIL_WANT)
        return false;
    const struct thread *other = convert_thread_by_tid(c, event->who);
    return other && other->process == thread->process;
}

/* The lock was let go for a moment in which nobody wanted it, and taken again: no hand-off. Returns
 * the event that takes it, or 0. */
static size_t folds_until(struct converter *c, const struct thread *thread, size_t index)
{
    int64_t most_ns = is_import(c, thread)   ? INT64_MAX
                      : is_before(c, thread) ? BEFORE_NS
                                             : SHORT_NS;
    const struct trace_event *freed = trace_at(c->raw, index);
    size_t last = c->next[index];
    while (last && trace_at(c->raw, last)->kind != RAW_GIL_GOT) {
        const struct trace_event *between = trace_at(c->raw, last);
        if (between->kind != RAW_CALL && between->kind != RAW_BACK && !came_free(between))
            return 0;
        last = c->next[last];
    }
    if (!last || trace_at(c->raw, last)->time_ns - freed->time_ns > most_ns)
        return 0;
    for (size_t i = index + 1; i < last; i++)
        if (is_wanted_by(c, thread, trace_at(c->raw, i)))
            return 0;
    return last;
}

/* The lock is let go, and taken again at once: there it was in this moment. */
static void tell_passing(struct converter *c, struct thread *thread, struct place place,
                         int64_t time_ns)
{
    if (time_ns - thread->seen_ns < SEEN_NS)
        return;
    thread->seen_ns = time_ns;
    convert_tell_seen(c, thread, place, time_ns);
}

static void on_seen(struct converter *c, struct thread *thread, const struct trace_event *event)
{
    if (*gil_of(c, thread) && runs(thread))
        convert_tell_seen(c, thread, convert_in_callback(c, thread, event), event->time_ns);
}

static void on_gil_freed(struct converter *c, struct thread *thread, size_t index,
                         const struct trace_event *event)
{
    struct place place = convert_in_callback(c, thread, event);
    bool users = event->arg != 0; /* maybe of a source that is in no file */
    if (place.line || place.code || users)
        thread->place = place;
    process_of(c, thread)->users |= users;
    thread->joins = event->detail != 0;
    thread->nowhere = !users && !event->value && map_find(&c->lined, process_of(c, thread)->pid, 0);
    struct wait wait = reason_to_free(c, thread, index);
    size_t *folded_until = &c->threads[thread->base].folded_until;
    *folded_until = c->all || process_of(c, thread)->asker ? 0 : folds_until(c, thread, index);
    if (*folded_until) {
        tell_passing(c, thread, place, event->time_ns);
        return;
    }
    c->unwatched_calls += wait.reason == TRACE_BY_UNWATCHED && !is_import(c, thread);
    if (thread->kind == ACTOR_LOOP)
        convert_loop_end(c, &c->threads[thread->base], index, event->time_ns);
    thread = convert_actor(c, &c->threads[thread->base]);
    *gil_of(c, thread) = false;
    process_of(c, thread)->holder = 0;
    convert_tell_at(c, thread, event->time_ns);
    convert_put(c, (struct trace_event){.time_ns = event->time_ns,
                                        .kind = TRACE_GIL_FREED,
                                        .who = thread->task,
                                        .reason = wait.reason,
                                        .line = thread->place.line});
    if (wait.state == TRACE_ENDED)
        return;
    if (thread->kind == ACTOR_LOOP && !thread->calls_back && wait.reason == TRACE_BY_CALL)
        convert_loop_waits(c, thread, event->time_ns);
    tell_wait(c, thread, event->time_ns, wait);
    if (wait.state == TRACE_READY)
        goes_on(thread, TRACE_BY_GOT_GIL, 0, 0);
    else if (wait.reason == TRACE_BY_UNWATCHED)
        goes_on(thread, TRACE_BY_NONE, 0, 0);
}

static void on_gil_want(struct converter *c, struct thread *thread, const struct trace_event *event)
{
    if (thread->state != TRACE_READY || !thread->begun)
        convert_tell_state(c, thread, event->time_ns, TRACE_READY, TRACE_BY_GIL,
                           convert_task_of(c, event->arg), 0);
}

static void on_gil_asked(struct converter *c, struct thread *thread,
                         const struct trace_event *event)
{
    uint32_t holder = convert_task_of(c, event->arg);
    process_of(c, thread)->asker = thread->task;
    convert_put(c, (struct trace_event){.time_ns = event->time_ns,
                                        .kind = TRACE_GIL_ASKED,
                                        .who = thread->task,
                                        .arg = holder});
}

/* ---- ends ---- */

static void on_thread_end(struct converter *c, struct thread *thread,
                          const struct trace_event *event)
{
    if (thread->ended)
        return;
    thread->ended = true;
    convert_put(c, (struct trace_event){.time_ns = event->time_ns,
                                        .kind = TRACE_TASK_END,
                                        .who = thread->task,
                                        .line = thread->place.line});
}

static void on_joined(struct converter *c, struct thread *thread, size_t index,
                      const struct trace_event *event)
{
    uint32_t joined = map_find(&c->joined, (uint64_t)event->value, thread->process);
    goes_on(thread, TRACE_BY_WOKEN, joined ? c->threads[joined - 1].task : 0, 0);
    end_wait(c, thread, index, event->time_ns);
}

/* ---- all of them ---- */

/* It is about to wait for the end of a process. */
static void expect_process(struct converter *c, size_t index, const struct trace_event *event)
{
    const struct trace_event *call = event->kind == RAW_GIL_FREED ? next_of(c, index) : event;
    if (call && call->kind == RAW_CALL && convert_waits_for_process(call->detail))
        convert_expect_process(c, call->arg, event->time_ns);
}

/* True: it was about who there is, not about what a thread does. */
static bool is_about_who(struct converter *c, size_t index, const struct trace_event *event,
                         const char *text, size_t len)
{
    switch (event->kind) {
    case RAW_PROCESS:
        convert_on_process(c, index);
        return true;
    case RAW_CHILD:
        convert_on_child(c, index);
        return true;
    case RAW_THREAD_NEW:
        convert_on_thread_new(c, event, text, len);
        return true;
    case RAW_THREAD_BEGIN:
        convert_on_thread_begin(c, event);
        return true;
    case RAW_CODE:
        convert_on_code(c, event, text, len);
        return true;
    case RAW_PYTHON:
        process_of(c, convert_thread(c, event))->python = true;
        return true;
    case RAW_EXIT:
        convert_on_exit(c, event);
        return true;
    case RAW_SEM_SHARED:
        convert_on_shared(c, event, text, len);
        return true;
    case RAW_GONE:
        convert_on_gone(c, event);
        return true;
    default:
        return false;
    }
}

void convert_event(struct converter *c, size_t index, const struct trace_event *event,
                   const char *text, size_t len)
{
    struct thread *thread;
    expect_process(c, index, event);
    if (is_about_who(c, index, event, text, len))
        return;
    thread = convert_thread(c, event);
    if (event->kind == RAW_UNWATCHED && len == 7 && memcmp(text, "program", 7) == 0)
        c->unwatched_programs += (uint64_t)event->value;
    if (event->kind == RAW_BACK && convert_waits_for_process(event->detail) && event->value > 0)
        convert_process_ended(c, (uint32_t)event->value, (int)event->arg, event->time_ns);
    if (event->kind == RAW_JOB) {
        convert_on_job(c, event, text, len);
        return;
    }
    if (index <= thread->folded_until || convert_asyncio(c, index, text, len))
        return;
    thread = convert_actor(c, thread);
    switch (event->kind) {
    case RAW_GIL_GOT:
        process_of(c, thread)->has_gil = true;
        on_gil_got(c, thread, event);
        break;
    case RAW_GIL_FREED:
        on_gil_freed(c, thread, index, event);
        break;
    case RAW_SEEN:
        on_seen(c, thread, event);
        break;
    case RAW_GIL_WANT:
        on_gil_want(c, thread, event);
        break;
    case RAW_GIL_ASKED:
        on_gil_asked(c, thread, event);
        break;
    case RAW_CALL:
        on_call(c, thread, index, event);
        break;
    case RAW_BACK:
        on_back(c, thread, index, event);
        break;
    case RAW_MUTEX_WAIT:
    case RAW_SEM_WAIT:
    case RAW_COND_WAIT:
    case RAW_RW_WAIT:
    case RAW_BARRIER_WAIT:
    case RAW_JOIN:
        if (is_nowhere(thread, event) || is_at_first(c, thread, index))
            break;
        on_wait(c, thread, event);
        if (event->kind == RAW_BARRIER_WAIT)
            c->objects[thread->wait_object].arrived = (struct post){thread->task, event->time_ns};
        if (came_free(event) && thread->post) /* about now */
            c->posts[thread->post - 1] =
                (struct post){convert_task_of(c, event->arg), event->time_ns};
        if (came_free(event))
            on_got(c, thread, index, event, false);
        break;
    case RAW_SEM_GOT:
        if (event->detail == 2)
            on_signal(c, thread, index, event);
        else if (!thread->at_first)
            on_got(c, thread, index, event, event->detail != 0);
        thread->at_first = false;
        break;
    case RAW_MUTEX_GOT:
        on_got(c, thread, index, event, event->detail != 0);
        break;
    case RAW_RW_GOT:
        on_got(c, thread, index, event, event->detail == 2);
        break;
    case RAW_COND_WOKE:
        on_got(c, thread, index, event, event->detail != 0);
        break;
    case RAW_BARRIER_PASSED:
        all_arrived(c, thread);
        on_got(c, thread, index, event, false);
        break;
    case RAW_JOINED:
        on_joined(c, thread, index, event);
        break;
    case RAW_MUTEX_FREED:
    case RAW_RW_FREED:
    case RAW_SEM_POST:
    case RAW_COND_SIGNAL:
        on_freed(c, thread, event);
        break;
    case RAW_THREAD_END:
        on_thread_end(c, thread, event);
        break;
    default:
        break;
    }
}
