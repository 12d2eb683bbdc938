/* `baton test`: one case a file, model and settings that the file has expectations for. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/strbuf.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/result.h"
#include "cli/runner.h"
#include "cli/source.h"
#include "cli/test_case.h"
#include "cli/trials.h"
#include "explore/proof.h"
#include "scenario/tree.h"

struct test {
    const char *operand;
    struct source source;
    struct strbuf problems; /* why it cannot be run; then it is one line, not ok */
    enum model_id models[MODEL_COUNT];
    int model_count;
    bool with_settings; /* those that the file names are run, too */
    int status;
};

/* The file's runs with the same settings. */
struct round {
    struct source *source;
    const struct cli_set *sets;
    int set_count;
    const char *with; /* the settings, as the file or the command line writes them, or NULL */
    enum model_id models[MODEL_COUNT];
    int model_count;
};

struct testing {
    const struct cli_options *options;
    struct test_report report;
};

/* ---- a case ---- */

static void add_run(struct strbuf *out, const struct round *round, enum model_id model)
{
    strbuf_addf(out, " under %s", model_name(model));
    if (round->with)
        strbuf_addf(out, " with %s", round->with);
}

static void add_reasons(struct test_case *test, const struct expect_report *report,
                        enum expect_verdict verdict)
{
    for (int i = 0; i < report->count; i++)
        if (report->outcomes[i].verdict == verdict)
            test_case_add_reason(test, &report->outcomes[i]);
}

/* What became of a run. */
static void judge_run(struct test_case *test, const struct trial *trial)
{
    const struct expect_report *report = &trial->report;

    test->good = trial_is_as_expected(trial);
    test->broken = !test->good && trial->refusal;
    if (test->good && report->few_cores) {
        test->skipped = "too few cores";
        test->by = EXPECT_FEW_CORES;
    } else if (test->good && report->busy) {
        test->skipped = "busy";
        test->by = EXPECT_BUSY;
    }
    if (expect_is_disturbed(&trial->facts.expect))
        test->lost_ns = trial->facts.expect.lost_ns;
    if (trial->refusal)
        strbuf_addf(&test->details, "%s\n", trial->refusal);
    add_reasons(test, report, EXPECT_FAILED);
    if (!test->good || test->skipped) {
        add_reasons(test, report, EXPECT_BUSY);
        add_reasons(test, report, EXPECT_FEW_CORES);
    }
    add_reasons(test, report, EXPECT_NOT_CHECKED);
}

/* Writes what can be written, unless a file is to have all of it. */
static int report_flush(struct testing *testing)
{
    return testing->options->output ? CLI_OK : output_print(&testing->report.out);
}

static int report_case(struct testing *testing, struct test_case *test)
{
    testing->report.format->add(&testing->report, test);
    test_case_release(test);
    return report_flush(testing);
}

static int worse(int a, int b)
{
    return a > b ? a : b;
}

static void prepare(struct test *test, const char *operand, const struct cli_options *options)
{
    *test = (struct test){.operand = operand};
    test->status = cli_source_read(&test->source, operand, &test->problems);
    if (test->status == CLI_OK)
        test->status =
            cli_source_set(&test->source, options->sets, options->set_count, NULL, &test->problems);
    if (test->status == CLI_OK)
        test->model_count = cli_source_models(&test->source, options, test->models);
    test->with_settings = options->set_count == 0;
}

/* ---- the rounds of a file ---- */

static const struct tree_expect_block *next_settings(const struct test *test,
                                                     const struct tree_expect_block *after)
{
    if (!test->with_settings)
        return NULL;
    return expect_next_settings(test->source.scenario, after);
}

/* The models that are tested and have expectations for the settings of the block. */
static int choose_models(const struct test *test, const struct tree_expect_block *settings,
                         enum model_id *models)
{
    int count = 0;

    for (int i = 0; i < test->model_count; i++)
        if (expect_names_settings(test->source.scenario, test->models[i], settings))
            models[count++] = test->models[i];
    return count;
}

/* Those that speak of all schedules, or of some: each is a line of its own. */
static const struct tree_expect_block *next_schedules(const struct test *test, enum model_id model,
                                                      const struct tree_expect_block *after)
{
    if (!test->with_settings)
        return NULL;
    return expect_next_schedules(test->source.scenario, model, after);
}

static int count_runs(const struct test *test)
{
    const struct tree_expect_block *block = NULL;
    enum model_id models[MODEL_COUNT];
    int count = test->model_count;

    while ((block = next_settings(test, block)))
        count += choose_models(test, block, models);
    for (int i = 0; i < test->model_count; i++)
        for (block = NULL; (block = next_schedules(test, test->models[i], block));)
            count++;
    return count;
}

/* Reports are passed on: where the file lies is nobody's business. */
static void hide_folders(const struct test *test, struct strbuf *text)
{
    path_hide(text, test->operand);
    if (test->source.name)
        path_hide(text, test->source.name);
}

/* The file cannot be run: a case in which that is said. */
static int run_refused(struct test *test, struct testing *testing)
{
    struct test_case refused = {.file = test->operand, .broken = true};

    testing->report.format->file(&testing->report, test->operand, "");
    hide_folders(test, &test->problems);
    strbuf_add(&refused.details, strbuf_str(&test->problems), test->problems.len);
    return worse(test->status, report_case(testing, &refused));
}

static int run_once(struct test *test, struct trials *trials, const struct round *round,
                    enum model_id model, struct testing *testing)
{
    struct test_case found = {.file = test->operand};
    struct strbuf messages = STRBUF_INIT;
    int64_t began_ns = clock_now_ns();
    int ran = trials_run(trials, model, &messages);

    found.took_ns = clock_now_ns() - began_ns;
    add_run(&found.what, round, model);
    if (ran == CLI_OK) {
        judge_run(&found, &trials->under[model]);
        ran = trial_status(&trials->under[model]);
    } else {
        found.broken = true;
        hide_folders(test, &messages);
        strbuf_add(&found.details, strbuf_str(&messages), messages.len);
    }
    trials_drop(trials, model);
    strbuf_release(&messages);
    return worse(ran, report_case(testing, &found));
}

static int run_round(struct test *test, const struct round *round, struct testing *testing)
{
    struct trials trials = {.source = round->source,
                            .sets = round->sets,
                            .set_count = round->set_count,
                            .with_referred = true};
    int status = CLI_OK;

    for (int i = 0; i < round->model_count && !runner_was_stopped(); i++)
        status = worse(status, run_once(test, &trials, round, round->models[i], testing));
    trials_release(&trials);
    return status;
}

static void add_settings(struct strbuf *with, const struct tree_expect_block *block)
{
    for (const struct tree_setting *setting = block->settings; setting; setting = setting->next)
        strbuf_addf(with, "%s%s", with->len ? ", " : "", setting->written);
}

/* Once more, with the settings of a block of expectations. */
static int run_with(struct test *test, const struct tree_expect_block *block,
                    struct testing *testing)
{
    struct source source = {0};
    struct strbuf with = STRBUF_INIT;
    struct round round = {.source = &source};
    struct cli_set *sets = cli_sets_of(block, &round.set_count);
    int status;

    add_settings(&with, block);
    round.with = strbuf_str(&with);
    round.sets = sets;
    round.model_count = choose_models(test, block, round.models);
    cli_source_again(&source, &test->source);
    cli_source_set(&source, sets, round.set_count, NULL, &test->problems);
    status = run_round(test, &round, testing);
    cli_sets_release(sets, round.set_count);
    cli_source_release(&source);
    strbuf_release(&with);
    return status;
}

/* ---- of all schedules, or some ---- */

static void judge_proof(struct test_case *test, enum model_id model,
                        const struct tree_expect_block *block, const struct explore_proof *proof)
{
    struct strbuf with = STRBUF_INIT;

    test->good = proof->holds;
    strbuf_addf(&test->what, " under %s, %s", model_name(model),
                block->schedules == TREE_ALL_SCHEDULES ? "all schedules" : "some schedule");
    add_settings(&with, block);
    if (with.len)
        strbuf_addf(&test->what, " with %s", with.text);
    strbuf_adds(&test->what, proof->open ? ": no proof" : "");
    strbuf_add(&test->details, strbuf_str(&proof->words), proof->words.len);
    strbuf_release(&with);
}

static int prove(struct test *test, enum model_id model, const struct tree_expect_block *block,
                 struct testing *testing)
{
    struct source source = {0};
    struct test_case found = {.file = test->operand};
    struct strbuf messages = STRBUF_INIT;
    struct explore_proof proof = {0};
    int64_t began_ns = clock_now_ns();
    int set_count = 0, status;
    struct cli_set *sets = cli_sets_of(block, &set_count);

    cli_source_again(&source, &test->source);
    status = cli_source_set(&source, sets, set_count, NULL, &messages);
    if (status == CLI_OK)
        status = cli_source_compile(&source, model, &messages);
    if (status == CLI_OK)
        explore_prove(&proof, source.scenario, model, block, &source.diags);
    else
        found.broken = true;
    found.took_ns = clock_now_ns() - began_ns;
    judge_proof(&found, model, block, &proof);
    hide_folders(test, &messages);
    strbuf_add(&found.details, strbuf_str(&messages), messages.len);
    if (status == CLI_OK && !proof.holds)
        status = CLI_MISSED;
    explore_proof_release(&proof);
    cli_sets_release(sets, set_count);
    cli_source_release(&source);
    strbuf_release(&messages);
    return worse(status, report_case(testing, &found));
}

static int prove_all(struct test *test, struct testing *testing)
{
    int status = CLI_OK;

    for (int i = 0; i < test->model_count && !runner_was_stopped(); i++) {
        const struct tree_expect_block *block = NULL;

        while ((block = next_schedules(test, test->models[i], block)))
            status = worse(status, prove(test, test->models[i], block, testing));
    }
    return status;
}

/* ---- all ---- */

/* Those of the command line. */
static void add_given(struct strbuf *with, const struct cli_options *options)
{
    for (int i = 0; i < options->set_count; i++)
        strbuf_addf(with, "%s%s=%s", i ? ", " : "", options->sets[i].line,
                    options->sets[i].values[0]);
}

static int run_rounds(struct test *test, struct testing *testing)
{
    const struct cli_options *options = testing->options;
    struct strbuf given = STRBUF_INIT;
    struct round plain = {.source = &test->source,
                          .sets = options->sets,
                          .set_count = options->set_count,
                          .model_count = test->model_count};
    const struct tree_expect_block *block = NULL;
    int status;

    hide_folders(test, &test->problems);
    testing->report.format->file(&testing->report, test->operand, strbuf_str(&test->problems));
    add_given(&given, options);
    plain.with = given.len ? given.text : NULL;
    memcpy(plain.models, test->models, sizeof plain.models);
    status = run_round(test, &plain, testing);
    while ((block = next_settings(test, block)) && !runner_was_stopped())
        status = worse(status, run_with(test, block, testing));
    strbuf_release(&given);
    return worse(status, prove_all(test, testing));
}

static int run_all(struct test *tests, struct testing *testing)
{
    const struct cli_options *options = testing->options;
    struct test_report *report = &testing->report;
    int planned = 0, status;

    for (int i = 0; i < options->operand_count; i++)
        planned += tests[i].status == CLI_OK ? count_runs(&tests[i]) : 1;
    report->format->begin(report, planned);
    status = report_flush(testing);
    for (int i = 0; i < options->operand_count && !runner_was_stopped(); i++) {
        int ran = tests[i].status == CLI_OK ? run_rounds(&tests[i], testing)
                                            : run_refused(&tests[i], testing);

        status = worse(status, ran);
    }
    report->format->end(report, runner_was_stopped());
    if (runner_was_stopped())
        status = worse(status, CLI_MISSED);
    status = worse(status, output_write(options->output, &report->out));
    strbuf_release(&report->out);
    return status;
}

static const struct test_format *const formats[] = {&test_tap, &test_junit};

enum { FORMATS = sizeof formats / sizeof *formats };

/* NULL after a message. */
static const struct test_format *choose_format(const struct cli_options *options)
{
    const char *name = options->format ? options->format : test_tap.name;

    for (int i = 0; i < FORMATS; i++)
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    cli_fail(CLI_USAGE, "'test' writes tap or junit, not '%s'", name);
    return NULL;
}

static int test_files(const struct cli_options *options)
{
    struct testing testing = {.options = options, .report = {.format = choose_format(options)}};
    struct test *tests;
    int status;

    if (!testing.report.format)
        return CLI_USAGE;
    tests = mem_alloc(options->operand_count * sizeof *tests);
    for (int i = 0; i < options->operand_count; i++)
        prepare(&tests[i], options->operands[i], options);
    status = run_all(tests, &testing);
    for (int i = 0; i < options->operand_count; i++) {
        cli_source_release(&tests[i].source);
        strbuf_release(&tests[i].problems);
    }
    free(tests);
    return status;
}

static void list_formats(struct strbuf *out)
{
    for (int i = 0; i < FORMATS; i++)
        strbuf_addf(out, "  %-8s %s\n", formats[i]->name, formats[i]->summary);
}

const struct cli_command cmd_test = {
    .name = "test",
    .operands = "FILE...",
    .summary = "check the expectations under each model: TAP or JUnit",
    .about = CLI_FILE_WORDS
    "One line a file and model, and one more for each choice of settings that the\n"
    "file expects something with, unless --set says what to test.\n"
    "What did not hold follows as a block of YAML.\n"
    "What was missed only for what others took of the processor is reported as\n"
    "'# SKIP busy'; for want of the cores that the file names, as\n"
    "'# SKIP too few cores'. A comment says what others took, if it was much.\n",
    .accepts = CLI_MODELS | CLI_FORMAT | CLI_OUTPUT | CLI_SET | CLI_SCHEDULE,
    .least = 1,
    .most = -1,
    .list_formats = list_formats,
    .run = test_files,
};
