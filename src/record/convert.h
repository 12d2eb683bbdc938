/* What a recording becomes a trace with: who is who, what is what, and what was written so far.
 *
 *     convert_begin    when the user's program begins
 *     convert_who      processes and threads: who they are, and as which task they are told of
 *     convert_what     functions, files, locks
 *     convert_inside   what threads of a Python wait for by means of a lock of their own
 *     convert_states   in which state a thread is, and why
 *     convert_cycle    who waits in a ring at the end
 *     convert_loops    loops
 *     convert_asyncio  their tasks
 *     convert_callbacks  what else a loop runs
 *     convert_pools    pools and their jobs
 *     convert_tell     a state
 *     convert_find     who is meant
 *     convert_put      writing
 *     convert          the pass over all events */
#ifndef BATON_RECORD_CONVERT_H
#define BATON_RECORD_CONVERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "preload/raw.h"
#include "record/map.h"
#include "trace/trace.h"

enum { CONVERT_NONE = UINT32_MAX };

/* Where somebody is: a line of a source, and the function of a library that it called. */
struct place {
    uint32_t line, code;
};

struct process {
    uint32_t pid, parent_pid;
    bool forked, ended, python, has_gil;
    uint32_t codes_of; /* index of the process whose numbers of codes hold here, too … */
    uint32_t holder;   /* thread index + 1 that has the interpreter's lock */
    uint32_t asker;    /* who asked the holder to let it go, a task */
    char *command;     /* words with their NULs */
    size_t command_len;
    uint32_t first_task;
    int64_t exit_ns; /* when it ended by itself, or 0 */
    bool users;      /* a line of the user's was seen in it */
    uint32_t ahead;  /* index + 1 of the event before which it was told of, or 0 */
    uint32_t name;   /* index + 1 of the NAMED that says what it is called, or 0 */
    uint32_t status; /* index + 1 of the BACK that says how it will end, or 0 */
};

/* Who executes: a thread, or, in the thread of a loop, one of its tasks or the loop itself, or, in
 * a thread of a pool, a job. */
enum actor_kind { ACTOR_THREAD, ACTOR_TASK, ACTOR_LOOP, ACTOR_JOB };

struct thread {
    uint8_t kind;   /* enum actor_kind */
    uint32_t base;  /* index of the thread */
    uint32_t step;  /* of a thread: index + 1 of the task whose step it executes … */
    uint32_t loop;  /* … and of its loop, as long as that runs, … */
    uint32_t root;  /* task that the loop was made to run */
    uint32_t job;   /* … and of the job that it executes */
    uint32_t pool;  /* of a job; of a thread: index + 1 of the pool whose jobs it executes … */
    uint32_t hands; /* … and of the one to which it handed a job over last */
    /* Of a thread: how many callbacks of its loop it is in, and which of these is told of, or 0; of
     * a loop: one is. */
    uint32_t callback_depth, callback;
    bool calls_back;
    uint32_t runs_in; /* the code of the user's that runs the loop, as it was written down */
    /* Of a task of asyncio. */
    uint32_t ready_by, awaits;
    uint32_t awaits_job; /* index + 1 of a job, if it is one */
    int64_t due_ns;
    bool about;                      /* … or a little earlier */
    bool cancelled;                  /* that was told of, and nothing came of it yet … */
    struct place cut_at, stopped_at; /* … where it waited then, and where it did last */
    uint32_t made_by;                /* task */
    uint32_t post; /* of a wait for a semaphore of a Python: index + 1 of who gives it back … */
    uint32_t started; /* … of a thread: index + 1 of the event of the thread that it started last */
    int64_t ended_ns; /* of a job … */
    uint64_t calls;   /* … and a hash of the function it calls */
    uint32_t tid;
    uint32_t process; /* index */
    uint32_t task;    /* 0: not told of yet */
    int64_t handle;   /* its pthread_t; 0: of the first one it is not known */
    bool begun, ended;
    int64_t gone_ns;  /* of a thread: when the kernel had ended it, or 0 */
    uint8_t aio_kind; /* enum raw_awaited, of what has a lock's name; 0: it awaits something else */
    bool switched;    /* of a greenlet: it waits */
    bool gil;         /* has the interpreter's lock */
    bool at_first;    /* waits on its way to its first turn */
    bool nowhere;     /* let it go last in no function of Python … */
    bool joins;       /* let it go last to wait for the end of a thread */
    uint8_t state;    /* as told last */
    struct place place;
    /* Its wait, until it goes on: the reason to go on with, and what it is about. */
    uint16_t on;
    uint32_t on_object;
    int64_t on_value;
    uint16_t wait_reason;
    uint32_t wait_object; /* as the reason has it */
    int64_t waits_since_ns;
    int64_t woken_ns;    /* when the job will end that it waits for; 0: it waits for none */
    uint32_t waits_for;  /* object index + 1, for the cycle at the end */
    uint32_t held_by;    /* task that has it */
    size_t folded_until; /* its events up to this one are left out */
    int64_t seen_ns;     /* when it was last told where it is */
};

enum object_kind {
    OBJECT_LOCK,
    OBJECT_SEMAPHORE,
    OBJECT_CONDITION,
    OBJECT_BARRIER,
    OBJECT_ADDRESSES, /* the ones before are known by where they lie */
    OBJECT_POOL = OBJECT_ADDRESSES,
    OBJECT_EVENT,
    OBJECT_QUEUE,
    OBJECT_START,
    OBJECT_KINDS
};

/* Who gave a semaphore of a Python back last, 0: nobody, and when. */
struct post {
    uint32_t waker;
    int64_t woken_ns;
};

struct object {
    uint8_t kind;        /* enum object_kind */
    uint32_t waker;      /* task that gave it back or signalled it last … */
    int64_t woken_ns;    /* … and when */
    struct post arrived; /* at a barrier, as the last until now */
};

struct converter {
    const struct trace *raw;
    struct trace *out;
    uint32_t *next; /* of each event: the next of the same thread, or 0 */
    int64_t origin_ns;
    int64_t from_ns; /* what ended before is of what only led to the program */
    bool all;        /* nothing is folded */

    struct process *processes;
    size_t process_count, process_room;
    struct thread *threads;
    size_t thread_count, thread_room;
    struct map process_of;    /* pid → index + 1 */
    struct map thread_of;     /* tid → index + 1, who lives */
    struct map thread_begins; /* pid, number → index of THREAD_BEGIN + 1 */
    struct map thread_names;  /* function, pid → how many threads execute it */
    struct map joined;        /* pid, pthread_t → thread index + 1 */
    uint32_t task_count, loop_count;
    struct map tasks;      /* process, number → index of thread + 1 */
    struct map step_names; /* pid, number → index of its first TASK_STEP + 1 */
    struct map last_steps; /* tid → index of the last step in it */
    struct map names;      /* index of a PROCESS or CHILD → index + 1 of the NAMED of it */
    struct map statuses;   /* index of a PROCESS or CHILD → index + 1 of the BACK with its end */
    struct map cut;        /* index of a TASK_READY → 1: the step behind it ends cancelled */
    struct map lined;      /* pid → 1: a Python whose lines are known */
    struct map begins;     /* pid → index + 1 of the first PROCESS or CHILD that is told of */

    struct object *objects;
    size_t object_count, object_room;
    struct map object_of;          /* address, process and kind → index + 1 */
    uint32_t counts[OBJECT_KINDS]; /* how many of each kind */

    struct pool *pools;
    size_t pool_count, pool_room;
    struct map pool_of; /* process, number → index + 1 */
    struct map jobs;    /* process, number → index of thread + 1 */
    struct map queued;  /* pid, number of a job → index of the event that puts it into a queue */
    struct map keyed;   /* key, pool → index of thread + 1 */
    struct map begun;   /* key → index of the event that begins it + 1, of multiprocessing */
    struct map aio_objects; /* number, process → object index + 1 */

    struct post *posts;
    size_t post_count, post_room;
    struct map post_of; /* address of a semaphore, process → index + 1 */
    uint32_t shared_count;
    struct map shared;       /* address, process → number of a semaphore that several have */
    struct map shared_names; /* its name → the same */
    struct map shared_locks; /* … → 1: it is a lock */
    struct map post_jobs;    /* index of a SEM_POST → number of the job that did it */
    struct map job_waits; /* index of a SEM_WAIT → index of the SEM_POST of a job that ended it */
    struct map job_names; /* a name, process → how many jobs have it */

    struct map codes; /* process, number → index + 1 in … */
    struct code *code;
    size_t code_count, code_room;
    struct file *files;
    size_t file_count, file_room;

    struct module *modules;
    size_t module_count, module_room;
    struct map sites; /* pid, number → index + 1 in … */
    struct site *site;
    size_t site_count, site_room;

    uint64_t unwatched_calls, unwatched_programs;
};

/* Who executes jobs. */
struct pool {
    uint32_t process, object, workers;
    uint16_t kind; /* enum raw_pool */
};

/* A function. */
struct code {
    uint32_t file; /* index; CONVERT_NONE: of a library */
    uint32_t first_line;
    bool told, imports;
    char *name;
};

/* A source of the user's. */
struct file {
    char *path, *real; /* as it is called, and without links */
    char *text;
    size_t len;
};

struct module {
    uint32_t pid;
    int64_t base;
    char *path;
};

/* An address behind a call of the program. */
struct site {
    uint32_t pid;
    int64_t address;
    uint32_t line; /* as trace_line() */
};

/* ---- writing ---- */

/* Of who came to be before the user's program began it is told that it was so when that begins. */
void convert_put(struct converter *c, struct trace_event event);
void convert_put_text(struct converter *c, struct trace_event event, const char *text, size_t len);

/* ---- the beginning ---- */

/* Finds when the program begins that was started as `root`. */
void convert_find_begin(struct converter *c, uint32_t root);
/* Before the beginning: that event is of somebody who had ended before it. */
bool convert_is_passed(struct converter *c, size_t index);

/* ---- who ---- */

struct process *convert_process(struct converter *c, uint32_t pid);
/* The thread that an event is of; made if it was never heard of. */
struct thread *convert_thread(struct converter *c, const struct trace_event *event);
struct thread *convert_add_thread(struct converter *c, uint32_t tid, uint32_t process);
struct thread *convert_thread_by_tid(struct converter *c, uint32_t tid); /* or NULL */
/* The task of a thread of that number, or 0. */
uint32_t convert_task_of(struct converter *c, uint32_t tid);
/* Tells of a thread: TASK_NEW, THREAD. */
void convert_introduce(struct converter *c, struct thread *thread, int64_t time_ns,
                       uint32_t starter, const char *name, size_t len);
void convert_on_process(struct converter *c, size_t index);
void convert_on_child(struct converter *c, size_t index);
void convert_on_thread_new(struct converter *c, const struct trace_event *event, const char *text,
                           size_t len);
/* A forked process only becomes another program: it is told of as that. */
bool convert_only_becomes(const struct converter *c, size_t index);
/* The first task of the process that has that pid, or 0. */
uint32_t convert_first_task(const struct converter *c, uint32_t pid);
/* Who waits for a process may be earlier than what that writes down itself: then it is told of
 * here. Threads and processes may move. */
void convert_expect_process(struct converter *c, uint32_t pid, int64_t time_ns);
/* That call waits for the end of a process. */
bool convert_waits_for_process(unsigned call);
/* Its parent was told so. */
void convert_process_ended(struct converter *c, uint32_t pid, int wait_status, int64_t time_ns);
/* At the end: those whose parent did not ask. */
void convert_rest_ended(struct converter *c);
void convert_on_exit(struct converter *c, const struct trace_event *event);
void convert_on_gone(struct converter *c, const struct trace_event *event);
void convert_on_thread_begin(struct converter *c, const struct trace_event *event);

/* Who executes in a thread now. */
struct thread *convert_actor(struct converter *c, struct thread *thread);

/* The job that a thread executes, or the thread: whose the loop in it is. */
struct thread *convert_owner(struct converter *c, struct thread *thread);
struct thread *convert_add_actor(struct converter *c, uint32_t base, enum actor_kind kind);
/* Tells in which thread it is; tid 0: in none yet. */
void convert_tell_thread(struct converter *c, const struct thread *actor, uint32_t tid,
                         int64_t time_ns);

/* ---- pools ---- */

void convert_on_job(struct converter *c, const struct trace_event *event, const char *text,
                    size_t len);
/* Before the pass: into which queues jobs come, and who waits for them. */
void convert_jobs_ahead(struct converter *c);
/* The job because of which that wait will end, with when it did so; NULL: it is none. */
struct thread *convert_job_awaited(struct converter *c, const struct thread *thread,
                                   const struct trace_event *wait, int64_t *woken_ns);
struct thread *convert_job(struct converter *c, const struct thread *thread, uint32_t number);
/* The object of the pool for whose next job a thread waits there, or, NULL, looks; CONVERT_NONE: it
 * does not. */
uint32_t convert_idles(const struct converter *c, const struct thread *thread,
                       const struct trace_event *wait);
/* A forked process may be of the pool to which its parent hands a job over. */
void convert_pool_child(struct converter *c, const struct thread *parent, struct thread *child);

/* ---- asyncio ---- */

/* The thread gives itself to a loop, if it has not yet. */
void convert_begin_loop(struct converter *c, uint32_t base, int64_t time_ns);
void convert_on_callback(struct converter *c, uint32_t base, size_t index);
/* Where the event says that it is: a loop may be in a callback. */
struct place convert_in_callback(struct converter *c, struct thread *loop,
                                 const struct trace_event *event);
void convert_on_callback_over(struct converter *c, uint32_t base, int64_t time_ns);
/* True: it was one of its events. */
bool convert_asyncio(struct converter *c, size_t index, const char *text, size_t len);
/* The lock was let go outside of a step: is the loop over? */
void convert_loop_end(struct converter *c, struct thread *thread, size_t index, int64_t time_ns);
/* Whoever called the loop of a thread goes on. */
void convert_loop_over(struct converter *c, uint32_t base, size_t index, int64_t time_ns);
/* The loop enters the kernel to wait, and is back. */
void convert_loop_waits(struct converter *c, struct thread *loop, int64_t time_ns);
void convert_loop_woke(struct converter *c, struct thread *loop, int64_t time_ns);

/* ---- what ---- */

/* At one address there may be a lock first, and later what another waits by. */
static inline uint64_t convert_object_key(uint32_t process, enum object_kind kind)
{
    return (uint64_t)process << 3 | (uint64_t)kind;
}
/* A new one of that name. */
uint32_t convert_add_object(struct converter *c, uint32_t task, enum object_kind kind,
                            const char *name, size_t len, int64_t time_ns);
/* The same, by its number among those of its kind: `lock 1`. */
uint32_t convert_add_counted(struct converter *c, uint32_t task, enum object_kind kind,
                             int64_t time_ns);
/* The index of an object; told of when it is seen first. */
uint32_t convert_object(struct converter *c, const struct thread *thread, int64_t address,
                        enum object_kind kind, int64_t time_ns);
/* The name of a function or variable of a program without Python; nothing if it has none. */
void convert_add_symbol(const struct converter *c, uint32_t pid, int64_t address,
                        struct strbuf *name);
void convert_on_code(struct converter *c, const struct trace_event *event, const char *text,
                     size_t len);
void convert_on_module(struct converter *c, const struct trace_event *event, const char *text,
                       size_t len);
void convert_on_site(struct converter *c, const struct trace_event *event);
/* All sites are known: finds their lines. */
void convert_find_lines(struct converter *c);
/* The file of that path, in which the user's program is; CONVERT_NONE if it cannot be read. */
uint32_t convert_file(struct converter *c, const char *path);
/* A source that is in no file. */
void convert_add_text(struct converter *c, const char *path, const char *text);
/* The place that GIL_FREED tells, or that of who started a thread or forked. */
struct place convert_place(struct converter *c, const struct thread *thread,
                           const struct trace_event *event);
/* Where the function of that number begins; of a library the function alone. */
struct place convert_beginning(const struct converter *c, const struct thread *thread,
                               uint32_t number);
/* The place of another event's site. */
struct place convert_site(struct converter *c, const struct thread *thread, uint32_t site);
/* The number of a code as the trace has it, told of when it is first used; 0 stays 0. */
uint32_t convert_code(struct converter *c, uint32_t code, int64_t time_ns);
void convert_release_what(struct converter *c);

/* ---- inside ---- */

void convert_on_shared(struct converter *c, const struct trace_event *event, const char *text,
                       size_t len);
/* True: several processes have that semaphore. *lock: and it is one. */
bool convert_is_shared(const struct converter *c, const struct thread *thread,
                       const struct trace_event *wait, bool *lock);
/* It waits for a semaphore, of which it is known from now on who gives it back. */
void convert_expect_post(struct converter *c, struct thread *thread,
                         const struct trace_event *wait);
void convert_on_post(struct converter *c, const struct thread *thread,
                     const struct trace_event *event);
/* What a SEM_WAIT is about that is none for a lock: the index of an object. */
uint32_t convert_inside(struct converter *c, const struct thread *thread,
                        const struct trace_event *wait, enum object_kind *kind, int64_t time_ns);
/* The object at that address, if it was told of: its index + 1, or 0. */
uint32_t convert_known_object(const struct converter *c, const struct thread *thread,
                              int64_t address, enum object_kind kind);
uint32_t convert_shared_lock(struct converter *c, const struct thread *thread,
                             const struct trace_event *wait, int64_t time_ns);

/* ---- states ---- */

/* The state of an actor; where it is stands in front of it. */
void convert_tell_at(struct converter *c, const struct thread *thread, int64_t time_ns);
void convert_tell_state(struct converter *c, struct thread *thread, int64_t time_ns, uint8_t state,
                        uint16_t reason, uint32_t object, int64_t value);
/* That it still runs, there. */
void convert_tell_seen(struct converter *c, const struct thread *thread, struct place place,
                       int64_t time_ns);
void convert_tell_begin(struct converter *c, struct thread *thread, int64_t time_ns);

void convert_event(struct converter *c, size_t index, const struct trace_event *event,
                   const char *text, size_t len);
/* Who waits in a ring at the end. True if there is one. */
bool convert_cycle(struct converter *c, int64_t time_ns);

#endif
