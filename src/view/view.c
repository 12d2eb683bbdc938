/* All panes, and the lines between them. */
#include "config.h"

#include "view/view.h"

#include <string.h>

#include "view/flow.h"
#include "view/panes.h"

#define PUT(id, draw, title) [LAYOUT_##id] = {title, draw},
static const struct {
    const char *title; /* in the line above it, or NULL */
    pane_draw_fn *draw;
} panes[LAYOUT_PANES] = {LAYOUT_EACH(PUT)};
#undef PUT

static const struct {
    pane_draw_fn *draw;
    const char *title;
} overlays[] = {
    [VIEW_HELP] = {pane_help_draw, "keys"},
    [VIEW_DETAILS] = {pane_details_draw, "details"},
    [VIEW_MENU] = {pane_menu_draw, NULL},
};

/* ---- lines ---- */

enum line { LINE_ACROSS, LINE_DOWN, LINE_TEE, LINE_FOOT, LINE_CROSS, LINE_SIDE };

static const struct {
    uint32_t rune;
    char ascii;
} lines[] = {
    [LINE_ACROSS] = {0x2500, '-'}, [LINE_DOWN] = {0x2502, '|'},  [LINE_TEE] = {0x252C, '+'},
    [LINE_FOOT] = {0x2534, '+'},   [LINE_CROSS] = {0x253C, '+'}, [LINE_SIDE] = {0x251C, '+'},
};

static void line_put(const struct view *view, struct grid *grid, int row, int column,
                     enum line line)
{
    struct grid_style faint = {.ink = INK_FAINT};
    grid_put_rune(grid, row, column, view->ascii ? (uint32_t)lines[line].ascii : lines[line].rune,
                  faint);
}

/* The line between two panes that stand side by side: nothing if there is but one. */
static struct rect between(const struct layout *layout, enum layout_pane left,
                           enum layout_pane right)
{
    struct rect from = layout->panes[left], to = layout->panes[right];
    if (!from.rows || !to.rows || from.column >= to.column)
        return (struct rect){0};
    return (struct rect){from.row, from.column + from.columns, from.rows, 1};
}

static void draw_down(const struct view *view, struct grid *grid, struct rect rect)
{
    for (int row = rect.row; row < rect.row + rect.rows; row++)
        line_put(view, grid, row, rect.column, LINE_DOWN);
}

/* A line across the screen, joined to those that begin or end at it. */
static void draw_across(const struct view *view, struct grid *grid, int row, struct rect top,
                        struct rect foot)
{
    for (int column = 0; column < grid->columns; column++) {
        bool above = rect_has(top, row - 1, column) || rect_has(foot, row - 1, column);
        bool below = rect_has(top, row + 1, column) || rect_has(foot, row + 1, column);
        line_put(view, grid, row, column,
                 above && below ? LINE_CROSS
                 : above        ? LINE_FOOT
                 : below        ? LINE_TEE
                                : LINE_ACROSS);
    }
}

static void draw_title(const struct view *view, struct grid *grid, int row, int column, int columns,
                       const char *title)
{
    struct strbuf text = STRBUF_INIT;
    strbuf_addf(&text, " %s ", title);
    grid_put(grid, row, column, text.text, text.len, columns, view->ascii,
             (struct grid_style){.ink = INK_FAINT});
    strbuf_release(&text);
}

/* The line above a pane that stands beside another one. */
static void draw_beside(const struct view *view, struct grid *grid, struct rect rect,
                        const char *title)
{
    for (int column = rect.column; column < grid->columns; column++)
        line_put(view, grid, rect.row - 1, column, LINE_ACROSS);
    if (rect.column > 1)
        line_put(view, grid, rect.row - 1, rect.column - 1, LINE_SIDE);
    else if (rect.column == 1)
        line_put(view, grid, rect.row - 1, 0, LINE_ACROSS);
    draw_title(view, grid, rect.row - 1, rect.column, rect.columns, title);
}

static void draw_frame(const struct view *view, struct grid *grid, const struct layout *layout)
{
    struct rect top = between(layout, LAYOUT_SOURCE,
                              layout->panes[LAYOUT_TIMELINE].rows ? LAYOUT_TIMELINE
                              : view->python                      ? LAYOUT_PYTHON
                                                                  : LAYOUT_MACHINE);
    struct rect foot = between(layout, LAYOUT_OUTPUT, LAYOUT_NOW);
    draw_down(view, grid, top);
    draw_down(view, grid, foot);
    draw_across(view, grid, 0, top, foot);
    for (int i = 0; i < LAYOUT_PANES; i++) {
        struct rect rect = layout->panes[i];
        if (panes[i].title && rect.rows && rect.row > 1)
            draw_across(view, grid, rect.row - 1, top, foot);
    }
    for (int i = 0; i < LAYOUT_PANES; i++) {
        struct rect rect = layout->panes[i];
        if (panes[i].title && rect.rows && rect.row > 1)
            draw_title(view, grid, rect.row - 1, rect.column, rect.columns, panes[i].title);
    }
    if (layout->panes[LAYOUT_MACHINE].rows && layout->panes[LAYOUT_MACHINE].row > 1)
        draw_beside(view, grid, layout->panes[LAYOUT_MACHINE], pane_machine_title(view));
    if (layout->panes[LAYOUT_KEYS].rows)
        draw_across(view, grid, layout->panes[LAYOUT_KEYS].row, top, foot);
}

/* ---- overlays ---- */

static void draw_box(const struct view *view, struct grid *grid, struct rect rect,
                     const char *title)
{
    static const uint32_t corners[] = {0x250C, 0x2510, 0x2514, 0x2518};
    struct grid_style faint = {.ink = INK_FAINT};
    int bottom = rect.row + rect.rows - 1, right = rect.column + rect.columns - 1;
    for (int column = rect.column; column <= right; column++) {
        line_put(view, grid, rect.row, column, LINE_ACROSS);
        line_put(view, grid, bottom, column, LINE_ACROSS);
    }
    for (int row = rect.row; row <= bottom; row++) {
        line_put(view, grid, row, rect.column, LINE_DOWN);
        line_put(view, grid, row, right, LINE_DOWN);
    }
    for (int i = 0; i < 4; i++)
        grid_put_rune(grid, i < 2 ? rect.row : bottom, i % 2 ? right : rect.column,
                      view->ascii ? '+' : corners[i], faint);
    draw_title(view, grid, rect.row, rect.column + 1, rect.columns - 2, title);
}

static void draw_overlay(const struct view *view, struct grid *grid, const struct layout *layout)
{
    struct rect rect = layout->overlay;
    const char *title = overlays[view->overlay].title;
    if (!title)
        title = view->menu.title ? view->menu.title : "";
    if (rect.column > 0) {
        struct rect box = {rect.row - 1, rect.column - 2, rect.rows + 2, rect.columns + 4};
        flow_fill(grid, box, (struct grid_style){0});
        draw_box(view, grid, box, title);
    }
    flow_fill(grid, rect, (struct grid_style){0});
    if (!view->prompt)
        grid_park(grid, rect.row, rect.column);
    overlays[view->overlay].draw(view, grid, rect);
}

/* ---- everything ---- */

/* Errors are never out of sight: where there is no room for the source, they take that of the why.
 */
static pane_draw_fn *draw_of(const struct view *view, const struct layout *layout, int pane)
{
    if (pane == LAYOUT_TIMELINE && view->large)
        return pane_large_draw;
    if ((pane == LAYOUT_WHY || pane == LAYOUT_QUESTION) && view->errors &&
        !layout->panes[LAYOUT_SOURCE].rows)
        return pane_source_draw;
    return panes[pane].draw;
}

void view_draw(const struct view *view, struct grid *grid)
{
    struct layout layout;
    layout_make(view, grid->columns, grid->rows, &layout);
    grid_clear(grid);
    if (layout.framed)
        draw_frame(view, grid, &layout);
    const struct rect *why =
        &layout.panes[layout.panes[LAYOUT_WHY].rows ? LAYOUT_WHY : LAYOUT_QUESTION];
    grid_park(grid, why->row, why->column);
    for (int i = 0; i < LAYOUT_PANES; i++) {
        struct rect rect = layout.panes[i];
        if (rect.rows > 0 && rect.columns > 0)
            draw_of(view, &layout, i)(view, grid, rect);
    }
    if (view->overlay != VIEW_NOTHING)
        draw_overlay(view, grid, &layout);
}
