/* What belongs to the user and is borrowed while the screen is ours: the terminal's modes, its
 * state, and standard error. Gives all of it back with no more than system calls, so also from a
 * signal handler, and at the program's end, however it comes. One per process. */
#ifndef BATON_TUI_RESCUE_H
#define BATON_TUI_RESCUE_H

#include <stdbool.h>
#include <stddef.h>

/* Remembers the modes of the terminal behind `fd`: before anybody changes them. Messages to
 * standard error, if that is a terminal, wait in memory from now on. */
void rescue_begin(int fd);
/* The bytes (copied) that put the terminal's state back. */
void rescue_set_reset(const char *bytes, size_t len);
/* The terminal was given back for a while: so is standard error, with what has waited; and taken
 * again. */
void rescue_lend(void);
void rescue_resume(void);
/* The terminal was given back in an orderly way, for good. */
void rescue_end(void);
/* Gives everything back. Does nothing unless something is borrowed. Async-signal-safe. */
void rescue_now(void);

#endif
