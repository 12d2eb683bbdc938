/* The board: what all the tasks of a run know of each other, in memory shared by all its processes.
 *
 * It holds a record for every task (what it waits for, how it ended, who awaits it), the locks,
 * semaphores and channels, and the count of tasks that are able to go on. One robust mutex guards
 * it. Whoever ends another's wait marks it able *before* waking it, so that "nobody is able and
 * nothing is under way" is seen at the very moment it becomes true: a deadlock is found at once, by
 * the task that completes it.
 *
 *     a record    NEW ── begins ──▸ ALIVE (able ◂─▸ waiting) ── ends ──▸ ENDED, never used again
 *
 * The board decides and the models act: every call that makes others able returns through `wake`,
 * the model's way to tell a waiting task. All functions but board_new() are safe in any thread and
 * any process of the run; those named *_locked are called between board_lock() and board_unlock().
 * A process that dies with the lock leaves a consistent board (the records are changed field by
 * field, counts last); the engine, which reaps it, ends its task in its name. What that held stays
 * held. */
#ifndef BATON_BOARD_BOARD_H
#define BATON_BOARD_BOARD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/refusal.h"
#include "base/strbuf.h"
#include "scenario/program.h"
#include "trace/event.h"

/* How many there can be at most; where a limit bounds memory, a half of all, a quarter …: `room`.
 */
enum {
    BOARD_MAX_TASKS = 1 << 21, /* records, callbacks' strands included */
    BOARD_MAX_GROUPS = 1 << 16,
    BOARD_TEXT_BYTES = 1 << 24, /* texts of failures */
    BOARD_MAX_PLACES = 1 << 22, /* in queues, of tasks that wait for the first of several */
};

enum board_status { BOARD_FREE, BOARD_NEW, BOARD_ALIVE, BOARD_ENDED };

/* What a task waits for here. Waits that end by themselves (a sleep, an answer) leave it able. */
enum board_wait {
    BOARD_NO_WAIT,
    BOARD_TIMED, /* able: a sleep or a request that a cancellation can end */
    BOARD_AWAIT, /* object: the task awaited */
    BOARD_AWAIT_ALL,
    BOARD_AWAIT_ANY,
    BOARD_AWAIT_FIRST, /* of tasks that it named: it has a place in the queue of each */
    BOARD_GROUP,       /* object: the group */
    BOARD_CONDITION,   /* object: a condition, in whose list it is (condition.h) */
    BOARD_LOCK,        /* object: a lock */
    BOARD_UNIT,        /* object: a semaphore */
    BOARD_BARRIER,     /* object: a barrier */
    BOARD_SEND,        /* object: a channel */
    BOARD_RECV,
    BOARD_SELECT,  /* at channels: it has a place in the queue of each */
    BOARD_RESUMER, /* object: the generator it resumed */
    BOARD_STRANDS, /* its body has ended, its `then` blocks have not */
    BOARD_OFFLOAD, /* object: the block; where who is cancelled does not wait for its end */
};

/* `workers N` where a worker serves one task after the other: what a task is to the workers. */
enum board_service { BOARD_UNSERVED, BOARD_QUEUED, BOARD_SERVED };

enum board_grant {
    BOARD_PENDING,
    BOARD_GRANTED,
    BOARD_CANCELLED,
    BOARD_SHUT,   /* the channel was closed: board_task.object */
    BOARD_CALLED, /* what it waits for may be there: it is to try again (compete.h) */
    BOARD_LAPSED, /* the time of the wait itself was over */
};

/* Waiters, the first at the head: queue.h. */
struct board_queue {
    uint32_t head, tail;
};

struct board_link {
    uint32_t next, before;
};

/* Of a task that waits in several queues at once, in one of them. */
struct board_place {
    struct board_link link;
    uint32_t task;
    uint32_t object; /* which queue, with `wait`: queue_of() */
    uint32_t more;   /* the next place of the same wait; of one that is free the next such */
    uint8_t wait;
    uint8_t index; /* which of the things that it waits for */
    int64_t sent;  /* in front of a channel: what is to be sent */
};

/* By whom the wait of a task is ended, and why. */
struct board_cut {
    uint32_t by;   /* a task, or 0 */
    uint8_t cause; /* enum trace_cause */
    bool untold;   /* the wait it is in, or its next, is to end so: it has not been told */
};

struct board_task {
    _Atomic uint32_t
        word; /* 0 while it waits, 1 when woken: a futex for models whose tasks are threads */
    _Atomic uint32_t begun;        /* 1 once it had control for the first time: a futex too */
    _Atomic uint32_t offload_done; /* 1 when the process that runs its block has ended: a futex */
    _Atomic uint32_t block_done;   /* 1 when its offloaded block has ended: a futex */
    uint8_t status, end, wait, grant;
    uint8_t service;     /* enum board_service */
    uint8_t offload_end; /* enum trace_end of that block; its text is offload_error */
    _Atomic bool cancel; /* it is cancelled at its next wait; delivered there, it is taken down */
    bool reported;       /* an await has told of its end */
    bool passed_on;      /* its failure was raised again in another task */
    bool generator;
    bool queues; /* no worker was free when it came to be */
    bool strand; /* a `then` block of the task `starter`, or … */
    bool block;  /* … an offloaded one, which outlives its task's wait */
    bool crash_logged;
    uint32_t actor;         /* the lane that shows what it does on a pool's thread */
    struct board_queue far; /* tasks that its block, in another process, has made able */
    bool pooled;            /* its block (or it, a block) queues for a thread of its pool */
    bool by_word;           /* it waits on `word` itself, whatever the model (a pool thread) */
    bool unable;            /* not counted in board.able */
    _Atomic struct board_cut cut; /* one word: who goes on with an answer of the device reads it
                                     while another may cancel it once more */
    _Atomic int64_t
        until_ns;           /* absolute: what it waits for is waited for until then; 0: for ever */
    uint32_t object;        /* see enum board_wait */
    struct board_link link; /* in a queue of waiters … */
    uint32_t places;        /* … or, in several at once: its places */
    uint8_t chosen;         /* which of several things ended its wait */
    uint8_t tries;          /* enum board_wait: it was called, for `object`, and has not tried */
    uint32_t caller;        /* … by that one */
    uint32_t cycle;         /* the last told cycle that it is part of */
    bool after_main;        /* it was started when main_over was set, or left behind by one that was
                             * cancelled already: it never runs where a loop is */
    bool passes;            /* it awaits what is to be cancelled with it … */
    bool passed;            /* … and was: the end of that is to end its wait */
    bool passing;           /* … and is, just now */
    uint32_t condition;     /* from 1, in whose list it stands, or 0; with … */
    struct board_link beside; /* … those before and behind it … */
    uint64_t since,
        mark;       /* … when it came there, and until when who may take the signal came, or 0 */
    bool by_itself; /* … or it may go on without one: a schedule says so */
    uint32_t given; /* the lock or semaphore, from 1, that it was handed and has not taken */
    bool promised;  /* it waits for a value that is on its way, in no queue */
    bool timed;     /* its wait has a deadline of its own: it stays able */
    uint32_t partner;            /* of a sender: who is promised its value, 0: the ring */
    uint32_t line;               /* of a sender: where it waits */
    uint32_t ended_as;           /* the first task that ended is 1, the second 2 … */
    struct board_queue awaiters; /* tasks that await this one */
    uint32_t starter;
    uint32_t group;                               /* the starter's group it belongs to, or 0 */
    bool group_over;                              /* which has cancelled it */
    uint32_t first_child, last_child, next_child; /* tasks it started, in order */
    uint32_t first_ended, last_ended,
        next_ended;          /* of those, the ended ones no await has reported yet */
    uint32_t children;       /* how many of them live */
    uint32_t generators;     /* the last one it created; closed ones left out … */
    uint32_t created_before; /* … and of a generator the one that its creator created before it */
    uint32_t strands;        /* its `then` blocks that have not ended */
    uint32_t open_group;     /* innermost open group of its own */
    uint32_t request;        /* request at the device, to cancel it … */
    bool recalled;           /* … which was done */
    uint32_t declaration, number;
    int32_t process; /* pid that runs it, 0 if none yet */
    int64_t value;   /* its result; of one that says itself that it crashes, when */
    int64_t sent;    /* of a channel's waiter: what it sends, or was handed */
    uint32_t offload_error;
    uint32_t error; /* offset of the text of its failure, 0 none */
};

struct board_object {
    uint32_t owner; /* of a lock, or 0 */
    uint32_t taker; /* who took it, the owner or a strand of it; read taker_of() */
    bool closed;    /* a channel */
    int64_t free;   /* units of a semaphore, room in a channel; who is to come to a barrier */
    uint64_t came;  /* so many have begun to wait for the condition */
    uint32_t given; /* units, or the lock, handed to waiters that have not taken them yet */
    int64_t filled; /* values in a channel that nobody has begun to take */
    int64_t coming; /* values that have room in it, and are not in it yet */
    struct board_queue waiters, receivers;
    int64_t ring;        /* where the channel's ring begins in board.values */
    int64_t room;        /* its size */
    int64_t first, held; /* of the values in it */
};

struct board_group {
    uint32_t owner, outer;
    uint32_t live;
    uint32_t failed; /* the first task of it that failed */
    bool told;       /* its owner's wait was ended by that: the next one is not */
    uint32_t before; /* the owner's last child when it was opened */
    uint32_t next_free;
};

/* What there is room for. */
struct board_room {
    uint32_t tasks, places, groups, text;
};

/* What is told of an assert: longer ones are cut. */
enum { BOARD_ASSERTION_BYTES = 1024 };

enum board_over {
    BOARD_GOES_ON,
    BOARD_ALL_ENDED,
    BOARD_EXIT,
    BOARD_DEADLOCK,
    BOARD_BOUND,
    BOARD_STOP
};

/* How many are in a region: a place of the program, whichever worker runs it. */
struct board_region {
    _Atomic int32_t inside;
    _Atomic int32_t most; /* the most there have been */
};

struct board {
    pthread_mutex_t mutex;
    pthread_mutex_t atomic;        /* of atomic blocks, and of accesses to what they access */
    const struct program *program; /* what runs; at this address in every process of the run */
    uint32_t tasks_used;           /* ids 1 … */
    uint32_t ended;                /* tasks that have ended */
    uint32_t places_used, places_free;
    uint32_t strands_used; /* strands have ids from room.tasks - 1 down */
    uint32_t blocks_free;  /* records of offloaded blocks, by next_child */
    uint32_t blocks_run;   /* so many are run: the run lasts until they have ended */
    uint32_t stalled;      /* so many queue in full pools, and go on when one of those ends */
    uint32_t block_last;   /* where there is one pool: the task or block that it took up last */
    uint32_t alive;        /* tasks to wait for: not generators, not strands */
    uint32_t most_alive;
    uint32_t able;         /* tasks and strands that can go on or wait for what comes by itself */
    bool has_servers;      /* all tasks but `main` are served by workers, one after the other … */
    uint32_t servers;      /* … of which so many live */
    uint32_t queued;       /* tasks that wait for one of them; they count as able, too … */
    uint32_t serving;      /* … and that one of them serves */
    uint32_t served_last;  /* the task that one of them took last */
    int64_t arrivals_left; /* announced, not yet taken */
    uint32_t groups_used, groups_free;
    uint32_t text_used;
    _Atomic uint32_t requests;
    _Atomic uint64_t said_bytes;
    _Atomic int64_t delay_ns; /* run delay of all threads that are counted already: lost_time.h */
    _Atomic int over;         /* enum board_over */
    int over_fd;              /* an eventfd that stays readable from then on */
    enum trace_ending ending; /* BOARD_BOUND: which bound was hit … */
    int64_t ending_value;     /* … and what it is; or `refused` … */
    uint32_t ending_who, ending_line; /* … and of a schedule that does not fit: see trace_ending */
    uint16_t ending_reason;
    uint32_t cycle_told;    /* the number of the cycle that was told and stands, or 0 */
    uint32_t cycles;        /* so many were told */
    bool apart;             /* tasks share no memory: what is sent through a channel is not here */
    bool passes_on;         /* who is cancelled while it awaits has what it awaits cancelled */
    bool competes;          /* of locks and semaphores: who waits must compete (compete.h) */
    uint32_t main_id;       /* the task `main`, or 0 */
    bool main_over;         /* it has ended, and the scenario with it (`until main ends`) … */
    bool ends_later;        /* … or is about to, when its loop comes to it: nothing is stuck */
    uint32_t max_alive;     /* the bound of the model … */
    char unit[16];          /* … and what a task is there, in the plural: "threads" */
    _Atomic uint32_t ready; /* workers that are set up */
    _Atomic uint32_t go;    /* 1: the first task may start; a futex */
    int64_t origin_ns;      /* when the first task may start (absolute) */
    uint32_t workers, objects_each; /* objects of worker w: [w * objects_each …] */
    _Atomic uint32_t pool_threads;  /* of all processes: each has a number of its own */
    uint32_t *numbers;              /* per declaration: the last number that a task of it has */
    struct board_object *objects;
    _Atomic int64_t
        *shared; /* of worker w: [w * shared_each …]; under processes main's copy at its end */
    uint32_t shared_each;
    int64_t *values; /* rings of all channels */
    bool spurious;   /* a wait for a condition may end without a signal (explore/) */
    struct board_region *regions;
    struct board_group *groups;
    struct board_place *places;
    char *text;
    struct board_task *tasks;
    struct board_room room;
    size_t bytes;                /* of the whole mapping */
    _Atomic int loop_refused;    /* the errno with which an event loop has given up, or 0 */
    char refused[REFUSAL_BYTES]; /* what the machine refused, in words (refusal.h) */
    char assertion[BOARD_ASSERTION_BYTES]; /* what an assert that failed says */
};

/* Called with the lock held for a task that is able again; `id` may be a strand's. `by` is who
 * caused it (0: nobody); `was` and `object` say what it waited for. */
typedef void board_wake_fn(void *arg, uint32_t id, uint32_t by, enum board_wait was,
                           uint32_t object);

struct board_waker {
    board_wake_fn *wake;
    /* Asks the device to end a request at once (for a cancellation). */
    void (*cancel_request)(void *arg, uint32_t request);
    /* The task is cancelled (TRACE_CAUSE_BLOCK: its wait is ended) because of `by`, for a cause
     * other than TRACE_CAUSE_CANCEL: who does that says so himself, and where. Before its wait
     * ends. */
    void (*cancelled)(void *arg, uint32_t id, uint32_t by, enum trace_cause cause);
    /* The wait of a task that had been called is over, by its own trying; nobody is to be woken. */
    board_wake_fn *came;
    void *arg;
};

/* A mapping that children inherit; NULL with errno, and in *refused what the machine refused.
 * workers: how many processes have objects of their own. */
struct board *board_new(const struct program *program, uint32_t workers, uint32_t max_alive,
                        const char *unit, const char **refused);
/* Where one thread has had it, which may have stopped in the middle of something and still hold its
 * locks. What runs leaves it to the end of its process. */
void board_free(struct board *board);

void board_lock(struct board *board);
void board_unlock(struct board *board);
/* The lock of atomic blocks. Who has it may take that of the board, and not the other way round. */
void board_atomic_begin(struct board *board);
void board_atomic_end(struct board *board);
/* Ends the run for the reason given, once; wakes nobody. */
void board_set_over(struct board *board, enum board_over why);
/* The run is over because of a bound, or because the machine has no more; unless it is over. */
void board_end_at_bound_locked(struct board *board, enum trace_ending ending, int64_t value);
void board_end_at_bound(struct board *board, enum trace_ending ending, int64_t value);
/* The run is over because an assert of that task did not hold; unless it is over. The text is cut
 * to the room there is. */
void board_end_failed(struct board *board, uint32_t who, const char *text);
/* The run is over because the machine refused `what`, with this errno (refusal.h); unless it is
 * over. One that is over because somebody was gone (BOARD_STOP) has its reason in this: the
 * clients of a device that gives up may see that before it has said why. */
void board_refuse(struct board *board, const char *what, int error);

static inline struct board_task *board_task(struct board *board, uint32_t id)
{
    return &board->tasks[id];
}

static inline struct board_cut board_cut(const struct board_task *task)
{
    return task->cut;
}

/* Whether nobody has ended its wait, and its time is over: it found that out itself, when it would
 * have waited once more. For the task's own thread. */
bool board_is_out_of_time(const struct board_task *task);

/* The task whose lane an id is shown on: a strand's owner, or the task itself. */
static inline uint32_t board_lane(const struct board *board, uint32_t id)
{
    return board->tasks[id].strand ? board->tasks[id].starter : id;
}

/* The thread that a strand has for itself, where each has one. */
static inline uint32_t board_helper(const struct board *board, uint32_t id)
{
    return TRACE_HELPER + board->room.tasks - id;
}

/* A new record: its id, or 0 if a bound was hit (the run is then over and board.bound says which).
 */
uint32_t board_task_new_locked(struct board *board, uint32_t declaration, uint32_t number,
                               uint32_t starter, bool generator);
uint32_t board_strand_new_locked(struct board *board, uint32_t owner);
/* The task (or strand) waits for a block of its own to run elsewhere, by BOARD_OFFLOAD: the record
 * of that is the object of its wait, and 0 if a bound was hit. False: it is cancelled. */
bool board_offload_locked(struct board *board, uint32_t id);
/* It still does: else the block's answer is for nobody. */
bool board_awaits_block_locked(const struct board *board, uint32_t id, uint32_t block);
/* Who does: a task, or a callback of it; 0: nobody any more. */
uint32_t board_block_awaiter_locked(const struct board *board, uint32_t block);
/* A thread has taken it up. */
void board_block_begin_locked(struct board *board);
/* The block has ended, or (`begun` is false) is never to run. */
void board_block_end_locked(struct board *board, uint32_t block, bool begun);
/* How the threads of a pool stand. It is in its own process's memory, but guarded by the board's
 * lock. A block that queues is able to go on as long as a thread has none, or may have none. */
struct board_pool {
    uint32_t most;         /* threads, at most */
    uint32_t queued, busy; /* blocks that queue; threads that have one */
    bool only;             /* it is the run's only pool: what its threads do can be named */
};
/* The block of `id` (or the block `id`) queues, was taken up by a thread, was done with there. */
void board_pool_queue_locked(struct board *board, struct board_pool *pool, uint32_t id);
void board_pool_take_locked(struct board *board, struct board_pool *pool, uint32_t id);
void board_pool_done_locked(struct board *board, struct board_pool *pool);
/* All have ended, and nothing else is to come: the run is over. */
void board_check_over_locked(struct board *board);
/* The task's end: wakes who awaits it, tells its group and its starter. error may be NULL. */
void board_task_end_locked(struct board *board, uint32_t id, uint8_t end, int64_t value,
                           const char *error, size_t error_len, const struct board_waker *waker);
void board_strand_end_locked(struct board *board, uint32_t id, const struct board_waker *waker);
/* Its display name: "one", "client 3". */
void board_task_name(const struct board *board, uint32_t id, struct strbuf *out);
const char *board_error(const struct board *board, uint32_t id); /* "" without */
/* The first that failed and nobody took that over, else the first that crashed; 0: none. */
uint32_t board_first_failed(const struct board *board);
/* Keeps a text on the board: its offset, 0 if there is no room at all. */
uint32_t board_keep_text_locked(struct board *board, const char *text, size_t len);

/* Begins a wait: from here the task counts as unable, unless its wait ends by itself (BOARD_TIMED,
 * or its time is limited). False if a cancellation (or a group's failure, or its time that is over)
 * ends it before it began: then grant is BOARD_CANCELLED. */
bool board_wait_begin_locked(struct board *board, uint32_t id, enum board_wait wait,
                             uint32_t object);
/* The same for BOARD_AWAIT of the task `awaited`: queued behind those who await it already. */
bool board_await_locked(struct board *board, uint32_t id, uint32_t awaited);
/* That wait, or one for all its tasks, has begun: a cancellation of the task is one of what it
 * awaits, where the model has it so; then the task ends behind that. */
void board_await_both_locked(struct board *board, uint32_t id);
/* The same for BOARD_AWAIT_FIRST: the task has a place in the queue of each that it then names.
 * False: there is no room for that; the wait is to be ended. */
bool board_name_locked(struct board *board, uint32_t id, uint32_t awaited);
/* The model saw the end of a wait that ended by itself. */
void board_wait_end_locked(struct board *board, uint32_t id);
/* Who was to see it has died in it: the wait is over, and the task stands in no queue. */
void board_wait_drop_locked(struct board *board, uint32_t id);
/* Makes a waiting task able with the grant given, and wakes it. */
void board_wake_locked(struct board *board, uint32_t id, enum board_grant grant, uint32_t by,
                       const struct board_waker *waker);
/* The time of the task is over: ends the wait that it is in, if that is not over already, nor about
 * to be. `whose` time: the task's, or (0) that of its offloaded block. */
bool board_may_time_out_locked(struct board *board, uint32_t id);
void board_time_out_locked(struct board *board, uint32_t id, uint32_t whose,
                           const struct board_waker *waker);
/* It is ready, and learns of it when it has its turn: what it was given is the next one's. */
void board_cut_ready_locked(struct board *board, uint32_t id);
/* A limit farther out is over, and it still waits for the end of what it has passed its
 * cancellation on to: that is cancelled once more. False: it does not wait for that. */
bool board_pass_again_locked(struct board *board, uint32_t id, const struct board_waker *waker);
void board_cancel_locked(struct board *board, uint32_t id, uint32_t by, enum trace_cause cause,
                         const struct board_waker *waker);
/* Ends the wait of a generator that is to be closed, which is no cancellation of it; its strands
 * are cancelled along with it. */
void board_close_locked(struct board *board, uint32_t id, uint32_t by,
                        const struct board_waker *waker);
/* Cancels everything that lives but `but` (until main ends). */
void board_cancel_all_locked(struct board *board, uint32_t but, const struct board_waker *waker);

/* A worker that serves one task after the other is there, and is no more. With one there is a queue
 * for the whole run. */
void board_add_server_locked(struct board *board);
void board_lose_server_locked(struct board *board);
/* The task has control for the first time; if it queued, its worker serves it from here to its end.
 */
void board_begin_locked(struct board *board, uint32_t id);

/* `id` hands control to a generator, and the generator hands it back (or ends). Neither is a wait
 * that a cancellation ends: it is passed on to whoever really waits. */
void board_resume_locked(struct board *board, uint32_t id, uint32_t generator);
void board_hand_back_locked(struct board *board, uint32_t generator, uint32_t id);

/* ---- groups ---- */
uint32_t board_group_open_locked(struct board *board, uint32_t owner);
/* Cancels its tasks but `by`, each once: what they do on the way out is not cut short. */
void board_group_cancel_locked(struct board *board, uint32_t group, uint32_t by,
                               enum trace_cause cause, const struct board_waker *waker);
/* One of its tasks lives, and was not cancelled so. */
bool board_group_lives_locked(const struct board *board, uint32_t group);
/* `told`: its tasks' failures are the group's, which fails in their place. */
void board_group_close_locked(struct board *board, uint32_t group, bool told);
/* The outermost open group of the task that has failed, and has not told it so; or 0. */
uint32_t board_group_failed_locked(const struct board *board, uint32_t id);
/* The task has been told of the open groups of its own that have failed. */
void board_groups_told_locked(struct board *board, uint32_t id);

/* The time of the wait itself, which is timed, is over: it ends with BOARD_LAPSED. Its model says
 * so, and nobody wakes it. False: it has ended already, and whoever ended it has woken the task. */
bool board_lapse_locked(struct board *board, uint32_t id);

/* Of a worker: a lock or semaphore (compete.h), or a channel (channel.h). */
uint32_t board_object_id(const struct board *board, uint32_t worker, int32_t index);

/* ---- deadlock ---- */
/* True if nobody can go on and nothing is under way. Who queues for a worker can if one is free,
 * and a block for a pool's thread, too. */
bool board_is_stuck_locked(const struct board *board);
/* The task without which `id` waits for ever (who has taken a lock, a task awaited, the one that
 * the only worker serves, or whose block the only thread of the pool has), or 0; also a strand's
 * id. */
uint32_t board_waits_for_locked(const struct board *board, uint32_t id);

#endif
