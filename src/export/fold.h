/* Which lanes of a run have a row of their own in its picture, and how many are folded into one:
 * the same in the text and in the svg. */
#ifndef BATON_EXPORT_FOLD_H
#define BATON_EXPORT_FOLD_H

#include <stdbool.h>

#include "trace/timeline.h"

/* How many of the control strips, and of the tasks, are shown one by one; the rest is one row. */
int fold_strips(const struct timeline *timeline);
int fold_tasks(const struct timeline *timeline);
/* Rows for requests at the device, at most. */
int fold_requests(const struct timeline *timeline);

/* Lanes of one kind under one another. */
struct fold_group {
    enum timeline_kind kind;
    int first, count; /* lanes */
    int shown;        /* of them one by one */
};

/* The groups below the tasks (loops, the pool, the device), from the top. *at begins as 0; false
 * behind the last. */
bool fold_next(const struct timeline *timeline, int *at, struct fold_group *group);

#endif
