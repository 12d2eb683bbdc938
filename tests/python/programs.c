/* Random programs whose order is determined, each as a scenario and in Python: what run_many.py
 * compares. `programs MODEL SEED COUNT` prints for each seed from SEED on
 *
 *     SEED BYTES BYTES
 *
 * and so many bytes of the scenario and of its translation. One that is refused, which is a fault
 * of the table below, has the reason in place of a program, and a `!` behind its line.
 *
 * `gevent` is gil, for greenlets: nothing holds them, and who is first after a `start` is not the
 * same as in a coroutine. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/strbuf.h"
#include "oracle/generator.h"
#include "python/python.h"
#include "scenario/scenario.h"

/* Where baton and CPython are known to differ, and programs have none of it until they do not (the
 * others are in situations.py). When main ends, who is ready in asyncio goes on to its next wait.
 */
enum { READY_TASKS_RUN_ON = true };
/* A call that holds its thread is not ended by a time limit that is over. */
enum { HELD_CALLS_OUTLAST_LIMITS = true };

#define HAS(kind) (UINT64_C(1) << GENERATE_##kind)

static const uint64_t plain = HAS(SAY) | HAS(COMPUTE) | HAS(IO) | HAS(SLEEP) | HAS(ASSIGN) |
                              HAS(REPEAT) | HAS(WHILE) | HAS(IF) | HAS(NOTE) | HAS(ASSERT) |
                              HAS(REGION);

/* What the programs of a model have. */
static struct generate_rules rules_of(enum model_id model)
{
    struct generate_rules rules = {.determined = true, .waits_in_blocks = true};
    switch (model) {
    case MODEL_COROUTINES:
        rules.statements = plain | HAS(START) | HAS(AWAIT) | HAS(YIELD) | HAS(CALL) | HAS(RETURN) |
                           HAS(TRY) | HAS(TRY_ALL) | HAS(FAIL) | HAS(WITH) | HAS(ACQUIRE) |
                           HAS(SEND) | HAS(RECV) | HAS(CANCEL) | HAS(GROUP) | HAS(WITHIN) |
                           HAS(AWAIT_WITHIN) | HAS(AWAIT_ALL) | HAS(AWAIT_ANY) | HAS(AWAIT_FIRST) |
                           HAS(THEN);
        rules.holds = rules.answers = rules.device = true;
        rules.until_main_ends = READY_TASKS_RUN_ON;
        break;
    case MODEL_ASYNC_BLOCKING:
        rules.statements = plain | HAS(START) | HAS(AWAIT) | HAS(YIELD) | HAS(CALL) | HAS(RETURN) |
                           HAS(TRY) | HAS(TRY_ALL) | HAS(FAIL) | HAS(WITH) | HAS(ACQUIRE) |
                           HAS(SEND) | HAS(RECV) | HAS(CANCEL) | HAS(GROUP) | HAS(WITHIN) |
                           HAS(AWAIT_WITHIN) | HAS(AWAIT_ALL) | HAS(AWAIT_ANY) | HAS(AWAIT_FIRST) |
                           HAS(THEN);
        rules.holds = rules.answers = true;
        rules.until_main_ends = READY_TASKS_RUN_ON;
        break;
    case MODEL_BLOCKING:
        rules.statements = plain | HAS(START) | HAS(AWAIT) | HAS(YIELD) | HAS(CALL) | HAS(RETURN) |
                           HAS(TRY) | HAS(TRY_ALL) | HAS(FAIL) | HAS(WITH) | HAS(ACQUIRE) |
                           HAS(SEND) | HAS(RECV) | HAS(CANCEL) | HAS(AWAIT_ALL) | HAS(AWAIT_ANY) |
                           HAS(AWAIT_FIRST) | HAS(AWAIT_WITHIN) | HAS(CREATE) | HAS(RESUME) |
                           HAS(THROW) | HAS(YIELD_VALUE);
        rules.holds = rules.answers = rules.device = rules.until_main_ends = rules.run = true;
        break;
    case MODEL_CALLBACKS:
        rules.statements = plain | HAS(START) | HAS(AWAIT) | HAS(YIELD) | HAS(CALL) | HAS(RETURN) |
                           HAS(FAIL) | HAS(AWAIT_ALL) | HAS(THEN);
        rules.holds = rules.answers = rules.device = true;
        rules.until_main_ends = READY_TASKS_RUN_ON;
        rules.waits_in_blocks = false;
        break;
    case MODEL_GIL:
        rules.statements = plain | HAS(START) | HAS(AWAIT) | HAS(YIELD) | HAS(CALL) | HAS(RETURN) |
                           HAS(TRY) | HAS(TRY_ALL) | HAS(FAIL) | HAS(WITH) | HAS(ACQUIRE) |
                           HAS(SEND) | HAS(RECV) | HAS(AWAIT_ALL) | HAS(AWAIT_ANY) |
                           HAS(AWAIT_FIRST) | HAS(AWAIT_WITHIN) | HAS(THEN) | HAS(GROUP) |
                           HAS(OFFLOAD);
        rules.holds = rules.answers = rules.device = rules.run = rules.paired = true;
        break;
    case MODEL_PROCESSES:
        /* What computes is late by what others on the machine take: waits say who is first. */
        rules.statements = plain | HAS(START) | HAS(AWAIT) | HAS(YIELD) | HAS(CALL) | HAS(RETURN) |
                           HAS(TRY) | HAS(TRY_ALL) | HAS(FAIL) | HAS(WITH) | HAS(ACQUIRE) |
                           HAS(SEND) | HAS(RECV) | HAS(AWAIT_ALL) | HAS(AWAIT_ANY) |
                           HAS(AWAIT_FIRST) | HAS(AWAIT_WITHIN) | HAS(THEN);
        rules.statements &= ~(HAS(COMPUTE) | HAS(ASSERT));
        rules.unshared = true; /* who is first after a `start`, the kernel says */
        rules.holds = rules.answers = rules.device = rules.run = rules.paired = true;
        rules.scale = 3; /* a process takes its time to begin */
        break;
    case MODEL_POLLING:
    case MODEL_THREADS:
    case MODEL_COUNT:
        break;
    }
    if (model_is_single_thread(model)) /* Python's threads have none */
        rules.statements |= HAS(ATOMIC) | HAS(ATOMIC_BLOCK);
    if (rules.statements & HAS(WITH))
        rules.statements |= HAS(TRY_ACQUIRE);
    return rules;
}

static void print_one(uint64_t seed, enum model_id model, const struct generate_rules *rules)
{
    struct strbuf source = STRBUF_INIT, program = STRBUF_INIT;
    struct diag_list diags = {0};
    /* An answer that came while the loop was held is counted by a device, and not by a program
     * that has not seen it: of these two a program has one. */
    struct generate_rules own = *rules;
    if (own.answers && own.holds && (model == MODEL_COROUTINES || model == MODEL_CALLBACKS)) {
        own.answers = seed % 2;
        own.holds = !own.answers;
    }
    /* What a called body leaves behind belongs to its caller; in a chain, to the call. What a body
     * that is called in such a block waits for with `await all`, is not the same in both. */
    if (model == MODEL_CALLBACKS || model == MODEL_GIL || model == MODEL_PROCESSES)
        own.statements &= seed % 2 ? ~HAS(CALL) : ~HAS(THEN);
    /* A group whose tasks may fail is refused, for it could not cancel them. */
    if (model == MODEL_GIL && seed % 4 == 3)
        own.statements &= ~(HAS(FAIL) | HAS(ACQUIRE) | HAS(AWAIT) | HAS(AWAIT_ANY) |
                            HAS(AWAIT_FIRST) | HAS(AWAIT_WITHIN));
    else if (model == MODEL_GIL)
        own.statements &= ~HAS(GROUP);
    if (own.holds && !HELD_CALLS_OUTLAST_LIMITS)
        own.statements &= ~HAS(WITHIN);
    generate_by(seed, &own, &source);
    struct scenario *scenario = scenario_read("random", strbuf_str(&source), source.len, &diags);
    bool good = diags.errors == 0 && scenario_compile(scenario, model, &diags) &&
                python_translate(scenario, model, &program, &diags);
    if (!good) {
        strbuf_clear(&program);
        diag_format(&diags, "random", strbuf_str(&source), source.len, &program);
    }
    printf("%" PRIu64 " %zu %zu%s\n", seed, source.len, program.len, good ? "" : " !");
    fwrite(strbuf_str(&source), 1, source.len, stdout);
    fwrite(strbuf_str(&program), 1, program.len, stdout);
    scenario_free(scenario);
    diag_release(&diags);
    strbuf_release(&source);
    strbuf_release(&program);
}

int main(int argc, char **argv)
{
    bool gevent = argc == 4 && strcmp(argv[1], "gevent") == 0;
    int model = gevent ? MODEL_GIL : argc == 4 ? model_by_name(argv[1]) : -1;
    if (model < 0) {
        fprintf(stderr, "usage: programs MODEL|gevent SEED COUNT\n");
        return 2;
    }
    uint64_t seed = strtoull(argv[2], NULL, 10), count = strtoull(argv[3], NULL, 10);
    struct generate_rules rules = rules_of((enum model_id)model);
    if (gevent) {
        rules.statements &= ~(HAS(COMPUTE) | HAS(ASSERT));
        rules.holds = false;
        rules.unshared = true;
    }
    for (uint64_t i = 0; i < count; i++)
        print_one(seed + i, (enum model_id)model, &rules);
    return 0;
}
