/* Words laid into lines of a grid. Pure; private to the room. */
#ifndef BATON_VIEW_FLOW_H
#define BATON_VIEW_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "grid/grid.h"
#include "grid/rect.h"

/* The bytes of `text` that stand on a line of so many columns; *next is where the next line begins.
 * Lines break at spaces and newlines, beside wide characters, and within a word that is wider than
 * a line. */
size_t flow_line(const char *text, size_t len, int columns, size_t *next);
/* The lines that it takes. */
int flow_rows(const char *text, int columns);
/* Draws it; what does not fit is cut with an ellipsis. Returns the rows used. */
int flow_put(struct grid *grid, struct rect rect, const char *text, bool ascii,
             struct grid_style style);

/* Draws some bytes of a text that flow_put() has drawn there once more, in another style. */
void flow_again(struct grid *grid, struct rect rect, const char *text, size_t from, size_t to,
                bool ascii, struct grid_style style);

/* "baton --help  docs/player.md": parts with two spaces between them. Draws those that fit as a
 * whole, the first one cut if it must be. */
void flow_parts_put(struct grid *grid, struct rect rect, const char *parts, bool ascii,
                    struct grid_style style);
/* The same for keys: of each part all but the last word is a key, and lit. */
void flow_keys_put(struct grid *grid, struct rect rect, const char *parts, bool ascii);
/* Blanks with a style: the ground of a chosen row. */
void flow_fill(struct grid *grid, struct rect rect, struct grid_style style);

#endif
