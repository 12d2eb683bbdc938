#include "app/app.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "app/app_private.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- screens ---- */

enum key_screen app_screen(const struct app *app)
{
    return app->depth ? app->stack[app->depth - 1] : KEYS_BROWSER;
}

static bool is_under(const struct app *app, enum key_screen screen)
{
    return app->depth >= 2 && app->stack[app->depth - 2] == screen;
}

/* What the screen that is now on top has to do. */
static void arrive(struct app *app)
{
    switch (app_screen(app)) {
    case KEYS_BROWSER:
        file_close(app);
        app->depth = 1;
        break;
    case KEYS_PLAYER:
        if (app->job.purpose == JOB_COMPARE)
            job_stop(app);
        play_arrive(app);
        break;
    default:
        compare_next(app);
    }
}

void app_push_over(struct app *app, enum key_screen screen)
{
    if (app->depth < APP_STACK_MOST && (!app->depth || app_screen(app) != screen))
        app->stack[app->depth++] = screen;
    overlay_close(app);
    arrive(app);
}

void app_push(struct app *app, enum key_screen screen)
{
    if (!is_under(app, screen)) {
        app_push_over(app, screen);
        return;
    }
    app->depth--;
    overlay_close(app);
    arrive(app);
}

static void quit(struct app *app)
{
    app->ended = true;
    app->host.quit(app->host.arg);
}

void app_back(struct app *app)
{
    if (app->depth <= 1) {
        quit(app);
        return;
    }
    app->depth--;
    overlay_close(app);
    arrive(app);
}

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

bool app_is_ascii(const struct app *app)
{
    return app->settings.ascii || app->settings.narrow_glyphs;
}

/* ---- beginning and end ---- */

struct app *app_new(const struct app_host *host, const struct app_settings *settings, int columns,
                    int rows)
{
    struct app *app = mem_alloc(sizeof *app);
    app->host = *host;
    app->settings = *settings;
    app->columns = columns;
    app->rows = rows;
    app->mouse = true;
    app->movement = !settings->still;
    app->large = settings->large;
    app->file.model = MODEL_COUNT;
    app->stale = true;
    pick_open(app);
    app->stack[app->depth++] = KEYS_BROWSER;
    return app;
}

void app_free(struct app *app)
{
    if (!app)
        return;
    file_close(app);
    pick_release(app);
    prompt_release(&app->prompt);
    strbuf_release(&app->prompt_text);
    strbuf_release(&app->message);
    free(app->help);
    free(app);
}

bool app_open_scenario(struct app *app, const char *path, enum model_id model,
                       const char *const *sets, int set_count, struct strbuf *problem)
{
    struct app_file *file = &app->file;
    if (!file_open(app, path, problem))
        return false;
    settings_copy(&file->settings, sets, set_count);
    if (file->errors) {
        strbuf_adds(problem, file->errors);
    } else if (!file->is_trace) {
        file->model_chosen = model != MODEL_COUNT;
        if (file->model_chosen)
            file->model = model;
        if (file_compiles(file, &file->settings, file->model, true, problem))
            goto good;
    } else {
        goto good;
    }
    file_close(app);
    return false;
good:
    app->depth = 0;
    app_push(app, KEYS_PLAYER);
    return true;
}

void app_open_trace(struct app *app, const char *path)
{
    file_close(app);
    app->file.path = mem_strdup(path);
    app->file.is_trace = true;
    app->depth = 0;
    app_push(app, KEYS_PLAYER);
}

bool app_open_compare(struct app *app, const char *path, struct strbuf *problem)
{
    if (!file_open(app, path, problem))
        return false;
    if (app->file.errors || app->file.is_trace) {
        if (app->file.is_trace)
            strbuf_addf(problem, "%s is a saved trace: there is nothing to run", path);
        else
            strbuf_adds(problem, app->file.errors);
        file_close(app);
        return false;
    }
    app->depth = 0;
    app_push(app, KEYS_COMPARE);
    return true;
}

/* ---- input ---- */

static void complete(struct app *app)
{
    struct strbuf line = STRBUF_INIT;
    struct prompt *prompt = &app->prompt;
    if (prompt->kind == PROMPT_COMMAND &&
        command_complete(app, prompt_stem(prompt), prompt->completed, &line))
        prompt_complete(prompt, strbuf_str(&line));
    strbuf_release(&line);
}

static void take_line(struct app *app, enum prompt_kind kind)
{
    char *line = mem_strdup(strbuf_str(&app->prompt.text));
    switch (kind) {
    case PROMPT_COMMAND:
        command_run(app, line);
        break;
    case PROMPT_SEARCH:
        play_search(app, line, 1);
        break;
    case PROMPT_GOTO:
        play_goto(app, line);
        break;
    case PROMPT_EXPORT:
        export_path(app, line);
        break;
    default:
        break;
    }
    free(line);
}

static void type(struct app *app, uint32_t key)
{
    enum prompt_kind kind = app->prompt.kind;
    switch (prompt_key(&app->prompt, key)) {
    case PROMPT_DONE:
        take_line(app, kind);
        break;
    case PROMPT_COMPLETE:
        complete(app);
        break;
    default:
        break;
    }
}

static bool is_printable(uint32_t key)
{
    return key >= ' ' && key < INPUT_FIRST && key != 0x7F && !(key >= 0x80 && key < 0xA0);
}

/* Keys that mean the same whatever stands over the screen. */
static bool is_above_all(const struct key_row *row)
{
    return row && (row->act == act_quit || row->act == act_redraw || row->act == act_suspend);
}

static void press(struct app *app, uint32_t key)
{
    int direction = 1;
    enum key_screen screen = app_screen(app);
    const struct key_row *row = keys_find(screen, key, &direction);
    if (!is_above_all(row)) {
        if (app->prompt.kind != PROMPT_NONE) {
            type(app, key);
            return;
        }
        if (overlay_key(app, key))
            return;
    }
    if (row)
        row->act(app, &(struct key_press){key, direction, row->argument});
    else if (screen == KEYS_BROWSER && is_printable(key))
        pick_type(app, key);
    else if (is_printable(key))
        app_say(app, "this key does nothing here; ? shows those that do");
}

static void look_for_movement(struct app *app)
{
    app->play.was_moving = app->play.current && app_screen(app) == KEYS_PLAYER &&
                           player_move_phase(&app->play.player, app->now_ns) < 1;
}

void app_input(struct app *app, const struct input *input, int64_t now_ns)
{
    if (app->ended)
        return;
    app_tick(app, now_ns);
    play_sync(app);
    app->stale = true;
    if (input->key == INPUT_NONE) {
        mouse_input(app, input);
    } else {
        strbuf_clear(&app->message);
        press(app, input->key);
    }
    look_for_movement(app);
}

void app_resize(struct app *app, int columns, int rows)
{
    app->columns = columns;
    app->rows = rows;
    app->stale = true;
    if (app->play.current)
        play_resized(app);
}

/* ---- time ---- */

void app_tick(struct app *app, int64_t now_ns)
{
    app->now_ns = app->tick_ns = now_ns;
    if (!app->play.current || app_screen(app) != KEYS_PLAYER)
        return;
    if (player_advance(&app->play.player, now_ns)) {
        app->stale = true;
        play_moved(app);
    }
    if (app->play.was_moving)
        app->stale = true;
    look_for_movement(app);
}

int64_t app_next_ns(const struct app *app, int64_t now_ns)
{
    const struct app_player *play = &app->play;
    int64_t frame_ns = app->tick_ns + APP_FRAME_MS * NS_PER_MS;
    int64_t next_ns;
    if (app->ended || !play->current || app_screen(app) != KEYS_PLAYER)
        return -1;
    next_ns = player_next_ns(&play->player, now_ns);
    if (play->was_moving && (next_ns < 0 || next_ns > frame_ns))
        next_ns = frame_ns;
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
    switch (app_screen(app)) {
    case KEYS_PLAYER:
        play_draw(app, grid);
        break;
    case KEYS_COMPARE:
        compare_draw(app, grid);
        break;
    default:
        pick_draw(app, grid);
    }
}

/* ---- the host's answers ---- */

void app_story(struct app *app, int number, struct story *story, int64_t now_ns)
{
    enum job_purpose purpose = app->job.purpose;
    bool live = story->live;
    if (purpose == JOB_NONE || number != app->job.number) {
        story_free(story);
        return;
    }
    app->now_ns = now_ns;
    app->stale = true;
    if (!live)
        app->job.purpose = JOB_NONE;
    if (purpose == JOB_PLAYER)
        play_story(app, story);
    else
        compare_story(app, story);
    if (!live && app_screen(app) == KEYS_COMPARE)
        compare_next(app);
}

void app_failed(struct app *app, int number, const char *problem)
{
    enum job_purpose purpose = app->job.purpose;
    if (purpose == JOB_NONE || number != app->job.number)
        return;
    app->stale = true;
    app->job.purpose = JOB_NONE;
    if (purpose == JOB_PLAYER)
        play_failed(app, problem);
    else
        compare_failed(app, problem);
    if (app_screen(app) == KEYS_COMPARE)
        compare_next(app);
}

void app_progress(struct app *app, int number, const char *what, int percent, int64_t elapsed_ns)
{
    struct strbuf words = STRBUF_INIT;
    struct app_job *job = &app->job;
    if (job->purpose == JOB_NONE || number != job->number)
        return;
    if (percent >= 0)
        strbuf_addf(&words, "%s %d%%", what, percent);
    else
        strbuf_addf(&words, "%s %.1f s", what, (double)elapsed_ns / 1e9);
    if (words.len < sizeof job->words && strcmp(job->words, strbuf_str(&words)) != 0) {
        memcpy(job->words, strbuf_str(&words), words.len + 1);
        app->stale = true;
    }
    strbuf_release(&words);
}

void app_changed(struct app *app, const char *path, int64_t now_ns)
{
    app->now_ns = now_ns;
    app->stale = true;
    pick_forget(app, path);
    if (app->file.path && !app->file.is_trace && strcmp(app->file.path, path) == 0)
        file_read_again(app);
}
