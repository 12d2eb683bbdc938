/* The screens and their tables of keys: complete, without clashes, and what the help shows. */
#include "config.h"

#include "app/parts.h"

#include <stdlib.h>
#include <string.h>

#include "app/help.h"
#include "check_main.h"

enum { WORDS_MOST = 24 }; /* the help at 80 columns cuts what is longer */

/* The keys of a screen. */
static struct key_set keys_of(int screen)
{
    return app_keys(app_parts(), (enum screen_id)screen, NULL, NULL);
}

static bool is_ascii(const char *text)
{
    while ((unsigned char)*text >= ' ' && (unsigned char)*text < 0x7F)
        text++;
    return *text == '\0';
}

START_TEST(every_screen_can_be_opened_seen_and_closed)
{
    const struct screen *screen = app_parts()->screens[_i];
    ck_assert_ptr_nonnull(screen->open);
    ck_assert_ptr_nonnull(screen->close);
    ck_assert_ptr_nonnull(screen->draw);
    ck_assert_ptr_nonnull(screen->shows);
    ck_assert_ptr_nonnull(screen->keys);
    ck_assert_msg(!screen->commands || screen->where, "commands hold somewhere");
}
END_TEST

START_TEST(every_row_has_words_and_an_action)
{
    struct key_set keys = keys_of(_i);
    const struct key_row *row;
    for (int i = 0; (row = keys_at(&keys, i)); i++) {
        ck_assert_msg(row->act != NULL, "%s", row->words);
        ck_assert_msg(row->shown && *row->shown, "%s", row->words);
        ck_assert_msg(row->group && *row->group, "%s", row->words);
        ck_assert_msg(*row->words && is_ascii(row->words), "%s", row->words);
        ck_assert_msg(is_ascii(row->plain ? row->plain : row->shown), "%s", row->words);
        ck_assert_msg(strlen(row->words) <= WORDS_MOST, "%s", row->words);
        ck_assert_msg(row->keys[0] != 0, "%s", row->words);
    }
}
END_TEST

static void ck_has_words(const struct command *rows)
{
    for (; rows && rows->name; rows++) {
        ck_assert_msg(rows->act != NULL, ":%s", rows->name);
        ck_assert_msg(*rows->words && is_ascii(rows->help), ":%s", rows->name);
        ck_assert_msg(strlen(rows->help) <= WORDS_MOST, ":%s has no room in the help for: %s",
                      rows->name, rows->help);
    }
}

START_TEST(every_command_has_words_and_an_action)
{
    for (int id = 0; id < SCREENS; id++)
        ck_has_words(app_parts()->screens[id]->commands);
    ck_has_words(app_parts()->commands);
}
END_TEST

/* Among the rows that hold when that one does. */
static int times_in(const struct key_set *keys, uint32_t key, key_when *when)
{
    const struct key_row *row;
    int times = 0;
    for (int i = 0; (row = keys_at(keys, i)); i++) {
        if (row->when != when)
            continue;
        for (int j = 0; j < KEYS_BACK; j++)
            times += row->back[j] == key;
        for (int j = 0; j < KEYS_OF_ROW; j++)
            times += row->keys[j] == key;
    }
    return times;
}

START_TEST(no_key_stands_twice_on_a_screen)
{
    struct key_set keys = keys_of(_i);
    const struct key_row *row;
    for (int i = 0; (row = keys_at(&keys, i)); i++) {
        for (int j = 0; j < KEYS_BACK && row->back[j]; j++)
            ck_assert_msg(times_in(&keys, row->back[j], row->when) == 1, "%s", row->words);
        for (int j = 0; j < KEYS_OF_ROW && row->keys[j]; j++)
            ck_assert_msg(times_in(&keys, row->keys[j], row->when) == 1, "%s", row->words);
    }
}
END_TEST

static bool self_is_one(const void *self)
{
    return *(const int *)self == 1;
}

static void act(void *self, const struct key_press *press)
{
}

START_TEST(what_holds_now_goes_before_what_holds_always)
{
    static const struct key_row rows[] = {
        {.keys = {'a', 'b'}, .words = "always", .act = act},
        {.keys = {'a'}, .words = "now", .act = act, .when = self_is_one},
        {.words = NULL},
    };
    int self = 0;
    struct key_set keys = {.tables = {{rows, &self}}};
    struct key_found found;
    ck_assert(keys_find(&keys, 'a', &found));
    ck_assert_str_eq(found.row->words, "always");
    self = 1;
    ck_assert(keys_find(&keys, 'a', &found));
    ck_assert_str_eq(found.row->words, "now");
    ck_assert(keys_find(&keys, 'b', &found));
    ck_assert_str_eq(found.row->words, "always");
}
END_TEST

START_TEST(each_key_finds_its_row)
{
    struct key_set keys = keys_of(_i);
    struct key_found found;
    const struct key_row *row;
    for (int i = 0; (row = keys_at(&keys, i)); i++) {
        if (row->when)
            continue;
        ck_assert(keys_find(&keys, row->keys[0], &found));
        ck_assert_ptr_eq(found.row, row);
        ck_assert_int_eq(found.press.direction, 1);
        if (!row->back[0])
            continue;
        ck_assert(keys_find(&keys, row->back[0], &found));
        ck_assert_ptr_eq(found.row, row);
        ck_assert_int_eq(found.press.direction, -1);
    }
    ck_assert(!keys_find(&keys, 0x4E00, &found));
    ck_assert(!keys_find(&keys, INPUT_NONE, &found));
}
END_TEST

START_TEST(the_help_lists_them_all)
{
    struct key_set keys = keys_of(_i);
    for (int ascii = 0; ascii < 2; ascii++) {
        struct view_key *help = help_rows(&keys, NULL, ascii);
        const struct key_row *row;
        int count = 0;
        for (; (row = keys_at(&keys, count)); count++) {
            int at = 0;
            while (help[at].keys && strcmp(help[at].words, row->words) != 0)
                at++;
            ck_assert_msg(help[at].keys != NULL, "%s", row->words);
            ck_assert_str_eq(help[at].group, row->group);
            ck_assert(!ascii || is_ascii(help[at].keys));
        }
        for (int i = 0; i < count; i++)
            ck_assert_ptr_nonnull(help[i].keys);
        ck_assert_ptr_null(help[count].keys);
        free(help);
    }
}
END_TEST

/* A heading that comes twice would be shown twice. */
START_TEST(groups_stand_together)
{
    struct key_set keys = keys_of(_i);
    struct view_key *help = help_rows(&keys, NULL, false);
    for (int i = 1; help[i].keys; i++)
        for (int j = 0; strcmp(help[i].group, help[i - 1].group) != 0 && j < i; j++)
            ck_assert_str_ne(help[j].group, help[i].group);
    free(help);
}
END_TEST

static Suite *keys_suite(void)
{
    Suite *suite = suite_create("keys");
    TCase *table = tcase_create("table");
    tcase_add_loop_test(table, every_screen_can_be_opened_seen_and_closed, 0, SCREENS);
    tcase_add_loop_test(table, every_row_has_words_and_an_action, 0, SCREENS);
    tcase_add_test(table, every_command_has_words_and_an_action);
    tcase_add_loop_test(table, no_key_stands_twice_on_a_screen, 0, SCREENS);
    tcase_add_test(table, what_holds_now_goes_before_what_holds_always);
    tcase_add_loop_test(table, each_key_finds_its_row, 0, SCREENS);
    tcase_add_loop_test(table, the_help_lists_them_all, 0, SCREENS);
    tcase_add_loop_test(table, groups_stand_together, 0, SCREENS);
    suite_add_tcase(suite, table);
    return suite;
}

CHECK_MAIN(keys_suite)
