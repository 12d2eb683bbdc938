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
/* Appends the file without its `expect` blocks and what stands right above them: what the learner
 * gets to begin with. */
void course_add_untouched(const char *text, size_t len, struct strbuf *out);

/* A goal that is ready to be judged. */
struct course_goal {
    char *text; /* as course_goal_text() says */
    size_t len;
    uint32_t line;             /* at which the goal begins */
    struct scenario *scenario; /* NULL: it has an error, which is a claim that does not hold */
    enum model_id models[MODEL_COUNT]; /* to be run, in this order */
    int model_count;                   /* 0, too, as long as it is to be said what is expected */
};

/* Adds the claims about the text, and makes the goal ready. `said` is the claim of the answer to
 * what the goal asks: "" as long as there is none. `name` is what errors call the file. */
void course_goal_take(struct course_goal *goal, struct course_verdict *verdict,
                      const struct course_exercise *exercise, const char *said, const char *name,
                      const char *text, size_t len);
void course_goal_release(struct course_goal *goal);
/* Adds the claims about a run. */
void course_judge(struct course_verdict *verdict, const struct course_goal *goal,
                  enum model_id model, const struct expect_facts *facts);
/* Adds whether what a block says of all schedules, or of some, holds; `seen`: why not, in a line.
 */
void course_judge_schedules(struct course_verdict *verdict, enum model_id model,
                            const struct tree_expect_block *block, bool holds, const char *seen);
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
