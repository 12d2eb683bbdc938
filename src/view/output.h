/* Which lines stand in the output pane: for it, and for the mouse. Private to the room. */
#ifndef BATON_VIEW_OUTPUT_H
#define BATON_VIEW_OUTPUT_H

#include "view/view.h"

/* The index in stats->said of the line in the first of `rows` rows, and how many stand there. */
int output_first(const struct view *view, int rows, int *count);

#endif
