/* The interpreter's lock, known by its behaviour: no offset and no symbol of CPython 3.8 to 3.13.
 *
 *     take    lock M   [timedwait C, M …]   lock S   signal SC   unlock S   unlock M
 *     drop    lock M   signal C   unlock M
 *     made to drop by another: then also   lock S   [wait SC, S]   unlock S
 *
 * M, S and SC are learnt at the first take. That M lies in _PyRuntime is the second opinion. */
#ifndef BATON_PRELOAD_GIL_H
#define BATON_PRELOAD_GIL_H

#include <pthread.h>
#include <stdatomic.h>

#include "preload/preload.h"

/* Where a thread is that has the lock: the user's line, and what of a library was called there. */
struct gil_place {
    uint32_t code, line, inner_code, inner_line;
    bool joins; /* it waits for the end of a thread there */
    /* What it may wait for there: enum raw_inside, and which, by its number. */
    uint16_t inside;
    uint32_t object;
};

struct gil {
    const void *_Atomic mutex; /* M; NULL: not known yet */
    const void *switch_mutex, *switch_condition;
    const char *runtime, *runtime_end; /* _PyRuntime; NULL: there is no Python in this program */
    /* Called by the thread that has the lock: when it has taken it, when it is about to drop it.
     * NULL: nobody asks. */
    void (*taken)(void);
    void (*place)(struct gil_place *place);
};

extern struct gil gil;

/* Shows baton, from now on, who has the lock: how the frames of its states lie, and what tells the
 * state of the thread that calls it. */
void gil_show(const void *frames, void *(*state)(void));

/* True if the mutex is M or S. */
static inline bool gil_is(const void *mutex)
{
    const void *known = atomic_load_explicit(&gil.mutex, memory_order_relaxed);
    return known && (mutex == known || mutex == gil.switch_mutex);
}
/* This thread of a Python does not have its lock. */
static inline bool gil_let_go(void)
{
    return atomic_load_explicit(&gil.mutex, memory_order_relaxed) && !preload_me.has_gil;
}
static inline bool gil_is_sought(void)
{
    return PRELOAD_UNLIKELY(gil.runtime && !atomic_load_explicit(&gil.mutex, memory_order_relaxed));
}

/* In place of the real functions, for M and S. */
int gil_lock(pthread_mutex_t *mutex);
int gil_unlock(pthread_mutex_t *mutex);
int gil_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until);
/* This thread has M: what is signalled there says what it does. */
void gil_signalled(const void *condition);
/* Where this thread let the lock go that it does not have; all zero: not known. */
const struct gil_place *gil_left(void);
/* Before it is known. */
void gil_learn_lock(const void *mutex);
void gil_learn_unlock(const void *mutex);
void gil_learn_signal(const void *condition);
/* In a forked child. */
void gil_begin_child(void);

#endif
