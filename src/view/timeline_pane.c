/* What the files of the timeline's pane share: what of a run may be shown, rows of a plan, and
 * signs in the grid. */
#include "config.h"

#include "view/curtain.h"
#include "view/timeline_pane.h"

enum { DEVICE_ROWS_MOST = 6, REQUESTS_LOOKED_AT = 512 };

/* ---- what may be shown ---- */

int timeline_tasks_known(const struct view *view)
{
    return timeline_tasks_until(view->player->story->timeline, player_known_ns(view->player));
}

int timeline_device_known(const struct view *view)
{
    const struct timeline *timeline = view->player->story->timeline;
    for (int i = timeline->first_task + timeline->task_count; i < timeline->lane_count; i++)
        if (timeline->lanes[i].kind == LANE_DEVICE && curtain_knows(view, &timeline->lanes[i]))
            return i;
    return -1;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

int timeline_device_rows(const struct timeline *timeline, int64_t t_ns)
{
    int64_t until_ns[DEVICE_ROWS_MOST];
    int rows = 0, asked = 0, count = timeline->request_count;
    if (count > REQUESTS_LOOKED_AT)
        return least(timeline->lane_count - timeline->first_task, DEVICE_ROWS_MOST);
    for (int i = 0; i < count && timeline->requests[i].asked_ns <= t_ns; i++) {
        const struct timeline_request *request = &timeline->requests[i];
        int row = 0;
        while (row < rows && until_ns[row] > request->asked_ns)
            row++;
        if (row == DEVICE_ROWS_MOST)
            continue;
        rows += row == rows;
        asked = i + 1;
        until_ns[row] = request->answered_ns < 0 ? INT64_MAX : request->answered_ns;
    }
    return least(rows + least(rows, asked - rows), DEVICE_ROWS_MOST);
}

/* ---- rows of a plan ---- */

void timeline_row_add(struct timeline_plan *plan, enum timeline_row_kind kind, int lane, int count)
{
    if (plan->row_count < least(plan->rect.rows, TIMELINE_ROWS_MOST))
        plan->rows[plan->row_count++] = (struct timeline_row){kind, lane, count};
}

void timeline_block_add(struct timeline_plan *plan, enum timeline_row_kind kind, int lane, int rows)
{
    for (int i = 0; i < rows; i++)
        timeline_row_add(plan, i ? TIMELINE_BLANK : kind, lane, rows - i);
}

int timeline_row_find(const struct timeline_plan *plan, enum timeline_row_kind kind)
{
    for (int i = 0; i < plan->row_count; i++)
        if (plan->rows[i].kind == kind)
            return i;
    return -1;
}

static bool row_has(const struct timeline_row *row, int lane)
{
    return row->kind >= TIMELINE_STRIP && row->kind <= TIMELINE_DEVICE && lane >= row->lane &&
           lane < row->lane + row->count;
}

static int row_of_lane(const struct timeline_plan *plan, int lane)
{
    for (int i = 0; i < plan->row_count; i++)
        if (row_has(&plan->rows[i], lane))
            return i;
    return -1;
}

static int row_of_nobody(const struct timeline_plan *plan, const struct timeline *timeline,
                         int strip)
{
    for (int i = 0; i < plan->row_count && plan->strips == 1; i++)
        if (plan->rows[i].kind >= TIMELINE_OTHER && plan->rows[i].lane >= 0 &&
            timeline->lanes[plan->rows[i].lane].kind == LANE_LOOP)
            return i;
    return row_of_lane(plan, strip);
}

int timeline_row_of(const struct timeline_plan *plan, const struct timeline *timeline,
                    uint32_t actor, int strip)
{
    const struct timeline_lane *lane =
        actor == TRACE_NOBODY ? NULL : timeline_lane_of(timeline, actor);
    if (!lane)
        return row_of_nobody(plan, timeline, strip);
    return row_of_lane(plan, (int)(lane - timeline->lanes));
}

/* ---- the grid ---- */

void timeline_flags_add(struct grid *grid, int row, int column, uint8_t flags)
{
    if (grid_at(grid, row, column))
        grid->cells[(size_t)row * (size_t)grid->columns + (size_t)column].style.flags |= flags;
}

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
        .labels = true,
    };
    pane->playhead = playhead_column(pane);
}
