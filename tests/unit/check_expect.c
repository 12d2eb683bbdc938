#include "config.h"

#include "check_main.h"
#include "scenario/expect.h"
#include "scenario/tree.h"
#include "scenario_text.h"

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
static const char *const value_names[] = {"n", "m", "t"};
static const int64_t values[] = {7, -3, 70}; /* of the clock is only t */

static const char *const region_names[] = {"hall", "room", "attic"};
static const int64_t regions[] = {1, 2, 0};

static struct expect_facts facts(void)
{
    struct expect_facts run = {
        .result = "ok",
        .elapsed_ns = 1105 * MS,
        .cpu_ns = 100 * MS,
        .handoffs = 6,
        .parallel = 2,
        .able = 3,
        .looks = 40,
        .memory_per_task = 3072,
        .late_ns = 50 * MS,
        .said = said,
        .said_count = 4,
        .late = late,
        .late_count = 5,
        .value_names = value_names,
        .values = values,
        .value_count = 3,
        .region_names = region_names,
        .regions = regions,
        .region_count = 3,
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
    {"elapsed < 50% of blocking", EXPECT_FAILED, EXPECT_BUSY,
     "1105.0 ms, 50.0% of the 2210.0 ms under blocking"},
    {"elapsed > 49% of blocking", EXPECT_OK, EXPECT_OK,
     "1105.0 ms, 50.0% of the 2210.0 ms under blocking"},
    {"elapsed > 50% of blocking", EXPECT_FAILED, EXPECT_FAILED,
     "1105.0 ms, 50.0% of the 2210.0 ms under blocking"},
    {"elapsed > 50% of async-blocking", EXPECT_NOT_CHECKED, EXPECT_NOT_CHECKED,
     "1105.0 ms; it was not run under async-blocking"},
    {"cpu about 100ms", EXPECT_OK, EXPECT_OK, "100.0 ms"},
    {"cpu < 100ms", EXPECT_FAILED, EXPECT_BUSY, "100.0 ms"},
    {"cpu > 100ms", EXPECT_FAILED, EXPECT_BUSY, "100.0 ms"},
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
    {"value n == 7", EXPECT_OK, EXPECT_OK, "7"},
    {"value n == 8", EXPECT_FAILED, EXPECT_FAILED, "7"},
    {"value n != 8", EXPECT_OK, EXPECT_OK, "7"},
    {"value m == -3", EXPECT_OK, EXPECT_OK, "-3"},
    {"value n < 7", EXPECT_FAILED, EXPECT_FAILED, "7"},
    {"value n <= 7", EXPECT_OK, EXPECT_OK, "7"},
    {"value n > 7", EXPECT_FAILED, EXPECT_BUSY, "7"},
    {"value n >= 7", EXPECT_OK, EXPECT_OK, "7"},
    {"alone hall", EXPECT_OK, EXPECT_OK, "1 at once"},
    {"alone room", EXPECT_FAILED, EXPECT_FAILED, "2 at once"},
    {"alone attic", EXPECT_OK, EXPECT_OK, "nobody was in it"},
    {"alone yard", EXPECT_FAILED, EXPECT_FAILED, "who was in it is not known"},
    {"value k == 0", EXPECT_FAILED, EXPECT_FAILED, "its value at the end is not known"},
    {"handoffs < 6", EXPECT_FAILED, EXPECT_BUSY, "6"},
    {"handoffs < 7", EXPECT_OK, EXPECT_OK, "6"},
    {"handoffs > 5", EXPECT_OK, EXPECT_OK, "6"},
    {"parallel 2", EXPECT_OK, EXPECT_OK, "2"},
    {"parallel 1", EXPECT_FAILED, EXPECT_FAILED, "2"},
    {"parallel 4", EXPECT_FAILED, EXPECT_FAILED, "2"},
    {"at about 10ms \"a\"", EXPECT_OK, EXPECT_OK, "10.0 ms"}, /* the first time */
    {"at about 30ms \"a\"", EXPECT_FAILED, EXPECT_FAILED, "10.0 ms"},
    {"at about 90ms \"line\\n2\"", EXPECT_FAILED, EXPECT_BUSY, "110.0 ms"},
    {"at about 96ms \"line\\n2\"", EXPECT_OK, EXPECT_OK, "110.0 ms"},
    {"at about 96ms \"c\"", EXPECT_FAILED, EXPECT_FAILED, "this was never said"},
    {"at about 96ms within 5% \"line\\n2\"", EXPECT_FAILED, EXPECT_BUSY, "110.0 ms"},
    {"at < 11ms \"a\"", EXPECT_OK, EXPECT_OK, "10.0 ms"},
    {"at < 10ms \"a\"", EXPECT_FAILED, EXPECT_BUSY, "10.0 ms"},
    {"at > 9ms \"a\"", EXPECT_OK, EXPECT_OK, "10.0 ms"},
    {"at > 10ms \"a\"", EXPECT_FAILED, EXPECT_FAILED, "10.0 ms"},
    {"at < 1s \"c\"", EXPECT_FAILED, EXPECT_FAILED, "this was never said"},
    {"late < 50ms", EXPECT_FAILED, EXPECT_BUSY, "50.0 ms"},
    {"late > 49ms", EXPECT_OK, EXPECT_OK, "50.0 ms"},
    {"late client < 9ms", EXPECT_FAILED, EXPECT_BUSY, "9.00 ms (client 2)"},
    {"late client < 10ms", EXPECT_OK, EXPECT_OK, "9.00 ms (client 2)"},
    {"late one > 2ms", EXPECT_FAILED, EXPECT_BUSY, "2.00 ms"},
    {"looks < 40", EXPECT_FAILED, EXPECT_BUSY, "40"},
    {"looks > 39", EXPECT_OK, EXPECT_OK, "40"},
    {"memory < 4 KiB a task", EXPECT_OK, EXPECT_OK, "3.0 KiB a task"},
    {"memory < 3 KiB a task", EXPECT_FAILED, EXPECT_FAILED, "3.0 KiB a task"},
    {"memory > 2 KiB a task", EXPECT_OK, EXPECT_OK, "3.0 KiB a task"},
    {"memory > 3 KiB a task", EXPECT_FAILED, EXPECT_FAILED, "3.0 KiB a task"},
    {"result ok", EXPECT_OK, EXPECT_OK, "ok"},
    {"result deadlock", EXPECT_FAILED, EXPECT_FAILED, "ok"},
};

#define HEAD                                                                                       \
    "scenario \"t\"\nmodel coroutines, gil\nshared n = 0\nshared m = 0\nshared k = 0\n"            \
    "shared t = 0\ntask one:\n    n += m + k\n    at = now\n    t = m - at\n    m = t > 3\n"       \
    "task client:\n    region hall:\n        yield\n    region room:\n        region attic:\n"     \
    "            region yard:\n                exit\n"

static struct scenario *read_expecting(const char *block, const char *line)
{
    struct strbuf source = STRBUF_INIT;
    strbuf_addf(&source, "%s%s\n    %s # why\n", HEAD, block, line);
    struct scenario *scenario = text_read_good(strbuf_str(&source));
    strbuf_release(&source);
    return scenario;
}

static void assert_row(const struct row *row, int64_t lost_ns, enum expect_verdict verdict)
{
    struct scenario *scenario = read_expecting("expect:", row->line);
    struct expect_facts run = facts();
    struct expect_report report;
    struct strbuf actual = STRBUF_INIT;
    strbuf_addf(&actual, "%s%s", row->actual,
                verdict == EXPECT_BUSY ? "; others took up to 1000.0 ms" : "");
    run.lost_ns = lost_ns;
    expect_check(scenario, MODEL_COROUTINES, &run, &report);
    bool names_result = strncmp(row->line, "result", 6) == 0;
    ck_assert_int_eq(report.count, names_result ? 1 : 2);
    ck_assert_str_eq(report.outcomes[0].text, row->line);
    ck_assert_uint_eq(report.outcomes[0].line, 20);
    ck_assert_str_eq(report.outcomes[0].actual, strbuf_str(&actual));
    ck_assert_int_eq(report.outcomes[0].verdict, verdict);
    ck_assert_int_eq(report.failed, verdict == EXPECT_FAILED);
    ck_assert_int_eq(report.busy, verdict == EXPECT_BUSY);
    strbuf_release(&actual);
    expect_report_release(&report);
    scenario_free(scenario);
}

START_TEST(on_an_idle_machine)
{
    assert_row(&rows[_i], 5 * MS, rows[_i].verdict);
}
END_TEST

START_TEST(on_a_busy_machine)
{
    assert_row(&rows[_i], 1000 * MS, rows[_i].when_busy);
}
END_TEST

/* Bounds that are missed, and by how much. */
static const struct missed {
    const char *line;
    int64_t by_ns;
} misses[] = {
    {"elapsed about 900ms", 110 * MS},
    {"elapsed about 900ms within 0%", 200 * MS},
    {"elapsed < 1s", 105 * MS},
    {"cpu about 50ms", 40 * MS},
    {"cpu < 90ms", 10 * MS},
    {"at about 50ms \"line\\n2\"", 50 * MS},
    {"at < 60ms \"line\\n2\"", 50 * MS},
    {"late < 20ms", 30 * MS},
    {"late client < 2ms", 7 * MS},
    {"late client > 20ms", 11 * MS},
    {"cpu > 120ms", 20 * MS},
    {"looks > 49", 10 * MS},
    {"output \"a\", \"a\", \"line\\n2\", \"b {x}\"", 90 * MS},
    {"order \"a\", \"line\\n2\", \"b {x}\"", 90 * MS},
    {"order \"b {x}\", \"a\", \"a\"", 10 * MS},
    {"never \"line\\n2\"", 995 * MS},
    {"never \"c\", \"b {x}\"", 1085 * MS},
    {"value t < 60", 11 * MS},
    {"value t <= 60", 10 * MS},
};

static enum expect_verdict judge(const char *line, const struct expect_facts *run)
{
    struct scenario *scenario = read_expecting("expect:", line);
    struct expect_report report;
    expect_check(scenario, MODEL_COROUTINES, run, &report);
    enum expect_verdict verdict = report.outcomes[0].verdict;
    expect_report_release(&report);
    scenario_free(scenario);
    return verdict;
}

static enum expect_verdict judge_lost(const char *line, int64_t lost_ns, int64_t cpu_ns)
{
    struct expect_facts run = facts();
    run.lost_ns = lost_ns;
    run.cpu_ns = cpu_ns;
    return judge(line, &run);
}

START_TEST(others_are_no_excuse_for_more_than_they_took)
{
    const struct missed *missed = &misses[_i];
    ck_assert_int_eq(judge_lost(missed->line, missed->by_ns, 100 * MS), EXPECT_BUSY);
    ck_assert_int_eq(judge_lost(missed->line, missed->by_ns - 1, 100 * MS), EXPECT_FAILED);
    ck_assert_int_eq(judge_lost(missed->line, 0, 100 * MS), EXPECT_FAILED);
}
END_TEST

/* 0.3 ms of CPU time and 0.02 ms lost: more than 5%, and nothing for one that blocks 200 ms too
 * long. */
START_TEST(a_little_that_was_lost_excuses_little)
{
    ck_assert_int_eq(judge_lost("elapsed about 820ms", 20000, 300000), EXPECT_FAILED);
    ck_assert_int_eq(judge_lost("elapsed < 1105ms", 20000, 300000), EXPECT_BUSY);
}
END_TEST

/* What the file says keeps its order whatever others do, is not excused by their noise. */
START_TEST(less_than_the_machine_counts_in_excuses_no_order_and_no_count)
{
    ck_assert_int_eq(judge_lost("order \"b {x}\", \"a\", \"a\"", 10 * MS, MS), EXPECT_BUSY);
    ck_assert_int_eq(judge_lost("order \"a\", \"line\\n2\", \"a\"", 9 * MS, MS), EXPECT_FAILED);
    ck_assert_int_eq(judge_lost("handoffs > 6", 10 * MS, MS), EXPECT_BUSY);
    ck_assert_int_eq(judge_lost("handoffs > 6", 9 * MS, MS), EXPECT_FAILED);
}
END_TEST

static enum expect_verdict judge_result(const char *result, const char *statement, int64_t lost_ns,
                                        const char *line)
{
    struct strbuf source = STRBUF_INIT;
    struct expect_facts run = facts();
    run.result = result;
    struct expect_report report;
    strbuf_addf(&source,
                "scenario \"t\"\nshared n = 0\ntask a:\n    %s\n    say \"a\"\n    say \"c\"\n    "
                "say \"{n}, not {n}\"\n"
                "expect:\n    %s\n",
                statement, line);
    struct scenario *scenario = text_read_good(strbuf_str(&source));
    run.lost_ns = lost_ns;
    expect_check(scenario, MODEL_COROUTINES, &run, &report);
    enum expect_verdict verdict = report.outcomes[report.count - 1].verdict;
    expect_report_release(&report);
    scenario_free(scenario);
    strbuf_release(&source);
    return verdict;
}

static enum expect_verdict judge_waiting(const char *statement, int64_t lost_ns, const char *line)
{
    struct strbuf both = STRBUF_INIT; /* the last one is judged */
    strbuf_addf(&both, "%s%s", strncmp(line, "result", 6) == 0 ? "" : "result ok\n    ", line);
    enum expect_verdict verdict = judge_result("ok", statement, lost_ns, strbuf_str(&both));
    strbuf_release(&both);
    return verdict;
}

START_TEST(other_lines_are_excused_where_a_time_decides_that_others_took)
{
    static const char *const lines[] = {
        "output \"c\"",    "order \"a\", \"c\"",  "never \"a\"",     "output any order \"c\"",
        "at > 20ms \"a\"", "at about 20ms \"c\"", "result deadlock", "result failed"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        ck_assert_int_eq(judge_waiting("sleep 40ms", 40 * MS, lines[i]), EXPECT_BUSY);
        ck_assert_int_eq(judge_waiting("sleep 40ms", 39 * MS, lines[i]), EXPECT_FAILED);
        ck_assert_int_eq(judge_waiting("sleep 4ms", 9 * MS, lines[i]), EXPECT_FAILED);
        ck_assert_int_eq(judge_waiting("compute 40ms", 99 * MS, lines[i]), EXPECT_FAILED);
    }
}
END_TEST

START_TEST(what_no_line_could_say_is_not_excused)
{
    ck_assert_int_eq(judge_waiting("sleep 4ms", 99 * MS, "output \"1, not 2\""), EXPECT_BUSY);
    ck_assert_int_eq(judge_waiting("sleep 4ms", 99 * MS, "output \"1 not 2\""), EXPECT_FAILED);
    ck_assert_int_eq(judge_waiting("sleep 4ms", 99 * MS, "order \"c\", \"d\""), EXPECT_FAILED);
    ck_assert_int_eq(judge_waiting("sleep 4ms", 99 * MS, "output any order \"cc\""), EXPECT_FAILED);
    ck_assert_int_eq(judge_waiting("sleep 4ms", 99 * MS, "at > 1ms \"d\""), EXPECT_FAILED);
}
END_TEST

START_TEST(a_failure_is_excused_where_the_result_is_expected)
{
    ck_assert_int_eq(judge_result("failed", "sleep 4ms", 99 * MS, "result ok"), EXPECT_BUSY);
    ck_assert_int_eq(judge_result("failed", "sleep 4ms", 99 * MS, "never \"d\""), EXPECT_FAILED);
    ck_assert_int_eq(judge_result("timeout", "sleep 4ms", 99 * MS, "result ok"), EXPECT_FAILED);
}
END_TEST

START_TEST(no_order_excuses_a_run_that_hangs_or_is_ended)
{
    static const char *const lines[] = {"result timeout", "result stopped", "result crash"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        ck_assert_int_eq(judge_waiting("sleep 4ms", 99 * MS, lines[i]), EXPECT_FAILED);
}
END_TEST

/* 6 hand-offs and 40 looks; it had half of the CPU time that it wanted. */
START_TEST(counts_are_excused_by_the_share_that_others_had)
{
    ck_assert_int_eq(judge_lost("handoffs > 11", 100 * MS, 100 * MS), EXPECT_BUSY);
    ck_assert_int_eq(judge_lost("handoffs > 12", 100 * MS, 100 * MS), EXPECT_FAILED);
    ck_assert_int_eq(judge_lost("looks < 21", 100 * MS, 100 * MS), EXPECT_BUSY);
    ck_assert_int_eq(judge_lost("looks < 20", 100 * MS, 100 * MS), EXPECT_FAILED);
    ck_assert_int_eq(judge_lost("value n >= 13", 100 * MS, 100 * MS), EXPECT_BUSY);
    ck_assert_int_eq(judge_lost("value n >= 15", 100 * MS, 100 * MS), EXPECT_FAILED);
    ck_assert_int_eq(judge_lost("value n == 8", 100 * MS, 100 * MS), EXPECT_FAILED);
    ck_assert_int_eq(judge_lost("value m > -3", 100 * MS, 100 * MS), EXPECT_FAILED); /* no count */
    ck_assert_int_eq(judge_lost("value t > 71", 100 * MS, 100 * MS), EXPECT_FAILED); /* a time */
}
END_TEST

/* 1105 of 2210 ms. */
START_TEST(a_share_may_be_missed_for_either_run)
{
    struct expect_facts run = facts();
    run.lost_ns = 442 * MS;
    ck_assert_int_eq(judge("elapsed < 31% of blocking", &run), EXPECT_BUSY);
    ck_assert_int_eq(judge("elapsed < 29% of blocking", &run), EXPECT_FAILED);
    ck_assert_int_eq(judge("elapsed > 51% of blocking", &run), EXPECT_FAILED);
    run.lost_ns = 0;
    run.lost_under_ns[MODEL_BLOCKING] = 442 * MS;
    ck_assert_int_eq(judge("elapsed > 62% of blocking", &run), EXPECT_BUSY);
    ck_assert_int_eq(judge("elapsed > 63% of blocking", &run), EXPECT_FAILED);
    ck_assert_int_eq(judge("elapsed < 49% of blocking", &run), EXPECT_FAILED);
}
END_TEST

static enum expect_verdict judge_on_cores(const char *cores, int64_t has, const char *line)
{
    struct scenario *scenario = read_expecting("expect:", line);
    struct expect_facts run = facts();
    struct expect_report report;
    struct diag_list list = {0};
    if (cores)
        ck_assert(scenario_set(scenario, "cores", cores, &list));
    run.cores = has;
    expect_check(scenario, MODEL_COROUTINES, &run, &report);
    enum expect_verdict verdict = report.outcomes[0].verdict;
    ck_assert_int_eq(report.few_cores, verdict == EXPECT_FEW_CORES);
    expect_report_release(&report);
    diag_release(&list);
    scenario_free(scenario);
    return verdict;
}

START_TEST(what_needs_more_cores_than_there_are_is_not_held_against_it)
{
    static const char *const lines[] = {
        "elapsed < 1s", "elapsed about 900ms",      "at < 9ms \"a\"", "late < 9ms",
        "parallel 3",   "elapsed < 9% of blocking", "value t < 3"};
    static const char *const others[] = {
        "elapsed > 2s", "elapsed about 9s",         "cpu < 9ms", "parallel 1", "value n < 3",
        "looks < 3",    "order \"line\\n2\", \"a\""};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        ck_assert_int_eq(judge_on_cores("3", 2, lines[i]), EXPECT_FEW_CORES);
        ck_assert_int_eq(judge_on_cores("3", 3, lines[i]), EXPECT_FAILED);
        ck_assert_int_eq(judge_on_cores("3", 0, lines[i]), EXPECT_FAILED);
        ck_assert_int_eq(judge_on_cores(NULL, 1, lines[i]), EXPECT_FAILED);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_int_eq(judge_on_cores("3", 1, others[i]), EXPECT_FAILED);
    ck_assert_int_eq(judge_on_cores("3", 1, "elapsed < 2s"), EXPECT_OK);
}
END_TEST

/* Three could have run at once, but others had a core; a fourth never could. */
START_TEST(fewer_ran_at_once_where_others_had_a_core)
{
    ck_assert_int_eq(judge_lost("parallel 3", 100 * MS, 100 * MS), EXPECT_BUSY);
    ck_assert_int_eq(judge_lost("parallel 3", 4 * MS, 100 * MS), EXPECT_FAILED);
    ck_assert_int_eq(judge_lost("parallel 4", 100 * MS, 100 * MS), EXPECT_FAILED);
    ck_assert_int_eq(judge_lost("parallel 1", 100 * MS, 100 * MS), EXPECT_FAILED);
}
END_TEST

START_TEST(says_what_others_took)
{
    struct scenario *scenario = read_expecting("expect:", "elapsed < 1s");
    struct expect_facts run = facts();
    struct expect_report report;
    run.lost_ns = 100 * MS;
    expect_check(scenario, MODEL_COROUTINES, &run, &report);
    ck_assert_str_eq(report.outcomes[0].actual, "1105.0 ms; others took no more than 100.0 ms");
    expect_report_release(&report);
    scenario_free(scenario);
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

static enum expect_verdict judge_slowed(const char *line)
{
    struct expect_facts run = facts();
    run.slowed = true;
    return judge(line, &run);
}

START_TEST(time_that_is_partly_a_sanitizers_has_no_upper_bound)
{
    ck_assert_int_eq(judge_slowed("cpu < 50ms"), EXPECT_NOT_CHECKED);
    ck_assert_int_eq(judge_slowed("cpu about 50ms"), EXPECT_NOT_CHECKED);
    ck_assert_int_eq(judge_slowed("cpu about 500ms"), EXPECT_FAILED);
    ck_assert_int_eq(judge_slowed("cpu > 500ms"), EXPECT_FAILED);
    ck_assert_int_eq(judge_slowed("cpu < 500ms"), EXPECT_OK);
    ck_assert_int_eq(judge_slowed("elapsed < 1ms"), EXPECT_NOT_CHECKED);
    ck_assert_int_eq(judge_slowed("handoffs < 1"), EXPECT_FAILED);
}
END_TEST

/* ---- with ---- */

/* Each block has a line of its own: which of them were checked tells which blocks apply. */
static const char with_settings[] =
    "scenario \"t\"\nmodel coroutines, gil\npool 32 gil\nswitch interval 5ms\nshared n = 1\n"
    "semaphore s = 2\nchannel c size 3\ntask main:\n    exit\n"
    "expect:\n    looks < 1\n    elapsed < 9% of blocking\n"
    "expect gil:\n    looks < 2\n"
    "expect gil with switch interval 500us:\n    looks < 3\n    elapsed < 9% of threads\n"
    "expect with switch interval 0.5ms, workers 2:\n    looks < 4\n"
    "expect coroutines, gil with workers 2, switch interval 500us:\n    looks < 5\n"
    "expect threads with cores 1:\n    looks < 6\n"
    "expect with shared n = -5, semaphore s = 1, channel c size 4:\n    looks < 7\n"
    "expect with pool 32:\n    looks < 8\n"
    "expect with until main ends:\n    looks < 9\n";

static const struct {
    const char *sets[6]; /* line, value, line, value … */
    enum model_id model;
    const char *lines; /* the numbers of those that apply */
} selected[] = {
    {{NULL}, MODEL_COROUTINES, "1"},
    {{NULL}, MODEL_GIL, "12"},
    {{NULL}, MODEL_THREADS, "1"},
    {{"limit", "31s"}, MODEL_GIL, "12"},
    {{"switch interval", "500us"}, MODEL_GIL, "3"},
    {{"switch interval", "0.5ms"}, MODEL_GIL, "3"}, /* by value, not as it is written */
    {{"switch interval", "500us"}, MODEL_COROUTINES, "1"},
    {{"switch interval", "501us"}, MODEL_GIL, "12"},
    {{"switch interval", "500us", "cores", "1"}, MODEL_GIL, "12"},
    {{"switch interval", "500us", "workers", "2"}, MODEL_GIL, "45"},
    {{"workers", "2", "switch interval", "500us"}, MODEL_COROUTINES, "45"},
    {{"workers", "2", "switch interval", "500us"}, MODEL_THREADS, "4"},
    {{"cores", "1"}, MODEL_THREADS, "1"}, /* the `model` line does not name it */
    {{"semaphore s", "1", "channel c", "4"}, MODEL_GIL, "12"},
    {{"semaphore s", "1", "channel c", "4", "n", "-5"}, MODEL_GIL, "7"},
    {{"pool", "32"}, MODEL_GIL, "8"},
    {{"pool", "32 gil"}, MODEL_GIL, "12"}, /* the file's own */
    {{"until", "main ends"}, MODEL_GIL, "9"},
    {{"until", "main ends", "until", "all end"}, MODEL_GIL, "12"},
};

static void set_all(struct scenario *scenario, const char *const *sets, int most)
{
    struct diag_list list = {0};
    for (int i = 0; i < most && sets[i]; i += 2)
        ck_assert(scenario_set(scenario, sets[i], sets[i + 1], &list));
    diag_release(&list);
}

/* Which lines were checked, by their numbers. */
static char *checked_lines(const struct scenario *scenario, enum model_id model)
{
    struct expect_facts run = facts();
    struct expect_report report;
    struct strbuf lines = STRBUF_INIT;
    expect_check(scenario, model, &run, &report);
    for (int i = 0; i < report.count; i++)
        if (strncmp(report.outcomes[i].text, "looks < ", 8) == 0)
            strbuf_addch(&lines, report.outcomes[i].text[8]);
    ck_assert_str_eq(report.outcomes[report.count - 1].text, "result ok");
    expect_report_release(&report);
    return strbuf_detach(&lines);
}

START_TEST(the_settings_of_a_run_select_its_blocks)
{
    struct scenario *scenario = text_read_good(with_settings);
    set_all(scenario, selected[_i].sets, 6);
    char *lines = checked_lines(scenario, selected[_i].model);
    ck_assert_str_eq(lines, selected[_i].lines);
    free(lines);
    scenario_free(scenario);
}
END_TEST

START_TEST(a_file_may_be_set_as_its_block_says)
{
    struct scenario *scenario =
        text_read_good("scenario \"t\"\nworkers 2\ntask a:\n    exit\nexpect:\n    looks < 1\n"
                       "expect with workers 3:\n    looks < 2\n");
    ck_assert(expect_next_settings(scenario, NULL));
    set_all(scenario, (const char *const[]){"workers", "3"}, 2);
    char *lines = checked_lines(scenario, MODEL_COROUTINES);
    ck_assert_str_eq(lines, "2");
    free(lines);
    scenario_free(scenario);

    struct diag_list list = {0}; /* it has a warning */
    const char *source = "scenario \"t\"\nworkers 3\ntask a:\n    exit\nexpect:\n    looks < 1\n"
                         "expect with workers 3:\n    looks < 2\n";
    scenario = scenario_read("t", source, strlen(source), &list);
    ck_assert_int_eq(list.errors, 0);
    ck_assert_ptr_null(expect_next_settings(scenario, NULL));
    lines = checked_lines(scenario, MODEL_COROUTINES);
    ck_assert_str_eq(lines, "2");
    free(lines);
    scenario_free(scenario);
    diag_release(&list);
}
END_TEST

START_TEST(refers_to_models_under_the_same_settings)
{
    struct scenario *scenario = text_read_good(with_settings);
    ck_assert_uint_eq(expect_models_referred(scenario, MODEL_GIL), 1u << MODEL_BLOCKING);
    ck_assert(expect_has_any(scenario, MODEL_GIL));
    set_all(scenario, (const char *const[]){"switch interval", "500us"}, 2);
    ck_assert_uint_eq(expect_models_referred(scenario, MODEL_GIL), 1u << MODEL_THREADS);
    ck_assert_uint_eq(expect_models_referred(scenario, MODEL_COROUTINES), 1u << MODEL_BLOCKING);
    scenario_free(scenario);
}
END_TEST

/* As settings are written first; each once, whatever the scenario is set to. */
START_TEST(lists_the_settings_it_has_expectations_for)
{
    static const char *const written[] = {
        "switch interval 500us", "switch interval 0.5ms", "cores 1", "shared n = -5", "pool 32",
        "until main ends"};
    struct scenario *scenario = text_read_good(with_settings);
    const struct tree_expect_block *block = NULL;
    set_all(scenario, (const char *const[]){"pool", "32"}, 2);
    for (size_t i = 0; i < sizeof written / sizeof written[0]; i++) {
        block = expect_next_settings(scenario, block);
        ck_assert_ptr_nonnull(block);
        ck_assert_str_eq(block->settings->written, written[i]);
        bool gil = expect_names_settings(scenario, MODEL_GIL, block);
        bool coroutines = expect_names_settings(scenario, MODEL_COROUTINES, block);
        ck_assert_int_eq(gil, i != 2);
        ck_assert_int_eq(coroutines, i != 0 && i != 2);
        ck_assert_int_eq(expect_names_settings(scenario, MODEL_THREADS, block), i == 1 || i > 2);
    }
    ck_assert_ptr_null(expect_next_settings(scenario, block));
    scenario_free(scenario);
}
END_TEST

/* What a block's settings say can be set, as they say it. */
START_TEST(settings_are_given_as_scenario_set_takes_them)
{
    struct scenario *scenario = text_read_good(
        "scenario \"t\"\nshared n = 1\nsemaphore s = 2\nchannel c\ntask main:\n    n = 1\n"
        "expect with shared  n=-5 , semaphore s = 1,channel c size 4, switch interval 1.5ms, "
        "pool 5  gil, until  all end:\n    looks < 1\n");
    static const char *const wanted[][3] = {
        {"shared n", "-5", "shared n=-5"},
        {"semaphore s", "1", "semaphore s = 1"},
        {"channel c", "4", "channel c size 4"},
        {"switch interval", "1.5ms", "switch interval 1.5ms"},
        {"pool", "5 gil", "pool 5 gil"},
        {"until", "all end", "until all end"},
    };
    const struct tree_setting *setting = scenario_tree(scenario)->expects->settings;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++, setting = setting->next) {
        ck_assert_str_eq(setting->name, wanted[i][0]);
        ck_assert_str_eq(setting->value, wanted[i][1]);
        ck_assert_str_eq(setting->written, wanted[i][2]);
        set_all(scenario, wanted[i], 2);
    }
    ck_assert_ptr_null(setting);
    char *lines = checked_lines(scenario, MODEL_COROUTINES);
    ck_assert_str_eq(lines, "1");
    free(lines);
    scenario_free(scenario);
}
END_TEST

/* Which choice is right in the run, from 0; and what is said of it. */
static const struct {
    const char *choices;
    int right;
    enum expect_verdict verdict, when_busy;
    const char *actual;
} choices[] = {
    {"\"a\" if looks < 41, \"b\" if looks > 40", 0, EXPECT_OK, EXPECT_OK, "looks < 41 (40)"},
    {"\"a\" if looks > 40, \"b\" if looks < 41", 1, EXPECT_OK, EXPECT_OK, "looks < 41 (40)"},
    {"\"a\" if looks < 41, *\"b\"", 0, EXPECT_OK, EXPECT_OK, "looks < 41 (40)"},
    {"*\"b\", \"a\" if never \"a\"", 0, EXPECT_OK, EXPECT_OK,
     "never \"a\" is not so (\"a\" was said)"},
    {"\"a\" if never \"a\", \"b\" if result failed, *\"c\"", 2, EXPECT_OK, EXPECT_OK,
     "never \"a\" is not so (\"a\" was said), nor is result failed (ok)"},
    {"\"a\" if never \"a\", \"b\" if result failed", -1, EXPECT_FAILED, EXPECT_FAILED,
     "never \"a\" is not so (\"a\" was said), nor is result failed (ok)"},
    {"\"a\" if looks < 41, \"b\" if result ok, *\"c\"", -1, EXPECT_FAILED, EXPECT_BUSY,
     "2 hold: looks < 41 (40); result ok"},
    {"\"a\" if elapsed < 1s, \"b\" if looks > 40", -1, EXPECT_FAILED, EXPECT_BUSY, NULL},
    {"\"a\" if elapsed < 1s, *\"b\"", 1, EXPECT_OK, EXPECT_BUSY, NULL},
    {"\"a\" if memory < 3 KiB a task, *\"b\"", 1, EXPECT_OK, EXPECT_OK, NULL},
};

static void assert_choice(int row, bool busy)
{
    struct strbuf source = STRBUF_INIT;
    struct expect_choice choice;
    strbuf_addf(&source, "scenario \"t\"\ntask a:\n    ask \"?\" choose %s\n",
                choices[row].choices);
    struct scenario *scenario = text_read_good(strbuf_str(&source));
    struct expect_facts run = facts();
    run.lost_ns = busy ? 200 * MS : 0;
    expect_choose(scenario, &run, scenario_tree(scenario)->tasks->body.first->question, &choice);
    ck_assert_int_eq(choice.right, choices[row].right);
    ck_assert_int_eq(choice.verdict, busy ? choices[row].when_busy : choices[row].verdict);
    if (choices[row].actual && !busy)
        ck_assert_str_eq(choice.actual, choices[row].actual);
    ck_assert_ptr_null(strstr(choice.actual, "others took"));
    free(choice.actual);
    scenario_free(scenario);
    strbuf_release(&source);
}

START_TEST(exactly_one_choice_is_right)
{
    assert_choice(_i, false);
    assert_choice(_i, true);
}
END_TEST

START_TEST(a_choice_is_expected_of_the_file_as_it_is_set)
{
    struct scenario *scenario =
        text_read_good("scenario \"t\"\nmodel coroutines\nworkers 1\ntask a:\n"
                       "    ask \"?\" choose \"a\" if looks > 100, \"b\" if looks > 90\n");
    struct expect_facts run = facts();
    struct expect_report report;
    struct diag_list diags = {0};
    expect_check(scenario, MODEL_COROUTINES, &run, &report);
    ck_assert_int_eq(report.count, 2);
    ck_assert_int_eq(report.failed, 1);
    ck_assert_int_eq(report.outcomes[1].line, 5);
    expect_report_release(&report);
    expect_check(scenario, MODEL_CALLBACKS, &run, &report); /* it is not named */
    ck_assert_int_eq(report.count, 1);
    expect_report_release(&report);
    ck_assert(scenario_set(scenario, "workers", "2", &diags));
    expect_check(scenario, MODEL_COROUTINES, &run, &report);
    ck_assert_int_eq(report.count, 1);
    expect_report_release(&report);
    diag_release(&diags);
    scenario_free(scenario);
}
END_TEST

#define ROWS   (int)(sizeof rows / sizeof rows[0])
#define MISSES (int)(sizeof misses / sizeof misses[0])

static Suite *make_suite(void)
{
    Suite *suite = suite_create("expect");
    TCase *tcase = tcase_create("expect");
    tcase_add_loop_test(tcase, on_an_idle_machine, 0, ROWS);
    tcase_add_loop_test(tcase, on_a_busy_machine, 0, ROWS);
    tcase_add_loop_test(tcase, others_are_no_excuse_for_more_than_they_took, 0, MISSES);
    tcase_add_test(tcase, a_little_that_was_lost_excuses_little);
    tcase_add_test(tcase, less_than_the_machine_counts_in_excuses_no_order_and_no_count);
    tcase_add_test(tcase, other_lines_are_excused_where_a_time_decides_that_others_took);
    tcase_add_test(tcase, what_no_line_could_say_is_not_excused);
    tcase_add_test(tcase, a_failure_is_excused_where_the_result_is_expected);
    tcase_add_test(tcase, no_order_excuses_a_run_that_hangs_or_is_ended);
    tcase_add_test(tcase, counts_are_excused_by_the_share_that_others_had);
    tcase_add_test(tcase, a_share_may_be_missed_for_either_run);
    tcase_add_test(tcase, what_needs_more_cores_than_there_are_is_not_held_against_it);
    tcase_add_test(tcase, fewer_ran_at_once_where_others_had_a_core);
    tcase_add_test(tcase, says_what_others_took);
    tcase_add_test(tcase, ok_is_expected_where_no_result_is_named);
    tcase_add_test(tcase, a_model_that_is_not_named_has_only_what_is_for_all);
    tcase_add_test(tcase, knows_which_models_it_needs_too);
    tcase_add_loop_test(tcase, the_settings_of_a_run_select_its_blocks, 0,
                        (int)(sizeof selected / sizeof selected[0]));
    tcase_add_test(tcase, a_file_may_be_set_as_its_block_says);
    tcase_add_test(tcase, refers_to_models_under_the_same_settings);
    tcase_add_test(tcase, lists_the_settings_it_has_expectations_for);
    tcase_add_test(tcase, settings_are_given_as_scenario_set_takes_them);
    tcase_add_test(tcase, memory_that_was_not_measured_is_not_checked);
    tcase_add_test(tcase, time_that_is_partly_a_sanitizers_has_no_upper_bound);
    tcase_add_loop_test(tcase, exactly_one_choice_is_right, 0,
                        (int)(sizeof choices / sizeof choices[0]));
    tcase_add_test(tcase, a_choice_is_expected_of_the_file_as_it_is_set);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(make_suite)
