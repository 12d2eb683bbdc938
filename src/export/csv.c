/* One interval a line: lane,state,from_ns,to_ns,line,core,why. A lane has no holes from its start
 * to its end. On a control strip the state is how control is held, and `why` begins with who holds
 * it. Of a recorded program a line has a file, which stands last; of a run with settings it has
 * these, so that the lines of several runs can stand in one table. */
#include "config.h"

#include "export/export.h"

#include <string.h>

#include "base/path.h"
#include "export/settings.h"
#include "tell/tell.h"
#include "trace/recording.h"

struct csv {
    const struct export_source *source;
    struct strbuf why; /* reused */
    struct strbuf settings;
    struct strbuf *out;
};

/* As RFC 4180 has it: quoted where a comma, a quote or a line break is in it. */
static void cell_add(struct strbuf *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        strbuf_adds(out, text);
        return;
    }
    strbuf_addch(out, '"');
    for (; *text; text++) {
        if (*text == '"')
            strbuf_addch(out, '"');
        strbuf_addch(out, *text);
    }
    strbuf_addch(out, '"');
}

static void number_add(struct strbuf *out, bool known, unsigned number)
{
    if (known)
        strbuf_addf(out, ",%u", number);
    else
        strbuf_addch(out, ',');
}

static void file_add(const struct trace *trace, uint32_t line, struct strbuf *out)
{
    strbuf_addch(out, ',');
    if (line)
        cell_add(out, path_shown(trace_source_name_of(trace, (int)trace_line_file(line))));
}

static void interval_add(struct csv *csv, const struct timeline_lane *lane,
                         const struct timeline_interval *item)
{
    const struct export_source *source = csv->source;
    struct strbuf *why = &csv->why, *out = csv->out;
    struct tell tell = tell_to(source->timeline, why);
    cell_add(out, lane->name);
    strbuf_addf(out, ",%s,%lld,%lld", trace_state_name(item->state), (long long)item->from_ns,
                (long long)item->to_ns);
    number_add(out, item->line != 0, trace_line_number(item->line));
    number_add(out, item->core != TRACE_CORE_UNKNOWN, item->core);
    strbuf_addch(out, ',');
    strbuf_clear(why);
    tell_interval(&tell, lane, item);
    cell_add(out, strbuf_str(why));
    if (trace_is_recording(source->trace))
        file_add(source->trace, item->line, out);
    if (csv->settings.len) {
        strbuf_addch(out, ',');
        cell_add(out, csv->settings.text);
    }
    strbuf_addch(out, '\n');
}

void export_csv(const struct export_source *source, struct strbuf *out)
{
    struct csv csv = {.source = source, .out = out};
    settings_add(source->trace, &csv.settings);
    strbuf_adds(out, "lane,state,from_ns,to_ns,line,core,why");
    strbuf_adds(out, trace_is_recording(source->trace) ? ",file" : "");
    strbuf_adds(out, csv.settings.len ? ",settings\n" : "\n");
    for (int l = 0; l < source->timeline->lane_count; l++) {
        const struct timeline_lane *lane = &source->timeline->lanes[l];
        for (uint32_t i = 0; i < lane->count; i++)
            interval_add(&csv, lane, timeline_item(lane, i));
    }
    strbuf_release(&csv.why);
    strbuf_release(&csv.settings);
}
