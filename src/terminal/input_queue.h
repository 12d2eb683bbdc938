/* Bytes that came from the terminal and are not taken yet. Embedded: zero it to begin. Not thread
 * safe. */
#ifndef BATON_TERMINAL_INPUT_QUEUE_H
#define BATON_TERMINAL_INPUT_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/input.h"

enum { INPUT_QUEUE_BYTES = 1024 };

struct input_queue {
    char bytes[INPUT_QUEUE_BYTES];
    size_t len;
    int64_t came_ns; /* when the newest came, on the clock */
    bool gone;       /* nothing will come any more: the terminal is closed */
};

/* Reads what there is; waits up to `wait_ms` for it. True if something came. */
bool input_queue_fill(struct input_queue *queue, int fd, int wait_ms);
/* Takes the first key or mouse event; passes over what means nothing. What may be the beginning of
 * a sequence stays until `patience_ns` after it came. */
bool input_queue_take(struct input_queue *queue, int64_t now_ns, int64_t patience_ns,
                      struct input *input);
/* Takes a report of the cursor's place, from between the keys, which stay. */
bool input_queue_take_report(struct input_queue *queue, struct input *place);

#endif
