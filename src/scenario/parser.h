/* The parser, inside: what its files share. From outside, only parse_file() counts. They stand on
 * one another: words, lines and tokens, values, texts, the header, statements and expectations, and
 * the file (parse.c) on top.
 *
 * It reads line by line. A line that is not understood is reported once (`failed` is set, and all
 * further complaints about the line are kept quiet), and the parser goes on with the next one; what
 * was understood of it stays in the tree, so that names it declares do not look unknown elsewhere.
 */
#ifndef BATON_SCENARIO_PARSER_H
#define BATON_SCENARIO_PARSER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "scenario/lexer.h"
#include "scenario/report.h"
#include "scenario/tree.h"

/* Durations over this are a slip (or a very long lesson). */
#define PARSE_DURATION_MAX (24 * 3600 * INT64_C(1000000000))

struct parser {
    struct mem_arena *arena;
    struct report *report;
    struct lexer lexer;
    struct lexer_line line;  /* the line being read */
    struct lexer_line piece; /* what stands in braces in one of its strings */
    const struct token *at;
    bool at_end; /* there are no more lines */
    bool failed; /* this line has its error */
    uint32_t
        odd_indent;  /* an indentation that was complained about, or follows an error: 0 for none */
    int blocks;      /* how deep in blocks */
    int expr_depth;  /* how deep in brackets and signs */
    bool in_text;    /* in the braces of a text */
    bool two_values; /* behind an expression another one stands, perhaps in parentheses */
    bool in_choice;  /* a claim behind which another choice may stand in the same line */
};

/* Parses a whole file into `tree` (zeroed; its memory is the arena's). The source must be valid
 * UTF-8. */
void parse_file(struct mem_arena *arena, struct report *report, const char *source, size_t len,
                struct tree *tree);

/* Parses one line of a header, and nothing else; NULL after an error. */
struct tree_line *parse_one_line(struct mem_arena *arena, struct report *report, const char *source,
                                 size_t len);

/* ---- words (parse_words.c) ---- */

/* A word of the language, which cannot be a name. */
bool parse_is_reserved(const struct token *token);
/* May be a name: also `run` and `close`, which are words of the language only before one. */
bool parse_is_plain_name(const struct token *token);
bool parse_is_name_too(const struct token *token);
/* Begins a statement wherever it is not assigned. */
bool parse_is_unless_set(const struct token *token);
bool parse_is_statement(const struct token *token);
/* What to write instead of a word that other languages have, or NULL. */
const char *parse_foreign_hint(const char *word);

/* ---- lines and tokens (parser.c) ---- */

/* Goes on to the next line; at_end if there is none. */
void parse_next_line(struct parser *parser);
/* Reports an error at a place, a token, or the token the parser stands at: once a line. */
void parse_error_at(struct parser *parser, struct tree_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The token is not what has to stand there: "there should be WHAT here, not `token`". */
void parse_unexpected(struct parser *parser, const char *what);
void parse_hint(struct parser *parser, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct tree_place parse_place(const struct parser *parser, const struct token *token);
/* Of the token that the parser stands at. */
struct tree_place parse_line_place(const struct parser *parser);
/* Takes the token if it is of the kind (is the word). */
bool parse_take(struct parser *parser, enum token_kind kind);
bool parse_take_word(struct parser *parser, const char *word);
/* Takes a token of the kind or reports that `what` is missing; the token, or NULL. */
const struct token *parse_need(struct parser *parser, enum token_kind kind, const char *what);
bool parse_need_word(struct parser *parser, const char *word);
/* A name that may be given or used: not a reserved word. text is NULL after an error. */
struct tree_name parse_name(struct parser *parser, const char *what);
/* The same with a number in brackets behind it, perhaps: "a[2]" is the name of one of several. */
struct tree_name parse_element(struct parser *parser, const char *what, bool *element);
char *parse_copy(struct parser *parser, const struct token *token);
/* The end of a line that opens no block, and of one that does (its colon). */
void parse_line_end(struct parser *parser);
void parse_colon_end(struct parser *parser, const char *what);
bool parse_ends_with_colon(const struct parser *parser);
/* A block of lines deeper than `indent`: calls `item` for each; reports if there is none. `owner`
 * opened it. The parser stands at the line behind the owner's; afterwards at the line behind the
 * block. */
void parse_lines(struct parser *parser, uint32_t indent, struct tree_place owner, const char *what,
                 void (*item)(struct parser *parser, void *arg), void *arg);
/* Goes on to the next line that is not deeper than `indent`. */
void parse_skip_block(struct parser *parser, uint32_t indent);
/* Reports a line that is not indented as it should be. */
void parse_check_indent(struct parser *parser, uint32_t expected);

/* ---- values (parse_expr.c) ---- */

struct tree_expr *parse_expr(struct parser *parser);
/* What stands in brackets behind a name, if anything does: which of several. */
struct tree_expr *parse_index(struct parser *parser);
/* A duration as a statement takes it: a literal, or a computed one in brackets. */
struct tree_expr *parse_duration(struct parser *parser);
/* A literal one over 0; returns ns. */
int64_t parse_duration_literal(struct parser *parser);
/* An integer, with a minus perhaps. */
int64_t parse_integer(struct parser *parser, const char *what);
/* An integer of at least `least`. */
int64_t parse_count(struct parser *parser, const char *what, int64_t least);
/* What stands in the braces of a text, all of it: an expression, or `error`. */
struct tree_expr *parse_braced(struct parser *parser);

/* ---- texts (parse_text.c) ---- */

/* A string whose braces are expressions, or are nothing special. */
struct tree_text *parse_text(struct parser *parser);
const char *parse_plain_text(struct parser *parser, const char *what);

/* ---- lines that statements begin with (parse_head.c) ---- */

/* Reads one. Returns what opens a block ("`repeat`"), or NULL where none does. */
const char *parse_head(struct parser *parser, struct tree_stmt *stmt);
/* The same of a case of a select, and of what stands behind the tried block: whose block it is. */
const char *parse_case_head(struct parser *parser, struct tree_stmt *stmt);
struct tree_block *parse_clause_head(struct parser *parser, struct tree_stmt *stmt,
                                     const char **opens);
bool parse_is_assignment(const struct token *token);

/* ---- the parts of a file ---- */

void parse_block(struct parser *parser, uint32_t indent, struct tree_place owner, const char *what,
                 struct tree_block *block);      /* parse_stmt.c */
bool parse_is_header(const struct token *token); /* parse_header.c */
/* Reads the line as if it began with `word`. */
struct tree_line *parse_header_line(struct parser *parser, const char *word);
/* Reads what a run may be given another value for: a line of the header but for its title, models
 * and locks. NULL after an error. */
struct tree_setting *parse_setting(struct parser *parser);
/* The word nearest to this one that a line at the left margin may begin with, or NULL. */
const char *parse_nearest_line(const char *word);
int parse_model(struct parser *parser, struct tree_place *place);    /* enum model_id, or -1 */
struct tree_expect_block *parse_expect_block(struct parser *parser); /* parse_expect.c */
/* One line of an expectation, from its word on; NULL after an error. */
struct tree_expect *parse_claim(struct parser *parser);
/* The percentage behind `within`. */
void parse_percent(struct parser *parser, int64_t *percent);
/* What stands behind the text of an `ask`, if anything does (parse_ask.c). Returns what opens a
 * block ("`choose`"), or NULL; a line of that block; and what there is to say of all of them. */
const char *parse_question(struct parser *parser, struct tree_stmt *stmt);
void parse_choice(struct parser *parser, void *question);
void parse_choices_end(struct parser *parser, const struct tree_question *question);

#endif
