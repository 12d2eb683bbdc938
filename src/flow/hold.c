/* A thread can wait in two ways.
 *
 * In a call: it stands in read(2) until the device has answered, or in clock_nanosleep(2) until its
 * time has come. Nobody else can end that. A cancelled request ends all the same, because the
 * device answers it at once; a `blocking sleep` is slept to its end. Who has only so much time asks
 * poll(2) first, which can be told so, and cancels its request itself.
 *
 * On a word: a futex in the task's record on the board. Whoever wakes the task, in whatever thread
 * or process, stores 1 and wakes the futex; a sleep ends at its absolute time, too.
 *
 * Either way the interpreter's lock, where there is one, is let go before and wanted again after:
 *
 *     recorded as waiting ─ lets it go ─ waits ─ gets it again ─ recorded as running
 *
 * A task whose wait is over but which waits for the lock is not running yet: gil_take() says so. */
#include "config.h"

#include "flow/hold.h"

#include "base/clock.h"
#include "board/compete.h"
#include "board/futex.h"
#include "flow/director.h"
#include "flow/gil_lock.h"
#include "flow/must.h"
#include "interp/connection.h"
#include "interp/interp.h"
#include "interp/record.h"
#include "interp/statement.h"

#include <errno.h>
#include <poll.h>
#include <time.h>

static void sleep_until(struct worker *worker, int64_t due_ns)
{
    struct timespec due = {due_ns / NS_PER_S, due_ns % NS_PER_S};
    int bad;
    while ((bad = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL)) == EINTR)
        ;
    must_have(worker, "sleep (clock_nanosleep)", bad);
}

/* False: the time came first. */
static bool wait_readable(int fd, int64_t until_ns)
{
    struct pollfd readable = {fd, POLLIN, 0};
    int64_t left_ns;
    while ((left_ns = until_ns - clock_now_ns()) > 0) {
        struct timespec left = {left_ns / NS_PER_S, left_ns % NS_PER_S};
        if (ppoll(&readable, 1, &left, NULL) > 0)
            return true;
    }
    return false;
}

void hold_answer(struct flow *flow, struct task *task)
{
    int fd = flow->actor ? flow->device_fd : task->device_fd;
    int64_t until_ns = task->record->until_ns;
    enum trace_reason reason = task->reason;
    record_wait(flow, task, TRACE_BLOCKED);
    gil_drop(flow, task, reason);
    /* The device then answers at once that it was cancelled. */
    if (until_ns && !wait_readable(fd, until_ns))
        interp_time_out(flow, task);
    connection_read(flow, task, fd);
    gil_take(flow, task);
    record_running(flow, task);
}

void hold_call(struct flow *flow, struct task *task)
{
    enum trace_reason reason = task->reason;
    record_wait(flow, task, TRACE_BLOCKED);
    gil_drop(flow, task, reason);
    if (task->want == WANT_SLEEP) {
        sleep_until(flow->worker, task->due_ns);
    } else {
        int fd = flow->actor ? flow->device_fd : task->device_fd;
        connection_read(flow, task, fd);
    }
    gil_take(flow, task);
    record_running(flow, task);
}

/* False: the time came first. */
static bool wait_word(struct task *task, int64_t until_ns)
{
    _Atomic uint32_t *word = &task->record->word;
    while (!atomic_load(word)) {
        if (until_ns && clock_now_ns() >= until_ns)
            return false;
        futex_wait(word, 0, until_ns);
    }
    return true;
}

/* The time came first: that of the task (`limited`), or the wait's own. A sleep is over then;
 * another wait, unless it has been ended just now, or a value for it is on its way: that wakes the
 * task. */
static void end_in_time(struct flow *flow, struct task *task, bool limited)
{
    struct board *board = flow->worker->board;
    bool over = task->want == WANT_SLEEP;
    if (limited) {
        interp_time_out(flow, task);
        over = false;
    } else if (!over) {
        board_lock(board);
        over = board_lapse_locked(board, task->id);
        board_unlock(board);
    }
    if (!over)
        wait_word(task, 0);
}

/* What the machine itself hands out: for that nobody needs the interpreter's lock. */
static bool is_the_machines(enum board_wait wait)
{
    return wait == BOARD_LOCK || wait == BOARD_CONDITION;
}

/* It was called: it tries again, and is told as woken only when it has got it. The interpreter's
 * lock it needs for that too, but for what the machine hands out. In vain: it had control,
 * and waits again. */
static bool try_again(struct flow *flow, struct task *task)
{
    struct worker *worker = flow->worker;
    struct board_task *record = task->record;
    enum board_wait was = record->tries;
    uint32_t object = record->object, caller = record->caller;
    bool locked = !is_the_machines(was) && worker->gil;
    if (was == BOARD_NO_WAIT)
        return true;
    board_lock(worker->board);
    bool over = board_try_again_locked(worker->board, task->id, &worker->waker);
    if (!over && locked)
        record_state(flow, task, TRACE_RUNNING, TRACE_BY_GOT_GIL, 0, 0);
    if (!over)
        interp_waits_locked(flow, task, task->reason, task->object);
    else if (was != BOARD_SELECT || record->grant == BOARD_CANCELLED)
        worker->waker.came(worker->waker.arg, task->id, caller, was, object);
    board_unlock(worker->board);
    if (!over)
        record_was_shown(task);
    return over;
}

/* Until somebody ends the wait, or the director lets its time pass. */
static void wait_for_move(struct task *task)
{
    uint32_t passes = DIRECTOR_LETS_PASS;
    wait_word(task, 0);
    atomic_compare_exchange_strong(&task->record->word, &passes, 0);
}

/* It was woken because the time of its limit is over, if the director says so. */
static void end_by_move(struct flow *flow, struct task *task)
{
    uint32_t ends = DIRECTOR_ENDS_TIME;
    if (!atomic_compare_exchange_strong(&task->record->word, &ends, 0))
        return;
    director_end_time(flow, task);
    wait_word(task, 0);
}

static void wait_once(struct flow *flow, struct task *task, int64_t until_ns, bool limited)
{
    struct worker *worker = flow->worker;
    bool stands = worker->director && !limited && director_wait_begins(flow, task);
    director_look(worker);
    if (stands)
        wait_for_move(task);
    if (!wait_word(task, until_ns))
        end_in_time(flow, task, limited);
    if (worker->director)
        end_by_move(flow, task);
    if (worker->director)
        director_wait_ended(flow, task);
}

static void wait_for_it(struct flow *flow, struct task *task, int64_t until_ns, bool limited)
{
    do
        wait_once(flow, task, until_ns, limited);
    while (is_the_machines(task->record->tries) && !try_again(flow, task));
}

void hold_until_woken(struct flow *flow, struct task *task, enum trace_state state,
                      int64_t until_ns)
{
    int64_t limit_ns = task->record->until_ns;
    bool limited = limit_ns && (!until_ns || limit_ns <= until_ns);
    record_wait(flow, task, state);
    do {
        gil_drop(flow, task, task->reason);
        wait_for_it(flow, task, limited ? limit_ns : until_ns, limited);
        gil_take(flow, task);
    } while (!try_again(flow, task));
    record_running(flow, task);
}
