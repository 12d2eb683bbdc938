/* Inside the expectations: what their files share. */
#ifndef BATON_SCENARIO_EXPECT_PRIVATE_H
#define BATON_SCENARIO_EXPECT_PRIVATE_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "scenario/expect.h"
#include "scenario/scenario_private.h"
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

/* The block is one of all schedules, or of some, under that model and set as the scenario is now.
 */
bool expect_is_of_schedules(const struct scenario *scenario, enum model_id model,
                            const struct tree_expect_block *block);

/* The facts, with lacks_cores filled in. */
struct expect_facts expect_know_cores(const struct scenario *scenario,
                                      const struct expect_facts *facts);
/* Checks one expectation, and says what was seen. */
enum expect_verdict expect_check_one(const struct tree_expect *expect,
                                     const struct scenario *scenario,
                                     const struct expect_facts *facts, struct strbuf *out);

/* Checks an expectation on what was said (output, output any order, order, never); says in `out`
 * what was seen: where it fails, the first thing that is not as expected. Then `by_ns` is how much
 * later than what should have come behind it something came; -1: it is no matter of time. */
bool expect_check_texts(const struct tree_expect *expect, const struct expect_facts *facts,
                        int64_t *by_ns, struct strbuf *out);

/* Whether a variable gets what `now` says, or a sum or difference with it: a time in ms. */
bool expect_is_of_clock(const struct scenario *scenario, const char *name);
/* The shortest wait or time limit that the file names; -1: what it says depends on no time. */
int64_t expect_shortest_ns(const struct scenario *scenario);
/* Whether a `say` of the file could say all that is expected to be said, whenever it runs. */
bool expect_is_sayable(const struct scenario *scenario, const struct tree_expect *expect);
/* Whether something is added to it: a count. */
bool expect_is_counted(const struct scenario *scenario, const char *name);

/* ---- what a claim was missed for, if not for itself ----
 *
 * Each is asked after a claim that was missed, and answers EXPECT_FAILED unless what others took of
 * the run (expect_facts.lost_ns) could have made the difference; and says what they took. */

/* A time came so much later than it may, or a CPU or late time is so much less. */
enum expect_verdict expect_excuse_time(const struct expect_facts *facts, double by_ns,
                                       struct strbuf *out);
/* Other things were said than expected, where a time of so much decides what is. */
enum expect_verdict expect_excuse_lines(const struct expect_facts *facts, int64_t shortest_ns,
                                        struct strbuf *out);
/* Things came in another order, so far apart. What is less than the machine counts in is no
 * excuse: an order that is kept whatever others do is not missed by more. */
enum expect_verdict expect_excuse_order(const struct expect_facts *facts, int64_t by_ns,
                                        struct strbuf *out);
/* A count: who had half of the CPU time that he wanted did half as often what he does of his own,
 * and had twice as often done to him what the clock does. */
enum expect_verdict expect_excuse_count(const struct expect_facts *facts, enum tree_compare compare,
                                        int64_t actual, int64_t value, struct strbuf *out);
/* Of a claim on how much goes on at once: the run lacked cores that the file's `cores` line names.
 */
enum expect_verdict expect_excuse_cores(const struct expect_facts *facts,
                                        enum expect_verdict verdict, struct strbuf *out);

void expect_add_ms(struct strbuf *out, int64_t ns);

#endif
