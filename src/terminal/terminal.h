/* The terminal: ncurses behind a few functions. Only capability.c and colours.c include it, too.
 *
 * Takes the terminal over and gives it back as it was, also from a signal handler. Only what has
 * changed since the last frame is sent. One terminal per process; not thread safe. */
#ifndef BATON_TERMINAL_TERMINAL_H
#define BATON_TERMINAL_TERMINAL_H

#include <stdbool.h>

#include "grid/palette.h"
#include "app/input.h"

/* Signals that are to be handled have their handlers by then, or ncurses sets its own. What goes to
 * standard error waits until the terminal is given back.
 * 0, or -1 with *problem (static) if this is no terminal, or not one that can be drawn on. `color`:
 * -1 automatic, 0 never, 1 always. `ground`: as it was asked for. */
int terminal_begin(int color, enum palette_ground ground, const char **problem);
void terminal_end(void);
/* For ctrl-z and for an editor: gives the terminal back, and takes it again. */
void terminal_leave(void);
void terminal_return(void);

void terminal_size(int *columns, int *rows); /* of what is drawn: asks the kernel */
enum grid_colours terminal_colours(void);
bool terminal_is_utf8(void);
/* True if block and box characters are two columns wide here: asked by a cursor report at the start
 * (terminal_begin), with a short limit on the wait for the answer. */
bool terminal_draws_wide(void);

void terminal_draw(const struct grid *grid);
/* Sends what the terminal did not take before. True if nothing is left: only then another frame is
 * to be drawn. Does not wait. */
bool terminal_send(void);
void terminal_redraw(void); /* the next frame sends everything */
/* Colours for a light ground, or for a dark one, whatever the terminal has answered. */
void terminal_light(bool light);
void terminal_mouse(bool on);
/* True if the terminal has told its colours since the last frame: the next one is in others. */
bool terminal_is_restyled(void);
/* The next input that has come on descriptor 0; false if there is none. Never waits: what may be
 * the beginning of something longer stays, and terminal_wait_ms() says in how long it is to be
 * called again though nothing comes; -1: then it has not to be. */
bool terminal_read(struct input *input);
int terminal_wait_ms(void);
/* True once the terminal is closed: nothing will come any more. */
bool terminal_is_gone(void);

#endif
