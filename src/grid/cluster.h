/* Where terminals disagree on how many columns a text takes: what is drawn instead, so that what
 * stands behind it is in its place in all of them. Measured in xterm, tmux, screen and kitty.
 *
 * Some join emoji (a family, a flag, a colour of skin) into one that is two columns wide, others
 * draw each part; some widen a sign that is asked to look like an emoji, others do not. So parts
 * are never joined here: each is drawn by itself, or as a blank. Pure functions. */
#ifndef BATON_GRID_CLUSTER_H
#define BATON_GRID_CLUSTER_H

#include <stdbool.h>
#include <stdint.h>

/* In the place of a character of one or two columns: itself, or one of a column (a blank: for each
 * of its columns). */
uint32_t cluster_drawn(uint32_t rune);
/* Whether a combining character is drawn with the character that it follows. */
bool cluster_joins(uint32_t base, uint32_t combining);

#endif
