/* What terminfo says of the terminal. Not thread safe. */
#ifndef BATON_TERMINAL_CAPABILITY_H
#define BATON_TERMINAL_CAPABILITY_H

#include "base/strbuf.h"

/* NULL, or in a sentence (static, no full stop) why the terminal of TERM cannot be drawn on, and
 * what to do. Not while ncurses is at work. */
const char *capability_problem(void);

/* The rest once ncurses has read them. By its name in terminfo: NULL if the terminal lacks it. */
const char *capability(const char *name);
/* Appends the bytes of one, without the delays that terminfo writes as $<5>; nothing if it is
 * lacking. */
void capability_add(struct strbuf *out, const char *name);
/* Appends what moves the cursor; both from 0. */
void capability_add_move(struct strbuf *out, int row, int column);

#endif
