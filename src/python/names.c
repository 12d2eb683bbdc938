/* Names of the scenario, as Python can have them: kept where it can. A function, a shared variable
 * and a local one may have the same name in a scenario, but not in one module of Python. */
#include "config.h"

#include "python/names.h"

#include <string.h>

#include "base/utf8.h"

/* Words of Python, and names that the printed program uses for itself. */
static const char *const taken[] = {
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield", "match", "case", "type",
    /* builtins */
    "print", "int", "range", "len", "next", "abs", "list", "str", "bool", "Exception",
    "RuntimeError", "TimeoutError", "OverflowError", "ZeroDivisionError", "ValueError",
    "StopIteration", "ExceptionGroup", "super", "min", "max", "iter", "id", "object", "sum",
    /* modules */
    "asyncio", "collections", "concurrent", "contextlib", "functools", "gc", "inspect", "itertools",
    "multiprocessing", "os", "queue", "signal", "sys", "threading", "time", "traceback",
    /* the program's own */
    "self", "error", "number", "started", "callbacks", "group", "answer", "device", "loop", "pool",
    "compute", "io", "ask", "say", "div", "rem", "int64", "seconds", "now", "begin", "everything",
    "result_of", "wait_all", "first_ended", "with_callbacks", "start", "ended", "resume", "throw",
    "Channel", "Several", "Task", "answered", "offloaded", "answers", "report", "failed", "result",
    "quit", "Call", "begun", "not_handled", "end", "ends", "answered", "called", "leave",
    "part_ended", "step", "when_done", "when_all", "raise_first", "arrive", "requests", "free",
    "serve", "look", "next_number", "wait_until", "wait_for_begun", "reported", "quit_now", "task",
    "offload_pool", "tasks", "others", "future", "done", "failure", "Closed", "Failure", "counts",
    "limit", "counter_of", "run_queue", "finish", "value_of"};

enum { TAKEN = sizeof taken / sizeof *taken };

static bool is_taken(const char *name)
{
    for (int i = 0; i < TAKEN; i++)
        if (strcmp(taken[i], name) == 0)
            return true;
    return false;
}

/* Letters that stand for themselves in an identifier of Python: it folds others (NFKC), or has
 * none of them. Scenarios may have any character there but spaces and punctuation. */
static bool is_kept(uint32_t rune)
{
    static const uint32_t ranges[][2] = {
        {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x131},  {0x134, 0x13E},   {0x141, 0x148},
        {0x14A, 0x17E},   {0x391, 0x3A1},   {0x3A3, 0x3CE}, {0x400, 0x481},   {0x5D0, 0x5EA},
        {0x620, 0x64A},   {0x904, 0x939},   {0xE01, 0xE30}, {0x3041, 0x3096}, {0x30A1, 0x30FA},
        {0x4E00, 0x9FFF}, {0xAC00, 0xD7A3},
    };
    if (rune < 0x80)
        return true;
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (rune >= ranges[i][0] && rune <= ranges[i][1])
            return true;
    return false;
}

static char *spelled(struct translation *t, const char *name)
{
    struct strbuf out = STRBUF_INIT;
    size_t len = strlen(name);
    for (size_t at = 0, width; at < len; at += width) {
        uint32_t rune;
        width = utf8_decode(name + at, len - at, &rune);
        if (is_kept(rune))
            strbuf_add(&out, name + at, width);
        else
            strbuf_addf(&out, "u%x", (unsigned)rune);
    }
    char *kept = mem_arena_strndup(&t->arena, strbuf_str(&out), out.len);
    strbuf_release(&out);
    return kept;
}

static char *free_name(struct translation *t, const struct symbols *outer,
                       const struct symbols *own, const char *name)
{
    char *chosen = spelled(t, name);
    while (is_taken(chosen) || symbols_get(outer, chosen) >= 0 ||
           (own && symbols_get(own, chosen) >= 0))
        chosen = py_format(t, "%s_", chosen);
    return chosen;
}

static char *declare(struct translation *t, struct symbols *module, const char *name)
{
    static const struct symbols nothing;
    char *chosen = free_name(t, module, &nothing, name);
    symbols_put(module, chosen, 0);
    return chosen;
}

/* Of several, which have one name, not the first. */
static bool is_another(struct tree_line *const *lines, int i)
{
    return i > 0 && lines[i] == lines[i - 1];
}

void names_choose(struct translation *t)
{
    const struct checked *checked = t->checked;
    struct symbols module = {0};
    for (int i = 0; i < checked->body_count; i++)
        t->bodies[i].name = declare(t, &module, checked->bodies[i].task->name.text);
    t->shared = mem_arena_alloc(&t->arena, ((size_t)checked->shared_count + 1) * sizeof(char *));
    for (int i = 0; i < checked->shared_count; i++)
        t->shared[i] = is_another(checked->shared_lines, i)
                           ? t->shared[i - 1]
                           : declare(t, &module, checked->shared_lines[i]->name.text);
    t->objects = mem_arena_alloc(&t->arena, ((size_t)checked->object_count + 1) * sizeof(char *));
    for (int i = 0; i < checked->object_count; i++)
        t->objects[i] = is_another(checked->object_lines, i)
                            ? t->objects[i - 1]
                            : declare(t, &module, checked->object_lines[i]->name.text);
    for (int i = 0; i < checked->body_count; i++) {
        const struct check_body *body = &checked->bodies[i];
        struct symbols own = {0};
        char **locals =
            mem_arena_alloc(&t->arena, ((size_t)body->local_count + 1) * sizeof *locals);
        for (int k = 0; k < body->local_count; k++) {
            locals[k] = free_name(t, &module, &own, body->locals[k].name.text);
            symbols_put(&own, locals[k], k);
        }
        t->bodies[i].locals = locals;
        symbols_release(&own);
    }
    symbols_release(&module);
}

const char *names_variable(const struct translation *t, const char *name)
{
    int slot = t->body ? check_slot(t->body->checked, name) : -1;
    if (slot >= 0)
        return t->body->locals[slot];
    int shared = symbols_get(&t->checked->shared, name);
    return shared >= 0 ? t->shared[shared] : name;
}

bool names_is_shared(const struct translation *t, const char *name)
{
    return check_slot(t->body->checked, name) < 0 && symbols_get(&t->checked->shared, name) >= 0;
}

const char *names_object(const struct translation *t, const char *name)
{
    int slot = t->body ? check_object_slot(t->body->checked, name) : -1;
    if (slot >= 0)
        return t->body->locals[slot];
    return t->objects[symbols_get(&t->checked->objects, name)];
}

const struct tree_line *names_declared(const struct translation *t, const char *name)
{
    bool is_param = t->body && check_object_slot(t->body->checked, name) >= 0;
    return is_param ? NULL : t->checked->object_lines[symbols_get(&t->checked->objects, name)];
}

struct py_body *names_body(const struct translation *t, const char *name)
{
    return &t->bodies[symbols_get(&t->checked->tasks, name)];
}
