/* Job control: whose the terminal is, and stopping until it is ours. */
#ifndef BATON_TERMINAL_FOREGROUND_H
#define BATON_TERMINAL_FOREGROUND_H

#include <stdbool.h>

/* True while the terminal on descriptor 0 is another group's. Where there is no job control, none
 * is in the background. Async-signal-safe. */
bool foreground_is_other(void);
/* Stops as any program does, with all of its group: whoever started us from a script stops, too.
 * Returns when it is continued; false if it has not stopped: nobody could continue it (an orphan),
 * or the signal is ignored. SIGCONT must have no handler of the caller's meanwhile. */
bool foreground_stop(int number);
/* Stops until the terminal is ours, or nobody could give it to us. Before its modes are looked at,
 * for they are those of whoever has it; and before signals are handled, for nobody would hear of
 * them. */
void foreground_await(void);

#endif
