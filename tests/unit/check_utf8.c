#include "config.h"

#include "base/utf8.h"
#include "check_main.h"

#include <stdlib.h>
#include <string.h>

#define BAD 0xFFFFFFFFu

/* ---- decoding ---- */

static const struct {
    const char *bytes;
    size_t len, takes;
    uint32_t rune;
} decoded[] = {
    {"a", 1, 1, 'a'},
    {"\0", 1, 1, 0},
    {"é", 2, 2, 0xE9},
    {"한", 3, 3, 0xD55C},
    {"😀", 4, 4, 0x1F600},
    {"\xF4\x8F\xBF\xBF", 4, 4, 0x10FFFF},
    {"\x80", 1, 1, BAD},             /* a continuation alone */
    {"\xC3", 1, 1, BAD},             /* cut off */
    {"\xC3(", 2, 1, BAD},            /* no continuation */
    {"\xC0\xAF", 2, 1, BAD},         /* overlong / */
    {"\xE0\x80\xAF", 3, 1, BAD},     /* overlong / */
    {"\xF0\x80\x80\xAF", 4, 1, BAD}, /* overlong / */
    {"\xED\xA0\x80", 3, 1, BAD},     /* a surrogate */
    {"\xF4\x90\x80\x80", 4, 1, BAD}, /* over U+10FFFF */
    {"\xF8\x88\x80\x80\x80", 5, 1, BAD},
    {"\xFF", 1, 1, BAD},
};

START_TEST(decodes)
{
    uint32_t rune;
    ck_assert_uint_eq(utf8_decode(decoded[_i].bytes, decoded[_i].len, &rune), decoded[_i].takes);
    ck_assert_uint_eq(rune, decoded[_i].rune);
}
END_TEST

START_TEST(encodes_what_it_decodes)
{
    for (uint32_t rune = 0; rune <= 0x10FFFF; rune += rune < 0x900 ? 1 : 97) {
        if (rune >= 0xD800 && rune <= 0xDFFF)
            continue;
        char bytes[4];
        uint32_t again;
        size_t len = utf8_encode(rune, bytes);
        ck_assert_uint_eq(utf8_decode(bytes, len, &again), len);
        ck_assert_uint_eq(again, rune);
    }
}
END_TEST

START_TEST(finds_the_first_bad_byte)
{
    size_t at = 99;
    ck_assert(utf8_valid("aé한😀", strlen("aé한😀"), &at));
    ck_assert_uint_eq(at, 99);
    ck_assert(!utf8_valid("aé\xFFz\xFF", 6, &at));
    ck_assert_uint_eq(at, 3);
    ck_assert(!utf8_valid("\xFF", 1, NULL));
}
END_TEST

/* ---- widths ---- */

static const struct {
    uint32_t rune;
    int width;
} widths[] = {
    {'a', 1},     {0x7E, 1},   {0xE9, 1},    {0xA0, 1},     {0xAD, 1},   {0x301, 0},
    {0x1160, 0},  {0x200D, 0}, {0xFE0F, 0},  {0x1100, 2},   {0xD55C, 2}, {0x4E2D, 2},
    {0xFF21, 2},  {0xFF71, 1}, {0x1F600, 2}, {0x2588, 1},   {0x2500, 1}, {0x231A, 2},
    {0x20000, 2}, {'\n', 4},   {0x1B, 4},    {0x7F, 4},     {0x85, 4},   {BAD, 4},
    {0x202E, 8},  {0x2066, 8}, {0x2028, 8},  {0x10FFFF, 1}, {0x3000, 2}, {0x5D0, 1},
};

START_TEST(counts_columns)
{
    ck_assert_int_eq(utf8_rune_width(widths[_i].rune), widths[_i].width);
}
END_TEST

START_TEST(width_is_what_is_shown)
{
    static const char text[] = "a\x1B[31mé한\xFF\xE2\x80\xAE\x01";
    struct strbuf out = STRBUF_INIT;
    utf8_add_safe(&out, text, sizeof text - 1);
    ck_assert_str_eq(strbuf_str(&out), "a\\x1B[31mé한\\xFF\\u{202E}\\x01");
    ck_assert_uint_eq(utf8_width(text, sizeof text - 1), 1 + 4 + 4 + 1 + 2 + 4 + 8 + 4);
    strbuf_release(&out);
}
END_TEST

START_TEST(c1_controls_are_shown_by_their_number)
{
    struct strbuf out = STRBUF_INIT;
    utf8_add_safe(&out, "\xC2\x9B", 2);
    ck_assert_str_eq(strbuf_str(&out), "\\x9B");
    strbuf_release(&out);
}
END_TEST

/* ---- clipping ---- */

static const struct {
    const char *text;
    size_t columns;
    bool ascii;
    const char *shown;
    size_t shown_columns;
} clips[] = {
    {"", 5, false, "", 0},
    {"abc", 3, false, "abc", 3},
    {"abcd", 3, false, "ab…", 3},
    {"abcd", 3, true, "ab~", 3},
    {"abcd", 1, false, "…", 1},
    {"abcd", 0, false, "", 0},
    {"한국어", 6, false, "한국어", 6},
    {"한국어", 5, false, "한국…", 5},
    {"한국어", 4, false, "한…", 3}, /* half a character is none */
    {"한국어", 1, false, "…", 1},
    {"e\u0301e\u0301e\u0301", 3, false, "e\u0301e\u0301e\u0301", 3},
    {"e\u0301e\u0301e\u0301", 2, false, "e\u0301…", 2},
    {"a\x1B"
     "b",
     4, false, "a…", 2}, /* an escape is shown whole or not */
};

START_TEST(clips_to_columns)
{
    struct strbuf out = STRBUF_INIT;
    strbuf_adds(&out, "> ");
    size_t columns = utf8_add_clipped(&out, clips[_i].text, strlen(clips[_i].text),
                                      clips[_i].columns, clips[_i].ascii);
    ck_assert_str_eq(strbuf_str(&out) + 2, clips[_i].shown);
    ck_assert_uint_eq(columns, clips[_i].shown_columns);
    strbuf_release(&out);
}
END_TEST

START_TEST(knows_letters_of_names)
{
    static const uint32_t letters[] = {'a', 'Z', '_', 0xE9, 0xD55C, 0x1F600, 0xD7, 0x301, 0xAA};
    static const uint32_t others[] = {'0',    ' ',    '-',    0x7F,   0x85,   0xA0,   0xA1, 0xAB,
                                      0x2014, 0x3000, 0x3001, 0x200B, 0x202E, 0xFEFF, BAD,  0x2028};
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
        ck_assert_msg(utf8_is_name(letters[i]), "U+%04X", letters[i]);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        ck_assert_msg(!utf8_is_name(others[i]), "U+%04X", others[i]);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("utf8");
    TCase *tcase = tcase_create("utf8");
    tcase_add_loop_test(tcase, decodes, 0, sizeof decoded / sizeof decoded[0]);
    tcase_add_test(tcase, encodes_what_it_decodes);
    tcase_add_test(tcase, finds_the_first_bad_byte);
    tcase_add_loop_test(tcase, counts_columns, 0, sizeof widths / sizeof widths[0]);
    tcase_add_test(tcase, width_is_what_is_shown);
    tcase_add_test(tcase, c1_controls_are_shown_by_their_number);
    tcase_add_loop_test(tcase, clips_to_columns, 0, sizeof clips / sizeof clips[0]);
    tcase_add_test(tcase, knows_letters_of_names);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(make_suite)
