/* From a grid to text. */
#include "config.h"

#include "grid/grid.h"

#include <string.h>

#include "grid/palette.h"

/* Of the first 16 colours those have names of their own, which older terminals know. */
static void colour_add(int number, bool ground, struct strbuf *out)
{
    enum { BRIGHT = 8, NAMED = 16 };
    if (number >= NAMED)
        strbuf_addf(out, ";%d;5;%d", ground ? 48 : 38, number);
    else if (number >= BRIGHT)
        strbuf_addf(out, ";%d", (ground ? 100 : 90) + number - BRIGHT);
    else if (number >= 0)
        strbuf_addf(out, ";%d", (ground ? 40 : 30) + number);
}

static void style_add(struct grid_style style, const struct palette *palette, struct strbuf *out)
{
    struct palette_look look = palette_look(palette, style);
    strbuf_adds(out, "\033[0");
    if (look.flags & GRID_BOLD)
        strbuf_adds(out, ";1");
    if (look.flags & GRID_UNDERLINE)
        strbuf_adds(out, ";4");
    if (look.flags & GRID_REVERSE)
        strbuf_adds(out, ";7");
    colour_add(look.colour, false, out);
    colour_add(look.ground, true, out);
    strbuf_addch(out, 'm');
}

static bool is_blank(const struct grid_cell *cell)
{
    return cell->width == 1 && cell->len == 1 && cell->bytes[0] == ' ' && !cell->style.flags;
}

/* What stands between words is not to be seen. */
static struct grid_style between(const struct palette *palette, struct grid_style style)
{
    struct palette_look look = palette_look(palette, style);
    bool seen = look.ground >= 0 || look.flags & (GRID_REVERSE | GRID_UNDERLINE);
    return seen ? (struct grid_style){0} : style;
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

static void row_add(const struct grid *grid, int row, const struct palette *palette, bool ascii,
                    struct strbuf *out)
{
    const struct grid_style plain = {0};
    struct grid_style style = plain;
    int end = grid->columns;
    while (end > 0 && is_blank(grid_at(grid, row, end - 1)))
        end--;
    for (int column = 0; column < end; column++) {
        const struct grid_cell *cell = grid_at(grid, row, column);
        if (palette && cell->width) {
            struct grid_style wanted = is_blank(cell) ? between(palette, style) : cell->style;
            if (!same_style(style, wanted))
                style_add(wanted, palette, out);
            style = wanted;
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

void grid_to_text(const struct grid *grid, const struct palette *palette, bool ascii,
                  struct strbuf *out)
{
    for (int row = 0; row < grid->rows; row++)
        row_add(grid, row, palette, ascii, out);
}
