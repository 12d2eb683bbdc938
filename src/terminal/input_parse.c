#include "config.h"

#include "terminal/input_parse.h"

#include <string.h>

#include "base/utf8.h"

enum { ESC = 27, DEL = 127, PARAMETERS = 4, NUMBER_MOST = 99999 };

/* A control sequence: ESC [ < 0 ; 12 ; 7 M has the mark '<', three numbers, and the end 'M'. */
struct sequence {
    char mark;
    int numbers[PARAMETERS];
    int count;
    char end;
};

static const struct {
    char end;
    uint32_t key;
} keys_by_letter[] = {
    {'A', INPUT_UP},         {'B', INPUT_DOWN},      {'C', INPUT_RIGHT}, {'D', INPUT_LEFT},
    {'H', INPUT_HOME},       {'F', INPUT_END},       {'P', INPUT_F1},    {'Q', INPUT_F1 + 1},
    {'S', INPUT_F1 + 3},     {'Z', INPUT_SHIFT_TAB}, {'M', INPUT_ENTER}, {'c', INPUT_SHIFT_RIGHT},
    {'d', INPUT_SHIFT_LEFT}, /* rxvt */
};

/* ESC [ 5 ~ */
static const struct {
    int number;
    uint32_t key;
} keys_by_number[] = {
    {1, INPUT_HOME},      {3, INPUT_DELETE},   {4, INPUT_END},      {5, INPUT_PAGE_UP},
    {6, INPUT_PAGE_DOWN}, {7, INPUT_HOME},     {8, INPUT_END},      {11, INPUT_F1},
    {12, INPUT_F1 + 1},   {13, INPUT_F1 + 2},  {14, INPUT_F1 + 3},  {15, INPUT_F1 + 4},
    {17, INPUT_F1 + 5},   {18, INPUT_F1 + 6},  {19, INPUT_F1 + 7},  {20, INPUT_F1 + 8},
    {21, INPUT_F1 + 9},   {23, INPUT_F1 + 10}, {24, INPUT_F1 + 11},
};

enum {
    LETTERS = sizeof keys_by_letter / sizeof *keys_by_letter,
    NUMBERS = sizeof keys_by_number / sizeof *keys_by_number,
};

static uint32_t key_by_letter(char end)
{
    for (int i = 0; i < LETTERS; i++)
        if (keys_by_letter[i].end == end)
            return keys_by_letter[i].key;
    return INPUT_NONE;
}

static uint32_t key_by_number(int number)
{
    for (int i = 0; i < NUMBERS; i++)
        if (keys_by_number[i].number == number)
            return keys_by_number[i].key;
    return INPUT_NONE;
}

/* Modifiers are sent as 1 + (shift 1, alt 2, control 4); only what has a meaning here is told
 * apart. */
static uint32_t with_modifiers(uint32_t key, int modifiers)
{
    bool shift = modifiers > 1 && (modifiers - 1) & 1;
    if (shift && key == INPUT_LEFT)
        return INPUT_SHIFT_LEFT;
    if (shift && key == INPUT_RIGHT)
        return INPUT_SHIFT_RIGHT;
    return key;
}

/* ---- the mouse ---- */

enum { BUTTONS = 3, MOTION = 32, WHEEL = 64, OTHERS = 128 };

/* Buttons but the left one mean nothing. */
static enum input_mouse mouse_of(int code, bool release)
{
    if (code & OTHERS)
        return INPUT_NO_MOUSE;
    if (code & WHEEL)
        return (code & BUTTONS) == 0   ? INPUT_WHEEL_UP
               : (code & BUTTONS) == 1 ? INPUT_WHEEL_DOWN
                                       : INPUT_NO_MOUSE;
    if (code & BUTTONS)
        return INPUT_NO_MOUSE;
    return release ? INPUT_RELEASE : code & MOTION ? INPUT_DRAG : INPUT_PRESS;
}

static void take_mouse(struct input_parsed *parsed, enum input_mouse mouse, int column, int row)
{
    if (mouse == INPUT_NO_MOUSE || column < 1 || row < 1)
        return;
    parsed->input = (struct input){.mouse = mouse, .row = row - 1, .column = column - 1};
}

/* ESC [ M and three bytes: the old form, in which a release does not tell of which button. */
static size_t parse_old_mouse(const char *bytes, size_t len, bool late, struct input_parsed *parsed)
{
    enum { LENGTH = 6, BIAS = 32 };
    const unsigned char *byte = (const unsigned char *)bytes;
    if (len < LENGTH)
        return late ? len : 0;
    int code = byte[3] - BIAS;
    bool release = (code & BUTTONS) == BUTTONS && !(code & WHEEL);
    if (code >= 0)
        take_mouse(parsed, mouse_of(release ? code & ~BUTTONS : code, release), byte[4] - BIAS,
                   byte[5] - BIAS);
    return LENGTH;
}

/* ---- sequences ---- */

static int number_at(const struct sequence *sequence, int index)
{
    return index < sequence->count ? sequence->numbers[index] : 0;
}

static void take_sequence(const struct sequence *sequence, struct input_parsed *parsed)
{
    int first = number_at(sequence, 0), second = number_at(sequence, 1);
    bool mouse = sequence->mark == '<' && (sequence->end == 'M' || sequence->end == 'm');
    if (mouse && sequence->count == 3)
        take_mouse(parsed, mouse_of(first, sequence->end == 'm'), second, number_at(sequence, 2));
    else if (sequence->mark)
        return;
    else if (sequence->end == 'R' && first > 0 && second > 0)
        *parsed = (struct input_parsed){.report = true,
                                        .input = {.row = first - 1, .column = second - 1}};
    else if (sequence->end == '~')
        parsed->input.key = with_modifiers(key_by_number(first), second);
    else
        parsed->input.key = with_modifiers(key_by_letter(sequence->end), second);
}

static void take_digit(struct sequence *sequence, char digit)
{
    if (!sequence->count)
        sequence->count = 1;
    if (sequence->count > PARAMETERS)
        return;
    int *number = &sequence->numbers[sequence->count - 1];
    if (*number <= NUMBER_MOST)
        *number = *number * 10 + (digit - '0');
}

/* Between ESC [ and the end; false if it cannot stand there. */
static bool take_parameter(struct sequence *sequence, char byte, bool first)
{
    if (byte >= '0' && byte <= '9')
        take_digit(sequence, byte);
    else if (byte == ';')
        sequence->count += sequence->count ? 1 : 2;
    else if (byte >= '<' && byte <= '?' && first)
        sequence->mark = byte;
    else
        return byte >= ' ' && byte <= '?';
    return true;
}

/* The Linux console sends ESC [ [ A for F1. */
static size_t parse_console_key(const char *bytes, size_t len, bool late,
                                struct input_parsed *parsed)
{
    enum { LENGTH = 4 };
    if (len < LENGTH)
        return late ? len : 0;
    if (bytes[3] >= 'A' && bytes[3] <= 'E')
        parsed->input.key = INPUT_F1 + (uint32_t)(bytes[3] - 'A');
    return LENGTH;
}

static size_t parse_sequence(const char *bytes, size_t len, bool late, struct input_parsed *parsed)
{
    struct sequence sequence = {0};
    if (len > 2 && bytes[2] == 'M')
        return parse_old_mouse(bytes, len, late, parsed);
    if (len > 2 && bytes[2] == '[')
        return parse_console_key(bytes, len, late, parsed);
    for (size_t i = 2; i < len && i < INPUT_PARSE_MOST; i++) {
        if (bytes[i] >= '@' && bytes[i] <= '~') {
            sequence.end = bytes[i];
            take_sequence(&sequence, parsed);
            return i + 1;
        }
        if (!take_parameter(&sequence, bytes[i], i == 2))
            return i; /* broken off: what follows stands for itself */
    }
    return len >= INPUT_PARSE_MOST ? INPUT_PARSE_MOST : late ? len : 0;
}

/* ESC O P; older terminals put a modifier before the letter. */
static size_t parse_ss3(const char *bytes, size_t len, bool late, struct input_parsed *parsed)
{
    size_t letter = len > 2 && bytes[2] >= '1' && bytes[2] <= '9' ? 3 : 2;
    if (letter >= len)
        return late ? len : 0;
    parsed->input.key = bytes[letter] == 'R' ? INPUT_F1 + 2 : key_by_letter(bytes[letter]);
    if (letter == 3)
        parsed->input.key = with_modifiers(parsed->input.key, bytes[2] - '0');
    return letter + 1;
}

/* Alt and a key is sent as ESC and the key, and is taken for both: who types ESC and goes on fast
 * must not lose it. */
static size_t parse_escape(const char *bytes, size_t len, bool late, struct input_parsed *parsed)
{
    if (len == 1 && !late)
        return 0;
    if (len == 2 && late)
        len = 1; /* ESC, and then a letter */
    if (len > 1 && bytes[1] == '[')
        return parse_sequence(bytes, len, late, parsed);
    if (len > 1 && bytes[1] == 'O')
        return parse_ss3(bytes, len, late, parsed);
    parsed->input.key = INPUT_ESC;
    return 1;
}

/* ---- characters ---- */

static uint32_t key_of_control(unsigned char byte)
{
    switch (byte) {
    case '\t':
        return INPUT_TAB;
    case '\r':
    case '\n':
        return INPUT_ENTER;
    case '\b':
    case DEL:
        return INPUT_BACKSPACE;
    default:
        return byte >= 1 && byte <= 26 ? INPUT_CTRL + 'a' + byte - 1u : INPUT_NONE;
    }
}

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

static size_t parse_character(const char *bytes, size_t len, bool late, struct input_parsed *parsed)
{
    enum { LEAST = 0xa0 }; /* below are the controls C1 */
    uint32_t rune;
    if (is_cut_short(bytes, len))
        return late ? len : 0;
    size_t used = utf8_decode(bytes, len, &rune);
    if (rune != UINT32_MAX && (rune < DEL || rune >= LEAST))
        parsed->input.key = rune;
    return used;
}

size_t input_parse(const char *bytes, size_t len, bool late, struct input_parsed *parsed)
{
    unsigned char first = (unsigned char)bytes[0];
    *parsed = (struct input_parsed){0};
    if (first == ESC)
        return parse_escape(bytes, len, late, parsed);
    if (first >= ' ' && first != DEL)
        return parse_character(bytes, len, late, parsed);
    parsed->input.key = key_of_control(first);
    return 1;
}
