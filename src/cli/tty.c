#include "config.h" /* before any header of libc: the system's extensions */

#include "cli/tty.h"

#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "grid/ground.h"
#include "terminal/capability.h"

enum { WIDTH_DEFAULT = 80, WIDTH_LEAST = 20, WIDTH_MOST = 1000 };

bool tty_is_able(void)
{
    const char *term = getenv("TERM");

    return term && *term && strcmp(term, "dumb") != 0;
}

bool tty_is_interactive(void)
{
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && tty_is_able();
}

const char *tty_problem(void)
{
    return capability_problem();
}

void tty_take_keys(void)
{
    int fd;

    if (isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return;
    fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return; /* whoever needs keys says that there are none */
    dup2(fd, STDIN_FILENO);
    close(fd);
}

int tty_width(const struct cli_options *options)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    int width = 0;

    if (options->width)
        return options->width;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        width = size.ws_col;
    if (width == 0 && columns)
        width = (int)strtol(columns, NULL, 10);
    if (width <= 0 || width > WIDTH_MOST)
        return WIDTH_DEFAULT;
    return width < WIDTH_LEAST ? WIDTH_LEAST : width;
}

/* The locale that the environment names for characters, as setlocale(3) finds it. */
static const char *wanted_locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

    for (int i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);

        if (value && *value)
            return value;
    }
    return "";
}

/* "ko_KR.UTF-8@mod"; some send `UTF-8` alone. */
static bool names_utf8(const char *locale)
{
    const char *dot = strchr(locale, '.');
    const char *codeset = dot ? dot + 1 : locale;
    char *name = mem_strndup(codeset, strcspn(codeset, "@"));
    bool names = utf8_is_codeset(name);

    free(name);
    return names;
}

void tty_choose_locale(void)
{
    static const char *const others[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8"};

    if (setlocale(LC_CTYPE, "") || !names_utf8(wanted_locale()))
        return;
    for (int i = 0; i < 3; i++)
        if (setlocale(LC_CTYPE, others[i]))
            return;
}

bool tty_ascii(const struct cli_options *options)
{
    return options->ascii || !utf8_is_codeset(nl_langinfo(CODESET));
}

static bool wants_colours(const struct cli_options *options)
{
    const char *no_color = getenv("NO_COLOR");

    if (options->color != CLI_COLOR_AUTO)
        return options->color == CLI_COLOR_ALWAYS;
    if (options->output || (no_color && *no_color))
        return false;
    return isatty(STDOUT_FILENO) && tty_is_able();
}

/* Without terminfo. Terminals with true colours have the 256, too. */
static enum grid_colours count_colours(const char *term)
{
    bool many = term && (strstr(term, "256") || strstr(term, "direct"));

    return many || getenv("COLORTERM") ? GRID_256_COLOURS : GRID_16_COLOURS;
}

const struct palette *tty_palette(const struct cli_options *options)
{
    static struct palette palette;
    const struct ground ground = {.asked = options->ground,
                                  .background = -1,
                                  .text = -1,
                                  .term = getenv("TERM"),
                                  .colorfgbg = getenv("COLORFGBG")};
    struct palette_terminal terminal = ground_terminal(&ground, count_colours(ground.term));

    if (!wants_colours(options))
        return NULL;
    palette_make(&terminal, &palette);
    return &palette;
}
