#include "config.h"

#include "python/bodies.h"

#include <string.h>

#include "python/common.h"
#include "python/helpers.h"

const char *bodies_without_comma(struct translation *t, const char *list)
{
    size_t len = strlen(list);
    return len ? py_format(t, "%.*s", (int)(len - 2), list) : "";
}

const char *bodies_handed_on(struct translation *t, const struct py_body *body,
                             const char *no_group)
{
    const struct py_needs *needs = &body->needs;
    const char *group = t->group ? t->group : no_group;
    return py_format(t, "%s%s%s%s", needs->number ? "number, " : "",
                     body->called && needs->started ? "started, " : "",
                     needs->group ? py_format(t, "%s, ", group) : "",
                     needs->callbacks ? "callbacks, " : "");
}

const char *bodies_begun_with(struct translation *t, const struct py_body *body, const char *number,
                              const char *no_group)
{
    const struct py_needs *needs = &body->needs;
    return py_format(t, "%s%s%s", needs->number ? py_format(t, "%s, ", number) : "",
                     body->called && needs->started ? "[], " : "",
                     needs->group ? py_format(t, "%s, ", no_group) : "");
}

const char *bodies_parameters(struct translation *t, const struct py_body *body)
{
    const struct py_needs *needs = &body->needs;
    struct strbuf out = STRBUF_INIT;
    for (int i = 0; i < body->checked->task->param_count; i++)
        strbuf_addf(&out, "%s, ", body->locals[i]);
    strbuf_addf(&out, "%s%s%s%s", needs->number ? "number, " : "",
                body->called && needs->started ? "started, " : "", needs->group ? "group, " : "",
                needs->callbacks ? "callbacks, " : "");
    const char *all = bodies_without_comma(t, strbuf_str(&out));
    strbuf_release(&out);
    return all;
}

void bodies_enter(struct translation *t, struct py_body *body)
{
    t->body = body;
    t->groups = body->needs.group ? 1 : 0;
    t->group = body->needs.group ? "group" : NULL;
    t->handlers = 0;
}

void bodies_keep_generator(struct translation *t)
{
    const struct py_body *body = t->body;
    if (!body->checked->generator || body->yields)
        return;
    t->indent++;
    py_line(t, NULL, "if False:");
    py_line(t, NULL, "    yield  # a generator all the same");
    t->indent--;
}

void bodies_write_inside(struct translation *t)
{
    const struct py_body *body = t->body;
    const struct tree_block *block = &body->checked->task->body;
    t->indent++;
    common_globals(t, block);
    if (body->needs.started && !body->called)
        py_line(t, NULL, "started = []");
    if (t->facts.kinds[TREE_IO_THEN])
        common_none_first(t, false);
    t->indent--;
    py_block(t, block);
    bodies_keep_generator(t);
    if (body->gives_value && (!block->last || block->last->kind != TREE_RETURN)) {
        t->indent++;
        py_line(t, NULL, "return 0");
        t->indent--;
    }
}

void bodies_declare_several(struct translation *t, const struct tree_line *line, const char *name,
                            const char *items)
{
    helpers_use(t, HELPER_SEVERAL);
    py_line_of(t, line->place.line, "%s = Several(\"%s\", [%s])", name, line->name.text, items);
}

void bodies_declare_objects(struct translation *t, const char *const *made)
{
    struct tree_line *const *lines = t->checked->object_lines;
    for (int i = 0; i < t->checked->object_count; i += (int)check_declared_by(lines[i])) {
        struct strbuf items = STRBUF_INIT;
        for (int64_t k = 0; made[i] && k < check_declared_by(lines[i]); k++)
            strbuf_addf(&items, "%s%s", k ? ", " : "", made[i + k]);
        if (made[i] && lines[i]->count)
            bodies_declare_several(t, lines[i], t->objects[i], strbuf_str(&items));
        else if (made[i])
            py_line_of(t, lines[i]->place.line, "%s = %s", t->objects[i], made[i]);
        strbuf_release(&items);
    }
}

void bodies_declare_shared(struct translation *t)
{
    const struct checked *checked = t->checked;
    for (int i = 0; i < checked->shared_count;
         i += (int)check_declared_by(checked->shared_lines[i])) {
        const struct tree_line *line = checked->shared_lines[i];
        struct strbuf values = STRBUF_INIT;
        for (int64_t k = 0; k < check_declared_by(line); k++)
            strbuf_addf(&values, "%s%lld", k ? ", " : "", (long long)checked->now.shared[i + k]);
        if (line->count)
            bodies_declare_several(t, line, t->shared[i], strbuf_str(&values));
        else
            py_line_of(t, line->place.line, "%s = %s", t->shared[i], strbuf_str(&values));
        strbuf_release(&values);
    }
}

void bodies_declare_counters(struct translation *t)
{
    for (int i = 0; i < t->checked->body_count; i++) {
        const struct py_body *body = &t->bodies[i];
        int64_t own = body->checked->task->copies.value;
        if (own == 0)
            own = body->checked->starts_itself;
        if (!(body->started || body->created) || !body->needs.number)
            continue;
        if (common_processes_count(t, body)) {
            py_line(t, NULL, "%s_numbers = multiprocessing.Value(\"q\", %lld)", body->name,
                    (long long)own);
            continue;
        }
        helpers_import(t, IMPORT_ITERTOOLS);
        py_line(t, NULL, "%s_numbers = itertools.count(%lld)", body->name, (long long)own + 1);
    }
}
