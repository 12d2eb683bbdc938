#include "config.h"

#include "terminal/input_queue.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

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

/* ---- waiting for the rest ---- */

static int64_t patience_ns(const struct input_queue *queue)
{
    static const int by_within_ms[] = {
        [INPUT_WITHIN_SEQUENCE] = INPUT_SEQUENCE_MS,
        [INPUT_WITHIN_STRING] = INPUT_STRING_MS,
        [INPUT_WITHIN_PASTE] = INPUT_PASTE_MS,
    };
    if (queue->within)
        return by_within_ms[queue->within] * NS_PER_MS;
    if (queue->len == 1)
        return (queue->esc_ms ? queue->esc_ms : INPUT_ESC_MS) * NS_PER_MS;
    return (input_begins_answer(queue->bytes[1]) ? INPUT_STRING_MS : INPUT_SEQUENCE_MS) * NS_PER_MS;
}

int64_t input_queue_wait_ns(const struct input_queue *queue, int64_t now_ns)
{
    if (!queue->len && !queue->within)
        return -1;
    int64_t left_ns = queue->came_ns + patience_ns(queue) - now_ns;
    return queue->gone || left_ns < 0 ? 0 : left_ns;
}

/* ---- taking ---- */

static void tell(const struct input_queue *queue, const struct input_parsed *parsed)
{
    if (parsed->report && queue->told)
        queue->told(queue->told_arg, '[', "", 0);
    else if (parsed->answer && queue->told)
        queue->told(queue->told_arg, parsed->answer, parsed->text, parsed->text_len);
}

bool input_queue_take(struct input_queue *queue, int64_t now_ns, struct input *input)
{
    while (queue->len) {
        struct input_parsed parsed;
        size_t used = input_parse(queue->within, queue->bytes, queue->len, false, &parsed);
        if (!used && input_queue_wait_ns(queue, now_ns) == 0)
            used = input_parse(queue->within, queue->bytes, queue->len, true, &parsed);
        if (!used)
            return false;
        tell(queue, &parsed);
        remove_bytes(queue, 0, used);
        queue->within = parsed.within;
        *input = parsed.input;
        if (!parsed.report && (input->key || input->mouse))
            return true;
    }
    if (queue->within && input_queue_wait_ns(queue, now_ns) == 0)
        queue->within = INPUT_WITHIN_NOTHING; /* its end has been lost */
    return false;
}

bool input_queue_take_report(struct input_queue *queue, struct input *place)
{
    enum input_within within = queue->within;
    size_t at = 0;
    while (at < queue->len) {
        struct input_parsed parsed;
        size_t used = input_parse(within, queue->bytes + at, queue->len - at, false, &parsed);
        if (!used)
            return false;
        tell(queue, &parsed);
        within = parsed.within;
        if (parsed.report || parsed.answer)
            remove_bytes(queue, at, used);
        else
            at += used;
        if (parsed.report) {
            *place = parsed.input;
            return true;
        }
    }
    return false;
}
