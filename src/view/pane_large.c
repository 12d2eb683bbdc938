/* The large mode, for the last row of seats: the timeline as timeline_large.c plans it (or the
 * machine), below it the values of the moment, the why in 60 columns, and the line of the one who
 * holds control. */
#include "config.h"

#include "player/now.h"
#include "view/panes.h"
#include "view/source.h"
#include "view/timeline_plan.h"

enum { WHY_COLUMNS = 76, OUT_LEAST = 24 };

/* At the end what it was all about stands first, and is as wide as the screen; what is told of
 * answers below it. */
static void why_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    int end = view->question && !view->question->text ? pane_why_end_rows(view, rect.columns) : 0;
    int told = end ? pane_question_rows(view, rect.columns) : 0;
    struct rect below = rect, above = rect;
    bool asks = view->question && view->question->text;
    if (!asks && !pane_why_end_rows(view, rect.columns) && rect.columns > WHY_COLUMNS)
        above.columns = below.columns = WHY_COLUMNS;
    if (end) {
        above.rows = end - told < rect.rows ? end - told : rect.rows;
        below = pane_below(rect, above.rows);
    }
    if (end || !view->question)
        pane_why_draw(view, grid, above);
    if (view->question && below.rows > 0)
        pane_question_draw(view, grid, below);
    for (int row = rect.row; row < rect.row + rect.rows; row++)
        for (int column = rect.column; column < rect.column + rect.columns; column++)
            timeline_flags_add(grid, row, column, GRID_BOLD);
}

/* What was said last, as wide as it is. Returns the columns it takes. */
static int out_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct stats *stats = view->player->story->stats;
    int said = stats_said_until(stats, view->player->t_ns), at;
    at = pane_put(view, grid, rect, 0, 0, "out: ", (struct grid_style){.ink = INK_FAINT});
    if (!said)
        return pane_put(view, grid, rect, 0, at, view->ascii ? "-" : "–",
                        (struct grid_style){.ink = INK_FAINT});
    return pane_put(view, grid, rect, 0, at, stats->said[said - 1].text,
                    pane_actor_style(stats->said[said - 1].who));
}

/* Output on the left, values on the right of it. */
static void moment_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    struct rect out = rect, values = rect;
    int half = rect.columns / 2;
    if (half < OUT_LEAST) {
        pane_now_values_draw(view, grid, rect);
        return;
    }
    if (pane_now_values_columns(view, rect.columns - half) > 0)
        out.columns = half - 2;
    int used = out_draw(view, grid, out);
    values.column += used + 3 > half ? used + 3 : half;
    values.columns -= values.column - rect.column;
    pane_now_values_draw(view, grid, values);
}

/* Who got control last, of those who have it: with several cores the sentence is on them. */
static uint32_t holder_last(const struct story *story, int64_t t_ns)
{
    size_t at = story_handoffs_until(story, t_ns);
    uint32_t who = at > 0 ? now_holder(story, story->handoffs[at - 1].strip, t_ns) : TRACE_NOBODY;
    for (int s = 0; s < story->timeline->strip_count && who == TRACE_NOBODY; s++)
        who = now_holder(story, s, t_ns);
    return who;
}

static void line_draw(const struct view *view, struct grid *grid, struct rect rect, int row)
{
    const struct story *story = view->player->story;
    int64_t t_ns = view->player->t_ns;
    uint32_t who = holder_last(story, t_ns);
    uint32_t line = who == TRACE_NOBODY ? 0 : source_line_of(view, who);
    struct strbuf number = STRBUF_INIT, text = STRBUF_INIT;
    if (!line || !source_words(view, line, &text))
        return;
    strbuf_addf(&number, "%u  ", (unsigned)line);
    int used = grid_put(grid, row, rect.column + 1, strbuf_str(&number), number.len,
                        rect.columns - 2, view->ascii, (struct grid_style){.ink = INK_FAINT});
    grid_put(grid, row, rect.column + 1 + used, strbuf_str(&text), text.len,
             rect.columns - 2 - used, view->ascii, pane_actor_style(who));
    strbuf_release(&number);
    strbuf_release(&text);
}

void pane_large_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    struct rect above = rect;
    int words = timeline_words_rows(view, rect);
    above.rows -= words;
    if (view->machine)
        pane_machine_draw(view, grid, above);
    else
        pane_timeline_draw(view, grid, rect);
    if (!words)
        return;
    int rows = timeline_why_rows(view, rect), room = rect.columns - 2;
    moment_draw(view, grid,
                (struct rect){rect.row + rect.rows - 2 - rows, rect.column + 1, 1, room});
    why_draw(view, grid,
             (struct rect){rect.row + rect.rows - 1 - rows, rect.column + 1, rows, room});
    line_draw(view, grid, rect, rect.row + rect.rows - 1);
}
