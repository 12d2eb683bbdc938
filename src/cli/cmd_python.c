/* `baton python`: the same program in Python. */
#include "config.h"

#include "base/strbuf.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/source.h"
#include "python/python.h"

static int translate(struct source *source, enum model_id model, struct strbuf *messages,
                     struct strbuf *out)
{
    int status = cli_source_compile(source, model, messages);

    if (status != CLI_OK)
        return status;
    if (!python_translate(source->scenario, model, out, &source->diags)) {
        diag_format(&source->diags, source->name, source->text, source->len, messages);
        status = CLI_USAGE;
    }
    return status;
}

static int print_python(const struct cli_options *options)
{
    enum model_id models[MODEL_COUNT];
    struct strbuf messages = STRBUF_INIT, out = STRBUF_INIT;
    struct source source = {0};
    int status = cli_source_read(&source, options->operands[0], &messages);

    if (status == CLI_OK)
        status = cli_source_set(&source, options->sets, options->set_count, NULL, &messages);
    if (status == CLI_OK) {
        cli_source_models(&source, options, models);
        status = translate(&source, models[0], &messages, &out);
    }
    output_messages(&messages);
    if (status == CLI_OK)
        status = output_write(options->output, &out);
    cli_source_release(&source);
    strbuf_release(&messages);
    strbuf_release(&out);
    return status;
}

const struct cli_command cmd_python = {
    .name = "python",
    .operands = "FILE",
    .summary = "print the same program in Python",
    .about = CLI_FILE_WORDS
    "Without -m it is written as it is under the first model of its 'model' line.\n"
    "It needs Python 3.11, and nothing else. Its standard output has the lines said;\n"
    "with --report behind it, it also prints values and result, on standard error.\n"
    "Exit status: 0, or 2 for wrong usage, an error in the file, and what Python has\n"
    "no like of.\n",
    .accepts = CLI_MODEL | CLI_OUTPUT | CLI_SET,
    .least = 1,
    .most = 1,
    .run = print_python,
};
