#include "base/strbuf.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "runtime/run.h"

int cmd_explain(const struct cli_options *options)
{
    struct strbuf out = STRBUF_INIT;
    struct cli_options named = {.command = "explain"};
    const struct model_words *words;
    int status = cli_model_read(&named, options->operands[0]);

    if (status != CLI_OK)
        return status;
    words = model_words(named.models[0]);
    strbuf_addf(&out, "%s: %s\n\n%s", model_name(named.models[0]), words->summary, words->picture);
    if (out.text[out.len - 1] != '\n')
        strbuf_addch(&out, '\n');
    status = output_print(&out);
    strbuf_release(&out);
    return status;
}
