#include "config.h"

#include "trace/trace.h"

#include <string.h>

#include "check_main.h"
#include "hand.h"
#include "trace/file.h"
#include "trace/log.h"
#include "trace/sort.h"
#include "trace/timeline.h"

START_TEST(sorting_is_stable)
{
    enum { COUNT = 1000 };
    struct sort_key keys[COUNT];
    srand(7);
    for (uint32_t i = 0; i < COUNT; i++)
        keys[i] = (struct sort_key){_i == 0 ? rand() % 20 : _i == 1 ? (int64_t)i : -(int64_t)i, i};
    sort_keys(keys, COUNT);
    for (uint32_t i = 1; i < COUNT; i++) {
        ck_assert_int_le(keys[i - 1].time_ns, keys[i].time_ns);
        if (keys[i - 1].time_ns == keys[i].time_ns)
            ck_assert_uint_lt(keys[i - 1].index, keys[i].index);
    }
    sort_keys(keys, 0);
    sort_keys(keys, 1);
}
END_TEST

START_TEST(events_come_in_order_of_time_with_their_texts)
{
    struct trace *trace = trace_new();
    hand_say(trace, 30, 1, "third");
    hand_say(trace, 10, 1, "first");
    hand(trace, 20, MARK, .who = 1);
    hand_say(trace, 20, 1, "");
    hand(trace, 5, RUN_BEGIN, .who = TRACE_ENGINE);
    trace_finish(trace);
    size_t len;
    ck_assert_uint_eq(trace_count(trace), 5);
    ck_assert_int_eq(trace_origin(trace), HAND_ORIGIN_NS + 5000);
    ck_assert_mem_eq(trace_text(trace, 1, &len), "first", 5);
    ck_assert_uint_eq(len, 5);
    ck_assert_ptr_null(trace_text(trace, 2, &len));
    ck_assert_ptr_nonnull(trace_text(trace, 3, &len));
    ck_assert_uint_eq(len, 0);
    ck_assert_mem_eq(trace_text(trace, 4, &len), "third", 5);
    trace_free(trace);
}
END_TEST

START_TEST(names_are_known_and_safe)
{
    struct trace *trace = hand_korean_deadlock();
    ck_assert_int_eq(trace_task_count(trace), 2);
    ck_assert_str_eq(trace_task_name(trace, 2), "rene\xCC\x81\\x1B[31m");
    ck_assert_str_eq(trace_task_name(trace, 3), "?");
    ck_assert_str_eq(trace_object_name(trace, 0), "포크");
    ck_assert_str_eq(trace_object_name(trace, 1), "knife");
    ck_assert_str_eq(trace_object_name(trace, 2), "?");
    ck_assert_str_eq(trace_meta(trace, "model", 0), "coroutines");
    ck_assert_str_eq(trace_meta(trace, "object", 1), "lock knife");
    ck_assert_ptr_null(trace_meta(trace, "object", 2));
    trace_free(trace);
}
END_TEST

START_TEST(an_absurd_task_number_costs_no_memory)
{
    struct trace *trace = trace_new();
    hand_task(trace, 0, 0x3FFFFFFF, "far");
    hand_task(trace, 0, 1, "near");
    trace_finish(trace);
    ck_assert_int_eq(trace_task_count(trace), 1);
    trace_free(trace);
}
END_TEST

START_TEST(a_log_is_loaded_in_order)
{
    struct trace_log *log = trace_log_create(100000);
    struct trace_writer writers[2];
    ck_assert_ptr_nonnull(log);
    for (int w = 0; w < 2; w++)
        trace_writer_init(&writers[w], log);
    for (int i = 0; i < 1000; i++)
        trace_write(&writers[i % 2],
                    (struct trace_event){.kind = TRACE_MARK, .time_ns = 1000 + i, .value = i});
    trace_write_text(&writers[0], (struct trace_event){.kind = TRACE_META, .time_ns = 1},
                     "model=gil", 9);
    struct trace *trace = trace_from_log(log, "x.baton", "scenario \"x\"\n", 13);
    ck_assert_uint_eq(trace_count(trace), 1001);
    for (size_t i = 1; i < 1001; i++)
        ck_assert_int_eq(trace_at(trace, i)->value, (int64_t)i - 1);
    ck_assert_str_eq(trace_meta(trace, "model", 0), "gil");
    ck_assert_str_eq(trace_source_name(trace), "x.baton");
    trace_free(trace);
    trace_log_close(log);
}
END_TEST

/* A run that lasts: what is behind the horizon is left for the next look, what is open lasts until
 * there. */
START_TEST(a_run_that_lasts_is_known_up_to_a_horizon)
{
    struct trace_log *log = trace_log_create(100000);
    struct trace_writer writer;
    trace_writer_init(&writer, log);
    trace_write(&writer, (struct trace_event){.kind = TRACE_RUN_BEGIN, .time_ns = 1000});
    trace_write_text(
        &writer,
        (struct trace_event){.kind = TRACE_TASK_NEW, .who = 1, .detail = 1, .time_ns = 2000}, "one",
        3);
    trace_write(&writer, (struct trace_event){.kind = TRACE_MARK, .who = 1, .time_ns = 9000});
    struct trace *trace = trace_from_log_until(log, 5000, "x", "", 0);
    struct timeline *timeline = timeline_new(trace);
    ck_assert_uint_eq(trace_count(trace), 2);
    ck_assert_int_eq(trace_horizon(trace), 5000);
    ck_assert_int_eq(timeline->end_ns, 4000);
    ck_assert_int_eq(timeline_lane_of(timeline, 1)->end_ns, 4000);
    timeline_free(timeline);
    trace_free(trace);
    trace_log_close(log);
}
END_TEST

/* Two writers that take turns by the page, as in a log: order is checked, time only reported. */
START_TEST(a_million_events_in_pages_are_sorted)
{
    enum { COUNT = 1000000, PAGE = 127 };
    struct trace *trace = trace_new();
    for (int i = 0; i < COUNT; i++) {
        int page = i / PAGE, at = i % PAGE;
        struct trace_event event = {.kind = TRACE_MARK};
        event.time_ns = (int64_t)(page / 2 * PAGE + at) * 20 + page % 2 * 10;
        trace_add(trace, &event, NULL, 0);
    }
    trace_finish(trace);
    for (size_t i = 1; i < COUNT; i++)
        ck_assert(trace_at(trace, i - 1)->time_ns <= trace_at(trace, i)->time_ns);
    trace_free(trace);
}
END_TEST

/* ---- trace files ---- */

static void assert_same(const struct trace *a, const struct trace *b)
{
    size_t a_len, b_len;
    ck_assert_uint_eq(trace_count(a), trace_count(b));
    ck_assert_str_eq(trace_source_name(a), trace_source_name(b));
    const char *a_source = trace_source(a, &a_len), *b_source = trace_source(b, &b_len);
    ck_assert_uint_eq(a_len, b_len);
    ck_assert_mem_eq(a_source, b_source, a_len);
    for (size_t i = 0; i < trace_count(a); i++) {
        ck_assert_mem_eq(trace_at(a, i), trace_at(b, i), sizeof(struct trace_event));
        const char *a_text = trace_text(a, i, &a_len), *b_text = trace_text(b, i, &b_len);
        ck_assert_int_eq(a_text == NULL, b_text == NULL);
        ck_assert_uint_eq(a_len, b_len);
        ck_assert(!a_len || memcmp(a_text, b_text, a_len) == 0);
    }
}

static struct trace *parse(const char *text, size_t len, struct strbuf *problem)
{
    strbuf_clear(problem);
    return trace_file_parse(text, len, problem);
}

START_TEST(what_is_written_is_read_again)
{
    static struct trace *(*const makers[])(void) = {
        hand_two_coroutines,  hand_two_blocking, hand_two_polling,
        hand_two_gil,         hand_two_threads,  hand_late,
        hand_korean_deadlock, hand_empty,        hand_one_event};
    struct trace *trace = makers[_i]();
    struct strbuf text = STRBUF_INIT, problem = STRBUF_INIT;
    trace_file_format(trace, &text);
    ck_assert(trace_file_is(text.text, text.len));
    struct trace *again = parse(text.text, text.len, &problem);
    ck_assert_msg(again != NULL, "%s", strbuf_str(&problem));
    assert_same(trace, again);
    trace_free(again);
    trace_free(trace);
    strbuf_release(&text);
    strbuf_release(&problem);
}
END_TEST

START_TEST(any_bytes_in_a_text_survive)
{
    struct trace *trace = trace_new();
    char bytes[256];
    for (int i = 0; i < 256; i++)
        bytes[i] = (char)i;
    struct trace_event event = {
        .kind = TRACE_SAY, .who = 1, .time_ns = INT64_MIN / 4, .value = INT64_MIN};
    trace_add(trace, &event, bytes, sizeof bytes);
    trace_set_source(trace, "a\"b\n", bytes, sizeof bytes);
    trace_finish(trace);
    struct strbuf text = STRBUF_INIT, problem = STRBUF_INIT;
    trace_file_format(trace, &text);
    struct trace *again = parse(text.text, text.len, &problem);
    ck_assert_msg(again != NULL, "%s", strbuf_str(&problem));
    assert_same(trace, again);
    trace_free(again);
    trace_free(trace);
    strbuf_release(&text);
    strbuf_release(&problem);
}
END_TEST

START_TEST(what_is_wrong_is_said_with_its_line)
{
    static const struct {
        const char *text, *problem;
    } rows[] = {
        {"", "line 1: this is no trace of baton: it does not begin with `baton trace 1`"},
        {"scenario \"x\"\n",
         "line 1: this is no trace of baton: it does not begin with `baton trace 1`"},
        {"baton trace 3\n",
         "line 1: this trace has the version 3, this program reads versions 1 and 2"},
        {"baton trace 1\nmark 1 1 0 NONE 1:2 0 0\n",
         "line 2: the argument is missing or not a number"},
        {"baton trace 2\nmark 1 1 0 NONE 0:2 0 0\n",
         "line 2: the file of the line is out of range"},
        {"baton trace 2\nmark 1 1 0 NONE 1048576 0 0\n", "line 2: the line is out of range"},
        {"baton trace x\n", "line 1: the version is missing or not a number"},
        {"baton trace 1\n", "line 1: the trace is cut off: it has no `end` line"},
        {"baton trace 1\nend 1\n", "line 2: 1 events were announced, 0 are here"},
        {"baton trace 1\nend 0\nend 0\n", "line 3: something stands behind the end"},
        {"baton trace 1\nwhat 1\n", "line 2: no kind of event is called `what`"},
        {"baton trace 1\n\x1B[31m 1\n", "line 2: no kind of event is called `\\x1B[31m`"},
        {"baton trace 1\nfile x\n", "line 2: a string was expected"},
        {"baton trace 1\nfile \"x\n", "line 2: the string does not end"},
        {"baton trace 1\nfile \"x\" y\n", "line 2: something stands behind the string"},
        {"baton trace 1\nfile \"\\q\"\n", "line 2: an escape that is none of \\\" \\\\ \\n \\xNN"},
        {"baton trace 1\nfile \"\\xg0\"\n", "line 2: an escape \\x without two hexadecimal digits"},
        {"baton trace 1\nmark\n", "line 2: the time is missing or not a number"},
        {"baton trace 1\nmark 1 2\n", "line 2: the detail is missing or not a number"},
        {"baton trace 1\nmark 99999999999999999999 1 0 NONE 0 0 0\n",
         "line 2: the time is too large"},
        {"baton trace 1\nmark 1 4294967296 0 NONE 0 0 0\n", "line 2: the actor is out of range"},
        {"baton trace 1\nmark 1 -1 0 NONE 0 0 0\n", "line 2: the actor is out of range"},
        {"baton trace 1\nmark 1 1 256 NONE 0 0 0\n", "line 2: the detail is out of range"},
        {"baton trace 1\nmark 1 1 0 WHY 0 0 0\n",
         "line 2: the reason is no word that is known here"},
        {"baton trace 1\nstate 1 1 flying IO 0 0 0\n",
         "line 2: the detail is no word that is known here"},
        {"baton trace 1\nmark 1 1 0 NONE 0 0 0 x\n", "line 2: a string was expected"},
    };
    struct strbuf problem = STRBUF_INIT;
    struct trace *trace = parse(rows[_i].text, strlen(rows[_i].text), &problem);
    ck_assert_ptr_null(trace);
    ck_assert_str_eq(strbuf_str(&problem), rows[_i].problem);
    strbuf_release(&problem);
}
END_TEST

/* Every prefix, and thousands of changed bytes: a trace or a problem, nothing else. */
START_TEST(corruption_is_survived)
{
    struct trace *trace = _i % 2 ? hand_korean_deadlock() : hand_two_gil();
    struct strbuf text = STRBUF_INIT, problem = STRBUF_INIT;
    trace_file_format(trace, &text);
    srand((unsigned)_i + 1);
    for (size_t cut = 0; cut < text.len; cut++) {
        struct trace *again = parse(text.text, cut, &problem);
        ck_assert(cut == text.len - 1 || again == NULL);
        ck_assert(again || strncmp(problem.text, "line ", 5) == 0);
        trace_free(again);
    }
    for (int round = 0; round < 2000; round++) {
        size_t at = (size_t)rand() % text.len;
        char before = text.text[at];
        text.text[at] = (char)(round % 3 ? "0123456789 \"\\\n-x"[rand() % 16] : rand());
        struct trace *again = parse(text.text, text.len, &problem);
        ck_assert(again || strncmp(problem.text, "line ", 5) == 0);
        trace_free(again);
        if (round % 8)
            text.text[at] = before;
    }
    trace_free(trace);
    strbuf_release(&text);
    strbuf_release(&problem);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("trace");
    TCase *load = tcase_create("load"), *files = tcase_create("files");
    tcase_add_loop_test(load, sorting_is_stable, 0, 3);
    tcase_add_test(load, events_come_in_order_of_time_with_their_texts);
    tcase_add_test(load, names_are_known_and_safe);
    tcase_add_test(load, an_absurd_task_number_costs_no_memory);
    tcase_add_test(load, a_log_is_loaded_in_order);
    tcase_add_test(load, a_run_that_lasts_is_known_up_to_a_horizon);
    tcase_add_test(load, a_million_events_in_pages_are_sorted);
    tcase_add_loop_test(files, what_is_written_is_read_again, 0, 9);
    tcase_add_test(files, any_bytes_in_a_text_survive);
    tcase_add_loop_test(files, what_is_wrong_is_said_with_its_line, 0, 26);
    tcase_add_loop_test(files, corruption_is_survived, 0, 4);
    suite_add_tcase(s, load);
    suite_add_tcase(s, files);
    return s;
}

CHECK_MAIN(suite)
