/* A compiled scenario: what the interpreter (interp/interp.c) runs.
 *
 * A program is an array of small steps. Expressions are postfix code on the frame's evaluation
 * stack; statements are one step each, after the steps that leave their operands on that stack. A
 * step that has to wait says so to the model and is finished when the model comes back. Steps keep
 * their source line, so that everything recorded can say where it happened.
 *
 * A program is immutable once compiled, owned by its scenario's arena and may be read by any thread
 * and, after fork, by any process. Durations are in nanoseconds. */
#ifndef BATON_SCENARIO_PROGRAM_H
#define BATON_SCENARIO_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "scenario/model_name.h"

/* Every operation: OP(name, what it takes off the stack, what it leaves there). START, CALL, RUN
 * and CREATE also take their arguments, AWAIT_FIRST its futures, SELECT its operands, RESUME the
 * value it sends; the jumps that keep a value count by the way on, what jumps keeps one;
 * REPEAT_RECV leaves none where it jumps. The comment says: operands | stack before -- after. `a`,
 * `b`, `value` are the fields of struct program_step. */
/* clang-format off */
#define PROGRAM_OPS(OP)                                                                            \
    /* -- expressions -- */                                                                        \
    OP(PUSH, 0, 1)               /* value: the integer | -- n */                                   \
    OP(POP, 1, 0)                /* | x -- */                                                      \
    OP(LOAD, 0, 1)               /* a: local slot | -- x; failure if not yet assigned; value:      \
                                    string index of the name (for the failure's text) */           \
    OP(STORE, 1, 0)              /* a: local slot | x -- */                                        \
    OP(LOAD_SHARED, 0, 1)        /* a: shared index | -- n */                                      \
    OP(STORE_SHARED, 1, 0)       /* a: shared index; b: PROGRAM_CHANGE (a GIL may be      \
                                    dropped between the read and this write) | n -- */             \
    OP(LOAD_SHARED_AT, 1, 1)     /* of several: a: shared index of the first; value: how many      \
                                    there are; failure if there is no i-th | i -- n */             \
    OP(STORE_SHARED_AT, 2, 0)    /* the same; b as above | n i -- */                               \
    OP(OBJECT, 0, 1)             /* an argument: a: index in program.objects | -- object */        \
    OP(OBJECT_AT, 1, 1)          /* of several: a: index of the first; value: how many; failure    \
                                    if there is no i-th | i -- object */                           \
    /* -- a read and a write of a shared variable in one act: a: its index. Of several: that of    \
       the first, and value: how many there are; then the number of the one is on the stack below  \
       what the comments say, and is taken, too -- */                                              \
    OP(SWAP, 1, 1)               /* writes n | n -- what it was */                                 \
    OP(ADD_TO, 1, 1)             /* adds n; overflow is a failure, and writes nothing | n -- what  \
                                    it was */                                                      \
    OP(COMPARE, 2, 1)            /* writes n if it is m | m n -- what it was */                    \
    OP(SELF, 0, 1)               /* | -- n */                                                      \
    OP(NOW, 0, 1)                /* | -- n: ms since the start */                                  \
    OP(DONE, 1, 1)               /* done(f) | handle -- 0/1 */                                     \
    OP(NEG, 1, 1) OP(NOT, 1, 1)                                                                    \
    OP(MUL, 2, 1) OP(DIV, 2, 1) OP(MOD, 2, 1) OP(ADD, 2, 1) OP(SUB, 2, 1)                          \
    OP(EQ, 2, 1) OP(NE, 2, 1) OP(LT, 2, 1) OP(LE, 2, 1) OP(GT, 2, 1) OP(GE, 2, 1)                  \
    OP(BOOL, 1, 1)               /* 1 if nonzero, else 0 | n -- 0/1 */                             \
    OP(DURATION, 1, 1)           /* value: ns in the unit | n -- ns; failure if negative or        \
                                    over a day */                                                  \
    /* -- jumps: a is the index of the step to go to -- */                                         \
    OP(JUMP, 0, 0)                                                                                 \
    OP(JUMP_FALSE, 1, 0)         /* | n -- */                                                      \
    OP(JUMP_FALSE_KEEP, 1, 0)    /* `and`: jumps with 0 kept, else pops | n -- (n) */              \
    OP(JUMP_TRUE_KEEP, 1, 0)     /* `or`: jumps with n kept, else pops | n -- (n) */               \
    /* -- text: built in one buffer, taken by the next step that has b & PROGRAM_TEXT or is        \
       made of text (SAY FAIL NOTE ASK THROW) -- */                                                \
    OP(TEXT_BEGIN, 0, 0)         /* empties the buffer */                                          \
    OP(TEXT_ADD, 0, 0)           /* a: string index */                                             \
    OP(TEXT_INT, 1, 0)           /* adds the number | n -- */                                      \
    OP(TEXT_ERROR, 0, 0)         /* adds the text of the failure being handled by the              \
                                    innermost `on error` */                                        \
    OP(SAY, 0, 0) OP(FAIL, 0, 0) OP(NOTE, 0, 0) OP(ASK, 0, 0)                                      \
    /* -- time: all take the duration; b: PROGRAM_TEXT if a label is in the buffer -- */           \
    OP(COMPUTE, 1, 0)            /* | ns -- */                                                     \
    OP(IO, 1, 0)                 /* b: also PROGRAM_HOLD for `blocking io` | ns -- */              \
    OP(SLEEP, 1, 0)              /* b: PROGRAM_HOLD for `blocking sleep` | ns -- */                \
    OP(IO_MEANWHILE, 1, 0)       /* asks the device; a: the step after the block, gone to at       \
                                    once where the wait holds the thread | ns -- */                \
    OP(MEANWHILE, 0, 0)          /* top of the block's loop: a: the step after the block, gone     \
                                    to when the answer is there. The block ends with               \
                                    MEANWHILE_END */                                               \
    OP(MEANWHILE_END, 0, 0)      /* a: the MEANWHILE step to go back to */                         \
    OP(IO_THEN, 1, 0)            /* b: PROGRAM_TEXT, PROGRAM_HOLD; a: the step after the           \
                                    block; the block begins at the next step and ends with         \
                                    THEN_END | ns -- */                                            \
    OP(THEN_END, 0, 0)                                                                             \
    OP(ANSWER, 0, 1)             /* first behind the wait, or in the block of `then`: what the     \
                                    device answered | -- n */                                      \
    OP(YIELD, 0, 0)              /* plain `yield` outside a generator */                           \
    /* -- tasks -- */                                                                              \
    OP(START, 0, 1)              /* a: task index; b: number of arguments | args -- future */      \
    OP(CALL, 0, 1)               /* a: task index; b: number of arguments | args -- n */           \
    OP(RUN, 0, 1)                /* the same, refused where a loop runs | args -- n */             \
    OP(RETURN, 1, 0)             /* ends the body; every body ends with PUSH 0, RETURN | n -- */   \
    OP(AWAIT, 1, 1)              /* b: shielded: no cancellation is passed on | future -- n */     \
    OP(AWAIT_ALL, 0, 0)          /* b: as of AWAIT | -- */                                         \
    OP(AWAIT_ANY, 0, 1)          /* | -- n */                                                      \
    OP(AWAIT_FIRST, 0, 1)        /* b: number of futures | futures -- n */                         \
    OP(GROUP_BEGIN, 0, 0) OP(GROUP_END, 0, 0)                                                      \
    OP(CANCEL, 1, 0)             /* | future -- */                                                 \
    OP(OFFLOAD, 0, 0)            /* a: the step after the block; b: 1 to processes; the block      \
                                    begins at the next step and ends with OFFLOAD_END */           \
    OP(OFFLOAD_END, 0, 0)                                                                          \
    /* -- locks, semaphores, channels: a is the index in program.objects; below 0, the object is   \
       that in the local slot -1 - a (a parameter, or a hidden one that OBJECT_AT was stored to);  \
       where it is `value`, the same of that -- */                                                 \
    OP(ACQUIRE, 0, 0) OP(RELEASE, 0, 0)                                                            \
    OP(TRY_ACQUIRE, 0, 0)        /* value: the step gone to if it is not free; else as WITH_BEGIN  \
                                    without a wait, and the block ends with WITH_END */            \
    OP(WITH_BEGIN, 0, 0) OP(WITH_END, 0, 0)                                                        \
    OP(WAIT_BEGIN, 0, 0)         /* a: a condition, in whose list the task is from here; gives its \
                                    lock back; failure if the task does not hold that */           \
    OP(WAIT, 0, 0)               /* a: the same: waits for a signal, takes it and the lock; the    \
                                    step behind WAIT_BEGIN */                                      \
    OP(SIGNAL, 0, 0)             /* a: a condition; b: 1 to all who wait (`broadcast`) */          \
    OP(BARRIER, 0, 0)            /* a: a barrier: the last to come lets all go on, the others      \
                                    wait; it begins anew */                                        \
    OP(SEND, 1, 0)               /* | n -- */                                                      \
    OP(RECV, 0, 1)               /* | -- n */                                                      \
    OP(REPEAT_RECV, 0, 1)        /* value: the object; a: the step after the loop, gone to when    \
                                    nothing comes any more | -- (n) */                             \
    OP(SELECT, 0, 0)             /* a: number of cases, which follow as the next steps; b: number  \
                                    of operands | values to send and the time, in order -- */      \
    OP(SELECT_RECV, 0, 0)        /* a: the first step of its block; value: the object */           \
    OP(SELECT_SEND, 0, 0)        /* the same */                                                    \
    OP(SELECT_TIMEOUT, 0, 0)     /* a: the first step of its block */                              \
    OP(RECEIVED, 0, 1)           /* first in the block of a SELECT_RECV: what came | -- n */       \
    OP(SHUT, 0, 0)               /* closes a channel */                                            \
    OP(ATOMIC_BEGIN, 0, 0)       /* value: the step of its end: up to there nobody comes between   \
                                    (task->atomic), in the bodies that it calls neither */         \
    OP(ATOMIC_END, 0, 0)                                                                           \
    OP(REGION_BEGIN, 0, 0)       /* a: index in program.regions; value: the step of its end */     \
    OP(REGION_END, 0, 0)         /* the task is not in it any more */                              \
    /* -- failures -- */                                                                           \
    OP(TRY, 0, 0)                /* a: the first step of `on error`; value: of `on cancel`; -1     \
                                    without */                                                     \
    OP(TRY_END, 0, 0)            /* end of the tried block; a: the step after the handlers */      \
    OP(HANDLER_END, 0, 0)        /* end of `on error` */                                           \
    OP(ON_CANCEL_END, 0, 0)      /* end of `on cancel`: the way out goes on */                     \
    OP(FINALLY, 0, 0)            /* before TRY; a: the first step of the block `finally`, gone to  \
                                    on every way out */                                            \
    OP(FINALLY_BEGIN, 0, 0)      /* that block is reached in order */                              \
    OP(FINALLY_END, 0, 0)        /* its end: the way out goes on, if there is one */               \
    OP(WITHIN, 1, 0)             /* a: the first step of `on timeout`, or -1: a failure | ns -- */ \
    OP(WITHIN_END, 0, 0)         /* a: the step after `on timeout`, or -1: the next */             \
    /* -- generators -- */                                                                         \
    OP(CREATE, 0, 1)             /* a: task index; b: number of arguments | args -- generator */   \
    OP(RESUME, 1, 1)             /* b: 1 if a value is sent | generator (n) -- n */                \
    OP(THROW, 1, 1)              /* text in the buffer | generator -- n */                         \
    OP(CLOSE, 1, 0)              /* | generator -- */                                              \
    OP(GEN_YIELD, 1, 1)          /* any `yield` in the body of a generator; b: 1 if it is a        \
                                    plain one, which a task that nobody resumes may run too:       \
                                    it gives up control, and 0 is left | n -- n */                 \
    OP(CRASH, 0, 0) OP(EXIT, 0, 0)                                                                 \
    /* -- assert: what its expression reads of shared variables is kept for the text -- */         \
    OP(FORGET, 0, 0)             /* a: the first of b local slots that have no value from here */  \
    OP(KEEP, 0, 0)               /* a: local slot that gets it, too | n -- n */                    \
    OP(ASSERT, 1, 0)             /* a: the step behind it, gone to if it holds | n -- */           \
    OP(ASSERT_FAILED, 0, 0)      /* ends the run as failed, as EXIT does; a: string index of the   \
                                    expression as it is written; value: 1 if a text is in the      \
                                    buffer; b: number of values to tell, the next steps: */        \
    OP(ASSERT_VALUE, 0, 0)       /* a: local slot, told if it has an integer; value: string index  \
                                    of the name */                                              \
    /* -- of a run that follows a schedule: in place of a step before which the task stands still, \
       and which is done then; never compiled -- */                                                \
    OP(POINT, 0, 0)
/* clang-format on */

enum program_op {
#define OP(name, pops, pushes) OP_##name,
    PROGRAM_OPS(OP)
#undef OP
        OP_COUNT
};

enum { PROGRAM_TEXT = 1, PROGRAM_HOLD = 2 };

/* `b` of an access to a shared variable: it ends a += or -=; the variable is one that an atomic
 * block accesses, so that each access takes the lock of those; what is written is a sum, of the
 * variable itself or one of the task's. */
enum { PROGRAM_CHANGE = 1, PROGRAM_GUARDED = 2, PROGRAM_SUM = 4 };

struct program_step {
    uint8_t op;
    uint8_t b;
    uint16_t column;
    uint32_t line;
    int32_t a;
    int64_t value;
};

struct program_shared {
    const char *name;
    int64_t initial;
    bool of_clock; /* somewhere it is given what `now` said */
};

enum program_object_kind {
    OBJECT_LOCK,
    OBJECT_SEMAPHORE,
    OBJECT_CHANNEL,
    OBJECT_CONDITION,
    OBJECT_BARRIER,
};

struct program_object {
    enum program_object_kind kind;
    const char *name;
    int64_t size; /* of a semaphore its units, of a channel its room, of a barrier for how many it
                     waits; 1 for a lock */
    uint32_t line;
    bool bounded; /* a semaphore never has more units than its size */
    bool fair;    /* a lock or semaphore: what is given back goes to the first who waits */
    bool valued;  /* an expectation is about its value at the end */
    int32_t lock; /* of a condition: index of its lock */
};

struct program_region {
    const char *name;
    bool alone; /* an expectation says that only one is in it at a time */
};

struct program_task {
    const char *name;
    uint32_t line;
    int32_t entry;                /* index of its first step */
    int32_t first_variable;       /* number of its first variable, of those of all tasks */
    const char *const *variables; /* names of the local slots 0 … named - 1 */
    uint16_t named;
    uint16_t params;    /* parameters take the local slots 0 … params - 1 */
    uint16_t locals;    /* all slots, hidden ones (repeat counters) included */
    uint16_t stack;     /* the deepest the evaluation stack gets */
    bool starts_itself; /* `main`, or without main every task without parameters */
    int64_t copies;     /* x N; 1 without; */
    bool numbered;      /* `x N` was written: shown as NAME 1 … NAME N */
    int64_t every_ns;   /* 0 without */
    int64_t after_ns;   /* 0 without */
};

struct program_settings {
    int64_t workers; /* 0: not given */
    int64_t cores;   /* 0: all */
    int64_t pool;    /* threads for offload, 32 */
    bool pool_gil;
    int64_t device; /* 0: all at once */
    bool until_main_ends;
    int64_t switch_interval_ns;
    int64_t poll_interval_ns;
    int64_t limit_ns;
    bool memory_relaxed;  /* shared variables: else each access is sequentially consistent */
    const char *schedule; /* that the run follows (schedule.h), or NULL */
    bool stands;          /* at its end the run ends, too, and says whose moves there are */
};

struct program {
    const char *title;
    const char *about; /* "" without */
    struct program_settings settings;
    const struct program_step *steps;
    int32_t step_count;
    const struct program_shared *shared;
    int32_t shared_count;
    const struct program_object *objects;
    int32_t object_count;
    const struct program_region *regions;
    int32_t region_count;
    const struct program_task *tasks;
    int32_t task_count;
    int32_t main_task;  /* index, or -1 */
    bool says_in_order; /* an expectation is about the order of what is said */
    bool says_any;      /* … or about what is said at all */
    const char *const *strings;
    int32_t string_count;
};

const char *program_op_name(enum program_op op);
/* How many values more (or fewer) the evaluation stack holds after the step, on the way to the next
 * one; where a step that keeps a value jumps, one more. */
int program_step_effect(const struct program_step *step);

#endif
