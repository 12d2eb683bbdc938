#include "config.h"

#include "grid/glyph.h"

#include <stddef.h>

struct glyph_row {
    uint32_t rune;
    char ascii;
    uint8_t ink;
    const char *words;
};

static const struct glyph_row glyphs[GLYPH_COUNT] = {
    [GLYPH_RUNNING] = {0x2588, '#', INK_RUNNING, "running"},
    [GLYPH_POLLING] = {0x259A, '?', INK_POLLING, "polling"},
    [GLYPH_BLOCKED] = {0x2592, 'x', INK_BLOCKED, "blocked: a call holds the thread"},
    [GLYPH_WAITING] = {0x00B7, '.', INK_WAITING, "waiting"},
    [GLYPH_LOCK] = {0x254E, '!', INK_LOCK, "waits for a lock"},
    [GLYPH_READY] = {0x2584, '-', INK_READY, "ready: another has control"},
    [GLYPH_ENDED] = {0x25A0, '|', INK_ENDED, "ended"},
    [GLYPH_FAILED] = {0x2717, 'X', INK_FAILED, "failed"},
    [GLYPH_CANCELLED] = {'/', '/', INK_FAILED, "cancelled"},
    [GLYPH_CRASHED] = {0x2020, '@', INK_FAILED, "crashed"},
    [GLYPH_MIXED] = {'+', '+', INK_MIXED, "several in turns"},
    [GLYPH_EIGHTH_1] = {0x258F, '\'', INK_RUNNING, "ran, shorter than a column"},
    [GLYPH_EIGHTH_2] = {0x258E, '\'', INK_RUNNING, NULL},
    [GLYPH_EIGHTH_3] = {0x258D, '\'', INK_RUNNING, NULL},
    [GLYPH_EIGHTH_4] = {0x258C, '#', INK_RUNNING, NULL},
    [GLYPH_EIGHTH_5] = {0x258B, '#', INK_RUNNING, NULL},
    [GLYPH_EIGHTH_6] = {0x258A, '#', INK_RUNNING, NULL},
    [GLYPH_EIGHTH_7] = {0x2589, '#', INK_RUNNING, NULL},
    [GLYPH_NOBODY] = {0x00B7, '.', INK_FAINT, NULL},
    [GLYPH_ANYONE] = {'*', '*', INK_MIXED, "a task whose number does not fit"},
    [GLYPH_BAR_LEFT] = {0x251C, '[', INK_PLAIN, NULL},
    [GLYPH_BAR] = {0x2500, '-', INK_PLAIN, NULL},
    [GLYPH_BAR_RIGHT] = {0x2524, ']', INK_PLAIN, NULL},
    [GLYPH_BAR_QUEUED] = {0x254C, '~', INK_FAINT, "queued at the device"},
    [GLYPH_BAR_LATE] = {0x2508, ':', INK_READY, "answered, its task not told"},
    [GLYPH_TICK] = {0x252C, '+', INK_FAINT, NULL},
    [GLYPH_RULE] = {0x2500, '-', INK_FAINT, NULL},
    [GLYPH_MARK_ANSWER] = {0x25CB, 'o', INK_PLAIN, "its answer is there"},
    [GLYPH_MARK_ASKED] = {0x25BE, 'v', INK_PLAIN, "asked to drop the lock"},
    [GLYPH_MARK_GOT] = {0x25CF, '*', INK_PLAIN, "got the lock"},
};

uint32_t glyph_rune(enum glyph glyph, bool ascii)
{
    return ascii ? (uint32_t)glyphs[glyph].ascii : glyphs[glyph].rune;
}

enum grid_ink glyph_ink(enum glyph glyph)
{
    return glyphs[glyph].ink;
}

const char *glyph_words(enum glyph glyph)
{
    return glyphs[glyph].words;
}

void glyph_put(struct grid *grid, int row, int column, enum glyph glyph, bool ascii)
{
    struct grid_style style = {.ink = glyphs[glyph].ink};
    grid_put_rune(grid, row, column, glyph_rune(glyph, ascii), style);
}
