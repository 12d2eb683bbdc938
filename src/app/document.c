#include "config.h"

#include "app/document.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "trace/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- the text ---- */

static void release_text(struct document *document)
{
    free(document->text);
    scenario_free(document->scenario);
    free(document->errors);
    document->text = document->errors = NULL;
    document->scenario = NULL;
    document->len = 0;
    document->error_line = 0;
}

static int first_error_line(const struct diag_list *diags)
{
    for (int i = 0; i < diags->count; i++)
        if (diags->items[i].severity == DIAG_ERROR && diags->items[i].line)
            return (int)diags->items[i].line;
    return 1;
}

/* Takes the text. */
static void take_text(struct document *document, char *text, size_t len)
{
    struct diag_list diags = {0};
    release_text(document);
    document->text = text;
    document->len = len;
    document->scenario = scenario_read(document->path, text, len, &diags);
    if (diags.errors) {
        struct strbuf words = STRBUF_INIT;
        document->error_line = first_error_line(&diags);
        diag_format(&diags, document->path, text, len, &words);
        document->errors = strbuf_detach(&words);
        scenario_free(document->scenario);
        document->scenario = NULL;
    }
    diag_release(&diags);
}

static void default_model(struct document *document)
{
    if (document->scenario && !document->model_chosen && scenario_model_count(document->scenario))
        document->model = scenario_model_at(document->scenario, 0);
}

/* ---- opening ---- */

void document_init(struct document *document, const struct app_host *host)
{
    *document = (struct document){.host = host, .model = MODEL_COUNT};
}

static void add_problem(const char *path, int error, struct strbuf *problem)
{
    utf8_add_safe(problem, path, strlen(path));
    strbuf_addf(problem, ": %s", file_reason(error));
}

bool document_load(const struct app_host *host, const char *path, char **text, size_t *len,
                   struct strbuf *problem)
{
    int error = host->read(host->arg, path, text, len);
    if (error < 0)
        add_problem(path, error, problem);
    return error >= 0;
}

void document_open(struct document *document, const char *path, char *text, size_t len)
{
    document->path = mem_strdup(path);
    document->is_trace = trace_file_is(text, len);
    if (document->is_trace) {
        free(text);
        return;
    }
    take_text(document, text, len);
    default_model(document);
    document->host->watch(document->host->arg, document->path);
}

void document_open_trace(struct document *document, const char *path)
{
    document->path = mem_strdup(path);
    document->is_trace = true;
}

void document_open_program(struct document *document, const char *path)
{
    document_open_trace(document, path);
    document->is_program = true;
    document->host->watch(document->host->arg, document->path);
}

void document_close(struct document *document)
{
    if (!document->path)
        return;
    if (!document->is_trace || document->is_program)
        document->host->watch(document->host->arg, NULL);
    release_text(document);
    settings_release(&document->settings);
    for (int i = 0; i < document->beside_count; i++)
        free(document->beside[i]);
    free(document->path);
    document_init(document, document->host);
}

bool document_put_beside(struct document *document, const char *path)
{
    if (document->beside_count == DOCUMENT_BESIDE_MOST)
        return false;
    document->beside[document->beside_count++] = mem_strdup(path);
    return true;
}

/* ---- what it is run with ---- */

void document_choose_model(struct document *document, enum model_id model)
{
    document->model = model;
    document->model_chosen = true;
}

void document_put_settings(struct document *document, const char *const *items, int count)
{
    settings_copy(&document->settings, items, count);
}

bool document_is_runnable(const struct document *document, struct strbuf *why)
{
    if (!document->path)
        strbuf_adds(why, "no file is open");
    else if (document->is_program)
        strbuf_adds(why, "this is a program of your own: it runs as it is");
    else if (document->is_trace)
        strbuf_adds(why, "this is a saved trace: there is nothing to run");
    else if (document->errors)
        strbuf_addf(why, "the file has an error in line %d: nothing is run", document->error_line);
    return document->scenario != NULL;
}

/* ---- does it compile ---- */

void document_first_error(const struct diag_list *diags, struct strbuf *out)
{
    for (int i = 0; i < diags->count; i++) {
        const struct diag *diag = &diags->items[i];
        if (diag->severity != DIAG_ERROR)
            continue;
        if (diag->line)
            strbuf_addf(out, "line %u: ", (unsigned)diag->line);
        utf8_add_safe(out, diag->message, strlen(diag->message));
        if (diag->hint) {
            strbuf_adds(out, "; ");
            utf8_add_safe(out, diag->hint, strlen(diag->hint));
        }
        return;
    }
}

/* "line=value" */
static void apply(struct scenario *scenario, const char *item, struct diag_list *diags)
{
    const char *equals = strchr(item, '=');
    char *line = mem_strndup(item, equals ? (size_t)(equals - item) : strlen(item));
    scenario_set(scenario, line, equals ? equals + 1 : "", diags);
    free(line);
}

bool document_compiles(const struct document *document, enum model_id model, bool full,
                       struct strbuf *problem)
{
    const struct settings *settings = &document->settings;
    struct diag_list diags = {0};
    struct scenario *scenario =
        scenario_read(document->path, document->text, document->len, &diags);
    for (int i = 0; i < settings->count; i++)
        apply(scenario, settings->items[i], &diags);
    bool good = !diags.errors && scenario_compile(scenario, model, &diags) != NULL;
    if (!good && full)
        diag_format(&diags, document->path, document->text, document->len, problem);
    else if (!good)
        document_first_error(&diags, problem);
    scenario_free(scenario);
    diag_release(&diags);
    return good;
}

/* ---- a value that is typed ---- */

static char *without_mark(const char *message)
{
    const char *colon = strncmp(message, "--set ", 6) == 0 ? strstr(message, ": ") : NULL;
    return mem_strdup(colon ? colon + 2 : message);
}

/* One way to read the words: the first `len` bytes are the line. 1: it is set; 0: there is such a
 * line, but this is no value for it; -1: there is none. *why is the caller's. */
static int try_set(struct document *document, const char *words, size_t len, char **why)
{
    struct diag_list diags = {0};
    struct scenario *scenario =
        scenario_read(document->path, document->text, document->len, &diags);
    char *line = mem_strndup(words, len);
    const char *value = words + len + strspn(words + len, " =");
    bool good = scenario_set(scenario, line, value, &diags);
    bool unknown = !good && diags.count && strstr(diags.items[0].message, "there is no such line");
    if (!good && diags.count) {
        struct strbuf text = STRBUF_INIT;
        char *message = without_mark(diags.items[0].message);
        strbuf_addf(&text, "%s: %s", line, message);
        if (diags.items[0].hint)
            strbuf_addf(&text, "; %s", diags.items[0].hint);
        *why = strbuf_detach(&text);
        free(message);
    }
    if (good)
        settings_put(&document->settings, line, value);
    free(line);
    scenario_free(scenario);
    diag_release(&diags);
    return good ? 1 : unknown ? -1 : 0;
}

/* A line may be several words ("switch interval 500us"): each end of a word is tried. What is said
 * of a line that exists says more than that there is none. */
static bool set_words(struct document *document, const char *words, char **why)
{
    char *unknown = NULL;
    size_t len = strcspn(words, " =");
    for (;;) {
        char *here = NULL;
        int done = try_set(document, words, len, &here);
        if (done > 0) {
            free(unknown);
            return true;
        }
        if (done == 0) {
            free(unknown);
            *why = here;
            return false;
        }
        if (unknown)
            free(here);
        else
            unknown = here;
        len += strspn(words + len, " ");
        if (words[len] == '=' || !words[len])
            break;
        len += strcspn(words + len, " =");
        if (!words[len])
            break;
    }
    *why = unknown;
    return false;
}

bool document_set(struct document *document, const char *words, struct strbuf *problem)
{
    struct settings *settings = &document->settings, before = {0};
    char *why = NULL;
    settings_copy(&before, (const char *const *)settings->items, settings->count);
    bool good = set_words(document, words, &why);
    if (!good)
        strbuf_adds(problem, why ? why : "this cannot be set");
    else if (!document_compiles(document, document->model, false, problem)) {
        good = false;
        settings_copy(settings, (const char *const *)before.items, before.count);
    }
    settings_release(&before);
    free(why);
    return good;
}

/* ---- reading it again ---- */

static bool can_set(const struct document *document, const char *item)
{
    struct diag_list diags = {0};
    struct scenario *scenario =
        scenario_read(document->path, document->text, document->len, &diags);
    apply(scenario, item, &diags);
    bool good = diags.errors == 0;
    scenario_free(scenario);
    diag_release(&diags);
    return good;
}

/* Values that the file as it is now has no line for. */
static void drop_settings(struct document *document, struct strbuf *said)
{
    struct settings *settings = &document->settings;
    for (int i = settings->count - 1; i >= 0; i--) {
        if (can_set(document, settings->items[i]))
            continue;
        strbuf_clear(said);
        strbuf_addf(said, "%s is no longer set: the file has no such line now", settings->items[i]);
        settings_remove(settings, i);
    }
}

/* Returns to the file's own model if it lacks something for the chosen one. */
static void check_model(struct document *document, struct strbuf *said)
{
    struct strbuf problem = STRBUF_INIT;
    default_model(document);
    if (document->model_chosen && !document_compiles(document, document->model, false, &problem)) {
        strbuf_clear(said);
        strbuf_addf(said, "not under %s any more: %s", model_name(document->model),
                    strbuf_str(&problem));
        document->model_chosen = false;
        default_model(document);
    }
    strbuf_release(&problem);
}

bool document_read_again(struct document *document, struct strbuf *said)
{
    char *text = NULL;
    size_t len = 0;
    bool was_missing = document->missing != 0;
    document->missing = document->host->read(document->host->arg, document->path, &text, &len);
    if (was_missing && !document->missing)
        strbuf_adds(said, "the file is there again");
    if (document->missing) {
        if (document->missing == -ENOENT)
            strbuf_adds(said, "the file was deleted: it is played as it was read last");
        else
            add_problem(document->path, document->missing, said);
        return false;
    }
    if (len == document->len && memcmp(text, document->text, len) == 0) {
        free(text);
        return false;
    }
    take_text(document, text, len);
    if (!document->errors) {
        drop_settings(document, said);
        check_model(document, said);
    }
    return true;
}
