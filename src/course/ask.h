/* What a learner is to predict before his file is run: a goal may have one `ask`, in one of its
 * `expect` blocks. What he says becomes the claim that stands there:
 *
 *     goal
 *         expect threads:
 *             ask "When is client 12 served?" at "client 12 is served"
 *
 * and "300" make `at about 300ms "client 12 is served"`. There are `at`, `elapsed`, `value NAME`,
 * and `choose:` with choices below it, each with its claim: `"in order" if order "1", "2"`. And
 * `schedule`: what is said, "1.2x2.1", is that of the block, `expect threads with schedule
 * 1.2x2.1:`, and the claims are what else stands in it. */
#ifndef BATON_COURSE_ASK_H
#define BATON_COURSE_ASK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/strbuf.h"

enum { COURSE_CHOICES_MAX = 9 };
enum course_ask_kind {
    COURSE_ASK_AT,
    COURSE_ASK_ELAPSED,
    COURSE_ASK_VALUE,
    COURSE_ASK_CHOOSE,
    COURSE_ASK_SCHEDULE
};

struct course_choice {
    const char *text, *claim;
};

struct course_ask {
    enum course_ask_kind kind;
    const char *text;
    const char *what; /* `"client 12 is served"`, the variable's name; "" */
    struct course_choice choices[COURSE_CHOICES_MAX];
    int choice_count;
};

/* Takes the `ask` out of a goal: its line is one that only course_ask_put() replaces. NULL: there
 * is none; with `problem` set, it is none that can be asked. All of it stands in the arena. */
const struct course_ask *course_ask_take(struct mem_arena *arena, const char **goal,
                                         const char **problem);
/* Appends the goal with the claim in its place; "": any that holds, for nothing was said yet. Of a
 * schedule it is that of the block. */
void course_ask_put(const char *goal, const char *claim, struct strbuf *out);
/* Appends the goal that asks for a schedule as a file says it: `expect threads some schedule:`. */
void course_ask_some(const char *goal, struct strbuf *out);
/* Appends the claim of an answer: a time (bare: ms, or `never`), a number, the number of a choice
 * or its text, a schedule. False if it is none. */
bool course_ask_claim(const struct course_ask *ask, const char *words, struct strbuf *claim);
/* What can be said, in a few words: "a time, such as 120ms; or never". */
const char *course_ask_wants(const struct course_ask *ask);

#endif
