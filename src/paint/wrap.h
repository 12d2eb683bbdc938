/* Sentences over several lines. */
#ifndef BATON_PAINT_WRAP_H
#define BATON_PAINT_WRAP_H

#include <stdbool.h>
#include <stddef.h>

struct wrap_line {
    const char *text; /* within the text that is wrapped: no NUL ends it */
    size_t len;       /* bytes */
};

/* The next line of `columns` (at least 1) of the text at *rest: up to the last space that fits and
 * stands not between a time and its unit, or all that fits. *rest goes behind it and the spaces
 * that follow. False: there is nothing left. */
bool wrap_next(const char **rest, int columns, struct wrap_line *line);

#endif
