#include "config.h"

#include "python/offloaded.h"

#include "python/common.h"

/* How often the locals of a body are named somewhere. */
struct named {
    const struct translation *t;
    int *targets, *all;
};

static void count_in_expr(void *arg, struct tree_expr *expr)
{
    struct named *named = arg;
    int slot = expr->kind == TREE_NAME || expr->kind == TREE_DONE
                   ? check_slot(named->t->body->checked, expr->name)
                   : -1;
    if (slot >= 0)
        named->all[slot]++;
    if (expr->left)
        count_in_expr(arg, expr->left);
    if (expr->right)
        count_in_expr(arg, expr->right);
}

static void count_in(void *arg, struct tree_stmt *stmt)
{
    struct named *named = arg;
    const struct check_body *body = named->t->body->checked;
    int target = stmt->target.text ? check_slot(body, stmt->target.text) : -1;
    int object = stmt->object.text ? check_slot(body, stmt->object.text) : -1;
    if (target >= 0) {
        named->targets[target]++;
        named->all[target]++;
    }
    if (object >= 0)
        named->all[object]++;
    tree_each_expr(stmt, count_in_expr, named);
}

static struct named names_in(struct translation *t, const struct tree_block *block)
{
    size_t size = ((size_t)t->body->checked->local_count + 1) * sizeof(int);
    struct named named = {t, mem_arena_alloc(&t->arena, size), mem_arena_alloc(&t->arena, size)};
    tree_each_stmt(block, count_in, &named);
    return named;
}

void offloaded_begin(struct translation *t, const struct tree_stmt *stmt)
{
    const struct check_body *body = t->body->checked;
    struct named inside = names_in(t, &stmt->body), everywhere = names_in(t, &body->task->body);
    struct strbuf names = STRBUF_INIT;
    for (int i = 0; i < body->local_count; i++) {
        bool is_param = i < body->task->param_count;
        /* One that is named nowhere else is the function's own. */
        if (!inside.targets[i] || (!is_param && inside.all[i] == everywhere.all[i]))
            continue;
        if (!is_param && inside.targets[i] == everywhere.targets[i])
            py_line(t, NULL, "%s: int", t->body->locals[i]);
        strbuf_addf(&names, "%s%s", names.len ? ", " : "", t->body->locals[i]);
    }
    py_line(t, stmt, "def offloaded():");
    t->indent++;
    common_globals(t, &stmt->body);
    if (names.len)
        py_line(t, NULL, "nonlocal %s", strbuf_str(&names));
    t->indent--;
    strbuf_release(&names);
}
