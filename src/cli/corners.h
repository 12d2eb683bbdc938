/* `compare --table`: which models stand in the four corners, and why a corner is empty. */
#ifndef BATON_CLI_CORNERS_H
#define BATON_CLI_CORNERS_H

#include "base/strbuf.h"
#include "cli/cli.h"
#include "cli/source.h"

/* What --table does not go with. CLI_OK, or CLI_USAGE after a message. */
int corners_check(const struct cli_options *options);
/* Of these models those that are shown, one a corner at most, in the order of the corners. Returns
 * how many. */
int corners_choose(enum model_id *models, int count);
/* For a file with none of them: CLI_USAGE after a message. */
int corners_refuse_none(const struct source *source);
/* Appends "four-corners does not name polling; -m runs it." */
void corners_why_add(int corner, const struct source *source, const struct cli_options *options,
                     struct strbuf *out);

#endif
