/* Is an exercise solved? The learner's text is judged by the exercise's `goal`, never by what the
 * file itself expects: the caller runs course_goal_text() under each of its models and hands in the
 * facts. Where the goal asks, nothing is run before that was answered. What others took of the
 * processor is no failure of the learner's, and solves nothing. */
#ifndef BATON_COURSE_JUDGE_H
#define BATON_COURSE_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "course/course.h"
#include "scenario/expect.h"
#include "scenario/scenario.h"

/* One claim of the goal, or an error that keeps it from being judged. */
struct course_claim {
    enum expect_verdict verdict;
    char *text; /* "elapsed about 500ms" */
    char *seen; /* "901 ms"; "" */
    int model;  /* that it was judged under; -1: it is about the text */
};

/* Embedded: zero it to begin; course_verdict_release() at the end. */
struct course_verdict {
    struct course_claim *claims;
    int count, room;
};

/* The learner's file as it is run: its `expect` blocks are blank lines, and the goal stands behind
 * it, with the claim of what was said (""). Returns the line at which the goal begins. */
uint32_t course_goal_text(const struct course_exercise *exercise, const char *said,
                          const char *text, size_t len, struct strbuf *out);
/* Appends what the learner gets to begin with: the file without its `expect` blocks and what stands
 * right above them; where a schedule is to be found, with the goal, so that it can be played for.
 */
void course_add_untouched(const struct course_exercise *exercise, const char *text, size_t len,
                          struct strbuf *out);

/* What is to be done for a goal: a run under a model, or a search. */
struct course_round {
    enum model_id model;
    const struct tree_expect_block *block; /* whose settings it has; NULL: those of the file */
    bool proves; /* what the block says of all schedules, or of some, is asked of a search */
};

/* A goal that is ready to be judged. */
struct course_goal {
    char *text; /* as course_goal_text() says */
    size_t len;
    uint32_t line;               /* at which the goal begins */
    struct scenario *scenario;   /* NULL: it has an error, which is a claim that does not hold */
    struct course_round *rounds; /* in this order */
    int round_count, round_room; /* none, too, as long as it is to be said what is expected */
};

/* Adds the claims about the text, and makes the goal ready. `said` is the claim of the answer to
 * what the goal asks: "" as long as there is none. `name` is what errors call the file. */
void course_goal_take(struct course_goal *goal, struct course_verdict *verdict,
                      const struct course_exercise *exercise, const char *said, const char *name,
                      const char *text, size_t len);
void course_goal_release(struct course_goal *goal);
/* The settings of a round, "line=value" each. The caller frees the array and what is in it. */
char **course_round_sets(const struct course_round *round, int *count);
/* The goal's file once more, with the settings of the round. The caller frees it; NULL: they cannot
 * be, which is a claim that does not hold. */
struct scenario *course_round_scenario(struct course_verdict *verdict,
                                       const struct course_goal *goal,
                                       const struct course_round *round);
/* Adds the claims about its run. */
void course_judge(struct course_verdict *verdict, const struct course_goal *goal,
                  const struct course_round *round, const struct expect_facts *facts);
/* Adds whether what the round's block says of all schedules, or of some, holds; `words`: why not,
 * in lines, of which the first is told; "": nobody knows. */
void course_judge_schedules(struct course_verdict *verdict, const struct course_goal *goal,
                            const struct course_round *round, bool holds, const char *words);
/* Adds that it cannot be run. Copied. */
void course_refuse(struct course_verdict *verdict, int model, const char *why);
/* All claims hold, and there was a run. */
bool course_is_solved(const struct course_verdict *verdict);
/* True if nothing is wrong but what others took of the processor. */
bool course_is_busy(const struct course_verdict *verdict);
/* "✓", "✗", or a word; "ok" and "no" in ASCII. */
const char *course_verdict_mark(enum expect_verdict verdict, bool ascii);
void course_verdict_release(struct course_verdict *verdict);

#endif
