#include "config.h"

#include "check_main.h"

#include "base/strbuf.h"
#include "scenario/schedule.h"

#include <string.h>

static struct schedule read_good(const char *text)
{
    struct schedule schedule;
    struct schedule_problem problem = {0, "nothing"};
    ck_assert_msg(schedule_read(&schedule, text, strlen(text), &problem), "%s: %s at %zu", text,
                  problem.what, problem.at);
    return schedule;
}

static void is_printed(const struct schedule *schedule, const char *text)
{
    struct strbuf out = STRBUF_INIT;
    schedule_print(schedule, &out);
    ck_assert_str_eq(strbuf_str(&out), text);
    strbuf_release(&out);
}

START_TEST(prints_as_short_as_can_be)
{
    static const struct {
        const char *line, *canonical;
        int64_t moves;
    } rows[] = {{"", "", 0},
                {"1", "1", 1},
                {"1.2x4.1x3", "1.2x4.1x3", 8},
                {"1.1", "1x2", 2},
                {"1x1", "1", 1},
                {"2x3.2.2x2.1", "2x6.1", 7},
                {"007x02", "7x2", 2},
                {"2097152x999999999.1", "2097152x999999999.1", 1000000000}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct schedule schedule = read_good(rows[i].line);
        is_printed(&schedule, rows[i].canonical);
        ck_assert_int_eq(schedule.moves, rows[i].moves);
        schedule_release(&schedule);
    }
}
END_TEST

START_TEST(says_where_a_line_is_wrong)
{
    static const struct {
        const char *line;
        size_t at;
        const char *what;
    } rows[] = {{".", 0, "the number of a lane is missing"},
                {"1.", 2, "the number of a lane is missing"},
                {"1..2", 2, "the number of a lane is missing"},
                {"1x", 2, "how many moves is missing"},
                {"1x.2", 2, "how many moves is missing"},
                {"0", 0, "numbers are from 1"},
                {"1x0", 2, "numbers are from 1"},
                {"1 2", 1, "here `.` hands over, or `x` says how many moves"},
                {"1x2x3", 3, "here `.` hands over, or `x` says how many moves"},
                {"-1", 0, "the number of a lane is missing"},
                {"1.a", 2, "the number of a lane is missing"},
                {"1.2097153", 2, "there is no such lane"},
                {"99999999999999999999999", 0, "there is no such lane"},
                {"1x1000000001", 2, "that is too many moves"},
                {"1x1000000000.2", 14, "that is too many moves"},
                {"1x999999999.2x2", 14, "that is too many moves"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct schedule schedule;
        struct schedule_problem problem = {0};
        ck_assert_msg(!schedule_read(&schedule, rows[i].line, strlen(rows[i].line), &problem),
                      "%s was read", rows[i].line);
        ck_assert_str_eq(problem.what, rows[i].what);
        ck_assert_msg(problem.at == rows[i].at, "%s: at %zu", rows[i].line, problem.at);
        ck_assert(schedule.count == 0 && schedule.moves == 0);
    }
}
END_TEST

START_TEST(compares_by_value)
{
    static const struct {
        const char *a, *b;
        bool equal;
    } rows[] = {{"1.1", "1x2", true},    {"", "", true},        {"1x3.2", "1.1x2.2x1", true},
                {"1.2", "2.1", false},   {"1", "1x2", false},   {"", "1", false},
                {"1.2.1", "1.2", false}, {"1x2", "2x2", false}, {"01", "1", true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct schedule a = read_good(rows[i].a), b = read_good(rows[i].b);
        ck_assert_msg(schedule_equal(&a, &b) == rows[i].equal, "%s, %s", rows[i].a, rows[i].b);
        schedule_release(&a);
        schedule_release(&b);
    }
}
END_TEST

START_TEST(each_beginning_is_one)
{
    static const char *const beginnings[] = {"",      "1",       "1.2",       "1.2x2",    "1.2x3",
                                             "1.2x4", "1.2x4.1", "1.2x4.1x2", "1.2x4.1x3"};
    static const uint32_t lanes[] = {1, 2, 2, 2, 2, 1, 1, 1};
    struct schedule whole = read_good("1.2x4.1x3");
    for (int64_t moves = 8; moves >= 0; moves--) {
        struct schedule copy = {0};
        schedule_copy(&copy, &whole);
        schedule_cut(&copy, moves);
        is_printed(&copy, beginnings[moves]);
        ck_assert_int_eq(copy.moves, moves);
        struct schedule read = read_good(beginnings[moves]);
        ck_assert(schedule_equal(&copy, &read));
        ck_assert_uint_eq(schedule_lane_at(&copy, moves), 0);
        if (moves < 8)
            ck_assert_uint_eq(schedule_lane_at(&whole, moves), lanes[moves]);
        schedule_release(&copy);
        schedule_release(&read);
    }
    schedule_release(&whole);
}
END_TEST

START_TEST(is_put_together)
{
    struct schedule schedule = {0};
    is_printed(&schedule, "");
    schedule_add(&schedule, 1, 1);
    schedule_add(&schedule, 1, 2);
    schedule_add(&schedule, 3, 0);
    schedule_add(&schedule, 2, 1);
    is_printed(&schedule, "1x3.2");
    schedule_cut(&schedule, 2);
    schedule_add(&schedule, 2, 1);
    is_printed(&schedule, "1x2.2");
    schedule_cut(&schedule, 99);
    is_printed(&schedule, "1x2.2");
    schedule_cut(&schedule, 0);
    schedule_add(&schedule, 4, 2);
    is_printed(&schedule, "4x2");
    schedule_release(&schedule);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("schedule");
    TCase *cases = tcase_create("schedule");
    tcase_add_test(cases, prints_as_short_as_can_be);
    tcase_add_test(cases, says_where_a_line_is_wrong);
    tcase_add_test(cases, compares_by_value);
    tcase_add_test(cases, each_beginning_is_one);
    tcase_add_test(cases, is_put_together);
    suite_add_tcase(suite, cases);
    return suite;
}

CHECK_MAIN(make_suite)
