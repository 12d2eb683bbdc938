/* From the bytes that a terminal sends to keys, the mouse, pasted text and answers. Pure functions:
 * they know neither a descriptor nor a clock.
 *
 * Understood are UTF-8, control characters, the sequences of xterm and of those that follow it
 * (CSI, SS3, with modifiers), the function keys of the Linux console and of rxvt, keys as numbers
 * (CSI u of kitty and of others, CSI 27 ~ of xterm's modifyOtherKeys), the mouse in its SGR form
 * (1006) and in the old one, reports of the cursor's position, and bracketed paste (2004). Whatever
 * else begins with CSI is swallowed whole, and so are the strings in which terminals answer (OSC,
 * DCS, APC, PM, SOS): no unknown key and no answer is taken for letters. */
#ifndef BATON_TERMINAL_INPUT_PARSE_H
#define BATON_TERMINAL_INPUT_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "app/input.h"

/* What is longer is passed over piece by piece. */
enum { INPUT_PARSE_MOST = 64, INPUT_STRING_MOST = 512 };

/* What the next byte belongs to. */
enum input_within {
    INPUT_WITHIN_NOTHING,
    INPUT_WITHIN_SEQUENCE, /* a control sequence that is too long for one */
    INPUT_WITHIN_STRING,   /* an answer that is too long for one */
    INPUT_WITHIN_PASTE,    /* pasted text */
};

/* What was found. Neither a key, nor the mouse, nor an answer: what was read means nothing. */
struct input_parsed {
    struct input input;
    bool report; /* the cursor's place, asked for by ESC [ 6 n: input.row and input.column, from 0
                  */
    /* An answer that came whole: the character behind ESC (`]` for OSC), or 0; and what stands
     * between that and the end. Borrowed from the bytes. */
    char answer;
    const char *text;
    size_t text_len;
    enum input_within within; /* for the next call */
};

/* Reads the first input of `len` > 0 bytes, of which the first belongs to `within`. Returns how
 * many bytes it took; 0 if they are the beginning of something longer. `late`: no more will come
 * soon, so that a beginning stands for itself (ESC), or is dropped; never 0 then. */
size_t input_parse(enum input_within within, const char *bytes, size_t len, bool late,
                   struct input_parsed *parsed);

/* True for the character that begins an answer, behind ESC. */
bool input_begins_answer(char byte);

#endif
