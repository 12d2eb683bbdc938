#include "config.h"

#include "grid/contrast.h"

#include <math.h>

/* ---- contrast ---- */

/* Of one byte of a colour in sRGB: how much light it is, 0 to 1. */
static double light_of(uint32_t byte)
{
    double value = byte / 255.0;
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance_of(uint32_t colour)
{
    return 0.2126 * light_of(colour >> 16 & 0xff) + 0.7152 * light_of(colour >> 8 & 0xff) +
           0.0722 * light_of(colour & 0xff);
}

double contrast_of(uint32_t a, uint32_t b)
{
    double one = luminance_of(a) + 0.05, other = luminance_of(b) + 0.05;
    return one > other ? one / other : other / one;
}

bool contrast_is_light(uint32_t colour)
{
    return contrast_of(colour, 0x000000) > contrast_of(colour, 0xffffff);
}

/* ---- palettes ---- */

static const struct contrast_standard standards[CONTRAST_PALETTES] = {
    [CONTRAST_VGA] = {0x000000,
                      0xffffff,
                      {0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa,
                       0xaaaaaa, 0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff,
                       0x55ffff, 0xffffff}},
    [CONTRAST_XTERM] = {0x000000,
                        0xffffff,
                        {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd,
                         0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff,
                         0x00ffff, 0xffffff}},
    [CONTRAST_SOLARIZED] = {0x002b36,
                            0xfdf6e3,
                            {0x073642, 0xdc322f, 0x859900, 0xb58900, 0x268bd2, 0xd33682, 0x2aa198,
                             0xeee8d5, 0x002b36, 0xcb4b16, 0x586e75, 0x657b83, 0x839496, 0x6c71c4,
                             0x93a1a1, 0xfdf6e3}},
};

const struct contrast_standard *contrast_standard(enum contrast_palette palette)
{
    return &standards[palette];
}

/* From 16 up a cube of 6 x 6 x 6, then 24 greys. */
uint32_t contrast_colour(const struct contrast_standard *standard, int number)
{
    enum { CUBE = 16, GREYS = 232, SIDE = 6 };
    static const uint32_t steps[SIDE] = {0, 95, 135, 175, 215, 255};
    if (number < CUBE)
        return standard->colours[number];
    if (number >= GREYS)
        return (8 + 10 * (uint32_t)(number - GREYS)) * 0x010101;
    number -= CUBE;
    return steps[number / (SIDE * SIDE)] << 16 | steps[number / SIDE % SIDE] << 8 |
           steps[number % SIDE];
}
