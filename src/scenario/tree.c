#include "config.h"

#include "scenario/tree.h"

void tree_each_stmt(const struct tree_block *block, tree_stmt_fn *visit, void *arg)
{
    for (struct tree_stmt *stmt = block->first; stmt; stmt = stmt->next) {
        visit(arg, stmt);
        tree_each_stmt(&stmt->body, visit, arg);
        tree_each_stmt(&stmt->handler, visit, arg);
        tree_each_stmt(&stmt->on_cancel, visit, arg);
        tree_each_stmt(&stmt->finally, visit, arg);
        for (struct tree_branch *branch = stmt->branches; branch; branch = branch->next)
            tree_each_stmt(&branch->body, visit, arg);
    }
}

static void each_text_expr(const struct tree_text *text, tree_expr_fn *visit, void *arg)
{
    for (struct tree_text_part *part = text->parts; part; part = part->next)
        if (part->expr)
            visit(arg, part->expr);
}

void tree_each_expr(const struct tree_stmt *stmt, tree_expr_fn *visit, void *arg)
{
    if (stmt->value)
        visit(arg, stmt->value);
    if (stmt->second)
        visit(arg, stmt->second);
    if (stmt->within)
        visit(arg, stmt->within);
    if (stmt->target_index)
        visit(arg, stmt->target_index);
    if (stmt->object_index)
        visit(arg, stmt->object_index);
    for (struct tree_arg *item = stmt->args; item; item = item->next)
        visit(arg, item->expr);
    if (stmt->text)
        each_text_expr(stmt->text, visit, arg);
    for (struct tree_branch *branch = stmt->branches; branch; branch = branch->next)
        if (branch->condition)
            visit(arg, branch->condition);
}

bool tree_is_untimed(const struct tree_expect *expect)
{
    switch (expect->kind) {
    case TREE_EXPECT_OUTPUT:
    case TREE_EXPECT_OUTPUT_ANY_ORDER:
    case TREE_EXPECT_ORDER:
    case TREE_EXPECT_NEVER:
    case TREE_EXPECT_VALUE:
    case TREE_EXPECT_RESULT:
    case TREE_EXPECT_ALONE:
        return true;
    default:
        return false;
    }
}
