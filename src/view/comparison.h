/* The compare view: the runs of one scenario under one another on one time axis, their totals at
 * the right, and what made the difference. A pure function of the struct and of the size of the
 * screen; drawing costs columns x the lanes that are seen x log n, and what the tasks are in
 * number. */
#ifndef BATON_VIEW_COMPARISON_H
#define BATON_VIEW_COMPARISON_H

#include <stdbool.h>
#include <stdint.h>

#include "player/story.h"
#include "grid/grid.h"

#define COMPARISON_NOT_NAMED "The file does not name it."

struct comparison_run {
    const char *label;         /* the model */
    const struct story *story; /* NULL: not run yet */
    bool running;
    const char *problem;  /* why there will be none, or NULL: a sentence, or diagnostics */
    bool open;            /* its lanes are shown, not only its control strip */
    const char *happened; /* what stands in its corner of the table, once it is done; or NULL */
};

/* All borrowed. */
struct comparison {
    const char *title;
    const struct comparison_run *runs;
    int count;
    int chosen;
    int scroll;           /* rows; more than comparison_scroll_most() is as much as that */
    const char *progress; /* "gil: running 1.2 s", or NULL */
    const char *message;  /* in the last row, in place of the keys; NULL */
    const char *keys;     /* "enter play  ? help"; NULL: the usual ones */
    bool table;           /* as a table of four, not under one another */
    bool ascii;
    enum grid_colours colours;
};

void comparison_draw(const struct comparison *comparison, struct grid *grid);
/* The run at a row of the screen, or -1; always that in the table. */
int comparison_hit(const struct comparison *comparison, int row, int column, int columns, int rows);
/* What `scroll` may be at most; and what it becomes, moved no further than it must be, so that the
 * chosen run is seen as a whole, or its beginning if it is higher than the screen. */
int comparison_scroll_most(const struct comparison *comparison, int columns, int rows);
int comparison_scroll_for(const struct comparison *comparison, int columns, int rows);
/* The run that stands in a corner of the table: the chosen one, where it has its place there. NULL:
 * none. */
const struct comparison_run *comparison_corner(const struct comparison *comparison, int corner);
/* How many corners of the table have a run. */
int comparison_corners(const struct comparison *comparison);

#endif
