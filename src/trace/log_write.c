#include "config.h" /* before any header of libc: the system's extensions */

#include "trace/log_layout.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

bool log_fault_in(struct trace_log *log, uint64_t first, uint64_t count)
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
    if (!count || !log_fault_in(log, first, count)) {
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
    writer->used += 1 + log_text_slots(fits);
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
