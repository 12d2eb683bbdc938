/* Bytes that came from the terminal and are not taken yet. Embedded: zero it to begin. Not thread
 * safe. */
#ifndef BATON_TERMINAL_INPUT_QUEUE_H
#define BATON_TERMINAL_INPUT_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/input.h"
#include "terminal/input_parse.h"

enum { INPUT_QUEUE_BYTES = 1024 };

/* How long nothing may come before what has begun is taken for what it is. A line may break a key
 * in two: ssh over a bad network does. ESC alone is a key, so that one is waited for the shortest;
 * nobody types the beginning of a sequence; and what a terminal tells, or what is pasted, comes in
 * pieces as large as the line takes. */
enum {
    INPUT_ESC_MS = 150,
    INPUT_ESC_FAR_MS = 400, /* where the terminal is on another machine */
    INPUT_SEQUENCE_MS = 500,
    INPUT_STRING_MS = 1000,
    INPUT_PASTE_MS = 2000,
};

/* What a terminal has told: `kind` is the character behind ESC (`]` for OSC). Borrowed. `[`,
 * without a text: a report of the cursor's place has come. */
typedef void input_told_fn(void *arg, char kind, const char *text, size_t len);

struct input_queue {
    char bytes[INPUT_QUEUE_BYTES];
    size_t len;
    enum input_within within; /* what the first of them belongs to */
    int64_t came_ns;          /* when the newest came, on the clock */
    int esc_ms;               /* for ESC alone; 0: INPUT_ESC_MS */
    bool gone;                /* nothing will come any more: the terminal is closed */
    input_told_fn *told;      /* NULL: what is told is passed over */
    void *told_arg;
};

/* Reads what there is; waits up to `wait_ms` for it. True if something came. */
bool input_queue_fill(struct input_queue *queue, int fd, int wait_ms);
/* Takes the first key, mouse event or pasted character; passes over what means nothing. What may be
 * the beginning of something longer stays for a while after it came: see input_queue_wait_ns(). */
bool input_queue_take(struct input_queue *queue, int64_t now_ns, struct input *input);
/* In how long it has to be asked again though nothing comes; -1: then it has not to be. */
int64_t input_queue_wait_ns(const struct input_queue *queue, int64_t now_ns);
/* Takes a report of the cursor's place, from between the keys, which stay. What was told before it
 * has been handed over then. */
bool input_queue_take_report(struct input_queue *queue, struct input *place);

#endif
