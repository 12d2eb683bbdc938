#include "config.h"

#include "grid/ground.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "grid/contrast.h"

/* ---- answers ---- */

static int digit_of(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* One part of a colour, of one to four digits, as a byte: f, ff and ffff are the same. -1 if it is
 * none. Goes on behind it, and behind a slash. */
static int take_part(const char **at, const char *end)
{
    enum { DIGITS_MOST = 4, BYTE = 255 };
    unsigned value = 0, most = 0;
    int digits = 0;
    for (; *at < end && digit_of(**at) >= 0; (*at)++, digits++) {
        value = (value & 0xffff) * 16 + (unsigned)digit_of(**at);
        most = (most & 0xffff) * 16 + 15;
    }
    if (*at < end && **at == '/')
        (*at)++;
    return digits < 1 || digits > DIGITS_MOST ? -1 : (int)((value * BYTE + most / 2) / most);
}

/* "#ff8000": three parts of as many digits. */
static int32_t read_digits(const char *text, const char *end)
{
    enum { PARTS = 3 };
    ptrdiff_t digits = (end - text) / PARTS;
    int32_t colour = 0;
    if (digits * PARTS != end - text)
        return -1;
    for (; text < end; text += digits) {
        const char *at = text;
        int part = take_part(&at, text + digits);
        if (part < 0 || at != text + digits)
            return -1;
        colour = colour << 8 | part;
    }
    return digits ? colour : -1;
}

/* As XParseColor(3) has them, "rgb:ffff/ff/f" or "#ffffff"; some terminals add how opaque it is to
 * the first. */
static int32_t read_colour(const char *text, const char *end)
{
    if (text < end && *text == '#')
        return read_digits(text + 1, end);
    const char *colon = memchr(text, ':', (size_t)(end - text));
    size_t name = colon ? (size_t)(colon - text) : 0;
    if (!colon || strncmp(text, "rgba", name) != 0 || name < strlen("rgb"))
        return -1;
    text = colon + 1;
    int red = take_part(&text, end), green = take_part(&text, end), blue = take_part(&text, end);
    return red < 0 || green < 0 || blue < 0 ? -1 : red << 16 | green << 8 | blue;
}

bool ground_answer(struct ground *ground, const char *answer, size_t len)
{
    const char *end = answer + len, *mark = memchr(answer, ';', len);
    if (!mark || mark - answer != 2 || answer[0] != '1' || (answer[1] != '0' && answer[1] != '1'))
        return false;
    int32_t colour = read_colour(mark + 1, end);
    if (colour < 0)
        return false;
    *(answer[1] == '1' ? &ground->background : &ground->text) = colour;
    return true;
}

/* ---- guesses ---- */

/* "0;15", "15;default;0": what text and ground are, by their numbers in the palette. */
static enum palette_ground ground_of_variable(const char *colorfgbg)
{
    enum { WHITE = 7, BRIGHT_BLACK = 8, NUMBERS = 16 };
    const char *last = colorfgbg ? strrchr(colorfgbg, ';') : NULL;
    char *end;
    if (!last)
        return PALETTE_UNKNOWN;
    long number = strtol(last + 1, &end, 10);
    if (end == last + 1 || *end || number < 0 || number >= NUMBERS)
        return PALETTE_UNKNOWN;
    return number < WHITE || number == BRIGHT_BLACK ? PALETTE_DARK : PALETTE_LIGHT;
}

/* The console of Linux is black, and answers nothing. */
bool ground_is_console(const struct ground *ground)
{
    return ground->term && strncmp(ground->term, "linux", strlen("linux")) == 0;
}

static enum palette_ground ground_of(int32_t background)
{
    return contrast_is_light((uint32_t)background) ? PALETTE_LIGHT : PALETTE_DARK;
}

struct palette_terminal ground_terminal(const struct ground *ground, enum grid_colours colours)
{
    struct palette_terminal terminal = {.colours = colours,
                                        .ground = ground->asked,
                                        .background = -1,
                                        .text = -1,
                                        .has_vga = ground_is_console(ground),
                                        .lacks_underline = ground_is_console(ground)};
    bool knows = ground->background >= 0 && (ground->asked == PALETTE_UNKNOWN ||
                                             ground->asked == ground_of(ground->background));
    if (knows) {
        terminal.background = ground->background;
        terminal.text = ground->text;
        terminal.ground = ground_of(ground->background);
    }
    if (terminal.ground == PALETTE_UNKNOWN)
        terminal.ground = ground_of_variable(ground->colorfgbg);
    if (terminal.ground == PALETTE_UNKNOWN && ground_is_console(ground))
        terminal.ground = PALETTE_DARK;
    return terminal;
}
