#include "config.h"

#include "paint/wrap.h"

#include <ctype.h>
#include <string.h>

#include "base/utf8.h"

/* A time stays with its unit: "200.5 ms", "60 ns". */
static bool is_before_unit(const char *text, size_t space)
{
    const char *unit = text + space + 1;
    if (!space || !isdigit((unsigned char)text[space - 1]))
        return false;
    unit += *unit == 'm' || *unit == 'u' || *unit == 'n';
    return *unit == 's' && !isalpha((unsigned char)unit[1]);
}

static size_t line_len(const char *text, size_t columns)
{
    size_t at = 0, space = 0, used = 0, len = strlen(text);
    while (at < len) {
        uint32_t rune;
        size_t bytes = utf8_decode(text + at, len - at, &rune);
        used += utf8_width(text + at, bytes);
        if (used > columns)
            return space ? space : at ? at : bytes;
        at += bytes;
        if (at < len && text[at] == ' ' && !is_before_unit(text, at))
            space = at;
    }
    return len;
}

bool wrap_next(const char **rest, int columns, struct wrap_line *line)
{
    if (!**rest)
        return false;
    *line = (struct wrap_line){*rest, line_len(*rest, columns > 1 ? (size_t)columns : 1)};
    *rest += line->len;
    while (**rest == ' ')
        (*rest)++;
    return true;
}
