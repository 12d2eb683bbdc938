/* From inks to what a terminal is told: a colour of its palette that can be seen there.
 *
 * Each ink has colours of its liking, for a dark ground, for a light one, and for one of which
 * nothing is known. Taken is the first that stands out enough: 4.5 to 1 for a text, 3 to 1 for a
 * mark (WCAG 2.1, 1.4.3 and 1.4.11). If none does, it is the terminal's own text colour. So what
 * cannot be seen is never chosen, whatever the ground is.
 *
 * Where the ground was not told, it is taken for black and for solarized's dark one, or for white
 * and solarized's light one, or for all of these; and the first 16 colours for those of VGA, of
 * xterm and of solarized (contrast.h): what is chosen stands out on all of them. Bold may be shown
 * as the bright colour of the same number, so both are looked at. */
#ifndef BATON_GRID_PALETTE_H
#define BATON_GRID_PALETTE_H

#include <stdbool.h>
#include <stdint.h>

#include "grid/grid.h"

enum palette_ground { PALETTE_UNKNOWN, PALETTE_DARK, PALETTE_LIGHT };

/* What is known of a terminal. */
struct palette_terminal {
    enum grid_colours colours;
    enum palette_ground ground;
    int32_t background, text; /* its own, 0xRRGGBB; -1: it has not said */
    bool has_vga;             /* its first 16 colours are VGA's */
    bool lacks_underline;     /* for what has a colour */
};

struct palette_look {
    int16_t colour, ground; /* 0 to 255; -1: the terminal's own */
    uint8_t flags;          /* GRID_… */
};

struct palette {
    enum grid_colours colours;
    struct palette_look looks[INK_COUNT][2]; /* as it is, and bold */
};

void palette_make(const struct palette_terminal *terminal, struct palette *palette);
/* How a cell looks: that of no cell differs from it. */
struct palette_look palette_look(const struct palette *palette, struct grid_style style);

/* True for an ink that only marks are drawn in (glyph.h, signs), no letters. */
bool palette_is_mark(enum grid_ink ink);
/* What an ink has to reach: 4.5, or 3 for a mark. */
double palette_contrast(enum grid_ink ink);

#endif
