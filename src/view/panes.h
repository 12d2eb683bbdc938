/* The panes, a file each. All draw into `rect` of the grid only. Private to the room. */
#ifndef BATON_VIEW_PANES_H
#define BATON_VIEW_PANES_H

#include "view/view.h"

typedef void pane_draw_fn(const struct view *view, struct grid *grid, struct rect rect);

pane_draw_fn pane_status_draw;   /* title, model, playing and speed, time, recording */
pane_draw_fn pane_source_draw;   /* the file, or view.errors */
pane_draw_fn pane_timeline_draw; /* strips, lanes, axis, playhead, curtain, marks, animation */
pane_draw_fn pane_overview_draw; /* the whole, and where one is */
pane_draw_fn pane_why_draw;      /* the sentence; notes; the question of an ask */
pane_draw_fn pane_output_draw;
pane_draw_fn pane_now_draw;
pane_draw_fn pane_keys_draw; /* the keys one needs; a prompt; a message */
pane_draw_fn pane_help_draw; /* overlays */
pane_draw_fn pane_details_draw;
pane_draw_fn pane_menu_draw;
pane_draw_fn pane_large_draw; /* the large mode, in place of all but status and keys */

/* Text wrapped into a rectangle at word boundaries (wide characters break anywhere); returns the
 * rows used. */
int pane_text_draw(const struct view *view, struct grid *grid, struct rect rect, const char *text,
                   struct grid_style style);

#endif
