/* Whether a body may read a variable that has no value yet, which is a failure. */
#ifndef BATON_PYTHON_UNSET_H
#define BATON_PYTHON_UNSET_H

#include "python/translation.h"

bool unset_may_be_read(struct translation *t, const struct py_body *body);

#endif
