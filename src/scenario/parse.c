/* The file as a whole: its lines at the left margin, and what stands below each. */
#include "config.h"

#include "scenario/parser.h"

#include <string.h>

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
    struct tree_place owner = parse_line_place(parser);
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
        parse_error_at(parser, parse_line_place(parser), "`%s` stands before the first task", word);
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
    parse_skip_block(parser, indent);
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
    parse_error_at(parser, parse_line_place(parser), "there is no line that begins with `%s`",
                   word);
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
        parse_error_at(parser, parse_line_place(parser), "the statement `%.*s` stands in no task",
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
    parse_check_indent(parser, 0);
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
    report_error(parser->report, parse_line_place(parser), "a scenario begins with its title");
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
