/* What was drawn into a grid, compared with a golden file to the letter: its text, and below it
 * maps of its inks and flags, a letter a cell. BATON_UPDATE_GOLDEN=1 rewrites the file. */
#ifndef BATON_TESTS_SCREEN_GOLDEN_H
#define BATON_TESTS_SCREEN_GOLDEN_H

#include "base/strbuf.h"
#include "grid/grid.h"

/* Text, inks and flags of a grid, appended. Inks: t title, f faint, r running, p polling, b
 * blocked, w waiting, l lock, y ready, e ended, x failed, m mixed, n note, k keyword, s string, d
 * number, c comment, 1-6 tasks, `.` plain. Flags: the sum of GRID_BOLD, GRID_REVERSE,
 * GRID_UNDERLINE. Blank cells without flags: blank. */
void screen_golden_add(const struct grid *grid, struct strbuf *out);
/* Compares the grid with GOLDEN_DIR/NAME.txt. */
void screen_golden_assert(const struct grid *grid, const char *name);
/* Fails if the grids differ in any cell; `what` says what was compared. */
void screen_assert_same(const struct grid *a, const struct grid *b, const char *what);

#endif
