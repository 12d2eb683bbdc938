#include "config.h"

#include "trace/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "hand.h"
#include "trace/handoff.h"
#include "trace/known.h"

enum { US = 1000, MS = 1000000 };

/* A trace and its timelines, as most tests need them. */
struct both {
    struct trace *trace;
    struct timeline *timeline;
};

static struct both both_of(struct trace *trace)
{
    return (struct both){trace, timeline_new(trace)};
}

static struct both both_finish(struct trace *trace)
{
    trace_finish(trace);
    return both_of(trace);
}

static void both_free(struct both both)
{
    timeline_free(both.timeline);
    trace_free(both.trace);
}

static const struct timeline_lane *lane_named(const struct timeline *timeline, const char *name)
{
    for (int i = 0; i < timeline->lane_count; i++)
        if (strcmp(timeline->lanes[i].name, name) == 0)
            return &timeline->lanes[i];
    ck_abort_msg("no lane %s", name);
}

static void assert_item(const struct timeline_lane *lane, uint32_t index, int64_t from_ns,
                        int64_t to_ns, enum trace_state state, enum trace_reason reason)
{
    ck_assert_uint_lt(index, lane->count);
    const struct timeline_interval *item = &lane->items[index];
    ck_assert_int_eq(item->from_ns, from_ns);
    ck_assert_int_eq(item->to_ns, to_ns);
    ck_assert_int_eq(item->state, state);
    ck_assert_int_eq(item->reason, reason);
}

static void assert_holder(const struct timeline_lane *strip, uint32_t index, int64_t from_ns,
                          uint32_t holder)
{
    ck_assert_uint_lt(index, strip->count);
    ck_assert_int_eq(strip->items[index].from_ns, from_ns);
    ck_assert_uint_eq(strip->items[index].object, holder);
}

/* No lane has a hole, and its sums are those of its intervals. */
static void assert_sound(const struct timeline *timeline)
{
    for (int l = 0; l < timeline->lane_count; l++) {
        const struct timeline_lane *lane = &timeline->lanes[l];
        struct timeline_sums sums = {0};
        int64_t at = lane->start_ns;
        for (uint32_t i = 0; i < lane->count; i++) {
            const struct timeline_interval *item = timeline_item(lane, i);
            ck_assert_int_eq(item->from_ns, at);
            ck_assert_int_gt(item->to_ns, at);
            at = item->to_ns;
            sums.ns[item->state] += at - item->from_ns;
        }
        ck_assert_int_eq(at, lane->end_ns);
        ck_assert_mem_eq(&sums, &lane->total, sizeof sums);
    }
}

START_TEST(coroutines_have_the_answer_as_a_moment_of_its_own)
{
    struct both both = both_of(hand_two_coroutines());
    const struct timeline_lane *two = lane_named(both.timeline, "two");
    assert_sound(both.timeline);
    ck_assert_uint_eq(two->count, 5);
    assert_item(two, 0, 0, 60 * US, TRACE_READY, TRACE_BY_STARTING);
    assert_item(two, 1, 60 * US, 90 * US, TRACE_RUNNING, TRACE_BY_STARTED);
    assert_item(two, 2, 90 * US, 400100 * US, TRACE_WAITING, TRACE_BY_IO);
    assert_item(two, 3, 400100 * US, 400170 * US, TRACE_READY, TRACE_BY_ANSWERED);
    assert_item(two, 4, 400170 * US, 400200 * US, TRACE_RUNNING, TRACE_BY_ANSWER);
    ck_assert(two->ended);
    ck_assert_int_eq(trace_at(both.trace, two->items[3].event)->kind, TRACE_ANSWERED);
    both_free(both);
}
END_TEST

START_TEST(two_waits_under_coroutines_are_six_handoffs)
{
    struct both both = both_of(hand_two_coroutines());
    const struct timeline_lane *strip = lane_named(both.timeline, "control");
    static const uint32_t holders[] = {0, 1, 2, 0, 2, 0, 1, 0};
    static const int64_t from_us[] = {0, 10, 60, 90, 400170, 400200, 500120, 500150};
    ck_assert_uint_eq(strip->count, 8);
    for (uint32_t i = 0; i < 8; i++)
        assert_holder(strip, i, from_us[i] * US, holders[i]);
    ck_assert_int_eq(timeline_handoffs(both.timeline), 6);
    both_free(both);
}
END_TEST

START_TEST(blocking_keeps_control_inside_the_call)
{
    struct both both = both_of(hand_two_blocking());
    const struct timeline_lane *strip = lane_named(both.timeline, "control");
    assert_sound(both.timeline);
    ck_assert_int_eq(timeline_handoffs(both.timeline), 2);
    assert_holder(strip, 2, 40 * US, 1);
    ck_assert_int_eq(strip->items[2].state, TRACE_BLOCKED);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_item(one, 2, 40 * US, 500050 * US, TRACE_BLOCKED, TRACE_BY_IO);
    assert_item(one, 3, 500050 * US, 500120 * US, TRACE_READY, TRACE_BY_ANSWERED);
    both_free(both);
}
END_TEST

/* The kernel takes the core between the question and the word that it waits. The object of the
 * strip's interval is who has control, not a request. */
START_TEST(an_answer_before_the_word_that_it_waits_is_no_other_request)
{
    struct trace *trace = hand_new("blocking");
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 0, 2, "two");
    hand(trace, 10, TASK_BEGIN, .who = 2, .arg = 100);
    hand(trace, 20, ASKED, .who = 2, .arg = 1);
    hand(trace, 30, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand_state(trace, 40, 2, TRACE_BLOCKED, TRACE_BY_IO, 1, 4);
    hand_state(trace, 50, 2, TRACE_RUNNING, TRACE_BY_ANSWER, 1, 4);
    hand_end(trace, 60, 2);
    struct both both = both_finish(trace);
    const struct timeline_lane *strip = lane_named(both.timeline, "control");
    const struct timeline_interval *item = timeline_at(strip, 45 * US);
    const struct timeline_interval *own = handoff_own(both.timeline, item);
    ck_assert_int_eq(item->state, TRACE_BLOCKED);
    ck_assert_int_eq(own->reason, TRACE_BY_ANSWERED);
    ck_assert_uint_eq(own->object, 1);
    both_free(both);
}
END_TEST

START_TEST(polling_hands_control_on_with_each_turn)
{
    struct both both = both_of(hand_two_polling());
    assert_sound(both.timeline);
    /* 1, then 2 and 1 in turns for 399 turns and two's end, then 1 to its end. */
    ck_assert_int_eq(timeline_handoffs(both.timeline), 401);
    both_free(both);
}
END_TEST

START_TEST(a_callback_on_a_thread_of_its_own_has_a_lane_of_its_own)
{
    struct both both = both_of(hand_callbacks_gil());
    const struct timeline *timeline = both.timeline;
    const struct timeline_lane *first = lane_named(timeline, "asks' callback");
    const struct timeline_lane *second = lane_named(timeline, "asks' callback 2");
    assert_sound(timeline);
    ck_assert_int_eq(timeline->helper_count, 2);
    ck_assert_ptr_eq(first, &timeline->lanes[timeline->first_task + timeline->task_count]);
    ck_assert_ptr_eq(timeline_lane_of(timeline, TRACE_HELPER + 2), second);
    ck_assert_uint_eq(timeline_owner(timeline, TRACE_HELPER + 2), 1);
    ck_assert_uint_eq(timeline_owner(timeline, 1), 1);
    ck_assert_str_eq(timeline_actor_name(timeline, TRACE_HELPER + 1), "asks' callback");
    assert_item(first, 0, 21 * US, 30 * US, TRACE_READY, TRACE_BY_STARTING);
    assert_item(first, 1, 30 * US, 100 * US, TRACE_BLOCKED, TRACE_BY_IO);
    assert_item(first, 2, 100 * US, 110 * US, TRACE_READY, TRACE_BY_ANSWERED);
    assert_item(first, 3, 110 * US, 10010 * US, TRACE_READY, TRACE_BY_GIL);
    assert_item(first, 5, 10012 * US, 20000 * US, TRACE_RUNNING, TRACE_BY_CALLBACK);
    ck_assert(first->ended && first->end == TRACE_END_OK);
    ck_assert(second->ended && second->end == TRACE_END_FAILED);
    /* what its task does meanwhile is on the task's lane */
    const struct timeline_lane *task = lane_named(timeline, "asks");
    assert_item(task, 2, 60 * US, 10000 * US, TRACE_RUNNING, TRACE_BY_NONE);
    assert_item(task, 3, 10000 * US, 20101 * US, TRACE_BLOCKED, TRACE_BY_CALLBACKS);
    both_free(both);
}
END_TEST

START_TEST(a_callback_on_a_thread_of_its_own_holds_the_lock_itself)
{
    struct both both = both_of(hand_callbacks_gil());
    const struct timeline_lane *strip = lane_named(both.timeline, "control");
    ck_assert_uint_eq(timeline_at(strip, 9000 * US)->object, 1);
    ck_assert_uint_eq(timeline_at(strip, 15000 * US)->object, TRACE_HELPER + 1);
    ck_assert_uint_eq(timeline_at(strip, 20050 * US)->object, TRACE_HELPER + 2);
    ck_assert_uint_eq(timeline_at(strip, 20115 * US)->object, 1);
    ck_assert_int_eq(timeline_handoffs(both.timeline), 4);
    both_free(both);
}
END_TEST

/* It leaves core 1 to wait, runs on core 0, and the kernel moves it back: it was not there
 * meanwhile.
 */
START_TEST(a_core_that_was_left_is_not_kept_until_the_next_stay)
{
    struct trace *trace = hand_new("threads");
    hand_task(trace, 0, 1, "one");
    hand(trace, 5, SCHED_IN, .arg = 100, .reason = 1);
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 100, .reason = 1);
    hand_state(trace, 500, 1, TRACE_BLOCKED, TRACE_BY_OFFLOAD, 0, 4);
    hand(trace, 501, SCHED_OUT, .arg = 100, .reason = 1);
    hand(trace, 514, SCHED_IN, .arg = 100, .reason = 0);
    hand_state(trace, 515, 1, TRACE_RUNNING, TRACE_BY_OFFLOADED, 0, 4);
    hand(trace, 517, SCHED_OUT, .arg = 100, .reason = 0, .detail = 1);
    hand(trace, 524, SCHED_IN, .arg = 100, .reason = 1);
    hand_end(trace, 900, 1);
    struct both both = both_finish(trace);
    const struct timeline_lane *core = lane_named(both.timeline, "core 1");
    ck_assert_uint_eq(timeline_at(core, 499 * US)->object, 1);
    ck_assert_uint_eq(timeline_at(core, 510 * US)->object, TRACE_NOBODY);
    ck_assert_uint_eq(timeline_at(core, 600 * US)->object, 1);
    both_free(both);
}
END_TEST

/* The kernel stops the one and moves it to core 1; 7 us after that another comes to core 0. */
START_TEST(who_goes_on_at_another_core_has_left_this_one)
{
    struct trace *trace = hand_new("threads");
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 0, 2, "two");
    hand(trace, 5, SCHED_IN, .arg = 100, .reason = 0);
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 100, .reason = 0);
    hand(trace, 20, SCHED_OUT, .arg = 100, .reason = 0);
    hand(trace, 24, SCHED_IN, .arg = 100, .reason = 1);
    hand(trace, 26, SCHED_IN, .arg = 101, .reason = 0);
    hand(trace, 27, TASK_BEGIN, .who = 2, .arg = 101, .reason = 0);
    hand_end(trace, 900, 1);
    hand_end(trace, 901, 2);
    struct both both = both_finish(trace);
    const struct timeline_interval *item =
        timeline_at(lane_named(both.timeline, "core 0"), 19 * US);
    ck_assert_uint_eq(item->object, 1);
    ck_assert_int_eq(timeline_held_until(both.timeline, item), 20 * US);
    both_free(both);
}
END_TEST

/* It has said that it yields, and the kernel stops it before it lets the lock go; the others of a
 * busy machine fill the record. */
START_TEST(who_has_said_that_it_yields_has_the_lock_until_it_lets_go)
{
    enum { OTHERS = 500 };
    struct trace *trace = hand_new("gil");
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 0, 2, "two");
    hand(trace, 10, GIL_GOT, .who = 1);
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 100);
    hand_state(trace, 11, 2, TRACE_READY, TRACE_BY_GIL, 1, 3);
    hand_state(trace, 100, 1, TRACE_READY, TRACE_BY_YIELD, 0, 7);
    for (int i = 0; i < OTHERS; i++)
        hand(trace, 101 + i, SCHED_IN, .arg = 200 + (uint32_t)i, .reason = 1);
    hand(trace, 900, GIL_FREED, .who = 1, .reason = TRACE_BY_YIELD, .line = 7);
    hand(trace, 910, GIL_GOT, .who = 2);
    hand(trace, 910, TASK_BEGIN, .who = 2, .arg = 101);
    hand_end(trace, 950, 2);
    struct both both = both_finish(trace);
    const struct timeline_interval *item = timeline_at(&both.timeline->lanes[0], 50 * US);
    ck_assert_uint_eq(item->object, 1);
    ck_assert_int_eq(timeline_held_until(both.timeline, item), 900 * US);
    both_free(both);
}
END_TEST

/* Its next block runs in another process, which has a lock of its own; meanwhile who wants the
 * first one's has no core. */
START_TEST(a_thread_of_the_pool_has_the_lock_for_one_block)
{
    struct trace *trace = hand_new("gil");
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 0, 2, "two");
    hand(trace, 1, THREAD, .who = TRACE_POOL + 1, .arg = 300);
    hand_state(trace, 5, 2, TRACE_READY, TRACE_BY_GIL, 1, 3);
    hand(trace, 10, GIL_GOT, .who = TRACE_POOL + 1);
    hand_state(trace, 11, TRACE_POOL + 1, TRACE_RUNNING, TRACE_BY_STARTED, 1, 4);
    hand_state(trace, 20, TRACE_POOL + 1, TRACE_ENDED, TRACE_BY_END, 1, 4);
    hand(trace, 21, GIL_FREED, .who = TRACE_POOL + 1, .reason = TRACE_BY_END, .line = 4);
    hand_state(trace, 100, TRACE_POOL + 1, TRACE_RUNNING, TRACE_BY_STARTED, 1, 4);
    hand_state(trace, 200, TRACE_POOL + 1, TRACE_ENDED, TRACE_BY_END, 1, 4);
    hand(trace, 300, GIL_GOT, .who = 2);
    hand(trace, 300, TASK_BEGIN, .who = 2, .arg = 101);
    hand_end(trace, 950, 2);
    struct both both = both_finish(trace);
    const struct timeline_interval *item = timeline_at(&both.timeline->lanes[0], 15 * US);
    ck_assert_uint_eq(item->object, TRACE_POOL + 1);
    ck_assert_int_eq(timeline_held_until(both.timeline, item), 21 * US);
    both_free(both);
}
END_TEST

/* On two cores both run at once. */
START_TEST(a_task_and_its_callback_run_in_parallel)
{
    struct trace *trace = hand_new("threads");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 100, .reason = 0);
    hand(trace, 20, CALLBACK_NEW, .who = TRACE_HELPER + 1, .arg = 1, .value = 1);
    hand(trace, 30, THREAD, .who = TRACE_HELPER + 1, .arg = 201);
    hand(trace, 31, CORE, .who = TRACE_HELPER + 1, .arg = 1);
    hand_state(trace, 40, TRACE_HELPER + 1, TRACE_RUNNING, TRACE_BY_CALLBACK, 1, 4);
    hand(trace, 1000, STATE, .who = TRACE_HELPER + 1, .detail = TRACE_ENDED);
    hand_end(trace, 2000, 1);
    struct both both = both_finish(trace);
    ck_assert_int_eq(both.timeline->parallel, 2);
    ck_assert_int_eq(both.timeline->strip_count, 2);
    ck_assert_uint_eq(timeline_at(lane_named(both.timeline, "core 0"), 500 * US)->object, 1);
    ck_assert_uint_eq(timeline_at(lane_named(both.timeline, "core 1"), 500 * US)->object,
                      TRACE_HELPER + 1);
    both_free(both);
}
END_TEST

START_TEST(the_lock_is_the_strip_under_gil)
{
    struct both both = both_of(hand_two_gil());
    const struct timeline_lane *strip = lane_named(both.timeline, "control");
    assert_sound(both.timeline);
    ck_assert_int_eq(timeline_handoffs(both.timeline), 5);
    ck_assert_int_eq(both.timeline->strip_count, 1);
    assert_holder(strip, 1, 10 * US, 1);
    assert_holder(strip, 2, 5060 * US, 2);
    both_free(both);
}
END_TEST

START_TEST(nobody_holds_a_lock_that_nobody_wants)
{
    struct trace *trace = hand_new("gil");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 10, GIL_GOT, .who = 1);
    hand(trace, 100, GIL_FREED, .who = 1, .reason = TRACE_BY_SLEEP);
    hand_state(trace, 101, 1, TRACE_WAITING, TRACE_BY_SLEEP, 0, 3);
    hand(trace, 500, GIL_GOT, .who = 1);
    hand_state(trace, 501, 1, TRACE_RUNNING, TRACE_BY_GOT_GIL, 0, 3);
    hand_end(trace, 600, 1);
    hand(trace, 600, GIL_FREED, .who = 1);
    hand_run_end(trace, 610, TRACE_RESULT_OK);
    struct both both = both_finish(trace);
    const struct timeline_lane *strip = lane_named(both.timeline, "control");
    assert_holder(strip, 2, 100 * US, TRACE_NOBODY);
    assert_holder(strip, 3, 500 * US, 1);
    ck_assert_int_eq(timeline_handoffs(both.timeline), 3);
    both_free(both);
}
END_TEST

START_TEST(the_kernels_record_splits_what_runs)
{
    struct both both = both_of(hand_two_threads());
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    const struct timeline_lane *two = lane_named(both.timeline, "two");
    assert_sound(both.timeline);
    assert_item(one, 1, 10 * US, 4 * MS, TRACE_RUNNING, TRACE_BY_STARTED);
    assert_item(one, 2, 4 * MS, 5 * MS, TRACE_READY, TRACE_BY_PREEMPTED);
    assert_item(one, 3, 5 * MS, 11 * MS, TRACE_RUNNING, TRACE_BY_GOT_CORE);
    assert_item(two, 2, 6000 * US, 6005 * US, TRACE_READY, TRACE_BY_OFF_CPU);
    both_free(both);
}
END_TEST

START_TEST(cores_are_strips_and_short_gaps_are_none)
{
    struct both both = both_of(hand_two_threads());
    ck_assert_int_eq(both.timeline->strip_count, 2);
    const struct timeline_lane *core_0 = lane_named(both.timeline, "core 0");
    const struct timeline_lane *core_1 = lane_named(both.timeline, "core 1");
    /* 1, nobody, 1: the end does not count. The gap of 5 us on core 1 is none. */
    ck_assert_uint_eq(core_0->handoffs, 3);
    ck_assert_uint_eq(core_1->handoffs, 1);
    assert_holder(core_1, 2, 6005 * US, 2);
    both_free(both);
}
END_TEST

START_TEST(preemption_is_no_handoff_with_one_thread)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7, .reason = 0);
    hand(trace, 100, SCHED_OUT, .arg = 7, .reason = 0, .detail = 1);
    hand(trace, 5000, SCHED_IN, .arg = 7, .reason = 1);
    hand_end(trace, 6000, 1);
    hand_run_end(trace, 6010, TRACE_RESULT_OK);
    struct both both = both_finish(trace);
    ck_assert_int_eq(timeline_handoffs(both.timeline), 1);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_item(one, 2, 100 * US, 5000 * US, TRACE_READY, TRACE_BY_PREEMPTED);
    ck_assert_uint_eq(one->items[3].core, 1);
    both_free(both);
}
END_TEST

/* Nobody else came in the 60 us; of 200 us one hears. */
START_TEST(a_short_stop_by_the_kernel_is_no_handoff)
{
    struct trace *trace = hand_new("threads");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7, .reason = 0);
    hand(trace, 100, SCHED_OUT, .arg = 7, .reason = 0, .detail = 1);
    hand(trace, 160, SCHED_IN, .arg = 7, .reason = 0);
    hand(trace, 1000, SCHED_OUT, .arg = 7, .reason = 0, .detail = 1);
    hand(trace, 1200, SCHED_IN, .arg = 7, .reason = 0);
    hand_end(trace, 6000, 1);
    hand_run_end(trace, 6010, TRACE_RESULT_OK);
    struct both both = both_finish(trace);
    ck_assert_int_eq(timeline_handoffs(both.timeline), 3);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_item(one, 2, 100 * US, 160 * US, TRACE_READY, TRACE_BY_PREEMPTED);
    both_free(both);
}
END_TEST

/* Its answer only says that the request was cancelled. */
START_TEST(a_cancelled_request_is_no_answer)
{
    struct trace *trace = hand_new("threads");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 20, ASKED, .who = 1, .arg = 4, .value = 5);
    hand_state(trace, 30, 1, TRACE_BLOCKED, TRACE_BY_IO, 4, 3);
    hand(trace, 100, CANCELLED, .who = 1, .arg = 2);
    hand(trace, 110, ANSWERED, .who = TRACE_DEVICE, .arg = 4, .value = 1);
    hand_state(trace, 150, 1, TRACE_RUNNING, TRACE_BY_CANCELLED, 2, 3);
    hand_end(trace, 160, 1);
    struct both both = both_finish(trace);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_item(one, 3, 110 * US, 150 * US, TRACE_READY, TRACE_BY_CANCELLED);
    ck_assert_uint_eq(one->items[3].object, 2);
    both_free(both);
}
END_TEST

/* The device gives up what it has when the run ends; a cancellation of before was another wait's.
 */
START_TEST(who_was_cancelled_before_is_not_cancelled_by_the_end)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 20, 1, TRACE_WAITING, TRACE_BY_SLEEP, 0, 3);
    hand(trace, 30, CANCELLED, .who = 1, .arg = 1, .detail = TRACE_CAUSE_TIMEOUT);
    hand_state(trace, 40, 1, TRACE_RUNNING, TRACE_BY_TIMED_OUT, 0, 3);
    hand(trace, 50, ASKED, .who = 1, .arg = 4, .value = 5);
    hand_state(trace, 60, 1, TRACE_WAITING, TRACE_BY_IO, 4, 5);
    hand(trace, 100, ANSWERED, .who = TRACE_DEVICE, .arg = 4, .value = 1);
    hand_run_end(trace, 150, TRACE_RESULT_OK);
    struct both both = both_finish(trace);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_item(one, 4, 60 * US, 150 * US, TRACE_WAITING, TRACE_BY_IO);
    ck_assert_uint_eq(one->count, 5);
    both_free(both);
}
END_TEST

/* A callback covers the wait for a while; the wait is cancelled beneath it, or before. */
START_TEST(a_covered_wait_that_was_cancelled_is_over)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 20, ASKED, .who = 1, .arg = 4, .value = 5);
    hand_state(trace, 30, 1, TRACE_WAITING, TRACE_BY_IO, 4, 5);
    hand(trace, 40, CANCELLED, .who = 1, .arg = 1, .detail = TRACE_CAUSE_TIMEOUT, .value = 4);
    hand_state(trace, 50, 1, TRACE_RUNNING, TRACE_BY_CALLBACK, 3, 6);
    hand(trace, 60, ANSWERED, .who = TRACE_DEVICE, .arg = 4, .value = 1);
    hand_state(trace, 80, 1, TRACE_WAITING, TRACE_BY_IO, 4, 5);
    hand_state(trace, 100, 1, TRACE_RUNNING, TRACE_BY_TIMED_OUT, 0, 5);
    hand(trace, 110, ASKED, .who = 1, .arg = 6, .value = 5);
    hand_state(trace, 120, 1, TRACE_RUNNING, TRACE_BY_CALLBACK, 5, 6);
    hand(trace, 130, CANCELLED, .who = 1, .arg = 2);
    hand(trace, 140, ANSWERED, .who = TRACE_DEVICE, .arg = 6, .value = 1);
    hand_state(trace, 150, 1, TRACE_WAITING, TRACE_BY_IO, 6, 5);
    hand_run_end(trace, 180, TRACE_RESULT_OK);
    struct both both = both_finish(trace);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_item(one, 4, 80 * US, 100 * US, TRACE_READY, TRACE_BY_TIMED_OUT);
    assert_item(one, 7, 150 * US, 180 * US, TRACE_READY, TRACE_BY_CANCELLED);
    ck_assert_uint_eq(one->items[7].object, 2);
    both_free(both);
}
END_TEST

/* It is the first cancellation that ends the wait. */
START_TEST(a_wait_is_cancelled_once)
{
    struct trace *trace = hand_new("callbacks");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 20, ASKED, .who = 1, .arg = 4, .value = 5);
    hand_state(trace, 30, 1, TRACE_WAITING, TRACE_BY_IO, 4, 5);
    hand(trace, 40, CANCELLED, .who = 1, .arg = 2);
    hand(trace, 45, CANCELLED, .who = 1, .arg = 3);
    hand(trace, 46, CANCELLED, .who = 1, .detail = TRACE_CAUSE_TIMEOUT, .value = 4);
    hand(trace, 50, ANSWERED, .who = TRACE_DEVICE, .arg = 4, .value = 1);
    hand_state(trace, 80, 1, TRACE_RUNNING, TRACE_BY_CANCELLED, 2, 5);
    hand_run_end(trace, 180, TRACE_RESULT_OK);
    struct both both = both_finish(trace);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_item(one, 3, 50 * US, 80 * US, TRACE_READY, TRACE_BY_CANCELLED);
    ck_assert_uint_eq(one->items[3].object, 2);
    both_free(both);
}
END_TEST

/* Another thread finds the circle before the one that closed it could say that it waits. */
START_TEST(who_closes_a_circle_waits_though_its_core_was_taken)
{
    struct trace *trace = hand_new("callbacks");
    hand_meta(trace, "object=channel c");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 30, SCHED_OUT, .arg = 7, .detail = 1);
    hand(trace, 40, CYCLE, .who = 1, .value = 0);
    hand(trace, 41, DEADLOCK, .who = 1);
    hand_run_end(trace, 100, TRACE_RESULT_DEADLOCK);
    hand_state(trace, 110, 1, TRACE_LOCKED, TRACE_BY_SELECT, 1, 25);
    struct both both = both_finish(trace);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_item(one, 3, 40 * US, 100 * US, TRACE_LOCKED, TRACE_BY_SELECT);
    ck_assert_uint_eq(one->items[3].line, 25);
    both_free(both);
}
END_TEST

/* Another wait of the same task was cancelled, a callback's: this one the device gave up at the end
 * of the run. */
START_TEST(who_was_cancelled_in_a_callback_waits_on)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 20, ASKED, .who = 1, .arg = 4, .value = 5);
    hand_state(trace, 30, 1, TRACE_RUNNING, TRACE_BY_CALLBACK, 3, 6);
    hand(trace, 40, ASKED, .who = 1, .arg = 5, .value = 5);
    hand_state(trace, 50, 1, TRACE_WAITING, TRACE_BY_IO, 4, 5);
    hand(trace, 60, CANCELLED, .who = 1, .arg = 1, .detail = TRACE_CAUSE_TIMEOUT, .value = 5);
    hand(trace, 70, ANSWERED, .who = TRACE_DEVICE, .arg = 5, .value = 1);
    hand_state(trace, 80, 1, TRACE_RUNNING, TRACE_BY_TIMED_OUT, 1, 6);
    hand_state(trace, 90, 1, TRACE_WAITING, TRACE_BY_IO, 4, 5);
    hand(trace, 100, ANSWERED, .who = TRACE_DEVICE, .arg = 4, .value = 1);
    hand_run_end(trace, 150, TRACE_RESULT_OK);
    struct both both = both_finish(trace);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_item(one, 5, 90 * US, 150 * US, TRACE_WAITING, TRACE_BY_IO);
    both_free(both);
}
END_TEST

/* Its thread stands in a call, and another ends that. */
START_TEST(who_is_woken_in_a_call_is_ready)
{
    struct trace *trace = hand_new("gil");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 10, GIL_GOT, .who = 1);
    hand_state(trace, 30, 1, TRACE_BLOCKED, TRACE_BY_AWAIT, 2, 3);
    hand(trace, 31, GIL_FREED, .who = 1, .reason = TRACE_BY_AWAIT);
    hand(trace, 100, WAKE, .who = 1, .reason = TRACE_BY_WOKEN, .arg = 2);
    hand(trace, 120, GIL_GOT, .who = 1);
    hand_state(trace, 125, 1, TRACE_RUNNING, TRACE_BY_WOKEN, 2, 3);
    hand_end(trace, 160, 1);
    struct both both = both_finish(trace);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_item(one, 2, 30 * US, 100 * US, TRACE_BLOCKED, TRACE_BY_AWAIT);
    assert_item(one, 3, 100 * US, 120 * US, TRACE_READY, TRACE_BY_WOKEN);
    assert_item(one, 4, 120 * US, 125 * US, TRACE_RUNNING, TRACE_BY_GOT_GIL);
    both_free(both);
}
END_TEST

/* It looks, and the kernel has stopped it in the middle: control is its own all the same. */
START_TEST(who_is_woken_while_the_kernel_has_stopped_it_goes_on)
{
    struct trace *trace = hand_new("polling");
    hand_task(trace, 0, 1, "one");
    hand(trace, 5, SCHED_IN, .arg = 7, .reason = 0);
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 30, 1, TRACE_POLLING, TRACE_BY_LOOKING, 0, 3);
    hand(trace, 40, SCHED_OUT, .arg = 7, .detail = 1);
    hand(trace, 50, WAKE, .who = 1, .reason = TRACE_BY_OFFLOADED);
    hand(trace, 60, SCHED_IN, .arg = 7);
    hand_state(trace, 90, 1, TRACE_RUNNING, TRACE_BY_OFFLOADED, 0, 3);
    hand_end(trace, 100, 1);
    struct both both = both_finish(trace);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_item(one, 2, 30 * US, 40 * US, TRACE_POLLING, TRACE_BY_LOOKING);
    assert_item(one, 3, 40 * US, 60 * US, TRACE_READY, TRACE_BY_PREEMPTED);
    assert_item(one, 4, 60 * US, 90 * US, TRACE_POLLING, TRACE_BY_GOT_CORE);
    both_free(both);
}
END_TEST

START_TEST(a_gap_found_by_the_clock_splits_backwards)
{
    struct trace *trace = hand_new("threads");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7, .reason = 3);
    hand(trace, 1000, GAP, .who = 1, .value = 400 * US);
    hand_end(trace, 2000, 1);
    struct both both = both_finish(trace);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_sound(both.timeline);
    assert_item(one, 1, 10 * US, 600 * US, TRACE_RUNNING, TRACE_BY_STARTED);
    assert_item(one, 2, 600 * US, 1000 * US, TRACE_READY, TRACE_BY_OFF_CPU);
    assert_item(one, 3, 1000 * US, 2000 * US, TRACE_RUNNING, TRACE_BY_GOT_CORE);
    ck_assert_uint_eq(lane_named(both.timeline, "core 3")->handoffs, 3);
    both_free(both);
}
END_TEST

START_TEST(a_sleep_is_over_when_it_is_due)
{
    struct both both = both_of(hand_late());
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_item(one, 2, 40 * US, 299900 * US, TRACE_WAITING, TRACE_BY_SLEEP);
    assert_item(one, 3, 299900 * US, 300010 * US, TRACE_READY, TRACE_BY_SLEPT);
    both_free(both);
}
END_TEST

START_TEST(an_answer_before_the_wait_makes_it_ready_at_once)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 20, ASKED, .who = 1, .arg = 4, .value = 5);
    hand(trace, 25, ANSWERED, .who = TRACE_DEVICE, .arg = 4);
    hand_state(trace, 30, 1, TRACE_WAITING, TRACE_BY_IO, 4, 2);
    hand_state(trace, 90, 1, TRACE_RUNNING, TRACE_BY_ANSWER, 4, 2);
    hand_end(trace, 100, 1);
    struct both both = both_finish(trace);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_item(one, 2, 30 * US, 90 * US, TRACE_READY, TRACE_BY_ANSWERED);
    ck_assert_int_eq(one->total.ns[TRACE_WAITING], 0);
    both_free(both);
}
END_TEST

/* One that does its own work meanwhile waits for its next look: the answer ends that. */
START_TEST(an_answer_makes_who_works_meanwhile_ready)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1);
    hand(trace, 20, ASKED, .who = 1, .arg = 4);
    hand_state(trace, 30, 1, TRACE_WAITING, TRACE_BY_MEANWHILE, 4, 5);
    hand(trace, 50, ANSWERED, .who = TRACE_DEVICE, .arg = 4);
    hand_state(trace, 90, 1, TRACE_RUNNING, TRACE_BY_TURN, 4, 5);
    hand_end(trace, 100, 1);
    struct both both = both_finish(trace);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_item(one, 2, 30 * US, 50 * US, TRACE_WAITING, TRACE_BY_MEANWHILE);
    assert_item(one, 3, 50 * US, 90 * US, TRACE_READY, TRACE_BY_ANSWERED);
    both_free(both);
}
END_TEST

START_TEST(who_hands_to_itself_makes_no_handoff)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    for (int i = 1; i <= 5; i++) {
        hand_state(trace, i * 100, 1, TRACE_READY, TRACE_BY_YIELD, 0, 2);
        hand_state(trace, i * 100 + 3, 1, TRACE_RUNNING, TRACE_BY_TURN, 0, 2);
    }
    hand_end(trace, 900, 1);
    struct both both = both_finish(trace);
    ck_assert_int_eq(timeline_handoffs(both.timeline), 1);
    both_free(both);
}
END_TEST

START_TEST(without_a_loop_nobody_has_control_while_nobody_is_ready)
{
    struct trace *trace = hand_new("blocking");
    hand_task(trace, 0, 1, "client 1");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_end(trace, 100, 1);
    hand_task(trace, 5000, 2, "client 2");
    hand(trace, 5050, TASK_BEGIN, .who = 2, .arg = 7);
    hand_end(trace, 5100, 2);
    struct both both = both_finish(trace);
    const struct timeline_lane *strip = lane_named(both.timeline, "control");
    assert_holder(strip, 2, 100 * US, TRACE_NOBODY);
    assert_holder(strip, 3, 5050 * US, 2);
    ck_assert_int_eq(timeline_handoffs(both.timeline), 3);
    both_free(both);
}
END_TEST

/* A run says what has to be known of its model: the timeline is that of one that is known by name.
 */
START_TEST(a_model_with_another_name_has_the_same_timeline)
{
    static const struct {
        const char *model, *traits[2];
    } rows[] = {{"blocking", {"trait=one-thread", "trait=in-turn"}},
                {"coroutines", {"trait=one-thread", "trait=loop-tells"}},
                {"threads", {NULL}}};
    char *found[2];
    for (int other = 0; other < 2; other++) {
        struct trace *trace = hand_new(other ? "relay" : rows[_i].model);
        struct strbuf out = STRBUF_INIT;
        for (int n = 0; other && n < 2 && rows[_i].traits[n]; n++)
            hand_meta(trace, rows[_i].traits[n]);
        hand_task(trace, 0, 1, "one");
        hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
        hand_state(trace, 20, 1, TRACE_WAITING, TRACE_BY_IO, 1, 2);
        hand(trace, 20, ASKED, .who = 1, .arg = 1, .value = 1000);
        hand(trace, 50, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
        hand(trace, 60, NOTICED, .who = 1, .arg = 1);
        hand_end(trace, 100, 1);
        struct both both = both_finish(trace);
        strbuf_addf(&out, "%d %d:", both.timeline->single_thread, both.timeline->strip_count);
        for (int i = 0; i < both.timeline->lane_count; i++)
            strbuf_addf(&out, " %s", both.timeline->lanes[i].name);
        found[other] = strbuf_detach(&out);
        both_free(both);
    }
    ck_assert_str_eq(found[0], found[1]);
    ck_assert_int_eq(!!strstr(found[0], "loop"), _i == 1);
    free(found[0]);
    free(found[1]);
}
END_TEST

START_TEST(a_strip_that_ends_waiting_has_handed_to_nobody)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 50, 1, TRACE_LOCKED, TRACE_BY_LOCK, 0, 2);
    hand(trace, 60, LOOP_WAIT, .who = TRACE_LOOP);
    hand_run_end(trace, 1000, TRACE_RESULT_DEADLOCK);
    struct both both = both_finish(trace);
    ck_assert_int_eq(timeline_handoffs(both.timeline), 2);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    ck_assert(!one->ended);
    ck_assert_int_eq(one->end_ns, 1000 * US);
    both_free(both);
}
END_TEST

START_TEST(loop_workers_have_a_strip_a_core_and_a_loop_each)
{
    struct trace *trace = hand_new("coroutines");
    for (uint32_t worker = 0; worker < 2; worker++) {
        hand_task(trace, 0, worker + 1, worker ? "two" : "one");
        hand(trace, 5, LOOP_WAIT, .who = TRACE_LOOP + worker);
        hand(trace, 9, LOOP_WOKE, .who = TRACE_LOOP + worker);
        hand(trace, 10 + worker, TASK_BEGIN, .who = worker + 1, .arg = 70 + worker,
             .reason = (uint16_t)worker, .value = worker);
        hand_end(trace, 3000, worker + 1);
    }
    struct both both = both_finish(trace);
    assert_sound(both.timeline);
    ck_assert_int_eq(both.timeline->strip_count, 2);
    const struct timeline_lane *loop = lane_named(both.timeline, "loop 2");
    assert_item(loop, 1, 5 * US, 9 * US, TRACE_WAITING, TRACE_BY_NONE);
    assert_item(loop, 3, 11 * US, 3000 * US, TRACE_READY, TRACE_BY_NONE);
    ck_assert_uint_eq(loop->items[3].object, 2);
    both_free(both);
}
END_TEST

START_TEST(a_wake_makes_ready)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 20, 1, TRACE_LOCKED, TRACE_BY_LOCK, 0, 2);
    hand(trace, 50, WAKE, .who = 1, .arg = 3, .value = 2, .reason = TRACE_BY_GOT_OBJECT);
    hand_state(trace, 70, 1, TRACE_RUNNING, TRACE_BY_GOT_OBJECT, 2, 2);
    hand_end(trace, 80, 1);
    struct both both = both_finish(trace);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_item(one, 2, 20 * US, 50 * US, TRACE_LOCKED, TRACE_BY_LOCK);
    assert_item(one, 3, 50 * US, 70 * US, TRACE_READY, TRACE_BY_GOT_OBJECT);
    ck_assert_uint_eq(one->items[3].object, 2); /* what it got, not who gave it */
    both_free(both);
}
END_TEST

START_TEST(what_came_is_in_vain_once_the_time_is_over)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 20, 1, TRACE_LOCKED, TRACE_BY_LOCK, 0, 2);
    hand(trace, 50, WAKE, .who = 1, .arg = 3, .value = 2, .reason = TRACE_BY_GOT_OBJECT);
    hand(trace, 65, CANCELLED, .who = 1, .arg = 1, .detail = TRACE_CAUSE_TIMEOUT, .value = -1);
    hand(trace, 70, STATE, .who = 1, .detail = TRACE_RUNNING, .reason = TRACE_BY_TIMED_OUT,
         .value = HAND_ORIGIN_NS + 60 * US);
    hand_end(trace, 80, 1);
    struct both both = both_finish(trace);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_item(one, 3, 50 * US, 60 * US, TRACE_READY, TRACE_BY_GOT_OBJECT);
    assert_item(one, 4, 60 * US, 70 * US, TRACE_READY, TRACE_BY_TIMED_OUT);
    assert_item(one, 5, 70 * US, 80 * US, TRACE_RUNNING, TRACE_BY_TIMED_OUT);
    both_free(both);
}
END_TEST

/* The loop found the time over, and then had others run. */
START_TEST(what_came_is_in_vain_once_the_time_is_found_over)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 20, 1, TRACE_LOCKED, TRACE_BY_LOCK, 0, 2);
    hand(trace, 50, WAKE, .who = 1, .arg = 3, .value = 2, .reason = TRACE_BY_GOT_OBJECT);
    hand(trace, 60, CANCELLED, .who = 1, .arg = 1, .detail = TRACE_CAUSE_TIMEOUT, .value = -1);
    hand(trace, 65, WAKE, .who = 1, .reason = TRACE_BY_TIMED_OUT,
         .value = HAND_ORIGIN_NS + 40 * US);
    hand(trace, 70, STATE, .who = 1, .detail = TRACE_RUNNING, .reason = TRACE_BY_TIMED_OUT,
         .value = HAND_ORIGIN_NS + 40 * US);
    hand_end(trace, 80, 1);
    struct both both = both_finish(trace);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_item(one, 3, 50 * US, 65 * US, TRACE_READY, TRACE_BY_TIMED_OUT);
    assert_item(one, 4, 65 * US, 70 * US, TRACE_READY, TRACE_BY_TIMED_OUT);
    both_free(both);
}
END_TEST

START_TEST(the_device_counts_what_it_serves)
{
    struct both both = both_of(hand_two_coroutines());
    const struct timeline_lane *device = lane_named(both.timeline, "device");
    static const uint32_t serving[] = {0, 1, 2, 1, 0};
    ck_assert_uint_eq(device->count, 5);
    for (uint32_t i = 0; i < 5; i++)
        ck_assert_uint_eq(device->items[i].object, serving[i]);
    ck_assert_int_eq(both.timeline->request_count, 2);
    ck_assert_int_eq(timeline_request_of(both.timeline, 2)->answered_ns, 400100 * US);
    ck_assert_ptr_null(timeline_request_of(both.timeline, 3));
    both_free(both);
}
END_TEST

/* A lane that runs and waits in turns of 10 us. */
static struct both striped(int turns)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 0, TASK_BEGIN, .who = 1, .arg = 7);
    for (int i = 1; i < turns; i++)
        hand_state(trace, i * 10, 1, i % 2 ? TRACE_WAITING : TRACE_RUNNING, TRACE_BY_AWAIT_ALL, 0,
                   2);
    hand_end(trace, turns * 10, 1);
    return both_finish(trace);
}

START_TEST(a_column_is_summed_to_the_nanosecond)
{
    struct both both = striped(1000);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    static const struct {
        int64_t t0, t1, running, waiting;
    } rows[] = {
        {0, 10 * MS, 5 * MS, 5 * MS},
        {0, 10 * US, 10 * US, 0},
        {10 * US, 20 * US, 0, 10 * US},
        {9999, 10001, 1, 1},
        {640 * US, 650 * US, 10 * US, 0},
        {639999, 640001, 1, 1},
        {5, 5, 0, 0},
        {-100, 0, 0, 0},
        {10 * MS, 20 * MS, 0, 0},
        {9985 * US, 20 * MS, 5 * US, 10 * US},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct timeline_sums sums = {0};
        timeline_sum(one, rows[i].t0, rows[i].t1, &sums);
        ck_assert_int_eq(sums.ns[TRACE_RUNNING], rows[i].running);
        ck_assert_int_eq(sums.ns[TRACE_WAITING], rows[i].waiting);
    }
    ck_assert_int_eq(timeline_find(one, -1), -1);
    ck_assert_int_eq(timeline_find(one, 0), 0);
    ck_assert_int_eq(timeline_find(one, 9999), 0);
    ck_assert_int_eq(timeline_find(one, 10000), 1);
    ck_assert_int_eq(timeline_find(one, 10 * MS), -1);
    both_free(both);
}
END_TEST

/* Intervals of all lengths from 1 us up, `count` of them a task. */
static struct both both_uneven(int count)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    double t_us = 5;
    for (int i = 0; i < count; i++, t_us += i % 7 == 3 ? 5000 : i % 11 + 1)
        hand_state(trace, t_us, 1, i % 2 ? TRACE_WAITING : TRACE_RUNNING,
                   i % 2 ? TRACE_BY_SLEEP : TRACE_BY_TIMER, 0, 5);
    hand_run_end(trace, t_us, TRACE_RESULT_OK);
    return both_finish(trace);
}

static long find_slowly(const struct timeline_lane *lane, int64_t t_ns)
{
    for (uint32_t i = 0; i < lane->count; i++)
        if (lane->items[i].from_ns <= t_ns && t_ns < lane->items[i].to_ns)
            return (long)i;
    return -1;
}

static int64_t running_slowly(const struct timeline_lane *lane, int64_t t_ns)
{
    int64_t ns = 0;
    for (uint32_t i = 0; i < lane->count; i++) {
        const struct timeline_interval *item = &lane->items[i];
        int64_t to_ns = item->to_ns < t_ns ? item->to_ns : t_ns;
        if (item->state == TRACE_RUNNING && to_ns > item->from_ns)
            ns += to_ns - item->from_ns;
    }
    return ns;
}

static void lane_is_searched(const struct timeline_lane *lane)
{
    for (int64_t t = -3 * US; t < lane->end_ns + 3 * US; t += (lane->end_ns + 6 * US) / 997) {
        ck_assert_int_eq(timeline_find(lane, t), find_slowly(lane, t));
        ck_assert_int_eq(timeline_sums_until(lane, t).ns[TRACE_RUNNING], running_slowly(lane, t));
    }
    for (uint32_t i = 0; i < lane->count; i++) {
        ck_assert_int_eq(timeline_find(lane, lane->items[i].from_ns), (long)i);
        ck_assert_int_eq(timeline_find(lane, lane->items[i].to_ns - 1), (long)i);
    }
}

static void lane_is_sampled(const struct timeline_lane *lane, uint32_t first, uint32_t last)
{
    enum { COUNT = 50 };
    uint32_t at[COUNT];
    int64_t from = lane->start_ns - 2 * US, to = lane->end_ns + 2 * US;
    timeline_sample(lane, first, last, from, to, at, COUNT);
    for (int i = 0; i < COUNT; i++) {
        int64_t t = from + (to - from) * i / COUNT;
        long is = t < lane->start_ns ? 0 : find_slowly(lane, t);
        uint32_t bounded = is < 0 ? last : (uint32_t)is;
        bounded = bounded < first ? first : bounded > last ? last : bounded;
        ck_assert_uint_eq(at[i], bounded);
    }
}

START_TEST(a_moment_is_found_in_lanes_of_any_length)
{
    struct both both = both_uneven(_i);
    const struct timeline_lane *lanes[] = {lane_named(both.timeline, "one"),
                                           &both.timeline->lanes[0]};
    for (int i = 0; i < 2; i++) {
        uint32_t last = lanes[i]->count - 1;
        lane_is_searched(lanes[i]);
        lane_is_sampled(lanes[i], 0, last);
        lane_is_sampled(lanes[i], last / 3, last - last / 3);
    }
    both_free(both);
}
END_TEST

START_TEST(an_empty_trace_and_a_single_event_have_timelines)
{
    struct trace *trace = trace_new();
    struct both both = both_finish(trace);
    ck_assert_int_eq(both.timeline->end_ns, 0);
    ck_assert_int_eq(timeline_handoffs(both.timeline), 0);
    both_free(both);
    trace = trace_new();
    hand(trace, 0, TASK_NEW, .who = 1);
    both = both_finish(trace);
    ck_assert_int_eq(both.timeline->task_count, 1);
    ck_assert_str_eq(lane_named(both.timeline, "task 1")->name, "task 1");
    both_free(both);
}
END_TEST

/* Any events whatever: lanes stay sound. */
START_TEST(nonsense_makes_no_holes)
{
    static const char *const models[] = {"coroutines", "blocking", "gil",
                                         "threads",    "",         "recorded"};
    srand((unsigned)_i + 1);
    struct trace *trace = hand_new(models[_i % 6]);
    for (int i = 0; i < 3000; i++) {
        static const uint32_t actors[] = {0,
                                          1,
                                          2,
                                          3,
                                          900,
                                          TRACE_LOOP,
                                          TRACE_LOOP + 1,
                                          TRACE_HELPER + 1,
                                          TRACE_HELPER + 2,
                                          TRACE_POOL + 1,
                                          TRACE_DEVICE,
                                          TRACE_ENGINE,
                                          0xFFFFFFFF};
        struct trace_event event = {.kind = (uint8_t)(rand() % (TRACE_KIND_COUNT + 2)),
                                    .who = actors[rand() % 13],
                                    .detail = (uint8_t)(rand() % 9),
                                    .reason = (uint16_t)(rand() % 60),
                                    .line = (uint32_t)(rand() % 20),
                                    .arg = (uint32_t)(rand() % 6),
                                    .value = rand() % 7 ? rand() % 100000 : -1};
        if (event.kind == TRACE_RUN_END && i < 2900)
            continue;
        hand_event(trace, rand() % 100000, event, rand() % 4 ? NULL : "x");
    }
    struct both both = both_finish(trace);
    assert_sound(both.timeline);
    both_free(both);
}
END_TEST

/* Who computes and yields lets the loop look, and never sleep. */
/* Whom the sentences call so is another; programs read the task's own name. */
START_TEST(a_task_called_as_another_lane_is_told_as_a_task)
{
    static const char *const names[] = {"nobody", "loop 2", "device", "looper", "control"};
    static const char *const told[] = {"task nobody", "task loop 2", "task device", "looper",
                                       "task control"};
    struct trace *trace = hand_new("coroutines");
    for (uint32_t task = 1; task <= 5; task++)
        hand_task(trace, 0, task, names[task - 1]);
    hand_run_end(trace, 10, TRACE_RESULT_OK);
    struct both both = both_finish(trace);
    for (uint32_t task = 1; task <= 5; task++) {
        ck_assert_str_eq(timeline_actor_name(both.timeline, task), told[task - 1]);
        ck_assert_str_eq(timeline_actor_id(both.timeline, task), names[task - 1]);
        ck_assert_str_eq(timeline_lane_of(both.timeline, task)->name, told[task - 1]);
    }
    both_free(both);
}
END_TEST

START_TEST(a_loop_that_never_sleeps_has_a_lane)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 15, ASKED, .who = 1, .arg = 1, .value = 1000);
    hand_state(trace, 20, 1, TRACE_WAITING, TRACE_BY_IO, 1, 4);
    hand_run_end(trace, 60, TRACE_RESULT_STOPPED);
    struct both both = both_finish(trace);
    ck_assert_int_eq(lane_named(both.timeline, "loop")->kind, LANE_LOOP);
    both_free(both);
}
END_TEST

/* It has said at the start that it is there: what comes of it nobody knows then. */
/* Not announced, it sleeps behind so many turns of its task. */
START_TEST(a_loop_is_known_from_its_first_sleep_on)
{
    struct trace *trace = hand_new("other");
    hand_meta(trace, "trait=one-thread");
    hand_meta(trace, "trait=loop-tells");
    hand_task(trace, 0, 1, "one");
    hand(trace, 5, TASK_BEGIN, .who = 1, .arg = 7);
    for (int i = 0; i < _i; i++) {
        hand_state(trace, 10 + 2 * i, 1, TRACE_READY, TRACE_BY_YIELD, 0, 3);
        hand_state(trace, 11 + 2 * i, 1, TRACE_RUNNING, TRACE_BY_YIELD, 0, 3);
    }
    hand_state(trace, 500, 1, TRACE_WAITING, TRACE_BY_SLEEP, 0, 4);
    hand(trace, 501, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 600, LOOP_WOKE, .who = TRACE_LOOP);
    hand_state(trace, 601, 1, TRACE_RUNNING, TRACE_BY_SLEPT, 0, 4);
    hand(trace, 701, LOOP_WAIT, .who = TRACE_LOOP);
    hand_end(trace, 800, 1);
    hand_run_end(trace, 801, TRACE_RESULT_OK);
    struct both both = both_finish(trace);
    const struct timeline_lane *loop = lane_named(both.timeline, "loop");
    ck_assert_int_eq(timeline_known_ns(both.timeline, loop), 501 * US);
    ck_assert_int_eq(timeline_known_ns(both.timeline, &both.timeline->lanes[0]), 0);
    both_free(both);
}
END_TEST

START_TEST(a_loop_that_was_announced_has_a_lane)
{
    struct trace *trace = hand_new("coroutines");
    hand(trace, -2, THREAD, .who = TRACE_LOOP, .arg = 7, .value = 6);
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_end(trace, 50, 1);
    hand_run_end(trace, 60, TRACE_RESULT_OK);
    struct both both = both_finish(trace);
    ck_assert_int_eq(lane_named(both.timeline, "loop")->kind, LANE_LOOP);
    both_free(both);
}
END_TEST

/* The run was over before it said so itself: at line 13. */
START_TEST(who_closes_the_circle_waits)
{
    struct trace *trace = hand_new("coroutines");
    hand_meta(trace, "object=lock a");
    hand_meta(trace, "object=lock b");
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 0, 2, "two");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 20, 1, TRACE_LOCKED, TRACE_BY_LOCK, 0, 4);
    hand(trace, 30, TASK_BEGIN, .who = 2, .arg = 7);
    hand(trace, 40, CYCLE, .who = 1, .arg = 2, .value = 0);
    hand(trace, 41, CYCLE, .who = 2, .arg = 1, .value = 1);
    hand(trace, 42, DEADLOCK, .who = 1);
    hand_run_end(trace, 60, TRACE_RESULT_DEADLOCK);
    hand_state(trace, 65, 2, TRACE_LOCKED, TRACE_BY_LOCK, 1, 13);
    struct both both = both_finish(trace);
    const struct timeline_lane *two = lane_named(both.timeline, "two");
    assert_item(two, two->count - 1, 41 * US, 60 * US, TRACE_LOCKED, TRACE_BY_LOCK);
    ck_assert_uint_eq(two->items[two->count - 1].line, 13);
    ck_assert_uint_eq(two->items[two->count - 1].object, 1);
    assert_item(lane_named(both.timeline, "one"), 2, 20 * US, 60 * US, TRACE_LOCKED, TRACE_BY_LOCK);
    both_free(both);
}
END_TEST

/* Its block waits, on a thread of the pool, and it goes on. */
START_TEST(whose_block_closes_the_circle_runs_on)
{
    struct trace *trace = hand_new("threads");
    hand_meta(trace, "object=lock a");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 20, TRACE_POOL + 1, TRACE_LOCKED, TRACE_BY_LOCK, 0, 4);
    hand(trace, 30, CYCLE, .who = 1, .arg = 1, .value = 0);
    hand(trace, 31, DEADLOCK, .who = 1);
    for (int i = 0; i < 100; i++)
        hand(trace, 40 + i, SCHED_IN, .arg = 200 + (uint32_t)i, .reason = 1);
    hand(trace, 200, SAY, .who = 1, .line = 9);
    hand_end(trace, 300, 1);
    struct both both = both_finish(trace);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    ck_assert_int_eq(timeline_at(one, 100 * US)->state, TRACE_RUNNING);
    both_free(both);
}
END_TEST

/* It has said so itself before: what it said stays, whatever the model shows a wait as. */
START_TEST(who_closes_the_circle_and_said_so_stays)
{
    static const struct {
        const char *model;
        enum trace_state state;
        enum trace_reason reason;
    } waits[] = {{"blocking", TRACE_BLOCKED, TRACE_BY_LOCK},
                 {"polling", TRACE_POLLING, TRACE_BY_LOOKING}};
    struct trace *trace = hand_new(waits[_i].model);
    hand_meta(trace, "object=lock a");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 20, 1, waits[_i].state, waits[_i].reason, 0, 4);
    hand(trace, 21, CYCLE, .who = 1, .arg = 1, .value = 0);
    hand(trace, 22, DEADLOCK, .who = 1);
    hand_run_end(trace, 60, TRACE_RESULT_DEADLOCK);
    struct both both = both_finish(trace);
    const struct timeline_lane *one = lane_named(both.timeline, "one");
    assert_item(one, one->count - 1, 20 * US, 60 * US, waits[_i].state, waits[_i].reason);
    ck_assert_uint_eq(one->items[one->count - 1].line, 4);
    both_free(both);
}
END_TEST

/* ---- a loop's lane in a long run ---- */

enum { LONG_TURNS = 30000, LONG_MOST = 4 * LONG_TURNS };

struct told {
    struct timeline_interval items[LONG_MOST];
    uint32_t count;
};

static void told_turn(struct told *told, int64_t t_ns, uint32_t event, uint8_t state, uint32_t who)
{
    struct timeline_interval *last = told->count ? &told->items[told->count - 1] : NULL;
    if (last && last->from_ns == t_ns)
        told->count--; /* it would have lasted no time */
    else if (last)
        last->to_ns = t_ns;
    told->items[told->count++] = (struct timeline_interval){
        .from_ns = t_ns, .object = who, .event = event, .core = TRACE_CORE_UNKNOWN, .state = state};
}

/* Three tasks take turns, some with no time between, and sometimes the loop sleeps. */
static struct trace *long_run(struct told *told)
{
    struct trace *trace = hand_new("coroutines");
    int64_t t = 10;
    hand(trace, -2, THREAD, .who = TRACE_LOOP, .arg = 7, .value = 6);
    for (uint32_t task = 1; task <= 3; task++)
        hand_task(trace, 0, task, "one");
    told->count = 0;
    told_turn(told, 0, 0, TRACE_RUNNING, TRACE_NOBODY);
    for (int i = 0; i < LONG_TURNS; i++) {
        uint32_t task = 1 + (uint32_t)i % 3;
        t += i % 7 % 3;
        told_turn(told, t * US, (uint32_t)trace_count(trace), TRACE_READY, task);
        hand_state(trace, t, task, TRACE_RUNNING, TRACE_BY_TURN, 0, 4);
        t += 1 + i % 5;
        told_turn(told, t * US, (uint32_t)trace_count(trace), TRACE_RUNNING, TRACE_NOBODY);
        hand_state(trace, t, task, TRACE_READY, TRACE_BY_YIELD, 0, 4);
        if (i % 1000 != 500)
            continue;
        t += 1;
        told_turn(told, t * US, (uint32_t)trace_count(trace), TRACE_WAITING, TRACE_NOBODY);
        hand(trace, t, LOOP_WAIT, .who = TRACE_LOOP);
        t += 50;
        told_turn(told, t * US, (uint32_t)trace_count(trace), TRACE_RUNNING, TRACE_NOBODY);
        hand(trace, t, LOOP_WOKE, .who = TRACE_LOOP);
    }
    t += 5;
    for (int i = 0; i < 2 * LONG_TURNS; i++) /* so that it is long */
        hand(trace, t, NOTE, .who = 1);
    hand_run_end(trace, t, TRACE_RESULT_OK);
    told->items[told->count - 1].to_ns = t * US;
    return trace;
}

static void assert_told(const struct told *told, const struct timeline_interval *item, uint32_t at)
{
    const struct timeline_interval *wanted = &told->items[at];
    ck_assert_uint_lt(at, told->count);
    ck_assert_int_eq(item->from_ns, wanted->from_ns);
    ck_assert_int_eq(item->to_ns, wanted->to_ns);
    ck_assert_uint_eq(item->object, wanted->object);
    ck_assert_uint_eq(item->state, wanted->state);
    ck_assert_uint_eq(item->event, wanted->event);
    ck_assert_uint_eq(item->core, TRACE_CORE_UNKNOWN);
    ck_assert_uint_eq(item->reason | item->line, 0);
}

/* A few looks, here and there, then all of it: what was not looked at before is there, too. */
START_TEST(a_loop_in_a_long_run_is_not_kept_and_says_the_same)
{
    struct told *told = mem_alloc(sizeof *told);
    struct both both = both_finish(long_run(told));
    const struct timeline_lane *loop = lane_named(both.timeline, "loop");
    ck_assert_ptr_nonnull(loop->thin);
    ck_assert_uint_eq(loop->count, told->count);
    for (uint32_t i = 0; i < 40; i++) {
        uint32_t at = i * 7919 % told->count, stride = at / TIMELINE_STRIDE * TIMELINE_STRIDE;
        int64_t t_ns = told->items[at].from_ns;
        struct timeline_sums sums = {0}, until = timeline_sums_until(loop, t_ns);
        for (uint32_t k = 0; k < at; k++)
            sums.ns[told->items[k].state] += told->items[k].to_ns - told->items[k].from_ns;
        ck_assert_mem_eq(&sums, &until, sizeof sums);
        ck_assert_int_eq(loop->begins[stride / TIMELINE_STRIDE], told->items[stride].from_ns);
        ck_assert_int_eq(timeline_find(loop, t_ns), at);
        const struct timeline_interval *item = timeline_at(loop, t_ns);
        assert_told(told, item, at);
        if (at)
            assert_told(told, item - 1, at - 1);
        if (at + 1 < told->count)
            assert_told(told, item + 1, at + 1);
    }
    for (uint32_t i = 0; i < told->count; i++)
        assert_told(told, timeline_item(loop, i), i);
    assert_sound(both.timeline);
    both_free(both);
    free(told);
}
END_TEST

/* The lines of a task are not the loop's: no event tells such an interval. */
START_TEST(a_loop_that_events_do_not_tell_is_kept)
{
    struct trace *trace = hand_new("coroutines");
    for (int i = 0; i < 3; i++)
        hand_state(trace, i, 1, TRACE_RUNNING, TRACE_BY_TURN, 0, 4);
    hand_run_end(trace, 4, TRACE_RESULT_OK);
    trace_finish(trace);
    struct timeline_lane lane = {.kind = LANE_LOOP, .thin = thin_new(trace)};
    uint32_t first = 0;
    while (trace_at(trace, first)->kind != TRACE_STATE)
        first++;
    for (uint32_t i = 0; i < 3; i++)
        timeline_append(&lane, &(struct timeline_interval){.from_ns = i * US,
                                                           .to_ns = (i + 1) * US,
                                                           .line = i == 2 ? 4 : 0,
                                                           .object = 1,
                                                           .event = first + i,
                                                           .core = TRACE_CORE_UNKNOWN,
                                                           .state = TRACE_READY});
    ck_assert_ptr_null(lane.thin);
    timeline_lane_seal(&lane);
    ck_assert_uint_eq(lane.count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        ck_assert_int_eq(lane.items[i].from_ns, i * US);
        ck_assert_int_eq(lane.items[i].to_ns, (i + 1) * US);
        ck_assert_uint_eq(lane.items[i].object, 1);
        ck_assert_uint_eq(lane.items[i].event, first + i);
    }
    ck_assert_uint_eq(lane.items[2].line, 4);
    ck_assert_int_eq(lane.total.ns[TRACE_READY], 3 * US);
    timeline_lane_release(&lane);
    trace_free(trace);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("timeline");
    TCase *lanes = tcase_create("lanes"), *strips = tcase_create("strips"),
          *columns = tcase_create("columns"), *odd = tcase_create("odd");
    tcase_add_test(lanes, coroutines_have_the_answer_as_a_moment_of_its_own);
    tcase_add_test(lanes, the_kernels_record_splits_what_runs);
    tcase_add_test(lanes, a_gap_found_by_the_clock_splits_backwards);
    tcase_add_test(lanes, a_sleep_is_over_when_it_is_due);
    tcase_add_test(lanes, an_answer_before_the_wait_makes_it_ready_at_once);
    tcase_add_test(lanes, an_answer_makes_who_works_meanwhile_ready);
    tcase_add_test(lanes, a_wake_makes_ready);
    tcase_add_test(lanes, what_came_is_in_vain_once_the_time_is_over);
    tcase_add_test(lanes, what_came_is_in_vain_once_the_time_is_found_over);
    tcase_add_test(lanes, the_device_counts_what_it_serves);
    tcase_add_test(strips, two_waits_under_coroutines_are_six_handoffs);
    tcase_add_test(strips, blocking_keeps_control_inside_the_call);
    tcase_add_test(strips, polling_hands_control_on_with_each_turn);
    tcase_add_test(strips, an_answer_before_the_word_that_it_waits_is_no_other_request);
    tcase_add_test(strips, the_lock_is_the_strip_under_gil);
    tcase_add_test(strips, a_callback_on_a_thread_of_its_own_has_a_lane_of_its_own);
    tcase_add_test(strips, a_callback_on_a_thread_of_its_own_holds_the_lock_itself);
    tcase_add_test(strips, a_task_and_its_callback_run_in_parallel);
    tcase_add_test(strips, a_core_that_was_left_is_not_kept_until_the_next_stay);
    tcase_add_test(strips, who_goes_on_at_another_core_has_left_this_one);
    tcase_add_test(strips, who_has_said_that_it_yields_has_the_lock_until_it_lets_go);
    tcase_add_test(strips, a_thread_of_the_pool_has_the_lock_for_one_block);
    tcase_add_test(strips, nobody_holds_a_lock_that_nobody_wants);
    tcase_add_test(strips, cores_are_strips_and_short_gaps_are_none);
    tcase_add_test(strips, preemption_is_no_handoff_with_one_thread);
    tcase_add_test(strips, a_short_stop_by_the_kernel_is_no_handoff);
    tcase_add_test(strips, a_cancelled_request_is_no_answer);
    tcase_add_test(strips, who_is_woken_in_a_call_is_ready);
    tcase_add_test(strips, a_wait_is_cancelled_once);
    tcase_add_test(strips, who_closes_a_circle_waits_though_its_core_was_taken);
    tcase_add_test(strips, a_covered_wait_that_was_cancelled_is_over);
    tcase_add_test(strips, who_was_cancelled_in_a_callback_waits_on);
    tcase_add_test(strips, who_was_cancelled_before_is_not_cancelled_by_the_end);
    tcase_add_test(strips, who_is_woken_while_the_kernel_has_stopped_it_goes_on);
    tcase_add_test(strips, who_hands_to_itself_makes_no_handoff);
    tcase_add_test(strips, without_a_loop_nobody_has_control_while_nobody_is_ready);
    tcase_add_loop_test(strips, a_model_with_another_name_has_the_same_timeline, 0, 3);
    tcase_add_test(strips, a_strip_that_ends_waiting_has_handed_to_nobody);
    tcase_add_test(strips, loop_workers_have_a_strip_a_core_and_a_loop_each);
    tcase_add_test(columns, a_column_is_summed_to_the_nanosecond);
    tcase_add_loop_test(columns, a_moment_is_found_in_lanes_of_any_length, 29, 36);
    tcase_add_loop_test(columns, a_moment_is_found_in_lanes_of_any_length, 500, 516);
    tcase_add_test(odd, who_closes_the_circle_waits);
    tcase_add_test(odd, whose_block_closes_the_circle_runs_on);
    tcase_add_loop_test(odd, who_closes_the_circle_and_said_so_stays, 0, 2);
    tcase_add_test(odd, a_task_called_as_another_lane_is_told_as_a_task);
    tcase_add_test(odd, a_loop_that_never_sleeps_has_a_lane);
    tcase_add_loop_test(odd, a_loop_is_known_from_its_first_sleep_on, 0, 100);
    tcase_add_test(odd, a_loop_that_was_announced_has_a_lane);
    tcase_add_test(lanes, a_loop_in_a_long_run_is_not_kept_and_says_the_same);
    tcase_add_test(lanes, a_loop_that_events_do_not_tell_is_kept);
    tcase_add_test(odd, an_empty_trace_and_a_single_event_have_timelines);
    tcase_add_loop_test(odd, nonsense_makes_no_holes, 0, 50);
    suite_add_tcase(s, lanes);
    suite_add_tcase(s, strips);
    suite_add_tcase(s, columns);
    suite_add_tcase(s, odd);
    return s;
}

CHECK_MAIN(suite)
