/* What is seen in a program that is recorded, as the library in it writes it down: addresses,
 * kernel threads, calls. Nobody but record/ reads it, which makes the events of event.h of it.
 *
 * `who` is always the kernel's number of a thread. `line` of an event of a program without Python
 * is the place it was called from: the number of a SITE. Where an object is meant, `value` is its
 * address. A cause is stamped before the act, its effect after it. */
#ifndef BATON_PRELOAD_RAW_H
#define BATON_PRELOAD_RAW_H

#include "trace/event.h"

enum { RAW_FIRST = 0x48 };

/* Behind each: arg / detail / reason / value / text, as far as used. */
#define RAW_KINDS(K)                                                                               \
    K(PROCESS)    /* a program begins: pid; value: its parent; text: its command line */           \
    K(MODULE)     /* value: where it was loaded; arg: pid; text: its path */                       \
    K(SITE)       /* arg: its number; line: pid; value: an address behind a call */                \
    K(EXIT)       /* the process arg ends by itself */                                             \
    K(EXEC)       /* the process arg becomes another program */                                    \
    K(NAMED)      /* multiprocessing calls the process arg so: text */                             \
    K(CHILD)      /* a forked process begins: pid; value: its parent's thread; of Python's line,   \
                     value: the user's line, and code << 32 | that thread */                       \
    K(THREAD_NEW) /* starts one: its number in the process; value: its function; text: its name */ \
    K(THREAD_BEGIN) /* the number it was started with; value: its pthread_t */                     \
    K(THREAD_END)                                                                                  \
    K(JOIN)        /* waits for the end of value, a pthread_t */                                   \
    K(JOINED)      /* value: the same */                                                           \
    K(MUTEX_WAIT)  /* it is not free; arg: the thread that has it, 0: unknown */                   \
    K(MUTEX_GOT)   /* detail: 1 if it did not get it */                                            \
    K(MUTEX_FREED) /* others may be waiting */                                                     \
    K(COND_WAIT)   /* arg and reason: the mutex, its lower 32 bits and the 16 above them */        \
    K(COND_WOKE)   /* detail: 1 if the time was over */                                            \
    K(COND_SIGNAL) /* somebody waits; detail: 1 all are woken */                                   \
    K(SEM_WAIT)    /* it is not free; arg: who took it last, 0: unknown; detail: enum              \
                      raw_sem_wait; reason: enum raw_inside, of what a Python waits for by means   \
                      of it, whose number in the process is then in `line` */                      \
    K(SEM_GOT)     /* detail: 1 if it did not get it, 2 a signal came */                           \
    K(SEM_POST)    /* somebody waits */                                                            \
    K(SEM_SHARED)  /* several processes may have it; detail: enum raw_shared; text: its name,      \
                      which others have, too, or nothing: those that are forked have it there */   \
    K(RW_WAIT)     /* detail: 1 to write */                                                        \
    K(RW_GOT)      /* detail: 1 to write, 2 it did not get it */                                   \
    K(RW_FREED)                                                                                    \
    K(BARRIER_WAIT)                                                                                \
    K(BARRIER_PASSED)                                                                              \
    K(CALL)      /* detail: enum raw_call; arg: descriptor, or whatever it is about; value: ns     \
                    of a sleep */                                                                  \
    K(BACK)      /* detail: enum raw_call; value: the result, or a negative errno */               \
    K(CODE)      /* arg: its number; detail: 1 of the user; value: its first line; text:           \
                    function, a line end, file */                                                  \
    K(PYTHON)    /* arg: its version, as in sys.hexversion; detail: 1 if lines are known */        \
    K(GIL_WANT)  /* it is not free; arg: the thread that has it */                                 \
    K(GIL_ASKED) /* asked arg to let it go */                                                      \
    K(GIL_GOT)                                                                                     \
    K(GIL_FREED)   /* line, arg: the user's line and code; value: code << 32 | line inside;        \
                      detail: 1 to wait for the end of a thread */                                 \
    K(GIL_FORCED)  /* was made to let it go: waits until another has it */                         \
    K(TASK_NEW)    /* arg: its number; line, value: the user's line, and code << 32 | the task by  \
                      which */                                                                     \
    K(TASK_STEP)   /* arg: its number; at the first one line: pid; text: its name */               \
    K(TASK_TIMER)  /* in a step: something is due at value, absolute ns; detail: 1 about then */   \
    K(TASK_AWAITS) /* in front of TASK_STOP. arg: what, by detail, enum raw_awaited; value: of a   \
                      lock the task that has it */                                                 \
    K(TASK_STOP)   /* its step ends; detail: enum raw_stop; line, arg, value: as GIL_FREED */      \
    K(TASK_READY)  /* arg: its number; value: the task that made it so, 0: the loop; detail: enum  \
                      raw_ready */                                                                 \
    K(TASK_END)    /* its step was the last. arg: its number; detail: trace_end; text: failure */  \
    K(LOOP_OVER)   /* whoever called the loop of this thread goes on */                            \
    K(CALLBACK)    /* a loop begins one that is no task's; detail: enum raw_callback; arg: its     \
                      code, 0: unknown; value: as that says */                                     \
    K(CALLED_BACK) /* the last that has begun in this thread is over */                            \
    K(JOB)         /* of a pool; detail: enum raw_job; arg: its number, from 1 */                  \
    K(UNWATCHED)   /* value: how many; text: what */                                               \
    K(GONE)        /* by the kernel: the thread arg of the process `value` has ended */            \
    K(SEEN)        /* baton looked in: there it is, in the middle of a turn; as GIL_FREED */

enum raw_kind {
    RAW_BEFORE = RAW_FIRST - 1,
#define K(name) RAW_##name,
    RAW_KINDS(K)
#undef K
        RAW_END,
};

_Static_assert((int)TRACE_KIND_COUNT <= (int)RAW_FIRST, "what is raw is nothing else");
_Static_assert((int)RAW_END <= 0x80, "the log marks texts with the highest bit");

/* What becomes of a job. */
enum raw_job {
    RAW_JOB_NEW,    /* line, value: the user's line, and code << 32 | the task that hands it over;
                       text: its function */
    RAW_JOB_QUEUED, /* line: pid; reason: the number of its pool; value: its key in there. arg 0:
                       the pool has what it needs, whose processes began since the one before */
    RAW_JOB_POOL,   /* arg: the pool's number; line: pid; reason: enum raw_pool; value: how many
                       workers it may have; text: its name */
    RAW_JOB_BEGUN,  /* this thread executes it. arg 0: of a pool of that kind (reason) of this
                       process or one of those it comes from, with the key value; text: its function
                     */
    RAW_JOB_ENDED,  /* line: trace_end; reason, value: as above; text: failure */
    RAW_JOB_TELLS,  /* this thread tells what came of it, until it does of the job 0 */
};

/* Where jobs are executed. */
enum raw_pool { RAW_POOL_THREADS, RAW_POOL_PROCESSES, RAW_POOL_MULTIPROCESSING };

/* In what a task is made ready. */
enum raw_ready {
    RAW_READY_PLAIN,
    RAW_READY_TIMEOUT,  /* the time of its asyncio.timeout() is over */
    RAW_READY_GROUP,    /* the task `value` of a group has failed: another of it, or who made it */
    RAW_READY_RUN_ENDS, /* asyncio.run() cancels what is left */
};

/* What a callback is to the user, if it is of a library. */
enum raw_callback {
    RAW_CALLBACK_PLAIN,
    RAW_CALLBACK_CALLS,    /* it calls the user's function of the code `value` */
    RAW_CALLBACK_RECEIVES, /* it receives something, and calls with that the user's function of the
                              upper half of value; at the end of what comes, that of the lower one
                            */
};

/* How a wait for a semaphore begins. */
enum raw_sem_wait {
    RAW_CAME_FREE = 1, /* before it waited, and it has it: arg is who gave it back */
    RAW_HAD_IT = 2,    /* with that: who waits had taken it itself */
};

/* What a thread waits for inside of Python's own modules. */
enum raw_inside {
    RAW_IN_NOTHING,
    RAW_IN_EVENT,
    RAW_IN_BARRIER,
    RAW_IN_SEMAPHORE,
    RAW_IN_CONDITION,
    RAW_IN_QUEUE,
    RAW_IN_C_QUEUE, /* one that is written in C: its lock is nobody's */
    RAW_IN_START,   /* of a thread that it has started */
    RAW_INSIDES,
};

/* What a semaphore of several processes is to them. */
enum raw_shared { RAW_SHARED_SEMAPHORE, RAW_SHARED_LOCK };

/* What a task of asyncio awaits. */
enum raw_awaited {
    RAW_AWAITS_TASK,
    RAW_AWAITS_JOB,
    RAW_AWAITS_LOCK,
    RAW_AWAITS_SEMAPHORE,
    RAW_AWAITS_CONDITION,
    RAW_AWAITS_EVENT,
    RAW_AWAITS_QUEUE,
    RAW_AWAITS_BARRIER,
};

/* What a task waits for. */
enum raw_stop {
    RAW_STOP_YIELD,
    RAW_STOP_FUTURE,
    RAW_STOP_TASK,
    RAW_STOP_SWITCH,
    RAW_STOP_GATHER, /* the future of a gather() */
};

/* Calls that may wait. */
#define RAW_CALLS(C)                                                                               \
    C(read)                                                                                        \
    C(write)                                                                                       \
    C(recv)                                                                                        \
    C(recvfrom)                                                                                    \
    C(recvmsg)                                                                                     \
    C(send)                                                                                        \
    C(sendto)                                                                                      \
    C(sendmsg)                                                                                     \
    C(accept)                                                                                      \
    C(accept4)                                                                                     \
    C(connect)                                                                                     \
    C(poll)                                                                                        \
    C(ppoll)                                                                                       \
    C(select)                                                                                      \
    C(pselect)                                                                                     \
    C(epoll_wait)                                                                                  \
    C(epoll_pwait)                                                                                 \
    C(nanosleep)                                                                                   \
    C(clock_nanosleep)                                                                             \
    C(usleep)                                                                                      \
    C(sleep)                                                                                       \
    C(waitpid)                                                                                     \
    C(wait4)                                                                                       \
    C(waitid)                                                                                      \
    C(fsync)                                                                                       \
    C(fdatasync)                                                                                   \
    C(flock)                                                                                       \
    C(readv)                                                                                       \
    C(writev)                                                                                      \
    C(pread)                                                                                       \
    C(pwrite)

enum raw_call {
#define C(name) RAW_CALL_##name,
    RAW_CALLS(C)
#undef C
        RAW_CALL_COUNT
};

static inline int raw_call_sleeps(unsigned call)
{
    return call == RAW_CALL_nanosleep || call == RAW_CALL_clock_nanosleep ||
           call == RAW_CALL_usleep || call == RAW_CALL_sleep;
}

#endif
