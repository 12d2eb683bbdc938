#include "config.h"

#include "trace/updates.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "trace/survey.h"
#include "trace/traits.h"

enum {
    WRITES_KEPT = 64,       /* of a variable: who reads early and writes late may miss as many */
    VISIBLE_NS = NS_PER_US, /* so long after it a write is seen by every core, and far longer */
};

/* A read and a write of one line, by one task, or of two where it kept what it had read. */
struct write {
    uint32_t task, event;
    bool changes;           /* it is an update, and makes a difference … */
    bool adds;              /* … to more, by a sum */
    bool atomic;            /* it was read and written in one act */
    int64_t at_ns, done_ns; /* done: by its next event the task has gone on; 0: not known */
};

struct variable {
    struct write writes[WRITES_KEPT]; /* a ring */
    size_t count;
};

/* What of a task may become an update. */
struct reader {
    bool reads;
    uint32_t variable, line;
    bool keeps; /* a variable of its own was set in that line: what it read may be used later */
    int64_t read_ns, value;
    bool beside;           /* its callbacks run beside it: what is next may be theirs */
    bool left;             /* its accesses are left out … */
    int64_t left_ns;       /* … and when that last changed */
    struct write *pending; /* its last write, until it goes on */
    uint32_t pending_event;
};

struct finder {
    const struct timeline *timeline;
    struct updates *updates;
    struct reader *readers; /* by task */
    struct variable *variables;
    uint32_t task_count, shared_count;
    uint32_t workers;
    int left;     /* how many tasks leave accesses out */
    bool in_turn; /* stamps are in the order of the acts */
};

static struct variable *variable_of(const struct finder *f, const struct trace_event *event)
{
    const struct timeline_lane *lane = timeline_lane_of(f->timeline, event->who);
    uint32_t worker = lane && lane->worker < f->workers ? lane->worker : 0;
    return event->arg < f->shared_count ? &f->variables[worker * f->shared_count + event->arg]
                                        : NULL;
}

static void on_read(struct reader *reader, const struct trace_event *event)
{
    reader->reads = true;
    reader->keeps = false;
    reader->variable = event->arg;
    reader->line = event->line;
    reader->read_ns = event->time_ns;
    reader->value = event->value;
}

/* It is the one that is written over: it has taken effect, and none came behind it, for nobody else
 * writes without telling it. */
static bool is_over(const struct finder *f, const struct write *write, const struct write *own)
{
    const struct reader *reader = &f->readers[write->task];
    if (f->left > f->readers[own->task].left || reader->left_ns > write->at_ns)
        return false;
    return f->in_turn || (write->done_ns && write->done_ns + VISIBLE_NS <= own->at_ns);
}

/* Looks for writes of others since the read, from the newest on. */
static void lost_find(struct finder *f, const struct variable *variable,
                      const struct reader *reader, const struct write *own)
{
    struct update_lost lost = {.event = own->event};
    bool any = false, covered = false;
    uint32_t newest = TRACE_NOBODY;
    size_t least = variable->count > WRITES_KEPT ? variable->count - WRITES_KEPT : 0;
    for (size_t i = variable->count; i-- > least;) {
        const struct write *write = &variable->writes[i % WRITES_KEPT];
        if (write->at_ns <= reader->read_ns)
            break;
        if (write->task == own->task)
            continue;
        if (!write->changes) { /* it was set to something, whatever it was */
            covered = true;
            continue;
        }
        if (write->atomic && !is_over(f, write, own))
            continue; /* it may have seen this one */
        if (!any) {
            newest = write->task;
            lost.other = write->event;
            lost.proven = !covered && is_over(f, write, own);
            lost.adds = write->adds && own->adds;
        } else if (write->task == newest && is_over(f, write, own)) {
            lost.more = lost.proven;
        }
        any = true;
    }
    if (!any)
        return;
    MEM_GROW(f->updates->lost, f->updates->count, f->updates->room);
    f->updates->lost[f->updates->count++] = lost;
}

static void on_write(struct finder *f, struct reader *reader, const struct trace_event *event,
                     uint32_t at)
{
    struct variable *variable = variable_of(f, event);
    if (!variable)
        return;
    bool update = reader->reads && reader->variable == event->arg &&
                  (reader->line == event->line || reader->keeps);
    struct write write = {.task = event->who, .event = at, .at_ns = event->time_ns};
    write.atomic = event->detail & TRACE_ACCESS_ATOMIC;
    write.changes = update && event->value != reader->value;
    write.adds = update && event->value > reader->value && !(event->detail & TRACE_ACCESS_SETS);
    if (write.changes && !write.atomic) /* it has seen all before it */
        lost_find(f, variable, reader, &write);
    reader->reads = false;
    reader->pending = &variable->writes[variable->count++ % WRITES_KEPT];
    reader->pending_event = at;
    *reader->pending = write;
}

/* The task has gone on: its last write is done. */
static void on_next(struct reader *reader, const struct trace_event *event)
{
    bool callback = event->kind == TRACE_STATE && event->reason == TRACE_BY_CALLBACK;
    reader->beside = reader->beside || callback;
    if (reader->pending && reader->pending->event == reader->pending_event && !reader->beside)
        reader->pending->done_ns = event->time_ns;
    reader->pending = NULL;
}

/* Accesses are left out here. */
static void on_mark(struct finder *f, struct reader *reader, const struct trace_event *event)
{
    bool left = event->detail == TRACE_LEFT_SHARED;
    reader->reads = false;
    bool ends = event->detail == TRACE_LEFT_NOTHING && !reader->beside;
    if ((!left && !ends) || left == reader->left)
        return;
    reader->left = left;
    reader->left_ns = event->time_ns;
    f->left += left ? 1 : -1;
}

static void event_take(struct finder *f, const struct trace_event *event, uint32_t at)
{
    struct reader *reader = &f->readers[event->who];
    on_next(reader, event);
    switch (event->kind) {
    case TRACE_SHARED_READ:
        if (!(event->detail & TRACE_ACCESS_APART))
            on_read(reader, event);
        break;
    case TRACE_ASSIGNED:
        reader->keeps = reader->keeps || (reader->reads && event->line == reader->line);
        break;
    case TRACE_SHARED_WRITE:
        if (!(event->detail & TRACE_ACCESS_APART))
            on_write(f, reader, event, at);
        break;
    case TRACE_MARK:
        on_mark(f, reader, event);
        break;
    case TRACE_TASK_END:
        reader->reads = false;
        break;
    default:
        break;
    }
}

/* Of what a task's own thread writes: others say of it when they wake it, and the kernel's record
 * is none of its acts. */
static bool is_own(const struct trace_event *event)
{
    switch (event->kind) {
    case TRACE_WAKE:
    case TRACE_TASK_NEW:
    case TRACE_CANCELLED:
    case TRACE_CYCLE:
    case TRACE_DEADLOCK:
        return false;
    default:
        return true;
    }
}

void updates_find(const struct timeline *timeline, struct updates *updates)
{
    const struct trace *trace = timeline->trace;
    const struct survey *survey = trace_survey(trace);
    struct finder f = {.timeline = timeline,
                       .updates = updates,
                       .task_count = (uint32_t)trace_task_count(trace),
                       .shared_count = (uint32_t)trace_meta_count(trace, "shared"),
                       .workers = trace_worker_count(trace),
                       .in_turn =
                           timeline->has_gil || (timeline->single_thread && !survey->pool_count)};
    *updates = (struct updates){0};
    if (!survey->has_kind[TRACE_SHARED_WRITE] || !trace_tells_values(trace) ||
        trace_has_trait(trace, TRAIT_COPIES))
        return;
    f.readers = mem_alloc(((size_t)f.task_count + 1) * sizeof *f.readers);
    f.variables = mem_alloc(((size_t)f.shared_count * f.workers + 1) * sizeof *f.variables);
    for (size_t i = 0; i < trace_count(trace); i++) {
        const struct trace_event *event = trace_at(trace, i);
        if (event->kind == TRACE_CALLBACK_NEW && event->arg <= f.task_count)
            f.readers[event->arg].beside = true;
        if (event->who >= 1 && event->who <= f.task_count && is_own(event))
            event_take(&f, event, (uint32_t)i);
    }
    free(f.readers);
    free(f.variables);
}

void updates_release(struct updates *updates)
{
    free(updates->lost);
    *updates = (struct updates){0};
}

const struct update_lost *updates_of(const struct updates *updates, uint32_t event)
{
    size_t low = 0, high = updates->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (updates->lost[middle].event < event)
            low = middle + 1;
        else
            high = middle;
    }
    return low < updates->count && updates->lost[low].event == event ? &updates->lost[low] : NULL;
}
