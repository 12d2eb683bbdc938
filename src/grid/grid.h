/* A grid of character cells with attributes: what a screen shows, in pure memory. Panes and exports
 * draw into it; a terminal, a file or a test reads it. Nothing here knows a terminal library, nor
 * what is drawn.
 *
 * A cell holds one character as a terminal counts them: a base character with the combining ones
 * that follow it. A wide one takes two cells; the second is empty and has the width 0. To draw over
 * one half of a wide character blanks the other. What falls outside is not drawn. Control
 * characters never get into a cell: they are drawn as utf8_add_safe() shows them. Not thread safe
 * per grid. */
#ifndef BATON_GRID_GRID_H
#define BATON_GRID_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

/* What a cell's colour means. Colours are chosen where the grid is shown (palette.h). */
enum grid_ink {
    INK_PLAIN,
    INK_TITLE,
    INK_FAINT,
    INK_RUNNING,
    INK_POLLING,
    INK_BLOCKED,
    INK_WAITING,
    INK_LOCK,
    INK_READY,
    INK_ENDED,
    INK_FAILED,
    INK_MIXED,
    INK_NOTE,
    INK_KEYWORD, /* of a scenario's source, as the next three */
    INK_STRING,
    INK_NUMBER,
    INK_COMMENT,
    INK_TASK, /* INK_TASK + (task - 1) % INK_TASKS: tells tasks apart, a little */
    INK_TASKS = 6,
    INK_COUNT = INK_TASK + INK_TASKS,
};

enum { GRID_BOLD = 1, GRID_REVERSE = 2, GRID_UNDERLINE = 4 };

struct grid_style {
    uint8_t ink;   /* enum grid_ink */
    uint8_t flags; /* GRID_… */
};

enum { GRID_CELL_BYTES = 20 };

struct grid_cell {
    char bytes[GRID_CELL_BYTES]; /* UTF-8, `len` of them */
    uint8_t len;
    uint8_t width; /* 1, 2, or 0: the right half of a wide character */
    struct grid_style style;
};

struct grid {
    int columns, rows;
    struct grid_cell *cells;
    int cursor_row, cursor_column; /* see grid_park() */
};

/* Blank cells. */
void grid_init(struct grid *grid, int columns, int rows);
void grid_release(struct grid *grid);
void grid_clear(struct grid *grid);
/* Makes the grid at least `rows` high; what is added is blank. */
void grid_heighten(struct grid *grid, int rows);

/* Where the cursor stands, which is not seen: at what is chosen, typed or told. Screen readers and
 * magnifiers follow it. The last one holds; it is at the top left until somebody says so. */
void grid_park(struct grid *grid, int row, int column);

/* NULL outside. */
const struct grid_cell *grid_at(const struct grid *grid, int row, int column);
/* Draws one character (not a control or combining one). Returns its columns, 0 if it did not fit.
 */
int grid_put_rune(struct grid *grid, int row, int column, uint32_t rune, struct grid_style style);
/* Draws a text up to `max` columns; with an ellipsis if it was cut. Returns the columns drawn.
 * Where terminals disagree on its columns, something else of as many is drawn: see cluster.h. */
int grid_put(struct grid *grid, int row, int column, const char *text, size_t len, int max,
             bool ascii, struct grid_style style);

enum grid_colours { GRID_COLOURLESS, GRID_8_COLOURS, GRID_16_COLOURS, GRID_256_COLOURS };

struct palette;

/* Appends the rows as lines of text, blanks at their ends cut; in the colours of a palette
 * (palette.h), or without (NULL). In ASCII, what is not ASCII becomes `?`, one for each column, so
 * that what is aligned stays aligned. */
void grid_to_text(const struct grid *grid, const struct palette *palette, bool ascii,
                  struct strbuf *out);

#endif
