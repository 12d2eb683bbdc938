/* The log: where a run records its events, in memory shared by all its processes and its viewer.
 *
 * A file in memory, mapped shared, committed page by page as it fills: a page about the whole, then
 * an array of runs of one page (4 KiB), each a header of 32 bytes and 127 slots of 32 bytes.
 *
 *     | magic, claimed, lost | run 0: writer, before, published | slot 0 | slot 1 | … | run 1 … |
 *
 * A writer, any thread of any process, claims runs with one atomic add (one at first, later up
 * to 16 at a time) and then needs no other writer: an event is a clock reading, a 32-byte store
 * and a release store of the count of published slots. A writer that dies leaves what it
 * published. The pages that are claimed are faulted in at once (MADV_POPULATE_WRITE where the
 * kernel has it), because a first touch costs as much as a hundred events; who watches the run
 * allocates them ahead (trace_log_fill_ahead).
 *
 * A text follows its event: the event's slot (with LOG_TEXT set in `kind`), then slots of text:
 * an 8-byte struct trace_text_head and the bytes, never across runs, published together with the
 * event. A longer text goes on in further runs of the writer, each piece behind an event of the
 * same kind and `who` with TRACE_MORE set in `detail`; the pieces are published before the event
 * itself, so that a reader never sees half a text. Readers get texts joined.
 *
 * Thread safety: one struct trace_writer belongs to one thread at a time; all the rest may be
 * shared, but a cursor. */
#ifndef BATON_TRACE_LOG_H
#define BATON_TRACE_LOG_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/strbuf.h"
#include "trace/event.h"

struct trace_log;

/* Room for about `events` events; 0: 48 million, or as many as the limits of memory and of the size
 * of files leave room for, a half, a quarter …, 32,000 at the least. NULL with errno set. */
struct trace_log *trace_log_create(uint64_t events);
/* Maps the log behind a descriptor (borrowed), in another process. NULL with errno set. */
struct trace_log *trace_log_open(int fd);
/* Whoever writes into it from outside must be of that version. */
void trace_log_set_version(struct trace_log *log, uint64_t version);
/* The descriptor: stays open over exec, so that it can be passed on by its number. */
int trace_log_fd(const struct trace_log *log);
void trace_log_close(struct trace_log *log); /* unmaps; closes the descriptor it created */

/* True once a writer found no room; what it wanted to write is counted as lost. */
bool trace_log_is_full(const struct trace_log *log);
/* The size of a log that such a limit has made smaller, in MiB; 0: it is as large as it should be.
 */
int64_t trace_log_cut_mib(const struct trace_log *log);
uint64_t trace_log_lost(const struct trace_log *log);
/* Bytes of the log's pages that the calling process has touched through its writers. */
uint64_t trace_log_touched(const struct trace_log *log);
/* Allocates pages ahead of the writers, for the process that watches a run: call it every 20 ms
 * or so; it keeps twice of what was claimed since its last call, at least 2 MiB and at most 32.
 * A page costs its writer 1.5 us if it is new, 0.35 us (3 ns an event) if it is only to be
 * mapped. Not thread safe. */
void trace_log_fill_ahead(struct trace_log *log);
/* Slots claimed so far by all writers, an upper bound of the events (cheap; for progress and
 * bounds). */
uint64_t trace_log_claimed(const struct trace_log *log);

/* ---- writing ---- */

enum {
    TRACE_RUN_BYTES = 4096,
    TRACE_RUN_SLOTS = 127,
    TRACE_RUNS_AT_ONCE = 16,
};

/* Laid out in the shared memory; all zero until a writer opens it. */
struct trace_run {
    uint32_t writer;            /* unique in the log, from 1 */
    uint32_t before;            /* the writer's run before this one, + 1; 0: none */
    _Atomic uint32_t published; /* slots for readers; TRACE_RUN_CLOSED: no more will come */
    uint32_t unused[5];
    struct trace_event slots[TRACE_RUN_SLOTS];
};

#define TRACE_RUN_CLOSED 0x80000000u

_Static_assert(sizeof(struct trace_run) == TRACE_RUN_BYTES, "a run is a page");

struct trace_writer {
    struct trace_log *log;
    struct trace_run *run; /* current run, or NULL */
    uint32_t used;         /* slots of it that are taken; TRACE_RUN_SLOTS if there is no run */
    uint32_t id;           /* 0 until the first claim */
    uint32_t spare;        /* runs claimed but not opened yet, behind the current one … */
    uint32_t at_once;      /* … and how many were claimed with them */
};

/* Cheap: claims nothing until the first event. After fork a child must init writers of its own. */
void trace_writer_init(struct trace_writer *writer, struct trace_log *log);

/* Private to trace_write(): goes on to the next run. False, and one event lost, if the log is
 * full. */
bool trace_writer_turn(struct trace_writer *writer);

/* Appends; fills in time_ns with the clock if it is 0. Returns the time. Never blocks, never
 * fails: a full log counts. Inline: it is to cost little more than its reading of the clock. */
static inline int64_t trace_write(struct trace_writer *writer, struct trace_event event)
{
    bool room = writer->used < TRACE_RUN_SLOTS || trace_writer_turn(writer);
    if (!event.time_ns)
        event.time_ns = clock_now_ns();
    if (!room)
        return event.time_ns;
    writer->run->slots[writer->used++] = event;
    atomic_store_explicit(&writer->run->published, writer->used, memory_order_release);
    return event.time_ns;
}

/* The same with a text of any length (0 is a text too); NULL for none. What no longer fits into
 * a full log is cut off, and the event is counted as lost. */
int64_t trace_write_text(struct trace_writer *writer, struct trace_event event, const char *text,
                         size_t len);

/* ---- reading (in the viewer; also while the run goes on) ---- */

/* Calls `take` for every published event not yet taken, run by run (not in order of time; each
 * writer's own are in order). `text` is NULL or the joined text (not NUL-terminated), valid
 * during the call. The cursor is zeroed to begin and released with trace_cursor_release().
 * Returns how many were taken. */
struct trace_cursor {
    uint32_t *taken; /* per run: slots taken, and TRACE_RUN_CLOSED when it is done */
    uint64_t runs;   /* runs known so far */
    uint32_t *open;  /* those that are not done, ascending */
    size_t open_count;
    struct strbuf text; /* where long texts are joined */
    bool stop;          /* set by `take`: no more runs */
};

typedef void trace_take_fn(void *arg, const struct trace_event *event, const char *text,
                           size_t len);
uint64_t trace_log_read(struct trace_log *log, struct trace_cursor *cursor, trace_take_fn *take,
                        void *arg);
void trace_cursor_release(struct trace_cursor *cursor);
/* Gives the memory of all that was written back to the system: nothing of it can be read again.
 * Nobody may be writing any more. */
void trace_log_forget(struct trace_log *log);
/* It is full from now on: whoever still writes finds no more room. */
void trace_log_shut(struct trace_log *log);

#endif
