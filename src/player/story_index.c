#include "config.h"

#include "player/story_index.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/sort.h"
#include "trace/sort.h"

/* ---- events ---- */

/* Those that change something by themselves; the others do if an interval begins with them. */
static const bool is_seen[TRACE_KIND_COUNT] = {
    [TRACE_RUN_END] = true,      [TRACE_TASK_NEW] = true,
    [TRACE_TASK_BEGIN] = true,   [TRACE_TASK_END] = true,
    [TRACE_SAY] = true,          [TRACE_NOTE] = true,
    [TRACE_ASK] = true,          [TRACE_ASKED] = true,
    [TRACE_TAKEN] = true,        [TRACE_ANSWERED] = true,
    [TRACE_NOTICED] = true,      [TRACE_LOOKS] = true,
    [TRACE_OBJECT_TAKEN] = true, [TRACE_OBJECT_RELEASED] = true,
    [TRACE_SENT] = true,         [TRACE_RECEIVED] = true,
    [TRACE_SHUT] = true,         [TRACE_SHARED_READ] = true,
    [TRACE_SHARED_WRITE] = true, [TRACE_ASSIGNED] = true,
    [TRACE_FRAME] = true,        [TRACE_GIL_GOT] = true,
    [TRACE_GIL_FREED] = true,    [TRACE_GIL_ASKED] = true,
    [TRACE_CANCELLED] = true,    [TRACE_FAILURE_HANDLED] = true,
    [TRACE_DEADLOCK] = true,     [TRACE_REGION_ENTERED] = true,
    [TRACE_REGION_LEFT] = true,
};

struct first_seen {
    uint32_t tid;
    int64_t t_ns;
};

struct threads {
    struct first_seen *items;
    size_t count, room;
};

static void see(struct story_index *index, size_t event)
{
    if (event < index->event_count)
        index->visible[event / 64] |= 1ULL << event % 64;
}

static void thread_note(struct threads *threads, const struct trace_event *event, int64_t t)
{
    bool names = event->kind == TRACE_TASK_BEGIN || event->kind == TRACE_THREAD;
    if (!names || !event->arg ||
        (threads->count && threads->items[threads->count - 1].tid == event->arg))
        return;
    MEM_GROW(threads->items, threads->count, threads->room);
    threads->items[threads->count++] = (struct first_seen){event->arg, t};
}

static void event_note(struct story_index *index, const struct trace_event *event, size_t at)
{
    if (event->kind < TRACE_KIND_COUNT && is_seen[event->kind])
        see(index, at);
    if (event->kind == TRACE_GIL_GOT || event->kind == TRACE_GIL_FREED ||
        event->kind == TRACE_GIL_ASKED)
        story_list_add(&index->gil, (uint32_t)at);
}

void story_count(const struct story *story, size_t at, struct story_counts *counts)
{
    const struct trace_event *event = trace_at(story->trace, at);
    if (event->kind == TRACE_LOOKS)
        counts->looks += event->value;
    if (event->kind != TRACE_ANSWERED)
        return;
    const struct timeline_request *request = timeline_request_of(story->timeline, event->arg);
    counts->answers += request && request->answered_ns >= 0 && request->answered_event == at;
}

/* Ends early if `stop` is set. */
static void events_walk(struct story *story, struct threads *threads, const atomic_bool *stop)
{
    struct story_index *index = story->index;
    struct story_counts counts = {0};
    for (size_t i = 0; i < index->event_count; i++) {
        const struct trace_event *event = trace_at(story->trace, i);
        if (i % TRACE_PROGRESS_STEPS == 0 && atomic_load_explicit(stop, memory_order_relaxed))
            return;
        if (i % STORY_EVENT_STRIDE == 0)
            index->counts[i / STORY_EVENT_STRIDE] = counts;
        event_note(index, event, i);
        thread_note(threads, event, story_event_ns(story, i));
        story_count(story, i, &counts);
    }
    if (index->event_count % STORY_EVENT_STRIDE == 0)
        index->counts[index->event_count / STORY_EVENT_STRIDE] = counts;
}

static size_t events_of_run(const struct trace *trace)
{
    size_t count = trace_count(trace);
    for (size_t i = count; i-- > 0;)
        if (trace_at(trace, i)->kind == TRACE_RUN_END)
            count = i + 1;
    return count;
}

static int by_tid(const void *left, const void *right)
{
    const struct first_seen *a = left, *b = right;
    if (a->tid != b->tid)
        return a->tid < b->tid ? -1 : 1;
    return a->t_ns < b->t_ns ? -1 : a->t_ns > b->t_ns;
}

static int by_time(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return a < b ? -1 : a > b;
}

static void threads_make(struct story_index *index, struct threads *threads)
{
    index->thread_ns = mem_alloc((threads->count + 1) * sizeof *index->thread_ns);
    if (threads->count)
        sort_stable(threads->items, threads->count, sizeof *threads->items, by_tid);
    for (size_t i = 0; i < threads->count; i++)
        if (i == 0 || threads->items[i].tid != threads->items[i - 1].tid)
            index->thread_ns[index->thread_count++] = threads->items[i].t_ns;
    if (index->thread_count)
        sort_stable(index->thread_ns, index->thread_count, sizeof *index->thread_ns, by_time);
    free(threads->items);
}

/* ---- lanes ---- */

struct derived {
    struct sort_key *keys;
    size_t count, room;
};

static void lane_walk(struct story *story, const struct timeline_lane *lane,
                      struct derived *derived)
{
    size_t count = story->index->event_count;
    for (uint32_t i = 0; i < lane->count && lane->thin; i++)
        see(story->index, thin_event(lane->thin, i));
    for (uint32_t i = 0; i < lane->count && !lane->thin; i++) {
        const struct timeline_interval *item = &lane->items[i];
        see(story->index, item->event);
        if (item->event < count && story_event_ns(story, item->event) == item->from_ns)
            continue;
        MEM_GROW(derived->keys, derived->count, derived->room);
        derived->keys[derived->count++] = (struct sort_key){item->from_ns, 0};
    }
}

static void derived_make(struct story *story)
{
    struct story_index *index = story->index;
    const struct timeline *timeline = story->timeline;
    struct derived derived = {0};
    for (int i = timeline->strip_count; i < timeline->lane_count; i++)
        lane_walk(story, &timeline->lanes[i], &derived);
    if (derived.count)
        sort_keys(derived.keys, derived.count);
    index->derived = mem_alloc((derived.count + 1) * sizeof *index->derived);
    for (size_t i = 0; i < derived.count; i++)
        if (i == 0 || derived.keys[i].time_ns != derived.keys[i - 1].time_ns)
            index->derived[index->derived_count++] = derived.keys[i].time_ns;
    free(derived.keys);
}

/* A wait for what one started oneself is as long as that takes. */
static bool waits_for_own(const struct timeline_interval *item)
{
    switch (item->reason) {
    case TRACE_BY_AWAIT:
    case TRACE_BY_AWAIT_ALL:
    case TRACE_BY_AWAIT_ANY:
    case TRACE_BY_AWAIT_FIRST:
    case TRACE_BY_GROUP:
    case TRACE_BY_CHILD:
    case TRACE_BY_CREATED:
    case TRACE_BY_RESUME:
    case TRACE_BY_THROW:
    case TRACE_BY_CLOSE:
    case TRACE_BY_GEN_YIELD:
        return true;
    default:
        return false;
    }
}

static bool is_wait(const struct timeline_interval *item)
{
    return item->state == TRACE_WAITING || item->state == TRACE_BLOCKED ||
           item->state == TRACE_LOCKED;
}

static void longest_make(struct story *story)
{
    const struct timeline *timeline = story->timeline;
    int64_t longest[2] = {0, 0}, from[2] = {-1, -1};
    for (int i = 0; i < timeline->task_count; i++) {
        const struct timeline_lane *lane = &timeline->lanes[timeline->first_task + i];
        for (uint32_t k = 0; k < lane->count; k++) {
            const struct timeline_interval *item = &lane->items[k];
            int own = waits_for_own(item);
            if (!is_wait(item) || item->to_ns - item->from_ns <= longest[own])
                continue;
            longest[own] = item->to_ns - item->from_ns;
            from[own] = item->from_ns;
        }
    }
    story->index->longest_from_ns = from[0] >= 0 ? from[0] : from[1];
}

/* ---- CPU time of very many lanes ---- */

static bool uses_cpu(const struct timeline_interval *item)
{
    return item->state == TRACE_RUNNING || item->state == TRACE_POLLING;
}

/* Adds an interval to the columns it reaches into; those that it fills go into `full`, as a
 * difference. */
static void column_add(const struct story_index *index, int64_t *full,
                       const struct timeline_interval *item)
{
    int64_t width = index->column_ns, first = item->from_ns / width, last = item->to_ns / width;
    if (first == last) {
        index->cpu_ns[first + 1] += item->to_ns - item->from_ns;
        return;
    }
    index->cpu_ns[first + 1] += (first + 1) * width - item->from_ns;
    full[first + 1]++;
    full[last]--;
    if (last < STORY_COLUMNS)
        index->cpu_ns[last + 1] += item->to_ns - last * width;
}

static void columns_make(struct story *story)
{
    struct story_index *index = story->index;
    const struct timeline *timeline = story->timeline;
    if (timeline->lane_count <= STORY_LANES_EXACT)
        return;
    int64_t *full = mem_alloc((STORY_COLUMNS + 1) * sizeof *full);
    index->cpu_ns = mem_alloc((STORY_COLUMNS + 1) * sizeof *index->cpu_ns);
    index->column_ns = story->end_ns / STORY_COLUMNS + 1;
    for (int i = timeline->first_task; i < timeline->lane_count; i++) {
        const struct timeline_lane *lane = &timeline->lanes[i];
        bool counts = timeline_executes(lane);
        for (uint32_t k = 0; counts && k < lane->count; k++)
            if (uses_cpu(&lane->items[k]))
                column_add(index, full, &lane->items[k]);
    }
    int64_t filled = 0;
    for (int i = 0; i < STORY_COLUMNS; i++) {
        filled += full[i];
        index->cpu_ns[i + 1] += index->cpu_ns[i] + filled * index->column_ns;
    }
    free(full);
}

/* ---- requests, marks, hand-offs ---- */

static void requests_make(struct story *story)
{
    struct story_index *index = story->index;
    size_t count = (size_t)story->timeline->request_count, large = STORY_BLOCK * STORY_BLOCK;
    index->block_ns = mem_alloc((count / STORY_BLOCK + 1) * sizeof(int64_t));
    index->large_ns = mem_alloc((count / large + 1) * sizeof(int64_t));
    for (size_t i = 0; i < count; i++) {
        int64_t t = story->timeline->requests[i].answered_ns;
        t = t < 0 ? INT64_MAX : t;
        if (t > index->block_ns[i / STORY_BLOCK])
            index->block_ns[i / STORY_BLOCK] = t;
        if (t > index->large_ns[i / large])
            index->large_ns[i / large] = t;
    }
}

static enum story_class class_of(uint8_t kind)
{
    switch (kind) {
    case STORY_SAY:
    case STORY_FAILURE:
        return STORY_OUTPUTS;
    case STORY_NOTE:
    case STORY_ASK:
        return STORY_NOTES;
    default:
        return STORY_LATENESS;
    }
}

static void marks_walk(struct story *story)
{
    struct story_index *index = story->index;
    struct story_late late = {0};
    index->late = mem_alloc((story->mark_count / STORY_MARK_STRIDE + 1) * sizeof late);
    for (size_t i = 0; i < story->mark_count; i++) {
        const struct story_mark *mark = &story->marks[i];
        if (i % STORY_MARK_STRIDE == 0)
            index->late[i / STORY_MARK_STRIDE] = late;
        story_list_add(&index->of[class_of(mark->kind)], (uint32_t)i);
        if (mark->kind == STORY_ASK)
            story_list_add(&index->of[STORY_ASKS], (uint32_t)i);
        if (mark->kind != STORY_LATE)
            continue;
        int64_t ns = mark->t_ns - mark->since_ns;
        late.count++;
        late.sum_ns += ns;
        late.most_ns = ns > late.most_ns ? ns : late.most_ns;
    }
    if (story->mark_count % STORY_MARK_STRIDE == 0)
        index->late[story->mark_count / STORY_MARK_STRIDE] = late;
}

/* ---- all of it ---- */

/* What needs neither marks nor hand-offs. */
static void *index_walk(void *arg)
{
    struct story_indexing *work = arg;
    struct story *story = work->story;
    struct threads threads = {0};
    events_walk(story, &threads, &work->stop);
    threads_make(story->index, &threads);
    if (atomic_load(&work->stop))
        return NULL;
    derived_make(story);
    longest_make(story);
    columns_make(story);
    requests_make(story);
    story_objects_make(story);
    story_values_make(story);
    updates_find(story->timeline, &story->index->updates);
    return NULL;
}

void story_index_begin(struct story *story, struct story_indexing *work)
{
    struct story_index *index = story->index = mem_alloc(sizeof *index);
    index->event_count = events_of_run(story->trace);
    index->visible = mem_alloc((index->event_count / 64 + 1) * sizeof *index->visible);
    index->counts =
        mem_alloc((index->event_count / STORY_EVENT_STRIDE + 1) * sizeof *index->counts);
    work->story = story;
    atomic_init(&work->stop, false);
    work->beside = index->event_count >= STORY_LONG &&
                   pthread_create(&work->thread, NULL, index_walk, work) == 0;
}

void story_index_end(struct story_indexing *work, bool wanted)
{
    if (!wanted)
        atomic_store(&work->stop, true);
    if (work->beside)
        pthread_join(work->thread, NULL);
    else
        index_walk(work);
    if (!wanted)
        return;
    marks_walk(work->story);
    story_pace_make(work->story);
}

void story_index_free(struct story_index *index)
{
    if (!index)
        return;
    story_objects_free(index);
    story_values_free(&index->values);
    updates_release(&index->updates);
    free(index->pace.items);
    for (int i = 0; i < STORY_CLASSES; i++)
        free(index->of[i].items);
    free(index->gil.items);
    free(index->visible);
    free(index->derived);
    free(index->counts);
    free(index->thread_ns);
    free(index->late);
    free(index->block_ns);
    free(index->large_ns);
    free(index->cpu_ns);
    free(index);
}
