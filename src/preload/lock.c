/* Mutexes, locks for readers and writers, barriers. Nothing is written as long as nobody waits:
 * what is free is tried, and given. */
#include "config.h" /* before any header of libc: the system's extensions */

#include <errno.h>
#include <pthread.h>

#include "preload/gil.h"
#include "preload/preload.h"
#include "preload/real.h"

enum { WAITED_FOR = 2 }; /* glibc's lock word, if somebody may be waiting */

/* A mutex that is not free: waits, and says for whom. */
#define WAIT_FOR_MUTEX(mutex, call)                                                                \
    do {                                                                                           \
        uint32_t site = PRELOAD_HERE();                                                            \
        preload_write((struct trace_event){.kind = RAW_MUTEX_WAIT,                                 \
                                           .line = site,                                           \
                                           .arg = (uint32_t)(mutex)->__data.__owner,               \
                                           .value = preload_address(mutex)});                      \
        int status = call;                                                                         \
        preload_write((struct trace_event){.kind = RAW_MUTEX_GOT,                                  \
                                           .detail = status != 0 && status != EOWNERDEAD,          \
                                           .line = site,                                           \
                                           .value = preload_address(mutex)});                      \
        return status;                                                                             \
    } while (0)

/* Where there is a Python, or no log. True: it was one of the interpreter's locks, or nobody
 * watches, and it is done, with *status. */
static bool lock_of_python(pthread_mutex_t *mutex, int *status)
{
    REAL_READY();
    if (gil_is(mutex)) {
        *status = gil_lock(mutex);
        return true;
    }
    if (gil_is_sought())
        gil_learn_lock(mutex);
    if (!preload_on)
        *status = real.pthread_mutex_lock(mutex);
    return !preload_on;
}

PRELOAD_EXPORT int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    int done;
    if (PRELOAD_UNLIKELY(!preload_plain) && lock_of_python(mutex, &done))
        return done;
    int tried = real.pthread_mutex_trylock(mutex);
    if (PRELOAD_LIKELY(tried != EBUSY))
        return tried;
    WAIT_FOR_MUTEX(mutex, real.pthread_mutex_lock(mutex));
}

PRELOAD_EXPORT int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until)
{
    REAL_READY();
    int tried = preload_on ? real.pthread_mutex_trylock(mutex) : EBUSY;
    if (tried != EBUSY)
        return tried;
    WAIT_FOR_MUTEX(mutex, real.pthread_mutex_timedlock(mutex, until));
}

PRELOAD_EXPORT int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock,
                                           const struct timespec *until)
{
    REAL_READY();
    int tried = preload_on ? real.pthread_mutex_trylock(mutex) : EBUSY;
    if (tried != EBUSY)
        return tried;
    WAIT_FOR_MUTEX(mutex, real.pthread_mutex_clocklock(mutex, clock, until));
}

static bool unlock_of_python(pthread_mutex_t *mutex, int *status)
{
    REAL_READY();
    if (gil_is(mutex)) {
        *status = gil_unlock(mutex);
        return true;
    }
    if (gil_is_sought())
        gil_learn_unlock(mutex);
    if (!preload_on)
        *status = real.pthread_mutex_unlock(mutex);
    return !preload_on;
}

PRELOAD_EXPORT int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    int done;
    if (PRELOAD_UNLIKELY(!preload_plain) && unlock_of_python(mutex, &done))
        return done;
    if (PRELOAD_UNLIKELY(mutex->__data.__lock == WAITED_FOR))
        preload_write(
            (struct trace_event){.kind = RAW_MUTEX_FREED, .value = preload_address(mutex)});
    return real.pthread_mutex_unlock(mutex);
}

/* ---- readers and writers ---- */

static int wait_for_rwlock(pthread_rwlock_t *lock, bool writes, uint32_t site)
{
    struct trace_event event = {
        .kind = RAW_RW_WAIT, .detail = writes, .line = site, .value = preload_address(lock)};
    preload_write(event);
    int status = writes ? real.pthread_rwlock_wrlock(lock) : real.pthread_rwlock_rdlock(lock);
    event.kind = RAW_RW_GOT;
    event.detail = status ? 2 : writes;
    preload_write(event);
    return status;
}

PRELOAD_EXPORT int pthread_rwlock_rdlock(pthread_rwlock_t *lock)
{
    REAL_READY();
    int tried = preload_on ? real.pthread_rwlock_tryrdlock(lock) : EBUSY;
    if (tried != EBUSY)
        return tried == EAGAIN ? real.pthread_rwlock_rdlock(lock) : tried;
    return wait_for_rwlock(lock, false, PRELOAD_HERE());
}

PRELOAD_EXPORT int pthread_rwlock_wrlock(pthread_rwlock_t *lock)
{
    REAL_READY();
    int tried = preload_on ? real.pthread_rwlock_trywrlock(lock) : EBUSY;
    if (tried != EBUSY)
        return tried;
    return wait_for_rwlock(lock, true, PRELOAD_HERE());
}

/* glibc marks a futex that is slept on, and that readers wait. */
static bool rwlock_is_waited_for(const pthread_rwlock_t *lock)
{
    enum { FUTEX_USED = 2, READERS_WAIT = 4 };
    return (lock->__data.__writers_futex | lock->__data.__wrphase_futex) & FUTEX_USED ||
           lock->__data.__readers & READERS_WAIT;
}

PRELOAD_EXPORT int pthread_rwlock_unlock(pthread_rwlock_t *lock)
{
    REAL_READY();
    if (preload_on && rwlock_is_waited_for(lock))
        preload_write((struct trace_event){.kind = RAW_RW_FREED, .value = preload_address(lock)});
    return real.pthread_rwlock_unlock(lock);
}

PRELOAD_EXPORT int pthread_barrier_wait(pthread_barrier_t *barrier)
{
    REAL_READY();
    struct trace_event event = {
        .kind = RAW_BARRIER_WAIT, .line = PRELOAD_HERE(), .value = preload_address(barrier)};
    preload_write(event);
    int status = real.pthread_barrier_wait(barrier);
    event.kind = RAW_BARRIER_PASSED;
    preload_write(event);
    return status;
}
