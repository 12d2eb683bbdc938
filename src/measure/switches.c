#include "config.h"

#include "measure/switches.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

#ifdef HAVE_LINUX_PERF_EVENT_H
#include <linux/perf_event.h>
#include <sys/mman.h>
#include <sys/syscall.h>

/* A ring's bytes, a power of two. An ordinary user may lock 516 KiB a core (perf_event_mlock_kb)
 * and 8 MiB more in all: the largest that is granted is taken. 512 KiB hold 16,384 switches. */
enum {
    MOST_RING_BYTES = 512 * 1024,
    LEAST_RING_BYTES = 16 * 1024,
    MOST_RECORD_BYTES = 256,
    NEARLY_FULL_BYTES = 64, /* less room than this: records may have been lost */
    READ_LOST = 1 << 4,     /* PERF_FORMAT_LOST, since Linux 6.0 */
};

/* What the kernel puts at the end of each record: sample_type TID | TIME | CPU. */
struct sample_id {
    uint32_t pid, tid;
    uint64_t time_ns;
    uint32_t cpu, unused;
};

/* PERF_RECORD_LOST. */
struct lost_record {
    struct perf_event_header header;
    uint64_t id;
    uint64_t count;
};

/* PERF_RECORD_EXIT. */
struct exit_record {
    struct perf_event_header header;
    uint32_t pid, parent_pid, tid, parent_tid;
    uint64_t time_ns;
};

struct ring {
    int fd;
    struct perf_event_mmap_page *page; /* the ring's bytes begin at the next page */
    const char *bytes;
    size_t size;
    bool counts_losses; /* READ_LOST is understood … */
    uint64_t lost_told; /* … and this many are in the log */
};

struct switches {
    struct ring *rings;
    int count, room;
    size_t page_bytes;
    uint8_t end_kind;
};

/* ---- opening ---- */

static int open_event(pid_t pid, int cpu, size_t ring_bytes, bool ends, uint64_t read_format)
{
    struct perf_event_attr what = {
        .type = PERF_TYPE_SOFTWARE,
        .config = PERF_COUNT_SW_DUMMY,
        .size = sizeof what,
        .sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_CPU,
        .read_format = read_format,
        .inherit = 1,
        .exclude_kernel = 1, /* ordinary users may not look there; switches are told all the same */
        .exclude_hv = 1,
        .sample_id_all = 1,
        .context_switch = 1,
        .task = ends,
        .use_clockid = 1,
        .clockid = CLOCK_MONOTONIC,
        .watermark = 1,
        .wakeup_watermark = (uint32_t)ring_bytes / 2,
    };
    return (int)syscall(SYS_perf_event_open, &what, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);
}

/* One try with a ring of this size. 0 or a negative errno. */
static int open_ring(struct switches *switches, pid_t pid, int cpu, size_t ring_bytes)
{
    bool ends = switches->end_kind != 0;
    int fd = open_event(pid, cpu, ring_bytes, ends, READ_LOST);
    bool counts_losses = fd >= 0;
    if (fd < 0 && errno == EINVAL)
        fd = open_event(pid, cpu, ring_bytes, ends, 0);
    if (fd < 0)
        return -errno;
    void *memory =
        mmap(NULL, switches->page_bytes + ring_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED) {
        int error = errno;
        close(fd);
        return -error;
    }
    MEM_GROW(switches->rings, switches->count, switches->room);
    switches->rings[switches->count++] = (struct ring){
        .fd = fd,
        .page = memory,
        .bytes = (const char *)memory + switches->page_bytes,
        .size = ring_bytes,
        .counts_losses = counts_losses,
    };
    return 0;
}

static int open_largest_ring(struct switches *switches, pid_t pid, int cpu)
{
    int status = -EPERM;
    for (size_t bytes = MOST_RING_BYTES; bytes >= LEAST_RING_BYTES; bytes /= 2) {
        status = open_ring(switches, pid, cpu, bytes);
        if (status != -EPERM && status != -ENOMEM)
            break;
    }
    return status;
}

struct switches *switches_open(pid_t pid, unsigned end_kind)
{
    const char *wanted = getenv("BATON_SWITCHES");
    if (wanted && strcmp(wanted, "clock") == 0) {
        errno = ENOTSUP;
        return NULL;
    }
    struct switches *switches = mem_alloc(sizeof *switches);
    switches->page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    switches->end_kind = (uint8_t)end_kind;
    long cpus = sysconf(_SC_NPROCESSORS_CONF);
    int status = 0;
    for (int cpu = 0; cpu < cpus && status == 0; cpu++) {
        status = open_largest_ring(switches, pid, cpu);
        if (status == -ENODEV)
            status = 0; /* this core is switched off */
    }
    if (status == 0 && switches->count > 0)
        return switches;
    switches_close(switches);
    errno = status ? -status : ENODEV;
    return NULL;
}

void switches_close(struct switches *switches)
{
    if (!switches)
        return;
    for (int i = 0; i < switches->count; i++) {
        munmap(switches->rings[i].page, switches->page_bytes + switches->rings[i].size);
        close(switches->rings[i].fd);
    }
    free(switches->rings);
    free(switches);
}

int switches_fds(const struct switches *switches, int *fds, int max)
{
    int count = switches->count < max ? switches->count : max;
    for (int i = 0; i < count; i++)
        fds[i] = switches->rings[i].fd;
    return count;
}

/* ---- draining ---- */

/* Copies out of the ring, over its end. */
static void copy_out(const struct ring *ring, uint64_t at, void *to, size_t len)
{
    size_t from = (size_t)(at & (ring->size - 1));
    size_t first = ring->size - from < len ? ring->size - from : len;
    memcpy(to, ring->bytes + from, first);
    memcpy((char *)to + first, ring->bytes, len - first);
}

static void write_switch(struct trace_writer *writer, const struct perf_event_header *record,
                         const struct sample_id *sample)
{
    bool out = record->misc & PERF_RECORD_MISC_SWITCH_OUT;
    trace_write(writer, (struct trace_event){
                            .time_ns = (int64_t)sample->time_ns,
                            .kind = out ? TRACE_SCHED_OUT : TRACE_SCHED_IN,
                            .detail = out && record->misc & PERF_RECORD_MISC_SWITCH_OUT_PREEMPT,
                            .reason = (uint16_t)sample->cpu,
                            .arg = sample->tid,
                        });
}

static void write_lost(struct trace_writer *writer, int64_t time_ns, uint64_t count)
{
    static const char text[] = "context switches";
    struct trace_event event = {
        .time_ns = time_ns,
        .kind = TRACE_LOST,
        .value = (int64_t)count,
    };
    trace_write_text(writer, event, text, sizeof text - 1);
}

/* Losses are told by a record in the ring, but only together with the next switch on that core,
 * which may never come: so they are asked for, where the kernel counts them. (That asks every
 * thread of the run: not to be done at each draining.) */
static void ask_for_losses(struct ring *ring, struct trace_writer *writer)
{
    uint64_t counts[2]; /* the event's value, and what was lost */
    if (read(ring->fd, counts, sizeof counts) != sizeof counts || counts[1] <= ring->lost_told)
        return;
    write_lost(writer, 0, counts[1] - ring->lost_told);
    ring->lost_told = counts[1];
}

static void write_end(struct trace_writer *writer, uint8_t kind, const struct exit_record *record)
{
    trace_write(writer, (struct trace_event){.time_ns = (int64_t)record->time_ns,
                                             .kind = kind,
                                             .arg = record->tid,
                                             .value = record->pid});
}

static void take_record(const struct switches *switches, const struct ring *ring,
                        struct trace_writer *writer, const struct perf_event_header *record)
{
    struct sample_id sample;
    if (record->size < sizeof *record + sizeof sample)
        return;
    memcpy(&sample, (const char *)record + record->size - sizeof sample, sizeof sample);
    if (record->type == PERF_RECORD_SWITCH || record->type == PERF_RECORD_SWITCH_CPU_WIDE)
        write_switch(writer, record, &sample);
    else if (record->type == PERF_RECORD_EXIT && record->size >= sizeof(struct exit_record) &&
             switches->end_kind)
        write_end(writer, switches->end_kind, (const struct exit_record *)record);
    else if (record->type == PERF_RECORD_LOST && record->size >= sizeof(struct lost_record) &&
             !ring->counts_losses)
        write_lost(writer, (int64_t)sample.time_ns, ((const struct lost_record *)record)->count);
}

static void drain_ring(const struct switches *switches, struct ring *ring,
                       struct trace_writer *writer)
{
    uint64_t head = __atomic_load_n(&ring->page->data_head, __ATOMIC_ACQUIRE);
    uint64_t tail = ring->page->data_tail;
    bool nearly_full = head - tail + NEARLY_FULL_BYTES > ring->size;
    while (tail < head) {
        union {
            struct perf_event_header header;
            char bytes[MOST_RECORD_BYTES];
        } record;
        copy_out(ring, tail, &record, sizeof record.header);
        size_t len = record.header.size;
        if (len < sizeof record.header || len > head - tail) {
            tail = head; /* not a record: nothing after it can be read */
            break;
        }
        if (len <= sizeof record) {
            copy_out(ring, tail, &record, len);
            take_record(switches, ring, writer, &record.header);
        }
        tail += len;
    }
    __atomic_store_n(&ring->page->data_tail, tail, __ATOMIC_RELEASE);
    if (nearly_full && ring->counts_losses)
        ask_for_losses(ring, writer);
}

void switches_drain(struct switches *switches, struct trace_writer *writer)
{
    for (int i = 0; i < switches->count; i++)
        drain_ring(switches, &switches->rings[i], writer);
}

#else /* no such record on this system */

struct switches *switches_open(pid_t pid, unsigned end_kind)
{
    errno = ENOSYS;
    return NULL;
}

void switches_drain(struct switches *switches, struct trace_writer *writer)
{
}

int switches_fds(const struct switches *switches, int *fds, int max)
{
    return 0;
}

void switches_close(struct switches *switches)
{
}

#endif
