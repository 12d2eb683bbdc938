/* Locks, semaphores, channels, conditions and barriers, by the names that statements and arguments
 * have for them: those that are declared, and the parameters that stand for one. */
#include "config.h"

#include "scenario/check.h"

unsigned check_object_kind(const struct tree_line *line)
{
    return line->kind == TREE_CHANNEL     ? KIND_CHANNEL
           : line->kind == TREE_CONDITION ? KIND_CONDITION
           : line->kind == TREE_BARRIER   ? KIND_BARRIER
                                          : KIND_LOCK;
}

const char *check_kind_word(unsigned kinds)
{
    if (kinds == KIND_FUTURE)
        return "a future";
    if (kinds == KIND_GENERATOR)
        return "a generator";
    if (kinds & KIND_LOCK)
        return "a lock or semaphore";
    if (kinds & KIND_CHANNEL)
        return "a channel";
    if (kinds & KIND_CONDITION)
        return kinds & KIND_BARRIER ? "a condition or barrier" : "a condition";
    if (kinds & KIND_BARRIER)
        return "a barrier";
    return kinds == KIND_INT ? "an integer" : "a future or a generator";
}

int check_object_slot(const struct check_body *body, const char *name)
{
    int slot = check_slot(body, name);
    return slot < body->task->param_count ? slot : -1;
}

unsigned check_named_kind(const struct checked *checked, const struct check_body *body,
                          const struct tree_stmt *stmt)
{
    int slot = check_object_slot(body, stmt->object.text);
    int object = symbols_get(&checked->objects, stmt->object.text);
    if (slot >= 0)
        return body->locals[slot].kinds & KIND_OBJECTS;
    return object >= 0 ? check_object_kind(checked->object_lines[object]) : 0;
}

int check_object_argument(const struct checked *checked, const struct check_body *body,
                          const struct tree_expr *expr)
{
    bool named = expr->kind == TREE_NAME || expr->kind == TREE_ELEMENT;
    if (!named || check_slot(body, expr->name) >= 0 ||
        symbols_get(&checked->shared, expr->name) >= 0)
        return -1;
    return symbols_get(&checked->objects, expr->name);
}
