/* The terminal's modes: all that is other while the screen is ours, and how it becomes as it was.
 * One list, in modes.c. What is appended here is sent by itself, never as a part of a frame: a
 * frame may be made anew. One terminal per process; not thread safe. */
#ifndef BATON_TERMINAL_MODES_H
#define BATON_TERMINAL_MODES_H

#include <stdbool.h>

#include "base/strbuf.h"

/* In the order in which they are switched on; they are switched off the other way round. */
enum mode {
    MODE_SCREEN,     /* the alternate one */
    MODE_MARGINS,    /* what scrolls: all rows */
    MODE_CURSOR,     /* hidden */
    MODE_WRAPPING,   /* at the end of a row: for frames */
    MODE_INSERTING,  /* not */
    MODE_ATTRIBUTES, /* none */
    MODE_COLOURS,    /* none */
    MODE_KEYPAD,     /* as the user has it; an editor that crashed may have left it otherwise */
    MODE_MOUSE,      /* reported, where that is wanted */
    MODE_PASTE,      /* pasted text comes marked as such, so that it is not taken for keys */
    MODE_COUNT
};

/* True if the terminal understands what begins with ESC [. */
bool modes_are_ansi(void);
/* Appends what switches one on, or off. */
void modes_add(struct strbuf *out, enum mode mode, bool on);
/* Whether modes_add_on() has it. All are wanted, but for the mouse. */
void modes_want(enum mode mode, bool wanted);
void modes_add_on(struct strbuf *out);
/* All of them, also those that are not on: so that it can be made ready for a crash. Where there is
 * no other screen, the picture stays; the cursor is in the last row then, which is blank. */
void modes_add_off(struct strbuf *out, int rows);

#endif
