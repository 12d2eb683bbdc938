/* The log: where a run records its events, in memory shared by all its processes and its viewer.
 *
 * A memfd, mapped shared, committed page by page as it fills. It is an array of runs of one page (4 KiB): a header of
 * 32 bytes (writer, how many slots are published) and 127 slots. A writer, any thread of any process, claims a run with one atomic
 * add and then needs no other writer: an event is a clock reading, a 32-byte store and a release store of the count. A writer
 * that dies leaves what it published. Pages are faulted in ahead (MADV_POPULATE_WRITE where the kernel has it), because a first
 * touch costs as much as a hundred events.
 *
 * A text follows its event: the event's slot, then ceil(len / 32) slots of bytes, never across runs; a longer text goes on in
 * further events of the same kind and `who` with TRACE_MORE set in `detail` (log.h joins them again for readers).
 *
 * Thread safety: one struct trace_writer belongs to one thread at a time; all the rest may be shared. */
#ifndef BATON_TRACE_LOG_H
#define BATON_TRACE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/event.h"

struct trace_log;

/* Room for about `events` events (0: 48 million). NULL with errno set. */
struct trace_log *trace_log_create(uint64_t events);
/* Maps the log behind a descriptor (borrowed), in another process. NULL with errno set. */
struct trace_log *trace_log_open(int fd);
int trace_log_fd(const struct trace_log *log);
void trace_log_close(struct trace_log *log); /* unmaps; closes the descriptor it created */

/* True once a writer found no room; what it wanted to write is counted as lost. */
bool trace_log_is_full(const struct trace_log *log);
uint64_t trace_log_lost(const struct trace_log *log);
/* Bytes of the log's pages that the calling process has touched through its writers. */
uint64_t trace_log_touched(const struct trace_log *log);
/* Events claimed so far by all writers, an upper bound (cheap; for progress and bounds). */
uint64_t trace_log_claimed(const struct trace_log *log);

/* ---- writing ---- */

struct trace_writer {
    struct trace_log *log;
    struct trace_run *run;      /* current run, or NULL */
    struct trace_event *next;   /* next slot in it */
    struct trace_event *end;
    uint32_t id;
};

/* Cheap: claims nothing until the first event. After fork a child must init writers of its own. */
void trace_writer_init(struct trace_writer *writer, struct trace_log *log);

/* Appends; fills in time_ns with the clock if it is 0. Returns the time. Never blocks, never fails: a full log counts. */
int64_t trace_write(struct trace_writer *writer, struct trace_event event);
int64_t trace_write_text(struct trace_writer *writer, struct trace_event event, const char *text,
                         size_t len);

/* ---- reading (in the viewer; also while the run goes on) ---- */

/* Calls `take` for every published event not yet taken, run by run (not in order of time; each writer's own are in order).
 * `text` is NULL or the joined text (not NUL-terminated), valid during the call. The cursor is zeroed to begin and
 * released with trace_cursor_release(). Returns how many were taken. */
struct trace_cursor {
    uint32_t *taken; /* per run: slots taken */
    uint64_t runs;
};

typedef void trace_take_fn(void *arg, const struct trace_event *event, const char *text, size_t len);
uint64_t trace_log_read(struct trace_log *log, struct trace_cursor *cursor, trace_take_fn *take,
                        void *arg);
void trace_cursor_release(struct trace_cursor *cursor);

#endif
