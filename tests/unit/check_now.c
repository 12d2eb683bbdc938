#include "player/now.h"

#include <string.h>

#include "check_main.h"
#include "hand.h"

enum { US = 1000, MS = 1000000 };

static struct story *story_of(struct trace *trace)
{
    return story_new(trace, NULL, NULL);
}

static int lane_named(const struct story *story, const char *name)
{
    for (int i = 0; i < story->timeline->lane_count; i++)
        if (strcmp(story->timeline->lanes[i].name, name) == 0)
            return i;
    ck_abort_msg("no lane %s", name);
}

START_TEST(moments_belong_to_what_begins_at_them)
{
    struct story *story = story_of(hand_two_coroutines());
    int two = lane_named(story, "two");
    ck_assert_uint_eq(now_holder(story, 0, 60 * US - 1), 1);
    ck_assert_uint_eq(now_holder(story, 0, 60 * US), 2);
    ck_assert_uint_eq(now_holder(story, 0, 90 * US), TRACE_NOBODY);
    ck_assert_int_eq(now_lane(story, two, 400100 * US - 1).state, TRACE_WAITING);
    ck_assert_int_eq(now_lane(story, two, 400100 * US).state, TRACE_READY);
    ck_assert_int_eq(now_lane(story, two, 400170 * US).state, TRACE_RUNNING);
    struct now_lane ended = now_lane(story, two, 400200 * US);
    ck_assert(ended.ended && ended.begun && !ended.item);
    ck_assert_int_eq(ended.state, TRACE_ENDED);
    ck_assert_int_eq(ended.since_ns, 400200 * US);
    story_free(story);
}
END_TEST

START_TEST(line_is_that_of_the_last_event_of_who_runs)
{
    struct story *story = story_of(hand_two_coroutines());
    int one = lane_named(story, "one");
    ck_assert_uint_eq(now_lane(story, one, 15 * US).line, 4);
    ck_assert_uint_eq(now_lane(story, one, 25 * US).line, 5);
    ck_assert_uint_eq(now_lane(story, one, 300 * MS).line, 6);
    story_free(story);
}
END_TEST

START_TEST(requests_are_out_until_they_are_answered)
{
    struct story *story = story_of(hand_two_coroutines());
    int requests[4];
    ck_assert_uint_eq(now_requests(story, 0, requests, 4), 0);
    ck_assert_uint_eq(now_requests(story, 100 * MS, requests, 4), 2);
    ck_assert_int_eq(requests[0], 0);
    ck_assert_int_eq(requests[1], 1);
    ck_assert_uint_eq(now_requests(story, 400100 * US, requests, 4), 1);
    ck_assert_int_eq(requests[0], 0);
    ck_assert_uint_eq(now_requests(story, story->end_ns, requests, 4), 0);
    story_free(story);
}
END_TEST

static Suite *now_suite(void)
{
    Suite *suite = suite_create("now");
    TCase *tcase = tcase_create("now");
    tcase_add_test(tcase, moments_belong_to_what_begins_at_them);
    tcase_add_test(tcase, line_is_that_of_the_last_event_of_who_runs);
    tcase_add_test(tcase, requests_are_out_until_they_are_answered);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(now_suite)
