/* polling: one thread, and descriptors that do not block. read(2) says EAGAIN at once, so the task
 * keeps control; it is busy for the poll interval (its own work, if it has some) and asks again.
 * The tasks take turns: a turn is one busy interval and one look. Nobody stands still, nothing is
 * missed for long, and a whole core is burnt to learn that there is nothing to learn.
 *
 *     one       asks: no             ▒▒▒▒▒ no             ▒▒▒▒▒ there: goes on
 *     two                 asks: no             ▒▒▒▒▒ no
 *     thread    never leaves its core (▒: busy for the poll interval)
 *
 * The ring of tasks is the program's own loop over its descriptors. */
#include "config.h"

#include "models/model.h"

#include "base/clock.h"
#include "base/mem.h"
#include "flow/hold.h"
#include "flow/pool.h"
#include "flow/ring.h"
#include "flow/turn.h"
#include "flow/worker.h"
#include "interp/connection.h"
#include "interp/interp.h"
#include "interp/record.h"

#include <poll.h>

enum { MARK_EVERY_NS = 100 * NS_PER_US, GAP_NS = 100 * NS_PER_US };

static void spawn(struct flow *flow, struct task *task)
{
    bool waits = task->lane != task->id && task->want == WANT_IO && !task->answered;
    if (waits)
        connection_set_blocking(task->device_fd, false);
    task->looking = waits;
    task->look_want = task->want;
    task->look_object = task->object;
    task->look_for = trace_looking(task->reason, task->object);
    ring_insert(flow->worker->model_data, task);
}

static void free_task(struct flow *flow, struct task *task)
{
    ring_take_out(flow->worker->model_data, task);
    task_free(task);
}

/* ---- looking ---- */

/* What is waited for is in the value of the event, for what looks is only that a task keeps asking.
 */
static void record_looking(struct flow *flow, struct task *task, enum trace_state state)
{
    record_state(flow, task, state, TRACE_BY_LOOKING, task->look_object, task->look_for);
}

/* What another task ends has no number that it could be asked for. */
static void show_wait(struct flow *flow, struct task *task)
{
    task->look_object = 0;
    task->look_for = trace_looking(task->reason, task->object);
    record_looking(flow, task, TRACE_POLLING);
}

static void tell_looks(struct flow *flow, struct task *task)
{
    /* While the pool runs the task's block, its requests are the pool's. */
    uint32_t request = task->look_want == WANT_OFFLOAD ? 0 : task->request;
    if (task->looks)
        record_event(flow, task, TRACE_LOOKS, request, task->looks);
    task->looks = 0;
}

static void count_look(struct flow *flow, struct task *task)
{
    int64_t now_ns = clock_now_ns();
    task->looks++;
    if (now_ns - task->told_ns < MARK_EVERY_NS)
        return;
    task->told_ns = now_ns;
    tell_looks(flow, task);
}

/* A look in vain, and its time is over: what it waits for here ends at once, an answer says at one
 * of the next looks that it was cancelled. */
static bool give_up_if_late(struct flow *flow, struct task *task)
{
    if (clock_now_ns() < task->record->until_ns)
        return false;
    interp_time_out(flow, task);
    return atomic_load(&task->record->word);
}

/* The time of its wait is over, and nothing has ended it before. */
static bool has_lapsed(const struct task *task)
{
    struct board *board = task->worker->board;
    int64_t until_ns = task_deadline_ns(task);
    if (!until_ns || clock_now_ns() < until_ns)
        return false;
    board_lock(board);
    bool over = board_lapse_locked(board, task->id);
    board_unlock(board);
    return over;
}

/* One look at what the task waits for. */
static bool look(struct flow *flow, struct task *task)
{
    bool there;
    if (task->look_want == WANT_IO || task->look_want == WANT_LOOK)
        there = connection_try(flow, task);
    else if (task->look_want == WANT_SLEEP)
        there = clock_now_ns() >= task->due_ns || atomic_load(&task->record->word);
    else
        there = atomic_load(&task->record->word) &&
                (task->record->grant != BOARD_CALLED || interp_try_again(flow, task));
    if (!there && task->record->until_ns)
        there = give_up_if_late(flow, task);
    if (!there && task->record->timed && task->look_want == WANT_WAKE)
        there = has_lapsed(task);
    if (there)
        tell_looks(flow, task);
    else
        count_look(flow, task);
    return there;
}

/* Busy until then, and honest about it: a gap between two looks at the clock is time that the
 * thread was not on a CPU. */
static void spin_until(struct flow *flow, struct task *task, int64_t until_ns)
{
    int64_t last_ns = clock_now_ns();
    while (last_ns < until_ns) {
        int64_t now_ns = clock_now_ns();
        if (flow->worker->clock_gaps && now_ns - last_ns >= GAP_NS)
            trace_write(&flow->writer, (struct trace_event){.time_ns = now_ns,
                                                            .kind = TRACE_GAP,
                                                            .who = task->lane,
                                                            .value = now_ns - last_ns});
        last_ns = now_ns;
    }
}

/* ---- turns ---- */

static bool is_alone(const struct task *task)
{
    return task->next == task;
}

/* The turn of a task that waits: one busy interval, one look. True: what it waits for is there, it
 * goes on. */
static bool look_in_turn(struct flow *flow, struct task *task)
{
    const struct ring *ring = flow->worker->model_data;
    if (task->state != TRACE_POLLING)
        record_looking(flow, task, TRACE_POLLING);
    spin_until(flow, task, clock_now_ns() + ring->interval_ns);
    if (look(flow, task))
        return true;
    if (!is_alone(task))
        record_looking(flow, task, TRACE_READY);
    return false;
}

/* Under a schedule what it waits for is there when that says so. */
static bool look_first(struct flow *flow, struct task *task)
{
    bool by_itself = task->want == WANT_IO || task->want == WANT_SLEEP || task->record->timed;
    if (!flow->worker->director || !by_itself)
        return look(flow, task);
    count_look(flow, task);
    return false;
}

/* Begins a wait: asks once, which says EAGAIN. True: it is there already. */
static bool begin_wait(struct flow *flow, struct task *task)
{
    task->told_ns = task->came = 0;
    task->look_want = task->want;
    task->look_object = task->want == WANT_IO ? task->object : 0; /* a request, or none */
    task->look_for = trace_looking(task->reason, task->object);
    if (task->want == WANT_IO)
        connection_set_blocking(task->device_fd, false);
    if (!record_was_shown(task))
        record_looking(flow, task, TRACE_POLLING);
    if (task->want == WANT_OFFLOAD)
        pool_submit(flow, task);
    if (look_first(flow, task)) {
        record_running(flow, task);
        return true;
    }
    task->looking = true;
    if (!is_alone(task))
        record_looking(flow, task, TRACE_READY);
    return false;
}

/* Between two passes of `meanwhile`: what is left of the interval is spent spinning, then one look.
 * The first pass begins at once. */
static bool after_pass(struct flow *flow, struct task *task)
{
    const struct ring *ring = flow->worker->model_data;
    bool first = task->pass_ns == 0;
    task->look_want = WANT_LOOK;
    task->look_object = task->object;
    task->look_for = trace_looking(task->reason, task->object);
    if (first) {
        connection_set_blocking(task->device_fd, false);
    } else {
        record_looking(flow, task, TRACE_POLLING);
        spin_until(flow, task, task->pass_ns + ring->interval_ns);
    }
    bool there = look(flow, task);
    task->pass_ns = there ? 0 : clock_now_ns();
    if (there || first || is_alone(task)) {
        if (!first)
            record_running(flow, task);
        return true;
    }
    record_looking(flow, task, TRACE_READY);
    return false;
}

/* What a task wants decides whether it keeps control. The task that has it then, or NULL at the end
 * of the turn. */
static struct task *step(struct flow *flow, struct task *task)
{
    enum want want = interp_run(flow, task);
    switch (want) {
    case WANT_RESUME:
    case WANT_HAND_BACK:
    case WANT_END:
        return turn_transfer(flow, task, want, free_task);
    case WANT_QUIT:
        return NULL;
    case WANT_YIELD:
        record_wait(flow, task, TRACE_READY);
        return NULL;
    case WANT_LOOK:
        return after_pass(flow, task) ? task : NULL;
    default:
        if (task->hold && want != WANT_WAKE && want != WANT_OFFLOAD) {
            connection_set_blocking(task->device_fd, true);
            hold_call(flow, task);
            return task;
        }
        return begin_wait(flow, task) ? task : NULL;
    }
}

/* Control goes on to `next`: a generator waits for its turn in its resumer's place. */
static void replace(struct ring *ring, struct task *task, bool ended, struct task *next)
{
    if (!ended) /* else it is gone already */
        ring_take_out(ring, task);
    if (!next->next)
        ring_insert(ring, next);
    ring->at = next;
}

static void turn(struct flow *flow, struct ring *ring, struct task *task)
{
    if (task->looking && !look_in_turn(flow, task)) {
        ring->at = task->next;
        return;
    }
    task->looking = false;
    turn_take(flow, task);
    while (!atomic_load(&flow->worker->board->over)) {
        const struct board_task *record = task->record;
        struct task *next = step(flow, task);
        bool ended = record->status == BOARD_ENDED;
        if (!next) {
            bool first = !ended && flow->worker->director && ring_is_out(task);
            if (!ended && !first) /* it is gone, or its first look is to come */
                ring->at = task->next;
            return;
        }
        if (next != task)
            replace(ring, task, ended, next);
        task = next;
    }
}

/* ---- a schedule ---- */

static void look_in_vain(struct flow *flow, struct ring *ring, struct task *task)
{
    record_looking(flow, task, TRACE_POLLING);
    spin_until(flow, task, clock_now_ns() + ring->interval_ns);
    count_look(flow, task);
    if (!is_alone(task))
        record_looking(flow, task, TRACE_READY);
}

/* Until what it waits for is there, it asks again and again. */
static void let_come(struct flow *flow, struct ring *ring, struct task *task)
{
    while (!atomic_load(&flow->worker->board->over) && !ring_is_there(flow, task))
        look_in_vain(flow, ring, task);
    task->came = ring->turns;
}

/* Those before it look in vain. */
static void turn_to(struct flow *flow, struct ring *ring, struct task *task)
{
    for (; ring->at != task; ring->at = ring->at->next)
        if (ring->at->looking)
            look_in_vain(flow, ring, ring->at);
    ring->turns++;
    turn(flow, ring, task);
}

static void go_on_by_schedule(struct flow *flow, struct ring *ring)
{
    bool comes;
    struct task *next = ring_next(flow, ring, &comes);
    bool in_turn = next && next->look_want == WANT_WAKE; /* until it looks, it can be met */
    if (next && comes)
        let_come(flow, ring, next);
    if (next && (!comes || in_turn))
        turn_to(flow, ring, next);
    else if (!next && !atomic_load(&flow->worker->board->over))
        turn(flow, ring, ring->at);
}

static void take_arrivals(struct flow *flow, struct ring *ring)
{
    struct board *board = flow->worker->board;
    struct pollfd fds[] = {{board->over_fd, POLLIN, 0}, {flow->worker->arrivals, POLLIN, 0}};
    bool none_left = false;
    struct task *task;
    if (flow->worker->arrivals < 0)
        return;
    if (!ring->at)
        poll(fds, 2, -1);
    while (!atomic_load(&board->over) && (task = worker_take_arrival(flow, &none_left)))
        ring_insert(ring, task);
}

static void run(struct flow *flow)
{
    struct worker *worker = flow->worker;
    struct ring *ring = mem_alloc(sizeof *ring);
    ring->turns = 1;
    ring->interval_ns = worker->program->settings.poll_interval_ns;
    worker->model_data = ring;
    worker_start_tasks(flow);
    while (!atomic_load(&worker->board->over)) {
        take_arrivals(flow, ring);
        if (ring->at && worker->director)
            go_on_by_schedule(flow, ring);
        else if (ring->at)
            turn(flow, ring, ring->at);
    }
}

/* The task finds it at its next look. */
static void wake(struct worker *worker, uint32_t id)
{
    atomic_store(&board_task(worker->board, id)->word, 1);
}

const struct model model_polling = {
    .id = MODEL_POLLING,
    .words =
        {
            .summary = "one thread; who waits keeps control, and asks again",
            .picture =
                "read(2) on a non-blocking descriptor says EAGAIN at once. The task keeps "
                "control,\n"
                "is busy for the poll interval, and asks again; the tasks take turns. Waits "
                "overlap,\n"
                "but the CPU is burnt all the while, and every look in vain is counted. Look for:\n"
                "control never empty, CPU time equal to elapsed time, the number of looks.\n",
        },
    .rules =
        {
            .has_loop = true,
            .spawn = spawn,
            .show_wait = show_wait,
            .wake = wake,
        },
    .bound = 1000000,
    .unit = "tasks",
    .run = run,
};
