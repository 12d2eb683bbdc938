/* What is asked of a run, what one can answer, what is right and why: on runs made by hand. */
#include "config.h"

#include "quiz/question.h"

#include <stdlib.h>
#include <string.h>

#include "asks.h"
#include "base/diag.h"
#include "check_main.h"
#include "hand.h"
#include "quiz/pick.h"
#include "quiz/quiz.h"
#include "quiz/sheet.h"

#define MS INT64_C(1000000)

/* A run and its questions. */
static struct made {
    struct trace *trace;
    struct timeline *timeline;
    struct stats *stats;
    struct scenario *scenario;
    struct question question;
} made;

static void make(struct trace *trace)
{
    struct diag_list diags = {0};
    size_t len = 0;
    made.trace = trace;
    made.timeline = timeline_new(trace);
    made.stats = stats_new(made.timeline);
    const char *source = trace_source(trace, &len);
    if (len)
        made.scenario = scenario_read("t", source, len, &diags);
    ck_assert_int_eq(diags.errors, 0);
    diag_release(&diags);
}

static void release(void)
{
    question_release(&made.question);
    scenario_free(made.scenario);
    stats_free(made.stats);
    timeline_free(made.timeline);
    trace_free(made.trace);
    memset(&made, 0, sizeof made);
}

/* The question of a line. */
static const struct question *ask_of(uint32_t line)
{
    struct question_run run = {made.timeline, made.stats, made.scenario};
    question_release(&made.question);
    for (size_t i = 0; i < trace_count(made.trace); i++)
        if (trace_at(made.trace, i)->kind == TRACE_ASK && trace_at(made.trace, i)->line == line)
            question_make(&made.question, &run, (uint32_t)i);
    return &made.question;
}

static char *choices_of(const struct question *question)
{
    struct strbuf out = STRBUF_INIT;
    for (int i = 0; i < question->choice_count; i++)
        strbuf_addf(&out, "%s%s", i ? "|" : "", question->choices[i].text);
    return strbuf_detach(&out);
}

/* ---- each kind ---- */

static const struct {
    uint32_t line;
    enum question_kind kind;
    const char *choices, *says, *right, *wrong, *reveal;
    int64_t reveal_us;
} rows[] = {
    {11, QUESTION_CHOICE, "alpha|beta|gamma|nobody more", "gamma", "2", "3",
     "You said gamma. It was beta: beta's answer (\"r\") came at 230.0 ms.", 230101},
    {12, QUESTION_DURATION, "", "100", "253.1", "253.2",
     "You said 100 ms. It was 230.1 ms: beta's answer (\"r\") came at 230.0 ms.", 230141},
    {13, QUESTION_CHOICE, "alpha|beta|gamma|nothing more", "alpha", "beta", "1",
     "You said \"alpha\". It was \"beta\": beta's answer (\"r\") came at 230.0 ms.", 230141},
    {14, QUESTION_DURATION, "", "1s", "480ms", "481ms",
     "You said 1000 ms. It was 400.2 ms: gamma ended at 400.2 ms.", 400300},
    {15, QUESTION_CHOICE, "ok|failed|crash|deadlock|timeout", "deadlock", "ok", "2",
     "You said deadlock. It was ok.", 400300},
    {16, QUESTION_NUMBER, "", "4", "3", "2", "You said 4. It was 3: gamma writes counter: 3.",
     400300},
    {17, QUESTION_CHOICE, "late|in time", "late", "2", "1",
     "You said late. It was in time: late beta > 20ms is not so (0.06 ms).", 400191},
};

START_TEST(the_answer_follows_from_the_run)
{
    struct question_answer answer;
    struct strbuf text = STRBUF_INIT;
    make(asks_new());
    const struct question *question = ask_of(rows[_i].line);
    char *choices = choices_of(question);
    ck_assert_int_eq(question->kind, rows[_i].kind);
    ck_assert_str_eq(choices, rows[_i].choices);
    ck_assert(question->known);
    ck_assert_int_eq(question->reveal_ns / 1000, rows[_i].reveal_us);
    ck_assert(question_read(question, rows[_i].right, &answer));
    ck_assert(question_is_right(question, &answer));
    ck_assert(question_read(question, rows[_i].wrong, &answer));
    ck_assert(!question_is_right(question, &answer));
    ck_assert(question_read(question, rows[_i].says, &answer));
    question_reveal(question, &answer, &text);
    ck_assert_str_eq(strbuf_str(&text), rows[_i].reveal);
    strbuf_release(&text);
    free(choices);
    release();
}
END_TEST

/* For a sheet of the file's own questions: each line's once, those that have an answer. */
START_TEST(a_quiz_of_its_own_asks_what_the_file_asks)
{
    struct trace *trace = asks_new();
    struct quiz quiz;
    quiz_make(&quiz, trace, QUIZ_OWN);
    ck_assert_int_eq(quiz.count, sizeof rows / sizeof *rows);
    for (int i = 0; i < quiz.count; i++) {
        ck_assert_uint_eq(quiz.questions[i].line, rows[i].line);
        ck_assert(quiz.questions[i].known);
    }
    quiz_release(&quiz);
    quiz_make(&quiz, trace, QUIZ_PICKS);
    for (int i = 0; i < quiz.count; i++)
        ck_assert_int_eq(quiz.questions[i].kind, QUESTION_CHOICE);
    quiz_release(&quiz);
    trace_free(trace);
}
END_TEST

/* What may be chosen is the same, and nothing is known before its time. */
START_TEST(a_run_that_lasts_has_the_same_choices_and_no_answer)
{
    make(asks_new());
    char *whole = choices_of(ask_of(rows[_i].line));
    release();
    struct trace *part = asks_until(150);
    struct trace_log *log = hand_log(part);
    make(trace_from_log_until(log, HAND_ORIGIN_NS + 200 * 1000, "three.baton", asks_source,
                              strlen(asks_source)));
    const struct question *question = ask_of(rows[_i].line);
    char *now = choices_of(question);
    ck_assert_str_eq(now, whole);
    ck_assert(!question->known);
    free(now);
    free(whole);
    release();
    trace_log_close(log);
}
END_TEST

START_TEST(what_is_no_answer_is_refused)
{
    static const struct {
        uint32_t line;
        const char *words;
    } bad[] = {{11, ""},       {11, "0"},
               {11, "5"},      {11, "delta"},
               {11, "1 2"},    {12, "soon"},
               {12, "-5"},     {12, "5 h"},
               {12, "99999s"}, {12, ""},
               {16, "3.5"},    {16, "three"},
               {16, "never"},  {16, "99999999999999999999"}};
    struct question_answer answer;
    make(asks_new());
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (question_read(ask_of(bad[i].line), bad[i].words, &answer))
            ck_abort_msg("'%s' is an answer to line %u", bad[i].words, (unsigned)bad[i].line);
    ck_assert(question_read(ask_of(12), " 230 ms\n", &answer));
    ck_assert_int_eq(answer.value, 230 * MS);
    ck_assert(question_read(ask_of(12), "0.23s", &answer));
    ck_assert_int_eq(answer.value, 230 * MS);
    ck_assert(question_read(ask_of(12), "500us", &answer));
    ck_assert_int_eq(answer.value, MS / 2);
    ck_assert(question_read(ask_of(12), "never", &answer));
    ck_assert(!question_is_right(ask_of(12), &answer));
    ck_assert(question_read(ask_of(16), "-3", &answer));
    release();
}
END_TEST

/* ---- small runs: one that asks, and a task that may follow ---- */

static struct trace *small(const char *source)
{
    struct trace *trace = hand_new("coroutines");
    hand_meta(trace, "trait=one-thread");
    trace_set_source(trace, "t", source, strlen(source));
    hand_event(trace, 1, (struct trace_event){.kind = TRACE_TASK_NEW, .who = 1, .value = 1},
               "main");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 100, .reason = TRACE_CORE_UNKNOWN, .line = 3);
    hand_event(trace, 20, (struct trace_event){.kind = TRACE_ASK, .who = 1, .line = 4}, "?");
    return trace;
}

static void end_small(struct trace *trace, double t_us)
{
    hand_end(trace, t_us, 1);
    hand_run_end(trace, t_us + 10, TRACE_RESULT_OK);
    trace_finish(trace);
}

START_TEST(nobody_more_and_nothing_more)
{
    static const char *const kinds[] = {"next", "output", "at \"x\""};
    static const char *const reveals[] = {"It was nobody more.", "It was nothing more.",
                                          "It was never."};
    struct strbuf source = STRBUF_INIT, text = STRBUF_INIT;
    strbuf_addf(&source,
                "scenario \"t\"\nmodel coroutines\ntask main:\n    ask \"?\" %s\n    if 0:\n"
                "        say \"x\"\n",
                kinds[_i]);
    struct trace *trace = small(strbuf_str(&source));
    end_small(trace, 5000);
    make(trace);
    const struct question *question = ask_of(4);
    ck_assert_int_eq(question->reveal_ns, made.timeline->end_ns);
    question_reveal(question, NULL, &text);
    ck_assert_str_eq(strbuf_str(&text), reveals[_i]);
    strbuf_release(&source);
    strbuf_release(&text);
    release();
}
END_TEST

/* Who comes to be behind the question is one of those that may be started. */
START_TEST(one_more_may_be_started)
{
    struct trace *trace = small("scenario \"t\"\nmodel coroutines\ntask main:\n"
                                "    ask \"?\" next\n    start late\n    yield\n    start late\n"
                                "task late:\n    exit\ntask never:\n    exit\n");
    hand_event(trace, 30,
               (struct trace_event){
                   .kind = TRACE_TASK_NEW, .who = 2, .arg = 1, .value = (int64_t)1 << 32 | 1},
               "late");
    hand_state(trace, 40, 1, TRACE_READY, TRACE_BY_YIELD, 0, 6);
    hand(trace, 50, TASK_BEGIN, .who = 2, .arg = 100, .reason = TRACE_CORE_UNKNOWN, .line = 8);
    hand_end(trace, 60, 2);
    hand_state(trace, 70, 1, TRACE_RUNNING, TRACE_BY_TURN, 0, 6);
    end_small(trace, 80);
    make(trace);
    char *choices = choices_of(ask_of(4));
    ck_assert_str_eq(choices, "main|a new late|nobody more");
    ck_assert_int_eq(ask_of(4)->right.choice, 1);
    free(choices);
    release();
}
END_TEST

/* Who gives control up and is the next to have it is the answer, too. */
START_TEST(one_may_be_next_itself)
{
    struct trace *trace = small("scenario \"t\"\nmodel coroutines\ntask main:\n"
                                "    ask \"?\" next\n    yield\n");
    hand_state(trace, 40, 1, TRACE_READY, TRACE_BY_YIELD, 0, 5);
    hand_state(trace, 50, 1, TRACE_RUNNING, TRACE_BY_TURN, 0, 5);
    end_small(trace, 80);
    make(trace);
    ck_assert_int_eq(ask_of(4)->right.choice, 0);
    ck_assert_int_eq(ask_of(4)->reveal_ns, 50000);
    release();
}
END_TEST

/* With more tasks than digits those that were ready first stand there, and `another task`. */
START_TEST(of_many_tasks_some_are_named)
{
    struct strbuf source = STRBUF_INIT;
    strbuf_adds(&source, "scenario \"t\"\nmodel coroutines\ntask main x 20:\n    ask \"?\" next\n");
    struct trace *trace = small(strbuf_str(&source));
    for (uint32_t task = 2; task <= 20; task++)
        hand_event(trace, 0.5 * task,
                   (struct trace_event){.kind = TRACE_TASK_NEW, .who = task, .value = task},
                   "many");
    hand(trace, 30, TASK_BEGIN, .who = 20, .arg = 100, .reason = TRACE_CORE_UNKNOWN, .line = 3);
    end_small(trace, 80);
    make(trace);
    const struct question *question = ask_of(4);
    ck_assert_int_eq(question->choice_count, 8);
    ck_assert_str_eq(question->choices[6].text, "another task");
    ck_assert_int_eq(question->right.choice, 6);
    release();
}
END_TEST

/* ---- lines with braces ---- */

START_TEST(lines_are_those_of_the_file)
{
    struct trace *trace =
        small("scenario \"t\"\nmodel coroutines\ntask main:\n    ask \"?\" output\n"
              "    start job(3)\n    start job(5)\n    repeat 2 as i:\n        say \"round {i}\"\n"
              "task job(n):\n    say \"job {n}\"\n    say \"always\"\n");
    hand_event(trace, 30, (struct trace_event){.kind = TRACE_SAY, .who = 1, .line = 8}, "round 1");
    end_small(trace, 80);
    make(trace);
    char *choices = choices_of(ask_of(4));
    ck_assert_str_eq(choices, "round {i}|job 3|job 5|always|nothing more");
    ck_assert_int_eq(ask_of(4)->right.choice, 0);
    free(choices);
    release();
}
END_TEST

/* ---- the quiz ---- */

START_TEST(moments_are_found_without_an_author)
{
    struct quiz_pick picks[QUIZ_PICKS_MAX];
    make(asks_new());
    int count = quiz_pick(made.timeline, made.stats, QUIZ_PICKS, picks);
    /* gamma waits: beta is answered 70 ms before alpha. beta ends: alpha is before gamma, and the
     * first in the file. */
    ck_assert_int_ge(count, 1);
    ck_assert_uint_eq(picks[0].who, 3);
    ck_assert_uint_eq(picks[0].next, 2);
    ck_assert_int_ge(picks[0].wrong, 2);
    for (int i = 0; i < count; i++)
        ck_assert_int_gt(picks[i].wrong, 0);
    struct trace *asked = quiz_trace(made.timeline, picks, count);
    int asks = 0;
    for (size_t i = 0; i < trace_count(asked); i++)
        asks += trace_at(asked, i)->kind == TRACE_ASK;
    ck_assert_int_eq(asks, count);
    release();
    make(asked);
    struct question_run run = {made.timeline, made.stats, made.scenario};
    for (size_t i = 0, n = 0; i < trace_count(asked); i++) {
        if (trace_at(asked, i)->kind != TRACE_ASK)
            continue;
        question_make(&made.question, &run, (uint32_t)i);
        ck_assert_uint_eq(made.question.choices[made.question.right.choice].task, picks[n++].next);
        question_release(&made.question);
    }
    release();
}
END_TEST

/* What comes within 5 ms of another is a race. */
START_TEST(no_race_is_asked_about)
{
    struct quiz_pick picks[QUIZ_PICKS_MAX];
    make(hand_many(5)); /* a ms apart */
    ck_assert_int_eq(quiz_pick(made.timeline, made.stats, QUIZ_PICKS, picks), 0);
    release();
}
END_TEST

START_TEST(a_sheet_comes_back_as_it_was)
{
    struct quiz_sheet sheet = {.name = "Kim \"K\" \\ 김", .hash = 7, .most = 5, .count = 3}, back;
    struct strbuf text = STRBUF_INIT, problem = STRBUF_INIT;
    sheet.answers[0] = "beta\n";
    sheet.answers[2] = "";
    sheet.trace = "baton trace 1\n";
    sheet.trace_len = strlen(sheet.trace);
    sheet.hash = quiz_sheet_hash(sheet.trace, sheet.trace_len);
    quiz_sheet_format(&sheet, &text);
    ck_assert(quiz_sheet_parse(&back, text.text, text.len, &problem));
    ck_assert_str_eq(back.name, sheet.name);
    ck_assert_int_eq(back.count, 3);
    ck_assert_str_eq(back.answers[0], "beta\n");
    ck_assert_ptr_null(back.answers[1]);
    ck_assert_str_eq(back.answers[2], "");
    ck_assert_str_eq(back.trace, sheet.trace);
    quiz_sheet_release(&back);
    /* Whatever is cut off or changed is found; or it is a sheet without its trace. */
    for (size_t i = 0; i < text.len; i++) {
        char old = text.text[i];
        bool whole = i == text.len - sheet.trace_len;
        ck_assert(quiz_sheet_parse(&back, text.text, i, &problem) == whole);
        quiz_sheet_release(&back);
        text.text[i] = (char)(old ^ 1);
        ck_assert(!quiz_sheet_parse(&back, text.text, text.len, &problem));
        quiz_sheet_release(&back);
        text.text[i] = old;
    }
    strbuf_release(&text);
    strbuf_release(&problem);
}
END_TEST

#define ROWS (int)(sizeof rows / sizeof rows[0])

static Suite *make_suite(void)
{
    Suite *suite = suite_create("question");
    TCase *tcase = tcase_create("question");
    tcase_add_loop_test(tcase, the_answer_follows_from_the_run, 0, ROWS);
    tcase_add_test(tcase, a_quiz_of_its_own_asks_what_the_file_asks);
    tcase_add_loop_test(tcase, a_run_that_lasts_has_the_same_choices_and_no_answer, 0, ROWS);
    tcase_add_test(tcase, what_is_no_answer_is_refused);
    tcase_add_loop_test(tcase, nobody_more_and_nothing_more, 0, 3);
    tcase_add_test(tcase, one_more_may_be_started);
    tcase_add_test(tcase, one_may_be_next_itself);
    tcase_add_test(tcase, of_many_tasks_some_are_named);
    tcase_add_test(tcase, lines_are_those_of_the_file);
    tcase_add_test(tcase, moments_are_found_without_an_author);
    tcase_add_test(tcase, no_race_is_asked_about);
    tcase_add_test(tcase, a_sheet_comes_back_as_it_was);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(make_suite)
