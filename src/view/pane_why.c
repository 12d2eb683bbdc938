/* Why control is where it is. What matters most stands first, for there may be little room: the
 * question of an ask alone; else how the run ended, the teacher's note, what is late or held, and
 * the sentence of the moment. */
#include <string.h>

#include "view/panes.h"

enum { LOOK_BACK = 256 }; /* marks, for the newest note */

/* Draws a text into the rows that are left, behind a sign. */
static struct rect add(const struct view *view, struct grid *grid, struct rect rect,
                       const char *sign, enum grid_ink ink, const struct strbuf *text)
{
    struct grid_style style = {.ink = (uint8_t)ink};
    struct rect inner = rect;
    int column = 0;
    if (*sign && rect.columns > 8)
        column = pane_put(view, grid, rect, 0, 0, sign, style);
    inner.column += column;
    inner.columns -= column;
    return pane_below(rect, pane_text_draw(view, grid, inner, strbuf_str(text), style));
}

static void draw_ask(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct story *story = view->player->story;
    struct strbuf text = STRBUF_INIT;
    struct rect question = rect;
    story_mark_words(story, &story->marks[view->player->asking], &text);
    question.rows -= rect.rows > 1;
    struct rect rest = add(view, grid, question, "? ", INK_TITLE, &text);
    if (rect.rows > 1)
        pane_put(view, grid, rect, rest.row - rect.row, rect.columns > 8 ? 2 : 0, "space: go on",
                 (struct grid_style){.ink = INK_FAINT});
    strbuf_release(&text);
}

/* The newest note at the playhead, unless an ask came after it. */
static const struct story_mark *note_at(const struct story *story, int64_t t_ns)
{
    size_t at = story_marks_until(story, t_ns);
    for (int looked = 0; at-- > 0 && looked < LOOK_BACK; looked++) {
        if (story->marks[at].kind == STORY_NOTE)
            return &story->marks[at];
        if (story->marks[at].kind == STORY_ASK)
            return NULL;
    }
    return NULL;
}

/* True if the mark's time is over at t, no longer than until the next hand-off. */
static bool is_fresh(const struct story *story, const struct story_mark *mark, int64_t t_ns)
{
    size_t count = story_handoffs_until(story, t_ns);
    return mark->t_ns == t_ns || count == 0 || mark->t_ns >= story->handoff_ns[count - 1];
}

static bool is_trouble(const struct story_mark *mark)
{
    return mark->kind == STORY_LATE || mark->kind == STORY_HOLDS || mark->kind == STORY_KEEPS ||
           mark->kind == STORY_FAILURE;
}

/* What went wrong in the last moments: its marks end where they are told, so nothing that comes is
 * given away. */
static struct rect add_trouble(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct story *story = view->player->story;
    size_t at = story_marks_until(story, view->player->t_ns);
    for (int looked = 0; at-- > 0 && looked < LOOK_BACK && rect.rows > 1; looked++) {
        const struct story_mark *mark = &story->marks[at];
        struct strbuf text = STRBUF_INIT;
        if (!is_fresh(story, mark, view->player->t_ns))
            break;
        if (is_trouble(mark)) {
            story_mark_words(story, mark, &text);
            rect = add(view, grid, rect, "! ", INK_FAILED, &text);
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
    if (story->live || view->player->t_ns < story->end_ns || !trace_count(story->trace))
        return rect;
    bool deadlock = explain_deadlock(story->timeline, &text);
    if (!deadlock && stats->result != TRACE_RESULT_OK)
        strbuf_addf(&text, "The run ended: %s%s%s", trace_result_name(stats->result),
                    *stats->sentence ? ": " : "", stats->sentence);
    else if (!deadlock && stats->ended)
        strbuf_adds(&text, "The run has ended.");
    if (text.len)
        rect = add(view, grid, rect, stats->result == TRACE_RESULT_OK ? "" : "! ",
                   stats->result == TRACE_RESULT_OK ? INK_TITLE : INK_FAILED, &text);
    strbuf_release(&text);
    return rect;
}

static struct rect add_note(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct story *story = view->player->story;
    const struct story_mark *note = note_at(story, view->player->t_ns);
    struct strbuf text = STRBUF_INIT;
    if (!note)
        return rect;
    story_mark_words(story, note, &text);
    rect = add(view, grid, rect, view->ascii ? "> " : "» ", INK_TITLE, &text);
    strbuf_release(&text);
    return rect;
}

void pane_why_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct player *player = view->player;
    struct strbuf text = STRBUF_INIT;
    if (player->asking >= 0) {
        draw_ask(view, grid, rect);
        return;
    }
    rect = add_end(view, grid, rect);
    rect = add_note(view, grid, rect);
    rect = add_trouble(view, grid, rect);
    explain_moment(player->story->timeline, player->t_ns, &text);
    if (rect.rows > 0)
        add(view, grid, rect, "", INK_PLAIN, &text);
    strbuf_release(&text);
}
