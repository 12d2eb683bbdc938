/* Tasks of asyncio. Of a step the thread is its task's. */
#include "config.h"

#include "record/convert.h"

#include <string.h>

static struct thread *task_of(struct converter *c, const struct thread *thread, uint32_t number)
{
    uint32_t found = map_find(&c->tasks, number, thread->process);
    return found ? &c->threads[found - 1] : NULL;
}

static void on_task_new(struct converter *c, uint32_t base, const struct trace_event *event)
{
    struct trace_event place = *event;
    convert_begin_loop(c, base, event->time_ns);
    const struct thread *thread = &c->threads[base];
    const struct thread *parent = task_of(c, thread, (uint32_t)event->value);
    uint32_t starter = parent ? parent->task : convert_owner(c, &c->threads[base])->task;
    uint32_t step = map_find(&c->step_names, c->processes[thread->process].pid, event->arg);
    size_t len = 0;
    const char *name = step ? trace_text(c->raw, step - 1, &len) : NULL;
    struct thread *task = convert_add_actor(c, base, ACTOR_TASK);
    *map_at(&c->tasks, event->arg, task->process) = (uint32_t)c->thread_count;
    task->task = ++c->task_count;
    task->made_by = starter;
    if (!parent && !c->threads[base].root)
        c->threads[base].root = task->task;
    place.kind = RAW_THREAD_NEW; /* it has its code in the same place */
    place.value = (int64_t)((uint64_t)event->value >> 32);
    task->place = convert_place(c, &c->threads[base], &place);
    convert_put_text(c,
                     (struct trace_event){
                         .time_ns = event->time_ns,
                         .kind = TRACE_TASK_NEW,
                         .who = task->task,
                         .detail = TRACE_BY_STARTING,
                         .line = task->place.line,
                         .arg = starter,
                         .value = (int64_t)((uint64_t)TRACE_IS_TASK << 32 | task->task),
                     },
                     name ? name : "task", name ? len : 4);
    convert_tell_thread(c, task, task->tid, event->time_ns);
    task->place = (struct place){0};
}

/* A greenlet: all that is known of why it goes on is that the loop let it. */
static void switch_to(struct converter *c, uint32_t base, struct thread *task, int64_t time_ns)
{
    bool early = task->on == TRACE_BY_TIMER && time_ns < task->due_ns;
    task->switched = false;
    if ((task->on != TRACE_BY_WOKEN && !early) || !c->threads[base].loop)
        return;
    task->on = TRACE_BY_WOKEN;
    task->on_object = c->threads[c->threads[base].loop - 1].task;
    task->on_value = 0;
    convert_put(c, (struct trace_event){.time_ns = time_ns,
                                        .kind = TRACE_WAKE,
                                        .who = task->task,
                                        .reason = TRACE_BY_WOKEN,
                                        .arg = task->on_object});
}

/* A sleep's future is nobody's but the loop's: a task that ends it cancels it, if it was due or
 * not. */
static bool is_in_sleep(const struct thread *task)
{
    return !task->switched && task->on == TRACE_BY_TIMER;
}

/* Before it is due only a cancellation does. The loop takes its timers up to the resolution of its
 * clock too early; that of another kind counts in milliseconds. */
static bool is_cut(const struct thread *task, int64_t time_ns)
{
    enum { RESOLUTION_NS = 1000 };
    return is_in_sleep(task) && !task->about && time_ns < task->on_value - RESOLUTION_NS;
}

/* By a task, or, 0, by who is none. */
static void tell_cancelled(struct converter *c, struct thread *task, uint32_t by,
                           enum trace_cause cause, int64_t time_ns)
{
    bool timeout = cause == TRACE_CAUSE_TIMEOUT;
    task->on = timeout ? TRACE_BY_TIMED_OUT : TRACE_BY_CANCELLED;
    task->on_object = by;
    task->on_value = timeout ? 0 : (int64_t)cause;
    task->cancelled = true;
    task->cut_at = task->place;
    convert_put(c, (struct trace_event){.time_ns = time_ns,
                                        .kind = TRACE_CANCELLED,
                                        .who = task->task,
                                        .detail = (uint8_t)cause,
                                        .arg = timeout ? task->task : by});
}

static void on_step(struct converter *c, uint32_t base, const struct trace_event *event)
{
    struct thread *task = task_of(c, &c->threads[base], event->arg);
    if (!task)
        return;
    c->threads[base].step = (uint32_t)(task - c->threads) + 1;
    task = convert_owner(c, task); /* a greenlet of a pool goes on with its job */
    if (is_cut(task, event->time_ns))
        tell_cancelled(c, task, 0, TRACE_CAUSE_CANCEL, event->time_ns);
    if (task->switched)
        switch_to(c, base, task, event->time_ns);
    if (!task->begun)
        convert_tell_begin(c, task, event->time_ns);
    else
        convert_tell_state(c, task, event->time_ns, TRACE_RUNNING, task->on, task->on_object,
                           task->on_value);
    task->on = TRACE_BY_NONE;
    task->on_object = 0;
    task->on_value = 0;
    task->due_ns = 0;
    task->awaits = 0;
    task->awaits_job = 0;
    task->aio_kind = 0;
    task->waits_for = 0;
    task->held_by = 0;
}

static uint16_t awaits(const struct thread *task, unsigned stop, const char *inside)
{
    if (task->awaits)
        return TRACE_BY_AWAIT;
    if (stop == RAW_STOP_GATHER)
        return TRACE_BY_AWAIT_ALL;
    return strstr(inside, "taskgroups") ? TRACE_BY_GROUP : TRACE_BY_UNWATCHED;
}

/* Of a lock it is known who has it: so a ring of those who wait can be told. */
static void awaits_object(struct converter *c, uint32_t base, struct thread *task,
                          const struct trace_event *event)
{
    static const enum object_kind kinds[] = {
        [RAW_AWAITS_LOCK] = OBJECT_LOCK,           [RAW_AWAITS_SEMAPHORE] = OBJECT_SEMAPHORE,
        [RAW_AWAITS_CONDITION] = OBJECT_CONDITION, [RAW_AWAITS_EVENT] = OBJECT_EVENT,
        [RAW_AWAITS_QUEUE] = OBJECT_QUEUE,         [RAW_AWAITS_BARRIER] = OBJECT_BARRIER,
    };
    if (event->detail >= sizeof kinds / sizeof *kinds)
        return;
    const struct thread *owner =
        event->value ? task_of(c, &c->threads[base], (uint32_t)event->value) : NULL;
    uint32_t *index = map_at(&c->aio_objects, event->arg, task->process);
    if (!*index)
        *index = 1 + convert_add_counted(c, task->task, kinds[event->detail], event->time_ns);
    task->aio_kind = event->detail;
    task->wait_object = *index - 1;
    task->held_by = owner ? owner->task : 0;
    task->waits_for = event->detail == RAW_AWAITS_LOCK ? *index : 0;
}

static void tell_object_wait(struct converter *c, struct thread *task, int64_t time_ns)
{
    bool locks = task->aio_kind == RAW_AWAITS_LOCK, counts = task->aio_kind == RAW_AWAITS_SEMAPHORE;
    convert_tell_state(c, task, time_ns, TRACE_WAITING,
                       locks    ? TRACE_BY_LOCK
                       : counts ? TRACE_BY_SEMAPHORE
                                : TRACE_BY_CONDITION,
                       task->wait_object, locks ? task->held_by : 0);
}

/* For what it waits its library call says: a sleep that is due then, else another task, or what
 * only that call knows. */
static void on_stop(struct converter *c, struct thread *task, const struct trace_event *event)
{
    struct place place = convert_place(c, task, event);
    const char *inside = place.code ? c->code[place.code - 1].name : "";
    bool in_sleep = strcmp(inside, "asyncio.sleep") == 0 || strcmp(inside, "gevent.hub.sleep") == 0;
    bool sleeps = event->detail != RAW_STOP_TASK && task->due_ns && in_sleep;
    if (place.line || place.code)
        task->place = place;
    task->stopped_at = task->place;
    task->on = TRACE_BY_WOKEN;
    task->cancelled = false; /* it goes on in spite of that */
    task->waits_since_ns = event->time_ns;
    task->switched = event->detail == RAW_STOP_SWITCH;
    if (event->detail == RAW_STOP_YIELD) {
        task->on = TRACE_BY_TURN;
        convert_tell_state(c, task, event->time_ns, TRACE_READY, TRACE_BY_YIELD, 0, 0);
    } else if (sleeps) {
        task->on = TRACE_BY_TIMER;
        task->on_value = task->due_ns;
        convert_tell_state(c, task, event->time_ns, TRACE_WAITING, TRACE_BY_SLEEP, 0, task->due_ns);
    } else if (task->aio_kind) {
        tell_object_wait(c, task, event->time_ns);
    } else {
        convert_tell_state(c, task, event->time_ns, TRACE_WAITING,
                           event->detail == RAW_STOP_SWITCH ? TRACE_BY_UNWATCHED
                                                            : awaits(task, event->detail, inside),
                           task->awaits, 0);
    }
}

/* True: its wait ends without that for which it waits. */
static bool ready_in_vain(struct converter *c, const struct thread *thread, struct thread *task,
                          const struct thread *by, size_t index)
{
    const struct trace_event *event = trace_at(c->raw, index);
    bool cut = is_cut(task, event->time_ns) || map_find(&c->cut, index, 0);
    uint32_t who = by ? by->task : 0;
    enum trace_cause cause = TRACE_CAUSE_CANCEL;
    if (event->detail == RAW_READY_TIMEOUT) {
        cause = TRACE_CAUSE_TIMEOUT;
    } else if (event->detail == RAW_READY_GROUP && by) {
        cause = by->made_by == task->task ? TRACE_CAUSE_BLOCK : TRACE_CAUSE_GROUP;
    } else if (event->detail == RAW_READY_RUN_ENDS && cut) {
        cause = TRACE_CAUSE_MAIN;
        who = thread->root;
    } else if (!is_cut(task, event->time_ns) && !(by && is_in_sleep(task)) &&
               !(by && cut && !task->awaits)) {
        return false;
    }
    tell_cancelled(c, task, who, cause, event->time_ns);
    task->state = TRACE_READY;
    return true;
}

/* Ready from here; a sleep is so when it is due. */
static void on_ready(struct converter *c, struct thread *thread, size_t index)
{
    const struct trace_event *event = trace_at(c->raw, index);
    struct thread *task = task_of(c, thread, event->arg);
    const struct thread *by = event->value ? task_of(c, thread, (uint32_t)event->value) : NULL;
    if (!task || task->state != TRACE_WAITING)
        return;
    if (ready_in_vain(c, thread, task, by, index) || (!by && task->on == TRACE_BY_TIMER))
        return;
    const struct thread *job = by || !task->awaits_job ? NULL : &c->threads[task->awaits_job - 1];
    uint32_t actor = by             ? by->task
                     : job          ? job->task
                     : thread->loop ? c->threads[thread->loop - 1].task
                                    : thread->task;
    int64_t time_ns = event->time_ns;
    if (job && job->ended_ns && job->ended_ns < time_ns) /* the loop was told then */
        time_ns = job->ended_ns > task->waits_since_ns ? job->ended_ns : task->waits_since_ns;
    task->on = TRACE_BY_WOKEN;
    task->on_object = actor;
    task->on_value = 0;
    task->ready_by = by ? by->task : 0;
    task->state = TRACE_READY;
    convert_put(c, (struct trace_event){.time_ns = time_ns,
                                        .kind = TRACE_WAKE,
                                        .who = task->task,
                                        .reason = TRACE_BY_WOKEN,
                                        .arg = actor});
}

static void on_end(struct converter *c, struct thread *task, const struct trace_event *event,
                   const char *text, size_t len)
{
    task->ended = true;
    if (event->detail == TRACE_END_CANCELLED) { /* what it did on its way out is not where it was */
        task->place = task->cancelled ? task->cut_at : task->stopped_at;
        convert_tell_at(c, task, event->time_ns);
    }
    if (event->detail == TRACE_END_CANCELLED && !task->cancelled)
        convert_put(c, (struct trace_event){.time_ns = event->time_ns,
                                            .kind = TRACE_CANCELLED,
                                            .who = task->task,
                                            .arg = task->ready_by});
    convert_put_text(c,
                     (struct trace_event){.time_ns = event->time_ns,
                                          .kind = TRACE_TASK_END,
                                          .who = task->task,
                                          .detail = event->detail,
                                          .line = task->place.line},
                     text, len);
}

bool convert_asyncio(struct converter *c, size_t index, const char *text, size_t len)
{
    const struct trace_event *event = trace_at(c->raw, index);
    uint32_t base = convert_thread(c, event)->base;
    uint32_t step = c->threads[base].step;
    struct thread *task = step ? convert_owner(c, &c->threads[step - 1]) : NULL, *awaited;
    switch (event->kind) {
    case RAW_LOOP_OVER:
        convert_loop_over(c, base, index, event->time_ns);
        return true;
    case RAW_CALLBACK:
        convert_on_callback(c, base, index);
        return true;
    case RAW_CALLED_BACK:
        convert_on_callback_over(c, base, event->time_ns);
        return true;
    case RAW_TASK_NEW:
        on_task_new(c, base, event);
        return true;
    case RAW_TASK_STEP:
        on_step(c, base, event);
        return true;
    case RAW_TASK_READY:
        on_ready(c, &c->threads[base], index);
        return true;
    case RAW_TASK_TIMER:
        if (task) {
            task->due_ns = event->value;
            task->about = event->detail;
        }
        return true;
    case RAW_TASK_AWAITS:
        if (event->detail >= RAW_AWAITS_LOCK) {
            if (task)
                awaits_object(c, base, task, event);
            return true;
        }
        awaited = event->detail ? convert_job(c, &c->threads[base], event->arg)
                                : task_of(c, &c->threads[base], event->arg);
        if (task)
            task->awaits = awaited ? awaited->task : 0;
        if (task && awaited && event->detail)
            task->awaits_job = (uint32_t)(awaited - c->threads) + 1;
        return true;
    case RAW_TASK_STOP:
        c->threads[base].step = 0;
        if (task)
            on_stop(c, task, event);
        return true;
    case RAW_TASK_END:
        c->threads[base].step = 0;
        if (task)
            on_end(c, &c->threads[step - 1], event, text, len);
        return true;
    default:
        return false;
    }
}
