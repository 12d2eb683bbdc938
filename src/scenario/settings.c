/* scenario_set(): another value for a line of the header. The line is written out anew with the
 * value in it and read by the parser, so that what is allowed in a file and here is the same. */
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
                                    "until",   "switch interval", "poll interval", "limit"};

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

static bool take_line(const struct setting *setting, const char *source, int64_t *value)
{
    struct mem_arena arena = {0};
    const struct tree_line *line = read_line(setting, source, &arena);
    bool good = line != NULL;
    if (good && value)
        *value = line->value;
    else if (good)
        check_setting(&setting->scenario->checked.settings, line);
    mem_arena_release(&arena);
    return good;
}

static bool set_until(const struct setting *setting)
{
    struct checked *checked = &setting->scenario->checked;
    bool main_ends = strcmp(setting->value, "main ends") == 0;
    if (!main_ends && strcmp(setting->value, "all end") != 0)
        return refuse(setting, "the value is `main ends` or `all end`", NULL);
    if (main_ends && checked->main_task < 0)
        return refuse(setting, "there is no task `main`", NULL);
    checked->settings.until_main_ends = main_ends;
    return true;
}

static bool set_header_line(const struct setting *setting)
{
    if (strcmp(setting->line, "until") == 0)
        return set_until(setting);
    struct strbuf source = STRBUF_INIT;
    strbuf_addf(&source, "%s %s", setting->line, setting->value);
    bool done = take_line(setting, strbuf_str(&source), NULL);
    strbuf_release(&source);
    return done;
}

/* Puts the value behind `before` ("shared x =") and takes the number of the line that this makes.
 */
static bool set_number(const struct setting *setting, const char *before, const char *name,
                       const char *sign, int64_t *number)
{
    struct strbuf source = STRBUF_INIT;
    strbuf_addf(&source, "%s %s %s %s", before, name, sign, setting->value);
    bool done = take_line(setting, strbuf_str(&source), number);
    strbuf_release(&source);
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
        *done = set_number(setting, semaphore ? "semaphore" : "channel", object,
                           semaphore ? "=" : "size", &checked->object_sizes[index]);
        return true;
    }
    index = symbols_get(&checked->shared, shared);
    if (index < 0)
        return false;
    *done = set_number(setting, "shared", shared, "=", &checked->shared_values[index]);
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
        strbuf_adds(&hint, "what can be set: workers, cores, pool, device, until, switch interval, "
                           "poll interval, limit, a shared variable, `semaphore NAME`, "
                           "`channel NAME`");
    refuse(setting, "there is no such line and no such shared variable", strbuf_str(&hint));
    strbuf_release(&hint);
    return false;
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
        done = set_header_line(&setting);
    else if (!set_declared(&setting, &done))
        refuse_unknown(&setting);
    mem_arena_release(&scenario->program_arena);
    scenario->program = NULL;
    mem_arena_release(&arena);
    return done;
}
