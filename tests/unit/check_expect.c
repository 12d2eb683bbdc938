#include "scenario/expect.h"
#include "scenario_text.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define MS INT64_C(1000000)

/* One run: what all rows are checked against. */
static const struct expect_said said[] = {
    {10 * MS, "a"}, {20 * MS, "b {x}"}, {30 * MS, "a"}, {110 * MS, "line\n2"}};
static const struct expect_late late[] = {{"one", 2 * MS},
                                          {"client", 5 * MS},
                                          {"client 2", 9 * MS},
                                          {"client 12", 8 * MS},
                                          {"clients", 50 * MS}};
static const char *const value_names[] = {"n", "m"};
static const int64_t values[] = {7, -3};

static struct expect_facts facts(void)
{
    struct expect_facts run = {
        .result = "ok",
        .elapsed_ns = 1105 * MS,
        .cpu_ns = 100 * MS,
        .handoffs = 6,
        .parallel = 2,
        .looks = 40,
        .memory_per_task = 3072,
        .late_ns = 50 * MS,
        .said = said,
        .said_count = 4,
        .late = late,
        .late_count = 5,
        .value_names = value_names,
        .values = values,
        .value_count = 2,
    };
    for (int i = 0; i < MODEL_COUNT; i++)
        run.elapsed_under_ns[i] = -1;
    run.elapsed_under_ns[MODEL_BLOCKING] = 2210 * MS;
    return run;
}

static const struct row {
    const char *line;
    enum expect_verdict verdict, when_busy;
    const char *actual;
} rows[] = {
    {"elapsed about 1s", EXPECT_OK, EXPECT_OK, "1105.0 ms"}, /* 100 + 5 ms: just inside */
    {"elapsed about 999ms", EXPECT_FAILED, EXPECT_BUSY, "1105.0 ms"},
    {"elapsed about 999ms within 20%", EXPECT_OK, EXPECT_OK, "1105.0 ms"},
    {"elapsed about 1222ms", EXPECT_OK, EXPECT_OK, "1105.0 ms"},
    {"elapsed about 1240ms", EXPECT_FAILED, EXPECT_FAILED, "1105.0 ms"},
    {"elapsed about 1100ms within 0%", EXPECT_OK, EXPECT_OK, "1105.0 ms"},
    {"elapsed about 1099ms within 0%", EXPECT_FAILED, EXPECT_BUSY, "1105.0 ms"},
    {"elapsed < 1105ms", EXPECT_FAILED, EXPECT_BUSY, "1105.0 ms"},
    {"elapsed < 1106ms", EXPECT_OK, EXPECT_OK, "1105.0 ms"},
    {"elapsed > 1105ms", EXPECT_FAILED, EXPECT_FAILED, "1105.0 ms"},
    {"elapsed > 1104ms", EXPECT_OK, EXPECT_OK, "1105.0 ms"},
    {"elapsed < 51% of blocking", EXPECT_OK, EXPECT_OK,
     "1105.0 ms, 50.0% of the 2210.0 ms under blocking"},
    {"elapsed < 50% of blocking", EXPECT_FAILED, EXPECT_FAILED,
     "1105.0 ms, 50.0% of the 2210.0 ms under blocking"},
    {"elapsed > 49% of blocking", EXPECT_OK, EXPECT_OK,
     "1105.0 ms, 50.0% of the 2210.0 ms under blocking"},
    {"elapsed > 50% of async-blocking", EXPECT_NOT_CHECKED, EXPECT_NOT_CHECKED,
     "1105.0 ms; it was not run under async-blocking"},
    {"cpu about 100ms", EXPECT_OK, EXPECT_OK, "100.0 ms"},
    {"cpu < 100ms", EXPECT_FAILED, EXPECT_BUSY, "100.0 ms"},
    {"cpu > 100ms", EXPECT_FAILED, EXPECT_FAILED, "100.0 ms"},
    {"output \"a\", \"b {x}\", \"a\", \"line\\n2\"", EXPECT_OK, EXPECT_OK, "4 lines as expected"},
    {"output \"a\", \"a\"", EXPECT_FAILED, EXPECT_FAILED, "line 2 is \"b {x}\", expected \"a\""},
    {"output \"a\", \"b {x}\", \"a\"", EXPECT_FAILED, EXPECT_FAILED,
     "line 4 is \"line\\x0A2\", expected no more"},
    {"output \"a\", \"b {x}\", \"a\", \"line\\n2\", \"c\"", EXPECT_FAILED, EXPECT_FAILED,
     "line 5 is missing, expected \"c\""},
    {"output any order \"line\\n2\", \"a\", \"a\", \"b {x}\"", EXPECT_OK, EXPECT_OK,
     "4 lines as expected"},
    {"output any order \"line\\n2\", \"a\", \"b {x}\"", EXPECT_FAILED, EXPECT_FAILED,
     "\"a\" was said 2 times, expected 1"},
    {"output any order \"a\", \"a\", \"b {x}\", \"line\\n2\", \"c\"", EXPECT_FAILED, EXPECT_FAILED,
     "\"c\" was said 0 times, expected 1"},
    {"output any order \"a\", \"a\", \"a\", \"b {x}\"", EXPECT_FAILED, EXPECT_FAILED,
     "\"a\" was said 2 times, expected 3"},
    {"order \"a\", \"line\\n2\"", EXPECT_OK, EXPECT_OK, "in this order"},
    {"order \"a\", \"a\"", EXPECT_OK, EXPECT_OK, "in this order"},
    {"order \"b {x}\", \"a\", \"b {x}\"", EXPECT_FAILED, EXPECT_FAILED,
     "\"b {x}\" was not said after \"a\""},
    {"order \"a\", \"c\"", EXPECT_FAILED, EXPECT_FAILED, "\"c\" was never said"},
    {"never \"c\"", EXPECT_OK, EXPECT_OK, "never said"},
    {"never \"c\", \"a\"", EXPECT_FAILED, EXPECT_FAILED, "\"a\" was said"},
    {"value n == 7", EXPECT_OK, EXPECT_OK, "7"},
    {"value n == 8", EXPECT_FAILED, EXPECT_FAILED, "7"},
    {"value n != 8", EXPECT_OK, EXPECT_OK, "7"},
    {"value m == -3", EXPECT_OK, EXPECT_OK, "-3"},
    {"value n < 7", EXPECT_FAILED, EXPECT_FAILED, "7"},
    {"value n <= 7", EXPECT_OK, EXPECT_OK, "7"},
    {"value n > 7", EXPECT_FAILED, EXPECT_FAILED, "7"},
    {"value n >= 7", EXPECT_OK, EXPECT_OK, "7"},
    {"value k == 0", EXPECT_FAILED, EXPECT_FAILED, "its value at the end is not known"},
    {"handoffs < 6", EXPECT_FAILED, EXPECT_FAILED, "6"},
    {"handoffs < 7", EXPECT_OK, EXPECT_OK, "6"},
    {"handoffs > 5", EXPECT_OK, EXPECT_OK, "6"},
    {"parallel 2", EXPECT_OK, EXPECT_OK, "2"},
    {"parallel 1", EXPECT_FAILED, EXPECT_FAILED, "2"},
    {"at about 10ms \"a\"", EXPECT_OK, EXPECT_OK, "10.0 ms"}, /* the first time */
    {"at about 30ms \"a\"", EXPECT_FAILED, EXPECT_FAILED, "10.0 ms"},
    {"at about 90ms \"line\\n2\"", EXPECT_FAILED, EXPECT_BUSY, "110.0 ms"},
    {"at about 96ms \"line\\n2\"", EXPECT_OK, EXPECT_OK, "110.0 ms"},
    {"at about 96ms \"c\"", EXPECT_FAILED, EXPECT_FAILED, "this was never said"},
    {"late < 50ms", EXPECT_FAILED, EXPECT_BUSY, "50.0 ms"},
    {"late > 49ms", EXPECT_OK, EXPECT_OK, "50.0 ms"},
    {"late client < 9ms", EXPECT_FAILED, EXPECT_BUSY, "9.00 ms (client 2)"},
    {"late client < 10ms", EXPECT_OK, EXPECT_OK, "9.00 ms (client 2)"},
    {"late one > 2ms", EXPECT_FAILED, EXPECT_FAILED, "2.00 ms"},
    {"looks < 40", EXPECT_FAILED, EXPECT_FAILED, "40"},
    {"looks > 39", EXPECT_OK, EXPECT_OK, "40"},
    {"memory < 4 KiB a task", EXPECT_OK, EXPECT_OK, "3.0 KiB a task"},
    {"memory < 3 KiB a task", EXPECT_FAILED, EXPECT_FAILED, "3.0 KiB a task"},
    {"result ok", EXPECT_OK, EXPECT_OK, "ok"},
    {"result deadlock", EXPECT_FAILED, EXPECT_FAILED, "ok"},
};

#define HEAD                                                                                       \
    "scenario \"t\"\nmodel coroutines, gil\nshared n = 0\nshared m = 0\nshared k = 0\n"            \
    "task one:\n    n += m + k\ntask client:\n    exit\n"

static struct scenario *read_expecting(const char *block, const char *line)
{
    struct strbuf source = STRBUF_INIT;
    strbuf_addf(&source, "%s%s\n    %s # why\n", HEAD, block, line);
    struct scenario *scenario = text_read_good(strbuf_str(&source));
    strbuf_release(&source);
    return scenario;
}

static void assert_row(const struct row *row, double run_delay_share, enum expect_verdict verdict)
{
    struct scenario *scenario = read_expecting("expect:", row->line);
    struct expect_facts run = facts();
    struct expect_report report;
    run.run_delay_share = run_delay_share;
    expect_check(scenario, MODEL_COROUTINES, &run, &report);
    bool names_result = strncmp(row->line, "result", 6) == 0;
    ck_assert_int_eq(report.count, names_result ? 1 : 2);
    ck_assert_str_eq(report.outcomes[0].text, row->line);
    ck_assert_uint_eq(report.outcomes[0].line, 11);
    ck_assert_str_eq(report.outcomes[0].actual, row->actual);
    ck_assert_int_eq(report.outcomes[0].verdict, verdict);
    ck_assert_int_eq(report.failed, verdict == EXPECT_FAILED);
    ck_assert_int_eq(report.busy, verdict == EXPECT_BUSY);
    expect_report_release(&report);
    scenario_free(scenario);
}

START_TEST(on_an_idle_machine)
{
    assert_row(&rows[_i], 0.05, rows[_i].verdict);
}
END_TEST

START_TEST(on_a_busy_machine)
{
    assert_row(&rows[_i], 0.06, rows[_i].when_busy);
}
END_TEST

START_TEST(ok_is_expected_where_no_result_is_named)
{
    struct scenario *scenario = read_expecting("expect gil:", "result deadlock");
    struct expect_facts run = facts();
    struct expect_report report;
    run.result = "deadlock";
    expect_check(scenario, MODEL_GIL, &run, &report);
    ck_assert(report.count == 1 && report.failed == 0);
    expect_report_release(&report);
    expect_check(scenario, MODEL_COROUTINES, &run, &report);
    ck_assert(report.count == 1 && report.failed == 1);
    ck_assert_str_eq(report.outcomes[0].text, "result ok");
    ck_assert_str_eq(report.outcomes[0].actual, "deadlock");
    ck_assert_uint_eq(report.outcomes[0].line, 0);
    expect_report_release(&report);
    ck_assert(expect_has_any(scenario, MODEL_GIL));
    ck_assert(!expect_has_any(scenario, MODEL_COROUTINES));
    scenario_free(scenario);
}
END_TEST

/* Under a model that the file does not name, only `expect:` applies. */
START_TEST(a_model_that_is_not_named_has_only_what_is_for_all)
{
    struct scenario *scenario =
        read_expecting("expect:\n    parallel 2\nexpect threads, gil:", "looks > 100");
    struct expect_facts run = facts();
    struct expect_report report;
    expect_check(scenario, MODEL_THREADS, &run, &report);
    ck_assert(report.count == 2 && report.failed == 0);
    expect_report_release(&report);
    expect_check(scenario, MODEL_GIL, &run, &report);
    ck_assert(report.count == 3 && report.failed == 1);
    expect_report_release(&report);
    scenario_free(scenario);
}
END_TEST

START_TEST(knows_which_models_it_needs_too)
{
    struct scenario *scenario = read_expecting("expect gil:\n    elapsed < 50% of threads\nexpect:",
                                               "elapsed > 10% of blocking");
    ck_assert_uint_eq(expect_models_referred(scenario, MODEL_GIL),
                      1u << MODEL_THREADS | 1u << MODEL_BLOCKING);
    ck_assert_uint_eq(expect_models_referred(scenario, MODEL_COROUTINES), 1u << MODEL_BLOCKING);
    scenario_free(scenario);
}
END_TEST

START_TEST(memory_that_was_not_measured_is_not_checked)
{
    struct scenario *scenario = read_expecting("expect:", "memory < 1 KiB a task");
    struct expect_facts run = facts();
    struct expect_report report;
    run.memory_per_task = -1;
    expect_check(scenario, MODEL_GIL, &run, &report);
    ck_assert_int_eq(report.outcomes[0].verdict, EXPECT_NOT_CHECKED);
    ck_assert_int_eq(report.failed, 0);
    expect_report_release(&report);
    scenario_free(scenario);
}
END_TEST

#define ROWS (int)(sizeof rows / sizeof rows[0])

int main(void)
{
    Suite *suite = suite_create("expect");
    TCase *tcase = tcase_create("expect");
    tcase_add_loop_test(tcase, on_an_idle_machine, 0, ROWS);
    tcase_add_loop_test(tcase, on_a_busy_machine, 0, ROWS);
    tcase_add_test(tcase, ok_is_expected_where_no_result_is_named);
    tcase_add_test(tcase, a_model_that_is_not_named_has_only_what_is_for_all);
    tcase_add_test(tcase, knows_which_models_it_needs_too);
    tcase_add_test(tcase, memory_that_was_not_measured_is_not_checked);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
