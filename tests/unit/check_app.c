/* The application under a script of keys, with a clock of its own and no terminal. */
#include "config.h"

#include "app/app.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "app/screen.h"
#include "check_main.h"
#include "hand.h"
#include "app_host.h"

static char *screen_copy(void)
{
    return mem_strdup(host_screen(&host));
}

/* ---- opening ---- */

START_TEST(a_scenario_is_run_when_it_is_opened)
{
    host_open_player();
    ck_assert_int_eq(host.starts, 1);
    ck_assert_int_eq(host.model, MODEL_COROUTINES);
    ck_assert_str_eq(host.source, host_two_waits);
    ck_assert_str_eq(host.watched, HOST_PATH);
    ck_assert(host_shows(&host, "Two waits"));
    host_give(&host, hand_two_coroutines());
    ck_assert_int_eq(host_player()->t_ns, 0);
    ck_assert(!host_player()->playing);
    ck_assert(player_hides(host_player()));
    ck_assert_int_eq(app_next_ns(host.app, host.now_ns), -1);
}
END_TEST

START_TEST(a_file_with_an_error_is_not_opened)
{
    struct strbuf problem = STRBUF_INIT;
    host_put(&host, HOST_PATH, "scenario \"x\"\ntask a:\n    sey \"1\"\n");
    host_begin(&host, 80, 24);
    ck_assert(!app_open_scenario(host.app, HOST_PATH, MODEL_COUNT, NULL, 0, &problem));
    ck_assert_ptr_nonnull(strstr(strbuf_str(&problem), HOST_PATH ":3:5: error: "));
    strbuf_clear(&problem);
    ck_assert(!app_open_scenario(host.app, "none", MODEL_COUNT, NULL, 0, &problem));
    ck_assert_str_eq(strbuf_str(&problem), "none: No such file or directory");
    strbuf_clear(&problem);
    ck_assert(!app_open_compare(host.app, HOST_PATH, &problem));
    ck_assert_int_eq(host.starts, 0);
    strbuf_release(&problem);
}
END_TEST

START_TEST(what_is_set_on_the_command_line_is_checked)
{
    struct strbuf problem = STRBUF_INIT;
    const char *const good[] = {"workers=2"}, *const bad[] = {"wokers=2"};
    host_begin(&host, 80, 24);
    ck_assert(!app_open_scenario(host.app, HOST_PATH, MODEL_COUNT, bad, 1, &problem));
    ck_assert_ptr_nonnull(strstr(strbuf_str(&problem), "workers"));
    strbuf_clear(&problem);
    ck_assert(app_open_scenario(host.app, HOST_PATH, MODEL_POLLING, good, 1, &problem));
    ck_assert_int_eq(host.model, MODEL_POLLING);
    ck_assert_str_eq(host.sets, "workers=2");
    strbuf_release(&problem);
}
END_TEST

START_TEST(to_follow_a_run_is_to_be_at_its_end)
{
    host_open(&(struct app_settings){.follow = true}, 80, 24);
    host_give(&host, hand_two_coroutines());
    ck_assert_int_eq(host_player()->t_ns, host_player()->story->end_ns);
    ck_assert(!player_hides(host_player()));
}
END_TEST

START_TEST(a_run_that_fails_says_so)
{
    host_open_player();
    app_failed(host.app, host.number, "this machine has no more processes\nmore");
    ck_says("this machine has no more processes");
    ck_assert_ptr_nonnull(host_view()->errors);
    host_keys(&host, "space right m esc r");
    ck_assert_int_eq(host.starts, 2);
    host_give(&host, hand_two_coroutines());
    host_screen(&host);
    ck_assert_ptr_null(host_view()->errors);
}
END_TEST

/* ---- in place of the lanes ---- */

START_TEST(the_machine_and_python_stand_in_place_of_the_lanes)
{
    host_open_run();
    char *lanes = screen_copy();
    host_keys(&host, "i");
    ck_assert(host_shows(&host, "NOT TOLD"));
    ck_assert(host_view()->machine);
    host_keys(&host, "p");
    ck_assert(host_shows(&host, "import asyncio"));
    ck_assert(host_shows(&host, "async def one"));
    ck_assert(!host_view()->machine && host_view()->python);
    host_keys(&host, "i");
    ck_assert(host_view()->machine && !host_view()->python);
    host_keys(&host, ": 'machine_off enter");
    char *again = screen_copy();
    ck_assert_str_eq(again, lanes);
    host_keys(&host, ": 'python_on enter : 'python_off enter");
    ck_assert(!host_view()->python && !host_view()->machine);
    free(lanes);
    free(again);
}
END_TEST

/* Python has other words for another model, or says why it has none. */
START_TEST(python_is_of_the_run_that_is_shown)
{
    host_open_run();
    host_keys(&host, "p : 'model_polling enter");
    host_give(&host, hand_two_polling());
    host_screen(&host);
    ck_assert_ptr_nonnull(host_view()->python);
    ck_assert(host_shows(&host, "Python has no like of the model polling"));
    host_keys(&host, ": 'model_blocking enter");
    host_give(&host, hand_two_blocking());
    ck_assert(host_shows(&host, "time.sleep"));
}
END_TEST

START_TEST(a_chip_is_selected_by_a_click)
{
    host_open_run();
    host_keys(&host, "right right i");
    host_screen(&host);
    ck_assert_int_eq(host_view()->lane, VIEW_LANE_NONE);
    for (int row = 2; row < 14 && host_view()->lane == VIEW_LANE_NONE; row++)
        for (int column = 1; column < 79 && host_view()->lane == VIEW_LANE_NONE; column++)
            app_input(host.app, &(struct input){.mouse = INPUT_PRESS, .row = row, .column = column},
                      host.now_ns);
    ck_assert_int_ge(host_view()->lane, host_player()->story->timeline->first_task);
}
END_TEST

/* ---- playback ---- */

START_TEST(space_plays_to_the_end_and_then_the_clock_is_still)
{
    host_open_run();
    host_keys(&host, "space");
    ck_assert(host_player()->playing);
    int64_t next = app_next_ns(host.app, host.now_ns);
    ck_assert_int_gt(next, host.now_ns);
    host_keys(&host, "@5000");
    ck_assert(host_player()->playing);
    ck_assert_int_gt(host_player()->t_ns, 0);
    host_keys(&host, "@60000");
    ck_assert(!host_player()->playing);
    ck_assert_int_eq(host_player()->t_ns, host_player()->story->end_ns);
    ck_assert_int_eq(app_next_ns(host.app, host.now_ns), -1);
}
END_TEST

START_TEST(a_still_screen_asks_for_nothing)
{
    host_open_run();
    host_screen(&host);
    ck_assert(!app_is_stale(host.app));
    app_tick(host.app, host.now_ns + NS_PER_S);
    ck_assert(!app_is_stale(host.app));
    host_keys(&host, "right");
    ck_assert(app_is_stale(host.app));
}
END_TEST

START_TEST(movement_ends_and_its_last_frame_is_drawn)
{
    host_open(&(struct app_settings){.colours = GRID_256_COLOURS}, 100, 30);
    host_give(&host, hand_two_coroutines());
    host_keys(&host, "right right");
    host_keys(&host, "@1000 right");
    ck_assert_int_ge(app_next_ns(host.app, host.now_ns), host.now_ns);
    host_screen(&host);
    host_keys(&host, "@1000");
    ck_assert(app_is_stale(host.app));
    ck_assert_int_eq(app_next_ns(host.app, host.now_ns), -1);
    host_keys(&host, "a");
    ck_says("movement is off");
    host_keys(&host, "right right right");
    ck_assert_int_eq(app_next_ns(host.app, host.now_ns), -1);
}
END_TEST

/* --still: between two hand-offs nobody wakes it, and no frame is drawn. */
START_TEST(without_movement_the_clock_and_the_playhead_stand_between_hand_offs)
{
    host_open(&(struct app_settings){.still = true}, 100, 30);
    app_progress(host.app, host.number, "running", -1, 1230 * NS_PER_MS);
    ck_assert(host_shows(&host, "running 1.0 s"));
    app_progress(host.app, host.number, "running", -1, 1980 * NS_PER_MS);
    ck_assert(!app_is_stale(host.app));
    host_give(&host, hand_two_coroutines());
    host_keys(&host, "space");
    int frames = 0;
    int64_t began_ns = host.now_ns;
    while (host_player()->playing) {
        int64_t next_ns = app_next_ns(host.app, host.now_ns);
        host_screen(&host);
        app_tick(host.app, host.now_ns + (next_ns - host.now_ns) / 2);
        ck_assert(!app_is_stale(host.app));
        app_tick(host.app, next_ns);
        host.now_ns = next_ns;
        frames += app_is_stale(host.app);
    }
    ck_assert_int_gt(frames, 3);
    ck_assert_int_le(frames, (host.now_ns - began_ns) / (NS_PER_S / 2) + 2);
}
END_TEST

/* Before, on, back. */
static const char *const step_keys[][3] = {{"right", "left", ""},
                                           {".", ",", ""},
                                           {"o", "O", ""},
                                           {">", "<", ""},
                                           {"shift-right", "shift-left", ""},
                                           {"right", "left", "v + +"},
                                           {".", ",", "v + + + + + + + +"},
                                           {"right", "left", "v t + +"},
                                           {".", ",", "t L"},
                                           {"right", "left", "f enter"}};

START_TEST(steps_and_back_show_the_same_screens)
{
    char *screens[40];
    int64_t at[40];
    int count = 0;
    host_open_run();
    host_keys(&host, "j");
    host_keys(&host, step_keys[_i][2]);
    for (; count < 40; count++) {
        screens[count] = screen_copy();
        at[count] = host_player()->t_ns;
        host_keys(&host, step_keys[_i][0]);
        if (*host_message())
            break;
    }
    ck_assert_int_gt(count, 1);
    bool from_start = strcmp(step_keys[_i][0], "o") != 0; /* at the start nothing is said */
    for (int i = count - 1; i >= !from_start; i--) {
        host_keys(&host, step_keys[_i][1]);
        ck_assert_int_eq(host_player()->t_ns, at[i]);
        app_say(host.app, "%s", "");
        ck_assert_str_eq(host_screen(&host), screens[i]);
    }
    for (int i = 0; i <= count && i < 40; i++)
        free(screens[i]);
}
END_TEST

START_TEST(to_seek_is_to_have_stepped)
{
    host_open_run();
    host_keys(&host, "right*3");
    char *stepped = screen_copy();
    int64_t t_ns = host_player()->t_ns;
    host_keys(&host, "home");
    app_input(host.app, &(struct input){.key = ':'}, host.now_ns);
    char words[40];
    snprintf(words, sizeof words, "'goto_%lldns enter", (long long)t_ns);
    host_keys(&host, words);
    ck_assert_int_eq(host_player()->t_ns, t_ns);
    ck_assert_str_eq(host_screen(&host), stepped);
    free(stepped);
}
END_TEST

START_TEST(jumps_go_where_they_say)
{
    host_open_run();
    host_keys(&host, "5"); /* of the axis, which at 0 is 1 ms long */
    ck_assert_int_eq(host_player()->t_ns, NS_PER_MS / 2);
    host_keys(&host, "9");
    ck_assert_int_eq(host_player()->t_ns, NS_PER_MS / 10 * 9);
    host_keys(&host, "9");
    ck_assert_int_eq(host_player()->t_ns, NS_PER_MS / 10 * 18);
    host_keys(&host, "v 5");
    ck_assert_int_eq(host_player()->t_ns, host_player()->story->end_ns / 10 * 5);
    host_keys(&host, "v");
    host_keys(&host, "end");
    ck_assert_int_eq(host_player()->t_ns, host_player()->story->end_ns);
    host_keys(&host, "right");
    ck_says("This was the last hand-off.");
    host_keys(&host, "0");
    ck_assert_int_eq(host_player()->t_ns, 0);
    host_keys(&host, "g '400ms enter");
    ck_assert_int_eq(host_player()->t_ns, 400 * NS_PER_MS);
    host_keys(&host, "g '+1 enter");
    ck_assert_int_eq(host_player()->t_ns, 401 * NS_PER_MS);
    host_keys(&host, "g 'soon enter");
    ck_says("'soon' is no time");
    host_keys(&host, "w");
    ck_assert_str_eq(host_message(), "");
    host_keys(&host, "end y");
    int64_t cause = host_player()->t_ns;
    ck_assert_int_lt(cause, host_player()->story->end_ns);
    host_keys(&host, "backspace");
    ck_assert_int_eq(host_player()->t_ns, host_player()->story->end_ns);
}
END_TEST

START_TEST(no_cause_says_why)
{
    host_open_run();
    host_keys(&host, "0 y");
    ck_says("there is no hand-off before this");
    host_keys(&host, "right right right y");
    ck_says("what caused this hand-off is at this moment");
}
END_TEST

START_TEST(search_goes_on_and_round)
{
    host_open_run();
    host_keys(&host, "n");
    ck_says("nothing to search for");
    host_keys(&host, "/ 'RESUMES enter");
    int64_t first = host_player()->t_ns;
    ck_assert_int_gt(first, 400 * NS_PER_MS);
    host_keys(&host, "n");
    ck_assert_int_gt(host_player()->t_ns, first);
    host_keys(&host, "n");
    ck_assert_int_eq(host_player()->t_ns, first);
    host_keys(&host, "/ 'nonesuch enter");
    ck_says("'nonesuch' is neither said nor asked");
}
END_TEST

START_TEST(the_lane_has_to_be_selected_first)
{
    host_open_run();
    host_keys(&host, ">");
    ck_says("select a lane first");
    host_keys(&host, "j");
    ck_assert_int_eq(host_view()->lane, host_player()->story->timeline->first_task);
    host_keys(&host, "j");
    ck_assert_int_eq(host_view()->lane, host_player()->story->timeline->first_task + 1);
    host_keys(&host, "up up up up up up");
    ck_assert_int_eq(host_view()->lane, 0);
    host_keys(&host, "shift-tab");
    ck_assert_int_eq(host_view()->lane, host_player()->story->timeline->lane_count - 1);
}
END_TEST

START_TEST(a_resize_there_and_back_shows_the_same_screen)
{
    static const char *const states[] = {"right right", "+ + 5", "t right right l", "f 7", "L 3"};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        host_init(&host);
        host_put(&host, HOST_PATH, host_two_waits);
        host_open_run();
        host_keys(&host, states[i]);
        char *before = screen_copy();
        host_size(&host, 40, 10);
        host_screen(&host);
        host_size(&host, 1, 1);
        host_screen(&host);
        host_size(&host, 100, 30);
        ck_assert_str_eq(host_screen(&host), before);
        free(before);
        if (i + 1 < sizeof states / sizeof *states)
            host_release(&host);
    }
}
END_TEST

/* ---- overlays ---- */

START_TEST(help_opens_and_closes)
{
    host_open_run();
    char *before = screen_copy();
    host_keys(&host, "?");
    ck_assert_int_eq(host_view()->overlay, VIEW_HELP);
    int count = 0;
    while (host_view()->keys[count].keys)
        count++;
    struct key_set keys = app_keys(app_parts(), SCREEN_PLAYER, NULL, NULL);
    struct view_key *help = mem_alloc((size_t)keys_help(&keys, false, NULL) * sizeof *help);
    for (int i = keys_help(&keys, false, help) - 1; i >= 0; i--)
        ck_assert_str_eq(help[i].words, host_view()->keys[i].words);
    free(help);
    ck_assert_str_eq(host_view()->keys[count - 1].keys, ":quit");
    host_keys(&host, "down down up esc");
    ck_assert_int_eq(host_view()->overlay, VIEW_NOTHING);
    ck_assert_str_eq(host_screen(&host), before);
    host_keys(&host, "? q");
    ck_assert_int_eq(host.quits, 0);
    host_keys(&host, "? end");
    ck_assert_int_eq(host_view()->overlay, VIEW_NOTHING);
    ck_assert_int_eq(host_player()->t_ns, host_player()->story->end_ns);
    free(before);
}
END_TEST

START_TEST(what_is_scrolled_to_its_end_comes_back_at_once)
{
    host_open_run();
    host_size(&host, 60, 12);
    host_keys(&host, "? down*200");
    char *end = screen_copy();
    host_keys(&host, "up");
    ck_assert_str_ne(host_screen(&host), end);
    free(end);
    host_keys(&host, "home");
    ck_assert_int_eq(host_view()->overlay_scroll, 0);
    host_keys(&host, "esc j enter up*50");
    ck_assert_int_ge(host_view()->overlay_scroll, -50);
    host_keys(&host, "right");
    ck_assert_int_eq(host_view()->overlay_scroll, 0);
    host_keys(&host, "esc K*50");
    ck_assert_int_eq(host_view()->output_scroll, 0);
}
END_TEST

START_TEST(the_cursor_stands_where_one_types)
{
    struct grid grid;
    host_open_run();
    host_keys(&host, ": 'goto left left");
    grid_init(&grid, host.columns, host.rows);
    app_draw(host.app, &grid, host.now_ns);
    for (int column = 0; column < 10; column++) {
        const struct grid_cell *cell = grid_at(&grid, host.rows - 1, column);
        ck_assert_int_eq((cell->style.flags & GRID_REVERSE) != 0, column == 3);
    }
    ck_assert_int_eq(grid_at(&grid, host.rows - 1, 3)->bytes[0], 't');
    ck_assert_int_eq(grid.cursor_row, host.rows - 1);
    ck_assert_int_eq(grid.cursor_column, 3);
    grid_release(&grid);
}
END_TEST

/* After these keys it is at these words, although it is not seen: screen readers follow it. */
static void ck_cursor(const char *keys, const char *words)
{
    struct grid grid;
    struct strbuf text = STRBUF_INIT;
    host_keys(&host, keys);
    grid_init(&grid, host.columns, host.rows);
    app_draw(host.app, &grid, host.now_ns);
    for (int column = grid.cursor_column; column < host.columns; column++)
        strbuf_add(&text, grid_at(&grid, grid.cursor_row, column)->bytes,
                   grid_at(&grid, grid.cursor_row, column)->len);
    ck_assert_msg(strncmp(strbuf_str(&text), words, strlen(words)) == 0, "%s: at `%s`", keys,
                  strbuf_str(&text));
    strbuf_release(&text);
    grid_release(&grid);
}

START_TEST(the_hidden_cursor_is_where_one_is_to_read)
{
    host_open_run();
    ck_cursor("right", "one has its first turn.");
    ck_cursor("j", "1 one");
    ck_cursor("m down", "   blocking ");
    ck_cursor("esc ?", "playback");
    ck_cursor("esc enter", "one  ready ");
    ck_cursor("esc c", "coroutines");
}
END_TEST

START_TEST(details_stay_while_one_steps)
{
    host_open_run();
    host_keys(&host, "enter right right j");
    ck_assert_int_eq(host_view()->overlay, VIEW_DETAILS);
    ck_assert_int_gt(host_player()->t_ns, 0);
    host_keys(&host, "down down esc");
    ck_assert_int_eq(host_view()->overlay, VIEW_NOTHING);
}
END_TEST

START_TEST(a_lock_is_chosen_by_name)
{
    host_open_player();
    host_keys(&host, "d");
    ck_says("no lock");
    host_give(&host, hand_korean_deadlock());
    host_keys(&host, "d");
    ck_assert_int_eq(host_view()->overlay, VIEW_MENU);
    ck_assert_int_ge(host_view()->menu.count, 2);
    ck_assert_int_eq(host_view()->menu.current, 0);
    host_keys(&host, "down enter");
    ck_assert_int_eq(host_view()->object, 0);
    host_keys(&host, ": 'lock_none enter");
    ck_assert_int_eq(host_view()->object, VIEW_OBJECT_NONE);
}
END_TEST

START_TEST(a_lock_that_is_gone_is_not_chosen)
{
    host_open_player();
    host_give(&host, hand_korean_deadlock());
    host_keys(&host, "r d");
    ck_assert_int_eq(host_view()->overlay, VIEW_MENU);
    host_give(&host, hand_two_coroutines());
    host_keys(&host, "down enter");
    ck_assert_int_eq(host_view()->object, VIEW_OBJECT_NONE);
}
END_TEST

/* ---- the mouse ---- */

START_TEST(the_mouse_is_turned_off_for_selecting_text)
{
    host_open_run();
    ck_assert_int_eq(host.mouse, -1);
    host_keys(&host, "M");
    ck_assert_int_eq(host.mouse, 0);
    host_keys(&host, "M");
    ck_assert_int_eq(host.mouse, 1);
}
END_TEST

/* Looks for a place on the screen. */
static bool place_of(enum view_place place, bool label, int *row, int *column)
{
    for (*row = 0; *row < host.rows; ++*row)
        for (*column = 0; *column < host.columns; ++*column) {
            struct view_hit hit = view_hit(host_view(), *row, *column, host.columns, host.rows);
            if (hit.place == place && (label ? hit.t_ns < 0 && hit.lane >= 0 : hit.t_ns > 0))
                return true;
        }
    return false;
}

START_TEST(a_click_moves_the_playhead_and_a_label_selects)
{
    int row, column;
    host_open_run();
    host_keys(&host, "v");
    ck_assert(place_of(VIEW_PLACE_TIMELINE, false, &row, &column));
    column += 20;
    struct view_hit hit = view_hit(host_view(), row, column, host.columns, host.rows);
    host_mouse(&host, INPUT_PRESS, row, column);
    host_mouse(&host, INPUT_RELEASE, row, column);
    ck_assert_int_eq(host_player()->t_ns, hit.t_ns);
    ck_assert(place_of(VIEW_PLACE_TIMELINE, true, &row, &column));
    hit = view_hit(host_view(), row, column, host.columns, host.rows);
    host_mouse(&host, INPUT_PRESS, row, column);
    host_mouse(&host, INPUT_RELEASE, row, column);
    ck_assert_int_eq(host_view()->lane, hit.lane);
    ck_assert_int_eq(host_view()->overlay, VIEW_NOTHING);
    host_mouse(&host, INPUT_PRESS, row, column);
    host_mouse(&host, INPUT_RELEASE, row, column);
    ck_assert_int_eq(host_view()->overlay, VIEW_DETAILS);
}
END_TEST

START_TEST(a_drag_pans_and_the_wheel_zooms)
{
    int row, column;
    host_open_run();
    host_keys(&host, "v + +");
    ck_assert(place_of(VIEW_PLACE_TIMELINE, false, &row, &column));
    struct view_window before = host_view()->window;
    host_mouse(&host, INPUT_PRESS, row, column + 20);
    host_mouse(&host, INPUT_DRAG, row, column + 10);
    host_mouse(&host, INPUT_RELEASE, row, column + 10);
    ck_assert(host_view()->window.from_ns != before.from_ns);
    ck_assert_int_eq(host_player()->t_ns, 0);
    before = host_view()->window;
    host_mouse(&host, INPUT_WHEEL_UP, row, column + 10);
    ck_assert(host_view()->window.column_ns < before.column_ns);
    host_mouse(&host, INPUT_WHEEL_DOWN, row, column + 10);
    host_keys(&host, "m");
    host_mouse(&host, INPUT_WHEEL_DOWN, row, column);
    ck_assert_int_eq(host_view()->menu.chosen, 1);
}
END_TEST

/* ---- pasted text ---- */

/* Each key of the player is in it: an editor, an export, another model, the end. */
START_TEST(pasted_text_runs_no_keys)
{
    char *before;
    host_open_run();
    before = screen_copy();
    host_paste(&host, "e x m r G q 9 :quit\n\t/");
    ck_assert_int_eq(host.edits, 0);
    ck_assert_int_eq(host.starts, 1);
    ck_assert_int_eq(host.quits, 0);
    ck_assert_int_eq(host_player()->t_ns, 0);
    ck_says("pasted text runs no keys");
    host_keys(&host, "v v"); /* takes the words away */
    ck_assert_str_eq(host_screen(&host), before);
    host_keys(&host, "?");
    host_paste(&host, "q");
    ck_assert(host_shows(&host, "slower, faster"));
    free(before);
}
END_TEST

START_TEST(pasted_lines_are_typed_as_one)
{
    host_open_run();
    host_keys(&host, ":");
    host_paste(&host, "\n goto\r\n\n\t120ms\n");
    ck_assert_str_eq(strbuf_str(&app_typed(host.app)->text), " goto 120ms");
    ck_assert_int_eq(host_player()->t_ns, 0); /* the line end has not entered it */
    host_keys(&host, "esc :");
    host_paste(&host, "120");
    host_paste(&host, "ms\n"); /* in two parts */
    host_keys(&host, "left left");
    host_paste(&host, "\n5\n");
    ck_assert_str_eq(strbuf_str(&app_typed(host.app)->text), "1205ms");
    host_keys(&host, "esc");
    ck_assert_int_eq(host.quits, 0);
}
END_TEST

START_TEST(pasted_text_filters_the_browser)
{
    host_begin(&host, 80, 24);
    host_paste(&host, "\ntwo\nwaits\n");
    ck_assert_str_eq(host_browser()->filter, "two waits");
    ck_assert_int_eq(host.starts, 0);
}
END_TEST

static Suite *app_suite(void)
{
    Suite *suite = suite_create("app");
    TCase *opening = tcase_create("opening");
    TCase *playback = tcase_create("playback");
    TCase *overlays = tcase_create("overlays");
    TCase *mouse = tcase_create("mouse");
    TCase *pasting = tcase_create("pasting");
    tcase_add_checked_fixture(opening, host_setup, host_teardown);
    tcase_add_test(opening, a_scenario_is_run_when_it_is_opened);
    tcase_add_test(opening, a_file_with_an_error_is_not_opened);
    tcase_add_test(opening, what_is_set_on_the_command_line_is_checked);
    tcase_add_test(opening, to_follow_a_run_is_to_be_at_its_end);
    tcase_add_test(opening, a_run_that_fails_says_so);
    suite_add_tcase(suite, opening);
    tcase_add_checked_fixture(playback, host_setup, host_teardown);
    tcase_add_test(playback, space_plays_to_the_end_and_then_the_clock_is_still);
    tcase_add_test(playback, the_machine_and_python_stand_in_place_of_the_lanes);
    tcase_add_test(playback, python_is_of_the_run_that_is_shown);
    tcase_add_test(playback, a_chip_is_selected_by_a_click);
    tcase_add_test(playback, a_still_screen_asks_for_nothing);
    tcase_add_test(playback, movement_ends_and_its_last_frame_is_drawn);
    tcase_add_test(playback, without_movement_the_clock_and_the_playhead_stand_between_hand_offs);
    tcase_add_loop_test(playback, steps_and_back_show_the_same_screens, 0,
                        (int)(sizeof step_keys / sizeof *step_keys));
    tcase_add_test(playback, to_seek_is_to_have_stepped);
    tcase_add_test(playback, jumps_go_where_they_say);
    tcase_add_test(playback, no_cause_says_why);
    tcase_add_test(playback, search_goes_on_and_round);
    tcase_add_test(playback, the_lane_has_to_be_selected_first);
    tcase_add_test(playback, a_resize_there_and_back_shows_the_same_screen);
    suite_add_tcase(suite, playback);
    tcase_add_checked_fixture(overlays, host_setup, host_teardown);
    tcase_add_test(overlays, help_opens_and_closes);
    tcase_add_test(overlays, what_is_scrolled_to_its_end_comes_back_at_once);
    tcase_add_test(overlays, the_cursor_stands_where_one_types);
    tcase_add_test(overlays, the_hidden_cursor_is_where_one_is_to_read);
    tcase_add_test(overlays, details_stay_while_one_steps);
    tcase_add_test(overlays, a_lock_is_chosen_by_name);
    tcase_add_test(overlays, a_lock_that_is_gone_is_not_chosen);
    suite_add_tcase(suite, overlays);
    tcase_add_checked_fixture(mouse, host_setup, host_teardown);
    tcase_add_test(mouse, the_mouse_is_turned_off_for_selecting_text);
    tcase_add_test(mouse, a_click_moves_the_playhead_and_a_label_selects);
    tcase_add_test(mouse, a_drag_pans_and_the_wheel_zooms);
    suite_add_tcase(suite, mouse);
    tcase_add_checked_fixture(pasting, host_setup, host_teardown);
    tcase_set_timeout(pasting, 60);
    tcase_add_test(pasting, pasted_text_runs_no_keys);
    tcase_add_test(pasting, pasted_lines_are_typed_as_one);
    tcase_add_test(pasting, pasted_text_filters_the_browser);
    suite_add_tcase(suite, pasting);
    return suite;
}

CHECK_MAIN(app_suite)
