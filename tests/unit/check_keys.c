/* The table of the keys: complete, without clashes, and what the help shows. */
#include "app/keys.h"

#include <stdlib.h>
#include <string.h>

#include "check_main.h"

enum { WORDS_MOST = 24 }; /* the help at 80 columns cuts what is longer */

static const enum key_screen screens[] = {KEYS_BROWSER, KEYS_PLAYER, KEYS_COMPARE};

static bool is_on(const struct key_row *row, enum key_screen screen)
{
    return row->screens >> screen & 1;
}

static bool is_ascii(const char *text)
{
    while ((unsigned char)*text >= ' ' && (unsigned char)*text < 0x7F)
        text++;
    return *text == '\0';
}

START_TEST(every_row_has_words_and_an_action)
{
    for (const struct key_row *row = keys_table(); row->words; row++) {
        ck_assert_msg(row->act != NULL, "%s", row->words);
        ck_assert_msg(row->shown && *row->shown, "%s", row->words);
        ck_assert_msg(row->group && *row->group, "%s", row->words);
        ck_assert_msg(*row->words && is_ascii(row->words), "%s", row->words);
        ck_assert_msg(is_ascii(row->plain ? row->plain : row->shown), "%s", row->words);
        ck_assert_msg(strlen(row->words) <= WORDS_MOST, "%s", row->words);
        ck_assert_msg(row->keys[0] != 0, "%s", row->words);
        ck_assert_msg(row->screens != 0, "%s", row->words);
    }
}
END_TEST

static int times_on(enum key_screen screen, uint32_t key)
{
    int times = 0;
    for (const struct key_row *row = keys_table(); row->words; row++) {
        for (int i = 0; i < 4; i++)
            times += is_on(row, screen) && row->back[i] == key;
        for (int i = 0; i < KEYS_OF_ROW; i++)
            times += is_on(row, screen) && row->keys[i] == key;
    }
    return times;
}

START_TEST(no_key_stands_twice_on_a_screen)
{
    enum key_screen screen = screens[_i];
    for (const struct key_row *row = keys_table(); row->words; row++) {
        if (!is_on(row, screen))
            continue;
        for (int i = 0; i < 4 && row->back[i]; i++)
            ck_assert_msg(times_on(screen, row->back[i]) == 1, "%s", row->words);
        for (int i = 0; i < KEYS_OF_ROW && row->keys[i]; i++)
            ck_assert_msg(times_on(screen, row->keys[i]) == 1, "%s", row->words);
    }
}
END_TEST

START_TEST(each_key_finds_its_row)
{
    enum key_screen screen = screens[_i];
    for (const struct key_row *row = keys_table(); row->words; row++) {
        int direction = 0;
        if (!is_on(row, screen))
            continue;
        ck_assert_ptr_eq(keys_find(screen, row->keys[0], &direction), row);
        ck_assert_int_eq(direction, 1);
        if (!row->back[0])
            continue;
        ck_assert_ptr_eq(keys_find(screen, row->back[0], &direction), row);
        ck_assert_int_eq(direction, -1);
    }
    int direction;
    ck_assert_ptr_null(keys_find(screen, 0x4E00, &direction));
    ck_assert_ptr_null(keys_find(screen, INPUT_NONE, &direction));
}
END_TEST

START_TEST(the_help_lists_them_all)
{
    enum key_screen screen = screens[_i];
    for (int ascii = 0; ascii < 2; ascii++) {
        struct view_key *help = keys_help(screen, ascii);
        int at = 0;
        for (const struct key_row *row = keys_table(); row->words; row++) {
            if (!is_on(row, screen))
                continue;
            ck_assert_str_eq(help[at].words, row->words);
            ck_assert_str_eq(help[at].group, row->group);
            ck_assert(!ascii || is_ascii(help[at].keys));
            at++;
        }
        ck_assert_ptr_null(help[at].keys);
        free(help);
    }
}
END_TEST

/* A heading that comes twice would be shown twice. */
START_TEST(groups_stand_together)
{
    struct view_key *help = keys_help(screens[_i], false);
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
    tcase_add_test(table, every_row_has_words_and_an_action);
    tcase_add_loop_test(table, no_key_stands_twice_on_a_screen, 0, KEY_SCREENS);
    tcase_add_loop_test(table, each_key_finds_its_row, 0, KEY_SCREENS);
    tcase_add_loop_test(table, the_help_lists_them_all, 0, KEY_SCREENS);
    tcase_add_loop_test(table, groups_stand_together, 0, KEY_SCREENS);
    suite_add_tcase(suite, table);
    return suite;
}

CHECK_MAIN(keys_suite)
