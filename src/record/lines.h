/* The tables of lines of CPython's codes, as they lie in its memory. */
#ifndef BATON_RECORD_LINES_H
#define BATON_RECORD_LINES_H

#include <stddef.h>
#include <stdint.h>

/* The line of the instruction at that offset, in bytes, in a code whose first line is `first`; 0:
 * it has none, or the table is broken. `version` is that of the Python, as in sys.hexversion. */
uint32_t lines_find(const unsigned char *table, size_t len, uint32_t version, int first,
                    long offset);

#endif
