#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/gil.h"

#include <errno.h>

#include "preload/real.h"
#include "trace/log_layout.h"

struct gil gil;

/* Who has it, who had it before, and how often it went from one thread to another: read and written
 * while M is held. The first is also looked at by who only waits. */
static _Atomic uint32_t holder;
static uint32_t last_holder;
static _Atomic uint64_t switches;

static _Thread_local struct gil_place place __attribute__((tls_model("initial-exec")));

/* ---- showing ---- */

/* Where baton looks; NULL: it cannot. Its words are written by who has the lock. */
static struct log_watched *place_shown;
static const void *frames_shown;
static void *(*state_of_thread)(void);

static inline void show_turn(struct preload_thread *me)
{
    if (PRELOAD_UNLIKELY(!place_shown))
        return;
    if (PRELOAD_UNLIKELY(!me->state))
        me->state = state_of_thread();
    uint64_t turn = atomic_load_explicit(&place_shown->turn, memory_order_relaxed);
    atomic_store_explicit(&place_shown->state, (uintptr_t)me->state, memory_order_relaxed);
    atomic_store_explicit(&place_shown->tid, me->tid, memory_order_relaxed);
    atomic_store_explicit(&place_shown->turn, turn + 1, memory_order_release);
}

static inline void show_nobody(void)
{
    if (PRELOAD_LIKELY(place_shown != NULL))
        atomic_store_explicit(&place_shown->state, 0, memory_order_relaxed);
}

static void show_place(void)
{
    place_shown = preload_claim_place();
    if (!place_shown)
        return;
    atomic_store_explicit(&place_shown->frames, (uintptr_t)frames_shown, memory_order_relaxed);
    if (preload_me.has_gil)
        show_turn(&preload_me);
}

void gil_show(const void *frames, void *(*state)(void))
{
    frames_shown = frames;
    state_of_thread = state;
    show_place();
}

/* ---- learning ---- */

void gil_learn_lock(const void *mutex)
{
    struct preload_thread *me = &preload_me;
    if (me->held_count >= 2)
        return;
    me->signalled[me->held_count] = NULL;
    me->held[me->held_count++] = mutex;
}

void gil_learn_signal(const void *condition)
{
    struct preload_thread *me = &preload_me;
    if (me->held_count)
        me->signalled[me->held_count - 1] = condition;
}

static bool is_in_runtime(const void *address)
{
    return (const char *)address >= gil.runtime && (const char *)address < gil.runtime_end;
}

static void take(struct preload_thread *me)
{
    uint32_t tid = preload_tid();
    if (tid != last_holder)
        atomic_fetch_add_explicit(&switches, 1, memory_order_relaxed);
    last_holder = tid;
    atomic_store_explicit(&holder, tid, memory_order_relaxed);
    me->has_gil = true;
    show_turn(me);
    preload_write((struct trace_event){.kind = RAW_GIL_GOT});
}

/* S is given back in which SC was signalled, and M is still held: that was a take. */
void gil_learn_unlock(const void *mutex)
{
    struct preload_thread *me = &preload_me;
    if (me->held_count == 2 && me->held[1] == mutex) {
        if (me->signalled[1] && is_in_runtime(me->held[0]) && is_in_runtime(mutex)) {
            gil.switch_mutex = mutex;
            gil.switch_condition = me->signalled[1];
            atomic_store_explicit(&gil.mutex, me->held[0], memory_order_release);
            me->in_gil = true;
            take(me);
        }
        me->held_count = 1;
    } else if (me->held_count == 1 && me->held[0] == mutex) {
        me->held_count = 0;
    } else {
        me->held_count = 0; /* in another order than it took them: not this */
    }
}

/* ---- what is done with it ---- */

/* A thread that has the lock and locks M is about to drop it: the last moment in which its frames
 * are its own, and before others have to wait for M. */
int gil_lock(pthread_mutex_t *mutex)
{
    struct preload_thread *me = &preload_me;
    if (mutex == gil.switch_mutex) {
        if (!me->in_gil)
            preload_write((struct trace_event){.kind = RAW_GIL_FORCED});
        return real.pthread_mutex_lock(mutex);
    }
    place = (struct gil_place){0};
    if (me->has_gil && gil.place)
        gil.place(&place);
    int status = real.pthread_mutex_lock(mutex);
    me->in_gil = true;
    me->wants_gil = false;
    return status;
}

int gil_unlock(pthread_mutex_t *mutex)
{
    struct preload_thread *me = &preload_me;
    if (mutex == gil.switch_mutex)
        return real.pthread_mutex_unlock(mutex);
    me->in_gil = false;
    int status = real.pthread_mutex_unlock(mutex);
    if (me->has_gil && gil.taken)
        gil.taken();
    return status;
}

const struct gil_place *gil_left(void)
{
    return &place;
}

void gil_signalled(const void *condition)
{
    struct preload_thread *me = &preload_me;
    if (condition == gil.switch_condition) {
        take(me);
        return;
    }
    if (!me->has_gil)
        return;
    me->has_gil = false;
    show_nobody();
    preload_write((struct trace_event){
        .kind = RAW_GIL_FREED,
        .detail = place.joins,
        .line = place.line,
        .arg = place.code,
        .value = (int64_t)((uint64_t)place.inner_code << 32 | place.inner_line),
    });
    atomic_store_explicit(&holder, 0, memory_order_relaxed);
}

/* The interpreter asks for it when its time is over and nobody else has got it meanwhile. */
int gil_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until)
{
    struct preload_thread *me = &preload_me;
    uint64_t before = atomic_load_explicit(&switches, memory_order_relaxed);
    if (!me->wants_gil)
        preload_write((struct trace_event){
            .kind = RAW_GIL_WANT, .arg = atomic_load_explicit(&holder, memory_order_relaxed)});
    me->wants_gil = true;
    int status = real.pthread_cond_timedwait(condition, mutex, until);
    uint32_t who = atomic_load_explicit(&holder, memory_order_relaxed);
    if (status == ETIMEDOUT && who &&
        atomic_load_explicit(&switches, memory_order_relaxed) == before)
        preload_write((struct trace_event){.kind = RAW_GIL_ASKED, .arg = who});
    return status;
}

void gil_begin_child(void)
{
    uint32_t tid = preload_tid();
    if (frames_shown)
        show_place();
    if (!preload_me.has_gil)
        return;
    last_holder = tid;
    atomic_store_explicit(&holder, tid, memory_order_relaxed);
}
