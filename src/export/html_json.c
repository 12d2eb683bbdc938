#include "config.h"

#include "export/html_json.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

/* ---- strings ---- */

enum { RUNE_BAD = 0xFFFD, RUNE_PLANE = 0x10000, SURROGATE_HIGH = 0xD800, SURROGATE_LOW = 0xDC00 };

/* XML has no place for it, or it could end the script it stands in. */
static bool is_escaped(uint32_t rune, bool ascii)
{
    return rune < 0x20 || rune == '"' || rune == '\\' || rune == '<' || rune == '>' ||
           rune == '&' || (rune >= 0x7F && rune < 0xA0) || (rune & 0xFFFE) == 0xFFFE ||
           (ascii && rune >= 0x80);
}

static void escape_add(struct strbuf *out, uint32_t rune)
{
    if (rune == 0xFFFFFFFF)
        rune = RUNE_BAD;
    if (rune < RUNE_PLANE) {
        strbuf_addf(out, "\\u%04x", (unsigned)rune);
        return;
    }
    rune -= RUNE_PLANE;
    strbuf_addf(out, "\\u%04x\\u%04x", (unsigned)(SURROGATE_HIGH + (rune >> 10)),
                (unsigned)(SURROGATE_LOW + (rune & 0x3FF)));
}

void html_json_text(struct strbuf *out, const char *text, size_t len, bool ascii)
{
    strbuf_addch(out, '"');
    for (size_t at = 0; at < len;) {
        uint32_t rune;
        size_t bytes = utf8_decode(text + at, len - at, &rune);
        if (is_escaped(rune, ascii))
            escape_add(out, rune);
        else
            strbuf_add(out, text + at, bytes);
        at += bytes;
    }
    strbuf_addch(out, '"');
}

void html_json_safe(struct strbuf *out, const char *text, size_t len, bool ascii)
{
    struct strbuf safe = STRBUF_INIT;
    utf8_add_safe(&safe, text, len);
    html_json_text(out, strbuf_str(&safe), safe.len, ascii);
    strbuf_release(&safe);
}

void html_member(struct strbuf *out, const char *name)
{
    strbuf_addf(out, ",\n\"%s\":", name);
}
