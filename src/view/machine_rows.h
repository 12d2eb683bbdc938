/* The places of the machine as rows, and how they are laid out: a label, then tasks as chips that
 * stand behind one another.
 *
 *     READY     [2 beta] 1.4 ms  [3 gamma] 0.6 ms
 *
 * Where they do not fit, a row first gets more lines, then its chips lose their notes, their names,
 * and in the end some of them. Private to the pane of the machine. */
#ifndef BATON_VIEW_MACHINE_ROWS_H
#define BATON_VIEW_MACHINE_ROWS_H

#include "player/machine.h"
#include "view/view.h"

enum {
    MACHINE_ITEMS_MOST = 256, /* chips of a row that may be drawn */
    MACHINE_ROWS_MOST = 32,
    MACHINE_SPOTS_MOST = 512,
    MACHINE_NOTE = 64,
    MACHINE_LABEL = 32,
};

enum { MACHINE_LEVELS = 5 };

/* A chip, or a note without one (actor TRACE_NOBODY). */
struct machine_item {
    short columns[MACHINE_LEVELS]; /* that it takes, 0: not measured yet */
    uint32_t actor;
    bool holds;
    char before[16];                              /* "core 0 " */
    char note[MACHINE_NOTE], brief[MACHINE_NOTE]; /* behind it */
};

struct machine_row {
    enum machine_place place;
    char label[MACHINE_LABEL];
    char lead[MACHINE_NOTE]; /* in front of the chips: "2 has it;" */
    struct machine_item *items;
    int count, room;
    int64_t more; /* that are not among the items */
    bool always;  /* its place is kept while nobody is there */
    int lines;    /* that it is given */
};

struct machine_rows {
    struct machine_row rows[MACHINE_ROWS_MOST];
    int count;
};

/* Where a chip was drawn: for the mouse, and for those that move. */
struct machine_spot {
    uint32_t actor;
    int row, column, columns;
};

/* What it is drawn on. Without a grid, chips are only put into their places. */
struct machine_paper {
    const struct view *view;
    struct grid *grid; /* or NULL */
    int64_t t_ns;
    bool asks;          /* a question is open: who is next is not told, nor how many there are */
    uint32_t flying[2]; /* not drawn in their places */
    struct machine_spot spots[MACHINE_SPOTS_MOST];
    int spot_count;
};

enum machine_sign {
    MACHINE_HOLDS,
    MACHINE_GAVE,
    MACHINE_RIGHT,
    MACHINE_LEFT,
    MACHINE_UP,
    MACHINE_DOWN,
    MACHINE_FLAT,
    MACHINE_STEEP,
    MACHINE_NORTH_WEST,
    MACHINE_NORTH_EAST,
    MACHINE_SOUTH_WEST,
    MACHINE_SOUTH_EAST,
    MACHINE_CYCLE, /* the same lines, doubled: behind these */
};

/* ---- machine_chip.c ---- */

void machine_sign_put(struct machine_paper *paper, int row, int column, enum machine_sign sign,
                      bool cycle, struct grid_style style);
/* Draws text up to a column; returns the column behind it. */
int machine_text_put(struct machine_paper *paper, int row, int column, int end, const char *text,
                     struct grid_style style);
/* "[2 beta]" with at most so many columns of the name; 0: the number alone. */
void machine_chip_text(const struct machine_paper *paper, uint32_t actor, int name_columns,
                       struct strbuf *out);
int machine_chip_put(struct machine_paper *paper, int row, int column, int end, uint32_t actor,
                     int name_columns, bool holds);
struct grid_style machine_chip_style(const struct machine_paper *paper, uint32_t actor, bool holds);
/* The chips and notes of a row in a rectangle of its own. */
void machine_items_put(struct machine_paper *paper, const struct machine_row *row,
                       struct rect rect);
/* How much is left out in that many lines: 0 nothing, up to 5. */
int machine_items_level(const struct machine_paper *paper, const struct machine_row *row,
                        int columns, int lines);

/* ---- machine_rows.c ---- */

/* What stands where. `out`: only what is away from the thread of a loop; the tasks that wait for
 * more than one kind of thing are told apart if there are so many rows. */
void machine_rows_make(const struct machine_paper *paper, const struct machine *machine,
                       struct machine_rows *rows);
void machine_rows_release(struct machine_rows *rows);
struct machine_row *machine_row_of(struct machine_rows *rows, enum machine_place place);
/* Leaves no more than so many: empty ones first, then those that wait are one. */
void machine_rows_squeeze(struct machine_rows *rows, int most);
/* A column of rows: labels, then chips. Airy: with blank rows between them, where there is room. */
void machine_rows_put(struct machine_paper *paper, struct machine_rows *rows, struct rect rect,
                      bool airy);

/* ---- machine_ring.c, machine_graph.c ---- */

/* A loop, the lock of the interpreter or cores as they are drawn on paper. False: there is no room,
 * or nothing to draw. */
bool machine_ring_put(struct machine_paper *paper, const struct machine *machine,
                      struct machine_rows *rows, struct rect rect);
/* A deadlock as a graph; returns the rows it took. */
int machine_graph_put(struct machine_paper *paper, const struct machine *machine, struct rect rect);

#endif
