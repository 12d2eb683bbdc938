/* Runs in the application: other models, values and files, runs that last, saved traces, the
 * browser and the compare view. */
#include "config.h"

#include "app/app.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "check_main.h"
#include "course/course.h"
#include "hand.h"
#include "app_host.h"

/* ---- other runs ---- */

START_TEST(another_model_keeps_the_place)
{
    host_open_run();
    host_keys(&host, "j v t ] ] g '300ms enter m");
    ck_assert_int_eq(host_view()->overlay, VIEW_MENU);
    ck_assert_int_eq(host_view()->menu.count, MODEL_COUNT);
    ck_assert_int_eq(host_view()->menu.current, 0);
    ck_assert_ptr_nonnull(strstr(host_view()->menu.items[0], "coroutines"));
    ck_assert_ptr_nonnull(strstr(host_view()->menu.items[1], "blocking"));
    int speed = host_player()->speed;
    host_keys(&host, "down enter");
    ck_assert_int_eq(host.starts, 2);
    ck_assert_int_eq(host.model, MODEL_BLOCKING);
    host_screen(&host);
    ck_assert_str_eq(host_view()->model, "coroutines");
    app_progress(host.app, host.number, "running", -1, 3 * NS_PER_S);
    host_screen(&host);
    ck_assert_str_eq(host_view()->recording, "running 3.0 s");
    host_give(&host, hand_two_blocking());
    host_screen(&host);
    ck_assert_str_eq(host_view()->model, "blocking");
    ck_assert_str_eq(host_view()->before_model, "coroutines");
    ck_assert_ptr_null(host_view()->recording);
    ck_assert_int_eq(host_player()->t_ns, 300 * NS_PER_MS);
    ck_assert_int_eq(host_player()->speed, speed);
    ck_assert_int_eq(host_view()->window.axis, VIEW_HANDOFFS);
    ck_assert(!host_player()->curtain);
    ck_assert_str_eq(host_player()->story->timeline->lanes[host_view()->lane].name, "one");
    host_keys(&host, "r");
    host_give(&host, hand_two_blocking());
    host_screen(&host);
    ck_assert_str_eq(host_view()->before_model, "coroutines");
}
END_TEST

START_TEST(a_model_that_lacks_something_says_what)
{
    host_put(&host, HOST_PATH,
             "scenario \"x\"\nmodel coroutines\ntask a:\n    io 1ms then:\n        say \"x\"\n");
    host_open_player();
    host_keys(&host, "m");
    bool lacks = false;
    for (int i = 0; i < host_view()->menu.count; i++)
        lacks = lacks || strstr(host_view()->menu.items[i], "not this file: line ");
    host_keys(&host, "end enter");
    if (lacks)
        ck_says("not under");
    ck_assert_int_eq(host.starts, lacks ? 1 : 2);
}
END_TEST

START_TEST(a_value_is_set_and_runs_again)
{
    host_open_run();
    host_keys(&host, ": 'set_switch_interval_500us enter");
    ck_assert_int_eq(host.starts, 2);
    ck_assert_str_eq(host.sets, "switch interval=500us");
    host_give(&host, hand_two_coroutines());
    host_screen(&host);
    ck_assert_str_eq(host_view()->model, "coroutines, switch interval=500us");
    ck_assert_str_eq(host_view()->before_model, "coroutines");
    host_keys(&host, ": 'set_workers_2 enter");
    ck_assert_str_eq(host.sets, "switch interval=500us workers=2");
    host_keys(&host, ": 'set_workers=4 enter");
    ck_assert_str_eq(host.sets, "switch interval=500us workers=4");
    host_keys(&host, ": 'set enter");
    ck_says("switch interval=500us, workers=4");
    ck_assert_int_eq(host.starts, 4);
    host_keys(&host, ": 'set_switch_interval_soon enter");
    ck_says("switch interval: ");
    host_keys(&host, ": 'set_wokers_2 enter");
    ck_says("did you mean `workers`?");
    ck_assert_int_eq(host.starts, 4);
}
END_TEST

static const char goal[] =
    "scenario \"x\"\nmodel threads\nshared n = 0\nlock door\ntask one:\n    with door:\n"
    "        n = 3\ntask two:\n    with door:\n        n = 4\n"
    "expect threads some schedule:\n    value n == 3\n";

/* What hand_choices() adds: that a limit of one can be over; tasks that wait, and one that can. */
static bool late_too, waits_for_condition;
static uint32_t many_wait;

static void hand_more_choices(struct trace *trace)
{
    if (late_too)
        hand(trace, 20, CHOICE, .who = 101, .detail = TRACE_ACT_LATE, .arg = 1);
    if (waits_for_condition)
        hand(trace, 20, CHOICE, .who = 3, .detail = TRACE_ACT_WAKE, .value = 1,
             .reason = TRACE_BY_CONDITION, .arg = 1);
    for (uint32_t id = 3; id < 3 + many_wait; id++)
        hand(trace, 20, CHOICE, .who = id, .detail = TRACE_ACT_WRITE, .value = 3,
             .reason = id < 2 + many_wait ? TRACE_BY_LOCK : TRACE_BY_NONE);
}

/* Two tasks stand: one has a move, two waits for nobody knows whom. */
static struct trace *hand_choices(const char *line, bool over)
{
    struct trace *trace = hand_new("threads");
    trace_set_source(trace, HOST_PATH, goal, sizeof goal - 1);
    struct strbuf meta = STRBUF_INIT;
    strbuf_addf(&meta, "schedule=%s", line);
    hand_meta(trace, strbuf_str(&meta));
    strbuf_release(&meta);
    hand_meta(trace, "shared=n");
    hand_meta(trace, "object=lock door");
    hand_meta(trace, "object=condition open");
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 0, 2, "two");
    for (uint32_t id = 3; id < 3 + many_wait + waits_for_condition; id++) {
        char name[16];
        snprintf(name, sizeof name, "t%u", id);
        hand_task(trace, 0, id, name);
    }
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 10, TASK_BEGIN, .who = 2, .arg = 8);
    if (!over) {
        hand(trace, 20, CHOICE, .who = 1, .detail = TRACE_ACT_WRITE, .value = 3);
        hand(trace, 20, CHOICE, .who = 2, .detail = TRACE_ACT_TAKE, .reason = TRACE_BY_LOCK);
        hand_more_choices(trace);
    }
    hand_event(trace, 21,
               (struct trace_event){.kind = TRACE_RUN_END,
                                    .detail = over ? TRACE_RESULT_OK : TRACE_RESULT_STOPPED,
                                    .arg = over ? TRACE_ENDING_NONE : TRACE_ENDING_STANDS},
               NULL);
    hand(trace, 22, SHARED_FINAL, .value = 3);
    trace_finish(trace);
    return trace;
}

START_TEST(who_is_the_scheduler_chooses_each_move)
{
    host_put(&host, HOST_PATH, goal);
    host_open_player();
    host_give(&host, hand_choices("", false));
    host_keys(&host, "s");
    ck_assert_int_eq(host.starts, 2);
    ck_assert_str_eq(host.sets, "schedule=stands");
    host_give(&host, hand_choices("", false));
    ck_assert(host_shows(&host, "1 one: write 3 to n"));
    ck_assert(host_shows(&host, "2 two waits for the lock door"));
    ck_assert(host_shows(&host, "your move"));
    host_keys(&host, "2");
    ck_says("two waits for the lock door");
    host_keys(&host, "9");
    ck_says("9 has no move");
    ck_assert_int_eq(host.starts, 2);
    host_keys(&host, "b");
    ck_says("2 ends are left: n == 4; n == 3");
    host_keys(&host, "H");
    ck_says("to n == 3: 2x2.1x2");
    host_keys(&host, "E");
    ck_says("from here 2 schedules");
    ck_assert_int_eq(host.starts, 2);
    host_keys(&host, "1");
    ck_assert_int_eq(host.starts, 3);
    ck_assert_str_eq(host.sets, "schedule=1 stands");
    host_give(&host, hand_choices("1", false));
    host_keys(&host, "1");
    ck_assert_str_eq(host.sets, "schedule=1x2 stands");
    host_give(&host, hand_choices("1x2", true));
    ck_assert_int_eq(host_player()->t_ns, host_player()->story->end_ns);
    host_screen(&host);
    ck_says("reached: n == 3, with 0 preemptions");
    host_keys(&host, "1");
    ck_says("the run is over");
    host_keys(&host, "u");
    ck_assert_str_eq(host.sets, "schedule=1 stands");
    host_give(&host, hand_choices("1", false));
    host_keys(&host, "u");
    host_give(&host, hand_choices("", false));
    host_keys(&host, "u");
    ck_says("there is no move to take back");
    host_keys(&host, "S");
    ck_says("a move is a statement now");
    host_keys(&host, "1"); /* taking the lock is one of its own */
    ck_assert_str_eq(host.sets, "schedule=1 stands");
    host_give(&host, hand_choices("1", false));
    host_keys(&host, "u S");
    ck_says("a move is an access again");
    host_give(&host, hand_choices("", false));
    host_keys(&host, "s");
    ck_says("the machine decides again");
    host_keys(&host, "r");
    ck_assert_str_eq(host.sets, "");
    host_give(&host, hand_choices("", true));
    host_keys(&host, ": 'schedule_1.2.1 enter");
    ck_assert_str_eq(host.sets, "schedule=1.2.1");
    host_keys(&host, ": 'schedule_1. enter");
    ck_says("character 3: the number of a lane is missing");
}
END_TEST

/* The goal is said from the start on, help comes in two steps, and what is won is kept. */
START_TEST(a_level_is_won_and_kept)
{
    static const char lines[] =
        "chapter \"x\"\nlesson two-waits\nexercise \"find\"\n    text\n        t\n    hint\n"
        "        Who writes\n        last? He has read before the other has written, and comes to "
        "write\n"
        "        when there is nobody left beside him who could go on.\n"
        "    goal\n        expect threads:\n"
        "            ask \"By which?\" schedule\n            value n == 3\n";
    struct course course = {0};
    struct strbuf problem = STRBUF_INIT;
    ck_assert(course_read(&course, "x", lines, sizeof lines - 1, &problem));
    host_put(&host, HOST_PATH, goal);
    host_open(&(struct app_settings){.colours = GRID_256_COLOURS,
                                     .still = true,
                                     .course = &course,
                                     .learner_folder = "copies",
                                     .progress_path = "progress"},
              120, 30);
    host_screen(&host);
    ck_assert(host_shows(&host, "A level. Bring it to n == 3. Press s:"));
    host_give(&host, hand_choices("", false));
    host_keys(&host, "s");
    host_give(&host, hand_choices("", false));
    host_screen(&host);
    ck_assert(host_shows(&host, "Bring it to n == 3. Whose move is it?"));
    ck_assert(!host_shows(&host, "expect threads some schedule"));
    host_keys(&host, "H");
    ck_says(
        "Who writes last? He has read before the other has written, and comes to write when there "
        "is nobody left beside him who could go on. (H again: the way)");
    host_screen(&host); /* more than the last row holds */
    ck_assert(host_shows(&host, "could go on. (H again: the way)"));
    host_keys(&host, "H");
    ck_says("to n == 3: 2x2.1x2 (type 2211)");
    host_keys(&host, "1");
    host_give(&host, hand_choices("1", false));
    host_screen(&host);
    ck_assert(host_shows(&host, "So far 1."));
    ck_assert(host_shows(&host, "u take back"));
    ck_assert(!strstr(host.written ? host.written : "", "solved"));
    host_keys(&host, "1");
    host_give(&host, hand_choices("1x2", true));
    host_screen(&host);
    ck_says("you have won: n == 3, with 0 preemptions");
    ck_assert_str_eq(host.written_path, "progress");
    ck_assert_ptr_nonnull(strstr(host.written, "solved two-waits-1\n"));
    app_free(host.app);
    host.app = NULL;
    course_release(&course);
}
END_TEST

/* A lane that has no digit is typed, or several moves at once; the end of a time limit has such a
 * number, too. */
START_TEST(a_lane_without_a_digit_is_typed)
{
    host_put(&host, HOST_PATH, goal);
    host_open_player();
    host_give(&host, hand_choices("", false));
    host_keys(&host, "s");
    host_give(&host, hand_choices("", false));
    ck_assert(!host_shows(&host, "0 type who"));
    host_keys(&host, "0 '12 enter");
    ck_says("12 has no move");
    host_keys(&host, "0 '2 enter");
    ck_says("two waits for the lock door");
    host_keys(&host, "0 '1. enter");
    ck_says("'1.': character 3: the number of a lane is missing");
    host_keys(&host, "0 '101 esc");
    ck_assert_int_eq(host.starts, 2);
    late_too = true;
    host_keys(&host, "0 '1 enter");
    ck_assert_str_eq(host.sets, "schedule=1 stands");
    host_give(&host, hand_choices("1", false));
    ck_assert(host_shows(&host, "101 one: the time of its limit is over"));
    ck_assert(host_shows(&host, "0 type who"));
    host_keys(&host, "0 '101 enter");
    ck_assert_str_eq(host.sets, "schedule=1.101 stands");
    host_give(&host, hand_choices("1.101", false));
    host_keys(&host, "u");
    ck_assert_str_eq(host.sets, "schedule=1 stands");
    host_give(&host, hand_choices("1", false));
    host_keys(&host, "0 '1.2x3 enter");
    ck_assert_str_eq(host.sets, "schedule=1x2.2x3 stands");
    late_too = false;
}
END_TEST

/* W: who waits for a condition may go on without a signal. */
START_TEST(a_wait_may_return_by_itself)
{
    waits_for_condition = true;
    host_put(&host, HOST_PATH, goal);
    host_open_player();
    host_give(&host, hand_choices("", false));
    host_keys(&host, "s");
    host_give(&host, hand_choices("", false));
    ck_assert(host_shows(&host, "3 t3 waits for the condition open"));
    host_keys(&host, "3");
    ck_says("t3 waits for the condition open");
    host_keys(&host, "W");
    ck_says("a wait for a condition may return by itself now");
    ck_assert(host_shows(&host, "3 t3: return from the condition open by itself, with its lock"));
    ck_assert_int_eq(host.starts, 2);
    host_keys(&host, "3");
    ck_assert_str_eq(host.sets, "schedule=3 stands");
    host_give(&host, hand_choices("3", false));
    host_keys(&host, "W");
    ck_says("a wait for a condition needs a signal again");
    ck_assert(host_shows(&host, "3 t3 waits for the condition open"));
    waits_for_condition = false;
}
END_TEST

/* Of more than there is room for those with a move stand first, and it is said that there are more.
 */
START_TEST(whose_the_move_may_be_is_cut_off_behind_those_who_can)
{
    host_put(&host, HOST_PATH, goal);
    host_open_player();
    host_give(&host, hand_choices("", false));
    host_keys(&host, "s");
    many_wait = 12;
    host_give(&host, hand_choices("", false));
    host_size(&host, 80, 24);
    host_screen(&host);
    ck_assert(host_shows(&host, "1 one: write 3 to n"));
    ck_assert(host_shows(&host, "14 t14: write 3 to n"));
    ck_assert(host_shows(&host, "and 8 more"));
    many_wait = 0;
    host_keys(&host, ": 'schedule_1x2.2x3.1x4.2x5.1x6.2x7.1x8 enter");
    host_give(&host, hand_choices("1x2.2x3.1x4.2x5.1x6.2x7.1x8", false));
    host_screen(&host);
    ck_assert(host_shows(&host, "So far 1x2.2x3.1x4.2x5.1x6.2x7.1x8. Whose move"));
    ck_assert(host_shows(&host, "2 two waits for the lock door"));
    host_keys(&host, ": 'schedule_1x2.2x3.1x4.2x5.1x6.2x7.1x8.2x9 enter");
    host_give(&host, hand_choices("1x2.2x3.1x4.2x5.1x6.2x7.1x8.2x9", false));
    host_screen(&host);
    ck_assert(host_shows(&host, "So far \u2026.2x3.1x4.2x5.1x6.2x7.1x8.2x9. Whose move"));
}
END_TEST

/* Of an addition twice in a row, in one line, each is one. */
START_TEST(a_move_of_the_scheduler_may_be_a_statement)
{
    host_put(&host, HOST_PATH,
             "scenario \"x\"\nmodel threads\nshared n = 0\ntask one:\n    repeat 2:\n"
             "        n += 1\ntask two:\n    n = 4\n");
    host_open_player();
    host_give(&host, hand_choices("", false));
    host_keys(&host, "s");
    host_give(&host, hand_choices("", false));
    host_keys(&host, "S 1");
    ck_assert_str_eq(host.sets, "schedule=1x2 stands");
    host_give(&host, hand_choices("1x2", false));
    host_keys(&host, "1");
    ck_assert_str_eq(host.sets, "schedule=1x4 stands");
    host_give(&host, hand_choices("1x4", false));
    host_keys(&host, "u");
    ck_assert_str_eq(host.sets, "schedule=1x2 stands");
    host_give(&host, hand_choices("1x2", false));
    host_keys(&host, "S 1");
    ck_assert_str_eq(host.sets, "schedule=1x3 stands");
    host_give(&host, hand_choices("1x3", false));
    host_keys(&host, "S u");
    ck_assert_str_eq(host.sets, "schedule=1x2 stands");
}
END_TEST

/* What the hint says is to be typed is what leads there: as many keys as statements, or, where one
 * is cut in two, S before. */
START_TEST(a_hint_counts_statements_where_a_key_is_one)
{
    static const struct {
        const char *wanted, *accesses, *statements;
    } rows[] = {{"2", "to n == 2: 1x2.2x2 (type 1122)", "to n == 2: 1x2.2x2 (type 12)"},
                {"1", "(type 1221)", "(S, then type 1221)"}};
    char text[400];
    snprintf(text, sizeof text,
             "scenario \"x\"\nmodel threads\nshared n = 0\ntask one:\n    n += 1\n"
             "task two:\n    n += 1\nexpect threads some schedule:\n    value n == %s\n",
             rows[_i].wanted);
    host_put(&host, HOST_PATH, text);
    host_open_player();
    host_give(&host, hand_choices("", false));
    host_keys(&host, "s");
    host_give(&host, hand_choices("", false));
    host_keys(&host, "H");
    ck_says(rows[_i].accesses);
    host_keys(&host, "S H");
    ck_says(rows[_i].statements);
    host_keys(&host, "S H");
    ck_says(rows[_i].accesses);
}
END_TEST

START_TEST(a_changed_file_runs_again_and_an_error_keeps_the_last_run)
{
    char *longer = mem_alloc(strlen(host_two_waits) + 40);
    host_open_run();
    host_keys(&host, "g '300ms enter");
    app_changed(host.app, HOST_PATH, host.now_ns);
    ck_assert_int_eq(host.starts, 1);
    host_put(&host, HOST_PATH, "scenario \"x\"\ntask a:\n    sey \"1\"\n");
    app_changed(host.app, HOST_PATH, host.now_ns);
    ck_assert_int_eq(host.starts, 1);
    host_screen(&host);
    ck_assert_ptr_nonnull(strstr(host_view()->errors, HOST_PATH ":3:5: error: "));
    ck_assert_int_eq(host_player()->t_ns, 300 * NS_PER_MS);
    host_keys(&host, "e");
    ck_assert_int_eq(host.edit_line, 3);
    ck_assert_str_eq(host.edited, HOST_PATH);
    host_keys(&host, "m r c");
    ck_assert_int_eq(host.starts, 1);
    strcpy(longer, host_two_waits);
    strcat(longer, "# more\n");
    host_put(&host, HOST_PATH, longer);
    app_changed(host.app, HOST_PATH, host.now_ns);
    ck_assert_int_eq(host.starts, 2);
    host_screen(&host);
    ck_assert_ptr_null(host_view()->errors);
    host_put(&host, HOST_PATH, NULL);
    app_changed(host.app, HOST_PATH, host.now_ns);
    ck_says("Permission denied");
    app_changed(host.app, "another", host.now_ns);
    free(longer);
}
END_TEST

/* It said "waits for the device, keeps ". */
START_TEST(with_another_setting_a_task_keeps_its_stack_as_before)
{
    host_open_run();
    host_keys(&host, ": 'set_workers=2 enter");
    host_give(&host, hand_two_coroutines());
    host_screen(&host);
    ck_assert_str_eq(host_view()->model, "coroutines, workers=2");
    ck_assert_int_eq(host_view()->model_id, MODEL_COROUTINES);
}
END_TEST

START_TEST(what_a_changed_file_cannot_have_is_given_up)
{
    struct strbuf problem = STRBUF_INIT;
    const char *const sets[] = {"counter=5", "workers=2"};
    host_put(&host, HOST_PATH,
             "scenario \"x\"\nmodel gil\nshared counter = 1\ntask a:\n    counter += 1\n");
    host_begin(&host, 100, 30);
    ck_assert_msg(app_open_scenario(host.app, HOST_PATH, MODEL_THREADS, sets, 2, &problem), "%s",
                  strbuf_str(&problem));
    ck_assert_str_eq(host.sets, "counter=5 workers=2");
    host_give(&host, hand_two_threads());
    host_put(&host, HOST_PATH, "scenario \"x\"\nmodel gil\ntask a:\n    say \"1\"\n");
    app_changed(host.app, HOST_PATH, host.now_ns);
    ck_says("counter=5 is no longer set");
    ck_assert_str_eq(host.sets, "workers=2");
    ck_assert_int_eq(host.model, MODEL_THREADS);
    ck_assert_int_eq(host.starts, 2);
    strbuf_release(&problem);
}
END_TEST

START_TEST(the_editor_opens_at_the_playhead)
{
    host_open_run();
    host_keys(&host, "right e");
    ck_assert_int_eq(host.edits, 1);
    ck_assert_int_ge(host.edit_line, 4);
}
END_TEST

START_TEST(without_movement_a_run_goes_on_once_a_second)
{
    host_open(&(struct app_settings){.still = true, .follow = true}, 100, 30);
    host_give_live(30);
    int64_t end_ns = host_player()->t_ns;
    ck_assert_int_gt(end_ns, 0);
    host_keys(&host, "@500");
    host_give_live(60);
    ck_assert_int_eq(host_player()->t_ns, end_ns);
    host_keys(&host, "@600");
    host_give_live(90);
    ck_assert_int_gt(host_player()->t_ns, end_ns);
    host_give(&host, hand_two_coroutines()); /* the end is shown at once */
    ck_assert(!host_player()->story->live);
}
END_TEST

/* Nobody has told of the change: the file cannot be watched, or lies on another machine. */
START_TEST(what_is_run_is_the_file_as_it_is_now)
{
    static const char *const scripts[] = {
        "r", ": 'run enter", "m enter", ": 'set_workers=2 enter", ": 'model_polling enter", "c"};
    char *longer = mem_alloc(strlen(host_two_waits) + 40);
    host_open_run();
    for (int i = 0; i < (int)(sizeof scripts / sizeof *scripts); i++) {
        sprintf(longer, "%s# change %d\n", host_two_waits, i);
        host_put(&host, HOST_PATH, longer);
        host_keys(&host, scripts[i]);
        ck_assert_int_eq(host.starts, 2 + i);
        ck_assert_str_eq(host.source, longer);
        host_give(&host, hand_two_coroutines());
    }
    host_put(&host, HOST_PATH, "scenario \"x\"\ntask a:\n    sey \"1\"\n");
    int starts = host.starts;
    host_keys(&host, "r");
    ck_assert_int_eq(host.starts, starts);
    ck_says("the file has an error in line 3");
    free(longer);
}
END_TEST

START_TEST(a_deleted_file_is_told_and_played_as_it_was)
{
    host_open_run();
    host_put(&host, HOST_PATH, NULL);
    host_find(&host, HOST_PATH)->error = -ENOENT;
    app_changed(host.app, HOST_PATH, host.now_ns);
    ck_says("the file was deleted");
    ck_assert(host_shows(&host, " file deleted "));
    host_keys(&host, "v");
    ck_assert(host_shows(&host, " file deleted ")); /* longer than the message */
    host_keys(&host, "r");
    ck_says("the file was deleted");
    ck_assert_int_eq(host.starts, 2);
    ck_assert_str_eq(host.source, host_two_waits);
    host_put(&host, HOST_PATH, host_two_waits);
    app_changed(host.app, HOST_PATH, host.now_ns);
    ck_assert(app_is_stale(host.app));
    ck_says("the file is there again");
    ck_assert(!host_shows(&host, "deleted"));
    ck_assert_int_eq(host.starts, 2); /* it is the same */
}
END_TEST

START_TEST(a_file_that_cannot_be_watched_is_said_to_be)
{
    host.unwatched = "too much is watched";
    host_open_player();
    ck_says("changes of the file are not noticed: too much is watched; r reads it again");
    host_keys(&host, "v");
    ck_assert(host_shows(&host, " file not watched "));
    host.unwatched = NULL;
    ck_assert(!host_shows(&host, "not watched"));
}
END_TEST

START_TEST(where_there_is_nothing_to_edit_it_says_why)
{
    host_open_run();
    host.no_edit = "there is no file to edit";
    host_keys(&host, "e");
    ck_says("there is no file to edit");
}
END_TEST

/* ---- a run that lasts ---- */

START_TEST(a_run_that_lasts_is_followed)
{
    host_open_player();
    host_keys(&host, "a"); /* movement: each story is shown */
    host_give_live(1000);
    host_keys(&host, "end");
    ck_assert(host_player()->following);
    host_give_live(50000);
    ck_assert_int_eq(host_player()->t_ns, host_player()->story->end_ns);
    ck_assert_int_ge(host_player()->t_ns, 49 * NS_PER_MS);
    host_keys(&host, "left");
    int64_t t_ns = host_player()->t_ns;
    host_give_live(90000);
    ck_assert_int_eq(host_player()->t_ns, t_ns);
    host_give(&host, hand_two_coroutines());
    ck_assert_int_eq(host_player()->t_ns, t_ns);
    ck_assert(!host_player()->story->live);
    ck_assert_ptr_null(host_view()->before);
}
END_TEST

START_TEST(what_one_looks_at_stays_while_the_run_lasts)
{
    host_open_player();
    host_give_live(300000);
    host_keys(&host, "v + + + + l*5");
    struct view_window window = host_view()->window;
    host_give_live(310000);
    host_keys(&host, "j");
    ck_assert_int_eq(host_view()->window.from_ns, window.from_ns);
    host_keys(&host, "right");
    ck_assert_int_ne(host_view()->window.from_ns, window.from_ns);
}
END_TEST

START_TEST(the_old_run_stays_until_the_new_one_has_come_as_far)
{
    host_open_run();
    host_keys(&host, "g '300ms enter r");
    host_give_live(1000);
    ck_assert(!host_player()->story->live);
    ck_assert_int_eq(host_player()->t_ns, 300 * NS_PER_MS);
    host_give_live(400000);
    ck_assert(host_player()->story->live);
    ck_assert_int_eq(host_player()->t_ns, 300 * NS_PER_MS);
}
END_TEST

START_TEST(stories_of_runs_that_are_forgotten_are_dropped)
{
    host_open_run();
    host_keys(&host, "r");
    int old = host.number;
    host_keys(&host, "r");
    ck_assert_int_ne(host.number, old);
    app_story(host.app, old, story_new(hand_two_blocking(), NULL, NULL), host.now_ns);
    app_failed(host.app, old, "no");
    app_progress(host.app, old, "running", 10, 0);
    ck_assert_str_eq(host_message(), "");
    host_screen(&host);
    ck_assert_str_eq(host_view()->model, "coroutines");
}
END_TEST

/* ---- saved traces ---- */

START_TEST(a_saved_trace_is_played_but_not_run)
{
    host_begin(&host, 100, 30);
    app_open_trace(host.app, "saved.trace");
    ck_assert_str_eq(host.trace, "saved.trace");
    app_progress(host.app, host.number, "reading", 40, 0);
    host_screen(&host);
    ck_assert_str_eq(host_view()->recording, "reading 40%");
    host_give(&host, hand_two_coroutines());
    host_screen(&host);
    ck_assert_str_eq(host_view()->model, "coroutines");
    host_keys(&host, "right right");
    ck_assert_int_gt(host_player()->t_ns, 0);
    static const char *const keys[] = {
        "m", "r", "e", "c", ": 'set_workers_2 enter", ": 'model_gil enter"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        host_keys(&host, keys[i]);
        ck_says("this is a saved trace: ");
    }
    ck_assert_int_eq(host.starts, 1);
    ck_assert_int_eq(host.edits, 0);
    host_keys(&host, "q");
    ck_assert_int_eq(host.quits, 1);
}
END_TEST

/* What a program does is real: it is recorded again when somebody says so, and not by itself. */
START_TEST(a_program_is_recorded_again_on_demand)
{
    host_begin(&host, 100, 30);
    app_open_program(host.app, "crawl.py");
    ck_assert_str_eq(host.trace, "crawl.py");
    ck_assert_str_eq(host.watched, "crawl.py");
    host_give(&host, hand_two_gil());
    host_keys(&host, "right right");
    int64_t before_ns = host_player()->t_ns;
    ck_assert_int_gt(before_ns, 0);
    app_changed(host.app, "crawl.py", host.now_ns);
    ck_says("the program was saved: r records it again, with all that it does");
    ck_assert_int_eq(host.recordings, 0);
    app_changed(host.app, "util.py", host.now_ns);
    host_keys(&host, "r");
    ck_assert_int_eq(host.recordings, 1);
    ck_assert_str_eq(host.recorded, "crawl.py");
    ck_assert_int_eq(host.starts, 1);
    app_recorded(host.app, host.now_ns);
    ck_assert_int_eq(host.starts, 2);
    host_give(&host, hand_two_blocking());
    host_screen(&host);
    ck_assert_str_eq(host_view()->model, "blocking");
    host_keys(&host, "e");
    ck_assert_int_eq(host.edits, 1);
    ck_assert_str_eq(host.edited, "crawl.py");
    host_keys(&host, "m");
    ck_says("this is a program of your own: it runs as it is");
    host_keys(&host, "c");
    ck_says("this is a program of your own: ");
    ck_assert_int_eq(host.recordings, 1);
}
END_TEST

/* ---- the browser ---- */

static void open_browser(void)
{
    host_put(&host, "lessons/02-gil.baton",
             "scenario \"One lock\"\nabout \"Who has it runs.\"\nmodel gil\n"
             "task a:\n    compute 1ms\n");
    host_put(&host, "lessons/03-wrong.baton", "scenario \"x\"\ntask a:\n    sey \"1\"\n");
    host_put(&host, "lessons/04-gone.baton", NULL);
    host_begin(&host, 100, 30);
}

START_TEST(the_browser_lists_filters_and_plays)
{
    open_browser();
    ck_assert(host_shows(&host, "02-gil"));
    ck_assert(host_shows(&host, "Two waits"));
    host_keys(&host, "'HAS_lock");
    ck_assert_int_eq(host_browser()->count, 1);
    ck_assert(host_shows(&host, "One lock"));
    ck_assert(!host_shows(&host, "Two waits"));
    host_keys(&host, "'xyz");
    ck_assert_int_eq(host_browser()->count, 0);
    ck_assert(host_shows(&host, "xyz"));
    host_keys(&host, "enter");
    ck_says("no scenario is left");
    host_keys(&host, "backspace*3");
    ck_assert_int_eq(host_browser()->count, 1);
    host_keys(&host, "enter");
    ck_assert_str_eq(host.name, "lessons/02-gil.baton");
    ck_assert_int_eq(host.model, MODEL_GIL);
    host_keys(&host, "q");
    ck_assert_int_eq(host.quits, 0);
    ck_assert(!host.runs);
    ck_assert_ptr_null(host.watched);
    ck_assert(host_shows(&host, "One lock"));
    host_keys(&host, "esc");
    ck_assert_int_eq(host_browser()->count, 4);
    ck_assert_str_eq(host_browser()->rows[host_browser()->chosen]->name, "02-gil");
    host_keys(&host, "esc");
    ck_assert_int_eq(host.quits, 1);
}
END_TEST

START_TEST(a_click_before_the_first_frame_is_borne)
{
    struct strbuf problem = STRBUF_INIT;
    open_browser();
    host_mouse(&host, INPUT_PRESS, 5, 5);
    host_keys(&host, "esc*2");
    host_release(&host);
    host_init(&host);
    host_put(&host, HOST_PATH, host_two_waits);
    host_begin(&host, 100, 30);
    ck_assert(app_open_compare(host.app, HOST_PATH, &problem));
    host_mouse(&host, INPUT_PRESS, 4, 5);
    host_mouse(&host, INPUT_WHEEL_DOWN, 4, 5);
    ck_assert(host_screen(&host) != NULL);
    strbuf_release(&problem);
}
END_TEST

START_TEST(the_browser_reads_only_what_is_seen)
{
    static char paths[70][32];
    host_release(&host);
    host_init(&host);
    for (int i = 0; i < 70; i++) {
        snprintf(paths[i], sizeof paths[i], "%02d-lesson.baton", i);
        host_put(&host, paths[i], host_two_waits);
    }
    host_begin(&host, 80, 10);
    ck_assert_int_eq(host.reads, 0);
    host_screen(&host);
    ck_assert_int_le(host.reads, 25);
    host_screen(&host);
    ck_assert_int_le(host.reads, 25);
    host_keys(&host, "'waits");
    ck_assert_int_eq(host.reads, 70);
    ck_assert_int_eq(host_browser()->count, 70);
}
END_TEST

START_TEST(a_file_with_errors_is_opened_from_the_browser_with_them_in_place)
{
    open_browser();
    host_keys(&host, "'wrong enter");
    ck_assert_int_eq(host.starts, 0);
    host_screen(&host);
    ck_assert_ptr_nonnull(strstr(host_view()->errors, ":3:5: error: "));
    host_put(&host, "lessons/03-wrong.baton", host_two_waits);
    app_changed(host.app, "lessons/03-wrong.baton", host.now_ns);
    ck_assert_int_eq(host.starts, 1);
    host_keys(&host, "esc");
    ck_assert(host_shows(&host, "Two waits"));
    host_keys(&host, "esc 'gone enter");
    ck_says("Permission denied");
    host_keys(&host, "f4");
    ck_assert_str_eq(host.edited, "lessons/04-gone.baton");
    host_keys(&host, "?");
    ck_assert(host_screen(&host) != NULL);
    host_keys(&host, "esc esc esc");
    ck_assert_int_eq(host.quits, 1);
}
END_TEST

START_TEST(a_browser_without_scenarios_says_so)
{
    host_release(&host);
    host_init(&host);
    host_begin(&host, 80, 24);
    host_screen(&host);
    host_keys(&host, "enter f2 f4 down up page-down home end");
    host_screen(&host);
    host_keys(&host, "f10");
    ck_assert_int_eq(host.quits, 1);
}
END_TEST

/* ---- the compare view ---- */

START_TEST(models_run_one_after_another)
{
    struct strbuf problem = STRBUF_INIT;
    host_begin(&host, 100, 30);
    ck_assert(app_open_compare(host.app, HOST_PATH, &problem));
    const struct comparison *comparison = host_comparison();
    ck_assert_int_eq(comparison->count, 3);
    ck_assert_int_eq(host.starts, 1);
    ck_assert_int_eq(host.model, MODEL_COROUTINES);
    app_progress(host.app, host.number, "running", -1, NS_PER_S);
    host_screen(&host);
    ck_assert_str_eq(comparison->progress, "coroutines: running 1.0 s");
    host_give_live(1000);
    ck_assert_ptr_null(comparison->runs[0].story);
    host_give(&host, hand_two_coroutines());
    ck_assert_ptr_nonnull(comparison->runs[0].story);
    ck_assert_int_eq(host.model, MODEL_BLOCKING);
    app_failed(host.app, host.number, "no more\nthan this");
    ck_assert_str_eq(comparison->runs[1].problem, "no more");
    ck_assert_int_eq(host.model, MODEL_POLLING);
    host_give(&host, hand_two_polling());
    ck_assert_int_eq(host.starts, 3);
    host_screen(&host);
    ck_assert_ptr_null(comparison->progress);
    host_keys(&host, "down enter");
    ck_says("blocking: no more");
    host_keys(&host, "j enter");
    host_screen(&host);
    ck_assert_int_eq(app_top(host.app), SCREEN_PLAYER);
    ck_assert_str_eq(host_view()->model, "polling");
    ck_assert_int_eq(host.starts, 3);
    host_keys(&host, "esc");
    ck_assert_int_eq(app_top(host.app), SCREEN_COMPARE);
    host_keys(&host, "r");
    ck_assert_int_eq(host.starts, 4);
    host_keys(&host, "q");
    ck_assert_int_eq(host.quits, 1);
    strbuf_release(&problem);
}
END_TEST

/* Of three runs one or two, where the others would push something off the screen. */
START_TEST(lanes_are_open_where_there_is_room)
{
    static const struct {
        int rows;
        bool open[3];
    } sizes[] = {{40, {true, true, true}}, {20, {true, false, false}}, {10, {false, false, false}}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct strbuf problem = STRBUF_INIT;
        host_release(&host);
        host_init(&host);
        host_put(&host, HOST_PATH, host_two_waits);
        host_begin(&host, 100, sizes[i].rows);
        ck_assert(app_open_compare(host.app, HOST_PATH, &problem));
        host_give(&host, hand_two_coroutines());
        host_give(&host, hand_two_blocking());
        host_give(&host, hand_two_polling());
        for (int run = 0; run < 3; run++)
            ck_assert_msg(host_comparison()->runs[run].open == sizes[i].open[run],
                          "run %d in %d rows", run, sizes[i].rows);
        strbuf_release(&problem);
    }
}
END_TEST

/* The first words of a file that is a saved trace. */
#define TRACE_HEAD "baton trace 1\n"

static void begin_with_traces(void)
{
    host_release(&host);
    host_init(&host);
    host_put(&host, "before.trace", TRACE_HEAD);
    host_put(&host, "after.trace", TRACE_HEAD);
    host_put(&host, "lessons/19-two-waits.baton", host_two_waits);
    host_put(&host, "wrong.baton", "model coroutines\ntask\n");
    host_begin(&host, 110, 40);
}

START_TEST(files_stand_beside_one_another)
{
    struct strbuf problem = STRBUF_INIT;
    static const char *const others[] = {"after.trace", "lessons/19-two-waits.baton"};
    begin_with_traces();
    ck_assert(app_open_beside(host.app, "before.trace", others, 2, &problem));
    const struct comparison *comparison = host_comparison();
    ck_assert_int_eq(comparison->count, 3);
    ck_assert_str_eq(host.trace, "before.trace");
    app_progress(host.app, host.number, "reading", 40, 0);
    host_screen(&host);
    ck_assert_str_eq(comparison->progress, "before: reading 40%");
    host_give(&host, hand_two_blocking());
    ck_assert_str_eq(host.trace, "after.trace");
    host_give(&host, hand_two_coroutines());
    ck_assert_str_eq(host.name, "lessons/19-two-waits.baton");
    ck_assert_int_eq(host.model, MODEL_COROUTINES);
    host_give(&host, hand_two_coroutines());
    ck_assert(host_shows(&host, "before adds the waits up") ||
              host_shows(&host, "Before adds the waits up"));
    ck_assert(host_shows(&host, "19-two-waits"));
    host_keys(&host, "t");
    ck_says("a table of four is of the models of one scenario");
    /* One of them is played, and the others are there when one comes back. */
    host_keys(&host, "down enter");
    ck_assert_str_eq(host_view()->model, "after: coroutines");
    host_keys(&host, "c");
    for (int i = 0; i < 3; i++)
        ck_assert_ptr_nonnull(comparison->runs[i].story);
    ck_assert_int_eq(host.starts, 3);
    host_keys(&host, "r");
    ck_assert_int_eq(host.starts, 4);
    ck_assert_str_eq(host.trace, "before.trace");
    ck_assert_ptr_null(comparison->runs[1].story);
    strbuf_release(&problem);
}
END_TEST

START_TEST(a_file_is_put_beside_a_recording)
{
    begin_with_traces();
    app_open_program(host.app, "crawl.py");
    host_give(&host, hand_two_blocking());
    host_keys(&host, ": 'compare_after.trace enter");
    const struct comparison *comparison = host_comparison();
    ck_assert_int_eq(comparison->count, 2);
    ck_assert_str_eq(comparison->runs[0].label, "crawl.py");
    ck_assert_ptr_nonnull(comparison->runs[0].story); /* it is that of the player */
    ck_assert_str_eq(host.trace, "after.trace");
    host_give(&host, hand_two_coroutines());
    ck_assert_ptr_nonnull(comparison->runs[1].story);
    /* A lesson by its name; what cannot be read, or has an error; no more than so many. */
    host_keys(&host, ": 'compare_two-waits enter");
    ck_assert_str_eq(host.name, "lessons/19-two-waits.baton");
    ck_assert_ptr_nonnull(comparison->runs[1].story);
    host_give(&host, hand_two_coroutines());
    host_keys(&host, ": 'compare_none.trace enter");
    ck_says("none.trace: No such file or directory"); /* at once: it is not among them */
    host_keys(&host, ": 'compare_wrong.baton enter");
    ck_assert_str_eq(comparison->runs[3].problem,
                     "line 1: a scenario begins with its title; put `scenario \"title\"` first");
    host_keys(&host, ": 'compare_before.trace enter");
    host_give(&host, hand_two_coroutines());
    host_keys(&host, ": 'compare_after.trace enter");
    ck_says("4 files stand beside this one already");
    ck_assert_int_eq(comparison->count, 5);
    /* A new recording takes the place of the old one. */
    host_keys(&host, "q r");
    ck_assert_int_eq(host.recordings, 1);
    app_recorded(host.app, host.now_ns);
    host_give(&host, hand_two_polling());
    host_keys(&host, "c");
    ck_assert_str_eq(comparison->runs[0].story->stats->model, "polling");
    ck_assert_ptr_nonnull(comparison->runs[1].story);
}
END_TEST

START_TEST(the_players_run_need_not_be_run_again)
{
    host_open_player();
    host_keys(&host, "c");
    const struct comparison *comparison = host_comparison();
    ck_assert_int_eq(host.starts, 1);
    host_give(&host, hand_two_coroutines());
    ck_assert_ptr_nonnull(comparison->runs[0].story);
    ck_assert_int_eq(host.starts, 2);
    ck_assert_int_eq(host.model, MODEL_BLOCKING);
    host_keys(&host, "esc");
    ck_assert_int_eq(app_top(host.app), SCREEN_PLAYER);
    ck_assert(!host.runs);
    host_keys(&host, "c");
    ck_assert_int_eq(host.starts, 3);
    ck_assert_int_eq(host.model, MODEL_BLOCKING);
    host_give(&host, hand_two_blocking());
    host_give(&host, hand_two_polling());
    host_keys(&host, "down enter");
    host_screen(&host);
    ck_assert_str_eq(host_view()->model, "blocking");
    ck_assert_str_eq(host_view()->before_model, "coroutines");
    host_keys(&host, "c");
    ck_assert_int_eq(app_top(host.app), SCREEN_COMPARE);
    ck_assert_int_eq(host.starts, 4);
    host_keys(&host, "o O x 'out.json enter");
    ck_assert_ptr_nonnull(strstr(host.written, "\"runs\""));
    host_keys(&host, "esc esc");
    ck_assert_int_eq(host.quits, 1);
}
END_TEST

START_TEST(runs_are_a_table_or_a_list)
{
    host_open_player();
    host_give(&host, hand_two_coroutines());
    host_keys(&host, "c");
    const struct comparison *comparison = host_comparison();
    host_give(&host, hand_two_blocking());
    host_give(&host, hand_two_polling());
    host_screen(&host);
    ck_assert(!comparison->table);
    host_keys(&host, "t");
    ck_assert(comparison->table);
    ck_assert_ptr_nonnull(strstr(comparison_corner(comparison, 0)->happened, "kept control for "));
    host_keys(&host, ": 'export_text_out enter");
    ck_assert_ptr_nonnull(strstr(host.written, "synchronous: who asked"));
    host_keys(&host, "r");
    ck_assert(comparison->table);
    host_keys(&host, "t");
    ck_assert(!comparison->table);
}
END_TEST

START_TEST(a_changed_file_is_compared_again)
{
    char *longer = mem_alloc(strlen(host_two_waits) + 40);
    struct strbuf problem = STRBUF_INIT;
    host_begin(&host, 100, 30);
    ck_assert(app_open_compare(host.app, HOST_PATH, &problem));
    host_give(&host, hand_two_coroutines());
    strcpy(longer, host_two_waits);
    strcat(longer, "# more\n");
    host_put(&host, HOST_PATH, longer);
    app_changed(host.app, HOST_PATH, host.now_ns);
    ck_assert_int_eq(host.model, MODEL_COROUTINES);
    ck_assert_str_eq(host.source, longer);
    ck_assert_ptr_null(host_comparison()->runs[0].story);
    host_put(&host, HOST_PATH, "wrong");
    app_changed(host.app, HOST_PATH, host.now_ns);
    ck_says("the file has an error in line 1");
    host_give(&host, hand_two_coroutines());
    host_keys(&host, "r");
    host_screen(&host);
    free(longer);
    strbuf_release(&problem);
}
END_TEST

static Suite *app_runs_suite(void)
{
    Suite *suite = suite_create("app_runs");
    TCase *runs = tcase_create("runs");
    TCase *lasts = tcase_create("lasts");
    TCase *traces = tcase_create("traces");
    TCase *browser = tcase_create("browser");
    TCase *view = tcase_create("view");
    tcase_add_checked_fixture(runs, host_setup, host_teardown);
    tcase_add_test(runs, another_model_keeps_the_place);
    tcase_add_test(runs, with_another_setting_a_task_keeps_its_stack_as_before);
    tcase_add_test(runs, a_model_that_lacks_something_says_what);
    tcase_add_test(runs, a_value_is_set_and_runs_again);
    tcase_add_test(runs, who_is_the_scheduler_chooses_each_move);
    tcase_add_test(runs, a_level_is_won_and_kept);
    tcase_add_test(runs, a_lane_without_a_digit_is_typed);
    tcase_add_test(runs, a_wait_may_return_by_itself);
    tcase_add_test(runs, whose_the_move_may_be_is_cut_off_behind_those_who_can);
    tcase_add_test(runs, a_move_of_the_scheduler_may_be_a_statement);
    tcase_add_loop_test(runs, a_hint_counts_statements_where_a_key_is_one, 0, 2);
    tcase_add_test(runs, a_changed_file_runs_again_and_an_error_keeps_the_last_run);
    tcase_add_test(runs, what_a_changed_file_cannot_have_is_given_up);
    tcase_add_test(runs, the_editor_opens_at_the_playhead);
    tcase_add_test(runs, where_there_is_nothing_to_edit_it_says_why);
    tcase_add_test(runs, without_movement_a_run_goes_on_once_a_second);
    tcase_add_test(runs, what_is_run_is_the_file_as_it_is_now);
    tcase_add_test(runs, a_deleted_file_is_told_and_played_as_it_was);
    tcase_add_test(runs, a_file_that_cannot_be_watched_is_said_to_be);
    suite_add_tcase(suite, runs);
    tcase_add_checked_fixture(lasts, host_setup, host_teardown);
    tcase_add_test(lasts, a_run_that_lasts_is_followed);
    tcase_add_test(lasts, what_one_looks_at_stays_while_the_run_lasts);
    tcase_add_test(lasts, the_old_run_stays_until_the_new_one_has_come_as_far);
    tcase_add_test(lasts, stories_of_runs_that_are_forgotten_are_dropped);
    suite_add_tcase(suite, lasts);
    tcase_add_checked_fixture(traces, host_setup, host_teardown);
    tcase_add_test(traces, a_saved_trace_is_played_but_not_run);
    tcase_add_test(traces, a_program_is_recorded_again_on_demand);
    suite_add_tcase(suite, traces);
    tcase_add_checked_fixture(browser, host_setup, host_teardown);
    tcase_add_test(browser, the_browser_lists_filters_and_plays);
    tcase_add_test(browser, a_click_before_the_first_frame_is_borne);
    tcase_add_test(browser, the_browser_reads_only_what_is_seen);
    tcase_add_test(browser, a_file_with_errors_is_opened_from_the_browser_with_them_in_place);
    tcase_add_test(browser, a_browser_without_scenarios_says_so);
    suite_add_tcase(suite, browser);
    tcase_add_checked_fixture(view, host_setup, host_teardown);
    tcase_add_test(view, models_run_one_after_another);
    tcase_add_test(view, files_stand_beside_one_another);
    tcase_add_test(view, a_file_is_put_beside_a_recording);
    tcase_add_test(view, the_players_run_need_not_be_run_again);
    tcase_add_test(view, lanes_are_open_where_there_is_room);
    tcase_add_test(view, a_changed_file_is_compared_again);
    tcase_add_test(view, runs_are_a_table_or_a_list);
    suite_add_tcase(suite, view);
    return suite;
}

CHECK_MAIN(app_runs_suite)
