/* Every hand-off with its reason, one a line, with its time: the same story as the timeline, for
 * those who listen. */
#include "export/export.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "tell/tell.h"
#include "tell/words.h"

/* Hand-offs and what was said, in order of time. */
struct steps {
    const struct export_source *source;
    struct strbuf *out;
    struct tell tell; /* into the same */
    int said;         /* the next one */
};

static void time_add(struct strbuf *out, int64_t t_ns)
{
    struct strbuf time = STRBUF_INIT;
    words_time(&time, t_ns);
    strbuf_addf(out, "%10s  ", strbuf_str(&time));
    strbuf_release(&time);
}

static void said_add(struct steps *steps, int64_t until_ns)
{
    const struct stats *stats = steps->source->stats;
    for (; steps->said < stats->said_count && stats->said[steps->said].t_ns < until_ns;
         steps->said++) {
        const struct stats_said *said = &stats->said[steps->said];
        time_add(steps->out, said->t_ns);
        strbuf_adds(steps->out, "    ");
        tell_said(&steps->tell, said->who, said->text);
        strbuf_addch(steps->out, '\n');
    }
}

static void step_add(struct steps *steps, struct handoff handoff)
{
    const struct timeline *timeline = steps->source->timeline;
    const struct timeline_lane *strip = &timeline->lanes[handoff.strip];
    const struct timeline_interval *item = &strip->items[handoff.index];
    said_add(steps, item->from_ns);
    time_add(steps->out, item->from_ns);
    if (timeline->strip_count > 1)
        strbuf_addf(steps->out, "%s, ", strip->name);
    strbuf_addf(steps->out, "%s: ", timeline_actor_name(timeline, item->object));
    tell_handoff(&steps->tell, handoff);
    strbuf_addch(steps->out, '\n');
}

static void ascii_add(struct strbuf *out, const struct strbuf *text)
{
    for (size_t at = 0; at < text->len;) {
        uint32_t rune;
        size_t bytes = utf8_decode(text->text + at, text->len - at, &rune);
        if (rune < 0x80)
            strbuf_addch(out, (char)rune);
        else
            strbuf_addn(out, '?', (size_t)utf8_rune_width(rune));
        at += bytes;
    }
}

void export_steps(const struct export_source *source, struct strbuf *out)
{
    struct strbuf text = STRBUF_INIT;
    struct steps steps = {.source = source, .out = &text, .tell = tell_to(source->timeline, &text)};
    size_t count;
    struct handoff *list = handoffs_list(source->timeline, &count);
    for (size_t i = 0; i < count; i++)
        step_add(&steps, list[i]);
    said_add(&steps, INT64_MAX);
    time_add(&text, source->stats->elapsed_ns);
    tell_last_step(&steps.tell, source->stats);
    strbuf_addch(&text, '\n');
    if (source->options.ascii)
        ascii_add(out, &text);
    else
        strbuf_add(out, strbuf_str(&text), text.len);
    free(list);
    strbuf_release(&text);
}
