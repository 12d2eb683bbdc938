#include "config.h"

#include "base/sort.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"

enum { MOST = 400 };

/* What is sorted by its first member only; the second says where it was. */
struct small {
    uint16_t key, place;
};
struct large {
    int64_t key;
    int32_t place;
    char more[36];
};

static int by_small(const void *left, const void *right)
{
    const struct small *a = left, *b = right;
    return (a->key > b->key) - (a->key < b->key);
}

static int by_large(const void *left, const void *right)
{
    const struct large *a = left, *b = right;
    ck_assert_uint_eq((uintptr_t)left % _Alignof(struct large), 0);
    ck_assert_uint_eq((uintptr_t)right % _Alignof(struct large), 0);
    return (a->key > b->key) - (a->key < b->key);
}

static int by_number(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

START_TEST(equals_stay_in_their_order)
{
    struct small smalls[MOST];
    struct large larges[MOST];
    srand(1);
    for (int count = 0; count <= MOST; count++) {
        int keys = 1 + rand() % (count % 3 ? 5 : 1000);
        for (int i = 0; i < count; i++) {
            smalls[i] = (struct small){(uint16_t)(rand() % keys), (uint16_t)i};
            larges[i] = (struct large){.key = smalls[i].key, .place = i, .more = {[35] = (char)i}};
        }
        sort_stable(smalls, (size_t)count, sizeof *smalls, by_small);
        sort_stable(larges, (size_t)count, sizeof *larges, by_large);
        for (int i = 0; i < count; i++) {
            ck_assert_int_eq(larges[i].key, smalls[i].key);
            ck_assert_int_eq(larges[i].place, smalls[i].place);
            ck_assert_int_eq(larges[i].more[35], (char)larges[i].place);
            if (!i || smalls[i - 1].key < smalls[i].key)
                continue;
            ck_assert_uint_eq(smalls[i - 1].key, smalls[i].key);
            ck_assert_uint_lt(smalls[i - 1].place, smalls[i].place);
        }
    }
}
END_TEST

START_TEST(what_is_sorted_or_reversed_becomes_sorted)
{
    int64_t numbers[MOST];
    for (int way = -1; way <= 1; way++) {
        for (int i = 0; i < MOST; i++)
            numbers[i] = way * i;
        sort_stable(numbers, MOST, sizeof *numbers, by_number);
        for (int i = 1; i < MOST; i++)
            ck_assert_int_eq(numbers[i] - numbers[i - 1], way != 0);
    }
    sort_stable(NULL, 0, sizeof *numbers, by_number);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("sort");
    TCase *all = tcase_create("all");
    tcase_add_test(all, equals_stay_in_their_order);
    tcase_add_test(all, what_is_sorted_or_reversed_becomes_sorted);
    suite_add_tcase(s, all);
    return s;
}

CHECK_MAIN(suite)
