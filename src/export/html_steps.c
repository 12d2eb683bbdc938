/* The lists of the page: hand-offs and output, bounded. */
#include "config.h"

#include "export/html.h"

#include <stdlib.h>

#include "tell/tell.h"
#include "tell/words.h"

enum {
    STEPS_FIRST = 400, /* of more, these … */
    STEPS_LAST = 100,  /* … and these */
    OUTPUT_FIRST = 400,
    OUTPUT_LAST = 100,
};

/* Which of many items are shown. */
static bool is_shown(long index, long count, long first, long last)
{
    return count <= first + last || index < first || index >= count - last;
}

static void left_out_add(struct html *html, long count, const char *what)
{
    strbuf_adds(html->out, "<li class=\"more\">");
    html_text(html, "… ");
    words_count(html->out, count);
    strbuf_addf(html->out, " more %s are left out here</li>\n", what);
}

/* Where the step stands in the picture and in the source, for the script. */
static void item_begin(struct html *html, const char *css_class, int64_t t_ns, uint32_t line)
{
    int x = svg_x(&html->svg, t_ns);
    strbuf_addf(html->out, "<li class=\"%s\" data-x=\"%d.%d\"", css_class, x / 10, x % 10);
    if (line)
        strbuf_addf(html->out, " data-line=\"%u\"", (unsigned)line);
    strbuf_adds(html->out, "><span class=\"time\">");
    words_time(html->out, t_ns);
    strbuf_adds(html->out, "</span> ");
}

static void said_add(struct html *html, const struct stats_said *said)
{
    item_begin(html, "said", said->t_ns, said->line);
    html_text(html, said->task);
    strbuf_adds(html->out, " says: <q>");
    html_text(html, said->text);
    strbuf_adds(html->out, "</q></li>\n");
}

static void crash_add(struct html *html, const struct stats_crash *crash)
{
    struct strbuf words = STRBUF_INIT;
    struct tell tell = tell_to(html->source->timeline, &words);
    item_begin(html, "said", crash->t_ns, crash->line);
    tell_failure(&tell, crash->event);
    html_text(html, strbuf_str(&words));
    strbuf_adds(html->out, "</li>\n");
    strbuf_release(&words);
}

static void handoff_add(struct html *html, struct handoff handoff)
{
    const struct timeline *timeline = html->source->timeline;
    const struct timeline_lane *strip = &timeline->lanes[handoff.strip];
    const struct timeline_interval *item = &strip->items[handoff.index];
    struct strbuf why = STRBUF_INIT;
    struct tell tell = tell_to(timeline, &why);
    item_begin(html, "handoff", item->from_ns, item->line);
    if (timeline->strip_count > 1) {
        html_text(html, strip->name);
        strbuf_adds(html->out, ", ");
    }
    strbuf_adds(html->out, "<strong>");
    html_text(html, timeline_actor_name(timeline, item->object));
    strbuf_adds(html->out, "</strong>: ");
    tell_handoff(&tell, handoff);
    html_text(html, strbuf_str(&why));
    strbuf_adds(html->out, "</li>\n");
    strbuf_release(&why);
}

/* What comes next of hand-offs, what was said and who crashed. */
struct items {
    const struct html *html;
    const struct handoff *list;
    long step, steps, said, crash;
};

static int64_t step_ns(const struct items *items)
{
    if (items->step == items->steps)
        return INT64_MAX;
    const struct handoff *handoff = &items->list[items->step];
    return items->html->source->timeline->lanes[handoff->strip].items[handoff->index].from_ns;
}

static int64_t said_ns(const struct items *items)
{
    const struct stats *stats = items->html->source->stats;
    return items->said == stats->said_count ? INT64_MAX : stats->said[items->said].t_ns;
}

static int64_t crash_ns(const struct items *items)
{
    const struct stats *stats = items->html->source->stats;
    return items->crash == stats->crash_count ? INT64_MAX : stats->crashes[items->crash].t_ns;
}

static void item_add(struct html *html, struct items *items, bool shown)
{
    const struct stats *stats = html->source->stats;
    int64_t step = step_ns(items), said = said_ns(items), crash = crash_ns(items);
    if (crash <= step && crash <= said) {
        if (shown)
            crash_add(html, &stats->crashes[items->crash]);
        items->crash++;
    } else if (said < step) {
        if (shown)
            said_add(html, &stats->said[items->said]);
        items->said++;
    } else {
        if (shown)
            handoff_add(html, items->list[items->step]);
        items->step++;
    }
}

static void items_add(struct html *html, const struct handoff *list, long count)
{
    const struct stats *stats = html->source->stats;
    struct items items = {.html = html, .list = list, .steps = count};
    long all = count + stats->said_count + stats->crash_count;
    for (long i = 0; i < all; i++) {
        bool shown = is_shown(i, all, STEPS_FIRST, STEPS_LAST);
        if (i == STEPS_FIRST && !shown)
            left_out_add(html, all - STEPS_FIRST - STEPS_LAST, "steps");
        item_add(html, &items, shown);
    }
}

void html_steps(struct html *html)
{
    size_t count;
    struct handoff *list = handoffs_list(html->source->timeline, &count);
    struct tell tell = tell_to(html->source->timeline, html->out);
    html_section(html, "steps", "Every hand-off, and why");
    strbuf_adds(html->out,
                "<ul class=\"steps scroll\" tabindex=\"0\" aria-labelledby=\"steps\">\n");
    items_add(html, list, (long)count);
    strbuf_addf(html->out, "<li class=\"end\"><span class=\"time\">");
    words_time(html->out, html->source->stats->elapsed_ns);
    strbuf_adds(html->out, "</span> ");
    tell_the_end(&tell, html->source->stats);
    strbuf_adds(html->out, "</li>\n</ul>\n");
    html_section_end(html);
    free(list);
}

void html_output(struct html *html)
{
    const struct stats *stats = html->source->stats;
    if (!stats->said_count)
        return;
    html_section(html, "output", "Output");
    strbuf_adds(html->out, "<ul class=\"output\">\n");
    for (int i = 0; i < stats->said_count; i++) {
        const struct stats_said *said = &stats->said[i];
        bool shown = is_shown(i, stats->said_count, OUTPUT_FIRST, OUTPUT_LAST);
        if (i == OUTPUT_FIRST && !shown)
            left_out_add(html, stats->said_count - OUTPUT_FIRST - OUTPUT_LAST, "lines");
        if (!shown)
            continue;
        strbuf_adds(html->out, "<li><span class=\"time\">");
        words_time(html->out, said->t_ns);
        strbuf_adds(html->out, "</span> <strong>");
        html_text(html, said->task);
        strbuf_adds(html->out, "</strong> ");
        html_text(html, said->text);
        strbuf_adds(html->out, "</li>\n");
    }
    strbuf_adds(html->out, "</ul>\n");
    html_section_end(html);
}
