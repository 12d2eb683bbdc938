#include "config.h"

#include "scenario/fold.h"

#include <ctype.h>
#include <string.h>

size_t fold_indent(const char *text, size_t len)
{
    size_t at = 0;
    while (at < len && (text[at] == ' ' || text[at] == '\t'))
        at++;
    return at;
}

bool fold_begins_with(const char *text, size_t len, const char *word, bool indented)
{
    size_t at = indented ? fold_indent(text, len) : 0, word_len = strlen(word);
    if (len - at < word_len || memcmp(text + at, word, word_len) != 0)
        return false;
    char behind = ' ';
    if (at + word_len < len)
        behind = text[at + word_len];
    return !isalnum((unsigned char)behind) && behind != '_' && !(behind & 0x80);
}

bool fold_is_comment(const char *text, size_t len)
{
    size_t at = fold_indent(text, len);
    return at < len && text[at] == '#';
}

static uint8_t kind_of(const char *text, size_t len, bool asks)
{
    if (fold_begins_with(text, len, "expect", false))
        return FOLD_EXPECT;
    if (fold_begins_with(text, len, "about", false))
        return FOLD_ABOUT;
    if (asks && fold_begins_with(text, len, "scenario", false))
        return FOLD_TITLE;
    if (fold_is_comment(text, len))
        return FOLD_COMMENT;
    if (fold_begins_with(text, len, "note", true))
        return FOLD_NOTE;
    return fold_begins_with(text, len, "ask", true) ? FOLD_ASK : FOLD_SHOWN;
}

bool fold_cut(const char *text, size_t *len)
{
    bool ask = fold_begins_with(text, *len, "ask", true), quoted = false;
    size_t at = 0;
    for (; at < *len && (quoted || text[at] != '#'); at++) {
        if (quoted && text[at] == '\\') {
            at++;
        } else if (text[at] == '"') {
            quoted = !quoted;
            if (!quoted && ask) {
                at++;
                break;
            }
        }
    }
    size_t end = at < *len ? at : *len;
    if (end + fold_indent(text + end, *len - end) == *len)
        return false;
    while (end && text[end - 1] == ' ')
        end--;
    *len = end;
    return true;
}

struct fold fold_begin(bool asks)
{
    return (struct fold){.asks = asks, .level = FOLD_NO_LEVEL};
}

void fold_read(struct fold *fold, const char *text, size_t len, struct fold_line *line)
{
    long indent = (long)fold_indent(text, len);
    bool blank = (size_t)indent == len;
    *line = (struct fold_line){.kind = FOLD_CHOICE, .len = len};
    if (!blank && fold->level != FOLD_NO_LEVEL && indent > fold->level)
        return;
    if (!blank)
        fold->level = fold_begins_with(text, len, "ask", true) ? indent : FOLD_NO_LEVEL;
    line->kind = kind_of(text, len, fold->asks);
    line->cut = fold_cut(text, &line->len);
}

int fold_asks(const char *text, size_t len)
{
    int count = 0;
    for (const char *at = text, *end = text + len; at < end;) {
        const char *eol = memchr(at, '\n', (size_t)(end - at));
        count += fold_begins_with(at, (size_t)((eol ? eol : end) - at), "ask", true);
        at = eol ? eol + 1 : end;
    }
    return count;
}
