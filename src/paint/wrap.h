/* Sentences over several lines. */
#ifndef BATON_PAINT_WRAP_H
#define BATON_PAINT_WRAP_H

#include <stddef.h>

/* How many bytes of the text stand on one line of `columns`: up to the last space that fits and
 * stands not between a time and its unit, or all that fits. */
size_t wrap_line_len(const char *text, size_t columns);

#endif
