#include "config.h"

#include "terminal/output_queue.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void output_queue_init(struct output_queue *queue, int fd)
{
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    *queue = (struct output_queue){.given = fd};
    queue->fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (queue->fd < 0)
        queue->fd = fd;
}

void output_queue_release(struct output_queue *queue)
{
    if (queue->fd != queue->given)
        close(queue->fd);
    strbuf_release(&queue->bytes);
}

void output_queue_add(struct output_queue *queue, const char *bytes, size_t len)
{
    strbuf_add(&queue->bytes, bytes, len);
    output_queue_send(queue);
}

/* The bytes that are taken of these. */
static size_t send_some(int fd, const char *bytes, size_t len)
{
    size_t at = 0;
    while (at < len) {
        ssize_t sent = write(fd, bytes + at, len - at);
        if (sent > 0)
            at += (size_t)sent;
        else if (sent < 0 && errno == EAGAIN)
            return at;
        else if (sent < 0 && errno != EINTR)
            return len; /* it is closed: reading will tell */
    }
    return len;
}

bool output_queue_send(struct output_queue *queue)
{
    size_t len = queue->bytes.len, sent;
    if (!len)
        return true;
    sent = send_some(queue->fd, strbuf_str(&queue->bytes), len);
    if (sent == len) {
        strbuf_clear(&queue->bytes);
        return true;
    }
    char *rest = strbuf_detach(&queue->bytes);
    strbuf_add(&queue->bytes, rest + sent, len - sent);
    free(rest);
    return false;
}

void output_queue_drain(struct output_queue *queue, int patience_ms)
{
    struct pollfd out = {.fd = queue->fd, .events = POLLOUT};
    while (!output_queue_send(queue) && poll(&out, 1, patience_ms) > 0)
        ;
    strbuf_clear(&queue->bytes);
}
