/* Questions in the player: scripts of keys, and what must be seen after them. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "app_host.h"
#include "asks.h"
#include "check_main.h"
#include "hand.h"

static void open_asks(void)
{
    host_init(&host);
    host_put(&host, "three.baton", asks_source);
    host_begin(&host, 100, 40);
    host_keys(&host, "enter");
    host_give(&host, asks_new());
}

static void close_asks(void)
{
    host_release(&host);
}

/* A screen is too long for a message of Check. */
static void assert_seen(const char *text, bool wanted)
{
    if (host_shows(&host, text) == wanted)
        return;
    fprintf(stderr, "%s\n", host_screen(&host));
    ck_abort_msg("'%s' is %s", text, wanted ? "not there" : "there");
}

#define ck_shows(text) assert_seen(text, true)
#define ck_hides(text) assert_seen(text, false)

START_TEST(a_digit_marks_and_enter_says_it)
{
    host_keys(&host, "space @60000");
    ck_shows("Who is next?");
    ck_shows("1 alpha");
    ck_shows("4 nobody more");
    host_keys(&host, "3");
    ck_shows("[3 gamma]");
    host_keys(&host, "9");
    ck_says("there are 4 choices");
    host_keys(&host, "enter @60000");
    ck_shows("When?"); /* the next one, at the next moment */
    ck_hides("You said");
}
END_TEST

/* All questions are gone past but the one that the row is about. */
static void answer(const char *first, const char *second, const char *third)
{
    host_keys(&host, "space @60000");
    host_keys(&host, first);
    host_keys(&host, "@60000");
    host_keys(&host, second);
    host_keys(&host, "@60000");
    host_keys(&host, third);
    host_keys(&host, "@60000 space @60000 space @60000 space @60000 space");
}

START_TEST(playback_stops_where_it_is_revealed)
{
    answer("3 enter", "1 '00 enter", "2 enter");
    host_keys(&host, "@60000");
    ck_assert_int_eq(host_player()->t_ns / 1000, 230101);
    ck_assert(!host_player()->playing);
    ck_shows("You said gamma. It was beta: beta's answer (\"r\") came at 230.0 ms.");
    host_keys(&host, "space @60000");
    ck_assert_int_eq(host_player()->t_ns / 1000, 230141);
    ck_shows("You said 100 ms. It was 230.1 ms");
    ck_shows("You said \"beta\", and so it was"); /* a line, which is quoted */
}
END_TEST

START_TEST(the_end_has_a_score_and_leads_back_to_what_was_wrong)
{
    answer("3 enter", "1 '00 enter", "2 enter");
    host_keys(&host, "end");
    ck_assert_int_eq(host_player()->t_ns, host_player()->story->end_ns);
    ck_shows("1 of 3 right, 4 open. A digit leads back to a wrong one");
    ck_shows("1  You said gamma. It was beta");
    ck_shows("2  You said 100 ms. It was 230.1 ms");
    host_keys(&host, "2");
    ck_assert_int_eq(host_player()->t_ns / 1000, 101);
    host_keys(&host, "end 5"); /* there is no fifth: a tenth of the run */
    ck_assert_int_eq(host_player()->t_ns, host_player()->story->end_ns / 2);
}
END_TEST

START_TEST(a_field_takes_a_time_and_esc_closes_it)
{
    host_keys(&host, "space @60000 space @60000 2");
    ck_shows("answer: 2");
    host_keys(&host, "esc");
    ck_shows("When?");
    ck_hides("answer: ");
    host_keys(&host, "2 'x enter");
    ck_says("'2x' is no time");
    ck_shows("When?");
    host_keys(&host, "0 '.23s enter @60000");
    ck_shows("What is said?");
}
END_TEST

START_TEST(what_was_seen_before_is_not_scored)
{
    static const char *const ways[] = {"v", "c q", "end*8 space @60000"};
    host_keys(&host, "space @60000");
    host_keys(&host, ways[_i]); /* the last one: it is asked again */
    ck_shows("Who is next?");
    host_keys(&host, "2 enter end*8");
    ck_shows("0 of 0 right, 1 looked");
}
END_TEST

START_TEST(the_class_has_answered)
{
    host_keys(&host, "space @60000 enter @60000");
    ck_shows("When?");
    host_keys(&host, "end*7");
    ck_hides("right");
    ck_shows("It was ok");
    ck_hides("You said");
}
END_TEST

START_TEST(hands_are_counted_for_each_choice)
{
    host_keys(&host, "space @60000 #");
    ck_shows("hands for each choice:");
    host_keys(&host, "'x enter");
    ck_says("a number for each choice");
    host_keys(&host, "# '12_30_2 enter");
    ck_shows("beta (30)");
    host_keys(&host,
              "space @60000 space @60000 space @60000 space @60000 space @60000 space @60000 "
              "space @60000");
    ck_assert_int_eq(host_player()->t_ns / 1000, 230101);
    ck_shows("12 said alpha, 30 said beta, 2 said gamma. It was beta");
}
END_TEST

START_TEST(in_the_large_mode_there_is_no_score)
{
    host_keys(&host, "L");
    answer("3 enter", "1 '00 enter", "2 enter");
    host_keys(&host, "end");
    ck_hides("of 3 right");
    ck_shows("The run has ended"); /* what is told of answers does not displace it */
    ck_shows("out: gamma");
    host_keys(&host, "5");
    ck_assert_int_eq(host_player()->t_ns, host_player()->story->end_ns / 2);
}
END_TEST

/* Rows of the screen that have the text. */
static int rows_with(const char *text)
{
    int rows = 0;
    for (const char *at = host_screen(&host); (at = strstr(at, text)); at++)
        rows++;
    return rows;
}

START_TEST(who_plays_it_again_is_told_once)
{
    for (int round = 0; round < 2; round++) {
        host_keys(&host, "0");
        answer("space", "space", "space");
        host_keys(&host, "end*8");
    }
    ck_assert_int_eq(rows_with("It was ok"), 1);
}
END_TEST

START_TEST(the_large_mode_has_all_choices)
{
    host_keys(&host, "L space @60000 space @60000 space @60000");
    ck_shows("What is said?");
    ck_shows("4 nothing more");
}
END_TEST

START_TEST(a_click_on_a_name_marks)
{
    host_keys(&host, "space @60000");
    const char *screen = host_screen(&host), *at = strstr(screen, "2 beta");
    int row = 0, column = 0;
    ck_assert_ptr_nonnull(at);
    for (const char *c = screen; c < at; c++) {
        column = *c == '\n' ? 0 : column + ((*c & 0xC0) != 0x80);
        row += *c == '\n';
    }
    host_mouse(&host, INPUT_PRESS, row, column + 1);
    host_mouse(&host, INPUT_RELEASE, row, column + 1);
    ck_shows("[2 beta]");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("replies");
    TCase *tcase = tcase_create("replies");
    tcase_add_checked_fixture(tcase, open_asks, close_asks);
    tcase_add_test(tcase, a_digit_marks_and_enter_says_it);
    tcase_add_test(tcase, playback_stops_where_it_is_revealed);
    tcase_add_test(tcase, the_end_has_a_score_and_leads_back_to_what_was_wrong);
    tcase_add_test(tcase, a_field_takes_a_time_and_esc_closes_it);
    tcase_add_loop_test(tcase, what_was_seen_before_is_not_scored, 0, 3);
    tcase_add_test(tcase, the_class_has_answered);
    tcase_add_test(tcase, hands_are_counted_for_each_choice);
    tcase_add_test(tcase, in_the_large_mode_there_is_no_score);
    tcase_add_test(tcase, who_plays_it_again_is_told_once);
    tcase_add_test(tcase, the_large_mode_has_all_choices);
    tcase_add_test(tcase, a_click_on_a_name_marks);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(make_suite)
