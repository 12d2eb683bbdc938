#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "course/course.h"
#include "course/judge.h"
#include "course/progress.h"
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
    course_add_untouched(file, strlen(file), &out);
    ck_assert_str_eq(strbuf_str(&out), "scenario \"X\"\nshared n = 0\n\ntask one:\n"
                                       "    say \"sleep\" # sleep\n");
    strbuf_release(&out);
}
END_TEST

/* What is judged is the goal, at the lines behind the file's, whose own claims are gone. */
START_TEST(the_goal_takes_the_place_of_what_is_expected)
{
    struct strbuf out = STRBUF_INIT;
    uint32_t line = course_goal_text(course.exercises, file, strlen(file), &out);
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
    course_goal_take(&goal, verdict, course.exercises, "x", source, strlen(source));
    ck_assert_int_eq(goal.model_count, 1);
    course_judge(verdict, &goal, goal.models[0], &facts);
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
    course_goal_take(&goal, &verdict, course.exercises, "x", file, strlen(file));
    ck_assert_int_eq(verdict.claims[0].verdict, EXPECT_OK);
    ck_assert_str_eq(verdict.claims[0].text, "the file has \"task\" or \"job\"");
    ck_assert_int_eq(verdict.claims[1].verdict, EXPECT_OK);
    ck_assert(!course_is_solved(&verdict)); /* it was not run */
    course_goal_release(&goal);
    course_verdict_release(&verdict);
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
    tcase_add_test(cases, the_copy_expects_nothing);
    tcase_add_test(cases, the_goal_takes_the_place_of_what_is_expected);
    tcase_add_test(cases, it_is_solved_when_all_claims_hold);
    tcase_add_test(cases, words_are_looked_for_outside_of_comments_and_quotes);
    tcase_add_test(cases, progress_is_lines);
    suite_add_tcase(suite, cases);
    return suite;
}

CHECK_MAIN(make_suite)
