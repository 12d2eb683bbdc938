/* An offloaded block: a function inside its task's, which assigns variables of that one. */
#ifndef BATON_PYTHON_OFFLOADED_H
#define BATON_PYTHON_OFFLOADED_H

#include "python/translation.h"

/* Its first lines, up to where the block stands, which is one deeper. */
void offloaded_begin(struct translation *t, const struct tree_stmt *stmt);

#endif
