/* What is a future, what a generator, and which parameters stand for a lock or a channel. Values
 * have no declared type, so each variable gets the set of what can ever get into it, by all
 * assignments and, for parameters, by all uses of its task; the sets grow until nothing changes.
 * Where such a set holds no integer, computing with the variable is a mistake for certain; where it
 * holds both, the run will tell. */
#include "config.h"

#include "scenario/check.h"

#include <stddef.h>

/* Chains of assignments against the order of the file take a pass a link; longer ones than this are
 * left to the run. */
enum { PASSES_MAX = 12 };

struct kinds {
    struct checked *checked;
    struct report *report;
    struct check_body *body;
    bool changed;
};

unsigned check_expr_kinds(const struct checked *checked, const struct check_body *body,
                          const struct tree_expr *expr)
{
    if (!expr || expr->kind != TREE_NAME)
        return KIND_INT;
    int slot = check_slot(body, expr->name);
    if (slot >= 0)
        return body->locals[slot].kinds;
    /* An unknown name was reported: nothing more is to be said of it. */
    return symbols_get(&checked->shared, expr->name) >= 0 ? KIND_INT : 0;
}

/* ---- the sets grow ---- */

static void add_kinds(struct kinds *kinds, struct check_body *body, int slot, unsigned more)
{
    if (slot < 0 || (body->locals[slot].kinds | more) == body->locals[slot].kinds)
        return;
    body->locals[slot].kinds |= (uint8_t)more;
    kinds->changed = true;
}

static unsigned kinds_of_result(struct kinds *kinds, const struct tree_stmt *stmt)
{
    switch (stmt->kind) {
    case TREE_START:
        return KIND_FUTURE;
    case TREE_CREATE:
        return KIND_GENERATOR;
    case TREE_ASSIGN:
        return check_expr_kinds(kinds->checked, kinds->body, stmt->value);
    case TREE_BAD:
        return KIND_INT | KIND_HANDLES;
    default:
        return KIND_INT;
    }
}

static unsigned kinds_of_argument(const struct kinds *kinds, const struct tree_expr *expr)
{
    int object = check_object_argument(kinds->checked, kinds->body, expr);
    if (object < 0)
        return check_expr_kinds(kinds->checked, kinds->body, expr);
    return check_object_kind(kinds->checked->object_lines[object]);
}

static void grow_params(struct kinds *kinds, const struct tree_stmt *stmt)
{
    int index = symbols_get(&kinds->checked->tasks, stmt->object.text);
    if (index < 0)
        return;
    struct check_body *callee = &kinds->checked->bodies[index];
    const struct tree_param *param = callee->task->params;
    for (const struct tree_arg *arg = stmt->args; arg && param;
         arg = arg->next, param = param->next)
        add_kinds(kinds, callee, check_slot(callee, param->name.text),
                  kinds_of_argument(kinds, arg->expr));
}

static void grow(void *arg, struct tree_stmt *stmt)
{
    struct kinds *kinds = arg;
    /* += and -= need an integer there already: they add nothing to what it may hold. */
    bool changes = stmt->kind == TREE_ASSIGN_ADD || stmt->kind == TREE_ASSIGN_SUB;
    if (stmt->target.text && !changes)
        add_kinds(kinds, kinds->body, check_slot(kinds->body, stmt->target.text),
                  kinds_of_result(kinds, stmt));
    if (stmt->args && stmt->object.text)
        grow_params(kinds, stmt);
}

/* ---- what is done with them ---- */

static bool surely_handle(unsigned kinds)
{
    return (kinds & (KIND_HANDLES | KIND_OBJECTS)) && !(kinds & KIND_INT);
}

static void need_int(struct kinds *kinds, const struct tree_expr *expr, const char *done_with)
{
    unsigned found = check_expr_kinds(kinds->checked, kinds->body, expr);
    if (!surely_handle(found))
        return;
    report_error(kinds->report, expr->place, "`%s` is %s: it cannot be %s", expr->name,
                 check_kind_word(found), done_with);
    if (found == KIND_FUTURE)
        report_hint(kinds->report, "await it to have its value: x = await %s", expr->name);
}

static void check_done(struct kinds *kinds, const struct tree_expr *expr)
{
    int slot = check_slot(kinds->body, expr->name);
    unsigned found = slot >= 0 ? kinds->body->locals[slot].kinds : 0;
    if (found && !(found & KIND_HANDLES))
        report_error(kinds->report, expr->place, "`%s` is %s: `done` takes a future or a generator",
                     expr->name, check_kind_word(found));
}

static void check_operands(struct kinds *kinds, const struct tree_expr *expr)
{
    if (expr->kind == TREE_DONE)
        check_done(kinds, expr);
    if (expr->left) {
        need_int(kinds, expr->left, "computed with");
        check_operands(kinds, expr->left);
    }
    if (expr->right) {
        need_int(kinds, expr->right, "computed with");
        check_operands(kinds, expr->right);
    }
}

static void visit_operands(void *arg, struct tree_expr *expr)
{
    check_operands(arg, expr);
}

static void need_handle(struct kinds *kinds, const char *name, struct tree_place place,
                        unsigned wanted)
{
    int slot = name ? check_slot(kinds->body, name) : -1;
    if (slot < 0)
        return;
    unsigned found = kinds->body->locals[slot].kinds;
    if (found == 0 || (found & wanted))
        return;
    report_error(kinds->report, place, "`%s` is %s, not %s", name, check_kind_word(found),
                 check_kind_word(wanted));
    report_hint(kinds->report, wanted == KIND_FUTURE
                                   ? "a future is what `f = start NAME(...)` gives"
                                   : "a generator is what `g = create NAME(...)` "
                                     "gives");
}

/* Of a parameter; others are what they are declared as. */
static void need_object(struct kinds *kinds, const struct tree_stmt *stmt, unsigned wanted)
{
    int slot = stmt->object.text ? check_object_slot(kinds->body, stmt->object.text) : -1;
    unsigned found = slot >= 0 ? kinds->body->locals[slot].kinds : 0;
    if (found && !(found & wanted))
        report_error(kinds->report, stmt->object.place, "`%s` is %s, not %s", stmt->object.text,
                     check_kind_word(found), check_kind_word(wanted));
}

/* To wait is one thing for a condition and another for a barrier. */
static void need_one_kind(struct kinds *kinds, const struct tree_stmt *stmt)
{
    unsigned both = KIND_CONDITION | KIND_BARRIER;
    if (stmt->kind == TREE_WAIT &&
        (check_named_kind(kinds->checked, kinds->body, stmt) & both) == both)
        report_error(kinds->report, stmt->object.place,
                     "`%s` is a condition in one place and a barrier in another",
                     stmt->object.text);
}

/* What stands for a lock is not kept: it would be another name for it. */
static void check_kept(struct kinds *kinds, const struct tree_stmt *stmt)
{
    unsigned found =
        stmt->kind == TREE_ASSIGN ? check_expr_kinds(kinds->checked, kinds->body, stmt->value) : 0;
    if ((found & KIND_OBJECTS) && !(found & KIND_INT))
        report_error(kinds->report, stmt->value->place, "`%s` is %s: it cannot be assigned",
                     stmt->value->name, check_kind_word(found));
}

static void need_futures(struct kinds *kinds, const struct tree_stmt *stmt)
{
    for (const struct tree_arg *item = stmt->args; item; item = item->next)
        need_handle(kinds, item->expr->name, item->expr->place, KIND_FUTURE);
}

/* What a value is for: said of one that cannot be. */
static const char *const value_uses[TREE_STMT_KINDS] = {
    [TREE_SEND] = "sent",
    [TREE_CASE_SEND] = "sent",
    [TREE_RETURN] = "returned",
    [TREE_YIELD] = "handed over",
    [TREE_RESUME] = "handed over",
    [TREE_REPEAT] = "a number",
    [TREE_WHILE] = "a condition",
    [TREE_ASSERT] = "a condition",
    [TREE_SWAP] = "written to a shared variable",
    [TREE_ADD_TO] = "computed with",
    [TREE_COMPARE] = "compared",
    [TREE_ASSIGN_ADD] = "computed with",
    [TREE_ASSIGN_SUB] = "computed with",
};

static const uint8_t wanted_handles[TREE_STMT_KINDS] = {
    [TREE_AWAIT] = KIND_FUTURE,    [TREE_CANCEL] = KIND_FUTURE,   [TREE_RESUME] = KIND_GENERATOR,
    [TREE_THROW] = KIND_GENERATOR, [TREE_CLOSE] = KIND_GENERATOR,
};

static const uint8_t wanted_objects[TREE_STMT_KINDS] = {
    [TREE_WAIT] = KIND_CONDITION | KIND_BARRIER,
    [TREE_SIGNAL] = KIND_CONDITION,
    [TREE_BROADCAST] = KIND_CONDITION,
    [TREE_TRY_ACQUIRE] = KIND_LOCK,
    [TREE_WITH] = KIND_LOCK,
    [TREE_ACQUIRE] = KIND_LOCK,
    [TREE_RELEASE] = KIND_LOCK,
    [TREE_SEND] = KIND_CHANNEL,
    [TREE_RECV] = KIND_CHANNEL,
    [TREE_REPEAT_RECV] = KIND_CHANNEL,
    [TREE_CASE_RECV] = KIND_CHANNEL,
    [TREE_CASE_SEND] = KIND_CHANNEL,
};

static void check_changed(struct kinds *kinds, const struct tree_stmt *stmt)
{
    if (stmt->kind != TREE_ASSIGN_ADD && stmt->kind != TREE_ASSIGN_SUB)
        return;
    int slot = check_slot(kinds->body, stmt->target.text);
    if (slot >= 0 && surely_handle(kinds->body->locals[slot].kinds))
        report_error(kinds->report, stmt->target.place, "`%s` is %s: it cannot be computed with",
                     stmt->target.text, check_kind_word(kinds->body->locals[slot].kinds));
}

static void check_shared_target(struct kinds *kinds, const struct tree_stmt *stmt)
{
    if (!stmt->target.text || check_slot(kinds->body, stmt->target.text) >= 0)
        return;
    if (kinds_of_result(kinds, stmt) & KIND_OBJECTS)
        return; /* check_kept() has a word on it */
    if (symbols_get(&kinds->checked->shared, stmt->target.text) < 0 ||
        !surely_handle(kinds_of_result(kinds, stmt)) || stmt->kind == TREE_BAD)
        return;
    report_error(kinds->report, stmt->target.place,
                 "the shared variable `%s` holds an integer, not %s", stmt->target.text,
                 check_kind_word(kinds_of_result(kinds, stmt)));
}

static void check_stmt(void *arg, struct tree_stmt *stmt)
{
    struct kinds *kinds = arg;
    if (stmt->kind == TREE_BAD)
        return;
    tree_each_expr(stmt, visit_operands, kinds);
    if (stmt->value && value_uses[stmt->kind])
        need_int(kinds, stmt->value, value_uses[stmt->kind]);
    if (stmt->second)
        need_int(kinds, stmt->second, "written to a shared variable");
    for (const struct tree_branch *branch = stmt->branches; branch; branch = branch->next)
        if (branch->condition)
            need_int(kinds, branch->condition, "a condition");
    for (const struct tree_text_part *part = stmt->text ? stmt->text->parts : NULL; part;
         part = part->next)
        if (part->expr)
            need_int(kinds, part->expr, "put into a text");
    if (stmt->object_index)
        need_int(kinds, stmt->object_index, "a number of one");
    if (stmt->target_index)
        need_int(kinds, stmt->target_index, "a number of one");
    if (wanted_objects[stmt->kind])
        need_object(kinds, stmt, wanted_objects[stmt->kind]);
    need_one_kind(kinds, stmt);
    if (wanted_handles[stmt->kind] && !check_closes_channel(kinds->checked, kinds->body, stmt))
        need_handle(kinds, stmt->object.text, stmt->object.place, wanted_handles[stmt->kind]);
    if (stmt->kind == TREE_AWAIT_FIRST)
        need_futures(kinds, stmt);
    check_changed(kinds, stmt);
    check_kept(kinds, stmt);
    check_shared_target(kinds, stmt);
}

static void each_body(struct kinds *kinds, tree_stmt_fn *visit)
{
    for (int i = 0; i < kinds->checked->body_count; i++) {
        kinds->body = &kinds->checked->bodies[i];
        tree_each_stmt(&kinds->body->task->body, visit, kinds);
    }
}

void check_kinds(struct checked *checked, struct report *report)
{
    struct kinds kinds = {.checked = checked, .report = report, .changed = true};
    for (int pass = 0; kinds.changed; pass++) {
        if (pass == PASSES_MAX)
            return;
        kinds.changed = false;
        each_body(&kinds, grow);
    }
    each_body(&kinds, check_stmt);
}
