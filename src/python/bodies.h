/* The functions that bodies become: their parameters, and what else stands in front of them. */
#ifndef BATON_PYTHON_BODIES_H
#define BATON_PYTHON_BODIES_H

#include "python/translation.h"

/* What a body gets behind its arguments when it is called from the one that is written; with a
 * comma behind each. `no_group` stands for a group where none is open. */
const char *bodies_handed_on(struct translation *t, const struct py_body *body,
                             const char *no_group);
/* The same of one that begins as a task; its number is given. */
const char *bodies_begun_with(struct translation *t, const struct py_body *body, const char *number,
                              const char *no_group);
/* "a, b, " -> "a, b" */
const char *bodies_without_comma(struct translation *t, const char *list);
const char *bodies_parameters(struct translation *t, const struct py_body *body);
/* A body is being written: sets what the translation knows of where it is. */
void bodies_enter(struct translation *t, struct py_body *body);
/* Its statements, with what stands in front of them and behind. */
void bodies_write_inside(struct translation *t);
/* Behind its statements: a generator of which no `yield` was written is one all the same. */
void bodies_keep_generator(struct translation *t);
void bodies_declare_shared(struct translation *t);
/* The lines of what is several by one name: items with commas. */
void bodies_declare_several(struct translation *t, const struct tree_line *line, const char *name,
                            const char *items);
/* Those of all objects; what makes each, or NULL: nothing does here. */
void bodies_declare_objects(struct translation *t, const char *const *made);
/* Counters for the numbers of started tasks. */
void bodies_declare_counters(struct translation *t);

#endif
