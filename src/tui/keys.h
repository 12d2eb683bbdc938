/* The table of the keys: what the program runs on, and what the help screen shows. A row is keys,
 * an action, and its words. */
#ifndef BATON_TUI_KEYS_H
#define BATON_TUI_KEYS_H

#include <stdint.h>

#include "view/view.h"

struct app;

enum key_screen { KEYS_BROWSER, KEYS_PLAYER, KEYS_COMPARE, KEY_SCREENS };

typedef void key_action(struct app *app, int argument, int64_t now_ns);

struct key_row {
    uint32_t keys[4];  /* input keys, 0-terminated if fewer */
    const char *shown; /* "space", "← →" */
    const char *words;
    const char *group;
    key_action *act;
    int argument;
};

/* The row for a key on a screen, or NULL. */
const struct key_row *keys_find(enum key_screen screen, uint32_t key);
/* The rows of a screen, for the help; ends with NULL keys. Static. */
const struct view_key *keys_help(enum key_screen screen);

#endif
