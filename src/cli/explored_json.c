#include "config.h"

#include "cli/explored.h"

#include <stdlib.h>
#include <string.h>

#include "export/json_text.h"
#include "scenario/scenario.h"

static void add_schedule(struct strbuf *out, const struct schedule *schedule)
{
    strbuf_addch(out, '"');
    schedule_print(schedule, out);
    strbuf_addch(out, '"');
}

static void add_count(struct strbuf *out, const char *digits)
{
    if (digits)
        strbuf_addf(out, "\"%s\"", digits);
    else
        strbuf_adds(out, "null");
}

static void add_said(struct strbuf *out, const char *said)
{
    const char *end;

    strbuf_adds(out, ", \"output\": [");
    for (bool first = true; (end = strchr(said, '\n')); said = end + 1, first = false) {
        strbuf_adds(out, first ? "" : ", ");
        json_text_add(out, said, (size_t)(end - said));
    }
    strbuf_addch(out, ']');
}

/* "a[n]" is the n-th of several. */
static bool is_one_of(const char *name, const char *first, size_t len, int n)
{
    return strncmp(name, first, len) == 0 && name[len] == '[' && atoi(name + len + 1) == n;
}

/* All of several are a list, as in the JSON of a run. Returns behind the last. */
static int add_value(struct strbuf *out, const struct exploration *it,
                     const struct explore_end *end, int at, int to)
{
    const char *first = it->names[at];
    size_t len = strcspn(first, "[");

    if (!is_one_of(first, first, len, 1)) {
        json_text_adds(out, first);
        strbuf_addf(out, ": %lld", (long long)end->values[at]);
        return at + 1;
    }
    json_text_add(out, first, len);
    strbuf_adds(out, ": [");
    for (int n = 1; at < to && is_one_of(it->names[at], first, len, n); n++, at++)
        strbuf_addf(out, "%s%lld", n > 1 ? ", " : "", (long long)end->values[at]);
    strbuf_addch(out, ']');
    return at;
}

static void add_values(struct strbuf *out, const struct exploration *it,
                       const struct explore_end *end, int from, int to)
{
    for (int i = from; i < to;) {
        strbuf_adds(out, i > from ? ", " : "");
        i = add_value(out, it, end, i, to);
    }
}

static void add_end(struct strbuf *out, const struct exploration *it, const struct explore_end *end)
{
    strbuf_addf(out, "{\"result\": \"%s\", \"values\": {", end->result);
    add_values(out, it, end, 0, it->first_region);
    if (it->first_region < it->name_count) {
        strbuf_adds(out, "}, \"regions\": {");
        add_values(out, it, end, it->first_region, it->name_count);
    }
    strbuf_addch(out, '}');
    if (end->said)
        add_said(out, end->said);
    if (end->failure) {
        strbuf_adds(out, ", \"failure\": ");
        json_text_add(out, end->failure, strlen(end->failure));
    }
    strbuf_addf(out, ", \"good\": %s, \"schedules\": ", end->good ? "true" : "false");
    add_count(out, end->schedules);
    strbuf_addf(out, ", \"preemptions\": %d, \"schedule\": ", end->preemptions);
    add_schedule(out, &end->schedule);
    strbuf_addch(out, '}');
}

static void add_settings(struct strbuf *out, const struct cli_options *options)
{
    strbuf_adds(out, "[");
    for (int i = 0; i < options->set_count; i++) {
        struct strbuf line = STRBUF_INIT;

        strbuf_addf(&line, "%s=%s", options->sets[i].line, options->sets[i].values[0]);
        strbuf_adds(out, i ? ", " : "");
        json_text_add(out, line.text, line.len);
        strbuf_release(&line);
    }
    strbuf_adds(out, "]");
}

static void add_one(struct strbuf *out, const struct exploration *it,
                    const struct cli_options *options)
{
    strbuf_addf(out, "\n  {\"model\": \"%s\", \"settings\": ", model_name(it->model));
    add_settings(out, options);
    strbuf_addf(out, ", \"time\": \"%s\", \"memory\": \"%s\",%s \"complete\": %s, \"schedules\": ",
                it->due ? "due" : "free", it->relaxed ? "relaxed" : "sc",
                it->spurious ? " \"spurious\": true," : "",
                it->stop == EXPLORE_WHOLE ? "true" : "false");
    add_count(out, it->schedules);
    strbuf_addf(out, ",\n   \"states\": %u, \"moves\": %llu, \"outcomes\": [", it->states,
                (unsigned long long)it->moves);
    for (int i = 0; i < it->end_count; i++) {
        strbuf_adds(out, i ? ",\n    " : "\n    ");
        add_end(out, it, &it->ends[i]);
    }
    strbuf_adds(out, "],\n   \"livelock\": ");
    if (it->livelock) {
        strbuf_adds(out, "{\"schedule\": ");
        add_schedule(out, &it->livelock->schedule);
        strbuf_adds(out, ", \"loop\": ");
        add_schedule(out, &it->livelock->loop);
        strbuf_addch(out, '}');
    } else {
        strbuf_adds(out, "null");
    }
    strbuf_addch(out, '}');
}

void explored_add_json(const struct explored *explored, struct strbuf *out)
{
    strbuf_adds(out, "{\"scenario\": ");
    json_text_adds(out, scenario_title(explored->source->scenario));
    strbuf_adds(out, ", \"explored\": [");
    for (int i = 0, shown = 0; i < explored->count; i++) {
        if (explored->all[i]->refused)
            continue;
        strbuf_adds(out, shown++ ? "," : "");
        add_one(out, explored->all[i], explored->options);
    }
    strbuf_adds(out, "]}\n");
}
