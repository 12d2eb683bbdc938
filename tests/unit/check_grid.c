#include "config.h"

#include "grid/grid.h"

#include <string.h>

#include "base/utf8.h"
#include "check_main.h"
#include "grid/glyph.h"
#include "grid/palette.h"

static const struct grid_style plain = {0};

static int put(struct grid *grid, int row, int column, const char *text, int max)
{
    return grid_put(grid, row, column, text, strlen(text), max, false, plain);
}

/* On a dark ground. */
static void assert_text(const struct grid *grid, enum grid_colours colours, bool ascii,
                        const char *expected)
{
    const struct palette_terminal terminal = {
        .colours = colours, .ground = PALETTE_DARK, .background = -1, .text = -1};
    struct strbuf out = STRBUF_INIT;
    struct palette palette;
    palette_make(&terminal, &palette);
    grid_to_text(grid, colours == GRID_COLOURLESS ? NULL : &palette, ascii, &out);
    ck_assert_str_eq(strbuf_str(&out), expected);
    strbuf_release(&out);
}

START_TEST(text_is_drawn_and_blanks_are_cut)
{
    struct grid grid;
    grid_init(&grid, 10, 2);
    ck_assert_int_eq(put(&grid, 0, 2, "abc", 10), 3);
    assert_text(&grid, GRID_COLOURLESS, false, "  abc\n\n");
    ck_assert_ptr_null(grid_at(&grid, 2, 0));
    ck_assert_ptr_null(grid_at(&grid, 0, 10));
    ck_assert_ptr_null(grid_at(&grid, -1, 0));
    grid_heighten(&grid, 3);
    ck_assert_int_eq(grid.rows, 3);
    grid_clear(&grid);
    assert_text(&grid, GRID_COLOURLESS, false, "\n\n\n");
    grid_release(&grid);
}
END_TEST

START_TEST(wide_and_combining_characters_keep_columns)
{
    struct grid grid;
    grid_init(&grid, 8, 1);
    ck_assert_int_eq(put(&grid, 0, 0, "가e\xCC\x81x", 8), 4);
    ck_assert_int_eq(grid_at(&grid, 0, 0)->width, 2);
    ck_assert_int_eq(grid_at(&grid, 0, 1)->width, 0);
    ck_assert_int_eq(grid_at(&grid, 0, 2)->len, 3);
    assert_text(&grid, GRID_COLOURLESS, false, "가e\xCC\x81x\n");
    assert_text(&grid, GRID_COLOURLESS, true, "???x\n");
    grid_release(&grid);
}
END_TEST

/* What xterm, tmux, screen and kitty do not give the same columns, and what is drawn: as many
 * columns as utf8_width() says, which layouts go by. */
static const struct {
    const char *text, *drawn;
    int columns;
} clusters[] = {
    {"\U0001F468\u200D\U0001F469\u200D\U0001F467x", "\U0001F468\U0001F469\U0001F467x", 7},
    {"\U0001F44D\U0001F3FDx", "\U0001F44D  x", 5},
    {"\U0001F44D\u200C\U0001F3FDx", "\U0001F44D\u200C  x", 5},
    {"\U0001F3FDx", "  x", 3},
    {"\U0001F1F0\U0001F1F7x", "KRx", 3},
    {"\U0001F1F0x", "Kx", 2},
    {"\u2764\uFE0Fx", "\u2764x", 2},
    {"\u231A\uFE0Ex", "\u231Ax", 3},
    {"1\uFE0F\u20E3x", "1\u20E3x", 2},
    {"\U0001F3F3\uFE0F\u200D\U0001F308x", "\U0001F3F3\U0001F308x", 4},
    {"\U0001F3F4\U000E0067\U000E0062\U000E007Fx", "\U0001F3F4x", 3},
    {"soft\u00ADhyphen", "soft-hyphen", 11},
    {"\u3164x\u115Fx", "  x  x", 6},
    {"a\u1161x", "ax", 2},
    {"\u0915\u094D\u200D\u0937x", "\u0915\u094D\u0937x", 3},
    /* In these they agree. */
    {"\u1112\u1161\u11ABx", "\u1112\u1161\u11ABx", 3},
    {"\uD558\u11ABx", "\uD558\u11ABx", 3},
    {"\u0915\u094D\u0937x", "\u0915\u094D\u0937x", 3},
    {"e\u0301\u0323x", "e\u0301\u0323x", 2},
};

START_TEST(what_terminals_disagree_on_is_drawn_so_that_they_agree)
{
    for (size_t i = 0; i < sizeof clusters / sizeof *clusters; i++) {
        const char *text = clusters[i].text;
        struct strbuf expected = STRBUF_INIT;
        struct grid grid;
        grid_init(&grid, 20, 1);
        ck_assert_int_eq((int)utf8_width(text, strlen(text)), clusters[i].columns);
        ck_assert_int_eq(put(&grid, 0, 0, text, 20), clusters[i].columns);
        strbuf_addf(&expected, "%s\n", clusters[i].drawn);
        assert_text(&grid, GRID_COLOURLESS, false, strbuf_str(&expected));
        strbuf_release(&expected);
        grid_release(&grid);
    }
}
END_TEST

START_TEST(half_a_wide_character_does_not_stay)
{
    struct grid grid;
    grid_init(&grid, 4, 1);
    put(&grid, 0, 0, "가나", 4);
    put(&grid, 0, 1, "x", 1);
    assert_text(&grid, GRID_COLOURLESS, false, " x나\n");
    put(&grid, 0, 2, "y", 1);
    assert_text(&grid, GRID_COLOURLESS, false, " xy\n");
    ck_assert_int_eq(put(&grid, 0, 3, "다", 4), 0);
    put(&grid, 0, 1, "라", 2);
    assert_text(&grid, GRID_COLOURLESS, false, " 라\n");
    grid_release(&grid);
}
END_TEST

START_TEST(what_is_too_long_is_clipped)
{
    struct grid grid;
    grid_init(&grid, 12, 1);
    ck_assert_int_eq(put(&grid, 0, 0, "abcdefgh", 5), 5);
    assert_text(&grid, GRID_COLOURLESS, false, "abcd…\n");
    grid_clear(&grid);
    ck_assert_int_eq(grid_put(&grid, 0, 0, "abcdefgh", 8, 5, true, plain), 5);
    assert_text(&grid, GRID_COLOURLESS, true, "abcd~\n");
    ck_assert_int_eq(put(&grid, 0, 0, "abc", 0), 0);
    ck_assert_int_eq(put(&grid, 5, 0, "abc", 3), 0);
    grid_release(&grid);
}
END_TEST

START_TEST(control_characters_are_shown_not_sent)
{
    struct grid grid;
    grid_init(&grid, 20, 1);
    put(&grid, 0, 0, "a\x1B[2Jb\xFF", 20);
    assert_text(&grid, GRID_COLOURLESS, false, "a\\x1B[2Jb\\xFF\n");
    grid_release(&grid);
}
END_TEST

START_TEST(a_combining_flood_stays_in_its_cell)
{
    struct grid grid;
    struct strbuf flood = STRBUF_INIT;
    strbuf_addch(&flood, 'a');
    for (int i = 0; i < 100; i++)
        strbuf_adds(&flood, "\xCC\x81");
    grid_init(&grid, 2, 1);
    ck_assert_int_eq(put(&grid, 0, 0, flood.text, 2), 1);
    ck_assert_int_le(grid_at(&grid, 0, 0)->len, GRID_CELL_BYTES);
    grid_release(&grid);
    strbuf_release(&flood);
}
END_TEST

START_TEST(colour_is_set_and_put_back)
{
    struct grid grid;
    grid_init(&grid, 6, 1);
    grid_put_rune(&grid, 0, 0, 'a', (struct grid_style){.ink = INK_RUNNING});
    grid_put_rune(&grid, 0, 1, 'b', (struct grid_style){.ink = INK_RUNNING});
    grid_put_rune(&grid, 0, 2, 'c', plain);
    grid_put_rune(&grid, 0, 4, 'd', (struct grid_style){.ink = INK_READY, .flags = GRID_REVERSE});
    assert_text(&grid, GRID_256_COLOURS, false,
                "\033[0;38;5;36mab\033[0mc \033[0;7;38;5;227md\033[0m\n");
    assert_text(&grid, GRID_16_COLOURS, false, "\033[0;32mab\033[0mc \033[0;7;93md\033[0m\n");
    assert_text(&grid, GRID_COLOURLESS, false, "abc d\n");
    grid_release(&grid);
}
END_TEST

START_TEST(states_differ_by_glyph_in_both_alphabets)
{
    for (int ascii = 0; ascii < 2; ascii++)
        for (int a = GLYPH_RUNNING; a <= GLYPH_EIGHTH_1; a++)
            for (int b = GLYPH_RUNNING; b < a; b++)
                ck_assert_uint_ne(glyph_rune((enum glyph)a, ascii),
                                  glyph_rune((enum glyph)b, ascii));
    for (int glyph = 0; glyph < GLYPH_COUNT; glyph++)
        ck_assert(glyph_rune((enum glyph)glyph, true) > 0x20 &&
                  glyph_rune((enum glyph)glyph, true) < 0x7F);
}
END_TEST

START_TEST(the_cursor_stands_where_it_was_parked_last)
{
    struct grid grid;
    grid_init(&grid, 10, 3);
    ck_assert(grid.cursor_row == 0 && grid.cursor_column == 0);
    grid_park(&grid, 2, 9);
    grid_park(&grid, 3, 0); /* outside: nothing is there to read */
    grid_park(&grid, 0, -1);
    ck_assert(grid.cursor_row == 2 && grid.cursor_column == 9);
    grid_clear(&grid);
    ck_assert(grid.cursor_row == 0 && grid.cursor_column == 0);
    grid_release(&grid);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("grid");
    TCase *all = tcase_create("all");
    tcase_add_test(all, what_terminals_disagree_on_is_drawn_so_that_they_agree);
    tcase_add_test(all, text_is_drawn_and_blanks_are_cut);
    tcase_add_test(all, wide_and_combining_characters_keep_columns);
    tcase_add_test(all, half_a_wide_character_does_not_stay);
    tcase_add_test(all, what_is_too_long_is_clipped);
    tcase_add_test(all, control_characters_are_shown_not_sent);
    tcase_add_test(all, a_combining_flood_stays_in_its_cell);
    tcase_add_test(all, colour_is_set_and_put_back);
    tcase_add_test(all, the_cursor_stands_where_it_was_parked_last);
    tcase_add_test(all, states_differ_by_glyph_in_both_alphabets);
    suite_add_tcase(s, all);
    return s;
}

CHECK_MAIN(suite)
