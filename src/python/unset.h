/* Whether a body may read a variable that has no value yet, which is a failure. */
#ifndef BATON_PYTHON_UNSET_H
#define BATON_PYTHON_UNSET_H

#include "python/translation.h"

bool unset_may_be_read(struct translation *t, const struct py_body *body);
/* Goes through a block of the body that is written, which begins where the variables in `set` (by
 * slot) have a value: marks those that it reads before it gives them one, and gives `set` what it
 * gives. */
void unset_follow(struct translation *t, const struct tree_block *block, bool *set, bool *reads);

/* Which variables, by slot, hold futures or generators, may be read without having got one, and are
 * handed on to functions of their own (of `then` blocks; with `chain` also of what is behind a
 * wait): Python would read them when it hands them on. */
bool *unset_handed_on(struct translation *t, const struct py_body *body, bool chain);

#endif
