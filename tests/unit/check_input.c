#include "config.h"

#include "terminal/input_parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
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
    if (parsed->answer) {
        strbuf_addf(out, "%s<%c%.*s>", between, parsed->answer, (int)parsed->text_len,
                    parsed->text);
    } else if (parsed->report) {
        strbuf_addf(out, "%sreport %d,%d", between, input->row, input->column);
    } else if (input->mouse) {
        strbuf_addf(out, "%s%s %d,%d", between, mouse_names[input->mouse], input->row,
                    input->column);
    } else if (input->key) {
        strbuf_addf(out, "%s%s", between, input->pasted ? "'" : "");
        add_key(out, input->key);
    }
}

/* Hands over the bytes `step` by `step`, as a slow line would, and says what came of them. */
static char *read_in_steps(const char *bytes, size_t len, size_t step)
{
    struct strbuf out = STRBUF_INIT;
    enum input_within within = INPUT_WITHIN_NOTHING;
    size_t from = 0, until = 0;
    while (from < len) {
        struct input_parsed parsed;
        size_t used =
            until > from ? input_parse(within, bytes + from, until - from, false, &parsed) : 0;
        if (!used && until == len)
            used = input_parse(within, bytes + from, until - from, true, &parsed);
        ck_assert_uint_le(used, until - from);
        ck_assert(used || until < len);
        if (used) {
            add_parsed(&out, &parsed);
            within = parsed.within;
        } else {
            until = until + step < len ? until + step : len;
        }
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
    ck_assert_uint_eq(input_parse(INPUT_WITHIN_NOTHING, "\033", 1, false, &parsed), 0);
    ck_assert_uint_eq(input_parse(INPUT_WITHIN_NOTHING, "\033[", 2, false, &parsed), 0);
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
    assert_reads("\033[201~a", "a"); /* the end of a paste that has not begun */
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
    assert_reads_bytes(bytes, sizeof bytes, "");
    ck_assert_uint_eq(
        input_parse(INPUT_WITHIN_NOTHING, bytes, INPUT_PARSE_MOST - 1, false, &parsed), 0);
    ck_assert_uint_eq(input_parse(INPUT_WITHIN_NOTHING, bytes, sizeof bytes, false, &parsed),
                      INPUT_PARSE_MOST);
    bytes[sizeof bytes - 2] = '~'; /* the end of it, and a key */
    bytes[sizeof bytes - 1] = 'a';
    assert_reads_bytes(bytes, sizeof bytes, "a");
}
END_TEST

START_TEST(keys_may_come_as_numbers)
{
    /* kitty and those that follow it */
    assert_reads("\033[97u\033[97;1u\033[13u\033[27u\033[9u\033[127u\033[32u",
                 "a a enter esc tab backspace  ");
    assert_reads("\033[97;2u\033[97:65;2u\033[47:63;2u\033[97;2;65u\033[97;65u", "A A ? A A");
    assert_reads("\033[97;5u\033[99;6u\033[105;5u\033[109;5u\033[91;5u\033[9;2u",
                 "ctrl-a ctrl-c tab enter esc shift-tab");
    assert_reads("\033[12615::99;5u\033[12615u", "ctrl-c U+3147"); /* on a Korean keyboard */
    assert_reads("\033[97;3u\033[97;9u\033[97;33u\033[49;5u", ""); /* alt, super, meta */
    assert_reads("\033[97;1:1u\033[97;1:2u\033[97;1:3u\033[1;1:3A\033[5;1:3~\033[1;2:1C",
                 "a a shift-right"); /* pressed, repeated, released */
    assert_reads("\033[57399u\033[57414u\033[57419u\033[57418;2u\033[57426u",
                 "0 enter up shift-right delete");
    assert_reads("\033[57358u\033[57441;2u\033[57428u\033[57427u",
                 ""); /* caps lock, shift, media */
    assert_reads("\033[55296u\033[1114112u\033[155u\033[0u\033[u", "");
    assert_reads("\033[?1u\033[>1u", ""); /* what is told of the protocol */
    /* xterm's modifyOtherKeys */
    assert_reads("\033[27;5;97~\033[27;2;63~\033[27;2;65~\033[27;5;13~\033[27;2;9~",
                 "ctrl-a ? A enter shift-tab");
    assert_reads("\033[27;3;97~\033[27;5~\033[27~", "");
}
END_TEST

START_TEST(the_keypad_has_keys_of_its_own)
{
    assert_reads("\033Op\033Oy\033Ok\033Om\033Oj\033OX", "0 9 + - * =");
    assert_reads("\033O\033[A", "esc O up");
}
END_TEST

START_TEST(answers_are_swallowed_to_their_end)
{
    assert_reads("\033]11;rgb:ffff/ffff/ffff\033\\q", "<]11;rgb:ffff/ffff/ffff> q");
    assert_reads("\033]11;rgb:ffff/ffff/ffff\aq", "<]11;rgb:ffff/ffff/ffff> q");
    assert_reads("\033P>|XTerm(390)\033\\\033_Gi=1;OK\033\\\033^pm\033\\\033Xsos\033\\q",
                 "<P>|XTerm(390)> <_Gi=1;OK> <^pm> <Xsos> q");
    assert_reads("\033]l\xed\x95\x9c\033\\\033]l\xec\x9c\x84\xc2\x9cq",
                 "<]l\xed\x95\x9c> <]l\xec\x9c\x84> q"); /* Korean has a byte 9c */
    assert_reads("\033]l\r\n\tq\033\\q", "<]l\r\n\tq> q");
}
END_TEST

START_TEST(an_answer_without_end_is_broken_off)
{
    assert_reads("\033]11;rgb\033[A", "up");
    assert_reads("\033]11;rgb\033]4;x\aq", "<]4;x> q");
    assert_reads("\033]11;\003\032\030q", "ctrl-c ctrl-z ctrl-x q");
    assert_reads("\033]11;q\030q", "q");
    assert_reads("\033]11;rgb", "");
    assert_reads("\033]", "esc ]");
    assert_reads("\033P", "esc P");
}
END_TEST

/* Far more than the queue holds: nothing of it is typed, and what follows is. */
START_TEST(a_long_answer_is_passed_over)
{
    struct strbuf bytes = STRBUF_INIT;
    strbuf_adds(&bytes, "a\033]52;c;");
    for (int i = 0; i < 1000; i++)
        strbuf_adds(&bytes, "qe\xed\x95\x9c");
    size_t len = bytes.len;
    assert_reads_bytes(bytes.text, 700, "a");
    strbuf_adds(&bytes, "\033\\b");
    for (size_t step = 1; step < 1100; step += 90) {
        char *found = read_in_steps(bytes.text, bytes.len, step);
        ck_assert_str_eq(found, "a b");
        free(found);
    }
    memcpy(bytes.text + len, "\033[A", 3); /* broken off */
    char *found = read_in_steps(bytes.text, bytes.len, 7);
    ck_assert_str_eq(found, "a up");
    free(found);
    strbuf_release(&bytes);
}
END_TEST

START_TEST(pasted_text_is_marked)
{
    assert_reads("a\033[200~q e\033[201~b", "a 'q '  'e b");
    assert_reads("\033[200~\xed\x95\x9c\r\n\tx\033[201~", "'U+D55C 'enter 'enter 'tab 'x");
    /* Whatever stands in it is text but its end. */
    assert_reads("\033[200~\033[Aq\033]11;\033O\033[M\033[201~q",
                 "'[ 'A 'q '] '1 '1 '; 'O '[ 'M q");
    assert_reads("\033[200~\003\032a\177\033[200~\033[201~\003", "'a '[ '2 '0 '0 '~ ctrl-c");
    assert_reads("\033[200~\033[201~\033[200~x\033[201~", "'x");
    assert_reads("\033[200~a\033[20", "'a");
}
END_TEST

/* ---- whatever comes, and however it is cut ---- */

/* What is sent, and what comes of it. */
static const struct {
    const char *bytes, *expected;
} known[] = {
    {"a", "a"},
    {"\xed\x95\x9c", "U+D55C"},
    {"\r", "enter"},
    {"\033[A", "up"},
    {"\033OB", "down"},
    {"\033[1;2D", "shift-left"},
    {"\033[6~", "page-down"},
    {"\033[24~", "f12"},
    {"\033[[A", "f1"},
    {"\033[Z", "shift-tab"},
    {"\033[<0;12;7M", "press 6,11"},
    {"\033[M !!", "press 0,0"},
    {"\033[24;80R", "report 23,79"},
    {"\033[97:65;2:1;65u", "A"},
    {"\033[27;5;97~", "ctrl-a"},
    {"\033[I", ""},
    {"\033[?64;1;2c", ""},
    {"\033[?2004;1$y", ""},
    {"\033[99;99;99;99;99;99;99;99;99;99;99;99;99;99;99;99;99;99;99;99;99;99;99;99;99q", ""},
    {"\033]11;rgb:0/0/0\033\\", "<]11;rgb:0/0/0>"},
    {"\033]10;rgb:0/0/0\a", "<]10;rgb:0/0/0>"},
    {"\033P1$r0 q\033\\", "<P1$r0 q>"},
    {"\033_Gi=31;OK\033\\", "<_Gi=31;OK>"},
    {"\033[200~\xed\x95\x9c\033q\033[201~", "'U+D55C 'q"},
};
enum { KNOWN = sizeof known / sizeof *known };

/* Sequences in a row, in pieces of any size. */
START_TEST(every_sequence_may_be_cut_anywhere)
{
    srand(1);
    for (int round = 0; round < 3000; round++) {
        struct strbuf bytes = STRBUF_INIT, expected = STRBUF_INIT;
        for (int i = 0; i < 6; i++) {
            int which = rand() % KNOWN;
            strbuf_adds(&bytes, known[which].bytes);
            if (*known[which].expected)
                strbuf_addf(&expected, "%s%s", expected.len ? " " : "", known[which].expected);
        }
        char *found = read_in_steps(bytes.text, bytes.len, 1 + (size_t)rand() % bytes.len);
        ck_assert_str_eq(found, strbuf_str(&expected));
        free(found);
        strbuf_release(&bytes);
        strbuf_release(&expected);
    }
}
END_TEST

/* Whatever comes: it ends, and takes no more than there is. */
START_TEST(garbage_is_survived)
{
    static const char alphabet[] = "\033\033\033[[]O<;:0159MmRu~A\a\xea\xb0\x80\xff\177 \r";
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

enum { SOON = 0 };

static void send(int fd, const char *bytes)
{
    ck_assert_int_eq(write(fd, bytes, strlen(bytes)), (int)strlen(bytes));
}

static uint32_t next_key(struct input_queue *queue, int64_t after_ms)
{
    struct input input;
    bool found = input_queue_take(queue, queue->came_ns + after_ms * NS_PER_MS, &input);
    return found ? input.key : INPUT_NONE;
}

/* What comes now, and nothing else for so long. */
static void come(struct input_queue *queue, const char *bytes)
{
    memcpy(queue->bytes + queue->len, bytes, strlen(bytes));
    queue->len += strlen(bytes);
}

/* Answers and reports are for the terminal itself. */
static bool is_for_app(int which)
{
    const char *expected = known[which].expected;
    return *expected != '<' && strncmp(expected, "report", 6) != 0;
}

/* Some tenths of a second in the middle of a key are a bad line, and no key. */
START_TEST(a_key_cut_by_a_slow_line_is_one_key)
{
    struct input_queue queue = {0};
    for (int i = 0; i < KNOWN; i++) {
        for (size_t cut = 1; cut < strlen(known[i].bytes); cut++) {
            int64_t pause_ms = cut == 1 ? 100 : 400; /* ESC may be the key */
            char first[80];
            struct strbuf out = STRBUF_INIT;
            struct input input;
            memcpy(first, known[i].bytes, cut);
            first[cut] = '\0';
            come(&queue, first);
            for (int half = 0; half < 2; half++) {
                while (input_queue_take(&queue, queue.came_ns + pause_ms * NS_PER_MS, &input))
                    add_parsed(&out, &(struct input_parsed){.input = input});
                if (!half)
                    come(&queue, known[i].bytes + cut);
            }
            ck_assert_str_eq(strbuf_str(&out), is_for_app(i) ? known[i].expected : "");
            ck_assert_uint_eq(queue.len, 0);
            ck_assert_int_eq(queue.within, INPUT_WITHIN_NOTHING);
            strbuf_release(&out);
        }
    }
}
END_TEST

/* Nothing makes it deaf: after a rest, a key is a key. */
START_TEST(after_any_junk_and_a_rest_a_key_is_a_key)
{
    static const char alphabet[] = "\033\033\033[[]PO_^X<;:?0159MmR~Auq\xed\x95\x9c\177\a\\ \r";
    struct input_queue queue = {0};
    struct input input;
    srand(2);
    for (int round = 0; round < 20000; round++) {
        size_t len = 1 + (size_t)rand() % 40;
        for (size_t i = 0; i < len; i++)
            queue.bytes[queue.len++] =
                round % 2 ? (char)rand() : alphabet[rand() % sizeof alphabet];
        if (round % 5 == 0)
            come(&queue, "\033[200~");
        for (int64_t after_ms = 0; after_ms <= INPUT_PASTE_MS; after_ms += INPUT_PASTE_MS)
            while (input_queue_take(&queue, queue.came_ns + after_ms * NS_PER_MS, &input))
                ;
        ck_assert_uint_eq(queue.len, 0);
        ck_assert_int_eq(input_queue_wait_ns(&queue, queue.came_ns), -1);
        come(&queue, "q");
        ck_assert_uint_eq(next_key(&queue, SOON), 'q');
    }
}
END_TEST

START_TEST(what_has_begun_is_waited_for_and_not_for_ever)
{
    static const struct {
        const char *bytes;
        int wait_ms;
    } begun[] = {
        {"\033", INPUT_ESC_MS},
        {"\033[", INPUT_SEQUENCE_MS},
        {"\033[1;", INPUT_SEQUENCE_MS},
        {"\033O", INPUT_SEQUENCE_MS},
        {"\xed\x95", INPUT_SEQUENCE_MS},
        {"\033]1", INPUT_STRING_MS},
        {"\033P", INPUT_STRING_MS},
        {"\033[200~", INPUT_PASTE_MS},
        {"\033[200~a\033[20", INPUT_PASTE_MS},
    };
    struct input_queue queue = {0}, far = {.esc_ms = INPUT_ESC_FAR_MS};
    struct input input;
    ck_assert_int_eq(input_queue_wait_ns(&queue, 0), -1);
    come(&far, "\033");
    ck_assert_int_eq(input_queue_wait_ns(&far, 0), INPUT_ESC_FAR_MS * NS_PER_MS);
    for (size_t i = 0; i < sizeof begun / sizeof *begun; i++) {
        int64_t wait_ns = begun[i].wait_ms * NS_PER_MS;
        queue.came_ns = 1000;
        come(&queue, begun[i].bytes);
        while (input_queue_take(&queue, 1000, &input))
            ;
        ck_assert_int_eq(input_queue_wait_ns(&queue, 1000), wait_ns);
        ck_assert(!input_queue_take(&queue, 1000 + wait_ns - 1, &input));
        while (input_queue_take(&queue, 1000 + wait_ns, &input))
            ;
        ck_assert_int_eq(input_queue_wait_ns(&queue, 1000 + wait_ns), -1);
    }
}
END_TEST

struct told {
    int count;
    char first[80], last[80];
};

static void note_told(void *arg, char kind, const char *text, size_t len)
{
    struct told *told = arg;
    char *words = told->count++ ? told->last : told->first;
    snprintf(words, sizeof told->last, "%c %.*s", kind, (int)len, text);
}

START_TEST(what_the_terminal_tells_is_handed_over)
{
    struct told told = {0};
    struct input_queue queue = {.told = note_told, .told_arg = &told};
    struct input place;
    come(&queue, "a\033]11;rgb:1/2/3\033\\b\033[1;3R");
    ck_assert(input_queue_take_report(&queue, &place)); /* asked together, told in order */
    ck_assert_int_eq(told.count, 2);
    ck_assert_str_eq(told.first, "] 11;rgb:1/2/3");
    ck_assert_str_eq(told.last, "[ ");
    ck_assert_uint_eq(next_key(&queue, SOON), 'a');
    ck_assert_uint_eq(next_key(&queue, SOON), 'b');
    ck_assert_int_eq(told.count, 2);
    come(&queue, "\033]11;rgb:4/5/6\ac"); /* and later, by itself */
    ck_assert_uint_eq(next_key(&queue, SOON), 'c');
    ck_assert_int_eq(told.count, 3);
    ck_assert_str_eq(told.last, "] 11;rgb:4/5/6");
    come(&queue, "\033[1;3Rd"); /* so does a report that comes too late */
    ck_assert_uint_eq(next_key(&queue, SOON), 'd');
    ck_assert_str_eq(told.last, "[ ");
}
END_TEST

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
    ck_assert_uint_eq(next_key(&queue, INPUT_ESC_MS), INPUT_ESC);
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

/* ---- a key beside an answer ---- */

/* What comes in three pieces, with a rest behind each; the terminal waits for its report or reads
 * keys. Says which keys were found. */
static char *take_in_pieces(const char *bytes, size_t first, size_t second, int rest_ms, bool waits)
{
    struct input_queue queue = {0};
    struct strbuf out = STRBUF_INIT;
    size_t ends[] = {first, second, strlen(bytes)}, from = 0;
    for (int piece = 0; piece < 3; piece++) {
        int64_t now_ns = queue.came_ns + rest_ms * NS_PER_MS;
        struct input input;
        memcpy(queue.bytes + queue.len, bytes + from, ends[piece] - from);
        queue.len += ends[piece] - from;
        from = ends[piece];
        if (waits && piece < 2 && input_queue_take_report(&queue, &input))
            waits = false;
        if (!waits || piece == 2)
            while (input_queue_take(&queue, now_ns, &input))
                add_parsed(&out, &(struct input_parsed){.input = input});
    }
    struct input last;
    while (input_queue_take(&queue, queue.came_ns + INPUT_PASTE_MS * NS_PER_MS, &last))
        add_parsed(&out, &(struct input_parsed){.input = last});
    ck_assert_uint_eq(queue.len, 0);
    return strbuf_detach(&out);
}

/* Cut in any two places, whole in between or slow. */
static void assert_takes(const char *bytes, const char *expected)
{
    for (size_t first = 0; first <= strlen(bytes); first++)
        for (size_t second = first; second <= strlen(bytes); second++)
            for (int way = 0; way < 4; way++) {
                char *found = take_in_pieces(bytes, first, second, way & 1 ? 100 : 0, way & 2);
                ck_assert_msg(strcmp(found, expected) == 0, "%zu and %zu, %d: '%s', not '%s'",
                              first, second, way, found, expected);
                free(found);
            }
}

START_TEST(a_key_beside_an_answer_is_not_lost)
{
    static const char *const answers[] = {
        "\033]11;rgb:f/f/f\033\\",
        "\033]11;rgb:f/f/f\a",
        "\033[1;3R",
        "\033[?64;1c",
        "\033P1$r0m\033\\",
        "\033_Gi=1;OK\033\\",
        "\033]10;?\xc2\x9c",
        "\033]10;rgb:0/0/0\033\\\033]11;rgb:f/f/f\033\\\033[1;3R",
    };
    static const struct {
        const char *bytes, *expected;
    } keys[] = {{"q", "q"},
                {"\r", "enter"},
                {"\033", "esc"},
                {"\033[C", "right"},
                {"\033OD", "left"},
                {"\033[6~", "page-down"},
                {"\xed\x95\x9c", "U+D55C"},
                {"\\", "\\"}};
    for (size_t answer = 0; answer < sizeof answers / sizeof *answers; answer++) {
        for (size_t key = 0; key < sizeof keys / sizeof *keys; key++) {
            for (int place = 0; place < 3; place++) { /* in front, behind, on both sides */
                struct strbuf bytes = STRBUF_INIT, expected = STRBUF_INIT;
                strbuf_addf(&bytes, "%s%s%s", place == 1 ? "" : keys[key].bytes, answers[answer],
                            place == 0 ? "" : keys[key].bytes);
                strbuf_addf(&expected, "%s%s%s", keys[key].expected, place == 2 ? " " : "",
                            place == 2 ? keys[key].expected : "");
                assert_takes(strbuf_str(&bytes), strbuf_str(&expected));
                strbuf_release(&bytes);
                strbuf_release(&expected);
            }
        }
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("input");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 60);
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
    tcase_add_test(all, keys_may_come_as_numbers);
    tcase_add_test(all, the_keypad_has_keys_of_its_own);
    tcase_add_test(all, answers_are_swallowed_to_their_end);
    tcase_add_test(all, an_answer_without_end_is_broken_off);
    tcase_add_test(all, a_long_answer_is_passed_over);
    tcase_add_test(all, pasted_text_is_marked);
    tcase_add_test(all, every_sequence_may_be_cut_anywhere);
    tcase_add_test(all, a_key_cut_by_a_slow_line_is_one_key);
    tcase_add_test(all, after_any_junk_and_a_rest_a_key_is_a_key);
    tcase_add_test(all, what_has_begun_is_waited_for_and_not_for_ever);
    tcase_add_test(all, what_the_terminal_tells_is_handed_over);
    tcase_add_test(all, a_beginning_waits_for_its_end);
    tcase_add_test(all, keys_before_a_report_are_not_lost);
    tcase_add_test(all, a_key_beside_an_answer_is_not_lost);
    tcase_add_test(all, much_comes_in_pieces_and_ends);
    suite_add_tcase(s, all);
    return s;
}

CHECK_MAIN(suite)
