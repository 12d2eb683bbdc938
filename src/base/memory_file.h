/* A file in memory that has no name: what processes share, or what is handed to one by its
 * descriptor. */
#ifndef BATON_BASE_MEMORY_FILE_H
#define BATON_BASE_MEMORY_FILE_H

/* An empty one, close-on-exec. A memfd; where that is refused a file in /dev/shm, in $TMPDIR or in
 * /tmp that is unlinked at once, so that nothing is left behind. -1 with the errno of the memfd. */
int memory_file_open(const char *name);

#endif
