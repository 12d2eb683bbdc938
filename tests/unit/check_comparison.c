/* The compare view: drawn at several sizes, against goldens; what is hit and how far it scrolls. */
#include "config.h"

#include "view/comparison.h"

#include <string.h>

#include "check_main.h"
#include "hand.h"
#include "paint/label.h"
#include "screen_golden.h"

enum { RUNS_MOST = 8 };

/* Runs, and what they own. */
struct fixture {
    struct comparison comparison;
    struct comparison_run runs[RUNS_MOST];
    struct story stories[RUNS_MOST];
};

static void fixture_init(struct fixture *fixture, const char *title)
{
    *fixture = (struct fixture){.comparison = {.title = title}};
    fixture->comparison.runs = fixture->runs;
}

static struct comparison_run *fixture_add(struct fixture *fixture, const char *label,
                                          struct trace *trace)
{
    struct comparison_run *run = &fixture->runs[fixture->comparison.count];
    struct story *story = &fixture->stories[fixture->comparison.count++];
    *run = (struct comparison_run){.label = label};
    if (trace) {
        struct timeline *timeline = timeline_new(trace);
        *story = (struct story){.trace = trace,
                                .timeline = timeline,
                                .stats = stats_new(timeline),
                                .end_ns = timeline->end_ns};
        run->story = story;
    }
    return run;
}

static void fixture_release(struct fixture *fixture)
{
    for (int i = 0; i < fixture->comparison.count; i++) {
        stats_free(fixture->stories[i].stats);
        timeline_free(fixture->stories[i].timeline);
        trace_free(fixture->stories[i].trace);
    }
}

/* ---- what is compared ---- */

static void two_waits(struct fixture *fixture)
{
    fixture_init(fixture, "Two waits");
    fixture_add(fixture, "coroutines", hand_two_coroutines());
    fixture_add(fixture, "blocking", hand_two_blocking());
    fixture_add(fixture, "polling", hand_two_polling());
}

static void opened(struct fixture *fixture)
{
    two_waits(fixture);
    for (int i = 0; i < fixture->comparison.count; i++)
        fixture->runs[i].open = true;
    fixture->comparison.chosen = 1;
}

static void four(struct fixture *fixture)
{
    fixture_init(fixture, "Two waits");
    fixture_add(fixture, "gil", hand_two_gil());
    fixture_add(fixture, "coroutines", hand_two_coroutines());
    fixture_add(fixture, "polling", hand_two_polling());
    fixture_add(fixture, "callbacks", hand_two_coroutines());
    fixture_add(fixture, "blocking", hand_two_blocking());
    fixture_add(fixture, "async-blocking", hand_two_async_blocking());
    for (int i = 1; i < fixture->comparison.count; i++)
        fixture->runs[i].happened = "This happened, and that; it took 200.5 ms in all.";
    fixture->comparison.chosen = 4;
    fixture->comparison.table = true;
}

static void on_the_way_in_a_table(struct fixture *fixture)
{
    fixture_init(fixture, "Two waits");
    fixture_add(fixture, "coroutines", hand_two_coroutines())->happened = "It is done.";
    fixture_add(fixture, "blocking", NULL)->running = true;
    fixture_add(fixture, "async-blocking", NULL);
    fixture->comparison.progress = "blocking: running 1.2 s";
    fixture->comparison.table = true;
}

static void on_the_way(struct fixture *fixture)
{
    fixture_init(fixture, "Two waits");
    fixture_add(fixture, "coroutines", hand_two_coroutines());
    fixture_add(fixture, "gil", hand_two_gil());
    fixture->stories[1].live = true;
    fixture->runs[1].running = true;
    fixture_add(fixture, "threads", NULL)->running = true;
    fixture_add(fixture, "processes", NULL)->problem =
        "two-waits.baton:6:5: error: `io` needs a device\n    6 |     io 500ms";
    fixture_add(fixture, "polling", NULL);
    fixture->comparison.progress = "threads: running 1.2 s";
    fixture->comparison.chosen = 3;
}

static void korean(struct fixture *fixture)
{
    fixture_init(fixture, "카페의 아침: 커피와 토스트");
    fixture_add(fixture, "coroutines", hand_korean_deadlock())->open = true;
    fixture_add(fixture, "커피 잔=4", hand_two_blocking());
}

static void none(struct fixture *fixture)
{
    fixture_init(fixture, "Nothing yet");
    fixture_add(fixture, "coroutines", NULL);
    fixture_add(fixture, "blocking", NULL);
}

static void empty(struct fixture *fixture)
{
    fixture_init(fixture, "Empty");
    fixture_add(fixture, "coroutines", hand_empty())->open = true;
    fixture_add(fixture, "blocking", hand_one_event());
}

static void many(struct fixture *fixture)
{
    static const char *const labels[] = {"coroutines",       "workers 4 under gil",
                                         "pool 5, poll 1ms", "callbacks",
                                         "threads",          "blocking"};
    fixture_init(fixture, "Thirty waits");
    for (int i = 0; i < 6; i++)
        fixture_add(fixture, labels[i], hand_many(30))->open = true;
    fixture_add(fixture, "polling", hand_two_threads());
}

static const struct {
    const char *name;
    void (*make)(struct fixture *fixture);
    int columns, rows;
    bool ascii;
} screens[] = {
    {"comparison-120x40", opened, 120, 40, false},
    {"comparison-80x24", two_waits, 80, 24, false},
    {"comparison-80x24-ascii", opened, 80, 24, true},
    {"comparison-20x5", two_waits, 20, 5, false},
    {"comparison-40x10", opened, 40, 10, false},
    {"comparison-way-80x24", on_the_way, 80, 24, false},
    {"comparison-way-40x10", on_the_way, 40, 10, false},
    {"comparison-korean-120x40", korean, 120, 40, false},
    {"comparison-korean-20x5", korean, 20, 5, false},
    {"comparison-none-80x24", none, 80, 24, false},
    {"comparison-empty-80x24", empty, 80, 24, false},
    {"comparison-many-120x40", many, 120, 40, false},
    {"comparison-table-120x40", four, 120, 40, false},
    {"comparison-table-80x24", four, 80, 24, false},
    {"comparison-table-40x10", four, 40, 10, true},
    {"comparison-table-way-80x24", on_the_way_in_a_table, 80, 24, false},
};

START_TEST(screens_are_as_their_goldens)
{
    struct fixture fixture;
    struct grid grid;
    screens[_i].make(&fixture);
    fixture.comparison.ascii = screens[_i].ascii;
    grid_init(&grid, screens[_i].columns, screens[_i].rows);
    comparison_draw(&fixture.comparison, &grid);
    ck_assert_int_eq(grid.rows, screens[_i].rows);
    screen_golden_assert(&grid, screens[_i].name);
    grid_release(&grid);
    fixture_release(&fixture);
}
END_TEST

static void draw_text(const struct comparison *comparison, int columns, int rows,
                      struct strbuf *text)
{
    struct grid grid;
    strbuf_clear(text);
    grid_init(&grid, columns, rows);
    comparison_draw(comparison, &grid);
    grid_to_text(&grid, NULL, false, text);
    grid_release(&grid);
}

static void assert_says(const struct comparison *comparison, int columns, int rows,
                        const char *words, bool says)
{
    struct strbuf text = STRBUF_INIT;
    draw_text(comparison, columns, rows, &text);
    ck_assert_msg((strstr(strbuf_str(&text), words) != NULL) == says, "%s `%s` in:\n%s",
                  says ? "no" : "there is", words, strbuf_str(&text));
    strbuf_release(&text);
}

START_TEST(only_runs_that_are_over_are_compared)
{
    struct fixture fixture;
    on_the_way(&fixture);
    assert_says(&fixture.comparison, 120, 40, "Gil takes 15.0 ms", false);
    fixture.stories[1].live = false;
    fixture.runs[1].running = false;
    assert_says(&fixture.comparison, 120, 40, "Gil takes 15.0 ms", true);
    fixture_release(&fixture);
}
END_TEST

START_TEST(messages_and_keys_have_the_last_row)
{
    struct fixture fixture;
    two_waits(&fixture);
    fixture.comparison.keys = "f1 help  f9 nothing";
    assert_says(&fixture.comparison, 80, 24, "f1 help  f9 nothing", true);
    assert_says(&fixture.comparison, 16, 24, "f1 help\n", true);
    fixture.comparison.message = "the run was stopped";
    assert_says(&fixture.comparison, 80, 24, "the run was stopped", true);
    assert_says(&fixture.comparison, 80, 24, "f1 help", false);
    fixture_release(&fixture);
}
END_TEST

/* What is chosen is marked, hit where it is marked, and seen after comparison_scroll_for(). */
static void assert_chosen_seen(struct comparison *comparison, int columns, int rows)
{
    struct grid grid;
    int marked = 0;
    comparison->scroll = comparison_scroll_for(comparison, columns, rows);
    ck_assert_int_ge(comparison->scroll, 0);
    grid_init(&grid, columns, rows);
    comparison_draw(comparison, &grid);
    for (int row = 0; row < rows; row++) {
        if (!(grid_at(&grid, row, 2)->style.flags & GRID_REVERSE))
            continue;
        marked++;
        ck_assert_int_eq(comparison_hit(comparison, row, 2, columns, rows), comparison->chosen);
    }
    ck_assert_msg(marked > 0, "run %d at %dx%d is not seen", comparison->chosen, columns, rows);
    ck_assert_int_eq(comparison_hit(comparison, grid.cursor_row, grid.cursor_column, columns, rows),
                     comparison->chosen);
    ck_assert_int_eq(comparison_scroll_for(comparison, columns, rows), comparison->scroll);
    grid_release(&grid);
}

START_TEST(the_chosen_run_is_seen)
{
    static const int sizes[][2] = {{20, 5}, {40, 10}, {80, 24}, {120, 40}, {200, 60}, {64, 12}};
    struct fixture fixture;
    many(&fixture);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (int turn = 0; turn < 4 * fixture.comparison.count; turn++) {
            fixture.comparison.chosen = turn * 5 % fixture.comparison.count;
            assert_chosen_seen(&fixture.comparison, sizes[s][0], sizes[s][1]);
        }
    fixture_release(&fixture);
}
END_TEST

START_TEST(scrolling_ends_at_its_ends)
{
    struct fixture fixture;
    struct strbuf end = STRBUF_INIT, beyond = STRBUF_INIT;
    many(&fixture);
    int most = comparison_scroll_most(&fixture.comparison, 80, 24);
    ck_assert_int_gt(most, 0);
    fixture.comparison.scroll = most;
    draw_text(&fixture.comparison, 80, 24, &end);
    fixture.comparison.scroll = most + 1000;
    draw_text(&fixture.comparison, 80, 24, &beyond);
    ck_assert_str_eq(strbuf_str(&end), strbuf_str(&beyond));
    fixture.comparison.scroll = -5;
    draw_text(&fixture.comparison, 80, 24, &beyond);
    fixture.comparison.scroll = 0;
    draw_text(&fixture.comparison, 80, 24, &end);
    ck_assert_str_eq(strbuf_str(&end), strbuf_str(&beyond));
    fixture_release(&fixture);
    two_waits(&fixture);
    ck_assert_int_eq(comparison_scroll_most(&fixture.comparison, 80, 24), 0);
    fixture_release(&fixture);
    strbuf_release(&end);
    strbuf_release(&beyond);
}
END_TEST

/* Each row of the runs is the same wherever it has been scrolled to; what is cut at an edge
 * does not run into what is there. */
START_TEST(scrolling_moves_rows_and_changes_none)
{
    struct fixture fixture;
    struct grid whole, part;
    many(&fixture);
    grid_init(&whole, 100, 200);
    grid_init(&part, 100, 24);
    comparison_draw(&fixture.comparison, &whole);
    for (int scroll = 0; scroll <= comparison_scroll_most(&fixture.comparison, 100, 24); scroll++) {
        fixture.comparison.scroll = scroll;
        comparison_draw(&fixture.comparison, &part);
        for (int row = 3; comparison_hit(&fixture.comparison, row, 5, 100, 24) >= 0; row++)
            for (int column = 1; column < 100; column++)
                ck_assert_msg(memcmp(grid_at(&part, row, column)->bytes,
                                     grid_at(&whole, row + scroll, column)->bytes, 4) == 0,
                              "row %d, column %d, scroll %d", row, column, scroll);
    }
    grid_release(&whole);
    grid_release(&part);
    fixture_release(&fixture);
}
END_TEST

START_TEST(a_long_label_has_its_value_in_a_line_of_its_own)
{
    static const char long_one[] = "switch interval 500us, cores 2 under gil";
    static const char *const lines[] = {"switch interval", "500us,", "cores 2", "under gil"};
    const char *line = long_one;
    for (size_t i = 0; i < 4; i++, line = label_next(line)) {
        ck_assert_uint_eq(label_line(line), strlen(lines[i]));
        ck_assert(strncmp(line, lines[i], strlen(lines[i])) == 0);
    }
    ck_assert_str_eq(line, "");
    ck_assert_int_eq(label_width(long_one), 15);
    ck_assert_int_eq(label_width("a-label-that-has-no-space-in-it"), 31);
}
END_TEST

START_TEST(no_size_is_too_small)
{
    void (*const makers[])(struct fixture *) = {opened, on_the_way, korean, none, empty, four};
    struct fixture fixture;
    makers[_i](&fixture);
    for (int columns = 1; columns < 100; columns += columns < 12 ? 1 : 9)
        for (int rows = 1; rows < 40; rows += rows < 14 ? 1 : 5) {
            struct grid grid;
            grid_init(&grid, columns, rows);
            comparison_draw(&fixture.comparison, &grid);
            ck_assert_int_eq(grid.rows, rows);
            grid_release(&grid);
        }
    fixture_release(&fixture);
}
END_TEST

static void assert_lit(struct comparison *comparison, int columns, int rows)
{
    struct grid grid;
    int lit = 0;
    comparison->scroll = comparison_scroll_for(comparison, columns, rows);
    grid_init(&grid, columns, rows);
    comparison_draw(comparison, &grid);
    for (int row = 0; row < rows; row++)
        for (int c = 0; c < columns; c++)
            lit += (grid_at(&grid, row, c)->style.flags & GRID_REVERSE) != 0;
    ck_assert_msg(lit > 0, "run %d at %dx%d is not seen", comparison->chosen, columns, rows);
    ck_assert(grid_at(&grid, grid.cursor_row, grid.cursor_column)->style.flags & GRID_REVERSE);
    ck_assert_int_eq(comparison_scroll_for(comparison, columns, rows), comparison->scroll);
    ck_assert_int_eq(comparison_hit(comparison, rows / 2, 2, columns, rows), -1);
    grid_release(&grid);
}

START_TEST(the_chosen_run_is_seen_in_the_table)
{
    static const int sizes[][2] = {{20, 5}, {40, 10}, {80, 24}, {120, 40}, {200, 60}, {64, 12}};
    struct fixture fixture;
    four(&fixture);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (int turn = 0; turn < 4 * fixture.comparison.count; turn++) {
            fixture.comparison.chosen = 1 + turn * 3 % (fixture.comparison.count - 1);
            assert_lit(&fixture.comparison, sizes[s][0], sizes[s][1]);
        }
    fixture_release(&fixture);
}
END_TEST

START_TEST(a_corner_has_its_first_model_or_the_chosen_one)
{
    struct fixture fixture;
    four(&fixture);
    ck_assert_int_eq(comparison_corners(&fixture.comparison), 4);
    ck_assert_str_eq(comparison_corner(&fixture.comparison, 3)->label, "callbacks");
    fixture.comparison.chosen = 1;
    ck_assert_str_eq(comparison_corner(&fixture.comparison, 3)->label, "coroutines");
    assert_says(&fixture.comparison, 80, 40, "coroutines", true);
    assert_says(&fixture.comparison, 80, 40, "callbacks", false);
    fixture.comparison.chosen = 0;
    assert_says(&fixture.comparison, 80, 40, "gil", false);
    fixture.comparison.table = false;
    assert_says(&fixture.comparison, 80, 40, "  t table  ", true);
    fixture_release(&fixture);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("comparison");
    TCase *t = tcase_create("comparison");
    tcase_add_loop_test(t, screens_are_as_their_goldens, 0, sizeof screens / sizeof *screens);
    tcase_add_test(t, only_runs_that_are_over_are_compared);
    tcase_add_test(t, messages_and_keys_have_the_last_row);
    tcase_add_test(t, the_chosen_run_is_seen);
    tcase_add_test(t, the_chosen_run_is_seen_in_the_table);
    tcase_add_test(t, a_corner_has_its_first_model_or_the_chosen_one);
    tcase_add_test(t, scrolling_ends_at_its_ends);
    tcase_add_test(t, scrolling_moves_rows_and_changes_none);
    tcase_add_test(t, a_long_label_has_its_value_in_a_line_of_its_own);
    tcase_add_loop_test(t, no_size_is_too_small, 0, 6);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
