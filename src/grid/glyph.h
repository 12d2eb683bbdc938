/* The characters that pictures are made of, in UTF-8 and in ASCII, each with its ink. One table, so
 * that the text, the player and their legends never disagree. The states stand first, in the
 * order of enum trace_state. */
#ifndef BATON_GRID_GLYPH_H
#define BATON_GRID_GLYPH_H

#include <stdbool.h>
#include <stdint.h>

#include "grid/grid.h"

enum glyph {
    GLYPH_RUNNING,
    GLYPH_POLLING,
    GLYPH_BLOCKED,
    GLYPH_WAITING,
    GLYPH_LOCK,
    GLYPH_READY,
    GLYPH_ENDED,
    GLYPH_FAILED,
    GLYPH_CANCELLED,
    GLYPH_CRASHED,
    GLYPH_MIXED,
    GLYPH_EIGHTH_1, /* running for that part of the column */
    GLYPH_EIGHTH_2,
    GLYPH_EIGHTH_3,
    GLYPH_EIGHTH_4,
    GLYPH_EIGHTH_5,
    GLYPH_EIGHTH_6,
    GLYPH_EIGHTH_7,
    GLYPH_NOBODY,   /* on a control strip */
    GLYPH_ANYONE,   /* there: a task whose number has no room */
    GLYPH_BAR_LEFT, /* a request at the device */
    GLYPH_BAR,
    GLYPH_BAR_RIGHT,
    GLYPH_BAR_QUEUED,
    GLYPH_BAR_LATE, /* answered, not yet noticed */
    GLYPH_TICK,     /* the axis */
    GLYPH_RULE,
    GLYPH_MARK_ANSWER, /* gil: the answer is there */
    GLYPH_MARK_ASKED,  /* gil: the drop was asked for */
    GLYPH_MARK_GOT,    /* gil: the lock was got */
    GLYPH_COUNT,
};

uint32_t glyph_rune(enum glyph glyph, bool ascii);
enum grid_ink glyph_ink(enum glyph glyph);
/* What a legend says of it; NULL: not in a legend. */
const char *glyph_words(enum glyph glyph);
/* Draws it. */
void glyph_put(struct grid *grid, int row, int column, enum glyph glyph, bool ascii);

#endif
