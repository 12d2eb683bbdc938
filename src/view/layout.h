/* Where the panes stand: a function of the size of the screen and of what there is to show, and of
 * nothing else.
 *
 *     status                                        row 0
 *     source │ timeline (strips, lanes, axis)       from 100 columns: side by side
 *            │ machine                              where the lanes leave room, or in their place
 *     why                                           or question
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

/* The panes there are, a row each: LAYOUT_<ID>, the function that draws it into its rectangle
 * (panes.h), and the title in the line above it, or NULL. */
#define LAYOUT_EACH(ROW)                                                                           \
    ROW(STATUS, pane_status_draw, NULL)     /* title, model, playing and speed, time, recording */ \
    ROW(SOURCE, pane_source_draw, "source") /* the file, or view.errors */                         \
    ROW(TIMELINE, pane_timeline_draw, NULL) /* strips, lanes, axis, playhead, curtain, marks */    \
    ROW(OVERVIEW, pane_overview_draw, NULL) /* below it: the whole, and where one is */            \
    ROW(MACHINE, pane_machine_draw, NULL)   /* who is where: below the lanes, or in their place */ \
    ROW(PYTHON, pane_python_draw, NULL)     /* the program in Python, in place of the lanes */     \
    ROW(QUESTION, pane_question_draw, "question")                                                  \
    ROW(WHY, pane_why_draw, "why") /* the sentence; notes; the question of an ask */               \
    ROW(OUTPUT, pane_output_draw, "output")                                                        \
    ROW(NOW, pane_now_draw, "now")                                                                 \
    ROW(KEYS, pane_keys_draw, NULL) /* the keys one needs; a prompt; a message */

#define LAYOUT_ID(id, draw, title) LAYOUT_##id,
enum layout_pane { LAYOUT_EACH(LAYOUT_ID) LAYOUT_PANES };
#undef LAYOUT_ID

/* A frame line between panes, drawn by view.c: horizontal ones carry the name of the pane below. */
struct layout {
    struct rect panes[LAYOUT_PANES]; /* without frames; rows 0: not shown */
    bool framed;                     /* there is room for lines between them */
    struct rect overlay;             /* where help, details and menus stand */
};

void layout_make(const struct view *view, int columns, int rows, struct layout *layout);

#endif
