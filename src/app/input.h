/* What people do, as the application sees it: keys and the mouse, whatever terminal they come from.
 * A printable character is its code point; the others are from INPUT_FIRST up. */
#ifndef BATON_APP_INPUT_H
#define BATON_APP_INPUT_H

#include <stdbool.h>
#include <stdint.h>

enum input_key {
    INPUT_NONE = 0,
    INPUT_TAB = 9,
    INPUT_ENTER = 13,
    INPUT_ESC = 27,
    INPUT_FIRST = 0x200000,
    INPUT_UP = INPUT_FIRST,
    INPUT_DOWN,
    INPUT_LEFT,
    INPUT_RIGHT,
    INPUT_SHIFT_LEFT,
    INPUT_SHIFT_RIGHT,
    INPUT_HOME,
    INPUT_END,
    INPUT_PAGE_UP,
    INPUT_PAGE_DOWN,
    INPUT_BACKSPACE,
    INPUT_DELETE,
    INPUT_SHIFT_TAB,
    INPUT_F1,
    INPUT_F10 = INPUT_F1 + 9,
    INPUT_F12 = INPUT_F1 + 11,
    /* Control and a letter: ctrl-l is INPUT_CTRL + 'l'. */
    INPUT_CTRL = 0x210000,
};

enum input_mouse {
    INPUT_NO_MOUSE,
    INPUT_PRESS,
    INPUT_DRAG,
    INPUT_RELEASE,
    INPUT_WHEEL_UP,
    INPUT_WHEEL_DOWN
};

struct input {
    uint32_t key; /* or INPUT_NONE: the mouse */
    enum input_mouse mouse;
    int row, column; /* of the mouse */
    bool pasted;     /* the key is a character of pasted text, enter or tab */
};

/* True for a character that can be typed. */
static inline bool input_is_printable(uint32_t key)
{
    return key >= ' ' && key < INPUT_FIRST && key != 0x7F && !(key >= 0x80 && key < 0xA0);
}

/* -1, 1: the wheel went up, down; else 0. */
static inline int input_wheel(const struct input *input)
{
    return input->mouse == INPUT_WHEEL_UP ? -1 : input->mouse == INPUT_WHEEL_DOWN ? 1 : 0;
}

#endif
