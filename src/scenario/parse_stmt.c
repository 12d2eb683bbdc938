/* Statements: each is a line, which parse_head.c reads, perhaps a block, and what follows a block.
 */
#include "config.h"

#include "scenario/parser.h"

#include <string.h>

/* ---- a line and its block ---- */

/* What a line that is not understood names may be what it was to assign: it shall not look unknown
 * elsewhere. */
static void keep_names(struct parser *parser, struct tree_stmt *stmt)
{
    for (const struct token *token = parser->line.tokens; token->kind > TOKEN_BAD; token++) {
        if (!parse_is_plain_name(token))
            continue;
        struct tree_param *name = mem_arena_alloc(parser->arena, sizeof *name);
        name->name = (struct tree_name){parse_copy(parser, token), parse_place(parser, token)};
        name->next = stmt->names;
        stmt->names = name;
    }
}

static void parse_case(struct parser *parser, void *arg);

static void append(struct tree_block *block, struct tree_stmt *stmt)
{
    if (block->last)
        block->last->next = stmt;
    else
        block->first = stmt;
    block->last = stmt;
}

/* Ends the line that a statement (or a further branch of one) begins with and reads its block.
 * False if the line had an error; its block, if it has one, is read all the same. */
static bool end_head(struct parser *parser, uint32_t indent, struct tree_stmt *stmt,
                     struct tree_place owner, const char *opens, struct tree_block *block)
{
    if (opens)
        parse_colon_end(parser, opens);
    else
        parse_line_end(parser);
    bool good = !parser->failed;
    if (!good)
        keep_names(parser, stmt);
    bool colon = parse_ends_with_colon(parser);
    parse_next_line(parser);
    bool deeper = !parser->at_end && parser->line.indent > indent;
    if (!(good ? opens != NULL : colon || deeper))
        return good;
    if (opens && strcmp(opens, "`select`") == 0)
        parse_lines(parser, indent, owner, opens, parse_case, stmt);
    else if (opens && stmt->question)
        parse_lines(parser, indent, owner, opens, parse_choice, stmt->question);
    else
        parse_block(parser, indent, owner, opens ? opens : "this line", block);
    return good;
}

/* ---- the cases of a select ---- */

/* One `timeout` there may be, and not too many of all. */
static void check_cases(struct parser *parser, const struct tree_stmt *select,
                        const struct tree_stmt *stmt)
{
    int count = 0;
    for (const struct tree_stmt *other = select->body.first; other; other = other->next, count++) {
        if (stmt->kind != TREE_CASE_TIMEOUT || other->kind != TREE_CASE_TIMEOUT)
            continue;
        parse_error_at(parser, stmt->place, "there is a `timeout` already");
        parse_hint(parser, "see line %u", other->place.line);
    }
    if (count >= TREE_NAMES_MAX)
        parse_error_at(parser, stmt->place, "over %d cases", TREE_NAMES_MAX);
}

static void parse_case(struct parser *parser, void *arg)
{
    struct tree_stmt *select = arg, *stmt = mem_arena_alloc(parser->arena, sizeof *stmt);
    uint32_t indent = parser->line.indent;
    stmt->place = parse_place(parser, parser->at);
    const char *opens = parse_case_head(parser, stmt);
    check_cases(parser, select, stmt);
    if (parser->failed)
        stmt->kind = TREE_BAD;
    if (!end_head(parser, indent, stmt, stmt->place, opens, &stmt->body))
        stmt->kind = TREE_BAD;
    append(&select->body, stmt);
}

/* ---- what follows a block ---- */

static void parse_branches(struct parser *parser, uint32_t indent, struct tree_stmt *stmt)
{
    struct tree_branch *last = stmt->branches;
    while (!parser->at_end && parser->line.indent == indent && token_is(parser->at, "else")) {
        struct tree_branch *branch = mem_arena_alloc(parser->arena, sizeof *branch);
        branch->place = parse_place(parser, parser->at);
        parser->at++;
        if (!last->condition && !report_has_line(parser->report, last->place.line))
            parse_error_at(parser, branch->place, "nothing can follow the `else` of line %u",
                           last->place.line);
        if (parse_take_word(parser, "if"))
            branch->condition = parse_expr(parser);
        last = last->next = branch;
        end_head(parser, indent, stmt, branch->place, "`else`", &branch->body);
    }
}

/* `on …` and `finally` belong to the statement whose block stands before them. */
static bool is_clause(const struct token *token)
{
    return token_is(token, "on") || (token_is(token, "finally") && !parse_is_assignment(token));
}

static void parse_clause(struct parser *parser, uint32_t indent, struct tree_stmt *stmt)
{
    struct tree_place place = parse_place(parser, parser->at);
    const char *opens;
    struct tree_block *block = parse_clause_head(parser, stmt, &opens);
    if (block->first)
        parse_error_at(parser, place, "this `try` has %s already", opens);
    else if (stmt->finally.first)
        parse_error_at(parser, place, "%s stands before `finally`, which is the last", opens);
    end_head(parser, indent, stmt, place, opens, block);
}

static void parse_clauses(struct parser *parser, uint32_t indent, struct tree_stmt *stmt)
{
    bool any = false;
    while (!parser->at_end && parser->line.indent == indent && is_clause(parser->at)) {
        parse_clause(parser, indent, stmt);
        any = true;
    }
    if (any)
        return;
    report_error(parser->report, stmt->place,
                 "this `try` has no `on error:`, `on cancel:` or `finally:`");
    report_hint(parser->report, "they stand behind the block, indented like `try`");
}

static void parse_on_timeout(struct parser *parser, uint32_t indent, struct tree_stmt *stmt)
{
    if (parser->at_end || parser->line.indent != indent || !token_is(parser->at, "on") ||
        !token_is(parser->at + 1, "timeout"))
        return;
    struct tree_place place = parse_place(parser, parser->at);
    parser->at += 2;
    end_head(parser, indent, stmt, place, "`on timeout`", &stmt->handler);
}

/* What is done where the lock is not free. */
static void parse_otherwise(struct parser *parser, uint32_t indent, struct tree_stmt *stmt)
{
    if (parser->at_end || parser->line.indent != indent || !token_is(parser->at, "else"))
        return;
    struct tree_place place = parse_place(parser, parser->at);
    parser->at++;
    end_head(parser, indent, stmt, place, "`else`", &stmt->handler);
}

/* `else`, `on …` and `finally` behind the block of a line that was not understood: they belong to
 * it. */
static bool belongs_to_bad(const struct parser *parser, const struct tree_block *block)
{
    const struct tree_stmt *last = block->last;
    return (token_is(parser->at, "else") || is_clause(parser->at)) && last &&
           last->kind == TREE_BAD && (last->body.first || last->branches);
}

static void parse_statement(struct parser *parser, void *arg)
{
    struct tree_block *block = arg;
    struct tree_stmt *stmt = mem_arena_alloc(parser->arena, sizeof *stmt);
    uint32_t indent = parser->line.indent;
    stmt->place = parse_place(parser, parser->at);
    parser->failed = parser->failed || belongs_to_bad(parser, block);
    const char *opens = parse_head(parser, stmt);
    struct tree_block *into = stmt->kind == TREE_IF ? &stmt->branches->body : &stmt->body;
    if (parser->failed)
        stmt->kind = TREE_BAD;
    if (!end_head(parser, indent, stmt, stmt->place, opens, into))
        stmt->kind = TREE_BAD;
    append(block, stmt);
    if (stmt->kind == TREE_ASK && stmt->question)
        parse_choices_end(parser, stmt->question);
    if (stmt->kind == TREE_IF)
        parse_branches(parser, indent, stmt);
    if (stmt->kind == TREE_TRY_ACQUIRE)
        parse_otherwise(parser, indent, stmt);
    if (stmt->kind == TREE_TRY)
        parse_clauses(parser, indent, stmt);
    if (stmt->kind == TREE_WITHIN)
        parse_on_timeout(parser, indent, stmt);
}

void parse_block(struct parser *parser, uint32_t indent, struct tree_place owner, const char *what,
                 struct tree_block *block)
{
    parse_lines(parser, indent, owner, what, parse_statement, block);
}
