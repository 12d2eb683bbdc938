/* The timeline: control strips, lanes and the device under one axis, with the playhead over them.
 *
 * Rows are drawn from the top; what lies over them, marks, the curtain, the playhead, after that.
 * At the playhead each lane shows how it stands at that very moment, whatever the column holds
 * else: there everything agrees. */
#include "view/panes.h"
#include "view/timeline_pane.h"

struct sign {
    uint32_t rune;
    char ascii;
};

static const struct sign signs[] = {
    [SIGN_BATON] = {0x25C6, '*'},    [SIGN_GAVE] = {0x25C7, 'o'},  [SIGN_WAY] = {0x2502, '|'},
    [SIGN_CHOSEN] = {0x25B8, '>'},   [SIGN_LINE] = {0x2502, '|'},  [SIGN_HEAD] = {0x25BC, 'v'},
    [SIGN_CURTAIN] = {0x2572, '\\'}, [SIGN_LATE] = {'!', '!'},     [SIGN_HELD] = {0x2588, '#'},
    [SIGN_WANTED] = {0x2593, '%'},   [SIGN_WAITS] = {0x254E, '!'}, [SIGN_NOT] = {0x00B7, '.'},
};

void timeline_sign_put(const struct timeline_pane *pane, int row, int column,
                       enum timeline_sign sign, struct grid_style style)
{
    uint32_t rune = pane->view->ascii ? (uint32_t)signs[sign].ascii : signs[sign].rune;
    grid_put_rune(pane->grid, row, column, rune, style);
}

int timeline_pane_row(const struct timeline_pane *pane, int row)
{
    return pane->plan.rect.row + row;
}

static int playhead_column(const struct timeline_pane *pane)
{
    if (pane->t_ns < pane->paint.from_ns)
        return -1;
    return pane->t_ns >= pane->paint.to_ns ? pane->paint.columns
                                           : paint_column(&pane->paint, pane->t_ns);
}

void timeline_pane_begin(struct timeline_pane *pane, const struct view *view, struct grid *grid)
{
    pane->view = view;
    pane->grid = grid;
    pane->story = view->player->story;
    pane->timeline = pane->story->timeline;
    pane->t_ns = view->player->t_ns;
    pane->hides = player_hides(view->player);
    pane->pointed = false;
    timeline_scale_make(view, pane->plan.columns, &pane->scale);
    pane->paint = (struct paint){
        .grid = grid,
        .timeline = pane->timeline,
        .from_ns = pane->scale.from_ns,
        .to_ns = pane->scale.to_ns,
        .column = pane->plan.left,
        .columns = pane->plan.columns,
        .edges = pane->scale.even ? NULL : pane->scale.edges,
        .clipped = pane->hides,
        .until_ns = pane->t_ns + 1, /* what happens at the playhead has happened */
        .ascii = view->ascii,
    };
    pane->playhead = playhead_column(pane);
}

static bool is_lane(enum timeline_row_kind kind)
{
    return kind >= TIMELINE_BEFORE && kind <= TIMELINE_DEVICE;
}

static int last_lane_row(const struct timeline_pane *pane)
{
    int last = -1;
    for (int row = 0; row < pane->plan.row_count; row++) {
        const struct timeline_row *item = &pane->plan.rows[row];
        if (is_lane(item->kind))
            last = item->kind == TIMELINE_DEVICE ? row + item->count - 1 : row;
    }
    return last;
}

void pane_timeline_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    struct timeline_pane pane;
    timeline_plan_make(view, rect, &pane.plan);
    if (rect.rows < 1 || pane.plan.columns < 1)
        return;
    timeline_pane_begin(&pane, view, grid);
    for (int row = 0; row < pane.plan.row_count; row++)
        timeline_row_draw(&pane, row);
    timeline_marks_draw(&pane);
    int legend = timeline_row_find(&pane.plan, TIMELINE_LEGEND);
    if (legend >= 0)
        timeline_legend_draw(&pane, legend);
    for (int row = 0; row <= last_lane_row(&pane); row++) {
        timeline_curtain_draw(&pane, row);
        timeline_playhead_draw(&pane, row);
    }
    timeline_move_draw(&pane);
}
