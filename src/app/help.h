/* The help of a screen: its keys, the common ones, the commands. A screen that has panes to put it
 * over shows the rows itself (struct screen); else it is shown here, in the screen's place. */
#ifndef BATON_APP_HELP_H
#define BATON_APP_HELP_H

#include <stdbool.h>
#include <stdint.h>

#include "app/commands.h"
#include "app/input.h"
#include "app/keys.h"
#include "grid/grid.h"

/* Embedded: zero it to begin. */
struct help {
    struct view_key *rows; /* NULL: it is not open */
    int scroll;
};

/* The rows, ended by NULL keys; the caller frees the array. `commands` may be NULL. */
struct view_key *help_rows(const struct key_set *keys, const struct command_set *commands,
                           bool ascii);

/* Takes the rows. */
void help_open(struct help *help, struct view_key *rows);
void help_close(struct help *help);
/* Inputs while it is open, on a screen of that size. A key that has no meaning here closes it, and
 * is not taken: it does what it always does. */
bool help_key(struct help *help, uint32_t key, int columns, int rows);
bool help_mouse(struct help *help, const struct input *input, int columns, int rows);
void help_draw(const struct help *help, bool ascii, struct grid *grid);

/* ---- keys of whatever stands over a screen ---- */

/* esc, q */
bool help_key_closes(uint32_t key);
/* The keys that open it: they only close what is open. */
bool help_key_opens(uint32_t key);
/* True if the key scrolls, and by how many rows on a screen of that height; `letters` and space
 * may. */
bool help_key_scrolls(uint32_t key, bool letters, int rows, int *by);

#endif
