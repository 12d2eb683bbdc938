/* The lexer: cuts a scenario file into lines of tokens, one line at a time. Empty lines and
 * comments are left out.
 *
 * The source must be valid UTF-8 without NUL bytes. What cannot be a token ends its line with a
 * TOKEN_BAD, and the line's `fault` says why. Tokens point into the source. */
#ifndef BATON_SCENARIO_LEXER_H
#define BATON_SCENARIO_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

enum token_kind {
    TOKEN_END,
    TOKEN_BAD,
    TOKEN_NAME,
    TOKEN_INT,      /* value; up to 2^63: whether it fits depends on a minus before it */
    TOKEN_DURATION, /* value: ns; INT64_MAX and more is too much */
    TOKEN_SCHEDULE, /* behind `schedule`: digits, `x` and `.` */
    TOKEN_STRING, /* text is what stands between the quotes, escapes as written but known to be good
                   */
    TOKEN_COLON,
    TOKEN_COMMA,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_INDEX, /* [ */
    TOKEN_INDEX_END,
    TOKEN_SET,
    TOKEN_SET_ADD,
    TOKEN_SET_SUB,
    TOKEN_EQ,
    TOKEN_NE,
    TOKEN_LT,
    TOKEN_LE,
    TOKEN_GT,
    TOKEN_GE,
    TOKEN_ADD,
    TOKEN_SUB,
    TOKEN_MUL,
    TOKEN_DIV,
    TOKEN_MOD,
};

struct token {
    uint8_t kind;            /* enum token_kind */
    bool glued;              /* no space before it */
    uint32_t column, length; /* in characters; a string's include its quotes */
    const char *text;
    uint32_t bytes;
    uint64_t value;
};

/* What is wrong with a line, and what would help. */
struct lexer_fault {
    uint32_t column, length;
    struct strbuf message; /* empty: nothing is wrong */
    struct strbuf hint;
};

struct lexer_line {
    uint32_t number;
    uint32_t indent;  /* columns; a tab goes on to the next multiple of 4, and is a fault */
    const char *text; /* from its first token to its end, the comment left out */
    size_t text_bytes;
    struct token *tokens; /* the last is TOKEN_END or TOKEN_BAD */
    int count, room;
    struct lexer_fault fault;
};

struct lexer {
    const char *at, *end;
    uint32_t number;  /* of the line before `at` */
    uint32_t skipped; /* characters before `at` in its line: a byte order mark */
};

void lexer_begin(struct lexer *lexer, const char *source, size_t len);
/* Reads the next line that has tokens into `line` (reused: zero it to begin). False at the end of
 * the file. */
bool lexer_next(struct lexer *lexer, struct lexer_line *line);
/* Cuts a piece of a line (what stands in braces) into tokens; `column` is that of its first
 * character. */
void lexer_cut(struct lexer_line *line, const char *text, size_t len, uint32_t column);
void lexer_line_release(struct lexer_line *line);

/* Nanoseconds in the unit us, ms or s; 0 if it is none. */
int64_t lexer_unit_ns(const char *text, size_t len);
/* True if the token is this word. */
bool token_is(const struct token *token, const char *word);

#endif
