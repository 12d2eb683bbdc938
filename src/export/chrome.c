/* Trace Event JSON ("Trace Event Format", Google, 2016), which ui.perfetto.dev and speedscope open:
 * a process a run, a thread a lane. Times are microseconds with three digits, so exact.
 *
 * An interval is a pair, B and E: a reader that adds a start and a duration for itself rounds, and
 * then nests what follows one another. All is in order of time, and of what has the same time what
 * ends comes before what begins: readers keep that order. A hand-off is an arrow of the flow events
 * s and f, which belong to the intervals around them; a request, which may overlap others, is a
 * pair of the async events b and e. */
#include "config.h"

#include "export/chrome.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/sort.h"
#include "export/json_text.h"
#include "export/settings.h"
#include "tell/tell.h"
#include "trace/handoff.h"

/* In the order in which they stand that have the same time. */
enum kind { FLOW_FROM, END, ASYNC_END, BEGIN, FLOW_TO, ASYNC_BEGIN, TAKEN, NOTICED, SAID, LOST };

struct record {
    int64_t ns;
    uint32_t index; /* of the interval in its lane, the request, the hand-off, the line said */
    int32_t lane;
    uint8_t kind;
};

struct chrome {
    const struct export_source *source;
    int pid;
    struct record *records;
    size_t count, room;
    struct handoff *handoffs;
    size_t handoff_count;
    struct strbuf why; /* reused */
    struct strbuf *out;
    bool any; /* an event is written */
};

/* ---- what there is ---- */

static void record_add(struct chrome *chrome, enum kind kind, int lane, uint32_t index, int64_t ns)
{
    MEM_GROW(chrome->records, chrome->count, chrome->room);
    chrome->records[chrome->count++] =
        (struct record){.ns = ns, .index = index, .lane = lane, .kind = (uint8_t)kind};
}

/* A thread for a lane; 0: none of them. */
static int thread_of(const struct chrome *chrome, uint32_t who)
{
    const struct timeline *timeline = chrome->source->timeline;
    const struct timeline_lane *lane = timeline_lane_of(timeline, who);
    return lane ? (int)(lane - timeline->lanes) + 1 : 0;
}

static void intervals_collect(struct chrome *chrome, int l)
{
    const struct timeline_lane *lane = &chrome->source->timeline->lanes[l];
    for (uint32_t i = 0; i < lane->count; i++) {
        const struct timeline_interval *item = timeline_item(lane, i);
        if (item->from_ns >= item->to_ns)
            continue;
        record_add(chrome, BEGIN, l + 1, i, item->from_ns);
        record_add(chrome, END, l + 1, i, item->to_ns);
    }
}

static void requests_collect(struct chrome *chrome)
{
    const struct timeline *timeline = chrome->source->timeline;
    for (int i = 0; i < timeline->request_count; i++) {
        const struct timeline_request *request = &timeline->requests[i];
        int thread = thread_of(chrome, request->who);
        int64_t end_ns = request->answered_ns >= 0 ? request->answered_ns : timeline->end_ns;
        if (end_ns <= request->asked_ns)
            continue;
        record_add(chrome, ASYNC_BEGIN, thread, (uint32_t)i, request->asked_ns);
        record_add(chrome, ASYNC_END, thread, (uint32_t)i, end_ns);
        if (request->taken_ns >= 0)
            record_add(chrome, TAKEN, thread, (uint32_t)i, request->taken_ns);
        if (request->noticed_ns >= 0)
            record_add(chrome, NOTICED, thread, (uint32_t)i, request->noticed_ns);
    }
}

static void handoffs_collect(struct chrome *chrome)
{
    const struct timeline *timeline = chrome->source->timeline;
    chrome->handoffs = handoffs_list(timeline, &chrome->handoff_count);
    for (size_t i = 0; i < chrome->handoff_count; i++) {
        struct handoff_facts facts = handoff_facts(timeline, chrome->handoffs[i]);
        int from = thread_of(chrome, facts.before), to = thread_of(chrome, facts.item->object);
        if (!from || !to || from == to)
            continue;
        record_add(chrome, FLOW_FROM, from, (uint32_t)i, facts.item->from_ns);
        record_add(chrome, FLOW_TO, to, (uint32_t)i, facts.item->from_ns);
    }
}

static int by_time(const void *one, const void *other)
{
    const struct record *a = one, *b = other;
    if (a->ns != b->ns)
        return a->ns < b->ns ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->lane != b->lane)
        return a->lane < b->lane ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

/* ---- how it is written ---- */

static void event_begin(struct chrome *chrome, const char *phase, int thread)
{
    strbuf_addf(chrome->out, "%s{\"ph\": \"%s\", \"pid\": %d, \"tid\": %d",
                chrome->any ? ",\n" : "", phase, chrome->pid, thread);
    chrome->any = true;
}

static void time_add(struct chrome *chrome, int64_t ns)
{
    strbuf_addf(chrome->out, ", \"ts\": %lld.%03d", (long long)(ns / 1000), (int)(ns % 1000));
}

static void text_field(struct chrome *chrome, const char *name, const char *text)
{
    strbuf_addf(chrome->out, ", \"%s\": ", name);
    json_text_adds(chrome->out, text);
}

static const char *interval_name(const struct timeline *timeline, const struct timeline_lane *lane,
                                 const struct timeline_interval *item)
{
    return lane->kind == LANE_CONTROL ? timeline_actor_name(timeline, item->object)
                                      : trace_state_name((enum trace_state)item->state);
}

static void interval_name_add(struct chrome *chrome, const struct record *record)
{
    const struct timeline *timeline = chrome->source->timeline;
    const struct timeline_lane *lane = &timeline->lanes[record->lane - 1];
    text_field(chrome, "name", interval_name(timeline, lane, timeline_item(lane, record->index)));
}

static const char *category(const struct timeline_lane *lane)
{
    return lane->kind == LANE_CONTROL ? "control" : "state";
}

/* It has the name and the category of its beginning: some readers end nothing without. What is said
 * of the interval stands here: beside the beginning, speedscope would take it for a part of the
 * name, and count no two of them together. */
static void interval_end(struct chrome *chrome, const struct record *record)
{
    const struct timeline *timeline = chrome->source->timeline;
    const struct timeline_lane *lane = &timeline->lanes[record->lane - 1];
    const struct timeline_interval *item = timeline_item(lane, record->index);
    struct tell tell = tell_to(timeline, &chrome->why);
    strbuf_clear(&chrome->why);
    tell_interval(&tell, lane, item);
    event_begin(chrome, "E", record->lane);
    time_add(chrome, record->ns);
    interval_name_add(chrome, record);
    text_field(chrome, "cat", category(lane));
    strbuf_adds(chrome->out, ", \"args\": {\"why\": ");
    json_text_adds(chrome->out, strbuf_str(&chrome->why));
    strbuf_addf(chrome->out, ", \"line\": %u}}", (unsigned)trace_line_number(item->line));
}

static void interval_begin(struct chrome *chrome, const struct record *record)
{
    const struct timeline_lane *lane = &chrome->source->timeline->lanes[record->lane - 1];
    event_begin(chrome, "B", record->lane);
    time_add(chrome, record->ns);
    interval_name_add(chrome, record);
    text_field(chrome, "cat", category(lane));
    strbuf_addch(chrome->out, '}');
}

static void handoff_write(struct chrome *chrome, const struct record *record)
{
    bool to = record->kind == FLOW_TO;
    event_begin(chrome, to ? "f" : "s", record->lane);
    time_add(chrome, record->ns);
    strbuf_addf(chrome->out, ", \"id\": \"%d.%u\"", chrome->pid, (unsigned)record->index);
    text_field(chrome, "name", "hand-off");
    text_field(chrome, "cat", "hand-off");
    strbuf_adds(chrome->out, to ? ", \"bp\": \"e\"}" : "}");
}

static void request_write(struct chrome *chrome, const struct record *record)
{
    static const char *const phases[] = {
        [ASYNC_BEGIN] = "b", [ASYNC_END] = "e", [TAKEN] = "n", [NOTICED] = "n"};
    const struct export_source *source = chrome->source;
    const struct timeline_request *request = &source->timeline->requests[record->index];
    size_t len;
    const char *label = trace_text(source->trace, request->event, &len);
    event_begin(chrome, phases[record->kind], record->lane);
    time_add(chrome, record->ns);
    strbuf_addf(chrome->out, ", \"id\": \"%d.%u\"", chrome->pid, (unsigned)request->id);
    strbuf_adds(chrome->out, ", \"name\": ");
    json_text_add(chrome->out, label && len ? label : "request", label && len ? len : 7);
    text_field(chrome, "cat", "request");
    if (record->kind == ASYNC_BEGIN) {
        strbuf_adds(chrome->out, ", \"args\": {\"task\": ");
        json_text_adds(chrome->out, timeline_actor_id(source->timeline, request->who));
        strbuf_addf(chrome->out, ", \"line\": %u, \"cancelled\": %s}", (unsigned)request->line,
                    request->cancelled ? "true" : "false");
    } else if (record->kind != ASYNC_END) {
        strbuf_addf(chrome->out, ", \"args\": {\"what\": \"%s\"}",
                    record->kind == TAKEN ? "the device took it" : "its task was told");
    }
    strbuf_addch(chrome->out, '}');
}

static void instant_write(struct chrome *chrome, const struct record *record)
{
    const struct stats *stats = chrome->source->stats;
    bool lost = record->kind == LOST;
    event_begin(chrome, "i", record->lane);
    time_add(chrome, record->ns);
    strbuf_addf(chrome->out, ", \"s\": \"%s\"", lost ? "p" : "t");
    if (lost) {
        strbuf_clear(&chrome->why);
        strbuf_addf(&chrome->why, "%lld records were lost", (long long)stats->lost);
        text_field(chrome, "name", strbuf_str(&chrome->why));
    } else {
        text_field(chrome, "name", stats->said[record->index].text);
    }
    text_field(chrome, "cat", lost ? "lost" : "output");
    strbuf_addch(chrome->out, '}');
}

static void record_write(struct chrome *chrome, const struct record *record)
{
    switch ((enum kind)record->kind) {
    case BEGIN:
        interval_begin(chrome, record);
        break;
    case END:
        interval_end(chrome, record);
        break;
    case FLOW_FROM:
    case FLOW_TO:
        handoff_write(chrome, record);
        break;
    case ASYNC_BEGIN:
    case ASYNC_END:
    case TAKEN:
    case NOTICED:
        request_write(chrome, record);
        break;
    case SAID:
    case LOST:
        instant_write(chrome, record);
        break;
    }
}

/* ---- a run ---- */

/* Some readers want a category and a time of it, which Chrome gives it, too. */
static void metadata_begin(struct chrome *chrome, int thread, const char *name)
{
    event_begin(chrome, "M", thread);
    time_add(chrome, 0);
    text_field(chrome, "name", name);
    text_field(chrome, "cat", "__metadata");
    strbuf_adds(chrome->out, ", \"args\": {");
}

static void name_add(struct chrome *chrome, const char *name)
{
    strbuf_adds(chrome->out, "\"name\": ");
    json_text_adds(chrome->out, name);
    strbuf_adds(chrome->out, "}}");
}

/* What Perfetto shows of a process and its threads. */
static void names_write(struct chrome *chrome, const char *name)
{
    const struct timeline *timeline = chrome->source->timeline;
    metadata_begin(chrome, 0, "process_name");
    name_add(chrome, name);
    metadata_begin(chrome, 0, "process_sort_index");
    strbuf_addf(chrome->out, "\"sort_index\": %d}}", chrome->pid);
    for (int l = 0; l < timeline->lane_count; l++) {
        metadata_begin(chrome, l + 1, "thread_name");
        name_add(chrome, timeline->lanes[l].name);
        metadata_begin(chrome, l + 1, "thread_sort_index");
        strbuf_addf(chrome->out, "\"sort_index\": %d}}", l + 1);
    }
}

void chrome_begin(struct strbuf *out)
{
    strbuf_adds(out, "{\"displayTimeUnit\": \"ns\", \"traceEvents\": [\n");
}

void chrome_run(const struct export_source *source, int pid, const char *name, struct strbuf *out)
{
    struct chrome chrome = {.source = source, .pid = pid, .out = out, .any = pid > 1};
    for (int l = 0; l < source->timeline->lane_count; l++)
        intervals_collect(&chrome, l);
    requests_collect(&chrome);
    handoffs_collect(&chrome);
    for (int i = 0; i < source->stats->said_count; i++)
        record_add(&chrome, SAID, thread_of(&chrome, source->stats->said[i].who), (uint32_t)i,
                   source->stats->said[i].t_ns);
    if (source->stats->lost)
        record_add(&chrome, LOST, 0, 0, 0);
    if (chrome.count)
        sort_stable(chrome.records, chrome.count, sizeof *chrome.records, by_time);
    names_write(&chrome, name);
    for (size_t i = 0; i < chrome.count; i++)
        record_write(&chrome, &chrome.records[i]);
    free(chrome.records);
    free(chrome.handoffs);
    strbuf_release(&chrome.why);
}

void chrome_facts(const struct export_source *source, const char *name, struct strbuf *out)
{
    const struct stats *stats = source->stats;
    strbuf_adds(out, "{\"run\": ");
    json_text_adds(out, name);
    strbuf_adds(out, ", \"scenario\": ");
    json_text_adds(out, stats->title);
    strbuf_adds(out, ", \"model\": ");
    json_text_adds(out, stats->model);
    strbuf_adds(out, ", \"result\": ");
    json_text_adds(out, trace_result_name(stats->result));
    strbuf_addf(out, ", \"elapsed_ns\": %lld, \"lost\": %lld, \"settings\": ",
                (long long)stats->elapsed_ns, (long long)stats->lost);
    settings_add_json(source->trace, out);
    strbuf_addch(out, '}');
}

void export_chrome(const struct export_source *source, struct strbuf *out)
{
    struct strbuf name = STRBUF_INIT;
    strbuf_addf(&name, "%s (%s)", source->stats->title, source->stats->model);
    chrome_begin(out);
    chrome_run(source, 1, strbuf_str(&name), out);
    strbuf_adds(out, "\n], \"otherData\": {\"baton\": 1, \"runs\": [");
    chrome_facts(source, strbuf_str(&name), out);
    strbuf_adds(out, "]}}\n");
    strbuf_release(&name);
}
