/* Between which numbers an expression may lie: so that `//`, `%` and plain arithmetic stand where
 * they do the same as in a scenario, and helpers only where they might not. */
#ifndef BATON_PYTHON_BOUNDS_H
#define BATON_PYTHON_BOUNDS_H

#include "python/translation.h"

struct bounds {
    int64_t low, high;
    bool any; /* it may be any number, or overflow: low and high are the ends of 64 bits */
};

/* Goes through all assignments of the file until nothing new is found. */
void bounds_find(struct translation *t);
struct bounds bounds_of(const struct translation *t, const struct tree_expr *expr);
/* The operation may leave the 64 bits. */
bool bounds_overflow(const struct translation *t, const struct tree_expr *expr);

#endif
