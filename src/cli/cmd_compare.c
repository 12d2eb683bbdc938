/* `baton compare`: a file under each model, a file with each value of a setting, or several files,
 * on one time axis. */
#include "config.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "cli/cli.h"
#include "cli/corners.h"
#include "cli/find.h"
#include "cli/output.h"
#include "cli/result.h"
#include "cli/runner.h"
#include "cli/source.h"
#include "cli/trials.h"
#include "export/compare.h"
#include "export/settings.h"
#include "export/table.h"
#include "tell/corner.h"
#include "trace/file.h"

/* A file with one choice of settings, and the models to run it under. */
struct candidate {
    struct source source;
    int *choice; /* a value's number for each set */
    struct trials trials;
    enum model_id models[MODEL_COUNT];
    int model_count;
    struct trace *saved; /* instead of all that: a run, or a recording, that was saved … */
    char *name;          /* … and what it is called */
};

struct comparison {
    const struct cli_options *options;
    struct candidate *candidates;
    int count, room;
    bool by_model; /* one file, no settings: the models are what is compared */
};

static bool has_variants(const struct cli_options *options)
{
    for (int i = 0; i < options->set_count; i++)
        if (options->sets[i].value_count > 1)
            return true;
    return false;
}

/* The next combination of the sets' values, the last set fastest; false behind the last one. */
static bool next_choice(const struct cli_options *options, int *choice)
{
    for (int i = options->set_count - 1; i >= 0; i--) {
        if (++choice[i] < options->sets[i].value_count)
            return true;
        choice[i] = 0;
    }
    return false;
}

/* What is compared is the models, or, under the file's own first model, the variants; -m asks for
 * both. */
static void choose_models(struct candidate *candidate, const struct comparison *comparison)
{
    candidate->model_count =
        cli_source_models(&candidate->source, comparison->options, candidate->models);
    if (!comparison->by_model && comparison->options->model_count == 0)
        candidate->model_count = 1;
    if (comparison->options->table)
        candidate->model_count = corners_choose(candidate->models, candidate->model_count);
}

/* Finds the errors before anything is run. */
static int prepare(struct candidate *candidate, const struct comparison *comparison,
                   struct strbuf *messages)
{
    const struct cli_options *options = comparison->options;
    int status = cli_source_set(&candidate->source, options->sets, options->set_count,
                                candidate->choice, messages);

    choose_models(candidate, comparison);
    if (status == CLI_OK && candidate->model_count == 0)
        status = corners_refuse_none(&candidate->source);
    for (int i = 0; i < candidate->model_count && status == CLI_OK; i++)
        status = cli_source_compile(&candidate->source, candidate->models[i], messages);
    return status;
}

static int add_candidates(struct comparison *comparison, const struct source *file,
                          struct strbuf *messages)
{
    const struct cli_options *options = comparison->options;
    int sets = options->set_count;
    int *choice = mem_alloc((sets + 1) * sizeof *choice);
    int status = CLI_OK;

    do {
        struct candidate *candidate;

        MEM_GROW(comparison->candidates, comparison->count, comparison->room);
        candidate = &comparison->candidates[comparison->count++];
        *candidate = (struct candidate){.choice = mem_alloc((sets + 1) * sizeof *choice)};
        memcpy(candidate->choice, choice, sets * sizeof *choice);
        cli_source_again(&candidate->source, file);
        status = prepare(candidate, comparison, messages);
    } while (status == CLI_OK && next_choice(options, choice));
    free(choice);
    return status;
}

/* one.trace is called one, and by what it was set to. */
static char *name_of_trace(const char *path, const struct trace *trace)
{
    struct strbuf words = STRBUF_INIT;
    const char *name = find_base_name(path);
    size_t len = strlen(name), tail = strlen(".trace");
    bool cut = len > tail && strcmp(name + len - tail, ".trace") == 0;

    strbuf_add(&words, name, cut ? len - tail : len);
    if (trace_meta(trace, "set", 0)) {
        strbuf_adds(&words, " with ");
        settings_add(trace, &words);
    }
    return strbuf_detach(&words);
}

/* A run, or a recording, that was saved. */
static int add_saved(struct comparison *comparison, const char *path, struct strbuf *messages)
{
    struct strbuf problem = STRBUF_INIT;
    struct trace *trace = trace_file_read(path, NULL, NULL, &problem);
    int status = CLI_OK;

    if (trace) {
        MEM_GROW(comparison->candidates, comparison->count, comparison->room);
        comparison->candidates[comparison->count++] =
            (struct candidate){.saved = trace, .name = name_of_trace(path, trace)};
    } else {
        strbuf_addf(messages, "baton: %s: %s\n", path, strbuf_str(&problem));
        status = CLI_USAGE;
    }
    strbuf_release(&problem);
    return status;
}

/* Two at least, to be compared with one another: of one nothing else can be run. */
static int read_operand(struct comparison *comparison, const char *operand, struct strbuf *messages)
{
    struct source file;
    int status;

    if (comparison->options->operand_count > 1 && !comparison->options->table &&
        strcmp(operand, "-") != 0 && cli_source_is_trace(operand))
        return add_saved(comparison, operand, messages);
    status = cli_source_read(&file, operand, messages);
    if (status == CLI_OK)
        status = add_candidates(comparison, &file, messages);
    cli_source_release(&file);
    return status;
}

static int read_all(struct comparison *comparison)
{
    const struct cli_options *options = comparison->options;
    struct strbuf messages = STRBUF_INIT;
    int worst = CLI_OK;

    for (int i = 0; i < options->operand_count; i++) {
        int status = read_operand(comparison, options->operands[i], &messages);

        worst = status > worst ? status : worst;
    }
    output_messages(&messages);
    strbuf_release(&messages);
    return worst;
}

static int run_all(struct comparison *comparison)
{
    struct strbuf messages = STRBUF_INIT;
    bool stopped = false; /* ctrl-C: what has run is shown */
    int status = CLI_OK;

    for (int i = 0; i < comparison->count && status == CLI_OK && !stopped; i++) {
        struct candidate *candidate = &comparison->candidates[i];

        candidate->trials = (struct trials){
            .source = &candidate->source,
            .sets = comparison->options->sets,
            .set_count = comparison->options->set_count,
            .choice = candidate->choice,
            .with_referred = true,
        };
        for (int j = 0; j < candidate->model_count && status == CLI_OK && !stopped; j++) {
            status = trials_run(&candidate->trials, candidate->models[j], &messages);
            stopped = runner_was_stopped();
        }
    }
    output_messages(&messages);
    strbuf_release(&messages);
    return status;
}

/* What a run is called in the comparison: by what makes it differ from the others. */
static char *label(const struct comparison *comparison, const struct candidate *candidate,
                   enum model_id model)
{
    const struct cli_options *options = comparison->options;
    struct strbuf text = STRBUF_INIT;

    if (options->operand_count > 1) {
        char *name = find_short_name(candidate->source.name);

        strbuf_adds(&text, name);
        free(name);
    }
    for (int i = 0; i < options->set_count; i++)
        if (options->sets[i].value_count > 1)
            strbuf_addf(&text, "%s%s %s", text.len ? ", " : "", options->sets[i].line,
                        options->sets[i].values[candidate->choice[i]]);
    if (comparison->by_model || options->model_count > 1 || !text.len)
        strbuf_addf(&text, "%s%s", text.len ? " under " : "", model_name(model));
    return strbuf_detach(&text);
}

/* The runs there are: after ctrl-C not all. The labels are freed by the caller. */
static int collect(const struct comparison *comparison, struct compare_item *items)
{
    int count = 0;

    for (int i = 0; i < comparison->count; i++) {
        const struct candidate *candidate = &comparison->candidates[i];

        if (candidate->saved)
            items[count++] = (struct compare_item){mem_strdup(candidate->name), candidate->saved};
        for (int j = 0; j < candidate->model_count; j++) {
            enum model_id model = candidate->models[j];
            const struct trial *trial = &candidate->trials.under[model];

            if (trial->judged)
                items[count++] =
                    (struct compare_item){label(comparison, candidate, model), trial->facts.trace};
        }
    }
    return count;
}

/* The runs of the one candidate, each in its corner. Of an empty corner *why is said. */
static void place(const struct comparison *comparison, struct table_run *runs, struct strbuf *why)
{
    const struct candidate *candidate = &comparison->candidates[0];

    assert(candidate);
    for (int i = 0; i < candidate->model_count; i++) {
        int corner = corner_of(model_name(candidate->models[i]));
        const struct trial *trial = &candidate->trials.under[candidate->models[i]];
        struct tell tell = tell_to(NULL, &why[corner]);

        if (trial->judged)
            runs[corner].trace = trial->facts.trace;
        else
            tell_corner_stopped(&tell);
    }
    for (int corner = 0; corner < CORNERS; corner++) {
        if (!runs[corner].trace && !why[corner].len)
            corners_why_add(corner, &candidate->source, comparison->options, &why[corner]);
        runs[corner].why = strbuf_str(&why[corner]);
    }
}

typedef void table_writer(const struct table_run *runs, const struct export_options *options,
                          struct strbuf *out);
typedef void compare_writer(const struct compare_item *items, int count,
                            const struct export_options *options, struct strbuf *out);

static void write_json(const struct compare_item *items, int count,
                       const struct export_options *options, struct strbuf *out)
{
    (void)options;
    compare_json(items, count, out);
}

static const struct {
    const char *format;
    compare_writer *write;
    table_writer *write_table;
} writers[] = {
    {"text", compare_text, table_text}, {"json", write_json, NULL},
    {"svg", compare_svg, table_svg},    {"html", compare_html, table_html},
    {"chrome", compare_chrome, NULL},   {"md", compare_md, NULL},
};

/* -1: compare does not write it. */
static int writer_of(const char *format)
{
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++)
        if (strcmp(writers[i].format, format) == 0)
            return (int)i;
    return -1;
}

static void print_items(const struct comparison *comparison, int writer,
                        const struct export_options *look, struct strbuf *out)
{
    struct compare_item *items = mem_alloc((comparison->count * MODEL_COUNT + 1) * sizeof *items);
    int count = collect(comparison, items);

    writers[writer].write(items, count, look, out);
    for (int i = 0; i < count; i++)
        free((char *)items[i].label);
    free(items);
}

static void print_table(const struct comparison *comparison, int writer,
                        const struct export_options *look, struct strbuf *out)
{
    struct table_run runs[CORNERS] = {{0}};
    struct strbuf why[CORNERS] = {{0}};

    place(comparison, runs, why);
    writers[writer].write_table(runs, look, out);
    for (int corner = 0; corner < CORNERS; corner++)
        strbuf_release(&why[corner]);
}

/* What did not hold, a line each, on standard error: the picture has no room for it. */
static int report_misses(const struct comparison *comparison)
{
    struct strbuf messages = STRBUF_INIT;
    int status = CLI_OK;

    for (int i = 0; i < comparison->count; i++) {
        const struct candidate *candidate = &comparison->candidates[i];

        for (int j = 0; j < candidate->model_count; j++) {
            enum model_id model = candidate->models[j];
            char *name = label(comparison, candidate, model);

            if (!trial_is_as_expected(&candidate->trials.under[model])) {
                int missed = trial_status(&candidate->trials.under[model]);

                status = missed > status ? missed : status;
                result_add_misses(&messages, name, &candidate->trials.under[model]);
            }
            free(name);
        }
    }
    output_messages(&messages);
    strbuf_release(&messages);
    return status;
}

static int print_all(const struct comparison *comparison)
{
    const struct cli_options *options = comparison->options;
    struct export_options look = result_options(options);
    int writer = writer_of(options->format ? options->format : "text"), status;
    struct strbuf out = STRBUF_INIT;

    if (options->table)
        print_table(comparison, writer, &look, &out);
    else
        print_items(comparison, writer, &look, &out);
    status = output_write(options->output, &out);
    strbuf_release(&out);
    return status == CLI_OK ? report_misses(comparison) : status;
}

static bool writes(const char *format)
{
    return writer_of(format) >= 0;
}

static int refuse_format(const char *name)
{
    size_t count = sizeof writers / sizeof *writers;
    struct strbuf names = STRBUF_INIT;

    for (size_t i = 0; i < count; i++)
        strbuf_addf(&names, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " or ", writers[i].format);
    cli_fail(CLI_USAGE, "'compare' prints %s; 'baton run -f %s' prints one run", names.text, name);
    strbuf_release(&names);
    return CLI_USAGE;
}

static int check_format(const struct cli_options *options)
{
    const struct export_format *format;
    int status = result_format(options, &format);

    if (status != CLI_OK)
        return status;
    if (!writes(format->name))
        return refuse_format(format->name);
    return CLI_OK;
}

static void release(struct comparison *comparison)
{
    for (int i = 0; i < comparison->count; i++) {
        trials_release(&comparison->candidates[i].trials);
        cli_source_release(&comparison->candidates[i].source);
        trace_free(comparison->candidates[i].saved);
        free(comparison->candidates[i].name);
        free(comparison->candidates[i].choice);
    }
    free(comparison->candidates);
}

static int compare(const struct cli_options *options)
{
    struct comparison comparison = {
        .options = options,
        .by_model = options->operand_count == 1 && !has_variants(options),
    };
    int status = check_format(options);

    if (status == CLI_OK && options->table)
        status = corners_check(options);
    if (status == CLI_OK)
        status = read_all(&comparison);
    if (status == CLI_OK)
        status = run_all(&comparison);
    if (status == CLI_OK)
        status = print_all(&comparison);
    release(&comparison);
    return status;
}

const struct cli_command cmd_compare = {
    .name = "compare",
    .operands = "FILE...",
    .summary = "run under each model, or variant, on one time axis",
    .about = CLI_FILE_WORDS
    "One file runs under all the models of its 'model' line, or those of -m.\n"
    "Several files, or a file with --set 'LINE=V,V...', are variants: each runs\n"
    "under its first model, or those of -m.\n"
    "Saved runs, and recordings of your own programs, can be among several files.\n"
    "A setting is a header line or a shared variable:\n"
    "--set 'switch interval=5ms,500us', --set 'pool=5,30'.\n"
    "--table puts blocking, polling, async-blocking and callbacks (or coroutines)\n"
    "into the four corners of a table: blocking or not, synchronous or not.\n"
    "Expectations that did not hold are named on standard error.\n",
    .accepts = CLI_MODELS | CLI_FORMAT | CLI_OUTPUT | CLI_SETS | CLI_TABLE | CLI_SCHEDULE,
    .least = 1,
    .most = -1,
    .writes = writes,
    .run = compare,
};
