/* Whole files: read with a bound, written whole or not at all. */
#ifndef BATON_BASE_FILE_H
#define BATON_BASE_FILE_H

#include <stddef.h>

/* Reads a file, or standard input for "-". Returns 0 and a NUL-terminated buffer the caller frees,
 * or a negative errno
 * (-EFBIG over max_bytes, -EISDIR for a folder). */
int file_read(const char *path, size_t max_bytes, char **text, size_t *len);
/* Writes through a temporary file beside it, synced and renamed over it: whole, or not at all; a
 * device, a pipe or
 * "-" (standard output) is written directly. 0 or a negative errno; nothing is left behind on
 * failure. */
int file_write(const char *path, const char *bytes, size_t len);
/* write(2) until all is written. 0 or a negative errno. */
int file_write_all(int fd, const char *bytes, size_t len);

#endif
