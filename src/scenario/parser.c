#include "config.h"

#include "scenario/parser.h"

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

struct tree_name parse_element(struct parser *parser, const char *what, bool *element)
{
    struct tree_name name = parse_name(parser, what);
    *element = name.text && parse_take(parser, TOKEN_INDEX);
    if (!*element)
        return name;
    const struct token *number = parse_need(parser, TOKEN_INT, "which of them, a number from 1,");
    const struct token *end = number ? parse_need(parser, TOKEN_INDEX_END, "`]`") : NULL;
    if (!end)
        return (struct tree_name){0};
    struct strbuf text = STRBUF_INIT;
    strbuf_addf(&text, "%s[%llu]", name.text, (unsigned long long)number->value);
    name.text = mem_arena_strndup(parser->arena, strbuf_str(&text), text.len);
    name.place.length = end->column + end->length - name.place.column;
    strbuf_release(&text);
    return name;
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
    if (token_is(parser->at, "within"))
        parse_hint(parser, "a time limit has a block, `within D:`, or stands behind `await`");
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

struct tree_place parse_line_place(const struct parser *parser)
{
    return parse_place(parser, parser->at);
}

void parse_skip_block(struct parser *parser, uint32_t indent)
{
    while (!parser->at_end && parser->line.indent > indent)
        parse_next_line(parser);
}

void parse_check_indent(struct parser *parser, uint32_t expected)
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
        parse_error_at(parser, parse_line_place(parser),
                       "this line is indented by %u, the block it stands in by %u", indent,
                       expected);
    else
        parse_error_at(parser, parse_line_place(parser),
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
        parse_error_at(parser, parse_line_place(parser), "blocks are nested over %d deep here",
                       TREE_DEPTH_MAX);
        parse_skip_block(parser, indent);
        return;
    }
    parser->blocks++;
    uint32_t expected = parser->line.indent;
    while (!parser->at_end && parser->line.indent > indent) {
        parse_check_indent(parser, expected);
        item(parser, arg);
    }
    parser->blocks--;
}
