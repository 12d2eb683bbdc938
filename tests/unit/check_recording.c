/* Traces of programs that baton did not write. */
#include "config.h"

#include "trace/recording.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "check_main.h"
#include "hand.h"
#include "tell/tell.h"
#include "trace/file.h"
#include "trace/file_private.h"
#include "trace/gil.h"
#include "trace/timeline.h"

#define KEPT(name) hand_kept(GOLDEN_DIR "/" name)

/* Its text; the caller frees it. */
static char *text_of(const char *name, size_t *len)
{
    char path[1024], *text;
    snprintf(path, sizeof path, "%s/%s", GOLDEN_DIR, name);
    ck_assert_int_eq(file_read(path, 1 << 20, &text, len), 0);
    return text;
}

/* ---- the file ---- */

/* Files of each version that there was: they stay readable, and are written again as they were. A
 * new version fails here until there is one of it. */
START_TEST(a_trace_of_each_version_is_read)
{
    char name[32];
    size_t len;
    snprintf(name, sizeof name, "kept-%d.trace", _i);
    char *text = text_of(name, &len);
    struct strbuf again = STRBUF_INIT, problem = STRBUF_INIT;
    struct trace *trace = trace_file_parse(text, len, &problem);
    ck_assert_msg(trace != NULL, "%s", strbuf_str(&problem));
    trace_file_format(trace, &again);
    ck_assert_uint_eq(again.len, len);
    ck_assert_mem_eq(again.text, text, len);
    ck_assert_int_eq(trace_is_recording(trace), _i == FILE_VERSION_FILES);
    strbuf_release(&again);
    free(text);
    trace_free(trace);
}
END_TEST

START_TEST(a_line_has_a_file)
{
    struct trace *trace = KEPT("recorded-threads.trace");
    size_t len;
    ck_assert_int_eq(trace_source_count(trace), 2);
    ck_assert_str_eq(trace_source_name_of(trace, 0), "crawl.py");
    ck_assert_str_eq(trace_source_name_of(trace, 1), "util.py");
    ck_assert_str_eq(trace_source_name_of(trace, 7), "crawl.py");
    ck_assert_int_eq(strncmp(trace_source_of(trace, 1, &len), "def total(n):\n", 14), 0);
    ck_assert_uint_eq(len, strlen("def total(n):\n    return sum(i * i for i in range(n))\n"));
    uint32_t line = trace_line(1, 2);
    ck_assert_uint_eq(trace_line_file(line), 1);
    ck_assert_uint_eq(trace_line_number(line), 2);
    bool found = false;
    for (size_t i = 0; i < trace_count(trace); i++)
        found = found ||
                (trace_at(trace, i)->kind == TRACE_GIL_FREED && trace_at(trace, i)->line == line);
    ck_assert(found);
    trace_free(trace);
}
END_TEST

/* The careful reader and the fast one agree on every byte that is changed. */
START_TEST(corruption_of_lines_with_files_is_survived)
{
    size_t len;
    char *text = text_of("recorded-threads.trace", &len);
    struct strbuf problem = STRBUF_INIT;
    srand(11);
    for (int round = 0; round < 2000; round++) {
        size_t at = (size_t)rand() % len;
        char before = text[at];
        text[at] = "0123456789 \":\\\n-x"[rand() % 17];
        struct trace *again = trace_file_parse(text, len, &problem);
        ck_assert(again || strncmp(problem.text, "line ", 5) == 0);
        trace_free(again);
        if (round % 8)
            text[at] = before;
    }
    strbuf_release(&problem);
    free(text);
}
END_TEST

/* ---- what is known of the program ---- */

START_TEST(functions_are_known_by_their_lines)
{
    static const struct {
        uint32_t file, line;
        const char *function;
    } rows[] = {{0, 1, "<module>"}, {0, 8, "fetch"}, {0, 11, "<module>"},
                {0, 14, "count"},   {1, 1, "total"}, {1, 3, NULL},
                {0, 21, NULL},      {2, 1, NULL},    {1, 2, "total.<locals>.<genexpr>"}};
    struct trace *trace = KEPT("recorded-threads.trace");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *function = trace_function(trace, trace_line(rows[i].file, rows[i].line));
        ck_assert_pstr_eq(function, rows[i].function);
    }
    ck_assert_pstr_eq(trace_function(trace, 0), NULL);
    ck_assert_str_eq(trace_code_name(trace, 6), "Thread.join");
    ck_assert_ptr_null(trace_code_name(trace, 0));
    ck_assert_ptr_null(trace_code_name(trace, 99));
    trace_free(trace);
}
END_TEST

START_TEST(processes_are_known)
{
    struct trace *trace = KEPT("recorded-threads.trace");
    ck_assert_int_eq(trace_process_count(trace), 1);
    const struct trace_process *process = trace_process(trace, 0);
    ck_assert_int_eq(process->pid, 500);
    ck_assert_int_eq(process->parent, 499);
    ck_assert_str_eq(process->command, "python3 crawl.py");
    ck_assert_str_eq(process->python, "3.11.2");
    ck_assert_int_eq(process->status, 0);
    ck_assert_ptr_null(trace_process(trace, 1));
    ck_assert_int_eq(trace_process_of(trace, 500, trace_count(trace)), 0);
    ck_assert_int_eq(trace_process_of(trace, 501, trace_count(trace)), -1);
    trace_free(trace);
}
END_TEST

/* Of a forked one nobody has asked which interpreter it has. */
START_TEST(who_was_forked_has_its_parents_interpreter)
{
    struct trace *trace = hand_new("recorded");
    hand_meta(trace, "python=0 3.12.1");
    for (uint32_t i = 0; i < 3; i++)
        hand(trace, i, PROCESS, .who = TRACE_PROC + i, .arg = 10 + i, .value = 9 + i,
             .detail = i == 1);
    trace_finish(trace);
    ck_assert_str_eq(trace_process(trace, 0)->python, "3.12.1");
    ck_assert_str_eq(trace_process(trace, 1)->python, "3.12.1");
    ck_assert_ptr_null(trace_process(trace, 2)->python);
    trace_free(trace);
}
END_TEST

START_TEST(objects_that_appear_are_named)
{
    struct trace *trace = KEPT("recorded-threads.trace");
    ck_assert_str_eq(trace_meta(trace, "object", 0), "condition started");
    ck_assert_str_eq(trace_object_name(trace, 1), "1");
    ck_assert_int_eq(trace_meta_count(trace, "object"), 2);
    trace_free(trace);
}
END_TEST

/* In front of the state that it is about, and of no other. */
START_TEST(where_one_was_stands_in_front)
{
    struct trace *trace = KEPT("recorded-threads.trace");
    int joins = 0, others = 0;
    for (size_t i = 0; i < trace_count(trace); i++) {
        const struct trace_event *event = trace_at(trace, i);
        if (event->kind != TRACE_STATE)
            continue;
        uint32_t in = trace_in_call_of(trace, i);
        joins += event->reason == TRACE_BY_JOIN && in == 6;
        others += in != 0 && event->detail != TRACE_BLOCKED;
    }
    ck_assert_int_eq(joins, 1);
    ck_assert_int_eq(others, 0);
    trace_free(trace);
}
END_TEST

START_TEST(what_was_not_watched_is_counted)
{
    struct trace *trace = KEPT("recorded-threads.trace");
    int64_t count;
    ck_assert_int_eq(trace_unwatched_count(trace), 1);
    ck_assert_str_eq(trace_unwatched(trace, 0, &count), "call");
    ck_assert_int_eq(count, 3);
    trace_free(trace);
}
END_TEST

/* ---- who was in the way ---- */

/* Two tasks of a loop that hold it for 20 and 10 ms, a hundred that have it for 10 us each, and one
 * that could run all the time. */
static struct trace *crowd(void)
{
    enum { CROWD = 100, LAST = CROWD + 3 };
    struct trace *trace = hand_new("recorded");
    trace_set_source(trace, "a.py", "", 0);
    hand_event(trace, -1, (struct trace_event){.kind = TRACE_PROCESS, .who = TRACE_PROC, .arg = 5},
               "a.py");
    hand(trace, 0, THREAD, .who = TRACE_LOOP, .arg = 5, .value = 5);
    for (uint32_t task = 1; task <= LAST; task++) {
        char name[24];
        snprintf(name, sizeof name, "t%u", (unsigned)task);
        hand_event(trace, 1,
                   (struct trace_event){.kind = TRACE_TASK_NEW,
                                        .who = task,
                                        .detail = TRACE_BY_STARTING,
                                        .value = (int64_t)TRACE_IS_TASK << 32},
                   name);
        hand(trace, 1, THREAD, .who = task, .arg = 5, .value = 5);
    }
    double t = 10;
    for (uint32_t task = 1; task <= LAST; task++) {
        hand(trace, t, TASK_BEGIN, .who = task, .arg = 5, .line = 3);
        t += task == 1 ? 20000 : task == 2 ? 10000 : 10;
        hand_state(trace, t, task, TRACE_WAITING, TRACE_BY_SLEEP, 0, 7);
    }
    hand_run_end(trace, t + 10, TRACE_RESULT_OK);
    trace_finish(trace);
    return trace;
}

START_TEST(who_held_the_loop_before_a_crowd_is_blamed)
{
    struct trace *trace = crowd();
    struct timeline *timeline = timeline_new(trace);
    size_t count;
    struct handoff *list = handoffs_list(timeline, &count);
    struct strbuf out = STRBUF_INIT;
    struct tell tell = tell_to(timeline, &out);
    ck_assert_uint_gt(count, 100);
    tell_handoff(&tell, list[count - 2]); /* behind it comes that it sleeps */
    ck_assert_str_eq(strbuf_str(&out),
                     "t103 has its first turn; meanwhile t1 on its way from a.py:3 to a.py:7 for "
                     "20.0 ms and t2 on its way from a.py:3 to a.py:7 for 10.0 ms had the loop: "
                     "t103 is 31.0 ms late.");
    strbuf_release(&out);
    free(list);
    timeline_free(timeline);
    trace_free(trace);
}
END_TEST

/* That its thread left the core behind that is no news. */
START_TEST(who_gave_the_gil_up_and_was_stopped_gave_it_up)
{
    struct trace *trace = hand_new("recorded");
    hand_event(trace, -1, (struct trace_event){.kind = TRACE_PROCESS, .who = TRACE_PROC, .arg = 5},
               "a.py");
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 0, 2, "two");
    hand(trace, 0, THREAD, .who = 1, .arg = 5, .value = 5);
    hand(trace, 0, THREAD, .who = 2, .arg = 6, .value = 5);
    hand(trace, 1, GIL_GOT, .who = 1);
    hand(trace, 1, TASK_BEGIN, .who = 1, .arg = 5);
    hand_state(trace, 10, 2, TRACE_READY, TRACE_BY_GIL, 1, 0);
    hand(trace, 50, GIL_FREED, .who = 1, .reason = TRACE_BY_END);
    hand(trace, 50, SCHED_OUT, .arg = 5, .detail = 1);
    hand(trace, 51, GIL_GOT, .who = 2);
    hand(trace, 51, TASK_BEGIN, .who = 2, .arg = 6);
    hand_end(trace, 60, 1);
    hand_run_end(trace, 70, TRACE_RESULT_OK);
    trace_finish(trace);
    struct timeline *timeline = timeline_new(trace);
    struct strbuf out = STRBUF_INIT;
    struct tell tell = tell_to(timeline, &out);
    tell_handoff(&tell, (struct handoff){0, 2}); /* 0: nobody yet */
    ck_assert_str_eq(strbuf_str(&out), "one gives up the GIL; two has its first turn.");
    strbuf_release(&out);
    timeline_free(timeline);
    trace_free(trace);
}
END_TEST

/* Whatever a file says, it is made something of. */
START_TEST(nonsense_is_survived)
{
    static const uint32_t actors[] = {0,
                                      1,
                                      2,
                                      3,
                                      TRACE_LOOP,
                                      TRACE_LOOP + 1,
                                      TRACE_POOL + 1,
                                      TRACE_DEVICE,
                                      TRACE_PROC,
                                      TRACE_PROC + 2,
                                      TRACE_HELPER + 1,
                                      UINT32_MAX};
    enum { ACTORS = sizeof actors / sizeof *actors, EVENTS = 150 };
    srand((unsigned)_i + 1);
    struct trace *trace = hand_new("recorded");
    for (int i = 0; i < EVENTS; i++) {
        struct trace_event event = {
            .kind = (uint8_t)(rand() % (TRACE_KIND_COUNT + 1)),
            .who = actors[rand() % ACTORS],
            .detail = (uint8_t)(rand() % 9),
            .reason = (uint16_t)(rand() % (TRACE_REASON_COUNT + 1)),
            .line = trace_line((uint32_t)rand() % 3, (uint32_t)rand() % 20),
            .arg = rand() % 4 ? (uint32_t)rand() % 6 : actors[rand() % ACTORS],
            .value = rand() % 4 ? rand() % 6 : (int64_t)(rand() % 3) << 32 | rand() % 6};
        if (event.kind == TRACE_RUN_BEGIN || event.kind == TRACE_RUN_END || !event.kind)
            event.kind = TRACE_THREAD;
        hand_event(trace, i, event, rand() % 2 ? "lock a" : NULL);
    }
    hand_run_end(trace, EVENTS, TRACE_RESULT_OK);
    trace_finish(trace);
    struct timeline *timeline = timeline_new(trace);
    struct stats *stats = stats_new(timeline);
    size_t count;
    struct handoff *list = handoffs_list(timeline, &count);
    struct strbuf out = STRBUF_INIT;
    struct tell tell = tell_to(timeline, &out);
    for (size_t i = 0; i < count; i++)
        tell_handoff(&tell, list[i]);
    for (int i = 0; i < timeline->lane_count; i++)
        for (uint32_t k = 0; k < timeline->lanes[i].count; k++)
            tell_interval(&tell, &timeline->lanes[i], &timeline->lanes[i].items[k]);
    for (int64_t t = 0; t < EVENTS * 1000; t += 7000)
        tell_moment(&tell, t);
    tell_worst_late(&tell, stats);
    tell_unwatched(&tell);
    free(gil_numbers(timeline));
    strbuf_release(&out);
    free(list);
    stats_free(stats);
    timeline_free(timeline);
    trace_free(trace);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("recording");
    TCase *file = tcase_create("file"), *program = tcase_create("program"),
          *told = tcase_create("told");
    tcase_add_loop_test(file, a_trace_of_each_version_is_read, FILE_VERSION_FIRST,
                        FILE_VERSION_LAST + 1);
    tcase_add_test(file, a_line_has_a_file);
    tcase_add_test(file, corruption_of_lines_with_files_is_survived);
    tcase_add_test(program, functions_are_known_by_their_lines);
    tcase_add_test(program, processes_are_known);
    tcase_add_test(program, who_was_forked_has_its_parents_interpreter);
    tcase_add_test(program, objects_that_appear_are_named);
    tcase_add_test(program, where_one_was_stands_in_front);
    tcase_add_test(program, what_was_not_watched_is_counted);
    tcase_add_test(told, who_held_the_loop_before_a_crowd_is_blamed);
    tcase_add_test(told, who_gave_the_gil_up_and_was_stopped_gave_it_up);
    tcase_add_loop_test(told, nonsense_is_survived, 0, 300);
    suite_add_tcase(s, told);
    suite_add_tcase(s, file);
    suite_add_tcase(s, program);
    return s;
}

CHECK_MAIN(suite)
