/* Inside the expectations: what their two files share. */
#ifndef BATON_SCENARIO_EXPECT_PRIVATE_H
#define BATON_SCENARIO_EXPECT_PRIVATE_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "scenario/expect.h"
#include "scenario/tree.h"

/* Checks an expectation on what was said (output, output any order, order, never); says in `out`
 * what was seen: where it fails, the first thing that is not as expected. */
bool expect_check_texts(const struct tree_expect *expect, const struct expect_facts *facts,
                        struct strbuf *out);

#endif
