/* One run from the command line: with a sign of life on a terminal, and ended by ctrl-C. */
#ifndef BATON_CLI_RUNNER_H
#define BATON_CLI_RUNNER_H

#include "cli/source.h"
#include "scenario/model_name.h"
#include "trace/trace.h"

/* Runs the source under the model, with value number `choice` of each set (NULL: the first).
 * Returns its trace, which the caller frees, or NULL if the machine refused: then that has been
 * said on standard error. SIGINT, SIGTERM and SIGHUP end the run, whose result is then `stopped`; a
 * second one ends this program, as soon as no process of the run is left. One run at a time. */
struct trace *runner_run(const struct source *source, enum model_id model,
                         const struct cli_set *sets, int set_count, const int *choice);

/* The settings with their values, as "line=value" for each set. The caller frees the strings and
 * the array. */
char **runner_settings(const struct cli_set *sets, int count, const int *choice);

/* True if a signal ended the last run: whoever has more to run then runs it no more. */
bool runner_was_stopped(void);

#endif
