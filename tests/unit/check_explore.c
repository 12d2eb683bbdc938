/* The search of all schedules: by closed forms, by numbers of states that spin counts too, by what
 * is known of old problems. */
#include "config.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/strbuf.h"
#include "check_main.h"
#include "explored.h"
#include "scenario_text.h"

static void explore_text(const char *text)
{
    explore_under(text, MODEL_THREADS);
    ck_assert_msg(!found->refused, "%s", found->refused ? found->refused : "");
    ck_assert_int_eq(found->stop, EXPLORE_WHOLE);
}

/* The same with store buffers. */
static void explore_relaxed(const char *text)
{
    struct diag_list diags = {0};
    struct explore_options options = {.relaxed = true};
    scenario = text_read_good(text);
    found = explore(scenario, MODEL_THREADS, &options, &diags);
    ck_assert_ptr_nonnull(found);
    ck_assert(found->relaxed);
    ck_assert_int_eq(found->stop, EXPLORE_WHOLE);
    diag_release(&diags);
}

/* Of N tasks that add 1 to x, `rounds` times each: how many schedules and states. */
static void assert_adds(int tasks, int rounds, const char *schedules, uint32_t states)
{
    struct strbuf text = STRBUF_INIT;
    strbuf_addf(&text,
                "scenario \"t\"\nmodel threads\nshared x = 0\ntask adds x %d:\n    repeat %d:\n    "
                "    x += 1\n",
                tasks, rounds);
    explore_text(strbuf_str(&text));
    ck_assert_str_eq(schedules, found->schedules);
    if (states)
        ck_assert_uint_eq(states, found->states);
    strbuf_release(&text);
    done();
}

/* n moves against n others: (2n)! / (n!)². */
START_TEST(counts_are_binomials)
{
    assert_adds(2, 1, "6", 12);
    assert_adds(2, 2, "70", 0);
    assert_adds(2, 3, "924", 0);
    assert_adds(2, 10, "137846528820", 0);
    assert_adds(2, 20, "107507208733336176461620", 426317);
}
END_TEST

/* Three tasks of two moves: 6! / 2³; of four: 12! / 4!³. */
START_TEST(counts_are_multinomials)
{
    assert_adds(3, 1, "90", 59);
    assert_adds(3, 2, "34650", 0);
}
END_TEST

START_TEST(numbers_beyond_38_digits_are_rounded)
{
    struct strbuf text = STRBUF_INIT;
    strbuf_adds(&text, "scenario \"t\"\nmodel threads\nshared x = 0\nshared y = 0\n"
                       "task a:\n    repeat 70:\n        x = 1\n"
                       "task b:\n    repeat 70:\n        y = 1\n");
    explore_text(strbuf_str(&text));
    ck_assert_str_eq(found->schedules, "about 9.4e+40"); /* 140! / (70!)² */
    ck_assert(found->about);
    strbuf_release(&text);
    done();
}
END_TEST

START_TEST(a_lost_update_takes_one_preemption)
{
    explore_text("scenario \"t\"\nmodel threads\nshared x = 0\ntask adds x 2:\n    x += 1\n");
    ck_assert_int_eq(found->end_count, 2);
    ck_assert_int_eq(end_with("ok", 2)->preemptions, 0);
    assert_line("1x2.2x2", &end_with("ok", 2)->schedule);
    ck_assert_str_eq(end_with("ok", 2)->schedules, "2");
    ck_assert_int_eq(end_with("ok", 1)->preemptions, 1);
    assert_line("1.2x2.1", &end_with("ok", 1)->schedule);
    ck_assert_str_eq(end_with("ok", 1)->schedules, "4");
    ck_assert_str_eq(found->lanes[2], "adds 2");
    done();
}
END_TEST

/* Two tasks of ten additions can end at 2: each writes a 1 of long ago. */
START_TEST(ten_additions_twice_can_end_at_two)
{
    explore_text("scenario \"t\"\nmodel threads\nshared x = 0\ntask adds x 2:\n    repeat 10:\n    "
                 "    x += 1\n");
    ck_assert_int_eq(found->end_count, 19);
    ck_assert_int_eq(end_with("ok", 2)->preemptions, 4);
    done();
}
END_TEST

START_TEST(a_lock_leaves_one_end)
{
    explore_text(
        "scenario \"t\"\nmodel threads\nshared x = 0\nlock l\ntask adds x 2:\n    repeat 2:\n"
        "        with l:\n            x += 1\nexpect threads:\n    value x == 4\n");
    ck_assert_int_eq(found->end_count, 1);
    ck_assert(found->ends[0].good);
    ck_assert_str_eq(found->schedules, "6"); /* of the four times that it is held */
    done();
}
END_TEST

static void assert_philosophers(int count, const char *schedules, uint32_t states)
{
    struct strbuf text = STRBUF_INIT;
    strbuf_adds(&text, "scenario \"t\"\nmodel threads\n");
    for (int i = 1; i <= count; i++)
        strbuf_addf(&text, "lock f%d\n", i);
    for (int i = 1; i <= count; i++)
        strbuf_addf(&text, "task p%d:\n    with f%d:\n        with f%d:\n            compute 1ms\n",
                    i, i, i % count + 1);
    explore_text(strbuf_str(&text));
    ck_assert_str_eq(found->schedules, schedules);
    ck_assert_uint_eq(found->states, states);
    ck_assert_int_eq(found->end_count, 2);
    ck_assert_int_eq(end_with("deadlock", 0)->cycle_count, count);
    ck_assert_int_eq(end_with("ok", 0)->preemptions, 0);
    strbuf_release(&text);
    done();
}

START_TEST(philosophers)
{
    assert_philosophers(3, "30", 27);
    assert_philosophers(4, "448", 81);
    assert_philosophers(5, "12240", 243);
}
END_TEST

#define PETERSON(rounds, first, second)                                                            \
    "scenario \"t\"\nmodel threads\nshared flag1 = 0\nshared flag2 = 0\nshared turn = 0\nshared "  \
    "inside = 0\n"                                                                                 \
    "shared both = 0\n"                                                                            \
    "task one:\n    repeat " rounds ":\n        " first "\n"                                       \
    "        while flag2 and turn == 2:\n            yield\n"                                      \
    "        inside += 1\n        if inside != 1:\n            both = 1\n        inside -= 1\n"    \
    "        flag1 = 0\n"                                                                          \
    "task two:\n    repeat " rounds ":\n        " second "\n"                                      \
    "        while flag1 and turn == 1:\n            yield\n"                                      \
    "        inside += 1\n        if inside != 1:\n            both = 1\n        inside -= 1\n"    \
    "        flag2 = 0\n"                                                                          \
    "expect threads:\n    value both == 0\n"

START_TEST(peterson_holds)
{
    explore_text(PETERSON("1", "flag1 = 1\n        turn = 2", "flag2 = 1\n        turn = 1"));
    ck_assert_uint_eq(found->states, 88);
    ck_assert_int_eq(found->end_count, 1);
    ck_assert(found->ends[0].good);
    ck_assert(found->endless);
    ck_assert_ptr_null(found->schedules);
    ck_assert_ptr_null(found->livelock);
    done();
    explore_text(PETERSON("3", "flag1 = 1\n        turn = 2", "flag2 = 1\n        turn = 1"));
    ck_assert_uint_eq(found->states, 692);
    done();
    explore_text(PETERSON("1", "turn = 2\n        flag1 = 1", "turn = 1\n        flag2 = 1"));
    ck_assert_int_eq(found->end_count, 2);
    ck_assert(!end_with("ok", 1)->good);
    done();
}
END_TEST

/* Where time is kept, who is due earlier goes on earlier; who looks again and again lets it pass.
 */
START_TEST(what_is_due_earlier_ends_earlier)
{
    static const char *const texts[] = {
        "scenario \"t\"\nmodel threads, coroutines\nshared x = 0\n"
        "task one:\n    io 5ms\n    x = x * 10 + 1\ntask two:\n    sleep 9ms\n    x = x * 10 + 2\n",
        "scenario \"t\"\nmodel threads, coroutines\nshared x = 0\nshared go = 0\n"
        "task one:\n    while not go:\n        yield\n    x = 12\ntask two:\n    io 5ms\n"
        "    go = 1\n"};
    for (int i = 0; i < 3; i++) {
        struct diag_list diags = {0};
        struct explore_options options = {.due = true};
        scenario = text_read_good(texts[i / 2]);
        found = explore(scenario, i == 1 ? MODEL_COROUTINES : MODEL_THREADS, &options, &diags);
        ck_assert_ptr_null(found->refused);
        ck_assert_int_eq(found->stop, EXPLORE_WHOLE);
        ck_assert_ptr_null(found->livelock);
        ck_assert_int_eq(found->end_count, 1);
        ck_assert_int_eq(found->ends[0].values[0], 12);
        diag_release(&diags);
        done();
    }
}
END_TEST

static int broken_ends(void)
{
    int broken = 0;
    for (int i = 0; i < found->end_count; i++)
        broken += !found->ends[i].good;
    return broken;
}

START_TEST(peterson_breaks_with_store_buffers)
{
    explore_relaxed(PETERSON("1", "flag1 = 1\n        turn = 2", "flag2 = 1\n        turn = 1"));
    ck_assert_int_gt(broken_ends(), 0);
    done();
}
END_TEST

/* The litmus tests of x86: a write may come behind a later read, and nothing else is reordered. */
START_TEST(store_buffers_do_what_a_processor_may)
{
    static const char passing[] =
        "scenario \"t\"\nmodel threads\nshared x = 0\nshared flag = 0\nshared r = 1\n"
        "task one:\n    x = 1\n    flag = 1\n"
        "task two:\n    if flag:\n        r = x\nexpect threads:\n    value r == 1\n";
    static const char locked[] =
        "scenario \"t\"\nmodel threads\nshared x = 0\nlock l\n"
        "task adds x 2:\n    with l:\n        x += 1\nexpect threads:\n    value x == 2\n";
    explore_relaxed("scenario \"t\"\nmodel threads\nshared x = 0\nshared y = 0\nshared n = 0\n"
                    "lock l\n"
                    "task one:\n    x = 1\n    a = y\n    with l:\n        n += a\n"
                    "task two:\n    y = 1\n    a = x\n    with l:\n        n += a\n"
                    "expect threads:\n    value n > 0\n");
    ck_assert_int_eq(broken_ends(), 1); /* neither has seen the other's write */
    done();
    explore_relaxed(passing);
    ck_assert_int_eq(broken_ends(), 0);
    done();
    explore_relaxed(locked);
    ck_assert_int_eq(broken_ends(), 0);
    done();
}
END_TEST

START_TEST(who_wants_both_flags_may_never_end)
{
    explore_text("scenario \"t\"\nmodel threads\nshared a = 0\nshared b = 0\n"
                 "task one:\n    a = 1\n    while b:\n        yield\n    a = 0\n"
                 "task two:\n    b = 1\n    while a:\n        yield\n    b = 0\n");
    ck_assert_ptr_nonnull(found->livelock);
    ck_assert(found->livelock->loop.moves > 0);
    done();
    explore_text("scenario \"t\"\nmodel threads\nshared a = 0\n"
                 "task one:\n    while not a:\n        yield\n"
                 "task two:\n    a = 1\n");
    ck_assert_ptr_null(found->livelock);
    ck_assert_uint_eq(found->starved, 2);
    done();
}
END_TEST

/* ---- what is a point only because somebody sees it: without, each of these was a false proof ----
 */

START_TEST(an_exit_cuts_off_what_comes_behind)
{
    explore_text(
        "scenario \"t\"\nmodel threads\nshared x = 0\ntask one:\n    x = 1\ntask two:\n    exit\n");
    ck_assert_int_eq(found->end_count, 2);
    done();
}
END_TEST

START_TEST(done_sees_an_end)
{
    explore_text("scenario \"t\"\nmodel threads\nshared x = 0\ntask child:\n    return 1\n"
                 "task main:\n    f = start child\n    x = done(f)\n    await f\n");
    ck_assert_int_eq(found->end_count, 2);
    done();
}
END_TEST

START_TEST(await_any_takes_who_ends_first)
{
    explore_text("scenario \"t\"\nmodel threads\nshared x = 0\ntask child(n):\n    return n\n"
                 "task main:\n    start child(1)\n    start child(2)\n    x = await any\n"
                 "    await all\n");
    ck_assert_int_eq(found->end_count, 2);
    done();
}
END_TEST

START_TEST(a_cancellation_comes_before_or_behind)
{
    explore_text("scenario \"t\"\nmodel threads\nshared x = 0\ntask child:\n    io 1ms\n    x = 1\n"
                 "task main:\n    f = start child\n    cancel f\n");
    ck_assert_int_eq(found->end_count, 2);
    done();
}
END_TEST

START_TEST(what_is_said_is_told_apart)
{
    explore_text(
        "scenario \"t\"\nmodel threads\ntask one:\n    say \"one\"\ntask two:\n    say \"two\"\n"
        "expect threads:\n    output \"one\", \"two\"\n");
    ck_assert_int_eq(found->end_count, 2);
    ck_assert_str_eq(found->ends[0].said, "one\ntwo\n");
    ck_assert(found->ends[0].good);
    ck_assert(!found->ends[1].good);
    done();
}
END_TEST

START_TEST(answers_have_numbers)
{
    explore_text("scenario \"t\"\nmodel threads\nshared x = 0\ntask one:\n    x = io 5ms\ntask "
                 "two:\n    y = io 9ms\n");
    ck_assert_int_eq(found->end_count, 2);
    done();
}
END_TEST

START_TEST(a_meeting_needs_both)
{
    explore_text("scenario \"t\"\nmodel threads\nshared x = 0\nchannel c\n"
                 "task sends x 2:\n    send c self\ntask receives:\n    x = recv c\n"
                 "    y = recv c\n    x = x * 10 + y\n");
    ck_assert_int_eq(found->end_count, 2);
    end_with("ok", 12);
    end_with("ok", 21);
    done();
}
END_TEST

START_TEST(who_is_first_in_a_fair_queue)
{
    explore_text("scenario \"t\"\nmodel threads\nshared x = 0\nfair lock l\n"
                 "task t x 2:\n    repeat 2:\n        with l:\n            x = x * 10 + self\n");
    ck_assert_int_eq(found->end_count, 6);
    done();
}
END_TEST

START_TEST(two_in_a_region_without_accesses)
{
    explore_text("scenario \"t\"\nmodel threads\nshared x = 0\n"
                 "task t x 2:\n    region inside:\n        yield\n    x = self\n"
                 "expect threads:\n    alone inside\n");
    for (int i = 0; i < found->end_count; i++)
        if (!found->ends[i].good)
            ck_assert_int_eq(found->ends[i].values[found->first_region], 2);
    ck_assert(!found->ends[found->end_count - 1].good);
    done();
}
END_TEST

START_TEST(what_is_said_of_all_schedules_is_judged)
{
    explore_text("scenario \"t\"\nmodel threads\nshared x = 0\ntask adds x 2:\n    x += 1\n"
                 "expect threads all schedules:\n    value x == 2\n"
                 "expect threads some schedule:\n    value x == 1\n");
    ck_assert(end_with("ok", 2)->good);
    ck_assert(!end_with("ok", 1)->good);
    done();
}
END_TEST

/* With `if` in place of `while` a second taker can come between the signal and the first. */
START_TEST(if_at_a_condition_is_wrong)
{
    static const char text[] =
        "scenario \"t\"\nmodel threads\nshared bad = 0\nshared n = 0\nlock l\ncondition c with l\n"
        "task takes x 2:\n    with l:\n        %s n == 0:\n            wait c\n"
        "        if n == 0:\n            bad = 1\n        n -= 1\n"
        "task puts:\n    repeat 2:\n        with l:\n            n += 1\n            signal c\n"
        "expect threads:\n    value bad == 0\n";
    struct strbuf with_if = STRBUF_INIT, with_while = STRBUF_INIT;
    strbuf_addf(&with_if, text, "if");
    explore_text(strbuf_str(&with_if));
    ck_assert_int_eq(found->end_count, 2);
    ck_assert_int_eq(end_with("ok", 1)->preemptions, 1);
    done();
    strbuf_addf(&with_while, text, "while");
    explore_text(strbuf_str(&with_while));
    ck_assert_int_eq(found->end_count, 1);
    ck_assert(found->ends[0].good);
    done();
    strbuf_release(&with_if);
    strbuf_release(&with_while);
}
END_TEST

/* One puts, one takes, and the lock is held around all: only a return without a signal breaks it.
 */
START_TEST(a_wait_that_returns_by_itself_breaks_an_if)
{
    static const char text[] =
        "scenario \"t\"\nmodel threads\nshared bad = 0\nshared n = 0\nlock l\ncondition c with l\n"
        "task takes:\n    with l:\n        %s n == 0:\n            wait c\n"
        "        if n == 0:\n            bad = 1\n"
        "task puts:\n    with l:\n        n = 1\n        signal c\n"
        "expect threads:\n    value bad == 0\n";
    for (int i = 0; i < 4; i++) {
        struct explore_options options = {.spurious = i % 2};
        struct diag_list diags = {0};
        struct strbuf words = STRBUF_INIT;
        strbuf_addf(&words, text, i < 2 ? "if" : "while");
        scenario = text_read_good(strbuf_str(&words));
        found = explore(scenario, MODEL_THREADS, &options, &diags);
        ck_assert_int_eq(found->stop, EXPLORE_WHOLE);
        ck_assert_int_eq(broken_ends(), i == 1);
        ck_assert_ptr_null(found->livelock);
        strbuf_release(&words);
        diag_release(&diags);
        done();
    }
}
END_TEST

START_TEST(an_assert_fails)
{
    explore_text("scenario \"t\"\nmodel threads\nshared x = 0\ntask a:\n    x = 1\n"
                 "    assert x == 1\ntask b:\n    x = 2\n");
    ck_assert_str_eq(end_with("failed", 2)->result, "failed");
    ck_assert_ptr_nonnull(strstr(end_with("failed", 2)->failure, "x == 1"));
    done();
}
END_TEST

/* Who comes first has the only thread of the pool. */
START_TEST(blocks_queue_in_order)
{
    explore_under("scenario \"t\"\nmodel threads\npool 1\nshared n = 0\ntask t x 2:\n    offload:\n"
                  "        n = n * 10 + self\n",
                  MODEL_THREADS);
    ck_assert_int_eq(found->end_count, 2);
    assert_line("1x3.2x3", &end_with("ok", 12)->schedule);
    end_with("ok", 21);
    done();
}
END_TEST

/* A task that queues for a worker may be cancelled before one has it; and a limit of a task ends
 * what its block waits for on the pool. */
START_TEST(who_queues_can_be_cancelled)
{
    explore_under(
        "scenario \"t\"\nmodel threads\nuntil main ends\nworkers 1\nshared v = 0\ntask main:\n"
        "    f = start c\n    g = start c\n    v = 5\ntask c:\n    v += 1\n",
        MODEL_THREADS);
    ck_assert_int_eq(found->end_count, 5);
    assert_line("1x2.2x2.3x2", &end_with("ok", 5)->schedule);
    done();
    explore_under("scenario \"t\"\nmodel threads\nshared n = 0\ntask t:\n    within 1ms:\n"
                  "        offload:\n            n += 1\n            io 1ms\n            n += 10\n"
                  "    on timeout:\n        n += 100\n",
                  MODEL_THREADS);
    ck_assert_int_eq(found->end_count, 3); /* in the block, behind it, or never */
    end_with("ok", 101);
    end_with("ok", 111);
    end_with("ok", 11);
    done();
}
END_TEST

START_TEST(processes_share_locks_and_channels_only)
{
    explore_under(
        "scenario \"t\"\nmodel processes\nshared x = 0\nchannel c size 2\ntask adds:\n    x += 1\n"
        "    send c x\ntask main:\n    start adds\n    start adds\n    y = recv c\n"
        "    z = recv c\n    x = y + z\n",
        MODEL_PROCESSES);
    ck_assert_int_eq(found->end_count, 1);
    ck_assert_int_eq(found->ends[0].values[0], 2);
    done();
}
END_TEST

/* ---- from the middle of a schedule ---- */

START_TEST(what_can_follow_a_prefix)
{
    struct diag_list diags = {0};
    struct schedule prefix = {0};
    struct explore_options options = {.prefix = &prefix};
    schedule_add(&prefix, 1, 1);
    schedule_add(&prefix, 2, 1);
    scenario =
        text_read_good("scenario \"t\"\nmodel threads\nshared x = 0\ntask adds x 2:\n    x += 1\n");
    found = explore(scenario, MODEL_THREADS, &options, &diags);
    ck_assert_int_eq(found->end_count, 1); /* both have read 0: nothing saves the update */
    ck_assert_int_eq(found->ends[0].values[0], 1);
    ck_assert_str_eq(found->schedules, "2");
    done();
    schedule_add(&prefix, 1, 2);
    scenario =
        text_read_good("scenario \"t\"\nmodel threads\nshared x = 0\ntask adds x 2:\n    x += 1\n");
    found = explore(scenario, MODEL_THREADS, &options, &diags);
    ck_assert_ptr_nonnull(found->refused);
    schedule_release(&prefix);
    diag_release(&diags);
    done();
}
END_TEST

/* ---- too much ---- */

/* 2 MiB are not enough for all; with few preemptions both ends are found, by the shortest ways. */
START_TEST(with_little_memory_it_goes_by_preemptions)
{
    struct diag_list diags = {0};
    struct explore_options options = {.memory = 2 << 20};
    scenario = text_read_good("scenario \"t\"\nmodel threads\nshared x = 0\n"
                              "task adds x 2:\n    repeat 40:\n        x += 1\n");
    found = explore(scenario, MODEL_THREADS, &options, &diags);
    ck_assert_int_eq(found->stop, EXPLORE_MEMORY);
    ck_assert_int_ge(found->bound, 1);
    ck_assert_int_eq(end_with("ok", 80)->preemptions, 0);
    ck_assert_int_eq(end_with("ok", 79)->preemptions, 2);
    ck_assert_int_eq(end_with("ok", 40)->preemptions, 1);
    diag_release(&diags);
    done();
}
END_TEST

/* Of a long way down not every state is kept: what is found is the same. */
START_TEST(long_ways_are_gone_again)
{
    explore_text("scenario \"t\"\nmodel threads\nshared x = 0\n"
                 "task adds:\n    repeat 200:\n        x += 1\ntask sets:\n    x = 1000\n");
    ck_assert_str_eq(found->schedules, "401");
    ck_assert_int_eq(end_with("ok", 1200)->preemptions, 0);
    ck_assert_int_eq(end_with("ok", 1100)->preemptions, 1);
    ck_assert_int_eq(end_with("ok", 1000)->preemptions, 0);
    done();
}
END_TEST

/* ---- refused ---- */

static void assert_refused(const char *text, uint32_t line, const char *words)
{
    explore_under(text, MODEL_THREADS);
    ck_assert_ptr_nonnull(found->refused);
    ck_assert_ptr_nonnull(strstr(found->refused, words));
    ck_assert_uint_eq(found->refused_line, line);
    done();
}

START_TEST(what_cannot_be_explored_is_refused)
{
    assert_refused("scenario \"t\"\nmodel threads\nshared x = 0\ntask one:\n    x = now\n", 5,
                   "`now`");
    assert_refused(
        "scenario \"t\"\nmodel threads\ntask one:\n    i = 0\n    while 1:\n        i += 1\n", 6,
        "100,000 steps");
    assert_refused("scenario \"t\"\nmodel threads\nshared x = 0\ntask many x 300:\n    x += 1\n", 4,
                   "250 tasks");
    assert_refused("scenario \"t\"\nmodel threads\npool 1\nlock l\ntask t x 2:\n"
                   "    offload to processes:\n        acquire l\n        release l\n",
                   6, "queues for a thread");
    assert_refused("scenario \"t\"\nmodel threads\ntask t:\n    offload to processes:\n"
                   "        crash\n",
                   4, "pool breaks");
    assert_refused("scenario \"t\"\nmodel threads\nshared x = 0\nshared y = 0\ntask t:\n"
                   "    offload to processes:\n        x += 1\n        y += 1\n",
                   6, "several variables");
    assert_refused("scenario \"t\"\nmodel threads\nworkers 2\ntask a:\n    start b\ntask b:\n"
                   "    io 1ms\ntask c x 2 every 1ms:\n    io 1ms\n",
                   5, "queue for `workers`");
}
END_TEST

/* It adds as another task does; who cancels can come before its answer. */
START_TEST(callbacks_that_are_threads_have_moves)
{
    explore_text("scenario \"t\"\nmodel threads\nshared x = 0\ntask t:\n    io 1ms then:\n"
                 "        x += 1\n    x += 1\n");
    ck_assert_str_eq(found->schedules, "6");
    ck_assert_int_eq(end_with("ok", 1)->preemptions, 1);
    ck_assert_int_eq(end_with("ok", 2)->preemptions, 0);
    ck_assert_str_eq(found->lanes[101], "t's callback");
    done();
    explore_text("scenario \"t\"\nmodel threads\nshared x = 0\ntask main:\n    f = start t\n"
                 "    cancel f\ntask t:\n    io 1ms then:\n        x = 1\n");
    ck_assert_int_eq(found->end_count, 2);
    ck_assert_int_eq(end_with("ok", 0)->preemptions, 0);
    ck_assert_int_eq(end_with("ok", 1)->preemptions, 0);
    done();
    explore_under("scenario \"t\"\nmodel processes\ntask t:\n    io 1ms then:\n        crash\n",
                  MODEL_PROCESSES);
    ck_assert_ptr_nonnull(strstr(found->refused, "threads of a process"));
    done();
}
END_TEST

/* One after the other there is nothing to choose. With two the third begins when one has ended: of
 * the six orders of these two, two leave two moves of the other, four leave one: 2 · 6 + 4 · 3. */
START_TEST(workers_serve_in_order)
{
    static const char *const schedules[] = {"1", "24", "90"};
    for (int i = 0; i < 3; i++) {
        struct strbuf text = STRBUF_INIT;
        strbuf_addf(&text,
                    "scenario \"t\"\nmodel threads\nworkers %d\nshared x = 0\ntask adds x 3:\n"
                    "    x += 1\n",
                    i + 1);
        explore_text(strbuf_str(&text));
        ck_assert_str_eq(schedules[i], found->schedules);
        strbuf_release(&text);
        done();
    }
}
END_TEST

static bool stop_at_once(void *arg, uint64_t states, uint64_t moves)
{
    return false;
}

START_TEST(what_is_stopped_is_no_proof)
{
    struct diag_list diags = {0};
    struct explore_options options = {.goes_on = stop_at_once};
    scenario = text_read_good("scenario \"t\"\nmodel threads\nshared x = 0\ntask adds x 2:\n    "
                              "repeat 30:\n        x += 1\n");
    found = explore(scenario, MODEL_THREADS, &options, &diags);
    ck_assert_int_eq(found->stop, EXPLORE_STOPPED);
    ck_assert_ptr_null(found->schedules);
    diag_release(&diags);
    done();
}
END_TEST

/* Waits that end at once lead to no point, either. */
START_TEST(a_loop_without_a_point_is_refused)
{
    static const struct {
        enum model_id model;
        const char *wait;
    } rows[] = {{MODEL_THREADS, "yield"},     {MODEL_PROCESSES, "yield"},
                {MODEL_THREADS, "sleep 1ms"}, {MODEL_COROUTINES, "blocking sleep 1ms"},
                {MODEL_COROUTINES, "yield"},  {MODEL_BLOCKING, "io 1ms"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct strbuf text = STRBUF_INIT;
        strbuf_addf(&text, "scenario \"t\"\nmodel %s\ntask a:\n    while 1:\n        %s\n",
                    model_name(rows[i].model), rows[i].wait);
        explore_under(strbuf_str(&text), rows[i].model);
        ck_assert_msg(found->refused && strstr(found->refused, i == 4 ? "turn" : "100,000"), "%s",
                      strbuf_str(&text));
        strbuf_release(&text);
        done();
    }
}
END_TEST

/* Each once crashed the search, or made it tell an end that no run has. */
START_TEST(ends_are_those_of_runs)
{
    static const struct {
        enum model_id model;
        const char *text, *result;
        int64_t value;
    } rows[] = {
        /* cancelled in the turn in which it was handed the lock */
        {MODEL_COROUTINES,
         "scenario \"t\"\nmodel coroutines\nshared x = 0\nlock l\ntask locks(n):\n"
         "    with l:\n        x = n\ntask main:\n    acquire l\n    d = start locks(1)\n"
         "    e = start locks(2)\n    sleep 20ms\n    release l\n    cancel d\n    await e\n",
         "ok", 2},
        /* a sleep is no answer of the device */
        {MODEL_COROUTINES,
         "scenario \"t\"\nmodel coroutines\nshared x = 0\ntask main:\n"
         "    blocking sleep 1ms\n    x = io 1ms\n",
         "ok", 1},
        {MODEL_BLOCKING,
         "scenario \"t\"\nmodel blocking\nshared x = 0\ntask main:\n    sleep 1ms\n    x = io "
         "1ms\n",
         "ok", 1},
        /* what main has written is seen when it ends, and not before */
        {MODEL_PROCESSES,
         "scenario \"t\"\nmodel processes\nshared x = 0\nsemaphore s = 0\ntask main:\n"
         "    x = 1\n    acquire s\n",
         "deadlock", 0},
        {MODEL_PROCESSES,
         "scenario \"t\"\nmodel processes\nshared x = 0\nsemaphore s = 1\ntask main:\n"
         "    x = 1\n    acquire s\n",
         "ok", 1},
        /* a crash of main ends the others, too: they never come to the crash of their own */
        {MODEL_PROCESSES,
         "scenario \"t\"\nmodel processes\nuntil main ends\nshared x = 0\nsemaphore s = 0\n"
         "task t:\n    acquire s\n    x = 1\ntask main:\n    start t\n    crash\n",
         "failed", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        explore_under(rows[i].text, rows[i].model);
        ck_assert_msg(!found->refused, "%s", found->refused ? found->refused : "");
        ck_assert_msg(found->end_count == 1, "%zu: %d ends", i, found->end_count);
        ck_assert_str_eq(found->ends[0].result, rows[i].result);
        ck_assert_int_eq(found->ends[0].values[0], rows[i].value);
        done();
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("explore");
    TCase *counts = tcase_create("counts");
    tcase_add_test(counts, counts_are_binomials);
    tcase_add_test(counts, counts_are_multinomials);
    tcase_add_test(counts, numbers_beyond_38_digits_are_rounded);
    tcase_add_test(counts, a_lost_update_takes_one_preemption);
    tcase_add_test(counts, ten_additions_twice_can_end_at_two);
    tcase_add_test(counts, a_lock_leaves_one_end);
    tcase_add_test(counts, philosophers);
    tcase_add_test(counts, peterson_holds);
    tcase_add_test(counts, what_is_due_earlier_ends_earlier);
    tcase_add_test(counts, peterson_breaks_with_store_buffers);
    tcase_add_test(counts, store_buffers_do_what_a_processor_may);
    tcase_add_test(counts, who_wants_both_flags_may_never_end);
    suite_add_tcase(suite, counts);
    TCase *points = tcase_create("points");
    tcase_add_test(points, an_exit_cuts_off_what_comes_behind);
    tcase_add_test(points, done_sees_an_end);
    tcase_add_test(points, await_any_takes_who_ends_first);
    tcase_add_test(points, a_cancellation_comes_before_or_behind);
    tcase_add_test(points, what_is_said_is_told_apart);
    tcase_add_test(points, answers_have_numbers);
    tcase_add_test(points, a_meeting_needs_both);
    tcase_add_test(points, who_is_first_in_a_fair_queue);
    tcase_add_test(points, two_in_a_region_without_accesses);
    tcase_add_test(points, what_is_said_of_all_schedules_is_judged);
    tcase_add_test(points, ends_are_those_of_runs);
    tcase_add_test(points, a_loop_without_a_point_is_refused);
    tcase_add_test(points, if_at_a_condition_is_wrong);
    tcase_add_test(points, a_wait_that_returns_by_itself_breaks_an_if);
    tcase_add_test(points, an_assert_fails);
    tcase_add_test(points, who_queues_can_be_cancelled);
    tcase_add_test(points, blocks_queue_in_order);
    tcase_add_test(points, processes_share_locks_and_channels_only);
    suite_add_tcase(suite, points);
    TCase *parts = tcase_create("parts");
    tcase_add_test(parts, what_can_follow_a_prefix);
    tcase_add_test(parts, with_little_memory_it_goes_by_preemptions);
    tcase_add_test(parts, long_ways_are_gone_again);
    suite_add_tcase(suite, parts);
    TCase *refused = tcase_create("refused");
    tcase_add_test(refused, what_cannot_be_explored_is_refused);
    tcase_add_test(refused, workers_serve_in_order);
    tcase_add_test(refused, callbacks_that_are_threads_have_moves);
    tcase_add_test(refused, what_is_stopped_is_no_proof);
    suite_add_tcase(suite, refused);
    return suite;
}

CHECK_MAIN(make_suite)
