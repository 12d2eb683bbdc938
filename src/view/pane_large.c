/* The large mode, for the last row of seats: the timeline as timeline_large.c plans it (or the
 * machine), below it the values of the moment, the why in 60 columns, and the line of the one who
 * holds control. */
#include "config.h"

#include "player/now.h"
#include "view/panes.h"
#include "view/source.h"
#include "view/timeline_plan.h"

enum { WHY_COLUMNS = 60 };

static void why_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    if (view->question)
        pane_question_draw(view, grid, rect);
    else
        pane_why_draw(view, grid, rect);
    for (int row = rect.row; row < rect.row + rect.rows; row++)
        for (int column = rect.column; column < rect.column + rect.columns; column++)
            timeline_flags_add(grid, row, column, GRID_BOLD);
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
    struct timeline_plan plan = {.rect = rect};
    struct rect above = rect;
    above.rows -= timeline_words_rows(&plan);
    if (view->machine)
        pane_machine_draw(view, grid, above);
    else
        pane_timeline_draw(view, grid, rect);
    if (!timeline_words_rows(&plan))
        return;
    int rows = timeline_why_rows(&plan), room = rect.columns - 2;
    pane_now_values_draw(view, grid,
                         (struct rect){rect.row + rect.rows - 2 - rows, rect.column + 1, 1, room});
    why_draw(view, grid,
             (struct rect){rect.row + rect.rows - 1 - rows, rect.column + 1, rows,
                           room < WHY_COLUMNS ? room : WHY_COLUMNS});
    line_draw(view, grid, rect, rect.row + rect.rows - 1);
}
