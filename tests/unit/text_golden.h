/* Text compared with a golden file to the letter, and what must hold of any text for a terminal.
 * BATON_UPDATE_GOLDEN=1 rewrites the files: look at the difference before it is committed. */
#ifndef BATON_TESTS_TEXT_GOLDEN_H
#define BATON_TESTS_TEXT_GOLDEN_H

#include <stdbool.h>

/* Compares with GOLDEN_DIR/NAME.txt. */
void text_golden_assert(const char *text, const char *name);
/* No line wider than asked for, nothing that a terminal would obey; in ASCII, nothing else. */
void text_assert_fits(const char *text, int width, bool ascii);

#endif
