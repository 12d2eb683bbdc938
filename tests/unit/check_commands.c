/* The commands behind `:`, each with its error, and exports. */
#include "config.h"

#include "app/app.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "check_main.h"
#include "hand.h"
#include "app_host.h"

/* ---- commands ---- */

START_TEST(commands_do_what_they_say)
{
    host_open_run();
    host_keys(&host, ": 'go_50% enter"); /* of the axis: the curtain is down */
    ck_assert_int_eq(host_player()->t_ns, NS_PER_MS / 2);
    host_keys(&host, "v : 'go_50% enter v");
    ck_assert_int_eq(host_player()->t_ns, host_player()->story->end_ns / 100 * 50);
    host_keys(&host, ": 'sp_1/100 enter");
    struct strbuf words = STRBUF_INIT;
    player_speed_words(host_player(), &words);
    ck_assert_str_eq(words.text, "1/100");
    strbuf_clear(&words);
    host_keys(&host, ": 'speed_4 enter");
    player_speed_words(host_player(), &words);
    ck_assert_str_eq(words.text, "5");
    strbuf_release(&words);
    host_keys(&host, "home : 'task_two enter");
    ck_assert_int_gt(host_player()->t_ns, 0);
    ck_assert_str_eq(host_player()->story->timeline->lanes[host_view()->lane].name, "two");
    host_keys(&host, ": 'find_2_res enter");
    ck_assert_int_gt(host_player()->t_ns, 400 * NS_PER_MS);
    host_keys(&host, ": 'curtain_off enter");
    ck_assert(!host_player()->curtain);
    host_keys(&host, ": 'mouse_off enter");
    ck_assert_int_eq(host.mouse, 0);
    host_keys(&host, ": 'light enter");
    ck_assert_int_eq(host.light, 1);
    ck_says("colours for a light ground");
    host_keys(&host, ": 'dark enter");
    ck_assert_int_eq(host.light, 0);
    host_keys(&host, ": 'movement_on enter");
    ck_assert(host_player()->movement);
    host_keys(&host, ": 'ascii enter");
    ck_assert(host_view()->ascii);
    host_keys(&host, ": 'large_on enter");
    ck_assert(host_view()->large);
    host_keys(&host, ": 'mod_gil enter");
    ck_assert_int_eq(host.model, MODEL_GIL);
    host_keys(&host, ": 'edit enter");
    ck_assert_int_eq(host.edits, 1);
    host_keys(&host, ": 'run enter");
    ck_assert_int_eq(host.starts, 3);
    host_keys(&host, ": 'help enter");
    ck_assert_int_eq(host_view()->overlay, VIEW_HELP);
    host_keys(&host, "esc : 'help_goto enter");
    ck_says(":goto TIME: ");
    host_keys(&host, ": 'compare enter");
    ck_assert_int_eq(app_top(host.app), SCREEN_COMPARE);
    host_keys(&host, ": 'quit enter");
    ck_assert_int_eq(host.quits, 1);
}
END_TEST

static const struct {
    const char *line, *says;
} wrong_commands[] = {
    {"gto_5", "there is no command 'gto'; did you mean 'goto'?"},
    {"frobnicate", "there is no command 'frobnicate'; :help names all"},
    {"e", "'e' may be edit, export"},
    {"goto", ":goto TIME: "},
    {"seek_later", "'later' is no time"},
    {"model", ":model MODEL: "},
    {"model_gill", "there is no model 'gill'; did you mean 'gil'?"},
    {"set_wokers_2", "workers"},
    {"set_workers", "workers"},
    {"set_x_y_z", "there is no such line"},
    {"schedule_1x", "'1x': character 3: how many moves is missing"},
    {"light_on", ":light takes nothing behind it"},
    {"dark_off", ":dark takes nothing behind it"},
    {"run_now", ":run takes nothing behind it"},
    {"compare_all", "all: No such file or directory"},
    {"edit_it", ":edit takes nothing behind it"},
    {"speed", ":speed RATE: "},
    {"speed_fast", "'fast' is no speed"},
    {"speed_1/0", "'1/0' is no speed"},
    {"speed_-1", "'-1' is no speed"},
    {"task", ":task NAME: "},
    {"task_too", "there is no task 'too'; did you mean 'two'?"},
    {"lock_a", "there is no lock, semaphore or channel 'a'"},
    {"find", ":find TEXT: "},
    {"find_nothing", "'nothing' is neither said nor asked"},
    {"export", "the name of a file is missing"},
    {"export_csv", "export csv: the name of a file is missing"},
    {"export_svgg_x", "there is no format 'svgg'"},
    {"curtain_up", "'up' is neither on nor off"},
    {"large_very", "'very' is neither on nor off"},
    {"python_very", "'very' is neither on nor off"},
    {"machine_very", "'very' is neither on nor off"},
    {"movement_1", "'1' is neither on nor off"},
    {"mouse_cat", "'cat' is neither on nor off"},
    {"ascii_yes", "'yes' is neither on nor off"},
    {"open", ":open FILE: "},
    {"open_nothing", "nothing: No such file or directory"},
    {"help_gto", "did you mean 'goto'?"},
    {"quit_now", ":quit takes nothing behind it"},
};
enum { WRONG_COMMANDS = sizeof wrong_commands / sizeof *wrong_commands };

START_TEST(every_command_has_its_error)
{
    struct strbuf script = STRBUF_INIT;
    host_open_run();
    strbuf_addf(&script, ": '%s enter", wrong_commands[_i].line);
    host_keys(&host, strbuf_str(&script));
    ck_says(wrong_commands[_i].says);
    ck_assert_int_eq(host.starts, 1);
    ck_assert_int_eq(host.quits, 0);
    ck_assert(host_screen(&host) != NULL);
    strbuf_release(&script);
}
END_TEST

static bool is_wrong_somehow(const char *name)
{
    size_t len = strlen(name);
    for (int i = 0; i < WRONG_COMMANDS; i++)
        if (strcspn(wrong_commands[i].line, "_") == len &&
            strncmp(wrong_commands[i].line, name, len) == 0)
            return true;
    return false;
}

static void ck_are_wrong(const struct command *rows)
{
    for (; rows && rows->name; rows++)
        ck_assert_msg(is_wrong_somehow(rows->name), ":%s is not in wrong_commands", rows->name);
}

START_TEST(no_command_is_without_its_error)
{
    for (int id = 0; id < SCREENS; id++)
        ck_are_wrong(app_parts()->screens[id]->commands);
    ck_are_wrong(app_parts()->commands);
}
END_TEST

START_TEST(tab_completes_and_goes_round)
{
    host_open_run();
    host_keys(&host, ": 'mo tab");
    ck_assert_str_eq(strbuf_str(&app_typed(host.app)->text), "model ");
    host_keys(&host, "tab");
    ck_assert_str_eq(strbuf_str(&app_typed(host.app)->text), "movement ");
    host_keys(&host, "tab tab");
    ck_assert_str_eq(strbuf_str(&app_typed(host.app)->text), "model ");
    host_keys(&host, "'p tab");
    ck_assert_str_eq(strbuf_str(&app_typed(host.app)->text), "model polling");
    host_keys(&host, "tab");
    ck_assert_str_eq(strbuf_str(&app_typed(host.app)->text), "model processes");
    host_keys(&host, "ctrl-u 'xyz tab");
    ck_assert_str_eq(strbuf_str(&app_typed(host.app)->text), "xyz");
    host_keys(&host, "esc");
    ck_assert_int_eq(app_typed(host.app)->kind, PROMPT_NONE);
    ck_assert_int_eq(host.quits, 0);
}
END_TEST

/* The compare view has no commands of its own. */
START_TEST(what_holds_here_is_offered_first)
{
    host_open_run();
    host_keys(&host, ": tab");
    ck_assert_str_eq(strbuf_str(&app_typed(host.app)->text), "goto ");
    host_keys(&host, "esc c : tab");
    ck_assert_str_eq(strbuf_str(&app_typed(host.app)->text), "set ");
    host_keys(&host, "esc : 'goto_1 enter");
    ck_says(":goto is for the player");
}
END_TEST

START_TEST(another_file_is_opened)
{
    host_put(&host, "lessons/02-gil.baton",
             "scenario \"One lock\"\nmodel gil\ntask a:\n    say \"x\"\n");
    host_open_run();
    host_keys(&host, ": 'open_gil enter");
    ck_assert_str_eq(host_message(), "");
    ck_assert_int_eq(host.model, MODEL_GIL);
    ck_assert_str_eq(host.watched, "lessons/02-gil.baton");
    host_keys(&host, "q");
    ck_assert_int_eq(host.quits, 1);
}
END_TEST

/* ---- exports ---- */

START_TEST(exports_are_written)
{
    host_open_run();
    host_keys(&host, ": 'export_csv_out.csv enter");
    ck_assert_str_eq(host.written_path, "out.csv");
    ck_assert_ptr_nonnull(strstr(host.written, "lane,state,from_ns"));
    ck_says("written to out.csv");
    host_keys(&host, "x 'out.json enter");
    ck_assert_ptr_nonnull(strstr(host.written, "\"scenario\""));
    host_keys(&host, "x 'my_screen.txt enter");
    ck_assert_str_eq(host.written_path, "my screen.txt");
    ck_assert_ptr_nonnull(strstr(host.written, "Two waits"));
    host.write_error = -EACCES;
    host_keys(&host, "x 'a enter");
    ck_says("a: Permission denied");
}
END_TEST

START_TEST(nothing_is_exported_before_a_run)
{
    host_open_player();
    host_keys(&host, ": 'export_csv_out.csv enter");
    ck_says("nothing has run yet");
    ck_assert_ptr_null(host.written);
}
END_TEST

static Suite *commands_suite(void)
{
    Suite *suite = suite_create("commands");
    TCase *commands = tcase_create("commands");
    TCase *exports = tcase_create("exports");
    tcase_add_checked_fixture(commands, host_setup, host_teardown);
    tcase_add_test(commands, commands_do_what_they_say);
    tcase_add_loop_test(commands, every_command_has_its_error, 0, WRONG_COMMANDS);
    tcase_add_test(commands, no_command_is_without_its_error);
    tcase_add_test(commands, tab_completes_and_goes_round);
    tcase_add_test(commands, what_holds_here_is_offered_first);
    tcase_add_test(commands, another_file_is_opened);
    suite_add_tcase(suite, commands);
    tcase_add_checked_fixture(exports, host_setup, host_teardown);
    tcase_add_test(exports, exports_are_written);
    tcase_add_test(exports, nothing_is_exported_before_a_run);
    suite_add_tcase(suite, exports);
    return suite;
}

CHECK_MAIN(commands_suite)
