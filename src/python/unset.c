#include "config.h"

#include "python/unset.h"

#include <string.h>

/* On the way through a body: which variables have a value on every way to here. */
struct way {
    struct translation *t;
    const struct check_body *body;
    bool *set;   /* by slot */
    bool read;   /* one that may have none */
    bool *reads; /* which, or NULL */
};

static void follow_block(struct way *way, const struct tree_block *block);

static size_t size(const struct way *way)
{
    return (size_t)way->body->local_count + 1;
}

static bool *copy(struct way *way)
{
    bool *set = mem_arena_alloc(&way->t->arena, size(way));
    return memcpy(set, way->set, size(way));
}

static void read_name(struct way *way, const char *name)
{
    int slot = name ? check_slot(way->body, name) : -1;
    if (slot < 0 || way->set[slot])
        return;
    way->read = true;
    if (way->reads)
        way->reads[slot] = true;
}

static void read_expr(void *arg, struct tree_expr *expr)
{
    if (expr->kind == TREE_NAME || expr->kind == TREE_DONE)
        read_name(arg, expr->name);
    if (expr->left)
        read_expr(arg, expr->left);
    if (expr->right)
        read_expr(arg, expr->right);
}

static void give(struct way *way, const char *name)
{
    int slot = name ? check_slot(way->body, name) : -1;
    if (slot >= 0)
        way->set[slot] = true;
}

/* A block that may not run, or not to its end: what it gives is not sure behind it. */
static void follow_aside(struct way *way, const struct tree_block *block, const char *target)
{
    bool *before = copy(way);
    give(way, target);
    follow_block(way, block);
    way->set = before;
}

static void follow_branches(struct way *way, const struct tree_stmt *stmt)
{
    bool *before = copy(way), *after = NULL, has_else = false;
    for (const struct tree_branch *branch = stmt->branches; branch; branch = branch->next) {
        has_else |= !branch->condition;
        memcpy(way->set, before, size(way));
        follow_block(way, &branch->body);
        if (!after)
            after = copy(way);
        for (int i = 0; i < way->body->local_count; i++)
            after[i] = after[i] && way->set[i];
    }
    way->set = has_else && after ? after : before;
}

static bool names_variable(const struct tree_stmt *stmt)
{
    switch (stmt->kind) {
    case TREE_AWAIT:
    case TREE_CANCEL:
    case TREE_RESUME:
    case TREE_THROW:
    case TREE_CLOSE:
        return true;
    default:
        return false;
    }
}

static void follow(struct way *way, struct tree_stmt *stmt)
{
    bool own = stmt->kind == TREE_IO_THEN;
    tree_each_expr(stmt, read_expr, way);
    if (names_variable(stmt) ||
        (stmt->object.text && check_object_slot(way->body, stmt->object.text) >= 0))
        read_name(way, stmt->object.text);
    if (stmt->kind == TREE_ASSIGN_ADD || stmt->kind == TREE_ASSIGN_SUB)
        read_name(way, stmt->target.text);
    if (stmt->branches) {
        follow_branches(way, stmt);
        return;
    }
    switch (stmt->kind) {
    case TREE_GROUP:
    case TREE_WITH:
    case TREE_ATOMIC:
    case TREE_REGION:
        follow_block(way, &stmt->body);
        return;
    case TREE_SELECT:
        follow_aside(way, &stmt->body, NULL);
        return;
    default:
        follow_aside(way, &stmt->body, stmt->target.text);
        break;
    }
    follow_aside(way, &stmt->handler, NULL);
    follow_aside(way, &stmt->on_cancel, NULL);
    follow_aside(way, &stmt->finally, NULL);
    bool loops = stmt->kind == TREE_REPEAT || stmt->kind == TREE_REPEAT_RECV;
    if (!own && !loops)
        give(way, stmt->target.text);
}

static void follow_block(struct way *way, const struct tree_block *block)
{
    for (struct tree_stmt *stmt = block->first; stmt; stmt = stmt->next)
        follow(way, stmt);
}

bool unset_may_be_read(struct translation *t, const struct py_body *body)
{
    struct way way = {.t = t, .body = body->checked};
    way.set = mem_arena_alloc(&t->arena, size(&way));
    for (int i = 0; i < body->checked->task->param_count; i++)
        way.set[i] = true;
    follow_block(&way, &body->checked->task->body);
    return way.read;
}

void unset_follow(struct translation *t, const struct tree_block *block, bool *set, bool *reads)
{
    struct way way = {.t = t, .body = t->body->checked, .set = set, .reads = reads};
    follow_block(&way, block);
    memmove(set, way.set, size(&way));
}

/* ---- what is handed on ---- */

struct handed_on {
    struct translation *t;
    const struct py_body *body;
    bool *slots, *plain;
};

static void find_plain(void *arg, struct tree_expr *expr)
{
    struct handed_on *on = arg;
    int slot = expr->kind == TREE_NAME ? check_slot(on->body->checked, expr->name) : -1;
    if (slot >= 0)
        on->plain[slot] = true;
}

static void find_handed_on(void *arg, struct tree_stmt *stmt)
{
    struct handed_on *on = arg;
    if (stmt->kind != TREE_AWAIT_FIRST)
        tree_each_expr(stmt, find_plain, on);
    if (stmt->kind != TREE_IO_THEN)
        return;
    struct way way = {.t = on->t, .body = on->body->checked, .reads = on->slots};
    way.set = mem_arena_alloc(&on->t->arena, size(&way));
    follow_block(&way, &stmt->body);
}

bool *unset_handed_on(struct translation *t, const struct py_body *body, bool chain)
{
    const struct check_body *checked = body->checked;
    struct way way = {.t = t, .body = checked};
    struct handed_on on = {t, body, mem_arena_alloc(&t->arena, size(&way)),
                           mem_arena_alloc(&t->arena, size(&way))};
    way.set = mem_arena_alloc(&t->arena, size(&way));
    way.reads = mem_arena_alloc(&t->arena, size(&way));
    for (int i = 0; i < checked->task->param_count; i++)
        way.set[i] = true;
    follow_block(&way, &checked->task->body);
    tree_each_stmt(&checked->task->body, find_handed_on, &on);
    for (int i = 0; i < checked->local_count; i++)
        on.slots[i] = (on.slots[i] || chain) && way.reads[i] && !on.plain[i] &&
                      (checked->locals[i].kinds & KIND_HANDLES) &&
                      !(checked->locals[i].kinds & KIND_INT);
    return on.slots;
}
