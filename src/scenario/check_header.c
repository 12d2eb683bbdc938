#include "config.h"

#include "scenario/check.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/strbuf.h"

#include <string.h>

/* ---- declarations ---- */

static const char *const kind_words[] = {
    [TREE_SHARED] = "a shared variable", [TREE_LOCK] = "a lock",
    [TREE_SEMAPHORE] = "a semaphore",    [TREE_CHANNEL] = "a channel",
    [TREE_CONDITION] = "a condition",    [TREE_BARRIER] = "a barrier"};

static const struct tree_line *declared_before(const struct checked *checked, const char *name)
{
    int shared = symbols_get(&checked->shared, name);
    if (shared >= 0)
        return checked->shared_lines[shared];
    int object = symbols_get(&checked->objects, name);
    return object >= 0 ? checked->object_lines[object] : NULL;
}

/* Rooms of the growing lists: of lines, and of names. */
struct rooms {
    int shared, objects, shared_names, object_names;
};

static const char *name_of_one(struct mem_arena *arena, const struct tree_line *line,
                               int64_t number)
{
    if (!line->count)
        return line->name.text;
    struct strbuf name = STRBUF_INIT;
    strbuf_addf(&name, "%s[%lld]", line->name.text, (long long)number);
    const char *text = mem_arena_strndup(arena, strbuf_str(&name), name.len);
    strbuf_release(&name);
    return text;
}

static void declare_one(struct checked *checked, struct tree_line *line, const char *name,
                        struct rooms *rooms)
{
    if (line->kind == TREE_SHARED) {
        int names = checked->shared_count;
        MEM_GROW(checked->shared_lines, checked->shared_count, rooms->shared);
        MEM_GROW(checked->shared_names, names, rooms->shared_names);
        checked->shared_lines[names] = line;
        checked->shared_names[names] = name;
        symbols_put(&checked->shared, name, checked->shared_count++);
    } else {
        int names = checked->object_count;
        MEM_GROW(checked->object_lines, checked->object_count, rooms->objects);
        MEM_GROW(checked->object_names, names, rooms->object_names);
        checked->object_lines[names] = line;
        checked->object_names[names] = name;
        symbols_put(&checked->objects, name, checked->object_count++);
    }
}

static void declare(struct checked *checked, struct tree_line *line, struct mem_arena *arena,
                    struct rooms *rooms, struct report *report)
{
    if (!line->name.text)
        return;
    if (line->element) {
        report_error(report, line->name.place, "one of several is not declared by itself");
        report_hint(report, "all of them are: NAME x N");
        return;
    }
    const struct tree_line *before = declared_before(checked, line->name.text);
    if (before) {
        report_error(report, line->name.place, "`%s` is declared twice", line->name.text);
        report_hint(report, "it is %s, see line %u", kind_words[before->kind], before->place.line);
        return;
    }
    if (line->count) /* by the name alone: the first of them */
        symbols_put(line->kind == TREE_SHARED ? &checked->shared : &checked->objects,
                    line->name.text,
                    line->kind == TREE_SHARED ? checked->shared_count : checked->object_count);
    for (int64_t i = 1; i <= check_declared_by(line); i++)
        declare_one(checked, line, name_of_one(arena, line, i), rooms);
}

/* The lock may stand below its condition. */
static void check_condition(struct checked *checked, const struct tree_line *line,
                            struct report *report)
{
    if (line->kind != TREE_CONDITION || !line->lock.text)
        return;
    int index = symbols_get(&checked->objects, line->lock.text);
    const struct tree_line *lock = index < 0 ? NULL : checked->object_lines[index];
    if (!lock) {
        report_error(report, line->lock.place, "there is no lock `%s`", line->lock.text);
        report_hint(report, "declare it, too: lock NAME");
    } else if (lock->kind != TREE_LOCK) {
        report_error(report, line->lock.place, "`%s` is %s, not a lock", line->lock.text,
                     kind_words[lock->kind]);
    } else if (lock->count && !strchr(line->lock.text, '[')) {
        report_error(report, line->lock.place, "`%s` does not say which: there are %lld",
                     line->lock.text, (long long)lock->count);
    } else {
        checked->object_used[index] = true;
    }
}

/* ---- settings ---- */

static void take_models(struct checked *checked, const struct tree_line *line)
{
    memcpy(checked->models, line->models, sizeof checked->models);
    checked->model_count = line->model_count;
}

static bool may_repeat(enum tree_line_kind kind)
{
    return kind == TREE_ABOUT || kind == TREE_KEYWORDS || kind >= TREE_SHARED;
}

static void check_line(struct checked *checked, struct tree_line *line,
                       const struct tree_line **seen, struct report *report)
{
    const struct tree_line *before = seen[line->kind];
    seen[line->kind] = line;
    if (before && !may_repeat(line->kind)) {
        report_error(report, line->place, "this line stands here twice");
        report_hint(report, "see line %u", before->place.line);
        return;
    }
    check_setting(&checked->own.settings, line);
    if (line->kind == TREE_MODEL)
        take_models(checked, line);
    if (line->kind == TREE_SCENARIO && line->text)
        checked->title = line->text;
}

static const char *join_about(const struct tree *tree, struct mem_arena *arena)
{
    struct strbuf about = STRBUF_INIT;
    for (const struct tree_line *line = tree->lines; line; line = line->next) {
        if (line->kind != TREE_ABOUT || !line->text)
            continue;
        if (about.len)
            strbuf_addch(&about, ' ');
        strbuf_adds(&about, line->text);
    }
    const char *text = mem_arena_strndup(arena, strbuf_str(&about), about.len);
    strbuf_release(&about);
    return text;
}

/* ---- tasks ---- */

static void declare_task(struct checked *checked, struct tree_task *task, struct report *report)
{
    int before = symbols_get(&checked->tasks, task->name.text);
    checked->bodies[checked->body_count].task = task;
    if (before >= 0) {
        report_error(report, task->name.place, "there is a task `%s` already", task->name.text);
        report_hint(report, "see line %u", checked->bodies[before].task->name.place.line);
    } else {
        symbols_put(&checked->tasks, task->name.text, checked->body_count);
    }
    checked->body_count++;
}

/* `x N`, `every` and `after` stand only on what starts by itself. */
static void check_clauses(const struct checked *checked, const struct check_body *body,
                          struct report *report)
{
    const struct tree_task *task = body->task;
    const struct tree_clause *clauses[] = {&task->copies, &task->every, &task->after};
    static const char *const words[] = {"x", "every", "after"};
    for (int i = 0; i < 3 && !body->starts_itself && task->param_count >= 0; i++) {
        if (!clauses[i]->place.line)
            continue;
        report_error(report, clauses[i]->place, "`%s` is for tasks that start by themselves",
                     words[i]);
        if (task->param_count > 0)
            report_hint(report, "a task with parameters is started by others");
        else
            report_hint(report, "with a task `main`, it alone does: see line %u",
                        checked->bodies[checked->main_task].task->name.place.line);
        return;
    }
}

static void check_main(const struct checked *checked, struct report *report)
{
    const struct tree_line *line = checked->tree->lines;
    while (line && !(line->kind == TREE_UNTIL && line->value))
        line = line->next;
    if (checked->main_task < 0) {
        if (line)
            report_error(report, line->place, "there is no task `main`");
        return;
    }
    const struct tree_task *task = checked->bodies[checked->main_task].task;
    if (task->param_count > 0) {
        report_error(report, task->params->name.place, "`main` starts by itself");
        report_hint(report, "so nobody gives it arguments: it has no parameters");
    }
}

static void declare_tasks(struct checked *checked, struct report *report)
{
    int count = 0;
    for (struct tree_task *task = checked->tree->tasks; task; task = task->next)
        count++;
    checked->bodies = mem_alloc((size_t)count * sizeof *checked->bodies);
    for (struct tree_task *task = checked->tree->tasks; task; task = task->next)
        declare_task(checked, task, report);
    checked->main_task = symbols_get(&checked->tasks, "main");
    check_main(checked, report);
    for (int i = 0; i < count; i++) {
        struct check_body *body = &checked->bodies[i];
        body->starts_itself =
            checked->main_task >= 0 ? i == checked->main_task : body->task->param_count == 0;
        check_clauses(checked, body, report);
    }
}

static void make_values(struct checked *checked)
{
    size_t shared = (size_t)checked->shared_count, objects = (size_t)checked->object_count;
    checked->shared_used = mem_alloc(shared * sizeof *checked->shared_used);
    checked->object_used = mem_alloc(objects * sizeof *checked->object_used);
    check_values_declared(checked, &checked->own);
    check_values_copy(checked, &checked->own, &checked->now);
}

void check_header(struct checked *checked, struct mem_arena *arena, struct report *report)
{
    checked->title = "";
    checked->models[0] = MODEL_COROUTINES;
    checked->model_count = 1;
    checked->own.settings = (struct program_settings){.pool = 32,
                                                      .switch_interval_ns = 5 * NS_PER_MS,
                                                      .poll_interval_ns = 1 * NS_PER_MS,
                                                      .limit_ns = 30 * NS_PER_S};
    const struct tree_line *seen[TREE_LINE_KINDS] = {NULL};
    struct rooms rooms = {0};
    for (struct tree_line *line = checked->tree->lines; line; line = line->next) {
        check_line(checked, line, seen, report);
        declare(checked, line, arena, &rooms, report);
    }
    make_values(checked);
    for (struct tree_line *line = checked->tree->lines; line; line = line->next)
        check_condition(checked, line, report);
    checked->about = join_about(checked->tree, arena);
    declare_tasks(checked, report);
}
