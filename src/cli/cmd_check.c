#include "config.h"

#include "base/utf8.h"

#include <string.h>

#include "cli/cli.h"
#include "cli/output.h"
#include "cli/source.h"

/* One file: read, and compiled for each model that is asked for. */
static int check_file(const char *operand, const struct cli_options *options,
                      struct strbuf *messages)
{
    enum model_id models[MODEL_COUNT];
    struct source source;
    int count, status = cli_source_read(&source, operand, messages);

    if (status == CLI_OK)
        status = cli_source_set(&source, options->sets, options->set_count, NULL, messages);
    if (status == CLI_OK) {
        count = cli_source_models(&source, options, models);
        for (int i = 0; i < count && status == CLI_OK; i++)
            status = cli_source_compile(&source, models[i], messages);
    }
    cli_source_release(&source);
    return status;
}

static int check(const struct cli_options *options)
{
    struct strbuf messages = STRBUF_INIT, good = STRBUF_INIT;
    int status = CLI_OK;

    for (int i = 0; i < options->operand_count; i++) {
        const char *operand = options->operands[i];

        if (check_file(operand, options, &messages) != CLI_OK) {
            status = CLI_USAGE;
            continue;
        }
        utf8_add_safe(&good, operand, strlen(operand));
        strbuf_adds(&good, ": ok\n");
    }
    output_messages(&messages);
    if (good.len && output_print(&good) != CLI_OK)
        status = CLI_MACHINE;
    strbuf_release(&messages);
    strbuf_release(&good);
    return status;
}

const struct cli_command cmd_check = {
    .name = "check",
    .operands = "FILE...",
    .summary = "read and check, do not run",
    .about = CLI_FILE_WORDS "Prints all errors of a file in one go.\n",
    .accepts = CLI_MODELS | CLI_SET,
    .least = 1,
    .most = -1,
    .run = check,
};
