/* What statements are written with.
 *
 * A statement is a function for one operation of the program: statement_*.c has them, one file a
 * family, and interp.c the table. It does its work and returns WANT_NOTHING; or it cannot go on,
 * and says why:
 *
 *     it waits      return interp_wait(…): the step is run again after the wait, with task->waited
 *     it fails      return interp_fail(…): the task unwinds
 *     it is over    return WANT_QUIT
 *
 * Called by the flow that runs the task. */
#ifndef BATON_INTERP_STATEMENT_H
#define BATON_INTERP_STATEMENT_H

#include "board/channel.h"
#include "interp/task.h"
#include "trace/event.h"

typedef enum want statement_fn(struct flow *flow, struct task *task,
                               const struct program_step *step);

/* ---- the evaluation stack of the innermost frame ---- */

static inline struct value *interp_top(struct task *task, int below)
{
    struct frame *frame = task->frame;
    return &frame->slots[frame->locals + frame->sp - 1 - below];
}

static inline void interp_push(struct task *task, int64_t n)
{
    struct frame *frame = task->frame;
    frame->slots[frame->locals + frame->sp++] = (struct value){n, VALUE_INT};
}

static inline int64_t interp_pop(struct task *task)
{
    struct frame *frame = task->frame;
    return frame->slots[frame->locals + --frame->sp].n;
}

/* ---- waits and failures (statement.c) ---- */

/* Leaves the step to be run again after the wait. */
enum want interp_wait(struct task *task, enum want want, enum trace_reason reason, uint32_t object);
/* The task's wait for another has begun on the board, which is locked: it is recorded, and whether
 * it completes a deadlock is looked for. Where tasks are threads it is recorded before anybody else
 * may see it, so that the end of a wait never comes before its beginning; where they take turns
 * only if it is part of a deadlock, for then the run may be over before the model would do it. */
void interp_waits_locked(struct flow *flow, struct task *task, enum trace_reason reason,
                         uint32_t object);
/* True if the wait that just ended (or could not begin) was cancelled; the task then unwinds. With
 * that the cancellation is delivered: it ends no other wait. */
bool interp_was_cancelled(struct task *task);
bool interp_was_cancelled_locked(struct task *task);
/* The end of main has cancelled the task, which was ready then: where a loop runs it, it goes on to
 * its next wait, as in asyncio.run(). */
bool interp_was_ready_at_end(const struct task *task);
/* The block a, or what is beyond all blocks (NULL), is around b. */
bool interp_is_farther(const struct block *a, const struct block *b);
/* The time of the task may be over. */
bool interp_is_late(const struct task *task);
/* How the wait of the step ended, once; PENDING: it has not waited yet, or is to try again.
 * CANCELLED: the task unwinds. */
enum board_grant interp_wait_ended(struct task *task);
/* Raises a failure in the task; returns WANT_NOTHING. */
/* The shared variable that a step the task stands at is about, of several by the number on its
 * stack; -1: it is about none, or there is none of that number. */
int32_t interp_variable(struct task *task, const struct program_step *step);
enum want interp_fail(struct task *task, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
enum want interp_fail_text(struct task *task, const char *text, size_t len);
/* As the task `id` failed: its failure is passed on. Board locked. */
enum want interp_fail_as_locked(struct task *task, uint32_t id);

/* ---- the lock of the interpreter, where there is one ---- */

/* Has somebody asked for it, while the thread holds it? */
static inline bool interp_is_asked(const struct flow *flow)
{
    return atomic_load_explicit(&flow->worker->asked, memory_order_relaxed);
}

/* Between two steps: lets it go if so, and gets it again; not in an atomic block. */
static inline void interp_between(struct flow *flow, struct task *task)
{
    if (interp_is_asked(flow) && !task->atomic)
        flow->worker->let_go(flow, task);
}

/* ---- the way out (unwind.c) ---- */

/* The innermost frame's way out: closes what is open in it. WANT_NOTHING once all is closed. */
enum want interp_unwind(struct flow *flow, struct task *task);
/* `return`, which is the step at pc, closes what is open in the innermost frame. False: the task
 * waits first (*want says for what), or runs something else: a `finally`, after which the `return`
 * is run again, or it unwinds. */
bool interp_close_blocks(struct flow *flow, struct task *task, enum want *want);
/* Ends the task, which has no frame to go on with. */
enum want interp_end(struct flow *flow, struct task *task);

/* ---- what stands behind a tried block (try.c) ---- */

/* The innermost block is a tried one, on the way out: enters its handler, if it has one for that
 * way. */
bool interp_enter_handler(struct flow *flow, struct task *task);
/* The innermost block is one with a `finally`: enters that, on the way out or, if `returned` is not
 * NULL, in a `return` of that value. */
void interp_enter_finally(struct flow *flow, struct task *task, const int64_t *returned);
/* The innermost block is that of a `within`, on the way out: stops it, if its time is why. */
bool interp_enter_timeout(struct flow *flow, struct task *task);
/* A block of `on cancel` or `finally` is left on another way out, which replaces the one that would
 * go on at its end. */
void interp_replace_way(struct task *task);

/* ---- locks, semaphores, channels ---- */

static inline const struct program_object *interp_object(const struct task *task, int32_t index)
{
    return &task->worker->program->objects[index];
}

/* Takes the number of one of several off the stack: step->a is the index of the first, whose name
 * that is, step->value how many there are. False, and a failure: there is no such one. */
bool interp_find_one(struct task *task, const struct program_step *step, const char *first,
                     int32_t *index);

/* The object that a step names as `named` (program.h). False, and a failure: a parameter that
 * stands for none of these kinds (bits 1 << program_object_kind). */
bool interp_find_object(struct task *task, int64_t named, unsigned kinds, int32_t *index);

static inline uint32_t interp_object_id(const struct task *task, int32_t index)
{
    return board_object_id(task->worker->board, task->worker->index, index);
}

/* ---- values through channels: of `send`, `recv` and `select` (channel_use.c) ---- */

/* The task may send, to whom channel_try_send_locked() says: it does. */
enum want interp_send(struct flow *flow, struct task *task, int32_t index, uint32_t partner,
                      int64_t value);
/* Its wait to send has been granted. */
enum want interp_send_granted(struct flow *flow, struct task *task, int32_t index, int64_t value);
/* A try to receive; DONE: interp_recv() follows, with the *value, which may be elsewhere still.
 * Board locked. */
enum channel_try interp_try_recv_locked(struct flow *flow, struct task *task, int32_t index,
                                        int64_t *value);
/* The task has received: false, and a failure, if the pipe is broken. */
bool interp_recv(struct flow *flow, struct task *task, int32_t index, int64_t *value);
/* Its wait to receive has been granted. */
bool interp_recv_granted(struct flow *flow, struct task *task, int32_t index, int64_t *value);
enum want interp_fail_closed(struct task *task, int32_t index);

/* ---- conditions (statement_condition.c) ---- */

/* The innermost block is BLOCK_RETAKE, on the way out: the lock is taken again. WANT_NOTHING: it
 * is, and the block is closed. */
enum want interp_retake(struct flow *flow, struct task *task);

/* ---- taking and giving back a lock or a unit of a semaphore (statement_sync.c) ---- */

/* Takes one, or waits for it: WANT_NOTHING with *taken once it is the task's. */
enum want take_object(struct flow *flow, struct task *task, int32_t index, bool *taken);
/* Why the task may not give a lock back: in whose hands it is. */
const char *lock_is_whose(const struct task *task, int32_t index);
/* What `with` took; `index` is the object's in the program. False: the lock is not the task's any
 * more, for it released it in the block, or the bounded semaphore has all its units; nothing is
 * done. */
bool release_held(struct flow *flow, struct task *task, int32_t index, enum trace_taking taking);
/* The same, and a failure of the task if the lock is not its own. */
void release_or_fail(struct flow *flow, struct task *task, int32_t index, enum trace_taking taking);

/* The innermost block is an atomic one, which is left; or all that are open are, for the run is
 * over. */
void atomic_leave(struct flow *flow, struct task *task);
void atomic_leave_all(struct flow *flow, struct task *task);

/* One access to a shared variable: with the lock of atomic blocks, if they access it, too. */
static inline void interp_guard(struct flow *flow, const struct task *task,
                                const struct program_step *step)
{
    if (step->b & PROGRAM_GUARDED && !task->atomic)
        board_atomic_begin(flow->worker->board);
}

static inline void interp_unguard(struct flow *flow, const struct task *task,
                                  const struct program_step *step)
{
    if (step->b & PROGRAM_GUARDED && !task->atomic)
        board_atomic_end(flow->worker->board);
}

/* The innermost block is a region, on the way out: the task is not in it any more. */
void region_leave(struct flow *flow, struct task *task);

/* ---- the statements ---- */

/* What the run loop calls for each operation that it does not do itself, and where it is. */
/* clang-format off */
#define STATEMENTS(S)                  \
    /* statement_io.c */               \
    S(SAY,           say)              \
    S(FAIL,          fail)             \
    S(NOTE,          note)             \
    S(ASK,           note)             \
    S(COMPUTE,       compute)          \
    S(IO,            io)               \
    S(SLEEP,         sleep)            \
    S(IO_MEANWHILE,  io_meanwhile)     \
    S(MEANWHILE,     meanwhile)        \
    S(MEANWHILE_END, meanwhile_end)    \
    S(IO_THEN,       io_then)          \
    S(THEN_END,      then_end)         \
    S(YIELD,         yield)            \
    /* statement_atomic.c */           \
    S(ATOMIC_BEGIN,  atomic_begin)     \
    S(ATOMIC_END,    atomic_end)       \
    S(SWAP,          swap)             \
    S(ADD_TO,        add_to)           \
    S(COMPARE,       compare)          \
    /* statement_region.c */           \
    S(REGION_BEGIN,  region_begin)     \
    S(REGION_END,    region_end)       \
    /* statement_task.c */             \
    S(START,         start)            \
    S(CALL,          call)             \
    S(RUN,           run)              \
    S(RETURN,        return)           \
    S(AWAIT,         await)            \
    S(AWAIT_ALL,     await_all)        \
    S(AWAIT_ANY,     await_any)        \
    S(AWAIT_FIRST,   await_first)      \
    S(CANCEL,        cancel)           \
    S(OFFLOAD,       offload)          \
    S(OFFLOAD_END,   offload_end)      \
    S(CRASH,         crash)            \
    S(EXIT,          exit)             \
    S(ASSERT_FAILED, assert_failed)    \
    /* try.c */                        \
    S(TRY,           try)              \
    S(TRY_END,       try_end)          \
    S(HANDLER_END,   handler_end)      \
    S(ON_CANCEL_END, on_cancel_end)    \
    S(FINALLY,       finally)          \
    S(FINALLY_BEGIN, finally_begin)    \
    S(FINALLY_END,   finally_end)      \
    S(WITHIN,        within)           \
    S(WITHIN_END,    within_end)       \
    /* unwind.c */                     \
    S(GROUP_BEGIN,   group_begin)      \
    S(GROUP_END,     group_end)        \
    /* statement_sync.c */             \
    S(ACQUIRE,       acquire)          \
    S(RELEASE,       release)          \
    S(TRY_ACQUIRE,   try_acquire)      \
    S(WITH_BEGIN,    with_begin)       \
    S(WITH_END,      with_end)         \
    /* statement_condition.c */        \
    S(WAIT_BEGIN,    wait_begin)       \
    S(WAIT,          wait)             \
    S(SIGNAL,        signal)           \
    S(BARRIER,       barrier)          \
    /* statement_channel.c */          \
    S(SEND,          send)             \
    S(RECV,          recv)             \
    S(REPEAT_RECV,   repeat_recv)      \
    S(SHUT,          shut)             \
    /* statement_select.c */           \
    S(SELECT,        select)           \
    /* statement_generator.c */        \
    S(CREATE,        create)           \
    S(RESUME,        resume)           \
    S(THROW,         throw)            \
    S(CLOSE,         close)            \
    S(GEN_YIELD,     gen_yield)        \
    S(DONE,          done)
/* clang-format on */

#define STATEMENT_ROW(OP, name) statement_fn statement_##name;
STATEMENTS(STATEMENT_ROW)
#undef STATEMENT_ROW

#endif
