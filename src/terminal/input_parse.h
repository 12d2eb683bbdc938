/* From the bytes that a terminal sends to keys and the mouse. Pure functions: they know neither a
 * descriptor nor a clock.
 *
 * Understood are UTF-8, control characters, the sequences of xterm and of those that follow it
 * (CSI, SS3, with modifiers), the function keys of the Linux console and of rxvt, the mouse in its
 * SGR form (1006) and in the old one, and reports of the cursor's position. Whatever else begins
 * with CSI is swallowed whole, so that no unknown key is taken for letters. */
#ifndef BATON_TERMINAL_INPUT_PARSE_H
#define BATON_TERMINAL_INPUT_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "app/input.h"

/* A sequence longer than this is none. */
enum { INPUT_PARSE_MOST = 64 };

/* What was found. Neither a key, nor the mouse, nor a report: what was read means nothing. */
struct input_parsed {
    struct input input;
    bool report; /* the cursor's place, asked for by ESC [ 6 n: input.row and input.column, from 0
                  */
};

/* Reads the first input of `len` > 0 bytes. Returns how many bytes it took; 0 if they are the
 * beginning of something longer. `late`: no more will come soon, so that a beginning stands for
 * itself (ESC), or is dropped; never 0 then. */
size_t input_parse(const char *bytes, size_t len, bool late, struct input_parsed *parsed);

#endif
