#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/find.h"
#include "cli/output.h"
#include "cli/source.h"
#include "cli/tty.h"

enum { MODELS_LEAST = 30 }; /* columns below which a list of models says nothing */

struct listed {
    char *name;
    struct source source;
    int odd; /* no file: what file_check() says */
    bool good;
};

static void add_column(struct strbuf *out, const char *text, size_t columns, bool ascii)
{
    size_t used = utf8_add_clipped(out, text, strlen(text), columns, ascii);

    strbuf_addn(out, ' ', columns - used);
}

static void add_models(struct strbuf *out, const struct scenario *scenario)
{
    for (int i = 0; i < scenario_model_count(scenario); i++)
        strbuf_addf(out, "%s%s", i ? ", " : "", model_name(scenario_model_at(scenario, i)));
}

/* One scenario: its name, its title, and the models as far as they fit. */
static void add_line(struct strbuf *out, const struct listed *listed, size_t name_columns,
                     size_t title_columns, size_t width, bool ascii)
{
    size_t left =
        width > name_columns + title_columns + 6 ? width - name_columns - title_columns - 6 : 0;
    struct strbuf models = STRBUF_INIT;

    strbuf_adds(out, "  ");
    add_column(out, listed->name, name_columns, ascii);
    strbuf_adds(out, "  ");
    if (listed->odd) {
        strbuf_addf(out, "(%s)\n", file_reason(listed->odd));
        return;
    }
    if (!listed->good) {
        strbuf_adds(out, "(has errors: 'baton check' names them)\n");
        return;
    }
    add_column(out, scenario_title(listed->source.scenario), title_columns, ascii);
    add_models(&models, listed->source.scenario);
    if (left >= MODELS_LEAST) {
        strbuf_adds(out, "  ");
        utf8_add_clipped(out, strbuf_str(&models), models.len, left, ascii);
    }
    while (out->text[out->len - 1] == ' ')
        out->text[--out->len] = '\0';
    strbuf_addch(out, '\n');
    strbuf_release(&models);
}

static size_t widest(size_t a, const char *text)
{
    size_t width = utf8_width(text, strlen(text));

    return width > a ? width : a;
}

/* A group of scenarios, as they are found and read. */
struct group {
    struct find_paths paths;
    struct listed *listed;
};

static void read_group(struct group *group, struct find_paths paths)
{
    struct strbuf ignored = STRBUF_INIT;

    group->paths = paths;
    group->listed = mem_alloc((paths.count + 1) * sizeof *group->listed);
    for (size_t i = 0; i < paths.count; i++) {
        struct listed *listed = &group->listed[i];

        listed->name = find_short_name(paths.items[i]);
        listed->odd = file_check(paths.items[i]);
        if (!listed->odd)
            listed->good = cli_source_read(&listed->source, paths.items[i], &ignored) == CLI_OK;
    }
    strbuf_release(&ignored);
}

static void release_group(struct group *group)
{
    for (size_t i = 0; i < group->paths.count; i++) {
        free(group->listed[i].name);
        cli_source_release(&group->listed[i].source);
    }
    free(group->listed);
    find_release(&group->paths);
}

enum { LESSONS, OWN, GROUPS };

/* The groups have the same columns. */
static void add_group(struct strbuf *out, const struct group *groups, int which,
                      const struct cli_options *options)
{
    size_t width = tty_width(options), names = 0, titles = 0;
    bool ascii = tty_ascii(options);

    for (int group = 0; group < GROUPS; group++) {
        for (size_t i = 0; i < groups[group].paths.count; i++) {
            const struct listed *listed = &groups[group].listed[i];

            names = widest(names, listed->name);
            if (listed->good)
                titles = widest(titles, scenario_title(listed->source.scenario));
        }
    }
    if (names + titles + 4 > width)
        titles = width > names + 12 ? width - names - 4 : 8;
    for (size_t i = 0; i < groups[which].paths.count; i++)
        add_line(out, &groups[which].listed[i], names, titles, width, ascii);
}

/* A path, as long as it is. */
static void add_text(struct strbuf *out, const char *text, const struct cli_options *options)
{
    utf8_add_clipped(out, text, strlen(text), SIZE_MAX / 2, tty_ascii(options));
}

/* Where they might be. */
static void add_nothing(struct strbuf *out, const struct cli_options *options)
{
    struct strbuf searched = STRBUF_INIT;

    find_add_searched(&searched);
    strbuf_adds(out, "No scenarios are installed; there are none in ");
    add_text(out, strbuf_str(&searched), options);
    strbuf_adds(out, ".\n");
    strbuf_release(&searched);
}

static int list(const struct cli_options *options)
{
    struct group groups[GROUPS];
    struct strbuf out = STRBUF_INIT;
    int status = find_check();

    if (status != CLI_OK)
        return status;
    read_group(&groups[LESSONS], find_installed());
    read_group(&groups[OWN], find_own());
    if (groups[LESSONS].paths.count)
        strbuf_adds(&out, "Scenarios ('baton run NAME', 'baton compare NAME'):\n");
    else
        add_nothing(&out, options);
    add_group(&out, groups, LESSONS, options);
    if (groups[OWN].paths.count) {
        char *folder = find_own_folder();

        strbuf_adds(&out, "\nYour own, in ");
        add_text(&out, folder, options);
        strbuf_adds(&out, ":\n");
        free(folder);
    }
    add_group(&out, groups, OWN, options);
    status = output_print(&out);
    release_group(&groups[LESSONS]);
    release_group(&groups[OWN]);
    strbuf_release(&out);
    return status;
}

const struct cli_command cmd_list = {
    .name = "list",
    .operands = "",
    .summary = "the installed scenarios, and your own",
    .about = "Your own are read from $XDG_DATA_HOME/baton/scenarios, which is\n"
             "~/.local/share/baton/scenarios where that is not set. They go by their names,\n"
             "as the installed ones do, and come first. BATON_SCENARIO_DIR names another\n"
             "folder in place of the installed ones.\n",
    .run = list,
};
