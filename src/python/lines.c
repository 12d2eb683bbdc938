/* Which line of the scenario a line of the program stands for: it is said behind it, or it is all
 * that the line says (a note). */
#include "config.h"

#include "python/python.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* The line of that number, without what it is indented by and blanks at its end. */
static const char *line_of(const char *source, size_t len, uint32_t number, size_t *bytes)
{
    const char *at = source, *end = source + len;
    for (uint32_t i = 1; i < number && at < end; i++) {
        const char *eol = memchr(at, '\n', (size_t)(end - at));
        at = eol ? eol + 1 : end;
    }
    const char *eol = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
    const char *last = eol ? eol : end;
    while (at < last && (*at == ' ' || *at == '\t'))
        at++;
    while (last > at && (last[-1] == ' ' || last[-1] == '\r'))
        last--;
    *bytes = (size_t)(last - at);
    return at;
}

/* "# 12: ": its number, and how long it is; 0: it is none. */
static uint32_t number_at(const char *text, size_t len, size_t *bytes)
{
    size_t at = 2;
    uint32_t number = 0;
    if (len < 5 || text[0] != '#' || text[1] != ' ')
        return 0;
    for (; at < len && isdigit((unsigned char)text[at]) && number < UINT32_MAX / 16; at++)
        number = number * 10 + (uint32_t)(text[at] - '0');
    if (at == 2 || at + 1 >= len || text[at] != ':' || text[at + 1] != ' ')
        return 0;
    *bytes = at + 2;
    return number;
}

/* A string may look like it: behind the number there must stand what that line says. */
static void line_read(const char *source, size_t source_len, struct python_line *line)
{
    size_t indent = 0;
    while (indent < line->len && line->text[indent] == ' ')
        indent++;
    for (size_t at = indent; at < line->len; at++) {
        size_t bytes = 0, said_len = 0;
        uint32_t number = number_at(line->text + at, line->len - at, &bytes);
        const char *said = number ? line_of(source, source_len, number, &said_len) : NULL;
        bool same = said && line->len - at - bytes == said_len &&
                    memcmp(line->text + at + bytes, said, said_len) == 0;
        if (!number || (!same && at > indent))
            continue;
        line->number = number;
        line->is_comment = at == indent;
        if (line->is_comment)
            return;
        while (at > 0 && line->text[at - 1] == ' ')
            at--;
        line->len = at;
        return;
    }
}

int python_lines(const struct scenario *scenario, const char *text, struct python_line **lines)
{
    size_t source_len;
    const char *source = scenario_source(scenario, &source_len);
    int count = 0, room = 0;
    *lines = NULL;
    for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
        MEM_GROW(*lines, count, room);
        (*lines)[count] = (struct python_line){.text = at, .len = strcspn(at, "\n")};
        line_read(source, source_len, &(*lines)[count++]);
    }
    return count;
}
