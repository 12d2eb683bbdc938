/* The machine as a picture: tasks are chips that stand where they are, and move with the hand-off.
 * It shows what is so at the playhead, and nothing of what comes. */
#include "config.h"

#include "view/machine_rows.h"
#include "view/panes.h"

enum { RING_ROWS_MOST = 12, LIVING_ROWS = 3, MARGIN_COLUMNS = 40 };

/* ---- what is drawn ---- */

static bool lives(const struct machine *machine)
{
    static const enum machine_place places[] = {MACHINE_RUNS,   MACHINE_READY,  MACHINE_WANTS,
                                                MACHINE_DEVICE, MACHINE_CLOCK,  MACHINE_UNTOLD,
                                                MACHINE_QUEUED, MACHINE_SERVED, MACHINE_ROUND};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (machine_count(machine, places[i]))
            return true;
    return false;
}

static void places_put(struct machine_paper *paper, const struct machine *machine, struct rect rect)
{
    struct machine_rows rows;
    machine_rows_make(paper, machine, &rows);
    struct rect ring = rect;
    ring.rows = rect.rows < RING_ROWS_MOST ? rect.rows : RING_ROWS_MOST;
    if (!machine_ring_put(paper, machine, &rows, ring))
        machine_rows_put(paper, &rows, rect, true);
    machine_rows_release(&rows);
}

static void machine_put(struct machine_paper *paper, struct rect rect)
{
    struct machine machine;
    if (rect.columns >= MARGIN_COLUMNS) {
        rect.column++;
        rect.columns--;
    }
    machine_at(paper->view->player->story, paper->t_ns, &machine);
    if (machine.edge_count) {
        rect = pane_below(rect, machine_graph_put(paper, &machine, rect));
        if (rect.rows >= LIVING_ROWS && lives(&machine))
            places_put(paper, &machine, rect);
    } else {
        places_put(paper, &machine, rect);
    }
    machine_release(&machine);
}

/* ---- chips on their way ---- */

static const struct machine_spot *spot_of(const struct machine_paper *paper, uint32_t actor)
{
    for (int i = 0; i < paper->spot_count; i++)
        if (paper->spots[i].actor == actor)
            return &paper->spots[i];
    return NULL;
}

static int between(int from, int to, double phase)
{
    double eased = phase * phase * (3 - 2 * phase);
    return from + (int)((to - from) * eased + (to > from ? 0.5 : -0.5));
}

static void fly(struct machine_paper *paper, const struct machine_paper *before, uint32_t actor,
                double phase, int end)
{
    const struct machine_spot *from = spot_of(before, actor), *to = spot_of(paper, actor);
    if (!from || !to)
        return;
    struct strbuf text = STRBUF_INIT;
    struct grid_style style = machine_chip_style(paper, actor, true);
    style.flags |= GRID_REVERSE;
    machine_chip_text(paper, actor, 12, &text);
    machine_text_put(paper, between(from->row, to->row, phase),
                     between(from->column, to->column, phase), end, strbuf_str(&text), style);
    strbuf_release(&text);
}

/* Forward only: where they come from when it goes back lies behind the playhead. */
static bool is_moving(const struct view *view, double *phase)
{
    *phase = player_move_phase(view->player, view->clock_ns);
    return *phase < 1 && !view->player->move.backwards;
}

void pane_machine_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct player_move *move = &view->player->move;
    struct machine_paper paper = {
        .view = view, .grid = grid, .t_ns = view->player->t_ns, .asks = view->player->asking >= 0};
    double phase;
    if (!is_moving(view, &phase)) {
        machine_put(&paper, rect);
        return;
    }
    struct machine_paper before = {.view = view, .t_ns = move->t_ns - 1};
    machine_put(&before, rect);
    paper.flying[0] = move->from;
    paper.flying[1] = move->to;
    machine_put(&paper, rect);
    fly(&paper, &before, move->from, phase, rect.column + rect.columns);
    fly(&paper, &before, move->to, phase, rect.column + rect.columns);
}

/* ---- the mouse ---- */

int pane_machine_lane(const struct view *view, struct rect rect, int row, int column)
{
    const struct timeline *timeline = view->player->story->timeline;
    struct machine_paper paper = {
        .view = view, .t_ns = view->player->t_ns, .asks = view->player->asking >= 0};
    machine_put(&paper, rect);
    for (int i = 0; i < paper.spot_count; i++) {
        const struct machine_spot *spot = &paper.spots[i];
        const struct timeline_lane *lane = timeline_lane_of(timeline, spot->actor);
        if (spot->row == row && column >= spot->column && column < spot->column + spot->columns &&
            lane)
            return (int)(lane - timeline->lanes);
    }
    return VIEW_LANE_NONE;
}

/* ---- what it is ---- */

const char *pane_machine_title(const struct view *view)
{
    static const char *const titles[] = {[MACHINE_LOOP] = "machine: one thread, a loop",
                                         [MACHINE_THREAD] = "machine: one thread",
                                         [MACHINE_GIL] = "machine: threads, one lock",
                                         [MACHINE_CORES] = "machine: cores"};
    if (view->model_id == MODEL_PROCESSES)
        return "machine: a process each";
    if (view->model_id == MODEL_THREADS)
        return "machine: a thread each";
    return titles[machine_shape_of(view->player->story->timeline)];
}
