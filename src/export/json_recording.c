/* What the JSON of a recorded program has besides. */
#include "config.h"

#include "export/json_recording.h"

#include <stdlib.h>

#include "base/path.h"
#include "export/json_text.h"
#include "tell/tell.h"
#include "trace/gil.h"
#include "trace/recording.h"

static void number_add(struct strbuf *out, const char *name, int64_t number)
{
    strbuf_addf(out, ", \"%s\": %lld", name, (long long)number);
}

static void known_add(struct strbuf *out, const char *name, int64_t number)
{
    if (number >= 0)
        number_add(out, name, number);
    else
        strbuf_addf(out, ", \"%s\": null", name);
}

static void text_add(struct strbuf *out, const char *name, const char *text)
{
    strbuf_addf(out, ", \"%s\": ", name);
    if (text)
        json_text_adds(out, text);
    else
        strbuf_adds(out, "null");
}

static void processes_add(struct strbuf *out, const struct timeline *timeline)
{
    struct gil_numbers *numbers = gil_numbers(timeline);
    strbuf_adds(out, ",\n \"processes\": [");
    for (int i = 0; i < trace_process_count(timeline->trace); i++) {
        const struct trace_process *process = trace_process(timeline->trace, i);
        strbuf_addf(out, "%s\n    {\"pid\": %lld", i ? "," : "", (long long)process->pid);
        text_add(out, "python", process->python);
        number_add(out, "gil_turns", numbers[i].turns);
        number_add(out, "forced", numbers[i].forced);
        known_add(out, "asked_after_ns", numbers[i].asked_after_ns);
        number_add(out, "waited_for_gil_ns", numbers[i].waited_ns);
        strbuf_addch(out, '}');
    }
    strbuf_addch(out, ']');
    free(numbers);
}

static void unwatched_add(struct strbuf *out, const struct trace *trace)
{
    strbuf_adds(out, ",\n \"unwatched\": {");
    for (int i = 0; i < trace_unwatched_count(trace); i++) {
        int64_t count;
        const char *key = trace_unwatched(trace, i, &count);
        strbuf_adds(out, i ? ", " : "");
        json_text_adds(out, key);
        strbuf_addf(out, ": %lld", (long long)count);
    }
    strbuf_addch(out, '}');
}

void json_recording_add(struct strbuf *out, const struct export_source *source)
{
    const struct stats *stats = source->stats;
    bool known = stats->ended && stats->ending == TRACE_ENDING_EXIT;
    text_add(out, "command", trace_meta(source->trace, "command", 0));
    known_add(out, "exit", known ? stats->ending_value : -1);
    processes_add(out, source->timeline);
    unwatched_add(out, source->trace);
}

/* Where it was when it had control, as far as that was seen. */
static void seen_add(struct strbuf *out, const struct timeline_lane *lane,
                     const struct timeline *timeline)
{
    struct tell_where where = tell_seen(timeline, lane->actor, 0, INT64_MAX);
    if (!where.line)
        return;
    int file = (int)trace_line_file(where.line);
    strbuf_adds(out, ", \"seen\": {\"file\": ");
    json_text_adds(out, path_shown(trace_source_name_of(timeline->trace, file)));
    number_add(out, "line", (int64_t)trace_line_number(where.line));
    text_add(out, "function", trace_function(timeline->trace, where.line));
    strbuf_addch(out, '}');
}

void json_recording_add_task(struct strbuf *out, const struct timeline_lane *lane,
                             const struct timeline *timeline)
{
    const struct trace *trace = timeline->trace;
    static const char *const kinds[] = {"thread", "task", "process", "job"};
    uint32_t line = lane->born_line;
    text_add(out, "kind", kinds[lane->is <= TRACE_IS_JOB ? lane->is : TRACE_IS_THREAD]);
    text_add(out, "file",
             line ? path_shown(trace_source_name_of(trace, (int)trace_line_file(line))) : NULL);
    known_add(out, "line", line ? (int64_t)trace_line_number(line) : -1);
    seen_add(out, lane, timeline);
}
