/* Several models: a row each. */
#ifndef BATON_CLI_EXPLORED_ROWS_H
#define BATON_CLI_EXPLORED_ROWS_H

#include "base/strbuf.h"
#include "explore/explore.h"

void explored_add_rows(struct exploration *const *all, int count, struct strbuf *out);

#endif
