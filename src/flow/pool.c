/* A block is run by a pool's thread in the frames of its task, which waits meanwhile:
 *
 *     its own flow       pool_submit ─┐     (waits, or runs others)     ┌ goes on
 *     a pool's thread                 └ queue ── runs the block ── done ┘
 *
 * Where the task holds its thread meanwhile, it lends the block its record and its frames, and is
 * so in two places. Where a loop runs others, it may be cancelled: then the block goes on without
 * it, and so it has a record of its own and a copy of the frame, which is copied back at its end if
 * the task still waits. A block that is dropped before a thread has taken it up never runs. What
 * the block waits for holds the pool's thread, and whoever wakes the task then must wake that
 * thread: its record says so (by_word). When the block is done, what it has changed of the wait is
 * put back, and the OFFLOAD step is run once more by the task's own flow. */
#include "config.h"

#include "flow/pool.h"

#include "base/mem.h"
#include "board/deadlock.h"
#include "board/futex.h"
#include "flow/director_beside.h"
#include "flow/fork_job.h"
#include "flow/gil_lock.h"
#include "flow/hold.h"
#include "flow/must.h"
#include "flow/thread.h"
#include "flow/worker.h"
#include "interp/interp.h"
#include "interp/record.h"
#include "interp/statement.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

struct pool {
    pthread_mutex_t mutex;
    pthread_cond_t more;
    struct task *head, *tail;
    atomic_bool broken;                  /* a process of it was killed: it has no more of them */
    int64_t queued, threads, idle, most; /* idle: threads that wait, or are just being woken */
    struct board_pool stands;            /* the same as the board has to know it */
};

/* ---- a block, on a pool's thread ---- */

/* Where a task has to end before the next one runs, nobody is left who could end this wait. */
static bool is_deadlock(struct flow *flow, struct task *task)
{
    struct board *board = flow->worker->board;
    bool ends_itself = task->record->timed || task->record->until_ns;
    if (task->want != WANT_WAKE || ends_itself || !flow->worker->rules->child_first)
        return false;
    record_wait(flow, task, record_wait_state(task));
    board_lock(board);
    deadlock_declare_locked(board, &flow->writer);
    board_unlock(board);
    return true;
}

void pool_run_block(struct flow *flow, struct task *task)
{
    int32_t offload = task->frame->pc;
    uint16_t reason = task->reason;
    uint32_t object = task->object;
    flow->line = task->line;
    task->waited = false;
    task_push_block(task, BLOCK_OFFLOAD, 0);
    task->frame->pc++;
    for (;;) {
        enum want want = interp_run(flow, task);
        if (want == WANT_OFFLOAD_END)
            break;
        if (want == WANT_QUIT || is_deadlock(flow, task))
            worker_quit(flow); /* the block has not ended, and nobody may say so */
        bool call = (want == WANT_IO || want == WANT_SLEEP) && task->hold;
        if (call)
            hold_call(flow, task);
        else if (want == WANT_IO)
            hold_answer(flow, task);
        else if (want == WANT_SLEEP)
            hold_until_woken(flow, task, TRACE_BLOCKED, task->due_ns);
        else if (want == WANT_WAKE)
            hold_until_woken(flow, task, record_wait_state(task), task_deadline_ns(task));
    }
    task->frame->pc = offload;
    task->reason = reason;
    task->object = object;
    task->waited = task->unwind == UNWIND_NONE;
}

/* While its block runs here, the task is woken by its word, whatever the model. */
static void set_by_word_locked(struct task *task, bool by_word, uint32_t actor)
{
    task->record->by_word = by_word;
    task->record->actor = actor;
}

static void run_here(struct flow *flow, struct task *task)
{
    gil_take(flow, task);
    record_state(flow, task, TRACE_RUNNING, TRACE_BY_STARTED, task->lane, 0);
    pool_run_block(flow, task);
    record_state(flow, task, TRACE_ENDED, TRACE_BY_END, task->lane, 0);
    gil_drop(flow, task, TRACE_BY_END);
}

static void run_in_process(struct flow *flow, struct task *task, struct pool *pool)
{
    if (atomic_load(&pool->broken)) {
        task->waited = false;
        interp_fail(task, "the pool is broken");
        return;
    }
    fork_job_offload(flow, task);
    if (task->record->offload_end == TRACE_END_CRASHED)
        atomic_store(&pool->broken, true);
}

static void finish_apart(struct flow *flow, struct task *block, bool begun)
{
    struct worker *worker = flow->worker;
    struct board *board = worker->board;
    uint32_t id = block->id, task = block->block_of;
    board_lock(board);
    board_pool_done_locked(board, &worker->pool->stands);
    set_by_word_locked(block, false, 0);
    if (begun && board_awaits_block_locked(board, task, id)) {
        interp_take_from_block(block, worker_task(worker, task));
        board_wake_locked(board, task, BOARD_GRANTED, 0, &worker->waker);
    }
    task_free(block);
    board_block_end_locked(board, id, begun);
    deadlock_check_locked(board, &flow->writer);
    board_unlock(board);
    director_look(worker);
}

/* False: nobody waits for it any more, and it is not to run. */
static bool begin_block(struct flow *flow, struct task *task)
{
    struct board *board = flow->worker->board;
    bool apart = task->block_of != 0;
    board_lock(board);
    board_pool_take_locked(board, &flow->worker->pool->stands, task->id);
    bool wanted = !apart || board_awaits_block_locked(board, task->block_of, task->id);
    if (apart && wanted)
        board_block_begin_locked(board);
    if (wanted)
        set_by_word_locked(task, true, flow->actor);
    board_unlock(board);
    return wanted;
}

static void finish(struct flow *flow, struct task *task)
{
    _Atomic uint32_t *done = &task->record->block_done;
    struct trace_event wake = {
        .kind = TRACE_WAKE, .who = task->actor, .reason = TRACE_BY_OFFLOADED, .arg = flow->actor};
    if (!task_is_hidden(task)) {
        record_woken(task, &wake);
        trace_write(&flow->writer, wake);
    }
    struct board *board = flow->worker->board;
    board_lock(board);
    board_pool_done_locked(board, &flow->worker->pool->stands);
    set_by_word_locked(task, false, 0);
    bool held = task->held_offload;
    uint32_t id = task->id;
    atomic_store(done, 1);
    if (held)
        futex_wake(done, 1);
    else
        flow->worker->rules->wake(flow->worker, id);
    board_unlock(board);
}

static struct task *take_task(struct pool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    pool->idle++;
    while (!pool->head)
        pthread_cond_wait(&pool->more, &pool->mutex);
    pool->idle--;
    struct task *task = pool->head;
    pool->head = task->pool_next;
    if (!pool->head)
        pool->tail = NULL;
    pool->queued--;
    task->pool_next = NULL;
    pthread_mutex_unlock(&pool->mutex);
    return task;
}

struct pool_start {
    struct worker *worker;
    uint32_t number; /* of all pool threads of the run */
};

static void *pool_thread(void *arg)
{
    struct pool_start *start = arg;
    struct flow flow;
    flow_init(&flow, start->worker, TRACE_POOL + start->number);
    record_set_flow(&flow);
    trace_write(&flow.writer, (struct trace_event){.kind = TRACE_THREAD,
                                                   .who = flow.actor,
                                                   .arg = (uint32_t)flow.tid,
                                                   .value = getpid()});
    struct pool *pool = start->worker->pool;
    free(start);
    for (;;) {
        struct task *task = take_task(pool);
        bool apart = task->block_of != 0;
        director_beside_block(&flow, task, true);
        if (!begin_block(&flow, task)) {
            finish_apart(&flow, task, false);
            continue;
        }
        if (task->offload_to_process)
            run_in_process(&flow, task, pool);
        else
            run_here(&flow, task);
        director_beside_block(&flow, task, false);
        if (apart)
            finish_apart(&flow, task, true);
        else
            finish(&flow, task);
    }
    return NULL;
}

/* ---- submitting ---- */

static int make_pool(struct worker *worker)
{
    struct pool *pool = mem_alloc(sizeof *pool);
    int bad = pthread_mutex_init(&pool->mutex, NULL);
    bad = bad ? bad : pthread_cond_init(&pool->more, NULL);
    pool->most = worker->program->settings.pool;
    /* A task that is a process has a pool for itself, which may end with it at any time. */
    pool->stands.most = worker->rules->task_is_process ? UINT32_MAX : (uint32_t)pool->most;
    pool->stands.only = worker->board->workers == 1;
    worker->pool = pool;
    return bad;
}

static struct pool *pool_of(struct worker *worker)
{
    struct board *board = worker->board;
    board_lock(board);
    int bad = worker->pool ? 0 : make_pool(worker);
    struct pool *pool = worker->pool;
    board_unlock(board);
    must_have(worker, "the locks of a pool", bad);
    return pool;
}

/* With a record and a frame of its own. NULL: there is no room for a record. */
static struct task *new_block(struct task *task)
{
    uint32_t id = task->record->object;
    if (!id)
        return NULL;
    struct task *block = task_new_strand(task->worker, id, task, task->frame->pc);
    block->block_of = task->id;
    block->offload_to_process = task->offload_to_process;
    block->line = task->line;
    block->reason = task->reason;
    return block;
}

static void submit(struct flow *flow, struct task *task)
{
    struct worker *worker = flow->worker;
    struct pool *pool = pool_of(worker);
    task->pool_next = NULL;
    atomic_store(&task->record->block_done, 0);
    board_lock(worker->board);
    board_pool_queue_locked(worker->board, &pool->stands, task->id);
    deadlock_check_locked(worker->board, &flow->writer);
    board_unlock(worker->board);
    pthread_mutex_lock(&pool->mutex);
    if (pool->tail)
        pool->tail->pool_next = task;
    else
        pool->head = task;
    pool->tail = task;
    bool grow = ++pool->queued > pool->idle && pool->threads < pool->most;
    pool->threads += grow;
    pthread_cond_signal(&pool->more);
    pthread_mutex_unlock(&pool->mutex);
    if (!grow)
        return;
    struct pool_start *start = mem_alloc(sizeof *start);
    *start = (struct pool_start){worker, atomic_fetch_add(&worker->board->pool_threads, 1) + 1};
    thread_start(worker, pool_thread, start, "pool");
}

void pool_submit(struct flow *flow, struct task *task)
{
    struct task *block = new_block(task);
    if (block)
        submit(flow, block);
}

void pool_hold(struct flow *flow, struct task *task)
{
    record_wait(flow, task, TRACE_BLOCKED);
    submit(flow, task);
    director_look(flow->worker); /* it may have to queue for a thread */
    gil_drop(flow, task, TRACE_BY_OFFLOAD);
    while (!atomic_load(&task->record->block_done))
        futex_wait(&task->record->block_done, 0, 0);
    gil_take(flow, task);
    record_running(flow, task);
}
