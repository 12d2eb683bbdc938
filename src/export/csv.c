/* One interval a line: lane,state,from_ns,to_ns,line,core,why. A lane has no holes from its start
 * to its end. On a control strip the state is how control is held, and `why` begins with who holds
 * it. */
#include "config.h"

#include "export/export.h"

#include <string.h>

#include "tell/tell.h"

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

static void interval_add(const struct export_source *source, const struct timeline_lane *lane,
                         const struct timeline_interval *item, struct strbuf *why,
                         struct strbuf *out)
{
    struct tell tell = tell_to(source->timeline, why);
    cell_add(out, lane->name);
    strbuf_addf(out, ",%s,%lld,%lld", trace_state_name(item->state), (long long)item->from_ns,
                (long long)item->to_ns);
    number_add(out, item->line != 0, item->line);
    number_add(out, item->core != TRACE_CORE_UNKNOWN, item->core);
    strbuf_addch(out, ',');
    strbuf_clear(why);
    tell_interval(&tell, lane, item);
    cell_add(out, strbuf_str(why));
    strbuf_addch(out, '\n');
}

void export_csv(const struct export_source *source, struct strbuf *out)
{
    struct strbuf why = STRBUF_INIT;
    strbuf_adds(out, "lane,state,from_ns,to_ns,line,core,why\n");
    for (int l = 0; l < source->timeline->lane_count; l++) {
        const struct timeline_lane *lane = &source->timeline->lanes[l];
        for (uint32_t i = 0; i < lane->count; i++)
            interval_add(source, lane, &lane->items[i], &why, out);
    }
    strbuf_release(&why);
}
