/* An exploration, told: in text, and in JSON. */
#ifndef BATON_CLI_EXPLORED_H
#define BATON_CLI_EXPLORED_H

#include "base/strbuf.h"
#include "cli/cli.h"
#include "cli/source.h"
#include "explore/explore.h"

/* What was explored, and how it was asked for. */
struct explored {
    const struct source *source;
    const struct cli_options *options;
    struct exploration **all; /* one a model */
    int count;
};

void explored_add_text(const struct explored *explored, struct strbuf *out);
void explored_add_json(const struct explored *explored, struct strbuf *out);
/* CLI_OK; CLI_MISSED: an expectation can be broken, or was not proved. */
int explored_status(const struct explored *explored);

#endif
