/* The timeline's window: what the keys and the mouse do to it. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "check_main.h"
#include "hand.h"
#include "screen_golden.h"
#include "view/layout.h"
#include "view/timeline_plan.h"

enum { COLUMNS = 120, ROWS = 36 };

struct opened {
    struct story *story;
    struct player player;
    struct view view;
};

static void opened_init(struct opened *opened, struct trace *trace, double part)
{
    opened->story = story_new(trace, NULL, NULL);
    player_init(&opened->player, opened->story);
    opened->player.t_ns = (int64_t)((double)opened->story->end_ns * part);
    view_init(&opened->view, &opened->player, COLUMNS, ROWS);
}

static struct rect pane_of(const struct view *view, int columns, int rows)
{
    struct layout layout;
    layout_make(view, columns, rows, &layout);
    return layout.panes[LAYOUT_TIMELINE];
}

static int lanes_of(const struct view *view, int columns, int rows)
{
    struct timeline_plan plan;
    timeline_plan_make(view, pane_of(view, columns, rows), &plan);
    return plan.columns;
}

static double place_of(const struct opened *opened)
{
    return timeline_place(&opened->view, lanes_of(&opened->view, COLUMNS, ROWS),
                          opened->player.t_ns);
}

static struct trace *many(void)
{
    return hand_many(40);
}

static struct trace *long_one(void)
{
    struct trace *trace = hand_long(20000);
    trace_finish(trace);
    return trace;
}

static struct trace *(*const makers[])(void) = {hand_two_coroutines, hand_two_gil,  many, long_one,
                                                hand_empty,          hand_one_event};
enum { MAKERS = sizeof makers / sizeof *makers };

START_TEST(the_first_zoom_does_not_tell_the_end)
{
    struct opened opened;
    opened_init(&opened, hand_two_coroutines(), 0);
    int lanes = lanes_of(&opened.view, COLUMNS, ROWS);
    ck_assert_double_eq_tol(opened.view.window.column_ns * lanes, NS_PER_MS, 10);
    player_curtain(&opened.player, false);
    view_first_zoom(&opened.view, COLUMNS, ROWS);
    lanes = lanes_of(&opened.view, COLUMNS, ROWS);
    double end = timeline_place(&opened.view, lanes, opened.story->end_ns);
    ck_assert_double_ge(end, lanes / 1.35);
    ck_assert_double_le(end, lanes / 1.04);
    ck_assert_int_eq(opened.view.window.from_ns, 0);
    story_free(opened.story);
}
END_TEST

/* 1, 2, 5 and so on: what has passed takes up to five eighths of it. */
START_TEST(under_the_curtain_the_axis_follows_the_playhead)
{
    static const struct {
        double t_ms, axis_ms;
    } rows[] = {{0, 1},      {0.625, 1},    {0.626, 2},     {1.25, 2},   {1.26, 5},
                {3.125, 5},  {3.13, 10},    {60, 100},      {62.6, 200}, {400, 1000},
                {626, 2000}, {6251, 20000}, {62500, 100000}};
    struct opened opened;
    opened_init(&opened, hand_two_coroutines(), 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_int_eq(player_axis_ns((int64_t)(rows[i].t_ms * NS_PER_MS)),
                         (int64_t)(rows[i].axis_ms * NS_PER_MS));
        opened.player.t_ns = (int64_t)(rows[i].t_ms * NS_PER_MS);
        if (opened.player.t_ns < opened.story->end_ns)
            ck_assert_int_eq(view_whole_ns(&opened.view), (int64_t)(rows[i].axis_ms * NS_PER_MS));
    }
    ck_assert_int_gt(player_axis_ns(INT64_MAX / 1000), INT64_MAX / 1000);
    story_free(opened.story);
}
END_TEST

/* A run before, which stands above this one, is seen as long as it was. */
START_TEST(a_longer_run_before_fits_too)
{
    struct opened opened;
    struct story *before = story_new(hand_two_blocking(), NULL, NULL);
    opened_init(&opened, hand_two_gil(), 0);
    player_curtain(&opened.player, false);
    ck_assert_int_lt(opened.story->end_ns, before->end_ns);
    ck_assert_int_lt(view_whole_ns(&opened.view), before->end_ns);
    opened.view.before = before;
    ck_assert_int_gt(view_whole_ns(&opened.view), before->end_ns);
    player_curtain(&opened.player, true);
    ck_assert_int_eq(view_whole_ns(&opened.view), NS_PER_MS);
    story_free(before);
    story_free(opened.story);
}
END_TEST

/* The header's `axis` is the least, up to where it is passed. */
START_TEST(the_file_says_how_long_the_axis_is)
{
    static const char source[] = "axis 300ms\ntask one:\n    io 1ms\n";
    struct diag_list diags = {0};
    struct scenario *scenario = scenario_read("x", source, strlen(source), &diags);
    struct opened opened;
    opened_init(&opened, hand_two_coroutines(), 0);
    opened.view.scenario = scenario;
    ck_assert_int_eq(view_whole_ns(&opened.view), 300 * NS_PER_MS);
    opened.player.t_ns = 300 * NS_PER_MS;
    ck_assert_int_eq(view_whole_ns(&opened.view), 300 * NS_PER_MS);
    opened.player.t_ns++;
    ck_assert_int_eq(view_whole_ns(&opened.view), 500 * NS_PER_MS);
    scenario_free(scenario);
    diag_release(&diags);
    story_free(opened.story);
}
END_TEST

START_TEST(the_median_gap_that_can_be_seen_has_two_columns)
{
    struct opened opened;
    struct trace *trace = hand_new("coroutines");
    for (uint32_t task = 1; task <= 2; task++) {
        hand_task(trace, 0, task, "t");
        hand(trace, task, TASK_BEGIN, .who = task, .arg = 7);
        hand_state(trace, task + 0.5, task, TRACE_READY, TRACE_BY_YIELD, 0, 2);
    }
    for (int i = 0; i < 500; i++) {
        uint32_t task = 1 + (uint32_t)i % 2;
        hand_state(trace, 1000.0 * i + 10, task, TRACE_RUNNING, TRACE_BY_TURN, 0, 2);
        hand_state(trace, 1000.0 * i + 1009, task, TRACE_READY, TRACE_BY_YIELD, 0, 2);
    }
    hand_run_end(trace, 500100, TRACE_RESULT_OK);
    trace_finish(trace);
    opened_init(&opened, trace, 0);
    player_curtain(&opened.player, false);
    view_first_zoom(&opened.view, COLUMNS, ROWS);
    ck_assert_double_eq_tol(opened.view.window.column_ns, 500000, 10000);
    story_free(opened.story);
}
END_TEST

static void assert_window(const struct view_window *a, const struct view_window *b)
{
    ck_assert_int_le(llabs(a->from_ns - b->from_ns), 2);
    ck_assert_double_eq_tol(a->column_ns, b->column_ns, b->column_ns * 1e-6);
    ck_assert_double_eq_tol(a->first_handoff, b->first_handoff, 1e-3);
    ck_assert_double_eq_tol(a->handoff_columns, b->handoff_columns, 1e-6);
}

START_TEST(closer_and_back_returns)
{
    struct opened opened;
    opened_init(&opened, makers[_i % MAKERS](), 0.6);
    player_curtain(&opened.player, false);
    view_axis(&opened.view, _i < MAKERS ? VIEW_TIME : VIEW_HANDOFFS, COLUMNS, ROWS);
    struct view_window before = opened.view.window;
    double place = place_of(&opened);
    view_zoom(&opened.view, 1.5, COLUMNS, ROWS);
    ck_assert_double_eq_tol(place_of(&opened), place, 0.5);
    view_zoom(&opened.view, 1 / 1.5, COLUMNS, ROWS);
    assert_window(&opened.view.window, &before);
    story_free(opened.story);
}
END_TEST

START_TEST(the_wheel_keeps_the_moment_under_it)
{
    struct opened opened;
    opened_init(&opened, hand_two_coroutines(), 0.5);
    struct rect pane = pane_of(&opened.view, COLUMNS, ROWS);
    int column = pane.column + pane.columns * 2 / 3;
    int64_t t = timeline_pane_time(&opened.view, pane, column);
    double column_ns = opened.view.window.column_ns;
    view_zoom_at(&opened.view, 2, column, COLUMNS, ROWS);
    ck_assert_double_eq_tol(opened.view.window.column_ns, column_ns / 2, 1);
    int64_t after = timeline_pane_time(&opened.view, pane, column);
    ck_assert_int_le(llabs(after - t), (int64_t)column_ns);
    ck_assert_int_eq(timeline_pane_time(&opened.view, pane, pane.column), -1);
    story_free(opened.story);
}
END_TEST

START_TEST(the_playhead_is_followed_page_by_page)
{
    struct opened opened;
    int turns = 0;
    opened_init(&opened, makers[_i % MAKERS](), 0);
    player_curtain(&opened.player, false);
    view_first_zoom(&opened.view, COLUMNS, ROWS);
    view_axis(&opened.view, _i < MAKERS ? VIEW_TIME : VIEW_HANDOFFS, COLUMNS, ROWS);
    view_zoom(&opened.view, 6, COLUMNS, ROWS);
    view_follow(&opened.view, COLUMNS, ROWS);
    int lanes = lanes_of(&opened.view, COLUMNS, ROWS);
    for (int i = 0; i <= 2000; i++) {
        struct view_window before = opened.view.window;
        int at = i <= 1000 ? i : 2000 - i; /* there and back */
        opened.player.t_ns = opened.story->end_ns * at / 1000;
        view_follow(&opened.view, COLUMNS, ROWS);
        turns += memcmp(&before, &opened.view.window, sizeof before) != 0;
        ck_assert_double_ge(place_of(&opened), -1e-3);
        ck_assert_double_lt(place_of(&opened), lanes * 0.87 + 1);
    }
    /* A page is more than half of the width; hand-offs may be anywhere. */
    double pages = (double)opened.story->end_ns / (opened.view.window.column_ns * lanes);
    ck_assert_int_le(turns, _i < MAKERS ? (int)(2 * pages / 0.55) + 4 : 2000);
    story_free(opened.story);
}
END_TEST

START_TEST(all_of_the_run_fits)
{
    struct opened opened;
    opened_init(&opened, makers[_i % MAKERS](), 1);
    player_curtain(&opened.player, false);
    view_axis(&opened.view, _i < MAKERS ? VIEW_TIME : VIEW_HANDOFFS, COLUMNS, ROWS);
    view_zoom(&opened.view, 10, COLUMNS, ROWS);
    view_fit(&opened.view, COLUMNS, ROWS);
    int lanes = lanes_of(&opened.view, COLUMNS, ROWS);
    ck_assert_double_ge(timeline_place(&opened.view, lanes, 0), 0);
    ck_assert_double_lt(timeline_place(&opened.view, lanes, opened.story->end_ns), lanes);
    struct view_window before = opened.view.window;
    view_follow(&opened.view, COLUMNS, ROWS);
    assert_window(&opened.view.window, &before);
    story_free(opened.story);
}
END_TEST

START_TEST(another_axis_and_back_keeps_the_playhead_where_it_is)
{
    struct opened opened;
    opened_init(&opened, hand_two_coroutines(), 0.5);
    double place = place_of(&opened);
    view_axis(&opened.view, VIEW_HANDOFFS, COLUMNS, ROWS);
    view_axis(&opened.view, VIEW_TIME, COLUMNS, ROWS);
    ck_assert_double_eq_tol(place_of(&opened), place, 1);
    story_free(opened.story);
}
END_TEST

START_TEST(panning_stays_within_what_is_known)
{
    struct opened opened;
    opened_init(&opened, hand_two_coroutines(), 0.5);
    view_zoom(&opened.view, 8, COLUMNS, ROWS);
    struct view_window before = opened.view.window;
    view_pan(&opened.view, 5, COLUMNS, ROWS);
    ck_assert_int_gt(opened.view.window.from_ns, before.from_ns);
    view_pan(&opened.view, -5, COLUMNS, ROWS);
    assert_window(&opened.view.window, &before);
    view_pan(&opened.view, 100000, COLUMNS, ROWS);
    ck_assert_int_eq(opened.view.window.from_ns, opened.player.t_ns);
    view_pan(&opened.view, -100000, COLUMNS, ROWS);
    ck_assert_int_eq(opened.view.window.from_ns, 0);
    story_free(opened.story);
}
END_TEST

/* In any size the same part of the run; there and back the same screen. */
START_TEST(a_resize_there_and_back_shows_the_same_screen)
{
    static const int sizes[][2] = {{80, 24}, {200, 60}, {40, 10}, {20, 5}, {1, 1}};
    struct opened opened;
    struct grid before, after;
    opened_init(&opened, makers[_i % MAKERS](), 0.7);
    view_axis(&opened.view, _i < MAKERS ? VIEW_TIME : VIEW_HANDOFFS, COLUMNS, ROWS);
    view_follow(&opened.view, COLUMNS, ROWS);
    grid_init(&before, COLUMNS, ROWS);
    grid_init(&after, COLUMNS, ROWS);
    view_draw(&opened.view, &before);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct grid other;
        grid_init(&other, sizes[i][0], sizes[i][1]);
        view_follow(&opened.view, sizes[i][0], sizes[i][1]);
        view_draw(&opened.view, &other);
        grid_release(&other);
    }
    view_follow(&opened.view, COLUMNS, ROWS);
    view_draw(&opened.view, &after);
    screen_assert_same(&before, &after, "there and back");
    grid_release(&before);
    grid_release(&after);
    story_free(opened.story);
}
END_TEST

START_TEST(the_selected_lane_comes_into_sight)
{
    struct opened opened;
    opened_init(&opened, many(), 0.9);
    int first = opened.story->timeline->first_task;
    for (int i = 0; i < 200; i++) {
        struct timeline_plan plan;
        bool seen = false;
        int rows = 12 + i % 5 * 7;
        opened.view.lane = first + i * 17 % 40;
        view_show_lane(&opened.view, COLUMNS, rows);
        timeline_plan_make(&opened.view, pane_of(&opened.view, COLUMNS, rows), &plan);
        for (int row = 0; row < plan.row_count; row++)
            seen |= plan.rows[row].kind == TIMELINE_TASK && plan.rows[row].lane == opened.view.lane;
        ck_assert_msg(seen || plan.task_rows == 0, "task %d in %d rows", opened.view.lane, rows);
    }
    story_free(opened.story);
}
END_TEST

/* Each lane has a row, or is counted in one. */
START_TEST(no_lane_is_lost)
{
    struct opened opened;
    opened_init(&opened, many(), 0.9);
    for (int rows = 8; rows < 60; rows++) {
        for (opened.view.top_lane = 0; opened.view.top_lane < 45; opened.view.top_lane += 4) {
            struct timeline_plan plan;
            int tasks = 0;
            timeline_plan_make(&opened.view, (struct rect){0, 0, rows, 80}, &plan);
            for (int row = 0; row < plan.row_count; row++)
                if (plan.rows[row].kind == TIMELINE_TASK || plan.rows[row].kind == TIMELINE_TASKS)
                    tasks += plan.rows[row].count;
            ck_assert_int_eq(plan.row_count, rows);
            ck_assert_int_ge(timeline_row_find(&plan, TIMELINE_STRIP), 0);
            ck_assert_int_eq(timeline_row_find(&plan, TIMELINE_LEGEND) >= 0, rows >= 9);
            ck_assert_int_eq(tasks, plan.task_rows >= 3 ? 40 : plan.task_rows);
        }
    }
    story_free(opened.story);
}
END_TEST

START_TEST(at_the_end_the_window_is_full_of_what_was)
{
    struct opened opened;
    opened_init(&opened, makers[_i % MAKERS](), 0);
    view_axis(&opened.view, _i < MAKERS ? VIEW_TIME : VIEW_HANDOFFS, COLUMNS, ROWS);
    view_zoom(&opened.view, 6, COLUMNS, ROWS);
    struct view_window anchor = opened.view.window;
    int lanes = lanes_of(&opened.view, COLUMNS, ROWS);
    opened.player.t_ns = opened.story->end_ns;
    view_page(&opened.view, &anchor, COLUMNS, ROWS);
    ck_assert_double_lt(place_of(&opened), lanes);
    if (opened.view.window.from_ns > 0 && opened.view.window.axis == VIEW_TIME)
        ck_assert_double_ge(place_of(&opened), lanes * 0.75);
    story_free(opened.story);
}
END_TEST

static int first_task_in_sight(const struct opened *opened)
{
    struct timeline_plan plan;
    timeline_plan_make(&opened->view, pane_of(&opened->view, COLUMNS, ROWS), &plan);
    int row = timeline_row_find(&plan, TIMELINE_TASK);
    return row < 0 ? -1 : plan.rows[row].lane - opened->story->timeline->first_task;
}

/* Client n ends at 100 + n ms. */
START_TEST(who_was_over_before_the_window_gives_its_row_to_others)
{
    struct opened opened;
    opened_init(&opened, many(), 0.99);
    player_curtain(&opened.player, false);
    opened.view.window.axis = VIEW_TIME;
    opened.view.window.from_ns = 0;
    ck_assert_int_eq(first_task_in_sight(&opened), 0);
    opened.view.window.from_ns = 110500 * NS_PER_US;
    ck_assert_int_eq(first_task_in_sight(&opened), 10);
    opened.view.lane = opened.story->timeline->first_task + 2;
    view_show_lane(&opened.view, COLUMNS, ROWS);
    ck_assert_int_le(first_task_in_sight(&opened), 2);
    story_free(opened.story);
}
END_TEST

static Suite *window_suite(void)
{
    Suite *suite = suite_create("window");
    TCase *window = tcase_create("window");
    tcase_add_test(window, the_first_zoom_does_not_tell_the_end);
    tcase_add_test(window, under_the_curtain_the_axis_follows_the_playhead);
    tcase_add_test(window, the_file_says_how_long_the_axis_is);
    tcase_add_test(window, a_longer_run_before_fits_too);
    tcase_add_test(window, the_median_gap_that_can_be_seen_has_two_columns);
    tcase_add_loop_test(window, closer_and_back_returns, 0, 2 * MAKERS);
    tcase_add_test(window, the_wheel_keeps_the_moment_under_it);
    tcase_add_loop_test(window, the_playhead_is_followed_page_by_page, 0, 2 * MAKERS);
    tcase_add_loop_test(window, all_of_the_run_fits, 0, 2 * MAKERS);
    tcase_add_test(window, another_axis_and_back_keeps_the_playhead_where_it_is);
    tcase_add_test(window, panning_stays_within_what_is_known);
    tcase_add_loop_test(window, a_resize_there_and_back_shows_the_same_screen, 0, 2 * MAKERS);
    tcase_add_test(window, the_selected_lane_comes_into_sight);
    tcase_add_test(window, no_lane_is_lost);
    tcase_add_loop_test(window, at_the_end_the_window_is_full_of_what_was, 0, 2 * MAKERS);
    tcase_add_test(window, who_was_over_before_the_window_gives_its_row_to_others);
    suite_add_tcase(suite, window);
    return suite;
}

CHECK_MAIN(window_suite)
