/* What stands in a line of a scenario, for its colours: forgiving, for a file that is being written
 * has lines that the lexer refuses. Pure; private to the room. */
#ifndef BATON_VIEW_SYNTAX_H
#define BATON_VIEW_SYNTAX_H

#include <stddef.h>
#include <stdint.h>

/* Sets the ink (enum grid_ink) of each byte. */
void syntax_inks(const char *line, size_t len, uint8_t *inks);
/* The same of a line of Python. */
void syntax_python_inks(const char *line, size_t len, uint8_t *inks);

#endif
