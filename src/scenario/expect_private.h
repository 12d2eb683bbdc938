/* Inside the expectations: what their files share. */
#ifndef BATON_SCENARIO_EXPECT_PRIVATE_H
#define BATON_SCENARIO_EXPECT_PRIVATE_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "scenario/expect.h"
#include "scenario/tree.h"

/* What a run under `model`, set as the scenario is now, is judged by: the blocks `with` its
 * settings, or, if there is none, those without `with`. */
struct expect_selection {
    const struct scenario *scenario;
    enum model_id model;
    bool by_settings;
};

struct expect_selection expect_select(const struct scenario *scenario, enum model_id model);
bool expect_applies(const struct expect_selection *selection,
                    const struct tree_expect_block *block);

/* Checks an expectation on what was said (output, output any order, order, never); says in `out`
 * what was seen: where it fails, the first thing that is not as expected. */
bool expect_check_texts(const struct tree_expect *expect, const struct expect_facts *facts,
                        struct strbuf *out);

#endif
