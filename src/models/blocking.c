/* blocking: one thread; a wait holds it. The thread stands in read(2) until the answer is there,
 * and nothing else happens: the next task has not even asked. Simple to read, simple to follow, and
 * as slow as the sum of its waits.
 *
 *     one       asks ──── read(2) ──── ends
 *     two                                   asks ──── read(2) ──── ends
 *     thread         stands still                     stands still
 *
 * So nothing is scheduled here: there is a line of tasks. A started task runs to its end before its
 * starter goes on, as in a call, for nobody else could run it. Who waits for another task, or for a
 * lock that another holds, stands in the way of the only thread that could end the wait: that is a
 * deadlock, whatever the board counts. */
#include "config.h"

#include "models/model.h"

#include "base/mem.h"
#include "board/deadlock.h"
#include "flow/hold.h"
#include "flow/pool.h"
#include "flow/turn.h"
#include "flow/worker.h"
#include "interp/interp.h"
#include "interp/record.h"

#include <poll.h>

struct line {
    struct task *head, *tail;
};

static void spawn(struct flow *flow, struct task *task)
{
    struct line *line = flow->worker->model_data;
    task->next = NULL;
    if (line->head)
        line->tail->next = task;
    else
        line->head = task;
    line->tail = task;
}

static void show_wait(struct flow *flow, struct task *task)
{
    record_wait(flow, task, TRACE_BLOCKED);
}

/* A wait for another task holds the only thread that could run it. */
static struct task *deadlock(struct flow *flow, struct task *task)
{
    struct board *board = flow->worker->board;
    show_wait(flow, task);
    board_lock(board);
    deadlock_declare_locked(board, &flow->writer);
    board_unlock(board);
    return NULL;
}

static void free_task(struct flow *flow, struct task *task)
{
    task_free(task);
}

/* A started task runs to its end before its starter goes on. */
static struct task *run_child(struct flow *flow, struct task *task)
{
    struct task *child = task->child;
    record_wait(flow, task, TRACE_WAITING);
    child->before = task;
    turn_take(flow, child);
    return child;
}

static struct task *end(struct flow *flow, struct task *task)
{
    struct task *starter = task->before;
    if (!starter)
        return turn_transfer(flow, task, WANT_END, free_task);
    task_free(task);
    turn_take(flow, starter);
    return starter;
}

/* Goes on with the task; the one that has control then, or NULL. */
static struct task *step(struct flow *flow, struct task *task)
{
    enum want want = interp_run(flow, task);
    switch (want) {
    case WANT_IO:
    case WANT_SLEEP:
        hold_call(flow, task);
        return task;
    case WANT_OFFLOAD:
        task->held_offload = true;
        pool_hold(flow, task);
        return task;
    case WANT_YIELD:
        return task;
    case WANT_CHILD:
        return run_child(flow, task);
    case WANT_RESUME:
    case WANT_HAND_BACK:
        return turn_transfer(flow, task, want, free_task);
    case WANT_END:
        return end(flow, task);
    case WANT_WAKE:
        if (!task->record->until_ns && !task->record->timed)
            return deadlock(flow, task);
        hold_until_woken(flow, task, TRACE_BLOCKED, task_deadline_ns(task));
        return task;
    default:
        return NULL;
    }
}

static struct task *next(struct flow *flow)
{
    struct worker *worker = flow->worker;
    struct line *line = worker->model_data;
    struct task *task = line->head;
    if (task) {
        line->head = task->next;
        return task;
    }
    struct pollfd fds[] = {{worker->board->over_fd, POLLIN, 0}, {worker->arrivals, POLLIN, 0}};
    bool none_left = false;
    while (!task && !none_left && !atomic_load(&worker->board->over)) {
        poll(fds, 2, -1);
        task = worker_take_arrival(flow, &none_left);
    }
    return task;
}

static void run(struct flow *flow)
{
    struct board *board = flow->worker->board;
    flow->worker->model_data = mem_alloc(sizeof(struct line));
    worker_start_tasks(flow);
    while (!atomic_load(&board->over)) {
        struct task *task = next(flow);
        if (!task)
            return;
        turn_take(flow, task);
        while (task && !atomic_load(&board->over))
            task = step(flow, task);
    }
}

static void wake(struct worker *worker, uint32_t id)
{
    /* Nobody waits here but in a call, or until a time that is given. */
    atomic_store(&board_task(worker->board, id)->word, 1);
}

const struct model model_blocking = {
    .id = MODEL_BLOCKING,
    .words =
        {
            .summary = "one thread; a wait blocks it until the answer is there",
            .picture =
                "The thread calls read(2) and stands there until the device has answered. Tasks\n"
                "run one after the other: the second asks only when the first has ended, so the\n"
                "waits add up. Look for: control blocked, never empty; the other tasks ready all\n"
                "the time and never running.\n",
        },
    .rules =
        {
            .wait_holds = true,
            .child_first = true,
            .then_in_place = true,
            .spawn = spawn,
            .show_wait = show_wait,
            .wake = wake,
        },
    .bound = 1000000,
    .unit = "tasks",
    .run = run,
};
