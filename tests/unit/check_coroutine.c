#include "config.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/sanitizer.h"
#include "check_main.h"
#include "flow/coroutine_stack.h"

/* The thread sanitizer bears about 8,000 fibers, and 32 bits of address 40,000 stacks of 64 KiB. */
enum { MANY = BATON_SANITIZED ? 500 : sizeof(void *) < 8 ? 10000 : 100000 };

struct player {
    struct coroutine_set *set;
    struct coroutine *self, *other;
    int id, turns;
    char *notes; /* what happened, a letter a turn */
    int *note_count;
};

static void take_turns(void *arg)
{
    struct player *player = arg;
    for (int i = 0; i < player->turns; i++) {
        player->notes[(*player->note_count)++] = (char)('a' + player->id);
        coroutine_switch(player->self, player->other);
    }
    coroutine_exit_to(player->self, player->other);
}

START_TEST(control_goes_where_it_is_sent)
{
    struct coroutine_set *set = coroutine_set_new();
    struct coroutine *main = coroutine_set_main(set);
    char notes[16] = "";
    int count = 0;
    struct player one = {set, NULL, NULL, 0, 3, notes, &count};
    struct player two = {set, NULL, NULL, 1, 3, notes, &count};
    one.self = coroutine_new(set, take_turns, &one);
    two.self = coroutine_new(set, take_turns, &two);
    one.other = two.self;
    two.other = main;
    ck_assert_str_eq(notes, "");
    for (int i = 0; i < 4; i++) {
        coroutine_switch(main, one.self);
        notes[count++] = 'm';
    }
    ck_assert_str_eq(notes, "abmabmabmm");
    coroutine_free(one.self);
    coroutine_free(two.self);
    coroutine_set_free(set);
}
END_TEST

struct keeper {
    struct coroutine *self, *back;
    uint64_t seed, sum;
    double half;
    uintptr_t frame;
};

/* More values alive over a switch than there are registers that survive it. */
static void keep_values(void *arg)
{
    struct keeper *keeper = arg;
    _Alignas(16) char aligned[16];
    keeper->frame = (uintptr_t)aligned;
    volatile uint64_t seed = keeper->seed;
    uint64_t a = seed, b = seed * 3, c = seed * 5, d = seed * 7, e = seed * 11, f = seed * 13,
             g = seed * 17, h = seed * 19;
    double x = (double)seed / 2, y = (double)seed / 4;
    for (int i = 0; i < 3; i++) {
        coroutine_switch(keeper->self, keeper->back);
        a += b, b += c, c += d, d += e, e += f, f += g, g += h, h += a, x += y, y += 1;
    }
    keeper->sum = a ^ b ^ c ^ d ^ e ^ f ^ g ^ h;
    keeper->half = x + y;
    coroutine_exit_to(keeper->self, keeper->back);
}

static void expected_values(uint64_t seed, uint64_t *sum, double *half)
{
    uint64_t v[8];
    const uint64_t factor[8] = {1, 3, 5, 7, 11, 13, 17, 19};
    double x = (double)seed / 2, y = (double)seed / 4;
    for (int i = 0; i < 8; i++)
        v[i] = seed * factor[i];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 8; i++)
            v[i] += v[(i + 1) % 8];
        x += y, y += 1;
    }
    *sum = v[0] ^ v[1] ^ v[2] ^ v[3] ^ v[4] ^ v[5] ^ v[6] ^ v[7];
    *half = x + y;
}

START_TEST(values_survive_a_switch)
{
    enum { KEEPERS = 10 };
    struct coroutine_set *set = coroutine_set_new();
    struct coroutine *main = coroutine_set_main(set);
    struct keeper keepers[KEEPERS];
    for (int i = 0; i < KEEPERS; i++) {
        keepers[i] = (struct keeper){.back = main, .seed = (uint64_t)i + 1};
        keepers[i].self = coroutine_new(set, keep_values, &keepers[i]);
    }
    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < KEEPERS; i++)
            coroutine_switch(main, keepers[i].self);
    }
    for (int i = 0; i < KEEPERS; i++) {
        uint64_t sum;
        double half;
        expected_values((uint64_t)i + 1, &sum, &half);
        ck_assert_uint_eq(keepers[i].sum, sum);
        ck_assert(keepers[i].half == half);
        ck_assert_uint_eq(keepers[i].frame % 16, 0);
        coroutine_free(keepers[i].self);
    }
    coroutine_set_free(set);
}
END_TEST

struct sleeper {
    struct coroutine *self, *back;
    int woken;
};

static void sleep_twice(void *arg)
{
    struct sleeper *sleeper = arg;
    for (int i = 0; i < 2; i++) {
        coroutine_switch(sleeper->self, sleeper->back);
        sleeper->woken++;
    }
    coroutine_exit_to(sleeper->self, sleeper->back);
}

static struct sleeper *start_sleepers(struct coroutine_set *set, int count)
{
    struct sleeper *sleepers = calloc((size_t)count, sizeof *sleepers);
    for (int i = 0; i < count; i++) {
        sleepers[i].back = coroutine_set_main(set);
        sleepers[i].self = coroutine_new(set, sleep_twice, &sleepers[i]);
        ck_assert_ptr_nonnull(sleepers[i].self);
        coroutine_switch(sleepers[i].back, sleepers[i].self);
    }
    return sleepers;
}

START_TEST(a_freed_stack_is_used_again)
{
    struct coroutine_set *set = coroutine_set_new();
    struct sleeper *first = start_sleepers(set, 3);
    struct coroutine *freed = first[1].self;
    coroutine_free(freed); /* suspended, not ended: it never comes back */
    struct sleeper *second = start_sleepers(set, 1);
    ck_assert_ptr_eq(second[0].self, freed);
    for (int i = 0; i < 2; i++)
        coroutine_switch(second[0].back, second[0].self);
    ck_assert_int_eq(second[0].woken, 2);
    ck_assert_int_eq(first[1].woken, 0);
    free(first);
    free(second);
    coroutine_set_free(set);
}
END_TEST

static long resident_bytes(void)
{
    long size = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file)
        return 0;
    if (fscanf(file, "%ld %ld", &size, &resident) != 2)
        resident = 0;
    fclose(file);
    return resident * sysconf(_SC_PAGESIZE);
}

START_TEST(a_hundred_thousand_cost_a_page_each)
{
    struct coroutine_set *set = coroutine_set_new();
    long before = resident_bytes();
    struct sleeper *sleepers = start_sleepers(set, MANY);
    long after = resident_bytes();
    if (before && !BATON_SANITIZED)
        ck_assert_int_lt((after - before) / MANY, 4096 + 512);
    for (int round = 1; round <= 2; round++) {
        for (int i = 0; i < MANY; i++) {
            coroutine_switch(sleepers[i].back, sleepers[i].self);
            ck_assert_int_eq(sleepers[i].woken, round);
        }
    }
    for (int i = 0; i < MANY; i++)
        coroutine_free(sleepers[i].self);
    free(sleepers);
    coroutine_set_free(set);
}
END_TEST

START_TEST(stacks_set_aside_are_used_first)
{
    struct coroutine_set *set = coroutine_set_new();
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    ck_assert_uint_eq(coroutine_set_aside(set, MANY), MANY * page);
    long before = resident_bytes();
    for (int i = 0; i < MANY; i++)
        ck_assert_ptr_nonnull(coroutine_new(set, NULL, NULL));
    if (!BATON_SANITIZED)
        ck_assert_int_lt(resident_bytes() - before, MANY * (long)page / 100);
    coroutine_set_free(set);
}
END_TEST

START_TEST(a_coroutine_may_switch_to_itself)
{
    struct coroutine_set *set = coroutine_set_new();
    struct coroutine *main = coroutine_set_main(set);
    coroutine_switch(main, main);
    coroutine_set_free(set);
}
END_TEST

#if !BATON_SANITIZED

static uint64_t use_stack(uint64_t depth)
{
    volatile char frame[256];
    frame[0] = (char)depth;
    return depth ? use_stack(depth - 1) + (uint64_t)frame[0] : 0;
}

static void overflow(void *arg)
{
    volatile uint64_t sink = use_stack(coroutine_stack_bytes() / 256 + 16);
    (void)sink;
    coroutine_exit_to(arg, arg); /* never reached */
}

/* Of the first stacks each has its guard, not only the lowest. */
START_TEST(an_overflow_hits_the_guard)
{
    struct coroutine_set *set = coroutine_set_new();
    coroutine_new(set, overflow, NULL);
    struct coroutine *second = coroutine_new(set, overflow, NULL);
    coroutine_switch(coroutine_set_main(set), second);
}
END_TEST

#endif

static Suite *coroutine_suite(void)
{
    Suite *suite = suite_create("coroutine");
    TCase *tests = tcase_create("switches");
    tcase_add_test(tests, control_goes_where_it_is_sent);
    tcase_add_test(tests, values_survive_a_switch);
    tcase_add_test(tests, a_freed_stack_is_used_again);
    tcase_add_test(tests, a_hundred_thousand_cost_a_page_each);
    tcase_add_test(tests, stacks_set_aside_are_used_first);
    tcase_add_test(tests, a_coroutine_may_switch_to_itself);
#if !BATON_SANITIZED
    tcase_add_test_raise_signal(tests, an_overflow_hits_the_guard, SIGSEGV);
#endif
    suite_add_tcase(suite, tests);
    return suite;
}

CHECK_MAIN(coroutine_suite)
