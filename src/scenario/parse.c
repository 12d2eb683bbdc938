#include "scenario/parser.h"

#include <string.h>

/* ---- lines and tokens ---- */

static bool has_bad_indent(const struct lexer_line *line)
{
    return line->fault.message.len && line->fault.column < line->tokens[0].column;
}

static void report_fault(struct parser *parser, const struct lexer_line *line)
{
    const struct lexer_fault *fault = &line->fault;
    parse_error_at(parser, (struct tree_place){parser->line.number, fault->column, fault->length},
                   "%s", strbuf_str(&fault->message));
    if (fault->hint.len)
        parse_hint(parser, "%s", strbuf_str(&fault->hint));
}

void parse_next_line(struct parser *parser)
{
    parser->at_end = report_is_full(parser->report) || !lexer_next(&parser->lexer, &parser->line);
    parser->failed = false;
    parser->expr_depth = 0;
    if (parser->at_end)
        return;
    parser->at = parser->line.tokens;
    if (has_bad_indent(&parser->line))
        report_fault(parser, &parser->line);
}

void parse_error_at(struct parser *parser, struct tree_place place, const char *format, ...)
{
    if (parser->failed) {
        parser->report->took = false;
        return;
    }
    parser->failed = true;
    struct strbuf message = STRBUF_INIT;
    va_list args;
    va_start(args, format);
    strbuf_vaddf(&message, format, args);
    va_end(args);
    report_error(parser->report, place, "%s", strbuf_str(&message));
    strbuf_release(&message);
}

void parse_hint(struct parser *parser, const char *format, ...)
{
    struct strbuf hint = STRBUF_INIT;
    va_list args;
    va_start(args, format);
    strbuf_vaddf(&hint, format, args);
    va_end(args);
    report_hint(parser->report, "%s", strbuf_str(&hint));
    strbuf_release(&hint);
}

struct tree_place parse_place(const struct parser *parser, const struct token *token)
{
    return (struct tree_place){parser->line.number, token->column, token->length};
}

void parse_unexpected(struct parser *parser, const char *what)
{
    const struct token *token = parser->at;
    struct tree_place place = parse_place(parser, token);
    if (token->kind == TOKEN_BAD)
        report_fault(parser, parser->in_text ? &parser->piece : &parser->line);
    else if (token->kind == TOKEN_END)
        parse_error_at(parser, place, "%s is missing here", what);
    else if (token->kind == TOKEN_STRING)
        parse_error_at(parser, place, "there should be %s here, not a string", what);
    else
        parse_error_at(parser, place, "there should be %s here, not `%.*s`", what,
                       (int)token->bytes, token->text);
}

bool parse_take(struct parser *parser, enum token_kind kind)
{
    if (parser->at->kind != kind)
        return false;
    parser->at++;
    return true;
}

bool parse_take_word(struct parser *parser, const char *word)
{
    if (!token_is(parser->at, word))
        return false;
    parser->at++;
    return true;
}

const struct token *parse_need(struct parser *parser, enum token_kind kind, const char *what)
{
    if (parser->failed)
        return NULL;
    if (parser->at->kind != kind) {
        parse_unexpected(parser, what);
        return NULL;
    }
    return parser->at++;
}

bool parse_need_word(struct parser *parser, const char *word)
{
    if (parser->failed)
        return false;
    if (parse_take_word(parser, word))
        return true;
    struct strbuf what = STRBUF_INIT;
    strbuf_addf(&what, "`%s`", word);
    parse_unexpected(parser, strbuf_str(&what));
    strbuf_release(&what);
    return false;
}

char *parse_copy(struct parser *parser, const struct token *token)
{
    return mem_arena_strndup(parser->arena, token->text, token->bytes);
}

struct tree_name parse_name(struct parser *parser, const char *what)
{
    const struct token *token = parser->at;
    if (!parser->failed && parse_is_reserved(token)) {
        parse_error_at(parser, parse_place(parser, token),
                       "`%.*s` is a word of the language and cannot be a name", (int)token->bytes,
                       token->text);
        return (struct tree_name){0};
    }
    token = parse_need(parser, TOKEN_NAME, what);
    if (!token)
        return (struct tree_name){0};
    return (struct tree_name){parse_copy(parser, token), parse_place(parser, token)};
}

bool parse_ends_with_colon(const struct parser *parser)
{
    const struct lexer_line *line = &parser->line;
    return line->text_bytes && line->text[line->text_bytes - 1] == ':';
}

void parse_line_end(struct parser *parser)
{
    if (parser->failed || parser->at->kind == TOKEN_END)
        return;
    if (parser->at->kind == TOKEN_COLON && parser->at[1].kind == TOKEN_END) {
        parse_error_at(parser, parse_place(parser, parser->at), "this line opens no block");
        parse_hint(parser, "leave the `:` out");
        return;
    }
    parse_unexpected(parser, "the end of the line");
}

void parse_colon_end(struct parser *parser, const char *what)
{
    if (parser->failed)
        return;
    if (parser->at->kind == TOKEN_END) {
        parse_error_at(parser, parse_place(parser, parser->at), "`:` is missing here");
        parse_hint(parser, "%s opens a block", what);
        return;
    }
    if (parse_need(parser, TOKEN_COLON, "`:`") && parser->at->kind != TOKEN_END)
        parse_unexpected(parser, "the end of the line");
}

/* ---- blocks ---- */

static struct tree_place line_place(const struct parser *parser)
{
    return parse_place(parser, parser->at);
}

static void skip_deeper(struct parser *parser, uint32_t indent)
{
    while (!parser->at_end && parser->line.indent > indent)
        parse_next_line(parser);
}

/* A line of a block stands where no line of it should. */
static void check_indent(struct parser *parser, uint32_t expected)
{
    uint32_t indent = parser->line.indent;
    if (indent == expected) {
        parser->odd_indent = 0;
        return;
    }
    if (indent == parser->odd_indent)
        return;
    parser->odd_indent = indent;
    if (indent > expected)
        parse_error_at(parser, line_place(parser),
                       "this line is indented by %u, the block it stands in by %u", indent,
                       expected);
    else
        parse_error_at(parser, line_place(parser),
                       "the indentation of %u fits none of the blocks around it", indent);
    parse_hint(parser, indent > expected ? "only a line that ends in `:` opens a deeper block"
                                         : "every line of a block has the same indentation");
}

void parse_lines(struct parser *parser, uint32_t indent, struct tree_place owner, const char *what,
                 void (*item)(struct parser *parser, void *arg), void *arg)
{
    if (parser->at_end || parser->line.indent <= indent) {
        report_error(parser->report, owner, "%s has no block", what);
        report_hint(parser->report, "what belongs to it stands below it, indented deeper");
        return;
    }
    if (parser->blocks >= TREE_DEPTH_MAX) {
        parse_error_at(parser, line_place(parser), "blocks are nested over %d deep here",
                       TREE_DEPTH_MAX);
        skip_deeper(parser, indent);
        return;
    }
    parser->blocks++;
    uint32_t expected = parser->line.indent;
    while (!parser->at_end && parser->line.indent > indent) {
        check_indent(parser, expected);
        item(parser, arg);
    }
    parser->blocks--;
}

/* ---- the file ---- */

struct file_state {
    struct tree *tree;
    struct tree_line **line_end;
    struct tree_task **task_end;
    struct tree_expect_block **expect_end;
};

static void parse_clause(struct parser *parser, struct tree_clause *clause,
                         int64_t (*read)(struct parser *parser))
{
    struct tree_place place = parse_place(parser, parser->at - 1);
    if (clause->place.line)
        parse_error_at(parser, place, "this stands here twice");
    clause->place = place;
    clause->value = read(parser);
}

static int64_t parse_copies(struct parser *parser)
{
    return parse_count(parser, "the number of instances", 1);
}

static void parse_clauses(struct parser *parser, struct tree_task *task)
{
    while (!parser->failed) {
        if (parse_take_word(parser, "x"))
            parse_clause(parser, &task->copies, parse_copies);
        else if (parse_take_word(parser, "every"))
            parse_clause(parser, &task->every, parse_duration_literal);
        else if (parse_take_word(parser, "after"))
            parse_clause(parser, &task->after, parse_duration_literal);
        else
            return;
    }
}

static void parse_params(struct parser *parser, struct tree_task *task)
{
    enum { PARAMS_MAX = 255 };
    if (!parse_take(parser, TOKEN_OPEN) || parse_take(parser, TOKEN_CLOSE))
        return;
    struct tree_param **end = &task->params;
    do {
        struct tree_param *param = mem_arena_alloc(parser->arena, sizeof *param);
        param->name = parse_name(parser, "the name of a parameter");
        if (!param->name.text)
            return;
        if (++task->param_count > PARAMS_MAX)
            parse_error_at(parser, param->name.place, "a task has at most %d parameters",
                           PARAMS_MAX);
        *end = param;
        end = &param->next;
    } while (parse_take(parser, TOKEN_COMMA));
    parse_need(parser, TOKEN_CLOSE, "`,` or `)`");
}

static void parse_task(struct parser *parser, struct file_state *state)
{
    struct tree_task *task = mem_arena_alloc(parser->arena, sizeof *task);
    struct tree_place owner = line_place(parser);
    uint32_t indent = parser->line.indent;
    if (state->tree->expects) {
        parse_error_at(parser, owner, "a task stands before the expectations");
        parse_hint(parser, "move the `expect` blocks to the end of the file");
        parser->failed = false; /* its name shall be known all the same */
    }
    parser->at++;
    task->name = parse_name(parser, "the name of the task");
    parse_params(parser, task);
    parse_clauses(parser, task);
    parse_colon_end(parser, "a task");
    if (parser->failed)
        task->param_count = -1;
    bool opens = !parser->failed || parse_ends_with_colon(parser);
    parse_next_line(parser);
    if (opens || (!parser->at_end && parser->line.indent > indent))
        parse_block(parser, indent, owner, "this task", &task->body);
    if (!task->name.text)
        return;
    *state->task_end = task;
    state->task_end = &task->next;
}

static void parse_expect(struct parser *parser, struct file_state *state)
{
    struct tree_expect_block *block = parse_expect_block(parser);
    *state->expect_end = block;
    state->expect_end = &block->next;
}

static void parse_header(struct parser *parser, struct file_state *state, const char *word)
{
    if (state->tree->tasks || state->tree->expects) {
        parse_error_at(parser, line_place(parser), "`%s` stands before the first task", word);
        parser->failed = false; /* what it declares shall be known all the same */
    }
    struct tree_line *line = parse_header_line(parser, word);
    *state->line_end = line;
    state->line_end = &line->next;
    parse_line_end(parser);
    parse_next_line(parser);
}

static void skip_with_block(struct parser *parser)
{
    uint32_t indent = parser->line.indent;
    parse_next_line(parser);
    skip_deeper(parser, indent);
}

static void parse_as(struct parser *parser, struct file_state *state, const char *word)
{
    if (strcmp(word, "task") == 0)
        parse_task(parser, state);
    else if (strcmp(word, "expect") == 0)
        parse_expect(parser, state);
    else
        parse_header(parser, state, word);
}

/* A line that begins with no known word is read as what it was probably meant to be, so that what
 * it declares does not look unknown further down. */
static void unknown_word(struct parser *parser, struct file_state *state)
{
    char *word = parse_copy(parser, parser->at);
    const char *nearest = parse_nearest_line(word);
    parse_error_at(parser, line_place(parser), "there is no line that begins with `%s`", word);
    if (!nearest) {
        parse_hint(parser, "lines at the left margin are the header's, `task` and `expect`");
        skip_with_block(parser);
        return;
    }
    parse_hint(parser, "did you mean `%s`?", nearest);
    parser->failed = false;
    parse_as(parser, state, nearest);
}

static void unknown_line(struct parser *parser, struct file_state *state)
{
    const struct token *token = parser->at;
    if (parse_is_statement(token)) {
        parse_error_at(parser, line_place(parser), "the statement `%.*s` stands in no task",
                       (int)token->bytes, token->text);
        parse_hint(parser, "statements stand in the block of a task: `task NAME:`");
        skip_with_block(parser);
    } else if (token->kind == TOKEN_NAME) {
        unknown_word(parser, state);
    } else {
        parse_unexpected(parser, "a line of the header, a task or `expect`");
        skip_with_block(parser);
    }
}

static void parse_top(struct parser *parser, struct file_state *state)
{
    check_indent(parser, 0);
    const struct token *token = parser->at;
    if (token_is(token, "task") || token_is(token, "expect") || parse_is_header(token))
        parse_as(parser, state, parse_copy(parser, token));
    else
        unknown_line(parser, state);
}

static void require_title_first(struct parser *parser)
{
    if (token_is(parser->at, "scenario"))
        return;
    const char *meant =
        parser->at->kind == TOKEN_NAME ? parse_nearest_line(parse_copy(parser, parser->at)) : NULL;
    if (!parse_is_header(parser->at) && meant && strcmp(meant, "scenario") == 0)
        return; /* the line will be reported for itself */
    report_error(parser->report, line_place(parser), "a scenario begins with its title");
    report_hint(parser->report, "put `scenario \"title\"` first");
}

void parse_file(struct mem_arena *arena, struct report *report, const char *source, size_t len,
                struct tree *tree)
{
    struct parser parser = {.arena = arena, .report = report};
    struct file_state state = {tree, &tree->lines, &tree->tasks, &tree->expects};
    lexer_begin(&parser.lexer, source, len);
    parse_next_line(&parser);
    if (parser.at_end)
        report_error(report, (struct tree_place){0}, "there is no scenario in this file");
    else
        require_title_first(&parser);
    while (!parser.at_end)
        parse_top(&parser, &state);
    if (report->errors == 0 && !tree->tasks)
        report_error(report, (struct tree_place){0}, "there is no task in this file");
    lexer_line_release(&parser.line);
    lexer_line_release(&parser.piece);
}

struct tree_line *parse_one_line(struct mem_arena *arena, struct report *report, const char *source,
                                 size_t len)
{
    struct parser parser = {.arena = arena, .report = report};
    struct tree_line *line = NULL;
    lexer_begin(&parser.lexer, source, len);
    parse_next_line(&parser);
    if (!parser.at_end && parse_is_header(parser.at)) {
        line = parse_header_line(&parser, parse_copy(&parser, parser.at));
        parse_line_end(&parser);
        parse_next_line(&parser);
    }
    bool good = line && parser.at_end && report->errors == 0;
    lexer_line_release(&parser.line);
    lexer_line_release(&parser.piece);
    return good ? line : NULL;
}
