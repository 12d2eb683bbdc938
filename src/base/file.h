/* Whole files: read with a bound, written whole or not at all. */
#ifndef BATON_BASE_FILE_H
#define BATON_BASE_FILE_H

#include <stddef.h>

/* Reads a file, without ever waiting for somebody: what is no regular file (a pipe, a device) is
 * refused with -ESPIPE. 0 and a NUL-terminated buffer the caller frees, or a negative errno (-EFBIG
 * over max_bytes, -EISDIR for a folder). */
int file_read(const char *path, size_t max_bytes, char **text, size_t *len);
/* The same of its first bytes, `room` at most, into `out`: for what it is. */
int file_read_head(const char *path, char *out, size_t room, size_t *len);
/* 0 if a regular file is there; else what file_read() would say. */
int file_check(const char *path);

/* How much of a stream is read: what does not begin with the mark is soon known to be something
 * else. Without a mark (NULL) all do. */
struct file_bound {
    const char *mark;
    size_t marked_most, other_most;
};

/* The same of what is open already, whatever it is, from where it stands to its end. It may wait.
 */
int file_read_open(int fd, const struct file_bound *bound, char **text, size_t *len);
/* What these errors are called. */
const char *file_reason(int error);

/* Writes through a temporary file beside it, synced and renamed over it: whole, or not at all; a
 * device, a pipe or
 * "-" (standard output) is written directly. 0 or a negative errno; nothing is left behind on
 * failure. */
int file_write(const char *path, const char *bytes, size_t len);
/* The same of what only its owner is to read: a file then has the mode 0600. */
int file_write_private(const char *path, const char *bytes, size_t len);
/* Makes the folders above that file that are missing. 0 or a negative errno. */
int file_make_folders(const char *path);
/* write(2) until all is written. 0 or a negative errno. */
int file_write_all(int fd, const char *bytes, size_t len);

#endif
