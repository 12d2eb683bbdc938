/* Points are where it matters: with each step as one the search finds the same ends. And each of
 * many random schedules, made on the stepper alone, comes to one of them. */
#include "config.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/strbuf.h"
#include "check_main.h"
#include "explore/explore.h"
#include "explore/stepper.h"
#include "scenario_text.h"

#define SCENARIO "scenario \"t\"\nmodel threads\n"

/* Small files of two or three tasks; each was, or might have been, a false proof. */
static const char *const files[] = {
    SCENARIO "shared x = 0\ntask adds x 2:\n    x += 1\n",
    SCENARIO "shared x = 0\nshared y = 0\ntask a:\n    x = 1\n    y = x\ntask b:\n    x = 2\n    y "
             "= x + y\n",
    SCENARIO "shared x = 0\nlock l\ntask adds x 2:\n    with l:\n        x += 1\n    x += 1\n",
    SCENARIO "shared x = 0\ntask a:\n    x = 1\ntask b:\n    exit\n",
    SCENARIO "shared x = 0\ntask a:\n    x = 1\n    fail \"no\"\ntask b:\n    exit\n",
    SCENARIO "shared x = 0\ntask a:\n    x = 1\n    y = 1 / (x - 1)\ntask b:\n    exit\n",
    SCENARIO "shared x = 0\ntask child:\n    x = 1\n    fail \"no\"\n"
             "task main:\n    f = start child\n    try:\n        await f\n    on error:\n"
             "        x += 1\n    exit\n",
    SCENARIO "shared x = 0\nlock l\ntask a:\n    y = 0\n    with l:\n        y = 1 / (y - y)\n"
             "task b:\n    try acquire l:\n        x += 10\n    else:\n        x += 100\n",
    SCENARIO "shared x = 0\nlock l\ntask a:\n    with l:\n        return 1\n"
             "task b:\n    try acquire l:\n        x += 10\n    else:\n        x += 100\n",
    SCENARIO
    "shared x = 0\nfair lock l\ntask adds(n):\n    try:\n        with l:\n            x += n\n"
    "            fail \"no\"\n    on error:\n        x = x * 10\n"
    "task main:\n    start adds(1)\n    start adds(2)\n",
    SCENARIO "shared x = 0\nlock l\nlock m\ntask child:\n    with l:\n        with m:\n"
             "            x += 1\n            sleep 1ms\ntask main:\n    f = start child\n"
             "    while not x:\n        yield\n    cancel f\n    try acquire m:\n        x += 10\n"
             "        try acquire l:\n            x += 100\n        else:\n            x += 200\n"
             "    else:\n        x += 400\n",
    SCENARIO "shared x = 0\ntask a:\n    io 1ms then:\n        x = 1\n        fail \"no\"\n"
             "task b:\n    exit\n",
    SCENARIO "shared x = 0\ntask a:\n    x = 1\n    fail \"no\"\ntask b:\n    x = 2\n    x = 3\n",
    SCENARIO
    "shared x = 0\ntask child:\n    return 1\ntask main:\n    f = start child\n    x = done(f)\n",
    SCENARIO
    "shared x = 0\ntask child:\n    x += 1\n    return 1\n"
    "task main:\n    f = start child\n    x += 10 * done(f)\n    y = await f\n    x += y\n",
    SCENARIO
    "shared x = 0\ntask child(n):\n    return n\n"
    "task main:\n    start child(1)\n    start child(2)\n    x = await any\n    await all\n",
    SCENARIO "shared x = 0\ntask child(n):\n    x += n\n    return n\n"
             "task main:\n    f = start child(1)\n    g = start child(2)\n    y = await any f, g\n"
             "    x = x * 10 + y\n    await all\n",
    SCENARIO "shared x = 0\ntask child:\n    io 1ms\n    x = 1\ntask main:\n    f = start child\n  "
             "  cancel f\n",
    SCENARIO "shared x = 0\nlock l\ntask child:\n    with l:\n        x += 1\n    x += 10\n"
             "task main:\n    f = start child\n    with l:\n        cancel f\n    x += 100\n",
    SCENARIO
    "shared x = 0\ntask child(n):\n    x += n\n    if n == 2:\n        fail \"two\"\n"
    "    io 1ms\n    x += 10\n"
    "task main:\n    try:\n        group:\n            start child(1)\n            start child(2)\n"
    "    on error:\n        x += 100\n",
    SCENARIO "shared x = 0\nchannel c size 1\ntask puts x 2:\n    send c self\n"
             "task gets:\n    x = recv c\n    y = recv c\n    x = x * 10 + y\n",
    SCENARIO "shared x = 0\nchannel c\ntask puts x 2:\n    send c self\n    x += 100\n"
             "task gets:\n    y = recv c\n    z = recv c\n    x += y * 10 + z\n",
    SCENARIO "shared x = 0\nchannel c size 2\ntask puts:\n    send c 1\n    close c\n"
             "task gets x 2:\n    repeat recv c as y:\n        x += self\n",
    SCENARIO
    "shared x = 0\nchannel c size 1\nchannel d size 1\ntask one:\n    send c 1\ntask two:\n    "
    "send d 2\n"
    "task gets:\n    select:\n        y = recv c:\n            x = 1\n        z = recv d:\n"
    "            x = 2\n        timeout 1ms:\n            x = 3\n",
    SCENARIO
    "shared x = 0\nchannel c\nchannel d\ntask one:\n    send c 1\ntask two:\n    send d 2\n"
    "task gets:\n    repeat 2:\n        select:\n            y = recv c:\n                x = x * "
    "10 + 1\n"
    "            z = recv d:\n                x = x * 10 + 2\n",
    SCENARIO "shared x = 0\nfair lock l\ntask t x 2:\n    repeat 2:\n        with l:\n"
             "            x = x * 10 + self\n",
    SCENARIO "shared x = 0\nbounded semaphore s = 1\ntask gives:\n    release s\n"
             "task takes:\n    acquire s\n    x = 1\n",
    SCENARIO
    "shared x = 0\nlock a\nlock b\ntask one:\n    with a:\n        with b:\n            x += 1\n"
    "task two:\n    with b:\n        with a:\n            x += 1\n",
    SCENARIO
    "shared x = 0\ntask one:\n    x = io 5ms\ntask two:\n    y = io 1ms\n    x += y * 10\n",
    SCENARIO "until main ends\nshared x = 0\ntask child:\n    io 1ms\n    x = 1\ntask main:\n    "
             "start child\n"
             "    io 1ms\n",
    SCENARIO "task one:\n    say \"one\"\n    say \"more\"\ntask two:\n    say \"two\"\n"
             "expect threads:\n    output \"one\", \"more\", \"two\"\n",
    SCENARIO "shared x = 0\ntask one:\n    x = 1\n    say \"x is {x}\"\ntask two:\n    x = 2\n"
             "expect threads:\n    never \"x is 2\"\n",
    SCENARIO "shared x = 0\ntask helper:\n    x = x * 10 + self\n"
             "task one:\n    start helper\ntask two:\n    start helper\n",
    SCENARIO "shared x = 0\ntask one:\n    assert x == 0\n    x = 2\ntask two:\n    x = 1\n    "
             "assert x < 2\n",
    SCENARIO
    "shared x = 0\ntask one:\n    try:\n        x += 1\n        y = 1 / (x - 1)\n    on error:\n"
    "        x += 10\n    finally:\n        x += 100\ntask two:\n    x += 1\n",
    SCENARIO
    "shared x = 0\nlock l\ncondition c with l\ntask waits x 2:\n    with l:\n        wait c\n"
    "        x = x * 10 + self\ntask signals:\n    with l:\n        signal c\n"
    "    broadcast c\n",
    SCENARIO
    "shared x = 0\nshared n = 0\nlock l\ncondition c with l\ntask takes x 2:\n    with l:\n"
    "        if n == 0:\n            wait c\n        n -= 1\n        x = x * 10 + n\n"
    "task puts:\n    with l:\n        n += 1\n        signal c\n",
    SCENARIO
    "shared x = 0\nbarrier b 2\ntask t x 2:\n    x += self\n    wait b\n    x = x * 10 + self\n",
    /* To come into a region is no point, so that all who could be in it at once are. */
    SCENARIO "shared x = 0\nlock l\ntask t x 2:\n    with l:\n        region inside:\n"
             "            x += 1\nexpect threads:\n    alone inside\n",
    SCENARIO
    "shared x = 0\ntask t x 2:\n    y = swap x self\n    z = add x 10\n    w = compare x 11 5\n",
    SCENARIO "shared x = 0\nlock l\ntask t x 2:\n    try acquire l:\n        x += 1\n    else:\n"
             "        x += 10\n",
    SCENARIO "shared x = 0\nshared y = 0\ntask a:\n    atomic:\n        x += 1\n        y = x\n"
             "task b:\n    x += 10\n    z = y\n    x += z\n",
    SCENARIO "task a:\n    io 1ms\n    say \"one\"\ntask b:\n    exit\nexpect threads:\n"
             "    never \"two\"\n",
    SCENARIO "shared x = 0\nlock l\ntask t x 2:\n    n = self\n    offload:\n        with l:\n"
             "            x = x * 10 + n\n        n = x\n    x = n\n",
    SCENARIO "shared x = 0\nshared y = 0\ntask t x 2:\n    n = self\n"
             "    offload to processes:\n        x = x * 10 + n\n        n = x\n    x = n\n",
    SCENARIO "shared x = 0\ntask child:\n    try:\n        offload:\n            x = 1\n"
             "            sleep 1ms\n            x = 2\n    finally:\n        x += 10\n"
             "task main:\n    f = start child\n    cancel f\n",
    SCENARIO "workers 1\nshared x = 0\ntask a:\n    x += 1\ntask b:\n    x = x * 10 + 2\n"
             "task c:\n    x += 100\n",
    SCENARIO "workers 2\nshared x = 0\ntask child(n):\n    x = x * 10 + n\ntask main:\n"
             "    start child(1)\n    start child(2)\n    x += 1\n",
    /* Who is cancelled, or out of time, tells what is not given back yet, and who has not ended. */
    SCENARIO "shared x = 0\nshared y = 0\nlock l\ntask child:\n    y = x\n    with l:\n"
             "        x += 10\ntask main:\n    f = start child\n    cancel f\n    with l:\n"
             "        x += 1\n",
    SCENARIO "shared x = 0\nlock l\ntask child:\n    with l:\n        x = 1\n"
             "task main:\n    f = start child\n    cancel f\n    with l:\n        compute 1ms\n",
    SCENARIO "shared x = 0\nshared y = 0\nsemaphore s = 0\ntask gives:\n    x = 1\n"
             "    release s\ntask takes:\n    within 5ms:\n        y = x\n        acquire s\n"
             "    on timeout:\n        y += 10\n",
    SCENARIO "shared x = 0\nshared y = 0\ntask child:\n    x = 1\ntask main:\n"
             "    f = start child\n    y = x\n    try:\n        await f within 5ms\n"
             "    on error:\n        y += 10\n",
    SCENARIO "until main ends\nshared x = 0\nshared y = 0\nlock l\ntask one:\n    y = x\n"
             "    with l:\n        x += 10\ntask two:\n    with l:\n        x += 1\n"
             "task main:\n    start one\n    start two\n",
    /* … or is started in a group that has failed before. */
    SCENARIO
    "shared y = 0\nchannel c\ntask bad:\n    fail \"no\"\ntask waits:\n    recv c\n"
    "task main:\n    try:\n        group:\n            start bad\n            start waits\n"
    "            try:\n                await any\n            on error:\n"
    "                y += 100\n    on error:\n        y += 7\n",
    /* A block that fails cancels those of its group, wherever they are. */
    SCENARIO "shared x = 0\ntask child:\n    io 1ms\n    x = 1\ntask main:\n    try:\n"
             "        group:\n            start child\n            fail \"no\"\n"
             "    on error:\n        x += 10\n",
    /* Who awaits a failure has it handled: an exit may come before. */
    SCENARIO "shared y = 0\ntask bad:\n    fail \"no\"\ntask ends:\n    exit\ntask main:\n"
             "    f = start bad\n    start ends\n    try:\n        await f\n    on error:\n"
             "        y += 1\nexpect threads:\n    result ok\n",
    /* How many units are given back when the run ends in the middle. */
    SCENARIO "semaphore s = 0\ntask a:\n    release s\n    release s\ntask b:\n    exit\n"
             "expect threads:\n    value s == 2\n",
    SCENARIO "shared x = 0\nsemaphore s = 1\ntask a:\n    with s:\n        x = 1\n"
             "task b:\n    assert x == 0\nexpect threads:\n    value s == 1\n",
    SCENARIO "lock f x 2\nshared a x 2 = 0\ntask t x 2:\n    with f[self]:\n        a[self] += 1\n"
             "        with f[3 - self]:\n            a[1] += a[2]\n",
};

enum { FILES = sizeof files / sizeof *files, RANDOM_RUNS = 300 };

static struct exploration *explore_it(struct scenario *scenario, bool every_step)
{
    struct diag_list diags = {0};
    struct explore_options options = {.every_step = every_step};
    struct exploration *found = explore(scenario, MODEL_THREADS, &options, &diags);
    ck_assert_ptr_nonnull(found);
    ck_assert_msg(!found->refused, "%s", found->refused ? found->refused : "");
    ck_assert_int_eq(found->stop, EXPLORE_WHOLE);
    diag_release(&diags);
    return found;
}

static void add_end(struct strbuf *out, const struct exploration *found,
                    const struct explore_end *end)
{
    strbuf_adds(out, end->result);
    for (int i = 0; i < found->name_count; i++)
        strbuf_addf(out, " %s=%lld", found->names[i], (long long)end->values[i]);
    strbuf_addf(out, " %s", end->said ? end->said : "");
}

static bool has_end(const struct exploration *found, const char *text)
{
    bool has = false;
    for (int i = 0; i < found->end_count && !has; i++) {
        struct strbuf other = STRBUF_INIT;
        add_end(&other, found, &found->ends[i]);
        has = strcmp(strbuf_str(&other), text) == 0;
        strbuf_release(&other);
    }
    return has;
}

static void assert_within(const char *file, const struct exploration *some,
                          const struct exploration *all, const char *which)
{
    for (int i = 0; i < some->end_count; i++) {
        struct strbuf text = STRBUF_INIT;
        add_end(&text, some, &some->ends[i]);
        ck_assert_msg(has_end(all, strbuf_str(&text)), "%s: %s, in\n%s", which, strbuf_str(&text),
                      file);
        strbuf_release(&text);
    }
}

START_TEST(each_step_as_a_point_finds_the_same_ends)
{
    struct scenario *scenario = text_read_good(files[_i]);
    struct exploration *points = explore_it(scenario, false), *steps = explore_it(scenario, true);
    ck_assert_uint_ge(steps->states, points->states);
    assert_within(files[_i], steps, points, "only with each step");
    assert_within(files[_i], points, steps, "only with points");
    exploration_free(points);
    exploration_free(steps);
    scenario_free(scenario);
}
END_TEST

/* ---- without the search ---- */

/* Anybody who can, again and again; returns what the result is called. */
static const char *play(struct stepper *stepper)
{
    for (;;) {
        uint32_t can[STEPPER_TASKS], count = 0;
        for (uint32_t id = 1; id <= stepper_tasks(stepper) && !stepper_is_over(stepper); id++)
            if (stepper_can_move(stepper, id))
                can[count++] = id;
        if (!count)
            return stepper_end(stepper);
        stepper_move(stepper, can[(uint32_t)random() % count]);
    }
}

START_TEST(random_schedules_end_as_the_search_says)
{
    struct diag_list diags = {0};
    struct scenario *scenario = text_read_good(files[_i]);
    struct exploration *found = explore_it(scenario, false);
    const struct program *program = scenario_compile(scenario, MODEL_THREADS, &diags);
    srandom(1);
    for (int run = 0; run < RANDOM_RUNS / FILES + 5; run++) {
        struct stepper stepper;
        ck_assert(stepper_init(&stepper, program, MODEL_THREADS, STEPPER_SAYS_NOTHING));
        stepper_begin(&stepper);
        const char *result = play(&stepper);
        bool known = false;
        for (int i = 0; i < found->end_count; i++) {
            bool same = strcmp(found->ends[i].result, result) == 0;
            for (int n = 0; n < found->name_count && n < program->shared_count; n++)
                same = same && found->ends[i].values[n] == stepper.board->shared[n];
            known = known || same;
        }
        ck_assert_msg(known, "%s, in\n%s", result, files[_i]);
        stepper_release(&stepper);
    }
    exploration_free(found);
    scenario_free(scenario);
    diag_release(&diags);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("explore_points");
    TCase *ends = tcase_create("ends");
    tcase_add_loop_test(ends, each_step_as_a_point_finds_the_same_ends, 0, FILES);
    tcase_add_loop_test(ends, random_schedules_end_as_the_search_says, 0, FILES);
    suite_add_tcase(suite, ends);
    return suite;
}

CHECK_MAIN(make_suite)
