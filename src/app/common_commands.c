/* The commands that mean the same on all screens: a row of the table at the end and an action
 * each. */
#include "config.h"

#include "app/common.h"
#include "app/export.h"
#include "app/screen.h"
#include "base/file.h"
#include "base/path.h"

#include <stdlib.h>
#include <string.h>

/* ---- runs ---- */

static void set(void *self, const char *arguments)
{
    struct document *document = app_document(self);
    struct strbuf words = STRBUF_INIT;
    if (*arguments)
        app_refresh(self);
    if (!document_is_runnable(document, &words))
        ;
    else if (*arguments && document_set(document, arguments, &words))
        app_rerun(self, false);
    else if (!*arguments && document->settings.count) {
        strbuf_adds(&words, "set: ");
        settings_words(&document->settings, &words);
    } else if (!*arguments)
        strbuf_adds(&words, "nothing is set; :set switch interval 500us, :set workers 4");
    app_say_words(self, &words);
}

static void run(void *self, const char *arguments)
{
    app_rerun(self, true);
}

/* Whether the host can read it; else a negative errno. */
static int look_at(struct app *app, const char *path)
{
    const struct app_host *host = app_host(app);
    char *text = NULL;
    size_t len = 0;
    int error = host->read(host->arg, path, &text, &len);
    free(text);
    return error;
}

/* Of the document there may be none. */
static bool put_beside(struct app *app, const char *name)
{
    struct document *document = app_document(app);
    const char *known = catalog_path(app_catalog(app), name), *path = known ? known : name;
    int error = document->path ? look_at(app, path) : 0;
    if (!document->path)
        app_say(app, "no file is open: ':open FILE' first");
    else if (error < 0)
        app_say(app, "%s: %s", path_shown(path), file_reason(error));
    else if (!document_put_beside(document, path))
        app_say(app, "%d files stand beside this one already", DOCUMENT_BESIDE_MOST);
    else
        return true;
    return false;
}

static void compare(void *self, const char *arguments)
{
    if (*arguments && !put_beside(self, arguments))
        return;
    if (*arguments) { /* where it is on top already, it has one more */
        app_push_over(self, SCREEN_COMPARE);
        return;
    }
    if (app_top(self) != SCREEN_COMPARE)
        app_push(self, SCREEN_COMPARE);
}

/* ---- files ---- */

static const char *format_candidate(const void *self, int n)
{
    const struct export_format *format = export_formats();
    for (int i = 0; i < n && format->name; i++)
        format++;
    return format->name;
}

static const char *scenario_candidate(const void *self, int n)
{
    const struct catalog *catalog = app_catalog(self);
    return n < catalog->count ? catalog->names[n] : NULL;
}

static void edit(void *self, const char *arguments)
{
    app_edit(self);
}

static void open_file(void *self, const char *arguments)
{
    const char *known = catalog_path(app_catalog(self), arguments);
    struct strbuf problem = STRBUF_INIT;
    if (app_open(self, known ? known : arguments, &problem))
        app_push(self, SCREEN_PLAYER);
    app_say_words(self, &problem);
}

/* ---- switches ---- */

static void movement(void *self, const char *arguments)
{
    bool on = !app_settings(self)->still;
    if (app_read_switch(self, arguments, &on))
        app_set_movement(self, on);
}

static void mouse(void *self, const char *arguments)
{
    bool on = app_mouse_is_on(self);
    if (app_read_switch(self, arguments, &on))
        app_set_mouse(self, on);
}

static void ascii(void *self, const char *arguments)
{
    struct app_settings settings = *app_settings(self);
    if (app_read_switch(self, arguments, &settings.ascii))
        app_change_settings(self, &settings);
}

static void light(void *self, const char *arguments)
{
    app_set_light(self, true);
}

static void dark(void *self, const char *arguments)
{
    app_set_light(self, false);
}

/* ---- the program ---- */

static void help(void *self, const char *arguments)
{
    app_help(self, arguments);
}

static void quit(void *self, const char *arguments)
{
    app_quit(self);
}

/* ---- the table ---- */

const struct command common_commands[] = {
    {COMMAND_ROW("set", "LINE VALUE", "workers 4"), set, NULL, 0},
    {COMMAND_WORD("run", "run again"), run, NULL, 0},
    {COMMAND_ROW("compare", "FILE", "models; FILE too"), compare, scenario_candidate, 0},
    {COMMAND_WORD("edit", "edit the scenario"), edit, NULL, 0},
    {COMMAND_ROW("export", "FORMAT FILE", "svg a.svg"), export_line, format_candidate,
     COMMAND_GOES_ON},
    {COMMAND_ROW("movement", "on|off", "of the mark"), movement, app_switch_candidate, 0},
    {COMMAND_ROW("mouse", "on|off", "off: select text"), mouse, app_switch_candidate, 0},
    {COMMAND_ROW("ascii", "on|off", "plain characters"), ascii, app_switch_candidate, 0},
    {COMMAND_WORD("light", "for a light ground"), light, NULL, 0},
    {COMMAND_WORD("dark", "for a dark ground"), dark, NULL, 0},
    {COMMAND_ROW("open", "FILE", "scenario, trace"), open_file, scenario_candidate,
     COMMAND_NEEDS_ARGUMENT},
    {COMMAND_ROW("help", "COMMAND", "what it does"), help, NULL, 0},
    {COMMAND_WORD("quit", "quit"), quit, NULL, 0},
    {NULL},
};
