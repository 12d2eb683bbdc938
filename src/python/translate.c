/* The program as a whole: what is known of the file, the functions, and in front of them what these
 * turn out to need. */
#include "config.h"

#include "python/python.h"

#include <string.h>

#include "python/bounds.h"
#include "python/expr.h"
#include "python/known.h"
#include "python/helpers.h"
#include "python/names.h"
#include "python/translation.h"

enum { DOC_COLUMNS = 80 };

static void find_lines(struct translation *t)
{
    size_t len;
    const char *source = scenario_source(t->scenario, &len);
    uint32_t count = 1;
    for (size_t i = 0; i < len; i++)
        count += source[i] == '\n';
    t->lines = mem_arena_alloc(&t->arena, (count + 1) * sizeof *t->lines);
    t->line_lengths = mem_arena_alloc(&t->arena, (count + 1) * sizeof *t->line_lengths);
    t->line_count = count;
    const char *at = source, *end = source + len;
    for (uint32_t i = 1; i <= count; i++) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        t->lines[i] = at;
        t->line_lengths[i] = (uint32_t)((next ? next : end) - at);
        at = next ? next + 1 : end;
    }
}

/* Words, in lines that are not too long. */
static void write_wrapped(struct translation *t, const char *text)
{
    size_t column = 0;
    while (*text) {
        size_t len = strcspn(text, " \n");
        if (column && column + 1 + len > DOC_COLUMNS) {
            strbuf_addch(t->out, '\n');
            column = 0;
        } else if (column) {
            strbuf_addch(t->out, ' ');
            column++;
        }
        char *word = mem_arena_strndup(&t->arena, text, len);
        py_add_characters(t->out, word, false);
        column += len;
        text += len;
        text += strspn(text, " \n");
    }
}

/* The docstring: what the scenario says of itself. */
static void write_title(struct translation *t)
{
    const char *about = scenario_about(t->scenario);
    strbuf_adds(t->out, "\"\"\"");
    py_add_characters(t->out, scenario_title(t->scenario), false);
    if (*about) {
        strbuf_adds(t->out, "\n\n");
        write_wrapped(t, about);
        strbuf_addch(t->out, '\n');
    }
    strbuf_adds(t->out, "\"\"\"\n\n");
}

static void write_report(struct translation *t)
{
    bool of_loop = t->helpers >> HELPER_NOT_HANDLED & 1;
    bool fails = of_loop || t->helpers >> HELPER_NOT_HANDLED_CALLED & 1;
    helpers_import(t, IMPORT_SYS);
    if (of_loop && t->helpers >> HELPER_ENDED & 1)
        py_line(t, NULL, "ended.clear()");
    if (of_loop)
        py_line(t, NULL, "gc.collect()  # who was never asked, says so now");
    py_blank(t);
    py_line(t, NULL, "if \"--report\" in sys.argv:");
    t->indent++;
    if (t->last_wait)
        strbuf_adds(t->out, t->last_wait);
    for (int i = 0; i < t->checked->shared_count; i++)
        py_line(t, NULL, "print(\"value %s\", %s%s, file=sys.stderr)", t->checked->shared_names[i],
                t->shared[i],
                strchr(t->checked->shared_names[i], '[') ? strchr(t->checked->shared_names[i], '[')
                                                         : "");
    py_line(t, NULL, "print(\"result%s, file=sys.stderr)", fails ? "\", result" : " ok\"");
    t->indent--;
}

static const struct py_family *family_of(enum model_id model)
{
    switch (model) {
    case MODEL_COROUTINES:
    case MODEL_ASYNC_BLOCKING:
        return &py_asyncio;
    case MODEL_BLOCKING:
    case MODEL_GIL:
    case MODEL_PROCESSES:
        return &py_calls;
    case MODEL_CALLBACKS:
        return &py_callbacks;
    case MODEL_POLLING:
    case MODEL_THREADS:
    case MODEL_COUNT:
        break;
    }
    return NULL;
}

bool python_translate(const struct scenario *scenario, enum model_id model, struct strbuf *out,
                      struct diag_list *diags)
{
    struct translation t = {.scenario = scenario,
                            .tree = scenario_tree(scenario),
                            .checked = scenario_checked(scenario),
                            .family = family_of(model),
                            .model = model,
                            .diags = diags};
    struct strbuf body = STRBUF_INIT, head = STRBUF_INIT;
    int errors = diags->errors;
    if (!t.family) {
        py_refuse(&t, (struct tree_place){0}, "Python has no like of the model %s",
                  model_name(model));
        return false;
    }
    t.bodies = mem_arena_alloc(&t.arena, ((size_t)t.checked->body_count + 1) * sizeof *t.bodies);
    for (int i = 0; i < t.checked->body_count; i++)
        t.bodies[i].checked = &t.checked->bodies[i];
    find_lines(&t);
    names_choose(&t);
    bounds_find(&t);
    known_find(&t);
    t.out = &body;
    t.family->program(&t);
    write_report(&t);
    t.out = &head;
    write_title(&t);
    helpers_write_imports(&t);
    size_t before = head.len;
    helpers_write(&t);
    bool defines = head.len > before;
    bool good = diags->errors == errors;
    if (good) {
        strbuf_add(out, strbuf_str(&head), head.len);
        const char *rest = strbuf_str(&body);
        rest += strspn(rest, "\n");
        bool apart = defines || strncmp(rest, "def ", 4) == 0 || strncmp(rest, "async ", 6) == 0;
        strbuf_adds(out, apart ? "\n\n" : "\n");
        strbuf_adds(out, rest);
    }
    strbuf_release(&head);
    strbuf_release(&body);
    mem_arena_release(&t.arena);
    return good;
}
