/* What of a scenario's text may be the answer to what it asks, and is folded until it was asked:
 * its title, its comments, its `about`, what stands behind the texts of its questions, what it
 * expects. Reads lines as they are, also of a file with errors. */
#ifndef BATON_SCENARIO_FOLD_H
#define BATON_SCENARIO_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fold_kind {
    FOLD_SHOWN,
    FOLD_NOTE, /* a `note`: its text is hidden until it was reached */
    FOLD_ASK,
    FOLD_TITLE, /* where questions come, it may be the answer */
    FOLD_ABOUT, /* what all of it is about: for the end */
    FOLD_COMMENT,
    FOLD_CHOICE, /* belongs to a question, and may say which answer is right */
    FOLD_EXPECT, /* stands for all lines from here on */
};

enum { FOLD_NO_LEVEL = -1 };

/* Embedded; begun by fold_begin(), and then given the lines in their order. */
struct fold {
    bool asks;  /* the file does */
    long level; /* how deep the question stands whose block the lines are, or FOLD_NO_LEVEL */
};

struct fold_line {
    uint8_t kind; /* enum fold_kind */
    size_t len;   /* so much of it may be seen, if it may */
    bool cut;     /* there was more: a comment, what follows a question's text */
};

struct fold fold_begin(bool asks);
void fold_read(struct fold *fold, const char *text, size_t len, struct fold_line *line);
/* How many lines of a text ask the class. */
int fold_asks(const char *text, size_t len);

/* ---- a line ---- */

size_t fold_indent(const char *text, size_t len);
bool fold_is_comment(const char *text, size_t len);
bool fold_begins_with(const char *text, size_t len, const char *word, bool indented);
/* Cuts off a comment behind a statement, and what stands behind the text of a question; true if
 * there was anything. */
bool fold_cut(const char *text, size_t *len);

#endif
