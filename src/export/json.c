/* The summary of a run as JSON: one object, see docs/trace-format.md for the fields. */
#include "config.h"

#include "export/export.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/path.h"
#include "export/json_recording.h"
#include "export/json_text.h"
#include "export/settings.h"
#include "quiz/question.h"
#include "tell/tell.h"
#include "trace/recording.h"

static void field(struct strbuf *out, const char *name)
{
    strbuf_adds(out, ", ");
    json_text_adds(out, name);
    strbuf_adds(out, ": ");
}

static void field_text(struct strbuf *out, const char *name, const char *text)
{
    field(out, name);
    json_text_adds(out, text);
}

static void field_number(struct strbuf *out, const char *name, int64_t number)
{
    field(out, name);
    strbuf_addf(out, "%lld", (long long)number);
}

/* What did not happen is null. */
static void field_moment(struct strbuf *out, const char *name, int64_t ns)
{
    if (ns >= 0) {
        field_number(out, name, ns);
        return;
    }
    field(out, name);
    strbuf_adds(out, "null");
}

static void item_begin(struct strbuf *out, int index)
{
    strbuf_adds(out, index ? ",\n    {" : "\n    {");
}

static void states_add(struct strbuf *out, const struct timeline_sums *sums)
{
    field(out, "state_ns");
    for (int state = 0; state < TRACE_ENDED; state++)
        strbuf_addf(out, "%s\"%s\": %lld", state ? ", " : "{",
                    trace_state_name((enum trace_state)state), (long long)sums->ns[state]);
    strbuf_addch(out, '}');
}

static void tasks_add(struct strbuf *out, const struct export_source *source)
{
    const struct stats *stats = source->stats;
    bool recording = trace_is_recording(source->trace);
    strbuf_adds(out, ",\n \"tasks\": [");
    for (int i = 0; i < stats->task_count; i++) {
        const struct stats_task *task = &stats->tasks[i];
        item_begin(out, i);
        strbuf_adds(out, "\"name\": ");
        json_text_adds(out, task->name);
        field_text(out, "result", task->result);
        if (task->failure)
            field_text(out, "failure", task->failure);
        field_number(out, "start_ns", task->start_ns);
        field_moment(out, "begin_ns", task->begin_ns);
        field_moment(out, "end_ns", task->end_ns);
        states_add(out, &task->states);
        field_number(out, "looks", task->looks);
        field_number(out, "late_ns", task->late_ns);
        if (recording)
            json_recording_add_task(out, timeline_lane_of(source->timeline, task->task),
                                    source->timeline);
        strbuf_addch(out, '}');
    }
    strbuf_addch(out, ']');
}

static void output_add(struct strbuf *out, const struct stats *stats)
{
    strbuf_adds(out, ",\n \"output\": [");
    for (int i = 0; i < stats->said_count; i++) {
        const struct stats_said *said = &stats->said[i];
        item_begin(out, i);
        strbuf_addf(out, "\"t_ns\": %lld", (long long)said->t_ns);
        field_text(out, "task", said->task);
        field_text(out, "text", said->text);
        strbuf_addch(out, '}');
    }
    strbuf_addch(out, ']');
}

/* The name of the n-th of several is "a[n]". */
static bool is_one_of(const char *name, size_t len, int n)
{
    return name[len] == '[' && atoi(name + len + 1) == n;
}

/* Several of one name are a list: "a": [0, 0, 1]. Returns behind the last. */
static int list_add(struct strbuf *out, const struct stats_value *values, int count, int at)
{
    const char *first = values[at].name;
    size_t len = strcspn(first, "[");
    char *name = mem_strndup(first, len);
    json_text_adds(out, name);
    free(name);
    strbuf_adds(out, ": [");
    for (int n = 1; at < count && is_one_of(values[at].name, len, n) &&
                    strncmp(values[at].name, first, len) == 0;
         n++, at++)
        strbuf_addf(out, "%s%lld", n > 1 ? ", " : "", (long long)values[at].value);
    strbuf_addch(out, ']');
    return at;
}

static void values_add(struct strbuf *out, const struct stats_value *values, int count)
{
    strbuf_adds(out, "\"values\": {");
    for (int i = 0; i < count;) {
        strbuf_adds(out, i ? ", " : "");
        if (is_one_of(values[i].name, strcspn(values[i].name, "["), 1)) {
            i = list_add(out, values, count, i);
            continue;
        }
        json_text_adds(out, values[i].name);
        strbuf_addf(out, ": %lld", (long long)values[i].value);
        i++;
    }
    strbuf_addch(out, '}');
}

/* Where each worker has its own: of all of them. */
static void workers_add(struct strbuf *out, const struct stats *stats)
{
    if (!stats->other_count)
        return;
    strbuf_adds(out, ",\n \"workers\": [");
    item_begin(out, 0);
    values_add(out, stats->values, stats->value_count);
    strbuf_addch(out, '}');
    for (int i = 0, end; i < stats->other_count; i = end) {
        end = i + 1;
        while (end < stats->other_count && stats->others[end].worker == stats->others[i].worker)
            end++;
        item_begin(out, 1);
        values_add(out, &stats->others[i], end - i);
        strbuf_addch(out, '}');
    }
    strbuf_addch(out, ']');
}

/* How many were in each at once: of programs that have some. */
static void regions_add(struct strbuf *out, const struct stats *stats)
{
    for (int i = 0; i < stats->region_count; i++) {
        strbuf_adds(out, i ? ", " : ",\n \"regions\": {");
        json_text_adds(out, stats->regions[i].name);
        strbuf_addf(out, ": %lld", (long long)stats->regions[i].most);
    }
    if (stats->region_count)
        strbuf_addch(out, '}');
}

static void request_add(struct strbuf *out, const struct export_source *source,
                        const struct timeline_request *request)
{
    size_t len;
    const char *label = trace_text(source->trace, request->event, &len);
    strbuf_adds(out, "\"task\": ");
    json_text_adds(out, timeline_actor_id(source->timeline, request->who));
    field(out, "label");
    json_text_add(out, label ? label : "", len);
    field_number(out, "asked_ns", request->asked_ns);
    field_moment(out, "taken_ns", request->taken_ns);
    field_moment(out, "answered_ns", request->answered_ns);
    field_moment(out, "noticed_ns", request->noticed_ns);
    field(out, "cancelled");
    strbuf_adds(out, request->cancelled ? "true" : "false");
}

static void requests_add(struct strbuf *out, const struct export_source *source)
{
    strbuf_adds(out, ",\n \"requests\": [");
    for (int i = 0; i < source->timeline->request_count; i++) {
        item_begin(out, i);
        request_add(out, source, &source->timeline->requests[i]);
        strbuf_addch(out, '}');
    }
    strbuf_addch(out, ']');
}

/* ---- what the program asks ---- */

static void choices_add(struct strbuf *out, const struct question *question)
{
    field(out, "choices");
    for (int i = 0; i < question->choice_count; i++) {
        strbuf_adds(out, i ? ", " : "[");
        json_text_adds(out, question->choices[i].text);
    }
    strbuf_adds(out, question->choice_count ? "]" : "[]");
}

static void question_add(struct strbuf *out, const struct export_source *source,
                         const struct question *question)
{
    struct strbuf answer = STRBUF_INIT;
    strbuf_addf(out, "\"line\": %u", (unsigned)question->line);
    field_number(out, "t_ns", question->t_ns);
    field_text(out, "task", timeline_actor_name(source->timeline, question->who));
    field_text(out, "text", question->text);
    choices_add(out, question);
    if (question->known) {
        question_say(question, &question->right, &answer);
        field_text(out, "answer", strbuf_str(&answer));
        field_text(out, "because", question->why);
    }
    strbuf_release(&answer);
}

static void questions_add(struct strbuf *out, const struct export_source *source)
{
    struct scenario *scenario = question_program(source->trace);
    struct question_run run = {source->timeline, source->stats, scenario};
    int count = 0;
    strbuf_adds(out, ",\n \"questions\": [");
    for (size_t i = 0; i < trace_count(source->trace); i++) {
        struct question question;
        if (trace_at(source->trace, i)->kind != TRACE_ASK)
            continue;
        question_make(&question, &run, (uint32_t)i);
        item_begin(out, count++);
        question_add(out, source, &question);
        strbuf_addch(out, '}');
        question_release(&question);
    }
    strbuf_addch(out, ']');
    scenario_free(scenario);
}

static const char *verdict_word(enum export_verdict verdict)
{
    static const char *const words[] = {[EXPORT_OK] = "true", [EXPORT_FAILED] = "false"};
    return verdict <= EXPORT_FAILED ? words[verdict] : "null";
}

static void expectations_add(struct strbuf *out, const struct export_report *report)
{
    strbuf_adds(out, ",\n \"expectations\": [");
    for (int i = 0; report && i < report->count; i++) {
        const struct export_expectation *item = &report->items[i];
        item_begin(out, i);
        strbuf_addf(out, "\"line\": %u", (unsigned)item->line);
        field_text(out, "text", item->text ? item->text : "");
        field(out, "ok");
        strbuf_adds(out, verdict_word(item->verdict));
        field_text(out, "actual", item->actual ? item->actual : "");
        if (item->verdict == EXPORT_BUSY)
            field_text(out, "not_checked", "busy");
        if (item->verdict == EXPORT_NOT_CHECKED)
            field_text(out, "not_checked", "not run");
        strbuf_addch(out, '}');
    }
    strbuf_addch(out, ']');
}

static void why_add(struct strbuf *out, const struct export_source *source)
{
    struct strbuf why = STRBUF_INIT;
    struct tell tell = tell_to(source->timeline, &why);
    if (!tell_deadlock(&tell) && !tell_livelock(&tell, source->stats))
        tell_ending(&tell, source->stats);
    field_text(out, "why", strbuf_str(&why));
    strbuf_release(&why);
}

void export_json(const struct export_source *source, struct strbuf *out)
{
    const struct stats *stats = source->stats;
    strbuf_adds(out, "{\"baton\": 1");
    field_text(out, "scenario", stats->title);
    field_text(out, "file", path_shown(trace_source_name(source->trace)));
    field_text(out, "model", stats->model);
    field(out, "settings");
    settings_add_json(source->trace, out);
    field_text(out, "result", trace_result_name(stats->result));
    why_add(out, source);
    strbuf_adds(out, ",\n \"elapsed_ns\": ");
    strbuf_addf(out, "%lld", (long long)stats->elapsed_ns);
    field_number(out, "cpu_ns", stats->cpu_ns);
    field_number(out, "handoffs", stats->handoffs);
    field_number(out, "parallel", stats->parallel);
    field_number(out, "looks", stats->looks);
    field_number(out, "threads", stats->threads);
    field_number(out, "late_ns", stats->late_ns);
    field_moment(out, "memory_per_task", stats->memory_per_task);
    field_number(out, "run_delay_ns", stats->delay_ns);
    field_text(out, "switches", stats->switches_known ? "perf" : "clock");
    field_number(out, "events", (int64_t)trace_count(source->trace));
    field_number(out, "lost", stats->lost);
    if (trace_is_recording(source->trace))
        json_recording_add(out, source);
    tasks_add(out, source);
    output_add(out, stats);
    strbuf_adds(out, ",\n ");
    values_add(out, stats->values, stats->value_count);
    workers_add(out, stats);
    regions_add(out, stats);
    requests_add(out, source);
    questions_add(out, source);
    expectations_add(out, source->report);
    strbuf_adds(out, "}\n");
}
