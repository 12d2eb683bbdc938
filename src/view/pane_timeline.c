/* The timeline: control strips, lanes and the device under one axis, with the playhead over them.
 *
 * Rows are drawn from the top; what lies over them, marks, the curtain, the playhead, after that.
 * At the playhead each lane shows how it stands at that very moment, whatever the column holds
 * else: there everything agrees. */
#include "config.h"

#include "base/utf8.h"
#include "player/now.h"
#include "view/panes.h"
#include "view/timeline_pane.h"

/* ---- the playhead, and the curtain behind it ---- */

static bool has_column(const struct timeline_pane *pane)
{
    return pane->playhead >= 0 && pane->playhead < pane->plan.columns;
}

/* U+2580 … U+259F: blocks, shades and quadrants. */
static bool is_block(uint32_t rune)
{
    return rune >= 0x2580 && rune <= 0x259F && rune != glyph_rune(GLYPH_READY, false);
}

/* A cell of the playhead: `state` (enum trace_state) as a glyph on light ground; -1: what is there.
 */
static void cell_put(struct timeline_pane *pane, int row, int state)
{
    int column = pane->plan.left + pane->playhead;
    const struct grid_cell *cell = grid_at(pane->grid, row, column);
    if (!cell || !cell->len)
        return;
    uint32_t rune;
    utf8_decode(cell->bytes, cell->len, &rune);
    struct grid_style style = {cell->style.ink, GRID_REVERSE};
    if (state >= 0 && state < TRACE_ENDED) {
        rune = glyph_rune((enum glyph)state, pane->view->ascii);
        style.ink = (uint8_t)glyph_ink((enum glyph)state);
    }
    /* Blocks in reverse would be holes: a line on their ground says the same. */
    if (cell->style.ink == INK_ENDED || cell->style.ink == INK_FAILED)
        timeline_flags_add(pane->grid, row, column, GRID_BOLD); /* where it ended */
    else if (rune == ' ')
        timeline_sign_put(pane, row, column, SIGN_LINE, (struct grid_style){INK_PLAIN, GRID_BOLD});
    else if (is_block(rune))
        timeline_sign_put(pane, row, column, SIGN_LINE, style);
    else
        grid_put_rune(pane->grid, row, column, rune, style);
}

/* Who holds a strip: by the number, if it is short. */
static void strip_playhead_put(struct timeline_pane *pane, int row, int strip)
{
    uint32_t who = timeline_owner(pane->timeline, now_holder(pane->story, strip, pane->t_ns));
    struct now_lane now = now_lane(pane->story, strip, pane->t_ns);
    struct grid_style style = {INK_TASK, GRID_REVERSE};
    bool blocked = now.item && now.item->state == TRACE_BLOCKED;
    if (now.item && who == TRACE_NOBODY) {
        glyph_put(pane->grid, row, pane->plan.left + pane->playhead, GLYPH_NOBODY,
                  pane->view->ascii);
        cell_put(pane, row, -1);
        return;
    }
    if (who == TRACE_NOBODY || who > 9 || blocked) {
        cell_put(pane, row, now.item ? now.item->state : -1);
        return;
    }
    style.ink = (uint8_t)(INK_TASK + (who - 1) % INK_TASKS);
    grid_put_rune(pane->grid, row, pane->plan.left + pane->playhead, '0' + who, style);
}

static void lane_playhead_put(struct timeline_pane *pane, int row, int lane)
{
    struct now_lane now = now_lane(pane->story, lane, pane->t_ns);
    cell_put(pane, row, now.item ? now.item->state : -1);
}

static void playhead_draw(struct timeline_pane *pane, int row)
{
    const struct timeline_row *item = &pane->plan.rows[row];
    int at = timeline_pane_row(pane, row);
    if (!has_column(pane))
        return;
    const struct grid_cell *cell = grid_at(pane->grid, at, pane->plan.left + pane->playhead);
    bool ruled = timeline_row_find(&pane->plan, TIMELINE_RULE) >= 0;
    if (item->kind == TIMELINE_AXIS && (ruled || !cell || cell->bytes[0] != ' '))
        return; /* the numbers stay whole */
    if (item->kind == TIMELINE_RULE || item->kind == TIMELINE_AXIS)
        timeline_sign_put(pane, at, pane->plan.left + pane->playhead, SIGN_HEAD,
                          (struct grid_style){INK_PLAIN, GRID_BOLD});
    else if (item->kind == TIMELINE_STRIP)
        strip_playhead_put(pane, at, item->lane);
    else if (item->kind == TIMELINE_OTHER ||
             (item->kind == TIMELINE_TASK && pane->view->object < 0))
        lane_playhead_put(pane, at, item->lane);
    else
        cell_put(pane, at, -1);
}

enum { HATCH = 8 };

/* The same texture to the edge of the pane: it does not tell where the run ends. */
static void curtain_draw(struct timeline_pane *pane, int row)
{
    const struct timeline_row *item = &pane->plan.rows[row];
    const struct grid_style faint = {.ink = INK_FAINT};
    if (!pane->hides || item->kind == TIMELINE_AXIS || item->kind == TIMELINE_RULE)
        return;
    for (int c = pane->playhead + 1; c < pane->plan.columns; c++)
        if ((c - row % HATCH + HATCH) % HATCH == 0)
            timeline_sign_put(pane, timeline_pane_row(pane, row), pane->plan.left + c, SIGN_CURTAIN,
                              faint);
}

/* ---- the pane ---- */

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
        curtain_draw(&pane, row);
        playhead_draw(&pane, row);
    }
    timeline_move_draw(&pane);
}
