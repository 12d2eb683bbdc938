/* Where the panes stand: a function of the size of the screen and of what there is to show, and of
 * nothing else.
 *
 *     status                                        row 0
 *     source │ timeline (strips, lanes, axis)       from 100 columns: side by side
 *     why
 *     output │ now
 *     keys                                          the last row
 *
 * Narrow screens stack: 80×24 has everything, the source beside the timeline in fewer columns; from
 * 40×10 down to nothing panes go, the why last. Pure; no state. */
#ifndef BATON_VIEW_LAYOUT_H
#define BATON_VIEW_LAYOUT_H

#include <stdbool.h>

#include "grid/rect.h"

struct view;

enum layout_pane {
    LAYOUT_STATUS,
    LAYOUT_SOURCE,
    LAYOUT_TIMELINE,
    LAYOUT_OVERVIEW, /* the strip of the whole, below the timeline */
    LAYOUT_WHY,
    LAYOUT_OUTPUT,
    LAYOUT_NOW,
    LAYOUT_KEYS,
    LAYOUT_PANES
};

/* A frame line between panes, drawn by view.c: horizontal ones carry the name of the pane below. */
struct layout {
    struct rect panes[LAYOUT_PANES]; /* without frames; rows 0: not shown */
    bool framed;                     /* there is room for lines between them */
    struct rect overlay;             /* where help, details and menus stand */
};

void layout_make(const struct view *view, int columns, int rows, struct layout *layout);

#endif
