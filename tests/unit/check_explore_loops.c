/* The search of all schedules under a loop: who comes when, and whoever moves beside it. */
#include "config.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "explored.h"

START_TEST(a_loop_chooses_who_is_answered_next)
{
    static const char text[] =
        "scenario \"t\"\nmodel coroutines, callbacks, async-blocking, blocking\nshared x = 0\n"
        "task one:\n    io 5ms\n    x = x * 10 + 1\ntask two:\n    io 9ms\n    x = x * 10 + 2\n";
    static const enum model_id models[] = {MODEL_COROUTINES, MODEL_CALLBACKS, MODEL_ASYNC_BLOCKING,
                                           MODEL_BLOCKING};
    for (int i = 0; i < 4; i++) {
        explore_under(text, models[i]);
        ck_assert_ptr_null(found->refused);
        ck_assert_int_eq(found->end_count, i < 2 ? 2 : 1);
        end_with("ok", 12);
        if (i < 2)
            end_with("ok", 21);
        else
            ck_assert_str_eq(found->schedules, "1");
        done();
    }
}
END_TEST

/* At a look one can arrive, in order; with nothing ready one that does is alone. */
START_TEST(who_arrives_later_comes_at_a_look)
{
    static const char text[] =
        "scenario \"t\"\nmodel coroutines, callbacks, async-blocking, blocking\nshared x = 0\n"
        "task late x 2 every 1ms:\n    x = x * 10 + self\ntask asks:\n    io 1ms\n"
        "    x = x * 10 + 7\n";
    static const enum model_id models[] = {MODEL_COROUTINES, MODEL_CALLBACKS, MODEL_ASYNC_BLOCKING,
                                           MODEL_BLOCKING};
    for (int i = 0; i < 4; i++) {
        explore_under(text, models[i]);
        ck_assert_ptr_null(found->refused);
        ck_assert_int_eq(found->end_count, i < 2 ? 3 : 1);
        end_with("ok", 712);
        if (i < 2)
            end_with("ok", 172), end_with("ok", 127);
        done();
    }
}
END_TEST

/* Of two the answers come in either order. One that fails is its task's failure. */
START_TEST(callbacks_have_numbers_of_their_own)
{
    static const enum model_id models[] = {MODEL_COROUTINES, MODEL_CALLBACKS, MODEL_ASYNC_BLOCKING,
                                           MODEL_BLOCKING};
    for (int i = 0; i < 4; i++) {
        explore_under("scenario \"t\"\nmodel coroutines, callbacks, async-blocking, blocking\n"
                      "shared x = 0\ntask t x 2:\n    io 1ms then:\n        x = x * 10 + self\n"
                      "        if x == 21:\n            fail \"no\"\n",
                      models[i]);
        ck_assert_ptr_null(found->refused);
        ck_assert_int_eq(found->end_count, i < 2 ? 2 : 1);
        end_with("ok", 12);
        if (i < 2) {
            end_with("failed", 21);
            assert_line("102x2.101", &end_with("failed", 21)->schedule);
            ck_assert_str_eq(found->lanes[102], "t 2's callback");
        }
        done();
    }
}
END_TEST

/* When a block is done is learned at a look; the loop's own io is not behind it. */
START_TEST(a_block_beside_a_loop_is_done_when_that_is_seen)
{
    static const enum model_id models[] = {MODEL_COROUTINES, MODEL_CALLBACKS};
    for (int i = 0; i < 2; i++) {
        explore_under("scenario \"t\"\nmodel coroutines, callbacks\nshared x = 0\ntask t x 2:\n"
                      "    n = self\n    offload:\n        io 1ms\n        n += 1\n"
                      "    x = x * 10 + n\n",
                      models[i]);
        ck_assert_ptr_null(found->refused);
        ck_assert_int_eq(found->end_count, 2);
        assert_line("1x2.2", &end_with("ok", 23)->schedule);
        assert_line("2x2.1", &end_with("ok", 32)->schedule);
        done();
    }
    explore_under("scenario \"t\"\nmodel coroutines\nshared x = 0\ntask t x 2:\n"
                  "    offload to processes:\n        y = x\n    x += 1\n",
                  MODEL_COROUTINES);
    ck_assert_ptr_nonnull(strstr(found->refused, "in a process that others see"));
    done();
    explore_under("scenario \"t\"\nmodel coroutines\ntask t:\n    within 1ms:\n        offload:\n"
                  "            compute 1ms\n",
                  MODEL_COROUTINES);
    ck_assert_ptr_nonnull(found->refused);
    done();
}
END_TEST

/* The callback of a limit of no time has its turn among those that are ready; under `callbacks`
 * there is none, and when the loop looks next no move says. */
START_TEST(a_limit_of_no_time_is_over_in_its_turn)
{
    static const enum model_id models[] = {MODEL_COROUTINES, MODEL_ASYNC_BLOCKING, MODEL_CALLBACKS};
    for (int i = 0; i < 3; i++) {
        explore_under("scenario \"t\"\nmodel coroutines, async-blocking, callbacks\nshared n = 0\n"
                      "task one:\n    within 0ms:\n        yield\n        n += 1\n    on timeout:\n"
                      "        n += 10\ntask two:\n    n = n * 2 + 1\n    yield\n    n = n * 2\n",
                      models[i]);
        if (i < 2)
            end_with("ok", 22);
        else
            ck_assert_ptr_nonnull(strstr(found->refused, "a limit of no time"));
        done();
    }
    explore_under("scenario \"t\"\nmodel coroutines\nshared n = 0\ntask one:\n    within 0ms:\n"
                  "        io 1ms\n        n += 1\n    on timeout:\n        n += 10\n"
                  "task two:\n    io 1ms\n    n = n * 2 + 1\n    yield\n    n = n * 2\n",
                  MODEL_COROUTINES);
    ck_assert_int_eq(found->end_count, 3); /* it always comes too late for the answer */
    assert_line("2.101.2x2.1", &end_with("ok", 12)->schedule);
    done();
}
END_TEST

/* What main leaves behind is called in the round in which that has begun its limit: the limit was
 * not over before that. */
START_TEST(a_limit_is_not_over_before_it_begins)
{
    explore_under("scenario \"t\"\nmodel coroutines\nuntil main ends\nsemaphore s = 1\n"
                  "task main:\n    f = start b\n    g = start b\ntask b:\n    within 300us:\n"
                  "        with s:\n            sleep 200us\n    await all\n",
                  MODEL_COROUTINES);
    ck_assert_str_eq(found->schedules, "5"); /* of 101x2 there is none */
    done();
}
END_TEST

/* A pool's thread comes between the steps of the loop's, and a lock that it gives back is had at a
 * look: others of the loop go first. */
START_TEST(a_block_comes_between_the_steps_of_a_loop)
{
    static const enum model_id models[] = {MODEL_COROUTINES, MODEL_CALLBACKS, MODEL_ASYNC_BLOCKING};
    for (int i = 0; i < 3; i++) {
        explore_under("scenario \"t\"\nmodel coroutines, callbacks, async-blocking\nshared x = 0\n"
                      "task a:\n    offload:\n        x += 1\ntask b:\n    x += 1\n",
                      models[i]);
        ck_assert_ptr_null(found->refused);
        ck_assert_int_eq(found->end_count, 2);
        assert_line("1x3", &end_with("ok", 2)->schedule);
        assert_line("2x2.1x3", &end_with("ok", 1)->schedule);
        done();
        explore_under(
            "scenario \"t\"\nmodel coroutines, callbacks, async-blocking\nlock l\n"
            "shared x = 0\ntask a:\n    offload:\n        with l:\n            sleep 1ms\n"
            "task b:\n    with l:\n        x = x * 10 + 1\ntask c:\n    x = x * 10 + 2\n",
            models[i]);
        ck_assert_int_eq(found->end_count, 2);
        end_with("ok", 12);
        assert_line("1.2x2.1x3.2", &end_with("ok", 21)->schedule);
        done();
    }
}
END_TEST

/* While no block is out nobody can come between: the loop's acts are no moves then. */
START_TEST(a_loop_stands_only_while_a_block_is_out)
{
    explore_under(
        "scenario \"t\"\nmodel coroutines\nshared x = 0\ntask a:\n    x += 1\n    x += 1\n"
        "    offload:\n        x += 1\n    x += 1\n    x += 1\n",
        MODEL_COROUTINES);
    ck_assert_str_eq(found->schedules, "1");
    assert_line("1x3", &end_with("ok", 5)->schedule);
    done();
}
END_TEST

/* A block whose task is cancelled goes on without it, by a number of its own; one that no thread
 * has taken up by then never runs. */
START_TEST(a_block_goes_on_without_its_task)
{
    explore_under("scenario \"t\"\nmodel coroutines\nshared n = 0\ntask main:\n    f = start w\n"
                  "    repeat 4:\n        yield\n    cancel f\ntask w:\n    offload:\n        n += "
                  "1\n    n += 10\n",
                  MODEL_COROUTINES);
    ck_assert_ptr_null(found->refused);
    ck_assert_int_eq(found->end_count, 3);
    end_with("ok", 11); /* it was done in time */
    end_with("ok", 1);
    end_with("ok", 0);
    ck_assert_ptr_nonnull(strstr(found->lanes[101], "block"));
    done();
    explore_under("scenario \"t\"\nmodel coroutines\npool 1\nshared n = 0\ntask w x 3:\n"
                  "    offload:\n        n = n * 10 + self\n",
                  MODEL_COROUTINES);
    ck_assert_int_eq(found->end_count, 1); /* in the order in which they queue */
    end_with("ok", 123);
    done();
}
END_TEST

/* Nobody is ready, and main has ended: under `callbacks` the loop looks once more. */
START_TEST(what_comes_before_the_rest_is_ended)
{
    static const enum model_id models[] = {MODEL_COROUTINES, MODEL_CALLBACKS};
    for (int i = 0; i < 2; i++) {
        explore_under("scenario \"t\"\nmodel coroutines, callbacks\nuntil main ends\nshared n = 0\n"
                      "task main:\n    f = start w\n    yield\n    n = 3\ntask w:\n    io 1ms\n"
                      "    n += 1\n",
                      models[i]);
        ck_assert_int_eq(found->end_count, 1 + i);
        end_with("ok", 3);
        if (i)
            assert_line("2", &end_with("ok", 4)->schedule);
        done();
    }
}
END_TEST

/* Nobody comes between where there is no wait: what is a race under threads has one schedule. */
START_TEST(a_loop_lets_nobody_come_between)
{
    explore_under("scenario \"t\"\nmodel coroutines\nshared x = 0\ntask adds x 3:\n    x += 1\n",
                  MODEL_COROUTINES);
    ck_assert_str_eq(found->schedules, "1");
    ck_assert_int_eq(found->ends[0].values[0], 3);
    done();
}
END_TEST

/* A generator that yields when the time of its select was over has no time that is out. */
START_TEST(a_generator_that_yields_waits_for_nothing)
{
    explore_under(
        "scenario \"t\"\nmodel polling\nshared v = 0\nchannel c size 2\ntask a:\n"
        "    g = create gen(1)\n    y = resume g\n    v = v * 10 + y\ntask b:\n    io 1ms\n"
        "    v = v * 10 + 2\ntask gen(p):\n    select:\n        x = recv c:\n            v = 9\n"
        "        timeout 1ms:\n            yield p\n",
        MODEL_POLLING);
    ck_assert_str_eq(found->schedules, "4");
    end_with("ok", 21);
    end_with("ok", 12);
    done();
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("explore_loops");
    TCase *looks = tcase_create("looks");
    tcase_add_test(looks, a_loop_chooses_who_is_answered_next);
    tcase_add_test(looks, who_arrives_later_comes_at_a_look);
    tcase_add_test(looks, callbacks_have_numbers_of_their_own);
    tcase_add_test(looks, a_limit_of_no_time_is_over_in_its_turn);
    tcase_add_test(looks, a_limit_is_not_over_before_it_begins);
    tcase_add_test(looks, what_comes_before_the_rest_is_ended);
    tcase_add_test(looks, a_loop_lets_nobody_come_between);
    tcase_add_test(looks, a_generator_that_yields_waits_for_nothing);
    suite_add_tcase(suite, looks);
    TCase *blocks = tcase_create("blocks");
    tcase_add_test(blocks, a_block_beside_a_loop_is_done_when_that_is_seen);
    tcase_add_test(blocks, a_block_comes_between_the_steps_of_a_loop);
    tcase_add_test(blocks, a_loop_stands_only_while_a_block_is_out);
    tcase_add_test(blocks, a_block_goes_on_without_its_task);
    suite_add_tcase(suite, blocks);
    return suite;
}

CHECK_MAIN(make_suite)
