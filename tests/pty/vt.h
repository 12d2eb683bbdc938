/* A terminal as far as the tests need one: it understands what ncurses sends to an xterm, and keeps
 * the characters of the screen and a few of its modes. Colours are only noticed. Unlike an xterm,
 * it keeps its margins when it is resized. */
#ifndef BATON_TESTS_VT_H
#define BATON_TESTS_VT_H

#include <stdbool.h>
#include <stddef.h>

#include "grid/grid.h"

enum { VT_SEQUENCE = 128 };

struct vt {
    struct grid screen;
    int row, column; /* of the cursor; column may be behind the last: the next character wraps */
    int top, bottom; /* of what scrolls */
    int kept_row, kept_column; /* ESC 7 keeps the cursor's place */
    bool alternate;            /* the other screen is shown */
    bool hidden;               /* the cursor is */
    int mouse;                 /* how many mouse modes are on */
    bool cuts;                 /* what is written behind the last column is not wrapped */
    bool inserts;              /* what is written moves what stands there */
    bool keypad;               /* it sends sequences of its own */
    bool pastes;               /* what is pasted comes between brackets */
    bool coloured;             /* a colour was set at any time */
    bool of_256;               /* one of 256 */
    int asked;        /* reports of the cursor's place that were asked for and not answered */
    int asked_column; /* where it was then, from 1 */
    char pending[VT_SEQUENCE]; /* the beginning of a sequence or character */
    size_t pending_len;
    size_t unknown; /* sequences that were not understood */
};

void vt_init(struct vt *vt, int columns, int rows);
void vt_release(struct vt *vt);
void vt_resize(struct vt *vt, int columns, int rows);
void vt_feed(struct vt *vt, const char *bytes, size_t len);
/* True if the text stands in one of the rows. */
bool vt_shows(const struct vt *vt, const char *text);
/* True if it stands where the cursor is, seen or not. */
bool vt_is_at(const struct vt *vt, const char *text);

#endif
