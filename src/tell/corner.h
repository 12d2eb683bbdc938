/* The table of four: blocking or not, synchronous or not. Which model stands in which corner, and
 * what happened there, in a sentence: measured in the run, whatever the model is called. */
#ifndef BATON_TELL_CORNER_H
#define BATON_TELL_CORNER_H

#include "tell/tell.h"

enum { CORNER_ROWS = 2, CORNER_COLUMNS = 2, CORNERS = CORNER_ROWS * CORNER_COLUMNS };

struct corner_heading {
    const char *name, *phrase;
    const char *more; /* of the phrase, where there is room */
};

extern const struct corner_heading corner_rows[CORNER_ROWS], corner_columns[CORNER_COLUMNS];

/* Row * CORNER_COLUMNS + column of a model's corner, or -1: it has none. */
int corner_of(const char *model);
/* The n-th model of a corner, from 0, the one that is shown first; NULL behind the last. */
const char *corner_model(int corner, int n);
/* How long the calls kept control, what work of their own the tasks did before they had their
 * answers, and how they learned of them; nothing if no task asked the device for anything. Costs
 * what the intervals are in number. */
void tell_corner_measured(struct tell *tell, int corner, const struct stats *stats);
/* How the run ended, if not well, and that sentence; never nothing. */
void tell_corner(struct tell *tell, int corner, const struct stats *stats);
/* Of an empty corner: that the run was stopped before that; that the file of that name names none
 * of its models, or, without a name, the option -m does not. */
void tell_corner_stopped(struct tell *tell);
void tell_corner_empty(struct tell *tell, int corner, const char *name);

#endif
