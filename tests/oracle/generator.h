/* Random scenarios: valid programs with every statement of the language, nested, the same for a
 * seed on every machine. What they say is nonsense; what they do is meant to be met seldom in a
 * lesson: waits that are cancelled, cycles, failures in groups, callbacks that are left behind.
 *
 * A statement is a row of the table in generator.c: its weight, where it may stand, and what writes
 * it. A program that `baton check` refuses is a fault of this file. */
#ifndef BATON_ORACLE_GENERATOR_H
#define BATON_ORACLE_GENERATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strbuf.h"

/* The statements there are; GENERATE_ALL in `statements` has every one. */
enum generate_statement {
    GENERATE_SAY,
    GENERATE_NOTE,
    GENERATE_COMPUTE,
    GENERATE_IO,
    GENERATE_SLEEP,
    GENERATE_MEANWHILE,
    GENERATE_THEN,
    GENERATE_YIELD,
    GENERATE_START,
    GENERATE_CALL,
    GENERATE_AWAIT,
    GENERATE_AWAIT_ALL,
    GENERATE_AWAIT_ANY,
    GENERATE_AWAIT_FIRST,
    GENERATE_GROUP,
    GENERATE_CANCEL,
    GENERATE_OFFLOAD,
    GENERATE_WITH,
    GENERATE_ACQUIRE,
    GENERATE_CONDITION,
    GENERATE_SIGNAL,
    GENERATE_BARRIER,
    GENERATE_ELEMENT,
    GENERATE_ARGUMENT,
    GENERATE_SEND,
    GENERATE_RECV,
    GENERATE_CLOSE_CHANNEL,
    GENERATE_REPEAT_RECV,
    GENERATE_SELECT,
    GENERATE_ASSIGN,
    GENERATE_REPEAT,
    GENERATE_WHILE,
    GENERATE_IF,
    GENERATE_TRY,
    GENERATE_TRY_ALL,
    GENERATE_WITHIN,
    GENERATE_AWAIT_WITHIN,
    GENERATE_FAIL,
    GENERATE_RETURN,
    GENERATE_CREATE,
    GENERATE_RESUME,
    GENERATE_THROW,
    GENERATE_YIELD_VALUE,
    GENERATE_CRASH,
    GENERATE_EXIT,
    GENERATE_ASSERT,
    GENERATE_ATOMIC,
    GENERATE_TRY_ACQUIRE,
    GENERATE_REGION,
    GENERATE_ATOMIC_BLOCK,
    GENERATE_STATEMENTS
};
#define GENERATE_ALL ((UINT64_C(1) << GENERATE_STATEMENTS) - 1)

/* What a program may have. A plain one says and does anything. In a `determined` one the times are
 * spread, so that few events fall together, each line that is said is another one, and nothing
 * depends on the clock; which statements it has is chosen, too, and what else it may have: */
struct generate_rules {
    bool determined;
    uint64_t statements;  /* bits 1 << enum generate_statement */
    bool holds;           /* `blocking io`, `blocking sleep` */
    bool answers;         /* `x = io` */
    bool run;             /* `run` beside `call` */
    bool waits_in_blocks; /* statements that wait stand in loops, `if`, `try` and `with`, too */
    bool unshared;        /* it leaves the shared variables alone */
    bool paired;          /* mostly who sends receives, too: else most programs end in a deadlock */
    int scale;            /* waits are so much longer; 0: they are not */
    bool copies;          /* `x N`, `every D`, `after D` */
    bool until_main_ends, device, size_0;
    bool small;     /* two or three tasks, which do little: its schedules can all be tried */
    bool workers;   /* … and of them some have `workers` */
    bool unlimited; /* no wait has a limit by `within`, unless that is among the statements */
    uint64_t many;  /* there are more of these statements */
};

/* Appends the program of a seed, without a `model` line (baton takes -m). True: it has generators,
 * so only the models with a single thread can run it. */
bool generate(uint64_t seed, struct strbuf *out);
bool generate_by(uint64_t seed, const struct generate_rules *rules, struct strbuf *out);
/* A number below `count`, that only the seed and `salt` say. */
uint32_t generate_choice(uint64_t seed, uint32_t salt, uint32_t count);

#endif
