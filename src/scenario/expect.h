/* Expectations: what a scenario says must hold of a run, checked against the facts of one.
 *
 * The facts are plain numbers and lists that the caller takes from a trace: this room does not know
 * traces. Times are nanoseconds since the first task could start. */
#ifndef BATON_SCENARIO_EXPECT_H
#define BATON_SCENARIO_EXPECT_H

#include <stdbool.h>
#include <stdint.h>

#include "scenario/model_name.h"

struct scenario;
struct strbuf;            /* base/strbuf.h */
struct tree_expect_block; /* scenario/tree.h */
struct tree_question;

struct expect_said {
    int64_t t_ns;
    const char *text;
};

/* The lines of the text, each ended by a line feed, which becomes its end: the n-th was said at n.
 * How many; *said, which borrows from the text, is the caller's to free. */
int expect_said_lines(char *text, struct expect_said **said);

struct expect_late {
    const char *task; /* display name: "one", "client 2" */
    int64_t worst_ns;
};

struct expect_facts {
    const char *result; /* ok failed crash deadlock timeout stopped */
    int64_t elapsed_ns;
    int64_t cpu_ns;
    int64_t handoffs;
    int64_t parallel;
    int64_t able; /* the most that ran, or would have if their core had not been taken; or 0 */
    int64_t looks;
    int64_t memory_per_task; /* bytes; -1 not measured */
    int64_t late_ns;         /* the worst of all */
    const struct expect_said *said;
    int said_count;
    const struct expect_late *late;
    int late_count;
    const char *const *value_names;
    const int64_t *values;
    int value_count;
    const char *const *region_names;
    const int64_t *regions; /* so many were in it at once */
    int region_count;
    int64_t cores; /* that the run could use; 0: not known */
    /* elapsed of other models' runs of the same file, -1 where not run; and what others took of
     * them, 0 where that is noise */
    int64_t elapsed_under_ns[MODEL_COUNT], lost_under_ns[MODEL_COUNT];
    /* How late others can have made the run, at most, by taking the CPU away. What was missed and
     * would not have been without that is reported as busy, not as failed, where this is above 5%
     * of the CPU time that the run had and lost. */
    int64_t lost_ns;
    bool slowed;         /* by a sanitizer: an upper bound on time that is missed is not checked */
    int64_t lacks_cores; /* expect_check() fills it in: so many the file names, and has not; or 0 */
};

/* Whether what others took is more than noise: without that, nothing is excused. */
bool expect_is_busy(const struct expect_facts *facts);
/* Whether it is more than the steps in which the machine counts it, too. */
bool expect_is_disturbed(const struct expect_facts *facts);

enum expect_verdict {
    EXPECT_OK,
    EXPECT_FAILED,
    EXPECT_BUSY,      /* missed, as others took the CPU */
    EXPECT_FEW_CORES, /* missed, as there are fewer cores than the file's `cores` line names */
    EXPECT_NOT_CHECKED
};

struct expect_outcome {
    uint32_t line;    /* 0: `result ok`, where none is named */
    const char *text; /* as written, owned by the scenario */
    char *actual;     /* what was seen, in words; owned by the outcome list */
    enum expect_verdict verdict;
};

struct expect_report {
    struct expect_outcome *outcomes;
    int count;
    int failed, busy, few_cores;
};

/* The choices of an `ask … choose`, judged. */
struct expect_choice {
    int right; /* from 0: the only one that holds in this run; -1: none, several, or not known */
    enum expect_verdict verdict;
    char *actual; /* what was seen for it; where none is right, of which claims; owned */
};
/* Exactly one holds: of those with a claim, or the one without, where no other does. The caller
 * frees choice->actual. */
void expect_choose(const struct scenario *scenario, const struct expect_facts *facts,
                   const struct tree_question *question, struct expect_choice *choice);

/* Checks every expectation that applies to a run under `model`, and `result ok` where no result is
 * named. The blocks are those for the model (if the model line names it) and those for all; of
 * these the ones `with` the settings that the scenario has now (scenario_set()), or, where there is
 * none, those without `with`. And, set as the file itself, each `ask … choose`. The caller releases
 * the report. */
void expect_check(const struct scenario *scenario, enum model_id model,
                  const struct expect_facts *facts, struct expect_report *report);
void expect_report_release(struct expect_report *report);

/* ---- of an end of which nobody knows when it came (explore/) ---- */

enum expect_said_kind { EXPECT_SAYS_NOTHING, EXPECT_SAYS_WHICH, EXPECT_SAYS_ORDER };

typedef void expect_name_fn(void *arg, const char *name);
/* What the expectations that apply to such a run are about: the variables and semaphores, each
 * perhaps several times; returned is what of the things said. */
enum expect_said_kind expect_names(const struct scenario *scenario, enum model_id model,
                                   expect_name_fn *name, void *arg);
/* Whether all of them hold that are about values, the result and what was said; and `result ok`,
 * where none is named. */
bool expect_holds(const struct scenario *scenario, enum model_id model,
                  const struct expect_facts *facts);

/* The blocks for the model that speak of all schedules, or of some, one after the other: the first,
 * and the next one behind `after`; NULL at the end. Whoever judges them has the scenario set as
 * they say. */
const struct tree_expect_block *expect_next_schedules(const struct scenario *scenario,
                                                      enum model_id model,
                                                      const struct tree_expect_block *after);
/* What the block expects, asked of one end; of all schedules `result ok`, too, where it names none.
 * The caller releases the report. */
void expect_check_end(const struct scenario *scenario, const struct tree_expect_block *block,
                      const struct expect_facts *facts, struct expect_report *report);

/* True if the block says of some schedule that it ends as `timeout`, and no more: a loop that
 * nothing leads out of is that. */
bool expect_is_livelock(const struct tree_expect_block *block);

/* True if any expectation applies to such a run (what holds without one, `result ok`, does not
 * count). */
bool expect_has_any(const struct scenario *scenario, enum model_id model);
/* Set of models (bit 1 << id) whose elapsed time the expectations of such a run refer to. */
unsigned expect_models_referred(const struct scenario *scenario, enum model_id model);

/* The settings for which the file has expectations, each once, whatever they are now and but for
 * those of the file itself: the first block with the next ones, behind `after` (NULL: from the
 * start); NULL at the end. */
const struct tree_expect_block *expect_next_settings(const struct scenario *scenario,
                                                     const struct tree_expect_block *after);
/* True if a block for the model has the settings of this one, which expect_next_settings() gave. */
bool expect_names_settings(const struct scenario *scenario, enum model_id model,
                           const struct tree_expect_block *settings);

#endif
