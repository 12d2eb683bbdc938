/* Whom it is for what comes in: a line that is typed, what stands over the screen, the screen, or
 * the table of keys. */
#include "config.h"

#include "app/app_private.h"

#include <stdlib.h>

#include "base/mem.h"

static void complete(struct app *app)
{
    struct command_set set = app_all_commands(app);
    struct strbuf line = STRBUF_INIT;
    struct prompt *prompt = &app->prompt;
    if (prompt->kind == PROMPT_COMMAND &&
        commands_complete(&set, prompt_stem(prompt), prompt->completed, &line))
        prompt_complete(prompt, strbuf_str(&line));
    strbuf_release(&line);
}

static void take_line(struct app *app)
{
    char *line = mem_strdup(strbuf_str(&app->prompt.text));
    app->typed(app->typing, line);
    free(line);
}

static void type(struct app *app, uint32_t key)
{
    enum prompt_answer answer = prompt_key(&app->prompt, key);
    if (answer == PROMPT_DONE)
        take_line(app);
    else if (answer == PROMPT_COMPLETE)
        complete(app);
}

/* True if the key was for a line that is typed, or for what stands over the screen. */
static bool is_taken(struct app *app, const struct input *input)
{
    if (app->prompt.kind != PROMPT_NONE) {
        type(app, input->key);
        return true;
    }
    if (app->help.rows)
        return help_key(&app->help, input->key, app->columns, app->rows);
    return app_top_screen(app)->input && app_top_screen(app)->input(app_top_state(app), input);
}

static void press(struct app *app, const struct input *input)
{
    struct key_found found = {0};
    struct key_set keys = app_top_keys(app);
    bool is_key = keys_find(&keys, input->key, &found);
    strbuf_clear(&app->message);
    if (!(is_key && found.row->always) && is_taken(app, input))
        return;
    if (is_key)
        found.row->act(found.self, &found.press);
    else if (!input_is_printable(input->key))
        ;
    else if (app_top_screen(app)->typed)
        app_top_screen(app)->typed(app_top_state(app), input->key);
    else
        app_say(app, "this key does nothing here; ? shows those that do");
}

/* Pasted text is typed where something is typed, and runs no keys. What separates its lines becomes
 * one space, between them only. */
static void paste(struct app *app, uint32_t key)
{
    bool typing = app->prompt.kind != PROMPT_NONE;
    bool filters = !typing && !app->help.rows && app_top_screen(app)->typed;
    if (key == INPUT_ENTER || key == INPUT_TAB) {
        app->paste_gap = app->pasting;
        return;
    }
    if (!typing && !filters) {
        app_say(app, "pasted text runs no keys");
        return;
    }
    for (int i = app->paste_gap ? 0 : 1; i < 2; i++) {
        uint32_t rune = i ? key : ' ';
        if (typing)
            type(app, rune);
        else
            app_top_screen(app)->typed(app_top_state(app), rune);
    }
    app->pasting = true;
    app->paste_gap = false;
}

static void take_mouse(struct app *app, const struct input *input)
{
    if (input->mouse == INPUT_PRESS)
        strbuf_clear(&app->message);
    if (app->prompt.kind != PROMPT_NONE)
        return;
    if (app->help.rows && help_mouse(&app->help, input, app->columns, app->rows))
        return;
    if (app_top_screen(app)->input)
        app_top_screen(app)->input(app_top_state(app), input);
}

void app_input(struct app *app, const struct input *input, int64_t now_ns)
{
    if (app->ended)
        return;
    app_tick(app, now_ns);
    app->stale = true;
    if (input->key == INPUT_NONE)
        take_mouse(app, input);
    else if (input->pasted)
        paste(app, input->key);
    else
        press(app, input);
    if (!input->pasted)
        app->pasting = app->paste_gap = false;
}
