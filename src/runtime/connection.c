#include "config.h"

#include "runtime/connection.h"

#include "runtime/device.h"
#include "runtime/interp.h"

#include <errno.h>
#include <fcntl.h>

int connection_open(struct worker *worker, int *fd)
{
    return device_connect(worker->device, fd);
}

void connection_set_blocking(int fd, bool blocking)
{
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0)
        return;
    fcntl(fd, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}

/* 1: the task's answer; 0: not there yet; an answer to an older request is passed over. A device
 * that is gone ends the run. */
static int read_one(struct task *task, int fd, struct device_answer *answer)
{
    for (;;) {
        int got = device_read(fd, answer);
        if (got == -EAGAIN)
            return 0;
        if (got < 0) {
            board_set_over(task->worker->board, BOARD_STOP);
            *answer = (struct device_answer){.id = task->request, .cancelled = 1};
            return 1;
        }
        if (answer->id == task->request)
            return 1;
    }
}

void connection_read(struct flow *flow, struct task *task, int fd)
{
    struct device_answer answer;
    while (!read_one(task, fd, &answer))
        connection_set_blocking(fd, true);
    interp_answered(task, &answer);
}

bool connection_try(struct flow *flow, struct task *task)
{
    struct device_answer answer;
    if (!read_one(task, task->device_fd, &answer))
        return false;
    interp_answered(task, &answer);
    return true;
}
