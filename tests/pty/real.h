/* The real terminal that ptyrun itself runs in: what the program writes is passed on to it, and
 * what it answers is passed back; and it is asked, by its own reports, what state it is in. */
#ifndef BATON_TESTS_REAL_H
#define BATON_TESTS_REAL_H

#include <stdbool.h>
#include <termios.h>

#include "base/strbuf.h"

struct real {
    int fd;
    int columns, rows;
    struct termios found;
};

/* Opens /dev/tty. False if there is none. */
bool real_open(struct real *real);
/* `broken`: its state is not as it was; it is made anew for whoever comes next. */
void real_close(struct real *real, bool broken);
/* Waits for the terminal to be of that size: asks it to be. False if it does not become so. */
bool real_resize(struct real *real, int columns, int rows);

/* Appends all that it reports of its modes and margins, a line each, so that two states can be
 * compared. Nobody else may be using it: the cursor moves. */
void real_state(struct real *real, struct strbuf *out);
/* Its answer to the question for a mode ("?25"): 1 on, 2 off; 0: it does not say. */
int real_mode(struct real *real, const char *mode);

#endif
