/* The marks of a story in words: those of tell/story.c, and what the scenario says itself. */
#include "config.h"

#include "base/utf8.h"
#include "player/story.h"
#include "tell/tell.h"

static void text_add(const struct story *story, const struct story_mark *mark, struct strbuf *out)
{
    size_t len;
    const char *text = trace_text(story->trace, mark->event, &len);
    if (text && len)
        utf8_add_safe(out, text, len);
}

void story_mark_words(const struct story *story, const struct story_mark *mark, struct strbuf *out)
{
    struct tell tell = tell_to(story->timeline, out);
    struct tell_stretch stretch = {.since_ns = mark->since_ns,
                                   .t_ns = mark->until_ns,
                                   .who = mark->who,
                                   .line = mark->line,
                                   .event = mark->event};
    if (mark->kind == STORY_LATE)
        tell_was_late(&tell, &stretch);
    else if (mark->kind == STORY_HOLDS || mark->kind == STORY_KEEPS)
        tell_was_held(&tell, &stretch, mark->kind == STORY_HOLDS);
    else if (mark->kind == STORY_FAILURE)
        tell_failure(&tell, mark->event);
    else
        text_add(story, mark, out);
}
