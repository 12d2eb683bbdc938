#include "config.h"

#include "base/utf8.h"

#include <string.h>
#include <strings.h>

#include "base/utf8_tables.h"

enum { BAD_RUNE_WIDTH = 4, LAST_RUNE = 0x10FFFF };

#define BAD_RUNE 0xFFFFFFFFu

/* The forms of UTF-8 by their number of continuation bytes. */
static const struct {
    uint8_t mask, lead;
    uint32_t least;
} forms[] = {
    {0x80, 0x00, 0},
    {0xE0, 0xC0, 0x80},
    {0xF0, 0xE0, 0x800},
    {0xF8, 0xF0, 0x10000},
};

/* Continuation bytes that the lead byte asks for, or -1. */
static int more_bytes(uint8_t lead)
{
    for (int i = 0; i < 4; i++)
        if ((lead & forms[i].mask) == forms[i].lead)
            return i;
    return -1;
}

static size_t bad_byte(uint32_t *rune)
{
    *rune = BAD_RUNE;
    return 1;
}

size_t utf8_decode(const char *text, size_t len, uint32_t *rune)
{
    uint8_t lead = (uint8_t)text[0];
    if (lead < 0x80) {
        *rune = lead;
        return 1;
    }
    int more = more_bytes(lead);
    if (more < 0 || (size_t)more >= len)
        return bad_byte(rune);
    uint32_t value = lead & (uint8_t)~forms[more].mask;
    for (int i = 1; i <= more; i++) {
        uint8_t byte = (uint8_t)text[i];
        if ((byte & 0xC0) != 0x80)
            return bad_byte(rune);
        value = value << 6 | (byte & 0x3F);
    }
    if (value < forms[more].least || value > LAST_RUNE || (value >= 0xD800 && value <= 0xDFFF))
        return bad_byte(rune);
    *rune = value;
    return (size_t)more + 1;
}

size_t utf8_encode(uint32_t rune, char out[4])
{
    int more = rune < 0x80 ? 0 : rune < 0x800 ? 1 : rune < 0x10000 ? 2 : 3;
    out[0] = (char)(forms[more].lead | rune >> (6 * more));
    for (int i = 1; i <= more; i++)
        out[i] = (char)(0x80 | (rune >> (6 * (more - i)) & 0x3F));
    return (size_t)more + 1;
}

bool utf8_is_codeset(const char *name)
{
    return strcasecmp(name, "UTF-8") == 0 || strcasecmp(name, "UTF8") == 0;
}

bool utf8_valid(const char *text, size_t len, size_t *bad_at)
{
    for (size_t i = 0; i < len;) {
        uint32_t rune;
        size_t bytes = utf8_decode(text + i, len - i, &rune);
        if (rune == BAD_RUNE) {
            if (bad_at)
                *bad_at = i;
            return false;
        }
        i += bytes;
    }
    return true;
}

static bool in_table(const struct utf8_range *table, size_t count, uint32_t rune)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (rune > table[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && rune >= table[low].first;
}

#define IN_TABLE(table, rune) in_table(table, sizeof(table) / sizeof(table)[0], rune)

static bool is_control(uint32_t rune)
{
    return rune < 0x20 || (rune >= 0x7F && rune < 0xA0) || rune == BAD_RUNE;
}

/* What makes a terminal reorder or break a line: the bidirectional embeddings, overrides and
 * isolates, and the separators of lines and paragraphs. */
static bool is_override(uint32_t rune)
{
    return (rune >= 0x2028 && rune <= 0x202E) || (rune >= 0x2066 && rune <= 0x2069);
}

bool utf8_is_name(uint32_t rune)
{
    if (rune < 0x80)
        return (rune >= 'a' && rune <= 'z') || (rune >= 'A' && rune <= 'Z') || rune == '_';
    return rune >= 0xA0 && rune <= LAST_RUNE && !IN_TABLE(utf8_not_in_names, rune);
}

int utf8_rune_width(uint32_t rune)
{
    if (is_control(rune))
        return BAD_RUNE_WIDTH;
    if (rune < 0xA0)
        return 1;
    if (is_override(rune))
        return (int)sizeof "\\u{202E}" - 1;
    if (IN_TABLE(utf8_zero_width, rune))
        return 0;
    return IN_TABLE(utf8_wide, rune) ? 2 : 1;
}

size_t utf8_width(const char *text, size_t len)
{
    size_t columns = 0;
    for (size_t i = 0; i < len;) {
        uint32_t rune;
        i += utf8_decode(text + i, len - i, &rune);
        columns += (size_t)utf8_rune_width(rune);
    }
    return columns;
}

int utf8_columns(const char *text)
{
    return (int)utf8_width(text, strlen(text));
}

static void add_rune_safe(struct strbuf *out, const char *bytes, size_t len, uint32_t rune)
{
    if (rune == BAD_RUNE)
        strbuf_addf(out, "\\x%02X", (unsigned)(uint8_t)bytes[0]);
    else if (is_control(rune))
        strbuf_addf(out, "\\x%02X", (unsigned)rune);
    else if (is_override(rune))
        strbuf_addf(out, "\\u{%04X}", (unsigned)rune);
    else
        strbuf_add(out, bytes, len);
}

void utf8_add_safe(struct strbuf *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        uint32_t rune;
        size_t bytes = utf8_decode(text + i, len - i, &rune);
        add_rune_safe(out, text + i, bytes, rune);
        i += bytes;
    }
}

size_t utf8_add_clipped(struct strbuf *out, const char *text, size_t len, size_t columns,
                        bool ascii)
{
    size_t start = out->len, shown = 0;
    size_t keep_len = start,
           keep_columns = 0; /* what stays if the end has to make room for the mark */
    for (size_t i = 0; i < len;) {
        uint32_t rune;
        size_t bytes = utf8_decode(text + i, len - i, &rune);
        size_t width = (size_t)utf8_rune_width(rune);
        if (shown + width > columns) {
            if (columns == 0)
                return 0;
            out->len = keep_len;
            strbuf_adds(out, ascii ? "~" : "…");
            return keep_columns + 1;
        }
        add_rune_safe(out, text + i, bytes, rune);
        shown += width;
        i += bytes;
        if (shown < columns) {
            keep_len = out->len;
            keep_columns = shown;
        }
    }
    return shown;
}
