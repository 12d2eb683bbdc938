/* The events of a run: the only bridge between a run and what is shown of it.
 *
 * An event is 32 bytes and is stamped with CLOCK_MONOTONIC. A cause (an answer, a release, a send,
 * a start) is stamped before the act and its effect after it, so that sorting by time keeps causes
 * first. A text (what is said, a name) follows its event in further slots of the same writer's run.
 *
 * Actors: every event names who it is about. Tasks are numbered from 1 in order of appearance;
 * everything else has a number from TRACE_FIRST_OTHER up. */
#ifndef BATON_TRACE_EVENT_H
#define BATON_TRACE_EVENT_H

#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    TRACE_NOBODY = 0,
    TRACE_FIRST_OTHER = 0x40000000,
    TRACE_LOOP = 0x40000000,   /* + worker index: the event loop of a worker process */
    TRACE_TASK_LANES = 100,    /* in a schedule the first callback is 101 */
    TRACE_HELPER = 0x40800000, /* + number from 1: a thread that runs a callback of a task */
    TRACE_POOL = 0x41000000, /* + thread index from 1: a thread (or process) of the offload pool */
    TRACE_DEVICE = 0x42000000, /* the device */
    TRACE_ENGINE = 0x43000000, /* the engine itself; of a recording, whoever recorded it */
    TRACE_PROC = 0x44000000,   /* + index from 0: a process of a recorded program */
    TRACE_CORE_UNKNOWN = 0xFFFF,
};

/* States of a task; also of a pool thread, and of one for a callback. */
enum trace_state {
    TRACE_RUNNING, /* holds control, on a CPU */
    TRACE_POLLING, /* holds control, only to ask again */
    TRACE_BLOCKED, /* waits, and its thread (which others need) waits with it */
    TRACE_WAITING, /* waits, and has given control back */
    TRACE_LOCKED,  /* waits for a lock, semaphore or channel: "lock" in exports */
    TRACE_READY,   /* could run, but another holds control */
    TRACE_ENDED,
    TRACE_STATE_COUNT
};

/* Why a task entered a state. In brackets: what `object` of the STATE event is. */
#define TRACE_REASONS(R)                                                                           \
    R(NONE)                                                                                        \
    /* got control */                                                                              \
    R(STARTED)     /* its first turn */                                                            \
    R(ANSWER)      /* its answer was there [request] */                                            \
    R(TIMER)       /* its sleep was over; value: due time, absolute ns */                          \
    R(TURN)        /* its turn came again */                                                       \
    R(WOKEN)       /* what it waited for came [actor who caused it, or 0] */                       \
    R(GOT_OBJECT)  /* it got the object [object index] lock, semaphore, channel */                 \
    R(GOT_GIL)     /* it got the lock of the interpreter */                                        \
    R(RESUMED)     /* it was resumed [task that resumed the generator]; value: what was sent */    \
    R(RETURNED)    /* control came back to it [generator that yielded or ended] */                 \
    R(THROWN)      /* a failure was thrown in [task that threw it into the generator] */           \
    R(CLOSED)      /* it was closed [task that closed the generator] */                            \
    R(OFFLOADED)   /* its offloaded block ended */                                                 \
    R(CALLED_BACK) /* its last callback had ended */                                               \
    R(CALLBACK)    /* its callback's turn [request] a `then` block begins */                       \
    R(GOT_CORE)    /* it got a core; derived from the kernel's record */                           \
    /* lost or gave up control */                                                                  \
    R(IO)          /* waits for the device [request] */                                            \
    R(SLEEP)       /* sleeps; value: due time, absolute ns */                                      \
    R(YIELD)       /* yielded */                                                                   \
    R(AWAIT)       /* awaits a task [task awaited] */                                              \
    R(AWAIT_ALL)   /* awaits all its tasks */                                                      \
    R(AWAIT_ANY)   /* awaits any of its tasks */                                                   \
    R(GROUP)       /* waits for its group */                                                       \
    R(LOCK)        /* waits for a lock [object index]; value: task that holds it */                \
    R(SEMAPHORE)   /* waits for a semaphore [object index] */                                      \
    R(SEND)        /* waits for room in a channel [object index] */                                \
    R(RECV)        /* waits for a channel [object index] */                                        \
    R(OFFLOAD)     /* waits for its offloaded block */                                             \
    R(RESUME)      /* resumed a generator [generator] */                                           \
    R(THROW)       /* threw into a generator [generator] */                                        \
    R(CLOSE)       /* closed a generator [generator] */                                            \
    R(GEN_YIELD)   /* yielded to its resumer [resumer]; value: what it yielded */                  \
    R(CREATED)     /* created, not yet resumed */                                                  \
    R(STARTING)    /* started, waits for its first turn [starter, or 0: by itself or arrived] */   \
    R(CHILD)       /* runs the task it started first [child] blocking */                           \
    R(GIL)         /* waits for the lock of the interpreter [task that holds it] */                \
    R(GIL_DROPPED) /* was asked to drop the lock of the interpreter [task that asked] */           \
    R(PREEMPTED)   /* the kernel took the core away */                                             \
    R(OFF_CPU)     /* its thread was off the CPU */                                                \
    R(LOOKING)     /* keeps asking [request, or 0] polling; value: trace_looking() */              \
    R(MEANWHILE)   /* does its own work meanwhile [request] */                                     \
    R(CALLBACKS)   /* waits for its callbacks */                                                   \
    R(REST)        /* the rest of it is left with the loop */                                      \
    R(WORKER)      /* waits for a free worker */                                                   \
    R(END)         /* ended */                                                                     \
    R(ANSWERED)    /* its answer is there, it has not been told; derived [request] */              \
    R(SLEPT)       /* its sleep is over, it has not been told; derived */                          \
    R(SELECT) /* waits in a select [a bit for each channel]; value: when it times out, or 0 */     \
    /* how its wait ended otherwise than by what it waited for */                                  \
    R(CANCELLED)   /* a cancellation [who caused it, or 0]; value: trace_cause */                  \
    R(TIMED_OUT)   /* the time of its `within` was over [1: one of its callbacks had it]; value:   \
                      when that was, absolute ns */                                                \
    R(SHUT)        /* the channel was closed [object index] */                                     \
    R(AWAIT_FIRST) /* awaits the first of several tasks [how many it named] */                     \
    R(LAPSED)      /* the time of its select was over */                                           \
    /* of a recorded program only; AT says where */                                                \
    R(CALL)          /* is in a call of the system [number of `call`]; value: descriptor, or -1 */ \
    R(BACK)          /* its call had returned [number of `call`] */                                \
    R(JOIN)          /* waits for the end of a thread or process [its task, or 0] */               \
    R(CONDITION)     /* waits for a condition, event or barrier [object index] */                  \
    R(UNWATCHED)     /* let the lock of the interpreter go for what is not watched */              \
    R(LOOP)          /* a thread: its event loop has it, whose tasks have states of their own      \
                        [loop: TRACE_LOOP + n] */                                                  \
    R(LOOP_CALLBACK) /* a loop: begins a callback that is no task's, whose function begins in that \
                        line; of a library's AT says which. Until its state is running with NONE   \
                        it has states as a task has */                                             \
    /* of a run that follows a schedule */                                                         \
    R(QUEUED)   /* a job: in the queue of a pool, of which no thread has taken it yet [object      \
                   index] */                                                                       \
    R(JOB)      /* a thread of a pool: executes a job, which has states of its own [job]; running: \
                   it has ended */                                                                 \
    R(POOL)     /* a thread of a pool: waits for a job [object index] */                           \
    R(SCHEDULE) /* stands at a point, until the schedule lets it go on */                          \
    R(MOVE)     /* the schedule lets it go on; value: the number of its move, 0: behind the        \
                   last that it names */

enum trace_reason {
#define R(name) TRACE_BY_##name,
    TRACE_REASONS(R)
#undef R
        TRACE_REASON_COUNT
};

/* What who keeps asking for: a reason to wait, with its object. 0: an older trace, it is not known.
 */
static inline int64_t trace_looking(uint16_t reason, uint32_t object)
{
    return (int64_t)object << 16 | reason;
}
static inline uint16_t trace_looking_reason(int64_t looking)
{
    return (uint16_t)looking;
}
static inline uint32_t trace_looking_object(int64_t looking)
{
    return (uint32_t)(looking >> 16);
}

/* How a lock or a unit of a semaphore was taken or given back. Of a unit that was taken by itself
 * nobody knows whether it is held or consumed. */
enum trace_taking {
    TRACE_TAKING_UNKNOWN, /* traces of before: as if by `with` */
    TRACE_TAKING_WITH,    /* by a `with` block: held as long as that is open */
    TRACE_TAKING_ALONE,   /* by an `acquire` or `release` of its own */
};

/* How a shared variable was accessed; bits. */
enum trace_access {
    TRACE_ACCESS_APART = 1,  /* a copy of it, which belongs to an offloaded block alone */
    TRACE_ACCESS_ATOMIC = 2, /* its read and its write, the next event of the task, are one act, no
                                earlier than the stamp of both */
    TRACE_ACCESS_SETS = 4, /* what is written is not what was read and something more: of traces of
                              before that is not known */
};

/* What the value of a variable is. */
enum trace_value {
    TRACE_VALUE_INT,
    TRACE_VALUE_FUTURE,
    TRACE_VALUE_GENERATOR,
    TRACE_VALUE_OBJECT, /* a parameter that stands for that one, by its index */
};

/* How one came into a body, whose variables are others than those of the one before. */
enum trace_frame {
    TRACE_FRAME_CALLED,
    TRACE_FRAME_BACK, /* from one that was called, or out of a failure */
    TRACE_FRAME_COPY, /* a block that runs on copies of the variables that it sees */
    TRACE_FRAME_ANEW, /* some were left out: its variables follow, of those around it nothing is
                         known any more */
};

/* What is left out of the record from here on: until LEFT_NOTHING, or FRAME_ANEW. */
enum trace_left {
    TRACE_LEFT_SHARED = 1, /* accesses to shared variables */
    TRACE_LEFT_OWN,        /* what becomes of its own variables */
    TRACE_LEFT_NOTHING,    /* accesses to shared variables are recorded again */
};

/* Set in `detail` of an event that only carries on the text of the one before (log.h). */
enum { TRACE_MORE = 0x80 };

/* Why a task was cancelled. The numbers are part of the format. */
enum trace_cause {
    TRACE_CAUSE_CANCEL = 0, /* a task cancelled it; in traces of before, any */
    TRACE_CAUSE_GROUP = 1,  /* a task of its group failed */
    TRACE_CAUSE_OWNER = 2,  /* whose callback, generator or group's task it is was cancelled, failed
                               or left the block */
    TRACE_CAUSE_MAIN = 3,   /* main ended */
    TRACE_CAUSE_TIMEOUT = 4, /* the time of its own `within` was over */
    TRACE_CAUSE_BLOCK = 5,   /* a task of a group that it has open failed: only its wait ends */
    TRACE_CAUSE_COUNT
};

/* Because of what a task of a deadlock waits, where it is no object. */
enum trace_edge {
    TRACE_EDGE_TASK = -1,   /* it awaits the other */
    TRACE_EDGE_WORKER = -2, /* for a free worker; the only one there is has the other, or there is
                               no other */
    TRACE_EDGE_POOL = -3,   /* its block queues for a thread of the pool; so with the only one */
};

enum trace_end { TRACE_END_OK, TRACE_END_FAILED, TRACE_END_CANCELLED, TRACE_END_CRASHED };

enum trace_result {
    TRACE_RESULT_OK,
    TRACE_RESULT_FAILED,
    TRACE_RESULT_CRASH,
    TRACE_RESULT_DEADLOCK,
    TRACE_RESULT_TIMEOUT,
    TRACE_RESULT_STOPPED,
};

/* Why a run ended otherwise than by its tasks. The numbers are part of the format. */
enum trace_ending {
    TRACE_ENDING_NONE = 0,     /* by its tasks; value: the first whose failure nobody took over, or
                                  0; or, in traces of before, the text is a sentence */
    TRACE_ENDING_LIMIT = 1,    /* value: the limit, ns */
    TRACE_ENDING_OUTSIDE = 2,  /* whoever runs it was told to stop */
    TRACE_ENDING_LOG_FULL = 3, /* value: MiB, where limits have made it smaller; else 0 */
    TRACE_ENDING_VIEWER = 4,   /* is gone */
    TRACE_ENDING_DEVICE = 5,   /* was ended from outside */
    TRACE_ENDING_UNREACHABLE = 6,    /* the device, or the engine */
    TRACE_ENDING_CRASH = 7,          /* of the whole program; text: the signal */
    TRACE_ENDING_LAST_WORKER = 8,    /* crashed; value: the task it served, or 0 */
    TRACE_ENDING_SIGNAL = 9,         /* to the program; text: the signal */
    TRACE_ENDING_ENGINE_SIGNAL = 10, /* text: the signal */
    TRACE_ENDING_ENGINE_STATUS = 11, /* it could not run; value: its exit status */
    TRACE_ENDING_NO_PROCESS = 12,    /* text: the machine's error */
    TRACE_ENDING_NO_SOCKET = 13,     /* for a process; text: the machine's error */
    TRACE_ENDING_NO_THREAD = 14,     /* value: how many tasks live */
    TRACE_ENDING_NO_STACK = 15,
    TRACE_ENDING_AT_ONCE = 16,  /* too many tasks; value: for so many workers */
    TRACE_ENDING_ALIVE = 17,    /* the bound value on tasks at a time; text: what they are */
    TRACE_ENDING_TASKS = 18,    /* the bound value on tasks in a run */
    TRACE_ENDING_GROUPS = 19,   /* the bound value on groups open at a time */
    TRACE_ENDING_OUTPUT = 20,   /* the bound value on output, MiB */
    TRACE_ENDING_REFUSED = 21,  /* text: what the machine refused, why, and what bounds it */
    TRACE_ENDING_EXIT = 22,     /* a recorded program ended; value: its status as a shell has it,
                                   128 + n for a signal; text: the name of the signal, if any */
    TRACE_ENDING_ASSERT = 23,   /* did not hold; value: the task; text: it, and its values */
    TRACE_ENDING_SCHEDULE = 24, /* it does not fit; value: (number of the move << 32) | object as
                                   the reason of RUN_END says: what that task waits for (NONE: there
                                   is none, END: it has ended, or the run; TIMED_OUT: no limit of
                                   the task can be over), at the line of RUN_END;
                                   text: the task's number */
    TRACE_ENDING_STANDS = 25,   /* the schedule has no more moves, and the run was to stand there */
    TRACE_ENDING_COUNT,
};

/* What a task of a recorded program is: in TASK_NEW, where the declaration is of other runs. */
enum trace_task_kind {
    TRACE_IS_THREAD,  /* a thread, also the first one of the program */
    TRACE_IS_TASK,    /* of asyncio, or a greenlet */
    TRACE_IS_PROCESS, /* the first thread of a process that another one started */
    TRACE_IS_JOB, /* of a pool; whose thread executes it its THREAD says, once one has taken it */
};

/* A line of one of several sources. That of a trace with a single source is the line as it is.
 * `file` is a number from 0, `line` from 1; 0 of both for no line. */
enum { TRACE_LINE_BITS = 20, TRACE_FILES_MOST = 1 << (32 - TRACE_LINE_BITS) };
static inline uint32_t trace_line(uint32_t file, uint32_t line)
{
    return file << TRACE_LINE_BITS | (line & ((1u << TRACE_LINE_BITS) - 1));
}
static inline uint32_t trace_line_file(uint32_t line)
{
    return line >> TRACE_LINE_BITS;
}
static inline uint32_t trace_line_number(uint32_t line)
{
    return line & ((1u << TRACE_LINE_BITS) - 1);
}

/* The machine had not what the run needed: nothing is said of its tasks. */
bool trace_ending_is_refusal(enum trace_ending ending);

/* Kinds of events. who / detail / arg / value / text, as far as used. `line` is the source line, 0
 * for none. */
enum trace_kind {
    /* The text of meta data, "key=value": model=…, switches=perf|clock, cores=2, object=KIND NAME,
     * shared=NAME, set=LINE=VALUE … Written before RUN_BEGIN by the engine. Repeated keys are
     * lists, in order.
     * Of a recorded program (model=recorded): command=WORDS, call=NAME (a list: names of calls of
     * the system, from 0), python=INDEX VERSION for each process that is a Python, whenever that
     * is known. */
    TRACE_META = 1,
    TRACE_RUN_BEGIN,  /* the first task may start; value: clock */
    TRACE_RUN_END,    /* detail: trace_result; arg: trace_ending; value, text …: as that says */
    TRACE_TASK_NEW,   /* who: the task; arg: starter (0: by itself); detail: trace_reason STARTING,
                         CREATED or WORKER (none is free); value: (task declaration index << 32)
                         | number; text: its display name. The task is ready. Of a recorded program
                         the   upper half is enum trace_task_kind. */
    TRACE_THREAD,     /* from now on, who's code is executed by the thread arg (tid) of the process
                         value (pid). Written once by each single-thread worker with
                         who = TRACE_LOOP + worker: then it holds for all tasks that began there,
                         see TASK_BEGIN. */
    TRACE_TASK_BEGIN, /* who gets control for the first time; arg: tid of the thread that runs it;
                         value: worker index. The task is running from here. */
    TRACE_STATE,      /* who is now in state `detail`; reason: enum trace_reason; arg: object as the
                         reason says; value: as the reason says */
    TRACE_TASK_END,   /* detail: trace_end; value: what it returned; text: the failure */
    TRACE_SAY,        /* text */
    TRACE_NOTE,       /* text */
    TRACE_ASK,        /* text */
    TRACE_ASKED,      /* who asked the device; arg: request; value: duration ns; text: label */
    TRACE_TAKEN,      /* who: TRACE_DEVICE; arg: request: the device serves it from now (before, it
                         queued there) */
    TRACE_ANSWERED,   /* who: TRACE_DEVICE; arg: request; value: 0, or 1 cancelled */
    TRACE_NOTICED,    /* who learned of the answer; arg: request */
    TRACE_LOOKS,      /* who looked in vain; value: how many times since its last LOOKS event */
    TRACE_WAKE,       /* who is able again (ready from here), because of arg (an actor); reason: how
                         (GOT_OBJECT, WOKEN …); value: object index where there is one */
    TRACE_OBJECT_TAKEN,    /* who took arg (object index); detail: trace_taking */
    TRACE_OBJECT_RELEASED, /* who gave arg back; detail: trace_taking */
    TRACE_SENT,            /* who put value into the channel arg */
    TRACE_RECEIVED,        /* who took value from the channel arg */
    TRACE_SHARED_READ,     /* who read value from the shared variable arg; detail: enum
                              trace_access */
    TRACE_SHARED_WRITE,    /* who wrote value to the shared variable arg; detail as above */
    TRACE_SHARED_FINAL, /* value of the shared variable arg at the end; detail 1: of the semaphore
                           arg (an object index); who: TRACE_LOOP + worker, of a worker but the
                           first that has its own */
    TRACE_GIL_GOT,      /* who holds the interpreter's lock from now */
    TRACE_GIL_FREED,    /* who dropped it; reason: GIL_DROPPED (it was asked) or IO, SLEEP … */
    TRACE_GIL_ASKED,    /* who asked the holder arg to drop it */
    TRACE_CANCELLED,    /* who was asked to end by arg; detail: trace_cause */
    TRACE_FAILURE_HANDLED, /* text: a failure that `on error` took */
    TRACE_LOOP_WAIT, /* who: TRACE_LOOP + worker: nothing is ready, it enters the kernel to wait */
    TRACE_LOOP_WOKE, /* the same: it is back from the kernel; value: how many it made ready */
    TRACE_CYCLE, /* a deadlock's edge: who waits for arg (a task) because of value (object index, or
                    enum trace_edge); detail: 1 if it is a block of who, which awaits that no more
                  */
    TRACE_DEADLOCK,  /* cycle edges stand before it; text, in traces of before: a sentence on it */
    TRACE_SCHED_OUT, /* the kernel's record: thread arg left `core`; detail: 1 if it was preempted
                      */
    TRACE_SCHED_IN,  /* thread arg is on `core` */
    TRACE_CORE, /* who runs on core arg from here (written where the kernel's record is not to be
                   had) */
    TRACE_GAP,  /* who found by the clock that it was off the CPU for the value ns before this event
                 */
    TRACE_LOST, /* value: how many records were lost; text: which */
    TRACE_MARK, /* who is still busy (at most one in 100 us); value: accesses to shared variables
                   that were not recorded since the last mark. With a detail (enum trace_left) it
                   is the first of those that are not */
    TRACE_CPU,  /* value: CPU ns that a process of the run used for tasks; all of them add up */
    TRACE_MEMORY, /* value: bytes that tasks cost a process while they waited; arg: how many tasks
                   */
    TRACE_DELAY,  /* value: ns that others took: the run delay of all threads of the run, as far as
                     others used their cores meanwhile; add up */
    TRACE_VARIABLES, /* who: its numbered variables at a wait; reserved for the player */
    TRACE_SHUT,      /* who closed the channel arg */
    TRACE_SIGNALLED, /* who signals the condition arg; detail: 1 to all who wait; value: how many
                        may go on by it, 0: nobody waits who has none, it is lost; -1: who waits
                        for it goes on by itself */
    TRACE_ASSIGNED,  /* who's variable arg (its number in the list `variable`) is value from here;
                        detail: enum trace_value */
    TRACE_FRAME,     /* who is in another body: detail: enum trace_frame; arg: its task declaration;
                        value: how many calls within one another that makes */
    TRACE_CALLBACK_NEW, /* who (TRACE_HELPER + n) is a thread of its own for a callback of the task
                           arg, to the request value */
    /* Of a recorded program (model=recorded). There GIL_GOT … are about the lock of the process of
     * `who`, which is known from its THREAD (value: pid), written right behind its TASK_NEW and,
     * of a loop (who: TRACE_LOOP + n), before its first event. `who` of GIL_GOT and GIL_FREED is
     * who executes in that thread at that moment: the task of a loop whose step it is, the loop in
     * between, else the thread. */
    TRACE_PROCESS,     /* who (TRACE_PROC + n) is a process; arg: pid; value: pid of its parent, or
                          0; detail: 1 it was forked (it goes on with its parent's program); text:
                          its command, words separated by spaces. Before its first TASK_NEW. Once
                          more for the same who: another program is executed in it */
    TRACE_PROCESS_END, /* who (TRACE_PROC + n) has ended; value: status as a shell has it, 128 + n
                          for a signal; -1: not known */
    TRACE_CODE,        /* a function of the program or a library, before its first use. arg: its
                          number, from 1; line: its first line (0: no source of it is in the
                          trace); value: its last line (of the same file), or 0; text: its name as
                          it is to be read: `fetch`, `Crawler.fetch`, `queue.put` */
    TRACE_AT,          /* where who is: line; in a call of arg (number of a CODE, 0: none): the
                          first function of a library that this line called. Right in front of the
                          event that it is about (STATE, GIL_FREED …), of the same writer */
    TRACE_CALL,        /* who enters a call of the system that may wait; arg: number in the list
                          `call`; value: descriptor (pid, of a wait), or -1. Where the wait is a
                          sleep, STATE has when it is due */
    TRACE_RETURNED,    /* who is back from it: from here it could go on; arg: as above; value: what
                          it returned, -errno for a failure */
    TRACE_OBJECT_NEW,  /* a lock, semaphore, condition … is seen the first time; arg: its index,
                          one more than the last one's; text: KIND NAME, as META object= */
    TRACE_UNWATCHED,   /* at the end. value: how often; text: what was not watched, in a word or
                          two that serve as a key: "call" (a let-go without a call that is
                          watched), "static program" … */
    TRACE_REGION_ENTERED, /* who is in the region arg (its number in the list `region`); value: how
                             many are in it with this one */
    TRACE_REGION_LEFT,    /* who leaves it: from here on it may be out of it */
    TRACE_CHOICE, /* of a run that stands at the end of its schedule: the task `who` could make the
                     next move, or (reason) waits; detail: enum trace_act, what it is about to do;
                     arg: index of the variable or object; value: what is read, written or sent,
                     or of a wait for a condition whether it can return by itself */
    TRACE_KIND_COUNT
};

/* What a task is about to do, at a point. */
enum trace_act {
    TRACE_ACT_OTHER,
    TRACE_ACT_READ, /* a shared variable, and so is … */
    TRACE_ACT_WRITE,
    TRACE_ACT_TAKE, /* a lock or a unit of a semaphore */
    TRACE_ACT_GIVE,
    TRACE_ACT_SEND, /* to a channel */
    TRACE_ACT_RECV,
    TRACE_ACT_END,
    TRACE_ACT_ANSWER, /* of a loop: its answer comes, … */
    TRACE_ACT_SLEPT,  /* … its sleep is over, … */
    TRACE_ACT_TURN,   /* … or the look is, and it has its turn */
    TRACE_ACT_UPDATE, /* a shared variable, read and written in one act */
    TRACE_ACT_TRY,    /* to take it, if it is free */
    TRACE_ACT_WAIT,   /* for a condition, … */
    TRACE_ACT_WAKE,   /* … and on from it, with its lock */
    TRACE_ACT_SIGNAL, /* it, to one or to all */
    TRACE_ACT_ARRIVE, /* at a barrier */
    TRACE_ACT_LATE,  /* the time of its limit is over: then who is a number behind all tasks, … */
    TRACE_ACT_LAPSE, /* … or that of its wait is, and it goes on; arg: the task */
    TRACE_ACT_CUT,   /* of a loop: the answer comes of what was cut short */
    TRACE_ACT_COUNT
};

struct trace_event {
    int64_t time_ns; /* CLOCK_MONOTONIC, absolute */
    uint32_t who;
    uint8_t kind; /* enum trace_kind */
    uint8_t detail;
    uint16_t reason;
    uint32_t line;
    uint32_t arg;
    int64_t value;
};

_Static_assert(sizeof(struct trace_event) == 32, "an event is 32 bytes");

/* `core` of SCHED_OUT, SCHED_IN, TASK_BEGIN (or TRACE_CORE_UNKNOWN) shares the field of the reason.
 */
#define trace_event_core(event) ((event)->reason)

const char *trace_state_name(enum trace_state state); /* running … lock, ready, ended */
const char *
trace_result_name(enum trace_result result);       /* ok failed crash deadlock timeout stopped */
const char *trace_end_name(enum trace_end end);    /* ok failed cancelled crashed */
const char *trace_kind_name(enum trace_kind kind); /* task-new, state … as in trace files; "?" */
const char *trace_reason_name(enum trace_reason reason); /* IO, GOT_GIL … as in trace files; "?" */
int trace_kind_by_name(const char *name, size_t len);    /* or -1 */
int trace_reason_by_name(const char *name, size_t len);  /* or -1 */

#endif
