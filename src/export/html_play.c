#include "config.h"

#include "export/html_play.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/sort.h"
#include "base/utf8.h"
#include "export/steps_walk.h"
#include "player/now.h"
#include "tell/tell.h"

enum { KEEP_BEHIND = 5 }; /* of what is kept of too many moments, one part in so many is the last */

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
    sort_stable(moments->items, moments->count, sizeof *moments->items, by_time);
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
    bool told;
    struct html_column t, line, words, who, strip, like, text;
};

static void step_begin(struct steps *steps, int64_t t_ns, int kind, uint32_t line)
{
    struct strbuf *out = steps->play->out;
    html_column_add(out, &steps->t, t_ns);
    html_pack_add(out, kind);
    html_column_add(out, &steps->line, line);
}

/* In the place of those that are left out. */
static void gap_add(struct steps *steps)
{
    if (!steps->left_out || steps->told)
        return;
    step_begin(steps, steps->play->gap_from_ns + 1, STEPS_END + 1, 0);
    html_pack_add(steps->play->out, steps->left_out);
    steps->told = true;
}

/* By it one knows a hand-off that is like one before: from the same line to the same line for the
 * same reason. */
static int like_number(struct html_play *play, struct handoff handoff)
{
    const struct timeline_lane *strip = &play->story->timeline->lanes[handoff.strip];
    const struct timeline_interval *item = &strip->items[handoff.index];
    struct strbuf key = STRBUF_INIT;
    strbuf_addf(&key, "%u %u %u %d", (unsigned)item->reason, (unsigned)item->line,
                handoff.index ? (unsigned)item[-1].line : 0, item->object == TRACE_NOBODY);
    int number = html_words_number(&play->likes, strbuf_str(&key));
    strbuf_release(&key);
    return number;
}

static void word_add(struct steps *steps, struct html_column *column, const char *text)
{
    struct html_play *play = steps->play;
    html_column_add(play->out, column, html_words_number(&play->words, text));
}

/* What was said, as it can be shown. */
static void text_add(struct steps *steps, const char *text)
{
    struct strbuf safe = STRBUF_INIT;
    utf8_add_safe(&safe, text, strlen(text));
    word_add(steps, &steps->text, strbuf_str(&safe));
    strbuf_release(&safe);
}

/* t, kind, line, words, who, strip, like of a hand-off; t, kind, line, words, task, text of what
 * was said; else t, kind, line, words. */
static void step_add(void *arg, const struct steps_item *item)
{
    struct steps *steps = arg;
    struct html_play *play = steps->play;
    if (html_play_leaves_out(play, item->t_ns)) {
        steps->left_out++;
        return;
    }
    if (item->t_ns > play->gap_from_ns)
        gap_add(steps);
    step_begin(steps, item->t_ns, (int)item->kind, item->line);
    word_add(steps, &steps->words, item->words);
    if (item->kind == STEPS_HANDOFF) {
        word_add(steps, &steps->who, item->who);
        word_add(steps, &steps->strip, item->strip ? item->strip : "");
        html_column_add(play->out, &steps->like, like_number(play, item->handoff));
    }
    if (item->kind == STEPS_SAID) {
        word_add(steps, &steps->who, item->said->task);
        text_add(steps, item->said->text);
    }
}

static void steps_add(struct html_play *play)
{
    struct steps steps = {.play = play};
    html_pack_begin(play->out, "steps");
    steps_walk(play->source, step_add, &steps);
    gap_add(&steps);
    html_pack_end(play->out);
}

/* ---- why ---- */

/* The sentence of the moment, where it changes: t, words. */
static void whys_add(struct html_play *play)
{
    struct html_column t = {0}, words = {0};
    struct strbuf text = STRBUF_INIT;
    int before = -1;
    html_pack_begin(play->out, "whys");
    for (size_t i = 0; i < play->count; i++) {
        struct tell tell = tell_to(play->story->timeline, &text);
        strbuf_clear(&text);
        tell_moment(&tell, play->moments[i]);
        int number = html_words_number(&play->words, strbuf_str(&text));
        if (number == before)
            continue;
        html_column_add(play->out, &t, play->moments[i]);
        html_column_add(play->out, &words, number);
        before = number;
    }
    html_pack_end(play->out);
    strbuf_release(&text);
}

/* Notes, questions, and what deserves a word: t, kind, line, words. */
static void marks_add(struct html_play *play)
{
    struct html_column t = {0}, line = {0}, column = {0};
    html_pack_begin(play->out, "marks");
    for (size_t i = 0; i < play->story->mark_count; i++) {
        const struct story_mark *mark = &play->story->marks[i];
        struct strbuf words = STRBUF_INIT;
        if (mark->kind == STORY_SAY || html_play_leaves_out(play, mark->t_ns))
            continue;
        story_mark_words(play->story, mark, &words, NULL);
        html_column_add(play->out, &t, mark->t_ns);
        html_pack_add(play->out, mark->kind);
        html_column_add(play->out, &line, mark->line);
        html_column_add(play->out, &column, html_words_number(&play->words, strbuf_str(&words)));
        strbuf_release(&words);
    }
    html_pack_end(play->out);
}

static void moments_add(struct html_play *play)
{
    struct html_column t = {0}, handoff = {.before = -1};
    html_pack_begin(play->out, "moments");
    for (size_t i = 0; i < play->count; i++)
        html_column_add(play->out, &t, play->moments[i]);
    html_pack_end(play->out);
    html_pack_begin(play->out, "handoffs"); /* from -1 on */
    for (size_t i = 0; i < play->story->handoff_count; i++) {
        int64_t t_ns = play->story->handoff_ns[i];
        if (t_ns != handoff.before && !html_play_leaves_out(play, t_ns))
            html_column_add(play->out, &handoff, t_ns);
    }
    html_pack_end(play->out);
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
    html_play_touched(&play);
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
    html_play_now(&play);
    html_play_machine(&play);
    html_words_add(&play.words, options->ascii, out);
    strbuf_adds(out, "}");
    html_words_release(&play.words);
    html_words_release(&play.likes);
    html_play_touched_release(&play);
    free(play.moments);
}
