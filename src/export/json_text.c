#include "config.h"

#include "export/json_text.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

static const char *escape_of(uint32_t rune)
{
    switch (rune) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    case 0xFFFFFFFF:
        return "\\ufffd";
    default:
        return NULL;
    }
}

/* DEL and C1 are escaped too, though JSON would bear them: a terminal may see the text. */
static bool is_control(uint32_t rune)
{
    return rune < 0x20 || (rune >= 0x7F && rune < 0xA0);
}

void json_text_add(struct strbuf *out, const char *text, size_t len)
{
    strbuf_addch(out, '"');
    for (size_t at = 0; at < len;) {
        uint32_t rune;
        size_t bytes = utf8_decode(text + at, len - at, &rune);
        const char *escape = escape_of(rune);
        if (escape)
            strbuf_adds(out, escape);
        else if (is_control(rune))
            strbuf_addf(out, "\\u%04x", (unsigned)rune);
        else
            strbuf_add(out, text + at, bytes);
        at += bytes;
    }
    strbuf_addch(out, '"');
}

void json_text_adds(struct strbuf *out, const char *text)
{
    json_text_add(out, text, strlen(text));
}
