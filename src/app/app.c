#include "config.h"

#include "app/app_private.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { FRAME_MS = 33 };

/* ---- the stack ---- */

/* Where none is on the stack, for another is about to come up, the first there is. */
enum screen_id app_top(const struct app *app)
{
    return app->depth ? app->stack[app->depth - 1] : (enum screen_id)0;
}

static const struct screen *screen_of(const struct app *app, enum screen_id id)
{
    return app->parts->screens[id];
}

const struct screen *app_top_screen(const struct app *app)
{
    return screen_of(app, app_top(app));
}

void *app_top_state(const struct app *app)
{
    return app->states[app_top(app)];
}

static bool is_under(const struct app *app, enum screen_id id)
{
    return app->depth >= 2 && app->stack[app->depth - 2] == id;
}

/* Nothing is typed, and nothing stands over the screen any more. */
static void uncover(struct app *app)
{
    app->prompt.kind = PROMPT_NONE;
    help_close(&app->help);
    if (app_top_screen(app)->help && app_top_state(app))
        app_top_screen(app)->help(app_top_state(app), NULL);
}

static void arrive(struct app *app)
{
    if (app_top_screen(app)->arrive)
        app_top_screen(app)->arrive(app_top_state(app));
}

static void tell(struct app *app, enum screen_change what)
{
    for (int id = 0; id < SCREENS; id++)
        if (app->states[id] && screen_of(app, (enum screen_id)id)->changed)
            screen_of(app, (enum screen_id)id)->changed(app->states[id], what);
}

static void close_screen(struct app *app, enum screen_id id)
{
    if (app->states[id])
        screen_of(app, id)->close(app->states[id]);
    app->states[id] = NULL;
}

/* Makes a screen ready to come up. */
static bool enter(struct app *app, enum screen_id id)
{
    const struct screen *screen = screen_of(app, id), *below = app_top_screen(app);
    struct reel *run = below->run && app_top_state(app) ? below->run(app_top_state(app)) : NULL;
    bool was_open = app->states[id] != NULL;
    if (!was_open)
        app->states[id] = screen->open(app);
    if (!screen->enter || screen->enter(app->states[id], run))
        return true;
    if (!was_open)
        close_screen(app, id);
    return false;
}

/* Where one goes round and round, and never back, the oldest screen but the first is forgotten. */
static void put_on_top(struct app *app, enum screen_id id)
{
    if (app->depth && app_top(app) == id)
        return;
    if (app->depth == STACK_MOST) {
        app->depth--;
        memmove(app->stack + 1, app->stack + 2, (size_t)(app->depth - 1) * sizeof *app->stack);
    }
    app->stack[app->depth++] = id;
}

bool app_push_over(struct app *app, enum screen_id id)
{
    if (!enter(app, id))
        return false;
    uncover(app);
    put_on_top(app, id);
    arrive(app);
    return true;
}

bool app_push(struct app *app, enum screen_id id)
{
    if (!is_under(app, id))
        return app_push_over(app, id);
    if (!enter(app, id))
        return false;
    uncover(app);
    app->depth--;
    arrive(app);
    return true;
}

void app_back(struct app *app)
{
    if (app->depth <= 1) {
        app_quit(app);
        return;
    }
    uncover(app);
    app->depth--;
    arrive(app);
}

void app_quit(struct app *app)
{
    app->ended = true;
    app->host.quit(app->host.arg);
}

/* ---- the document and the job ---- */

struct document *app_document(struct app *app)
{
    return &app->document;
}

struct job *app_job(struct app *app)
{
    return &app->job;
}

void app_close(struct app *app)
{
    int kept = 0;
    job_stop(&app->job);
    uncover(app);
    for (int id = 0; id < SCREENS; id++)
        if (screen_of(app, (enum screen_id)id)->is_of_document)
            close_screen(app, (enum screen_id)id);
    for (int i = 0; i < app->depth; i++)
        if (!screen_of(app, app->stack[i])->is_of_document)
            app->stack[kept++] = app->stack[i];
    app->depth = kept;
    document_close(&app->document);
}

/* What is not noticed has to be known before it is missed. */
static void say_unwatched(struct app *app)
{
    const char *why = app->document.is_trace ? NULL : app->host.unwatched(app->host.arg);
    if (why)
        app_say(app, "changes of the file are not noticed: %s; r reads it again", why);
}

bool app_open(struct app *app, const char *path, struct strbuf *problem)
{
    char *text = NULL;
    size_t len = 0;
    if (!document_load(&app->host, path, &text, &len, problem))
        return false;
    char *copy = mem_strdup(path); /* it may be the path of the file that is closed now */
    app_close(app);
    document_open(&app->document, copy, text, len);
    free(copy);
    say_unwatched(app);
    learner_visit(&app->learner, &app->catalog, app->document.path);
    return true;
}

bool app_refresh(struct app *app)
{
    struct document *document = &app->document;
    struct strbuf said = STRBUF_INIT;
    if (!document->path || document->is_trace)
        return false;
    bool changed = document_read_again(document, &said);
    app_say_words(app, &said);
    if (changed)
        tell(app, SCREEN_REREAD);
    return changed;
}

const char *app_file_words(const struct app *app)
{
    const struct document *document = &app->document;
    if (!document->path || document->is_trace)
        return NULL;
    if (document->missing)
        return document->missing == -ENOENT ? "file deleted" : "file not readable";
    return app->host.unwatched(app->host.arg) ? "file not watched" : NULL;
}

void app_rerun(struct app *app, bool same)
{
    if (app_top_screen(app)->rerun)
        app_top_screen(app)->rerun(app_top_state(app), same && !app_refresh(app));
    else if (same)
        app_say(app, "nothing is run on this screen");
}

void app_offer(struct app *app, const void *self, struct reel *run)
{
    for (int id = 0; id < SCREENS; id++) {
        const struct screen *screen = screen_of(app, (enum screen_id)id);
        if (screen->offered && app->states[id] && app->states[id] != self)
            screen->offered(app->states[id], run);
    }
}

static int line_of(const struct app *app, enum screen_id id)
{
    const struct screen *screen = screen_of(app, id);
    return screen->line && app->states[id] ? screen->line(app->states[id]) : 0;
}

/* Where the error is; else where the screen on top is, or another one. */
static int line_to_edit(const struct app *app)
{
    int line = app->document.errors ? app->document.error_line : line_of(app, app_top(app));
    for (int id = 0; id < SCREENS && !line; id++)
        line = line_of(app, (enum screen_id)id);
    return line ? line : 1;
}

bool app_open_exercise(struct app *app, int exercise)
{
    struct learner *learner = &app->learner;
    const struct course_exercise *wanted = &learner->course->exercises[exercise];
    const char *lesson = learner->course->lessons[wanted->lesson].name;
    const char *from = catalog_path_of(&app->catalog, BROWSER_LESSONS, lesson);
    struct strbuf problem = STRBUF_INIT;
    char *copy = NULL;
    if (!from)
        strbuf_addf(&problem, "the lesson %s is not installed", lesson);
    else
        copy = learner_copy(learner, wanted->name, from, wanted, NULL, &problem);
    bool good = copy && app_open(app, copy, &problem);
    if (good) {
        learner->exercise = exercise;
        good = app_push_over(app, SCREEN_EXERCISE);
    }
    app_say_words(app, &problem);
    free(copy);
    return good;
}

bool app_open_lesson(struct app *app, int lesson)
{
    const char *name = app->learner.course->lessons[lesson].name;
    const char *path = catalog_path_of(&app->catalog, BROWSER_LESSONS, name);
    struct strbuf problem = STRBUF_INIT;
    bool good = path && app_open(app, path, &problem);
    if (good)
        good = app_push_over(app, SCREEN_PLAYER);
    else if (!path)
        app_say(app, "the lesson %s is not installed", name);
    app_say_words(app, &problem);
    return good;
}

bool app_open_copy(struct app *app, const char *lesson, const char *path)
{
    struct strbuf problem = STRBUF_INIT;
    bool is_new = false;
    char *copy = learner_copy(&app->learner, lesson, path, NULL, &is_new, &problem);
    if (copy && app_open(app, copy, &problem)) {
        app_push_over(app, SCREEN_PLAYER);
        app_say(app, "%s: %s", is_new ? "your copy" : "your copy, as you left it", copy);
    }
    app_say_words(app, &problem);
    free(copy);
    return app->document.path && app_top(app) == SCREEN_PLAYER;
}

void app_edit(struct app *app)
{
    const char *problem = NULL;
    const char *lesson = learner_lesson_at(&app->learner, &app->catalog, app->document.path);
    if (lesson && !app_open_copy(app, lesson, app->document.path))
        return;
    if (!app->document.path)
        app_say(app, "no file is open");
    else if (app->document.is_trace && !app->document.is_program)
        app_say(app, "this is a saved trace: there is no file to edit");
    else
        problem = app->host.edit(app->host.arg, app->document.path, line_to_edit(app));
    if (problem)
        app_say(app, "%s", problem);
}

bool app_export(struct app *app, const struct export_format *format,
                const struct export_options *options, struct strbuf *out)
{
    if (app_top_screen(app)->export_to)
        return app_top_screen(app)->export_to(app_top_state(app), format, options, out);
    app_say(app, "this screen is exported as its text: :export screen FILE");
    return false;
}

/* ---- what is said and typed ---- */

void app_say(struct app *app, const char *format, ...)
{
    va_list args;
    struct strbuf words = STRBUF_INIT;
    va_start(args, format);
    strbuf_vaddf(&words, format, args);
    va_end(args);
    strbuf_clear(&app->message);
    utf8_add_safe(&app->message, strbuf_str(&words), words.len);
    strbuf_release(&words);
    app->stale = true;
}

void app_say_words(struct app *app, struct strbuf *words)
{
    if (words->len)
        app_say(app, "%s", strbuf_str(words));
    strbuf_release(words);
}

void app_ask_from(struct app *app, enum prompt_kind kind, const char *text, app_line_fn *done,
                  void *self)
{
    prompt_begin(&app->prompt, kind, text);
    app->typed = done;
    app->typing = self;
}

void app_ask(struct app *app, enum prompt_kind kind, app_line_fn *done, void *self)
{
    app_ask_from(app, kind, "", done, self);
}

const char *app_message(const struct app *app)
{
    return app->message.len ? app->message.text : NULL;
}

const char *app_prompt(const struct app *app, size_t *cursor)
{
    bool typing = app->prompt.kind != PROMPT_NONE;
    *cursor = typing ? app->prompt_cursor : 0;
    return typing ? strbuf_str(&app->prompt_text) : NULL;
}

const struct prompt *app_typed(const struct app *app)
{
    return &app->prompt;
}

/* ---- keys and commands ---- */

struct key_set app_keys(const struct app_parts *parts, enum screen_id id, struct app *app,
                        void *state)
{
    const struct screen *screen = parts->screens[id];
    return (struct key_set){{{screen->keys, state}, {parts->keys, app}}, screen->typed != NULL};
}

struct key_set app_top_keys(struct app *app)
{
    return app_keys(app->parts, app_top(app), app, app_top_state(app));
}

static void add_commands(struct app *app, enum screen_id id, struct command_set *set)
{
    const struct screen *screen = screen_of(app, id);
    set->tables[set->count++] = (struct command_table){
        screen->commands, app->states[id], screen == app_top_screen(app) ? NULL : screen->where};
}

struct command_set app_all_commands(struct app *app)
{
    struct command_set set = {0};
    static_assert((int)SCREENS < (int)COMMAND_TABLES_MOST, "a table each, and the common one");
    add_commands(app, app_top(app), &set);
    set.tables[set.count++] = (struct command_table){app->parts->commands, app, NULL};
    for (int id = 0; id < SCREENS; id++)
        if (id != (int)app_top(app))
            add_commands(app, (enum screen_id)id, &set);
    return set;
}

void app_command(void *self, const char *line)
{
    struct app *app = self;
    struct command_set set = app_all_commands(app);
    struct command_line read;
    struct strbuf problem = STRBUF_INIT;
    if (commands_read(&set, line, &read, &problem))
        read.command->act(read.table->self, read.arguments);
    app_say_words(app, &problem);
    free(read.arguments);
}

bool app_read_switch(struct app *app, const char *words, bool *on)
{
    if (strcmp(words, "on") == 0 || strcmp(words, "off") == 0)
        *on = words[1] == 'n';
    else if (!*words)
        *on = !*on;
    else
        app_say(app, "'%s' is neither on nor off", words);
    return !*words || strcmp(words, "on") == 0 || strcmp(words, "off") == 0;
}

const char *app_switch_candidate(const void *self, int n)
{
    return n == 0 ? "on" : n == 1 ? "off" : NULL;
}

void app_help(struct app *app, const char *command)
{
    struct command_set commands = app_all_commands(app);
    struct key_set keys = app_top_keys(app);
    struct strbuf words = STRBUF_INIT;
    if (*command) {
        commands_explain(&commands, command, &words);
        app_say_words(app, &words);
        return;
    }
    struct view_key *rows =
        help_rows(&keys, app_top_screen(app)->typed ? NULL : &commands, app_is_ascii(app));
    uncover(app);
    if (app_top_screen(app)->help)
        app_top_screen(app)->help(app_top_state(app), rows);
    else
        help_open(&app->help, rows);
}

/* ---- what there is ---- */

int64_t app_now_ns(const struct app *app)
{
    return app->now_ns;
}

int app_columns(const struct app *app)
{
    return app->columns;
}

int app_rows(const struct app *app)
{
    return app->rows;
}

bool app_is_ascii(const struct app *app)
{
    return app->settings.ascii || app->settings.narrow_glyphs;
}

struct learner *app_learner(struct app *app)
{
    return &app->learner;
}

const struct catalog *app_catalog(const struct app *app)
{
    return &app->catalog;
}

const struct app_host *app_host(const struct app *app)
{
    return &app->host;
}

const void *app_shows(const struct app *app, enum screen_id id)
{
    return app->states[id] ? screen_of(app, id)->shows(app->states[id]) : NULL;
}

/* ---- settings ---- */

const struct app_settings *app_settings(const struct app *app)
{
    return &app->settings;
}

void app_change_settings(struct app *app, const struct app_settings *settings)
{
    app->settings = *settings;
    tell(app, SCREEN_RESTYLED);
}

void app_set_movement(struct app *app, bool on)
{
    struct app_settings settings = app->settings;
    settings.still = !on;
    app_change_settings(app, &settings);
    app_say(app, on ? "movement is on" : "movement is off");
}

bool app_mouse_is_on(const struct app *app)
{
    return app->mouse;
}

void app_set_mouse(struct app *app, bool on)
{
    app->mouse = on;
    app->host.mouse(app->host.arg, on);
    app_say(app, on ? "the mouse is on" : "the mouse is off: the terminal selects text with it");
}

void app_set_light(struct app *app, bool light)
{
    app->host.light(app->host.arg, light);
    if (app->settings.colours == GRID_COLOURLESS)
        app_say(app, "no colours are shown here");
    else
        app_say(app, light ? "colours for a light ground" : "colours for a dark ground");
}

/* ---- beginning and end ---- */

struct app *app_make(const struct app_parts *parts, const struct app_host *host,
                     const struct app_settings *settings, int columns, int rows)
{
    struct app *app = mem_alloc(sizeof *app);
    app->parts = parts;
    app->host = *host;
    app->settings = *settings;
    app->columns = columns;
    app->rows = rows;
    app->mouse = true;
    app->stale = true;
    catalog_init(&app->catalog, settings->scenarios, settings->scenario_count, settings->docs);
    learner_init(&app->learner, &app->host, settings);
    document_init(&app->document, &app->host);
    job_init(&app->job, &app->host);
    return app;
}

void app_begin_with(struct app *app, enum screen_id id)
{
    app->depth = 0;
    app_push(app, id);
}

void app_free(struct app *app)
{
    if (!app)
        return;
    app_close(app);
    for (int id = 0; id < SCREENS; id++)
        close_screen(app, (enum screen_id)id);
    catalog_release(&app->catalog);
    learner_release(&app->learner);
    prompt_release(&app->prompt);
    strbuf_release(&app->prompt_text);
    strbuf_release(&app->message);
    help_close(&app->help);
    free(app);
}

void app_resize(struct app *app, int columns, int rows)
{
    app->columns = columns;
    app->rows = rows;
    app->stale = true;
    tell(app, SCREEN_RESIZED);
}

/* ---- time ---- */

void app_tick(struct app *app, int64_t now_ns)
{
    app->now_ns = app->tick_ns = now_ns;
    if (app_top_screen(app)->tick && app_top_screen(app)->tick(app_top_state(app), now_ns))
        app->stale = true;
}

int64_t app_next_ns(const struct app *app, int64_t now_ns)
{
    int64_t frame_ns = app->tick_ns + FRAME_MS * NS_PER_MS;
    if (app->ended || !app_top_screen(app)->next)
        return -1;
    int64_t next_ns = app_top_screen(app)->next(app_top_state(app), now_ns, frame_ns);
    if (next_ns < 0)
        return -1;
    if (next_ns < frame_ns && next_ns <= now_ns)
        next_ns = frame_ns;
    return next_ns > now_ns ? next_ns : now_ns;
}

bool app_is_stale(const struct app *app)
{
    return app->stale;
}

void app_draw(struct app *app, struct grid *grid, int64_t now_ns)
{
    app->now_ns = now_ns;
    app->stale = false;
    strbuf_clear(&app->prompt_text);
    if (app->prompt.kind != PROMPT_NONE)
        app->prompt_cursor = prompt_show(&app->prompt, &app->prompt_text);
    if (app->help.rows)
        help_draw(&app->help, app_is_ascii(app), grid);
    else
        app_top_screen(app)->draw(app_top_state(app), grid);
}

/* ---- the host's answers ---- */

/* Nothing is on its way any more. */
static void go_on(struct app *app)
{
    if (!app->job.owner && app_top_screen(app)->idle)
        app_top_screen(app)->idle(app_top_state(app));
}

void app_story(struct app *app, int number, struct story *story, int64_t now_ns)
{
    if (!job_is_awaited(&app->job, number)) {
        story_free(story);
        return;
    }
    app->now_ns = now_ns;
    app->stale = true;
    job_story(&app->job, story);
    go_on(app);
}

void app_failed(struct app *app, int number, const char *problem)
{
    if (!job_is_awaited(&app->job, number))
        return;
    app->stale = true;
    job_failed(&app->job, problem);
    go_on(app);
}

void app_progress(struct app *app, int number, const char *what, int percent, int64_t elapsed_ns)
{
    if (app->settings.still) { /* once a second */
        percent -= percent > 0 ? percent % 10 : 0;
        elapsed_ns -= elapsed_ns % NS_PER_S;
    }
    if (job_is_awaited(&app->job, number) && job_progress(&app->job, what, percent, elapsed_ns))
        app->stale = true;
}

static void read_again(struct app *app)
{
    if (app_refresh(app) && !app->document.errors)
        app_rerun(app, false);
}

void app_changed(struct app *app, const char *path, int64_t now_ns)
{
    const struct document *document = &app->document;
    app->now_ns = now_ns;
    app->stale = true;
    for (int id = 0; id < SCREENS; id++)
        if (app->states[id] && screen_of(app, (enum screen_id)id)->file_changed)
            screen_of(app, (enum screen_id)id)->file_changed(app->states[id], path);
    if (!document->path || strcmp(document->path, path) != 0)
        return;
    if (document->is_program) /* it may do anything: nobody starts it but whoever sits here */
        app_say(app, "the program was saved: r records it again, with all that it does");
    else if (!document->is_trace)
        read_again(app);
}

void app_recorded(struct app *app, int64_t now_ns)
{
    app->now_ns = now_ns;
    app->stale = true;
    if (app->document.is_program)
        app_rerun(app, false);
}
