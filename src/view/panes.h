/* The panes, a file each. All draw into `rect` of the grid only. Private to the room. */
#ifndef BATON_VIEW_PANES_H
#define BATON_VIEW_PANES_H

#include "view/layout.h"
#include "view/view.h"

typedef void pane_draw_fn(const struct view *view, struct grid *grid, struct rect rect);

#define PANE_DECLARE(id, draw, title) pane_draw_fn draw;
LAYOUT_EACH(PANE_DECLARE)
#undef PANE_DECLARE

pane_draw_fn pane_help_draw; /* overlays */
pane_draw_fn pane_details_draw;
pane_draw_fn pane_menu_draw;
pane_draw_fn pane_large_draw; /* the large mode, in place of all but status and keys */

/* ---- what panes share: pane_text.c ---- */

/* So many rows the question, or what is told of answers, would like to have; 0: there is none. */
int pane_question_rows(const struct view *view, int columns);
/* What overlay_scroll of the help may be at most. */
int pane_help_most(const struct view *view, struct rect rect);

/* Text wrapped into a rectangle (flow.h), cut with an ellipsis at its end; returns the rows used.
 */
int pane_text_draw(const struct view *view, struct grid *grid, struct rect rect, const char *text,
                   struct grid_style style);
/* Text in one row of a rectangle, from a column of it on, cut at its edge. Returns the column
 * behind it. */
int pane_put(const struct view *view, struct grid *grid, struct rect rect, int row, int column,
             const char *text, struct grid_style style);
/* The same with its end at the right edge. */
void pane_put_right(const struct view *view, struct grid *grid, struct rect rect, int row,
                    const char *text, struct grid_style style);
/* What is left of a rectangle below its first rows. */
struct rect pane_below(struct rect rect, int rows);
/* The item in the first of so many rows of a menu: the chosen one is seen. */
int pane_menu_top(const struct view *view, int rows);
/* The index in stats->said of the line in the first of `rows` rows, and how many stand there. */
int pane_output_first(const struct view *view, int rows, int *count);
/* The rows that all takes that is told at the end of a run, answers too; 0: it is not over. */
int pane_why_end_rows(const struct view *view, int columns);
/* The columns that the values of the moment take of so many; 0: there are none. */
int pane_now_values_columns(const struct view *view, int columns);
/* The values of the moment in one row: what all share, else what the task in focus has; what has
 * just changed is lit. False: there are none. */
bool pane_now_values_draw(const struct view *view, struct grid *grid, struct rect rect);
/* The lane at a row of the now pane, or VIEW_LANE_NONE. */
int pane_now_lane(const struct view *view, struct rect rect, int row);
/* The lane of what stands at a cell of the machine's pane, or VIEW_LANE_NONE. */
int pane_machine_lane(const struct view *view, struct rect rect, int row, int column);
/* What stands in the line above it. */
const char *pane_machine_title(const struct view *view);
/* The colour of a task; plain for everybody else. */
struct grid_style pane_actor_style(uint32_t actor);
/* A moment of the run in 9 columns, "  123.456"; and its unit. It is that of the run's end: ms, or
 * s from 100 s on. */
void pane_moment_add(int64_t t_ns, int64_t end_ns, struct strbuf *out);
const char *pane_moment_unit(int64_t end_ns);
/* True if the end of the run may be seen: it is reached, or nothing is hidden. */
bool pane_end_is_seen(const struct view *view);

#endif
