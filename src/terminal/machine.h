/* What libuv ends the process without, by abort(3) and without a word, what ncurses crashes
 * without, and what a screen would stay blank without: tried once, before the terminal is taken. */
#ifndef BATON_TERMINAL_MACHINE_H
#define BATON_TERMINAL_MACHINE_H

/* NULL if all of it is here; else what is refused, and why: a sentence (static). */
const char *machine_refuses(void);

#endif
