/* What a thread waits for inside of Python's own modules, by means of a lock that it has for itself
 * or that is nobody's; and semaphores that several processes have. */
#include "config.h"

#include "record/convert.h"

#include <string.h>

#include "base/mem.h"
#include "base/strbuf.h"

/* ---- semaphores of several processes ---- */

enum { SHARED = UINT32_MAX }; /* in place of a process, which one of them has */

static uint64_t hash_of(const char *text, size_t len)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    return hash;
}

void convert_on_shared(struct converter *c, const struct trace_event *event, const char *text,
                       size_t len)
{
    uint32_t process = convert_thread(c, event)->process;
    uint32_t *named = len ? map_at(&c->shared_names, hash_of(text, len), 0) : NULL;
    uint32_t index = named ? *named : 0;
    if (!index) {
        index = ++c->shared_count;
        if (named)
            *named = index;
        *map_at(&c->shared_locks, index, 0) = event->detail == RAW_SHARED_LOCK;
    }
    *map_at(&c->shared, (uint64_t)event->value, process) = index;
}

/* A forked process has those of its parent. Its number; 0: only one process has it. */
static uint32_t shared_of(const struct converter *c, uint32_t process, int64_t address)
{
    uint32_t found = map_find(&c->shared, (uint64_t)address, process);
    while (!found && c->processes[process].forked) {
        uint32_t parent = map_find(&c->process_of, c->processes[process].parent_pid, 0);
        if (!parent || parent - 1 == process)
            break;
        process = parent - 1;
        found = map_find(&c->shared, (uint64_t)address, process);
    }
    return found;
}

/* A semaphore, by what is the same in all processes that have it. */
struct semaphore {
    uint64_t address;
    uint32_t process;
    bool shared, lock; /* that it is one */
};

static struct semaphore semaphore_of(const struct converter *c, const struct thread *thread,
                                     int64_t address)
{
    uint32_t shared = c->shared_count ? shared_of(c, thread->process, address) : 0;
    if (!shared)
        return (struct semaphore){.address = (uint64_t)address, .process = thread->process};
    return (struct semaphore){shared, SHARED, true, map_find(&c->shared_locks, shared, 0) != 0};
}

bool convert_is_shared(const struct converter *c, const struct thread *thread,
                       const struct trace_event *wait, bool *lock)
{
    struct semaphore semaphore = semaphore_of(c, thread, wait->value);
    *lock = semaphore.lock;
    return semaphore.shared;
}

/* ---- who gives it back ---- */

void convert_expect_post(struct converter *c, struct thread *thread, const struct trace_event *wait)
{
    struct semaphore semaphore = semaphore_of(c, thread, wait->value);
    uint32_t *index = map_at(&c->post_of, semaphore.address, semaphore.process);
    if (!*index) {
        MEM_GROW(c->posts, c->post_count, c->post_room);
        c->posts[c->post_count] = (struct post){0};
        *index = (uint32_t)++c->post_count;
    }
    thread->post = *index;
}

void convert_on_post(struct converter *c, const struct thread *thread,
                     const struct trace_event *event)
{
    struct semaphore semaphore = semaphore_of(c, thread, event->value);
    uint32_t index = map_find(&c->post_of, semaphore.address, semaphore.process);
    if (index)
        c->posts[index - 1] = (struct post){thread->task, event->time_ns};
}

/* ---- what is waited for ---- */

/* Each is told of when somebody waits for it first. */
static uint32_t object_at(struct converter *c, const struct thread *thread, uint64_t address,
                          uint32_t process, enum object_kind kind, int64_t time_ns)
{
    uint64_t more = convert_object_key(process, kind);
    uint32_t known = map_find(&c->object_of, address, more);
    if (known)
        return known - 1;
    uint32_t object = convert_add_counted(c, thread->task, kind, time_ns);
    *map_at(&c->object_of, address, more) = object + 1;
    return object;
}

/* Of the thread that it has started last. */
static uint32_t start_object(struct converter *c, const struct thread *thread, int64_t time_ns)
{
    size_t len = 0, started = c->threads[thread->base].started;
    uint64_t more = convert_object_key(thread->process, OBJECT_START);
    uint32_t known = map_find(&c->object_of, started, more);
    if (known)
        return known - 1;
    const char *text = started ? trace_text(c->raw, started - 1, &len) : NULL;
    struct strbuf name = STRBUF_INIT;
    strbuf_adds(&name, "start of ");
    strbuf_add(&name, text && len ? text : "a thread", text && len ? len : strlen("a thread"));
    uint32_t object =
        convert_add_object(c, thread->task, OBJECT_START, strbuf_str(&name), name.len, time_ns);
    strbuf_release(&name);
    *map_at(&c->object_of, started, more) = object + 1;
    return object;
}

uint32_t convert_inside(struct converter *c, const struct thread *thread,
                        const struct trace_event *wait, enum object_kind *kind, int64_t time_ns)
{
    static const enum object_kind kinds[RAW_INSIDES] = {
        [RAW_IN_NOTHING] = OBJECT_CONDITION,   [RAW_IN_EVENT] = OBJECT_EVENT,
        [RAW_IN_BARRIER] = OBJECT_BARRIER,     [RAW_IN_SEMAPHORE] = OBJECT_SEMAPHORE,
        [RAW_IN_CONDITION] = OBJECT_CONDITION, [RAW_IN_QUEUE] = OBJECT_QUEUE,
        [RAW_IN_C_QUEUE] = OBJECT_QUEUE,       [RAW_IN_START] = OBJECT_START,
    };
    struct semaphore semaphore = semaphore_of(c, thread, wait->value);
    unsigned inside = wait->reason < RAW_INSIDES ? wait->reason : RAW_IN_NOTHING;
    *kind = kinds[inside];
    if (inside == RAW_IN_START)
        return start_object(c, thread, time_ns);
    if (semaphore.shared) {
        if (!inside)
            *kind = semaphore.lock ? OBJECT_LOCK : OBJECT_SEMAPHORE;
        return object_at(c, thread, semaphore.address, semaphore.process, *kind, time_ns);
    }
    return object_at(c, thread, inside ? wait->line : semaphore.address, thread->process, *kind,
                     time_ns);
}

uint32_t convert_shared_lock(struct converter *c, const struct thread *thread,
                             const struct trace_event *wait, int64_t time_ns)
{
    struct semaphore semaphore = semaphore_of(c, thread, wait->value);
    return object_at(c, thread, semaphore.address, semaphore.process, OBJECT_LOCK, time_ns);
}

uint32_t convert_known_object(const struct converter *c, const struct thread *thread,
                              int64_t address, enum object_kind kind)
{
    struct semaphore at = semaphore_of(c, thread, address);
    return map_find(&c->object_of, at.address, convert_object_key(at.process, kind));
}
