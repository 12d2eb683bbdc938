/* Why control is where it is. What matters most stands first, for there may be little room: the
 * question of an ask alone; else how the run ended, the teacher's note, what is late or held, and
 * the sentence of the moment. */
#include "config.h"

#include "base/utf8.h"
#include "tell/tell.h"
#include "view/curtain.h"
#include "view/flow.h"
#include "view/panes.h"
#include "view/source.h"

#include <string.h>

enum {
    LOOK_BACK = 256, /* marks, for the newest note */
    RECENT = 16,
    SO_FAR_MOST = 30, /* characters of the moves so far */
};

/* Draws a text into the rows that are left but `spare`, behind a sign. Names of tasks look like
 * names: in their colours, and underlined, for colour says nothing alone. */
static struct rect add_named(const struct view *view, struct grid *grid, struct rect rect,
                             int spare, const char *sign, enum grid_ink ink,
                             const struct strbuf *text, const struct tell_named *named)
{
    struct grid_style style = {.ink = (uint8_t)ink};
    struct rect inner = rect;
    int column = 0;
    if (*sign && rect.columns > 8)
        column = pane_put(view, grid, rect, 0, 0, sign, style);
    inner.column += column;
    inner.columns -= column;
    inner.rows -= rect.rows > spare ? spare : 0;
    int rows = pane_text_draw(view, grid, inner, strbuf_str(text), style);
    for (int i = 0; i < named->count && inner.columns > 0; i++) {
        struct grid_style light = pane_actor_style(named->items[i].actor);
        light.flags |= GRID_UNDERLINE;
        flow_again(grid, inner, strbuf_str(text), named->items[i].from, named->items[i].to,
                   view->ascii, light);
    }
    return pane_below(rect, rows);
}

static struct rect add(const struct view *view, struct grid *grid, struct rect rect, int spare,
                       const char *sign, enum grid_ink ink, const struct strbuf *text)
{
    return add_named(view, grid, rect, spare, sign, ink, text, &(struct tell_named){0});
}

/* On light ground, to be read from the last row of seats; and nothing beside it. */
static void draw_ask(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct story *story = view->player->story;
    struct grid_style light = {.ink = INK_TITLE, .flags = GRID_REVERSE};
    struct strbuf text = STRBUF_INIT;
    struct rect ground = rect;
    story_mark_words(story, &story->marks[view->player->asking], &text, NULL);
    bool hint = rect.rows > 1, inset = rect.columns > 24;
    int rows = flow_rows(strbuf_str(&text), rect.columns - 2 * inset);
    ground.rows = rows < rect.rows - hint ? rows : rect.rows - hint;
    flow_fill(grid, ground, light);
    struct rect question = ground;
    question.column += inset;
    question.columns -= 2 * inset;
    pane_text_draw(view, grid, question, strbuf_str(&text), light);
    grid_park(grid, question.row, question.column);
    if (hint)
        pane_put(view, grid, rect, ground.rows, inset, "space: go on",
                 (struct grid_style){.ink = INK_FAINT});
    strbuf_release(&text);
}

/* A mark that is older than a fraction of what has passed is not news any more. */
static bool is_recent(const struct story_mark *mark, int64_t t_ns)
{
    return t_ns - mark->t_ns <= t_ns / RECENT;
}

/* True if no more than `most` hand-offs came after the mark. */
static bool is_before(const struct story *story, const struct story_mark *mark, int64_t t_ns,
                      size_t most)
{
    size_t count = story_handoffs_until(story, t_ns);
    return count <= most || mark->t_ns >= story->handoff_ns[count - 1 - most];
}

/* The newest note at the playhead, unless an ask came after it, or much else: who steps to the
 * hand-off behind it must see it, too. */
static const struct story_mark *note_at(const struct story *story, int64_t t_ns)
{
    size_t at = story_marks_until(story, t_ns);
    for (int looked = 0; at-- > 0 && looked < LOOK_BACK; looked++) {
        const struct story_mark *mark = &story->marks[at];
        if (mark->kind == STORY_ASK)
            return NULL;
        if (mark->kind == STORY_NOTE)
            return is_recent(mark, t_ns) || is_before(story, mark, t_ns, 1) ? mark : NULL;
    }
    return NULL;
}

/* True if the mark's time is over at t, until the next hand-off, but not for long. */
static bool is_fresh(const struct story *story, const struct story_mark *mark, int64_t t_ns)
{
    return mark->t_ns == t_ns || (is_before(story, mark, t_ns, 0) && is_recent(mark, t_ns));
}

static bool is_trouble(const struct story_mark *mark)
{
    return mark->kind == STORY_LATE || mark->kind == STORY_HOLDS || mark->kind == STORY_KEEPS ||
           mark->kind == STORY_FAILURE;
}

/* What went wrong in the last moments: its marks end where they are told, so nothing that comes is
 * given away. *late: that somebody was late was told. */
static struct rect add_trouble(const struct view *view, struct grid *grid, struct rect rect,
                               bool *late)
{
    const struct story *story = view->player->story;
    size_t at = story_marks_until(story, view->player->t_ns);
    for (int looked = 0; at-- > 0 && looked < LOOK_BACK && rect.rows > 0; looked++) {
        const struct story_mark *mark = &story->marks[at];
        struct strbuf text = STRBUF_INIT;
        struct tell_named named = {0};
        if (!is_fresh(story, mark, view->player->t_ns))
            break;
        if (is_trouble(mark)) {
            story_mark_words(story, mark, &text, &named);
            rect = add_named(view, grid, rect, 0, "! ", INK_FAILED, &text, &named);
            *late = *late || mark->kind == STORY_LATE;
        }
        strbuf_release(&text);
    }
    return rect;
}

static struct rect add_end(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct story *story = view->player->story;
    const struct stats *stats = story->stats;
    struct strbuf text = STRBUF_INIT;
    struct tell_named named = {0};
    struct tell tell = tell_to(story->timeline, &text);
    tell.named = &named;
    if (story->live || view->player->t_ns < story->end_ns || !trace_count(story->trace))
        return rect;
    tell_ended(&tell, stats);
    if (text.len)
        rect = add_named(view, grid, rect, 0, stats->result == TRACE_RESULT_OK ? "" : "! ",
                         stats->result == TRACE_RESULT_OK ? INK_TITLE : INK_FAILED, &text, &named);
    strbuf_release(&text);
    return rect;
}

static struct rect add_note(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct story *story = view->player->story;
    const struct story_mark *note = note_at(story, view->player->t_ns);
    struct strbuf text = STRBUF_INIT;
    struct tell_named named = {0};
    if (!note)
        return rect;
    story_mark_words(story, note, &text, &named);
    rect = add_named(view, grid, rect, 1, view->ascii ? "> " : "» ", INK_TITLE, &text, &named);
    strbuf_release(&text);
    return rect;
}

/* Who reads or writes a variable at this very moment; or an update that was lost since the last
 * hand-off. */
static struct rect add_access(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct story *story = view->player->story;
    const struct update_lost *lost = NULL;
    struct strbuf text = STRBUF_INIT;
    struct tell_named named = {0};
    struct tell tell = tell_to(story->timeline, &text);
    tell.named = &named;
    uint32_t event;
    bool here = now_access(story, view->player->t_ns, &event, &lost);
    if (!here)
        lost = now_lost_lately(story, view->player->t_ns);
    if (rect.rows <= 0 || (!here && !lost))
        return rect;
    if (lost)
        tell_update_lost(&tell, lost);
    else
        tell_access(&tell, event);
    rect = add_named(view, grid, rect, 1, lost ? "! " : "", lost ? INK_FAILED : INK_TITLE, &text,
                     &named);
    strbuf_release(&text);
    return rect;
}

static const char *title_of(const struct view *view)
{
    return view->scenario ? scenario_title(view->scenario) : "";
}

static const char *about_of(const struct view *view)
{
    return view->scenario ? scenario_about(view->scenario) : "";
}

/* Before anything has happened: what this is called, or that the class will be asked. What it is
 * about waits for the end, with the curtain down: it may be the answer. */
static bool draw_opening(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct story *story = view->player->story;
    struct strbuf text = STRBUF_INIT;
    bool hides = player_hides(view->player);
    int asks = hides ? source_asks(view) : 0;
    if (view->player->t_ns > 0 || story_handoffs_until(story, 0))
        return false;
    if (view->goal)
        strbuf_addf(&text,
                    "A level. Bring it to %s. Press s: you are the scheduler. Space shows what the "
                    "machine does.",
                    view->goal);
    else if (asks)
        strbuf_adds(&text, asks > 1 ? "Watch for the questions." : "Watch for a question.");
    else
        strbuf_adds(&text, hides || !*about_of(view) ? title_of(view) : about_of(view));
    bool told = text.len > 0;
    if (told)
        add(view, grid, rect, 0, "", INK_TITLE, &text);
    strbuf_release(&text);
    return told;
}

static struct rect add_about(const struct view *view, struct grid *grid, struct rect rect)
{
    struct strbuf text = STRBUF_INIT;
    strbuf_adds(&text, about_of(view));
    if (text.len && rect.rows > 0)
        rect = add(view, grid, rect, 0, "", INK_PLAIN, &text);
    strbuf_release(&text);
    return rect;
}

/* What the file says must hold: behind the conclusion, which it never displaces. */
static void add_judged(const struct view *view, struct grid *grid, struct rect rect)
{
    struct strbuf text = STRBUF_INIT;
    if (!view->judged || rect.rows <= 0)
        return;
    strbuf_adds(&text, view->judged);
    add(view, grid, rect, 0, "", INK_PLAIN, &text);
    strbuf_release(&text);
}

/* In the large mode one sentence: of several cores that on which control moved last. */
static void moment_words(const struct view *view, struct strbuf *out, struct tell_named *named)
{
    const struct story *story = view->player->story;
    struct tell tell = tell_to(story->timeline, out);
    tell.named = named;
    size_t at = story_handoffs_until(story, view->player->t_ns);
    if (view->large && at > 0 && curtain_strips(view) > 1)
        tell_handoff(&tell, story->handoffs[at - 1]);
    else
        tell_moment(&tell, view->player->t_ns);
}

/* The sentence of the moment. Behind one on who was late it would say the same again, cut off. */
static void add_moment(const struct view *view, struct grid *grid, struct rect rect, bool late)
{
    struct strbuf text = STRBUF_INIT;
    struct tell_named named = {0};
    if (rect.rows <= 0)
        return;
    moment_words(view, &text, &named);
    if (!late || flow_rows(strbuf_str(&text), rect.columns) <= rect.rows)
        add_named(view, grid, rect, 0, "", INK_PLAIN, &text, &named);
    strbuf_release(&text);
}

/* All has been said: that nobody holds control goes without saying. */
static bool is_over(const struct view *view)
{
    const struct story *story = view->player->story;
    enum trace_result result = story->stats->result;
    bool told = result == TRACE_RESULT_OK || result == TRACE_RESULT_FAILED ||
                result == TRACE_RESULT_CRASH || result == TRACE_RESULT_DEADLOCK;
    return !story->live && story->stats->ended && told && view->player->t_ns >= story->end_ns;
}

/* Of a run that stands at the end of its schedule, where the playhead is there. */
static size_t choice_count(const struct view *view)
{
    const struct story *story = view->player->story;
    bool there = !story->live && view->player->t_ns >= story->end_ns;
    return there ? tell_choice_count(story->trace) : 0;
}

/* The moves so far, if there are any: "1x2.2 stands"; of many the last. */
static void add_line(const char *schedule, struct strbuf *out)
{
    size_t len = schedule ? strcspn(schedule, " ") : 0, from = 0;
    if (!len || schedule[0] < '0' || schedule[0] > '9')
        return;
    while (len - from > SO_FAR_MOST)
        from += strcspn(schedule + from, ".") + 1;
    strbuf_addf(out, " So far %s%.*s.", from ? "\u2026." : "", (int)(len - from), schedule + from);
}

/* What is to be reached, and that it is the user's move. */
static void goal_words(const struct view *view, struct strbuf *out)
{
    strbuf_addf(out, "Bring it to %s.", view->goal);
    add_line(view->player->story->stats->schedule, out);
    strbuf_adds(out, " Whose move is it?");
}

static int goal_rows(const struct view *view, int columns)
{
    struct strbuf text = STRBUF_INIT;
    if (!view->goal)
        return 0;
    goal_words(view, &text);
    int rows = flow_rows(strbuf_str(&text), columns);
    strbuf_release(&text);
    return rows;
}

/* What was said is more than the last row holds: a hint of a level is a sentence or two. */
static int said_rows(const struct view *view, int columns)
{
    bool wide = view->message && utf8_columns(view->message) > columns;
    return wide ? flow_rows(view->message, columns) : 0;
}

int pane_why_end_rows(const struct view *view, int columns)
{
    const struct stats *stats = view->player->story->stats;
    struct strbuf text = STRBUF_INIT;
    int rows = 0;
    if (columns >= 1 && choice_count(view))
        return (int)choice_count(view) + goal_rows(view, columns) + said_rows(view, columns);
    if (columns < 1 || !is_over(view) || view->player->asking >= 0)
        return 0;
    struct tell tell = tell_to(view->player->story->timeline, &text);
    tell_ended(&tell, stats);
    rows += text.len ? flow_rows(strbuf_str(&text), columns - 2) : 0;
    strbuf_clear(&text);
    strbuf_adds(&text, about_of(view));
    rows += text.len ? flow_rows(strbuf_str(&text), columns) : 0;
    strbuf_release(&text);
    return rows + (view->question ? pane_question_rows(view, columns) : 0);
}

static struct rect add_choice(const struct view *view, struct grid *grid, struct rect rect,
                              size_t number)
{
    const struct story *story = view->player->story;
    const struct trace_event *choice = tell_choice_at(story->trace, number);
    struct strbuf text = STRBUF_INIT;
    struct tell_named named = {0};
    struct tell tell = tell_to(story->timeline, &text);
    tell.named = &named;
    bool returns = view->returns && tell_choice_may_return(choice);
    bool can = returns || choice->reason == TRACE_BY_NONE;
    strbuf_addf(&text, "%u ", choice->who);
    if (returns)
        tell_choice_return(&tell, number);
    else
        tell_choice(&tell, number);
    rect = add_named(view, grid, rect, 0, "", can ? INK_TITLE : INK_FAINT, &text, &named);
    strbuf_release(&text);
    return rect;
}

static void add_left(const struct view *view, struct grid *grid, struct rect rect, size_t left)
{
    struct strbuf text = STRBUF_INIT;
    if (!left || rect.rows <= 0)
        return;
    strbuf_addf(&text, "and %zu more", left);
    add(view, grid, rect, 0, "", INK_FAINT, &text);
    strbuf_release(&text);
}

/* Whose the next move may be: `1 adds: write 1 to bare`, a line each. Where there is no room for
 * all, those who have a move stand first. */
static bool draw_choices(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct story *story = view->player->story;
    size_t count = choice_count(view);
    if (!count)
        return false;
    if (view->goal) {
        struct strbuf text = STRBUF_INIT;
        goal_words(view, &text);
        rect = add(view, grid, rect, (int)count, "", INK_PLAIN, &text);
        strbuf_release(&text);
    }
    if (said_rows(view, rect.columns)) {
        struct strbuf text = STRBUF_INIT;
        strbuf_adds(&text, view->message);
        rect = add(view, grid, rect, (int)count, "", INK_NOTE, &text);
        strbuf_release(&text);
    }
    bool all = (int)count <= rect.rows;
    size_t left = count;
    for (int waiting = 0; waiting < (all ? 1 : 2); waiting++)
        for (size_t i = 0; i < count && rect.rows > (!all && left > 1 ? 1 : 0); i++) {
            const struct trace_event *choice = tell_choice_at(story->trace, i);
            bool returns = view->returns && tell_choice_may_return(choice);
            bool waits = choice->reason != TRACE_BY_NONE && !returns;
            if (!all && waits != waiting)
                continue;
            rect = add_choice(view, grid, rect, i);
            left--;
        }
    add_left(view, grid, rect, left);
    return true;
}

void pane_why_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    bool late = false;
    if (view->player->asking >= 0) {
        draw_ask(view, grid, rect);
        return;
    }
    if (draw_choices(view, grid, rect) || draw_opening(view, grid, rect))
        return;
    rect = add_end(view, grid, rect);
    if (is_over(view))
        rect =
            add_about(view, grid, rect); /* no warning is worth more than what it was all about */
    rect = add_note(view, grid, rect);
    rect = add_access(view, grid, rect);
    rect = add_trouble(view, grid, rect, &late);
    if (is_over(view))
        add_judged(view, grid, rect);
    else
        add_moment(view, grid, rect, late);
}
