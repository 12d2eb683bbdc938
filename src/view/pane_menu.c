/* A list to choose from: the cursor's row reversed, what holds now marked. */
#include "config.h"

#include "view/flow.h"
#include "view/panes.h"

int pane_menu_top(const struct view *view, int rows)
{
    int chosen = view->menu.chosen;
    return chosen < rows ? 0 : chosen - rows + 1;
}

void pane_menu_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct view_menu *menu = &view->menu;
    int top = pane_menu_top(view, rect.rows);
    for (int row = 0; row < rect.rows && top + row < menu->count; row++) {
        int item = top + row;
        struct rect line = {rect.row + row, rect.column, 1, rect.columns};
        struct grid_style style = {.flags = item == menu->chosen ? GRID_REVERSE : 0};
        flow_fill(grid, line, style);
        if (item == menu->chosen)
            grid_park(grid, line.row, line.column);
        if (item == menu->current)
            pane_put(view, grid, line, 0, 1, view->ascii ? "*" : "\u2022", style);
        pane_put(view, grid, line, 0, 3, menu->items[item], style);
    }
    if (menu->count == 0)
        pane_put(view, grid, rect, 0, 1, "nothing to choose",
                 (struct grid_style){.ink = INK_FAINT});
}
