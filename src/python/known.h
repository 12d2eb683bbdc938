/* What a translation has to know of the whole file before it writes the first line. */
#ifndef BATON_PYTHON_KNOWN_H
#define BATON_PYTHON_KNOWN_H

#include "python/translation.h"

void known_find(struct translation *t);
/* The statement may wait under the loop models, by itself. */
bool known_waits(const struct tree_stmt *stmt);
/* Whether the line of the header stands in the file, and where, the last of them. */
bool known_has_line(const struct translation *t, enum tree_line_kind kind);
struct tree_place known_place_of(const struct translation *t, enum tree_line_kind kind);
const struct program_settings *known_settings(const struct translation *t);

#endif
