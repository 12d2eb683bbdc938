/* Expressions and texts, as Python writes them. All strings live as long as the translation. */
#ifndef BATON_PYTHON_EXPR_H
#define BATON_PYTHON_EXPR_H

#include "python/translation.h"

/* A value: an integer, a future or a generator. */
const char *expr_value(struct translation *t, const struct tree_expr *expr);
/* The same where only true or false is asked for. */
const char *expr_condition(struct translation *t, const struct tree_expr *expr);
/* A duration, in seconds. */
const char *expr_seconds(struct translation *t, const struct tree_expr *expr);
/* A string, with what is computed in it. */
const char *expr_text(struct translation *t, const struct tree_text *text);
/* Arguments, with commas; `more` are put behind them (may be ""). */
const char *expr_args(struct translation *t, const struct tree_stmt *stmt, const char *more);

/* `fork[i]`, or without an index the name. */
const char *expr_element(struct translation *t, const char *name, const struct tree_expr *index);
/* The lock, semaphore … that a statement names; what gets its value. */
const char *expr_object(struct translation *t, const struct tree_stmt *stmt);
const char *expr_target(struct translation *t, const struct tree_stmt *stmt);

#endif
