/* Variables: what each is after every event that changes it.
 *
 * Of shared ones there is one of each in every worker that has memory of its own, or in every task
 * where each is a process. What they are is what was written last. With several threads two writes
 * that are under way at the same time may take effect in either order, and a read is stamped when
 * it is over: then nobody knows, until a write or a read that is alone says it.
 *
 * Of a body's own there is one of each in every frame: a call makes one, and its variables are gone
 * when it goes back.
 *
 * Where accesses are left out of the record nobody knows either. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "player/story_index.h"
#include "trace/survey.h"
#include "trace/traits.h"

/* A shared variable while the events are walked over. */
struct shared {
    bool known;
    int64_t value;
    uint32_t writer; /* who wrote it last … */
    int64_t write_ns;
    bool under_way; /* … and has not gone on */
};

/* A task, likewise. */
struct teller {
    uint32_t frame;    /* it is in, or STORY_NONE */
    bool beside;       /* a callback runs beside it, and what that does is told of it */
    bool left;         /* its accesses to shared variables are left out */
    int64_t before_ns; /* its event before this one */
    uint32_t pending;  /* the shared variable (with its key) that it wrote last, until it goes on */
};

struct maker {
    struct story *story;
    struct story_values *values;
    struct shared *shared; /* by key, variable */
    uint32_t *left;        /* by key: how many tasks leave accesses out */
    struct teller *tellers;
    uint32_t task_count;
    bool in_turn; /* stamps are in the order of the acts */
    size_t shared_room, own_room, frame_room, visit_room, exchange_room;
};

static struct story_cell *cell_add(struct story_cell **cells, size_t *count, size_t *room)
{
    MEM_GROW(*cells, *count, *room);
    return &(*cells)[(*count)++];
}

/* ---- shared variables ---- */

static uint32_t key_of(const struct story_values *values, uint32_t task)
{
    return values->copies ? task : values->workers[task];
}

static void shared_set(struct maker *m, uint32_t key, uint32_t variable, uint32_t event, bool known,
                       int64_t value)
{
    struct shared *shared = &m->shared[key * (uint32_t)m->values->shared_count + variable];
    known = known && !m->left[key];
    if (shared->known == known && (!known || shared->value == value))
        return;
    shared->known = known;
    shared->value = value;
    *cell_add(&m->values->shared, &m->values->shared_cells, &m->shared_room) =
        (struct story_cell){.key = key, .variable = variable, .event = event, .known = known};
}

/* Whether its stamps are in the order of its acts and of those of others: a process may have
 * callbacks on threads of their own, too. */
static bool in_turn(const struct maker *m, uint32_t task)
{
    return m->in_turn && !(m->values->copies && m->tellers[task].beside);
}

static void on_read(struct maker *m, const struct trace_event *event, uint32_t at)
{
    uint32_t key = key_of(m->values, event->who);
    struct shared *shared = &m->shared[key * (uint32_t)m->values->shared_count + event->arg];
    const struct teller *teller = &m->tellers[event->who];
    bool own = shared->writer == event->who || !shared->writer;
    bool sure = in_turn(m, event->who) ||
                (!teller->beside && (own || shared->write_ns < teller->before_ns));
    if (sure || !shared->known || shared->value != event->value)
        shared_set(m, key, event->arg, at, sure, event->value);
}

/* What was written again changes nothing, but it is news. */
static void on_write(struct maker *m, const struct trace_event *event, uint32_t at)
{
    uint32_t key = key_of(m->values, event->who);
    uint32_t number = key * (uint32_t)m->values->shared_count + event->arg;
    struct shared *shared = &m->shared[number];
    bool other = shared->writer != event->who || m->tellers[event->who].beside;
    bool both = !in_turn(m, event->who) && shared->under_way && other;
    shared->known = shared->known && shared->value != event->value;
    shared_set(m, key, event->arg, at, !both, event->value);
    shared->writer = event->who;
    shared->write_ns = event->time_ns;
    shared->under_way = true;
    m->tellers[event->who].pending = number + 1;
}

static void on_access(struct maker *m, const struct trace_event *event, uint32_t at)
{
    if (event->detail & TRACE_ACCESS_APART || event->arg >= (uint32_t)m->values->shared_count)
        return;
    if (event->kind == TRACE_SHARED_READ)
        on_read(m, event, at);
    else
        on_write(m, event, at);
}

static void shared_left(struct maker *m, uint32_t task, uint32_t at, bool left)
{
    uint32_t key = key_of(m->values, task);
    if (m->tellers[task].left == left || (m->tellers[task].beside && !left))
        return;
    m->tellers[task].left = left;
    m->left[key] += left ? 1 : (uint32_t)-1;
    for (int i = 0; left && i < m->values->shared_count; i++)
        shared_set(m, key, (uint32_t)i, at, false, 0);
}

/* ---- frames ---- */

static void visit(struct maker *m, uint32_t task, uint32_t frame, uint32_t at)
{
    struct story_values *values = m->values;
    MEM_GROW(values->visits, values->visit_count, m->visit_room);
    values->visits[values->visit_count++] = (struct story_visit){task, at, frame};
    m->tellers[task].frame = frame;
}

static uint32_t frame_add(struct maker *m, uint32_t task, struct story_frame frame)
{
    struct story_values *values = m->values;
    MEM_GROW(values->frames, values->frame_count, m->frame_room);
    values->frames[values->frame_count++] = frame;
    visit(m, task, (uint32_t)values->frame_count - 1, frame.from);
    return (uint32_t)values->frame_count - 1;
}

/* The one the task is in; its first one, if it has none. */
static uint32_t frame_of(struct maker *m, uint32_t task, uint32_t at)
{
    if (m->tellers[task].frame != STORY_NONE)
        return m->tellers[task].frame;
    return frame_add(
        m, task,
        (struct story_frame){.parent = STORY_NONE, .of = STORY_NONE, .from = at, .depth = 1});
}

static void frame_back(struct maker *m, uint32_t task, uint32_t depth, uint32_t at)
{
    uint32_t frame = frame_of(m, task, at);
    while (frame != STORY_NONE && m->values->frames[frame].depth > depth)
        frame = m->values->frames[frame].parent;
    if (frame != STORY_NONE && m->values->frames[frame].depth == depth)
        visit(m, task, frame, at);
    else
        frame_add(m, task,
                  (struct story_frame){
                      .parent = STORY_NONE, .of = STORY_NONE, .from = at, .depth = depth});
}

static void on_frame(struct maker *m, const struct trace_event *event, uint32_t at)
{
    uint32_t now = frame_of(m, event->who, at);
    struct story_frame frame = {
        .parent = now, .of = STORY_NONE, .from = at, .depth = (uint32_t)event->value};
    if (event->detail == TRACE_FRAME_BACK) {
        frame_back(m, event->who, frame.depth, at);
        return;
    }
    frame.of = event->detail == TRACE_FRAME_COPY ? now : STORY_NONE;
    if (event->detail == TRACE_FRAME_ANEW)
        frame.parent = STORY_NONE;
    frame_add(m, event->who, frame);
}

static void own_left(struct maker *m, uint32_t task, uint32_t at)
{
    uint32_t now = frame_of(m, task, at);
    frame_add(m, task,
              (struct story_frame){.parent = m->values->frames[now].parent,
                                   .of = now,
                                   .from = at,
                                   .depth = m->values->frames[now].depth,
                                   .blind = true});
}

static void on_assigned(struct maker *m, const struct trace_event *event, uint32_t at)
{
    if (event->arg >= (uint32_t)m->values->variable_count)
        return;
    uint32_t frame = frame_of(m, event->who, at);
    *cell_add(&m->values->own, &m->values->own_cells, &m->own_room) =
        (struct story_cell){.key = frame, .variable = event->arg, .event = at, .known = true};
    m->values->frames[frame].count++;
}

/* ---- generators ---- */

static void on_state(struct maker *m, const struct trace_event *event, uint32_t at)
{
    struct story_values *values = m->values;
    bool yielded = event->reason == TRACE_BY_GEN_YIELD && event->detail == TRACE_WAITING;
    bool sent = event->reason == TRACE_BY_RESUMED && event->detail == TRACE_RUNNING;
    if (!yielded && !sent)
        return;
    MEM_GROW(values->exchanges, values->exchange_count, m->exchange_room);
    values->exchanges[values->exchange_count++] = (struct story_visit){event->who, at, yielded};
}

/* ---- the walk ---- */

static void on_mark(struct maker *m, const struct trace_event *event, uint32_t at)
{
    if (event->detail == TRACE_LEFT_SHARED || event->detail == TRACE_LEFT_NOTHING)
        shared_left(m, event->who, at, event->detail == TRACE_LEFT_SHARED);
    else if (event->detail == TRACE_LEFT_OWN)
        own_left(m, event->who, at);
}

static void event_take(struct maker *m, const struct trace_event *event, uint32_t at)
{
    struct teller *teller = &m->tellers[event->who];
    if (teller->pending && !teller->beside) {
        struct shared *shared = &m->shared[teller->pending - 1];
        shared->under_way = shared->under_way && shared->writer != event->who;
        teller->pending = 0;
    }
    switch (event->kind) {
    case TRACE_TASK_BEGIN:
        if (!m->values->copies && event->value >= 0 && (uint64_t)event->value < m->values->keys)
            m->values->workers[event->who] = (uint32_t)event->value;
        break;
    case TRACE_SHARED_READ:
    case TRACE_SHARED_WRITE:
        on_access(m, event, at);
        break;
    case TRACE_ASSIGNED:
        on_assigned(m, event, at);
        break;
    case TRACE_FRAME:
        on_frame(m, event, at);
        break;
    case TRACE_MARK:
        on_mark(m, event, at);
        break;
    case TRACE_STATE:
        on_state(m, event, at);
        break;
    default:
        break;
    }
    teller->before_ns = event->time_ns;
}

static void events_walk(struct maker *m)
{
    for (size_t i = 0; i < m->story->index->event_count; i++) {
        const struct trace_event *event = trace_at(m->story->trace, i);
        bool by_another = event->kind == TRACE_WAKE || event->kind == TRACE_TASK_NEW ||
                          event->kind == TRACE_CANCELLED;
        if (event->kind == TRACE_CALLBACK_NEW && event->arg <= m->task_count)
            m->tellers[event->arg].beside = true;
        if (event->who >= 1 && event->who <= m->task_count && !by_another)
            event_take(m, event, (uint32_t)i);
    }
}

/* ---- in order ---- */

static uint32_t cell_key(const struct story_cell *cell, bool by_variable)
{
    return by_variable ? cell->variable : cell->key;
}

/* Stable: by variable first, then by key, and those of one in the order of time. */
static void cells_pass(struct story_cell **cells, size_t count, size_t keys, bool by_variable)
{
    size_t *starts = mem_alloc((keys + 1) * sizeof *starts);
    struct story_cell *sorted = mem_realloc(NULL, (count + 1) * sizeof *sorted);
    for (size_t i = 0; i < count; i++)
        starts[cell_key(&(*cells)[i], by_variable) + 1]++;
    for (size_t i = 0; i < keys; i++)
        starts[i + 1] += starts[i];
    for (size_t i = 0; i < count; i++)
        sorted[starts[cell_key(&(*cells)[i], by_variable)]++] = (*cells)[i];
    free(*cells);
    free(starts);
    *cells = sorted;
}

static void visits_pass(struct story_visit **visits, size_t count, size_t tasks)
{
    size_t *starts = mem_alloc((tasks + 1) * sizeof *starts);
    struct story_visit *sorted = mem_realloc(NULL, (count + 1) * sizeof *sorted);
    for (size_t i = 0; i < count; i++)
        starts[(*visits)[i].task + 1]++;
    for (size_t i = 0; i < tasks; i++)
        starts[i + 1] += starts[i];
    for (size_t i = 0; i < count; i++)
        sorted[starts[(*visits)[i].task]++] = (*visits)[i];
    free(*visits);
    free(starts);
    *visits = sorted;
}

static void all_sort(struct maker *m)
{
    struct story_values *values = m->values;
    cells_pass(&values->shared, values->shared_cells, (size_t)values->shared_count, true);
    cells_pass(&values->shared, values->shared_cells, values->keys, false);
    cells_pass(&values->own, values->own_cells, (size_t)values->variable_count, true);
    cells_pass(&values->own, values->own_cells, values->frame_count, false);
    for (size_t i = 0, first = 0; i < values->frame_count; i++) {
        values->frames[i].first = first;
        first += values->frames[i].count;
    }
    visits_pass(&values->visits, values->visit_count, (size_t)m->task_count + 1);
    visits_pass(&values->exchanges, values->exchange_count, (size_t)m->task_count + 1);
}

/* ---- all of it ---- */

static void shared_begin(struct maker *m)
{
    struct story_values *values = m->values;
    for (size_t key = 0; key < values->keys; key++)
        for (int i = 0; i < values->shared_count; i++) {
            struct shared *shared = &m->shared[key * (size_t)values->shared_count + (size_t)i];
            const char *initial = trace_meta(m->story->trace, "initial", i);
            shared->known = initial && !values->copies;
            shared->value = initial ? strtoll(initial, NULL, 10) : 0;
        }
}

void story_values_make(struct story *story)
{
    const struct trace *trace = story->trace;
    struct story_values *values = &story->index->values;
    struct maker m = {
        .story = story, .values = values, .task_count = (uint32_t)trace_task_count(trace)};
    size_t tasks = (size_t)m.task_count + 1;
    const bool *has = trace_survey(trace)->has_kind;
    values->told = trace_tells_values(trace);
    values->copies = trace_has_trait(trace, TRAIT_COPIES);
    values->shared_count = values->told ? trace_meta_count(trace, "shared") : 0;
    bool any = has[TRACE_ASSIGNED] || has[TRACE_SHARED_READ] || has[TRACE_SHARED_WRITE];
    if (!values->told || !any)
        return;
    values->variable_count = trace_meta_count(trace, "variable");
    values->keys = values->copies ? tasks : trace_worker_count(trace);
    values->workers = mem_alloc(tasks * sizeof *values->workers);
    m.in_turn = values->copies || story->timeline->has_gil ||
                (story->timeline->single_thread && !trace_survey(trace)->pool_count);
    m.shared = mem_alloc((values->keys * (size_t)values->shared_count + 1) * sizeof *m.shared);
    m.left = mem_alloc((values->keys + 1) * sizeof *m.left);
    m.tellers = mem_alloc(tasks * sizeof *m.tellers);
    for (size_t i = 0; i < tasks; i++)
        m.tellers[i].frame = STORY_NONE;
    shared_begin(&m);
    events_walk(&m);
    all_sort(&m);
    free(m.shared);
    free(m.left);
    free(m.tellers);
}

void story_values_free(struct story_values *values)
{
    free(values->workers);
    free(values->shared);
    free(values->own);
    free(values->frames);
    free(values->visits);
    free(values->exchanges);
}
