/* The heap of deadlines, against a plain sort. */
#include "config.h"

#include <check.h>
#include <stdlib.h>

#include "check_main.h"
#include "flow/heap.h"

enum { COUNT = 500 };

static struct task tasks[COUNT];

static void fill(struct heap *heap, unsigned seed)
{
    for (int i = 0; i < COUNT; i++) {
        seed = seed * 1103515245u + 12345u;
        tasks[i] = (struct task){.id = (uint32_t)i, .due_ns = seed >> 24, .heap_at = -1};
        heap_push(heap, &tasks[i]);
    }
}

static void check_order(struct heap *heap, int expected)
{
    int64_t due_ns = -1;
    uint32_t id = 0;
    for (int i = 0; i < expected; i++) {
        struct task *first = heap_first(heap);
        ck_assert_ptr_nonnull(first);
        ck_assert(first->due_ns > due_ns || (first->due_ns == due_ns && first->id > id));
        due_ns = first->due_ns;
        id = first->id;
        heap_remove(heap, first);
        ck_assert_int_eq(first->heap_at, -1);
    }
    ck_assert_ptr_null(heap_first(heap));
}

START_TEST(the_earliest_is_first_and_equals_keep_their_order)
{
    struct heap heap = {0};
    fill(&heap, 1);
    check_order(&heap, COUNT);
    heap_release(&heap);
}
END_TEST

START_TEST(any_can_be_taken_out_of_the_middle)
{
    struct heap heap = {0};
    fill(&heap, 2);
    for (int i = 0; i < COUNT; i += 3)
        heap_remove(&heap, &tasks[i]);
    heap_remove(&heap, &tasks[0]); /* not in it any more: nothing happens */
    check_order(&heap, COUNT - (COUNT + 2) / 3);
    heap_release(&heap);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("heap");
    TCase *tests = tcase_create("heap");
    tcase_add_test(tests, the_earliest_is_first_and_equals_keep_their_order);
    tcase_add_test(tests, any_can_be_taken_out_of_the_middle);
    suite_add_tcase(suite, tests);
    return suite;
}

CHECK_MAIN(make_suite)
