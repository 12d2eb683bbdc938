/* Can all that is drawn be read? By WCAG's contrast, computed here once more, over every ink with
 * every flag, for each number of colours and all that may be known of the terminal.
 *
 * The terminals it is tried on: those with VGA's 16 colours and with xterm's, on black and on
 * white, and with solarized's own on its two grounds, each showing bold as bright, or not. From 16
 * up the colours are the same everywhere. */
#include "config.h"

#include "grid/palette.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "grid/contrast.h"
#include "grid/ground.h"

enum { OWN = -1, STYLES = 8, KINDS = 6 };

/* ---- contrast, from its definition ---- */

static double light_of(uint32_t colour, int shift)
{
    double value = (colour >> shift & 0xff) / 255.0;
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t colour)
{
    return 0.2126 * light_of(colour, 16) + 0.7152 * light_of(colour, 8) +
           0.0722 * light_of(colour, 0);
}

static double contrast(uint32_t a, uint32_t b)
{
    return (fmax(luminance(a), luminance(b)) + 0.05) / (fmin(luminance(a), luminance(b)) + 0.05);
}

START_TEST(contrast_is_wcags)
{
    ck_assert_double_eq_tol(contrast_of(0x000000, 0xffffff), 21, 0.001);
    ck_assert_double_eq_tol(contrast_of(0x777777, 0xffffff), 4.48, 0.005);
    ck_assert_double_eq_tol(contrast_of(0xffffff, 0x767676), 4.54, 0.005);
    ck_assert_double_eq_tol(contrast_of(0x657b83, 0xfdf6e3), 4.13, 0.005);
    ck_assert(contrast_is_light(0xfdf6e3) && contrast_is_light(0x808080));
    ck_assert(!contrast_is_light(0x002b36) && !contrast_is_light(0x606060));
}
END_TEST

/* ---- terminals ---- */

struct kind {
    const char *name;
    enum contrast_palette palette;
    uint32_t ground, text;
};

static const struct kind kinds[KINDS] = {
    {"VGA on black", CONTRAST_VGA, 0x000000, 0xaaaaaa},
    {"VGA on white", CONTRAST_VGA, 0xffffff, 0x000000},
    {"xterm on black", CONTRAST_XTERM, 0x000000, 0xe5e5e5},
    {"xterm on white", CONTRAST_XTERM, 0xffffff, 0x000000},
    {"solarized dark", CONTRAST_SOLARIZED, 0x002b36, 0x839496},
    {"solarized light", CONTRAST_SOLARIZED, 0xfdf6e3, 0x657b83},
};

static bool is_light(const struct kind *kind)
{
    return luminance(kind->ground) > 0.5;
}

static uint32_t shown(const struct kind *kind, int number, uint32_t own, bool bold, bool bright)
{
    if (number == OWN)
        return own;
    return contrast_colour(contrast_standard(kind->palette),
                           bold && bright && number < 8 ? number + 8 : number);
}

/* The least contrast that a look has on a terminal. */
static double seen(const struct kind *kind, struct palette_look look)
{
    bool bold = look.flags & GRID_BOLD;
    double least = 21;
    for (int bright = 0; bright < 2; bright++)
        least = fmin(least, contrast(shown(kind, look.colour, kind->text, bold, bright),
                                     shown(kind, look.ground, kind->ground, false, false)));
    return least;
}

/* How far what is on a coloured ground stands out as a whole. */
static double mark_seen(const struct kind *kind, struct palette_look look)
{
    return look.ground == OWN ? seen(kind, look)
                              : contrast(shown(kind, look.ground, 0, false, false), kind->ground);
}

/* ---- every ink ---- */

/* Its own text colour can be as it likes, as long as it has not said so. */
static void assert_seen(const struct kind *kind, const struct palette *palette, bool told)
{
    for (int ink = 0; ink < INK_COUNT; ink++)
        for (int flags = 0; flags < STYLES; flags++) {
            struct grid_style style = {(uint8_t)ink, (uint8_t)flags};
            struct palette_look look = palette_look(palette, style);
            double least = palette_contrast((enum grid_ink)ink);
            if (look.colour == OWN && look.ground == OWN && !told)
                continue;
            ck_assert_msg(seen(kind, look) >= least, "%s: ink %d, flags %d: colour %d on %d: %.2f",
                          kind->name, ink, flags, look.colour, look.ground, seen(kind, look));
            ck_assert_msg(look.ground < 16 || mark_seen(kind, look) >= 3, "%s: ink %d: ground %d",
                          kind->name, ink, look.ground);
        }
}

/* As they are seen, not as they are called. */
static bool look_same(const struct kind *kind, struct palette_look a, struct palette_look b)
{
    return shown(kind, a.colour, kind->text, false, false) ==
               shown(kind, b.colour, kind->text, false, false) &&
           shown(kind, a.ground, kind->ground, false, false) ==
               shown(kind, b.ground, kind->ground, false, false) &&
           a.flags == b.flags;
}

static void assert_tasks_differ(const struct kind *kind, const struct palette *palette)
{
    for (int a = 0; a < INK_TASKS; a++)
        for (int b = a + 1; b < INK_TASKS; b++) {
            struct grid_style one = {(uint8_t)(INK_TASK + a), 0};
            struct grid_style other = {(uint8_t)(INK_TASK + b), 0};
            struct palette_look looks[] = {palette_look(palette, one),
                                           palette_look(palette, other)};
            ck_assert_msg(!look_same(kind, looks[0], looks[1]), "%s, %d colours: tasks %d and %d",
                          kind->name, palette->colours, a, b);
        }
}

static const enum grid_colours counts[] = {GRID_8_COLOURS, GRID_16_COLOURS, GRID_256_COLOURS};
enum { COUNTS = sizeof counts / sizeof *counts };

static void try_terminal(const struct kind *kind, const struct palette_terminal *terminal)
{
    for (int i = 0; i < COUNTS; i++) {
        struct palette_terminal this = *terminal;
        struct palette palette;
        this.colours = counts[i];
        palette_make(&this, &palette);
        assert_seen(kind, &palette, terminal->text >= 0);
        assert_tasks_differ(kind, &palette);
    }
}

START_TEST(all_is_read_where_the_terminal_says_its_colours)
{
    for (int i = 0; i < KINDS; i++) {
        struct palette_terminal terminal = {.background = (int32_t)kinds[i].ground,
                                            .text = (int32_t)kinds[i].text};
        try_terminal(&kinds[i], &terminal);
    }
}
END_TEST

START_TEST(all_is_read_where_only_light_or_dark_is_known)
{
    for (int i = 0; i < KINDS; i++) {
        struct palette_terminal terminal = {.background = -1, .text = -1};
        terminal.ground = is_light(&kinds[i]) ? PALETTE_LIGHT : PALETTE_DARK;
        try_terminal(&kinds[i], &terminal);
    }
}
END_TEST

START_TEST(all_is_read_where_nothing_is_known)
{
    for (int i = 0; i < KINDS; i++)
        try_terminal(&kinds[i], &(struct palette_terminal){.background = -1, .text = -1});
}
END_TEST

/* Which takes underlining away from what has a colour. */
START_TEST(all_is_read_on_the_console)
{
    struct palette_terminal terminal = {.ground = PALETTE_DARK,
                                        .background = -1,
                                        .text = -1,
                                        .has_vga = true,
                                        .lacks_underline = true};
    try_terminal(&kinds[0], &terminal);
    for (int i = 0; i < COUNTS; i++) {
        struct palette palette;
        terminal.colours = counts[i];
        palette_make(&terminal, &palette);
        for (int task = 0; task < INK_TASKS; task++)
            ck_assert_int_eq(palette.looks[INK_TASK + task][0].flags & GRID_UNDERLINE, 0);
    }
}
END_TEST

/* How different two colours are to the eye: the distance in CIELAB (1976). */
static void lab_of(uint32_t colour, double lab[3])
{
    double red = light_of(colour, 16), green = light_of(colour, 8), blue = light_of(colour, 0);
    double x = cbrt((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
    double y = cbrt(luminance(colour));
    double z = cbrt((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
    lab[0] = 116 * y - 16;
    lab[1] = 500 * (x - y);
    lab[2] = 200 * (y - z);
}

static double apart(uint32_t a, uint32_t b)
{
    double one[3], other[3], sum = 0;
    lab_of(a, one);
    lab_of(b, other);
    for (int i = 0; i < 3; i++)
        sum += (one[i] - other[i]) * (one[i] - other[i]);
    return sqrt(sum);
}

static uint32_t task_colour(const struct kind *kind, const struct palette *palette, int task)
{
    struct grid_style style = {(uint8_t)(INK_TASK + task), 0};
    struct palette_look look = palette_look(palette, style);
    return shown(kind, look.ground == OWN ? look.colour : look.ground, kind->text, false, false);
}

static void assert_tasks_apart(const struct kind *kind, const struct palette_terminal *terminal)
{
    const double least = 30;
    struct palette palette;
    palette_make(terminal, &palette);
    for (int a = 0; a < INK_TASKS; a++)
        for (int b = a + 1; b < INK_TASKS; b++) {
            double far = apart(task_colour(kind, &palette, a), task_colour(kind, &palette, b));
            ck_assert_msg(far >= least, "%s: tasks %d and %d: %.0f", kind->name, a, b, far);
        }
}

START_TEST(tasks_are_far_apart)
{
    for (int i = 0; i < KINDS; i++) {
        struct palette_terminal terminal = {
            .colours = GRID_256_COLOURS, .background = -1, .text = -1};
        assert_tasks_apart(&kinds[i], &terminal);
        terminal.ground = is_light(&kinds[i]) ? PALETTE_LIGHT : PALETTE_DARK;
        assert_tasks_apart(&kinds[i], &terminal);
        terminal.background = (int32_t)kinds[i].ground;
        terminal.text = (int32_t)kinds[i].text;
        assert_tasks_apart(&kinds[i], &terminal);
    }
}
END_TEST

/* 512 grounds, with the better one of black and white as text: xterm's colours, for others may
 * be anything. */
START_TEST(all_is_read_on_any_ground)
{
    for (uint32_t n = 0; n < 512; n++) {
        uint32_t ground = ((n >> 6) * 0x240000) | ((n >> 3 & 7) * 0x2400) | ((n & 7) * 0x24);
        uint32_t text = contrast(ground, 0) > contrast(ground, 0xffffff) ? 0 : 0xffffff;
        struct kind kind = {"any ground", CONTRAST_XTERM, ground, text};
        struct palette_terminal terminal = {.background = (int32_t)ground, .text = (int32_t)text};
        try_terminal(&kind, &terminal);
    }
}
END_TEST

/* ---- what is there to be seen ---- */

START_TEST(states_have_colours)
{
    static const enum palette_ground grounds[] = {PALETTE_UNKNOWN, PALETTE_DARK, PALETTE_LIGHT};
    for (int i = 0; i < 3; i++) {
        struct palette_terminal terminal = {
            .colours = GRID_256_COLOURS, .ground = grounds[i], .background = -1, .text = -1};
        struct palette palette;
        palette_make(&terminal, &palette);
        for (int ink = INK_RUNNING; ink <= INK_READY; ink++)
            ck_assert_int_ge(palette.looks[ink][0].colour, 16);
        for (int task = 0; task < INK_TASKS; task++)
            ck_assert_int_ge(palette.looks[INK_TASK + task][0].colour, 16);
    }
}
END_TEST

START_TEST(text_that_cannot_be_read_is_replaced)
{
    struct palette_terminal terminal = {
        .colours = GRID_256_COLOURS, .background = 0xfdf6e3, .text = 0x657b83};
    struct palette palette;
    palette_make(&terminal, &palette);
    ck_assert_int_ge(palette.looks[INK_PLAIN][0].colour, 16);
    terminal.text = 0x073642;
    palette_make(&terminal, &palette);
    ck_assert_int_eq(palette.looks[INK_PLAIN][0].colour, OWN);
}
END_TEST

START_TEST(reverse_and_bold_are_seen_without_colours)
{
    struct palette palette;
    palette_make(&(struct palette_terminal){.background = -1, .text = -1}, &palette);
    for (int ink = 0; ink < INK_COUNT; ink++)
        for (int flags = 0; flags < STYLES; flags++) {
            struct palette_look look =
                palette_look(&palette, (struct grid_style){(uint8_t)ink, (uint8_t)flags});
            ck_assert_int_eq(look.colour, OWN);
            ck_assert_int_eq(look.ground, OWN);
            ck_assert_int_eq(look.flags | GRID_BOLD, flags | GRID_BOLD);
            ck_assert(look.flags & GRID_BOLD || !(flags & GRID_BOLD));
        }
}
END_TEST

/* Where the colour of a task is a ground, reverse differs from it. */
START_TEST(what_is_reversed_is_told_from_the_others)
{
    struct palette_terminal terminal = {.colours = GRID_256_COLOURS, .background = -1, .text = -1};
    struct palette palette;
    palette_make(&terminal, &palette);
    for (int ink = 0; ink < INK_COUNT; ink++) {
        struct grid_style style = {(uint8_t)ink, 0};
        struct palette_look plain = palette_look(&palette, style);
        style.flags = GRID_REVERSE;
        struct palette_look reverse = palette_look(&palette, style);
        ck_assert_int_eq(plain.flags & GRID_REVERSE, 0);
        ck_assert_int_eq(reverse.flags & GRID_REVERSE, GRID_REVERSE);
        ck_assert_int_eq(reverse.ground, OWN);
    }
}
END_TEST

/* ---- what is known of a terminal ---- */

static const struct ground nothing = {.background = -1, .text = -1};

START_TEST(answers_are_read)
{
    static const struct {
        const char *answer;
        int32_t background, text;
    } rows[] = {
        {"11;rgb:0000/2b2b/3636", 0x002b36, -1},
        {"10;rgb:8383/9494/9696", -1, 0x839496},
        {"11;rgb:fd/f6/e3", 0xfdf6e3, -1},
        {"11;rgb:f/f/f", 0xffffff, -1},
        {"11;rgba:ffff/ffff/ffff/0000", 0xffffff, -1},
        {"11;rgb:FFFF/FFFF/FFFF", 0xffffff, -1},
        {"11;rgb:fff/fff/fff", 0xffffff, -1},
        {"11;#fdf6e3", 0xfdf6e3, -1},
        {"10;#0f8", -1, 0x00ff88},
        {"11;#FFFFf6f6e3e3", 0xfff6e3, -1},
    };
    static const char *const wrong[] = {
        "",
        "11",
        "11;",
        "11;rgb:",
        "11;rgb:00/00",
        "11;rgb:00000/0/0",
        "11;rgb:x/0/0",
        "12;rgb:0/0/0",
        "4;1;rgb:0/0/0",
        "11;?",
        "11;white",
        "11;#",
        "11;#ffff",
        "11;#f/f",
        "11;#fffffffffffffff",
        "11;#ggg",
        "111;rgb:0/0/0",
        "11;cmyk:0/0/0",
        "11;:0/0/0",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ground ground = nothing;
        ck_assert(ground_answer(&ground, rows[i].answer, strlen(rows[i].answer)));
        ck_assert_int_eq(ground.background, rows[i].background);
        ck_assert_int_eq(ground.text, rows[i].text);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct ground ground = nothing;
        ck_assert_msg(!ground_answer(&ground, wrong[i], strlen(wrong[i])), "%s", wrong[i]);
    }
}
END_TEST

static enum palette_ground known(struct ground ground)
{
    return ground_terminal(&ground, GRID_256_COLOURS).ground;
}

START_TEST(what_is_asked_for_wins_then_the_answer_then_the_guess)
{
    struct ground ground = nothing;
    ck_assert_int_eq(known(ground), PALETTE_UNKNOWN);
    ground.term = "linux";
    ck_assert_int_eq(known(ground), PALETTE_DARK);
    ground.colorfgbg = "0;15";
    ck_assert_int_eq(known(ground), PALETTE_LIGHT);
    ground.background = 0x002b36;
    ck_assert_int_eq(known(ground), PALETTE_DARK);
    ck_assert_int_eq(ground_terminal(&ground, GRID_256_COLOURS).background, 0x002b36);
    ground.asked = PALETTE_LIGHT;
    ck_assert_int_eq(known(ground), PALETTE_LIGHT);
    ck_assert_int_eq(ground_terminal(&ground, GRID_256_COLOURS).background, -1);
}
END_TEST

START_TEST(colorfgbg_is_a_hint)
{
    static const struct {
        const char *value;
        enum palette_ground ground;
    } rows[] = {
        {"15;0", PALETTE_DARK},    {"0;15", PALETTE_LIGHT},         {"0;7", PALETTE_LIGHT},
        {"7;8", PALETTE_DARK},     {"0;default;15", PALETTE_LIGHT}, {"15;default", PALETTE_UNKNOWN},
        {"", PALETTE_UNKNOWN},     {"15", PALETTE_UNKNOWN},         {"0;16", PALETTE_UNKNOWN},
        {"0;-1", PALETTE_UNKNOWN}, {"0;", PALETTE_UNKNOWN},         {NULL, PALETTE_UNKNOWN},
        {"0;1x", PALETTE_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ground ground = nothing;
        ground.colorfgbg = rows[i].value;
        ck_assert_int_eq(known(ground), rows[i].ground);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("palette");
    TCase *all = tcase_create("all");
    tcase_add_test(all, contrast_is_wcags);
    tcase_add_test(all, all_is_read_where_the_terminal_says_its_colours);
    tcase_add_test(all, all_is_read_where_only_light_or_dark_is_known);
    tcase_add_test(all, all_is_read_where_nothing_is_known);
    tcase_add_test(all, all_is_read_on_the_console);
    tcase_add_test(all, tasks_are_far_apart);
    tcase_add_test(all, all_is_read_on_any_ground);
    tcase_set_timeout(all, 60);
    tcase_add_test(all, states_have_colours);
    tcase_add_test(all, text_that_cannot_be_read_is_replaced);
    tcase_add_test(all, reverse_and_bold_are_seen_without_colours);
    tcase_add_test(all, what_is_reversed_is_told_from_the_others);
    tcase_add_test(all, answers_are_read);
    tcase_add_test(all, what_is_asked_for_wins_then_the_answer_then_the_guess);
    tcase_add_test(all, colorfgbg_is_a_hint);
    suite_add_tcase(s, all);
    return s;
}

CHECK_MAIN(suite)
