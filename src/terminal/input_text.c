#include "config.h"

#include "terminal/input_private.h"

#include <string.h>

#include "base/utf8.h"

/* ---- characters ---- */

/* How many bytes the character has that begins with this one; 0: none begins so. */
static size_t length_of(unsigned char lead)
{
    return lead < 0x80   ? 1
           : lead < 0xc2 ? 0
           : lead < 0xe0 ? 2
           : lead < 0xf0 ? 3
           : lead < 0xf5 ? 4
                         : 0;
}

static bool is_cut_short(const char *bytes, size_t len)
{
    size_t wanted = length_of((unsigned char)bytes[0]);
    for (size_t i = 1; i < len; i++)
        if (((unsigned char)bytes[i] & 0xc0) != 0x80)
            return false;
    return len < wanted;
}

size_t input_parse_character(const char *bytes, size_t len, bool late, struct input_parsed *parsed)
{
    enum { LEAST = 0xa0 }; /* below are the controls C1 */
    uint32_t rune;
    if (is_cut_short(bytes, len))
        return late ? len : 0;
    size_t used = utf8_decode(bytes, len, &rune);
    if (rune != UINT32_MAX && (rune < INPUT_BYTE_DEL || rune >= LEAST))
        parsed->input.key = rune;
    return used;
}

/* ---- answers ---- */

enum { BELL = 7, INTERRUPT = 3, CANCEL = 24, SUBSTITUTE = 26, ST = 0x9c, ST_LEAD = 0xc2 };

/* How far an answer reaches. */
struct extent {
    size_t text; /* bytes of it that are text */
    size_t used; /* and with its end, or with what breaks it off */
    bool ended, broken;
};

/* The one byte that ends it too, alone or as a character; not in the middle of another one. */
static bool is_one_byte_end(const char *bytes, size_t at)
{
    unsigned char before = at ? (unsigned char)bytes[at - 1] : ST;
    return (unsigned char)bytes[at] == ST && (before < 0x80 || before == ST_LEAD);
}

/* ESC \ and BEL end it. Another ESC breaks it off, and ctrl-c: it was no answer, but alt and a key.
 */
static struct extent measure(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte == BELL || byte == CANCEL)
            return (struct extent){i, i + 1, byte == BELL, byte == CANCEL};
        if (is_one_byte_end(bytes, i))
            return (struct extent){i - (i && (unsigned char)bytes[i - 1] == ST_LEAD), i + 1, true,
                                   false};
        if (byte == INTERRUPT || byte == SUBSTITUTE)
            return (struct extent){i, i, false, true};
        if (byte == INPUT_BYTE_ESC && i + 1 < len && bytes[i + 1] == '\\')
            return (struct extent){i, i + 2, true, false};
        if (byte == INPUT_BYTE_ESC)
            return (struct extent){i, i, false, i + 1 < len};
    }
    return (struct extent){len, len, false, false};
}

bool input_begins_answer(char byte)
{
    return byte && strchr("]P_^X", byte);
}

size_t input_parse_answer(const char *bytes, size_t len, bool late, struct input_parsed *parsed)
{
    enum { LEAD = 2 };
    struct extent extent = measure(bytes + LEAD, len - LEAD);
    if (extent.ended) {
        parsed->answer = bytes[1];
        parsed->text = bytes + LEAD;
        parsed->text_len = extent.text;
        return LEAD + extent.used;
    }
    if (extent.broken)
        return LEAD + extent.used;
    if (late)
        return len;
    if (len < INPUT_STRING_MOST)
        return 0;
    parsed->within = INPUT_WITHIN_STRING;
    return LEAD + extent.used;
}

size_t input_skip_answer(const char *bytes, size_t len, bool late, struct input_parsed *parsed)
{
    struct extent extent = measure(bytes, len);
    if (extent.ended || extent.broken)
        return extent.used;
    if (late)
        return len;
    parsed->within = INPUT_WITHIN_STRING;
    return extent.used;
}

/* ---- pasted text ---- */

/* Only its end is looked for: whatever else stands in it is text, and controls are left out. */
size_t input_parse_paste(const char *bytes, size_t len, bool late, struct input_parsed *parsed)
{
    static const char end[] = "\033[201~";
    enum { END = sizeof end - 1 };
    unsigned char first = (unsigned char)bytes[0];
    size_t used = 1;
    if (first == INPUT_BYTE_ESC && memcmp(bytes, end, len < END ? len : END) == 0)
        return len >= END ? END : late ? len : 0;
    parsed->within = INPUT_WITHIN_PASTE;
    parsed->input.pasted = true;
    if (first == '\n' || first == '\r')
        parsed->input.key = INPUT_ENTER;
    else if (first == '\t')
        parsed->input.key = INPUT_TAB;
    else if (first >= ' ' && first != INPUT_BYTE_DEL)
        used = input_parse_character(bytes, len, late, parsed);
    return used;
}
