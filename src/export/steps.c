/* Every hand-off with its reason, one a line, with its time: the same story as the timeline, for
 * those who listen. */
#include "config.h"

#include "export/export.h"

#include "base/utf8.h"
#include "export/settings.h"
#include "export/steps_walk.h"
#include "tell/tell.h"
#include "tell/words.h"

enum { TIME_COLUMNS = 10 };

static void time_add(struct strbuf *out, int64_t t_ns)
{
    struct strbuf time = STRBUF_INIT;
    words_time(&time, t_ns);
    strbuf_addf(out, "%*s  ", TIME_COLUMNS, strbuf_str(&time));
    strbuf_release(&time);
}

/* Hand-offs and the end stand at the left, the others are indented, what belongs to the line above
 * has no time. */
static void line_add(void *arg, const struct steps_item *item)
{
    struct strbuf *out = arg;
    if (item->kind == STEPS_LOST || item->kind == STEPS_MORE)
        strbuf_addn(out, ' ', TIME_COLUMNS + 2);
    else
        time_add(out, item->t_ns);
    if (item->kind == STEPS_HANDOFF && item->strip)
        strbuf_addf(out, "%s, ", item->strip);
    if (item->kind == STEPS_HANDOFF)
        strbuf_addf(out, "%s: ", item->who);
    else if (item->kind != STEPS_END)
        strbuf_adds(out, "    ");
    strbuf_adds(out, item->words);
    strbuf_addch(out, '\n');
}

/* What there is to know before the first line: what was set, and that not all is told. */
static void head_add(const struct export_source *source, struct strbuf *out)
{
    struct strbuf settings = STRBUF_INIT;
    struct tell tell = tell_to(source->timeline, out);
    settings_add(source->trace, &settings);
    if (settings.len) {
        strbuf_addn(out, ' ', TIME_COLUMNS + 2);
        strbuf_addf(out, "settings: %s\n", settings.text);
    }
    if (source->stats->lost) {
        strbuf_addn(out, ' ', TIME_COLUMNS + 2);
        tell_lost(&tell, source->stats);
        strbuf_addch(out, '\n');
    }
    strbuf_release(&settings);
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
    head_add(source, &text);
    steps_walk(source, line_add, &text);
    if (source->options.ascii)
        ascii_add(out, &text);
    else
        strbuf_add(out, strbuf_str(&text), text.len);
    strbuf_release(&text);
}
