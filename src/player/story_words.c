/* The marks of a story in words: those of tell/story.c, and what the scenario says itself. */
#include "config.h"

#include <string.h>

#include "base/utf8.h"
#include "player/story.h"
#include "tell/tell.h"

enum { NAMES_MOST = 1024 }; /* tasks that are looked for in a text */

static void text_add(const struct story *story, const struct story_mark *mark, struct strbuf *out)
{
    size_t len;
    const char *text = trace_text(story->trace, mark->event, &len);
    if (text && len)
        utf8_add_safe(out, text, len);
}

static bool is_of_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* `fetch 3` and `good_one` are no words of a sentence; `one` may be, unless it stands in
 * backquotes. */
static bool is_name(const char *name, const char *at, const char *text)
{
    size_t len = strlen(name);
    bool quoted = at > text && at[-1] == '`' && at[len] == '`';
    return quoted || (name[strcspn(name, " _0123456789")] && !is_of_word(at[len]) &&
                      (at == text || !is_of_word(at[-1])));
}

/* Names of tasks that the author wrote, of those that were seen until then. */
static void names_find(const struct story *story, int64_t t_ns, const char *text, size_t from,
                       struct tell_named *named)
{
    const struct timeline *timeline = story->timeline;
    for (int i = 0; i < timeline->task_count && i < NAMES_MOST; i++) {
        const struct timeline_lane *lane = &timeline->lanes[timeline->first_task + i];
        const char *at = lane->start_ns <= t_ns && *lane->name ? text + from : NULL;
        while (at && (at = strstr(at, lane->name)) && named->count < TELL_NAMED_MOST) {
            size_t begin = (size_t)(at - text), end = begin + strlen(lane->name);
            if (is_name(lane->name, at, text + from))
                named->items[named->count++] = (struct tell_name){begin, end, lane->actor};
            at = text + end;
        }
    }
}

void story_mark_words(const struct story *story, const struct story_mark *mark, struct strbuf *out,
                      struct tell_named *named)
{
    struct tell tell = tell_to(story->timeline, out);
    size_t from = out->len;
    tell.named = named;
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
    if (named && mark->kind == STORY_NOTE)
        names_find(story, mark->t_ns, strbuf_str(out), from, named);
}
