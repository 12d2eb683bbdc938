/* Pools and their jobs. A job is told of as somebody of its own: in the queue, then in the thread
 * that has taken it, of which the time is the job's until that ends. The interpreter's lock goes
 * with it. */
#include "config.h"

#include "record/convert.h"

#include <string.h>

#include "base/mem.h"

/* ---- pools ---- */

static uint32_t pool_of(const struct converter *c, uint32_t process, uint32_t number)
{
    return map_find(&c->pool_of, number, process);
}

static void on_pool(struct converter *c, struct thread *thread, const struct trace_event *event,
                    const char *text, size_t len)
{
    struct strbuf name = STRBUF_INIT;
    strbuf_adds(&name, "pool ");
    strbuf_add(&name, text ? text : "?", text ? len : 1);
    MEM_GROW(c->pools, c->pool_count, c->pool_room);
    struct pool *pool = &c->pools[c->pool_count++];
    *pool = (struct pool){
        .process = thread->process, .workers = (uint32_t)event->value, .kind = event->reason};
    *map_at(&c->pool_of, event->arg, thread->process) = (uint32_t)c->pool_count;
    pool->object = convert_add_object(c, convert_actor(c, thread)->task, OBJECT_POOL,
                                      strbuf_str(&name), name.len, event->time_ns);
    strbuf_release(&name);
}

/* Between two jobs a worker waits for nothing else; a process reads them from a pipe. */
uint32_t convert_idles(const struct converter *c, const struct thread *thread,
                       const struct trace_event *wait)
{
    const struct pool *pool = thread->pool ? &c->pools[thread->pool - 1] : NULL;
    if (!pool || thread->kind != ACTOR_THREAD || thread->job)
        return CONVERT_NONE;
    if (!wait) /* the job was there at once */
        return pool->process == thread->process ? pool->object : CONVERT_NONE;
    bool reads = wait->kind == RAW_CALL && pool->process != thread->process &&
                 (wait->detail == RAW_CALL_read || wait->detail == RAW_CALL_poll);
    return reads || wait->kind == RAW_SEM_WAIT ? pool->object : CONVERT_NONE;
}

void convert_pool_child(struct converter *c, const struct thread *parent, struct thread *child)
{
    if (parent->hands && c->pools[parent->hands - 1].kind == RAW_POOL_PROCESSES)
        child->pool = parent->hands;
}

/* ---- jobs ---- */

/* Which job a thread executes, or tells of, before that event: 0, or that which ends there. */
static uint32_t job_before(const struct converter *c, size_t index, const struct trace_event *event)
{
    if (event->detail == RAW_JOB_ENDED)
        return event->arg;
    if (event->detail != RAW_JOB_TELLS || event->arg)
        return 0;
    while (index-- > 0) {
        const struct trace_event *before = trace_at(c->raw, index);
        if (before->who == event->who && before->kind == RAW_JOB)
            return before->detail == RAW_JOB_TELLS ? before->arg : 0;
    }
    return 0;
}

/* From the end on: which job a thread executes is known by how that ends, and who ends a wait is
 * the next who gives back what was waited for. */
void convert_jobs_ahead(struct converter *c)
{
    struct map job_of = {0}, last_post = {0};
    for (size_t i = trace_count(c->raw); i-- > 0;) {
        const struct trace_event *event = trace_at(c->raw, i);
        uint32_t job = map_find(&job_of, event->who, 0);
        if (event->kind == RAW_JOB && event->detail == RAW_JOB_QUEUED)
            *map_at(&c->queued, event->arg, event->line) = (uint32_t)i;
        if (event->kind == RAW_JOB && event->detail == RAW_JOB_BEGUN && !event->arg)
            *map_at(&c->begun, (uint64_t)event->value, event->reason) = (uint32_t)i + 1;
        if (event->kind == RAW_JOB && event->detail >= RAW_JOB_BEGUN)
            *map_at(&job_of, event->who, 0) = job_before(c, i, event);
        if (event->kind == RAW_SEM_POST) {
            *map_at(&last_post, (uint64_t)event->value, 0) = job ? (uint32_t)i : 0;
            if (job)
                *map_at(&c->post_jobs, i, 0) = job;
        }
        uint32_t post =
            event->kind == RAW_SEM_WAIT ? map_find(&last_post, (uint64_t)event->value, 0) : 0;
        if (post)
            *map_at(&c->job_waits, i, 0) = post;
    }
    map_release(&job_of);
    map_release(&last_post);
}

struct thread *convert_job(struct converter *c, const struct thread *thread, uint32_t number)
{
    uint32_t found = map_find(&c->jobs, number, thread->process);
    return found ? &c->threads[found - 1] : NULL;
}

struct thread *convert_job_awaited(struct converter *c, const struct thread *thread,
                                   const struct trace_event *wait, int64_t *woken_ns)
{
    uint32_t post = map_find(&c->job_waits, (uint64_t)(wait - trace_at(c->raw, 0)), 0);
    const struct trace_event *event = post ? trace_at(c->raw, post) : NULL;
    const struct thread *by = event ? convert_thread_by_tid(c, event->who) : NULL;
    if (!by || by->process != thread->process)
        return NULL;
    *woken_ns = event->time_ns;
    return convert_job(c, thread, map_find(&c->post_jobs, post, 0));
}

static uint64_t hash_of(const char *text, size_t len)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    return hash;
}

/* `query`, `query 2` … */
static void add_name(struct converter *c, uint32_t process, const char *text, size_t len,
                     struct strbuf *name)
{
    uint32_t *count = map_at(&c->job_names, hash_of(text, len), process);
    strbuf_add(name, text, len);
    if (++*count > 1)
        strbuf_addf(name, " %u", *count);
}

static void tell_queued(struct converter *c, struct thread *job, int64_t time_ns)
{
    if (job->pool && !job->begun)
        convert_tell_state(c, job, time_ns, TRACE_READY, TRACE_BY_QUEUED,
                           c->pools[job->pool - 1].object, 0);
}

/* Somebody makes it, or nobody who is known. */
static struct thread *add_job(struct converter *c, struct thread *thread, struct place place,
                              uint32_t starter, int64_t time_ns, const char *text, size_t len)
{
    struct strbuf name = STRBUF_INIT;
    uint32_t process = thread->process;
    struct thread *job = convert_add_actor(c, thread->base, ACTOR_JOB);
    job->task = ++c->task_count;
    job->place = place;
    job->calls = hash_of(text ? text : "", text ? len : 0);
    add_name(c, process, text ? text : "job", text ? len : 3, &name);
    convert_put_text(c,
                     (struct trace_event){
                         .time_ns = time_ns,
                         .kind = TRACE_TASK_NEW,
                         .who = job->task,
                         .detail = TRACE_BY_STARTING,
                         .line = place.line,
                         .arg = starter,
                         .value = (int64_t)((uint64_t)TRACE_IS_JOB << 32 | job->task),
                     },
                     strbuf_str(&name), name.len);
    convert_tell_thread(c, job, 0, time_ns);
    strbuf_release(&name);
    return job;
}

/* It comes into the queue that the event says. */
static void enter_queue(struct converter *c, struct thread *job, const struct trace_event *event)
{
    job->pool = pool_of(c, job->process, event->reason);
    if (job->pool)
        *map_at(&c->keyed, (uint64_t)event->value, job->pool) = (uint32_t)(job - c->threads) + 1;
}

/* Of multiprocessing only who takes a job knows its function. */
static void on_new(struct converter *c, struct thread *thread, const struct trace_event *event,
                   const char *text, size_t len)
{
    struct trace_event place = *event;
    uint32_t process = thread->process, starter = convert_actor(c, thread)->task;
    uint32_t queued = map_find(&c->queued, event->arg, c->processes[process].pid);
    const struct trace_event *enters = queued ? trace_at(c->raw, queued) : NULL;
    uint32_t begun =
        enters ? map_find(&c->begun, (uint64_t)enters->value, RAW_POOL_MULTIPROCESSING) : 0;
    if (begun && len == 3 && memcmp(text, "job", 3) == 0)
        text = trace_text(c->raw, begun - 1, &len);
    place.kind = RAW_THREAD_NEW; /* it has its code in the same place */
    place.value = (int64_t)((uint64_t)event->value >> 32);
    struct thread *job =
        add_job(c, thread, convert_place(c, thread, &place), starter, event->time_ns, text, len);
    *map_at(&c->jobs, event->arg, process) = (uint32_t)c->thread_count;
    if (enters)
        enter_queue(c, job, enters);
    tell_queued(c, job, event->time_ns);
}

/* The thread that has it gives the interpreter's lock to its job, or has it back. */
static void pass_gil(struct converter *c, const struct thread *from, const struct thread *to,
                     int64_t time_ns)
{
    if (!c->threads[from->base].gil)
        return;
    convert_put(c, (struct trace_event){.time_ns = time_ns,
                                        .kind = TRACE_GIL_FREED,
                                        .who = from->task,
                                        .reason = TRACE_BY_JOB});
    convert_put(c,
                (struct trace_event){.time_ns = time_ns, .kind = TRACE_GIL_GOT, .who = to->task});
}

/* Who executes jobs in that thread now: itself, or one of its greenlets. */
static struct thread *worker_of(struct converter *c, uint32_t base)
{
    uint32_t step = c->threads[base].step;
    return &c->threads[step ? step - 1 : base];
}

static void on_begun(struct converter *c, struct thread *worker, struct thread *job,
                     const struct trace_event *event)
{
    const struct thread *thread = &c->threads[worker->base];
    worker->job = (uint32_t)(job - c->threads) + 1;
    if (job->pool)
        worker->pool = job->pool;
    job->base = thread->base;
    job->process = thread->process;
    job->tid = thread->tid;
    convert_tell_thread(c, job, job->tid, event->time_ns);
    convert_tell_state(c, worker, event->time_ns, TRACE_WAITING, TRACE_BY_JOB, job->task, 0);
    pass_gil(c, worker, job, event->time_ns);
    convert_tell_begin(c, job, event->time_ns);
    job->place = (struct place){0};
}

static void on_ended(struct converter *c, struct thread *worker, struct thread *job,
                     const struct trace_event *event, const char *text, size_t len)
{
    job->ended = true;
    job->ended_ns = event->time_ns;
    worker->job = 0;
    worker->place = (struct place){0};
    convert_put_text(c,
                     (struct trace_event){.time_ns = event->time_ns,
                                          .kind = TRACE_TASK_END,
                                          .who = job->task,
                                          .detail = (uint8_t)event->line,
                                          .line = job->place.line},
                     text, len);
    pass_gil(c, job, worker, event->time_ns);
    convert_tell_state(c, worker, event->time_ns, TRACE_RUNNING, TRACE_BY_JOB, job->task, 0);
}

/* It was cancelled in the queue, by that thread. */
static void on_cancelled(struct converter *c, struct thread *thread, struct thread *job,
                         const struct trace_event *event)
{
    job->ended = true;
    job->ended_ns = event->time_ns;
    convert_put(c, (struct trace_event){.time_ns = event->time_ns,
                                        .kind = TRACE_CANCELLED,
                                        .who = job->task,
                                        .arg = convert_actor(c, thread)->task});
    convert_put(c, (struct trace_event){.time_ns = event->time_ns,
                                        .kind = TRACE_TASK_END,
                                        .who = job->task,
                                        .detail = TRACE_END_CANCELLED,
                                        .line = job->place.line});
}

/* Of a pool that is seen only when its first job comes into its queue, that is told again. */
static void on_queued(struct converter *c, struct thread *thread, struct thread *job,
                      const struct trace_event *event)
{
    if (!job->pool) {
        enter_queue(c, job, event);
        tell_queued(c, job, event->time_ns);
    }
    thread->hands = job->pool;
}

/* The job with that key, of a pool of the process in which the thread is, or of one that it comes
 * from. Pools count from the same number on: of two such jobs it is that of the function. */
static struct thread *find_keyed(struct converter *c, const struct thread *thread,
                                 const struct trace_event *event, uint64_t calls)
{
    struct thread *like = NULL;
    uint32_t process = thread->process;
    uint32_t own = thread->pool ? map_find(&c->keyed, (uint64_t)event->value, thread->pool) : 0;
    if (own)
        return &c->threads[own - 1];
    for (size_t depth = 0; depth <= c->process_count; depth++) {
        for (size_t i = c->pool_count; i-- > 0;) {
            uint32_t found = map_find(&c->keyed, (uint64_t)event->value, i + 1);
            struct thread *job = found ? &c->threads[found - 1] : NULL;
            if (!job || c->pools[i].process != process || c->pools[i].kind != event->reason ||
                job->begun || job->ended)
                continue;
            if (job->calls == calls)
                return job;
            like = like ? like : job;
        }
        uint32_t parent = map_find(&c->process_of, c->processes[process].parent_pid, 0);
        if (!parent || parent - 1 == process)
            break;
        process = parent - 1;
    }
    return like;
}

/* That which the event is about. One that nobody saw in a queue is new as it begins. */
static struct thread *job_of(struct converter *c, uint32_t base, const struct trace_event *event,
                             const char *text, size_t len)
{
    const struct thread *thread = &c->threads[base], *worker = worker_of(c, base);
    if (event->arg)
        return convert_job(c, thread, event->arg);
    if (event->detail == RAW_JOB_ENDED)
        return worker->job ? &c->threads[worker->job - 1] : NULL;
    if (event->detail != RAW_JOB_BEGUN)
        return NULL;
    struct thread *job = find_keyed(c, thread, event, hash_of(text ? text : "", text ? len : 0));
    return job ? job
               : add_job(c, &c->threads[base], (struct place){0}, 0, event->time_ns, text, len);
}

void convert_on_job(struct converter *c, const struct trace_event *event, const char *text,
                    size_t len)
{
    uint32_t base = convert_thread(c, event)->base;
    if (event->detail == RAW_JOB_POOL) {
        on_pool(c, &c->threads[base], event, text, len);
        return;
    }
    if (event->detail == RAW_JOB_QUEUED && !event->arg) {
        c->threads[base].hands = 0;
        return;
    }
    if (event->detail == RAW_JOB_NEW) {
        on_new(c, &c->threads[base], event, text, len);
        return;
    }
    struct thread *job = job_of(c, base, event, text, len), *worker = worker_of(c, base);
    if (!job)
        return;
    if (event->detail == RAW_JOB_QUEUED)
        on_queued(c, &c->threads[base], job, event);
    else if (event->detail == RAW_JOB_BEGUN && !job->begun && !job->ended && !worker->job)
        on_begun(c, worker, job, event);
    else if (event->detail == RAW_JOB_ENDED && worker->job == (uint32_t)(job - c->threads) + 1)
        on_ended(c, worker, job, event, text, len);
    else if (event->detail == RAW_JOB_ENDED && !job->begun && !job->ended)
        on_cancelled(c, &c->threads[base], job, event);
}
