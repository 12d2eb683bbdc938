#include "config.h"

#include "terminal/input_parse.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "check_main.h"
#include "terminal/input_queue.h"

static const char *const mouse_names[] = {"", "press", "drag", "release", "wheel up", "wheel down"};

static const struct {
    uint32_t key;
    const char *name;
} key_names[] = {
    {INPUT_TAB, "tab"},
    {INPUT_ENTER, "enter"},
    {INPUT_ESC, "esc"},
    {INPUT_UP, "up"},
    {INPUT_DOWN, "down"},
    {INPUT_LEFT, "left"},
    {INPUT_RIGHT, "right"},
    {INPUT_SHIFT_LEFT, "shift-left"},
    {INPUT_SHIFT_RIGHT, "shift-right"},
    {INPUT_HOME, "home"},
    {INPUT_END, "end"},
    {INPUT_PAGE_UP, "page-up"},
    {INPUT_PAGE_DOWN, "page-down"},
    {INPUT_BACKSPACE, "backspace"},
    {INPUT_DELETE, "delete"},
    {INPUT_SHIFT_TAB, "shift-tab"},
};

static void add_key(struct strbuf *out, uint32_t key)
{
    for (size_t i = 0; i < sizeof key_names / sizeof *key_names; i++) {
        if (key_names[i].key == key) {
            strbuf_adds(out, key_names[i].name);
            return;
        }
    }
    if (key >= INPUT_CTRL)
        strbuf_addf(out, "ctrl-%c", (int)(key - INPUT_CTRL));
    else if (key >= INPUT_F1 && key <= INPUT_F12)
        strbuf_addf(out, "f%d", (int)(key - INPUT_F1) + 1);
    else if (key < 127)
        strbuf_addf(out, "%c", (int)key);
    else
        strbuf_addf(out, "U+%04X", (unsigned)key);
}

/* What was found, a word each; what means nothing is left out. */
static void add_parsed(struct strbuf *out, const struct input_parsed *parsed)
{
    const struct input *input = &parsed->input;
    const char *between = out->len ? " " : "";
    if (parsed->report) {
        strbuf_addf(out, "%sreport %d,%d", between, input->row, input->column);
    } else if (input->mouse) {
        strbuf_addf(out, "%s%s %d,%d", between, mouse_names[input->mouse], input->row,
                    input->column);
    } else if (input->key) {
        strbuf_adds(out, between);
        add_key(out, input->key);
    }
}

/* Hands over the bytes `step` by `step`, as a slow line would, and says what came of them. */
static char *read_in_steps(const char *bytes, size_t len, size_t step)
{
    struct strbuf out = STRBUF_INIT;
    size_t from = 0, until = 0;
    while (from < len) {
        struct input_parsed parsed;
        size_t used = until > from ? input_parse(bytes + from, until - from, false, &parsed) : 0;
        if (!used && until == len)
            used = input_parse(bytes + from, until - from, true, &parsed);
        ck_assert_uint_le(used, until - from);
        ck_assert(used || until < len);
        if (used)
            add_parsed(&out, &parsed);
        else
            until = until + step < len ? until + step : len;
        from += used;
    }
    return strbuf_detach(&out);
}

static void assert_reads_bytes(const char *bytes, size_t len, const char *expected)
{
    for (size_t step = 1; step <= len; step++) {
        char *found = read_in_steps(bytes, len, step);
        ck_assert_str_eq(found, expected);
        free(found);
    }
}

static void assert_reads(const char *bytes, const char *expected)
{
    assert_reads_bytes(bytes, strlen(bytes), expected);
}

START_TEST(characters_and_controls_are_keys)
{
    assert_reads("a B~", "a   B ~");
    assert_reads("\t\r\n\b\177", "tab enter enter backspace backspace");
    assert_reads("\003\014\032", "ctrl-c ctrl-l ctrl-z");
    assert_reads_bytes("\0a\037", 3, "a");
}
END_TEST

START_TEST(characters_of_several_bytes_come_whole)
{
    assert_reads("\xea\xb0\x80\xec\xb2\xb4", "U+AC00 U+CCB4"); /* Korean */
    assert_reads("e\xcc\x81\xf0\x9f\x98\x80z", "e U+0301 U+1F600 z");
}
END_TEST

START_TEST(broken_characters_mean_nothing)
{
    assert_reads("\xff"
                 "a\x80"
                 "b\xc0\xaf"
                 "c",
                 "a b c");
    assert_reads("\xea\xb0"
                 "a",
                 "a"); /* cut short by another one */
    assert_reads("\xc2\x9b"
                 "a",
                 "a"); /* a control of C1 */
    assert_reads("\xed\xa0\x80"
                 "a",
                 "a"); /* a surrogate */
    assert_reads("a\xea\xb0", "a");
}
END_TEST

START_TEST(arrows_come_in_three_forms)
{
    assert_reads("\033[A\033[B\033[C\033[D", "up down right left");
    assert_reads("\033OA\033OB\033OC\033OD", "up down right left");
    assert_reads("\033[1;2C\033[1;2D\033[1;2A", "shift-right shift-left up");
    assert_reads("\033[1;6D\033[1;5D\033[1;3D", "shift-left left left");
    assert_reads("\033O2D\033[c\033[d", "shift-left shift-right shift-left");
}
END_TEST

START_TEST(other_keys_have_names)
{
    assert_reads("\033[H\033[F\033OH\033OF", "home end home end");
    assert_reads("\033[1~\033[4~\033[7~\033[8~", "home end home end");
    assert_reads("\033[5~\033[6~\033[3~\033[Z", "page-up page-down delete shift-tab");
    assert_reads("\033OM\033[5;2~", "enter page-up");
}
END_TEST

START_TEST(function_keys_have_numbers)
{
    assert_reads("\033OP\033OQ\033OR\033OS\033[15~", "f1 f2 f3 f4 f5");
    assert_reads("\033[17~\033[18~\033[19~\033[20~\033[21~\033[23~\033[24~",
                 "f6 f7 f8 f9 f10 f11 f12");
    assert_reads("\033[11~\033[12~\033[13~\033[14~", "f1 f2 f3 f4");
    assert_reads("\033[[A\033[[E\033[1;2P", "f1 f5 f1");
}
END_TEST

START_TEST(escape_is_a_key_when_nothing_follows)
{
    struct input_parsed parsed;
    assert_reads("\033", "esc");
    ck_assert_uint_eq(input_parse("\033", 1, false, &parsed), 0);
    ck_assert_uint_eq(input_parse("\033[", 2, false, &parsed), 0);
    assert_reads("\033\033", "esc esc");
    assert_reads("\033\033[A", "esc up");
    assert_reads("\033q", "esc q");
    assert_reads("\033[", "esc [");
    assert_reads("\033O", "esc O");
}
END_TEST

START_TEST(the_mouse_presses_drags_releases_and_turns)
{
    assert_reads("\033[<0;12;7M\033[<32;13;7M\033[<0;13;7m", "press 6,11 drag 6,12 release 6,12");
    assert_reads("\033[<64;1;1M\033[<65;200;300M", "wheel up 0,0 wheel down 299,199");
    assert_reads("\033[<4;1;1M", "press 0,0"); /* with shift */
    /* Other buttons, motion without one, wheels to the side, and places that are none. */
    assert_reads("\033[<2;1;1M\033[<35;1;1M\033[<66;1;1M\033[<128;1;1M", "");
    assert_reads("\033[<0;0;1M\033[<0;1M\033[<0;1;1;1M", "");
    assert_reads("\033[M !!\033[M`\"!\033[M@!!\033[M#!!",
                 "press 0,0 wheel up 0,1 drag 0,0 release 0,0");
}
END_TEST

START_TEST(a_report_is_told_from_keys)
{
    assert_reads("\033[1;3Ra\033[24;80R", "report 0,2 a report 23,79");
    assert_reads("\033[R\033[?1;1R", "");
}
END_TEST

START_TEST(unknown_sequences_are_swallowed_whole)
{
    assert_reads("\033[200~a\033[201~", "a");
    assert_reads("\033[Ia\033[O", "a");
    assert_reads("\033[?64;1;2c\033[>0;10;1ca", "a");
    assert_reads("\033[1;2;3;4;5;6;7Aa", "up a");
    assert_reads("\033[99999999999999999999~a", "a");
    assert_reads("\033[1 qa", "a");
    assert_reads("\033[12\033[A", "up");
    assert_reads("\033[12\003", "ctrl-c");
    assert_reads("\033[12", "");
}
END_TEST

START_TEST(a_sequence_without_end_ends)
{
    char bytes[INPUT_PARSE_MOST + 2] = "\033[";
    struct input_parsed parsed;
    memset(bytes + 2, '1', sizeof bytes - 2);
    ck_assert_uint_eq(input_parse(bytes, INPUT_PARSE_MOST - 1, false, &parsed), 0);
    ck_assert_uint_eq(input_parse(bytes, sizeof bytes, false, &parsed), INPUT_PARSE_MOST);
}
END_TEST

/* Whatever comes: it ends, and takes no more than there is. */
START_TEST(garbage_is_survived)
{
    static const char alphabet[] = "\033\033\033[[O<;;0159MmR~A\xea\xb0\x80\xff\177 \r";
    char bytes[48];
    srand(1);
    for (int round = 0; round < 20000; round++) {
        size_t len = 1 + (size_t)rand() % sizeof bytes;
        for (size_t i = 0; i < len; i++)
            bytes[i] = round % 2 ? (char)rand() : alphabet[(size_t)rand() % sizeof alphabet];
        char *copy = malloc(len); /* of its size: so that a sanitizer sees a step too far */
        memcpy(copy, bytes, len);
        free(read_in_steps(copy, len, 1 + (size_t)round % 7));
        free(copy);
    }
}
END_TEST

/* ---- the queue ---- */

enum { SOON = 0, PATIENCE_NS = 25, LATE = PATIENCE_NS };

static void send(int fd, const char *bytes)
{
    ck_assert_int_eq(write(fd, bytes, strlen(bytes)), (int)strlen(bytes));
}

static uint32_t next_key(struct input_queue *queue, int64_t after_ns)
{
    struct input input;
    bool found = input_queue_take(queue, queue->came_ns + after_ns, PATIENCE_NS, &input);
    return found ? input.key : INPUT_NONE;
}

START_TEST(a_beginning_waits_for_its_end)
{
    struct input_queue queue = {0};
    int fds[2];
    ck_assert_int_eq(pipe(fds), 0);
    ck_assert(!input_queue_fill(&queue, fds[0], 0));
    send(fds[1], "a\033[");
    ck_assert(input_queue_fill(&queue, fds[0], 0));
    ck_assert_uint_eq(next_key(&queue, SOON), 'a');
    ck_assert_uint_eq(next_key(&queue, SOON), INPUT_NONE);
    ck_assert_uint_gt(queue.len, 0);
    send(fds[1], "A\033");
    ck_assert(input_queue_fill(&queue, fds[0], 0));
    ck_assert_uint_eq(next_key(&queue, SOON), INPUT_UP);
    ck_assert_uint_eq(next_key(&queue, SOON), INPUT_NONE);
    ck_assert_uint_eq(next_key(&queue, LATE), INPUT_ESC);
    ck_assert_uint_eq(queue.len, 0);
    close(fds[0]);
    close(fds[1]);
}
END_TEST

START_TEST(keys_before_a_report_are_not_lost)
{
    struct input_queue queue = {0};
    struct input place;
    int fds[2];
    ck_assert_int_eq(pipe(fds), 0);
    send(fds[1], "ab\033[1;");
    ck_assert(input_queue_fill(&queue, fds[0], 0));
    ck_assert(!input_queue_take_report(&queue, &place));
    send(fds[1], "3Rc");
    ck_assert(input_queue_fill(&queue, fds[0], 0));
    ck_assert(input_queue_take_report(&queue, &place));
    ck_assert_int_eq(place.column, 2);
    ck_assert(!input_queue_take_report(&queue, &place));
    ck_assert_uint_eq(next_key(&queue, SOON), 'a');
    ck_assert_uint_eq(next_key(&queue, SOON), 'b');
    ck_assert_uint_eq(next_key(&queue, SOON), 'c');
    close(fds[0]);
    close(fds[1]);
}
END_TEST

/* More than it holds stays in the pipe; the end of it all is told. */
START_TEST(much_comes_in_pieces_and_ends)
{
    struct input_queue queue = {0};
    char bytes[INPUT_QUEUE_BYTES + 100];
    size_t keys = 0;
    int fds[2];
    ck_assert_int_eq(pipe(fds), 0);
    memset(bytes, 'x', sizeof bytes);
    ck_assert_int_eq(write(fds[1], bytes, sizeof bytes), (int)sizeof bytes);
    close(fds[1]);
    do {
        input_queue_fill(&queue, fds[0], 0);
        while (next_key(&queue, SOON) == 'x')
            keys++;
    } while (!queue.gone);
    ck_assert_uint_eq(keys, sizeof bytes);
    close(fds[0]);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("input");
    TCase *all = tcase_create("all");
    tcase_add_test(all, characters_and_controls_are_keys);
    tcase_add_test(all, characters_of_several_bytes_come_whole);
    tcase_add_test(all, broken_characters_mean_nothing);
    tcase_add_test(all, arrows_come_in_three_forms);
    tcase_add_test(all, other_keys_have_names);
    tcase_add_test(all, function_keys_have_numbers);
    tcase_add_test(all, escape_is_a_key_when_nothing_follows);
    tcase_add_test(all, the_mouse_presses_drags_releases_and_turns);
    tcase_add_test(all, a_report_is_told_from_keys);
    tcase_add_test(all, unknown_sequences_are_swallowed_whole);
    tcase_add_test(all, a_sequence_without_end_ends);
    tcase_add_test(all, garbage_is_survived);
    tcase_add_test(all, a_beginning_waits_for_its_end);
    tcase_add_test(all, keys_before_a_report_are_not_lost);
    tcase_add_test(all, much_comes_in_pieces_and_ends);
    suite_add_tcase(s, all);
    return s;
}

CHECK_MAIN(suite)
