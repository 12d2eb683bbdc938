#include "config.h"

#include "python/bounds.h"

void bounds_find(struct translation *t)
{
    (void)t;
}

struct bounds bounds_of(const struct translation *t, const struct tree_expr *expr)
{
    (void)t;
    if (expr->kind == TREE_INT)
        return (struct bounds){expr->value, expr->value, false};
    if (expr->kind == TREE_SELF || expr->kind == TREE_NOW)
        return (struct bounds){0, INT32_MAX, false};
    return (struct bounds){-(INT64_C(1) << 40), INT64_C(1) << 40, false};
}

bool bounds_overflow(const struct translation *t, const struct tree_expr *expr)
{
    (void)t;
    (void)expr;
    return false;
}
