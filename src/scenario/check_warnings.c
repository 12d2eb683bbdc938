/* What is surely a slip, though it runs: what is declared and not used, what can never be reached.
 */
#include "config.h"

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

/* Without `main` each task that has no parameters starts by itself: what starts it once more may
 * not be meant. */
static void check_started_twice(const struct check_body *body, struct report *report)
{
    static const char *const words[TREE_STMT_KINDS] = {[TREE_START] = "started",
                                                       [TREE_CALL] = "called",
                                                       [TREE_RUN] = "run",
                                                       [TREE_CREATE] = "created"};
    const struct tree_stmt *stmt = body->used_by;
    if (!stmt)
        return;
    report_warning(report, stmt->object.place, "`%s` starts by itself, and is %s here, too",
                   body->task->name.text, words[stmt->kind]);
    report_hint(report, "it has no parameters, and there is no task `main`: with one, that alone "
                        "starts by itself");
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

/* Of several, one that is used will do. */
static bool any_used(const bool *used, int first, const struct tree_line *line)
{
    for (int64_t i = 0; i < check_declared_by(line); i++)
        if (used[first + i])
            return true;
    return false;
}

static void check_declared(const struct checked *checked, struct report *report)
{
    struct tree_line **shared = checked->shared_lines, **objects = checked->object_lines;
    for (int i = 0; i < checked->shared_count; i += (int)check_declared_by(shared[i]))
        if (!any_used(checked->shared_used, i, shared[i]))
            report_warning(report, checked->shared_lines[i]->name.place,
                           "nothing uses the shared variable `%s`",
                           checked->shared_lines[i]->name.text);
    for (int i = 0; i < checked->object_count; i += (int)check_declared_by(objects[i]))
        if (!any_used(checked->object_used, i, objects[i]))
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

/* ---- expected texts with braces ---- */

struct templates {
    struct symbols said; /* a text -> the line that says it; templates, but for those that are also
                            said as they stand */
};

static void collect_template(void *arg, struct tree_stmt *stmt)
{
    struct templates *templates = arg;
    if (stmt->kind == TREE_SAY && stmt->text && stmt->text->written)
        symbols_put(&templates->said, stmt->text->written, (int32_t)stmt->text->place.line);
}

static void drop_literal(void *arg, struct tree_stmt *stmt)
{
    struct templates *templates = arg;
    const struct tree_text_part *part =
        stmt->kind == TREE_SAY && stmt->text ? stmt->text->parts : NULL;
    if (part && part->literal && !part->next && symbols_get(&templates->said, part->literal) >= 0)
        symbols_put(&templates->said, part->literal, 0);
}

/* What is expected is what is said, with values in place of braces. */
static void check_template(const struct templates *templates, const struct tree_text *text,
                           struct report *report)
{
    const char *literal = text->parts ? text->parts->literal : NULL;
    int32_t line = literal ? symbols_get(&templates->said, literal) : -1;
    if (line <= 0)
        return;
    report_warning(report, text->place, "this is never said: `say` puts values in place of braces");
    report_hint(report, "see line %d", (int)line);
}

static void check_templates(const struct checked *checked, struct report *report)
{
    struct templates templates = {{0}};
    for (int i = 0; i < checked->body_count; i++)
        tree_each_stmt(&checked->bodies[i].task->body, collect_template, &templates);
    for (int i = 0; i < checked->body_count; i++)
        tree_each_stmt(&checked->bodies[i].task->body, drop_literal, &templates);
    for (const struct tree_expect_block *block = checked->tree->expects; block; block = block->next)
        for (const struct tree_expect *expect = block->first; expect; expect = expect->next)
            for (int i = 0; i < expect->text_count; i++)
                check_template(&templates, &expect->texts[i], report);
    symbols_release(&templates.said);
}

void check_warnings(const struct checked *checked, struct report *report)
{
    check_declared(checked, report);
    for (int i = 0; i < checked->body_count; i++) {
        const struct check_body *body = &checked->bodies[i];
        if (!body->starts_itself && !body->used)
            report_warning(report, body->task->name.place,
                           "nothing starts, calls or creates the task `%s`", body->task->name.text);
        check_started_twice(body, report);
        check_shadow(checked, body, report);
        check_locals(body, report);
        tree_each_stmt(&body->task->body, check_reach, report);
    }
    check_expects_apply(checked, report);
    check_templates(checked, report);
}
