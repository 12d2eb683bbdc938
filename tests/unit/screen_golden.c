#include "config.h"

#include "screen_golden.h"

#include <check.h>
#include <string.h>

#include "text_golden.h"

static const char ink_letters[INK_COUNT + 1] = ".tfrpbwlyexmnksdc123456";

static bool is_blank(const struct grid_cell *cell)
{
    return cell->width == 1 && cell->bytes[0] == ' ' && !cell->style.flags;
}

static char ink_letter(const struct grid_cell *cell)
{
    return is_blank(cell) ? ' ' : ink_letters[cell->style.ink];
}

static char flags_letter(const struct grid_cell *cell)
{
    return cell->style.flags ? (char)('0' + cell->style.flags) : ' ';
}

/* A letter a cell; blanks at the ends of rows are cut, as in the text. */
static void map_add(const struct grid *grid, char (*letter)(const struct grid_cell *),
                    struct strbuf *out)
{
    for (int row = 0; row < grid->rows; row++) {
        int end = grid->columns;
        while (end > 0 && letter(grid_at(grid, row, end - 1)) == ' ')
            end--;
        for (int column = 0; column < end; column++)
            strbuf_addch(out, letter(grid_at(grid, row, column)));
        strbuf_addch(out, '\n');
    }
}

void screen_golden_add(const struct grid *grid, struct strbuf *out)
{
    grid_to_text(grid, NULL, false, out);
    strbuf_adds(out, "---- inks\n");
    map_add(grid, ink_letter, out);
    strbuf_adds(out, "---- flags\n");
    map_add(grid, flags_letter, out);
}

void screen_golden_assert(const struct grid *grid, const char *name)
{
    struct strbuf got = STRBUF_INIT;
    screen_golden_add(grid, &got);
    text_golden_assert(strbuf_str(&got), name);
    strbuf_release(&got);
}

static void row_add(const struct grid *grid, int row, struct strbuf *out)
{
    struct grid one = {grid->columns, 1, grid->cells + (size_t)row * (size_t)grid->columns};
    screen_golden_add(&one, out);
}

void screen_assert_same(const struct grid *a, const struct grid *b, const char *what)
{
    ck_assert_int_eq(a->columns, b->columns);
    ck_assert_int_eq(a->rows, b->rows);
    for (int row = 0; row < a->rows; row++) {
        struct strbuf left = STRBUF_INIT, right = STRBUF_INIT;
        row_add(a, row, &left);
        row_add(b, row, &right);
        ck_assert_msg(strcmp(strbuf_str(&left), strbuf_str(&right)) == 0,
                      "%s: row %d is not the same:\n%s\n%s", what, row, strbuf_str(&left),
                      strbuf_str(&right));
        strbuf_release(&left);
        strbuf_release(&right);
    }
}
