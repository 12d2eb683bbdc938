/* Why each thread has a seat: how late others have made a run is known from what all its threads
 * waited for a core (measure/lost_time.h), and the kernel forgets a thread when it ends. So each is
 * counted once: by itself when it ends, or with all that are left at the end of the process.
 *
 *     thread_start ── takes a seat ── runs ── adds its delay, leaves its seat
 *                                      │
 *                                      └ the process ends: thread_delays_at_end() asks all seats
 *
 * Nobody joins a thread: a run is over when the board says so, not when threads are. Stacks are
 * small, for there may be ten thousand, and what runs on them is our own interpreter, whose depth
 * does not depend on the scenario. */
#include "config.h"

#include "flow/thread.h"

#include "base/mem.h"
#include "base/sanitizer.h"
#include "measure/lost_time.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { THREAD_STACK = (BATON_SANITIZED ? 1024 : 128) * 1024 };

struct thread_seat {
    struct worker *worker;
    void *(*main)(void *arg);
    void *arg;
    char name[16];
    _Atomic pid_t tid; /* 0 until it runs */
    struct thread_seat *before, *next;
};

static void seat_add(struct thread_seat *seat)
{
    struct worker *worker = seat->worker;
    pthread_mutex_lock(&worker->threads_mutex);
    seat->next = worker->threads;
    if (seat->next)
        seat->next->before = seat;
    worker->threads = seat;
    pthread_mutex_unlock(&worker->threads_mutex);
}

static void seat_remove(struct thread_seat *seat, int64_t delay_ns)
{
    struct worker *worker = seat->worker;
    pthread_mutex_lock(&worker->threads_mutex);
    atomic_fetch_add(&worker->board->delay_ns, delay_ns);
    if (seat->before)
        seat->before->next = seat->next;
    else
        worker->threads = seat->next;
    if (seat->next)
        seat->next->before = seat->before;
    pthread_mutex_unlock(&worker->threads_mutex);
    free(seat);
}

int64_t thread_delays_at_end(struct worker *worker)
{
    pthread_mutex_lock(&worker->threads_mutex);
    int64_t sum_ns = lost_usage_of(worker->pid).delay_ns - worker->delay_begin_ns;
    for (struct thread_seat *seat = worker->threads; seat; seat = seat->next) {
        pid_t tid = atomic_load(&seat->tid);
        sum_ns += tid ? lost_usage_of(tid).delay_ns : 0;
    }
    return sum_ns;
}

static void *seated(void *arg)
{
    struct thread_seat *seat = arg;
    pid_t tid = (pid_t)syscall(SYS_gettid);
    atomic_store(&seat->tid, tid);
    pthread_setname_np(pthread_self(), seat->name); /* who started it may come too late */
    seat->main(seat->arg);
    seat_remove(seat, lost_usage_of(tid).delay_ns);
    return NULL;
}

static int create(struct thread_seat *seat)
{
    pthread_attr_t attr;
    pthread_t thread;
    int bad = pthread_attr_init(&attr);
    if (bad)
        return bad;
    bad = pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    bad = bad ? bad : pthread_attr_setstacksize(&attr, THREAD_STACK);
    bad = bad ? bad : pthread_create(&thread, &attr, seated, seat);
    pthread_attr_destroy(&attr);
    return bad;
}

void thread_start(struct worker *worker, void *(*main)(void *arg), void *arg, const char *name)
{
    struct thread_seat *seat = mem_alloc(sizeof *seat);
    *seat = (struct thread_seat){.worker = worker, .main = main, .arg = arg};
    snprintf(seat->name, sizeof seat->name, "%s", name);
    seat_add(seat);
    int bad = create(seat);
    if (!bad)
        return;
    seat_remove(seat, 0);
    if (bad != EAGAIN && bad != ENOMEM) {
        board_refuse(worker->board, "another thread", bad);
        return;
    }
    board_lock(worker->board);
    board_end_at_bound_locked(worker->board, TRACE_ENDING_NO_THREAD, worker->board->alive);
    board_unlock(worker->board);
}
