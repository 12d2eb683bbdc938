/* Every key of every screen stands in its help and in docs/player.md, and no other does: read from
 * the tables that the program runs on, and from the first columns of the page's tables. */
#include "config.h"

#include "app/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "check_main.h"

/* Where a screen's keys are told. Those that all screens have stand in the first. */
static const char *const sections[SCREENS][2] = {
    [SCREEN_PLAYER] = {"\n## Keys\n", "\n### In the browser\n"},
    [SCREEN_BROWSER] = {"\n### In the browser\n", "\n### In the exercise screen\n"},
    [SCREEN_EXERCISE] = {"\n### In the exercise screen\n", "\n### In the compare view\n"},
    [SCREEN_COMPARE] = {"\n### In the compare view\n", "\n## Commands\n"},
};

/* As it is written, backquotes aside. */
static const struct name {
    uint32_t key;
    const char *name;
} names[] = {
    {' ', "space"},
    {INPUT_TAB, "tab"},
    {INPUT_SHIFT_TAB, "shift-tab"},
    {INPUT_ENTER, "enter"},
    {INPUT_ESC, "esc"},
    {INPUT_UP, "↑"},
    {INPUT_DOWN, "↓"},
    {INPUT_LEFT, "←"},
    {INPUT_RIGHT, "→"},
    {INPUT_SHIFT_LEFT, "shift-←"},
    {INPUT_SHIFT_RIGHT, "shift-→"},
    {INPUT_HOME, "home"},
    {INPUT_END, "end"},
    {INPUT_PAGE_UP, "page-up"},
    {INPUT_PAGE_DOWN, "page-down"},
    {INPUT_BACKSPACE, "backspace"},
};
enum { NAMES = sizeof names / sizeof *names };

static void name_add(uint32_t key, struct strbuf *out)
{
    for (int i = 0; i < NAMES; i++)
        if (names[i].key == key) {
            strbuf_adds(out, names[i].name);
            return;
        }
    if (key >= INPUT_F1 && key <= INPUT_F12)
        strbuf_addf(out, "F%u", (unsigned)(key - INPUT_F1 + 1));
    else if (key >= KEY_CTRL('a') && key <= KEY_CTRL('z'))
        strbuf_addf(out, "ctrl-%c", (int)(key - INPUT_CTRL));
    else
        strbuf_addf(out, "%c", (int)key);
}

/* The key of a name; INPUT_NONE if it is none. */
static uint32_t key_of(const char *name)
{
    char letter;
    int number, end = 0;
    for (int i = 0; i < NAMES; i++)
        if (strcmp(names[i].name, name) == 0)
            return names[i].key;
    if (sscanf(name, "F%d%n", &number, &end) == 1 && !name[end])
        return INPUT_F1 + (uint32_t)number - 1;
    if (sscanf(name, "ctrl-%c%n", &letter, &end) == 1 && !name[end])
        return KEY_CTRL((uint32_t)letter);
    return name[0] && !name[1] ? (uint32_t)name[0] : INPUT_NONE;
}

/* ---- the page ---- */

static struct strbuf page = STRBUF_INIT;

static void read_page(void)
{
    FILE *file = fopen(DOCS_DIR "/player.md", "r");
    char part[4096];
    size_t len;
    ck_assert_ptr_nonnull(file);
    while ((len = fread(part, 1, sizeof part, file)) > 0)
        strbuf_add(&page, part, len);
    fclose(file);
}

static void free_page(void)
{
    strbuf_release(&page);
}

typedef void token_fn(void *arg, const char *token);

/* The words of a first column. Separators stand outside of backquotes only. */
static void column_tokens(const char *from, const char *to, token_fn *tell, void *arg)
{
    struct strbuf token = STRBUF_INIT;
    bool quoted = false;
    for (const char *at = from; at <= to; at++) {
        bool ends = at == to || (!quoted && strchr(" ,;", *at));
        if (ends && token.len)
            tell(arg, strbuf_str(&token));
        if (ends)
            strbuf_clear(&token);
        else if (*at != '`')
            strbuf_add(&token, at, 1);
        if (at < to && *at == '`')
            quoted = !quoted;
    }
    strbuf_release(&token);
}

/* Of all tables of a section; `a` … `b` is all from a to b. */
static void section_tokens(const char *const section[2], token_fn *tell, void *arg)
{
    const char *at = strstr(strbuf_str(&page), section[0]);
    ck_assert_msg(at != NULL, "no%s", section[0]);
    const char *end = strstr(at + 1, section[1]);
    ck_assert_msg(end != NULL, "no%s", section[1]);
    while ((at = strstr(at, "\n| ")) && at < end) {
        const char *from = at + 3, *to = strstr(from, " | ");
        ck_assert_ptr_nonnull(to);
        column_tokens(from, to, tell, arg);
        at = to;
    }
}

struct wanted {
    const char *name;
    char before; /* of a range that goes on */
    bool range, found;
};

static void look_for(void *arg, const char *token)
{
    struct wanted *wanted = arg;
    const char *name = wanted->name;
    if (strcmp(token, name) == 0)
        wanted->found = true;
    else if (wanted->range && !token[1] && !name[1])
        wanted->found = wanted->found || (*name >= wanted->before && *name <= *token);
    wanted->range = strcmp(token, "…") == 0;
    if (!wanted->range)
        wanted->before = *token;
}

static bool is_told(int screen, const char *name)
{
    struct wanted wanted = {.name = name};
    section_tokens(sections[screen], look_for, &wanted);
    return wanted.found;
}

/* ---- each way ---- */

static void assert_told(int screen, const struct key_row *row, uint32_t key)
{
    struct strbuf name = STRBUF_INIT;
    name_add(key, &name);
    bool told = is_told(screen, strbuf_str(&name)) ||
                is_told(SCREEN_PLAYER, strbuf_str(&name)); /* common ones */
    ck_assert_msg(told, "%s (%s) is in no table of%s", strbuf_str(&name), row->words,
                  sections[screen][0]);
    strbuf_release(&name);
}

START_TEST(the_page_tells_of_every_key)
{
    struct key_set keys = app_keys(app_parts(), (enum screen_id)_i, NULL, NULL);
    const struct key_row *row;
    ck_assert_msg(sections[_i][0] != NULL, "the page has no section for screen %d", _i);
    for (int i = 0; (row = keys_at(&keys, i)); i++) {
        for (int j = 0; j < KEYS_BACK && row->back[j]; j++)
            assert_told(_i, row, row->back[j]);
        for (int j = 0; j < KEYS_OF_ROW && row->keys[j]; j++)
            assert_told(_i, row, row->keys[j]);
    }
}
END_TEST

static void assert_is_key(void *arg, const char *token)
{
    const struct key_set *keys = arg;
    uint32_t key = key_of(token);
    const struct key_row *row;
    bool known =
        strcmp(token, "key") == 0 || strcmp(token, "…") == 0 || strcmp(token, "letters") == 0;
    for (int i = 0; !known && key != INPUT_NONE && (row = keys_at(keys, i)); i++) {
        for (int j = 0; j < KEYS_BACK; j++)
            known = known || row->back[j] == key;
        for (int j = 0; j < KEYS_OF_ROW; j++)
            known = known || row->keys[j] == key;
    }
    ck_assert_msg(known, "%s is no key there", token);
}

START_TEST(the_page_tells_of_no_other_key)
{
    struct key_set keys = app_keys(app_parts(), (enum screen_id)_i, NULL, NULL);
    section_tokens(sections[_i], assert_is_key, &keys);
}
END_TEST

/* In the help's words: the first of each way, `1 - 9`, `page` for both. */
START_TEST(the_help_shows_what_to_press)
{
    struct key_set keys = app_keys(app_parts(), (enum screen_id)_i, NULL, NULL);
    const struct key_row *row;
    for (int i = 0; (row = keys_at(&keys, i)); i++) {
        const uint32_t each[] = {row->keys[0], row->back[0]};
        for (int j = 0; j < 2 && each[j]; j++) {
            struct strbuf name = STRBUF_INIT;
            name_add(each[j], &name);
            const char *is = strbuf_str(&name);
            bool shown = strstr(row->shown, is) || (each[j] == '1' && strstr(row->shown, " - 9")) ||
                         strcmp(row->shown, "letters") == 0 ||
                         (strncmp(is, "page", 4) == 0 && strcmp(row->shown, "page") == 0) ||
                         (strcmp(is, "shift-tab") == 0 && strcmp(row->shown, "tab") == 0);
            ck_assert_msg(shown, "%s is not in `%s` (%s)", is, row->shown, row->words);
            strbuf_release(&name);
        }
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("key pages");
    TCase *pages = tcase_create("pages");
    tcase_add_checked_fixture(pages, read_page, free_page);
    tcase_add_loop_test(pages, the_page_tells_of_every_key, 0, SCREENS);
    tcase_add_loop_test(pages, the_page_tells_of_no_other_key, 0, SCREENS);
    tcase_add_loop_test(pages, the_help_shows_what_to_press, 0, SCREENS);
    suite_add_tcase(s, pages);
    return s;
}

CHECK_MAIN(suite)
