#include "config.h" /* before any header of libc: the system's extensions */

#include "trace/log_layout.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/memory_file.h"
#include "base/refusal.h"

enum {
    DEFAULT_EVENTS = 48 * 1000 * 1000,
    LEAST_RUNS = 256,  /* 1 MiB: a lesson has room in it */
    MEMORY_SHARE = 4,  /* of the address space that a limit leaves, a quarter */
    AHEAD_LEAST = 512, /* pages allocated ahead: what most runs need, in about a millisecond … */
    AHEAD_MOST = 8192, /* … and what the busiest writes in 20 ms */
};

/* ---- creating and opening ---- */

static struct trace_log *map_log(int fd, size_t bytes)
{
    int flags = MAP_SHARED;
#ifdef MAP_NORESERVE
    flags |= MAP_NORESERVE;
#endif
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, fd, 0);
    if (memory == MAP_FAILED)
        return NULL;
    struct trace_log *log = mem_alloc(sizeof *log);
    log->head = memory;
    log->runs = (struct trace_run *)((char *)memory + TRACE_RUN_BYTES);
    log->bytes = bytes;
    log->fd = fd;
    return log;
}

/* False if there is no memory for it. */
static bool fill_ahead(struct trace_log *log)
{
    uint64_t claimed = log_claimed_runs(log);
    uint64_t ahead = (claimed - log->seen) * 2;
    if (ahead < AHEAD_LEAST)
        ahead = AHEAD_LEAST;
    if (ahead > AHEAD_MOST)
        ahead = AHEAD_MOST;
    uint64_t first = log->filled > claimed ? log->filled : claimed;
    uint64_t last = claimed + ahead < log->head->runs ? claimed + ahead : log->head->runs;
    log->seen = claimed;
    if (first >= last)
        return true;
    log->filled = last;
    return log_fault_in(log, first, last - first);
}

void trace_log_fill_ahead(struct trace_log *log)
{
    fill_ahead(log); /* whoever writes there is told */
}

static uint64_t runs_for(uint64_t events)
{
    return (events - 1) / TRACE_RUN_SLOTS + 1;
}

static struct trace_log *create(uint64_t runs)
{
    if (runs >= UINT32_MAX || runs > SIZE_MAX / TRACE_RUN_BYTES - 1) {
        errno = EINVAL;
        return NULL;
    }
    size_t bytes = (size_t)(runs + 1) * TRACE_RUN_BYTES;
    int fd = memory_file_open("baton-log");
    if (fd < 0)
        return NULL;
    fcntl(fd, F_SETFD, 0);
    struct trace_log *log = NULL;
    if (ftruncate(fd, (off_t)bytes) == 0)
        log = map_log(fd, bytes);
    if (!log) {
        int error = errno;
        close(fd);
        errno = error;
        return NULL;
    }
    log->created = true;
    log->head->magic = LOG_MAGIC;
    log->head->runs = runs;
    if (fill_ahead(log))
        return log;
    trace_log_close(log); /* in which nothing could be said, not even that */
    errno = ENOMEM;
    return NULL;
}

/* 0, or the errno of the limit that a log of so many runs is beyond. A file is never tried beyond
 * its limit: the kernel answers with a signal that ends the process. */
static int limit_of(uint64_t runs)
{
    uint64_t bytes = (runs + 1) * TRACE_RUN_BYTES;
    if (bytes > refusal_most_file())
        return EFBIG;
    return bytes > refusal_most_memory() / MEMORY_SHARE ? ENOMEM : 0;
}

static bool is_too_large(int error)
{
    return error == ENOMEM || error == EFBIG || error == ENOSPC;
}

struct trace_log *trace_log_create(uint64_t events)
{
    if (events)
        return create(runs_for(events));
    for (uint64_t runs = runs_for(DEFAULT_EVENTS); runs >= LEAST_RUNS; runs /= 2) {
        int limit = limit_of(runs);
        struct trace_log *log = limit ? NULL : create(runs);
        if (log || (!limit && !is_too_large(errno)))
            return log;
        if (limit)
            errno = limit;
    }
    return NULL;
}

void trace_log_set_version(struct trace_log *log, uint64_t version)
{
    log->head->version = version;
}

int64_t trace_log_cut_mib(const struct trace_log *log)
{
    bool whole = log->head->runs >= runs_for(DEFAULT_EVENTS);
    return whole ? 0 : (int64_t)(log->bytes >> 20);
}

struct trace_log *trace_log_open(int fd)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return NULL;
    if (status.st_size < 2 * TRACE_RUN_BYTES) {
        errno = EINVAL;
        return NULL;
    }
    struct trace_log *log = map_log(fd, (size_t)status.st_size);
    if (!log)
        return NULL;
    bool sound =
        log->head->magic == LOG_MAGIC && log->head->runs == log->bytes / TRACE_RUN_BYTES - 1;
    if (sound)
        return log;
    trace_log_close(log);
    errno = EINVAL;
    return NULL;
}

int trace_log_fd(const struct trace_log *log)
{
    return log->fd;
}

void trace_log_close(struct trace_log *log)
{
    if (!log)
        return;
    munmap(log->head, log->bytes);
    if (log->created)
        close(log->fd);
    free(log);
}

bool trace_log_is_full(const struct trace_log *log)
{
    return atomic_load_explicit(&log->head->full, memory_order_relaxed) != 0;
}

uint64_t trace_log_lost(const struct trace_log *log)
{
    return atomic_load_explicit(&log->head->lost, memory_order_relaxed);
}

uint64_t trace_log_claimed(const struct trace_log *log)
{
    return log_claimed_runs(log) * TRACE_RUN_SLOTS;
}

/* ---- reading ----
 *
 * A writer's run may only be read when the one before it is done: while a reader passes over the
 * runs, the writer may fill the rest of a run that was passed already and go on in one that is
 * still to come. `before` is always the lower run, so that this ends. What a run says is checked
 * before it is believed: a writer in a dying process may have written anything. */

static void grow_cursor(struct trace_cursor *cursor, uint64_t runs)
{
    if (runs <= cursor->runs)
        return;
    cursor->taken = mem_realloc(cursor->taken, runs * sizeof *cursor->taken);
    cursor->open = mem_realloc(cursor->open,
                               (cursor->open_count + (runs - cursor->runs)) * sizeof *cursor->open);
    for (uint64_t i = cursor->runs; i < runs; i++) {
        cursor->taken[i] = 0;
        cursor->open[cursor->open_count++] = (uint32_t)i;
    }
    cursor->runs = runs;
}

struct reading {
    struct trace_log *log;
    struct trace_cursor *cursor;
    trace_take_fn *take;
    void *arg;
    uint64_t count;
};

/* The text behind the slot at `index` of a run in which `end` slots are published; NULL if it is
 * not sound. */
static const struct trace_text_head *text_at(const struct trace_run *run, uint32_t index,
                                             uint32_t end)
{
    if (index + 2 > end)
        return NULL;
    const struct trace_text_head *head = (const void *)(run->slots + index + 1);
    size_t room = (size_t)(end - index - 1) * SLOT_BYTES - sizeof *head;
    return head->len <= room ? head : NULL;
}

/* Joins a text that goes on in other runs. */
static void join_text(struct reading *reading, const struct trace_text_head *head)
{
    struct strbuf *text = &reading->cursor->text;
    uint32_t least = 0;
    strbuf_clear(text);
    strbuf_add(text, (const char *)(head + 1), head->len);
    while (head->after > least && head->after <= reading->log->head->runs) {
        least = head->after;
        const struct trace_run *run = reading->log->runs + head->after - 1;
        head = text_at(run, 0, TRACE_RUN_SLOTS);
        if (!head)
            return;
        strbuf_add(text, (const char *)(head + 1), head->len);
    }
}

/* Takes the event at `index`; returns the number of slots it fills. */
static uint32_t take_event(struct reading *reading, const struct trace_run *run, uint32_t index,
                           uint32_t end)
{
    struct trace_event event = run->slots[index];
    if (!(event.kind & LOG_TEXT)) {
        reading->take(reading->arg, &event, NULL, 0);
        reading->count++;
        return 1;
    }
    const struct trace_text_head *head = text_at(run, index, end);
    if (!head)
        return end - index;
    if (!(event.detail & TRACE_MORE)) {
        const char *text = (const char *)(head + 1);
        size_t len = head->len;
        if (head->after) {
            join_text(reading, head);
            text = strbuf_str(&reading->cursor->text);
            len = reading->cursor->text.len;
        }
        event.kind &= (uint8_t)~LOG_TEXT;
        reading->take(reading->arg, &event, text, len);
        reading->count++;
    }
    return 1 + log_text_slots(head->len);
}

/* Takes what is new in a run and, before that, what is left in the ones before it. */
static void read_run(struct reading *reading, uint32_t index)
{
    uint32_t *taken = reading->cursor->taken;
    if (taken[index] & TRACE_RUN_CLOSED)
        return;
    struct trace_run *run = reading->log->runs + index;
    uint32_t published = atomic_load_explicit(&run->published, memory_order_acquire);
    uint32_t end = published & ~TRACE_RUN_CLOSED;
    if (!published)
        return;
    if (run->before && run->before <= index) {
        read_run(reading, run->before - 1);
        if (!(taken[run->before - 1] & TRACE_RUN_CLOSED))
            return;
    }
    if (end > TRACE_RUN_SLOTS)
        end = TRACE_RUN_SLOTS;
    uint32_t at = taken[index];
    while (at < end)
        at += take_event(reading, run, at, end);
    taken[index] = at | (published & TRACE_RUN_CLOSED);
}

uint64_t trace_log_read(struct trace_log *log, struct trace_cursor *cursor, trace_take_fn *take,
                        void *arg)
{
    struct reading reading = {.log = log, .cursor = cursor, .take = take, .arg = arg};
    grow_cursor(cursor, log_claimed_runs(log));
    size_t kept = 0;
    for (size_t i = 0; i < cursor->open_count && !cursor->stop; i++) {
        uint32_t index = cursor->open[i];
        read_run(&reading, index);
        if (!(cursor->taken[index] & TRACE_RUN_CLOSED))
            cursor->open[kept++] = index;
    }
    cursor->open_count = kept;
    return reading.count;
}

void trace_cursor_release(struct trace_cursor *cursor)
{
    free(cursor->taken);
    free(cursor->open);
    strbuf_release(&cursor->text);
    *cursor = (struct trace_cursor){0};
}

void trace_log_forget(struct trace_log *log)
{
    madvise(log->runs, log_claimed_runs(log) * TRACE_RUN_BYTES, MADV_REMOVE);
}

void trace_log_shut(struct trace_log *log)
{
    atomic_store_explicit(&log->head->full, 1, memory_order_relaxed);
}
