#include "config.h"

#include "scenario/parser.h"

#include "base/strbuf.h"
#include "base/utf8.h"

#include <string.h>

static char unescape(char c)
{
    return c == 'n' ? '\n' : c == 't' ? '\t' : c;
}

/* Where the reading of a string stands. */
struct text_reader {
    struct parser *parser;
    const char *at, *end;
    uint32_t column;
    struct strbuf literal;
    struct tree_text_part **tail;
};

static void add_part(struct text_reader *reader, const char *literal, struct tree_expr *expr)
{
    struct tree_text_part *part = mem_arena_alloc(reader->parser->arena, sizeof *part);
    part->literal = literal;
    part->expr = expr;
    *reader->tail = part;
    reader->tail = &part->next;
}

static void end_literal(struct text_reader *reader)
{
    if (reader->literal.len)
        add_part(reader,
                 mem_arena_strndup(reader->parser->arena, strbuf_str(&reader->literal),
                                   reader->literal.len),
                 NULL);
    strbuf_clear(&reader->literal);
}

static void read_braces(struct text_reader *reader)
{
    struct parser *parser = reader->parser;
    struct tree_place place = {parser->line.number, reader->column, 1};
    const char *from = reader->at + 1;
    const char *close = memchr(from, '}', (size_t)(reader->end - from));
    if (!close) {
        parse_error_at(parser, place, "`{` begins an expression, and its `}` is missing");
        parse_hint(parser, "a brace as a character is written `{{`");
        return;
    }
    end_literal(reader);
    const struct token *outside = parser->at;
    lexer_cut(&parser->piece, from, (size_t)(close - from), reader->column + 1);
    parser->at = parser->piece.tokens;
    parser->in_text = true;
    if (parser->at->kind == TOKEN_END)
        parse_error_at(parser, place, "nothing stands between these braces");
    struct tree_expr *expr = parse_braced(parser);
    parser->in_text = false;
    parser->at = outside;
    if (expr)
        add_part(reader, NULL, expr);
    for (const char *c = reader->at; c <= close; c++)
        reader->column += (*c & 0xC0) != 0x80;
    reader->at = close + 1;
}

static void read_character(struct text_reader *reader)
{
    uint32_t rune;
    size_t bytes = utf8_decode(reader->at, (size_t)(reader->end - reader->at), &rune);
    reader->column++;
    if (rune == '\\') {
        strbuf_addch(&reader->literal, unescape(reader->at[1]));
        reader->column++;
        reader->at += 2;
        return;
    }
    strbuf_add(&reader->literal, reader->at, bytes);
    reader->at += bytes;
}

static struct tree_text *read_text(struct parser *parser, const struct token *token, bool braces)
{
    struct tree_text *text = mem_arena_alloc(parser->arena, sizeof *text);
    text->place = parse_place(parser, token);
    struct text_reader reader = {.parser = parser,
                                 .at = token->text,
                                 .end = token->text + token->bytes,
                                 .column = token->column + 1,
                                 .tail = &text->parts};
    while (reader.at < reader.end && !parser->failed) {
        bool brace = braces && *reader.at == '{';
        if (brace && reader.at + 1 < reader.end && reader.at[1] == '{') {
            strbuf_addch(&reader.literal, '{');
            reader.at += 2;
            reader.column += 2;
        } else if (brace) {
            read_braces(&reader);
        } else {
            read_character(&reader);
        }
    }
    end_literal(&reader);
    strbuf_release(&reader.literal);
    return text;
}

static bool has_expr(const struct tree_text *text)
{
    const struct tree_text_part *part = text->parts;
    while (part && !part->expr)
        part = part->next;
    return part != NULL;
}

struct tree_text *parse_text(struct parser *parser)
{
    const struct token *token = parse_need(parser, TOKEN_STRING, "a text in double quotes");
    struct tree_text *text = token ? read_text(parser, token, true) : NULL;
    if (text && !parser->failed && has_expr(text))
        text->written = read_text(parser, token, false)->parts->literal;
    return text;
}

const char *parse_plain_text(struct parser *parser, const char *what)
{
    const struct token *token = parse_need(parser, TOKEN_STRING, what);
    if (!token)
        return "";
    struct tree_text *text = read_text(parser, token, false);
    return text->parts ? text->parts->literal : "";
}
