/* The file that is open: read, checked, read again when it has changed. */
#include "base/diag.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "trace/file.h"
#include "app/app_private.h"

#include <stdlib.h>
#include <string.h>

static void release_text(struct app_file *file)
{
    free(file->text);
    scenario_free(file->scenario);
    free(file->errors);
    file->text = file->errors = NULL;
    file->scenario = NULL;
    file->len = 0;
    file->error_line = 0;
}

static int first_error_line(const struct diag_list *diags)
{
    for (int i = 0; i < diags->count; i++)
        if (diags->items[i].severity == DIAG_ERROR && diags->items[i].line)
            return (int)diags->items[i].line;
    return 1;
}

/* Takes the text. */
static void take_text(struct app_file *file, char *text, size_t len)
{
    struct diag_list diags = {0};
    release_text(file);
    file->text = text;
    file->len = len;
    file->scenario = scenario_read(file->path, text, len, &diags);
    if (diags.errors) {
        struct strbuf words = STRBUF_INIT;
        file->error_line = first_error_line(&diags);
        diag_format(&diags, file->path, text, len, &words);
        file->errors = strbuf_detach(&words);
        scenario_free(file->scenario);
        file->scenario = NULL;
    }
    diag_release(&diags);
}

static void default_model(struct app_file *file)
{
    if (file->scenario && !file->model_chosen && scenario_model_count(file->scenario))
        file->model = scenario_model_at(file->scenario, 0);
}

static void add_reason(struct strbuf *problem, const char *path, int error)
{
    utf8_add_safe(problem, path, strlen(path));
    strbuf_addf(problem, ": %s", strerror(-error));
}

bool file_open(struct app *app, const char *path, struct strbuf *problem)
{
    struct app_file *file = &app->file;
    char *text = NULL;
    size_t len = 0;
    int error = app->host.read(app->host.arg, path, &text, &len);
    if (error < 0) {
        add_reason(problem, path, error);
        return false;
    }
    char *copy = mem_strdup(path); /* it may be the path of the file that is closed now */
    file_close(app);
    file->path = copy;
    file->is_trace = trace_file_is(text, len);
    if (file->is_trace) {
        free(text);
        return true;
    }
    take_text(file, text, len);
    default_model(file);
    app->host.watch(app->host.arg, file->path);
    return true;
}

void file_close(struct app *app)
{
    struct app_file *file = &app->file;
    job_stop(app);
    play_close(app);
    compare_close(app);
    if (!file->path)
        return;
    if (!file->is_trace)
        app->host.watch(app->host.arg, NULL);
    release_text(file);
    settings_release(&file->settings);
    free(file->path);
    *file = (struct app_file){.model = MODEL_COUNT};
}

void file_first_line(const struct diag_list *diags, struct strbuf *out)
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

bool file_compiles(const struct app_file *file, const struct settings *settings,
                   enum model_id model, bool full, struct strbuf *problem)
{
    struct diag_list diags = {0};
    struct scenario *scenario = scenario_read(file->path, file->text, file->len, &diags);
    for (int i = 0; i < settings->count; i++)
        apply(scenario, settings->items[i], &diags);
    bool good = !diags.errors && scenario_compile(scenario, model, &diags) != NULL;
    if (!good && full)
        diag_format(&diags, file->path, file->text, file->len, problem);
    else if (!good)
        file_first_line(&diags, problem);
    scenario_free(scenario);
    diag_release(&diags);
    return good;
}

static bool can_set(const struct app_file *file, const char *item)
{
    struct diag_list diags = {0};
    struct scenario *scenario = scenario_read(file->path, file->text, file->len, &diags);
    apply(scenario, item, &diags);
    bool good = diags.errors == 0;
    scenario_free(scenario);
    diag_release(&diags);
    return good;
}

/* Values that the file as it is now has no line for. */
static void drop_settings(struct app *app)
{
    struct settings *settings = &app->file.settings;
    for (int i = settings->count - 1; i >= 0; i--) {
        if (can_set(&app->file, settings->items[i]))
            continue;
        app_say(app, "%s is no longer set: the file has no such line now", settings->items[i]);
        settings_remove(settings, i);
    }
}

/* Returns to the file's own model if it lacks something for the chosen one. */
static void check_model(struct app *app)
{
    struct app_file *file = &app->file;
    struct strbuf problem = STRBUF_INIT;
    default_model(file);
    if (file->model_chosen && !file_compiles(file, &file->settings, file->model, false, &problem)) {
        app_say(app, "not under %s any more: %s", model_name(file->model), strbuf_str(&problem));
        file->model_chosen = false;
        default_model(file);
    }
    strbuf_release(&problem);
}

void file_read_again(struct app *app)
{
    struct app_file *file = &app->file;
    char *text = NULL;
    size_t len = 0;
    int error = app->host.read(app->host.arg, file->path, &text, &len);
    if (error < 0) {
        struct strbuf problem = STRBUF_INIT;
        add_reason(&problem, file->path, error);
        app_say(app, "%s", strbuf_str(&problem));
        strbuf_release(&problem);
        return;
    }
    if (len == file->len && memcmp(text, file->text, len) == 0) {
        free(text);
        return;
    }
    take_text(file, text, len);
    play_sync(app);
    if (app->play.current)
        app->play.view.source_scroll = 0;
    if (file->errors) {
        if (app_screen(app) == KEYS_COMPARE)
            app_say(app, "the file has an error in line %d", file->error_line);
        return;
    }
    drop_settings(app);
    check_model(app);
    if (app_screen(app) == KEYS_COMPARE)
        compare_again(app);
    else if (app->play.current)
        play_run(app, false);
}
