/* An answer sheet: who answered what in a quiz, and about which run. Text, a line each:
 *
 *     baton quiz 1
 *     name "Kim"
 *     trace 0123456789abcdef       hash of the trace's bytes
 *     most 5                       so many questions at most
 *     answer 1 "beta"              the first answer that was given to question 1
 *     answer 2                     left open
 *     check 0123456789abcdef       hash of all above
 *     baton trace 1 …              the trace itself, where the quiz was about a file
 *
 * It holds no path. What is right is not in it: that follows from the trace. */
#ifndef BATON_QUIZ_SHEET_H
#define BATON_QUIZ_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "quiz/pick.h"

struct quiz_sheet {
    char *name;
    uint64_t hash;
    int most;
    char *answers[QUIZ_PICKS_MAX]; /* NULL: left open */
    int count;
    char *trace; /* NULL: it is not in it */
    size_t trace_len;
};

/* FNV-1a, 64 bits: finds damage, no fraud. */
uint64_t quiz_sheet_hash(const char *bytes, size_t len);
bool quiz_sheet_is(const char *text, size_t len);
void quiz_sheet_format(const struct quiz_sheet *sheet, struct strbuf *out);
/* False, with what is wrong appended, if it is no sheet or a damaged one. Release it in either
 * case. */
bool quiz_sheet_parse(struct quiz_sheet *sheet, const char *text, size_t len,
                      struct strbuf *problem);
void quiz_sheet_release(struct quiz_sheet *sheet);

#endif
