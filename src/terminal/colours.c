/* Each pair of colours that the palette has gets a number of ncurses (a pair). Where a colour is a
 * number, ncurses is told the number; where the terminal takes it for a true colour (xterm-direct
 * and its like), the true colour of that number. */
#include "config.h"

#include "terminal/colours.h"

#include <ncurses.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grid/contrast.h"
#include "grid/ground.h"

#include <term.h> /* has macros for everyday words: behind all others */

enum { FLAGS = GRID_BOLD | GRID_REVERSE | GRID_UNDERLINE, PAIRS_MOST = INK_COUNT * 2 + 1 };

struct pair {
    int16_t colour, ground;
};

static struct {
    struct ground ground;
    enum grid_colours count;
    bool direct;      /* numbers are true colours */
    bool has_default; /* the terminal's own colours can be asked for */
    struct palette palette;
    struct pair pairs[PAIRS_MOST];
    int pair_count;
    attr_t attributes[INK_COUNT][FLAGS + 1];
} colours;

/* ---- how many ---- */

enum { TRUE_COLOURS = 1 << 24 };

static bool is_unwanted(int color)
{
    const char *no_color = getenv("NO_COLOR");
    return color == 0 || (color < 0 && no_color && *no_color);
}

static enum grid_colours count_of(int number)
{
    return number >= TRUE_COLOURS ? GRID_256_COLOURS
           : number > 256         ? GRID_8_COLOURS /* true ones, too, in a form of their own */
           : number == 256        ? GRID_256_COLOURS
           : number >= 16         ? GRID_16_COLOURS
           : number >= 8          ? GRID_8_COLOURS
                                  : GRID_COLOURLESS;
}

static bool has_true_colours(void)
{
    const char *colorterm = getenv("COLORTERM");
    return colorterm && (strcmp(colorterm, "truecolor") == 0 || strcmp(colorterm, "24bit") == 0);
}

/* The number of colours in the description of a terminal; -1: there is none. */
static int number_in(const char *term)
{
    int error, number = -1;
    TERMINAL *was = cur_term;
    if (setupterm(term, STDOUT_FILENO, &error) == OK) {
        number = tigetnum("colors");
        del_curterm(cur_term);
    }
    set_curterm(was);
    return number;
}

const char *colours_better_term(void)
{
    static char better[128];
    const char *term = getenv("TERM");
    int len = term ? snprintf(better, sizeof better, "%s-256color", term) : -1;
    if (!has_true_colours() || len < 0 || len >= (int)sizeof better)
        return NULL;
    return number_in(term) < 256 && number_in(better) == 256 ? better : NULL;
}

/* ---- pairs ---- */

static int colour_number(int number, int otherwise)
{
    if (number < 0)
        return colours.has_default ? -1 : otherwise;
    return colours.direct ? (int)contrast_colour(contrast_standard(CONTRAST_XTERM), number)
                          : number;
}

/* ncurses keeps pair 0 for the terminal's own colours. */
static int pair_of(int16_t colour, int16_t ground)
{
    if (colour < 0 && ground < 0)
        return 0;
    for (int i = 0; i < colours.pair_count; i++)
        if (colours.pairs[i].colour == colour && colours.pairs[i].ground == ground)
            return i + 1;
    int pair = colours.pair_count + 1;
    if (pair >= COLOR_PAIRS || init_extended_pair(pair, colour_number(colour, COLOR_WHITE),
                                                  colour_number(ground, COLOR_BLACK)) != OK)
        return 0;
    colours.pairs[colours.pair_count++] = (struct pair){colour, ground};
    return pair;
}

static attr_t attributes_of(struct palette_look look)
{
    attr_t attributes = A_NORMAL;
    if (colours.count != GRID_COLOURLESS)
        attributes |= (attr_t)COLOR_PAIR(pair_of(look.colour, look.ground));
    attributes |= look.flags & GRID_BOLD ? A_BOLD : 0;
    attributes |= look.flags & GRID_REVERSE ? A_REVERSE : 0;
    attributes |= look.flags & GRID_UNDERLINE ? A_UNDERLINE : 0;
    return attributes;
}

/* True if something looks different. */
static bool choose(void)
{
    struct palette was = colours.palette;
    enum { NO_COLOURS_WITH_UNDERLINE = 2 };
    int without = tigetnum("ncv");
    struct palette_terminal terminal = ground_terminal(&colours.ground, colours.count);
    terminal.lacks_underline |= without > 0 && without & NO_COLOURS_WITH_UNDERLINE;
    palette_make(&terminal, &colours.palette);
    if (memcmp(was.looks, colours.palette.looks, sizeof was.looks) == 0)
        return false;
    colours.pair_count = 0;
    for (int ink = 0; ink < INK_COUNT; ink++)
        for (int flags = 0; flags <= FLAGS; flags++) {
            struct grid_style style = {(uint8_t)ink, (uint8_t)flags};
            colours.attributes[ink][flags] = attributes_of(palette_look(&colours.palette, style));
        }
    return true;
}

/* ---- the door ---- */

void colours_begin(int color, enum palette_ground asked)
{
    int number = tigetnum("colors");
    memset(&colours, 0, sizeof colours);
    colours.ground = (struct ground){
        .background = -1, .text = -1, .term = getenv("TERM"), .colorfgbg = getenv("COLORFGBG")};
    colours.count = is_unwanted(color) ? GRID_COLOURLESS : count_of(number);
    colours.direct = number >= TRUE_COLOURS;
    if (colours.count != GRID_COLOURLESS && start_color() != OK)
        colours.count = GRID_COLOURLESS;
    if (colours.count != GRID_COLOURLESS)
        colours.has_default = use_default_colors() == OK;
    colours_ask_for(asked);
}

enum grid_colours colours_count(void)
{
    return colours.count;
}

/* The console of Linux, whose ground is known, might print the question. */
const char *colours_question(void)
{
    bool useless = colours.count == GRID_COLOURLESS || !colours.has_default;
    return useless || ground_is_console(&colours.ground) ? "" : "\033]10;?\033\\\033]11;?\033\\";
}

bool colours_answer(const char *answer, size_t len)
{
    return ground_answer(&colours.ground, answer, len) && choose();
}

bool colours_ask_for(enum palette_ground asked)
{
    if (colours.count != GRID_COLOURLESS && !colours.has_default)
        colours.ground.background = 0; /* all is drawn on black, whatever is asked for */
    else
        colours.ground.asked = asked;
    return choose();
}

unsigned long colours_attributes(struct grid_style style)
{
    return colours.attributes[style.ink < INK_COUNT ? style.ink : INK_PLAIN][style.flags & FLAGS];
}
