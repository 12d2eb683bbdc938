/* The life of a worker:
 *
 *     engine    forks ··········· waits for all ── go ··· watches ······ over ── reaps
 *     worker    begins ── ready ·················· first tasks, arrivals ─────── quits
 *
 * What takes long comes before `ready`, and the run begins with `go`: so its first task is not
 * late. Tasks that come later come by a pipe, from the device: whoever looks first takes one.
 *
 * A worker ends as soon as the run is over, in whatever thread sees it: it writes its account and
 * calls _exit(2). Nothing is freed, nobody is joined; the process goes, and all goes with it.
 *
 * The board decides who is able again; here is how that task is told. One of another process, or
 * one whose block runs in a thread of the pool, is told by its word; any other as its model does
 * it. */
#include "config.h"

#include "flow/worker.h"

#include "base/clock.h"
#include "base/mem.h"
#include "board/deadlock.h"
#include "board/futex.h"
#include "device/device.h"
#include "flow/director.h"
#include "flow/fork_job.h"
#include "flow/gil_lock.h"
#include "flow/must.h"
#include "flow/thread.h"
#include "interp/record.h"
#include "measure/lost_time.h"
#include "measure/memory.h"

#include <unistd.h>

/* ---- waking ---- */

static struct trace_event woken_by(struct worker *worker, uint32_t id, uint32_t by,
                                   enum board_wait was, uint32_t object)
{
    struct trace_event event = {.reason = TRACE_BY_WOKEN,
                                .arg = by ? board_lane(worker->board, by) : 0};
    if ((was >= BOARD_CONDITION && was <= BOARD_RECV) || was == BOARD_SELECT) {
        bool shut = board_task(worker->board, id)->grant == BOARD_SHUT;
        event.reason = shut ? TRACE_BY_SHUT : TRACE_BY_GOT_OBJECT;
        event.value = object % worker->board->objects_each;
    }
    if (was == BOARD_STRANDS)
        event.reason = TRACE_BY_CALLED_BACK;
    if (was == BOARD_OFFLOAD) {
        event.reason = TRACE_BY_OFFLOADED;
        event.arg = record_flow()->actor;
    }
    return event;
}

/* Its wait was ended by another than what it waited for. */
static struct trace_event cut_by(struct worker *worker, const struct board_task *record)
{
    struct board_cut cut = board_cut(record);
    if (cut.cause == TRACE_CAUSE_TIMEOUT || board_is_out_of_time(record))
        return (struct trace_event){.reason = TRACE_BY_TIMED_OUT, .value = record->until_ns};
    return (struct trace_event){.reason = TRACE_BY_CANCELLED,
                                .arg = cut.by ? board_lane(worker->board, cut.by) : 0,
                                .value = cut.cause};
}

/* Who is woken, or 0: a callback that has no thread of its own is not shown. */
static uint32_t actor_of(const struct worker *worker, uint32_t id)
{
    if (!board_task(worker->board, id)->strand)
        return id;
    return worker->single_thread ? TRACE_NOBODY : board_helper(worker->board, id);
}

static void record_wake(struct worker *worker, uint32_t id, uint32_t by, enum board_wait was,
                        uint32_t object)
{
    struct flow *flow = record_flow();
    const struct board_task *record = board_task(worker->board, id);
    uint32_t who = actor_of(worker, id);
    if (!flow || !(who || record->by_word))
        return;
    bool is_cut = record->grant == BOARD_CANCELLED || (was == BOARD_STRANDS && record->cancel);
    struct trace_event event =
        is_cut ? cut_by(worker, record) : woken_by(worker, id, by, was, object);
    event.kind = TRACE_WAKE;
    bool of_block = event.reason == TRACE_BY_TIMED_OUT && !board_cut(record).by;
    bool in_block = record->by_word && (!is_cut || of_block);
    event.who = in_block || !who ? record->actor : who;
    bool covered = event.who == id && record->strands && record->process == worker->pid;
    struct task *task = covered && worker->tasks ? worker_task(worker, id) : NULL;
    if (task)
        record_woken(task, &event);
    trace_write(&flow->writer, event);
}

/* Who was called says himself that his wait is over, when he has tried; but where a loop has him
 * try at his turn, and it is told since when he could have had it. */
static bool tells_itself(const struct worker *worker, const struct board_task *record)
{
    return record->tries && record->tries != BOARD_SELECT &&
           (record->by_word || !worker->rules->has_loop);
}

static void came(void *arg, uint32_t id, uint32_t by, enum board_wait was, uint32_t object)
{
    record_wake(arg, id, by, was, object);
}

static void wake(void *arg, uint32_t id, uint32_t by, enum board_wait was, uint32_t object)
{
    struct worker *worker = arg;
    struct board_task *record = board_task(worker->board, id);
    bool tells = tells_itself(worker, record);
    if (!tells)
        record_wake(worker, id, by, was, object);
    bool far = record->process != worker->pid && !record->by_word;
    if (far && worker->offloaded && worker->rules->by_door) {
        fork_job_pass_on_locked(worker, id);
        return;
    }
    if (record->by_word || far) {
        atomic_store(&record->word, 1);
        futex_wake(&record->word, 1);
        return;
    }
    worker->rules->wake(worker, id);
}

static void cancel_request(void *arg, uint32_t request)
{
    struct worker *worker = arg;
    device_cancel(worker->device, request);
}

static void cancelled(void *arg, uint32_t id, uint32_t by, enum trace_cause cause)
{
    struct worker *worker = arg;
    struct flow *flow = record_flow();
    uint32_t who = actor_of(worker, id);
    if (flow && who)
        trace_write(&flow->writer, (struct trace_event){.kind = TRACE_CANCELLED,
                                                        .who = who,
                                                        .detail = (uint8_t)cause,
                                                        .arg = board_lane(worker->board, by)});
}

/* ---- begin and end ---- */

static void make_shared(struct worker *worker)
{
    struct board *board = worker->board;
    if (!worker->rules->task_is_process) {
        worker->shared = board->shared + (size_t)worker->index * board->shared_each;
        return;
    }
    worker->shared = mem_alloc((board->shared_each + 1) * sizeof *worker->shared);
    for (uint32_t i = 0; i < board->shared_each; i++)
        worker->shared[i] = worker->program->shared[i].initial;
}

void worker_set_waker(struct worker *worker)
{
    worker->pid = getpid();
    worker->waker = (struct board_waker){wake, cancel_request, cancelled, came, worker};
}

void worker_begin(struct worker *worker, struct flow *flow)
{
    const struct program_settings *settings = &worker->program->settings;
    bool pool_gil = settings->pool_gil && worker->single_thread;
    worker_set_waker(worker);
    worker_init_tasks(worker);
    must_have(worker, "a mutex", pthread_mutex_init(&worker->threads_mutex, NULL));
    make_shared(worker);
    /* A block in a process of its own is alone in it: no loop, nobody to share a lock with. */
    bool alone = worker->offloaded != 0;
    if (!alone && (worker->rules->has_gil || pool_gil))
        must_have(worker, "the interpreter's lock",
                  gil_begin(worker, settings->switch_interval_ns));
    flow_init(flow, worker, 0);
    record_set_flow(flow);
    if (worker->single_thread && !alone)
        trace_write(&flow->writer, (struct trace_event){.kind = TRACE_THREAD,
                                                        .who = TRACE_LOOP + worker->index,
                                                        .arg = (uint32_t)flow->tid,
                                                        .value = worker->pid});
    worker->cpu_begin_ns = clock_process_cpu_ns();
}

void worker_quit(struct flow *flow)
{
    struct worker *worker = flow->worker;
    int64_t cpu_ns = clock_process_cpu_ns() - worker->cpu_begin_ns;
    atomic_fetch_add(&worker->board->delay_ns, thread_delays_at_end(worker));
    trace_write(&flow->writer, (struct trace_event){.kind = TRACE_CPU, .value = cpu_ns});
    int64_t bytes = worker->rules->task_is_process ? memory_private_bytes() : -1;
    if (bytes >= 0)
        trace_write(&flow->writer,
                    (struct trace_event){.kind = TRACE_MEMORY, .arg = 1, .value = bytes});
    _exit(0);
}

/* ---- the first tasks ---- */

static struct task *create(struct flow *flow, int32_t declaration, uint32_t number, int64_t time_ns)
{
    struct worker *worker = flow->worker;
    struct board *board = worker->board;
    board_lock(board);
    uint32_t id = board_task_new_locked(board, (uint32_t)declaration, number, 0, false);
    if (id && declaration == worker->program->main_task)
        board->main_id = id;
    board_unlock(board);
    if (!id)
        return NULL;
    record_new(flow, id, 0, TRACE_BY_STARTING, worker->program->tasks[declaration].line, time_ns);
    struct task *task = task_new(worker, id, NULL, 0);
    task->line = worker->program->tasks[declaration].line;
    return task;
}

/* What takes long (the memory is read from /proc) comes before the run, which begins while this
 * waits. */
static void wait_for_go(struct worker *worker)
{
    struct board *board = worker->board;
    worker->log_begin = (int64_t)trace_log_touched(worker->log);
    worker->resident_begin = memory_resident_bytes();
    worker->delay_begin_ns = lost_usage_of(worker->pid).delay_ns;
    atomic_fetch_add(&board->ready, 1);
    futex_wake(&board->ready, 1);
    while (!atomic_load(&board->go))
        futex_wait(&board->go, 0, 0);
    worker->cpu_begin_ns = clock_process_cpu_ns();
}

/* How many copies of it start at time 0 in this worker; the others arrive. */
static int64_t copies_at_once(const struct worker *worker, const struct program_task *task)
{
    bool main = &worker->program->tasks[worker->program->main_task] == task &&
                worker->program->main_task >= 0;
    if (!task->starts_itself || (worker->board->workers > 1 && !main))
        return 0;
    bool arrives = task->every_ns || task->after_ns;
    return worker->index != 0 || arrives ? 0 : task->copies;
}

int64_t worker_first_tasks(const struct worker *worker)
{
    int64_t count = 0;
    for (int32_t i = 0; i < worker->program->task_count; i++)
        count += copies_at_once(worker, &worker->program->tasks[i]);
    return count;
}

static void start_copies(struct flow *flow)
{
    struct worker *worker = flow->worker;
    for (int32_t i = 0; i < worker->program->task_count; i++) {
        int64_t copies = copies_at_once(worker, &worker->program->tasks[i]);
        for (int64_t n = 1; n <= copies; n++) {
            struct task *task = create(flow, i, (uint32_t)n, 0);
            if (!task)
                return;
            worker->rules->spawn(flow, task);
        }
    }
}

void worker_hold_open(struct board *board)
{
    board_lock(board);
    board->arrivals_left++;
    board_unlock(board);
}

void worker_let_go(struct flow *flow)
{
    struct board *board = flow->worker->board;
    board_lock(board);
    if (board->arrivals_left > 0)
        board->arrivals_left--;
    board_check_over_locked(board);
    if (board->alive || board->arrivals_left)
        deadlock_check_locked(board, &flow->writer);
    board_unlock(board);
    director_look(flow->worker);
}

void worker_start_tasks(struct flow *flow)
{
    /* The first task may have ended before the last is created: the run is not over then. */
    worker_hold_open(flow->worker->board);
    wait_for_go(flow->worker);
    start_copies(flow);
    worker_let_go(flow);
    director_open(flow);
}

struct task *worker_take_arrival(struct flow *flow, bool *none_left)
{
    struct worker *worker = flow->worker;
    struct board *board = worker->board;
    struct device_arrived arrived;
    board_lock(board);
    *none_left = board->arrivals_left == 0;
    board_unlock(board);
    if (*none_left || read(worker->arrivals, &arrived, sizeof arrived) != sizeof arrived)
        return NULL;
    struct task *task = create(flow, (int32_t)arrived.declaration, arrived.number, arrived.time_ns);
    if (task)
        task->came_ns = arrived.time_ns;
    board_lock(board);
    if (board->arrivals_left > 0)
        board->arrivals_left--;
    *none_left = board->arrivals_left == 0;
    if (task)
        deadlock_check_locked(board, &flow->writer); /* it may queue for ever */
    board_unlock(board);
    return task;
}
