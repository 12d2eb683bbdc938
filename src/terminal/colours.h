/* The colours of the terminal: how many it has, what its ground is, and what ncurses is told for
 * the style of a cell. One terminal per process, taken by newterm(3); not thread safe. */
#ifndef BATON_TERMINAL_COLOURS_H
#define BATON_TERMINAL_COLOURS_H

#include <stdbool.h>
#include <stddef.h>

#include "grid/palette.h"

/* The description of a terminal that is named by TERM but has more colours than it says
 * (COLORTERM); NULL: TERM is right, or there is no such description. Static. */
const char *colours_better_term(void);

/* `color`: -1 automatic, 0 never, 1 always. `asked`: the ground, as it was asked for. */
void colours_begin(int color, enum palette_ground asked);
enum grid_colours colours_count(void);

/* What asks the terminal for its text colour and its ground; "" where that is of no use. */
const char *colours_question(void);
/* Each true if cells look different now. */
bool colours_answer(const char *answer, size_t len);
bool colours_ask_for(enum palette_ground asked);

/* The attributes, with the pair, as ncurses has them (attr_t). */
unsigned long colours_attributes(struct grid_style style);

#endif
