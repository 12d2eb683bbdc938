/* Tasks of a list in the order in which that came which a look has found of them. */
#ifndef BATON_FLOW_CAME_H
#define BATON_FLOW_CAME_H

#include "interp/task.h"

/* Sorts the list that begins at *first by came_ns; those of one moment stay as they are. Returns
 * the last one, or NULL. */
struct task *came_sort(struct task **first);

#endif
