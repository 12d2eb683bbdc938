/* What every statement is compiled to, step by step. */
#include "config.h"

#include "check_main.h"
#include "scenario/program_dump.h"
#include "scenario_text.h"

#include <stdlib.h>
#include <string.h>

#define HEAD                                                                                       \
    "scenario \"t\"\nshared n = 1\nlock l\nlock f x 3\nshared e x 3 = 0\ncondition c2 with "       \
    "l\nbarrier b 3\nsemaphore s = "                                                               \
    "2\nchannel c size 3\n"                                                                        \
    "task two(a, b):\n    return a\ntask use(a, b):\n    acquire a\ntask gen:\n    exit\n"

struct row {
    const char *source, *steps;
};

/* Each is the block of `main`; its last two steps, PUSH 0 and RETURN, are left out. */
static const struct row statements[] = {
    {"say \"a\\n{n}b{{\"", "0 TEXT_BEGIN\n1 TEXT_ADD \"a\\x0A\"\n2 LOAD_SHARED n\n3 TEXT_INT\n"
                           "4 TEXT_ADD \"b{\"\n5 SAY\n"},
    {"say \"\"", "0 TEXT_BEGIN\n1 SAY\n"},
    {"note \"a\"", "0 TEXT_BEGIN\n1 TEXT_ADD \"a\"\n2 NOTE\n"},
    {"ask \"{self}{now}\"", "0 TEXT_BEGIN\n1 SELF\n2 TEXT_INT\n3 NOW\n4 TEXT_INT\n5 ASK\n"},
    {"atomic:\n        n += 1\n    x = n\n    add n x\n    e[1] = e[x]",
     "0 ATOMIC_BEGIN\n1 LOAD_SHARED n guarded\n2 PUSH 1\n3 ADD\n4 STORE_SHARED n 7\n5 ATOMIC_END\n"
     "6 LOAD_SHARED n guarded\n7 STORE 0\n8 LOAD 0\n9 ADD_TO n guarded\n10 POP\n11 LOAD 0\n"
     "12 LOAD_SHARED_AT 3 e[1]\n13 STORE_SHARED e[1] 0\n"},
    {"region hall:\n        exit\n    region hall:\n        crash",
     "0 REGION_BEGIN hall\n1 EXIT\n2 REGION_END hall\n3 REGION_BEGIN hall\n4 CRASH\n"
     "5 REGION_END hall\n"},
    {"x = swap n 1 + 2\n    add n (x)", "0 PUSH 1\n1 PUSH 2\n2 ADD\n3 SWAP n\n4 STORE 0\n5 LOAD 0\n"
                                        "6 ADD_TO n\n7 POP\n"},
    {"add = 1\n    compare n add add\n    compare n add (-1)",
     "0 PUSH 1\n1 STORE 0\n2 LOAD 0\n3 LOAD 0\n4 COMPARE n\n5 POP\n6 LOAD 0\n7 PUSH -1\n"
     "8 COMPARE n\n9 POP\n"},
    {"n = compare n 0 (-1)", "0 PUSH 0\n1 PUSH -1\n2 COMPARE n\n3 STORE_SHARED n 0\n"},
    {"x = add e[n] 1\n    compare e[2] 0 1",
     "0 LOAD_SHARED n\n1 PUSH 1\n2 ADD_TO e[1] of 3\n3 STORE 0\n4 PUSH 0\n5 PUSH 1\n"
     "6 COMPARE e[2]\n7 POP\n"},
    {"add = 1\n    x = add\n    x = add + add",
     "0 PUSH 1\n1 STORE 0\n2 LOAD 0\n3 STORE 1\n4 LOAD 0\n"
     "5 LOAD 0\n6 ADD\n7 STORE 1\n"},
    {"assert n == 1 \"{n}\"",
     "0 FORGET 0 1\n1 LOAD_SHARED n\n2 KEEP 0\n3 PUSH 1\n4 EQ\n5 ASSERT ->11\n6 TEXT_BEGIN\n"
     "7 LOAD_SHARED n\n8 TEXT_INT\n9 ASSERT_FAILED 1 1 \"n == 1\"\n10 ASSERT_VALUE 0\n"
     "11 FORGET 0 1\n"},
    {"assert e[n] == e[2]",
     "0 FORGET 0 3\n1 LOAD_SHARED n\n2 KEEP 0\n3 LOAD_SHARED_AT 3 e[1]\n4 KEEP 1\n"
     "5 LOAD_SHARED e[2]\n6 KEEP 2\n7 EQ\n8 ASSERT ->13\n9 ASSERT_FAILED 0 3 \"e[n] == e[2]\"\n"
     "10 ASSERT_VALUE 0\n11 ASSERT_VALUE 1\n12 ASSERT_VALUE 2\n13 FORGET 0 3\n"},
    {"x = 1\n    assert x or not x",
     "0 PUSH 1\n1 STORE 0\n2 LOAD 0\n3 JUMP_TRUE_KEEP ->6\n4 LOAD 0\n5 NOT\n6 BOOL\n"
     "7 ASSERT ->10\n8 ASSERT_FAILED 0 1 \"x or not x\"\n9 ASSERT_VALUE 0\n"},
    {"fail \"a\"", "0 TEXT_BEGIN\n1 TEXT_ADD \"a\"\n2 FAIL\n"},
    {"compute 1.5ms", "0 PUSH 1500000\n1 COMPUTE\n"},
    {"compute 800us \"x{n}\"", "0 PUSH 800000\n1 TEXT_BEGIN\n2 TEXT_ADD \"x\"\n3 LOAD_SHARED n\n"
                               "4 TEXT_INT\n5 COMPUTE text\n"},
    {"io 1s", "0 PUSH 1000000000\n1 IO\n"},
    {"blocking io 1s \"q\"", "0 PUSH 1000000000\n1 TEXT_BEGIN\n2 TEXT_ADD \"q\"\n3 IO text hold\n"},
    {"io (40 + 20 * self)ms", "0 PUSH 40\n1 PUSH 20\n2 SELF\n3 MUL\n4 ADD\n5 DURATION 1000000\n"
                              "6 IO\n"},
    {"sleep 2ms", "0 PUSH 2000000\n1 SLEEP\n"},
    {"blocking sleep (n)us", "0 LOAD_SHARED n\n1 DURATION 1000\n2 SLEEP hold\n"},
    {"io 1us meanwhile:\n        exit", "0 PUSH 1000\n1 IO_MEANWHILE ->5\n2 MEANWHILE ->5\n3 EXIT\n"
                                        "4 MEANWHILE_END ->2\n"},
    {"io 1us \"q\" then:\n        exit", "0 PUSH 1000\n1 TEXT_BEGIN\n2 TEXT_ADD \"q\"\n"
                                         "3 IO_THEN text ->6\n4 EXIT\n5 THEN_END\n"},
    {"blocking io 1us then:\n        yield",
     "0 PUSH 1000\n1 IO_THEN hold ->4\n2 YIELD\n3 THEN_END\n"},
    {"x = io 1us", "0 PUSH 1000\n1 IO\n2 ANSWER\n3 STORE 0\n"},
    {"n = blocking io 1us \"q\"", "0 PUSH 1000\n1 TEXT_BEGIN\n2 TEXT_ADD \"q\"\n3 IO text hold\n"
                                  "4 ANSWER\n5 STORE_SHARED n 0\n"},
    {"x = io 1us meanwhile:\n        exit",
     "0 PUSH 1000\n1 IO_MEANWHILE ->5\n2 MEANWHILE ->5\n3 EXIT\n4 MEANWHILE_END ->2\n5 ANSWER\n"
     "6 STORE 0\n"},
    {"x = blocking io 1us then:\n        exit",
     "0 PUSH 1000\n1 IO_THEN hold ->6\n2 ANSWER\n3 STORE 0\n4 EXIT\n5 THEN_END\n"},
    {"yield", "0 YIELD\n"},
    {"start two(1, 2)", "0 PUSH 1\n1 PUSH 2\n2 START two 2\n3 POP\n"},
    {"f = start gen", "0 START gen 0\n1 STORE 0\n"},
    {"call gen()", "0 CALL gen 0\n1 POP\n"},
    {"n = call two(-1, 2)", "0 PUSH -1\n1 PUSH 2\n2 CALL two 2\n3 STORE_SHARED n 0\n"},
    {"run gen()", "0 RUN gen 0\n1 POP\n"},
    {"run gen", "0 RUN gen 0\n1 POP\n"},
    {"n = run two(-1, 2)", "0 PUSH -1\n1 PUSH 2\n2 RUN two 2\n3 STORE_SHARED n 0\n"},
    {"return", "0 PUSH 0\n1 RETURN\n"},
    {"return n", "0 LOAD_SHARED n\n1 RETURN\n"},
    {"f = start gen\n    await f\n    x = await f",
     "0 START gen 0\n1 STORE 0\n2 LOAD 0\n3 AWAIT\n4 POP\n5 LOAD 0\n6 AWAIT\n7 STORE 1\n"},
    {"await all", "0 AWAIT_ALL\n"},
    {"f = start gen\n    g = start gen\n    x = await any f, g\n    await any g",
     "0 START gen 0\n1 STORE 0\n2 START gen 0\n3 STORE 1\n4 LOAD 0\n5 LOAD 1\n6 AWAIT_FIRST 2\n7 "
     "STORE 2\n"
     "8 LOAD 1\n9 AWAIT shielded\n10 POP\n"},
    {"f = start gen\n    shielded = f\n    await shielded f\n    await shielded shielded\n"
     "    await shielded\n    await shielded within 1us",
     "0 START gen 0\n1 STORE 0\n2 LOAD 0\n3 STORE 1\n4 LOAD 0\n5 AWAIT shielded\n6 POP\n"
     "7 LOAD 1\n8 AWAIT shielded\n9 POP\n10 LOAD 1\n11 AWAIT\n12 POP\n13 PUSH 1000\n"
     "14 WITHIN\n15 LOAD 1\n16 AWAIT shielded\n17 POP\n18 WITHIN_END\n"},
    {"await any\n    x = await any", "0 AWAIT_ANY\n1 POP\n2 AWAIT_ANY\n3 STORE 0\n"},
    {"f = start gen\n    cancel f", "0 START gen 0\n1 STORE 0\n2 LOAD 0\n3 CANCEL\n"},
    {"f = start gen\n    if done(f):\n        exit",
     "0 START gen 0\n1 STORE 0\n2 LOAD 0\n3 DONE\n4 JUMP_FALSE ->6\n5 EXIT\n"},
    {"group:\n        exit", "0 GROUP_BEGIN\n1 EXIT\n2 GROUP_END\n"},
    {"offload:\n        crash", "0 OFFLOAD 0 ->3\n1 CRASH\n2 OFFLOAD_END\n"},
    {"offload to processes:\n        crash", "0 OFFLOAD 1 ->3\n1 CRASH\n2 OFFLOAD_END\n"},
    {"with s:\n        exit", "0 WITH_BEGIN s\n1 EXIT\n2 WITH_END s\n"},
    {"try acquire l:\n        exit\n    else:\n        crash",
     "0 TRY_ACQUIRE l else ->4\n1 EXIT\n2 WITH_END l\n3 JUMP ->5\n4 CRASH\n"},
    {"try acquire f[n]:\n        exit",
     "0 LOAD_SHARED n\n1 OBJECT_AT 3 f[1]\n2 STORE 0\n3 TRY_ACQUIRE in 0 else ->6\n4 EXIT\n"
     "5 WITH_END in 0\n"},
    {"acquire l\n    release l", "0 ACQUIRE l\n1 RELEASE l\n"},
    {"wait c2\n    signal c2\n    broadcast c2\n    wait b",
     "0 WAIT_BEGIN c2\n1 WAIT c2\n2 SIGNAL c2 0\n3 SIGNAL c2 1\n4 BARRIER b\n"},
    {"wait = 1\n    signal = wait + 1\n    broadcast = signal\n    condition = broadcast\n"
     "    barrier = condition\n    wait += barrier",
     "0 PUSH 1\n1 STORE 0\n2 LOAD 0\n3 PUSH 1\n4 ADD\n5 STORE 1\n6 LOAD 1\n7 STORE 2\n8 LOAD 2\n"
     "9 STORE 3\n10 LOAD 3\n11 STORE 4\n12 LOAD 0\n13 LOAD 4\n14 ADD\n15 STORE 0\n"},
    {"acquire f[n]\n    with f[2]:\n        exit",
     "0 LOAD_SHARED n\n1 OBJECT_AT 3 f[1]\n2 STORE 0\n3 ACQUIRE in 0\n4 WITH_BEGIN f[2]\n5 EXIT\n"
     "6 WITH_END f[2]\n"},
    {"e[n] = e[2]", "0 LOAD_SHARED e[2]\n1 LOAD_SHARED n\n2 STORE_SHARED_AT 3 e[1] 0\n"},
    {"e[n] += e[self]\n    e[1] = 4",
     "0 LOAD_SHARED n\n1 STORE 0\n2 LOAD 0\n3 LOAD_SHARED_AT 3 e[1]\n4 SELF\n"
     "5 LOAD_SHARED_AT 3 e[1]\n6 ADD\n7 LOAD 0\n8 STORE_SHARED_AT 3 e[1] 5\n9 PUSH 4\n"
     "10 STORE_SHARED e[1] 0\n"},
    {"start use(l, f[n])\n    start use(f[3], n)",
     "0 OBJECT l\n1 LOAD_SHARED n\n2 OBJECT_AT 3 f[1]\n3 START use 2\n4 POP\n5 PUSH 3\n"
     "6 OBJECT_AT 3 f[1]\n7 LOAD_SHARED n\n8 START use 2\n9 POP\n"},
    {"send c n\n    recv c\n    x = recv c",
     "0 LOAD_SHARED n\n1 SEND c\n2 RECV c\n3 POP\n4 RECV c\n5 STORE 0\n"},
    {"repeat recv c as x:\n        say \"{x}\"\n    repeat recv c:\n        exit",
     "0 REPEAT_RECV c ->7\n1 STORE 0\n2 TEXT_BEGIN\n3 LOAD 0\n4 TEXT_INT\n5 SAY\n"
     "6 JUMP ->0\n7 REPEAT_RECV c ->11\n8 POP\n9 EXIT\n10 JUMP ->7\n"},
    {"select:\n        x = recv c:\n            exit\n        send c n + 1:\n            x = 1\n"
     "        timeout 2us:\n            exit",
     "0 LOAD_SHARED n\n1 PUSH 1\n2 ADD\n3 PUSH 2000\n4 SELECT 3 2\n5 SELECT_RECV c ->8\n"
     "6 SELECT_SEND c ->12\n7 SELECT_TIMEOUT ->15\n8 RECEIVED\n9 STORE 0\n10 EXIT\n"
     "11 JUMP ->16\n12 PUSH 1\n13 STORE 0\n14 JUMP ->16\n15 EXIT\n"},
    {"select:\n        recv c:\n            timeout = 1\n    select = 1",
     "0 SELECT 1 0\n1 SELECT_RECV c ->2\n2 PUSH 1\n3 STORE 0\n4 PUSH 1\n5 STORE 1\n"},
    {"close c", "0 SHUT c\n"},
    {"c = create gen\n    close c", "0 CREATE gen 0\n1 STORE 0\n2 LOAD 0\n3 CLOSE\n"},
    {"x = 1\n    x += 2\n    x -= n",
     "0 PUSH 1\n1 STORE 0\n2 LOAD 0\n3 PUSH 2\n4 ADD\n5 STORE 0\n6 LOAD 0\n7 LOAD_SHARED n\n"
     "8 SUB\n9 STORE 0\n"},
    {"n += 1", "0 LOAD_SHARED n\n1 PUSH 1\n2 ADD\n3 STORE_SHARED n 5\n"},
    {"n = 1 + n", "0 PUSH 1\n1 LOAD_SHARED n\n2 ADD\n3 STORE_SHARED n 4\n"},
    {"x = n\n    n = x + 1",
     "0 LOAD_SHARED n\n1 STORE 0\n2 LOAD 0\n3 PUSH 1\n4 ADD\n5 STORE_SHARED n 4\n"},
    {"n = 1 + 2", "0 PUSH 1\n1 PUSH 2\n2 ADD\n3 STORE_SHARED n 0\n"},
    {"e[1] = e[2] + n", "0 LOAD_SHARED e[2]\n1 LOAD_SHARED n\n2 ADD\n3 STORE_SHARED e[1] 4\n"},
    {"n = n - 1", "0 LOAD_SHARED n\n1 PUSH 1\n2 SUB\n3 STORE_SHARED n 0\n"},
    {"repeat n:\n        yield",
     "0 LOAD_SHARED n\n1 STORE 0\n2 PUSH 0\n3 STORE 1\n4 LOAD 1\n5 LOAD 0\n6 LT\n"
     "7 JUMP_FALSE ->14\n8 LOAD 1\n9 PUSH 1\n10 ADD\n11 STORE 1\n12 YIELD\n13 JUMP ->4\n"},
    {"repeat 2 as i:\n        yield",
     "0 PUSH 2\n1 STORE 1\n2 PUSH 0\n3 STORE 2\n4 LOAD 2\n5 LOAD 1\n6 LT\n"
     "7 JUMP_FALSE ->16\n8 LOAD 2\n9 PUSH 1\n10 ADD\n11 STORE 2\n12 LOAD 2\n13 STORE 0\n"
     "14 YIELD\n15 JUMP ->4\n"},
    {"while n:\n        yield", "0 LOAD_SHARED n\n1 JUMP_FALSE ->4\n2 YIELD\n3 JUMP ->0\n"},
    {"if n:\n        yield", "0 LOAD_SHARED n\n1 JUMP_FALSE ->3\n2 YIELD\n"},
    {"if n:\n        yield\n    else if 1:\n        exit\n    else:\n        crash",
     "0 LOAD_SHARED n\n1 JUMP_FALSE ->4\n2 YIELD\n3 JUMP ->9\n4 PUSH 1\n5 JUMP_FALSE ->8\n6 EXIT\n"
     "7 JUMP ->9\n8 CRASH\n"},
    {"try:\n        fail \"a\"\n    on error:\n        say \"{error}\"",
     "0 TRY ->5\n1 TEXT_BEGIN\n2 TEXT_ADD \"a\"\n3 FAIL\n4 TRY_END ->9\n5 TEXT_BEGIN\n"
     "6 TEXT_ERROR\n7 SAY\n8 HANDLER_END\n"},
    {"try:\n        yield\n    on cancel:\n        exit",
     "0 TRY cancel ->3\n1 YIELD\n2 TRY_END ->5\n3 EXIT\n4 ON_CANCEL_END\n"},
    {"try:\n        yield\n    finally:\n        exit",
     "0 FINALLY ->3\n1 YIELD\n2 FINALLY_BEGIN\n3 EXIT\n4 FINALLY_END\n"},
    {"try:\n        yield\n    on cancel:\n        crash\n    on error:\n        exit\n    "
     "finally:\n"
     "        yield",
     "0 FINALLY ->10\n1 TRY ->4 cancel ->7\n2 YIELD\n3 TRY_END ->9\n4 EXIT\n5 HANDLER_END\n"
     "6 JUMP ->9\n7 CRASH\n8 ON_CANCEL_END\n9 FINALLY_BEGIN\n10 YIELD\n11 FINALLY_END\n"},
    {"within 5ms:\n        yield", "0 PUSH 5000000\n1 WITHIN\n2 YIELD\n3 WITHIN_END\n"},
    {"within (n)ms:\n        yield\n    on timeout:\n        exit",
     "0 LOAD_SHARED n\n1 DURATION 1000000\n2 WITHIN ->5\n3 YIELD\n4 WITHIN_END ->6\n5 EXIT\n"},
    {"f = start gen\n    x = await f within 1us",
     "0 START gen 0\n1 STORE 0\n2 PUSH 1000\n3 WITHIN\n4 LOAD 0\n5 AWAIT shielded\n6 STORE 1\n"
     "7 WITHIN_END\n"},
    {"await all within 1us\n    await any within (n)us",
     "0 PUSH 1000\n1 WITHIN\n2 AWAIT_ALL shielded\n3 WITHIN_END\n4 LOAD_SHARED n\n5 DURATION 1000\n"
     "6 WITHIN\n7 AWAIT_ANY\n8 POP\n9 WITHIN_END\n"},
    {"within = start gen\n    await within within 1us\n    timeout = 1\n    timeout += timeout",
     "0 START gen 0\n1 STORE 0\n2 PUSH 1000\n3 WITHIN\n4 LOAD 0\n5 AWAIT shielded\n6 POP\n7 "
     "WITHIN_END\n"
     "8 PUSH 1\n9 STORE 1\n10 LOAD 1\n11 LOAD 1\n12 ADD\n13 STORE 1\n"},
    {"finally = 1\n    finally += finally",
     "0 PUSH 1\n1 STORE 0\n2 LOAD 0\n3 LOAD 0\n4 ADD\n5 STORE 0\n"},
    {"x = n and 1 or not 0",
     "0 LOAD_SHARED n\n1 JUMP_FALSE_KEEP ->3\n2 PUSH 1\n3 BOOL\n4 JUMP_TRUE_KEEP ->7\n5 PUSH 0\n"
     "6 NOT\n7 BOOL\n8 STORE 0\n"},
    {"x = 1 + 2 * 3 - 4", "0 PUSH 1\n1 PUSH 2\n2 PUSH 3\n3 MUL\n4 ADD\n5 PUSH 4\n6 SUB\n"
                          "7 STORE 0\n"},
    {"x = (1 + 2) % -n", "0 PUSH 1\n1 PUSH 2\n2 ADD\n3 LOAD_SHARED n\n4 NEG\n5 MOD\n6 STORE 0\n"},
    {"x = 8 / 4 / 2", "0 PUSH 8\n1 PUSH 4\n2 DIV\n3 PUSH 2\n4 DIV\n5 STORE 0\n"},
    {"x = not 1 == 2", "0 PUSH 1\n1 PUSH 2\n2 EQ\n3 NOT\n4 STORE 0\n"},
    {"x = 1 != 2 <= 3", "0 PUSH 1\n1 PUSH 2\n2 NE\n3 PUSH 3\n4 LE\n5 STORE 0\n"},
    {"x = -9223372036854775808", "0 PUSH -9223372036854775808\n1 STORE 0\n"},
    {"x = 9223372036854775807", "0 PUSH 9223372036854775807\n1 STORE 0\n"},
    {"이름 = 1\n    say \"{이름}\"",
     "0 PUSH 1\n1 STORE 0\n2 TEXT_BEGIN\n3 LOAD 0\n4 TEXT_INT\n5 SAY\n"},
    {"model = 1\n    every = model", "0 PUSH 1\n1 STORE 0\n2 LOAD 0\n3 STORE 1\n"},
    {"crash\n    exit", "0 CRASH\n1 EXIT\n"},
    /* words of the language before a name, else names */
    {"close = 1\n    close += 1", "0 PUSH 1\n1 STORE 0\n2 LOAD 0\n3 PUSH 1\n4 ADD\n5 STORE 0\n"},
    {"run = 1\n    x = run and 2", "0 PUSH 1\n1 STORE 0\n2 LOAD 0\n3 JUMP_FALSE_KEEP ->5\n"
                                   "4 PUSH 2\n5 BOOL\n6 STORE 1\n"},
    {"run = 1\n    x = run\n    x = run + run",
     "0 PUSH 1\n1 STORE 0\n2 LOAD 0\n3 STORE 1\n4 LOAD 0\n5 LOAD 0\n6 ADD\n7 STORE 1\n"},
};

/* Each is the block of a generator. */
static const struct row generators[] = {
    {"yield", "0 PUSH 0\n1 GEN_YIELD 1\n2 POP\n"},
    {"yield n", "0 LOAD_SHARED n\n1 GEN_YIELD 0\n2 POP\n"},
    {"x = yield", "0 PUSH 0\n1 GEN_YIELD 0\n2 STORE 0\n"},
    {"n = yield 5", "0 PUSH 5\n1 GEN_YIELD 0\n2 STORE_SHARED n 0\n"},
    {"io 1us then:\n        yield", "0 PUSH 1000\n1 IO_THEN ->4\n2 YIELD\n3 THEN_END\n"},
    {"g = create two(1, 2)\n    resume g\n    x = resume g\n    x = resume g with n",
     "0 PUSH 1\n1 PUSH 2\n2 CREATE two 2\n3 STORE 0\n4 LOAD 0\n5 RESUME 0\n6 POP\n7 LOAD 0\n"
     "8 RESUME 0\n9 STORE 1\n10 LOAD 0\n11 LOAD_SHARED n\n12 RESUME 1\n13 STORE 1\n"},
    {"g = create gen\n    throw g \"a\"\n    x = throw g \"{n}\"",
     "0 CREATE gen 0\n1 STORE 0\n2 LOAD 0\n3 TEXT_BEGIN\n4 TEXT_ADD \"a\"\n5 THROW\n6 POP\n"
     "7 LOAD 0\n8 TEXT_BEGIN\n9 LOAD_SHARED n\n10 TEXT_INT\n11 THROW\n12 STORE 1\n"},
    {"g = create gen\n    close g", "0 CREATE gen 0\n1 STORE 0\n2 LOAD 0\n3 CLOSE\n"},
    {"close = create gen\n    close close", "0 CREATE gen 0\n1 STORE 0\n2 LOAD 0\n3 CLOSE\n"},
};

static const struct program *compile(struct scenario *scenario, enum model_id model)
{
    struct diag_list list = {0};
    const struct program *program = scenario_compile(scenario, model, &list);
    ck_assert_int_eq(list.count, 0);
    ck_assert_ptr_nonnull(program);
    return program;
}

static int32_t task_named(const struct program *program, const char *name)
{
    for (int32_t i = 0; i < program->task_count; i++)
        if (strcmp(program->tasks[i].name, name) == 0)
            return i;
    ck_abort_msg("no task %s", name);
    return -1;
}

/* Every body ends with PUSH 0 and RETURN; the steps before them are compared. */
static void assert_steps(const struct program *program, const char *task, const char *expected)
{
    struct strbuf steps = STRBUF_INIT, wanted = STRBUF_INIT;
    int count = 0;
    for (const char *at = expected; *at; at++)
        count += *at == '\n';
    strbuf_addf(&wanted, "%s%d PUSH 0\n%d RETURN\n", expected, count, count + 1);
    program_dump_task(program, task_named(program, task), &steps);
    ck_assert_str_eq(strbuf_str(&steps), strbuf_str(&wanted));
    strbuf_release(&steps);
    strbuf_release(&wanted);
}

static void assert_block(const char *before, const struct row *row, const char *task)
{
    struct strbuf source = STRBUF_INIT;
    strbuf_addf(&source, "%s%s\n", before, row->source);
    struct scenario *scenario = text_read_good(strbuf_str(&source));
    assert_steps(compile(scenario, MODEL_COROUTINES), task, row->steps);
    scenario_free(scenario);
    strbuf_release(&source);
}

START_TEST(of_statements)
{
    assert_block(HEAD "task main:\n    ", &statements[_i], "main");
}
END_TEST

START_TEST(of_generators)
{
    assert_block(HEAD "task main:\n    h = create maker\n    resume h\ntask maker:\n    ",
                 &generators[_i], "maker");
}
END_TEST

START_TEST(a_body_called_by_a_generator_is_one)
{
    struct scenario *scenario =
        text_read_good("scenario \"t\"\ntask main:\n    g = create a\n    resume g\n    yield\n"
                       "task a:\n    call b\ntask b:\n    yield 1\ntask c:\n    yield\n");
    const struct program *program = compile(scenario, MODEL_CALLBACKS);
    assert_steps(program, "b", "0 PUSH 1\n1 GEN_YIELD 0\n2 POP\n");
    assert_steps(program, "c", "0 YIELD\n");
    assert_steps(program, "main",
                 "0 CREATE a 0\n1 STORE 0\n2 LOAD 0\n3 RESUME 0\n4 POP\n5 YIELD\n");
    scenario_free(scenario);
}
END_TEST

/* A plain yield says so: a task that was started may come by it too. */
START_TEST(a_body_that_is_created_and_started)
{
    struct scenario *scenario =
        text_read_good("scenario \"t\"\ntask main:\n    g = create a\n    resume g\n    start a\n"
                       "task a:\n    yield\n");
    assert_steps(compile(scenario, MODEL_CALLBACKS), "a", "0 PUSH 0\n1 GEN_YIELD 1\n2 POP\n");
    scenario_free(scenario);
}
END_TEST

/* Also through another one, whichever is compiled first, but not by a comparison or beside it. */
START_TEST(what_the_clock_said_is_known)
{
    struct scenario *scenario = text_read_good(
        "scenario \"t\"\nshared a = 0\nshared b = 0\nshared c = 0\nshared d = 0\nshared e = 0\n"
        "task one:\n    b = a * 2\n    b += 1\n"
        "task main:\n    t = now\n    if now > 5:\n        c = 3\n    d = (now > 5) + 1\n"
        "    say \"{now}\"\n    c = 4\n    e += now - t\n    t = 1\n    a = t\n    start one\n");
    const struct program *program = compile(scenario, MODEL_COROUTINES);
    const bool wanted[] = {true, true, false, false, true};
    ck_assert_int_eq(program->shared_count, 5);
    for (int i = 0; i < 5; i++)
        ck_assert_msg(program->shared[i].of_clock == wanted[i], "%s", program->shared[i].name);
    scenario_free(scenario);
}
END_TEST

START_TEST(a_parameter_hides_a_shared_variable)
{
    struct scenario *scenario = text_read_good("scenario \"t\"\nshared n = 1\ntask main:\n    call "
                                               "b(n)\ntask b(n):\n    n += 1\n");
    assert_steps(compile(scenario, MODEL_GIL), "b", "0 LOAD 0\n1 PUSH 1\n2 ADD\n3 STORE 0\n");
    scenario_free(scenario);
}
END_TEST

START_TEST(tasks_know_how_they_start)
{
    struct scenario *scenario =
        text_read_good("scenario \"t\"\ntask a x 3 every 5ms after 1s:\n    exit\n"
                       "task b(n) :\n    say \"{n}\"\ntask c after 2ms x 1:\n    exit\n");
    const struct program_task *tasks = compile(scenario, MODEL_GIL)->tasks;
    ck_assert(tasks[0].starts_itself && tasks[0].numbered && tasks[0].copies == 3);
    ck_assert_int_eq(tasks[0].every_ns, 5000000);
    ck_assert_int_eq(tasks[0].after_ns, 1000000000);
    ck_assert(!tasks[1].starts_itself && !tasks[1].numbered && tasks[1].copies == 1);
    ck_assert_uint_eq(tasks[1].params, 1);
    ck_assert(tasks[2].starts_itself && tasks[2].numbered && tasks[2].copies == 1);
    ck_assert_int_eq(compile(scenario, MODEL_GIL)->main_task, -1);
    scenario_free(scenario);
}
END_TEST

START_TEST(main_alone_starts_itself)
{
    struct scenario *scenario =
        text_read_good("scenario \"t\"\ntask a:\n    exit\ntask main:\n    start a\n");
    const struct program *program = compile(scenario, MODEL_GIL);
    ck_assert(!program->tasks[0].starts_itself);
    ck_assert(program->tasks[1].starts_itself);
    ck_assert_int_eq(program->main_task, 1);
    scenario_free(scenario);
}
END_TEST

START_TEST(steps_keep_their_lines)
{
    struct scenario *scenario = text_read_good("scenario \"t\"\ntask a:\n    repeat 2:\n"
                                               "        say \"x\"\n\n    if now:\n        exit\n");
    const struct program *program = compile(scenario, MODEL_GIL);
    static const uint32_t lines[] = {3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 3, 6, 6, 7, 6, 6};
    ck_assert_int_eq(program->step_count, (int)(sizeof lines / sizeof lines[0]));
    for (int32_t i = 0; i < program->step_count - 2; i++)
        ck_assert_msg(program->steps[i].line == lines[i], "step %d: line %u", i,
                      program->steps[i].line);
    ck_assert_uint_eq(program->steps[12].column, 9);
    scenario_free(scenario);
}
END_TEST

START_TEST(header_and_defaults)
{
    struct scenario *scenario = text_read_good("scenario \"t\"\ntask main:\n    exit\n");
    const struct program *program = compile(scenario, MODEL_GIL);
    struct program_settings s = program->settings;
    ck_assert_str_eq(program->title, "t");
    ck_assert_str_eq(program->about, "");
    ck_assert(s.workers == 0 && s.cores == 0 && s.pool == 32 && !s.pool_gil && s.device == 0);
    ck_assert(!s.until_main_ends && !s.memory_relaxed && s.switch_interval_ns == 5000000);
    ck_assert(s.poll_interval_ns == 1000000 && s.limit_ns == 30000000000);
    ck_assert_int_eq(scenario_model_count(scenario), 1);
    ck_assert_int_eq(scenario_model_at(scenario, 0), MODEL_COROUTINES);
    scenario_free(scenario);

    scenario = text_read_good(
        "scenario \"{t}\" # c\nabout \"One.\"\nworkers 2\ncores 3\npool 4 gil\ndevice 5\n"
        "until main ends\nswitch interval 500us\npoll interval 0.5ms\nlimit 1.25s\n"
        "model async-blocking, gil\nabout \"Two \\\"#\\\".\"\nshared n = -7\nlock l\n"
        "semaphore s = 0\nchannel c\nchannel d size 9\r\nbounded semaphore b = 2\n"
        "fair lock f\nfair semaphore g = 3\nfair bounded semaphore h = 4\ntask main:\r\n    exit");
    program = compile(scenario, MODEL_GIL);
    s = program->settings;
    ck_assert_str_eq(program->title, "{t}");
    ck_assert_str_eq(program->about, "One. Two \"#\".");
    ck_assert(s.workers == 2 && s.cores == 3 && s.pool == 4 && s.pool_gil && s.device == 5);
    ck_assert(s.until_main_ends && s.switch_interval_ns == 500000);
    ck_assert(s.poll_interval_ns == 500000 && s.limit_ns == 1250000000);
    ck_assert_int_eq(scenario_model_count(scenario), 2);
    ck_assert_int_eq(scenario_model_at(scenario, 0), MODEL_ASYNC_BLOCKING);
    ck_assert(scenario_names_model(scenario, MODEL_GIL));
    ck_assert(!scenario_names_model(scenario, MODEL_COROUTINES));
    ck_assert(program->shared_count == 1 && program->shared[0].initial == -7);
    static const struct program_object objects[] = {{OBJECT_LOCK, "l", 1, 14},
                                                    {OBJECT_SEMAPHORE, "s", 0, 15},
                                                    {OBJECT_CHANNEL, "c", 1, 16},
                                                    {OBJECT_CHANNEL, "d", 9, 17},
                                                    {OBJECT_SEMAPHORE, "b", 2, 18, true},
                                                    {OBJECT_LOCK, "f", 1, 19, false, true},
                                                    {OBJECT_SEMAPHORE, "g", 3, 20, false, true},
                                                    {OBJECT_SEMAPHORE, "h", 4, 21, true, true}};
    ck_assert_int_eq(program->object_count, 8);
    for (int i = 0; i < 8; i++) {
        ck_assert(program->objects[i].fair == objects[i].fair);
        ck_assert(program->objects[i].bounded == objects[i].bounded);
        ck_assert(program->objects[i].kind == objects[i].kind);
        ck_assert_str_eq(program->objects[i].name, objects[i].name);
        ck_assert_int_eq(program->objects[i].size, objects[i].size);
        ck_assert_uint_eq(program->objects[i].line, objects[i].line);
    }
    scenario_free(scenario);
}
END_TEST

/* The depth that is claimed is the depth that is reached, on the way straight through. */
START_TEST(stack_is_as_deep_as_it_says)
{
    struct scenario *scenario = text_read_good(
        "scenario \"t\"\ntask a:\n    x = 1 + (2 * (3 - (4 + 5)))\n    y = x and (x or x + 1)\n"
        "    io (x + y)ms \"{x + y}\"\n    call b(1, 2, 3 + 4, 5)\ntask b(p, q, r, s):\n"
        "    return p + q + r + s\n");
    const struct program *program = compile(scenario, MODEL_GIL);
    ck_assert_uint_eq(program->tasks[0].stack, 5);
    ck_assert_uint_eq(program->tasks[1].stack, 2);
    for (int32_t i = 0, depth = 0; i < program->step_count; i++) {
        depth += program_step_effect(&program->steps[i]);
        ck_assert_int_ge(depth, 0);
        if (program->steps[i].op == OP_RETURN)
            ck_assert_int_eq(depth, 0);
    }
    scenario_free(scenario);
}
END_TEST

START_TEST(a_model_that_lacks_a_statement_refuses)
{
    struct diag_list list = {0};
    struct scenario *scenario = text_read_good("scenario \"t\"\ntask main:\n    g = create b\n"
                                               "    resume g\ntask b:\n    yield 1\n");
    ck_assert_ptr_null(scenario_compile(scenario, MODEL_THREADS, &list));
    char *text = text_of_list(&list);
    ck_assert_str_eq(text, "3:9+6: `create` does not exist under threads [generators run on one "
                           "thread: " TEXT_ONE_THREAD_MODELS " have them]\n"
                           "4:5+6: `resume` does not exist under threads [generators run on one "
                           "thread: " TEXT_ONE_THREAD_MODELS " have them]\n"
                           "6:5+5: `yield` with a value does not exist under threads [generators "
                           "run on one thread: " TEXT_ONE_THREAD_MODELS " have them]\n");
    free(text);
    diag_release(&list);
    for (int model = MODEL_BLOCKING; model <= MODEL_COROUTINES; model++)
        compile(scenario, (enum model_id)model);
    scenario_free(scenario);
}
END_TEST

START_TEST(every_operation_has_a_name)
{
    for (int op = 0; op < OP_COUNT; op++)
        ck_assert_ptr_nonnull(program_op_name((enum program_op)op));
    ck_assert_str_eq(program_op_name(OP_PUSH), "PUSH");
    ck_assert_str_eq(program_op_name(OP_EXIT), "EXIT");
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof(table)[0])

static Suite *make_suite(void)
{
    Suite *suite = suite_create("compile");
    TCase *tcase = tcase_create("compile");
    tcase_add_loop_test(tcase, of_statements, 0, ROWS(statements));
    tcase_add_loop_test(tcase, of_generators, 0, ROWS(generators));
    tcase_add_test(tcase, a_body_called_by_a_generator_is_one);
    tcase_add_test(tcase, a_body_that_is_created_and_started);
    tcase_add_test(tcase, what_the_clock_said_is_known);
    tcase_add_test(tcase, a_parameter_hides_a_shared_variable);
    tcase_add_test(tcase, tasks_know_how_they_start);
    tcase_add_test(tcase, main_alone_starts_itself);
    tcase_add_test(tcase, steps_keep_their_lines);
    tcase_add_test(tcase, header_and_defaults);
    tcase_add_test(tcase, stack_is_as_deep_as_it_says);
    tcase_add_test(tcase, a_model_that_lacks_a_statement_refuses);
    tcase_add_test(tcase, every_operation_has_a_name);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(make_suite)
