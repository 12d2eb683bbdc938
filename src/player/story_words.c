/* The marks of a story in words, in the style of trace/explain.c. */

#include <string.h>

#include "base/utf8.h"
#include "player/now.h"
#include "player/story_index.h"
#include "tell/holders.h"
#include "tell/words.h"

enum { LOOK_BACK = 64 }; /* intervals, for when another was ready */

static void name_add(const struct story *story, uint32_t who, struct strbuf *out)
{
    strbuf_adds(out, timeline_actor_name(story->timeline, who));
}

static const char *the_thread(const struct story *story)
{
    return timeline_has_loop(story->timeline) ? "the loop" : "the thread";
}

/* ---- late ---- */

/* What was over at since. */
static const char *what_was_over(const struct story *story, const struct story_mark *mark)
{
    const struct timeline_lane *lane = timeline_lane_of(story->timeline, mark->who);
    const struct timeline_interval *item = lane ? story_item(lane, mark->since_ns) : NULL;
    uint16_t reason = item && item->state == TRACE_READY ? item->reason : TRACE_BY_NONE;
    if (reason == TRACE_BY_NONE || reason == TRACE_BY_GIL)
        reason = trace_at(story->trace, mark->event)->reason;
    switch (reason) {
    case TRACE_BY_TIMER:
    case TRACE_BY_SLEPT:
        return "its sleep was over at ";
    case TRACE_BY_GOT_OBJECT:
        return "it got what it waited for at ";
    case TRACE_BY_OFFLOADED:
        return "its offloaded block ended at ";
    case TRACE_BY_WOKEN:
    case TRACE_BY_CALLED_BACK:
        return "its wait was over at ";
    default:
        return "its answer came at ";
    }
}

/* Who kept itself waiting: one that looks only between two pieces of its own work, or one that left
 * a callback behind and went on. */
static void itself_add(const struct story *story, const struct story_mark *mark, struct strbuf *out)
{
    const struct timeline_lane *strip = &story->timeline->lanes[0];
    const struct timeline_interval *item = story_item(strip, mark->since_ns);
    if (!item || item->object != mark->who)
        return;
    strbuf_adds(out, ", and it was busy itself");
    explain_place(story->timeline, item->line, out);
    strbuf_adds(out, " until then");
}

/* ", and one kept the loop (compute, line 9) until 452.0 ms" */
static void way_add(const struct story *story, const struct story_mark *mark, struct strbuf *out)
{
    const struct timeline *timeline = story->timeline;
    struct holders holders =
        holders_between(&timeline->lanes[0], mark->who, mark->since_ns, mark->t_ns);
    if (!holders.count) {
        itself_add(story, mark, out);
        return;
    }
    if (holders_several(&holders)) {
        strbuf_adds(out, ", and then ");
        holders_add(timeline, &holders, out);
        strbuf_adds(out, timeline->has_gil ? " had the lock" : " had ");
        strbuf_adds(out, timeline->has_gil ? "" : the_thread(story));
        return;
    }
    const struct timeline_interval *before = holders.rows[0].item;
    strbuf_adds(out, ", and ");
    name_add(story, before->object, out);
    strbuf_adds(out, timeline->has_gil                ? " had the lock of the interpreter"
                     : before->state == TRACE_BLOCKED ? " held "
                                                      : " kept ");
    if (!timeline->has_gil)
        strbuf_adds(out, the_thread(story));
    explain_place(timeline, before->line, out);
    strbuf_adds(out, " until ");
    words_time(out, before->to_ns);
}

static void late_add(const struct story *story, const struct story_mark *mark, struct strbuf *out)
{
    name_add(story, mark->who, out);
    strbuf_adds(out, " was told ");
    words_time(out, mark->t_ns - mark->since_ns);
    strbuf_adds(out, " late: ");
    strbuf_adds(out, what_was_over(story, mark));
    words_time(out, mark->since_ns);
    if (story->timeline->strip_count == 1)
        way_add(story, mark, out);
    strbuf_addch(out, '.');
}

/* ---- holds, keeps ---- */

/* When within the mark's time this lane was ready first, or -1. */
static int64_t ready_within(const struct timeline_lane *lane, const struct story_mark *mark)
{
    if (lane->start_ns >= mark->t_ns || lane->end_ns <= mark->since_ns)
        return -1;
    long at =
        timeline_find(lane, lane->start_ns > mark->since_ns ? lane->start_ns : mark->since_ns);
    for (int looked = 0; at >= 0 && at < (long)lane->count && looked < LOOK_BACK; at++, looked++) {
        const struct timeline_interval *item = &lane->items[at];
        if (item->from_ns >= mark->t_ns)
            return -1;
        if (item->state == TRACE_READY)
            return item->from_ns > mark->since_ns ? item->from_ns : mark->since_ns;
    }
    return -1;
}

/* Who else was ready within the mark's time. */
struct others {
    const char *first, *second; /* names of those that were ready first */
    int64_t first_ns, second_ns;
    int count;
};

static struct others others_of(const struct story *story, const struct story_mark *mark)
{
    const struct timeline *timeline = story->timeline;
    struct others others = {.first_ns = INT64_MAX, .second_ns = INT64_MAX};
    for (int i = 0; i < timeline->task_count && i < NOW_TASKS_MOST; i++) {
        const struct timeline_lane *lane = &timeline->lanes[timeline->first_task + i];
        int64_t since = lane->actor == mark->who ? -1 : ready_within(lane, mark);
        if (since < 0)
            continue;
        others.count++;
        if (since < others.first_ns) {
            others.second = others.first;
            others.second_ns = others.first_ns;
            others.first = lane->name;
            others.first_ns = since;
        } else if (since < others.second_ns) {
            others.second = lane->name;
            others.second_ns = since;
        }
    }
    return others;
}

/* "two could have run from 400.1 ms on", with one name, two, or one and how many more. */
static void ready_add(const struct story *story, const struct story_mark *mark, struct strbuf *out)
{
    struct others others = others_of(story, mark);
    if (!others.count) {
        strbuf_adds(out, "others could have run");
        return;
    }
    strbuf_adds(out, others.first);
    if (others.count == 2) {
        strbuf_adds(out, " and ");
        strbuf_adds(out, others.second);
    } else if (others.count > 2) {
        strbuf_adds(out, " and ");
        words_count(out, others.count - 1);
        strbuf_adds(out, " others");
    }
    strbuf_adds(out, " could have run from ");
    words_time(out, others.first_ns);
    strbuf_adds(out, " on");
}

static void held_add(const struct story *story, const struct story_mark *mark, struct strbuf *out)
{
    bool holds = mark->kind == STORY_HOLDS;
    name_add(story, mark->who, out);
    strbuf_adds(out, holds ? " held " : " kept ");
    strbuf_adds(out, the_thread(story));
    strbuf_adds(out, " for ");
    words_time(out, mark->t_ns - mark->since_ns);
    strbuf_adds(out, holds ? " inside a call" : "");
    explain_place(story->timeline, mark->line, out);
    strbuf_adds(out, ": ");
    ready_add(story, mark, out);
    strbuf_addch(out, '.');
}

/* ---- texts ---- */

static void text_add(const struct story *story, const struct story_mark *mark, struct strbuf *out)
{
    size_t len;
    const char *text = trace_text(story->trace, mark->event, &len);
    if (text && len)
        utf8_add_safe(out, text, len);
}

/* "one failed: no answer", "one crashed (SIGSEGV)", "one handled a failure: no answer". */
static void failure_add(const struct story *story, const struct story_mark *mark,
                        struct strbuf *out)
{
    const struct trace_event *event = trace_at(story->trace, mark->event);
    const char *how =
        event->kind == TRACE_TASK_END ? trace_end_name(event->detail) : "handled a failure";
    size_t len, known = strlen(how);
    const char *text = trace_text(story->trace, mark->event, &len);
    name_add(story, mark->who, out);
    strbuf_addch(out, ' ');
    if (!text || !len || len < known || strncmp(text, how, known) != 0) {
        strbuf_adds(out, how);
        strbuf_adds(out, text && len ? ": " : "");
    }
    if (text && len)
        utf8_add_safe(out, text, len);
}

void story_mark_words(const struct story *story, const struct story_mark *mark, struct strbuf *out)
{
    if (mark->kind == STORY_LATE)
        late_add(story, mark, out);
    else if (mark->kind == STORY_HOLDS || mark->kind == STORY_KEEPS)
        held_add(story, mark, out);
    else if (mark->kind == STORY_FAILURE)
        failure_add(story, mark, out);
    else
        text_add(story, mark, out);
}
