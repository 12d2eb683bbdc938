#include "config.h"

#include "trace/recording.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/sort.h"
#include "base/utf8.h"
#include "trace/trace_private.h"

enum {
    NUMBERS_MOST = 1 << 20, /* of functions and processes that a broken file may announce */
    AT_BACK = 16,           /* events between an AT and what it is about: of others at that time */
    NESTED_MOST = 64,       /* functions that begin between a function's first line and a line */
};

struct code {
    char *name;           /* NULL: there is none of that number */
    uint32_t first, last; /* lines; first 0: none */
};

struct process {
    struct trace_process is;
    char *command;
    size_t begin_event;
    bool forked;
};

struct unwatched {
    char *key;
    int64_t count;
};

struct recording {
    struct code *codes; /* by number */
    int code_count, code_room;
    uint32_t *by_line; /* numbers of those with a first line, in order of that */
    int by_line_count;
    struct process *processes;
    int process_count, process_room;
    struct unwatched *unwatched;
    int unwatched_count, unwatched_room;
};

/* ---- making ---- */

static char *text_of(const struct trace *trace, size_t index)
{
    const struct text *text = texts_find(&trace->texts, index);
    struct strbuf safe = STRBUF_INIT;
    utf8_add_safe(&safe, text ? text->bytes : "?", text ? text->len : 1);
    return strbuf_detach(&safe);
}

static void code_take(struct recording *recording, const struct trace *trace, size_t index)
{
    const struct trace_event *event = &trace->events[index];
    if (event->arg < 1 || event->arg > NUMBERS_MOST)
        return;
    while (recording->code_count <= (int)event->arg) {
        MEM_GROW(recording->codes, recording->code_count, recording->code_room);
        recording->codes[recording->code_count++] = (struct code){0};
    }
    struct code *code = &recording->codes[event->arg];
    if (code->name)
        return;
    uint32_t last = event->value > 0
                        ? trace_line(trace_line_file(event->line), (uint32_t)event->value)
                        : UINT32_MAX;
    *code = (struct code){.name = text_of(trace, index), .first = event->line, .last = last};
}

/* Its number is at most the number of events, as that of a task. */
static void process_take(struct recording *recording, const struct trace *trace, size_t index)
{
    const struct trace_event *event = &trace->events[index];
    uint32_t number = event->who - TRACE_PROC;
    if (number > NUMBERS_MOST)
        return;
    while (recording->process_count <= (int)number) {
        MEM_GROW(recording->processes, recording->process_count, recording->process_room);
        recording->processes[recording->process_count++] =
            (struct process){.is = {.end_ns = INT64_MAX, .status = -1}, .begin_event = SIZE_MAX};
    }
    struct process *process = &recording->processes[number];
    if (event->kind == TRACE_PROCESS_END) {
        process->is.end_ns = event->time_ns;
        process->is.status = event->value;
        return;
    }
    const struct text *text = texts_find(&trace->texts, index);
    if (!process->command || (text && text->len)) {
        free(process->command);
        process->command = text && text->len ? text_of(trace, index) : mem_strdup("");
    }
    if (process->begin_event != SIZE_MAX)
        return;
    process->begin_event = index;
    process->forked = event->detail == 1;
    process->is.pid = event->arg;
    process->is.parent = event->value;
    process->is.begin_ns = event->time_ns;
}

static void unwatched_take(struct recording *recording, const struct trace *trace, size_t index)
{
    char *key = text_of(trace, index);
    int at = 0;
    while (at < recording->unwatched_count && strcmp(recording->unwatched[at].key, key) != 0)
        at++;
    if (at == recording->unwatched_count) {
        MEM_GROW(recording->unwatched, recording->unwatched_count, recording->unwatched_room);
        recording->unwatched[recording->unwatched_count++] = (struct unwatched){.key = key};
    } else {
        free(key);
    }
    recording->unwatched[at].count += trace->events[index].value;
}

static void events_take(struct recording *recording, const struct trace *trace)
{
    const struct survey *survey = &trace->survey;
    for (size_t i = 0; i < survey->rare_count; i++) {
        size_t index = survey->rare[i];
        switch (trace->events[index].kind) {
        case TRACE_CODE:
            code_take(recording, trace, index);
            break;
        case TRACE_PROCESS:
        case TRACE_PROCESS_END:
            process_take(recording, trace, index);
            break;
        case TRACE_UNWATCHED:
            unwatched_take(recording, trace, index);
            break;
        default:
            break;
        }
    }
}

void recording_take_python(struct recording *recording, const char *version)
{
    char *end;
    long number = strtol(version, &end, 10);
    if (end != version && *end == ' ' && number >= 0 && number < recording->process_count)
        recording->processes[number].is.python = end + 1;
}

struct code_place {
    uint32_t first, number;
};

static int by_first(const void *left, const void *right)
{
    const struct code_place *a = left, *b = right;
    return a->first != b->first ? (a->first > b->first ? 1 : -1)
                                : (a->number > b->number) - (a->number < b->number);
}

static void lines_order(struct recording *recording)
{
    struct code_place *places = mem_alloc(((size_t)recording->code_count + 1) * sizeof *places);
    int count = 0;
    for (int i = 0; i < recording->code_count; i++)
        if (recording->codes[i].first)
            places[count++] = (struct code_place){recording->codes[i].first, (uint32_t)i};
    sort_stable(places, (size_t)count, sizeof *places, by_first);
    recording->by_line = mem_alloc(((size_t)count + 1) * sizeof *recording->by_line);
    for (int i = 0; i < count; i++)
        recording->by_line[i] = places[i].number;
    recording->by_line_count = count;
    free(places);
}

struct recording *recording_new(const struct trace *trace)
{
    struct recording *recording = mem_alloc(sizeof *recording);
    events_take(recording, trace);
    lines_order(recording);
    for (int i = 0; i < recording->process_count; i++) {
        struct process *process = &recording->processes[i];
        process->is.command = process->command ? process->command : "";
    }
    return recording;
}

void recording_free(struct recording *recording)
{
    if (!recording)
        return;
    for (int i = 0; i < recording->code_count; i++)
        free(recording->codes[i].name);
    for (int i = 0; i < recording->process_count; i++)
        free(recording->processes[i].command);
    for (int i = 0; i < recording->unwatched_count; i++)
        free(recording->unwatched[i].key);
    free(recording->codes);
    free(recording->by_line);
    free(recording->processes);
    free(recording->unwatched);
    free(recording);
}

/* ---- asking ---- */

bool trace_is_recording(const struct trace *trace)
{
    return trace->recording != NULL;
}

/* Who was forked goes on with its parent's interpreter: parents come first. */
void recording_finish(struct recording *recording)
{
    for (int i = 0; i < recording->process_count; i++) {
        struct process *process = &recording->processes[i];
        for (int j = i; j-- > 0 && process->forked && !process->is.python;)
            if (recording->processes[j].is.pid == process->is.parent)
                process->is.python = recording->processes[j].is.python;
    }
}

const char *trace_code_name(const struct trace *trace, uint32_t code)
{
    const struct recording *recording = trace->recording;
    return recording && code < (uint32_t)recording->code_count ? recording->codes[code].name : NULL;
}

const char *trace_function(const struct trace *trace, uint32_t line)
{
    const struct recording *recording = trace->recording;
    int low = 0, high = recording && line ? recording->by_line_count : 0;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (recording->codes[recording->by_line[middle]].first <= line)
            low = middle + 1;
        else
            high = middle;
    }
    for (int looked = 0; low-- > 0 && looked < NESTED_MOST; looked++) {
        const struct code *code = &recording->codes[recording->by_line[low]];
        if (trace_line_file(code->first) != trace_line_file(line))
            break;
        if (line <= code->last)
            return code->name;
    }
    return NULL;
}

int trace_process_count(const struct trace *trace)
{
    return trace->recording ? trace->recording->process_count : 0;
}

const struct trace_process *trace_process(const struct trace *trace, int index)
{
    return index >= 0 && index < trace_process_count(trace) ? &trace->recording->processes[index].is
                                                            : NULL;
}

int trace_process_of(const struct trace *trace, int64_t pid, size_t event)
{
    for (int i = trace_process_count(trace); i-- > 0;) {
        const struct process *process = &trace->recording->processes[i];
        if (process->is.pid == pid && process->begin_event <= event)
            return i;
    }
    return -1;
}

uint32_t trace_in_call_of(const struct trace *trace, size_t event)
{
    if (!trace->recording || event >= trace->count)
        return 0;
    uint32_t who = trace->events[event].who;
    for (size_t i = event, looked = 0; i-- > 0 && looked < AT_BACK; looked++) {
        const struct trace_event *before = &trace->events[i];
        if (before->who == who && before->kind == TRACE_AT)
            return before->arg;
        bool of_loop = who >= TRACE_FIRST_OTHER && before->kind == TRACE_GIL_FREED;
        if (before->who == who && (before->kind == TRACE_STATE || of_loop))
            return 0; /* what stands in front of that is about that */
    }
    return 0;
}

int trace_unwatched_count(const struct trace *trace)
{
    return trace->recording ? trace->recording->unwatched_count : 0;
}

const char *trace_unwatched(const struct trace *trace, int index, int64_t *count)
{
    const struct unwatched *unwatched = &trace->recording->unwatched[index];
    *count = unwatched->count;
    return unwatched->key;
}
