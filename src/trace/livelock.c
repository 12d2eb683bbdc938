/* What a livelock is, by the events; where it is not certain, it is none.
 *
 *     begin                    since                    end: the limit
 *       |-- something happens --|-- a quarter --|--|--|--|
 *
 * Something came of it: something was said, asked, sent, received, answered, noticed or computed; a
 * task came to be, began, ended or was cancelled (not by a `within`); a channel was closed, a
 * failure handled; a lock or a unit came to somebody for good, or a shared variable to a value that
 * it had not had before. If the last of that was in the first half of the run, every task that
 * lives must be one of two kinds. Some wait for another all the time. The others try: in each
 * quarter of the time since then they read a shared variable, or took a lock and gave it back. A
 * task that sleeps long, waits for the device or computes is neither, for it may still bring the
 * rest forward. */
#include "config.h"

#include "trace/livelock.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "trace/survey.h"

enum {
    TIMES_LEAST = 20, /* that the tasks had control */
    QUARTERS = 4,
    ALL_QUARTERS = (1 << QUARTERS) - 1,
    VALUES_MOST = 8, /* of a shared variable that comes back to them again and again */
    RECENT = 8,      /* what was taken in the last eighth may still be given back */
};

struct variable {
    int64_t values[VALUES_MOST];
    int count;
};

enum kind { OTHER, LOCK, SEMAPHORE };

struct finder {
    const struct timeline *timeline;
    const struct trace *trace;
    size_t begin, end, since; /* indices of events */
    int64_t end_ns, since_ns; /* absolute */
    uint32_t objects_each, object_count;
    enum kind *kinds;    /* by object of a worker */
    int64_t *given_back; /* by object: how often, from the event that is looked at to the end */
    uint8_t *tried;      /* by task: the quarters in which it did */
    bool *ran;           /* by task */
    struct variable *variables;
    int variable_count;
};

static bool is_task(const struct finder *f, uint32_t who)
{
    return who >= 1 && who <= (uint32_t)trace_task_count(f->trace);
}

/* ---- when something came of it last ---- */

/* The object that the event takes or gives back, with several workers that of its own; -1 if it is
 * none that is held for a while. */
static int64_t held_object(const struct finder *f, const struct trace_event *event)
{
    const struct timeline_lane *lane = timeline_lane_of(f->timeline, event->who);
    enum kind kind = lane && event->arg < f->objects_each ? f->kinds[event->arg] : OTHER;
    if (kind == OTHER || (kind == SEMAPHORE && event->detail != TRACE_TAKING_WITH))
        return -1;
    uint64_t number = (uint64_t)lane->worker * f->objects_each + event->arg;
    return number < f->object_count ? (int64_t)number : -1;
}

/* Looked at from the end of the run to its beginning. */
static bool came_for_good(struct finder *f, const struct trace_event *event)
{
    int64_t object = held_object(f, event);
    if (object < 0)
        return true;
    if (event->kind == TRACE_OBJECT_RELEASED) {
        f->given_back[object]++;
        return false;
    }
    if (f->given_back[object]) {
        f->given_back[object]--;
        return false;
    }
    int64_t run_ns = f->end_ns - trace_at(f->trace, f->begin)->time_ns;
    return f->end_ns - event->time_ns > run_ns / RECENT;
}

static bool is_progress(struct finder *f, const struct trace_event *event)
{
    switch (event->kind) {
    case TRACE_TASK_NEW:
    case TRACE_TASK_BEGIN:
    case TRACE_TASK_END:
    case TRACE_SAY:
    case TRACE_NOTE:
    case TRACE_ASK:
    case TRACE_ASKED:
    case TRACE_ANSWERED:
    case TRACE_NOTICED:
    case TRACE_SENT:
    case TRACE_RECEIVED:
    case TRACE_SHUT:
    case TRACE_FAILURE_HANDLED:
        return true;
    case TRACE_CANCELLED: /* who gives up after a while, to try again, is where he was */
        return event->detail != TRACE_CAUSE_TIMEOUT;
    case TRACE_STATE: /* a step of `compute`; or a thread of the pool */
        return !is_task(f, event->who) ||
               (event->detail == TRACE_RUNNING && event->reason == TRACE_BY_NONE);
    case TRACE_OBJECT_TAKEN:
    case TRACE_OBJECT_RELEASED:
        return came_for_good(f, event);
    default:
        return false;
    }
}

static void since_find(struct finder *f)
{
    f->since = f->end;
    while (f->since > f->begin && !is_progress(f, trace_at(f->trace, f->since - 1)))
        f->since--;
    size_t last = f->since > f->begin ? f->since - 1 : f->begin;
    f->since_ns = trace_at(f->trace, last)->time_ns;
}

/* ---- who tries ---- */

static int quarter_of(const struct finder *f, int64_t time_ns)
{
    int64_t at = (time_ns - f->since_ns) * QUARTERS / (f->end_ns - f->since_ns + 1);
    return at < 0 ? 0 : at < QUARTERS ? (int)at : QUARTERS - 1;
}

/* False: in the second half it comes to a value that it did not have in the first. */
static bool value_note(struct finder *f, const struct trace_event *event)
{
    if (event->arg >= (uint32_t)f->variable_count)
        return false;
    struct variable *variable = &f->variables[event->arg];
    for (int i = 0; i < variable->count; i++)
        if (variable->values[i] == event->value)
            return true;
    if (quarter_of(f, event->time_ns) >= QUARTERS / 2 || variable->count == VALUES_MOST)
        return false;
    variable->values[variable->count++] = event->value;
    return true;
}

static bool event_note(struct finder *f, const struct trace_event *event)
{
    if (!is_task(f, event->who))
        return true;
    bool tries = event->kind == TRACE_SHARED_READ || event->kind == TRACE_OBJECT_TAKEN;
    if (tries)
        f->tried[event->who] |= (uint8_t)(1 << quarter_of(f, event->time_ns));
    if (event->kind == TRACE_STATE && event->detail == TRACE_RUNNING)
        f->ran[event->who] = true;
    return event->kind != TRACE_SHARED_WRITE || value_note(f, event);
}

static bool events_note(struct finder *f)
{
    for (size_t i = f->since; i < f->end; i++)
        if (!event_note(f, trace_at(f->trace, i)))
            return false;
    return true;
}

static bool tries(const struct finder *f, const struct timeline_lane *lane)
{
    return f->tried[lane->actor] == ALL_QUARTERS;
}

/* Why it is in its last state; under polling, what it keeps asking for. */
static uint16_t last_reason(const struct finder *f, const struct timeline_lane *lane)
{
    uint32_t i = lane->count;
    while (i > 0 && timeline_was_stopped(lane->items[i - 1].reason))
        i--;
    return i ? timeline_wait_of(f->timeline, lane, &lane->items[i - 1]).reason : TRACE_BY_NONE;
}

/* It waits in a select that has no timeout. */
static bool selects_for_ever(const struct finder *f, const struct timeline_lane *lane)
{
    const struct trace_event *event = trace_at(f->trace, lane->items[lane->count - 1].event);
    return event->kind == TRACE_STATE && event->reason == TRACE_BY_SELECT && event->value == 0;
}

/* It waits for what only another can do, and did so all the time. */
static bool waits_for_another(const struct finder *f, const struct timeline_lane *lane)
{
    if (f->ran[lane->actor])
        return false;
    switch (last_reason(f, lane)) {
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
    case TRACE_BY_RESUME:
    case TRACE_BY_GEN_YIELD:
    case TRACE_BY_CREATED:
    case TRACE_BY_CHILD:
    case TRACE_BY_WORKER:
        return true;
    case TRACE_BY_SELECT:
        return selects_for_ever(f, lane);
    default:
        return false;
    }
}

static struct livelock *tasks_find(const struct finder *f)
{
    const struct timeline *timeline = f->timeline;
    struct livelock *found =
        mem_alloc(sizeof *found + (size_t)timeline->task_count * sizeof *found->tasks);
    for (int i = 0; i < timeline->task_count; i++) {
        const struct timeline_lane *lane = &timeline->lanes[timeline->first_task + i];
        if (timeline_has_end(lane) || waits_for_another(f, lane))
            continue;
        if (!tries(f, lane)) {
            free(found);
            return NULL;
        }
        found->tasks[found->count++] = lane->actor;
    }
    return found;
}

static void times_count(const struct finder *f, struct livelock *found)
{
    const struct timeline *timeline = f->timeline;
    found->since_ns = f->since_ns - trace_origin(f->trace);
    found->for_ns = f->end_ns - f->since_ns;
    for (int s = 0; s < timeline->strip_count; s++) {
        const struct timeline_lane *strip = &timeline->lanes[s];
        for (uint32_t i = timeline_behind(strip, found->since_ns); i < strip->count; i++)
            found->times += strip->items[i].from_ns > found->since_ns && timeline_takes(strip, i) &&
                            is_task(f, strip->items[i].object) &&
                            f->tried[strip->items[i].object] == ALL_QUARTERS;
    }
}

/* ---- the whole ---- */

static struct livelock *find(struct finder *f)
{
    since_find(f);
    int64_t begin_ns = trace_at(f->trace, f->begin)->time_ns;
    if ((f->since_ns - begin_ns) * 2 > f->end_ns - begin_ns || !events_note(f))
        return NULL;
    struct livelock *found = tasks_find(f);
    if (found)
        times_count(f, found);
    if (found && found->count && found->times >= TIMES_LEAST)
        return found;
    free(found);
    return NULL;
}

static void objects_begin(struct finder *f)
{
    static const enum kind kinds[TRACE_OTHER_OBJECT + 1] = {
        [TRACE_LOCK] = LOCK, [TRACE_SEMAPHORE] = SEMAPHORE};
    f->objects_each = (uint32_t)trace_meta_count(f->trace, "object");
    f->object_count = f->objects_each * trace_worker_count(f->trace);
    f->given_back = mem_alloc((size_t)(f->object_count + 1) * sizeof *f->given_back);
    f->kinds = mem_alloc((size_t)(f->objects_each + 1) * sizeof *f->kinds);
    for (int i = 0; i < (int)f->objects_each; i++)
        f->kinds[i] = kinds[trace_object_kind(f->trace, i)];
}

struct livelock *livelock_find(const struct timeline *timeline)
{
    const struct trace *trace = timeline->trace;
    const struct survey *survey = trace_survey(trace);
    size_t count = trace_count(trace);
    if (survey->begin >= count || survey->end >= count || survey->begin >= survey->end ||
        trace_at(trace, survey->end)->detail != TRACE_RESULT_TIMEOUT)
        return NULL;
    struct finder f = {.timeline = timeline,
                       .trace = trace,
                       .begin = survey->begin,
                       .end = survey->end,
                       .end_ns = trace_at(trace, survey->end)->time_ns,
                       .variable_count = trace_meta_count(trace, "shared")};
    size_t tasks = (size_t)trace_task_count(trace) + 1;
    objects_begin(&f);
    f.variables = mem_alloc((size_t)(f.variable_count + 1) * sizeof *f.variables);
    f.tried = mem_alloc(tasks * sizeof *f.tried);
    f.ran = mem_alloc(tasks * sizeof *f.ran);
    struct livelock *found = find(&f);
    free(f.given_back);
    free(f.kinds);
    free(f.variables);
    free(f.tried);
    free(f.ran);
    return found;
}
