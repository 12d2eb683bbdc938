/* The exports of traces made by hand, against goldens in tests/unit/golden. BATON_UPDATE_GOLDEN=1
 * writes them anew: look at the difference before it is committed. */
#include "config.h"

#include "export/export.h"

#include <string.h>

#include "check_main.h"
#include "export/compare.h"
#include "export/html_play.h"
#include "export/table.h"
#include "hand.h"
#include "text_golden.h"

static struct trace *hand_thirty(void)
{
    return hand_many(30);
}

/* Recorded programs, from files. */
static struct trace *recorded_threads(void)
{
    return hand_kept(GOLDEN_DIR "/recorded-threads.trace");
}

static struct trace *recorded_tasks(void)
{
    return hand_kept(GOLDEN_DIR "/recorded-tasks.trace");
}

static struct trace *recorded_mixed(void)
{
    return hand_kept(GOLDEN_DIR "/recorded-mixed.trace");
}

static struct trace *recorded_deadlock(void)
{
    return hand_kept(GOLDEN_DIR "/recorded-deadlock.trace");
}

struct golden {
    const char *name;
    struct trace *(*make)(void);
    const char *format;
    int width;
    bool ascii;
};

static const struct golden goldens[] = {
    {"coroutines-80", hand_two_coroutines, "text", 80, false},
    {"coroutines-120", hand_two_coroutines, "text", 120, false},
    {"coroutines-20", hand_two_coroutines, "text", 20, false},
    {"coroutines-80-ascii", hand_two_coroutines, "text", 80, true},
    {"coroutines-20-ascii", hand_two_coroutines, "text", 20, true},
    {"blocking-80", hand_two_blocking, "text", 80, false},
    {"blocking-120", hand_two_blocking, "text", 120, false},
    {"polling-80", hand_two_polling, "text", 80, false},
    {"gil-120", hand_two_gil, "text", 120, false},
    {"gil-80-ascii", hand_two_gil, "text", 80, true},
    {"callbacks-gil-80", hand_callbacks_gil, "text", 80, false},
    {"callbacks-gil-steps", hand_callbacks_gil, "steps", 80, false},
    {"callbacks-gil-csv", hand_callbacks_gil, "csv", 80, false},
    {"threads-80", hand_two_threads, "text", 80, false},
    {"late-120", hand_late, "text", 120, false},
    {"korean-80", hand_korean_deadlock, "text", 80, false},
    {"korean-120", hand_korean_deadlock, "text", 120, false},
    {"korean-20", hand_korean_deadlock, "text", 20, false},
    {"korean-80-ascii", hand_korean_deadlock, "text", 80, true},
    {"crash-80", hand_crash, "text", 80, false},
    {"many-80", hand_thirty, "text", 80, false},
    {"empty-80", hand_empty, "text", 80, false},
    {"empty-20", hand_empty, "text", 20, false},
    {"one-event-80", hand_one_event, "text", 80, false},
    {"coroutines-steps", hand_two_coroutines, "steps", 80, false},
    {"threads-steps", hand_two_threads, "steps", 80, false},
    {"crash-steps", hand_crash_of_one, "steps", 80, false},
    {"korean-steps", hand_korean_deadlock, "steps", 80, false},
    {"korean-steps-ascii", hand_korean_deadlock, "steps", 80, true},
    {"late-json", hand_late, "json", 80, false},
    {"korean-json", hand_korean_deadlock, "json", 80, false},
    {"empty-json", hand_empty, "json", 80, false},
    {"late-csv", hand_late, "csv", 80, false},
    {"threads-csv", hand_two_threads, "csv", 80, false},
    {"gil-chrome", hand_two_gil, "chrome", 80, false},
    {"coroutines-md", hand_two_coroutines, "md", 80, false},
    {"korean-md-ascii", hand_korean_deadlock, "md", 80, true},
    {"empty-md", hand_empty, "md", 80, false},
    {"recorded-mixed-md", recorded_mixed, "md", 80, false},
    {"coroutines-cast", hand_two_coroutines, "cast", 40, false},
    {"korean-cast-ascii", hand_korean_deadlock, "cast", 40, true},
    {"empty-cast", hand_empty, "cast", 40, false},
    {"requests-chrome", hand_two_coroutines, "chrome", 80, false},
    {"korean-trace", hand_korean_deadlock, "trace", 80, false},
    {"recorded-threads-80", recorded_threads, "text", 80, false},
    {"recorded-threads-steps", recorded_threads, "steps", 80, false},
    {"recorded-threads-csv", recorded_threads, "csv", 80, false},
    {"recorded-threads-json", recorded_threads, "json", 80, false},
    {"recorded-threads-trace", recorded_threads, "trace", 80, false},
    {"recorded-tasks-80", recorded_tasks, "text", 80, false},
    {"recorded-tasks-steps", recorded_tasks, "steps", 80, false},
    {"recorded-tasks-json", recorded_tasks, "json", 80, false},
    {"recorded-mixed-80", recorded_mixed, "text", 80, false},
    {"recorded-mixed-steps", recorded_mixed, "steps", 80, false},
    {"recorded-mixed-csv", recorded_mixed, "csv", 80, false},
    {"recorded-mixed-json", recorded_mixed, "json", 80, false},
    {"recorded-deadlock-80", recorded_deadlock, "text", 80, false},
    {"recorded-deadlock-steps", recorded_deadlock, "steps", 80, false},
    {"recorded-deadlock-json", recorded_deadlock, "json", 80, false},
};

enum { GOLDEN_COUNT = sizeof goldens / sizeof *goldens };

static void render(struct trace *trace, const char *format, int width, bool ascii,
                   struct strbuf *out)
{
    struct export_options options = {.width = width, .ascii = ascii};
    export_trace(export_by_name(format), trace, &options, NULL, out);
}

START_TEST(exports_are_as_their_goldens)
{
    const struct golden *golden = &goldens[_i];
    struct trace *trace = golden->make();
    struct strbuf out = STRBUF_INIT;
    render(trace, golden->format, golden->width, golden->ascii, &out);
    text_golden_assert(strbuf_str(&out), golden->name);
    if (strcmp(golden->format, "text") == 0)
        text_assert_fits(strbuf_str(&out), golden->width, golden->ascii);
    strbuf_release(&out);
    trace_free(trace);
}
END_TEST

START_TEST(any_width_fits)
{
    static struct trace *(*const makers[])(void) = {hand_two_coroutines, hand_two_polling,
                                                    hand_two_gil,        hand_korean_deadlock,
                                                    hand_thirty,         hand_empty};
    struct trace *trace = makers[_i]();
    for (int width = 20; width <= 210; width += 7)
        for (int ascii = 0; ascii < 2; ascii++) {
            struct strbuf out = STRBUF_INIT;
            render(trace, "text", width, ascii, &out);
            text_assert_fits(strbuf_str(&out), width, ascii);
            strbuf_release(&out);
        }
    trace_free(trace);
}
END_TEST

START_TEST(comparisons_are_as_their_goldens)
{
    static const struct {
        const char *name;
        int width;
        bool ascii;
    } rows[] = {
        {"compare-80", 80, false}, {"compare-120", 120, false}, {"compare-30-ascii", 30, true}};
    struct trace *traces[] = {hand_two_blocking(), hand_two_polling(), hand_two_coroutines()};
    struct compare_item items[] = {
        {"blocking", traces[0]}, {"polling", traces[1]}, {"coroutines", traces[2]}};
    struct export_options options = {.width = rows[_i].width, .ascii = rows[_i].ascii};
    struct strbuf out = STRBUF_INIT;
    compare_text(items, 3, &options, &out);
    text_golden_assert(strbuf_str(&out), rows[_i].name);
    text_assert_fits(strbuf_str(&out), rows[_i].width, rows[_i].ascii);
    strbuf_release(&out);
    for (int i = 0; i < 3; i++)
        trace_free(traces[i]);
}
END_TEST

static void assert_sentence(struct trace *a, const char *a_label, struct trace *b,
                            const char *b_label, const char *expected)
{
    struct compare_item items[] = {{a_label, a}, {b_label, b}};
    struct export_options options = {.width = 500};
    struct strbuf out = STRBUF_INIT;
    compare_text(items, 2, &options, &out);
    ck_assert_msg(strstr(out.text, expected) != NULL, "no `%s` in: …%s", expected,
                  out.text + (out.len > 400 ? out.len - 400 : 0));
    strbuf_release(&out);
    trace_free(a);
    trace_free(b);
}

/* Requests of 100 ms each, `at_once` at a time. */
static struct trace *batches(int at_once)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 1, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 2, 1, TRACE_WAITING, TRACE_BY_GROUP, 0, 2);
    for (uint32_t i = 0; i < 4; i++) {
        double t = i / (uint32_t)at_once * 100000.0 + 3;
        hand(trace, t, ASKED, .who = 1, .arg = i + 1);
        hand(trace, t + 99000, ANSWERED, .who = TRACE_DEVICE, .arg = i + 1);
    }
    hand_end(trace, 400000.0 / at_once, 1);
    hand_run_end(trace, 400000.0 / at_once, TRACE_RESULT_OK);
    trace_finish(trace);
    return trace;
}

/* Two tasks that look every 10 ms: busy in between with asking, or with work. */
static struct trace *lookers(const char *model, enum trace_state between)
{
    struct trace *trace = hand_new(model);
    for (uint32_t task = 1; task <= 2; task++) {
        hand_task(trace, 0, task, task == 1 ? "one" : "two");
        hand(trace, task, TASK_BEGIN, .who = task, .arg = 7);
        hand_state(trace, task + 1, task, TRACE_WAITING, TRACE_BY_IO, 0, 2);
    }
    for (uint32_t turn = 0; turn < 20; turn++) {
        uint32_t task = 1 + turn % 2;
        hand_state(trace, 10000.0 * turn + 10, task, between, TRACE_BY_MEANWHILE, 0, 2);
        hand_state(trace, 10000.0 * turn + 9010, task, TRACE_WAITING, TRACE_BY_IO, 0, 2);
    }
    for (uint32_t task = 1; task <= 2; task++) {
        hand(trace, 199999, LOOKS, .who = task, .value = 10);
        hand_end(trace, 200000, task);
    }
    hand_run_end(trace, 200000, TRACE_RESULT_OK);
    trace_finish(trace);
    return trace;
}

START_TEST(work_is_told_from_asking)
{
    assert_sentence(lookers("polling", TRACE_POLLING), "polling",
                    lookers("coroutines", TRACE_RUNNING), "coroutines",
                    " Polling pays for it with 180.0 ms of CPU and 20 looks in vain. Coroutines "
                    "works while it waits, for 180.0 ms of CPU.\n");
    assert_sentence(lookers("callbacks", TRACE_RUNNING), "callbacks",
                    lookers("coroutines", TRACE_RUNNING), "coroutines",
                    " Callbacks and coroutines work while they wait, for up to 180.0 ms of CPU.\n");
    assert_sentence(lookers("polling", TRACE_POLLING), "a", lookers("polling", TRACE_POLLING), "b",
                    " A and b pay for it with up to 180.0 ms of CPU and 20 looks in vain each.\n");
}
END_TEST

START_TEST(what_made_the_difference_is_said)
{
    assert_sentence(
        batches(1), "pool=1", batches(4), "pool=4",
        "\nPool=4 has up to 4 requests under way at once, pool=1 only 1: the others are asked only "
        "when one is answered.\n");
    assert_sentence(
        hand_two_gil(), "gil", hand_two_threads(), "threads",
        "\nThreads runs up to 2 tasks at once; gil lets only the one run that has the GIL: "
        "the others are ready, and wait.\n");
    assert_sentence(hand_korean_deadlock(), "x", hand_two_coroutines(), "y",
                    "\nX ends in a deadlock.\n");
    assert_sentence(hand_korean_deadlock(), "x", hand_korean_deadlock(), "y",
                    "\nX and y end in a deadlock.\n");
    assert_sentence(hand_late(), "x", hand_late(), "y",
                    "\nAll take about the same time, 452.0 ms.\n");
}
END_TEST

START_TEST(all_that_add_their_waits_up_are_named)
{
    struct trace *slow = hand_two_blocking(), *fast = hand_two_coroutines();
    struct compare_item items[] = {
        {"blocking", slow}, {"coroutines", fast}, {"async-blocking", slow}};
    struct export_options options = {.width = 500};
    struct strbuf out = STRBUF_INIT;
    compare_text(items, 3, &options, &out);
    ck_assert_ptr_nonnull(strstr(out.text, "\nBlocking adds the waits up"));
    ck_assert_ptr_nonnull(
        strstr(out.text, "Async-blocking adds them up, too. Blocking and coroutines say the "
                         "same in another order: line 2 of coroutines is "
                         "\"2 starts\".\n"));
    strbuf_release(&out);
    trace_free(slow);
    trace_free(fast);
}
END_TEST

START_TEST(a_report_is_told_in_text_and_json)
{
    static const struct export_expectation items[] = {
        {21, "elapsed about 500ms", "500.2 ms", EXPORT_OK},
        {22, "looks < 3", "7", EXPORT_FAILED},
        {23, "elapsed < 1s", "1.2 s; others took up to 0.4 s", EXPORT_BUSY},
    };
    struct export_report report = {items, 3};
    struct trace *trace = hand_two_coroutines();
    struct strbuf out = STRBUF_INIT;
    export_trace(export_by_name("json"), trace, NULL, &report, &out);
    ck_assert_ptr_nonnull(strstr(out.text,
                                 "{\"line\": 21, \"text\": \"elapsed about 500ms\", \"ok\": true, "
                                 "\"actual\": \"500.2 ms\"}"));
    ck_assert_ptr_nonnull(strstr(out.text, "\"ok\": false, \"actual\": \"7\"}"));
    ck_assert_ptr_nonnull(strstr(out.text, "\"ok\": null, \"actual\": \"1.2 s; others took up to "
                                           "0.4 s\", \"not_checked\": \"busy\"}"));
    strbuf_clear(&out);
    export_trace(export_by_name("text"), trace, NULL, &report, &out);
    ck_assert_ptr_nonnull(strstr(out.text, "  not ok       line 22: looks < 3: 7\n"));
    ck_assert_ptr_nonnull(
        strstr(out.text, "  busy         line 23: elapsed < 1s: 1.2 s; others took up "));
    strbuf_release(&out);
    trace_free(trace);
}
END_TEST

/* Each has a name of its own in a run; who reads the json has a list. */
START_TEST(several_by_one_name_are_a_list)
{
    struct strbuf out = STRBUF_INIT;
    struct trace *trace = hand_new("threads");
    hand_meta(trace, "object=semaphore seat[1]");
    static const char *const names[] = {"shared=n", "shared=a[1]", "shared=a[2]", "shared=b[1]",
                                        "shared=z"};
    for (uint32_t i = 0; i < 5; i++)
        hand_meta(trace, names[i]);
    for (uint32_t i = 0; i < 5; i++)
        hand(trace, 100, SHARED_FINAL, .arg = i, .value = 10 + i);
    hand(trace, 100, SHARED_FINAL, .arg = 0, .value = 3, .detail = 1);
    trace_finish(trace);
    render(trace, "json", 80, false, &out);
    ck_assert_ptr_nonnull(strstr(
        strbuf_str(&out), "{\"n\": 10, \"a\": [11, 12], \"b\": [13], \"z\": 14, \"seat\": [3]}"));
    strbuf_release(&out);
    trace_free(trace);
}
END_TEST

/* A variable and a semaphore in each worker, and nine workers. */
static struct trace *workers_trace(void)
{
    struct trace *trace = hand_new("coroutines");
    hand_meta(trace, "workers=9");
    hand_meta(trace, "object=semaphore seat[1]");
    hand_meta(trace, "shared=n");
    hand_meta(trace, "shared=a[1]");
    for (uint32_t worker = 0; worker < 9; worker++) {
        uint32_t who = worker ? TRACE_LOOP + worker : TRACE_NOBODY;
        for (uint32_t i = 0; i < 2; i++)
            hand(trace, 100, SHARED_FINAL, .who = who, .arg = i, .value = 10 * worker + i);
        hand(trace, 100, SHARED_FINAL, .who = who, .value = 3 + worker, .detail = 1);
    }
    trace_finish(trace);
    return trace;
}

START_TEST(each_worker_has_values_of_its_own)
{
    struct strbuf out = STRBUF_INIT;
    struct trace *trace = workers_trace();
    render(trace, "json", 80, false, &out);
    ck_assert_ptr_nonnull(
        strstr(strbuf_str(&out), ",\n \"values\": {\"n\": 0, \"a\": [1], \"seat\": [3]},\n"));
    ck_assert_ptr_nonnull(strstr(strbuf_str(&out),
                                 " \"workers\": [\n"
                                 "    {\"values\": {\"n\": 0, \"a\": [1], \"seat\": [3]}},\n"
                                 "    {\"values\": {\"n\": 10, \"a\": [11], \"seat\": [4]}},\n"));
    ck_assert_ptr_nonnull(
        strstr(strbuf_str(&out), "    {\"values\": {\"n\": 80, \"a\": [81], \"seat\": [11]}}],\n"));
    strbuf_clear(&out);
    render(trace, "text", 80, false, &out);
    ck_assert_ptr_nonnull(strstr(strbuf_str(&out), "n (worker 1) = 0 "));
    ck_assert_ptr_nonnull(strstr(strbuf_str(&out), "seat[1] (worker 8) = 10"));
    ck_assert_ptr_nonnull(strstr(strbuf_str(&out), "… 1 more worker\n"));
    ck_assert_ptr_null(strstr(strbuf_str(&out), "(worker 9)"));
    strbuf_clear(&out);
    render(trace, "md", 80, false, &out);
    ck_assert_ptr_nonnull(strstr(strbuf_str(&out), "| n (worker 2) | 10 |\n"));
    ck_assert_ptr_nonnull(strstr(strbuf_str(&out), "\n1 more worker.\n"));
    strbuf_clear(&out);
    render(trace, "html", 80, false, &out);
    ck_assert_ptr_nonnull(strstr(strbuf_str(&out), "<dt>n (worker 2)</dt><dd>= 10</dd></div>\n"));
    ck_assert_ptr_nonnull(strstr(strbuf_str(&out), "<dt>…</dt><dd>1 more worker</dd>"));
    strbuf_release(&out);
    trace_free(trace);
}
END_TEST

START_TEST(json_strings_are_valid_whatever_is_said)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "a\"\\b");
    hand_say(trace, 5, 1, "tab\there \x01 \x7F \xFF broken \xE2\x82 \xEA\xB0\x80");
    hand_run_end(trace, 10, TRACE_RESULT_OK);
    trace_finish(trace);
    struct strbuf out = STRBUF_INIT;
    render(trace, "json", 80, false, &out);
    ck_assert_ptr_nonnull(strstr(out.text, "\"task\": \"a\\\"\\\\b\""));
    ck_assert_ptr_nonnull(strstr(
        out.text, "\"tab\\there \\u0001 \\u007f \\ufffd broken \\ufffd\\ufffd \xEA\xB0\x80\""));
    strbuf_release(&out);
    trace_free(trace);
}
END_TEST

START_TEST(csv_quotes_what_needs_it)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "a,\"b\"");
    hand_run_end(trace, 10, TRACE_RESULT_OK);
    trace_finish(trace);
    struct strbuf out = STRBUF_INIT;
    render(trace, "csv", 80, false, &out);
    ck_assert_ptr_nonnull(
        strstr(out.text, "\n\"a,\"\"b\"\"\",ready,0,10000,4,,waits for its first turn\n"));
    strbuf_release(&out);
    trace_free(trace);
}
END_TEST

static bool has_golden(const char *format)
{
    bool drawn = strcmp(format, "svg") == 0 || strcmp(format, "html") == 0; /* check_picture.c */
    for (int i = 0; i < GOLDEN_COUNT && !drawn; i++)
        if (strcmp(goldens[i].format, format) == 0)
            return true;
    return drawn;
}

START_TEST(formats_are_found_by_name_and_have_a_golden)
{
    for (const struct export_format *format = export_formats(); format->name; format++) {
        ck_assert_ptr_eq(export_by_name(format->name), format);
        ck_assert_msg(has_golden(format->name), "%s has no golden", format->name);
    }
    ck_assert_ptr_null(export_by_name("pdf"));
}
END_TEST

/* What must hold of any length; the time it takes is for the bench. */
START_TEST(a_million_events_make_a_page)
{
    struct trace *trace = hand_long(1000000);
    trace_finish(trace);
    struct strbuf out = STRBUF_INIT;
    render(trace, "text", 120, false, &out);
    text_assert_fits(strbuf_str(&out), 120, false);
    ck_assert_uint_lt(out.len, 20000);
    ck_assert_ptr_nonnull(strstr(out.text, "\n1 one"));
    ck_assert_ptr_nonnull(strstr(out.text, "\n2 two"));
    strbuf_release(&out);
    trace_free(trace);
}
END_TEST

START_TEST(ten_thousand_tasks_are_folded)
{
    struct trace *trace = hand_many(10000);
    struct strbuf out = STRBUF_INIT;
    render(trace, "text", 80, false, &out);
    text_assert_fits(strbuf_str(&out), 80, false);
    ck_assert_uint_lt(out.len, 30000);
    ck_assert_ptr_nonnull(strstr(out.text, "\n… 9,984 more"));
    strbuf_release(&out);
    trace_free(trace);
}
END_TEST

/* Of a run with more moments than a page has room for the middle is left out, which it says; of
 * another nothing is. */
START_TEST(a_page_says_what_it_leaves_out)
{
    struct trace *trace = hand_long(1000);
    trace_finish(trace);
    struct story *story = story_new(trace, NULL, NULL);
    const struct export_options options = {.width = 80};
    struct strbuf some = STRBUF_INIT, all = STRBUF_INIT;
    html_play_add(story, "some", &options, 50, &some);
    html_play_add(story, "all", &options, 5000, &all);
    ck_assert_ptr_null(strstr(some.text, "\"gap\":-1"));
    ck_assert_ptr_nonnull(strstr(some.text, "\"gap\":"));
    ck_assert_ptr_nonnull(strstr(all.text, "\"gap\":-1"));
    ck_assert_uint_lt(some.len * 2, all.len);
    strbuf_release(&some);
    strbuf_release(&all);
    story_free(story);
}
END_TEST

/* ---- what an export says, whatever the format ---- */

enum { RUNS = 2 };

typedef void render_all(struct trace *const *traces, const char *format, struct strbuf *out);

static void render_one(struct trace *const *traces, const char *format, struct strbuf *out)
{
    render(traces[0], format, 100, false, out);
}

static void render_compared(struct trace *const *traces, const char *format, struct strbuf *out)
{
    struct compare_item items[RUNS] = {{"one", traces[0]}, {"other", traces[1]}};
    if (strcmp(format, "text") == 0)
        compare_text(items, RUNS, NULL, out);
    else if (strcmp(format, "svg") == 0)
        compare_svg(items, RUNS, NULL, out);
    else if (strcmp(format, "html") == 0)
        compare_html(items, RUNS, NULL, out);
    else if (strcmp(format, "md") == 0)
        compare_md(items, RUNS, NULL, out);
    else if (strcmp(format, "chrome") == 0)
        compare_chrome(items, RUNS, NULL, out);
    else
        compare_json(items, RUNS, out);
}

static void render_table(struct trace *const *traces, const char *format, struct strbuf *out)
{
    struct table_run runs[CORNERS] = {{traces[0], ""}, {NULL, ""}, {traces[1], ""}, {NULL, ""}};
    bool svg = strcmp(format, "svg") == 0, html = strcmp(format, "html") == 0;
    (svg ? table_svg : html ? table_html : table_text)(runs, NULL, out);
}

static const struct {
    render_all *render;
    const char *formats[8]; /* NULL: all there are */
} ways[] = {{render_one, {NULL}},
            {render_compared, {"text", "svg", "html", "json", "chrome", "md", NULL}},
            {render_table, {"text", "svg", "html", NULL}}};

enum { WAYS = sizeof ways / sizeof *ways };

typedef void checker(struct trace *const *traces, int way, const char *format);

static void each_format(struct trace *const *traces, checker *check)
{
    for (int way = 0; way < WAYS; way++)
        for (int i = 0; ways[way].formats[i]; i++)
            check(traces, way, ways[way].formats[i]);
    for (const struct export_format *format = export_formats(); format->name; format++)
        check(traces, 0, format->name);
    for (int i = 0; i < RUNS; i++)
        trace_free(traces[i]);
}

static void settings_check(struct trace *const *traces, int way, const char *format)
{
    struct strbuf out = STRBUF_INIT;
    ways[way].render(traces, format, &out);
    ck_assert_msg(strstr(out.text, "poll interval=2ms"), "way %d, %s: no settings", way, format);
    strbuf_release(&out);
}

START_TEST(settings_are_named_in_each_format)
{
    struct trace *traces[RUNS];
    for (int i = 0; i < RUNS; i++) {
        traces[i] = hand_new(i ? "coroutines" : "polling");
        hand_meta(traces[i], "title=Set");
        hand_meta(traces[i], "set=poll interval=2ms");
        hand_task(traces[i], 0, 1, "one");
        hand(traces[i], 1, TASK_BEGIN, .who = 1, .arg = 7);
        hand_end(traces[i], 10, 1);
        hand_run_end(traces[i], 10, TRACE_RESULT_OK);
        trace_finish(traces[i]);
    }
    each_format(traces, settings_check);
}
END_TEST

static void folders_check(struct trace *const *traces, int way, const char *format)
{
    struct strbuf out = STRBUF_INIT;
    ways[way].render(traces, format, &out);
    ck_assert_msg(!strstr(out.text, "/home/"), "way %d, %s: a folder is named", way, format);
    strbuf_release(&out);
}

/* An export is passed on: whose machine it was made on is nobody's business. */
START_TEST(no_export_names_a_folder)
{
    struct trace *traces[RUNS];
    for (int i = 0; i < RUNS; i++) {
        static const char source[] = "model coroutines\ntask one:\n    pass\n";
        traces[i] = hand_new("coroutines");
        trace_set_source(traces[i], "/home/somebody/one.baton", source, sizeof source - 1);
        hand_task(traces[i], 0, 1, "one");
        hand(traces[i], 1, TASK_BEGIN, .who = 1, .arg = 7);
        hand_end(traces[i], 10, 1);
        hand_run_end(traces[i], 10, TRACE_RESULT_OK);
        trace_finish(traces[i]);
    }
    each_format(traces, folders_check);
}
END_TEST

START_TEST(steps_say_that_records_were_lost)
{
    struct strbuf out = STRBUF_INIT;
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 1, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 2, LOST, .value = 3);
    hand_end(trace, 10, 1);
    hand_run_end(trace, 10, TRACE_RESULT_OK);
    trace_finish(trace);
    render(trace, "steps", 80, false, &out);
    ck_assert_msg(strncmp(out.text, "            3 records were lost", 31) == 0, "%s", out.text);
    strbuf_release(&out);
    trace_free(trace);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("export");
    TCase *golden = tcase_create("goldens"), *data = tcase_create("data"),
          *large = tcase_create("large");
    tcase_add_loop_test(golden, exports_are_as_their_goldens, 0, GOLDEN_COUNT);
    tcase_add_loop_test(golden, any_width_fits, 0, 6);
    tcase_add_loop_test(golden, comparisons_are_as_their_goldens, 0, 3);
    tcase_add_test(golden, what_made_the_difference_is_said);
    tcase_add_test(golden, all_that_add_their_waits_up_are_named);
    tcase_add_test(golden, work_is_told_from_asking);
    tcase_add_test(data, a_report_is_told_in_text_and_json);
    tcase_add_test(data, several_by_one_name_are_a_list);
    tcase_add_test(data, each_worker_has_values_of_its_own);
    tcase_add_test(data, json_strings_are_valid_whatever_is_said);
    tcase_add_test(data, csv_quotes_what_needs_it);
    tcase_add_test(data, settings_are_named_in_each_format);
    tcase_add_test(data, no_export_names_a_folder);
    tcase_add_test(data, steps_say_that_records_were_lost);
    tcase_add_test(data, formats_are_found_by_name_and_have_a_golden);
    tcase_add_test(large, a_million_events_make_a_page);
    tcase_add_test(large, ten_thousand_tasks_are_folded);
    tcase_add_test(large, a_page_says_what_it_leaves_out);
    suite_add_tcase(s, golden);
    suite_add_tcase(s, data);
    suite_add_tcase(s, large);
    return s;
}

CHECK_MAIN(suite)
