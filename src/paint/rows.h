/* The lanes of a run as rows of a grid, with their labels and notes. What is too much is folded
 * into one row: which lanes have one of their own is the same in the text and in the svg of a run;
 * where runs stand under one another, in compare and in the table of four, they are fewer. */
#ifndef BATON_PAINT_ROWS_H
#define BATON_PAINT_ROWS_H

#include "paint/paint.h"
#include "trace/stats.h"

/* ---- which lanes have one ---- */

/* How many of the control strips, and of the tasks, are shown one by one; the rest is one row. */
int rows_strips(const struct timeline *timeline);
int rows_tasks(const struct timeline *timeline);
/* The same of one run of several. */
int rows_tasks_few(const struct timeline *timeline);
/* Rows for requests at the device, at most. */
int rows_requests(const struct timeline *timeline);

/* Lanes of one kind under one another. */
struct rows_group {
    enum timeline_kind kind;
    int first, count; /* lanes */
    int shown;        /* of them one by one */
};

/* The groups below the tasks (loops, the pool, the device), from the top. *at begins as 0; false
 * behind the last. */
bool rows_next_group(const struct timeline *timeline, int *at, struct rows_group *group);

/* ---- putting them; the grid grows ---- */

struct rows {
    struct paint *paint;
    int row;                /* the next one */
    int label, label_width; /* where labels stand */
    int end;                /* notes end before that column; 0: none are shown */
};

void rows_down(struct rows *rows, int count);
/* Beside the next row: a label; "… 284 more", and of what. */
void rows_label_put(const struct rows *rows, const char *label, enum grid_ink ink);
void rows_more_put(struct rows *rows, int count, const char *what);
/* So many of the control strips one by one, the rest as "… 8 more", and of what. */
void rows_strips_put(struct rows *rows, const struct timeline *timeline, int shown,
                     const char *what);
/* Lanes [first, first + count): `shown` of them one by one, the rest as one. */
void rows_lanes_put(struct rows *rows, const struct stats *stats, int first, int count, int shown);

/* One run of several: its control strips and tasks. And the columns that their labels take, within
 * bounds. */
void rows_put(struct rows *rows, const struct timeline *timeline, const struct stats *stats);
int rows_label_width(const struct timeline *timeline);

#endif
