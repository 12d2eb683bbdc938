#include "base/strbuf.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "runtime/run.h"

int cmd_models(const struct cli_options *options)
{
    struct strbuf out = STRBUF_INIT;
    int status;

    for (int i = 0; i < MODEL_COUNT; i++)
        strbuf_addf(&out, "  %-15s %s\n", model_name(i), model_words(i)->summary);
    strbuf_adds(&out, "'baton explain MODEL' says more.\n");
    status = output_print(&out);
    strbuf_release(&out);
    return status;
}
