#include "config.h"

#include "trace/trace.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pages.h"
#include "base/sort.h"
#include "base/utf8.h"
#include "trace/recording.h"
#include "trace/sort.h"
#include "trace/times.h"
#include "trace/trace_private.h"

enum { WORKERS_MOST = 4096 };

static void source_release(struct source *source)
{
    free(source->name);
    free(source->text);
}

static struct source source_of(const char *name, const char *source, size_t len)
{
    return (struct source){.name = mem_strdup(name ? name : ""),
                           .text = mem_strndup(source ? source : "", source ? len : 0),
                           .len = source ? len : 0};
}

struct trace *trace_new(void)
{
    struct trace *trace = mem_alloc(sizeof *trace);
    trace_add_source(trace, "", "", 0);
    return trace;
}

static void events_resize(struct trace *trace, size_t room)
{
    size_t size = sizeof *trace->events;
    trace->events = pages_resize(trace->events, trace->room * size, room * size);
    trace->room = room;
}

void trace_free(struct trace *trace)
{
    if (!trace)
        return;
    for (int i = 0; i < trace->meta_count; i++) {
        free(trace->metas[i].key);
        free(trace->metas[i].value);
    }
    for (int i = 0; i <= trace->task_count && trace->task_names; i++)
        free(trace->task_names[i]);
    free(trace->task_names);
    free(trace->metas);
    events_resize(trace, 0);
    texts_release(&trace->texts);
    survey_release(&trace->survey);
    recording_free(trace->recording);
    for (int i = 0; i < trace->source_count; i++)
        source_release(&trace->sources[i]);
    free(trace->sources);
    free(trace);
}

void trace_reserve(struct trace *trace, size_t count)
{
    if (count <= trace->room)
        return;
    events_resize(trace, count);
}

void trace_add(struct trace *trace, const struct trace_event *event, const char *text, size_t len)
{
    if (trace->count >= UINT32_MAX - 1)
        return;
    if (trace->count >= trace->room)
        events_resize(trace, trace->room ? trace->room * 2 : 64);
    if (text)
        texts_add(&trace->texts, (uint32_t)trace->count, text, len);
    trace->events[trace->count++] = *event;
}

void trace_set_source(struct trace *trace, const char *name, const char *source, size_t len)
{
    source_release(&trace->sources[0]);
    trace->sources[0] = source_of(name, source, len);
}

void trace_add_source(struct trace *trace, const char *name, const char *source, size_t len)
{
    if (trace->source_count == TRACE_FILES_MOST)
        return;
    MEM_GROW(trace->sources, trace->source_count, trace->source_room);
    trace->sources[trace->source_count++] = source_of(name, source, len);
}

/* ---- order ---- */

struct sorting {
    const struct trace *trace;
    struct trace_event *events;
    size_t count;
    struct survey *survey; /* looks at what was moved: it is in the cache */
    struct texts texts;    /* its bytes stay with the trace */
    struct trace_progress *progress;
    size_t next_look;
};

static bool piece_move(void *arg, size_t first, size_t count)
{
    struct sorting *sorting = arg;
    const struct texts *texts = &sorting->trace->texts;
    memcpy(sorting->events + sorting->count, sorting->trace->events + first,
           count * sizeof *sorting->events);
    for (size_t i = first; i < first + count; i++) {
        if (!texts_have(texts, i))
            continue;
        struct text text = *texts_find(texts, i);
        text.event = (uint32_t)(sorting->count + i - first);
        MEM_GROW(sorting->texts.items, sorting->texts.count, sorting->texts.room);
        sorting->texts.items[sorting->texts.count++] = text;
    }
    survey_take(sorting->survey, sorting->events, sorting->count, sorting->count + count,
                sorting->trace->count);
    sorting->count += count;
    if (sorting->count < sorting->next_look)
        return true;
    sorting->next_look = sorting->count + TRACE_PROGRESS_STEPS;
    return trace_progress_tell(sorting->progress, sorting->count, sorting->trace->count);
}

static bool events_sort(struct trace *trace, struct trace_progress *progress)
{
    size_t bytes = trace->count * sizeof *trace->events;
    struct sorting sorting = {.trace = trace,
                              .events = pages_resize(NULL, 0, bytes),
                              .survey = &trace->survey,
                              .progress = progress};
    survey_begin(&trace->survey);
    texts_seal(&trace->texts, trace->count);
    bool done = sort_pieces(&trace->events->time_ns, sizeof *trace->events, trace->count,
                            piece_move, &sorting);
    events_resize(trace, 0);
    free(trace->texts.items);
    trace->events = sorting.events;
    trace->room = trace->count;
    trace->texts.items = sorting.texts.items;
    trace->texts.count = sorting.texts.count;
    trace->texts.room = sorting.texts.room;
    return done;
}

/* False: it was given up. *sorted: there was nothing to sort. */
static bool survey_all(struct trace *trace, struct trace_progress *progress, bool *sorted)
{
    survey_begin(&trace->survey);
    for (size_t from = 0, to, end; from < trace->count; from = to) {
        end =
            trace->count - from < TRACE_PROGRESS_STEPS ? trace->count : from + TRACE_PROGRESS_STEPS;
        to = survey_take(&trace->survey, trace->events, from, end, trace->count);
        *sorted = to == end;
        if (!*sorted)
            return true;
        if (!trace_progress_tell(progress, to, trace->count))
            return false;
    }
    return true;
}

/* ---- names ---- */

static void meta_keep(struct trace *trace, const char *text, size_t len)
{
    const char *equals = memchr(text, '=', len);
    if (!equals)
        return;
    size_t key_len = (size_t)(equals - text);
    MEM_GROW(trace->metas, trace->meta_count, trace->meta_room);
    trace->metas[trace->meta_count] = (struct meta){
        mem_strndup(text, key_len), mem_strndup(equals + 1, len - key_len - 1), trace->meta_count};
    trace->meta_count++;
}

/* Those of META come first; each has the number that the event says. */
static void object_keep(struct trace *trace, uint32_t number, const char *text, size_t len)
{
    static const char key[] = "object=", unknown[] = "object=?";
    if (number > trace->count + 1024)
        return;
    while ((uint32_t)trace->object_count < number) {
        meta_keep(trace, unknown, sizeof unknown - 1);
        trace->object_count++;
    }
    struct strbuf meta = STRBUF_INIT;
    strbuf_adds(&meta, key);
    strbuf_add(&meta, text, len);
    meta_keep(trace, strbuf_str(&meta), meta.len);
    strbuf_release(&meta);
    trace->object_count++;
}

static int by_key(const void *left, const void *right)
{
    const struct meta *a = left, *b = right;
    int order = strcmp(a->key, b->key);
    return order ? order : (a->order > b->order) - (a->order < b->order);
}

/* Index of the first meta with that key, or -1. */
static int meta_first(const struct trace *trace, const char *key)
{
    int low = 0, high = trace->meta_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (strcmp(trace->metas[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < trace->meta_count && strcmp(trace->metas[low].key, key) == 0 ? low : -1;
}

/* A task's number is at most the number of events, but for what was lost: a bound that a broken
 * file cannot talk us out of memory with. */
static bool is_task(const struct trace *trace, uint32_t who)
{
    return who > TRACE_NOBODY && who < TRACE_FIRST_OTHER && who <= trace->count + 1024;
}

static void tasks_count(struct trace *trace)
{
    for (size_t i = 0; i < trace->survey.rare_count; i++) {
        const struct trace_event *event = &trace->events[trace->survey.rare[i]];
        if (event->kind == TRACE_TASK_NEW && is_task(trace, event->who) &&
            (int)event->who > trace->task_count)
            trace->task_count = (int)event->who;
    }
    trace->task_names = mem_alloc(((size_t)trace->task_count + 1) * sizeof *trace->task_names);
}

static void task_name_keep(struct trace *trace, uint32_t who, const char *text, size_t len)
{
    if (!text || who == TRACE_NOBODY || who > (uint32_t)trace->task_count || trace->task_names[who])
        return;
    struct strbuf safe = STRBUF_INIT;
    utf8_add_safe(&safe, text, len);
    trace->task_names[who] = strbuf_detach(&safe);
}

static void names_collect(struct trace *trace)
{
    for (size_t i = 0; i < trace->survey.rare_count; i++) {
        size_t index = trace->survey.rare[i], len;
        const struct trace_event *event = &trace->events[index];
        const char *text = trace_text(trace, index, &len);
        if (event->kind == TRACE_META && text) {
            meta_keep(trace, text, len);
            trace->object_count += len > 7 && memcmp(text, "object=", 7) == 0;
        }
        if (event->kind == TRACE_OBJECT_NEW && text)
            object_keep(trace, event->arg, text, len);
        if (event->kind == TRACE_TASK_NEW)
            task_name_keep(trace, event->who, text, len);
    }
    if (trace->meta_count)
        sort_stable(trace->metas, (size_t)trace->meta_count, sizeof *trace->metas, by_key);
    trace->object_first = meta_first(trace, "object");
    trace->shared_first = meta_first(trace, "shared");
    trace->variable_first = meta_first(trace, "variable");
    for (int task = 1; task <= trace->task_count; task++) {
        if (trace->task_names[task])
            continue;
        struct strbuf name = STRBUF_INIT;
        strbuf_addf(&name, "task %d", task);
        trace->task_names[task] = strbuf_detach(&name);
    }
}

/* Of a program that baton did not write. */
static void recording_make(struct trace *trace)
{
    const char *model = trace_meta(trace, "model", 0), *version;
    if (!model || strcmp(model, "recorded") != 0)
        return;
    trace->recording = recording_new(trace);
    for (int n = 0; (version = trace_meta(trace, "python", n)); n++)
        recording_take_python(trace->recording, version);
    recording_finish(trace->recording);
}

/* Of a run that lasts and has not begun, all that is known is before it. */
static int64_t origin_find(const struct trace *trace)
{
    if (trace->survey.begin < trace->count)
        return trace->events[trace->survey.begin].time_ns;
    if (trace->horizon_ns)
        return trace->horizon_ns;
    return trace->count ? trace->events[0].time_ns : 0;
}

bool trace_finish_with(struct trace *trace, struct trace_progress *progress)
{
    bool sorted = true;
    if (!survey_all(trace, progress, &sorted))
        return false;
    if (!sorted && !events_sort(trace, progress))
        return false;
    texts_seal(&trace->texts, trace->count);
    trace->origin_ns = origin_find(trace);
    tasks_count(trace);
    names_collect(trace);
    recording_make(trace);
    return true;
}

void trace_finish(struct trace *trace)
{
    struct trace_progress nobody;
    trace_progress_begin(&nobody, NULL, NULL);
    trace_finish_with(trace, &nobody);
}

/* ---- from a log ---- */

struct taking {
    struct trace *trace;
    struct trace_cursor cursor;
    struct trace_progress *progress;
    uint64_t count, whole;
};

/* What is behind the horizon may not be whole yet. */
static void take(void *arg, const struct trace_event *event, const char *text, size_t len)
{
    struct taking *taking = arg;
    struct trace *trace = taking->trace;
    if (!trace->horizon_ns || event->time_ns <= trace->horizon_ns)
        trace_add(trace, event, text, len);
    if (++taking->count % TRACE_PROGRESS_STEPS == 0)
        taking->cursor.stop = !trace_progress_tell(taking->progress, taking->count, taking->whole);
}

static void lost_note(struct trace *trace, uint64_t lost)
{
    if (!lost)
        return;
    struct trace_event event = {.kind = TRACE_LOST, .who = TRACE_ENGINE, .value = (int64_t)lost};
    static const char which[] = "events: the log was full, or their writer died";
    event.time_ns = trace->count ? trace->events[trace->count - 1].time_ns : 0;
    trace_add(trace, &event, which, sizeof which - 1);
}

/* Of a run that is over nothing is left in the log: the trace needs the room. */
static bool log_take(struct trace *trace, struct trace_log *log, struct trace_progress *progress)
{
    struct taking taking = {.trace = trace, .progress = progress};
    taking.whole = trace_log_claimed(log);
    trace_reserve(trace, taking.whole + 1);
    trace_log_read(log, &taking.cursor, take, &taking);
    trace_cursor_release(&taking.cursor);
    if (progress->stopped)
        return false;
    lost_note(trace, trace_log_lost(log));
    if (!trace->horizon_ns)
        trace_log_forget(log);
    return true;
}

struct trace *trace_from_log_with(struct trace_log *log, int64_t horizon_ns, const char *name,
                                  const char *source, size_t len, trace_progress_fn *tell,
                                  void *arg)
{
    struct trace *trace = trace_new();
    struct trace_progress progress;
    trace_progress_begin(&progress, tell, arg);
    trace->horizon_ns = horizon_ns;
    trace_progress_pass(&progress, 60);
    bool done = log_take(trace, log, &progress);
    trace_set_source(trace, name, source, len);
    trace_progress_pass(&progress, 100);
    if (done && trace_finish_with(trace, &progress) && trace_progress_end(&progress))
        return trace;
    trace_free(trace);
    return NULL;
}

struct trace *trace_from_log_until(struct trace_log *log, int64_t horizon_ns, const char *name,
                                   const char *source, size_t len)
{
    return trace_from_log_with(log, horizon_ns, name, source, len, NULL, NULL);
}

struct trace *trace_from_log(struct trace_log *log, const char *name, const char *source,
                             size_t len)
{
    return trace_from_log_until(log, 0, name, source, len);
}

size_t trace_count(const struct trace *trace)
{
    return trace->count;
}

const struct trace_event *trace_at(const struct trace *trace, size_t index)
{
    return &trace->events[index];
}

size_t trace_count_until(const struct trace *trace, int64_t t_ns)
{
    int64_t at_ns;
    if (__builtin_add_overflow(trace_origin(trace), t_ns, &at_ns))
        return t_ns < 0 ? 0 : trace->count;
    return TIMES_UNTIL_OF(trace->events, time_ns, trace->count, at_ns);
}

const char *trace_text(const struct trace *trace, size_t index, size_t *len)
{
    const struct text *text = texts_find(&trace->texts, index);
    *len = text ? text->len : 0;
    return text ? text->bytes : NULL;
}

const struct survey *trace_survey(const struct trace *trace)
{
    return &trace->survey;
}

int64_t trace_origin(const struct trace *trace)
{
    return trace->origin_ns;
}

int64_t trace_horizon(const struct trace *trace)
{
    return trace->horizon_ns;
}

const char *trace_source(const struct trace *trace, size_t *len)
{
    return trace_source_of(trace, 0, len);
}

const char *trace_source_name(const struct trace *trace)
{
    return trace_source_name_of(trace, 0);
}

int trace_source_count(const struct trace *trace)
{
    return trace->source_count;
}

const char *trace_source_of(const struct trace *trace, int file, size_t *len)
{
    const struct source *source = &trace->sources[file < trace->source_count ? file : 0];
    *len = source->len;
    return source->text;
}

const char *trace_source_name_of(const struct trace *trace, int file)
{
    return trace->sources[file < trace->source_count ? file : 0].name;
}

/* The n-th meta from `first` on, if it is of the same key. */
static const char *meta_nth(const struct trace *trace, int first, int n)
{
    if (first < 0 || n < 0 || n >= trace->meta_count - first)
        return NULL;
    const struct meta *meta = &trace->metas[first + n];
    return strcmp(meta->key, trace->metas[first].key) == 0 ? meta->value : NULL;
}

const char *trace_meta(const struct trace *trace, const char *key, int n)
{
    return meta_nth(trace, meta_first(trace, key), n);
}

int trace_meta_count(const struct trace *trace, const char *key)
{
    int first = meta_first(trace, key), count = 0;
    while (meta_nth(trace, first, count))
        count++;
    return count;
}

uint32_t trace_worker_count(const struct trace *trace)
{
    const char *meta = trace_meta(trace, "workers", 0);
    long count = meta ? strtol(meta, NULL, 10) : 1;
    return count < 1 || count > WORKERS_MOST ? 1 : (uint32_t)count;
}

int trace_task_count(const struct trace *trace)
{
    return trace->task_count;
}

const char *trace_task_name(const struct trace *trace, int task)
{
    return task >= 1 && task <= trace->task_count ? trace->task_names[task] : "?";
}

enum trace_object_kind trace_object_kind(const struct trace *trace, int index)
{
    static const char *const words[] = {[TRACE_LOCK] = "lock ",
                                        [TRACE_SEMAPHORE] = "semaphore ",
                                        [TRACE_CHANNEL] = "channel ",
                                        [TRACE_CONDITION] = "condition ",
                                        [TRACE_BARRIER] = "barrier "};
    const char *meta = meta_nth(trace, trace->object_first, index);
    for (int kind = 0; meta && kind < TRACE_OTHER_OBJECT; kind++)
        if (strncmp(meta, words[kind], strlen(words[kind])) == 0)
            return (enum trace_object_kind)kind;
    return TRACE_OTHER_OBJECT;
}

const char *trace_object_name(const struct trace *trace, int index)
{
    const char *meta = meta_nth(trace, trace->object_first, index);
    const char *space = meta ? strchr(meta, ' ') : NULL;
    return space ? space + 1 : meta ? meta : "?";
}

const char *trace_shared_name(const struct trace *trace, int index)
{
    const char *name = meta_nth(trace, trace->shared_first, index);
    return name ? name : "?";
}

const char *trace_variable_name(const struct trace *trace, int index)
{
    const char *meta = meta_nth(trace, trace->variable_first, index);
    const char *space = meta ? strchr(meta, ' ') : NULL;
    return space ? space + 1 : "?";
}

bool trace_tells_values(const struct trace *trace)
{
    return trace_meta(trace, "values", 0) != NULL;
}
