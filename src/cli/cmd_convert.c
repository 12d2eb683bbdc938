/* `baton convert`: a saved trace in another format. The scenario is inside the trace, so what it
 * expects is checked again. */
#include "config.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/result.h"
#include "cli/trials.h"
#include "scenario/scenario.h"
#include "trace/file.h"

static int read_trace(const char *path, struct trace **trace)
{
    struct strbuf problem = STRBUF_INIT;
    int status = CLI_OK;

    *trace = trace_file_read(path, NULL, NULL, &problem);
    if (!*trace) {
        bool other = strncmp(strbuf_str(&problem), "line 1: ", 8) == 0;
        status = cli_fail(CLI_USAGE, "%s: %s%s", path, strbuf_str(&problem),
                          other ? " ('run -f trace -o FILE' saves one)" : "");
    }
    strbuf_release(&problem);
    return status;
}

/* As the run was set: by that, some expectations apply and others do not. */
static void set_again(struct scenario *scenario, const struct trace *trace, struct diag_list *diags)
{
    const char *set;

    for (int i = 0; (set = trace_meta(trace, "set", i)); i++) {
        size_t len = strcspn(set, "=");
        char *line = mem_strndup(set, len);

        scenario_set(scenario, line, set + len + (set[len] == '='), diags);
        free(line);
    }
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
    if (diags.errors == 0)
        set_again(*scenario, trace, &diags);
    if (diags.errors == 0) {
        expect_check(*scenario, model, &trial->facts.expect, &trial->report);
        trial->judged = true;
    }
    diag_release(&diags);
}

static int convert(const struct cli_options *options)
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

const struct cli_command cmd_convert = {
    .name = "convert",
    .operands = "TRACE",
    .summary = "print a saved trace in another format",
    .about = "TRACE is what 'run -f trace -o TRACE' wrote, or - for standard input.\n",
    .accepts = CLI_FORMAT | CLI_OUTPUT,
    .least = 1,
    .most = 1,
    .run = convert,
};
