/* How well one colour stands out from another, as WCAG 2 has it ("contrast ratio": 1 to 21), and
 * the colours that the numbers of a terminal's palette mean. A colour is 0xRRGGBB. Pure functions.
 */
#ifndef BATON_GRID_CONTRAST_H
#define BATON_GRID_CONTRAST_H

#include <stdbool.h>
#include <stdint.h>

double contrast_of(uint32_t a, uint32_t b);
/* True for a ground on which black stands out better than white. */
bool contrast_is_light(uint32_t colour);

/* The first 16 colours differ from terminal to terminal; these are what most have, or were made
 * from. Solarized comes with grounds of its own. */
enum contrast_palette { CONTRAST_VGA, CONTRAST_XTERM, CONTRAST_SOLARIZED, CONTRAST_PALETTES };

struct contrast_standard {
    uint32_t dark, light; /* the grounds it is seen on */
    uint32_t colours[16];
};

const struct contrast_standard *contrast_standard(enum contrast_palette palette);
/* The colour of a number of the palette, 0 to 255: from 16 up the same everywhere. */
uint32_t contrast_colour(const struct contrast_standard *standard, int number);

#endif
