/* `baton test`: one TAP line a file, model and settings that the file has expectations for
 * (testanything.org, version 13). */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/result.h"
#include "cli/runner.h"
#include "cli/source.h"
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
    const char *with; /* the settings as the file writes them, or NULL: those of the command line */
    enum model_id models[MODEL_COUNT];
    int model_count;
};

/* A TAP description: `#` would begin a directive. */
static void add_description(struct strbuf *out, const char *text)
{
    struct strbuf safe = STRBUF_INIT;

    utf8_add_safe(&safe, text, strlen(text));
    for (size_t i = 0; i < safe.len; i++) {
        if (safe.text[i] == '#' || safe.text[i] == '\\')
            strbuf_addch(out, '\\');
        strbuf_addch(out, safe.text[i]);
    }
    strbuf_release(&safe);
}

/* Lines of text as diagnostics. */
static void add_diagnostics(struct strbuf *out, const char *text)
{
    while (*text) {
        size_t len = strcspn(text, "\n");

        strbuf_adds(out, "# ");
        utf8_add_safe(out, text, len);
        strbuf_addch(out, '\n');
        text += len + (text[len] == '\n');
    }
}

static void add_outcome(struct strbuf *out, const struct expect_outcome *outcome)
{
    struct strbuf line = STRBUF_INIT;

    result_add_outcome(&line, outcome);
    add_diagnostics(out, strbuf_str(&line));
    strbuf_release(&line);
}

static void add_outcomes(struct strbuf *out, const struct expect_report *report,
                         enum expect_verdict verdict)
{
    for (int i = 0; i < report->count; i++)
        if (report->outcomes[i].verdict == verdict)
            add_outcome(out, &report->outcomes[i]);
}

/* What the machine kept from being met, on the line itself. */
static void add_skip(struct strbuf *out, const struct expect_report *report,
                     enum expect_verdict verdict, const char *why)
{
    int named = 0;

    strbuf_addf(out, " # SKIP %s (", why);
    for (int i = 0; i < report->count; i++) {
        if (report->outcomes[i].verdict != verdict)
            continue;
        strbuf_adds(out, named++ ? "; " : "");
        utf8_add_safe(out, report->outcomes[i].text, strlen(report->outcomes[i].text));
        strbuf_adds(out, ": ");
        utf8_add_safe(out, report->outcomes[i].actual, strlen(report->outcomes[i].actual));
    }
    strbuf_addch(out, ')');
}

static void add_result(struct strbuf *out, int number, const char *operand, bool good)
{
    strbuf_addf(out, "%s %d - ", good ? "ok" : "not ok", number);
    add_description(out, operand);
}

static void add_run(struct strbuf *out, const struct round *round, enum model_id model)
{
    strbuf_addf(out, " under %s", model_name(model));
    if (!round->with)
        return;
    strbuf_adds(out, " with ");
    add_description(out, round->with);
}

static void add_trial(struct strbuf *out, int number, const struct test *test,
                      const struct round *round, enum model_id model, const struct trial *trial)
{
    bool good = trial_is_as_expected(trial);

    add_result(out, number, test->operand, good);
    add_run(out, round, model);
    if (good && trial->report.few_cores)
        add_skip(out, &trial->report, EXPECT_FEW_CORES, "too few cores");
    else if (good && trial->report.busy)
        add_skip(out, &trial->report, EXPECT_BUSY, "busy");
    strbuf_addch(out, '\n');
    if (expect_is_disturbed(&trial->facts.expect))
        strbuf_addf(out, "# others took up to %.1f ms of the processor\n",
                    (double)trial->facts.expect.lost_ns / NS_PER_MS);
    if (trial->refusal)
        add_diagnostics(out, trial->refusal);
    add_outcomes(out, &trial->report, EXPECT_FAILED);
    if (!good) {
        add_outcomes(out, &trial->report, EXPECT_BUSY);
        add_outcomes(out, &trial->report, EXPECT_FEW_CORES);
    }
    add_outcomes(out, &trial->report, EXPECT_NOT_CHECKED);
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

/* The settings as --set would give them; the caller frees what is in it, and it. */
static struct cli_set *take_sets(const struct tree_expect_block *block, int *count)
{
    struct cli_set *sets = NULL;
    int room = 0;

    for (const struct tree_setting *setting = block->settings; setting; setting = setting->next) {
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

static int run_refused(struct test *test, int *number, struct strbuf *out)
{
    add_result(out, ++*number, test->operand, false);
    strbuf_addch(out, '\n');
    add_diagnostics(out, strbuf_str(&test->problems));
    return worse(test->status, output_print(out));
}

static int run_round(struct test *test, const struct round *round, int *number, struct strbuf *out)
{
    struct trials trials = {.source = round->source,
                            .sets = round->sets,
                            .set_count = round->set_count,
                            .with_referred = true};
    int status = CLI_OK;

    for (int i = 0; i < round->model_count && !runner_was_stopped(); i++) {
        enum model_id model = round->models[i];
        const struct trial *trial = &trials.under[model];
        struct strbuf messages = STRBUF_INIT;
        int ran = trials_run(&trials, model, &messages);

        if (ran == CLI_OK) {
            add_trial(out, ++*number, test, round, model, trial);
            ran = trial_status(trial);
        } else {
            add_result(out, ++*number, test->operand, false);
            add_run(out, round, model);
            strbuf_addch(out, '\n');
            add_diagnostics(out, strbuf_str(&messages));
        }
        trials_drop(&trials, model);
        strbuf_release(&messages);
        status = worse(status, worse(ran, output_print(out)));
    }
    trials_release(&trials);
    return status;
}

static void add_settings(struct strbuf *with, const struct tree_expect_block *block)
{
    for (const struct tree_setting *setting = block->settings; setting; setting = setting->next)
        strbuf_addf(with, "%s%s", with->len ? ", " : "", setting->written);
}

/* Once more, with the settings of a block of expectations. */
static int run_with(struct test *test, const struct tree_expect_block *block, int *number,
                    struct strbuf *out)
{
    struct source source = {0};
    struct strbuf with = STRBUF_INIT;
    struct round round = {.source = &source};
    struct cli_set *sets = take_sets(block, &round.set_count);
    int status;

    add_settings(&with, block);
    round.with = strbuf_str(&with);
    round.sets = sets;
    round.model_count = choose_models(test, block, round.models);
    cli_source_again(&source, &test->source);
    cli_source_set(&source, sets, round.set_count, NULL, &test->problems);
    status = run_round(test, &round, number, out);
    cli_sets_release(sets, round.set_count);
    cli_source_release(&source);
    strbuf_release(&with);
    return status;
}

/* ---- of all schedules, or some ---- */

static void add_proof(struct strbuf *out, int number, const struct test *test, enum model_id model,
                      const struct tree_expect_block *block, const struct explore_proof *proof)
{
    struct strbuf with = STRBUF_INIT;

    add_result(out, number, test->operand, proof->holds);
    strbuf_addf(out, " under %s, %s", model_name(model),
                block->schedules == TREE_ALL_SCHEDULES ? "all schedules" : "some schedule");
    add_settings(&with, block);
    if (with.len) {
        strbuf_adds(out, " with ");
        add_description(out, strbuf_str(&with));
    }
    strbuf_adds(out, proof->open ? ": no proof\n" : "\n");
    add_diagnostics(out, strbuf_str(&proof->words));
    strbuf_release(&with);
}

static int prove(struct test *test, enum model_id model, const struct tree_expect_block *block,
                 int *number, struct strbuf *out)
{
    struct source source = {0};
    struct strbuf messages = STRBUF_INIT;
    struct explore_proof proof = {0};
    int set_count = 0, status;
    struct cli_set *sets = take_sets(block, &set_count);

    cli_source_again(&source, &test->source);
    status = cli_source_set(&source, sets, set_count, NULL, &messages);
    if (status == CLI_OK)
        status = cli_source_compile(&source, model, &messages);
    if (status == CLI_OK)
        explore_prove(&proof, source.scenario, model, block, &source.diags);
    add_proof(out, ++*number, test, model, block, &proof);
    add_diagnostics(out, strbuf_str(&messages));
    if (status == CLI_OK && !proof.holds)
        status = CLI_MISSED;
    explore_proof_release(&proof);
    cli_sets_release(sets, set_count);
    cli_source_release(&source);
    strbuf_release(&messages);
    return worse(status, output_print(out));
}

static int prove_all(struct test *test, int *number, struct strbuf *out)
{
    int status = CLI_OK;

    for (int i = 0; i < test->model_count && !runner_was_stopped(); i++) {
        const struct tree_expect_block *block = NULL;

        while ((block = next_schedules(test, test->models[i], block)))
            status = worse(status, prove(test, test->models[i], block, number, out));
    }
    return status;
}

static int run_rounds(struct test *test, const struct cli_options *options, int *number,
                      struct strbuf *out)
{
    struct round plain = {.source = &test->source,
                          .sets = options->sets,
                          .set_count = options->set_count,
                          .model_count = test->model_count};
    const struct tree_expect_block *block = NULL;
    int status;

    add_diagnostics(out, strbuf_str(&test->problems)); /* warnings */
    memcpy(plain.models, test->models, sizeof plain.models);
    status = run_round(test, &plain, number, out);
    while ((block = next_settings(test, block)) && !runner_was_stopped())
        status = worse(status, run_with(test, block, number, out));
    return worse(status, prove_all(test, number, out));
}

static int run_all(struct test *tests, const struct cli_options *options)
{
    struct strbuf out = STRBUF_INIT;
    int planned = 0, number = 0, status;

    for (int i = 0; i < options->operand_count; i++)
        planned += tests[i].status == CLI_OK ? count_runs(&tests[i]) : 1;
    strbuf_addf(&out, "TAP version 13\n1..%d\n", planned);
    status = output_print(&out);
    for (int i = 0; i < options->operand_count && !runner_was_stopped(); i++) {
        int ran = tests[i].status == CLI_OK ? run_rounds(&tests[i], options, &number, &out)
                                            : run_refused(&tests[i], &number, &out);

        status = worse(status, ran);
    }
    if (runner_was_stopped()) {
        strbuf_adds(&out, "Bail out! stopped\n");
        output_print(&out);
        status = worse(status, CLI_MISSED);
    }
    strbuf_release(&out);
    return status;
}

static int test_files(const struct cli_options *options)
{
    struct test *tests = mem_alloc(options->operand_count * sizeof *tests);
    int status;

    for (int i = 0; i < options->operand_count; i++)
        prepare(&tests[i], options->operands[i], options);
    status = run_all(tests, options);
    for (int i = 0; i < options->operand_count; i++) {
        cli_source_release(&tests[i].source);
        strbuf_release(&tests[i].problems);
    }
    free(tests);
    return status;
}

const struct cli_command cmd_test = {
    .name = "test",
    .operands = "FILE...",
    .summary = "check the expectations under each model; prints TAP",
    .about = CLI_FILE_WORDS
    "One line a file and model, and one more for each choice of settings that the\n"
    "file expects something with, unless --set says what to test.\n"
    "What did not hold follows as diagnostics.\n"
    "What was missed only for what others took of the processor is reported as\n"
    "'# SKIP busy'; for want of the cores that the file names, as\n"
    "'# SKIP too few cores'. A comment says what others took, if it was much.\n",
    .accepts = CLI_MODELS | CLI_SET | CLI_SCHEDULE,
    .least = 1,
    .most = -1,
    .run = test_files,
};
