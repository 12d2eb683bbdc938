/* The exercise screen: drawn at several sizes, against goldens. */
#include "config.h"

#include "view/exercise.h"

#include <string.h>

#include "check_main.h"
#include "screen_golden.h"

static const char own[] = "scenario \"Two waits\"\nmodel coroutines, blocking\n\ntask one:\n"
                          "    io 500ms \"query\" # the first\n    say \"1 resumes\"\n\n"
                          "task two:\n    io 400ms \"다운로드\"\n";
static const char solution[] = "# The longest counts.\nscenario \"Three\"\n\ntask three:\n"
                               "    io 300ms\n";

static struct course_claim claims[] = {
    {EXPECT_OK, "the file has \"x 2\"", "", -1},
    {EXPECT_OK, "elapsed about 500ms", "500.2 ms", MODEL_COROUTINES},
    {EXPECT_FAILED, "elapsed about 1200ms", "901.3 ms", MODEL_BLOCKING},
    {EXPECT_BUSY, "order \"1 resumes\", \"2 resumes\"", "others took up to 12 ms", MODEL_BLOCKING},
};

static const struct course_ask asks = {
    .kind = COURSE_ASK_CHOOSE,
    .text = "Who goes on first?",
    .choices = {{"one", "order \"1\""}, {"two", "order \"2\""}},
    .choice_count = 2,
};

static const struct course_ask level = {.kind = COURSE_ASK_SCHEDULE, .text = "By which schedule?"};

static const struct {
    const char *name;
    int columns, rows;
    bool ask, said, hint, solution, ascii;
} screens[] = {
    {"exercise-80x24", 80, 24, false, false, false, false, false},
    {"exercise-120x40-solution", 120, 40, false, false, true, true, false},
    {"exercise-20x5", 20, 5, false, false, false, false, false},
    {"exercise-80x24-asks", 80, 24, true, false, false, false, false},
    {"exercise-80x24-said-ascii", 80, 24, true, true, false, true, true},
    {"exercise-80x24-level", 80, 24, true, false, true, false, false},
};

START_TEST(screens_are_as_their_goldens)
{
    struct course_exercise exercise = {
        .title = "A third wait",
        .text = "Add a third routine that waits 300 ms. Before you run it: how long will it\n"
                "take under coroutines, and how long under blocking?\n",
        .hint = "A third `task`, like the two that are there.\n",
        .ask = !screens[_i].ask                    ? NULL
               : strstr(screens[_i].name, "level") ? &level
                                                   : &asks,
        .id = "1.1"};
    bool judged = !screens[_i].ask || screens[_i].said;
    struct course_verdict verdict = {
        .claims = claims,
        .count = judged ? (int)(sizeof claims / sizeof *claims) : 1,
    };
    struct exercise_view view = {
        .exercise = &exercise,
        .verdict = &verdict,
        .solved = 3,
        .all = 81,
        .judged = judged,
        .said = screens[_i].said ? "2" : NULL,
        .path = "/home/kim/baton/two-waits-1.baton",
        .text = own,
        .solution = screens[_i].solution ? solution : NULL,
        .hint = screens[_i].hint,
        .ascii = screens[_i].ascii,
    };
    struct grid grid;
    grid_init(&grid, screens[_i].columns, screens[_i].rows);
    exercise_draw(&view, &grid);
    screen_golden_assert(&grid, screens[_i].name);
    grid_release(&grid);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("exercise");
    TCase *t = tcase_create("exercise");
    tcase_add_loop_test(t, screens_are_as_their_goldens, 0, sizeof screens / sizeof *screens);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
