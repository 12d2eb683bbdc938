/* Trace Event JSON ("Trace Event Format", Google, 2016), which ui.perfetto.dev opens: a thread a
 * lane, a complete event an interval, an instant event for what is said. Times are microseconds. */
#include "config.h"

#include "export/export.h"

#include <string.h>

#include "export/json_text.h"
#include "tell/tell.h"

static void thread_name_add(struct strbuf *out, int lane, const char *name)
{
    strbuf_addf(out,
                "{\"name\": \"thread_name\", \"ph\": \"M\", \"pid\": 1, \"tid\": %d, "
                "\"args\": {\"name\": ",
                lane);
    json_text_adds(out, name);
    strbuf_adds(out, "}},\n");
    strbuf_addf(out,
                "{\"name\": \"thread_sort_index\", \"ph\": \"M\", \"pid\": 1, \"tid\": %d, "
                "\"args\": {\"sort_index\": %d}}",
                lane, lane);
}

static void interval_add(const struct export_source *source, int l,
                         const struct timeline_interval *item, struct strbuf *why,
                         struct strbuf *out)
{
    const struct timeline_lane *lane = &source->timeline->lanes[l];
    struct tell tell = tell_to(source->timeline, why);
    strbuf_clear(why);
    tell_interval(&tell, lane, item);
    strbuf_adds(out, ",\n{\"name\": ");
    json_text_adds(out, lane->kind == LANE_CONTROL
                            ? timeline_actor_name(source->timeline, item->object)
                            : trace_state_name((enum trace_state)item->state));
    strbuf_addf(out, ", \"ph\": \"X\", \"pid\": 1, \"tid\": %d, \"ts\": %.3f, \"dur\": %.3f, ",
                l + 1, (double)item->from_ns / 1000, (double)(item->to_ns - item->from_ns) / 1000);
    strbuf_adds(out, "\"args\": {\"why\": ");
    json_text_adds(out, strbuf_str(why));
    strbuf_addf(out, ", \"line\": %u}}", (unsigned)item->line);
}

static void said_add(const struct export_source *source, const struct stats_said *said,
                     struct strbuf *out)
{
    const struct timeline_lane *lane = timeline_lane_of(source->timeline, said->who);
    int tid = lane ? (int)(lane - source->timeline->lanes) + 1 : 0;
    strbuf_adds(out, ",\n{\"name\": ");
    json_text_adds(out, said->text);
    strbuf_addf(out, ", \"ph\": \"i\", \"s\": \"t\", \"pid\": 1, \"tid\": %d, \"ts\": %.3f}", tid,
                (double)said->t_ns / 1000);
}

void export_chrome(const struct export_source *source, struct strbuf *out)
{
    const struct timeline *timeline = source->timeline;
    struct strbuf why = STRBUF_INIT;
    strbuf_adds(out, "{\"displayTimeUnit\": \"ns\", \"traceEvents\": [\n");
    strbuf_adds(out,
                "{\"name\": \"process_name\", \"ph\": \"M\", \"pid\": 1, \"args\": {\"name\": ");
    json_text_adds(out, source->stats->title);
    strbuf_adds(out, "}}");
    for (int l = 0; l < timeline->lane_count; l++) {
        strbuf_adds(out, ",\n");
        thread_name_add(out, l + 1, timeline->lanes[l].name);
        for (uint32_t i = 0; i < timeline->lanes[l].count; i++)
            interval_add(source, l, &timeline->lanes[l].items[i], &why, out);
    }
    for (int i = 0; i < source->stats->said_count; i++)
        said_add(source, &source->stats->said[i], out);
    strbuf_adds(out, "\n]}\n");
    strbuf_release(&why);
}
