/* The timeline's pane, the overview and the large mode, to the letter; and what the curtain must
 * not show. The window: check_window.c. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "check_main.h"
#include "hand.h"
#include "screen_golden.h"
#include "view/panes.h"
#include "view/timeline_plan.h"

START_TEST(a_golden_tells_text_inks_and_flags)
{
    struct grid grid;
    struct strbuf out = STRBUF_INIT;
    grid_init(&grid, 6, 2);
    grid_put(&grid, 0, 0, "a", 1, 6, false, (struct grid_style){INK_FAINT, GRID_BOLD});
    grid_put(&grid, 0, 2, "\xEC\xB2\xA0", 3, 6, false, (struct grid_style){.ink = INK_TASK});
    grid_put(&grid, 1, 1, " ", 1, 6, false, (struct grid_style){.flags = GRID_REVERSE});
    screen_golden_add(&grid, &out);
    ck_assert_str_eq(strbuf_str(&out),
                     "a \xEC\xB2\xA0\n  \n---- inks\nf 11\n .\n---- flags\n1\n 2\n");
    strbuf_release(&out);
    grid_release(&grid);
}
END_TEST

/* ---- a pane ---- */

struct shown {
    struct story *story;
    struct player player;
    struct view view;
    struct grid grid;
};

/* With the curtain down at t, and all of [0, span) in the window. */
static void shown_init(struct shown *shown, struct trace *trace, double t_us, double span_us)
{
    shown->story = story_new(trace, NULL, NULL);
    player_init(&shown->player, shown->story);
    shown->player.t_ns = (int64_t)(t_us * 1000);
    shown->view = (struct view){
        .player = &shown->player,
        .model = "",
        .lane = VIEW_LANE_NONE,
        .object = VIEW_OBJECT_NONE,
        .clock_ns = 3600 * NS_PER_S,
        .window = {.columns = 100,
                   .column_ns = span_us * 10,
                   .first_handoff = -1,
                   .handoff_columns = 6},
    };
}

static void shown_draw(struct shown *shown, pane_draw_fn *draw, int columns, int rows)
{
    grid_init(&shown->grid, columns, rows);
    draw(&shown->view, &shown->grid, (struct rect){0, 0, rows, columns});
}

static void shown_release(struct shown *shown)
{
    grid_release(&shown->grid);
    story_free(shown->story);
}

/* ---- goldens ---- */

static struct trace *forty(void)
{
    return hand_many(40);
}

static struct trace *long_one(void)
{
    struct trace *trace = hand_long(200000);
    trace_finish(trace);
    return trace;
}

enum { CURTAIN = 1, ASCII = 2, HANDOFFS = 4, LARGE = 8, OVERVIEW = 16, BEFORE = 32 };

static const struct golden {
    const char *name;
    struct trace *(*make)(void);
    double t_us, span_us;
    int columns, rows, how;
    int object, lane, top;
} goldens[] = {
    {"timeline-two-80x24", hand_two_coroutines, 200000, 600000, 80, 24, CURTAIN, -1, -1, 0},
    {"timeline-two-120x40", hand_two_coroutines, 450000, 600000, 120, 40, 0, -1, 2, 0},
    {"timeline-two-20x5", hand_two_coroutines, 200000, 600000, 20, 5, CURTAIN, -1, -1, 0},
    {"timeline-two-80x24-ascii", hand_two_coroutines, 200000, 600000, 80, 24, CURTAIN | ASCII, -1,
     -1, 0},
    {"timeline-two-handoffs", hand_two_coroutines, 400180, 600000, 80, 24, CURTAIN | HANDOFFS, -1,
     -1, 0},
    {"timeline-blocking-before", hand_two_blocking, 300000, 1000000, 80, 24, CURTAIN | BEFORE, -1,
     -1, 0},
    {"timeline-gil-120x40", hand_two_gil, 12000, 16000, 120, 40, 0, -1, -1, 0},
    {"timeline-callbacks-gil-80x24", hand_callbacks_gil, 15000, 20200, 80, 24, 0, -1, -1, 0},
    {"timeline-gil-20x5", hand_two_gil, 12000, 16000, 20, 5, CURTAIN | ASCII, -1, -1, 0},
    {"timeline-cores-80x24", hand_two_threads, 4500, 12000, 80, 24, CURTAIN, -1, -1, 0},
    {"timeline-late-80x24", hand_late, 460000, 500000, 80, 24, 0, -1, -1, 0},
    {"timeline-korean-80x24", hand_korean_deadlock, 85, 120, 80, 24, CURTAIN, -1, 1, 0},
    {"timeline-korean-object", hand_korean_deadlock, 85, 120, 80, 24, 0, 0, -1, 0},
    {"timeline-korean-20x5", hand_korean_deadlock, 85, 120, 20, 5, CURTAIN, -1, -1, 0},
    {"timeline-many-80x24", forty, 120000, 150000, 80, 24, CURTAIN, -1, -1, 12},
    {"timeline-many-20x5", forty, 120000, 150000, 20, 5, 0, -1, -1, 39},
    {"timeline-empty-80x24", hand_empty, 0, 100, 80, 24, CURTAIN, -1, -1, 0},
    {"timeline-empty-20x5", hand_empty, 0, 100, 20, 5, 0, -1, -1, 0},
    {"timeline-one-80x24", hand_one_event, 0, 100, 80, 24, 0, -1, -1, 0},
    {"timeline-long-80x24", long_one, 1000000, 2200000, 80, 24, CURTAIN, -1, -1, 0},
    {"large-two-80x22", hand_two_coroutines, 400180, 600000, 80, 22, CURTAIN | LARGE, -1, -1, 0},
    {"large-values-80x22", hand_values, 32, 100, 80, 22, CURTAIN | LARGE, -1, -1, 0},
    {"large-many-120x34", forty, 120000, 150000, 120, 34, LARGE, -1, -1, 0},
    {"large-cores-80x22", hand_two_threads, 4500, 12000, 80, 22, CURTAIN | LARGE, -1, -1, 0},
    {"large-end-80x22", hand_two_coroutines, 600000, 600000, 80, 22, LARGE, -1, -1, 0},
    {"timeline-crash-80x24", hand_crash, 50500, 60000, 80, 24, 0, -1, -1, 0},
    {"large-korean-40x8", hand_korean_deadlock, 85, 120, 40, 8, CURTAIN | LARGE, -1, -1, 0},
    {"overview-two-80x1", hand_two_coroutines, 200000, 600000, 80, 1, CURTAIN | OVERVIEW, -1, -1,
     0},
    {"overview-part-80x1", hand_two_coroutines, 200000, 300000, 80, 1, OVERVIEW, -1, -1, 0},
    {"overview-cores-80x1", hand_two_threads, 4500, 12000, 80, 1, CURTAIN | OVERVIEW, -1, -1, 0},
};

enum { GOLDEN_COUNT = sizeof goldens / sizeof *goldens };

static void golden_shown(const struct golden *golden, struct shown *shown)
{
    shown_init(shown, golden->make(), golden->t_us, golden->span_us);
    shown->player.curtain = golden->how & CURTAIN;
    shown->view.ascii = golden->how & ASCII;
    shown->view.large = golden->how & LARGE;
    shown->view.window.axis = golden->how & HANDOFFS ? VIEW_HANDOFFS : VIEW_TIME;
    shown->view.object = golden->object;
    shown->view.lane = golden->lane;
    shown->view.top_lane = golden->top;
}

START_TEST(panes_are_as_their_goldens)
{
    const struct golden *golden = &goldens[_i];
    struct shown shown, before;
    golden_shown(golden, &shown);
    shown_init(&before, hand_two_polling(), 0, 1);
    if (golden->how & BEFORE) {
        shown.view.before = before.story;
        shown.view.before_model = "polling";
    }
    shown_draw(&shown,
               golden->how & LARGE      ? pane_large_draw
               : golden->how & OVERVIEW ? pane_overview_draw
                                        : pane_timeline_draw,
               golden->columns, golden->rows);
    screen_golden_assert(&shown.grid, golden->name);
    shown_release(&shown);
    grid_init(&before.grid, 1, 1);
    shown_release(&before);
}
END_TEST

/* Any size, whatever is shown: it neither crashes nor draws outside of the rectangle. */
START_TEST(nothing_is_drawn_outside)
{
    for (int columns = 1; columns < 130; columns += 9)
        for (int rows = 1; rows < 45; rows += 4) {
            struct shown shown;
            golden_shown(&goldens[_i], &shown);
            grid_init(&shown.grid, columns + 2, rows + 2);
            struct rect rect = {1, 1, rows, columns};
            pane_timeline_draw(&shown.view, &shown.grid, rect);
            ck_assert_int_eq(shown.grid.rows, rows + 2);
            for (int i = 0; i < shown.grid.columns * shown.grid.rows; i++)
                if (!rect_has(rect, i / shown.grid.columns, i % shown.grid.columns))
                    ck_assert_int_eq(shown.grid.cells[i].bytes[0], ' ');
            shown_release(&shown);
        }
}
END_TEST

/* ---- the curtain ---- */

/* The same trace as if it had been cut off behind t. */
static struct trace *cut(struct trace *whole, int64_t t_ns)
{
    struct trace *part = trace_new();
    size_t len;
    int64_t at = trace_origin(whole) + t_ns;
    for (size_t i = 0; i < trace_count(whole) && trace_at(whole, i)->time_ns <= at; i++) {
        const char *text = trace_text(whole, i, &len);
        trace_add(part, trace_at(whole, i), text, text ? len : 0);
    }
    trace_add(part,
              &(struct trace_event){.kind = TRACE_CPU, .who = TRACE_ENGINE, .time_ns = at + 1},
              NULL, 0);
    const char *source = trace_source(whole, &len);
    if (source)
        trace_set_source(part, "cut", source, len);
    trace_finish(part);
    trace_free(whole);
    return part;
}

static const struct {
    struct trace *(*make)(void);
    double span_us;
} plays[] = {{hand_two_coroutines, 600000},
             {hand_two_blocking, 1000000},
             {hand_two_gil, 16000},
             {hand_late, 500000},
             {forty, 150000},
             {hand_two_polling, 600000}};

enum { PLAYS = sizeof plays / sizeof *plays };

/* Where nobody holds control at the end of a trace, that it was given up is no hand-off yet. */
static void gutter_blank(struct shown *shown)
{
    struct timeline_plan plan;
    if (now_holder(shown->story, 0, shown->player.t_ns) != TRACE_NOBODY)
        return;
    timeline_plan_make(&shown->view, (struct rect){0, 0, shown->grid.rows, shown->grid.columns},
                       &plan);
    for (int row = 0; row < shown->grid.rows; row++)
        grid_put_rune(&shown->grid, row, plan.gutter, ' ', (struct grid_style){0});
}

/* What stands behind the curtain changes nothing that is seen. */
START_TEST(the_curtain_hides_what_is_to_come)
{
    for (int i = 1; i < 40; i++) {
        double t = plays[_i].span_us * i / 43 + 0.5;
        struct shown whole, part;
        shown_init(&whole, plays[_i].make(), t, plays[_i].span_us);
        shown_init(&part, cut(plays[_i].make(), (int64_t)(t * 1000)), t, plays[_i].span_us);
        for (int way = 0; way < 3; way++) {
            static pane_draw_fn *const draws[] = {pane_timeline_draw, pane_overview_draw,
                                                  pane_large_draw};
            whole.view.large = part.view.large = way == 2;
            shown_draw(&whole, draws[way], 90, way == 1 ? 1 : 24);
            shown_draw(&part, draws[way], 90, way == 1 ? 1 : 24);
            gutter_blank(&whole);
            gutter_blank(&part);
            screen_assert_same(&whole.grid, &part.grid, "before and behind the curtain");
            grid_release(&whole.grid);
            grid_release(&part.grid);
        }
        story_free(whole.story);
        story_free(part.story);
    }
}
END_TEST

/* Two pairs, of which the second is asked for in the column in which the first is answered. */
START_TEST(each_request_of_the_next_pair_has_a_row)
{
    struct trace *trace = hand_new("coroutines");
    for (uint32_t i = 0; i < 4; i++) {
        double t_us = i < 2 ? 20 + i : 20030 + i;
        struct trace_event asked = {
            .kind = TRACE_ASKED, .who = 1 + i % 2, .arg = i + 1, .value = 20 * NS_PER_MS};
        if (i < 2)
            hand_task(trace, 0, i + 1, "connection");
        if (i < 2)
            hand(trace, 10, TASK_BEGIN, .who = i + 1, .arg = 7);
        hand_event(trace, t_us, asked, "send");
        hand(trace, t_us + 20000, ANSWERED, .who = TRACE_DEVICE, .arg = i + 1);
    }
    hand_run_end(trace, 41000, TRACE_RESULT_OK);
    trace_finish(trace);
    struct story *story = story_new(trace, NULL, NULL);
    ck_assert_int_eq(timeline_device_rows(story->timeline, story->end_ns), 4);
    story_free(story);
}
END_TEST

/* Right of the playhead there is the texture, in lanes, on both axes. */
START_TEST(no_lane_goes_on_behind_the_playhead)
{
    for (int i = 0; i < 80; i++) {
        struct shown shown;
        struct timeline_plan plan;
        struct timeline_scale scale;
        shown_init(&shown, plays[_i].make(), plays[_i].span_us * (i / 2) / 50, plays[_i].span_us);
        shown.view.window.axis = i % 2 ? VIEW_HANDOFFS : VIEW_TIME;
        shown_draw(&shown, pane_timeline_draw, 90, 24);
        timeline_plan_make(&shown.view, (struct rect){0, 0, 24, 90}, &plan);
        timeline_scale_make(&shown.view, plan.columns, &scale);
        double place = timeline_place(&shown.view, plan.columns, shown.player.t_ns);
        for (int row = 2; plan.rows[row].kind != TIMELINE_LEGEND; row++)
            for (int c = (int)(place < -1 ? -1 : place + 1e-6) + 1; c < plan.columns; c++) {
                const struct grid_cell *cell = grid_at(&shown.grid, row, plan.left + c);
                ck_assert(cell->bytes[0] == ' ' || strncmp(cell->bytes, "\xE2\x95\xB2", 3) == 0);
            }
        shown_release(&shown);
    }
}
END_TEST

/* ---- the baton's mark ---- */

/* The row of the one ◆ that is on its way, which is drawn in reverse; -1: none. */
static int mark_row(const struct shown *shown, int gutter)
{
    int found = -1;
    for (int row = 0; row < shown->grid.rows; row++) {
        const struct grid_cell *cell = grid_at(&shown->grid, row, gutter);
        if (memcmp(cell->bytes, "\xE2\x97\x86", 3) == 0) {
            ck_assert_int_eq(found, -1);
            found = row;
        }
    }
    return found;
}

START_TEST(the_mark_leaves_one_lane_and_arrives_in_the_other)
{
    struct shown shown;
    struct timeline_plan plan;
    int last = 0;
    shown_init(&shown, forty(), 108010.5 + 20, 150000);
    shown.player.movement = true;
    shown.player.move_ns = PLAYER_MOVE_MS * NS_PER_MS;
    shown.player.move = (struct player_move){.from = 1, .to = 8, .at_ns = 0};
    timeline_plan_make(&shown.view, (struct rect){0, 0, 30, 100}, &plan);
    int from = timeline_row_of(&plan, shown.story->timeline, 1, 0);
    int to = timeline_row_of(&plan, shown.story->timeline, 8, 0);
    ck_assert_int_eq(to, from + 7);
    for (int i = 0; i <= 20; i++) {
        shown.view.clock_ns = PLAYER_MOVE_MS * NS_PER_MS * i / 20;
        shown_draw(&shown, pane_timeline_draw, 100, 30);
        int row = mark_row(&shown, plan.gutter);
        ck_assert_msg(i > 0 ? row >= last : row == from, "%d: %d", i, row);
        ck_assert(i < 20 || row == to);
        const struct grid_cell *giver = grid_at(&shown.grid, from, plan.label);
        const struct grid_cell *taker = grid_at(&shown.grid, to, plan.label);
        ck_assert_int_eq(giver->style.flags & GRID_REVERSE, 0);
        ck_assert_int_eq(taker->style.flags & GRID_REVERSE, i >= 10 ? GRID_REVERSE : 0);
        last = row;
        grid_release(&shown.grid);
    }
    story_free(shown.story);
}
END_TEST

/* At rest it depends on the playhead alone, not on how one came there. */
START_TEST(the_mark_at_rest_is_the_same_from_both_sides)
{
    struct shown there, back;
    shown_init(&there, hand_two_coroutines(), 400180, 600000);
    shown_init(&back, hand_two_coroutines(), 400180, 600000);
    back.player.move = (struct player_move){.from = 1, .to = 2, .backwards = true};
    shown_draw(&there, pane_timeline_draw, 100, 30);
    shown_draw(&back, pane_timeline_draw, 100, 30);
    screen_assert_same(&there.grid, &back.grid, "from both sides");
    shown_release(&there);
    shown_release(&back);
}
END_TEST

/* ---- what the device shows ---- */

START_TEST(hidden_requests_are_counted)
{
    struct trace *trace = hand_many(300);
    struct timeline *timeline = timeline_new(trace);
    struct grid grid;
    int hidden;
    grid_init(&grid, 100, 8);
    struct paint paint = {
        .grid = &grid, .timeline = timeline, .to_ns = 500 * NS_PER_MS, .columns = 100};
    ck_assert_int_eq(paint_requests(&paint, 0, 8, &hidden), 8);
    ck_assert_int_eq(hidden, 292);
    /* What was answered before the window is not there. */
    paint.from_ns = 390 * NS_PER_MS;
    ck_assert_int_eq(paint_requests(&paint, 0, 8, &hidden), 8);
    ck_assert_int_eq(hidden, 300 - 289 - 8);
    grid_release(&grid);
    timeline_free(timeline);
    trace_free(trace);
}
END_TEST

static int count_of(const struct grid *grid, const char *rune)
{
    int count = 0;
    for (int i = 0; i < grid->rows * grid->columns; i++)
        count += strcmp(grid->cells[i].bytes, rune) == 0;
    return count;
}

/* One task, and what it left callbacks for: two requests at once, and then one more. */
START_TEST(requests_of_one_task_stand_below_one_another)
{
    struct trace *trace = hand_new("callbacks");
    struct shown shown;
    hand_task(trace, 0, 1, "one");
    hand(trace, 1, TASK_BEGIN, .who = 1, .arg = 7);
    for (uint32_t request = 1; request <= 3; request++)
        hand(trace, request < 3 ? 10 + request : 500, ASKED, .who = 1, .arg = request);
    hand_state(trace, 20, 1, TRACE_WAITING, TRACE_BY_CALLBACKS, 0, 2);
    for (uint32_t request = 1; request <= 3; request++)
        hand(trace, request == 2 ? 450 : 900, ANSWERED, .who = TRACE_DEVICE, .arg = request);
    hand_run_end(trace, 1000, TRACE_RESULT_OK);
    trace_finish(trace);
    shown_init(&shown, trace, 1000, 1000);
    shown_draw(&shown, pane_timeline_draw, 100, 20);
    ck_assert_int_eq(count_of(&shown.grid, "\u251C"), 3);
    shown_release(&shown);
}
END_TEST

/* With the curtain down the bar ended at the answer, as if its task had been told then. */
START_TEST(an_answer_that_is_not_told_is_drawn_up_to_the_playhead)
{
    static const double times_us[] = {399000, 420000, 450000};
    int before = 0;
    for (int i = 0; i < 3; i++) {
        struct shown shown;
        shown_init(&shown, hand_late(), times_us[i], 500000);
        shown.player.curtain = true;
        shown_draw(&shown, pane_timeline_draw, 100, 20);
        int untold = count_of(&shown.grid, "\u2508");
        if (i == 0)
            ck_assert_int_eq(untold, 0);
        else
            ck_assert_int_gt(untold, before);
        before = untold;
        shown_release(&shown);
    }
}
END_TEST

/* A legend said `lock` where many lanes in one row waited for a semaphore. */
START_TEST(many_lanes_tell_what_they_wait_for)
{
    struct trace *trace = hand_new("coroutines");
    hand_meta(trace, "object=semaphore places");
    hand_task(trace, 0, 1, "one");
    hand(trace, 1, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 10, 1, TRACE_LOCKED, TRACE_BY_SEMAPHORE, 0, 2);
    hand_run_end(trace, 100, TRACE_RESULT_STOPPED);
    trace_finish(trace);
    struct timeline *timeline = timeline_new(trace);
    struct grid grid;
    grid_init(&grid, 20, 1);
    struct paint paint = {.grid = &grid, .timeline = timeline, .to_ns = 100000, .columns = 20};
    paint_lanes_sampled(&paint, 0, &timeline->lanes[timeline->first_task], 1);
    ck_assert_uint_eq(paint.objects, PAINT_SEMAPHORE);
    grid_release(&grid);
    timeline_free(timeline);
    trace_free(trace);
}
END_TEST

/* Edges that stand where they would anyway change nothing; later columns of a window are those of
 * the whole. */
START_TEST(edges_and_windows_paint_the_same_lanes)
{
    struct trace *trace = plays[_i].make();
    struct timeline *timeline = timeline_new(trace);
    int64_t edges[101], span = timeline->end_ns / 100 * 100 + 100;
    struct grid grids[3];
    for (int i = 0; i < 3; i++)
        grid_init(&grids[i], 100, timeline->lane_count + 1);
    for (int c = 0; c <= 100; c++)
        edges[c] = span / 100 * c;
    struct paint paints[] = {
        {.grid = &grids[0], .timeline = timeline, .to_ns = span, .columns = 100},
        {.grid = &grids[1], .timeline = timeline, .to_ns = span, .columns = 100, .edges = edges},
        {.grid = &grids[2],
         .timeline = timeline,
         .from_ns = edges[40],
         .to_ns = edges[90],
         .column = 40,
         .columns = 50},
    };
    for (int i = 0; i < 3; i++)
        for (int lane = timeline->strip_count; lane < timeline->lane_count; lane++)
            if (timeline->lanes[lane].kind != LANE_DEVICE)
                paint_lane(&paints[i], lane, &timeline->lanes[lane]);
    screen_assert_same(&grids[0], &grids[1], "with edges");
    for (int i = 0; i < 100 * timeline->lane_count; i++)
        if (i % 100 < 40 || i % 100 >= 90)
            grid_put_rune(&grids[0], i / 100, i % 100, ' ', (struct grid_style){0});
    screen_assert_same(&grids[0], &grids[2], "in a window");
    for (int i = 0; i < 3; i++)
        grid_release(&grids[i]);
    timeline_free(timeline);
    trace_free(trace);
}
END_TEST

static Suite *timeline_pane_suite(void)
{
    Suite *suite = suite_create("timeline pane");
    TCase *panes = tcase_create("panes");
    tcase_add_test(panes, a_golden_tells_text_inks_and_flags);
    tcase_add_loop_test(panes, panes_are_as_their_goldens, 0, GOLDEN_COUNT);
    tcase_add_loop_test(panes, nothing_is_drawn_outside, 0, 18);
    suite_add_tcase(suite, panes);
    TCase *curtain = tcase_create("curtain");
    tcase_add_loop_test(curtain, the_curtain_hides_what_is_to_come, 0, PLAYS);
    tcase_add_loop_test(curtain, no_lane_goes_on_behind_the_playhead, 0, PLAYS);
    tcase_add_test(curtain, each_request_of_the_next_pair_has_a_row);
    suite_add_tcase(suite, curtain);
    TCase *move = tcase_create("move");
    tcase_add_test(move, the_mark_leaves_one_lane_and_arrives_in_the_other);
    tcase_add_test(move, the_mark_at_rest_is_the_same_from_both_sides);
    tcase_add_test(move, requests_of_one_task_stand_below_one_another);
    tcase_add_test(move, an_answer_that_is_not_told_is_drawn_up_to_the_playhead);
    tcase_add_test(move, hidden_requests_are_counted);
    tcase_add_test(move, many_lanes_tell_what_they_wait_for);
    tcase_add_loop_test(move, edges_and_windows_paint_the_same_lanes, 0, PLAYS);
    suite_add_tcase(suite, move);
    return suite;
}

CHECK_MAIN(timeline_pane_suite)
