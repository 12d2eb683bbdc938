#include "config.h"

#include "terminal/input_queue.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "terminal/input_parse.h"

bool input_queue_fill(struct input_queue *queue, int fd, int wait_ms)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    size_t room = sizeof queue->bytes - queue->len;
    if (!room || queue->gone || poll(&ready, 1, wait_ms) <= 0)
        return false;
    ssize_t got = read(fd, queue->bytes + queue->len, room);
    if (got > 0) {
        queue->len += (size_t)got;
        queue->came_ns = clock_now_ns();
    } else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
        queue->gone = true;
    }
    return got > 0;
}

static void remove_bytes(struct input_queue *queue, size_t at, size_t count)
{
    memmove(queue->bytes + at, queue->bytes + at + count, queue->len - at - count);
    queue->len -= count;
}

bool input_queue_take(struct input_queue *queue, int64_t now_ns, int64_t patience_ns,
                      struct input *input)
{
    bool late = queue->gone || now_ns - queue->came_ns >= patience_ns;
    while (queue->len) {
        struct input_parsed parsed;
        size_t used = input_parse(queue->bytes, queue->len, late, &parsed);
        if (!used)
            return false;
        remove_bytes(queue, 0, used);
        *input = parsed.input;
        if (!parsed.report && (input->key || input->mouse))
            return true;
    }
    return false;
}

bool input_queue_take_report(struct input_queue *queue, struct input *place)
{
    size_t at = 0, used = 0;
    for (; at < queue->len; at += used) {
        struct input_parsed parsed;
        used = input_parse(queue->bytes + at, queue->len - at, false, &parsed);
        if (!used)
            return false;
        if (parsed.report) {
            *place = parsed.input;
            remove_bytes(queue, at, used);
            return true;
        }
    }
    return false;
}
