/* Files that nobody would write: the front end answers with errors, and neither crashes nor takes
 * long. */
#include "config.h"

#include "base/clock.h"
#include "check_main.h"
#include "scenario/expect.h"
#include "scenario/tree.h"
#include "scenario_text.h"

#include <stdlib.h>
#include <string.h>

#define HEAD "scenario \"t\"\ntask a:\n"

static struct strbuf source;
static struct diag_list list;

static void begin(void)
{
    source = (struct strbuf)STRBUF_INIT;
    list = (struct diag_list){0};
}

static void end(void)
{
    strbuf_release(&source);
    diag_release(&list);
}

/* Reads, and compiles what has no errors; returns the number of errors. */
static int read_source(void)
{
    struct scenario *scenario = scenario_read("t.baton", strbuf_str(&source), source.len, &list);
    if (list.errors == 0)
        for (int model = 0; model < MODEL_COUNT; model++)
            scenario_compile(scenario, (enum model_id)model, &list);
    scenario_free(scenario);
    return list.errors;
}

static void assert_one_error(uint32_t line, uint32_t column, const char *message)
{
    ck_assert_int_eq(read_source(), 1);
    ck_assert_str_eq(list.items[0].message, message);
    ck_assert_uint_eq(list.items[0].line, line);
    ck_assert_uint_eq(list.items[0].column, column);
}

START_TEST(a_nul_byte)
{
    strbuf_add(&source, HEAD "    say \"é\0\"\n    say \"\0\"\n", 40);
    assert_one_error(3, 11, "a NUL byte: this is no text file");
}
END_TEST

START_TEST(broken_utf8)
{
    strbuf_adds(&source, HEAD "    say \"é\xC3\"\n    sya \"\xFF\"\n");
    assert_one_error(3, 11, "this is not UTF-8");
}
END_TEST

START_TEST(a_binary_file)
{
    uint32_t seed = 1;
    for (int i = 0; i < 100000; i++) {
        seed = seed * 1664525 + 1013904223;
        strbuf_addch(&source, (char)(seed >> 24));
    }
    ck_assert_int_eq(read_source(), 1);
}
END_TEST

START_TEST(a_byte_order_mark)
{
    strbuf_adds(&source, "\xEF\xBB\xBF" HEAD "    exit\n");
    ck_assert_int_eq(read_source(), 0);
    strbuf_clear(&source);
    strbuf_adds(&source, "\xEF\xBB\xBF"
                         "scenario 5\n");
    ck_assert_int_eq(read_source(), 1);
    ck_assert_uint_eq(list.items[0].column, 11);
}
END_TEST

static void add_nested(int depth)
{
    for (int i = 0; i < depth; i++) {
        strbuf_addn(&source, ' ', (size_t)i + 1);
        strbuf_adds(&source, "if 1:\n");
    }
    strbuf_addn(&source, ' ', (size_t)depth + 1);
    strbuf_adds(&source, "exit\n");
}

START_TEST(blocks_up_to_the_bound)
{
    strbuf_adds(&source, HEAD);
    add_nested(199);
    ck_assert_int_eq(read_source(), 0);
}
END_TEST

START_TEST(blocks_over_the_bound)
{
    strbuf_adds(&source, HEAD);
    add_nested(200);
    strbuf_adds(&source, " sya \"still read\"\n");
    ck_assert_int_eq(read_source(), 2);
    ck_assert_str_eq(list.items[0].message, "blocks are nested over 200 deep here");
    ck_assert_uint_eq(list.items[0].line, 203);
    ck_assert_str_eq(list.items[1].message, "there is no statement `sya`");
}
END_TEST

START_TEST(ten_thousand_blocks)
{
    strbuf_adds(&source, HEAD);
    add_nested(10000);
    ck_assert_int_eq(read_source(), 1);
}
END_TEST

static const struct {
    const char *before, *each, *middle, *after_each, *after;
} nestings[] = {
    {"    x = ", "(", "1", ")", ""},       {"    x = ", "-", "(1)", "", ""},
    {"    x = ", "not ", "1", "", ""},     {"    x = ", "1 + ", "1", "", ""},
    {"    x = ", "1 and ", "1", "", ""},   {"    x = ", "1 + (", "1", ")", ""},
    {"    say \"{", "(", "1", ")", "}\""}, {"    io (", "(", "1", ")", ")ms"},
};

static void add_expression(int nesting, int depth)
{
    strbuf_adds(&source, HEAD);
    strbuf_adds(&source, nestings[nesting].before);
    for (int i = 0; i < depth; i++)
        strbuf_adds(&source, nestings[nesting].each);
    strbuf_adds(&source, nestings[nesting].middle);
    for (int i = 0; i < depth; i++)
        strbuf_adds(&source, nestings[nesting].after_each);
    strbuf_adds(&source, nestings[nesting].after);
    strbuf_adds(&source, "\n");
}

START_TEST(expressions_up_to_the_bound)
{
    add_expression(_i, 150);
    ck_assert_int_eq(read_source(), 0);
}
END_TEST

START_TEST(expressions_over_the_bound)
{
    add_expression(_i, 10000);
    ck_assert_int_eq(read_source(), 1);
    ck_assert_str_eq(list.items[0].message, "this expression is nested over 200 deep");
}
END_TEST

/* ---- large files: linear, so that ten megabytes are a matter of a second or so ---- */

enum { LARGE = 10 * 1000 * 1000 };

static const char *const repeated[] = {
    "    say \"hello {1 + 2}\"\n",
    "    x1 = 1\n",
    "    yield\n",
    "    sya \"hello\"\n",
    "    y = nothing\n",
    "\tsay \"tab\"\n",
    "task b:\n    call a\n",
    "lock l\n",
    "((((\n",
    "        if 1:\n",
    "\"",
    "{",
    "a",
    "\n",
    "# comment\n",
    "é",
    "expect:\n    output \"a\", \"b\"\n",
    "    else if 1:\n        exit\n",
    "    if 1:\n        exit\n    else if 2:\n        exit\n",
};

START_TEST(ten_megabytes_of_it)
{
    strbuf_adds(&source, HEAD "    exit\n    if 1:\n        exit\n");
    while (source.len < LARGE)
        strbuf_adds(&source, repeated[_i]);
    int64_t before = clock_process_cpu_ns();
    read_source();
    int64_t took = clock_process_cpu_ns() - before;
    ck_assert_msg(took < 20 * NS_PER_S, "%.1f s", (double)took / NS_PER_S);
    ck_assert_int_le(list.errors, 10000);
}
END_TEST

/* Names that are all different: tables grow, and stay fast. */
START_TEST(a_hundred_thousand_names)
{
    strbuf_adds(&source, "scenario \"t\"\n");
    for (int i = 0; i < 100000; i++)
        strbuf_addf(&source, "shared s%d = 1\n", i);
    for (int i = 0; i < 100000; i++)
        strbuf_addf(&source, "task t%d:\n    s%d += 1\n    call t%d\n", i, i, (i + 1) % 100000);
    ck_assert_int_eq(read_source(), 0);
}
END_TEST

START_TEST(too_many_variables)
{
    strbuf_adds(&source, HEAD);
    for (int i = 0; i < 60001; i++)
        strbuf_addf(&source, "    v%d = 1\n", i);
    assert_one_error(2, 6, "this task has over 60000 variables");
}
END_TEST

START_TEST(too_many_parameters)
{
    strbuf_adds(&source, "scenario \"t\"\ntask b:\n    exit\ntask a(p0");
    for (int i = 1; i < 256; i++)
        strbuf_addf(&source, ", p%d", i);
    strbuf_adds(&source, "):\n    exit\n");
    ck_assert_int_eq(read_source(), 1);
    ck_assert_str_eq(list.items[0].message, "a task has at most 255 parameters");
}
END_TEST

/* A chain of assignments against the order of the file: what it holds is not known, and nothing
 * wrong is said. */
START_TEST(a_long_chain_of_kinds)
{
    strbuf_adds(&source, HEAD);
    for (int i = 0; i < 20000; i++)
        strbuf_addf(&source, "    if now == %d:\n        v%d = v%d\n", i, i, i + 1);
    strbuf_adds(&source, "    v20000 = start a\n    say \"{v19999}\"\n    v20000 = 1\n");
    ck_assert_int_eq(read_source(), 0);
}
END_TEST

/* ---- a good file, changed a little, two thousand times ---- */

static const char whole[] =
    "scenario \"All\" # c\nabout \"One.\"\nmodel coroutines, callbacks\nworkers 2\npool 5 gil\n"
    "device 3\nuntil main ends\nswitch interval 500us\nlimit 10s\nshared n = -3\nlock l\n"
    "semaphore s = 2\nchannel c size 3\n\ntask gen(a):\n    x = yield a\n    yield x + 1\n\n"
    "task work(p, q):\n    say \"hi {p} {{ \\\"é\\\" {n + 1}\"\n    n += p\n    compute 5ms \"l\"\n"
    "    return q\n\ntask main:\n    g = create gen(1)\n    v = resume g with 2\n"
    "    z = throw g \"stop {v}\"\n    close g\n    q = run work(1, 2)\n    f = start work(1, 2)\n "
    "   r = await f\n    await all\n"
    "    group:\n        start work(5, 6)\n    offload:\n        compute 5ms\n    with l:\n"
    "        say \"in\"\n    send c 1 + 2 * 3\n    w = recv c\n    repeat 3 as i:\n"
    "        while v and not z or w < 3:\n            v = v - 1\n    if v == 1:\n        say "
    "\"a\"\n"
    "    else if v == 2:\n        say \"b\"\n    else:\n        say \"{r}\"\n    try:\n"
    "        fail \"oops\"\n    on error:\n        say \"got {error}\"\n"
    "    e = io (40 + 20 * self)ms \"x\" then:\n        say \"{done(f)}\"\n    blocking sleep 1s\n"
    "    exit\n\nexpect:\n    elapsed about 900ms within 20%\n    output \"a\", \"b\"\n"
    "    value n == -5\n    late work > 5ms\n    memory < 8 KiB a task\n"
    "expect callbacks with workers 3, shared n = 4, channel c size 2, until all end:\n"
    "    elapsed < 50% of coroutines\n    result ok\n";

static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* Takes out, doubles, changes or swaps a piece of the text. */
static void mutate(uint32_t *seed)
{
    static const char bits[] = "\"{}():,=+-*/%<>! \n\t#\\aZ09_.\xC3\xA9\x80";
    size_t at = next_random(seed) % source.len;
    size_t len = 1 + next_random(seed) % 12;
    if (at + len > source.len)
        len = source.len - at;
    struct strbuf changed = STRBUF_INIT;
    strbuf_add(&changed, source.text, at);
    switch (next_random(seed) % 4) {
    case 0:
        break;
    case 1:
        strbuf_add(&changed, source.text + at, len);
        strbuf_add(&changed, source.text + at, len);
        break;
    case 2:
        strbuf_addch(&changed, bits[next_random(seed) % (sizeof bits - 1)]);
        strbuf_add(&changed, source.text + at, len);
        break;
    default:
        strbuf_add(&changed, source.text + next_random(seed) % (source.len - len + 1), len);
        break;
    }
    strbuf_add(&changed, source.text + at + len, source.len - at - len);
    strbuf_release(&source);
    source = changed;
}

static void assert_settings_can_be_set(struct scenario *scenario)
{
    const struct tree_expect_block *block = NULL;
    while ((block = expect_next_settings(scenario, block)))
        for (const struct tree_setting *set = block->settings; set; set = set->next)
            ck_assert(scenario_set(scenario, set->name, set->value, &list));
}

START_TEST(a_file_changed_at_random)
{
    uint32_t seed = 0x9E3779B9u + (uint32_t)_i;
    int wrong = 0, right = 0;
    for (int i = 0; i < 500; i++) {
        strbuf_clear(&source);
        strbuf_adds(&source, whole);
        for (uint32_t times = 1 + next_random(&seed) % 3; times > 0 && source.len > 1; times--)
            mutate(&seed);
        struct scenario *scenario =
            scenario_read("t.baton", strbuf_str(&source), source.len, &list);
        bool compiled = list.errors == 0;
        if (compiled) {
            ck_assert_ptr_nonnull(scenario_compile(scenario, MODEL_CALLBACKS, &list));
            assert_settings_can_be_set(scenario);
        }
        struct strbuf shown = STRBUF_INIT;
        diag_format(&list, "t.baton", strbuf_str(&source), source.len, &shown);
        strbuf_release(&shown);
        right += compiled;
        wrong += !compiled;
        scenario_free(scenario);
        diag_release(&list);
    }
    ck_assert_int_gt(wrong, 50);
    ck_assert_int_gt(right, 5);
}
END_TEST

START_TEST(the_file_itself_is_good)
{
    strbuf_adds(&source, whole);
    ck_assert_int_eq(read_source(), 3 * 6); /* six lines that gil, threads and processes lack */
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof(table)[0])

static Suite *make_suite(void)
{
    Suite *suite = suite_create("hostile");
    TCase *tcase = tcase_create("hostile"), *large = tcase_create("large");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_checked_fixture(large, begin, end);
    tcase_set_tags(large, TAG_LARGE);
    tcase_add_test(tcase, a_nul_byte);
    tcase_add_test(tcase, broken_utf8);
    tcase_add_test(tcase, a_binary_file);
    tcase_add_test(tcase, a_byte_order_mark);
    tcase_add_test(tcase, blocks_up_to_the_bound);
    tcase_add_test(tcase, blocks_over_the_bound);
    tcase_add_test(tcase, ten_thousand_blocks);
    tcase_add_loop_test(tcase, expressions_up_to_the_bound, 0, ROWS(nestings));
    tcase_add_loop_test(tcase, expressions_over_the_bound, 0, ROWS(nestings));
    tcase_add_loop_test(large, ten_megabytes_of_it, 0, ROWS(repeated));
    tcase_add_test(tcase, a_hundred_thousand_names);
    tcase_add_test(tcase, too_many_variables);
    tcase_add_test(tcase, too_many_parameters);
    tcase_add_test(tcase, a_long_chain_of_kinds);
    tcase_add_loop_test(tcase, a_file_changed_at_random, 0, 4);
    tcase_add_test(tcase, the_file_itself_is_good);
    suite_add_tcase(suite, tcase);
    suite_add_tcase(suite, large);
    return suite;
}

CHECK_MAIN(make_suite)
