/* How a log lies in memory: for what writes to it and what reads it. log.h says what it is.
 *
 * Writing (log_write.c) asks nothing of the rest of the program and allocates nothing: it is also
 * in the library that is put into a program that is recorded. */
#ifndef BATON_TRACE_LOG_LAYOUT_H
#define BATON_TRACE_LOG_LAYOUT_H

#include "trace/log.h"

enum {
    LOG_TEXT = 0x80, /* in `kind` of a slot: a text follows */
    SLOT_BYTES = sizeof(struct trace_event),
};

#define LOG_MAGIC 0x32676f6c6e746162u /* "batnlog2" */

_Static_assert((int)TRACE_KIND_COUNT <= (int)LOG_TEXT, "the flag must not be a kind");

/* What stands before the bytes of a piece of text. */
struct trace_text_head {
    uint32_t len;   /* bytes of this piece */
    uint32_t after; /* run in which it goes on, in its first slot, + 1; 0: it ends here */
};

/* A process into which can be looked from outside, on a line of its own. */
struct log_watched {
    _Alignas(64) _Atomic uint32_t pid; /* 0: this place is free */
    _Atomic uint32_t tid;              /* who has the interpreter's lock, and … */
    _Atomic uint64_t turn;             /* … how often it was taken; 0 when the place is */
    _Atomic uint64_t state;  /* address of its state of a thread; 0: nobody has the lock */
    _Atomic uint64_t frames; /* address of how its frames lie */
};

enum { LOG_WATCHED = 60 };

/* The first page of the log. */
struct log_head {
    uint64_t magic;
    uint64_t runs;
    uint64_t version; /* of what writes into it from outside; 0: nobody does */
    _Atomic uint32_t writers;
    _Atomic uint32_t full;
    _Atomic uint64_t lost;
    /* On a line of its own: the one word that all writers share. */
    _Alignas(128) _Atomic uint64_t claimed; /* runs; may exceed `runs` once the log is full */
    struct log_watched watched[LOG_WATCHED];
};

_Static_assert(sizeof(struct log_head) <= TRACE_RUN_BYTES, "it is one page");

struct trace_log {
    struct log_head *head;
    struct trace_run *runs;
    size_t bytes; /* of the mapping */
    int fd;
    bool created;
    /* Pages touched by this process in the lower half, its pid in the upper: a forked child,
     * which inherits this memory but not the pages, begins at 0 again. */
    _Atomic uint64_t touched;
    /* Of trace_log_fill_ahead(): how many runs are filled in, and how many were claimed when it
     * was last called. */
    uint64_t filled, seen;
};

/* Faults in the pages of `count` runs for writing. False if there is no memory for them. */
bool log_fault_in(struct trace_log *log, uint64_t first, uint64_t count);

static inline uint64_t log_claimed_runs(const struct trace_log *log)
{
    uint64_t claimed = atomic_load_explicit(&log->head->claimed, memory_order_acquire);
    return claimed < log->head->runs ? claimed : log->head->runs;
}

static inline uint32_t log_text_slots(size_t len)
{
    return (uint32_t)((sizeof(struct trace_text_head) + len + SLOT_BYTES - 1) / SLOT_BYTES);
}

#endif
