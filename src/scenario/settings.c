/* scenario_set(): another value for a line of the header. The line is written out anew with the
 * value in it and read by the parser, so that what is allowed in a file and here is the same. */
#include "config.h"

#include "scenario/scenario.h"

#include "base/diag.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "scenario/parser.h"
#include "scenario/scenario_private.h"
#include "scenario/suggest.h"

#include <string.h>

/* The lines that can be set, by what stands before their value. */
static const char *const lines[] = {"workers", "cores",           "pool",          "device",
                                    "until",   "switch interval", "poll interval", "limit",
                                    "memory",  "schedule"};

enum { LINE_COUNT = sizeof lines / sizeof lines[0] };

struct setting {
    struct scenario *scenario;
    const char *line, *value;
    struct diag_list *diags;
};

static bool refuse(const struct setting *setting, const char *why, const char *hint)
{
    diag_add(setting->diags, DIAG_ERROR, 0, 0, 1, "--set %s=%s: %s", setting->line, setting->value,
             why);
    if (hint)
        diag_hint(setting->diags, "%s", hint);
    return false;
}

static bool is_line(const char *name)
{
    for (int i = 0; i < LINE_COUNT; i++)
        if (strcmp(lines[i], name) == 0)
            return true;
    return false;
}

/* Reads `source` as a line of the header; NULL, with a diagnostic, if it is none. */
static const struct tree_line *read_line(const struct setting *setting, const char *source,
                                         struct mem_arena *arena)
{
    struct diag_list found = {0};
    struct report report = {.diags = &found};
    size_t len = strlen(source);
    const struct tree_line *line =
        utf8_valid(source, len, NULL) ? parse_one_line(arena, &report, source, len) : NULL;
    if (!line)
        refuse(setting, found.count ? found.items[0].message : "this is no value for it",
               found.count ? found.items[0].hint : NULL);
    report_release(&report);
    diag_release(&found);
    return line;
}

/* The text of a line is wanted longer than the line. */
static const struct tree_line *kept(const struct setting *setting, const struct tree_line *line)
{
    if (!line->text)
        return line;
    struct tree_line *copy = mem_arena_alloc(&setting->scenario->arena, sizeof *copy);
    *copy = *line;
    copy->text = mem_arena_strndup(&setting->scenario->arena, line->text, strlen(line->text));
    return copy;
}

/* Reads `before` and the value as a line of the header, and takes over what it sets. */
static bool take_line(const struct setting *setting, const char *before)
{
    struct checked *checked = &setting->scenario->checked;
    struct mem_arena arena = {0};
    struct strbuf source = STRBUF_INIT;
    strbuf_addf(&source, "%s %s", before, setting->value);
    const struct tree_line *line = read_line(setting, strbuf_str(&source), &arena);
    bool done = line != NULL;
    if (line && line->kind == TREE_UNTIL && line->value && checked->main_task < 0)
        done = refuse(setting, "there is no task `main`", NULL);
    else if (line)
        check_values_set(checked, &checked->now, kept(setting, line));
    strbuf_release(&source);
    mem_arena_release(&arena);
    return done;
}

/* The same of a thing that is declared: "shared", "x", "=". */
static bool take_declared(const struct setting *setting, const char *word, const char *name,
                          const char *sign)
{
    struct strbuf before = STRBUF_INIT;
    strbuf_addf(&before, "%s %s %s", word, name, sign);
    bool done = take_line(setting, strbuf_str(&before));
    strbuf_release(&before);
    return done;
}

/* The name behind a word: "semaphore x" gives "x". NULL if the text begins otherwise. */
static const char *behind(const char *text, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(text, word, len) != 0 || text[len] != ' ')
        return NULL;
    return text + len + strspn(text + len, " ");
}

/* True if the line names a semaphore, a channel or a shared variable; *done tells whether it could
 * be set. */
static bool set_declared(const struct setting *setting, bool *done)
{
    struct checked *checked = &setting->scenario->checked;
    const char *semaphore = behind(setting->line, "semaphore");
    const char *channel = behind(setting->line, "channel");
    const char *shared = behind(setting->line, "shared");
    if (!shared)
        shared = setting->line;
    const char *object = semaphore ? semaphore : channel;
    int index = object ? symbols_get(&checked->objects, object) : -1;
    if (index >= 0 &&
        checked->object_lines[index]->kind == (semaphore ? TREE_SEMAPHORE : TREE_CHANNEL)) {
        *done = semaphore ? take_declared(setting, "semaphore", object, "=")
                          : take_declared(setting, "channel", object, "size");
        return true;
    }
    if (symbols_get(&checked->shared, shared) < 0)
        return false;
    *done = take_declared(setting, "shared", shared, "=");
    return true;
}

static bool refuse_unknown(const struct setting *setting)
{
    const struct symbols *shared = &setting->scenario->checked.shared;
    struct suggest suggest = suggest_for(setting->line);
    for (int i = 0; i < LINE_COUNT; i++)
        suggest_offer(&suggest, lines[i]);
    suggest_offer_symbols(&suggest, shared);
    struct strbuf hint = STRBUF_INIT;
    if (suggest.best)
        strbuf_addf(&hint, "did you mean `%s`?", suggest.best);
    else
        strbuf_adds(&hint,
                    "what can be set: workers, cores, pool, device, until, switch interval, "
                    "poll interval, limit, memory, schedule, a shared variable, `semaphore NAME`, "
                    "`channel NAME`");
    refuse(setting, "there is no such line and no such shared variable", strbuf_str(&hint));
    strbuf_release(&hint);
    return false;
}

void scenario_each_setting(const struct scenario *scenario, scenario_setting_fn *each, void *arg)
{
    const struct tree_line *line = scenario ? scenario_tree(scenario)->lines : NULL;
    for (int i = 0; i < LINE_COUNT; i++)
        each(arg, lines[i], "a line of the header");
    for (; line; line = line->next) {
        struct strbuf name = STRBUF_INIT;
        const char *words = line->kind == TREE_SHARED      ? "a shared variable"
                            : line->kind == TREE_SEMAPHORE ? "a semaphore"
                            : line->kind == TREE_CHANNEL   ? "a channel"
                                                           : NULL;
        if (!words || !line->name.text)
            continue;
        if (line->kind != TREE_SHARED)
            strbuf_addf(&name, "%s ", words + 2);
        strbuf_adds(&name, line->name.text);
        each(arg, strbuf_str(&name), words);
        strbuf_release(&name);
    }
}

static char *trimmed(struct mem_arena *arena, const char *text)
{
    text += strspn(text, " ");
    size_t len = strlen(text);
    while (len > 0 && text[len - 1] == ' ')
        len--;
    return mem_arena_strndup(arena, text, len);
}

bool scenario_set(struct scenario *scenario, const char *line, const char *value,
                  struct diag_list *diags)
{
    struct mem_arena arena = {0};
    struct setting setting = {scenario, trimmed(&arena, line), trimmed(&arena, value), diags};
    bool done = false;
    if (is_line(setting.line))
        done = take_line(&setting, setting.line);
    else if (!set_declared(&setting, &done))
        refuse_unknown(&setting);
    mem_arena_release(&scenario->program_arena);
    scenario->program = NULL;
    mem_arena_release(&arena);
    return done;
}
