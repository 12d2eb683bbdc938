/* The stack of screens, with screens that do next to nothing: what is so for any screen. */
#include "config.h"

#include "app/parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "check_main.h"

/* ---- screens ---- */

static int opened, closed, quits;
static char typed[20];

static void *open_screen(struct app *app)
{
    opened++;
    return mem_strdup("a state");
}

static void close_screen(void *self)
{
    closed++;
    free(self);
}

static void draw(void *self, struct grid *grid)
{
    grid_clear(grid);
}

static const struct key_row no_keys[] = {{.words = NULL}};

static const struct screen plain = {
    .keys = no_keys, .open = open_screen, .close = close_screen, .draw = draw};
static const struct screen of_document = {.keys = no_keys,
                                          .is_of_document = true,
                                          .open = open_screen,
                                          .close = close_screen,
                                          .draw = draw};
static const struct screen *screens[SCREENS]; /* all plain but the player */

/* ---- the application, with no file open ---- */

static void host_quit(void *arg)
{
    quits++;
}

static const struct app_host calls = {.quit = host_quit};
static struct app_parts parts;
static struct app *app;

static void setup(void)
{
    parts = *app_parts();
    for (int id = 0; id < SCREENS; id++)
        screens[id] = id == SCREEN_PLAYER ? &of_document : &plain;
    parts.screens = screens;
    opened = closed = quits = 0;
    app = app_make(&parts, &calls, &(struct app_settings){0}, 60, 20);
    app_begin_with(app, SCREEN_BROWSER);
}

static void teardown(void)
{
    app_free(app);
    ck_assert_int_eq(opened, closed);
}

static void press(const char *keys)
{
    for (; *keys; keys++) {
        struct input input = {.key = *keys == '\n' ? INPUT_ENTER : (unsigned char)*keys};
        app_input(app, &input, 0);
    }
}

static const char *said(void)
{
    return app_message(app) ? app_message(app) : "";
}

/* ---- tests ---- */

START_TEST(round_and_round_leads_back_to_the_first)
{
    int back = 0;
    for (int i = 0; i < 20; i++) {
        ck_assert(app_push_over(app, SCREEN_PLAYER));
        ck_assert(app_push_over(app, SCREEN_COMPARE));
        ck_assert_int_eq(app_top(app), SCREEN_COMPARE);
    }
    ck_assert_int_eq(opened, 3);
    while (app_top(app) != SCREEN_BROWSER && back++ < 20)
        app_back(app);
    ck_assert_int_eq(app_top(app), SCREEN_BROWSER);
    ck_assert_int_lt(back, 20);
    ck_assert_int_eq(quits, 0);
    app_back(app);
    ck_assert_int_eq(quits, 1);
}
END_TEST

START_TEST(the_documents_screens_go_from_wherever_they_stand)
{
    app_push(app, SCREEN_PLAYER);
    app_push(app, SCREEN_COMPARE);
    app_close(app);
    ck_assert_int_eq(closed, 1);
    ck_assert_int_eq(app_top(app), SCREEN_COMPARE);
    app_back(app);
    ck_assert_int_eq(app_top(app), SCREEN_BROWSER);
}
END_TEST

static void take_line(void *self, const char *line)
{
    ck_assert_str_eq(self, "a state");
    strcpy(typed, line);
}

/* Whoever asked for the line may be gone with his screen. */
START_TEST(a_line_ends_with_the_screen)
{
    size_t cursor;
    char state[] = "a state";
    app_push(app, SCREEN_PLAYER);
    app_ask(app, PROMPT_GOTO, take_line, state);
    press("12\n");
    ck_assert_str_eq(typed, "12");
    app_ask(app, PROMPT_GOTO, take_line, state);
    press("34");
    app_close(app);
    memset(state, 'x', sizeof state - 1);
    ck_assert_ptr_null(app_prompt(app, &cursor));
    press("\n");
    ck_assert_str_eq(typed, "12");
}
END_TEST

/* All screens have the common keys and commands. */
START_TEST(what_a_screen_cannot_do_is_said)
{
    static const char *const cases[][2] = {
        {"r", "nothing is run on this screen"},
        {"e", "no file is open"},
        {":set workers 4\n", "no file is open"},
        {":export csv x\n", "this screen is exported as its text"},
        {":goto 1\n", "there is no command 'goto'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        press(cases[i][0]);
        ck_assert_msg(strstr(said(), cases[i][1]) != NULL, "%s: '%s'", cases[i][0], said());
    }
}
END_TEST

START_TEST(without_a_file_nothing_is_compared)
{
    struct app *real = app_make(app_parts(), &calls, &(struct app_settings){0}, 60, 20);
    app_begin_with(real, SCREEN_BROWSER);
    ck_assert(!app_push(real, SCREEN_COMPARE));
    ck_assert_str_eq(app_message(real), "no file is open");
    ck_assert_int_eq(app_top(real), SCREEN_BROWSER);
    app_free(real);
}
END_TEST

static Suite *screens_suite(void)
{
    Suite *suite = suite_create("screens");
    TCase *all = tcase_create("stack");
    tcase_add_checked_fixture(all, setup, teardown);
    tcase_add_test(all, round_and_round_leads_back_to_the_first);
    tcase_add_test(all, the_documents_screens_go_from_wherever_they_stand);
    tcase_add_test(all, a_line_ends_with_the_screen);
    tcase_add_test(all, what_a_screen_cannot_do_is_said);
    tcase_add_test(all, without_a_file_nothing_is_compared);
    suite_add_tcase(suite, all);
    return suite;
}

CHECK_MAIN(screens_suite)
