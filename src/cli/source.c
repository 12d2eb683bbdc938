#include "config.h"

#include "cli/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "cli/find.h"
#include "scenario/suggest.h"
#include "scenario/tree.h"
#include "trace/file.h"

/* A scenario is read by people: one of more than 4 MiB is something else. */
enum { SOURCE_MOST_BYTES = 4 * 1024 * 1024, SOURCE_HEAD_BYTES = 256 };

static void add_name(struct strbuf *out, const char *name)
{
    utf8_add_safe(out, name, strlen(name));
}

const char *cli_source_reason(int error)
{
    return error == -EFBIG ? "too long for a scenario (over 4 MiB)" : file_reason(error);
}

/* Turns the paths into names, which are offered. */
static void offer_names(struct suggest *near, struct find_paths *paths)
{
    for (size_t i = 0; i < paths->count; i++) {
        char *name = find_short_name(paths->items[i]);

        free(paths->items[i]);
        paths->items[i] = name;
        suggest_offer(near, find_without_number(name));
        suggest_offer(near, name);
    }
}

static void add_nearest(struct strbuf *messages, const char *operand)
{
    struct suggest near = suggest_for(operand);
    struct find_paths installed = find_installed(), own = find_own();

    offer_names(&near, &installed);
    offer_names(&near, &own);
    if (near.best)
        strbuf_addf(messages, "; did you mean '%s'?", near.best);
    else if (!strchr(operand, '/'))
        strbuf_adds(messages, "; 'baton list' shows the installed scenarios");
    strbuf_addch(messages, '\n');
    find_release(&installed);
    find_release(&own);
}

static int no_such_file(const char *operand, struct strbuf *messages)
{
    if (!strchr(operand, '/') && find_check() != CLI_OK)
        return CLI_USAGE;
    strbuf_adds(messages, "baton: there is no file");
    strbuf_adds(messages, strchr(operand, '/') ? " '" : " or scenario '");
    add_name(messages, operand);
    strbuf_addch(messages, '\'');
    add_nearest(messages, operand);
    return CLI_USAGE;
}

/* Appends what was found since the last call and empties the list. */
static int report(struct source *source, struct strbuf *messages)
{
    int errors = source->diags.errors;

    if (source->diags.count)
        diag_format(&source->diags, source->name, source->text, source->len, messages);
    diag_release(&source->diags);
    return errors ? CLI_USAGE : CLI_OK;
}

bool cli_source_is_trace(const char *path)
{
    char head[SOURCE_HEAD_BYTES];
    size_t len;

    return file_read_head(path, head, sizeof head, &len) == 0 && trace_file_is(head, len);
}

static int refuse(const struct source *source, const char *between, const char *why,
                  struct strbuf *messages)
{
    strbuf_adds(messages, "baton: ");
    add_name(messages, source->name);
    strbuf_addf(messages, "%s%s\n", between, why);
    return CLI_USAGE;
}

static int refuse_trace(const struct source *source, struct strbuf *messages)
{
    return refuse(source, " ", "is a saved trace; 'baton convert' shows it", messages);
}

/* With its text. */
static int check(struct source *source, struct strbuf *messages)
{
    if (trace_file_is(source->text, source->len))
        return refuse_trace(source, messages);
    source->scenario = scenario_read(source->name, source->text, source->len, &source->diags);
    return report(source, messages);
}

int cli_source_fetch(const char *path, char **text, size_t *len)
{
    int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    int error;

    if (fd < 0)
        return -errno;
    error = trace_file_fetch(fd, SOURCE_MOST_BYTES, text, len);
    if (fd != STDIN_FILENO)
        close(fd);
    return error;
}

int cli_source_read(struct source *source, const char *operand, struct strbuf *messages)
{
    char *path = find_scenario(operand);
    bool is_trace;
    int error;

    *source = (struct source){0};
    if (!path)
        return no_such_file(operand, messages);
    source->name = strcmp(path, "-") == 0 ? mem_strdup("<stdin>") : mem_strdup(path);
    is_trace = cli_source_is_trace(path); /* which may be longer than a scenario */
    error = is_trace ? 0 : cli_source_fetch(path, &source->text, &source->len);
    free(path);
    if (error < 0)
        return refuse(source, ": ", cli_source_reason(error), messages);
    return is_trace ? refuse_trace(source, messages) : check(source, messages);
}

int cli_source_take(struct source *source, const char *name, char *text, size_t len,
                    struct strbuf *messages)
{
    *source = (struct source){.name = mem_strdup(name), .text = text, .len = len};
    return len > SOURCE_MOST_BYTES ? refuse(source, ": ", cli_source_reason(-EFBIG), messages)
                                   : check(source, messages);
}

void cli_source_again(struct source *copy, const struct source *original)
{
    *copy = (struct source){
        .name = mem_strdup(original->name),
        .text = mem_strndup(original->text, original->len),
        .len = original->len,
    };
    copy->scenario = scenario_read(copy->name, copy->text, copy->len, &copy->diags);
    diag_release(&copy->diags); /* warnings, given before */
}

struct cli_set *cli_sets_of(const struct tree_expect_block *block, int *count)
{
    struct cli_set *sets = NULL;
    int room = 0;

    *count = 0;
    for (const struct tree_setting *setting = block ? block->settings : NULL; setting;
         setting = setting->next) {
        struct cli_set *set;

        MEM_GROW(sets, *count, room);
        set = &sets[(*count)++];
        *set = (struct cli_set){.line = mem_strdup(setting->name),
                                .values = mem_alloc(sizeof *set->values),
                                .value_count = 1};
        *set->values = mem_strdup(setting->value);
    }
    return sets;
}

int cli_source_set(struct source *source, const struct cli_set *sets, int count, const int *choice,
                   struct strbuf *messages)
{
    for (int i = 0; i < count; i++) {
        const char *value = sets[i].values[choice ? choice[i] : 0];

        scenario_set(source->scenario, sets[i].line, value, &source->diags);
    }
    return report(source, messages);
}

int cli_source_compile(struct source *source, enum model_id model, struct strbuf *messages)
{
    const struct program *program = scenario_compile(source->scenario, model, &source->diags);
    int status = report(source, messages);

    return program ? status : CLI_USAGE;
}

int cli_source_models(const struct source *source, const struct cli_options *options,
                      enum model_id *models)
{
    int count = options->model_count;

    if (count > 0) {
        memcpy(models, options->models, count * sizeof *models);
        return count;
    }
    count = scenario_model_count(source->scenario);
    for (int i = 0; i < count; i++)
        models[i] = scenario_model_at(source->scenario, i);
    return count;
}

void cli_source_release(struct source *source)
{
    scenario_free(source->scenario);
    diag_release(&source->diags);
    free(source->text);
    free(source->name);
    *source = (struct source){0};
}
