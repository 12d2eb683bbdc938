/* How the lock changes hands while its holder computes:
 *
 *     holder    runs ·············· sees that it is asked, drops it, waits until it is taken
 *     waiter    wants it ···· asks                                takes it, runs
 *               └ the interval ┘
 *
 * The drop request is a flag of the worker, not of the lock: the interpreter looks at it between
 * two steps, and lies below. Why it is done so: gil_lock.h. */
#include "config.h"

#include "flow/gil_lock.h"

#include "base/clock.h"
#include "base/mem.h"
#include "interp/record.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct gil {
    pthread_mutex_t mutex;
    pthread_cond_t freed;    /* it is free: one waiter may take it */
    pthread_cond_t switched; /* another has taken it: the one who dropped it on request may go on */
    bool locked;
    uint32_t holder; /* lane of the task that holds it */
    int waiting;
    uint64_t takes; /* how often it changed hands */
    int64_t interval_ns;
};

static uint32_t actor_of(const struct flow *flow, const struct task *task)
{
    return task ? record_actor(flow, task) : TRACE_LOOP + flow->worker->index;
}

static void write_event(struct flow *flow, struct task *task, enum trace_kind kind,
                        enum trace_reason reason, uint32_t arg)
{
    trace_write(&flow->writer, (struct trace_event){.kind = (uint8_t)kind,
                                                    .who = actor_of(flow, task),
                                                    .reason = (uint16_t)reason,
                                                    .line = task ? record_line(flow, task) : 0,
                                                    .arg = arg});
}

static bool wait_interval(struct gil *gil, pthread_cond_t *cond)
{
    int64_t until_ns = clock_now_ns() + gil->interval_ns;
    struct timespec until = {until_ns / NS_PER_S, until_ns % NS_PER_S};
    return pthread_cond_timedwait(cond, &gil->mutex, &until) == ETIMEDOUT;
}

/* The heart of it: an interval passed, the lock is held and has not changed hands: ask for it. */
static void wait_until_free(struct flow *flow, struct task *task, struct gil *gil)
{
    while (gil->locked) {
        uint64_t takes = gil->takes;
        bool timed_out = wait_interval(gil, &gil->freed);
        if (!timed_out || !gil->locked || gil->takes != takes)
            continue;
        if (!atomic_exchange(&flow->worker->asked, true))
            write_event(flow, task, TRACE_GIL_ASKED, TRACE_BY_NONE, gil->holder);
    }
}

void gil_take(struct flow *flow, struct task *task)
{
    struct gil *gil = flow->worker->gil;
    if (!gil)
        return;
    pthread_mutex_lock(&gil->mutex);
    if (gil->locked) {
        if (task)
            record_state(flow, task, TRACE_READY, TRACE_BY_GIL, gil->holder, 0);
        gil->waiting++;
        wait_until_free(flow, task, gil);
        gil->waiting--;
    }
    gil->locked = true;
    gil->holder = actor_of(flow, task);
    gil->takes++;
    atomic_store(&flow->worker->asked, false);
    write_event(flow, task, TRACE_GIL_GOT, TRACE_BY_NONE, 0);
    pthread_cond_broadcast(&gil->switched);
    pthread_mutex_unlock(&gil->mutex);
}

void gil_drop(struct flow *flow, struct task *task, enum trace_reason reason)
{
    struct gil *gil = flow->worker->gil;
    if (!gil)
        return;
    pthread_mutex_lock(&gil->mutex);
    uint64_t takes = gil->takes;
    write_event(flow, task, TRACE_GIL_FREED, reason, 0);
    gil->locked = false;
    pthread_cond_signal(&gil->freed);
    bool forced = atomic_load(&flow->worker->asked);
    while (forced && gil->takes == takes)
        pthread_cond_wait(&gil->switched, &gil->mutex);
    pthread_mutex_unlock(&gil->mutex);
}

void gil_yield(struct flow *flow, struct task *task)
{
    struct gil *gil = flow->worker->gil;
    pthread_mutex_lock(&gil->mutex);
    bool others = gil->waiting > 0;
    if (others)
        atomic_store(&flow->worker->asked, true);
    pthread_mutex_unlock(&gil->mutex);
    if (!others)
        return;
    gil_drop(flow, task, TRACE_BY_YIELD);
    gil_take(flow, task);
}

/* Between two steps of a holder that was asked: drops it, and gets it again. */
static void let_go(struct flow *flow, struct task *task)
{
    record_state(flow, task, TRACE_READY, TRACE_BY_GIL_DROPPED, 0, 0);
    gil_drop(flow, task, TRACE_BY_GIL_DROPPED);
    gil_take(flow, task);
    record_state(flow, task, TRACE_RUNNING, TRACE_BY_GOT_GIL, 0, 0);
}

/* 0 or an errno. */
static int init_lock(struct gil *gil)
{
    pthread_condattr_t attr;
    int bad = pthread_condattr_init(&attr);
    if (bad)
        return bad;
    bad = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    bad = bad ? bad : pthread_mutex_init(&gil->mutex, NULL);
    bad = bad ? bad : pthread_cond_init(&gil->freed, &attr);
    bad = bad ? bad : pthread_cond_init(&gil->switched, &attr);
    pthread_condattr_destroy(&attr);
    return bad;
}

int gil_begin(struct worker *worker, int64_t switch_interval_ns)
{
    struct gil *gil = mem_alloc(sizeof *gil);
    gil->interval_ns = switch_interval_ns;
    int bad = init_lock(gil);
    if (bad) {
        free(gil);
        return bad;
    }
    worker->gil = gil;
    worker->let_go = let_go;
    return 0;
}
