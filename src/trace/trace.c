#include "trace/trace.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "trace/sort.h"

/* Texts lie behind one another in `bytes`; an event knows its text by number (0: none). */
struct text {
    size_t offset;
    size_t len;
};

struct meta {
    char *key;
    char *value;
};

struct trace {
    struct trace_event *events;
    uint32_t *text_of;
    size_t count, room;
    struct text *texts; /* from 1 */
    size_t text_count, text_room;
    struct strbuf bytes;
    int64_t origin_ns;
    int64_t horizon_ns; /* absolute; 0: the run is over */
    char *name;
    char *source;
    size_t source_len;
    struct meta *metas;
    int meta_count, meta_room;
    char **task_names; /* by task, [0] unused */
    int task_count;
};

struct trace *trace_new(void)
{
    struct trace *trace = mem_alloc(sizeof *trace);
    trace->name = mem_strdup("");
    trace->source = mem_strdup("");
    return trace;
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
    free(trace->events);
    free(trace->text_of);
    free(trace->texts);
    strbuf_release(&trace->bytes);
    free(trace->name);
    free(trace->source);
    free(trace);
}

static uint32_t text_keep(struct trace *trace, const char *text, size_t len)
{
    size_t number = ++trace->text_count;
    MEM_GROW(trace->texts, number, trace->text_room);
    trace->texts[number] = (struct text){trace->bytes.len, len};
    strbuf_add(&trace->bytes, text, len);
    return (uint32_t)number;
}

static void events_grow(struct trace *trace)
{
    if (trace->count < trace->room)
        return;
    trace->room = trace->room ? trace->room * 2 : 64;
    trace->events = mem_realloc(trace->events, trace->room * sizeof *trace->events);
    trace->text_of = mem_realloc(trace->text_of, trace->room * sizeof *trace->text_of);
}

void trace_add(struct trace *trace, const struct trace_event *event, const char *text, size_t len)
{
    if (trace->count >= UINT32_MAX - 1)
        return;
    events_grow(trace);
    trace->events[trace->count] = *event;
    trace->text_of[trace->count++] = text ? text_keep(trace, text, len) : 0;
}

void trace_set_source(struct trace *trace, const char *name, const char *source, size_t len)
{
    free(trace->name);
    free(trace->source);
    trace->name = mem_strdup(name ? name : "");
    trace->source = mem_strndup(source ? source : "", source ? len : 0);
    trace->source_len = source ? len : 0;
}

static bool in_order(const struct trace *trace)
{
    for (size_t i = 1; i < trace->count; i++)
        if (trace->events[i].time_ns < trace->events[i - 1].time_ns)
            return false;
    return true;
}

static void events_sort(struct trace *trace)
{
    if (in_order(trace))
        return;
    size_t count = trace->count;
    struct sort_key *keys = mem_realloc(NULL, count * sizeof *keys);
    for (size_t i = 0; i < count; i++)
        keys[i] = (struct sort_key){trace->events[i].time_ns, (uint32_t)i};
    sort_keys(keys, count);
    struct trace_event *events = mem_realloc(NULL, count * sizeof *events);
    uint32_t *text_of = mem_realloc(NULL, count * sizeof *text_of);
    for (size_t i = 0; i < count; i++) {
        events[i] = trace->events[keys[i].index];
        text_of[i] = trace->text_of[keys[i].index];
    }
    free(keys);
    free(trace->events);
    free(trace->text_of);
    trace->events = events;
    trace->text_of = text_of;
    trace->room = count;
}

static void meta_keep(struct trace *trace, const char *text, size_t len)
{
    const char *equals = memchr(text, '=', len);
    if (!equals)
        return;
    size_t key_len = (size_t)(equals - text);
    MEM_GROW(trace->metas, trace->meta_count, trace->meta_room);
    trace->metas[trace->meta_count++] =
        (struct meta){mem_strndup(text, key_len), mem_strndup(equals + 1, len - key_len - 1)};
}

/* A task's number is at most the number of events, but for what was lost: a bound that a broken
 * file cannot talk us out of memory with. */
static bool is_task(const struct trace *trace, uint32_t who)
{
    return who > TRACE_NOBODY && who < TRACE_FIRST_OTHER && who <= trace->count + 1024;
}

static void tasks_count(struct trace *trace)
{
    for (size_t i = 0; i < trace->count; i++) {
        const struct trace_event *event = &trace->events[i];
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
    for (size_t i = 0; i < trace->count; i++) {
        const struct trace_event *event = &trace->events[i];
        size_t len;
        const char *text = trace_text(trace, i, &len);
        if (event->kind == TRACE_META && text)
            meta_keep(trace, text, len);
        if (event->kind == TRACE_TASK_NEW)
            task_name_keep(trace, event->who, text, len);
    }
    for (int task = 1; task <= trace->task_count; task++) {
        if (trace->task_names[task])
            continue;
        struct strbuf name = STRBUF_INIT;
        strbuf_addf(&name, "task %d", task);
        trace->task_names[task] = strbuf_detach(&name);
    }
}

static int64_t origin_find(const struct trace *trace)
{
    for (size_t i = 0; i < trace->count; i++)
        if (trace->events[i].kind == TRACE_RUN_BEGIN)
            return trace->events[i].time_ns;
    return trace->count ? trace->events[0].time_ns : 0;
}

void trace_finish(struct trace *trace)
{
    events_sort(trace);
    trace->origin_ns = origin_find(trace);
    tasks_count(trace);
    names_collect(trace);
}

/* What is behind the horizon may not be whole yet. */
static void take(void *arg, const struct trace_event *event, const char *text, size_t len)
{
    struct trace *trace = arg;
    if (!trace->horizon_ns || event->time_ns <= trace->horizon_ns)
        trace_add(trace, event, text, len);
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

struct trace *trace_from_log_until(struct trace_log *log, int64_t horizon_ns, const char *name,
                                   const char *source, size_t len)
{
    struct trace *trace = trace_new();
    trace->horizon_ns = horizon_ns;
    struct trace_cursor cursor = {0};
    trace_log_read(log, &cursor, take, trace);
    trace_cursor_release(&cursor);
    lost_note(trace, trace_log_lost(log));
    trace_set_source(trace, name, source, len);
    trace_finish(trace);
    return trace;
}

struct trace *trace_from_log_with(struct trace_log *log, int64_t horizon_ns, const char *name,
                                  const char *source, size_t len, trace_progress_fn *tell,
                                  void *arg)
{
    struct trace_progress progress;
    trace_progress_begin(&progress, tell, arg);
    if (!trace_progress_tell(&progress, 0, 1))
        return NULL;
    struct trace *trace = trace_from_log_until(log, horizon_ns, name, source, len);
    if (trace_progress_end(&progress))
        return trace;
    trace_free(trace);
    return NULL;
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

const char *trace_text(const struct trace *trace, size_t index, size_t *len)
{
    uint32_t number = trace->text_of[index];
    *len = number ? trace->texts[number].len : 0;
    return number ? strbuf_str(&trace->bytes) + trace->texts[number].offset : NULL;
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
    *len = trace->source_len;
    return trace->source;
}

const char *trace_source_name(const struct trace *trace)
{
    return trace->name;
}

const char *trace_meta(const struct trace *trace, const char *key, int n)
{
    for (int i = 0; i < trace->meta_count; i++)
        if (strcmp(trace->metas[i].key, key) == 0 && n-- == 0)
            return trace->metas[i].value;
    return NULL;
}

int trace_task_count(const struct trace *trace)
{
    return trace->task_count;
}

const char *trace_task_name(const struct trace *trace, int task)
{
    return task >= 1 && task <= trace->task_count ? trace->task_names[task] : "?";
}

const char *trace_object_name(const struct trace *trace, int index)
{
    const char *meta = trace_meta(trace, "object", index);
    const char *space = meta ? strchr(meta, ' ') : NULL;
    return space ? space + 1 : meta ? meta : "?";
}

const char *trace_shared_name(const struct trace *trace, int index)
{
    const char *name = trace_meta(trace, "shared", index);
    return name ? name : "?";
}
