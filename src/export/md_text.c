#include "config.h"

#include "export/md_text.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

static void rune_add(struct strbuf *out, uint32_t rune, const char *bytes, size_t len, bool ascii)
{
    if (rune == '<')
        strbuf_adds(out, "&lt;");
    else if (rune == '>')
        strbuf_adds(out, "&gt;");
    else if (rune == '&')
        strbuf_adds(out, "&amp;");
    else if (rune < 0x80 && strchr("\\`*_{}[]#|~!", (int)rune))
        strbuf_addf(out, "&#%u;", (unsigned)rune);
    else if (ascii && rune >= 0x80)
        strbuf_addf(out, "&#x%X;", (unsigned)rune);
    else
        strbuf_add(out, bytes, len);
}

/* Nothing but letters, digits and what has no meaning there. */
static void diagram_rune_add(struct strbuf *out, uint32_t rune, const char *bytes, size_t len,
                             bool ascii)
{
    if ((ascii && rune >= 0x80) || (rune < 0x80 && strchr("#;<>{}[]`\"\\%&|~", (int)rune)))
        strbuf_addf(out, "#%u;", (unsigned)rune);
    else
        strbuf_add(out, bytes, len);
}

typedef void add_rune(struct strbuf *out, uint32_t rune, const char *bytes, size_t len, bool ascii);

static void add(struct strbuf *out, const char *text, bool ascii, add_rune *rune_of)
{
    struct strbuf safe = STRBUF_INIT;
    utf8_add_safe(&safe, text, strlen(text));
    for (size_t at = 0; at < safe.len;) {
        uint32_t rune;
        size_t bytes = utf8_decode(safe.text + at, safe.len - at, &rune);
        rune_of(out, rune, safe.text + at, bytes, ascii);
        at += bytes;
    }
    strbuf_release(&safe);
}

void md_text_add(struct strbuf *out, const char *text, bool ascii)
{
    add(out, text, ascii, rune_add);
}

void md_diagram_add(struct strbuf *out, const char *text, bool ascii)
{
    add(out, text, ascii, diagram_rune_add);
}
