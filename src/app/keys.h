/* The table of the keys: what the program runs on, and what the help screen shows. A row is keys,
 * an action, and its words. */
#ifndef BATON_APP_KEYS_H
#define BATON_APP_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "app/input.h"
#include "view/view.h"

struct app;

enum key_screen { KEYS_BROWSER, KEYS_PLAYER, KEYS_COMPARE, KEY_SCREENS };

/* A key that was pressed, as an action gets it. */
struct key_press {
    uint32_t key;
    int direction; /* -1: by one of the row's `back` keys; else 1 */
    int argument;  /* the row's */
};

typedef void key_action(struct app *app, const struct key_press *press);

enum { KEYS_OF_ROW = 9 };

struct key_row {
    unsigned screens;           /* 1 << enum key_screen, those on which it holds */
    uint32_t back[4];           /* the same the other way; 0-terminated if fewer, as the next */
    uint32_t keys[KEYS_OF_ROW]; /* input keys */
    const char *shown;          /* "← →" */
    const char *plain;          /* in ASCII: "left right"; NULL: as shown */
    const char *words;          /* "to the last, the next hand-off" */
    const char *group;
    key_action *act;
    int argument;
};

/* The table; ends with NULL words. */
const struct key_row *keys_table(void);
/* The row for a key on a screen, or NULL. *direction as in key_press. */
const struct key_row *keys_find(enum key_screen screen, uint32_t key, int *direction);
/* The rows of a screen, for the help; ends with NULL keys. The caller frees the array. */
struct view_key *keys_help(enum key_screen screen, bool ascii);

#endif
