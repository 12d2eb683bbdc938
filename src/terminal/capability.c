#include "config.h"

#include "terminal/capability.h"

#include <ncurses.h>
#include <string.h>

const char *capability(const char *name)
{
    const char *text = tigetstr(name);
    return text == (char *)-1 ? NULL : text;
}

static void add_bytes(struct strbuf *out, const char *text)
{
    while (text && *text) {
        const char *end = text[0] == '$' && text[1] == '<' ? strchr(text, '>') : NULL;
        if (!end)
            strbuf_addch(out, *text);
        text = end ? end + 1 : text + 1;
    }
}

void capability_add(struct strbuf *out, const char *name)
{
    add_bytes(out, capability(name));
}

void capability_add_move(struct strbuf *out, int row, int column)
{
    const char *move = capability("cup");
    if (move)
        add_bytes(out, tiparm(move, row, column));
}
