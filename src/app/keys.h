/* Tables of keys: what the program runs on, and what the help shows. A row is keys, an action, and
 * its words. A screen has a table of its own (screen.h); the common ones stand in common_keys.c. */
#ifndef BATON_APP_KEYS_H
#define BATON_APP_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "app/input.h"
#include "view/view.h"

/* A key that was pressed, as an action gets it. */
struct key_press {
    uint32_t key;
    int direction; /* -1: by one of the row's `back` keys; else 1 */
    int argument;  /* the row's */
};

/* `self`: the state of the table's screen; the application for common keys. */
typedef void key_action(void *self, const struct key_press *press);
/* Whether the row holds now: then it goes before those that hold always. */
typedef bool key_when(const void *self);

enum { KEYS_BACK = 4, KEYS_OF_ROW = 9 };

struct key_row {
    uint32_t back[KEYS_BACK];   /* the same the other way; 0-terminated if fewer, as the next */
    uint32_t keys[KEYS_OF_ROW]; /* input keys */
    const char *shown;          /* "← →" */
    const char *plain;          /* in ASCII: "left right"; NULL: as shown */
    const char *words;          /* "to the last, the next hand-off" */
    const char *group;          /* a heading of the help; rows of one stand together there */
    key_action *act;
    key_when *when; /* NULL: always */
    int argument;
    bool letter; /* holds but where letters are typed into a screen */
    bool always; /* also while a line is typed or something stands over the screen */
};

/* A table ends with NULL words. */
struct key_table {
    const struct key_row *rows; /* NULL: no table */
    void *self;
};

/* All that hold on a screen: its own, then the common ones. */
enum { KEY_TABLES = 2 };
struct key_set {
    struct key_table tables[KEY_TABLES];
    bool typed; /* letters are typed into it */
};

struct key_found {
    const struct key_row *row;
    struct key_press press;
    void *self;
};

/* The n-th row of all, or NULL. */
const struct key_row *keys_at(const struct key_set *set, int n);
/* The row of a key; false if there is none. */
bool keys_find(const struct key_set *set, uint32_t key, struct key_found *found);
/* Rows for the help, group by group; returns how many. With `help` NULL, only counts. */
int keys_help(const struct key_set *set, bool ascii, struct view_key *help);

#define KEY_CTRL(letter) (INPUT_CTRL + (letter))

#endif
