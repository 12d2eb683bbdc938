#include "config.h"

#include "base/diag.h"
#include "check_main.h"

#include <stdlib.h>
#include <string.h>

static struct diag_list list;
static struct strbuf out;

static void begin(void)
{
    list = (struct diag_list){0};
    out = (struct strbuf)STRBUF_INIT;
}

static void end(void)
{
    diag_release(&list);
    strbuf_release(&out);
}

static const char *shown(const char *source)
{
    strbuf_clear(&out);
    diag_format(&list, "f.baton", source, strlen(source), &out);
    return strbuf_str(&out);
}

START_TEST(shows_line_and_caret)
{
    diag_add(&list, DIAG_ERROR, 2, 5, 3, "there is no statement `%s`", "sya");
    diag_hint(&list, "did you mean `%s`?", "say");
    ck_assert_str_eq(shown("task a:\n    sya \"x\"\n"), "f.baton:2:5: error: there is no statement "
                                                        "`sya`\n"
                                                        "    2 |     sya \"x\"\n"
                                                        "      |     ^~~\n"
                                                        "      = did you mean `say`?\n");
    ck_assert_int_eq(list.errors, 1);
}
END_TEST

START_TEST(comes_in_the_order_of_places)
{
    diag_add(&list, DIAG_ERROR, 2, 1, 1, "third");
    diag_add(&list, DIAG_WARNING, 1, 2, 1, "second");
    diag_add(&list, DIAG_ERROR, 1, 1, 1, "first");
    diag_add(&list, DIAG_ERROR, 2, 1, 1, "fourth, found later");
    diag_add(&list, DIAG_ERROR, 0, 0, 1, "the whole file");
    ck_assert_str_eq(shown("ab\ncd"), "f.baton: error: the whole file\n"
                                      "f.baton:1:1: error: first\n    1 | ab\n      | ^\n"
                                      "f.baton:1:2: warning: second\n    1 | ab\n      |  ^\n"
                                      "f.baton:2:1: error: third\n    2 | cd\n      | ^\n"
                                      "f.baton:2:1: error: fourth, found later\n"
                                      "    2 | cd\n      | ^\n");
    ck_assert_int_eq(list.errors, 4);
}
END_TEST

static const struct {
    const char *source;
    uint32_t column, length;
    const char *line, *mark;
} carets[] = {
    {"say x", 5, 1, "say x", "    ^"},
    {"\tsay x", 6, 1, "        say x", "            ^"},
    {"ab\tx", 4, 1, "ab      x", "        ^"},
    {"한국 x", 4, 1, "한국 x", "     ^"},
    {"say 한국", 5, 2, "say 한국", "    ^~~~"},
    {"e\u0301e\u0301 x", 6, 1, "e\u0301e\u0301 x", "   ^"},
    {"\x1B[1m x", 6, 1, "\\x1B[1m x", "        ^"},
    {"say x", 6, 1, "say x", "     ^"}, /* behind the end */
    {"say x", 4, 99, "say x", "   ^~"}, /* longer than the line */
    {"say x\r", 5, 1, "say x", "    ^"},
    {"\xFF x", 3, 1, "\\xFF x", "     ^"},
};

START_TEST(caret_stands_under_its_place)
{
    struct strbuf expected = STRBUF_INIT;
    diag_add(&list, DIAG_ERROR, 1, carets[_i].column, carets[_i].length, "m");
    strbuf_addf(&expected, "f.baton:1:%u: error: m\n    1 | %s\n      | %s\n", carets[_i].column,
                carets[_i].line, carets[_i].mark);
    ck_assert_str_eq(shown(carets[_i].source), strbuf_str(&expected));
    strbuf_release(&expected);
}
END_TEST

START_TEST(a_long_line_is_shown_in_part)
{
    char source[5001];
    memset(source, 'a', 5000);
    source[3000] = 'B';
    source[5000] = '\0';
    diag_add(&list, DIAG_ERROR, 1, 3001, 1, "m");
    const char *text = shown(source);
    ck_assert_uint_lt(strlen(text), 500);
    const char *line = strstr(text, "| ") + 2, *mark = strstr(line, "| ") + 2;
    ck_assert_int_eq(line[strcspn(mark, "^")], 'B');
}
END_TEST

START_TEST(control_characters_never_get_out)
{
    diag_add(&list, DIAG_ERROR, 1, 1, 1, "there is no `%s`", "\x1B[31m");
    diag_hint(&list, "not \x07");
    const char *text = shown("\x1B[31m\x07");
    ck_assert_ptr_null(strchr(text, '\x1B'));
    ck_assert_ptr_null(strchr(text, '\x07'));
}
END_TEST

START_TEST(fifty_errors_are_enough)
{
    for (uint32_t i = 0; i < 62; i++)
        diag_add(&list, DIAG_ERROR, 1, i + 1, 1, "e");
    const char *text = shown("x");
    int count = 0;
    for (const char *at = text; (at = strstr(at, "error: e")); at++)
        count++;
    ck_assert_int_eq(count, 50);
    ck_assert_ptr_nonnull(strstr(text, "... and 12 more errors\n"));
}
END_TEST

START_TEST(a_line_that_is_not_there_is_not_shown)
{
    diag_add(&list, DIAG_ERROR, 9, 1, 1, "m");
    ck_assert_str_eq(shown("a\nb"), "f.baton:9:1: error: m\n");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("diag");
    TCase *tcase = tcase_create("diag");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, shows_line_and_caret);
    tcase_add_test(tcase, comes_in_the_order_of_places);
    tcase_add_loop_test(tcase, caret_stands_under_its_place, 0, sizeof carets / sizeof carets[0]);
    tcase_add_test(tcase, a_long_line_is_shown_in_part);
    tcase_add_test(tcase, control_characters_never_get_out);
    tcase_add_test(tcase, fifty_errors_are_enough);
    tcase_add_test(tcase, a_line_that_is_not_there_is_not_shown);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(make_suite)
