/* What is surely a slip, though it runs: what is declared and not used, what can never be reached.
 */
#include "scenario/check.h"

static bool ends_the_body(const struct tree_stmt *stmt)
{
    return stmt->kind == TREE_RETURN || stmt->kind == TREE_FAIL || stmt->kind == TREE_EXIT ||
           stmt->kind == TREE_CRASH;
}

static void check_reach(void *arg, struct tree_stmt *stmt)
{
    struct report *report = arg;
    if (ends_the_body(stmt) && stmt->next)
        report_warning(report, stmt->next->place, "nothing reaches this line");
}

static void check_locals(const struct check_body *body, struct report *report)
{
    for (int i = body->task->param_count; i < body->local_count; i++) {
        const struct check_local *local = &body->locals[i];
        if (local->computed && !local->read && !(local->kinds & KIND_HANDLES))
            report_warning(report, local->name.place, "`%s` is assigned, and nothing reads it",
                           local->name.text);
    }
}

static void check_shadow(const struct checked *checked, const struct check_body *body,
                         struct report *report)
{
    for (const struct tree_param *param = body->task->params; param; param = param->next)
        if (symbols_get(&checked->shared, param->name.text) >= 0)
            report_warning(report, param->name.place,
                           "the parameter `%s` hides the shared variable of that name",
                           param->name.text);
}

static void check_declared(const struct checked *checked, struct report *report)
{
    for (int i = 0; i < checked->shared_count; i++)
        if (!checked->shared_used[i])
            report_warning(report, checked->shared_lines[i]->name.place,
                           "nothing uses the shared variable `%s`",
                           checked->shared_lines[i]->name.text);
    for (int i = 0; i < checked->object_count; i++)
        if (!checked->object_used[i])
            report_warning(report, checked->object_lines[i]->name.place, "nothing uses `%s`",
                           checked->object_lines[i]->name.text);
}

/* Where the file itself is set as a block says, those without `with` never apply. */
static void check_settings_differ(const struct checked *checked,
                                  const struct tree_expect_block *block, struct report *report)
{
    if (!block->settings)
        return;
    struct check_values values;
    check_values_with(checked, block, &values);
    if (check_values_equal(checked, &values, &checked->own))
        report_warning(report, block->settings->line->place,
                       "the file itself is set so: this block replaces those without `with`");
    check_values_release(&values);
}

static void check_expects_apply(const struct checked *checked, struct report *report)
{
    unsigned named = check_named_models(checked);
    for (const struct tree_expect_block *block = checked->tree->expects; block;
         block = block->next) {
        check_settings_differ(checked, block, report);
        for (int i = 0; i < MODEL_COUNT; i++) {
            if (!(block->models & ~named & (1u << i)))
                continue;
            report_warning(report, block->model_places[i],
                           "this never applies: the `model` line does not name `%s`",
                           model_name((enum model_id)i));
        }
    }
}

void check_warnings(const struct checked *checked, struct report *report)
{
    check_declared(checked, report);
    for (int i = 0; i < checked->body_count; i++) {
        const struct check_body *body = &checked->bodies[i];
        if (!body->starts_itself && !body->used)
            report_warning(report, body->task->name.place,
                           "nothing starts, calls or creates the task `%s`", body->task->name.text);
        check_shadow(checked, body, report);
        check_locals(body, report);
        tree_each_stmt(&body->task->body, check_reach, report);
    }
    check_expects_apply(checked, report);
}
