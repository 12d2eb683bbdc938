/* The user's editor, in the terminal that is lent to it: $VISUAL, $EDITOR, or vi. Belongs to the
 * loop's thread; one at a time.
 *
 * It runs in our process group, as a command of the shell does: ctrl-z stops both, and `fg`
 * continues both. While it runs, interrupts from the keyboard are its own business. */
#ifndef BATON_TERMINAL_EDITOR_H
#define BATON_TERMINAL_EDITOR_H

#include <stdbool.h>
#include <uv.h>

struct editor;

/* It has ended: with the status that wait(2) gives, or -1 if it could not be started. */
typedef void editor_fn(void *arg, int status);

/* Reaps only its own child: runs reap theirs. */
struct editor *editor_new(uv_loop_t *loop, editor_fn *ended, void *arg);
/* The terminal is given back already. `line` from 1, or 0. False if it could not be started. */
bool editor_start(struct editor *editor, const char *path, int line);
/* The same of what is no editor: `become` makes of the child what it is to be. */
bool editor_start_other(struct editor *editor, void (*become)(void *arg), void *arg);
bool editor_is_running(const struct editor *editor);
/* Sends it a signal, if it runs. */
void editor_signal(const struct editor *editor, int number);
/* Lets go of one that runs. The loop has to turn once more to free the last of it. */
void editor_free(struct editor *editor);

/* The command for sh(1): for tests. The caller frees it. */
char *editor_command(const char *editor, int line);

#endif
