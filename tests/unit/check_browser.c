/* The browser: drawn at several sizes, against goldens; what is hit is what is drawn. */
#include "config.h"

#include "view/browser.h"

#include <stdio.h>
#include <string.h>

#include "check_main.h"
#include "screen_golden.h"

static const struct browser_row lessons[] = {
    {"01-two-waits", "Two waits",
     "One thread can wait for two things at once, if waiting does not hold it.",
     "coroutines, blocking, polling, callbacks", "/usr/share/baton/scenarios/01-two-waits.baton",
     NULL, BROWSER_LESSONS},
    {"02-four-corners", "The four corners", "Waiting and working, alone and together.",
     "blocking, coroutines, threads", "/usr/share/baton/scenarios/02-four-corners.baton", NULL,
     BROWSER_LESSONS},
    {"17-two-pictures", "The GIL: two pictures",
     "How one imagines threads: all run at once (threads).\nHow they are under a global "
     "interpreter lock: one runs, the others stand still, in\nturns (gil). The work is the same, "
     "and so is its time.",
     "gil, threads, blocking", "/usr/share/baton/scenarios/17-two-pictures.baton", NULL,
     BROWSER_LESSONS},
    {"카페", "카페의 아침: 커피와 토스트",
     "한 사람이 두 가지를 기다린다. 기다리는 동안 손이 비어 "
     "있으면 다른 일을 할 수 있다.",
     "coroutines", "./카페.baton", NULL, BROWSER_HERE},
    {"broken", "", "", "", "./broken.baton",
     "broken.baton:4:5: error: there is no statement `wiat`; did you mean `wait`?", BROWSER_HERE},
};

enum { LESSONS = sizeof lessons / sizeof *lessons, MANY = 60 };

static const struct browser_row *lesson_rows[LESSONS];
static struct browser_row many_made[MANY];
static const struct browser_row *many_rows[MANY];
static char many_names[MANY][24];

static void rows_make(void)
{
    for (int i = 0; i < LESSONS; i++)
        lesson_rows[i] = &lessons[i];
    for (int i = 0; i < MANY; i++) {
        snprintf(many_names[i], sizeof many_names[i], "%02d-lesson", i + 1);
        many_made[i] = (struct browser_row){many_names[i],
                                            "A lesson",
                                            "What it is about.",
                                            "gil",
                                            "x.baton",
                                            NULL,
                                            i < 50 ? BROWSER_LESSONS : BROWSER_HERE};
        many_rows[i] = &many_made[i];
    }
}

static struct browser browser_of(int chosen)
{
    rows_make();
    return (struct browser){.rows = lesson_rows,
                            .count = LESSONS,
                            .all = LESSONS,
                            .chosen = chosen,
                            .filter = "",
                            .docs = "docs"};
}

static struct browser many_of(int chosen)
{
    rows_make();
    return (struct browser){
        .rows = many_rows, .count = MANY, .all = MANY, .chosen = chosen, .filter = ""};
}

static const struct {
    const char *name;
    int columns, rows, chosen;
    bool ascii;
} sizes[] = {
    {"browser-120x40", 120, 40, 0, false},    {"browser-80x24", 80, 24, 2, false},
    {"browser-80x24-ascii", 80, 24, 2, true}, {"browser-40x10", 40, 10, 1, false},
    {"browser-20x5", 20, 5, 2, false},        {"browser-korean-120x40", 120, 40, 3, false},
    {"browser-korean-20x5", 20, 5, 3, false}, {"browser-error-80x24", 80, 24, 4, false},
};

START_TEST(screens_are_as_their_goldens)
{
    struct browser browser = browser_of(sizes[_i].chosen);
    struct grid grid;
    browser.ascii = sizes[_i].ascii;
    grid_init(&grid, sizes[_i].columns, sizes[_i].rows);
    browser_draw(&browser, &grid);
    screen_golden_assert(&grid, sizes[_i].name);
    grid_release(&grid);
}
END_TEST

/* A chapter: lessons with their marks, exercises below them. */
static const struct browser_row chapter[] = {
    {.name = "13-future",
     .title = "A future",
     .head = "5. Tasks",
     .note = "quiz 3/3",
     .done = true},
    {.name = "13.1",
     .title = "Without yield",
     .head = "5. Tasks",
     .done = true,
     .is_exercise = true},
    {.name = "14-task-group",
     .title = "Tasks in a group",
     .head = "5. Tasks",
     .note = "quiz 1/2  next",
     .question = "They take 100 and 200 ms. And the group?",
     .models = "coroutines, threads",
     .source = "# The answer is 200.\nscenario \"Tasks in a group\"\nmodel coroutines, threads\n\n"
               "task job(n):\n    sleep (100 * n)ms # the longer one counts\n\ntask main:\n"
               "    ask \"And the group?\" elapsed\n    group:\n        start job(1)\n\nexpect:\n"
               "    elapsed about 200ms\n"},
    {.name = "14.1",
     .title = "One task fails",
     .head = "5. Tasks",
     .note = "open",
     .begun = true,
     .is_exercise = true},
    {.name = "19-blocking", .title = "Blocking the loop", .head = "6. Blocking the loop"},
};

static const struct {
    const char *name;
    int columns, rows, chosen;
    bool ascii;
} course_sizes[] = {
    {"browser-course-120x40", 120, 40, 2, false},
    {"browser-course-80x24", 80, 24, 2, false},
    {"browser-course-80x24-ascii", 80, 24, 3, true},
};

START_TEST(the_course_has_chapters_and_marks)
{
    enum { ROWS = sizeof chapter / sizeof *chapter };
    struct browser_row made[ROWS];
    const struct browser_row *rows[ROWS];
    struct browser browser = {.rows = rows,
                              .count = ROWS,
                              .all = ROWS,
                              .exercises = 2,
                              .chosen = course_sizes[_i].chosen,
                              .filter = "",
                              .progress = "1 of 81 solved  last 13-future  next 14-task-group",
                              .ascii = course_sizes[_i].ascii};
    struct grid grid;
    for (int i = 0; i < ROWS; i++) {
        made[i] = chapter[i];
        made[i].about = made[i].path = "";
        made[i].models = made[i].models ? made[i].models : "";
        rows[i] = &made[i];
    }
    grid_init(&grid, course_sizes[_i].columns, course_sizes[_i].rows);
    browser_draw(&browser, &grid);
    screen_golden_assert(&grid, course_sizes[_i].name);
    grid_release(&grid);
}
END_TEST

/* Screen readers follow the cursor, which is not seen. */
static void assert_cursor(const struct browser *browser, int columns, int rows, const char *words)
{
    struct grid grid;
    struct strbuf text = STRBUF_INIT;
    grid_init(&grid, columns, rows);
    browser_draw(browser, &grid);
    for (int column = grid.cursor_column; column < columns; column++)
        strbuf_addch(&text, grid_at(&grid, grid.cursor_row, column)->bytes[0]);
    ck_assert_msg(strncmp(strbuf_str(&text), words, strlen(words)) == 0, "the cursor is at `%s`",
                  strbuf_str(&text));
    strbuf_release(&text);
    grid_release(&grid);
}

START_TEST(the_cursor_is_where_one_is_to_read)
{
    struct browser browser = browser_of(1);
    assert_cursor(&browser, 80, 24, "02-four-corners");
    browser.filter = "four";
    assert_cursor(&browser, 80, 24, "02-four-corners");
    browser.message = "the file cannot be read";
    assert_cursor(&browser, 80, 24, "the file cannot be read");
    browser = (struct browser){.filter = "xyz", .count = 0, .all = 19};
    assert_cursor(&browser, 80, 24, " ");
}
END_TEST

static void assert_says(const struct browser *browser, int columns, int rows, const char *words)
{
    struct grid grid;
    struct strbuf text = STRBUF_INIT;
    grid_init(&grid, columns, rows);
    browser_draw(browser, &grid);
    grid_to_text(&grid, NULL, false, &text);
    ck_assert_msg(strstr(strbuf_str(&text), words) != NULL, "no `%s` in:\n%s", words,
                  strbuf_str(&text));
    strbuf_release(&text);
    grid_release(&grid);
}

START_TEST(what_is_empty_says_what_to_do)
{
    struct browser browser = {.filter = "", .count = 0, .all = 0};
    assert_says(&browser, 80, 24, "no scenarios are installed; write one\n");
    browser.docs = "/usr/share/doc/baton/docs";
    assert_says(&browser, 80, 24, "/usr/share/doc/baton/docs/language.md");
    browser = (struct browser){.filter = "xyz", .count = 0, .all = 19};
    assert_says(&browser, 80, 24, "no scenario matches 'xyz': backspace");
    assert_says(&browser, 80, 24, "filter: xyz");
    assert_says(&browser, 80, 24, "0 of 19");
    assert_says(&browser, 20, 5, "no scenario");
}
END_TEST

/* What it is about may be the answer. */
START_TEST(who_asks_shows_the_question)
{
    struct browser browser = browser_of(0);
    struct browser_row asks = lessons[1];
    struct grid grid;
    struct strbuf out = STRBUF_INIT;
    asks.question = "Who has control until B has answered?";
    lesson_rows[1] = &asks;
    browser.chosen = 1;
    assert_says(&browser, 120, 24, "Who has control until B has answered?");
    grid_init(&grid, 120, 24);
    browser_draw(&browser, &grid);
    grid_to_text(&grid, NULL, false, &out);
    ck_assert_ptr_null(strstr(strbuf_str(&out), "alone and together"));
    strbuf_release(&out);
    grid_release(&grid);
}
END_TEST

START_TEST(what_is_typed_and_said_is_seen)
{
    struct browser browser = browser_of(0);
    browser.filter = "a filter that is much longer than the screen is wide: its end is seen";
    assert_says(&browser, 40, 10, "its end is seen");
    browser.message = "the file cannot be read: Permission denied";
    browser.keys = "enter play  f1 help";
    assert_says(&browser, 80, 24, "Permission denied");
    browser.message = NULL;
    assert_says(&browser, 80, 24, "enter play  f1 help");
    assert_says(&browser, 16, 10, "enter play\n");
    assert_says(&browser, 80, 24, "baton explain coroutines");
    assert_says(&browser, 120, 24, "docs/player.md  docs/language.md  docs/models.md\n");
    browser.docs = "/usr/share/doc/baton/docs";
    assert_says(&browser, 120, 24, "/usr/share/doc/baton/docs/player.md  language.md  models.md\n");
    browser.docs = NULL;
    assert_says(&browser, 120, 24, "baton --help  baton explain coroutines\n");
}
END_TEST

/* Control characters of a file do not reach the screen. */
START_TEST(each_group_has_a_heading)
{
    struct browser_row rows[3];
    const struct browser_row *shown[3];
    struct browser browser = {.rows = shown, .count = 3, .all = 3, .filter = ""};

    for (int i = 0; i < 3; i++) {
        rows[i] = lessons[0];
        rows[i].group = (enum browser_group[]){BROWSER_LESSONS, BROWSER_OWN, BROWSER_HERE}[i];
        shown[i] = &rows[i];
    }
    assert_says(&browser, 80, 24, " Lessons\n \u25b8 01-two");
    assert_says(&browser, 80, 24, " Your own\n   01-two");
    assert_says(&browser, 80, 24, " In this folder\n   01-two");
}
END_TEST

START_TEST(texts_are_data)
{
    const struct browser_row row = {"a\x1b[2J", "b\x1b[2J", "c\x1b[2J",  "d\x1b",
                                    "e\x1b",    "f\x1b",    BROWSER_HERE};
    const struct browser_row *rows[] = {&row};
    struct browser browser = {.rows = rows, .count = 1, .all = 1, .filter = "g\x1b"};
    struct grid grid;
    struct strbuf text = STRBUF_INIT;
    grid_init(&grid, 120, 40);
    browser_draw(&browser, &grid);
    grid_to_text(&grid, NULL, false, &text);
    ck_assert_ptr_null(strchr(strbuf_str(&text), '\x1b'));
    ck_assert_ptr_nonnull(strstr(strbuf_str(&text), "c\\x1B[2J"));
    strbuf_release(&text);
    grid_release(&grid);
}
END_TEST

static bool row_is_chosen(const struct grid *grid, int row)
{
    return grid_at(grid, row, 0)->style.flags & GRID_REVERSE;
}

/* At every size the chosen row is seen, is the only one that is marked, and is the one that is hit
 * there. */
START_TEST(the_chosen_row_is_seen)
{
    static const int heights[] = {2, 3, 4, 5, 8, 10, 12, 16, 24, 40, 100};
    for (size_t h = 0; h < sizeof heights / sizeof *heights; h++)
        for (int chosen = 0; chosen < MANY; chosen++) {
            struct browser browser = many_of(chosen);
            struct grid grid;
            int found = 0;
            grid_init(&grid, 20 + chosen * 2, heights[h]);
            browser_draw(&browser, &grid);
            for (int row = 0; row < grid.rows; row++) {
                if (!row_is_chosen(&grid, row))
                    continue;
                found++;
                ck_assert_int_eq(browser_hit(&browser, row, 3, grid.columns, grid.rows), chosen);
            }
            ck_assert_msg(found == 1, "row %d at %dx%d: %d", chosen, grid.columns, grid.rows,
                          found);
            ck_assert_int_eq(
                browser_hit(&browser, grid.cursor_row, grid.cursor_column, grid.columns, grid.rows),
                chosen);
            ck_assert_int_ge(browser_page(&browser, grid.columns, grid.rows), 1);
            grid_release(&grid);
        }
}
END_TEST

START_TEST(headings_and_edges_are_no_rows)
{
    struct browser browser = browser_of(0);
    ck_assert_int_eq(browser_hit(&browser, 0, 3, 80, 24), -1);
    ck_assert_int_eq(browser_hit(&browser, 2, 3, 80, 24), -1);
    ck_assert_int_eq(browser_hit(&browser, 3, 3, 80, 24), 0);
    ck_assert_int_eq(browser_hit(&browser, 6, 3, 80, 24), -1);
    ck_assert_int_eq(browser_hit(&browser, 7, 3, 80, 24), 3);
    ck_assert_int_eq(browser_hit(&browser, 23, 3, 80, 24), -1);
    ck_assert_int_eq(browser_hit(&browser, 3, 100, 120, 40), -1);
}
END_TEST

START_TEST(no_size_is_too_small)
{
    for (int columns = 1; columns < 30; columns++)
        for (int rows = 1; rows < 20; rows++) {
            struct browser browser = browser_of(rows % LESSONS);
            struct grid grid;
            grid_init(&grid, columns, rows);
            browser_draw(&browser, &grid);
            ck_assert_int_eq(grid.rows, rows);
            grid_release(&grid);
        }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("browser");
    TCase *t = tcase_create("browser");
    tcase_add_loop_test(t, screens_are_as_their_goldens, 0, sizeof sizes / sizeof *sizes);
    tcase_add_loop_test(t, the_course_has_chapters_and_marks, 0,
                        sizeof course_sizes / sizeof *course_sizes);
    tcase_add_test(t, what_is_empty_says_what_to_do);
    tcase_add_test(t, the_cursor_is_where_one_is_to_read);
    tcase_add_test(t, who_asks_shows_the_question);
    tcase_add_test(t, what_is_typed_and_said_is_seen);
    tcase_add_test(t, each_group_has_a_heading);
    tcase_add_test(t, texts_are_data);
    tcase_add_test(t, the_chosen_row_is_seen);
    tcase_add_test(t, headings_and_edges_are_no_rows);
    tcase_add_test(t, no_size_is_too_small);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
