/* The colours for a dark ground are Okabe and Ito's ("Color Universal Design", 2008), which people
 * with any of the common colour vision deficiencies can tell apart, in their nearest of the 256;
 * those for a light ground are the same hues, darker. No state is told by colour alone. */
#include "config.h"

#include "grid/palette.h"

#include "grid/contrast.h"

enum { OWN = -1, CHOICES = 4, BLACK = 16, BRIGHT = 8, WHITE = 7 };

/* ---- the inks ---- */

/* A list of numbers of the palette ends with a 0: none is black by choice. */
struct ink {
    bool mark, bold;
    uint8_t dark[CHOICES], light[CHOICES], any[CHOICES]; /* of 256 colours */
    uint8_t dark_16[CHOICES], light_16[CHOICES];
};

static const struct ink inks[INK_COUNT] = {
    [INK_PLAIN] = {false, false, {0}, {0}, {0}, {0}, {0}},
    [INK_TITLE] = {false, true, {0}, {0}, {0}, {0}, {0}},
    [INK_FAINT] = {false, false, {245, 246, 248, 250}, {243, 242, 240, 238}, {0}, {8}, {8}},
    /* bluish green */
    [INK_RUNNING] = {true, false, {36, 43, 86}, {29, 23, 22}, {29}, {2, 10}, {2, 4}},
    /* orange */
    [INK_POLLING] = {true, false, {214, 215, 222}, {166, 130, 94}, {166}, {3, 11}, {3, 9, 1}},
    /* vermilion */
    [INK_BLOCKED] = {true, false, {166, 202, 209, 216}, {124, 88}, {196}, {1, 9, 5}, {1, 9}},
    /* sky blue */
    [INK_WAITING] = {true, false, {74, 81, 117}, {32, 25, 18}, {32}, {6, 14}, {6, 12, 4}},
    /* reddish purple */
    [INK_LOCK] = {true, false, {175, 218, 225}, {133, 127, 90}, {169}, {5, 13}, {5}},
    /* yellow */
    [INK_READY] = {true, false, {227, 229, 230}, {136, 94, 58}, {136}, {11, 3}, {3, 5}},
    [INK_ENDED] = {false, false, {0}, {0}, {0}, {0}, {0}},
    [INK_FAILED] = {false, true, {166, 202, 209, 216}, {160, 124, 88}, {0}, {9, 1}, {1, 9}},
    [INK_MIXED] = {true, false, {250, 253}, {240, 236}, {244}, {7}, {8}},
    [INK_NOTE] = {false, false, {245, 246, 248, 250}, {243, 242, 240, 238}, {0}, {8}, {8}},
    [INK_KEYWORD] = {false, false, {110, 153, 189}, {25, 18}, {0}, {12, 6, 14}, {4}},
    [INK_STRING] = {false, false, {144, 187, 230}, {94, 58}, {0}, {3, 2, 10}, {2}},
    [INK_NUMBER] = {false, false, {139, 182, 225}, {97, 90, 54}, {0}, {13, 5}, {5}},
    [INK_COMMENT] = {false, false, {245, 246, 248, 250}, {243, 242, 240, 238}, {0}, {8}, {8}},
    /* Where the ground is not known, black on these. */
    [INK_TASK + 0] = {false, true, {36, 43, 86}, {28, 22}, {29}, {0}, {0}},
    [INK_TASK + 1] = {false, true, {74, 81, 117}, {24, 18}, {32}, {0}, {0}},
    [INK_TASK + 2] = {false, true, {214, 215, 222}, {130, 88, 52}, {166}, {0}, {0}},
    [INK_TASK + 3] = {false, true, {175, 218, 225}, {162, 125, 89}, {169}, {0}, {0}},
    [INK_TASK + 4] = {false, true, {227, 229, 230}, {58}, {136}, {0}, {0}},
    [INK_TASK + 5] = {false, true, {33, 69, 105, 147}, {57, 54}, {99}, {0}, {0}},
};

/* Of 16 colours, or 8, the tasks have these, as many as can be seen. */
static const uint8_t task_dark[] = {2, 6, 11, 13, 9, 12, 10, 14, 3, 5};
static const uint8_t task_light[] = {4, 1, 5, 2, 6, 3, 8};
/* The text, where the terminal's own cannot be read. */
static const uint8_t text_dark[] = {250, 255}, text_light[] = {238, 234};
static const uint8_t text_dark_16[] = {7, 15};

bool palette_is_mark(enum grid_ink ink)
{
    return inks[ink].mark;
}

double palette_contrast(enum grid_ink ink)
{
    const double of_text = 4.5, of_mark = 3;
    return inks[ink].mark ? of_mark : of_text;
}

/* ---- what the terminal may be like ---- */

struct guess {
    const struct contrast_standard *standard;
    uint32_t ground;
};

enum { GUESSES = CONTRAST_PALETTES * 2 };

struct chooser {
    const struct palette_terminal *terminal;
    struct palette *palette;
    struct guess guesses[GUESSES];
    int count;
    bool dark, light; /* may be */
};

static void guess_add(struct chooser *chooser, const struct contrast_standard *standard,
                      uint32_t ground)
{
    chooser->guesses[chooser->count++] = (struct guess){standard, ground};
}

/* Solarized's colours are not seen on other grounds than its own. */
static bool can_be(const struct palette_terminal *terminal, enum contrast_palette palette)
{
    const struct contrast_standard *standard = contrast_standard(palette);
    uint32_t ground = (uint32_t)terminal->background;
    if (terminal->has_vga)
        return palette == CONTRAST_VGA;
    return palette != CONTRAST_SOLARIZED || terminal->background < 0 || ground == standard->dark ||
           ground == standard->light;
}

static void guess(struct chooser *chooser)
{
    const struct palette_terminal *terminal = chooser->terminal;
    chooser->dark = terminal->ground != PALETTE_LIGHT;
    chooser->light = terminal->ground != PALETTE_DARK;
    if (terminal->background >= 0) {
        chooser->light = contrast_is_light((uint32_t)terminal->background);
        chooser->dark = !chooser->light;
    }
    for (int i = 0; i < CONTRAST_PALETTES; i++) {
        const struct contrast_standard *standard = contrast_standard((enum contrast_palette)i);
        if (!can_be(terminal, (enum contrast_palette)i))
            continue;
        if (terminal->background >= 0) {
            guess_add(chooser, standard, (uint32_t)terminal->background);
            continue;
        }
        if (chooser->dark)
            guess_add(chooser, standard, standard->dark);
        if (chooser->light)
            guess_add(chooser, standard, standard->light);
    }
}

/* ---- choosing ---- */

static bool stands_out(const struct chooser *chooser, int number, double contrast)
{
    for (int i = 0; i < chooser->count; i++) {
        const struct guess *guess = &chooser->guesses[i];
        if (contrast_of(contrast_colour(guess->standard, number), guess->ground) < contrast)
            return false;
    }
    return true;
}

static bool is_there(const struct chooser *chooser, int number)
{
    static const int counts[] = {[GRID_COLOURLESS] = 0,
                                 [GRID_8_COLOURS] = 8,
                                 [GRID_16_COLOURS] = 16,
                                 [GRID_256_COLOURS] = 256};
    return number < counts[chooser->terminal->colours];
}

static bool is_good(const struct chooser *chooser, int number, bool bold, double contrast)
{
    return is_there(chooser, number) && stands_out(chooser, number, contrast) &&
           (!bold || number >= BRIGHT || stands_out(chooser, number + BRIGHT, contrast));
}

static int first_good(const struct chooser *chooser, const uint8_t *numbers, int count, bool bold,
                      double contrast)
{
    for (int i = 0; i < count && numbers[i]; i++)
        if (is_good(chooser, numbers[i], bold, contrast))
            return numbers[i];
    return OWN;
}

/* The colour of an ink, or OWN. */
static int choose(const struct chooser *chooser, const struct ink *ink, bool bold, double contrast)
{
    int found = OWN;
    if (chooser->terminal->colours == GRID_256_COLOURS)
        return first_good(chooser,
                          !chooser->light  ? ink->dark
                          : !chooser->dark ? ink->light
                                           : ink->any,
                          CHOICES, bold, contrast);
    if (chooser->dark)
        found = first_good(chooser, ink->dark_16, CHOICES, bold, contrast);
    if (found == OWN && chooser->light)
        found = first_good(chooser, ink->light_16, CHOICES, bold, contrast);
    return found;
}

/* ---- the text ---- */

static struct palette_look own_look(const struct chooser *chooser, bool bold)
{
    return chooser->palette->looks[INK_PLAIN][bold];
}

/* True unless the terminal has said that its own text cannot be read. */
static bool is_readable(const struct palette_terminal *terminal)
{
    return terminal->text < 0 || terminal->background < 0 ||
           contrast_of((uint32_t)terminal->text, (uint32_t)terminal->background) >=
               palette_contrast(INK_PLAIN);
}

static int text_number(const struct chooser *chooser, bool bold)
{
    const double contrast = palette_contrast(INK_PLAIN);
    if (chooser->terminal->colours == GRID_256_COLOURS)
        return first_good(chooser, chooser->light ? text_light : text_dark, 2, bold, contrast);
    if (chooser->light)
        return is_good(chooser, 0, bold, contrast) ? 0 : OWN;
    return first_good(chooser, text_dark_16, 2, bold, contrast);
}

static struct palette_look text_look(const struct chooser *chooser, bool bold)
{
    struct palette_look look = {OWN, OWN, bold ? GRID_BOLD : 0};
    if (is_readable(chooser->terminal))
        return look;
    look.colour = (int16_t)text_number(chooser, bold);
    if (bold && look.colour == OWN) /* its bright one is worse */
        look = (struct palette_look){(int16_t)text_number(chooser, false), OWN, 0};
    return look;
}

static struct palette_look ink_look(const struct chooser *chooser, enum grid_ink ink, bool bold)
{
    int number = choose(chooser, &inks[ink], bold, palette_contrast(ink));
    if (number == OWN)
        return own_look(chooser, bold);
    return (struct palette_look){(int16_t)number, OWN, bold ? GRID_BOLD : 0};
}

/* ---- tasks ---- */

/* Black on a colour is read on any ground. */
static struct palette_look badge(int number)
{
    return (struct palette_look){.colour = BLACK, .ground = (int16_t)number, .flags = GRID_BOLD};
}

static bool is_taken(const struct chooser *chooser, int task, struct palette_look look)
{
    for (int i = 0; i < task; i++) {
        const struct palette_look *other = &chooser->palette->looks[INK_TASK + i][0];
        if (other->colour == look.colour && other->ground == look.ground &&
            other->flags == look.flags)
            return true;
    }
    return false;
}

static bool take(struct chooser *chooser, int task, struct palette_look look)
{
    if (is_taken(chooser, task, look))
        return false;
    chooser->palette->looks[INK_TASK + task][0] = look;
    chooser->palette->looks[INK_TASK + task][1] = look;
    return true;
}

/* Bold only where its bright one can be seen, too. */
static bool take_number(struct chooser *chooser, int task, int number, int flags)
{
    const double contrast = palette_contrast(INK_TASK);
    struct palette_look look = {(int16_t)number, OWN, (uint8_t)flags};
    if (!is_good(chooser, number, false, contrast))
        return false;
    if (!is_good(chooser, number, true, contrast))
        look.flags &= (uint8_t)~GRID_BOLD;
    return take(chooser, task, look);
}

static bool take_listed(struct chooser *chooser, int task, int flags)
{
    bool taken = false;
    for (size_t i = 0; i < sizeof task_dark && chooser->dark && !taken; i++)
        taken = take_number(chooser, task, task_dark[i], flags);
    for (size_t i = 0; i < sizeof task_light && chooser->light && !taken; i++)
        taken = take_number(chooser, task, task_light[i], flags);
    return taken;
}

static bool take_own(struct chooser *chooser, int task, int flags)
{
    struct palette_look look = own_look(chooser, flags & GRID_BOLD);
    look.flags |= (uint8_t)(flags & GRID_UNDERLINE);
    return take(chooser, task, look);
}

/* One after the other: colours, the same in another way, and what needs none. */
static void choose_way(struct chooser *chooser, int task)
{
    const int again = chooser->terminal->lacks_underline ? 0 : GRID_BOLD | GRID_UNDERLINE;
    const int ways[] = {GRID_BOLD, again}, plain[] = {0, GRID_UNDERLINE};
    const bool listed = chooser->terminal->colours != GRID_256_COLOURS;
    for (int i = 0; i < 2; i++)
        if ((listed && take_listed(chooser, task, ways[i])) || take_own(chooser, task, ways[i]))
            return;
    for (int i = 0; i < 2; i++)
        if (take(chooser, task, (struct palette_look){0, WHITE, (uint8_t)plain[i]}) ||
            take_own(chooser, task, plain[i]))
            return;
    for (int i = 0; i < 2; i++)
        if (take(chooser, task, (struct palette_look){WHITE, 0, (uint8_t)plain[i]}))
            return;
}

/* Where there are no colours, they are told apart by their numbers. */
static void choose_task(struct chooser *chooser, int task)
{
    const struct ink *ink = &inks[INK_TASK + task];
    bool of_256 = chooser->terminal->colours == GRID_256_COLOURS;
    struct palette_look *looks = chooser->palette->looks[INK_TASK + task];
    looks[0] = looks[1] = own_look(chooser, true);
    if (chooser->terminal->colours == GRID_COLOURLESS)
        return;
    int number = of_256 ? choose(chooser, ink, true, palette_contrast(INK_TASK)) : OWN;
    if (number != OWN && take_number(chooser, task, number, GRID_BOLD))
        return;
    if (of_256 && is_good(chooser, ink->any[0], true, palette_contrast(INK_RUNNING)) &&
        take(chooser, task, badge(ink->any[0])))
        return;
    choose_way(chooser, task);
}

/* ---- the door ---- */

void palette_make(const struct palette_terminal *terminal, struct palette *palette)
{
    struct chooser chooser = {.terminal = terminal, .palette = palette};
    *palette = (struct palette){.colours = terminal->colours};
    guess(&chooser);
    for (int bold = 0; bold < 2; bold++)
        palette->looks[INK_PLAIN][bold] = text_look(&chooser, bold);
    for (int ink = INK_PLAIN + 1; ink < INK_TASK; ink++)
        for (int bold = 0; bold < 2; bold++)
            palette->looks[ink][bold] =
                ink_look(&chooser, (enum grid_ink)ink, bold || inks[ink].bold);
    for (int task = 0; task < INK_TASKS; task++)
        choose_task(&chooser, task);
}

struct palette_look palette_look(const struct palette *palette, struct grid_style style)
{
    enum grid_ink ink = style.ink < INK_COUNT ? (enum grid_ink)style.ink : INK_PLAIN;
    bool bold = style.flags & GRID_BOLD, reverse = style.flags & GRID_REVERSE;
    struct palette_look look = palette->looks[ink][bold];
    if (reverse && look.ground != OWN)
        look = palette->looks[INK_PLAIN][1]; /* or it would not be told from the others */
    look.flags |= style.flags & (GRID_REVERSE | GRID_UNDERLINE);
    return look;
}
