/* The table of four as text, against goldens in tests/unit/golden (BATON_UPDATE_GOLDEN=1 writes
 * them anew: look at the difference before it is committed), and what is said in a corner. */
#include "config.h"

#include "export/table.h"

#include <stdio.h>
#include <string.h>

#include "check_main.h"
#include "hand.h"
#include "paint/wrap.h"
#include "text_golden.h"

typedef struct trace *maker(void);

struct golden {
    const char *name;
    maker *corners[CORNERS]; /* NULL: empty */
    int width;
    bool ascii;
};

static struct trace *many(void)
{
    return hand_many(30);
}

#define FOUR                                                                                       \
    {                                                                                              \
        hand_two_blocking, hand_two_polling, hand_two_async_blocking, hand_two_coroutines          \
    }

static const struct golden goldens[] = {
    {"table-80", FOUR, 80, false},
    {"table-120", FOUR, 120, false},
    {"table-50", FOUR, 50, false},
    {"table-80-ascii", FOUR, 80, true},
    {"table-korean-80", {NULL, many, hand_empty, hand_korean_deadlock}, 80, false},
};

enum { GOLDEN_COUNT = sizeof goldens / sizeof *goldens };

static void render(const struct golden *golden, int width, bool ascii, struct strbuf *out)
{
    struct export_options options = {.width = width, .ascii = ascii};
    struct table_run runs[CORNERS] = {{0}};
    for (int i = 0; i < CORNERS; i++) {
        runs[i].trace = golden->corners[i] ? golden->corners[i]() : NULL;
        runs[i].why = "two-waits does not name it.\x1B[31m";
    }
    table_text(runs, &options, out);
    for (int i = 0; i < CORNERS; i++)
        trace_free((struct trace *)runs[i].trace);
}

START_TEST(tables_are_as_their_goldens)
{
    const struct golden *golden = &goldens[_i];
    struct strbuf out = STRBUF_INIT;
    render(golden, golden->width, golden->ascii, &out);
    text_golden_assert(strbuf_str(&out), golden->name);
    text_assert_fits(strbuf_str(&out), golden->width, golden->ascii);
    strbuf_release(&out);
}
END_TEST

START_TEST(any_width_fits)
{
    for (int width = 20; width <= 210; width += 13) {
        struct strbuf out = STRBUF_INIT;
        render(&goldens[_i], width, width % 2, &out);
        text_assert_fits(strbuf_str(&out), width, width % 2);
        strbuf_release(&out);
    }
}
END_TEST

static void assert_first_line(const char *text, const char *expected)
{
    const char *rest = text;
    struct wrap_line line;
    ck_assert(wrap_next(&rest, 12, &line));
    ck_assert_ptr_eq(line.text, text);
    ck_assert_uint_eq(line.len, strlen(expected));
    ck_assert_ptr_eq(rest, text + line.len + 1);
}

START_TEST(a_time_stays_with_its_unit)
{
    static const char *const units[] = {"ns", "us", "ms", "s"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        char text[32];
        snprintf(text, sizeof text, "kept for 60 %s, then", units[i]);
        assert_first_line(text, "kept for");
    }
    assert_first_line("kept for 60 seconds", "kept for 60");
}
END_TEST

/* Where a row of cells has its numbers of the axis: twice the same, so lengths can be compared. */
START_TEST(all_cells_have_one_axis)
{
    struct strbuf out = STRBUF_INIT;
    int axes = 0;
    render(&goldens[0], 80, false, &out);
    for (const char *at = out.text; (at = strstr(at, "ms      0")); at++)
        axes += strncmp(at, "ms      0", 9) == 0 && strstr(at, "800") - at < 36;
    ck_assert_int_eq(axes, CORNERS);
    strbuf_release(&out);
}
END_TEST

/* ---- what happened ---- */

static void assert_words(struct trace *trace, int corner, const char *expected)
{
    struct timeline *timeline = timeline_new(trace);
    struct stats *stats = stats_new(timeline);
    struct strbuf words = STRBUF_INIT;
    tell_corner_measured(&(struct tell){timeline, &words}, corner, stats);
    ck_assert_str_eq(strbuf_str(&words), expected);
    strbuf_release(&words);
    stats_free(stats);
    timeline_free(timeline);
    trace_free(trace);
}

START_TEST(what_happened_is_measured)
{
    assert_words(hand_two_blocking(), 0,
                 "The calls kept control for 900.1 ms; own work meanwhile: none.");
    assert_words(
        hand_two_polling(), 1,
        "The calls kept control for 50.0 us; own work meanwhile: none; 499 looks in vain.");
    assert_words(hand_two_async_blocking(), 2,
                 "The calls kept control for 900.2 ms; own work meanwhile: none; the loop told one "
                 "at 900.4 ms (400.3 ms late), two at 900.4 ms.");
    assert_words(hand_two_coroutines(), 3,
                 "The calls kept control for 20.0 us; own work meanwhile: none; the loop told two "
                 "at 400.2 ms, one at 500.1 ms.");
    assert_words(hand_korean_deadlock(), 3, "");
    assert_words(hand_empty(), 0, "");
}
END_TEST

/* One task that asks for 100 ms, and computes in pieces of 10 ms until the answer is there, each
 * begun by the loop. */
START_TEST(own_work_is_measured)
{
    struct trace *trace = hand_new("callbacks");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 20, ASKED, .who = 1, .arg = 1, .value = 100000000);
    hand_state(trace, 30, 1, TRACE_WAITING, TRACE_BY_MEANWHILE, 1, 2);
    for (int turn = 0; turn < 5; turn++) {
        hand_state(trace, 20000.0 * turn + 100, 1, TRACE_RUNNING, TRACE_BY_TURN, 0, 3);
        hand_state(trace, 20000.0 * turn + 10100, 1, TRACE_WAITING, TRACE_BY_MEANWHILE, 1, 2);
    }
    hand(trace, 100020, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand(trace, 110000, NOTICED, .who = 1, .arg = 1);
    hand_state(trace, 110000, 1, TRACE_RUNNING, TRACE_BY_ANSWER, 1, 2);
    hand_end(trace, 110010, 1);
    hand_run_end(trace, 110020, TRACE_RESULT_OK);
    trace_finish(trace);
    assert_words(trace, 3,
                 "The call kept control for 10.0 us; own work meanwhile: 50.0 ms; the loop told "
                 "one at 110.0 ms (9.98 ms late).");
}
END_TEST

START_TEST(models_have_their_corners)
{
    ck_assert_int_eq(corner_of("blocking"), 0);
    ck_assert_int_eq(corner_of("polling"), 1);
    ck_assert_int_eq(corner_of("async-blocking"), 2);
    ck_assert_int_eq(corner_of("callbacks"), 3);
    ck_assert_int_eq(corner_of("coroutines"), 3);
    ck_assert_int_eq(corner_of("gil"), -1);
    ck_assert_str_eq(corner_model(3, 0), "callbacks");
    ck_assert_ptr_null(corner_model(3, 2));
    ck_assert_ptr_null(corner_model(0, 1));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("table");
    TCase *text = tcase_create("text"), *words = tcase_create("words");
    tcase_add_loop_test(text, tables_are_as_their_goldens, 0, GOLDEN_COUNT);
    tcase_add_loop_test(text, any_width_fits, 0, GOLDEN_COUNT);
    tcase_add_test(text, a_time_stays_with_its_unit);
    tcase_add_test(text, all_cells_have_one_axis);
    tcase_add_test(words, what_happened_is_measured);
    tcase_add_test(words, own_work_is_measured);
    tcase_add_test(words, models_have_their_corners);
    suite_add_tcase(s, text);
    suite_add_tcase(s, words);
    return s;
}

CHECK_MAIN(suite)
