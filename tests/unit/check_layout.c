/* Where the panes stand, for every size of a screen. */
#include "config.h"

#include "view/layout.h"

#include "check_main.h"
#include "view/view.h"

enum { COLUMNS_MOST = 250, ROWS_MOST = 80 };

static bool overlap(struct rect a, struct rect b)
{
    return a.row < b.row + b.rows && b.row < a.row + a.rows && a.column < b.column + b.columns &&
           b.column < a.column + a.columns;
}

static bool is_inside(struct rect rect, int columns, int rows)
{
    return rect.row >= 0 && rect.column >= 0 && rect.rows >= 0 && rect.columns >= 0 &&
           rect.row + rect.rows <= rows && rect.column + rect.columns <= columns;
}

/* Asserts only what does not hold: an assertion of Check costs a write. */
static void assert_sound(const struct view *view, int columns, int rows)
{
    struct layout layout;
    layout_make(view, columns, rows, &layout);
    if (!is_inside(layout.overlay, columns, rows))
        ck_abort_msg("%dx%d: the overlay", columns, rows);
    for (int i = 0; i < LAYOUT_PANES; i++) {
        if (!is_inside(layout.panes[i], columns, rows))
            ck_abort_msg("%dx%d: %d stands outside", columns, rows, i);
        for (int j = 0; j < i; j++)
            if (overlap(layout.panes[i], layout.panes[j]))
                ck_abort_msg("%dx%d: %d and %d overlap", columns, rows, i, j);
    }
}

START_TEST(panes_stand_inside_of_the_screen_and_beside_each_other)
{
    static const char *const items[] = {"one", "two"};
    struct view view = {
        .large = _i == 1, .machine = _i == 3, .overlay = _i == 2 ? VIEW_MENU : VIEW_NOTHING};
    view.menu = (struct view_menu){.title = "a menu", .items = items, .count = 2};
    for (int columns = 0; columns <= COLUMNS_MOST; columns++)
        for (int rows = 0; rows <= ROWS_MOST; rows++)
            assert_sound(&view, columns, rows);
}
END_TEST

static bool is_shown(const struct layout *layout, enum layout_pane pane)
{
    return layout->panes[pane].rows > 0 && layout->panes[pane].columns > 0;
}

START_TEST(from_80x24_on_there_is_everything)
{
    struct view view = {0};
    struct layout layout;
    for (int columns = 80; columns <= COLUMNS_MOST; columns++)
        for (int rows = 24; rows <= ROWS_MOST; rows++) {
            layout_make(&view, columns, rows, &layout);
            for (int i = 0; i < LAYOUT_PANES; i++)
                if (!is_shown(&layout, i) && i != LAYOUT_MACHINE && i != LAYOUT_QUESTION &&
                    i != LAYOUT_PYTHON)
                    ck_abort_msg("%dx%d: no pane %d", columns, rows, i);
        }
    layout_make(&view, 80, 24, &layout);
    ck_assert_int_ge(layout.panes[LAYOUT_SOURCE].columns, 28);
    ck_assert_int_ge(layout.panes[LAYOUT_TIMELINE].columns, 47);
    ck_assert_int_ge(layout.panes[LAYOUT_TIMELINE].rows, 10);
    ck_assert_int_ge(layout.panes[LAYOUT_WHY].rows, 3);
    ck_assert_int_ge(layout.panes[LAYOUT_NOW].rows, 4);
}
END_TEST

START_TEST(from_40x10_on_there_is_what_one_needs)
{
    static const enum layout_pane needed[] = {LAYOUT_STATUS, LAYOUT_TIMELINE, LAYOUT_WHY,
                                              LAYOUT_KEYS};
    struct view view = {0};
    struct layout layout;
    for (int columns = 40; columns <= COLUMNS_MOST; columns++)
        for (int rows = 10; rows <= ROWS_MOST; rows++) {
            layout_make(&view, columns, rows, &layout);
            for (int i = 0; i < 4; i++)
                if (!is_shown(&layout, needed[i]))
                    ck_abort_msg("%dx%d: no pane %d", columns, rows, needed[i]);
            if (layout.panes[LAYOUT_TIMELINE].rows < 4)
                ck_abort_msg("%dx%d: the timeline", columns, rows);
        }
}
END_TEST

START_TEST(the_why_goes_last)
{
    struct view view = {0};
    struct layout layout;
    for (int columns = 1; columns <= COLUMNS_MOST; columns++)
        for (int rows = 1; rows <= ROWS_MOST; rows++) {
            layout_make(&view, columns, rows, &layout);
            if (!is_shown(&layout, LAYOUT_WHY))
                ck_abort_msg("%dx%d", columns, rows);
        }
}
END_TEST

static const char *const choices[] = {"one", "two", "one that is longer", "nobody more"};
static const char *const told[] = {"You said one. It was two: its answer came at 20.0 ms."};

/* The question stands in place of the why; what is told of answers beside it, where both have room.
 */
START_TEST(a_question_has_a_pane_of_its_own)
{
    struct view_question asked = {
        .text = "Who is next?", .choices = choices, .choice_count = 4, .marked = -1};
    struct view_question answered = {.marked = -1, .told = told, .told_count = 1};
    struct view view = {.question = &asked};
    struct layout layout;
    for (int columns = 1; columns <= COLUMNS_MOST; columns++)
        for (int rows = 1; rows <= ROWS_MOST; rows++) {
            view.question = &asked;
            assert_sound(&view, columns, rows);
            layout_make(&view, columns, rows, &layout);
            if (!is_shown(&layout, LAYOUT_QUESTION) || is_shown(&layout, LAYOUT_WHY))
                ck_abort_msg("%dx%d: asked", columns, rows);
            view.question = &answered;
            assert_sound(&view, columns, rows);
            layout_make(&view, columns, rows, &layout);
            if (!is_shown(&layout, LAYOUT_QUESTION) && !is_shown(&layout, LAYOUT_WHY))
                ck_abort_msg("%dx%d: answered", columns, rows);
            if (columns >= 80 && rows >= 24 &&
                !(is_shown(&layout, LAYOUT_QUESTION) && is_shown(&layout, LAYOUT_WHY)))
                ck_abort_msg("%dx%d: answered, and why", columns, rows);
        }
    view.question = &asked;
    layout_make(&view, 80, 24, &layout);
    ck_assert_int_ge(layout.panes[LAYOUT_QUESTION].rows, 2);
    ck_assert_int_ge(layout.panes[LAYOUT_TIMELINE].rows, 8);
}
END_TEST

START_TEST(the_large_mode_has_but_one_pane)
{
    struct view view = {.large = true};
    struct layout layout;
    layout_make(&view, 80, 24, &layout);
    ck_assert_int_eq(layout.panes[LAYOUT_TIMELINE].rows, 22);
    ck_assert_int_eq(layout.panes[LAYOUT_TIMELINE].columns, 80);
    ck_assert(!is_shown(&layout, LAYOUT_WHY) && !is_shown(&layout, LAYOUT_SOURCE));
}
END_TEST

/* With the source beside it, where it has room then. */
START_TEST(the_machine_takes_the_place_of_the_lanes)
{
    struct view view = {.machine = true};
    struct layout layout;
    layout_make(&view, 120, 36, &layout);
    ck_assert(is_shown(&layout, LAYOUT_MACHINE) && is_shown(&layout, LAYOUT_SOURCE));
    ck_assert(!is_shown(&layout, LAYOUT_TIMELINE) && is_shown(&layout, LAYOUT_OVERVIEW));
    layout_make(&view, 80, 24, &layout);
    ck_assert(is_shown(&layout, LAYOUT_MACHINE) && !is_shown(&layout, LAYOUT_SOURCE));
    ck_assert_int_eq(layout.panes[LAYOUT_MACHINE].columns, 78);
    layout_make(&view, 40, 10, &layout);
    ck_assert_int_ge(layout.panes[LAYOUT_MACHINE].rows, 4);
}
END_TEST

static Suite *layout_suite(void)
{
    Suite *suite = suite_create("layout");
    TCase *sizes = tcase_create("sizes");
    tcase_add_loop_test(sizes, panes_stand_inside_of_the_screen_and_beside_each_other, 0, 4);
    tcase_add_test(sizes, from_80x24_on_there_is_everything);
    tcase_add_test(sizes, from_40x10_on_there_is_what_one_needs);
    tcase_add_test(sizes, the_why_goes_last);
    tcase_add_test(sizes, a_question_has_a_pane_of_its_own);
    tcase_add_test(sizes, the_large_mode_has_but_one_pane);
    tcase_add_test(sizes, the_machine_takes_the_place_of_the_lanes);
    suite_add_tcase(suite, sizes);
    return suite;
}

CHECK_MAIN(layout_suite)
