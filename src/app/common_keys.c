/* The keys that mean the same on all screens: a row of the table at the end and an action each. */
#include "config.h"

#include "app/common.h"
#include "app/export.h"
#include "app/screen.h"

/* ---- runs and the file ---- */

static void run(void *self, const struct key_press *press)
{
    app_rerun(self, true);
}

static void edit(void *self, const struct key_press *press)
{
    app_edit(self);
}

static void ask_export(void *self, const struct key_press *press)
{
    app_ask(self, PROMPT_EXPORT, export_line_path, self);
}

/* ---- the program ---- */

static void ask_command(void *self, const struct key_press *press)
{
    app_ask(self, PROMPT_COMMAND, app_command, self);
}

static void mouse(void *self, const struct key_press *press)
{
    app_set_mouse(self, !app_mouse_is_on(self));
}

static void redraw(void *self, const struct key_press *press)
{
    const struct app_host *host = app_host(self);
    host->redraw(host->arg);
}

static void suspend(void *self, const struct key_press *press)
{
    const struct app_host *host = app_host(self);
    host->suspend(host->arg);
}

static void help(void *self, const struct key_press *press)
{
    app_help(self, "");
}

static void back(void *self, const struct key_press *press)
{
    app_back(self);
}

static void quit(void *self, const struct key_press *press)
{
    app_quit(self);
}

/* ---- the table ---- */

static const char runs[] = "runs", general[] = "screen";

const struct key_row common_keys[] = {
    {.keys = {'r'}, .shown = "r", .words = "run again", .group = runs, .act = run, .letter = true},
    {.keys = {'e'},
     .shown = "e",
     .words = "edit, and run again",
     .group = runs,
     .act = edit,
     .letter = true},
    {.keys = {'x'},
     .shown = "x",
     .words = "export what is shown",
     .group = general,
     .act = ask_export,
     .letter = true},
    {.keys = {':'},
     .shown = ":",
     .words = "a command: see below",
     .group = general,
     .act = ask_command,
     .letter = true},
    {.keys = {'M'},
     .shown = "M",
     .words = "the mouse on or off",
     .group = general,
     .act = mouse,
     .letter = true},
    {.keys = {KEY_CTRL('l')},
     .shown = "ctrl-l",
     .words = "draw again",
     .group = general,
     .act = redraw,
     .always = true},
    {.keys = {KEY_CTRL('z')},
     .shown = "ctrl-z",
     .words = "suspend; fg comes back",
     .group = general,
     .act = suspend,
     .always = true},
    {.keys = {'?', INPUT_F1},
     .shown = "?",
     .words = "these keys (also F1)",
     .group = general,
     .act = help},
    {.keys = {'q', INPUT_ESC},
     .shown = "q esc",
     .words = "back, or quit",
     .group = general,
     .act = back,
     .letter = true},
    {.keys = {INPUT_F10, KEY_CTRL('c')},
     .shown = "F10",
     .words = "quit (also ctrl-c)",
     .group = general,
     .act = quit,
     .always = true},
    {.words = NULL},
};
