/* What of a path is shown to others. Where a file lies in somebody's folders is nobody's business:
 * an export is passed on. */
#ifndef BATON_BASE_PATH_H
#define BATON_BASE_PATH_H

#include <stddef.h>

#include "base/strbuf.h"

/* The file's name without its folder. Borrowed from `path`. */
const char *path_base(const char *path);
/* A path as it was given, but of an absolute one the name alone. Borrowed from `path`. */
const char *path_shown(const char *path);
/* Text in which a path stands: as path_shown() has it, in its place. */
void path_hide(struct strbuf *text, const char *path);
/* Appends a command, its words apart by a space, with each absolute path in it as path_shown() has
 * it: one that a word begins with, or that stands behind a `=`. */
void path_add_command(struct strbuf *out, const char *words, size_t len);

#endif
