/* Events of the program, written into baton's log.
 *
 * A thread writes with a writer of its own, and no two of its events overlap: but for a signal that
 * comes while one is being written, and whose handler is watched, too. It finds the first writer in
 * use and takes the second. A third would be a handler in a handler: its event is counted as lost.
 *
 * If baton is gone there is nobody to read: whoever needs another page looks, and then the log is
 * full for all. */
#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/preload.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "preload/raw_version.h"
#include "preload/real.h"
#include "trace/log_layout.h"

_Thread_local struct preload_thread preload_me;
bool preload_on, preload_plain;
pid_t preload_pid;

static struct trace_log the_log;
static pid_t watcher; /* baton; 0: unknown */

uint32_t preload_tid(void)
{
    if (PRELOAD_UNLIKELY(!preload_me.tid))
        preload_me.tid = (uint32_t)syscall(SYS_gettid);
    return preload_me.tid;
}

/* The writer that is free, or NULL. */
static struct trace_writer *begin_writing(struct preload_thread *me)
{
    unsigned depth = me->depth++;
    atomic_signal_fence(memory_order_seq_cst);
    if (PRELOAD_UNLIKELY(depth >= PRELOAD_WRITERS)) {
        atomic_fetch_add_explicit(&the_log.head->lost, 1, memory_order_relaxed);
        return NULL;
    }
    struct trace_writer *writer = &me->writers[depth];
    if (PRELOAD_UNLIKELY(!writer->log))
        trace_writer_init(writer, &the_log);
    return writer;
}

static void end_writing(struct preload_thread *me)
{
    atomic_signal_fence(memory_order_seq_cst);
    me->depth--;
}

/* Goes on to the next page. If it has to be claimed, somebody should be there who reads it. */
static void next_run(struct trace_writer *writer)
{
    int error = errno;
    if (!writer->spare && watcher && kill(watcher, 0) != 0 && errno == ESRCH)
        atomic_store_explicit(&the_log.head->full, 1, memory_order_relaxed);
    trace_writer_turn(writer);
    errno = error;
}

void preload_write(struct trace_event event)
{
    struct preload_thread *me = &preload_me;
    if (PRELOAD_UNLIKELY(!preload_on))
        return;
    event.who = preload_tid();
    struct trace_writer *writer = begin_writing(me);
    if (PRELOAD_LIKELY(writer != NULL)) {
        if (PRELOAD_UNLIKELY(writer->used >= TRACE_RUN_SLOTS))
            next_run(writer);
        if (PRELOAD_LIKELY(writer->used < TRACE_RUN_SLOTS))
            trace_write(writer, event);
    }
    end_writing(me);
}

void preload_write_text(struct trace_event event, const char *text, size_t len)
{
    struct preload_thread *me = &preload_me;
    if (!preload_on)
        return;
    event.who = preload_tid();
    struct trace_writer *writer = begin_writing(me);
    if (writer) {
        int error = errno;
        if (writer->used + 2 > TRACE_RUN_SLOTS)
            next_run(writer);
        if (writer->used + 2 <= TRACE_RUN_SLOTS)
            trace_write_text(writer, event, text, len);
        errno = error;
    }
    end_writing(me);
}

void preload_begin_child(void)
{
    preload_me = (struct preload_thread){
        .has_gil = preload_me.has_gil,
        .in_gil = preload_me.in_gil,
        .task = preload_me.task,
    };
    preload_pid = getpid();
}

/* One that it had before an exec, else a free one, else that of a process which is gone. */
static bool claim(struct log_watched *place, int pass)
{
    uint32_t pid = (uint32_t)preload_pid, found = pass == 0 ? pid : 0;
    if (pass == 2) {
        found = atomic_load_explicit(&place->pid, memory_order_relaxed);
        if (kill((pid_t)found, 0) == 0 || errno != ESRCH)
            return false;
    }
    return atomic_compare_exchange_strong(&place->pid, &found, pid);
}

struct log_watched *preload_claim_place(void)
{
    struct log_watched *places = the_log.head->watched;
    int error = errno;
    for (int pass = 0; pass < 3; pass++)
        for (int i = 0; i < LOG_WATCHED; i++) {
            if (!claim(&places[i], pass))
                continue;
            atomic_store_explicit(&places[i].state, 0, memory_order_relaxed);
            atomic_store_explicit(&places[i].turn, 0, memory_order_release);
            errno = error;
            return &places[i];
        }
    errno = error;
    return NULL;
}

/* Of `/proc/PID/fd/N`. */
static pid_t pid_of(const char *path)
{
    static const char before[] = "/proc/";
    return strncmp(path, before, sizeof before - 1) == 0 ? (pid_t)atol(path + sizeof before - 1)
                                                         : 0;
}

/* In the library's file baton finds it by its mark. */
static const struct raw_version version __attribute__((used)) = RAW_VERSION_HERE;

bool preload_open_log(const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    struct stat status;
    void *memory = MAP_FAILED;
    if (fd < 0)
        return false;
    if (fstat(fd, &status) == 0 && status.st_size >= 2 * TRACE_RUN_BYTES)
        memory = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_NORESERVE, fd, 0);
    close(fd);
    if (memory == MAP_FAILED)
        return false;
    the_log = (struct trace_log){
        .head = memory,
        .runs = (struct trace_run *)((char *)memory + TRACE_RUN_BYTES),
        .bytes = (size_t)status.st_size,
        .fd = -1,
    };
    bool sound = the_log.head->magic == LOG_MAGIC &&
                 the_log.head->version == raw_version_digest(&version) &&
                 the_log.head->runs == the_log.bytes / TRACE_RUN_BYTES - 1;
    if (!sound)
        munmap(memory, the_log.bytes);
    watcher = pid_of(path);
    preload_pid = getpid();
    return sound;
}

/* ---- places ---- */

enum { SITES = 4096, TRIES = 32 };

static _Atomic uintptr_t sites[SITES];

uint32_t preload_site(const void *address)
{
    uintptr_t wanted = (uintptr_t)address;
    if (!preload_on)
        return 0;
    uint32_t at = (uint32_t)((wanted >> 1) * UINT64_C(0x9E3779B97F4A7C15) >> 40) % SITES;
    for (int i = 0; i < TRIES; i++, at = (at + 1) % SITES) {
        uintptr_t found = atomic_load_explicit(&sites[at], memory_order_relaxed);
        if (found == wanted)
            return at + 1;
        if (found || !atomic_compare_exchange_strong(&sites[at], &found, wanted)) {
            if (found == wanted)
                return at + 1;
            continue;
        }
        preload_write((struct trace_event){.kind = RAW_SITE,
                                           .line = (uint32_t)preload_pid,
                                           .arg = at + 1,
                                           .value = preload_address(address)});
        return at + 1;
    }
    return 0;
}
