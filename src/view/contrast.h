/* The compare view: the runs of one scenario under one another on one time axis, their totals at
 * the right, and what made the difference. */
#ifndef BATON_VIEW_CONTRAST_H
#define BATON_VIEW_CONTRAST_H

#include <stdbool.h>
#include <stdint.h>

#include "player/story.h"
#include "screen/grid.h"

struct contrast_run {
    const char *label;         /* the model */
    const struct story *story; /* NULL: not run yet */
    bool running;
    const char *problem; /* why there will be none, or NULL */
    bool open;           /* its lanes are shown, not only its control strip */
};

struct contrast {
    const char *title;
    const struct contrast_run *runs;
    int count;
    int chosen;
    int scroll;           /* rows */
    const char *progress; /* "gil: running 1.2 s", or NULL */
    const char *message;
    bool ascii;
    enum grid_colours colours;
};

void contrast_draw(const struct contrast *contrast, struct grid *grid);
/* The run at a row of the screen, or -1. */
int contrast_hit(const struct contrast *contrast, int row, int column, int columns, int rows);
/* What `scroll` may be at most; and the least scroll that shows the chosen run as a whole. */
int contrast_scroll_most(const struct contrast *contrast, int columns, int rows);
int contrast_scroll_for(const struct contrast *contrast, int columns, int rows);

#endif
