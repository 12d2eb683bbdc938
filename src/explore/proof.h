/* What a file expects of all schedules, or of some: asked of every end that a search finds. */
#ifndef BATON_EXPLORE_PROOF_H
#define BATON_EXPLORE_PROOF_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "scenario/model_name.h"

struct diag_list;
struct scenario;
struct tree_expect_block; /* scenario/tree.h */

struct exploration;
struct explore_end;
struct expect_report; /* scenario/expect.h */

/* What the block expects, asked of an end. The caller releases the report. */
void explore_check_end(struct scenario *scenario, const struct tree_expect_block *block,
                       const struct exploration *found, const struct explore_end *end,
                       struct expect_report *report);

struct explore_proof {
    bool holds;
    bool open;           /* nobody knows: not all was tried, and what was says nothing; or it cannot
                            be searched, for an error in *diags or for what the words say */
    struct strbuf words; /* why, in lines: what is broken, and by which schedule; or by which it
                            holds */
};

/* Searches the scenario, set as it is, under the model, for no longer than its `limit`. */
void explore_prove(struct explore_proof *proof, struct scenario *scenario, enum model_id model,
                   const struct tree_expect_block *block, struct diag_list *diags);
void explore_proof_release(struct explore_proof *proof);

#endif
