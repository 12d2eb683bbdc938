/* Exports: by a format, or by what the file's name ends in; else the text of the screen. */
#include "export/export.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "export/compare.h"
#include "export/table.h"
#include "scenario/suggest.h"
#include "app/app_private.h"

#include <stdlib.h>
#include <string.h>

static struct export_options options_of(const struct app *app)
{
    return (struct export_options){
        .width = app->columns, .ascii = app->settings.ascii, .colours = GRID_COLOURLESS};
}

static void add_screen(struct app *app, struct strbuf *out)
{
    struct grid grid;
    grid_init(&grid, app->columns, app->rows);
    app_draw(app, &grid, app->now_ns);
    grid_to_text(&grid, GRID_COLOURLESS, app->settings.ascii, out);
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
    int error = app->host.write(app->host.arg, path, strbuf_str(out), out->len);
    if (error < 0)
        app_say(app, "%s: %s", path, strerror(-error));
    else if (out->len < 10240)
        app_say(app, "%s: %zu bytes written to %s", what, out->len, path);
    else
        app_say(app, "%s: %.1f KB written to %s", what, (double)out->len / 1024, path);
}

/* The table as it is seen: of two runs for one corner the chosen one. */
static void table_add(const struct app *app, const struct export_options *options,
                      struct strbuf *out)
{
    struct table_run runs[CORNERS];
    for (int corner = 0; corner < CORNERS; corner++) {
        const struct contrast_run *run = contrast_corner(&app->compare.contrast, corner);
        runs[corner] = (struct table_run){run && run->story ? run->story->trace : NULL,
                                          run ? "It has not run yet." : CONTRAST_NOT_NAMED};
    }
    table_text(runs, options, out);
}

static void export_compare(struct app *app, const char *format, const char *path)
{
    const struct app_compare *compare = &app->compare;
    struct compare_item items[MODEL_COUNT];
    struct strbuf out = STRBUF_INIT;
    struct export_options options = options_of(app);
    int count = 0;
    for (int i = 0; i < compare->contrast.count; i++)
        if (compare->reels[i])
            items[count++] = (struct compare_item){.label = compare->runs[i].label,
                                                   .trace = compare->runs[i].story->trace};
    if (!count) {
        app_say(app, "nothing has run yet");
        return;
    }
    if (strcmp(format, "json") == 0)
        compare_json(items, count, &out);
    else if (compare->contrast.table)
        table_add(app, &options, &out);
    else
        compare_text(items, count, &options, &out);
    write_out(app, format, path, &out);
    strbuf_release(&out);
}

static void export_run(struct app *app, const struct export_format *format, const char *path)
{
    const struct reel *shown = app->play.current;
    struct strbuf out = STRBUF_INIT;
    struct export_options options = options_of(app);
    if (!shown || shown->blank) {
        app_say(app, "nothing has run yet");
        return;
    }
    export_trace(format, shown->story->trace, &options, NULL, &out);
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

static bool is_compared(const char *format)
{
    return strcmp(format, "text") == 0 || strcmp(format, "json") == 0;
}

/* `format` is NULL if only a file was named. */
static void export_to(struct app *app, const char *format, const char *path)
{
    const struct export_format *row = format ? export_by_name(format) : format_of(path);
    bool compares = app_screen(app) == KEYS_COMPARE;
    if (format && !row && strcmp(format, "screen") != 0)
        say_no_format(app, format);
    else if (compares && row && is_compared(row->name))
        export_compare(app, row->name, path);
    else if (compares && row)
        app_say(app, "several runs are exported as screen, text or json; enter plays one of them");
    else if (row)
        export_run(app, row, path);
    else
        export_screen(app, path);
}

void export_command(struct app *app, const char *words)
{
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
void export_path(struct app *app, const char *words)
{
    words += strspn(words, " ");
    char *first = mem_strndup(words, strcspn(words, " "));
    if (!*words || export_by_name(first) || strcmp(first, "screen") == 0)
        export_command(app, words);
    else
        export_to(app, NULL, words);
    free(first);
}
