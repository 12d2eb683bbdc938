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

/* Every operation: OP(name). The comment says: operands | stack before -- after.
 * `a`, `b`, `value` are the fields of struct program_step. */
/* clang-format off */
#define PROGRAM_OPS(OP)                                                                            \
    /* -- expressions -- */                                                                        \
    OP(PUSH)         /* value: the integer            | -- n                                  */   \
    OP(POP)          /*                               | x --                                  */   \
    OP(LOAD)         /* a: local slot                 | -- x   failure if not yet assigned;        \
                        value: string index of the name (for the failure's text)              */   \
    OP(STORE)        /* a: local slot                 | x --                                  */   \
    OP(LOAD_SHARED)  /* a: shared index               | -- n                                  */   \
    OP(STORE_SHARED) /* a: shared index; b: 1 if it ends a += or -= (a GIL may be dropped          \
                        between the read and this write) | n --                               */   \
    OP(SELF)         /*                               | -- n                                  */   \
    OP(NOW)          /*                               | -- n   ms since the start             */   \
    OP(DONE)         /* done(f)                       | handle -- 0/1                         */   \
    OP(NEG) OP(NOT)                                                                                \
    OP(MUL) OP(DIV) OP(MOD) OP(ADD) OP(SUB)                                                        \
    OP(EQ) OP(NE) OP(LT) OP(LE) OP(GT) OP(GE)                                                      \
    OP(BOOL)          /* 1 if nonzero, else 0          | n -- 0/1                              */  \
    OP(DURATION)      /* value: ns in the unit | n -- ns  failure if negative or over a day */     \
    /* -- jumps: a is the index of the step to go to -- */                                         \
    OP(JUMP)                                                                                       \
    OP(JUMP_FALSE)    /*                               | n --                                  */  \
    OP(JUMP_FALSE_KEEP) /* `and`: jumps with 0 kept, else pops | n -- (n)                      */  \
    OP(JUMP_TRUE_KEEP)  /* `or`: jumps with n kept, else pops  | n -- (n)                      */  \
    /* -- text: built in one buffer, taken by the next step that has b & PROGRAM_TEXT or is made   \
          of text (SAY FAIL NOTE ASK THROW) -- */                                                  \
    OP(TEXT_BEGIN)    /* empties the buffer                                                    */  \
    OP(TEXT_ADD)      /* a: string index                                                       */  \
    OP(TEXT_INT)      /* adds the number               | n --                                  */  \
    OP(TEXT_ERROR)    /* adds the text of the failure being handled by the innermost `on error` */ \
    OP(SAY) OP(FAIL) OP(NOTE) OP(ASK)                                                              \
    /* -- time: all take the duration; b: PROGRAM_TEXT if a label is in the buffer -- */           \
    OP(COMPUTE)       /*                               | ns --                                 */  \
    OP(IO)            /* b: also PROGRAM_HOLD for `blocking io` | ns --                        */  \
    OP(SLEEP)         /* b: PROGRAM_HOLD for `blocking sleep`   | ns --                        */  \
    OP(IO_MEANWHILE)  /* asks the device; a: the step after the block, gone to at once where the   \
                         wait holds the thread | ns --                                         */  \
    OP(MEANWHILE)     /* top of the block's loop: a: the step after the block, gone to when the    \
                         answer is there. The block ends with MEANWHILE_END                    */  \
    OP(MEANWHILE_END) /* a: the MEANWHILE step to go back to                                   */  \
    OP(IO_THEN)       /* b: PROGRAM_TEXT, PROGRAM_HOLD; a: the step after the block; the block     \
                         begins at the next step and ends with THEN_END | ns --                */  \
    OP(THEN_END)                                                                                   \
    OP(ANSWER)        /* first behind the wait, or in the block of `then`: what the device         \
                         answered              | -- n                                          */  \
    OP(YIELD)         /* plain `yield` outside a generator                                     */  \
    /* -- tasks -- */                                                                              \
    OP(START)         /* a: task index; b: number of arguments | args -- future                */  \
    OP(CALL)          /* a: task index; b: number of arguments | args -- n                     */  \
    OP(RUN)           /* the same, refused where a loop runs | args -- n                       */  \
    OP(RETURN)        /* ends the body; every body ends with PUSH 0, RETURN    | n --          */  \
    OP(AWAIT)         /*                               | future -- n                           */  \
    OP(AWAIT_ALL)     /*                               | --                                    */  \
    OP(AWAIT_ANY)     /*                               | -- n                                  */  \
    OP(GROUP_BEGIN) OP(GROUP_END)                                                                  \
    OP(CANCEL)        /*                               | future --                             */  \
    OP(OFFLOAD)       /* a: the step after the block; b: 1 to processes; the block begins at the   \
                         next step and ends with OFFLOAD_END                                   */  \
    OP(OFFLOAD_END)                                                                                \
    /* -- locks, semaphores, channels: a is the index in program.objects -- */                     \
    OP(ACQUIRE) OP(RELEASE)                                                                        \
    OP(WITH_BEGIN) OP(WITH_END)                                                                    \
    OP(SEND)          /*                               | n --                                  */  \
    OP(RECV)          /*                               | -- n                                  */  \
    /* -- failures -- */                                                                           \
    OP(TRY)           /* a: the first step of the handler                                      */  \
    OP(TRY_END)       /* end of the tried block; a: the step after the handler                 */  \
    OP(HANDLER_END)   /* end of the handler                                                    */  \
    /* -- generators -- */                                                                         \
    OP(CREATE)        /* a: task index; b: number of arguments | args -- generator             */  \
    OP(RESUME)        /* b: 1 if a value is sent       | generator (n) -- n                    */  \
    OP(THROW)         /* text in the buffer            | generator -- n                        */  \
    OP(CLOSE)         /*                               | generator --                          */  \
    OP(GEN_YIELD)     /* any `yield` in the body of a generator; b: 1 if it is a plain one,        \
                         which a task that nobody resumes may run too: it gives up control,        \
                         and 0 is left        | n -- n                                         */  \
    OP(CRASH) OP(EXIT)
/* clang-format on */

enum program_op {
#define OP(name) OP_##name,
    PROGRAM_OPS(OP)
#undef OP
        OP_COUNT
};

enum { PROGRAM_TEXT = 1, PROGRAM_HOLD = 2 };

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
};

enum program_object_kind { OBJECT_LOCK, OBJECT_SEMAPHORE, OBJECT_CHANNEL };

struct program_object {
    enum program_object_kind kind;
    const char *name;
    int64_t size; /* of a semaphore its units, of a channel its room; 1 for a lock */
    uint32_t line;
};

struct program_task {
    const char *name;
    uint32_t line;
    int32_t entry;      /* index of its first step */
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
    const struct program_task *tasks;
    int32_t task_count;
    int32_t main_task; /* index, or -1 */
    const char *const *strings;
    int32_t string_count;
};

const char *program_op_name(enum program_op op);
/* How many values more (or fewer) the evaluation stack holds after the step, on the way to the next
 * one; where a step that keeps a value jumps, one more. */
int program_step_effect(const struct program_step *step);

#endif
