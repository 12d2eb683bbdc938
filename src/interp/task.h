/* Tasks, and what runs them, inside one process of a run.
 *
 *     worker    a process that runs tasks: its program, its board, its shared variables
 *     flow      a thread in it: what that needs to run a task's steps (a log writer, a text buffer)
 *     task      a task's (or a `then` block's) own state: its frames, what it waits for
 *
 * A task's state is explicit (frames, not C stack): any flow can go on with it, which is what makes
 * one interpreter serve a thread, a loop's callback and a coroutine alike. A task is run by one
 * flow at a time; a flow belongs to one thread. */
#ifndef BATON_INTERP_TASK_H
#define BATON_INTERP_TASK_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/strbuf.h"
#include "board/board.h"
#include "interp/rules.h"
#include "measure/compute.h"
#include "scenario/points.h"
#include "scenario/program.h"
#include "trace/log.h"

struct director;
struct gil;
struct pool;
struct coroutine;
struct thread_seat;

enum value_kind { VALUE_UNSET, VALUE_INT, VALUE_FUTURE, VALUE_GENERATOR, VALUE_OBJECT };

struct value {
    int64_t n; /* an integer, a task's id, or the index of an object */
    enum value_kind kind;
};

/* Locals first, the evaluation stack behind them. */
struct frame {
    struct frame *up;
    int32_t pc;
    uint16_t declaration;
    uint16_t sp; /* items on the evaluation stack */
    uint16_t locals;
    bool callback; /* a `then` block run in place: it ends at THEN_END */
    struct value slots[];
};

enum block_kind {
    BLOCK_TRY,
    BLOCK_HANDLER,   /* `on error` runs */
    BLOCK_ON_CANCEL, /* `on cancel` runs */
    BLOCK_GUARD,     /* a `finally` stands behind it */
    BLOCK_FINALLY,   /* `finally` runs */
    BLOCK_WITHIN,
    BLOCK_WITH,
    BLOCK_REGION,
    BLOCK_RETAKE, /* it waits for a condition, whose lock it takes again on every way out */
    BLOCK_ATOMIC,
    BLOCK_GROUP,
    BLOCK_OFFLOAD,
    BLOCK_MEANWHILE, /* its request is out */
};

/* What is known of a request that is out while the task has another one. */
struct aside {
    bool answered, answer_cancelled; /* as in struct task, and so are the others */
    int64_t answer;
    int64_t pass_ns, looks;
};

/* A way out that goes on at the end of a block of `on cancel` or `finally`. */
struct way {
    uint8_t unwind; /* enum unwind_kind; NONE: none, or a `return` */
    bool returns;
    uint32_t group;       /* as in struct task, and so is … */
    struct block *target; /* … unwind_to */
    int32_t pc;           /* of the `return`, which is run again … */
    int64_t returned;     /* … with what it had computed */
    size_t error_len;     /* of the block's error */
};

/* Where the end of a limit is a move, it is so far off until that is made. */
#define LIMIT_FAR (INT64_MAX / 4)

/* The time that a block has. */
struct limit {
    int64_t until_ns; /* absolute; 0: none */
    int64_t due_ns;   /* what that would be, where it ends by a move, and has not (LIMIT_FAR) */
    int64_t begun_ns; /* … and when it began */
    uint32_t line;    /* of the `within` */
    bool over;        /* its block was cancelled for it */
    uint32_t soon;    /* of no time: the number of the callback of its loop that ends it, else 0 */
};

/* What is open in a body and must be closed on the way out. */
struct block {
    struct block *outer;
    struct frame *frame;
    enum block_kind kind;
    int32_t target; /* TRY: the first step of `on error`, or -1; GUARD: of `finally`; WITHIN: of `on
                       timeout`, or -1; WITH, RETAKE: the object; REGION: its index, or -1: an outer
                       block counts; GROUP: its id; MEANWHILE: its request */
    uint16_t sp;
    char *error; /* HANDLER: the failure it handles; ON_CANCEL, FINALLY: the one on its way */
    union {
        int32_t on_cancel;  /* TRY: its first step, or -1 */
        struct way way;     /* ON_CANCEL, FINALLY */
        struct limit limit; /* WITHIN */
        struct aside aside; /* MEANWHILE */
        bool signalled;     /* RETAKE: it has its signal */
    };
};

/* What a task wants when the interpreter comes back: the question every model answers. */
enum want {
    WANT_NOTHING,
    WANT_END,         /* it has ended (all is recorded and told) */
    WANT_IO,          /* the answer to its request */
    WANT_SLEEP,       /* the clock */
    WANT_YIELD,       /* its turn again */
    WANT_WAKE,        /* someone to wake it: its record says what it waits for */
    WANT_CHILD,       /* `child` to run to its end first (rules.child_first) */
    WANT_RESUME,      /* control to go to the generator `child` */
    WANT_HAND_BACK,   /* a generator: control to go back to its resumer */
    WANT_OFFLOAD,     /* its block to run on the pool */
    WANT_OFFLOAD_END, /* (from a pool's flow) the block is done */
    WANT_LOOK,        /* meanwhile: the answer if it is there, else another pass */
    WANT_POINT,       /* (where points are looked for and nobody waits at them) its next move */
    WANT_QUIT,        /* the run is over */
};

enum unwind_kind { UNWIND_NONE, UNWIND_FAILURE, UNWIND_CANCEL, UNWIND_GROUP, UNWIND_TIMEOUT };

/* A cancellation of whatever cause: no failure, no end. */
static inline bool unwind_is_cancel(uint8_t unwind)
{
    return unwind >= UNWIND_CANCEL;
}

struct task {
    uint32_t id;    /* its record on the board */
    uint32_t lane;  /* the task it is shown as: itself, or a strand's owner */
    uint32_t actor; /* whose states its own are: the lane's, or of a strand that has a thread of
                       its own that thread's */
    struct board_task *record;
    struct worker *worker;
    struct frame *frame;
    struct block *blocks;
    uint32_t depth; /* frames: calls within calls */

    /* the wait it is in, for the model */
    uint8_t want; /* enum want */
    bool hold;    /* `blocking io`, `blocking sleep` */
    bool offload_to_process;
    uint32_t block_of; /* an offloaded block, run beside that task (or strand); else 0 */
    bool held_offload; /* it waits for its block on its record's block_done */
    bool queued;       /* in the loop's queue of what is ready … */
    bool found;        /* … or about to be, see push_found() */
    bool looking;      /* polling: it asks again at its turn … */
    uint8_t look_want; /* … for this (a block on the pool changes want meanwhile) */
    uint32_t look_object;
    int64_t look_for; /* trace_looking() of the wait */
    bool answered;    /* the answer to `request` is here */
    bool answer_cancelled;
    bool wait_shown; /* its wait is recorded already */
    bool waited;     /* the step is run again after its wait */
    bool body_ended;
    bool stood;      /* … and it has stood before its end, which is a move (scenario/points.h); */
    bool stood_out;  /* so before what it is about to give back, or end, on the way out */
    uint16_t atomic; /* so many atomic blocks are open: it has their lock */
    bool apart;      /* its variables are copies that only an offloaded block sees */
    bool closed;     /* a generator, on its way out by `close` */
    uint8_t state;   /* last recorded */
    _Atomic uint64_t shown; /* the same with its reason, for strands that cover it for a while … */
    _Atomic int64_t shown_value; /* … and what the event says beside them */
    uint16_t reason;             /* why it waits (enum trace_reason) */
    uint32_t line;
    uint32_t object;        /* of that reason */
    int64_t wait_ns;        /* how long the device or the clock is asked for */
    int64_t looked_ns;      /* when its loop had last looked as it called it last; 0: no loop */
    int64_t due_ns;         /* end of a sleep, or of another wait that is timed, absolute */
    int64_t came_ns;        /* when that came which a loop's look has found of it */
    int64_t looks, told_ns; /* polling: looks in vain not yet recorded, when the last were */
    int64_t came; /* of the turns (flow/ring.h) before which a schedule has let come what it waits
                     for, 0: none */
    int64_t pass_ns; /* when the pass of `meanwhile` began, 0: none yet */
    uint32_t request;
    int64_t answer;       /* its number */
    int64_t received;     /* by a case of a select */
    int device_fd;        /* its socket to the device, or -1 */
    struct task *child;   /* WANT_CHILD, WANT_RESUME */
    struct task *resumer; /* of a generator while it runs */
    int64_t sent;         /* to a generator by resume, or by it with yield */

    /* how it is on the way out */
    uint8_t unwind;
    uint32_t unwind_group;
    struct block *unwind_to; /* GROUP, TIMEOUT: where it leads; NULL: out of what runs here */
    struct limit limit; /* whose wait may end it from outside: a generator's is its resumer's */
    char *error;        /* the failure being raised */
    size_t error_len;
    int64_t returned;
    char *strand_error; /* a `then` block's failure, which is the task's */
    bool strand_cancelled;

    /* the model's */
    struct task *next; /* in a queue */
    struct task *before;
    struct task *pool_next; /* in the pool's queue */
    uint32_t after;         /* has control for the first time only after this task, or 0 */
    void *model_data;
    struct coroutine *stack; /* coroutines: its own, once it ran */
    int32_t heap_at;         /* index in a heap of deadlines, -1: not in it */
};

struct worker {
    const struct program *program;
    const struct rules *rules;
    struct board *board;
    struct trace_log *log;
    uint32_t index;
    uint32_t
        offloaded; /* of a process that runs the offloaded block of a task: that task, else 0 */
    pid_t pid;
    int jobs;              /* of a pooled process: where the engine hands it its tasks, else -1 */
    int device;            /* control socket to the device */
    int arrivals;          /* read end of the arrivals pipe, or -1 */
    int engine;            /* socket to the fork server */
    const int (*pipes)[2]; /* a pipe a channel, where values travel so; else NULL */
    _Atomic int64_t *shared;
    bool has_limits;    /* some task of it had a time limit */
    uint32_t callbacks; /* so many of them of no time, where a loop calls back soon */
    bool single_thread; /* the model runs all tasks on one thread */
    bool clock_gaps;    /* no kernel's record: look for gaps */
    struct gil *gil;    /* or NULL */
    /* With it: somebody asks the running task to let it go, which it does between two steps. */
    _Atomic bool asked;
    void (*let_go)(struct flow *flow, struct task *task);
    /* Of a run that follows a schedule, else NULL: the program as it was compiled, and its points,
     * at which a task stands still until it is let go on. `at_end`: no step's, but before the end
     * of a task, or what it gives back on the way out. The search has points, and nobody who waits
     * (NULL): there interp_run() returns WANT_POINT at such a one. */
    const struct points *points;
    void (*at_point)(struct flow *flow, struct task *task, bool at_end);
    struct director *director;
    /* … and where one thread runs all: so many answers have come as it says, which gives them their
     * numbers; the device answers in an order of its own. */
    _Atomic int64_t *come;
    bool times_are_moves; /* … and its time limits end by moves, not by the clock */
    struct pool *pool;    /* made at first use */
    /* A loop ends what main leaves behind (`until main ends`) at the end of its next round, as
     * asyncio.run() does: who is ready before that has his turn. In so many rounds; 0: not yet. */
    bool ends_in_rounds;
    int rounds_left;
    struct board_waker waker;
    struct task *_Atomic *tasks; /* by id, in chunks: see worker_task() */
    void *model_data;
    pthread_mutex_t threads_mutex; /* guards … */
    struct thread_seat *threads;   /* … those that were started and have not ended */
    int64_t cpu_begin_ns;
    int64_t delay_begin_ns; /* of the first thread */
    int64_t resident_begin; /* bytes, before the first task … */
    int64_t set_aside;      /* … of which so many were touched ahead for the tasks */
    int64_t log_begin;      /* bytes of the log among them */
    uint32_t measured_alive;
};

struct flow {
    struct worker *worker;
    struct trace_writer writer;
    struct strbuf text;
    uint32_t actor; /* 0: events are about the task that runs; else a pool thread's lane */
    pid_t tid;
    int32_t assigned;            /* to variables of a body, since the last wait … */
    bool left_own, left_shared;  /* … and whether any was left out; of shared ones, too */
    int32_t accesses;            /* to shared variables, since the last wait … */
    int64_t left_out, marked_ns; /* … not recorded since the last mark, and when that was */
    int64_t handed_ns; /* when control was given up, if nothing has happened since; else 0 */
    int device_fd;     /* a pool thread's own socket to the device, or -1 */
    uint32_t lane;     /* whose computing it is */
    uint32_t line;     /* a pool thread's place: the task's own is where it waits */
    struct compute compute;
};

/* When the wait of the task is over at the latest, for the model; 0: it has no deadline. */
static inline int64_t task_deadline_ns(const struct task *task)
{
    return task->record->timed ? task->due_ns : 0;
}

/* A strand that takes turns with its task on one thread: its states are written over those of the
 * task's body, and only where it has control. */
static inline bool task_is_hidden(const struct task *task)
{
    return task->actor == task->lane && task->lane != task->id;
}

void flow_init(struct flow *flow, struct worker *worker, uint32_t actor);
void flow_release(struct flow *flow);

/* A task for the record `id`, its arguments copied into its first slots. */
struct task *task_new(struct worker *worker, uint32_t id, const struct value *args, int count);
/* The failure that a handler around the task handles, or NULL. */
const char *task_handled_error(const struct task *task);
/* A block that `owner` has run elsewhere: a copy of its innermost frame, to begin at pc, with the
 * failure that a handler around it handles. */
struct task *task_new_strand(struct worker *worker, uint32_t id, const struct task *owner,
                             int32_t pc);
void task_free(struct task *task);
struct frame *task_push_frame(struct task *task, int declaration);
void task_pop_frame(struct task *task);
void task_push_block(struct task *task, enum block_kind kind, int32_t target);
void task_pop_block(struct task *task);
/* From now on its waits end with the first of the limits that it is in; those that are over end
 * none.
 */
void task_set_limit(struct task *task);
/* Whether the end of main cancels at once, also who is ready: he has his turn all the same. Else a
 * loop's round is between, and the cancellation is as any other. */
bool task_ends_at_once(const struct worker *worker);
/* The first end of a limit after `after_ns`; 0: there is none. */
int64_t task_later_limit_ns(const struct task *task, int64_t after_ns);
void task_push_within(struct task *task, int32_t target, struct limit limit);
/* Of its limits that are to end by a move (or `soon`), the one that is due first; NULL: there is
 * none. */
struct limit *task_limit_to_end(const struct task *task, bool soon);
/* The move: the limit is over since then. */
void task_end_limit(struct task *task, struct limit *limit, int64_t since_ns);
/* The one that its waits end with; NULL: they have none. */
const struct limit *task_limit(const struct task *task);
/* It stands in the offloaded block that the task is in, whose thread it is about. */
bool task_limit_is_of_block(const struct task *task, const struct limit *limit);
/* The innermost `io meanwhile` block that is open, or NULL. */
struct block *task_meanwhile(const struct task *task);

void worker_init_tasks(struct worker *worker);
/* The task of that id in this process, or NULL. */
struct task *worker_task(struct worker *worker, uint32_t id);
void worker_set_task(struct worker *worker, uint32_t id, struct task *task);

#endif
