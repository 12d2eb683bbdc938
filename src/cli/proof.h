/* What a file expects of all schedules, or of some: asked of every end that a search found. */
#ifndef BATON_CLI_PROOF_H
#define BATON_CLI_PROOF_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "cli/source.h"
#include "scenario/model_name.h"

struct tree_expect_block; /* scenario/tree.h */

struct proof {
    bool holds;
    bool open;           /* nobody knows: not all was tried, and what was says nothing */
    struct strbuf words; /* why, in lines: what is broken, and by which schedule; or by which it
                            holds */
};

/* Searches the source, set as it is, under the model, for no longer than its `limit`. CLI_OK, or
 * why it cannot be searched, in *messages. Release it in either case. */
int proof_find(struct proof *proof, struct source *source, enum model_id model,
               const struct tree_expect_block *block, struct strbuf *messages);
void proof_release(struct proof *proof);

#endif
