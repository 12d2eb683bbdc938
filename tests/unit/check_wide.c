#include "config.h"

#include <check.h>
#include <stdlib.h>

#include "base/wide.h"

static void ck_wide(struct wide number, uint64_t high, uint64_t low)
{
    ck_assert_uint_eq(number.high, high);
    ck_assert_uint_eq(number.low, low);
}

START_TEST(a_sum_carries_and_overflows)
{
    struct wide sum = {0, UINT64_MAX};
    ck_assert(wide_add(&sum, (struct wide){0, 1}));
    ck_wide(sum, 1, 0);
    ck_assert(wide_add(&sum, (struct wide){UINT64_MAX - 1, UINT64_MAX}));
    ck_wide(sum, UINT64_MAX, UINT64_MAX);
    struct wide again = sum;
    ck_assert(!wide_add(&again, (struct wide){0, 1})); /* only the carry is too much */
    ck_wide(again, 0, 0);
    ck_assert(!wide_add(&sum, (struct wide){1, 0}));
    ck_wide(sum, 0, UINT64_MAX);
}
END_TEST

/* 2^128 - 1 is 340282366920938463463374607431768211455. */
START_TEST(a_quotient_passes_rests_on)
{
    struct wide number = {UINT64_MAX, UINT64_MAX};
    const char *digits = "340282366920938463463374607431768211455";
    for (int at = 38; at >= 0; at--)
        ck_assert_int_eq((int)wide_divide(&number, 10), digits[at] - '0');
    ck_wide(number, 0, 0);
}
END_TEST

START_TEST(it_is_about_what_it_is)
{
    ck_assert(wide_about((struct wide){0, 12}) == 12);
    ck_assert(wide_about((struct wide){3, 0}) == 3 * 0x1p64L);
}
END_TEST

/* Both ways, wherever the tests run. */
START_TEST(a_product_is_the_same_by_halves)
{
    static const struct {
        uint64_t x, y, high, low;
    } known[] = {
        {0, 7, 0, 0},
        {UINT64_MAX, UINT64_MAX, UINT64_MAX - 1, 1},
        {UINT64_MAX, 2, 1, UINT64_MAX - 1},
        {0x100000000, 0x100000000, 1, 0},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        ck_wide(wide_product(known[i].x, known[i].y), known[i].high, known[i].low);
        ck_wide(wide_product_of_halves(known[i].x, known[i].y), known[i].high, known[i].low);
    }
    uint64_t x = 1, y = 0x9e3779b97f4a7c15;
    for (int i = 0; i < 1000; i++) {
        struct wide product = wide_product(x, y);
        ck_wide(wide_product_of_halves(x, y), product.high, product.low);
        x = x * 6364136223846793005 + 1442695040888963407;
        y ^= product.high + product.low;
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("wide");
    TCase *all = tcase_create("wide");
    tcase_add_test(all, a_sum_carries_and_overflows);
    tcase_add_test(all, a_quotient_passes_rests_on);
    tcase_add_test(all, it_is_about_what_it_is);
    tcase_add_test(all, a_product_is_the_same_by_halves);
    suite_add_tcase(s, all);
    SRunner *runner = srunner_create(s);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
