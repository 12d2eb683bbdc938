#include "config.h"

#include "python/known.h"

#include <string.h>

#include "python/bounds.h"
#include "python/names.h"
#include "python/unset.h"

bool known_waits(const struct tree_stmt *stmt)
{
    switch ((enum tree_stmt_kind)stmt->kind) {
    case TREE_IO:
    case TREE_SLEEP:
        return !stmt->holds;
    case TREE_IO_MEANWHILE:
    case TREE_YIELD:
    case TREE_AWAIT:
    case TREE_AWAIT_ALL:
    case TREE_AWAIT_ANY:
    case TREE_AWAIT_FIRST:
    case TREE_GROUP:
    case TREE_OFFLOAD:
    case TREE_WITH:
    case TREE_TRY_ACQUIRE:
    case TREE_ACQUIRE:
    case TREE_WAIT:
    case TREE_SEND:
    case TREE_RECV:
    case TREE_SELECT:
    case TREE_CASE_RECV:
    case TREE_CASE_SEND:
    case TREE_CASE_TIMEOUT:
    case TREE_REPEAT_RECV:
    case TREE_WITHIN:
        return true;
    case TREE_BAD:
    case TREE_SAY:
    case TREE_COMPUTE:
    case TREE_IO_THEN:
    case TREE_START:
    case TREE_CALL:
    case TREE_RUN:
    case TREE_RETURN:
    case TREE_CANCEL:
    case TREE_RELEASE:
    case TREE_ATOMIC:
    case TREE_REGION:
    case TREE_SWAP:
    case TREE_ADD_TO:
    case TREE_COMPARE:
    case TREE_SIGNAL:
    case TREE_BROADCAST:
    case TREE_ASSIGN:
    case TREE_ASSIGN_ADD:
    case TREE_ASSIGN_SUB:
    case TREE_REPEAT:
    case TREE_WHILE:
    case TREE_IF:
    case TREE_TRY:
    case TREE_FAIL:
    case TREE_CREATE:
    case TREE_RESUME:
    case TREE_THROW:
    case TREE_CLOSE:
    case TREE_CRASH:
    case TREE_EXIT:
    case TREE_ASSERT:
    case TREE_NOTE:
    case TREE_ASK:
    case TREE_STMT_KINDS:
        break;
    }
    return false;
}

static void look_at_expr(void *arg, struct tree_expr *expr)
{
    struct translation *t = arg;
    switch (expr->kind) {
    case TREE_SELF:
        t->body->needs.number = true;
        break;
    case TREE_ERROR:
        t->facts.uses_error = true;
        break;
    case TREE_DONE:
        t->facts.uses_done = true;
        break;
    case TREE_NOW:
        t->facts.uses_now = true;
        break;
    case TREE_DIV:
    case TREE_MOD:
        if (expr->right->kind != TREE_INT || expr->right->value == 0)
            t->body->can_fail = t->body->fails = true;
        break;
    case TREE_ELEMENT: /* there may be no such one */
        if (expr->left->kind != TREE_INT)
            t->body->can_fail = t->body->fails = true;
        break;
    default:
        break;
    }
    if (bounds_overflow(t, expr))
        t->body->can_fail = true;
    if (expr->left)
        look_at_expr(t, expr->left);
    if (expr->right)
        look_at_expr(t, expr->right);
}

static bool fails_by_itself(const struct translation *t, const struct tree_stmt *stmt)
{
    switch (stmt->kind) {
    case TREE_FAIL:
    case TREE_RELEASE:
    case TREE_CRASH:
    case TREE_AWAIT_ANY:
    case TREE_THROW:
        return true;
    case TREE_RESUME:
        return true;
    case TREE_WITHIN:
        return !stmt->handler.first;
    case TREE_RUN:
        return model_is_single_thread(t->model) && t->model != MODEL_BLOCKING;
    case TREE_AWAIT:
        return stmt->within || t->facts.kinds[TREE_CANCEL];
    default:
        return stmt->within != NULL;
    }
}

static void look_at(void *arg, struct tree_stmt *stmt)
{
    struct translation *t = arg;
    struct py_needs *needs = &t->body->needs;
    tree_each_expr(stmt, look_at_expr, t);
    if ((stmt->object_index && stmt->object_index->kind != TREE_INT) ||
        (stmt->target_index && stmt->target_index->kind != TREE_INT))
        t->body->fails = true;
    t->body->waits |=
        known_waits(stmt) && !(stmt->kind == TREE_YIELD && t->body->checked->generator);
    t->body->starts |= stmt->kind == TREE_START;
    if (stmt->kind == TREE_TRY && (stmt->on_cancel.first || stmt->finally.first))
        t->body->cleans = stmt;
    t->body->fails |= fails_by_itself(t, stmt);
    t->body->can_fail |= t->body->fails;
    t->facts.uses_answers |=
        stmt->target.text &&
        (stmt->kind == TREE_IO || stmt->kind == TREE_IO_THEN || stmt->kind == TREE_IO_MEANWHILE);
    needs->callbacks |= stmt->kind == TREE_IO_THEN && t->model != MODEL_BLOCKING;
    needs->started |= stmt->kind == TREE_AWAIT_ALL || stmt->kind == TREE_AWAIT_ANY;
    if (stmt->kind == TREE_CALL || stmt->kind == TREE_RUN)
        names_body(t, stmt->object.text)->called = true;
    if (stmt->kind == TREE_START)
        names_body(t, stmt->object.text)->started = true;
    if (stmt->kind == TREE_CREATE)
        names_body(t, stmt->object.text)->created = true;
    if (stmt->target.text && (stmt->kind == TREE_CALL || stmt->kind == TREE_RUN))
        names_body(t, stmt->object.text)->gives_value = true;
    t->facts.takes_values |=
        stmt->target.text && (stmt->kind == TREE_AWAIT || stmt->kind == TREE_AWAIT_ANY ||
                              stmt->kind == TREE_AWAIT_FIRST);
    if (stmt->kind == TREE_CLOSE && check_closes_channel(t->checked, t->body->checked, stmt))
        t->facts.closes_channels = true;
}

static void see_kind(void *arg, struct tree_stmt *stmt)
{
    ((struct translation *)arg)->facts.kinds[stmt->kind] = true;
}

/* From those that are called to their callers, and what an `await all` is about back. */
static void spread_call(void *arg, struct tree_stmt *stmt)
{
    struct translation *t = arg;
    if (stmt->kind != TREE_CALL && stmt->kind != TREE_RUN)
        return;
    struct py_body *callee = names_body(t, stmt->object.text), *caller = t->body;
    caller->needs.number |= callee->needs.number;
    caller->needs.callbacks |= callee->needs.callbacks;
    caller->needs.started |= callee->needs.started;
    callee->needs.started |= caller->needs.started;
    caller->starts |= callee->starts;
    if (!caller->cleans)
        caller->cleans = callee->cleans;
    caller->waits |= callee->waits;
    caller->can_fail |= callee->can_fail;
    caller->fails |= callee->fails;
}

/* Who starts tasks and is called in a group is told which. */
static void find_groups(struct translation *t, const struct tree_block *block, bool in_group)
{
    for (const struct tree_stmt *stmt = block->first; stmt; stmt = stmt->next) {
        bool own = stmt->kind == TREE_IO_THEN || stmt->kind == TREE_OFFLOAD;
        if (stmt->kind == TREE_CALL && in_group) {
            struct py_body *callee = names_body(t, stmt->object.text);
            callee->needs.group |= callee->starts;
        }
        find_groups(t, &stmt->body, (in_group || stmt->kind == TREE_GROUP) && !own);
        find_groups(t, &stmt->handler, in_group);
        find_groups(t, &stmt->on_cancel, in_group);
        find_groups(t, &stmt->finally, in_group);
        for (const struct tree_branch *branch = stmt->branches; branch; branch = branch->next)
            find_groups(t, &branch->body, in_group);
    }
}

void known_find(struct translation *t)
{
    int count = t->checked->body_count;
    for (int i = 0; i < count; i++)
        tree_each_stmt(&t->bodies[i].checked->task->body, see_kind, t);
    for (int i = 0; i < count; i++) {
        t->body = &t->bodies[i];
        t->body->can_fail = t->body->fails = unset_may_be_read(t, t->body);
        tree_each_stmt(&t->body->checked->task->body, look_at, t);
    }
    for (int round = 0; round < count; round++)
        for (int i = 0; i < count; i++) {
            t->body = &t->bodies[i];
            tree_each_stmt(&t->body->checked->task->body, spread_call, t);
        }
    for (int round = 0; round < count && t->facts.kinds[TREE_GROUP]; round++)
        for (int i = 0; i < count; i++)
            find_groups(t, &t->bodies[i].checked->task->body, t->bodies[i].needs.group);
    for (int i = 0; i < count; i++)
        t->bodies[i].gives_value |= t->facts.takes_values && t->bodies[i].started;
    for (int i = 0; i < count; i++) {
        t->facts.can_fail |= t->bodies[i].can_fail;
        t->facts.fails |= t->bodies[i].fails;
    }
    t->body = NULL;
}

bool known_has_line(const struct translation *t, enum tree_line_kind kind)
{
    for (const struct tree_line *line = t->tree->lines; line; line = line->next)
        if (line->kind == kind)
            return true;
    return false;
}

struct tree_place known_place_of(const struct translation *t, enum tree_line_kind kind)
{
    struct tree_place place = {0};
    for (const struct tree_line *line = t->tree->lines; line; line = line->next)
        if (line->kind == kind)
            place = line->place;
    return place;
}

const struct program_settings *known_settings(const struct translation *t)
{
    return &t->checked->now.settings;
}
