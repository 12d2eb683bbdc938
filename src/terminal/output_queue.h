/* Bytes on their way to the terminal that it has not taken yet. Nothing waits for it, but where it
 * is given back. Embedded. Not thread safe. */
#ifndef BATON_TERMINAL_OUTPUT_QUEUE_H
#define BATON_TERMINAL_OUTPUT_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

struct output_queue {
    int fd, given; /* the terminal, and as it was given */
    struct strbuf bytes;
};

/* Opens what is behind `fd` anew: whether writing waits belongs to the open file, and that is
 * shared with whoever started us. What cannot be opened again (another user's) is used as it is,
 * and may wait. */
void output_queue_init(struct output_queue *queue, int fd);
void output_queue_release(struct output_queue *queue);
/* Sends what is taken at once, and keeps the rest. What is closed takes all. */
void output_queue_add(struct output_queue *queue, const char *bytes, size_t len);
/* Goes on with the rest; true if there is none. */
bool output_queue_send(struct output_queue *queue);
/* Goes on until nothing is left, or nothing was taken for so long: the rest is dropped then. A line
 * that is dead, or a window that hangs, must not keep us. */
void output_queue_drain(struct output_queue *queue, int patience_ms);

#endif
