/* From a grid to text, and the palette.
 *
 * The palette is Okabe and Ito's ("Color Universal Design", 2008), which people with any of the
 * common colour vision deficiencies can tell apart, in its nearest of the 256 colours; no state is
 * told by colour alone. */
#include "config.h"

#include "grid/grid.h"

#include <string.h>

struct ink {
    int16_t of_256, of_16; /* -1: the default */
    bool bold;
};

static const struct ink inks[INK_COUNT] = {
    [INK_PLAIN] = {-1, -1, false},    [INK_TITLE] = {-1, -1, true},
    [INK_FAINT] = {245, 8, false},    [INK_RUNNING] = {36, 2, false}, /* bluish green */
    [INK_POLLING] = {214, 3, false},                                  /* orange */
    [INK_BLOCKED] = {166, 1, false},                                  /* vermilion */
    [INK_WAITING] = {74, 6, false},                                   /* sky blue */
    [INK_LOCK] = {175, 5, false},                                     /* reddish purple */
    [INK_READY] = {227, 11, false},                                   /* yellow */
    [INK_ENDED] = {-1, -1, false},    [INK_FAILED] = {166, 1, true},
    [INK_MIXED] = {250, 7, false},    [INK_NOTE] = {245, 8, false},
    [INK_KEYWORD] = {110, 12, false}, [INK_STRING] = {144, 3, false},
    [INK_NUMBER] = {139, 5, false},   [INK_COMMENT] = {245, 8, false},
    [INK_TASK + 0] = {36, 2, true},   [INK_TASK + 1] = {74, 6, true},
    [INK_TASK + 2] = {214, 3, true},  [INK_TASK + 3] = {175, 5, true},
    [INK_TASK + 4] = {227, 11, true}, [INK_TASK + 5] = {33, 4, true},
};

int ink_colour_256(enum grid_ink ink)
{
    return (unsigned)ink < INK_COUNT ? inks[ink].of_256 : -1;
}

int ink_colour_16(enum grid_ink ink)
{
    return (unsigned)ink < INK_COUNT ? inks[ink].of_16 : -1;
}

bool ink_is_bold(enum grid_ink ink)
{
    return (unsigned)ink < INK_COUNT && inks[ink].bold;
}

static void colour_add(enum grid_ink ink, enum grid_colours colours, struct strbuf *out)
{
    int of_256 = ink_colour_256(ink), of_16 = ink_colour_16(ink);
    if (colours == GRID_256_COLOURS && of_256 >= 0)
        strbuf_addf(out, ";38;5;%d", of_256);
    else if (colours == GRID_16_COLOURS && of_16 >= 0)
        strbuf_addf(out, ";%d", of_16 < 8 ? 30 + of_16 : 90 + of_16 - 8);
}

static void style_add(struct grid_style style, enum grid_colours colours, struct strbuf *out)
{
    strbuf_adds(out, "\033[0");
    if (ink_is_bold(style.ink) || style.flags & GRID_BOLD)
        strbuf_adds(out, ";1");
    if (style.flags & GRID_UNDERLINE)
        strbuf_adds(out, ";4");
    if (style.flags & GRID_REVERSE)
        strbuf_adds(out, ";7");
    colour_add(style.ink, colours, out);
    strbuf_addch(out, 'm');
}

static bool is_blank(const struct grid_cell *cell)
{
    return cell->width == 1 && cell->len == 1 && cell->bytes[0] == ' ' && !cell->style.flags;
}

static bool is_ascii(const struct grid_cell *cell)
{
    for (int i = 0; i < cell->len; i++)
        if ((unsigned char)cell->bytes[i] >= 0x80)
            return false;
    return true;
}

static bool same_style(struct grid_style a, struct grid_style b)
{
    return a.ink == b.ink && a.flags == b.flags;
}

static void row_add(const struct grid *grid, int row, enum grid_colours colours, bool ascii,
                    struct strbuf *out)
{
    const struct grid_style plain = {0};
    struct grid_style style = plain;
    int end = grid->columns;
    while (end > 0 && is_blank(grid_at(grid, row, end - 1)))
        end--;
    for (int column = 0; column < end; column++) {
        const struct grid_cell *cell = grid_at(grid, row, column);
        struct grid_style wanted = !is_blank(cell) ? cell->style : style.flags ? plain : style;
        if (colours != GRID_COLOURLESS && cell->width && !same_style(style, wanted)) {
            style = wanted;
            style_add(style, colours, out);
        }
        if (ascii && !is_ascii(cell))
            strbuf_addn(out, '?', cell->width);
        else
            strbuf_add(out, cell->bytes, cell->len);
    }
    if (!same_style(style, plain))
        strbuf_adds(out, "\033[0m");
    strbuf_addch(out, '\n');
}

void grid_to_text(const struct grid *grid, enum grid_colours colours, bool ascii,
                  struct strbuf *out)
{
    for (int row = 0; row < grid->rows; row++)
        row_add(grid, row, colours, ascii, out);
}
