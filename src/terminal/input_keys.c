#include "config.h"

#include "terminal/input_private.h"

/* ---- keys that have a sequence ---- */

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

uint32_t input_key_by_letter(char letter)
{
    for (int i = 0; i < LETTERS; i++)
        if (keys_by_letter[i].end == letter)
            return keys_by_letter[i].key;
    return INPUT_NONE;
}

/* The keypad sends so where a program before us has asked for it: `*+,-./0123456789` are j to y. */
uint32_t input_key_by_ss3(char letter)
{
    if (letter >= 'j' && letter <= 'y')
        return (uint32_t)('*' + (letter - 'j'));
    if (letter == 'X')
        return '=';
    return letter == 'R' ? INPUT_F1 + 2 : input_key_by_letter(letter);
}

uint32_t input_key_by_number(int number)
{
    for (int i = 0; i < NUMBERS; i++)
        if (keys_by_number[i].number == number)
            return keys_by_number[i].key;
    return INPUT_NONE;
}

/* ---- modifiers ---- */

enum { SHIFT = 1, ALT = 2, CONTROL = 4, SUPER = 8, HYPER = 16, META = 32, CAPS_LOCK = 64 };

static int held(int modifiers)
{
    return modifiers > 1 ? modifiers - 1 : 0;
}

/* Only what has a meaning here is told apart. */
uint32_t input_key_modified(uint32_t key, int modifiers)
{
    bool shift = held(modifiers) & SHIFT;
    if (shift && key == INPUT_LEFT)
        return INPUT_SHIFT_LEFT;
    if (shift && key == INPUT_RIGHT)
        return INPUT_SHIFT_RIGHT;
    return key;
}

/* ---- keys that are sent as characters ---- */

uint32_t input_key_of_control(unsigned char byte)
{
    switch (byte) {
    case '\t':
        return INPUT_TAB;
    case '\r':
    case '\n':
        return INPUT_ENTER;
    case '\b':
    case INPUT_BYTE_DEL:
        return INPUT_BACKSPACE;
    default:
        return byte >= 1 && byte <= 26 ? INPUT_CTRL + 'a' + byte - 1u : INPUT_NONE;
    }
}

/* Keys without a character have one of the private ones: here the keypad. What is left out means
 * nothing: media keys, and shift and the like alone. */
enum { PRIVATE_FIRST = 0xe000, PRIVATE_LAST = 0xf8ff, KEYPAD_FIRST = 57399 };

static const uint32_t keypad[] = {
    '0',        '1',         '2',        '3',          '4',           '5',
    '6',        '7',         '8',        '9',          '.',           '/',
    '*',        '-',         '+',        INPUT_ENTER,  '=',           ',',
    INPUT_LEFT, INPUT_RIGHT, INPUT_UP,   INPUT_DOWN,   INPUT_PAGE_UP, INPUT_PAGE_DOWN,
    INPUT_HOME, INPUT_END,   INPUT_NONE, INPUT_DELETE,
};

static uint32_t private_key(int plain)
{
    int index = plain - KEYPAD_FIRST, count = sizeof keypad / sizeof *keypad;
    return index >= 0 && index < count ? keypad[index] : INPUT_NONE;
}

static bool is_letter(int rune)
{
    return (rune >= 'a' && rune <= 'z') || (rune >= 'A' && rune <= 'Z');
}

/* What a control key is without this protocol: ctrl-i is tab, ctrl-[ is ESC. */
static uint32_t control_key(const struct input_code *code)
{
    enum { LETTER_BITS = 0x1f };
    int rune = code->plain >= 0x80 && code->latin ? code->latin : code->plain;
    if (rune == '[')
        return INPUT_ESC;
    return is_letter(rune) ? input_key_of_control((unsigned char)(rune & LETTER_BITS)) : INPUT_NONE;
}

static int typed_rune(const struct input_code *code, int modifiers)
{
    enum { CASE_BIT = 0x20 };
    bool shift = modifiers & SHIFT, caps = modifiers & CAPS_LOCK;
    if (code->text)
        return code->text;
    if (shift && code->shifted)
        return code->shifted;
    return shift != caps && is_letter(code->plain) ? code->plain & ~CASE_BIT : code->plain;
}

static bool is_character(int rune)
{
    return input_is_printable((uint32_t)rune) && rune <= 0x10ffff &&
           !(rune >= 0xd800 && rune <= PRIVATE_LAST);
}

uint32_t input_key_by_code(const struct input_code *code)
{
    int modifiers = held(code->modifiers);
    if (modifiers & (SUPER | HYPER | META))
        return INPUT_NONE;
    if (code->plain == INPUT_BYTE_ESC)
        return INPUT_ESC;
    if (code->plain == '\t')
        return modifiers & SHIFT ? INPUT_SHIFT_TAB : INPUT_TAB;
    if (code->plain >= PRIVATE_FIRST && code->plain <= PRIVATE_LAST)
        return input_key_modified(private_key(code->plain), code->modifiers);
    if (code->plain < ' ' || code->plain == INPUT_BYTE_DEL)
        return input_key_of_control((unsigned char)code->plain);
    if (modifiers & ALT)
        return INPUT_NONE;
    if (modifiers & CONTROL)
        return control_key(code);
    int rune = typed_rune(code, modifiers);
    return is_character(rune) ? (uint32_t)rune : INPUT_NONE;
}
