/* The lanes of a run as rows of a grid, with their labels and notes: control strips and tasks. What
 * is too much is folded into one row. The same in compare and in the table of four. */
#ifndef BATON_PAINT_ROWS_H
#define BATON_PAINT_ROWS_H

#include "paint/paint.h"
#include "trace/stats.h"

struct rows {
    struct paint *paint;
    int row;                /* the next one */
    int label, label_width; /* where labels stand */
    int end;                /* notes end before that column; 0: none are shown */
};

/* Columns that the labels of a run take, within bounds. */
int rows_label_width(const struct timeline *timeline);
/* Puts the lanes; the grid grows. */
void rows_put(struct rows *rows, const struct timeline *timeline, const struct stats *stats);

#endif
