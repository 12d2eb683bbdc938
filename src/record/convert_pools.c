/* Pools and their jobs. A job is told of as somebody of its own: in the queue, then in the thread
 * that has taken it, of which the time is the job's until that ends. The interpreter's lock goes
 * with it. */
#include "config.h"

#include "record/convert.h"

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
    *pool = (struct pool){.process = thread->process, .workers = (uint32_t)event->value};
    *map_at(&c->pool_of, event->arg, thread->process) = (uint32_t)c->pool_count;
    pool->object = convert_add_object(c, convert_actor(c, thread)->task, OBJECT_POOL,
                                      strbuf_str(&name), name.len, event->time_ns);
    strbuf_release(&name);
}

uint32_t convert_idles(const struct converter *c, const struct thread *thread)
{
    return thread->kind == ACTOR_THREAD && thread->pool ? c->pools[thread->pool - 1].object
                                                        : CONVERT_NONE;
}

/* ---- jobs ---- */

/* From the end on: which job a thread executes is known by how that ends, and who ends a wait is
 * the next who gives back what was waited for. */
void convert_jobs_ahead(struct converter *c)
{
    struct map job_of = {0}, last_post = {0};
    for (size_t i = trace_count(c->raw); i-- > 0;) {
        const struct trace_event *event = trace_at(c->raw, i);
        uint32_t job = map_find(&job_of, event->who, 0);
        if (event->kind == RAW_JOB && event->detail == RAW_JOB_QUEUED)
            *map_at(&c->queued, event->arg, event->line) = (uint32_t)((uint64_t)event->value >> 32);
        if (event->kind == RAW_JOB && event->detail >= RAW_JOB_BEGUN)
            *map_at(&job_of, event->who, 0) = event->detail == RAW_JOB_ENDED ? event->arg : 0;
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

static void on_new(struct converter *c, struct thread *thread, const struct trace_event *event,
                   const char *text, size_t len)
{
    struct trace_event place = *event;
    struct strbuf name = STRBUF_INIT;
    uint32_t starter = convert_actor(c, thread)->task, base = thread->base;
    uint32_t process = thread->process;
    struct thread *job = convert_add_actor(c, base, ACTOR_JOB);
    *map_at(&c->jobs, event->arg, process) = (uint32_t)c->thread_count;
    job->task = ++c->task_count;
    place.kind = RAW_THREAD_NEW; /* it has its code in the same place */
    place.value = (int64_t)((uint64_t)event->value >> 32);
    job->place = convert_place(c, &c->threads[base], &place);
    add_name(c, process, text ? text : "job", text ? len : 3, &name);
    convert_put_text(c,
                     (struct trace_event){
                         .time_ns = event->time_ns,
                         .kind = TRACE_TASK_NEW,
                         .who = job->task,
                         .detail = TRACE_BY_STARTING,
                         .line = job->place.line,
                         .arg = starter,
                         .value = (int64_t)((uint64_t)TRACE_IS_JOB << 32 | job->task),
                     },
                     strbuf_str(&name), name.len);
    convert_tell_thread(c, job, 0, event->time_ns);
    strbuf_release(&name);
    job->pool = pool_of(c, process, map_find(&c->queued, event->arg, c->processes[process].pid));
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

static void on_begun(struct converter *c, struct thread *thread, struct thread *job,
                     const struct trace_event *event)
{
    thread->job = (uint32_t)(job - c->threads) + 1;
    thread->pool = job->pool;
    job->base = thread->base;
    job->process = thread->process;
    job->tid = thread->tid;
    convert_tell_thread(c, job, job->tid, event->time_ns);
    convert_tell_state(c, thread, event->time_ns, TRACE_WAITING, TRACE_BY_JOB, job->task, 0);
    pass_gil(c, thread, job, event->time_ns);
    convert_tell_begin(c, job, event->time_ns);
    job->place = (struct place){0};
}

static void on_ended(struct converter *c, struct thread *thread, struct thread *job,
                     const struct trace_event *event, const char *text, size_t len)
{
    job->ended = true;
    job->ended_ns = event->time_ns;
    thread->job = 0;
    thread->place = (struct place){0};
    convert_put_text(c,
                     (struct trace_event){.time_ns = event->time_ns,
                                          .kind = TRACE_TASK_END,
                                          .who = job->task,
                                          .detail = (uint8_t)event->reason,
                                          .line = job->place.line},
                     text, len);
    pass_gil(c, job, thread, event->time_ns);
    convert_tell_state(c, thread, event->time_ns, TRACE_RUNNING, TRACE_BY_JOB, job->task, 0);
}

/* Of a pool that is seen only when its first job comes into its queue, that is told again. */
static void on_queued(struct converter *c, struct thread *thread, struct thread *job,
                      const struct trace_event *event)
{
    if (job->pool)
        return;
    job->pool = pool_of(c, thread->process, (uint32_t)((uint64_t)event->value >> 32));
    tell_queued(c, job, event->time_ns);
}

void convert_on_job(struct converter *c, const struct trace_event *event, const char *text,
                    size_t len)
{
    struct thread *thread = &c->threads[convert_thread(c, event)->base];
    struct thread *job = convert_job(c, thread, event->arg);
    switch (event->detail) {
    case RAW_JOB_POOL:
        on_pool(c, thread, event, text, len);
        return;
    case RAW_JOB_NEW:
        on_new(c, thread, event, text, len);
        return;
    case RAW_JOB_QUEUED:
        if (job)
            on_queued(c, thread, job, event);
        return;
    case RAW_JOB_BEGUN:
        if (job && !job->begun && !thread->job)
            on_begun(c, thread, job, event);
        return;
    default:
        if (job && thread->job == (uint32_t)(job - c->threads) + 1)
            on_ended(c, thread, job, event, text, len);
        return;
    }
}
