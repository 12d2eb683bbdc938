/* atomic blocks: nobody can come between, so nothing in them may wait, in the bodies that they call
 * neither. The variables that they access are guarded: each access elsewhere takes the same lock.
 */
#include "config.h"

#include "scenario/check.h"

#include <stdlib.h>
#include <string.h>

struct atomic {
    struct checked *checked;
    struct report *report;
    const struct check_body *body; /* whose statements are looked at */
    bool *entered;                 /* by body: it was looked at for this block */
    const struct tree_stmt *waits; /* the first that may not stand in a body that is called */
};

static bool may_stand(const struct tree_stmt *stmt)
{
    switch ((enum tree_stmt_kind)stmt->kind) {
    case TREE_BAD:
    case TREE_SAY:
    case TREE_COMPUTE:
    case TREE_CALL:
    case TREE_RETURN:
    case TREE_ATOMIC:
    case TREE_REGION:
    case TREE_SWAP:
    case TREE_ADD_TO:
    case TREE_COMPARE:
    case TREE_ASSIGN:
    case TREE_ASSIGN_ADD:
    case TREE_ASSIGN_SUB:
    case TREE_REPEAT:
    case TREE_WHILE:
    case TREE_IF:
    case TREE_TRY:
    case TREE_FAIL:
    case TREE_CRASH:
    case TREE_EXIT:
    case TREE_ASSERT:
    case TREE_NOTE:
    case TREE_ASK:
        return true;
    default:
        return false;
    }
}

/* ---- what is guarded ---- */

static void guard(struct atomic *atomic, const char *name)
{
    struct checked *checked = atomic->checked;
    int first = name ? symbols_get(&checked->shared, name) : -1;
    if (first < 0 || check_slot(atomic->body, name) >= 0)
        return;
    int64_t count = checked->shared_lines[first]->count;
    for (int64_t i = 0; i < (count ? count : 1); i++)
        checked->shared_guarded[first + i] = true;
}

static void guard_expr(void *arg, struct tree_expr *expr)
{
    if (expr->kind == TREE_NAME || expr->kind == TREE_ELEMENT)
        guard(arg, expr->name);
    if (expr->left)
        guard_expr(arg, expr->left);
    if (expr->right)
        guard_expr(arg, expr->right);
}

static void guard_all(struct atomic *atomic, struct tree_stmt *stmt)
{
    tree_each_expr(stmt, guard_expr, atomic);
    guard(atomic, stmt->target.text);
    if (stmt->kind == TREE_SWAP || stmt->kind == TREE_ADD_TO || stmt->kind == TREE_COMPARE)
        guard(atomic, stmt->object.text);
}

/* ---- what may not stand there ---- */

static void enter_body(struct atomic *atomic, const struct tree_stmt *call);

static void look_into(void *arg, struct tree_stmt *stmt)
{
    struct atomic *atomic = arg;
    if (!may_stand(stmt) && !atomic->waits)
        atomic->waits = stmt;
    guard_all(atomic, stmt);
    if (stmt->kind == TREE_CALL)
        enter_body(atomic, stmt);
}

static void enter_body(struct atomic *atomic, const struct tree_stmt *call)
{
    int index = symbols_get(&atomic->checked->tasks, call->object.text);
    if (index < 0 || atomic->entered[index])
        return;
    const struct check_body *outer = atomic->body;
    atomic->entered[index] = true;
    atomic->body = &atomic->checked->bodies[index];
    tree_each_stmt(&atomic->body->task->body, look_into, atomic);
    atomic->body = outer;
}

static void check_inside(void *arg, struct tree_stmt *stmt)
{
    struct atomic *atomic = arg;
    guard_all(atomic, stmt);
    if (!may_stand(stmt)) {
        report_error(atomic->report, stmt->place, "`%s` cannot stand in an atomic block",
                     check_called(stmt));
        report_hint(atomic->report, "nobody can come between there: so nothing in it may wait, or "
                                    "be about others");
        return;
    }
    if (stmt->kind != TREE_CALL)
        return;
    atomic->waits = NULL;
    memset(atomic->entered, 0, (size_t)atomic->checked->body_count * sizeof *atomic->entered);
    enter_body(atomic, stmt);
    if (!atomic->waits)
        return;
    report_error(atomic->report, stmt->object.place, "`%s` cannot be called in an atomic block",
                 stmt->object.text);
    report_hint(atomic->report, "it has `%s`, in line %u", check_called(atomic->waits),
                atomic->waits->place.line);
}

static void find_atomic(void *arg, struct tree_stmt *stmt)
{
    if (stmt->kind == TREE_ATOMIC)
        tree_each_stmt(&stmt->body, check_inside, arg);
}

void check_atomic(struct checked *checked, struct report *report)
{
    struct atomic atomic = {.checked = checked, .report = report};
    atomic.entered = mem_alloc((size_t)checked->body_count * sizeof *atomic.entered);
    checked->shared_guarded =
        mem_alloc(((size_t)checked->shared_count + 1) * sizeof *checked->shared_guarded);
    for (int i = 0; i < checked->body_count; i++) {
        atomic.body = &checked->bodies[i];
        tree_each_stmt(&atomic.body->task->body, find_atomic, &atomic);
    }
    free(atomic.entered);
}
