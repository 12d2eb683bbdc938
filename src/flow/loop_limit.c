/* Deadlines: until when those that wait do so, and what a look does about time limits that are
 * over.
 *
 * The callback of a limit's timer stands behind those that are ready when the look finds it, as in
 * asyncio: these may end its task's wait before, cancel it, or be cancelled by it. */
#include "config.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/sort.h"
#include "flow/loop.h"
#include "flow/loop_private.h"
#include "flow/must.h"
#include "interp/interp.h"

#include <errno.h>
#include <sys/timerfd.h>

struct task *loop_first_due(const struct loop *loop)
{
    if (!loop->directed)
        return heap_first(&loop->deadlines);
    return loop->admits && loop->admits->heap_at >= 0 ? loop->admits : NULL;
}

void loop_set_timer(struct loop *loop)
{
    struct task *first = loop_first_due(loop);
    int64_t due_ns = first ? first->due_ns : 0;
    if (!due_ns || (loop->timer_set_ns && loop->timer_set_ns <= due_ns))
        return;
    struct itimerspec spec = {.it_value = {due_ns / NS_PER_S, due_ns % NS_PER_S}};
    int bad = timerfd_settime(loop->timer_fd, TFD_TIMER_ABSTIME, &spec, NULL);
    must_have(loop->flow->worker, "a timer (timerfd_settime)", bad < 0 ? errno : 0);
    loop->timer_set_ns = due_ns;
}

void loop_wait_deadline(struct loop *loop, struct task *task, int64_t due_ns)
{
    task->due_ns = due_ns;
    heap_push(&loop->deadlines, task);
    loop_set_timer(loop);
}

/* ---- limits that are over ---- */

/* What has come is of no use to a task whose time is over at the same look: as in asyncio, where
 * the callback of the timer is called before the task goes on. */
bool loop_end_if_late(struct loop *loop, struct task *task)
{
    int64_t until_ns = task->record->until_ns, now_ns = until_ns ? clock_now_ns() : 0;
    if (!until_ns || now_ns < until_ns)
        return false;
    loop->looked_ns = now_ns;
    if (until_ns < loop->came_ns)
        loop->came_ns = until_ns;
    interp_time_out(loop->flow, task);
    return true;
}

/* One that waits for the end of what it has passed its cancellation on to, when a limit farther out
 * is over. */
static bool passes_again(struct loop *loop, struct task *task)
{
    struct worker *worker = loop->flow->worker;
    if (!task->record->passed)
        return false;
    board_lock(worker->board);
    bool again = board_pass_again_locked(worker->board, task->id, &worker->waker);
    board_unlock(worker->board);
    return again;
}

bool loop_end_in_time(struct loop *loop, struct task *task, int64_t now_ns)
{
    if (!passes_again(loop, task) && !loop_end_if_late(loop, task))
        return false;
    int64_t next_ns = task->record->passed ? task_later_limit_ns(task, now_ns) : 0;
    if (next_ns && task->record->wait != BOARD_NO_WAIT)
        loop_wait_deadline(loop, task, next_ns);
    return true;
}

struct limit *loop_limit_of(const struct loop *loop, const struct task *callback)
{
    const struct task *task = worker_task(loop->flow->worker, callback->id);
    for (struct block *block = task ? task->blocks : NULL; block; block = block->outer)
        if (block->kind == BLOCK_WITHIN && !block->limit.over &&
            block->limit.soon == callback->request)
            return &block->limit;
    return NULL;
}

/* ---- behind those that are ready ---- */

void loop_end_later(struct loop *loop, const struct task *task, int64_t at_ns)
{
    MEM_GROW(loop->late, loop->late_count, loop->late_room);
    loop->late[loop->late_count++] = (struct woken){task->id, at_ns};
}

static int by_time(const void *a, const void *b)
{
    const struct woken *one = a, *two = b;
    if (one->at_ns != two->at_ns)
        return one->at_ns < two->at_ns ? -1 : 1;
    return one->id < two->id ? -1 : one->id > two->id;
}

void loop_find_late(struct loop *loop)
{
    loop->late_ns = loop->flow->worker->has_limits ? clock_now_ns() : 0;
    for (const struct task *task = loop->late_ns ? loop->head : NULL; task; task = task->next)
        if (task->record->until_ns && task->record->until_ns <= loop->late_ns)
            loop_end_later(loop, task, task->record->until_ns);
    if (loop->late_count > 1)
        sort_stable(loop->late, loop->late_count, sizeof *loop->late, by_time);
}

void loop_find_overdue(struct loop *loop)
{
    struct board *board = loop->flow->worker->board;
    for (uint32_t id = 1; id <= board->tasks_used; id++) {
        const struct task *task = worker_task(loop->flow->worker, id);
        int64_t until_ns = task ? task->record->until_ns : 0;
        bool late = until_ns && until_ns != LIMIT_FAR;
        if (late && (task->queued || board_may_time_out_locked(board, id)))
            loop_end_later(loop, task, until_ns);
    }
    if (loop->late_count > 1)
        sort_stable(loop->late, loop->late_count, sizeof *loop->late, by_time);
    for (uint32_t i = 0; !loop->beside && i < loop->late_count; i++)
        if (!worker_task(loop->flow->worker, loop->late[i].id)->queued)
            loop_end_late(loop, &loop->late[i], 0);
    if (!loop->beside)
        loop->late_count = 0;
}

void loop_end_late(struct loop *loop, const struct woken *late, int64_t over_ns)
{
    struct task *task = worker_task(loop->flow->worker, late->id);
    while (task && task->record->wait == BOARD_RESUMER)
        task = worker_task(loop->flow->worker, task->record->object);
    loop->flow->handed_ns = 0; /* whose turn is next has it after this */
    if (!task || task->record->status != BOARD_ALIVE)
        return;
    int64_t until_ns = task->record->until_ns;
    bool gone = !until_ns || (until_ns > late->at_ns && until_ns > over_ns);
    if (gone && !task->record->passed)
        return; /* it has left that limit since, and may have begun another */
    int64_t now_ns = clock_now_ns();
    if (!task->queued || task->record->wait == BOARD_TIMED) {
        heap_remove(&loop->deadlines, task);
        loop_end_in_time(loop, task, now_ns);
    } else if (until_ns && until_ns <= now_ns) {
        task->looked_ns = now_ns;
        interp_time_out_ready(loop->flow, task);
    }
}

void loop_end_all_late(struct loop *loop)
{
    int64_t now_ns = loop->late_count ? clock_now_ns() : 0;
    for (uint32_t i = 0; i < loop->late_count; i++)
        loop_end_late(loop, &loop->late[i], now_ns);
    loop->late_count = 0;
}
