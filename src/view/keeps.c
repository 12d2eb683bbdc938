#include "config.h"

#include "view/keeps.h"

#include <string.h>

#include "scenario/tree.h"

enum { NAMES_MOST = 32 };

/* The variables of a body, each once. */
struct names {
    const struct tree *tree;
    const char *text[NAMES_MOST];
    int count;
};

static bool is_shared(const struct tree *tree, const char *name)
{
    for (const struct tree_line *line = tree->lines; line; line = line->next)
        if (line->kind == TREE_SHARED && line->name.text && strcmp(line->name.text, name) == 0)
            return true;
    return false;
}

static void name_count(struct names *names, const char *name)
{
    if (!name || names->count == NAMES_MOST || is_shared(names->tree, name))
        return;
    for (int i = 0; i < names->count; i++)
        if (strcmp(names->text[i], name) == 0)
            return;
    names->text[names->count++] = name;
}

static void stmt_count(void *arg, struct tree_stmt *stmt)
{
    name_count(arg, stmt->target.text);
}

/* The declaration of a task stands in the event that made it. */
static const struct tree_task *declaration_of(const struct view *view,
                                              const struct timeline_lane *lane)
{
    const struct trace_event *event =
        lane->count ? trace_at(view->player->story->trace, lane->items[0].event) : NULL;
    if (!event || event->kind != TRACE_TASK_NEW || event->who != lane->actor || !view->scenario)
        return NULL;
    const struct tree_task *task = scenario_tree(view->scenario)->tasks;
    for (int64_t i = event->value >> 32; i > 0 && task; i--)
        task = task->next;
    return task;
}

static int variables_of(const struct view *view, const struct timeline_lane *lane)
{
    const struct tree_task *task = declaration_of(view, lane);
    struct names names = {0};
    if (!task)
        return 0;
    names.tree = scenario_tree(view->scenario);
    for (const struct tree_param *param = task->params; param; param = param->next)
        name_count(&names, param->name.text);
    tree_each_stmt(&task->body, stmt_count, &names);
    return names.count;
}

void keeps_find(const struct view *view, struct tell_standing *standing)
{
    bool runs =
        standing->ended || standing->state == TRACE_READY || standing->state <= TRACE_POLLING;
    if (view->model_id == MODEL_COUNT || runs)
        return;
    standing->kept = tell_kept_under(model_name(view->model_id));
    if (standing->kept == TELL_KEPT_CALLBACK)
        standing->variables = variables_of(view, standing->lane);
}
