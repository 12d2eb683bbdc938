#include "config.h" /* before any header of libc: the system's extensions */

#include "trace/log.h"

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
    LOG_TEXT = 0x80,   /* in `kind` of a slot: a text follows */
    SLOT_BYTES = sizeof(struct trace_event),
    TEXT_SLOTS = TRACE_RUN_SLOTS - 1, /* an event needs one */
};

#define LOG_MAGIC 0x31676f6c6e746162u /* "batnlog1" */

_Static_assert((int)TRACE_KIND_COUNT <= (int)LOG_TEXT, "the flag must not be a kind");

/* What stands before the bytes of a piece of text. */
struct trace_text_head {
    uint32_t len;   /* bytes of this piece */
    uint32_t after; /* run in which it goes on, in its first slot, + 1; 0: it ends here */
};

/* The first page of the log. */
struct log_head {
    uint64_t magic;
    uint64_t runs;
    _Atomic uint32_t writers;
    _Atomic uint32_t full;
    _Atomic uint64_t lost;
    /* On a line of its own: the one word that all writers share. */
    _Alignas(128) _Atomic uint64_t claimed; /* runs; may exceed `runs` once the log is full */
};

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

/* Faults in the pages of `count` runs for writing. False if there is no memory for them. */
static bool fault_in(struct trace_log *log, uint64_t first, uint64_t count)
{
    struct trace_run *run = log->runs + first;
#ifdef MADV_POPULATE_WRITE
    if (madvise(run, count * TRACE_RUN_BYTES, MADV_POPULATE_WRITE) == 0)
        return true;
    if (errno == ENOMEM || errno == EFAULT)
        return false;
#endif
    for (uint64_t i = 0; i < count; i++)
        atomic_fetch_or_explicit(&run[i].published, 0, memory_order_relaxed);
    return true;
}

static uint64_t claimed_runs(const struct trace_log *log)
{
    uint64_t claimed = atomic_load_explicit(&log->head->claimed, memory_order_acquire);
    return claimed < log->head->runs ? claimed : log->head->runs;
}

/* False if there is no memory for it. */
static bool fill_ahead(struct trace_log *log)
{
    uint64_t claimed = claimed_runs(log);
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
    return fault_in(log, first, last - first);
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
    return claimed_runs(log) * TRACE_RUN_SLOTS;
}

/* ---- what this process has touched ---- */

static uint64_t touched_none(void)
{
    return (uint64_t)(uint32_t)getpid() << 32;
}

static void count_touched(struct trace_log *log, uint64_t pages)
{
    uint64_t mine = touched_none();
    uint64_t old = atomic_load_explicit(&log->touched, memory_order_relaxed);
    uint64_t sum;
    do {
        sum = ((old ^ mine) >> 32 ? mine : old) + pages;
    } while (!atomic_compare_exchange_weak_explicit(&log->touched, &old, sum, memory_order_relaxed,
                                                    memory_order_relaxed));
}

uint64_t trace_log_touched(const struct trace_log *log)
{
    uint64_t touched = atomic_load_explicit(&log->touched, memory_order_relaxed);
    if ((touched ^ touched_none()) >> 32)
        return 0;
    return (touched & UINT32_MAX) * TRACE_RUN_BYTES;
}

/* ---- writing ---- */

void trace_writer_init(struct trace_writer *writer, struct trace_log *log)
{
    *writer = (struct trace_writer){.log = log, .used = TRACE_RUN_SLOTS};
}

/* Claims runs for the writer: 1, 2, 4 … 16, so that ten thousand threads which say little take a
 * page each, and one that says much enters the kernel for its pages once in 2,000 events.
 * Returns the first, or NULL. */
static struct trace_run *claim_runs(struct trace_writer *writer)
{
    struct trace_log *log = writer->log;
    struct log_head *head = log->head;
    uint64_t total = head->runs;
    if (atomic_load_explicit(&head->full, memory_order_relaxed))
        return NULL;
    uint64_t count = writer->at_once ? writer->at_once * 2 : 1;
    if (count > TRACE_RUNS_AT_ONCE)
        count = TRACE_RUNS_AT_ONCE;
    uint64_t first = atomic_fetch_add_explicit(&head->claimed, count, memory_order_relaxed);
    if (first + count > total)
        count = first < total ? total - first : 0;
    if (!count || !fault_in(log, first, count)) {
        atomic_store_explicit(&head->full, 1, memory_order_relaxed);
        return NULL;
    }
    count_touched(log, count);
    if (!writer->id)
        writer->id = atomic_fetch_add_explicit(&head->writers, 1, memory_order_relaxed) + 1;
    writer->at_once = (uint32_t)count;
    writer->spare = (uint32_t)count - 1;
    return log->runs + first;
}

/* The writer's next run, opened but with nothing published; or NULL, and one event lost, if the
 * log is full. */
static struct trace_run *open_run(struct trace_writer *writer)
{
    struct trace_run *before = writer->run;
    struct trace_run *run;
    if (writer->spare) {
        run = before + 1;
        writer->spare--;
    } else {
        run = claim_runs(writer);
    }
    if (!run) {
        atomic_fetch_add_explicit(&writer->log->head->lost, 1, memory_order_relaxed);
        return NULL;
    }
    run->writer = writer->id;
    run->before = before ? (uint32_t)(before - writer->log->runs) + 1 : 0;
    writer->run = run;
    writer->used = 0;
    return run;
}

static void publish(struct trace_run *run, uint32_t count)
{
    atomic_store_explicit(&run->published, count, memory_order_release);
}

bool trace_writer_turn(struct trace_writer *writer)
{
    struct trace_run *before = writer->run;
    uint32_t used = writer->used;
    if (!open_run(writer))
        return false;
    if (before)
        publish(before, used | TRACE_RUN_CLOSED);
    return true;
}

static uint32_t text_slots(size_t len)
{
    return (uint32_t)((sizeof(struct trace_text_head) + len + SLOT_BYTES - 1) / SLOT_BYTES);
}

/* Puts an event and as much of the text as fits into the current run, and publishes nothing.
 * Returns the head of what it wrote, with the number of its bytes. */
static struct trace_text_head *put_piece(struct trace_writer *writer,
                                         const struct trace_event *event, const char *text,
                                         size_t len)
{
    struct trace_event *slot = writer->run->slots + writer->used;
    size_t room =
        (size_t)(TRACE_RUN_SLOTS - writer->used - 1) * SLOT_BYTES - sizeof(struct trace_text_head);
    size_t fits = len < room ? len : room;
    *slot = *event;
    slot->kind |= LOG_TEXT;
    struct trace_text_head *head = (struct trace_text_head *)(slot + 1);
    *head = (struct trace_text_head){.len = (uint32_t)fits};
    if (fits)
        memcpy(head + 1, text, fits);
    writer->used += 1 + text_slots(fits);
    return head;
}

/* The rest of a text, in runs of its own. All but the last are closed; `last_used` of the last
 * is for the caller to publish. */
static void put_rest(struct trace_writer *writer, struct trace_event event,
                     struct trace_text_head *head, const char *text, size_t len)
{
    event.detail |= TRACE_MORE;
    while (len) {
        struct trace_run *run = open_run(writer);
        if (!run)
            return;
        head->after = (uint32_t)(run - writer->log->runs) + 1;
        head = put_piece(writer, &event, text, len);
        text += head->len;
        len -= head->len;
        publish(run, writer->used | (len ? TRACE_RUN_CLOSED : 0));
    }
}

int64_t trace_write_text(struct trace_writer *writer, struct trace_event event, const char *text,
                         size_t len)
{
    if (!text)
        return trace_write(writer, event);
    bool room = writer->used + 2 <= TRACE_RUN_SLOTS || trace_writer_turn(writer);
    if (!event.time_ns)
        event.time_ns = clock_now_ns();
    if (!room)
        return event.time_ns;
    struct trace_run *run = writer->run;
    struct trace_text_head *head = put_piece(writer, &event, text, len);
    uint32_t used = writer->used;
    if (head->len < len)
        put_rest(writer, event, head, text + head->len, len - head->len);
    publish(run, used | (writer->run != run ? TRACE_RUN_CLOSED : 0));
    return event.time_ns;
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
    return 1 + text_slots(head->len);
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
    grow_cursor(cursor, claimed_runs(log));
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
    madvise(log->runs, claimed_runs(log) * TRACE_RUN_BYTES, MADV_REMOVE);
}
