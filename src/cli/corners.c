#include "config.h"

#include "cli/corners.h"

#include <stdlib.h>
#include <string.h>

#include "cli/find.h"
#include "cli/output.h"
#include "tell/corner.h"

/* For messages: "callbacks or coroutines". */
static void models_add(int corner, struct strbuf *out)
{
    const char *name;

    for (int n = 0; (name = corner_model(corner, n)); n++)
        strbuf_addf(out, "%s%s", n ? " or " : "", name);
}

static void all_models_add(struct strbuf *out)
{
    for (int corner = 0; corner < CORNERS; corner++) {
        strbuf_adds(out, corner ? ", " : "");
        models_add(corner, out);
    }
}

static int refuse_model(const char *name)
{
    struct strbuf words = STRBUF_INIT;

    all_models_add(&words);
    cli_fail(CLI_USAGE, "--table has no corner for '%s'; it shows %s", name, words.text);
    strbuf_release(&words);
    return CLI_USAGE;
}

int corners_check(const struct cli_options *options)
{
    if (options->format && strcmp(options->format, "json") == 0)
        return cli_fail(CLI_USAGE, "--table is a picture: text, svg or html; json has the runs "
                                   "without it");
    if (options->operand_count > 1)
        return cli_fail(CLI_USAGE, "--table shows one file; '%s' is one too many",
                        options->operands[1]);
    for (int i = 0; i < options->set_count; i++)
        if (options->sets[i].value_count > 1)
            return cli_fail(CLI_USAGE, "--table shows one variant: --set takes one value for '%s'",
                            options->sets[i].line);
    for (int i = 0; i < options->model_count; i++)
        if (corner_of(model_name(options->models[i])) < 0)
            return refuse_model(model_name(options->models[i]));
    return CLI_OK;
}

static bool has_model(const enum model_id *models, int count, int model)
{
    for (int i = 0; i < count; i++)
        if ((int)models[i] == model)
            return true;
    return false;
}

int corners_choose(enum model_id *models, int count)
{
    enum model_id chosen[CORNERS] = {0};
    int found = 0;

    for (int corner = 0; corner < CORNERS; corner++) {
        const char *name;
        int n = 0;

        while ((name = corner_model(corner, n)) && !has_model(models, count, model_by_name(name)))
            n++;
        if (name)
            chosen[found++] = model_by_name(name);
    }
    memcpy(models, chosen, found * sizeof *models);
    return found;
}

/* The file as one asks for it: four-corners. The caller frees it. */
static char *name_of(const struct source *source)
{
    char *name = find_short_name(source->name);
    const char *plain = find_without_number(name);

    memmove(name, plain, strlen(plain) + 1);
    return name;
}

int corners_refuse_none(const struct source *source)
{
    struct strbuf words = STRBUF_INIT;
    char *name = name_of(source);

    all_models_add(&words);
    cli_fail(CLI_USAGE, "'%s' names no model of the table; -m takes %s", name, words.text);
    free(name);
    strbuf_release(&words);
    return CLI_USAGE;
}

void corners_why_add(int corner, const struct source *source, const struct cli_options *options,
                     struct strbuf *out)
{
    struct tell tell = tell_to(NULL, out);
    char *name = name_of(source);

    tell_corner_empty(&tell, corner, options->model_count ? NULL : name);
    free(name);
}
