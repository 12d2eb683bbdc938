/* A line that is typed, and moments as people write them. */
#include "config.h"

#include "app/prompt.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "check_main.h"
#include "app/input.h"
#include "app/moment.h"

static struct prompt prompt;

static void setup(void)
{
    prompt = (struct prompt){0};
    prompt_begin(&prompt, PROMPT_COMMAND, "");
}

static void teardown(void)
{
    prompt_release(&prompt);
}

static void type(const char *text)
{
    for (; *text; text++)
        ck_assert_int_eq(prompt_key(&prompt, (unsigned char)*text), PROMPT_TYPING);
}

static void press(uint32_t key)
{
    ck_assert_int_eq(prompt_key(&prompt, key), PROMPT_TYPING);
}

static void enter(const char *text)
{
    type(text);
    ck_assert_int_eq(prompt_key(&prompt, INPUT_ENTER), PROMPT_DONE);
    prompt_begin(&prompt, PROMPT_COMMAND, "");
}

#define text_is(wanted) ck_assert_str_eq(strbuf_str(&prompt.text), wanted)

START_TEST(letters_go_in_at_the_cursor)
{
    type("goo");
    press(INPUT_LEFT);
    type("t");
    text_is("goto");
    press(INPUT_HOME);
    type("a ");
    press(INPUT_END);
    type("!");
    text_is("a goto!");
}
END_TEST

START_TEST(wide_characters_are_one_step)
{
    press(0xAD50); /* three bytes */
    press(0x1F600);
    press(INPUT_LEFT);
    press(INPUT_BACKSPACE);
    text_is("\xF0\x9F\x98\x80");
    press(INPUT_DELETE);
    text_is("");
}
END_TEST

START_TEST(words_and_lines_are_cut)
{
    type("model gil  ");
    press(INPUT_CTRL + 'w');
    text_is("model ");
    type("x");
    press(INPUT_HOME);
    press(INPUT_RIGHT);
    press(INPUT_CTRL + 'k');
    text_is("m");
    press(INPUT_CTRL + 'u');
    text_is("");
}
END_TEST

START_TEST(controls_change_nothing)
{
    type("a");
    press(1);
    press(0x7F);
    press(0x9B);
    press(INPUT_F10);
    press(INPUT_CTRL + 'x');
    text_is("a");
}
END_TEST

START_TEST(esc_and_backspace_leave)
{
    ck_assert_int_eq(prompt_key(&prompt, INPUT_BACKSPACE), PROMPT_LEFT);
    prompt_begin(&prompt, PROMPT_COMMAND, "abc");
    ck_assert_int_eq(prompt_key(&prompt, INPUT_ESC), PROMPT_LEFT);
    ck_assert_int_eq(prompt.kind, PROMPT_NONE);
}
END_TEST

START_TEST(history_goes_up_and_down_again)
{
    enter("one");
    enter("two");
    enter("two");
    type("th");
    press(INPUT_UP);
    text_is("two");
    press(INPUT_UP);
    text_is("one");
    press(INPUT_UP);
    text_is("one");
    press(INPUT_DOWN);
    press(INPUT_DOWN);
    text_is("th");
    press(INPUT_DOWN);
    text_is("th");
}
END_TEST

START_TEST(history_is_bounded_and_its_own)
{
    char line[12];
    for (int i = 0; i < PROMPT_LINES_MOST + 10; i++) {
        snprintf(line, sizeof line, "%d", i);
        enter(line);
    }
    ck_assert_int_eq(prompt.history[PROMPT_COMMAND].count, PROMPT_LINES_MOST);
    ck_assert_str_eq(prompt.history[PROMPT_COMMAND].lines[0], "10");
    prompt_begin(&prompt, PROMPT_SEARCH, "");
    press(INPUT_UP);
    text_is("");
}
END_TEST

START_TEST(a_long_line_ends)
{
    for (int i = 0; i < PROMPT_BYTES_MOST * 2; i++)
        press('x');
    ck_assert_uint_le(prompt.text.len, PROMPT_BYTES_MOST);
}
END_TEST

START_TEST(completions_go_round_the_stem)
{
    type("m");
    ck_assert_int_eq(prompt_key(&prompt, INPUT_TAB), PROMPT_COMPLETE);
    ck_assert_str_eq(prompt_stem(&prompt), "m");
    prompt_complete(&prompt, "model ");
    text_is("model ");
    ck_assert_str_eq(prompt_stem(&prompt), "m");
    prompt_complete(&prompt, "mouse ");
    ck_assert_int_eq(prompt.completed, 2);
    type("o");
    ck_assert_int_eq(prompt.completed, 0);
    ck_assert_str_eq(prompt_stem(&prompt), "mouse o");
}
END_TEST

START_TEST(what_is_shown_has_its_lead)
{
    struct strbuf out = STRBUF_INIT;
    type("goto 12");
    press(INPUT_LEFT);
    ck_assert_uint_eq(prompt_show(&prompt, &out), 7);
    ck_assert_str_eq(out.text, ":goto 12");
    strbuf_release(&out);
}
END_TEST

static const struct {
    const char *text;
    int64_t t_ns;
} moments[] = {
    {"120ms", 120 * NS_PER_MS},
    {"120", 120 * NS_PER_MS},
    {" 1.5 s ", 1500 * NS_PER_MS},
    {"300us", 300 * NS_PER_US},
    {"300\xC2\xB5s", 300 * NS_PER_US},
    {"7ns", 7},
    {".5ms", 500 * NS_PER_US},
    {"2min", 120 * NS_PER_S},
    {"0", 0},
    {"50%", 400 * NS_PER_MS},
    {"start", 0},
    {"end", 800 * NS_PER_MS},
    {"+10ms", 110 * NS_PER_MS},
    {"-10ms", 90 * NS_PER_MS},
    {"- 1s", -900 * NS_PER_MS},
};
enum { MOMENTS = sizeof moments / sizeof *moments };

START_TEST(moments_are_read)
{
    int64_t t_ns = -1;
    ck_assert(
        moment_read(moments[_i].text, 100 * NS_PER_MS, 800 * NS_PER_MS, 800 * NS_PER_MS, &t_ns));
    ck_assert_int_le(llabs(t_ns - moments[_i].t_ns), 1);
}
END_TEST

START_TEST(nonsense_is_no_moment)
{
    static const char *const wrong[] = {
        "",  " ",   "ms",  "12 parsecs", "1.2.3ms",         "1e3", "0x10", "12ms 3",
        "%", "--1", "nan", "inf",        "millisecondsmuch"};
    int64_t t_ns;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_msg(!moment_read(wrong[i], 0, 100, 100, &t_ns), "'%s'", wrong[i]);
    ck_assert(moment_read("99999999999999999999999999s", 0, 100, 100, &t_ns));
    ck_assert_int_gt(t_ns, 0);
}
END_TEST

static Suite *prompt_suite(void)
{
    Suite *suite = suite_create("prompt");
    TCase *line = tcase_create("line"), *moment = tcase_create("moment");
    tcase_add_checked_fixture(line, setup, teardown);
    tcase_add_test(line, letters_go_in_at_the_cursor);
    tcase_add_test(line, wide_characters_are_one_step);
    tcase_add_test(line, words_and_lines_are_cut);
    tcase_add_test(line, controls_change_nothing);
    tcase_add_test(line, esc_and_backspace_leave);
    tcase_add_test(line, history_goes_up_and_down_again);
    tcase_add_test(line, history_is_bounded_and_its_own);
    tcase_add_test(line, a_long_line_ends);
    tcase_add_test(line, completions_go_round_the_stem);
    tcase_add_test(line, what_is_shown_has_its_lead);
    tcase_add_loop_test(moment, moments_are_read, 0, MOMENTS);
    tcase_add_test(moment, nonsense_is_no_moment);
    suite_add_tcase(suite, line);
    suite_add_tcase(suite, moment);
    return suite;
}

CHECK_MAIN(prompt_suite)
