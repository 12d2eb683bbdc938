#include "view/panes.h"

void pane_now_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    pane_put(view, grid, rect, 0, 0, "now", (struct grid_style){.ink = INK_FAINT});
}
