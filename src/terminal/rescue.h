/* What belongs to the user and is borrowed while the screen is ours: the terminal's modes, its
 * state, and standard error. Gives all of it back with no more than system calls, so also from a
 * signal handler, and at the program's end, however it comes. One per process. */
#ifndef BATON_TERMINAL_RESCUE_H
#define BATON_TERMINAL_RESCUE_H

#include <stdbool.h>
#include <stddef.h>

/* Remembers the modes of the terminal that is read from `in`: before anybody changes them. To
 * `out`, which need not wait, the bytes of rescue_set_reset() are written. Messages to standard
 * error, if that is a terminal, wait in memory from now on. */
void rescue_begin(int in, int out);
/* The bytes (copied) that put the terminal's state back: known before it is another one. */
void rescue_set_reset(const char *bytes, size_t len);
/* Gives back modes and standard error, with what has waited, for a while; and takes them again. The
 * terminal's state is the caller's business. */
void rescue_lend(void);
void rescue_resume(void);
/* The same as rescue_lend(), for good. */
void rescue_end(void);
/* Gives everything back. Does nothing unless something is borrowed. Async-signal-safe. */
void rescue_now(void);
/* From now on a crash of ours gives everything back first, and then takes its course; so does any
 * signal that would end us and that nobody handles. And no longer. */
void rescue_catch_crashes(void);
void rescue_release_crashes(void);

#endif
