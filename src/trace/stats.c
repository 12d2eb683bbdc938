#include "config.h"

#include "trace/stats.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/sort.h"
#include "base/strbuf.h"
#include "trace/gil.h"
#include "trace/times.h"

/* What a task waits for, as far as lateness goes. */
struct wait {
    uint32_t request; /* 0: none */
    int64_t due_ns;   /* of a sleep, or -1 */
    bool queued;      /* a job, since then */
};

struct maker {
    struct stats *stats;
    const struct timeline *timeline;
    const struct trace *trace;
    struct stats_task **by_number;
    struct wait *waits; /* by number */
    int said_room, crash_room, value_room, other_room;
    uint32_t *tids;
    size_t tid_count, tid_room;
};

typedef void handler(struct maker *m, const struct trace_event *event, int64_t t, size_t index);

static struct stats_task *task_of(struct maker *m, uint32_t who)
{
    return who >= 1 && who <= (uint32_t)trace_task_count(m->trace) ? m->by_number[who] : NULL;
}

static char *text_copy(const struct trace *trace, size_t index)
{
    size_t len;
    const char *text = trace_text(trace, index, &len);
    return mem_strndup(text ? text : "", text ? len : 0);
}

/* ---- lateness ---- */

/* Who is told behind the end of the run, as another process of it is, was not late in it. */
static void late_note(struct maker *m, struct stats_task *task, int64_t since_ns, int64_t t)
{
    if (m->stats->ended || since_ns < 0 || t - since_ns <= task->late_ns)
        return;
    task->late_ns = t - since_ns;
    task->late_at_ns = t;
    if (task->late_ns > m->stats->late_ns)
        m->stats->late_ns = task->late_ns;
}

static int64_t answered_at(struct maker *m, uint32_t who, uint32_t id)
{
    const struct timeline_request *request = timeline_request_of(m->timeline, id);
    return request && request->who == who && !request->cancelled ? request->answered_ns : -1;
}

/* A callback's answer, unless its task was told of that before: then it only waited for its turn.
 */
static int64_t untold_at(struct maker *m, const struct stats_task *task, uint32_t id, int64_t t)
{
    const struct timeline_request *request = timeline_request_of(m->timeline, id);
    bool told = request && request->noticed_ns >= 0 && request->noticed_ns < t;
    return told ? -1 : answered_at(m, task->task, id);
}

/* Whether it is a callback that goes on, on the lane of its task, which waits for an answer. */
static bool is_of_callback(const struct wait *wait, uint16_t reason)
{
    return wait->request && (reason == TRACE_BY_OFFLOADED || reason == TRACE_BY_GOT_OBJECT ||
                             reason == TRACE_BY_WOKEN || reason == TRACE_BY_TIMER);
}

/* A wait that was over before t ends with the task's running again, by whatever name. */
static void late_settle(struct maker *m, struct stats_task *task, int64_t t)
{
    struct wait *wait = &m->waits[task->task];
    int64_t since = wait->request ? answered_at(m, task->task, wait->request) : wait->due_ns;
    if (since >= 0 && since <= t)
        late_note(m, task, since, t);
    *wait = (struct wait){.due_ns = -1};
}

/* Who waits for an answer or for the clock learns late that its time is over. */
static void late_out_of_time(struct maker *m, struct stats_task *task,
                             const struct trace_event *event, int64_t t)
{
    struct wait *wait = &m->waits[task->task];
    if (event->value && (wait->request || wait->due_ns >= 0))
        late_note(m, task, event->value - trace_origin(m->trace), t);
    *wait = (struct wait){.due_ns = -1};
}

static void late_follow(struct maker *m, struct stats_task *task, const struct trace_event *event,
                        int64_t t)
{
    struct wait *wait = &m->waits[task->task];
    if (event->reason == TRACE_BY_IO || event->reason == TRACE_BY_LOOKING ||
        event->reason == TRACE_BY_MEANWHILE)
        *wait = (struct wait){.request = event->arg, .due_ns = -1};
    else if (event->reason == TRACE_BY_SLEEP && event->value > 0)
        *wait = (struct wait){.due_ns = event->value - trace_origin(m->trace)};
    else if (event->reason == TRACE_BY_QUEUED)
        *wait = (struct wait){.due_ns = t, .queued = true};
    if (event->detail != TRACE_RUNNING)
        return;
    if (event->reason == TRACE_BY_TIMED_OUT) {
        late_out_of_time(m, task, event, t);
    } else if (event->reason == TRACE_BY_CALLBACK) {
        int64_t answered = untold_at(m, task, event->arg, t);
        if (answered >= 0 && answered <= t)
            late_note(m, task, answered, t);
        if (wait->request == event->arg) /* looked for on the task's lane, and told now */
            *wait = (struct wait){.due_ns = -1};
    } else if (event->reason != TRACE_BY_MEANWHILE && !is_of_callback(wait, event->reason)) {
        late_settle(m, task, t);
    }
}

/* ---- events ---- */

static void on_run_end(struct maker *m, const struct trace_event *event, int64_t t, size_t index)
{
    if (m->stats->ended)
        return;
    m->stats->ended = true;
    m->stats->result = event->detail <= TRACE_RESULT_STOPPED ? event->detail : TRACE_RESULT_STOPPED;
    m->stats->ending = event->arg < TRACE_ENDING_COUNT ? event->arg : TRACE_ENDING_NONE;
    m->stats->ending_value = event->value;
    m->stats->ending_reason = event->reason;
    m->stats->ending_line = event->line;
    free(m->stats->ending_text);
    m->stats->ending_text = text_copy(m->trace, index);
}

static void tid_note(struct maker *m, const struct trace_event *event)
{
    if (!event->arg)
        return;
    MEM_GROW(m->tids, m->tid_count, m->tid_room);
    m->tids[m->tid_count++] = event->arg;
}

static void on_thread(struct maker *m, const struct trace_event *event, int64_t t, size_t index)
{
    tid_note(m, event);
}

static void on_task_begin(struct maker *m, const struct trace_event *event, int64_t t, size_t index)
{
    struct stats_task *task = task_of(m, event->who);
    tid_note(m, event);
    if (task && task->begin_ns < 0)
        task->begin_ns = t;
    if (task && m->waits[task->task].queued)
        late_settle(m, task, t);
}

/* On a thread of its own, too, a callback is its task's. */
static void callback_follow(struct maker *m, const struct trace_event *event, int64_t t)
{
    struct stats_task *task = task_of(m, timeline_owner(m->timeline, event->who));
    if (task && event->detail == TRACE_RUNNING && event->reason == TRACE_BY_CALLBACK)
        late_follow(m, task, event, t);
}

static void on_region(struct maker *m, const struct trace_event *event, int64_t t, size_t index)
{
    struct stats_region *regions = m->stats->regions;
    if (event->arg < (uint32_t)m->stats->region_count && event->value > regions[event->arg].most)
        regions[event->arg].most = event->value;
}

static void on_state(struct maker *m, const struct trace_event *event, int64_t t, size_t index)
{
    struct stats_task *task = task_of(m, event->who);
    if (task)
        late_follow(m, task, event, t);
    else if (event->who >= TRACE_HELPER && event->who < TRACE_POOL)
        callback_follow(m, event, t);
}

/* A call of a recorded program has returned: from here on it could go on, or from when its sleep
 * was over, though it had no core then. */
static void on_returned(struct maker *m, const struct trace_event *event, int64_t t, size_t index)
{
    struct wait *wait = task_of(m, event->who) ? &m->waits[event->who] : NULL;
    if (wait && (wait->due_ns < 0 || wait->due_ns > t))
        *wait = (struct wait){.due_ns = t};
}

static void on_task_end(struct maker *m, const struct trace_event *event, int64_t t, size_t index)
{
    struct stats_task *task = m->stats->ended ? NULL : task_of(m, event->who);
    size_t len;
    if (task && !task->failure && trace_text(m->trace, index, &len) && len)
        task->failure = text_copy(m->trace, index);
    if (!task || event->detail != TRACE_END_CRASHED)
        return;
    struct stats *stats = m->stats;
    MEM_GROW(stats->crashes, stats->crash_count, m->crash_room);
    stats->crashes[stats->crash_count++] =
        (struct stats_crash){.t_ns = t, .line = event->line, .event = (uint32_t)index};
}

/* What a thread of the pool still does while the run is being ended is not of the run: of that only
 * what it has cost is counted, and looks, whose number may be told later. */
static void on_say(struct maker *m, const struct trace_event *event, int64_t t, size_t index)
{
    struct stats *stats = m->stats;
    if (stats->ended)
        return;
    MEM_GROW(stats->said, stats->said_count, m->said_room);
    stats->said[stats->said_count++] =
        (struct stats_said){.t_ns = t,
                            .who = event->who,
                            .line = event->line,
                            .task = timeline_actor_id(m->timeline, event->who),
                            .text = text_copy(m->trace, index)};
}

static void on_asked(struct maker *m, const struct trace_event *event, int64_t t, size_t index)
{
    struct stats_task *task = task_of(m, event->who);
    if (!task || m->stats->ended)
        return;
    if (!task->asked++)
        task->first_ask_ns = t;
}

static void on_looks(struct maker *m, const struct trace_event *event, int64_t t, size_t index)
{
    struct stats_task *task = task_of(m, event->who);
    m->stats->looks += event->value;
    if (task)
        task->looks += event->value;
}

static bool is_of_clock(const struct trace *trace, const char *name)
{
    for (int i = 0; i < trace_meta_count(trace, "clock"); i++)
        if (strcmp(trace_meta(trace, "clock", i), name) == 0)
            return true;
    return false;
}

static void on_shared_final(struct maker *m, const struct trace_event *event, int64_t t,
                            size_t index)
{
    struct stats *stats = m->stats;
    int number = (int)event->arg;
    const char *name =
        event->detail ? trace_object_name(m->trace, number) : trace_shared_name(m->trace, number);
    bool of_worker = event->who > TRACE_LOOP && event->who < TRACE_POOL;
    uint32_t worker = of_worker ? event->who - TRACE_LOOP : 0;
    struct stats_value value = {name, event->value, !event->detail && is_of_clock(m->trace, name),
                                worker};
    if (!worker) {
        MEM_GROW(stats->values, stats->value_count, m->value_room);
        stats->values[stats->value_count++] = value;
    } else if (worker < trace_worker_count(m->trace)) {
        MEM_GROW(stats->others, stats->other_count, m->other_room);
        stats->others[stats->other_count++] = value;
    }
}

static void on_cpu(struct maker *m, const struct trace_event *event, int64_t t, size_t index)
{
    m->stats->cpu_ns += event->value;
}

static void on_delay(struct maker *m, const struct trace_event *event, int64_t t, size_t index)
{
    m->stats->delay_ns += event->value;
}

static void on_memory(struct maker *m, const struct trace_event *event, int64_t t, size_t index)
{
    int64_t each = event->value / (event->arg ? event->arg : 1);
    if (each > m->stats->memory_per_task)
        m->stats->memory_per_task = each;
}

static void on_lost(struct maker *m, const struct trace_event *event, int64_t t, size_t index)
{
    m->stats->lost += event->value;
}

static handler *const handlers[TRACE_KIND_COUNT] = {
    [TRACE_RUN_END] = on_run_end,
    [TRACE_THREAD] = on_thread,
    [TRACE_TASK_BEGIN] = on_task_begin,
    [TRACE_STATE] = on_state,
    [TRACE_REGION_ENTERED] = on_region,
    [TRACE_TASK_END] = on_task_end,
    [TRACE_RETURNED] = on_returned,
    [TRACE_SAY] = on_say,
    [TRACE_ASKED] = on_asked,
    [TRACE_LOOKS] = on_looks,
    [TRACE_SHARED_FINAL] = on_shared_final,
    [TRACE_CPU] = on_cpu,
    [TRACE_DELAY] = on_delay,
    [TRACE_MEMORY] = on_memory,
    [TRACE_LOST] = on_lost,
};

/* ---- the whole ---- */

/* The title as the run told it, else what stands in the first line that begins with the word
 * scenario. */
static char *title_find(const struct trace *trace)
{
    const char *title = trace_meta(trace, "title", 0);
    if (title)
        return mem_strdup(title);
    size_t len;
    const char *at = trace_source(trace, &len), *end = at + len;
    while (at < end) {
        const char *eol = memchr(at, '\n', (size_t)(end - at));
        const char *stop = eol ? eol : end;
        if ((size_t)(stop - at) > 10 && memcmp(at, "scenario \"", 10) == 0) {
            const char *quote = memchr(at + 10, '"', (size_t)(stop - at - 10));
            return mem_strndup(at + 10, (size_t)((quote ? quote : stop) - at - 10));
        }
        at = stop + 1;
    }
    return mem_strdup("");
}

static void regions_begin(struct maker *m)
{
    struct stats *stats = m->stats;
    stats->region_count = trace_meta_count(m->trace, "region");
    stats->regions = mem_alloc(((size_t)stats->region_count + 1) * sizeof *stats->regions);
    for (int i = 0; i < stats->region_count; i++)
        stats->regions[i].name = trace_meta(m->trace, "region", i);
}

static void tasks_begin(struct maker *m)
{
    const struct timeline *timeline = m->timeline;
    size_t room = (size_t)trace_task_count(m->trace) + 1;
    m->by_number = mem_alloc(room * sizeof *m->by_number);
    m->waits = mem_alloc(room * sizeof *m->waits);
    m->stats->task_count = timeline->task_count;
    m->stats->tasks = mem_alloc((size_t)timeline->task_count * sizeof *m->stats->tasks);
    for (int i = 0; i < timeline->task_count; i++) {
        const struct timeline_lane *lane = &timeline->lanes[timeline->first_task + i];
        m->stats->tasks[i] =
            (struct stats_task){.task = lane->actor,
                                .name = trace_task_name(m->trace, (int)lane->actor),
                                .start_ns = lane->start_ns,
                                .begin_ns = -1,
                                .end_ns = lane->ended ? lane->end_ns : -1,
                                .states = lane->total,
                                .first_ask_ns = -1,
                                .late_at_ns = -1};
        m->by_number[lane->actor] = &m->stats->tasks[i];
        m->waits[lane->actor].due_ns = -1;
        for (int state = 0; state < TRACE_STATE_COUNT; state++)
            m->stats->states.ns[state] += lane->total.ns[state];
    }
}

static const char *task_result(const struct stats *stats, const struct timeline_lane *lane)
{
    if (lane->ended)
        return trace_end_name(lane->end);
    return lane->lost ? "crashed" : "unfinished";
}

/* A created generator that nobody finished does not keep a scenario alive. */
static bool keeps_alive(const struct timeline_lane *lane)
{
    return lane->count && lane->items[0].reason != TRACE_BY_CREATED;
}

static void tasks_end(struct maker *m)
{
    struct stats *stats = m->stats;
    bool all = stats->task_count > 0;
    for (int i = 0; i < stats->task_count; i++) {
        const struct timeline_lane *lane = &m->timeline->lanes[m->timeline->first_task + i];
        stats->tasks[i].result = task_result(stats, lane);
        all &= lane->ended || !keeps_alive(lane);
        if (lane->ended && lane->end_ns > stats->elapsed_ns)
            stats->elapsed_ns = lane->end_ns;
    }
    if (!all || !stats->elapsed_ns)
        stats->elapsed_ns = m->timeline->end_ns;
}

static int by_value(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

static int64_t threads_count(struct maker *m)
{
    int64_t threads = 0;
    if (m->tid_count)
        sort_stable(m->tids, m->tid_count, sizeof *m->tids, by_value);
    for (size_t i = 0; i < m->tid_count; i++)
        threads += i == 0 || m->tids[i] != m->tids[i - 1];
    return threads ? threads : 1;
}

static int by_time(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return a < b ? -1 : a > b;
}

/* Requests are in order of asking. */
static int64_t requests_most(const struct timeline *timeline)
{
    int count = timeline->request_count, answered = 0, most = 0;
    int64_t *answers = mem_alloc((size_t)(count + 1) * sizeof *answers);
    for (int i = 0; i < count; i++) {
        int64_t at = timeline->requests[i].answered_ns;
        answers[i] = at < 0 ? INT64_MAX : at;
    }
    sort_stable(answers, (size_t)count, sizeof *answers, by_time);
    for (int i = 0; i < count; i++) {
        while (answered < count && answers[answered] <= timeline->requests[i].asked_ns)
            answered++;
        most = i + 1 - answered > most ? i + 1 - answered : most;
    }
    free(answers);
    return most;
}

static void walk(struct maker *m)
{
    int64_t origin = trace_origin(m->trace);
    for (size_t i = 0; i < trace_count(m->trace); i++) {
        const struct trace_event *event = trace_at(m->trace, i);
        if (event->kind < TRACE_KIND_COUNT && handlers[event->kind])
            handlers[event->kind](m, event, event->time_ns - origin, i);
    }
}

struct stats *stats_new(const struct timeline *timeline)
{
    struct stats *stats = mem_alloc(sizeof *stats);
    struct maker m = {.stats = stats, .timeline = timeline, .trace = timeline->trace};
    const char *model = trace_meta(m.trace, "model", 0);
    const char *switches = trace_meta(m.trace, "switches", 0);
    stats->timeline = timeline;
    stats->model = model ? model : "";
    stats->title = stats->title_text = title_find(m.trace);
    stats->schedule = trace_meta(m.trace, "schedule", 0);
    stats->result = TRACE_RESULT_STOPPED;
    stats->ending_text = mem_strdup("");
    stats->memory_per_task = -1;
    stats->switches_known = switches && strcmp(switches, "perf") == 0;
    tasks_begin(&m);
    regions_begin(&m);
    walk(&m);
    tasks_end(&m);
    stats->livelock = livelock_find(timeline);
    stats->handoffs = timeline_handoffs(timeline);
    stats->parallel = timeline->parallel;
    stats->gil_ns = gil_waited_ns(timeline);
    stats->threads = threads_count(&m);
    stats->requests_most = requests_most(timeline);
    free(m.by_number);
    free(m.waits);
    free(m.tids);
    return stats;
}

bool stats_is_late(const struct stats *stats, int64_t late_ns)
{
    return late_ns >= NS_PER_MS && late_ns * 50 >= stats->elapsed_ns;
}

int stats_said_until(const struct stats *stats, int64_t t_ns)
{
    return (int)TIMES_UNTIL_OF(stats->said, t_ns, stats->said_count, t_ns);
}

void stats_free(struct stats *stats)
{
    if (!stats)
        return;
    for (int i = 0; i < stats->task_count; i++)
        free(stats->tasks[i].failure);
    for (int i = 0; i < stats->said_count; i++)
        free(stats->said[i].text);
    free(stats->tasks);
    free(stats->said);
    free(stats->crashes);
    free(stats->livelock);
    free(stats->values);
    free(stats->others);
    free(stats->regions);
    free(stats->ending_text);
    free(stats->title_text);
    free(stats);
}
