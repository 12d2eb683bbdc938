/* Names and lines of a program without Python: its symbols, read here, and its lines, which
 * addr2line of binutils knows. Without that there are none. */
#ifndef BATON_RECORD_SYMBOLS_H
#define BATON_RECORD_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

/* Adds the name of what lies there in the file of a program or library: `accounts`, or
 * `accounts+16` within it. False if it has none. */
bool symbols_add_name(const char *path, int64_t address, struct strbuf *name);

struct symbols_line {
    int64_t address; /* in the file */
    char *file;      /* NULL: not known */
    uint32_t line;
};

/* Finds the lines of so many addresses in one file. The caller frees the names. */
void symbols_find_lines(const char *path, struct symbols_line *lines, size_t count);

#endif
