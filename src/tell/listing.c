/* The whole table with an example of each row, for `baton explain --sentences`. The examples are of
 * a run made up here, the same for all of them: so a row can be read, not held to anything. */
#include "config.h"

#include "tell/listing.h"

#include <string.h>

#include "tell/difference.h"
#include "tell/say.h"

static const char source[] = "scenario \"Examples\"\n\n\n\n\n\n\n\n    compute 150ms\n";

static void event_add(struct trace *trace, struct trace_event event, const char *text)
{
    trace_add(trace, &event, text, text ? strlen(text) : 0);
}

static struct trace *example_trace(void)
{
    static const char *const names[] = {"one", "two", "three"};
    struct trace *trace = trace_new();
    trace_set_source(trace, "examples.baton", source, sizeof source - 1);
    event_add(trace, (struct trace_event){.kind = TRACE_META}, "object=lock a");
    event_add(trace, (struct trace_event){.kind = TRACE_RUN_BEGIN, .time_ns = 1}, NULL);
    for (uint32_t task = 1; task <= 3; task++)
        event_add(trace, (struct trace_event){.kind = TRACE_TASK_NEW, .time_ns = 2, .who = task},
                  names[task - 1]);
    for (uint32_t id = 1; id <= 2; id++)
        event_add(trace,
                  (struct trace_event){.kind = TRACE_ASKED,
                                       .time_ns = 3,
                                       .who = id,
                                       .arg = id,
                                       .value = id == 1 ? 500000000 : 400000000},
                  id == 1 ? "download" : "query");
    trace_finish(trace);
    return trace;
}

static bool ends_in(const char *id, const char *end)
{
    size_t len = strlen(id), tail = strlen(end);
    return len >= tail && strcmp(id + len - tail, end) == 0;
}

static const char *text_of(enum sentence id)
{
    switch (id) {
    case TELL_AT_STATEMENT:
        return "compute";
    case TELL_LABEL:
        return "download";
    case TELL_THE_LOCK:
    case TELL_THE_SEMAPHORE:
    case TELL_THE_CHANNEL:
    case TELL_THE_OBJECT:
    case TELL_OBJECT_HELD:
    case TELL_OBJECT_HELD_ENDED:
    case TELL_OBJECT_HELD_CRASHED:
    case TELL_OBJECT_GIVEN:
    case TELL_OBJECT_FREE:
    case TELL_OBJECT_VALUE:
    case TELL_OBJECT_VALUE_UNKNOWN:
    case TELL_OBJECT_CONDITION:
    case TELL_OBJECT_BARRIER:
    case TELL_OBJECT_HOLDS:
    case TELL_OBJECT_HOLDS_THESE:
        return "a";
    case TELL_ENDED_BY_BOUND:
        return "threads";
    case TELL_ENDED_BY_CRASH:
    case TELL_ENDED_BY_SIGNAL:
    case TELL_ENDED_ENGINE_SIGNAL:
        return "Killed";
    default:
        return "no answer";
    }
}

/* Rows for one alone are those that end in _ONE. */
static void example_say(struct tell *tell, enum sentence id)
{
    static const struct timeline_lane core = {.name = (char *)"core 1"};
    static const enum sentence until[] = {TELL_UNTIL_ANSWER, TELL_UNTIL_SLEPT};
    struct difference_run slow = {"blocking", tell->timeline, NULL};
    struct difference_run fast = {"coroutines", tell->timeline, NULL};
    const struct difference_run *runs[] = {&slow, &fast};
    bool one = ends_in(tell_rows[id].id, "_ONE");
    struct tell_names names = {.who = {2, 3}, .for_ns = {30000000, 20000000}, .count = one ? 1 : 2};
    struct tell_values values = {.values = {3, 4}, .count = 2};
    struct tell_args args = {
        .who = 2,
        .other = 1,
        .request = 1,
        .objects = 5,
        .at = 9,
        .lane = &core,
        .t_ns = 400100000,
        .t2_ns = 452000000,
        .for_ns = 51900000,
        .for2_ns = 12300000,
        .late_ns = 51900000,
        .n = one ? 1 : 1234,
        .number = one ? 1 : 2,
        .number2 = 1,
        .text = text_of(id),
        .raw = "lunch.baton",
        .len = strlen(text_of(id)),
        .model = "callbacks",
        .model2 = "coroutines",
        .result = TRACE_RESULT_TIMEOUT,
        .names = &names,
        .values = &values,
        .slow = &slow,
        .fast = &fast,
        .runs = runs,
        .run_count = one ? 1 : 2,
        .until = until,
        .until_count = 2,
        .kept = TELL_KEPT_ITS_STACK,
        .ending = TELL_ENDED_BY_LOG,
    };
    tell_say(tell, id, &args);
}

void tell_listing(struct strbuf *out)
{
    struct trace *trace = example_trace();
    struct timeline *timeline = timeline_new(trace);
    struct tell tell = tell_to(timeline, out);
    for (enum tell_topic topic = 0; topic < TELL_TOPIC_COUNT; topic++)
        for (enum sentence id = TELL_NONE + 1; id < TELL_SENTENCES; id++) {
            if (tell_rows[id].topic != topic)
                continue;
            strbuf_addf(out, "%s %s\n    |%s|\n    |", tell_topic_name(topic), tell_rows[id].id,
                        tell_rows[id].text);
            example_say(&tell, id);
            strbuf_adds(out, "|\n");
        }
    timeline_free(timeline);
    trace_free(trace);
}
