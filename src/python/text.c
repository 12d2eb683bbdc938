/* Lines of the program that is printed, and pieces of them. */
#include "config.h"

#include "python/translation.h"

#include <stdarg.h>
#include <string.h>

/* Where comments begin, if the code leaves room. */
enum { COMMENT_COLUMN = 52 };

static char *keep(struct translation *t, struct strbuf *text)
{
    char *kept = mem_arena_strndup(&t->arena, strbuf_str(text), text->len);
    strbuf_release(text);
    return kept;
}

char *py_format(struct translation *t, const char *format, ...)
{
    struct strbuf text = STRBUF_INIT;
    va_list args;
    va_start(args, format);
    strbuf_vaddf(&text, format, args);
    va_end(args);
    return keep(t, &text);
}

/* The scenario's line, without indentation and its own comment's colon: `12: io 100ms`. */
static void add_comment(struct translation *t, uint32_t source_line, size_t column)
{
    const char *text = t->lines[source_line];
    size_t len = t->line_lengths[source_line];
    while (len && (*text == ' ' || *text == '\t')) {
        text++;
        len--;
    }
    while (len && (text[len - 1] == ' ' || text[len - 1] == '\r'))
        len--;
    strbuf_addn(t->out, ' ', column + 2 < COMMENT_COLUMN ? COMMENT_COLUMN - column : 2);
    strbuf_addf(t->out, "# %u: ", (unsigned)source_line);
    strbuf_add(t->out, text, len);
}

static void add_line(struct translation *t, uint32_t source_line, const char *format, va_list args)
{
    struct strbuf code = STRBUF_INIT;
    strbuf_addn(&code, ' ', (size_t)t->indent * 4);
    strbuf_vaddf(&code, format, args);
    strbuf_add(t->out, strbuf_str(&code), code.len);
    if (source_line > 0 && source_line <= t->line_count)
        add_comment(t, source_line, code.len);
    strbuf_addch(t->out, '\n');
    t->written++;
    strbuf_release(&code);
}

void py_line(struct translation *t, const struct tree_stmt *stmt, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_line(t, stmt ? stmt->place.line : 0, format, args);
    va_end(args);
}

void py_line_of(struct translation *t, uint32_t source_line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_line(t, source_line, format, args);
    va_end(args);
}

void py_blank(struct translation *t)
{
    strbuf_addch(t->out, '\n');
}

void py_refuse(struct translation *t, struct tree_place place, const char *format, ...)
{
    struct strbuf text = STRBUF_INIT;
    va_list args;
    va_start(args, format);
    strbuf_vaddf(&text, format, args);
    va_end(args);
    diag_add(t->diags, DIAG_ERROR, place.line, place.column, place.length, "%s", strbuf_str(&text));
    strbuf_release(&text);
}

/* What stands between the quotes. In one with expressions, braces are doubled. */
void py_add_characters(struct strbuf *out, const char *text, bool with_braces)
{
    for (const char *at = text; *at; at++) {
        unsigned char c = (unsigned char)*at;
        if (c == '"' || c == '\\')
            strbuf_addf(out, "\\%c", c);
        else if (c == '\n')
            strbuf_adds(out, "\\n");
        else if (c == '\t')
            strbuf_adds(out, "\\t");
        else if (c < 0x20 || c == 0x7F)
            strbuf_addf(out, "\\x%02x", c);
        else if (with_braces && (c == '{' || c == '}'))
            strbuf_addf(out, "%c%c", c, c);
        else
            strbuf_addch(out, *at);
    }
}

char *py_string(struct translation *t, const char *text)
{
    struct strbuf out = STRBUF_INIT;
    strbuf_addch(&out, '"');
    py_add_characters(&out, text, false);
    strbuf_addch(&out, '"');
    return keep(t, &out);
}
