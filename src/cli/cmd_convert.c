/* `baton convert`: a saved trace in another format. The scenario is inside the trace, so what it
 * expects is checked again. */
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/strbuf.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/result.h"
#include "cli/trials.h"
#include "scenario/scenario.h"
#include "trace/file.h"

/* A trace is about 40 bytes an event; the log has room for 48 million. */
#define CONVERT_MOST_BYTES ((size_t)4 << 30)

static int read_trace(const char *path, struct trace **trace)
{
    struct strbuf problem = STRBUF_INIT;
    char *text;
    size_t len;
    int error = file_read(path, CONVERT_MOST_BYTES, &text, &len);
    int status = CLI_OK;

    if (error < 0)
        return cli_fail(CLI_USAGE, "%s: %s", path, strerror(-error));
    *trace = trace_file_parse(text, len, &problem);
    if (!trace_file_is(text, len))
        status = cli_fail(CLI_USAGE,
                          "%s is not a trace of baton ('run -f trace -o FILE' saves one)", path);
    else if (!*trace)
        status = cli_fail(CLI_USAGE, "%s: %s", path, strbuf_str(&problem));
    strbuf_release(&problem);
    free(text);
    return status;
}

/* Judges the run by the scenario in its trace, if that can be read. */
static void judge(struct trial *trial, struct scenario **scenario)
{
    const struct trace *trace = trial->facts.trace;
    const char *name = trace_meta(trace, "model", 0);
    int model = name ? model_by_name(name) : -1;
    struct diag_list diags = {0};
    const char *source;
    size_t len;

    source = trace_source(trace, &len);
    if (!source || model < 0)
        return;
    *scenario = scenario_read(trace_source_name(trace), source, len, &diags);
    if (diags.errors == 0) {
        expect_check(*scenario, model, &trial->facts.expect, &trial->report);
        trial->judged = true;
    }
    diag_release(&diags);
}

int cmd_convert(const struct cli_options *options)
{
    const struct export_format *format;
    struct scenario *scenario = NULL;
    struct trial trial = {0};
    struct trace *trace = NULL;
    struct strbuf out = STRBUF_INIT;
    int status = result_format(options, &format);

    if (status == CLI_OK)
        status = read_trace(options->operands[0], &trace);
    if (status == CLI_OK) {
        facts_take(&trial.facts, trace);
        judge(&trial, &scenario);
        result_add(&out, &trial, format, options);
        status = output_write(options->output, &out);
    } else {
        trace_free(trace);
    }
    trial_release(&trial);
    scenario_free(scenario);
    strbuf_release(&out);
    return status;
}
