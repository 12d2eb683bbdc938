/* What the files of the library share: the thread's own, the real functions, and writing.
 *
 * All of it may be called anywhere: in a signal handler, between fork and exec, in a destructor,
 * while the program holds whatever it holds. So nothing here allocates, locks, or asks the loader
 * for something once the program has begun. */
#ifndef BATON_PRELOAD_PRELOAD_H
#define BATON_PRELOAD_PRELOAD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "preload/raw.h"
#include "trace/log.h"

#define PRELOAD_EXPORT      __attribute__((visibility("default")))
#define PRELOAD_LIKELY(x)   __builtin_expect(!!(x), 1)
#define PRELOAD_UNLIKELY(x) __builtin_expect(!!(x), 0)

enum { PRELOAD_WRITERS = 2 };

struct preload_thread {
    /* The second is for a signal handler that comes while the first is used. */
    struct trace_writer writers[PRELOAD_WRITERS];
    unsigned depth; /* how many of them are in use */
    uint32_t tid;
    /* The interpreter's lock. */
    bool has_gil, in_gil, wants_gil;
    /* Before it is known: the mutexes that are held, at most two, and what was signalled in them.
     */
    int held_count;
    const void *held[2], *signalled[2];
    const void *state; /* as Python has it, when it was last looked at; NULL: not known */
    /* What the next thread is called that it starts. */
    const char *next_name;
    size_t next_name_len;
    uint32_t task; /* whose step it is in */
    /* The queue written in C that it takes from, and the frame of Python that does. */
    const void *queue, *queue_frame;
};

extern _Thread_local struct preload_thread preload_me
    __attribute__((tls_model("initial-exec"), visibility("hidden")));

extern bool preload_on; /* there is a log */
/* There is, the library has begun, and no Python is in the program: a lock is a lock. */
extern bool preload_plain;
extern pid_t preload_pid;

/* Writes an event of this thread. errno stays as it is. */
void preload_write(struct trace_event event);
void preload_write_text(struct trace_event event, const char *text, size_t len);
/* This thread's number. */
uint32_t preload_tid(void);
/* The place of this process in the log by which baton may look into it; NULL: there is none left.
 */
struct log_watched *preload_claim_place(void);
/* In a forked child: begins anew. */
void preload_begin_child(void);
/* From now on children begin anew by themselves. */
void preload_watch_forks(void);
/* Opens the log of that path; false if there is none. */
bool preload_open_log(const char *path);

/* The number of a place, which is an address behind a call. */
uint32_t preload_site(const void *address);
#define PRELOAD_HERE() preload_site(__builtin_return_address(0))

static inline int64_t preload_address(const volatile void *object)
{
    return (int64_t)(intptr_t)object;
}

#endif
