/* Lost updates: what the stamps of reads and writes prove, and what they do not. */
#include "config.h"

#include "trace/updates.h"

#include "check_main.h"
#include "hand.h"

static struct trace *two(const char *model)
{
    struct trace *trace = hand_new(model);
    hand_meta(trace, "shared=counter");
    hand_meta(trace, "values=told");
    hand_task(trace, 0, 1, "a");
    hand_task(trace, 0, 2, "b");
    return trace;
}

static void access_at(struct trace *trace, double t_us, uint8_t kind, uint32_t task, uint32_t line,
                      int64_t value)
{
    hand_event(trace, t_us,
               (struct trace_event){.kind = kind, .who = task, .line = line, .value = value}, NULL);
}

#define reads(trace, t_us, task, value)                                                            \
    access_at(trace, t_us, TRACE_SHARED_READ, task, 3 + (task), value)
#define writes(trace, t_us, task, value)                                                           \
    access_at(trace, t_us, TRACE_SHARED_WRITE, task, 3 + (task), value)

/* How many were lost; the last one of them. */
static size_t found(struct trace *trace, struct update_lost *last)
{
    struct updates updates;
    hand_run_end(trace, 1000, TRACE_RESULT_OK);
    trace_finish(trace);
    struct timeline *timeline = timeline_new(trace);
    updates_find(timeline, &updates);
    size_t count = updates.count;
    if (count) {
        *last = updates.lost[count - 1];
        ck_assert_ptr_eq(updates_of(&updates, last->event), &updates.lost[count - 1]);
        ck_assert_ptr_null(updates_of(&updates, last->event + 1));
    }
    updates_release(&updates);
    timeline_free(timeline);
    trace_free(trace);
    return count;
}

START_TEST(where_one_runs_at_a_time_the_order_is_known)
{
    struct trace *trace = two("coroutines");
    struct update_lost last;
    reads(trace, 10, 2, 3);
    reads(trace, 11, 1, 3);
    writes(trace, 12, 1, 4);
    writes(trace, 13, 2, 4);
    ck_assert_uint_eq(found(trace, &last), 1);
    ck_assert(last.proven && last.adds && !last.more);
}
END_TEST

/* `x = counter` in one line, and `counter = x + 1` behind a wait. What a condition reads is kept by
 * nobody. */
START_TEST(an_update_may_be_written_out)
{
    for (int keeps = 0; keeps <= 1; keeps++) {
        struct trace *trace = two("coroutines");
        struct update_lost last;
        reads(trace, 10, 2, 3);
        if (keeps)
            access_at(trace, 11, TRACE_ASSIGNED, 2, 5, 3);
        reads(trace, 12, 1, 3);
        writes(trace, 13, 1, 4);
        access_at(trace, 14, TRACE_SHARED_WRITE, 2, 9, 4);
        ck_assert_uint_eq(found(trace, &last), (size_t)keeps);
    }
}
END_TEST

START_TEST(what_was_seen_is_not_lost)
{
    struct trace *trace = two("threads");
    struct update_lost last;
    reads(trace, 10, 1, 3);
    writes(trace, 11, 1, 4);
    reads(trace, 12, 2, 4);
    writes(trace, 13, 2, 5);
    ck_assert_uint_eq(found(trace, &last), 0);
}
END_TEST

/* With several threads a write may take effect after its stamp. */
START_TEST(with_threads_one_of_two_is_lost)
{
    struct trace *trace = two("threads");
    struct update_lost last;
    reads(trace, 10, 2, 3);
    reads(trace, 11, 1, 3);
    writes(trace, 12, 1, 4);
    writes(trace, 12.5, 2, 4);
    reads(trace, 13, 1, 4);
    ck_assert_uint_eq(found(trace, &last), 1);
    ck_assert(!last.proven && last.adds);
}
END_TEST

START_TEST(unless_the_other_had_gone_on)
{
    struct trace *trace = two("threads");
    struct update_lost last;
    reads(trace, 10, 2, 3);
    reads(trace, 11, 1, 3);
    writes(trace, 12, 1, 4);
    reads(trace, 13, 1, 4);
    writes(trace, 20, 2, 2);
    ck_assert_uint_eq(found(trace, &last), 1);
    ck_assert(last.proven && !last.adds);
}
END_TEST

START_TEST(all_that_were_not_seen_are_lost)
{
    struct trace *trace = two("gil");
    struct update_lost last;
    hand(trace, 5, GIL_GOT, .who = 1);
    reads(trace, 10, 2, 3);
    for (int i = 0; i < 3; i++) {
        reads(trace, 11 + 2 * i, 1, 3 + i);
        writes(trace, 12 + 2 * i, 1, 4 + i);
    }
    writes(trace, 20, 2, 4);
    ck_assert_uint_eq(found(trace, &last), 1);
    ck_assert(last.proven && last.more);
}
END_TEST

/* A read and a write of other lines, or with accesses between them that are not in the record, are
 * no update; nor is one that changes nothing. */
START_TEST(what_is_no_update_loses_nothing)
{
    struct update_lost last;
    for (int i = 0; i < 3; i++) {
        struct trace *trace = two("coroutines");
        reads(trace, 10, 2, 3);
        reads(trace, 11, 1, 3);
        writes(trace, 12, 1, i == 2 ? 3 : 4);
        if (i == 0)
            hand(trace, 12.5, MARK, .who = 2, .detail = TRACE_LEFT_SHARED);
        access_at(trace, 13, TRACE_SHARED_WRITE, 2, i == 1 ? 9 : 5, 4);
        ck_assert_uint_eq(found(trace, &last), 0);
    }
}
END_TEST

/* Who leaves accesses out may have written again. */
START_TEST(what_is_left_out_may_have_been_written_over)
{
    struct trace *trace = two("coroutines");
    struct update_lost last;
    reads(trace, 10, 2, 3);
    reads(trace, 11, 1, 3);
    writes(trace, 12, 1, 4);
    hand(trace, 12.5, MARK, .who = 1, .detail = TRACE_LEFT_SHARED);
    hand(trace, 12.6, MARK, .who = 1, .detail = TRACE_LEFT_NOTHING);
    writes(trace, 13, 2, 4);
    ck_assert_uint_eq(found(trace, &last), 1);
    ck_assert(!last.proven);
}
END_TEST

/* A third one has set it meanwhile: that is written over. */
START_TEST(what_was_set_meanwhile_is_written_over)
{
    struct trace *trace = two("coroutines");
    struct update_lost last;
    hand_task(trace, 0, 3, "c");
    reads(trace, 10, 2, 3);
    reads(trace, 11, 1, 3);
    writes(trace, 12, 1, 4);
    writes(trace, 12.5, 3, 0);
    writes(trace, 13, 2, 4);
    ck_assert_uint_eq(found(trace, &last), 1);
    ck_assert(!last.proven);
}
END_TEST

/* What a callback does on a thread of its own is told of its task: its next event may be that of
 * the other thread. */
START_TEST(with_a_callback_beside_it_a_task_may_not_have_gone_on)
{
    struct trace *trace = two("threads");
    struct update_lost last;
    hand(trace, 5, CALLBACK_NEW, .who = TRACE_HELPER + 1, .arg = 1, .value = 1);
    reads(trace, 10, 2, 3);
    reads(trace, 11, 1, 3);
    writes(trace, 12, 1, 4);
    reads(trace, 13, 1, 4);
    writes(trace, 20, 2, 4);
    ck_assert_uint_eq(found(trace, &last), 1);
    ck_assert(!last.proven);
}
END_TEST

static void exchanges(struct trace *trace, double t_us, uint32_t task, int64_t was, int64_t is)
{
    struct trace_event event = {.kind = TRACE_SHARED_READ,
                                .detail = TRACE_ACCESS_ATOMIC,
                                .who = task,
                                .line = 3 + task,
                                .value = was};
    hand_event(trace, t_us, event, NULL);
    event.kind = TRACE_SHARED_WRITE;
    event.value = is;
    hand_event(trace, t_us, event, NULL);
}

/* A number that is larger is no addition if the line only sets it. */
START_TEST(what_only_sets_it_adds_nothing)
{
    for (int who = 1; who <= 2; who++) {
        struct trace *trace = two("coroutines");
        struct update_lost last;
        reads(trace, 10, 2, 3);
        reads(trace, 11, 1, 3);
        for (uint32_t task = 1; task <= 2; task++)
            hand_event(trace, 11 + task,
                       (struct trace_event){.kind = TRACE_SHARED_WRITE,
                                            .who = task,
                                            .detail = who == (int)task ? TRACE_ACCESS_SETS : 0,
                                            .line = 3 + task,
                                            .value = 4},
                       NULL);
        ck_assert_uint_eq(found(trace, &last), 1);
        ck_assert(last.proven && !last.adds);
    }
}
END_TEST

/* Both stamps stand before the act: what came between them and it was seen. */
START_TEST(what_is_done_in_one_act_loses_nothing)
{
    struct trace *trace = two("threads");
    struct update_lost last;
    exchanges(trace, 10, 2, 4, 5);
    reads(trace, 11, 1, 3);
    writes(trace, 12, 1, 4);
    exchanges(trace, 13, 2, 5, 6);
    ck_assert_uint_eq(found(trace, &last), 0);
}
END_TEST

/* … but is lost where a plain update had read before it, and writes when it is over. If it may be
 * later than that write, nothing is said: then it has seen it. */
START_TEST(what_is_done_in_one_act_may_be_lost)
{
    for (int gone_on = 0; gone_on <= 1; gone_on++) {
        struct trace *trace = two("threads");
        struct update_lost last;
        reads(trace, 10, 2, 3);
        exchanges(trace, 12, 1, 3, 4);
        if (gone_on)
            hand(trace, 13, SAY, .who = 1);
        writes(trace, 20, 2, 4);
        ck_assert_uint_eq(found(trace, &last), (size_t)gone_on);
        ck_assert(!gone_on || last.proven);
    }
}
END_TEST

/* Each process has its own; so has each worker with a loop. */
START_TEST(copies_are_not_shared)
{
    struct update_lost last;
    for (int i = 0; i < 2; i++) {
        struct trace *trace = two(i ? "coroutines" : "processes");
        hand_meta(trace, "workers=2");
        for (uint32_t task = 1; task <= 2; task++)
            hand(trace, 1, TASK_BEGIN, .who = task, .arg = 100 + task, .value = task - 1);
        reads(trace, 10, 2, 3);
        reads(trace, 11, 1, 3);
        writes(trace, 12, 1, 4);
        writes(trace, 13, 2, 4);
        ck_assert_uint_eq(found(trace, &last), 0);
    }
}
END_TEST

/* A block on a thread of the pool runs beside the loop. */
START_TEST(a_pool_runs_beside_the_loop)
{
    struct trace *trace = two("coroutines");
    struct update_lost last;
    hand_state(trace, 5, TRACE_POOL + 1, TRACE_RUNNING, TRACE_BY_STARTED, 1, 3);
    reads(trace, 10, 2, 3);
    reads(trace, 11, 1, 3);
    writes(trace, 12, 1, 4);
    writes(trace, 12.5, 2, 4);
    ck_assert_uint_eq(found(trace, &last), 1);
    ck_assert(!last.proven);
}
END_TEST

static Suite *updates_suite(void)
{
    Suite *suite = suite_create("updates");
    TCase *tcase = tcase_create("updates");
    tcase_add_test(tcase, where_one_runs_at_a_time_the_order_is_known);
    tcase_add_test(tcase, an_update_may_be_written_out);
    tcase_add_test(tcase, what_was_seen_is_not_lost);
    tcase_add_test(tcase, with_threads_one_of_two_is_lost);
    tcase_add_test(tcase, unless_the_other_had_gone_on);
    tcase_add_test(tcase, all_that_were_not_seen_are_lost);
    tcase_add_test(tcase, what_is_no_update_loses_nothing);
    tcase_add_test(tcase, what_is_left_out_may_have_been_written_over);
    tcase_add_test(tcase, what_was_set_meanwhile_is_written_over);
    tcase_add_test(tcase, with_a_callback_beside_it_a_task_may_not_have_gone_on);
    tcase_add_test(tcase, what_only_sets_it_adds_nothing);
    tcase_add_test(tcase, what_is_done_in_one_act_loses_nothing);
    tcase_add_test(tcase, what_is_done_in_one_act_may_be_lost);
    tcase_add_test(tcase, copies_are_not_shared);
    tcase_add_test(tcase, a_pool_runs_beside_the_loop);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(updates_suite)
