/* `baton test`: one TAP line a file and model (testanything.org, version 13). */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/result.h"
#include "cli/runner.h"
#include "cli/source.h"
#include "cli/trials.h"

struct test {
    const char *operand;
    struct source source;
    struct strbuf problems; /* why it cannot be run; then it is one line, not ok */
    enum model_id models[MODEL_COUNT];
    int model_count;
    int status;
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

/* What the busy machine kept from being met, on the line itself. */
static void add_busy(struct strbuf *out, const struct expect_report *report)
{
    int named = 0;

    strbuf_adds(out, " # SKIP busy (");
    for (int i = 0; i < report->count; i++) {
        if (report->outcomes[i].verdict != EXPECT_BUSY)
            continue;
        strbuf_adds(out, named++ ? "; " : "");
        utf8_add_safe(out, report->outcomes[i].text, strlen(report->outcomes[i].text));
        strbuf_adds(out, ": ");
        utf8_add_safe(out, report->outcomes[i].actual, strlen(report->outcomes[i].actual));
    }
    strbuf_addch(out, ')');
}

static void add_result(struct strbuf *out, int number, const char *operand, const char *model,
                       bool good)
{
    strbuf_addf(out, "%s %d - ", good ? "ok" : "not ok", number);
    add_description(out, operand);
    if (model)
        strbuf_addf(out, " under %s", model);
}

static void add_trial(struct strbuf *out, int number, const struct test *test, enum model_id model,
                      const struct trial *trial)
{
    bool good = trial_is_as_expected(trial);

    add_result(out, number, test->operand, model_name(model), good);
    if (good && trial->report.busy)
        add_busy(out, &trial->report);
    strbuf_addch(out, '\n');
    add_outcomes(out, &trial->report, EXPECT_FAILED);
    if (!good)
        add_outcomes(out, &trial->report, EXPECT_BUSY);
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
}

static int run_refused(struct test *test, int *number, struct strbuf *out)
{
    add_result(out, ++*number, test->operand, NULL, false);
    strbuf_addch(out, '\n');
    add_diagnostics(out, strbuf_str(&test->problems));
    return worse(test->status, output_print(out));
}

static int run_models(struct test *test, const struct cli_options *options, int *number,
                      struct strbuf *out)
{
    struct trials trials = {.source = &test->source,
                            .sets = options->sets,
                            .set_count = options->set_count,
                            .with_referred = true};
    int status = CLI_OK;

    add_diagnostics(out, strbuf_str(&test->problems)); /* warnings */
    for (int i = 0; i < test->model_count && !runner_was_stopped(); i++) {
        enum model_id model = test->models[i];
        const struct trial *trial = &trials.under[model];
        struct strbuf messages = STRBUF_INIT;
        int ran = trials_run(&trials, model, &messages);

        if (ran == CLI_OK) {
            add_trial(out, ++*number, test, model, trial);
            ran = trial_is_as_expected(trial) ? CLI_OK : CLI_MISSED;
        } else {
            add_result(out, ++*number, test->operand, model_name(model), false);
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

static int run_all(struct test *tests, const struct cli_options *options)
{
    struct strbuf out = STRBUF_INIT;
    int planned = 0, number = 0, status;

    for (int i = 0; i < options->operand_count; i++)
        planned += tests[i].status == CLI_OK ? tests[i].model_count : 1;
    strbuf_addf(&out, "TAP version 13\n1..%d\n", planned);
    status = output_print(&out);
    for (int i = 0; i < options->operand_count && !runner_was_stopped(); i++) {
        int ran = tests[i].status == CLI_OK ? run_models(&tests[i], options, &number, &out)
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

int cmd_test(const struct cli_options *options)
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
