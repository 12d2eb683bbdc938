#include "config.h"

#include "app/export.h"

#include "app/screen.h"
#include "base/file.h"
#include "base/mem.h"
#include "scenario/suggest.h"

#include <stdlib.h>
#include <string.h>

static struct export_options options_of(const struct app *app)
{
    return (struct export_options){.width = app_columns(app), .ascii = app_settings(app)->ascii};
}

static void add_screen(struct app *app, struct strbuf *out)
{
    struct grid grid;
    grid_init(&grid, app_columns(app), app_rows(app));
    app_draw(app, &grid, app_now_ns(app));
    grid_to_text(&grid, NULL, app_settings(app)->ascii, out);
    grid_release(&grid);
}

/* ---- which format ---- */

static void say_no_format(struct app *app, const char *name)
{
    struct suggest suggest = suggest_for(name);
    for (const struct export_format *format = export_formats(); format->name; format++)
        suggest_offer(&suggest, format->name);
    if (suggest.best) {
        app_say(app, "there is no format '%s'; did you mean '%s'?", name, suggest.best);
        return;
    }
    struct strbuf names = STRBUF_INIT;
    for (const struct export_format *format = export_formats(); format->name; format++)
        strbuf_addf(&names, " %s", format->name);
    app_say(app, "there is no format '%s'; there are screen%s", name, strbuf_str(&names));
    strbuf_release(&names);
}

/* By the end of the file's name; NULL: the screen. */
static const struct export_format *format_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && !strchr(dot, '/') && strcmp(dot, ".text") != 0 ? export_by_name(dot + 1) : NULL;
}

/* ---- writing ---- */

static void write_out(struct app *app, const char *what, const char *path, struct strbuf *out)
{
    const struct app_host *host = app_host(app);
    int error = host->write(host->arg, path, strbuf_str(out), out->len);
    if (error < 0)
        app_say(app, "%s: %s", path, file_reason(error));
    else if (out->len < 10240)
        app_say(app, "%s: %zu bytes written to %s", what, out->len, path);
    else
        app_say(app, "%s: %.1f KB written to %s", what, (double)out->len / 1024, path);
}

static void export_shown(struct app *app, const struct export_format *format, const char *path)
{
    struct strbuf out = STRBUF_INIT;
    struct export_options options = options_of(app);
    if (app_export(app, format, &options, &out))
        write_out(app, format->name, path, &out);
    strbuf_release(&out);
}

static void export_screen(struct app *app, const char *path)
{
    struct strbuf out = STRBUF_INIT;
    add_screen(app, &out);
    write_out(app, "the screen", path, &out);
    strbuf_release(&out);
}

/* `format` is NULL if only a file was named. */
static void export_to(struct app *app, const char *format, const char *path)
{
    const struct export_format *row = format ? export_by_name(format) : format_of(path);
    if (row)
        export_shown(app, row, path);
    else if (format && strcmp(format, "screen") != 0)
        say_no_format(app, format);
    else
        export_screen(app, path);
}

/* ---- what is typed ---- */

void export_line(void *self, const char *words)
{
    struct app *app = self;
    size_t len;
    words += strspn(words, " ");
    len = strcspn(words, " ");
    if (!len) {
        app_say(app, "export: the name of a file is missing, as in :export svg FILE");
        return;
    }
    char *first = mem_strndup(words, len);
    const char *rest = words + len + strspn(words + len, " ");
    bool is_format = export_by_name(first) || strcmp(first, "screen") == 0;
    if (*rest)
        export_to(app, first, rest);
    else if (is_format)
        app_say(app, "export %s: the name of a file is missing", first);
    else
        export_to(app, NULL, first);
    free(first);
}

/* A file's name may have blanks in it: only a word that is a format is taken for one. */
void export_line_path(void *self, const char *words)
{
    words += strspn(words, " ");
    char *first = mem_strndup(words, strcspn(words, " "));
    if (!*words || export_by_name(first) || strcmp(first, "screen") == 0)
        export_line(self, words);
    else
        export_to(self, NULL, words);
    free(first);
}
