/* `baton python`, to the letter: a lesson for each model (BATON_UPDATE_GOLDEN=1 writes the goldens
 * anew: look at the difference before it is committed); and what is refused, with its reason. */
#include "config.h"

#include "python/python.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "check_main.h"
#include "scenario/check.h"
#include "scenario/tree.h"
#include "text_golden.h"

/* Translates; what is refused has its messages in place of the program. */
static bool translate(const char *source, size_t len, enum model_id model, struct strbuf *out)
{
    struct diag_list diags = {0};
    struct scenario *scenario = scenario_read("x", source, len, &diags);
    ck_assert_int_eq(diags.errors, 0);
    bool good =
        scenario_compile(scenario, model, &diags) && python_translate(scenario, model, out, &diags);
    if (!good)
        diag_format(&diags, "x", source, len, out);
    scenario_free(scenario);
    diag_release(&diags);
    return good;
}

static bool translate_text(const char *source, enum model_id model, struct strbuf *out)
{
    return translate(source, strlen(source), model, out);
}

/* ---- goldens ---- */

static const struct {
    const char *lesson;
    enum model_id model;
} goldens[] = {
    {"01-two-waits", MODEL_BLOCKING},
    {"01-two-waits", MODEL_COROUTINES},
    {"01-two-waits", MODEL_CALLBACKS},
    {"02-four-corners", MODEL_ASYNC_BLOCKING},
    {"03-loading-screen", MODEL_COROUTINES},
    {"04-callbacks", MODEL_CALLBACKS},
    {"04-callbacks", MODEL_COROUTINES},
    {"11-generators", MODEL_COROUTINES},
    {"13-future", MODEL_CALLBACKS},
    {"13-future", MODEL_GIL},
    {"14-task-group", MODEL_COROUTINES},
    {"14-task-group", MODEL_GIL},
    {"16-list-of-futures", MODEL_BLOCKING},
    {"27-semaphore", MODEL_GIL},
    {"34-convoy", MODEL_GIL},
    {"35-processes", MODEL_PROCESSES},
    {"37-shared-or-not", MODEL_PROCESSES},
    {"38-race", MODEL_GIL},
};

enum { GOLDENS = sizeof goldens / sizeof *goldens };

START_TEST(lessons_are_as_their_goldens)
{
    char path[4096], name[128], *source;
    size_t len;
    struct strbuf out = STRBUF_INIT;
    snprintf(path, sizeof path, SCENARIO_DIR "/%s.baton", goldens[_i].lesson);
    snprintf(name, sizeof name, "python-%s-%s", goldens[_i].lesson, model_name(goldens[_i].model));
    ck_assert_int_eq(file_read(path, 1 << 20, &source, &len), 0);
    ck_assert_msg(translate(source, len, goldens[_i].model, &out), "%s", strbuf_str(&out));
    text_golden_assert(strbuf_str(&out), name);
    strbuf_release(&out);
    free(source);
}
END_TEST

/* ---- every statement ---- */

/* One of each kind, in a task that has what it needs. */
static const struct {
    enum tree_stmt_kind kind;
    const char *text;
} statements[] = {
    {TREE_SAY, "    say \"{x}\"\n"},
    {TREE_COMPUTE, "    compute 1ms\n"},
    {TREE_IO, "    x = io 1ms\n"},
    {TREE_IO_MEANWHILE, "    io 1ms meanwhile:\n        x += 1\n"},
    {TREE_IO_THEN, "    io 1ms then:\n        say \"{x}\"\n"},
    {TREE_SLEEP, "    sleep 1ms\n"},
    {TREE_YIELD, "    yield\n"},
    {TREE_START, "    start other(1)\n"},
    {TREE_CALL, "    x = call other(1)\n"},
    {TREE_RUN, "    x = run other(1)\n"},
    {TREE_RETURN, "    return x\n"},
    {TREE_AWAIT, "    f = start other(1)\n    x = await f\n"},
    {TREE_AWAIT_ALL, "    await all\n"},
    {TREE_AWAIT_ANY, "    start other(1)\n    x = await any\n"},
    {TREE_AWAIT_FIRST, "    f = start other(1)\n    g = start other(2)\n    x = await any f, g\n"},
    {TREE_GROUP, "    group:\n        start other(1)\n"},
    {TREE_CANCEL, "    f = start other(1)\n    cancel f\n"},
    {TREE_OFFLOAD, "    offload:\n        x = 2\n"},
    {TREE_WITH, "    with door:\n        x = 2\n"},
    {TREE_TRY_ACQUIRE, "    try acquire door:\n        x = 2\n    else:\n        x = 3\n"},
    {TREE_ACQUIRE, "    acquire door\n"},
    {TREE_RELEASE, "    release units\n"},
    {TREE_WAIT, "    with door:\n        wait seen\n"},
    {TREE_SIGNAL, "    with door:\n        signal seen\n"},
    {TREE_BROADCAST, "    with door:\n        broadcast seen\n"},
    {TREE_SEND, "    send box x\n"},
    {TREE_RECV, "    x = recv box\n"},
    {TREE_SELECT, "    select:\n        recv box:\n            x = 2\n"},
    {TREE_CASE_RECV, "    select:\n        x = recv box:\n            x = 2\n"},
    {TREE_CASE_SEND, "    select:\n        send box 1:\n            x = 2\n"},
    {TREE_CASE_TIMEOUT, "    select:\n        recv box:\n            x = 2\n"
                        "        timeout 1ms:\n            x = 3\n"},
    {TREE_ASSIGN, "    x = 2\n"},
    {TREE_ASSIGN_ADD, "    x += 1\n"},
    {TREE_ASSIGN_SUB, "    x -= 1\n"},
    {TREE_ATOMIC, "    atomic:\n        x = 2\n"},
    {TREE_REGION, "    region here:\n        x = 2\n"},
    {TREE_SWAP, "    x = swap v 2\n"},
    {TREE_ADD_TO, "    x = add v 2\n"},
    {TREE_COMPARE, "    x = compare v 0 2\n"},
    {TREE_REPEAT, "    repeat 2 as i:\n        x += i\n"},
    {TREE_REPEAT_RECV, "    repeat recv box as i:\n        x += i\n"},
    {TREE_WHILE, "    while x < 3:\n        x += 1\n"},
    {TREE_IF, "    if x:\n        x = 2\n    else:\n        x = 3\n"},
    {TREE_TRY, "    try:\n        x = 2\n    on error:\n        say \"{error}\"\n"},
    {TREE_WITHIN, "    within 1ms:\n        sleep 2ms\n    on timeout:\n        x = 2\n"},
    {TREE_FAIL, "    fail \"{x}\"\n"},
    {TREE_CREATE, "    g = create numbers\n"},
    {TREE_RESUME, "    g = create numbers\n    x = resume g\n"},
    {TREE_THROW, "    g = create numbers\n    resume g\n    throw g \"no\"\n"},
    {TREE_CLOSE, "    g = create numbers\n    close g\n"},
    {TREE_CRASH, "    crash\n"},
    {TREE_EXIT, "    exit\n"},
    {TREE_ASSERT, "    assert x == 1 \"{x}\"\n"},
    {TREE_NOTE, "    note \"look\"\n"},
    {TREE_ASK, "    ask \"who?\"\n"},
};

enum { STATEMENTS = sizeof statements / sizeof *statements };

static const struct model_refusals {
    enum model_id model;
    uint64_t refused; /* bits 1 << enum tree_stmt_kind */
} refusals[] = {
#define NO(kind)  (UINT64_C(1) << TREE_##kind)
#define NO_SELECT (NO(SELECT) | NO(CASE_RECV) | NO(CASE_SEND) | NO(CASE_TIMEOUT) | NO(REPEAT_RECV))
    {MODEL_COROUTINES, NO_SELECT},
    {MODEL_ASYNC_BLOCKING, NO_SELECT},
    {MODEL_CALLBACKS, NO_SELECT | NO(WAIT) | NO(SIGNAL) | NO(BROADCAST) | NO(WITH) |
                          NO(TRY_ACQUIRE) | NO(ACQUIRE) | NO(RELEASE) | NO(SEND) | NO(RECV) |
                          NO(AWAIT_ANY) | NO(AWAIT_FIRST) | NO(GROUP) | NO(CANCEL) | NO(WITHIN)},
    {MODEL_BLOCKING, NO_SELECT | NO(WITHIN)},
    {MODEL_GIL,
     NO_SELECT | NO(WITHIN) | NO(CANCEL) | NO(ATOMIC) | NO(SWAP) | NO(ADD_TO) | NO(COMPARE)},
    {MODEL_PROCESSES, NO_SELECT | NO(WITHIN) | NO(GROUP)},
};

enum { MODELS_TRIED = sizeof refusals / sizeof *refusals };

static bool uses_generators(enum tree_stmt_kind kind)
{
    return kind == TREE_CREATE || kind == TREE_RESUME || kind == TREE_THROW || kind == TREE_CLOSE;
}

static void write_program(const char *statement, bool generators, struct strbuf *out)
{
    strbuf_adds(out, "scenario \"x\"\nshared v = 0\nlock door\nsemaphore units = 1\nchannel box\n"
                     "condition seen with door\ntask main:\n    x = 1\n");
    strbuf_adds(out, statement);
    strbuf_adds(out, "task other(n):\n    sleep 1ms\n    return n\n");
    if (generators)
        strbuf_adds(out, "task numbers:\n    yield 1\n");
}

static bool has_row(enum tree_stmt_kind kind)
{
    for (int i = 0; i < STATEMENTS; i++)
        if (statements[i].kind == kind)
            return true;
    return kind == TREE_BAD;
}

START_TEST(each_kind_of_statement_is_tried)
{
    for (int kind = 0; kind < TREE_STMT_KINDS; kind++)
        ck_assert_msg(has_row((enum tree_stmt_kind)kind), "%d has no row above", kind);
}
END_TEST

/* Translated or refused, and which of the two: the table says it. */
START_TEST(each_statement_is_translated_or_refused)
{
    const struct model_refusals *row = &refusals[_i];
    for (int i = 0; i < STATEMENTS; i++) {
        bool generators = uses_generators(statements[i].kind);
        if (generators && !model_is_single_thread(row->model))
            continue; /* no scenario has them there */
        struct strbuf source = STRBUF_INIT, out = STRBUF_INIT;
        write_program(statements[i].text, generators, &source);
        bool good = translate_text(strbuf_str(&source), row->model, &out);
        bool expected = !(row->refused >> statements[i].kind & 1);
        ck_assert_msg(good == expected, "%s under %s: %s", statements[i].text,
                      model_name(row->model), strbuf_str(&out));
        if (!good)
            ck_assert_ptr_nonnull(strstr(strbuf_str(&out), ": error: "));
        strbuf_release(&source);
        strbuf_release(&out);
    }
}
END_TEST

/* ---- what is refused, and what for ---- */

static const struct {
    enum model_id model;
    const char *body, *why;
} reasons[] = {
    {MODEL_POLLING, "    sleep 1ms\n", "x: error: Python has no like of the model polling"},
    {MODEL_THREADS, "    sleep 1ms\n", "x: error: Python has no like of the model threads"},
    {MODEL_CALLBACKS, "    repeat 2:\n        sleep 1ms\n", "x:9:5: error: "},
    {MODEL_CALLBACKS, "    repeat 2:\n        sleep 1ms\n", "cannot wait in a loop"},
    {MODEL_CALLBACKS, "    try:\n        sleep 1ms\n    on error:\n        x = 2\n",
     "cannot wait in a try"},
    {MODEL_COROUTINES, "    acquire door\n    signal seen\n",
     "x:10:5: error: a condition of Python is waited for and notified by who holds its lock: in a "
     "block of `with door`"},
    {MODEL_GIL, "    f = start other(1)\n    cancel f\n", "x:10:5: error: Python cannot cancel"},
};

START_TEST(refusals_have_a_place_and_a_reason)
{
    struct strbuf source = STRBUF_INIT, out = STRBUF_INIT;
    write_program(reasons[_i].body, false, &source);
    ck_assert(!translate_text(strbuf_str(&source), reasons[_i].model, &out));
    ck_assert_msg(strstr(strbuf_str(&out), reasons[_i].why), "%s", strbuf_str(&out));
    strbuf_release(&source);
    strbuf_release(&out);
}
END_TEST

static void assert_has(const char *source, enum model_id model, const char *line)
{
    struct strbuf out = STRBUF_INIT;
    ck_assert_msg(translate_text(source, model, &out), "%s", strbuf_str(&out));
    ck_assert_msg(strstr(strbuf_str(&out), line), "`%s` is not in\n%s", line, strbuf_str(&out));
    strbuf_release(&out);
}

/* What a line of the header says stands where that is; what it makes impossible, where it stands.
 */
static const struct {
    enum model_id model;
    const char *source, *why;
} whole_reasons[] = {
    {MODEL_COROUTINES, "scenario \"x\"\nworkers 2\ntask main:\n    yield\n",
     "x:2:1: error: several workers are several processes"},
    {MODEL_CALLBACKS, "scenario \"x\"\nworkers 2\ntask main:\n    yield\n",
     "x:2:1: error: several workers are several processes"},
    {MODEL_PROCESSES, "scenario \"x\"\nworkers 2\ntask main:\n    sleep 1ms\n",
     "x:2:1: error: a pool of processes"},
    {MODEL_GIL,
     "scenario \"x\"\nuntil main ends\ntask main:\n    f = start a\n    await f\ntask a:\n    "
     "yield\n",
     "x:2:1: error: a pool of threads outlives main"},
    {MODEL_GIL,
     "scenario \"x\"\nuntil main ends\ntask main:\n    start a\ntask a:\n    call b\ntask b:\n"
     "    try:\n        sleep 1s\n    finally:\n        say \"b\"\n",
     "x:8:5: error: a thread that Python ends with main does not clean up"},
    {MODEL_PROCESSES,
     "scenario \"x\"\nuntil main ends\ntask main:\n    start a\ntask a:\n    try:\n        sleep "
     "1s\n"
     "    on cancel:\n        say \"a\"\n",
     "x:6:5: error: a process that Python ends with main does not clean up"},
    {MODEL_PROCESSES,
     "scenario \"x\"\nuntil main ends\ntask main:\n    start a\ntask a:\n    start b\ntask b:\n"
     "    sleep 1s\n",
     "x:5:6: error: a process that is ended with main leaves those behind that it has begun"},
};

enum { WHOLE_REASONS = sizeof whole_reasons / sizeof *whole_reasons };

START_TEST(refusals_of_the_whole_have_a_place)
{
    struct strbuf out = STRBUF_INIT;
    ck_assert(!translate_text(whole_reasons[_i].source, whole_reasons[_i].model, &out));
    ck_assert_msg(strstr(strbuf_str(&out), whole_reasons[_i].why), "%s", strbuf_str(&out));
    strbuf_release(&out);
}
END_TEST

START_TEST(a_process_alone_waits_for_none)
{
    struct strbuf out = STRBUF_INIT;
    ck_assert(translate_text("scenario \"x\"\ntask main:\n    say \"x\"\n", MODEL_PROCESSES, &out));
    ck_assert_msg(!strstr(strbuf_str(&out), "multiprocessing"), "%s", strbuf_str(&out));
    strbuf_release(&out);
}
END_TEST

START_TEST(a_process_alone_counts_answers)
{
    static const char source[] = "scenario \"x\"\ntask main:\n    n = io 1ms\n    say \"{n}\"\n";
    assert_has(source, MODEL_PROCESSES, "import multiprocessing\n");
}
END_TEST

START_TEST(processes_end_with_main)
{
    static const char source[] = "scenario \"x\"\nuntil main ends\ntask main:\n    start a\n"
                                 "task a:\n    sleep 1s\n";
    struct strbuf out = STRBUF_INIT;
    ck_assert(translate_text(source, MODEL_PROCESSES, &out));
    ck_assert_msg(strstr(strbuf_str(&out), "    process.terminate()\n"), "%s", strbuf_str(&out));
    strbuf_release(&out);
}
END_TEST

/* ---- names and numbers ---- */

static const struct {
    const char *source, *line;
} pieces[] = {
    /* A name that Python has itself; one of a task; a letter that no identifier may have. */
    {"scenario \"x\"\ntask main:\n    lambda = 1\n    say \"{lambda}\"\n", "print(f\"{lambda_}\")"},
    {"scenario \"x\"\ntask main:\n    one = start one\n    await one\ntask one:\n    yield\n",
     "one_ = asyncio.create_task(one())"},
    {"scenario \"x\"\ntask main:\n    x\xF0\x9F\x98\x80 = 1\n", "xu1f600 = 1"},
    {"scenario \"x\"\ntask main:\n    \xEC\x9D\xB4\xEB\xA6\x84 = 1\n",
     "    \xEC\x9D\xB4\xEB\xA6\x84 = 1"},
    {"scenario \"x\"\ncondition c with m\nlock m\nbarrier b 2\ntask main:\n    with m:\n"
     "        wait c\n    wait b\n",
     "# 3: lock m\nc = asyncio.Condition(m) "},
    {"scenario \"x\"\nlock m\nbarrier b 2\ntask main:\n    wait b\n", "    await b.wait()"},
    {"scenario \"x\"\nshared a x 3 = 1\ntask main:\n    a[2] += a[1]\n",
     "a = Several(\"a\", [1, 1, 1])"},
    {"scenario \"x\"\nshared a x 3 = 1\ntask main:\n    i = 2\n    a[i] = a[i + 1] + 1\n",
     "    a[i] = a[i + 1] + 1"},
    {"scenario \"x\"\nlock f x 2\ntask eat(l):\n    with l:\n        yield\n"
     "task main:\n    call eat(f[2])\n",
     "f = Several(\"f\", [asyncio.Lock(), asyncio.Lock()])"},
    {"scenario \"x\"\nlock f x 2\ntask eat(l):\n    with l:\n        yield\n"
     "task main:\n    call eat(f[2])\n",
     "    async with l:"},
    {"scenario \"x\"\nlock f x 2\ntask eat(l):\n    with l:\n        yield\n"
     "task main:\n    call eat(f[2])\n",
     "    await eat(f[2])"},
    /* Plain arithmetic where it does the same. */
    {"scenario \"x\"\ntask main:\n    x = 7\n    y = x / 2 + x % 4\n", "y = x // 2 + x % 4"},
    {"scenario \"x\"\ntask main:\n    x = -7\n    y = x / 2\n", "y = div(x, 2)"},
    {"scenario \"x\"\ntask main:\n    x = -7\n    y = x % 2\n", "y = rem(x, 2)"},
    {"scenario \"x\"\ntask main:\n    x = 1\n    repeat 80:\n        x = x * 2\n",
     "x = int64(x * 2)"},
    {"scenario \"x\"\ntask main:\n    x = 1\n    try:\n        repeat 80:\n            x = -(x * "
     "2)\n"
     "    on error:\n        say \"{error} {x * 4}\"\n",
     "            x = int64(None, '-', int64(x, '*', 2)) "},
    {"scenario \"x\"\ntask main:\n    x = 1\n    try:\n        repeat 80:\n            x = -(x * "
     "2)\n"
     "    on error:\n        say \"{error} {x * 4}\"\n",
     "print(f\"{error} {int64(x, '*', 4)}\") "},
    {"scenario \"x\"\ntask main:\n    x = 1\n    repeat 80:\n        x += 2\n", "        x += 2 "},
    {"scenario \"x\"\ntask main:\n    x = 1 < 2\n    y = (x and 3) + 1\n",
     "y = int(bool(x and 3)) + 1"},
    {"scenario \"x\"\ntask main:\n    x = (1 < 2) == 1\n", "x = int((1 < 2) == 1)"},
    {"scenario \"x\"\ntask main:\n    io (2 - self)ms\n",
     "await asyncio.sleep(seconds(2 - number, 1000))"},
    {"scenario \"x\"\ntask main:\n    io (40 + self)us\n",
     "await asyncio.sleep((40 + number) / 1_000_000)"},
    /* Braces and quotes in texts. */
    {"scenario \"x\"\ntask main:\n    x = 1\n    say \"{{ \\\"{x}\\\" }\"\n",
     "print(f\"{{ \\\"{x}\\\" }}\")"},
    {"scenario \"x\"\ntask main:\n    say \"{{ }\"\n", "print(\"{ }\")"},
};

enum { PIECES = sizeof pieces / sizeof *pieces };

START_TEST(pieces_are_written_as_python_has_them)
{
    assert_has(pieces[_i].source, MODEL_COROUTINES, pieces[_i].line);
}
END_TEST

/* ---- which line is which ---- */

START_TEST(each_line_knows_the_line_it_stands_for)
{
    static const char source[] = "model blocking\n"
                                 "task one: # 1: model blocking\n"
                                 "    say \"# 1: model blocking\"\n"
                                 "    note \"x\"\n"
                                 "    io 5ms\n";
    struct strbuf out = STRBUF_INIT;
    struct diag_list diags = {0};
    struct scenario *scenario = scenario_read("x", source, sizeof source - 1, &diags);
    ck_assert(scenario_compile(scenario, MODEL_BLOCKING, &diags) &&
              python_translate(scenario, MODEL_BLOCKING, &out, &diags));
    struct python_line *lines;
    int count = python_lines(scenario, strbuf_str(&out), &lines), found[6] = {0};
    for (int i = 0; i < count; i++) {
        ck_assert_uint_le(lines[i].number, 5);
        found[lines[i].number]++;
        ck_assert_int_eq(lines[i].is_comment, lines[i].number == 4);
        if (lines[i].number == 3)
            ck_assert_msg(lines[i].len > 8 && lines[i].text[lines[i].len - 1] == ')', "%.*s",
                          (int)lines[i].len, lines[i].text);
    }
    for (int i = 2; i <= 5; i++)
        ck_assert_msg(found[i] > 0, "no line %d", i);
    ck_assert_int_eq(found[1], 0);
    free(lines);
    scenario_free(scenario);
    diag_release(&diags);
    strbuf_release(&out);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("python");
    TCase *tcase = tcase_create("python");
    tcase_add_loop_test(tcase, lessons_are_as_their_goldens, 0, GOLDENS);
    tcase_add_test(tcase, each_kind_of_statement_is_tried);
    tcase_add_loop_test(tcase, each_statement_is_translated_or_refused, 0, MODELS_TRIED);
    tcase_add_loop_test(tcase, refusals_have_a_place_and_a_reason, 0,
                        sizeof reasons / sizeof *reasons);
    tcase_add_loop_test(tcase, refusals_of_the_whole_have_a_place, 0, WHOLE_REASONS);
    tcase_add_test(tcase, a_process_alone_counts_answers);
    tcase_add_test(tcase, a_process_alone_waits_for_none);
    tcase_add_test(tcase, processes_end_with_main);
    tcase_add_loop_test(tcase, pieces_are_written_as_python_has_them, 0, PIECES);
    tcase_add_test(tcase, each_line_knows_the_line_it_stands_for);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(make_suite)
