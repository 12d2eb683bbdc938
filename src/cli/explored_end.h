/* How a run can end, in words. */
#ifndef BATON_CLI_EXPLORED_END_H
#define BATON_CLI_EXPLORED_END_H

#include "base/strbuf.h"
#include "explore/explore.h"

/* One end in words, `bare == 3`; what all have in common is left out. */
void explored_add_end(const struct exploration *it, const struct explore_end *end,
                      struct strbuf *out);

/* 2,235,568,896 */
void explored_add_digits(struct strbuf *out, const char *digits);
void explored_add_number(struct strbuf *out, unsigned long long number);

#endif
