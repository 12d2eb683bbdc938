/* The machine as it is drawn on paper. A loop: what is ready goes to the one thread, from there it
 * is out; what has come is not told before the loop looks.
 *
 *        READY, the next first       RUNNING               OUT
 *     ┌▸ [2 beta][3 gamma] ────────▸ ◆[1 alpha] ─────────▸ DEVICE   [4 dan] 8.0 ms
 *     │                                                    CLOCK    [5 eve] 2.0 ms
 *     └──────────────────────── loop looks ◂────────────── NOT TOLD [6 fay] 3.0 ms
 *
 * Under gil those that want the lock stand in front of it, threads and processes in front of cores;
 * who comes back queues again. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "view/machine_rows.h"

enum {
    RING_COLUMNS = 72, /* that it needs */
    RING_ROWS = 5,
    EDGE = 3,  /* columns of the edge at the left */
    ARROW = 5, /* between the columns */
    READY_LEAST = 16,
    READY_MOST = 46,
    RUNS_LEAST = 18,
    RUNS_MOST = 28,
};

struct ring {
    struct machine_paper *paper;
    const struct machine *machine;
    struct machine_rows out;
    struct machine_row *ready, *runs, *untold; /* untold: NULL where there is no loop */
    struct rect rect;
    int ready_column, ready_columns, runs_column, runs_columns, out_column, label_columns;
};

static int clamp(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

static void columns_plan(struct ring *ring)
{
    int columns = ring->rect.columns;
    ring->ready_columns = clamp(columns * 25 / 100, READY_LEAST, READY_MOST);
    ring->runs_columns = clamp(columns * 24 / 100, RUNS_LEAST, RUNS_MOST);
    ring->ready_column = ring->rect.column + EDGE;
    ring->runs_column = ring->ready_column + ring->ready_columns + ARROW;
    ring->out_column = ring->runs_column + ring->runs_columns + ARROW;
}

/* ---- lines ---- */

static void flat_put(struct ring *ring, int row, int from, int to, struct grid_style style)
{
    for (int column = from; column < to; column++)
        machine_sign_put(ring->paper, row, column, MACHINE_FLAT, false, style);
}

/* " ──▸ " from behind what stands there to the next column. */
static void arrow_put(struct ring *ring, int row, int from, int to)
{
    const struct grid_style faint = {.ink = INK_FAINT};
    flat_put(ring, row, from + 1, to - 2, faint);
    machine_sign_put(ring->paper, row, to - 2, MACHINE_RIGHT, false, faint);
}

static void edge_put(struct ring *ring, int first, int last)
{
    const struct grid_style faint = {.ink = INK_FAINT};
    int column = ring->rect.column;
    machine_sign_put(ring->paper, first, column, MACHINE_NORTH_WEST, false, faint);
    machine_sign_put(ring->paper, first, column + 1, MACHINE_RIGHT, false, faint);
    for (int row = first + 1; row < last; row++)
        machine_sign_put(ring->paper, row, column, MACHINE_STEEP, false, faint);
    machine_sign_put(ring->paper, last, column, MACHINE_SOUTH_WEST, false, faint);
}

/* ---- the loop ---- */

static bool is_over(const struct ring *ring)
{
    const struct story *story = ring->paper->view->player->story;
    return !story->live && story->end_ns > 0 && ring->paper->t_ns >= story->end_ns;
}

static const char *back_words(const struct ring *ring)
{
    const struct machine *machine = ring->machine;
    if (machine->shape == MACHINE_GIL)
        return " who comes back wants it again ";
    if (ring->ready->count && machine->cores > 0 && machine->strips == machine->cores)
        return " others of the run have the cores ";
    return " who comes back is ready ";
}

static const char *loop_words(const struct ring *ring)
{
    if (is_over(ring))
        return ring->paper->view->player->story->stats->ending == TRACE_ENDING_STANDS
                   ? " it is your move "
                   : " the run has ended ";
    if (!ring->untold)
        return back_words(ring);
    switch (ring->machine->loop) {
    case MACHINE_LOOP_SLEEPS:
        return " the loop sleeps until something comes ";
    case MACHINE_LOOP_RUNS:
        return " the loop looks ";
    case MACHINE_LOOP_LETS:
    case MACHINE_LOOP_NONE:
        break;
    }
    return " the loop looks when it has control ";
}

static void loop_put(struct ring *ring, int row)
{
    const struct grid_style faint = {.ink = INK_FAINT};
    bool runs = ring->untold && ring->machine->loop == MACHINE_LOOP_RUNS && !is_over(ring);
    struct grid_style style = {.ink = runs ? INK_PLAIN : INK_FAINT, .flags = runs ? GRID_BOLD : 0};
    const char *words = loop_words(ring);
    int from = ring->rect.column + 1, to = ring->out_column - 1;
    int at = from + (to - from - utf8_columns(words)) / 2;
    flat_put(ring, row, from, to, faint);
    machine_sign_put(ring->paper, row, to - 1, MACHINE_LEFT, false, faint);
    if (runs)
        machine_sign_put(ring->paper, row, at - 1, MACHINE_HOLDS, false, style);
    machine_text_put(ring->paper, row, at, to - 1, words, style);
}

/* ---- columns ---- */

static int items_end(struct ring *ring, const struct machine_row *row, int line, int column,
                     int columns)
{
    int end = column;
    for (int i = 0; i < ring->paper->spot_count; i++) {
        const struct machine_spot *spot = &ring->paper->spots[i];
        if (spot->row == line && spot->column >= column && spot->column < column + columns)
            end = spot->column + spot->columns;
    }
    return row->count ? end : column;
}

/* Behind the last cell of the row that is not blank, so that the arrow begins where words end. */
static int words_end(const struct ring *ring, int row, int from, int to)
{
    const struct grid *grid = ring->paper->grid;
    for (int column = to; column > from; column--) {
        const struct grid_cell *cell = grid ? grid_at(grid, row, column - 1) : NULL;
        if (cell && (cell->width != 1 || cell->bytes[0] != ' '))
            return column;
    }
    return from;
}

static void front_put(struct ring *ring, int first, int last)
{
    const struct grid_style title = {.ink = INK_TITLE};
    struct machine_paper *paper = ring->paper;
    int lines = last - first, head = first - 1;
    bool order = ring->untold && ring->ready->count > 1 && !paper->asks;
    machine_text_put(paper, head, ring->ready_column, ring->runs_column - 1,
                     order ? "READY, the next first" : ring->ready->label, title);
    machine_text_put(paper, head, ring->runs_column, ring->out_column - 1, ring->runs->label,
                     title);
    machine_text_put(paper, head, ring->out_column, ring->rect.column + ring->rect.columns, "OUT",
                     title);
    machine_items_put(paper, ring->ready,
                      (struct rect){first, ring->ready_column, lines, ring->ready_columns});
    machine_items_put(paper, ring->runs,
                      (struct rect){first, ring->runs_column, lines, ring->runs_columns});
    int end = items_end(ring, ring->ready, first, ring->ready_column, ring->ready_columns);
    int words = words_end(ring, first, end, ring->ready_column + ring->ready_columns);
    arrow_put(ring, first, words, ring->runs_column);
    end = items_end(ring, ring->runs, first, ring->runs_column, ring->runs_columns);
    words = words_end(ring, first, end, ring->runs_column + ring->runs_columns);
    arrow_put(ring, first, words, ring->out_column);
}

static void out_put(struct ring *ring, int first, int last)
{
    const struct grid_style plain = {.ink = INK_PLAIN};
    int end = ring->rect.column + ring->rect.columns;
    int left = ring->out_column + ring->label_columns + 1;
    machine_rows_put(ring->paper, &ring->out,
                     (struct rect){first, ring->out_column, last - first, end - ring->out_column},
                     false);
    if (!ring->untold)
        return;
    machine_text_put(ring->paper, last, ring->out_column, end, "NOT TOLD", plain);
    machine_items_put(ring->paper, ring->untold,
                      (struct rect){last, left, 1, end > left ? end - left : 0});
}

/* What is away, without the row of what has come. */
static void out_take(struct ring *ring, const struct machine_rows *rows)
{
    int widest = ring->untold ? utf8_columns("NOT TOLD") : 0;
    for (int i = 0; i < rows->count; i++) {
        const struct machine_row *row = &rows->rows[i];
        if (row == ring->ready || row == ring->runs || row == ring->untold)
            continue;
        ring->out.rows[ring->out.count++] = *row;
        int columns = utf8_columns(row->label);
        widest = columns > widest ? columns : widest;
    }
    ring->label_columns = widest;
}

bool machine_ring_put(struct machine_paper *paper, const struct machine *machine,
                      struct machine_rows *rows, struct rect rect)
{
    struct ring ring = {.paper = paper, .machine = machine, .rect = rect};
    bool gil = machine->shape == MACHINE_GIL, loop = machine->shape == MACHINE_LOOP;
    ring.ready = machine_row_of(rows, gil ? MACHINE_WANTS : MACHINE_READY);
    ring.runs = machine_row_of(rows, MACHINE_RUNS);
    ring.untold = loop ? machine_row_of(rows, MACHINE_UNTOLD) : NULL;
    if (machine->shape == MACHINE_THREAD || rect.columns < RING_COLUMNS || rect.rows < RING_ROWS ||
        !ring.ready || !ring.runs || (loop && !ring.untold))
        return false;
    if (machine->loop == MACHINE_LOOP_SLEEPS && ring.runs->count && !ring.runs->items[0].actor)
        snprintf(ring.runs->items[0].note, MACHINE_NOTE, "nobody"); /* the line below says why */
    columns_plan(&ring);
    out_take(&ring, rows);
    int first = rect.row + 1, last = rect.row + rect.rows - 1;
    front_put(&ring, first, last);
    edge_put(&ring, first, last);
    loop_put(&ring, last);
    out_put(&ring, first, last);
    /* What is left of the rows is released with them. */
    int kept = 0;
    for (int i = 0; i < rows->count; i++) {
        struct machine_row *row = &rows->rows[i];
        if (row == ring.ready || row == ring.runs || row == ring.untold)
            rows->rows[kept++] = *row;
    }
    rows->count = kept;
    for (int i = 0; i < ring.out.count; i++)
        rows->rows[rows->count++] = ring.out.rows[i];
    return true;
}
