#include "config.h"

#include "device/device.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "device/wire.h"

int device_control_pair(int fds[2])
{
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) == 0 ? 0 : -errno;
}

static int send_message(int fd, const struct msghdr *message)
{
    ssize_t sent;
    do {
        sent = sendmsg(fd, message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : 0;
}

static int send_order(int control, enum device_order order, int64_t value)
{
    struct device_control what = {.order = order, .value = value};
    struct iovec part = {&what, sizeof what};
    return send_message(control, &(struct msghdr){.msg_iov = &part, .msg_iovlen = 1});
}

int device_go(int control, int64_t origin_ns)
{
    return send_order(control, DEVICE_GO, origin_ns);
}

int device_cancel(int control, uint32_t request)
{
    return send_order(control, DEVICE_CANCEL, request);
}

static int send_descriptor(int control, int fd)
{
    struct device_control what = {.order = DEVICE_CONNECT};
    struct iovec part = {&what, sizeof what};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } rights = {0};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = &rights,
        .msg_controllen = sizeof rights.bytes,
    };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    return send_message(control, &message);
}

int device_connect(int control, int *fd)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return -errno;
    int status = send_descriptor(control, ends[1]);
    close(ends[1]);
    if (status < 0) {
        close(ends[0]);
        return status;
    }
    *fd = ends[0];
    return 0;
}

int device_ask(int fd, const struct device_request *request)
{
    ssize_t sent;
    do {
        sent = send(fd, request, sizeof *request, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : 0;
}

int device_read(int fd, struct device_answer *answer)
{
    ssize_t got;
    do {
        got = read(fd, answer, sizeof *answer);
    } while (got < 0 && errno == EINTR);
    if (got == 0 || (got < 0 && errno == ECONNRESET))
        return -EPIPE;
    if (got < 0)
        return -errno;
    return got == sizeof *answer ? 0 : -EPROTO;
}
