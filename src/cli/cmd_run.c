#include "config.h"

#include "base/strbuf.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/result.h"
#include "cli/source.h"
#include "cli/trials.h"

static int run_and_print(struct source *source, enum model_id model,
                         const struct export_format *format, const struct cli_options *options,
                         struct strbuf *messages)
{
    struct trials trials = {
        .source = source, .sets = options->sets, .set_count = options->set_count};
    const struct trial *trial = &trials.under[model];
    struct strbuf out = STRBUF_INIT;
    int status = trials_run(&trials, model, messages);

    output_messages(messages);
    if (status == CLI_OK) {
        result_add(&out, trial, format, options);
        status = output_write(options->output, &out);
    }
    if (status == CLI_OK)
        status = trial_status(trial);
    trials_release(&trials);
    strbuf_release(&out);
    return status;
}

static int run_file(const struct cli_options *options)
{
    enum model_id models[MODEL_COUNT];
    const struct export_format *format;
    struct strbuf messages = STRBUF_INIT;
    struct source source = {0};
    int status = result_format(options, &format);

    if (status == CLI_OK)
        status = cli_source_read(&source, options->operands[0], &messages);
    if (status == CLI_OK)
        status = cli_source_set(&source, options->sets, options->set_count, NULL, &messages);
    output_messages(&messages);
    if (status == CLI_OK) {
        cli_source_models(&source, options, models);
        status = run_and_print(&source, models[0], format, options, &messages);
    }
    cli_source_release(&source);
    strbuf_release(&messages);
    return status;
}

const struct cli_command cmd_run = {
    .name = "run",
    .operands = "FILE",
    .summary = "run a scenario and print the result",
    .about = CLI_FILE_WORDS
    "Without -m it runs under the first model of its 'model' line.\n"
    "Ctrl-C ends the run and shows what there is.\n"
    "Exit status: 0 if the run ended as the file expects (without expectations:\n"
    "if its result is ok), 1 if not, 2 for wrong usage or an error in the file,\n"
    "3 if the machine refused something.\n",
    .accepts = CLI_MODEL | CLI_FORMAT | CLI_OUTPUT | CLI_SET | CLI_SCHEDULE,
    .least = 1,
    .most = 1,
    .run = run_file,
};
