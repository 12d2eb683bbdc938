/* What Python calls the things of the scenario. */
#ifndef BATON_PYTHON_NAMES_H
#define BATON_PYTHON_NAMES_H

#include "python/translation.h"

/* Fills the names of all bodies, their locals, shared variables and objects. */
void names_choose(struct translation *t);
/* A variable of the body that is written, or a shared one. */
const char *names_variable(const struct translation *t, const char *name);
bool names_is_shared(const struct translation *t, const char *name);
/* A lock, semaphore or channel, or the parameter that stands for one; and its line, which of a
 * parameter nobody knows: NULL. */
const char *names_object(const struct translation *t, const char *name);
const struct tree_line *names_declared(const struct translation *t, const char *name);
struct py_body *names_body(const struct translation *t, const char *name);

#endif
