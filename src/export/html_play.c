#include "config.h"

#include "export/html_play.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "export/steps_walk.h"
#include "player/now.h"
#include "tell/tell.h"

enum { KEEP_BEHIND = 5 }; /* of what is kept of too many moments, one part in so many is the last */

bool html_play_leaves_out(const struct html_play *play, int64_t t_ns)
{
    return play->gap_from_ns >= 0 && t_ns > play->gap_from_ns && t_ns < play->gap_to_ns;
}

static void text_member(struct html_play *play, const char *name, const char *text)
{
    html_member(play->out, name);
    html_json_safe(play->out, text, strlen(text), play->source->options.ascii);
}

static void number_member(struct html_play *play, const char *name, int64_t number)
{
    html_member(play->out, name);
    strbuf_addf(play->out, "%lld", (long long)number);
}

/* ---- the moments ---- */

struct moments {
    int64_t *items;
    size_t count, room;
};

static void moment_put(struct moments *moments, int64_t t_ns)
{
    MEM_GROW(moments->items, moments->count, moments->room);
    moments->items[moments->count++] = t_ns;
}

/* Every event that is seen; false: these are too many. */
static bool events_collect(const struct story *story, struct moments *moments, size_t most)
{
    for (int64_t t = 0; t >= 0; t = story_event_after(story, t)) {
        if (moments->count == most)
            return false;
        moment_put(moments, t);
    }
    return true;
}

static int by_time(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return one < other ? -1 : one > other;
}

/* Hand-offs and marks, and no other event. */
static void stops_collect(const struct story *story, struct moments *moments)
{
    size_t count = 0;
    moments->count = 0;
    moment_put(moments, 0);
    for (size_t i = 0; i < story->handoff_count; i++)
        moment_put(moments, story->handoff_ns[i]);
    for (size_t i = 0; i < story->mark_count; i++)
        moment_put(moments, story->marks[i].t_ns);
    qsort(moments->items, moments->count, sizeof *moments->items, by_time);
    for (size_t i = 0; i < moments->count; i++)
        if (!count || moments->items[i] > moments->items[count - 1])
            moments->items[count++] = moments->items[i];
    moments->count = count;
}

static void gap_make(struct html_play *play, struct moments *moments, size_t most)
{
    size_t last = most / KEEP_BEHIND, first = most - last;
    size_t behind = moments->count - last;
    play->gap_from_ns = moments->items[first - 1];
    play->gap_to_ns = moments->items[behind];
    memmove(&moments->items[first], &moments->items[behind], last * sizeof *moments->items);
    moments->count = most;
}

static void moments_make(struct html_play *play, size_t most)
{
    struct moments moments = {0};
    if (!events_collect(play->story, &moments, most))
        stops_collect(play->story, &moments);
    if (moments.count > most)
        gap_make(play, &moments, most);
    if (moments.items[moments.count - 1] < play->story->end_ns)
        moment_put(&moments, play->story->end_ns);
    play->moments = moments.items;
    play->count = moments.count;
}

/* ---- steps ---- */

struct steps {
    struct html_play *play;
    int64_t left_out;
    bool any, told;
};

static void step_begin(struct steps *steps, int64_t t_ns, int kind, uint32_t line)
{
    strbuf_addf(steps->play->out, "%s[%lld,%d,%u", steps->any ? ",\n" : "\n", (long long)t_ns, kind,
                (unsigned)line);
    steps->any = true;
}

/* In the place of those that are left out. */
static void gap_add(struct steps *steps)
{
    if (!steps->left_out || steps->told)
        return;
    step_begin(steps, steps->play->gap_from_ns + 1, STEPS_END + 1, 0);
    strbuf_addf(steps->play->out, ",%lld]", (long long)steps->left_out);
    steps->told = true;
}

/* By it one knows a hand-off that is like one before: from the same line to the same line for the
 * same reason. */
static int kind_number(struct html_play *play, struct handoff handoff)
{
    const struct timeline_lane *strip = &play->story->timeline->lanes[handoff.strip];
    const struct timeline_interval *item = &strip->items[handoff.index];
    struct strbuf key = STRBUF_INIT;
    strbuf_addf(&key, "%u %u %u %d", (unsigned)item->reason, (unsigned)item->line,
                handoff.index ? (unsigned)item[-1].line : 0, item->object == TRACE_NOBODY);
    int number = html_words_number(&play->words, strbuf_str(&key));
    strbuf_release(&key);
    return number;
}

/* [t, kind, line, words, who, strip, like] of a hand-off, [t, kind, line, words, task, text] of
 * what was said, else [t, kind, line, words]. */
static void step_add(void *arg, const struct steps_item *item)
{
    struct steps *steps = arg;
    struct html_play *play = steps->play;
    struct strbuf *out = play->out;
    bool ascii = play->source->options.ascii;
    if (html_play_leaves_out(play, item->t_ns)) {
        steps->left_out++;
        return;
    }
    if (item->t_ns > play->gap_from_ns)
        gap_add(steps);
    step_begin(steps, item->t_ns, (int)item->kind, item->line);
    strbuf_addf(out, ",%d", html_words_number(&play->words, item->words));
    if (item->kind == STEPS_HANDOFF)
        strbuf_addf(out, ",%d,%d,%d", html_words_number(&play->words, item->who),
                    html_words_number(&play->words, item->strip ? item->strip : ""),
                    kind_number(play, item->handoff));
    if (item->kind == STEPS_SAID) {
        strbuf_addf(out, ",%d,", html_words_number(&play->words, item->said->task));
        html_json_safe(out, item->said->text, strlen(item->said->text), ascii);
    }
    strbuf_addch(out, ']');
}

static void steps_add(struct html_play *play)
{
    struct steps steps = {.play = play};
    html_member(play->out, "steps");
    strbuf_addch(play->out, '[');
    steps_walk(play->source, step_add, &steps);
    gap_add(&steps);
    strbuf_addch(play->out, ']');
}

/* ---- why ---- */

/* The sentence of the moment, where it changes: [t, words]. */
static void whys_add(struct html_play *play)
{
    int before = -1;
    html_member(play->out, "whys");
    strbuf_addch(play->out, '[');
    for (size_t i = 0; i < play->count; i++) {
        struct strbuf words = STRBUF_INIT;
        struct tell tell = tell_to(play->story->timeline, &words);
        tell_moment(&tell, play->moments[i]);
        int number = html_words_number(&play->words, strbuf_str(&words));
        if (number != before)
            strbuf_addf(play->out, "%s[%lld,%d]", before >= 0 ? "," : "",
                        (long long)play->moments[i], number);
        before = number;
        strbuf_release(&words);
    }
    strbuf_addch(play->out, ']');
}

/* Notes, questions, and what deserves a word: [t, kind, line, words]. */
static void marks_add(struct html_play *play)
{
    const char *gap = "";
    html_member(play->out, "marks");
    strbuf_addch(play->out, '[');
    for (size_t i = 0; i < play->story->mark_count; i++) {
        const struct story_mark *mark = &play->story->marks[i];
        struct strbuf words = STRBUF_INIT;
        if (mark->kind == STORY_SAY || html_play_leaves_out(play, mark->t_ns))
            continue;
        story_mark_words(play->story, mark, &words, NULL);
        strbuf_addf(play->out, "%s[%lld,%u,%u,%d]", gap, (long long)mark->t_ns,
                    (unsigned)mark->kind, (unsigned)mark->line,
                    html_words_number(&play->words, strbuf_str(&words)));
        strbuf_release(&words);
        gap = ",";
    }
    strbuf_addch(play->out, ']');
}

static void moments_add(struct html_play *play)
{
    html_member(play->out, "moments");
    for (size_t i = 0; i < play->count; i++)
        strbuf_addf(play->out, "%s%lld", i ? "," : "[", (long long)play->moments[i]);
    strbuf_addch(play->out, ']');
    html_member(play->out, "handoffs");
    strbuf_addch(play->out, '[');
    int64_t before = -1;
    for (size_t i = 0; i < play->story->handoff_count; i++) {
        int64_t t_ns = play->story->handoff_ns[i];
        if (t_ns == before || html_play_leaves_out(play, t_ns))
            continue;
        strbuf_addf(play->out, "%s%lld", before >= 0 ? "," : "", (long long)t_ns);
        before = t_ns;
    }
    strbuf_addch(play->out, ']');
}

/* What is told when it is over. */
static void end_add(struct html_play *play)
{
    struct strbuf words = STRBUF_INIT;
    struct tell tell = tell_to(play->story->timeline, &words);
    tell_ended(&tell, play->story->stats);
    text_member(play, "ended", strbuf_str(&words));
    strbuf_release(&words);
}

void html_play_add(const struct story *story, const char *label,
                   const struct export_options *options, size_t most, struct strbuf *out)
{
    struct export_source source = {.trace = story->trace,
                                   .timeline = story->timeline,
                                   .stats = story->stats,
                                   .options = *options};
    struct html_play play = {
        .source = &source, .story = story, .out = out, .gap_from_ns = -1, .gap_to_ns = -1};
    moments_make(&play, most);
    strbuf_adds(out, "{\"label\":");
    html_json_safe(out, label, strlen(label), options->ascii);
    text_member(&play, "model", story->stats->model);
    text_member(&play, "result", trace_result_name(story->stats->result));
    number_member(&play, "end", story->end_ns);
    number_member(&play, "elapsed", story->stats->elapsed_ns);
    number_member(&play, "gap", play.gap_from_ns);
    number_member(&play, "behind", play.gap_to_ns);
    end_add(&play);
    moments_add(&play);
    steps_add(&play);
    whys_add(&play);
    marks_add(&play);
    html_play_lanes(&play);
    html_play_values(&play);
    html_member(play.out, "words");
    html_words_add(&play.words, options->ascii, out);
    strbuf_adds(out, "}");
    html_words_release(&play.words);
    free(play.moments);
}
