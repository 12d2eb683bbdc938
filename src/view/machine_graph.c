/* A deadlock as a graph. The cycle stands in two rows, its arrows run one way round:
 *
 *     [1 one]══waits for══▸(knife)
 *        ▴                    ║
 *        ║ held by    held by ║
 *        ║                    ▾
 *     (fork)◂══waits for══[2 two]
 *     [3 cat]──waits for──▸(fork)   outside of the cycle
 *
 * Where there is no room for it, names get shorter, words go; in the end it is a chain that ends
 * where it began. */
#include "config.h"

#include <string.h>

#include "base/utf8.h"
#include "view/machine_rows.h"

enum { NODES_MOST = 2 * MACHINE_EDGES_MOST, NAME_MOST = 12, BARE = 3, LINES = 4 };

static const struct grid_style red = {.ink = INK_FAILED, .flags = GRID_BOLD};
static const struct grid_style faint = {.ink = INK_FAINT};

/* A task, or what it waits for; `words`: of the edge to the next one. */
struct node {
    uint32_t actor; /* TRACE_NOBODY: an object */
    const char *name;
    const char *words;
    int columns;
};

struct graph {
    struct machine_paper *paper;
    const struct story *story;
    struct node nodes[NODES_MOST];
    int count;
    int names; /* columns of a name */
    bool words;
    int wide; /* columns that the ring takes at least: in the large mode */
};

/* ---- nodes ---- */

static bool has_object(const struct machine_edge *edge)
{
    return edge->object != TRACE_EDGE_TASK;
}

static void node_text(const struct graph *graph, const struct node *node, struct strbuf *out)
{
    if (node->actor != TRACE_NOBODY) {
        machine_chip_text(graph->paper, node->actor, graph->names, out);
        return;
    }
    strbuf_addch(out, '(');
    utf8_add_clipped(out, node->name, strlen(node->name),
                     graph->names > 4 ? (size_t)graph->names : 4, graph->paper->view->ascii);
    strbuf_addch(out, ')');
}

static void nodes_measure(struct graph *graph)
{
    for (int i = 0; i < graph->count; i++) {
        struct strbuf text = STRBUF_INIT;
        node_text(graph, &graph->nodes[i], &text);
        graph->nodes[i].columns = (int)utf8_width(strbuf_str(&text), text.len);
        strbuf_release(&text);
    }
}

static void cycle_take(struct graph *graph, const struct machine *machine)
{
    for (int i = 0; i < machine->cycle_count; i++) {
        const struct machine_edge *edge = &machine->edges[i];
        bool object = has_object(edge);
        graph->nodes[graph->count++] =
            (struct node){.actor = edge->who, .words = object ? "waits for" : "awaits"};
        if (object)
            graph->nodes[graph->count++] =
                (struct node){.name = machine_edge_object(graph->story, edge),
                              .words = edge->object >= 0 ? "held by" : "is with"};
    }
}

static int node_put(struct graph *graph, const struct node *node, int row, int column, int end)
{
    struct strbuf text = STRBUF_INIT;
    if (node->actor != TRACE_NOBODY)
        return machine_chip_put(graph->paper, row, column, end, node->actor, graph->names, false);
    node_text(graph, node, &text);
    column = machine_text_put(graph->paper, row, column, end, strbuf_str(&text),
                              (struct grid_style){.flags = GRID_BOLD});
    strbuf_release(&text);
    return column;
}

/* ---- edges ---- */

static int edge_columns(const struct graph *graph, const struct node *from)
{
    return graph->words ? utf8_columns(from->words) + 2 * 2 + 1 : BARE;
}

/* From one column to another, the arrow at its end; it may run to the left. */
static void edge_put(struct graph *graph, int row, int from, int to, bool left, const char *words)
{
    struct machine_paper *paper = graph->paper;
    for (int column = from; column < to; column++)
        machine_sign_put(paper, row, column, MACHINE_FLAT, true, red);
    machine_sign_put(paper, row, left ? from : to - 1, left ? MACHINE_LEFT : MACHINE_RIGHT, true,
                     red);
    int room = to - from - 1, columns = utf8_columns(words);
    if (graph->words && room >= columns + 2)
        machine_text_put(paper, row, from + left + (room - columns) / 2, to, words, faint);
}

static void upright_put(struct graph *graph, int column, int first, int last, bool up,
                        const char *words)
{
    struct machine_paper *paper = graph->paper;
    int columns = utf8_columns(words), at = up ? column + 2 : column - 1 - columns;
    for (int row = first; row <= last; row++)
        machine_sign_put(paper, row, column, MACHINE_STEEP, true, red);
    machine_sign_put(paper, up ? first : last, column, up ? MACHINE_UP : MACHINE_DOWN, true, red);
    if (graph->words)
        machine_text_put(paper, first + (last - first) / 2, at, at + columns, words, faint);
}

/* ---- the ring ---- */

static int row_columns(const struct graph *graph, int first, int count)
{
    int columns = 0;
    for (int i = first; i < first + count; i++)
        columns += graph->nodes[i].columns +
                   (i + 1 < first + count ? edge_columns(graph, &graph->nodes[i]) : 0);
    return columns;
}

/* Room for the words beside the uprights. */
static int ring_columns(const struct graph *graph, int top)
{
    int above = row_columns(graph, 0, top), below = row_columns(graph, top, graph->count - top);
    int columns = above > below ? above : below;
    int words = utf8_columns(graph->nodes[top - 1].words) +
                utf8_columns(graph->nodes[graph->count - 1].words) + 12;
    columns = graph->words && columns < words ? words : columns;
    return columns < graph->wide ? graph->wide : columns;
}

/* Nodes of a row from its left to its right end; what is left of the width is shared by the edges.
 */
static void row_put(struct graph *graph, int first, int count, bool left, int row, int column,
                    int columns)
{
    int spare = columns - row_columns(graph, first, count), edges = count - 1;
    int end = column + columns;
    for (int i = 0; i < count; i++) {
        int at = left ? first + count - 1 - i : first + i, next = left ? at - 1 : at;
        column = node_put(graph, &graph->nodes[at], row, column, end);
        if (i == count - 1)
            break;
        const struct node *from = &graph->nodes[next];
        int more = spare * (i + 1) / edges - spare * i / edges;
        int to = column + edge_columns(graph, from) + more;
        edge_put(graph, row, column, to, left, from->words);
        column = to;
    }
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

static void ring_put(struct graph *graph, struct rect rect, int top)
{
    int columns = ring_columns(graph, top), below = graph->count - top;
    int last = rect.row + rect.rows - 1, right = rect.column + columns - 1;
    const struct node *nodes = graph->nodes, *end = &nodes[graph->count - 1];
    row_put(graph, 0, top, false, rect.row, rect.column, columns);
    row_put(graph, top, below, true, last, rect.column, below > 1 ? columns : nodes[top].columns);
    int up = rect.column + least(nodes[0].columns, end->columns) / 2;
    int down = right - least(nodes[top - 1].columns, nodes[top].columns) / 2;
    upright_put(graph, up, rect.row + 1, last - 1, true, end->words);
    if (below > 1) {
        upright_put(graph, down, rect.row + 1, last - 1, false, nodes[top - 1].words);
        return;
    }
    /* One node below has no place for both ends: the way comes to it from the right. */
    down = top > 1 ? right - nodes[top - 1].columns / 2 : right;
    if (top == 1) {
        for (int column = rect.column + nodes[0].columns; column < down; column++)
            machine_sign_put(graph->paper, rect.row, column, MACHINE_FLAT, true, red);
        machine_sign_put(graph->paper, rect.row, down, MACHINE_NORTH_EAST, true, red);
    }
    for (int row = rect.row + 1; row < last; row++)
        machine_sign_put(graph->paper, row, down, MACHINE_STEEP, true, red);
    edge_put(graph, last, rect.column + nodes[top].columns, down, true, nodes[top - 1].words);
    machine_sign_put(graph->paper, last, down, MACHINE_SOUTH_EAST, true, red);
}

/* ---- a chain ---- */

/* Where the next node of the chain stands: in the next row, if it has no room in this one. */
static bool chain_next(const struct graph *graph, int number, struct rect rect, int *row,
                       int *column)
{
    int columns = graph->nodes[number % graph->count].columns;
    int end = rect.column + rect.columns;
    bool breaks = *column > rect.column && *column + columns + BARE > end;
    *row += breaks;
    *column = breaks ? rect.column : *column;
    return *row < rect.row + rect.rows;
}

static bool chain_fits(const struct graph *graph, struct rect rect)
{
    int row = rect.row, column = rect.column;
    for (int i = 0; i <= graph->count; i++) {
        if (!chain_next(graph, i, rect, &row, &column))
            return false;
        column += graph->nodes[i % graph->count].columns + BARE;
    }
    return true;
}

/* The rows that it took. */
static int chain_put(struct graph *graph, struct rect rect)
{
    int row = rect.row, column = rect.column, end = rect.column + rect.columns;
    for (int i = 0; i <= graph->count; i++) {
        if (!chain_next(graph, i, rect, &row, &column)) {
            machine_text_put(graph->paper, row - 1, end - 1, end,
                             graph->paper->view->ascii ? "~" : "…", faint);
            return rect.rows;
        }
        column = node_put(graph, &graph->nodes[i % graph->count], row, column, end);
        if (i == graph->count)
            break;
        edge_put(graph, row, column, least(column + BARE, end), false, "");
        column += BARE;
    }
    return row + 1 - rect.row;
}

/* ---- both ---- */

enum { NAME_SHORT = 6, RING_ROWS_MOST = 13, RING_ASPECT = 5 };

static void way_take(struct graph *graph, int names, bool words)
{
    graph->names = names;
    graph->words = words;
    nodes_measure(graph);
}

static bool ring_fits(struct graph *graph, int top, struct rect rect)
{
    static const struct {
        int names;
        bool words;
    } ways[] = {{NAME_MOST, true}, {NAME_SHORT, true}, {NAME_MOST, false}, {NAME_SHORT, false}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways && rect.rows >= 3; i++) {
        way_take(graph, ways[i].names, ways[i].words);
        if (ring_columns(graph, top) <= rect.columns)
            return true;
    }
    return false;
}

/* For the last row of seats it is as high as there is room for, and as wide in proportion. */
static int ring_rows(struct graph *graph, int top, struct rect rect)
{
    int rows = rect.rows >= 5 ? 5 : 3, room = least(rect.rows, RING_ROWS_MOST);
    if (!graph->paper->view->large || room <= rows)
        return rows;
    int columns = ring_columns(graph, top), wide = room * RING_ASPECT;
    graph->wide = least(rect.columns, columns > wide ? columns : wide);
    return room;
}

/* The rows that it took. */
static int cycle_put(struct graph *graph, struct rect rect)
{
    static const int names[] = {NAME_MOST, NAME_SHORT, 0};
    int top = (graph->count + 1) / 2;
    if (ring_fits(graph, top, rect)) {
        rect.rows = ring_rows(graph, top, rect);
        ring_put(graph, rect, top);
        return rect.rows;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        way_take(graph, names[i], false);
        if (chain_fits(graph, rect))
            break;
    }
    return chain_put(graph, rect);
}

/* ---- outside of it ---- */

static void other_put(struct graph *graph, const struct machine_edge *edge, struct rect rect,
                      bool cycle)
{
    struct machine_paper *paper = graph->paper;
    bool object = has_object(edge), narrow = rect.columns < 48;
    struct node to = {.name = object ? machine_edge_object(graph->story, edge) : "its tasks"};
    to.actor = object ? TRACE_NOBODY : edge->to;
    int end = rect.column + rect.columns, column = rect.column;
    column = machine_chip_put(paper, rect.row, column, end, edge->who, graph->names, false);
    const char *words = object ? "waits for" : "awaits";
    for (int i = 0; i < (narrow ? 1 : 2); i++)
        machine_sign_put(paper, rect.row, column++, MACHINE_FLAT, false, faint);
    if (!narrow)
        column = machine_text_put(paper, rect.row, column, end, words, faint);
    for (int i = 0; i < (narrow ? 1 : 2); i++)
        machine_sign_put(paper, rect.row, column++, MACHINE_FLAT, false, faint);
    machine_sign_put(paper, rect.row, column++, MACHINE_RIGHT, false, faint);
    column = node_put(graph, &to, rect.row, column, end);
    const char *where = end - column >= 24 ? "outside of the cycle" : "outside";
    if (cycle && end - column >= 9)
        machine_text_put(paper, rect.row, column + 2, end, where, faint);
}

static int others_put(struct graph *graph, const struct machine *machine, struct rect rect)
{
    int count = machine->edge_count - machine->cycle_count;
    int shown = count <= rect.rows ? count : rect.rows - 1;
    graph->names = rect.columns < 40 ? 6 : NAME_MOST;
    for (int i = 0; i < shown; i++)
        other_put(graph, &machine->edges[machine->cycle_count + i],
                  (struct rect){rect.row + i, rect.column, 1, rect.columns},
                  machine->cycle_count > 0);
    if (shown < 0 || shown == count)
        return count;
    struct strbuf text = STRBUF_INIT;
    strbuf_addf(&text, "and %d more wait", count - shown);
    machine_text_put(graph->paper, rect.row + shown, rect.column, rect.column + rect.columns,
                     strbuf_str(&text), faint);
    strbuf_release(&text);
    return shown + 1;
}

int machine_graph_put(struct machine_paper *paper, const struct machine *machine, struct rect rect)
{
    struct graph graph = {.paper = paper, .story = paper->view->player->story};
    int others = machine->edge_count - machine->cycle_count, row = rect.row;
    int keep = others > rect.rows - LINES ? rect.rows - LINES : others;
    struct rect left = rect;
    left.rows -= keep > 0 ? keep : 0;
    if (left.rows > 5 || !machine->cycle_count) {
        machine_text_put(paper, row++, rect.column, rect.column + rect.columns,
                         machine->cycle_count ? "DEADLOCK" : "DEADLOCK: nobody can go on", red);
        left.row++;
        left.rows--;
    }
    cycle_take(&graph, machine);
    if (machine->cycle_count && left.rows > 0)
        row += cycle_put(&graph, left);
    struct rect below = {row, rect.column, rect.row + rect.rows - row, rect.columns};
    if (others > 0 && below.rows > 0)
        row += others_put(&graph, machine, below);
    return row - rect.row;
}
