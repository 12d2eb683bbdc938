#include "config.h"

#include "export/xml_text.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

static const char *escape_of(uint32_t rune)
{
    switch (rune) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case 0xFFFE: /* UTF-8 has them, XML does not */
        return "\\u{FFFE}";
    case 0xFFFF:
        return "\\u{FFFF}";
    default:
        return NULL;
    }
}

void xml_text_add(struct strbuf *out, const char *text, size_t len, bool ascii)
{
    struct strbuf safe = STRBUF_INIT;
    utf8_add_safe(&safe, text, len);
    for (size_t at = 0; at < safe.len;) {
        uint32_t rune;
        size_t bytes = utf8_decode(safe.text + at, safe.len - at, &rune);
        const char *escape = escape_of(rune);
        if (escape)
            strbuf_adds(out, escape);
        else if (ascii && rune >= 0x80)
            strbuf_addf(out, "&#x%X;", (unsigned)rune);
        else
            strbuf_add(out, safe.text + at, bytes);
        at += bytes;
    }
    strbuf_release(&safe);
}

void xml_text_adds(struct strbuf *out, const char *text, bool ascii)
{
    xml_text_add(out, text, strlen(text), ascii);
}
