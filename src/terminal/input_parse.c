#include "config.h"

#include "terminal/input_private.h"

/* Alt and a key is sent as ESC and the key, and is taken for both: who types ESC and goes on fast
 * must not lose it. */
static size_t parse_escape(const char *bytes, size_t len, bool late, struct input_parsed *parsed)
{
    if (len == 1 && !late)
        return 0;
    if (len == 2 && late)
        len = 1; /* ESC, and then a letter */
    if (len > 1 && bytes[1] == '[')
        return input_parse_sequence(bytes, len, late, parsed);
    if (len > 1 && bytes[1] == 'O')
        return input_parse_ss3(bytes, len, late, parsed);
    if (len > 1 && input_begins_answer(bytes[1]))
        return input_parse_answer(bytes, len, late, parsed);
    parsed->input.key = INPUT_ESC;
    return 1;
}

static size_t parse_outside(const char *bytes, size_t len, bool late, struct input_parsed *parsed)
{
    unsigned char first = (unsigned char)bytes[0];
    if (first == INPUT_BYTE_ESC)
        return parse_escape(bytes, len, late, parsed);
    if (first >= ' ' && first != INPUT_BYTE_DEL)
        return input_parse_character(bytes, len, late, parsed);
    parsed->input.key = input_key_of_control(first);
    return 1;
}

size_t input_parse(enum input_within within, const char *bytes, size_t len, bool late,
                   struct input_parsed *parsed)
{
    size_t used = 0;
    *parsed = (struct input_parsed){0};
    if (within == INPUT_WITHIN_PASTE)
        return input_parse_paste(bytes, len, late, parsed);
    if (within == INPUT_WITHIN_SEQUENCE)
        used = input_skip_sequence(bytes, len, parsed);
    else if (within == INPUT_WITHIN_STRING)
        used = input_skip_answer(bytes, len, late, parsed);
    if (used || parsed->within)
        return used;
    return parse_outside(bytes, len, late, parsed);
}
