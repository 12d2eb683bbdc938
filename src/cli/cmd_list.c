#include "config.h"

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

static void add_all(struct strbuf *out, const struct listed *listed, size_t count,
                    const struct cli_options *options)
{
    size_t width = tty_width(options), names = 0, titles = 0;
    bool ascii = tty_ascii(options);

    for (size_t i = 0; i < count; i++) {
        names = widest(names, listed[i].name);
        if (listed[i].good)
            titles = widest(titles, scenario_title(listed[i].source.scenario));
    }
    if (names + titles + 4 > width)
        titles = width > names + 12 ? width - names - 4 : 8;
    for (size_t i = 0; i < count; i++)
        add_line(out, &listed[i], names, titles, width, ascii);
}

static int list(const struct cli_options *options)
{
    size_t count;
    char **paths = find_all(&count);
    struct listed *listed = mem_alloc((count + 1) * sizeof *listed);
    struct strbuf out = STRBUF_INIT, ignored = STRBUF_INIT;
    int status;

    for (size_t i = 0; i < count; i++) {
        listed[i].name = find_short_name(paths[i]);
        listed[i].odd = file_check(paths[i]);
        if (listed[i].odd)
            continue;
        listed[i].good = cli_source_read(&listed[i].source, paths[i], &ignored) == CLI_OK;
    }
    if (count)
        strbuf_adds(&out, "Scenarios ('baton run NAME', 'baton compare NAME'):\n");
    else
        strbuf_adds(&out, "No scenarios are installed; BATON_SCENARIO_DIR names another folder.\n");
    add_all(&out, listed, count, options);
    status = output_print(&out);
    for (size_t i = 0; i < count; i++) {
        free(listed[i].name);
        cli_source_release(&listed[i].source);
    }
    free(listed);
    strbuf_release(&out);
    strbuf_release(&ignored);
    find_free(paths, count);
    return status;
}

const struct cli_command cmd_list = {
    .name = "list",
    .operands = "",
    .summary = "the installed scenarios",
    .about = "",
    .run = list,
};
