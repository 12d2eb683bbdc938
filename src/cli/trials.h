/* One file's runs under one or more models, judged by its expectations.
 *
 * Some expectations compare with another model's run (`elapsed < N% of MODEL`): where
 * `with_referred` is set, those models are run too, before the one that refers to them, each at
 * most once. */
#ifndef BATON_CLI_TRIALS_H
#define BATON_CLI_TRIALS_H

#include <stdbool.h>

#include "cli/facts.h"
#include "cli/runner.h"
#include "cli/source.h"
#include "scenario/expect.h"

struct trial {
    bool run, judged;
    char *refusal;               /* a sentence on what the machine had not for it, or NULL */
    int64_t elapsed_ns, lost_ns; /* kept when the rest is dropped; the other 0 if it is noise */
    struct facts facts;          /* zeroed: dropped */
    struct expect_report report;
};

struct trials {
    struct source *source; /* borrowed; its settings are already those of `choice` */
    const struct cli_set *sets;
    int set_count;
    const int *choice;
    bool with_referred;
    struct trial under[MODEL_COUNT];
};

/* Embedded: fill in the fields up to `under`, which is zeroed; trials_release() at the end. */

/* Runs the source under the model, and before it what its expectations refer to; then judges it.
 * CLI_OK, CLI_USAGE (the model lacks a statement: appended to `messages`), CLI_MACHINE (said on
 * standard error). */
int trials_run(struct trials *trials, enum model_id model, struct strbuf *messages);
/* Frees what a run that was judged takes up; what is needed to judge others is kept. */
void trials_drop(struct trials *trials, enum model_id model);
/* True if the run ended as the file expects. Expectations that a busy machine kept from being met
 * do not count. */
bool trial_is_as_expected(const struct trial *trial);
/* CLI_OK if it did, CLI_MACHINE if the machine kept it from that, else CLI_MISSED. */
int trial_status(const struct trial *trial);
void trial_release(struct trial *trial);
void trials_release(struct trials *trials);

#endif
