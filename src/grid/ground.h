/* What is known of a terminal's ground: what was asked for, what the terminal answered, what its
 * kind and COLORFGBG let one guess; in this order. Pure functions: they know no environment. */
#ifndef BATON_GRID_GROUND_H
#define BATON_GRID_GROUND_H

#include <stdbool.h>
#include <stddef.h>

#include "grid/palette.h"

struct ground {
    enum palette_ground asked; /* --light, :dark */
    int32_t background, text;  /* what the terminal answered, 0xRRGGBB; -1: nothing yet */
    const char *term;          /* TERM and COLORFGBG, or NULL; borrowed */
    const char *colorfgbg;
};

/* True for the console of Linux. */
bool ground_is_console(const struct ground *ground);
/* Takes an answer to OSC 10 or 11 ("11;rgb:ffff/ffff/ffff"). False if it is none. */
bool ground_answer(struct ground *ground, const char *answer, size_t len);
/* What is known of the terminal that has so many colours. */
struct palette_terminal ground_terminal(const struct ground *ground, enum grid_colours colours);

#endif
