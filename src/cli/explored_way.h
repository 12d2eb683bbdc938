/* A schedule as a table: a row for each stretch that a task runs, a column for each task. */
#ifndef BATON_CLI_EXPLORED_WAY_H
#define BATON_CLI_EXPLORED_WAY_H

#include "base/strbuf.h"
#include "explore/explore.h"
#include "explore/replay.h"

void explored_add_way(const struct exploration *it, const struct explore_end *end,
                      const struct replay *replay, struct strbuf *out);

#endif
