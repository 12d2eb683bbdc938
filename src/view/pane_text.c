#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "view/flow.h"
#include "view/panes.h"

struct rect pane_below(struct rect rect, int rows)
{
    rows = rows < rect.rows ? rows : rect.rows;
    rect.row += rows;
    rect.rows -= rows;
    return rect;
}

int pane_put(const struct view *view, struct grid *grid, struct rect rect, int row, int column,
             const char *text, struct grid_style style)
{
    if (row < 0 || row >= rect.rows || column < 0 || column >= rect.columns)
        return column;
    return column + grid_put(grid, rect.row + row, rect.column + column, text, strlen(text),
                             rect.columns - column, view->ascii, style);
}

void pane_put_right(const struct view *view, struct grid *grid, struct rect rect, int row,
                    const char *text, struct grid_style style)
{
    int columns = utf8_columns(text);
    pane_put(view, grid, rect, row, columns < rect.columns ? rect.columns - columns : 0, text,
             style);
}

struct grid_style pane_actor_style(uint32_t actor)
{
    bool task = actor >= 1 && actor < TRACE_FIRST_OTHER;
    return (struct grid_style){
        .ink = (uint8_t)(task ? INK_TASK + (actor - 1) % INK_TASKS : INK_PLAIN)};
}

static bool in_seconds(int64_t end_ns)
{
    return end_ns >= 100 * NS_PER_S;
}

void pane_moment_add(int64_t t_ns, int64_t end_ns, struct strbuf *out)
{
    strbuf_addf(out, "%9.3f", (double)t_ns / (in_seconds(end_ns) ? NS_PER_S : NS_PER_MS));
}

const char *pane_moment_unit(int64_t end_ns)
{
    return in_seconds(end_ns) ? "s" : "ms";
}

bool pane_end_is_seen(const struct view *view)
{
    const struct story *story = view->player->story;
    return !story->live && (!player_hides(view->player) || view->player->t_ns >= story->end_ns);
}

int pane_text_draw(const struct view *view, struct grid *grid, struct rect rect, const char *text,
                   struct grid_style style)
{
    return rect.columns > 0 ? flow_put(grid, rect, text, view->ascii, style) : 0;
}
