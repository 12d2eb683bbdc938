#include "config.h"

#include "cli/explored.h"

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

static void add_end(struct strbuf *out, const struct exploration *it, const struct explore_end *end)
{
    strbuf_addf(out, "{\"result\": \"%s\", \"values\": {", end->result);
    for (int i = 0; i < it->name_count; i++) {
        strbuf_adds(out, i ? ", " : "");
        json_text_adds(out, it->names[i]);
        strbuf_addf(out, ": %lld", (long long)end->values[i]);
    }
    strbuf_addch(out, '}');
    if (end->said)
        add_said(out, end->said);
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
    strbuf_addf(out, ", \"time\": \"free\", \"memory\": \"sc\", \"complete\": %s, \"schedules\": ",
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
