/* Conditions and semaphores; the latter are what threading.Lock is up to Python 3.13. */
#include "config.h" /* before any header of libc: the system's extensions */

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>

#include "preload/gil.h"
#include "preload/preload.h"
#include "preload/real.h"

/* ---- conditions ---- */

static void write_waits(const pthread_cond_t *condition, const pthread_mutex_t *mutex,
                        uint32_t site)
{
    uint64_t address = (uint64_t)preload_address(mutex);
    preload_write((struct trace_event){.kind = RAW_COND_WAIT,
                                       .line = site,
                                       .arg = (uint32_t)address,
                                       .reason = (uint16_t)(address >> 32),
                                       .value = preload_address(condition)});
}

static int write_woke(const pthread_cond_t *condition, uint32_t site, int status)
{
    preload_write((struct trace_event){.kind = RAW_COND_WOKE,
                                       .detail = status == ETIMEDOUT,
                                       .line = site,
                                       .value = preload_address(condition)});
    return status;
}

#define WAIT_FOR_CONDITION(condition, mutex, call)                                                 \
    do {                                                                                           \
        uint32_t site = PRELOAD_HERE();                                                            \
        write_waits(condition, mutex, site);                                                       \
        return write_woke(condition, site, call);                                                  \
    } while (0)

PRELOAD_EXPORT int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
    REAL_READY();
    if (gil_is(mutex))
        return real.pthread_cond_wait(condition, mutex);
    WAIT_FOR_CONDITION(condition, mutex, real.pthread_cond_wait(condition, mutex));
}

PRELOAD_EXPORT int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                          const struct timespec *until)
{
    REAL_READY();
    if (gil_is(mutex))
        return gil_timedwait(condition, mutex, until);
    WAIT_FOR_CONDITION(condition, mutex, real.pthread_cond_timedwait(condition, mutex, until));
}

PRELOAD_EXPORT int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                          clockid_t clock, const struct timespec *until)
{
    REAL_READY();
    WAIT_FOR_CONDITION(condition, mutex,
                       real.pthread_cond_clockwait(condition, mutex, clock, until));
}

/* How many wait for it, as glibc counts. */
static bool is_waited_for(const pthread_cond_t *condition)
{
    return preload_on && condition->__data.__wrefs >> 3;
}

static void write_signal(const pthread_cond_t *condition, uint8_t all, uint32_t site)
{
    preload_write((struct trace_event){
        .kind = RAW_COND_SIGNAL, .detail = all, .line = site, .value = preload_address(condition)});
}

PRELOAD_EXPORT int pthread_cond_signal(pthread_cond_t *condition)
{
    REAL_READY();
    if (gil_is_sought())
        gil_learn_signal(condition);
    if (preload_me.in_gil)
        gil_signalled(condition);
    else if (is_waited_for(condition))
        write_signal(condition, 0, PRELOAD_HERE());
    return real.pthread_cond_signal(condition);
}

PRELOAD_EXPORT int pthread_cond_broadcast(pthread_cond_t *condition)
{
    REAL_READY();
    if (is_waited_for(condition))
        write_signal(condition, 1, PRELOAD_HERE());
    return real.pthread_cond_broadcast(condition);
}

/* ---- semaphores ---- */

/* Who took it last, by its address, and who gave it back since: glibc does not know. Two semaphores
 * may share a place; then of one of them it is not known. */
enum { OWNERS = 4096 };

static struct owner {
    const void *_Atomic semaphore;
    _Atomic uint32_t taker, giver; /* the latter is 0 as long as it is taken */
} owners[OWNERS];

static struct owner *place_of(const void *semaphore)
{
    return &owners[(unsigned)(((uintptr_t)semaphore >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 40) %
                   OWNERS];
}

static bool is_known(const struct owner *owner, const void *semaphore)
{
    return atomic_load_explicit(&owner->semaphore, memory_order_relaxed) == semaphore;
}

static void take(const void *semaphore)
{
    struct owner *owner = place_of(semaphore);
    atomic_store_explicit(&owner->semaphore, semaphore, memory_order_relaxed);
    atomic_store_explicit(&owner->taker, preload_tid(), memory_order_relaxed);
    atomic_store_explicit(&owner->giver, 0, memory_order_relaxed);
}

static void give(const void *semaphore)
{
    struct owner *owner = place_of(semaphore);
    if (!is_known(owner, semaphore))
        atomic_store_explicit(&owner->taker, 0, memory_order_relaxed);
    atomic_store_explicit(&owner->semaphore, semaphore, memory_order_relaxed);
    atomic_store_explicit(&owner->giver, preload_tid(), memory_order_relaxed);
}

/* Who has it, 0: unknown. */
static uint32_t owner_of(const void *semaphore)
{
    const struct owner *owner = place_of(semaphore);
    bool taken =
        is_known(owner, semaphore) && !atomic_load_explicit(&owner->giver, memory_order_relaxed);
    return taken ? atomic_load_explicit(&owner->taker, memory_order_relaxed) : 0;
}

PRELOAD_EXPORT int sem_trywait(sem_t *semaphore)
{
    REAL_READY();
    int status = real.sem_trywait(semaphore);
    if (status == 0 && preload_on)
        take(semaphore);
    return status;
}

static void write_waits_for(const sem_t *semaphore, uint32_t site, struct trace_event event)
{
    event.kind = RAW_SEM_WAIT;
    event.line = site;
    event.value = preload_address(semaphore);
    if (gil_let_go() && gil_left()->inside) {
        event.reason = gil_left()->inside;
        event.line = gil_left()->object;
    }
    preload_write(event);
}

/* A thread that let its Python's lock go for it had found it taken. */
static void write_came_free(const sem_t *semaphore, uint32_t site)
{
    const struct owner *owner = place_of(semaphore);
    struct trace_event event = {.detail = RAW_CAME_FREE};
    if (is_known(owner, semaphore)) {
        event.arg = atomic_load_explicit(&owner->giver, memory_order_relaxed);
        if (atomic_load_explicit(&owner->taker, memory_order_relaxed) == preload_tid())
            event.detail |= RAW_HAD_IT;
    }
    write_waits_for(semaphore, site, event);
}

#define WAIT_FOR_SEMAPHORE(semaphore, call)                                                        \
    do {                                                                                           \
        REAL_READY();                                                                              \
        if (!preload_on)                                                                           \
            return call;                                                                           \
        int before = errno;                                                                        \
        if (real.sem_trywait(semaphore) == 0) {                                                    \
            if (PRELOAD_UNLIKELY(gil_let_go()))                                                    \
                write_came_free(semaphore, PRELOAD_HERE());                                        \
            take(semaphore);                                                                       \
            return 0;                                                                              \
        }                                                                                          \
        errno = before;                                                                            \
        uint32_t site = PRELOAD_HERE();                                                            \
        write_waits_for(semaphore, site, (struct trace_event){.arg = owner_of(semaphore)});        \
        int status = call;                                                                         \
        if (status == 0)                                                                           \
            take(semaphore);                                                                       \
        preload_write((struct trace_event){.kind = RAW_SEM_GOT,                                    \
                                           .detail = status == 0      ? 0                          \
                                                     : errno == EINTR ? 2                          \
                                                                      : 1,                         \
                                           .line = site,                                           \
                                           .value = preload_address(semaphore)});                  \
        return status;                                                                             \
    } while (0)

PRELOAD_EXPORT int sem_wait(sem_t *semaphore)
{
    WAIT_FOR_SEMAPHORE(semaphore, real.sem_wait(semaphore));
}

PRELOAD_EXPORT int sem_timedwait(sem_t *semaphore, const struct timespec *until)
{
    WAIT_FOR_SEMAPHORE(semaphore, real.sem_timedwait(semaphore, until));
}

PRELOAD_EXPORT int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until)
{
    WAIT_FOR_SEMAPHORE(semaphore, real.sem_clockwait(semaphore, clock, until));
}

/* glibc counts who waits: in the upper half of one word, or, where that is too small, in the third.
 */
static bool semaphore_is_waited_for(const sem_t *semaphore)
{
#if UINTPTR_MAX > UINT32_MAX
    return *(const volatile uint64_t *)semaphore >> 32;
#else
    return ((const volatile uint32_t *)semaphore)[2] != 0;
#endif
}

PRELOAD_EXPORT int sem_post(sem_t *semaphore)
{
    REAL_READY();
    if (preload_on) {
        if (semaphore_is_waited_for(semaphore))
            preload_write((struct trace_event){
                .kind = RAW_SEM_POST, .line = PRELOAD_HERE(), .value = preload_address(semaphore)});
        give(semaphore);
    }
    return real.sem_post(semaphore);
}
