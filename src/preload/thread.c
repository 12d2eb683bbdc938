/* Threads and forks. */
#include "config.h" /* before any header of libc: the system's extensions */

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "preload/gil.h"
#include "preload/preload.h"
#include "preload/real.h"

struct start {
    void *(*run)(void *);
    void *argument;
    uint32_t number;
};

static _Atomic uint32_t threads_started;

static void thread_ends(void *unused)
{
    preload_write((struct trace_event){.kind = RAW_THREAD_END});
}

/* However it ends: by its return, by pthread_exit(), or cancelled. */
static void *run_thread(void *argument)
{
    struct start start = *(struct start *)argument;
    void *result;
    free(argument);
    preload_write((struct trace_event){.kind = RAW_THREAD_BEGIN,
                                       .line = (uint32_t)preload_pid,
                                       .arg = start.number,
                                       .value = (int64_t)(uintptr_t)pthread_self()});
    pthread_cleanup_push(thread_ends, NULL);
    result = start.run(start.argument);
    pthread_cleanup_pop(1);
    return result;
}

PRELOAD_EXPORT int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                                  void *(*run)(void *), void *argument)
{
    struct preload_thread *me = &preload_me;
    REAL_READY();
    struct start *start = preload_on ? malloc(sizeof *start) : NULL;
    if (!start) /* then it is a thread that nobody knows */
        return real.pthread_create(thread, attributes, run, argument);
    *start = (struct start){run, argument, ++threads_started};
    struct trace_event event = {.kind = RAW_THREAD_NEW,
                                .line = PRELOAD_HERE(),
                                .arg = start->number,
                                .value = (int64_t)(uintptr_t)run};
    if (me->has_gil && gil.place) {
        struct gil_place place;
        gil.place(&place);
        event.detail = 1;
        event.line = place.line;
        event.value = place.code;
    }
    if (me->next_name)
        preload_write_text(event, me->next_name, me->next_name_len);
    else
        preload_write(event);
    int status = real.pthread_create(thread, attributes, run_thread, start);
    if (status)
        free(start);
    return status;
}

PRELOAD_EXPORT int pthread_join(pthread_t thread, void **result)
{
    REAL_READY();
    struct trace_event event = {
        .kind = RAW_JOIN, .line = PRELOAD_HERE(), .value = (int64_t)(uintptr_t)thread};
    preload_write(event);
    int status = real.pthread_join(thread, result);
    event.kind = RAW_JOINED;
    preload_write(event);
    return status;
}

/* Where this thread forks. */
static _Thread_local struct gil_place forks_at __attribute__((tls_model("initial-exec")));

static void before_fork(void)
{
    forks_at = (struct gil_place){0};
    if (preload_me.has_gil && gil.place)
        gil.place(&forks_at);
}

/* However it was forked: by fork(), forkpty(), daemon(). The writers are its parent's until then.
 */
static void begin_child(void)
{
    uint32_t parent = preload_me.tid;
    preload_begin_child();
    gil_begin_child();
    preload_write((struct trace_event){.kind = RAW_CHILD,
                                       .line = forks_at.line,
                                       .arg = (uint32_t)preload_pid,
                                       .value = (int64_t)((uint64_t)forks_at.code << 32 | parent)});
}

void preload_watch_forks(void)
{
    pthread_atfork(before_fork, NULL, begin_child);
}

/* Without the way out: no destructor runs. */
PRELOAD_EXPORT void _exit(int status)
{
    REAL_READY();
    if (preload_on && getpid() == preload_pid)
        preload_write((struct trace_event){.kind = RAW_EXIT, .arg = (uint32_t)preload_pid});
    real._exit(status);
    __builtin_unreachable();
}
