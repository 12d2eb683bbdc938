/* What the terminal can do, as far as output without a screen has to know. */
#ifndef BATON_CLI_TTY_H
#define BATON_CLI_TTY_H

#include <stdbool.h>

#include "cli/cli.h"
#include "grid/palette.h"

/* Takes the characters of the user's locale (and no more of it: in data, a number has a point). One
 * for UTF-8 that this machine does not have, as over ssh or in a container, is replaced by any
 * other for UTF-8: the text is the same. To be called once, at the beginning. */
void tty_choose_locale(void);
/* True unless TERM is empty, unset or `dumb`: it can erase a line and show colours. */
bool tty_is_able(void);
/* True if somebody sits there: both standard input and output are such a terminal. */
bool tty_is_interactive(void);
/* NULL, or in a sentence (static) why the player cannot be shown in it, and what to do. */
const char *tty_problem(void);
/* Where standard output is a terminal and standard input is none, takes keys from the terminal that
 * controls us, as less(1) does: it becomes standard input. What came before has been read then. */
void tty_take_keys(void);
/* Columns to draw in: --width, else the terminal's, else $COLUMNS, else 80. */
int tty_width(const struct cli_options *options);
/* True with --ascii, or if the locale's characters are not UTF-8. */
bool tty_ascii(const struct cli_options *options);
/* The colours for printed text; NULL: none. --color, else: standard output is a terminal that is
 * able, and NO_COLOR is not set; never by itself with -o. The terminal is not asked for its ground,
 * for a late answer would stand in the shell's line: --light, --dark and COLORFGBG say it, and
 * where nothing does, what is printed can be seen on any. */
const struct palette *tty_palette(const struct cli_options *options);

#endif
