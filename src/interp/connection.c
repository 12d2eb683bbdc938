#include "config.h"

#include "interp/connection.h"

#include "device/device.h"

#include <errno.h>
#include <fcntl.h>

/* The run ends: the device is gone, or the machine refused something. */
static void lose(struct worker *worker, const char *what, int error)
{
    if (error == EPIPE || error == ECONNRESET || error == EPROTO)
        board_set_over(worker->board, BOARD_STOP);
    else
        board_refuse(worker->board, what, error);
}

bool connection_ask(struct worker *worker, int *fd, const struct device_request *request)
{
    if (worker->device < 0) /* who runs the tasks answers, too */
        return true;
    int bad = *fd < 0 ? device_connect(worker->device, fd) : 0;
    if (bad < 0) {
        lose(worker, "a socket to the device", -bad);
        return false;
    }
    bad = device_ask(*fd, request);
    if (bad < 0)
        lose(worker, "a message to the device", -bad);
    return bad == 0;
}

void connection_set_blocking(int fd, bool blocking)
{
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0)
        return;
    fcntl(fd, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}

/* By a schedule an answer comes when that says so, and what came before has cancelled it, though
 * the device had given it already. */
static bool is_cancelled(const struct task *task, const struct device_answer *answer)
{
    const struct board_task *record = task->record;
    bool recalled = record->recalled && record->request == answer->id;
    return answer->cancelled || (task->worker->director && recalled);
}

static int64_t number_of(const struct task *task, const struct device_answer *answer)
{
    bool numbered = task->worker->come && !is_cancelled(task, answer);
    return numbered ? atomic_fetch_add(task->worker->come, 1) + 1 : answer->number;
}

/* An answer to a request whose `meanwhile` block is open is kept for it; one that nobody waits for
 * any more is passed over. */
static void keep_aside(struct task *task, const struct device_answer *answer)
{
    struct block *block = task->blocks;
    while (block && (block->kind != BLOCK_MEANWHILE || (uint32_t)block->target != answer->id))
        block = block->outer;
    if (!block)
        return;
    block->aside.answered = true;
    block->aside.answer_cancelled = is_cancelled(task, answer);
    block->aside.answer = number_of(task, answer);
}

/* 1: the task's answer; 0: not there yet. A device that is gone ends the run. `blocks`: a second
 * read, behind another answer, may block. */
static int read_one(struct task *task, int fd, struct device_answer *answer, bool blocks)
{
    for (;;) {
        int got = device_read(fd, answer);
        if (got == -EAGAIN)
            return 0;
        if (got < 0) {
            lose(task->worker, "an answer of the device", -got);
            *answer = (struct device_answer){.id = task->request, .cancelled = 1};
            return 1;
        }
        if (answer->id == task->request)
            return 1;
        keep_aside(task, answer);
        connection_set_blocking(fd, blocks);
    }
}

static void take_answer(struct task *task, const struct device_answer *answer)
{
    task->answered = true;
    task->answer_cancelled = is_cancelled(task, answer);
    task->answer = number_of(task, answer);
    task->came_ns = answer->at_ns;
}

void connection_read(struct flow *flow, struct task *task, int fd)
{
    struct device_answer answer;
    while (!read_one(task, fd, &answer, true))
        connection_set_blocking(fd, true);
    take_answer(task, &answer);
}

bool connection_try(struct flow *flow, struct task *task)
{
    struct device_answer answer;
    if (task->answered) /* it came while another one was waited for */
        return true;
    if (!read_one(task, task->device_fd, &answer, false))
        return false;
    take_answer(task, &answer);
    return true;
}
