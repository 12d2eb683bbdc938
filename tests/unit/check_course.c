#include "config.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "course/course.h"
#include "course/judge.h"
#include "course/progress.h"
#include "scenario/tree.h"
#include "tests/unit/check_main.h"

static const char text[] = "# a comment\n"
                           "chapter \"Waits\" \"what they are\"\n"
                           "\n"
                           "lesson 01-two-waits\n"
                           "exercise \"A third\"\n"
                           "    text\n"
                           "        Add one\n"
                           "        of 300 ms.\n"
                           "    has \"task\" or \"job\"\n"
                           "    lacks \"sleep\"\n"
                           "    goal\n"
                           "        expect:\n"
                           "            value n == 3\n"
                           "chapter \"More\"\n"
                           "lesson 14-task-group\n";

static struct course course;

static void read_all(void)
{
    struct strbuf problem = STRBUF_INIT;
    ck_assert_msg(course_read(&course, "x", text, strlen(text), &problem), "%s",
                  strbuf_str(&problem));
}

static void release(void)
{
    course_release(&course);
}

START_TEST(a_course_is_read)
{
    const struct course_exercise *exercise = course.exercises;
    ck_assert_int_eq(course.chapter_count, 2);
    ck_assert_int_eq(course.lesson_count, 2);
    ck_assert_int_eq(course.exercise_count, 1);
    ck_assert_str_eq(course.chapters[1].about, "");
    ck_assert_str_eq(exercise->id, "1.1");
    ck_assert_str_eq(exercise->name, "two-waits-1");
    ck_assert_str_eq(exercise->text, "Add one\nof 300 ms.\n");
    ck_assert_str_eq(exercise->goal, "expect:\n    value n == 3\n");
    ck_assert_int_eq(course_find(&course, "1.1"), 0);
    ck_assert_int_eq(course_find(&course, "01-two-waits-1"), 0);
    ck_assert_int_eq(course_find(&course, "1.2"), -1);
    ck_assert_int_eq(course_find_lesson(&course, "task-group"), 1);
}
END_TEST

static const struct {
    const char *text, *problem;
} wrong[] = {
    {"lesson x\n", "x:1: a lesson has a name, and stands in a chapter"},
    {"chapter x\n", "x:1: a text in quotes is missing"},
    {"chapter \"x\"\nexercise \"y\"\n", "x:2: an exercise stands in a lesson"},
    {"chapter \"x\"\nlesson 1-a\nexercise \"y\"\n    text\n    goal\n        g\n",
     "x:4: nothing stands under it"},
    {"chapter \"x\"\nlesson 1-a\nexercise \"y\"\n    what\n",
     "x:4: an exercise has text, hint, has, lacks and goal"},
    {"chapter \"x\"\nlesson 1-a\nexercise \"y\"\n    text\n        t\n",
     "x:5: the exercise before has no text, or no goal"},
    {"solve\n", "x:1: there is chapter, lesson and exercise"},
};

START_TEST(what_is_wrong_is_told_with_its_line)
{
    struct course bad = {0};
    struct strbuf problem = STRBUF_INIT;
    ck_assert(!course_read(&bad, "x", wrong[_i].text, strlen(wrong[_i].text), &problem));
    ck_assert_str_eq(strbuf_str(&problem), wrong[_i].problem);
    strbuf_release(&problem);
    course_release(&bad);
}
END_TEST

static const char file[] = "scenario \"X\"\n"
                           "shared n = 0\n"
                           "\n"
                           "task one:\n"
                           "    say \"sleep\" # sleep\n"
                           "\n"
                           "# What was expected.\n"
                           "expect:\n"
                           "    value n == 1\n";

START_TEST(the_copy_expects_nothing)
{
    struct strbuf out = STRBUF_INIT;
    course_add_untouched(course.exercises, file, strlen(file), &out);
    ck_assert_str_eq(strbuf_str(&out), "scenario \"X\"\nshared n = 0\n\ntask one:\n"
                                       "    say \"sleep\" # sleep\n");
    strbuf_release(&out);
}
END_TEST

/* What is judged is the goal, at the lines behind the file's, whose own claims are gone. */
START_TEST(the_goal_takes_the_place_of_what_is_expected)
{
    struct strbuf out = STRBUF_INIT;
    uint32_t line = course_goal_text(course.exercises, "", file, strlen(file), &out);
    ck_assert_uint_eq(line, 10);
    ck_assert_ptr_null(strstr(strbuf_str(&out), "n == 1"));
    ck_assert_ptr_nonnull(strstr(strbuf_str(&out), "n == 3"));
    strbuf_release(&out);
}
END_TEST

/* The claims with a file in which main gives `n` that value. */
static void judge(int64_t n, bool busy, struct course_verdict *verdict)
{
    static const char source[] = "scenario \"X\"\nmodel coroutines\nshared n = 0\n"
                                 "task one:\n    n = 3\n";
    const char *names[] = {"n"};
    struct expect_facts facts = {
        .result = "ok", .value_names = names, .values = &n, .value_count = 1};
    struct course_goal goal;
    course_goal_take(&goal, verdict, course.exercises, "", "x", source, strlen(source));
    ck_assert_int_eq(goal.round_count, 1);
    course_judge(verdict, &goal, &goal.rounds[0], &facts);
    if (busy)
        verdict->claims[verdict->count - 1].verdict = EXPECT_BUSY;
    course_goal_release(&goal);
}

START_TEST(it_is_solved_when_all_claims_hold)
{
    struct course_verdict good = {0}, bad = {0}, busy = {0};
    judge(3, false, &good);
    ck_assert(course_is_solved(&good));
    ck_assert_int_eq(good.count, 4); /* has, lacks, the value, result ok */
    judge(2, false, &bad);
    ck_assert(!course_is_solved(&bad) && !course_is_busy(&bad));
    judge(3, true, &busy);
    ck_assert(!course_is_solved(&busy) && course_is_busy(&busy));
    course_verdict_release(&good);
    course_verdict_release(&bad);
    course_verdict_release(&busy);
}
END_TEST

START_TEST(words_are_looked_for_outside_of_comments_and_quotes)
{
    struct course_verdict verdict = {0};
    struct course_goal goal;
    course_goal_take(&goal, &verdict, course.exercises, "", "x", file, strlen(file));
    ck_assert_int_eq(verdict.claims[0].verdict, EXPECT_OK);
    ck_assert_str_eq(verdict.claims[0].text, "the file has \"task\" or \"job\"");
    ck_assert_int_eq(verdict.claims[1].verdict, EXPECT_OK);
    ck_assert(!course_is_solved(&verdict)); /* it was not run */
    course_goal_release(&goal);
    course_verdict_release(&verdict);
}
END_TEST

/* An exercise whose goal has that ask. */
static const struct course_ask *ask_of(struct course *made, const char *ask)
{
    struct strbuf lines = STRBUF_INIT, problem = STRBUF_INIT;
    strbuf_addf(&lines,
                "chapter \"x\"\nlesson 1-a\nexercise \"y\"\n    text\n        t\n    goal\n"
                "        expect:\n            %s\n            value n == 3\n",
                ask);
    if (!course_read(made, "x", lines.text, lines.len, &problem))
        ck_assert_str_eq(strbuf_str(&problem), "x:9: a goal asks for at \"…\", elapsed, value "
                                               "NAME, schedule, or choose: with choices");
    strbuf_release(&lines);
    strbuf_release(&problem);
    return made->exercises[0].ask;
}

static const struct {
    const char *ask, *said, *claim; /* NULL: it is no answer */
} predicted[] = {
    {"ask \"When?\" at \"b c\"", "300", "at about 300ms \"b c\""},
    {"ask \"When?\" at \"b c\"", "1.5 s", "at about 1.5s \"b c\""},
    {"ask \"When?\" at \"b c\"", "never", "never \"b c\""},
    {"ask \"When?\" at \"b c\"", "soon", NULL},
    {"ask \"When?\" at \"b c\"", "", NULL},
    {"ask \"How long?\" elapsed", "120us", "elapsed about 120us"},
    {"ask \"How long?\" elapsed", "never", NULL},
    {"ask \"How long?\" elapsed", "3.", NULL},
    {"ask \"How long?\" elapsed", "3 h", NULL},
    {"ask \"How many?\" value n", "-4", "value n == -4"},
    {"ask \"How many?\" value n", "4 or 5", NULL},
};

static const struct {
    const char *said, *schedule; /* NULL: it is no answer */
} schedules[] = {{"1.2x2.1", "1.2x2.1"}, {"1.1.2", "1x2.2"}, {"", NULL}, {"0", NULL}, {"1x", NULL}};

START_TEST(a_schedule_is_that_of_the_block)
{
    struct course made = {0};
    struct strbuf said = STRBUF_INIT, goal = STRBUF_INIT, wanted = STRBUF_INIT;
    const struct course_ask *ask = ask_of(&made, "ask \"By which schedule?\" schedule");
    bool good = course_ask_claim(ask, schedules[_i].said, &said);
    ck_assert_int_eq(good, schedules[_i].schedule != NULL);
    course_ask_put(made.exercises[0].goal, strbuf_str(&said), &goal);
    if (good)
        strbuf_addf(&wanted, "expect with schedule %s:\n    value n == 3\n",
                    schedules[_i].schedule);
    else
        strbuf_adds(&wanted, "expect:\n    elapsed > 0ms\n    value n == 3\n");
    ck_assert_str_eq(strbuf_str(&goal), strbuf_str(&wanted));
    strbuf_release(&said);
    strbuf_release(&goal);
    strbuf_release(&wanted);
    course_release(&made);
}
END_TEST

/* Who is to find it has the goal in the copy. */
START_TEST(a_level_is_copied_with_its_goal)
{
    struct course made = {0};
    struct strbuf out = STRBUF_INIT;
    ask_of(&made, "ask \"By which schedule?\" schedule");
    course_add_untouched(made.exercises, "task a:\n    n = 1\nexpect:\n    result ok\n", 40, &out);
    ck_assert_str_eq(strbuf_str(&out), "task a:\n    n = 1\n\n# The goal.\nexpect some schedule:\n"
                                       "    value n == 3\n");
    strbuf_release(&out);
    course_release(&made);
}
END_TEST

/* Each of its runs, with its settings; and what is asked of a search. */
START_TEST(a_goal_has_rounds)
{
    static const char source[] =
        "scenario \"X\"\nmodel threads, gil\nshared n = 0\ntask one:\n    n = 3\n";
    static const char lines[] =
        "chapter \"x\"\nlesson 1-a\nexercise \"y\"\n    text\n        t\n    goal\n"
        "        expect threads with schedule 1, limit 2s:\n            value n == 3\n"
        "        expect gil:\n            value n == 3\n"
        "        expect gil some schedule:\n            value n == 3\n";
    struct course made = {0};
    struct strbuf problem = STRBUF_INIT;
    struct course_verdict verdict = {0};
    struct course_goal goal;
    int count;
    ck_assert(course_read(&made, "x", lines, sizeof lines - 1, &problem));
    course_goal_take(&goal, &verdict, made.exercises, "", "x", source, sizeof source - 1);
    ck_assert_int_eq(goal.round_count, 3);
    ck_assert(goal.rounds[0].model == MODEL_THREADS && !goal.rounds[0].proves);
    ck_assert(goal.rounds[1].model == MODEL_GIL && !goal.rounds[1].block);
    ck_assert(goal.rounds[2].model == MODEL_GIL && goal.rounds[2].proves);
    char **sets = course_round_sets(&goal.rounds[0], &count);
    ck_assert_int_eq(count, 2);
    ck_assert_str_eq(sets[0], "schedule=1");
    ck_assert_str_eq(sets[1], "limit=2s");
    free(sets[0]);
    free(sets[1]);
    free(sets);
    struct expect_facts facts = {.result = "ok",
                                 .value_names = (const char *const[]){"n"},
                                 .values = (const int64_t[]){4},
                                 .value_count = 1,
                                 .memory_per_task = -1};
    course_judge(&verdict, &goal, &goal.rounds[0], &facts);
    ck_assert_str_eq(verdict.claims[0].text, "value n == 3");
    ck_assert_int_eq(verdict.claims[0].verdict, EXPECT_FAILED);
    course_goal_release(&goal);
    course_verdict_release(&verdict);
    course_release(&made);
}
END_TEST

START_TEST(what_is_predicted_becomes_a_claim)
{
    struct course made = {0};
    struct strbuf claim = STRBUF_INIT, goal = STRBUF_INIT, wanted = STRBUF_INIT;
    const struct course_ask *ask = ask_of(&made, predicted[_i].ask);
    bool good = course_ask_claim(ask, predicted[_i].said, &claim);
    ck_assert_int_eq(good, predicted[_i].claim != NULL);
    if (good)
        ck_assert_str_eq(strbuf_str(&claim), predicted[_i].claim);
    course_ask_put(made.exercises[0].goal, strbuf_str(&claim), &goal);
    strbuf_addf(&wanted, "expect:\n    %s\n    value n == 3\n",
                good ? predicted[_i].claim : "elapsed > 0ms");
    ck_assert_str_eq(strbuf_str(&goal), strbuf_str(&wanted));
    strbuf_release(&claim);
    strbuf_release(&goal);
    strbuf_release(&wanted);
    course_release(&made);
}
END_TEST

START_TEST(choices_have_claims)
{
    static const char choose[] = "ask \"Which?\" choose:\n                \"a\" if never \"b\"\n"
                                 "                \"b or c\" if order \"b\", \"c\"";
    struct course made = {0};
    struct strbuf claim = STRBUF_INIT;
    const struct course_ask *ask = ask_of(&made, choose);
    ck_assert_int_eq(ask->choice_count, 2);
    ck_assert_str_eq(made.exercises[0].goal, "expect:\n    \001\n    value n == 3\n");
    ck_assert(!course_ask_claim(ask, "3", &claim) && !course_ask_claim(ask, "0", &claim));
    ck_assert(course_ask_claim(ask, "2", &claim));
    ck_assert_str_eq(strbuf_str(&claim), "order \"b\", \"c\"");
    strbuf_clear(&claim);
    ck_assert(course_ask_claim(ask, "a", &claim));
    ck_assert_str_eq(strbuf_str(&claim), "never \"b\"");
    strbuf_release(&claim);
    course_release(&made);
}
END_TEST

static const char *const unasked[] = {
    "ask", "ask \"x", "ask \"x\" at", "ask \"x\" next", "ask \"x\" value", "ask \"x\" choose:"};

START_TEST(what_a_goal_cannot_ask_is_told)
{
    struct course made = {0};
    ck_assert_ptr_null(ask_of(&made, unasked[_i]));
    course_release(&made);
}
END_TEST

/* Nothing is run before something was said. */
START_TEST(what_was_not_said_is_not_judged)
{
    static const char source[] = "scenario \"X\"\nmodel coroutines\nshared n = 0\n"
                                 "task one:\n    n = 3\n";
    struct course made = {0};
    struct course_verdict verdict = {0};
    struct course_goal goal;
    ask_of(&made, "ask \"How long?\" elapsed");
    course_goal_take(&goal, &verdict, made.exercises, "", "x", source, strlen(source));
    ck_assert_int_eq(goal.round_count, 0);
    ck_assert(!course_is_solved(&verdict) && !course_is_busy(&verdict));
    course_goal_release(&goal);
    course_goal_take(&goal, &verdict, made.exercises, "elapsed about 3ms", "x", source,
                     strlen(source));
    ck_assert_int_eq(goal.round_count, 1);
    ck_assert_ptr_nonnull(strstr(goal.text, "    elapsed about 3ms\n"));
    course_goal_release(&goal);
    course_verdict_release(&verdict);
    course_release(&made);
}
END_TEST

START_TEST(what_is_said_of_schedules_is_a_claim)
{
    static const char racy[] = "scenario \"x\"\nmodel threads\nshared n = 0\ntask a:\n    n = 1\n"
                               "expect threads all schedules:\n    value n == 1\n    result ok\n";
    struct diag_list diags = {0};
    struct course_verdict verdict = {0};
    struct course_goal goal = {.line = 6};
    struct scenario *scenario = scenario_read("x", racy, sizeof racy - 1, &diags);
    struct course_round round = {MODEL_THREADS,
                                 expect_next_schedules(scenario, MODEL_THREADS, NULL), true};
    static const struct {
        const char *words, *seen;
    } told[] = {{"", "no proof"},
                {"line 7: value n == 1: n is 2, by --schedule 1\nline 8: more\n",
                 "value n == 1: n is 2, by --schedule 1"},
                {"line 3: too many\n", "line 3: too many"},
                {"a livelock\n", "a livelock"}};
    ck_assert_ptr_nonnull(round.block);
    course_judge_schedules(&verdict, &goal, &round, true, "");
    ck_assert_str_eq(verdict.claims[0].text, "all schedules: value n == 1, result ok");
    ck_assert_int_eq(verdict.claims[0].verdict, EXPECT_OK);
    for (int i = 0; i < (int)(sizeof told / sizeof told[0]); i++) {
        course_judge_schedules(&verdict, &goal, &round, false, told[i].words);
        ck_assert_str_eq(verdict.claims[i + 1].seen, told[i].seen);
        ck_assert_int_eq(verdict.claims[i + 1].verdict, EXPECT_FAILED);
    }
    ck_assert(!course_is_solved(&verdict));
    course_verdict_release(&verdict);
    scenario_free(scenario);
    diag_release(&diags);
}
END_TEST

START_TEST(progress_is_lines)
{
    static const char lines[] = "seen 01-two-waits\nquiz 01-two-waits 1/3\nnobody knows this\n";
    struct progress progress = {0};
    struct strbuf out = STRBUF_INIT;
    progress_read(&progress, lines, strlen(lines));
    ck_assert_int_eq(progress_next_lesson(&progress, &course), 1);
    ck_assert_int_eq(progress_next_exercise(&progress, &course, -1), 0);
    ck_assert(progress_put(&progress, PROGRESS_SOLVED, "two-waits-1", NULL));
    ck_assert(!progress_put(&progress, PROGRESS_SOLVED, "two-waits-1", NULL));
    ck_assert(progress_put(&progress, PROGRESS_QUIZ, "01-two-waits", "3/3"));
    progress_put(&progress, PROGRESS_LAST, "a", NULL);
    progress_put(&progress, PROGRESS_LAST, "b", NULL);
    ck_assert_str_eq(progress_last(&progress), "b");
    ck_assert_str_eq(progress_value(&progress, PROGRESS_QUIZ, "01-two-waits"), "3/3");
    ck_assert(!progress_has(&progress, PROGRESS_SEEN, "01-two"));
    ck_assert_int_eq(progress_solved_count(&progress, &course), 1);
    ck_assert_int_eq(progress_next_exercise(&progress, &course, -1), -1);
    progress_format(&progress, &out);
    ck_assert_str_eq(strbuf_str(&out), "seen 01-two-waits\nquiz 01-two-waits 3/3\n"
                                       "nobody knows this\nsolved two-waits-1\nlast b\n");
    strbuf_release(&out);
    progress_release(&progress);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("course");
    TCase *cases = tcase_create("all");
    tcase_add_checked_fixture(cases, read_all, release);
    tcase_add_test(cases, a_course_is_read);
    tcase_add_loop_test(cases, what_is_wrong_is_told_with_its_line, 0,
                        (int)(sizeof wrong / sizeof *wrong));
    tcase_add_loop_test(cases, what_is_predicted_becomes_a_claim, 0,
                        (int)(sizeof predicted / sizeof *predicted));
    tcase_add_test(cases, choices_have_claims);
    tcase_add_loop_test(cases, what_a_goal_cannot_ask_is_told, 0,
                        (int)(sizeof unasked / sizeof *unasked));
    tcase_add_test(cases, what_was_not_said_is_not_judged);
    tcase_add_test(cases, what_is_said_of_schedules_is_a_claim);
    tcase_add_loop_test(cases, a_schedule_is_that_of_the_block, 0,
                        sizeof schedules / sizeof schedules[0]);
    tcase_add_test(cases, a_level_is_copied_with_its_goal);
    tcase_add_test(cases, a_goal_has_rounds);
    tcase_add_test(cases, the_copy_expects_nothing);
    tcase_add_test(cases, the_goal_takes_the_place_of_what_is_expected);
    tcase_add_test(cases, it_is_solved_when_all_claims_hold);
    tcase_add_test(cases, words_are_looked_for_outside_of_comments_and_quotes);
    tcase_add_test(cases, progress_is_lines);
    suite_add_tcase(suite, cases);
    return suite;
}

CHECK_MAIN(make_suite)
