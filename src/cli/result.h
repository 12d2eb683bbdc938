/* A judged run in one of the formats. */
#ifndef BATON_CLI_RESULT_H
#define BATON_CLI_RESULT_H

#include "base/strbuf.h"
#include "cli/cli.h"
#include "cli/trials.h"
#include "export/export.h"

/* The format of -f, or text. CLI_OK, or CLI_USAGE after a message. */
int result_format(const struct cli_options *options, const struct export_format **format);
/* Width, characters and colours as the options and the terminal say. */
struct export_options result_options(const struct cli_options *options);
/* What became of the expectations, for the exporters; borrows from the report. Freed with
 * result_report_free(). */
struct export_report *result_report(const struct expect_report *report);
void result_report_free(struct export_report *report);
/* Appends the trial in the format. */
void result_add(struct strbuf *out, const struct trial *trial, const struct export_format *format,
                const struct cli_options *options);

/* Appends one expectation as `line 12: elapsed about 5ms: 9.1 ms`, without a line end; not safe to
 * print. */
void result_add_outcome(struct strbuf *out, const struct expect_outcome *outcome);
/* Appends what the run missed, a line each: `NAME: line 12: …`; safe to print. */
void result_add_misses(struct strbuf *out, const char *name, const struct trial *trial);

#endif
