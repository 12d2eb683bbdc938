/* The lists of the page: hand-offs and output, bounded. */
#include "config.h"

#include "export/html.h"

#include "export/steps_walk.h"
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

static void time_add(struct html *html, int64_t t_ns)
{
    strbuf_adds(html->out, "<span class=\"time\">");
    words_time(html->out, t_ns);
    strbuf_adds(html->out, "</span> ");
}

/* Which steps are shown: the first of them, and the last. */
struct listing {
    struct html *html;
    long count, at;
};

static void count_one(void *arg, const struct steps_item *item)
{
    struct listing *listing = arg;
    listing->count += item->kind != STEPS_END;
}

static void words_add(struct html *html, const struct steps_item *item)
{
    if (item->kind == STEPS_SAID) {
        html_text(html, item->said->task);
        strbuf_adds(html->out, " says: <q>");
        html_text(html, item->said->text);
        strbuf_adds(html->out, "</q>");
        return;
    }
    if (item->kind == STEPS_HANDOFF && item->strip) {
        html_text(html, item->strip);
        strbuf_adds(html->out, ", ");
    }
    if (item->kind == STEPS_HANDOFF) {
        strbuf_adds(html->out, "<strong>");
        html_text(html, item->who);
        strbuf_adds(html->out, "</strong>: ");
    }
    html_text(html, item->words);
}

static void step_add(void *arg, const struct steps_item *item)
{
    struct listing *listing = arg;
    struct html *html = listing->html;
    bool end = item->kind == STEPS_END;
    long at = listing->at++;
    bool shown = end || is_shown(at, listing->count, STEPS_FIRST, STEPS_LAST);
    if (at == STEPS_FIRST && !shown)
        left_out_add(html, listing->count - STEPS_FIRST - STEPS_LAST, "steps");
    if (!shown)
        return;
    strbuf_addf(html->out, "<li class=\"%s\"",
                end                           ? "end"
                : item->kind == STEPS_HANDOFF ? "handoff"
                                              : "said");
    if (item->line)
        strbuf_addf(html->out, " data-line=\"%u\"", (unsigned)item->line);
    strbuf_addch(html->out, '>');
    time_add(html, item->t_ns);
    words_add(html, item);
    strbuf_adds(html->out, "</li>\n");
}

void html_steps(struct html *html)
{
    struct listing listing = {.html = html};
    html_section(html, "always", "steps", "Every hand-off, and why");
    strbuf_adds(html->out,
                "<ul class=\"steps scroll\" tabindex=\"0\" aria-labelledby=\"steps\">\n");
    steps_walk(html->source, count_one, &listing);
    steps_walk(html->source, step_add, &listing);
    strbuf_adds(html->out, "</ul>\n");
    html_section_end(html);
}

void html_output(struct html *html)
{
    const struct stats *stats = html->source->stats;
    if (!stats->said_count)
        return;
    html_section(html, "all", "output", "Output");
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
