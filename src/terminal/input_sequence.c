#include "config.h"

#include "terminal/input_private.h"

enum { PARAMETERS = 4, PARTS = 3, NUMBER_MOST = 999999 };

/* A control sequence: ESC [ < 0 ; 12 ; 7 M has the mark '<', three parameters, and the end 'M'. A
 * parameter may have parts: 97:65. */
struct sequence {
    char mark;
    int numbers[PARAMETERS][PARTS];
    int count, part;
    char end;
};

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

/* Bytes of a fixed number of which one is a control are broken off there. */
static size_t whole_length(const char *bytes, size_t len, size_t wanted)
{
    size_t at = 2;
    while (at < len && at < wanted && (unsigned char)bytes[at] >= ' ')
        at++;
    return at;
}

/* ESC [ M and three bytes: the old form, in which a release does not tell of which button. */
static size_t parse_old_mouse(const char *bytes, size_t len, bool late, struct input_parsed *parsed)
{
    enum { LENGTH = 6, BIAS = 32 };
    const unsigned char *byte = (const unsigned char *)bytes;
    size_t whole = whole_length(bytes, len, LENGTH);
    if (whole < LENGTH)
        return whole < len || late ? whole : 0;
    int code = byte[3] - BIAS;
    bool release = (code & BUTTONS) == BUTTONS && !(code & WHEEL);
    take_mouse(parsed, mouse_of(release ? code & ~BUTTONS : code, release), byte[4] - BIAS,
               byte[5] - BIAS);
    return LENGTH;
}

/* ---- what a sequence means ---- */

static int part_at(const struct sequence *sequence, int index, int part)
{
    return index < sequence->count && index < PARAMETERS ? sequence->numbers[index][part] : 0;
}

static int number_at(const struct sequence *sequence, int index)
{
    return part_at(sequence, index, 0);
}

/* ESC [ 97:65:97 ; 2:1 ; 65 u */
static uint32_t key_of_code(const struct sequence *sequence)
{
    struct input_code code = {
        .plain = number_at(sequence, 0),
        .shifted = part_at(sequence, 0, 1),
        .latin = part_at(sequence, 0, 2),
        .text = number_at(sequence, 2),
        .modifiers = number_at(sequence, 1),
    };
    return input_key_by_code(&code);
}

/* ESC [ 27 ; 5 ; 97 ~ */
static uint32_t key_of_other(const struct sequence *sequence)
{
    struct input_code code = {.plain = number_at(sequence, 2), .modifiers = number_at(sequence, 1)};
    return input_key_by_code(&code);
}

static uint32_t key_of_sequence(const struct sequence *sequence)
{
    enum { RELEASED = 3, OTHER_KEY = 27 };
    int first = number_at(sequence, 0), modifiers = number_at(sequence, 1);
    if (part_at(sequence, 1, 1) == RELEASED)
        return INPUT_NONE;
    if (sequence->end == 'u')
        return key_of_code(sequence);
    if (sequence->end == '~' && first == OTHER_KEY && sequence->count == 3)
        return key_of_other(sequence);
    if (sequence->end == '~')
        return input_key_modified(input_key_by_number(first), modifiers);
    return input_key_modified(input_key_by_letter(sequence->end), modifiers);
}

static void take_sequence(const struct sequence *sequence, struct input_parsed *parsed)
{
    enum { PASTE = 200 };
    int first = number_at(sequence, 0), second = number_at(sequence, 1);
    bool mouse = sequence->mark == '<' && (sequence->end == 'M' || sequence->end == 'm');
    if (mouse && sequence->count == 3)
        take_mouse(parsed, mouse_of(first, sequence->end == 'm'), second, number_at(sequence, 2));
    else if (sequence->mark)
        return;
    else if (sequence->end == 'R' && first > 0 && second > 0)
        *parsed = (struct input_parsed){.report = true,
                                        .input = {.row = first - 1, .column = second - 1}};
    else if (sequence->end == '~' && first == PASTE)
        parsed->within = INPUT_WITHIN_PASTE;
    else
        parsed->input.key = key_of_sequence(sequence);
}

/* ---- reading it ---- */

static void take_digit(struct sequence *sequence, char digit)
{
    if (!sequence->count)
        sequence->count = 1;
    if (sequence->count > PARAMETERS || sequence->part >= PARTS)
        return;
    int *number = &sequence->numbers[sequence->count - 1][sequence->part];
    if (*number <= NUMBER_MOST)
        *number = *number * 10 + (digit - '0');
}

/* Between ESC [ and the end; false if it cannot stand there. */
static bool take_parameter(struct sequence *sequence, char byte, bool first)
{
    if (byte >= '0' && byte <= '9') {
        take_digit(sequence, byte);
    } else if (byte == ';') {
        sequence->count += sequence->count ? 1 : 2;
        sequence->part = 0;
    } else if (byte == ':') {
        sequence->count += sequence->count ? 0 : 1;
        sequence->part++;
    } else if (byte >= '<' && byte <= '?' && first) {
        sequence->mark = byte;
    } else {
        return byte >= ' ' && byte <= '?';
    }
    return true;
}

static bool is_end(char byte)
{
    return byte >= '@' && byte <= '~';
}

/* The Linux console sends ESC [ [ A for F1. */
static size_t parse_console_key(const char *bytes, size_t len, bool late,
                                struct input_parsed *parsed)
{
    enum { LENGTH = 4 };
    size_t whole = whole_length(bytes, len, LENGTH);
    if (whole < LENGTH)
        return whole < len || late ? whole : 0;
    if (bytes[3] >= 'A' && bytes[3] <= 'E')
        parsed->input.key = INPUT_F1 + (uint32_t)(bytes[3] - 'A');
    return LENGTH;
}

size_t input_parse_sequence(const char *bytes, size_t len, bool late, struct input_parsed *parsed)
{
    struct sequence sequence = {0};
    if (len > 2 && bytes[2] == 'M')
        return parse_old_mouse(bytes, len, late, parsed);
    if (len > 2 && bytes[2] == '[')
        return parse_console_key(bytes, len, late, parsed);
    for (size_t i = 2; i < len && i < INPUT_PARSE_MOST; i++) {
        if (is_end(bytes[i])) {
            sequence.end = bytes[i];
            take_sequence(&sequence, parsed);
            return i + 1;
        }
        if (!take_parameter(&sequence, bytes[i], i == 2))
            return i; /* broken off: what follows stands for itself */
    }
    if (len < INPUT_PARSE_MOST)
        return late ? len : 0;
    parsed->within = INPUT_WITHIN_SEQUENCE;
    return INPUT_PARSE_MOST;
}

size_t input_skip_sequence(const char *bytes, size_t len, struct input_parsed *parsed)
{
    size_t at = 0;
    while (at < len && bytes[at] >= ' ' && bytes[at] <= '?')
        at++;
    if (at == len)
        parsed->within = INPUT_WITHIN_SEQUENCE;
    else if (is_end(bytes[at]))
        at++;
    return at;
}

/* ESC O P; older terminals put a modifier before the letter. Where no letter follows, ESC and O
 * were typed. */
size_t input_parse_ss3(const char *bytes, size_t len, bool late, struct input_parsed *parsed)
{
    size_t letter = len > 2 && bytes[2] >= '1' && bytes[2] <= '9' ? 3 : 2;
    if (letter >= len)
        return late ? len : 0;
    if (!is_end(bytes[letter])) {
        parsed->input.key = INPUT_ESC;
        return 1;
    }
    parsed->input.key = input_key_by_ss3(bytes[letter]);
    if (letter == 3)
        parsed->input.key = input_key_modified(parsed->input.key, bytes[2] - '0');
    return letter + 1;
}
