/* The browser: which scenarios there are, and which of them the filter leaves. A file is read when
 * it may be seen, or when the filter has to look into it: so the start does not wait for all. */
#include "config.h"

#include "app/screen.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "view/browser.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    struct browser_row row;
    bool was_read;
    char *title, *about, *models, *error;
};

struct browser_screen {
    struct app *app;
    struct entry *entries;
    int entry_count;
    const struct browser_row **shown;
    struct browser browser;
    struct strbuf filter;
};

/* ---- what stands in a row ---- */

static void forget_texts(struct entry *entry)
{
    free(entry->title);
    free(entry->about);
    free(entry->models);
    free(entry->error);
    entry->title = entry->about = entry->models = entry->error = NULL;
    entry->row.title = entry->row.about = entry->row.models = "";
    entry->row.error = NULL;
    entry->was_read = false;
}

static char *models_of(const struct scenario *scenario)
{
    struct strbuf models = STRBUF_INIT;
    for (int i = 0; i < scenario_model_count(scenario); i++)
        strbuf_addf(&models, "%s%s", i ? ", " : "", model_name(scenario_model_at(scenario, i)));
    return strbuf_detach(&models);
}

static void take_scenario(struct entry *entry, const char *text, size_t len)
{
    struct diag_list diags = {0};
    struct scenario *scenario = scenario_read(entry->row.path, text, len, &diags);
    if (diags.errors) {
        struct strbuf line = STRBUF_INIT;
        document_first_error(&diags, &line);
        entry->row.error = entry->error = strbuf_detach(&line);
    } else {
        entry->row.title = entry->title = mem_strdup(scenario_title(scenario));
        entry->row.about = entry->about = mem_strdup(scenario_about(scenario));
        entry->row.models = entry->models = models_of(scenario);
    }
    scenario_free(scenario);
    diag_release(&diags);
}

static void read_entry(struct browser_screen *pick, struct entry *entry)
{
    const struct app_host *host = app_host(pick->app);
    char *text = NULL;
    size_t len = 0;
    if (entry->was_read)
        return;
    entry->was_read = true;
    int error = host->read(host->arg, entry->row.path, &text, &len);
    if (error < 0)
        entry->row.error = entry->error = mem_strdup(file_reason(error));
    else
        take_scenario(entry, text, len);
    free(text);
}

/* ---- the filter ---- */

static bool has_word(const char *text, const char *word, size_t len)
{
    for (; *text; text++) {
        size_t i = 0;
        while (i < len && tolower((unsigned char)text[i]) == tolower((unsigned char)word[i]))
            i++;
        if (i == len)
            return true;
    }
    return false;
}

/* True if each word of the filter stands somewhere in the row. */
static bool passes(const struct browser_row *row, const char *filter)
{
    while (*(filter += strspn(filter, " "))) {
        size_t len = strcspn(filter, " ");
        if (!has_word(row->name, filter, len) && !has_word(row->title, filter, len) &&
            !has_word(row->about, filter, len) && !has_word(row->models, filter, len))
            return false;
        filter += len;
    }
    return true;
}

/* What is chosen stays chosen if it is still there. */
static void filter_rows(struct browser_screen *pick)
{
    struct browser *browser = &pick->browser;
    const struct browser_row *chosen =
        browser->chosen < browser->count ? pick->shown[browser->chosen] : NULL;
    const char *filter = strbuf_str(&pick->filter);
    browser->count = browser->chosen = 0;
    for (int i = 0; i < pick->entry_count; i++) {
        if (*filter)
            read_entry(pick, &pick->entries[i]);
        if (!passes(&pick->entries[i].row, filter))
            continue;
        if (&pick->entries[i].row == chosen)
            browser->chosen = browser->count;
        pick->shown[browser->count++] = &pick->entries[i].row;
    }
    browser->rows = pick->shown;
    browser->filter = filter;
}

static void type(void *self, uint32_t rune)
{
    struct browser_screen *pick = self;
    char bytes[4];
    if (pick->filter.len > 200 || (rune == ' ' && !pick->filter.len))
        return;
    strbuf_add(&pick->filter, bytes, utf8_encode(rune, bytes));
    filter_rows(pick);
}

static void cut(void *self, const struct key_press *press)
{
    struct browser_screen *pick = self;
    struct strbuf *filter = &pick->filter;
    if (!filter->len)
        return;
    do
        filter->len--;
    while (filter->len && ((unsigned char)filter->text[filter->len] & 0xC0) == 0x80);
    filter->text[filter->len] = '\0';
    filter_rows(pick);
}

/* ---- coming and going ---- */

static void *open_screen(struct app *app)
{
    struct browser_screen *pick = mem_alloc(sizeof *pick);
    const struct catalog *catalog = app_catalog(app);
    int count = catalog->count;
    pick->app = app;
    pick->entries = mem_alloc((size_t)(count + 1) * sizeof *pick->entries);
    pick->shown = mem_alloc((size_t)(count + 1) * sizeof *pick->shown);
    pick->entry_count = count;
    for (int i = 0; i < count; i++) {
        struct entry *entry = &pick->entries[i];
        entry->row = (struct browser_row){.name = catalog->names[i],
                                          .path = catalog->scenarios[i].path,
                                          .group = catalog->scenarios[i].group};
        forget_texts(entry);
    }
    pick->browser.all = count;
    pick->browser.docs = catalog->docs;
    filter_rows(pick);
    return pick;
}

static void close_screen(void *self)
{
    struct browser_screen *pick = self;
    for (int i = 0; i < pick->entry_count; i++)
        forget_texts(&pick->entries[i]);
    free(pick->entries);
    free(pick->shown);
    strbuf_release(&pick->filter);
    free(pick);
}

static void arrive(void *self)
{
    struct browser_screen *pick = self;
    app_close(pick->app);
}

static void file_changed(void *self, const char *path)
{
    struct browser_screen *pick = self;
    for (int i = 0; i < pick->entry_count; i++)
        if (strcmp(pick->entries[i].row.path, path) == 0)
            forget_texts(&pick->entries[i]);
}

/* ---- drawing ---- */

/* The chosen row is on the screen, so the others on it are at most its height away. */
static void read_visible(struct browser_screen *pick)
{
    int rows = app_rows(pick->app);
    int from = pick->browser.chosen - rows, to = pick->browser.chosen + rows;
    for (int i = from < 0 ? 0 : from; i < pick->browser.count && i <= to; i++) {
        size_t at = (size_t)((const char *)pick->shown[i] - (const char *)pick->entries) /
                    sizeof *pick->entries;
        read_entry(pick, &pick->entries[at]);
    }
}

static void draw(void *self, struct grid *grid)
{
    struct browser_screen *pick = self;
    read_visible(pick);
    pick->browser.ascii = app_is_ascii(pick->app);
    pick->browser.message = app_message(pick->app);
    browser_draw(&pick->browser, grid);
}

static const void *shows(const void *self)
{
    const struct browser_screen *pick = self;
    return &pick->browser;
}

/* ---- what is done with the list ---- */

static void choose(struct browser_screen *pick, int to)
{
    struct browser *browser = &pick->browser;
    if (to >= browser->count)
        to = browser->count - 1;
    browser->chosen = to < 0 ? 0 : to;
}

static const struct browser_row *chosen_row(struct browser_screen *pick)
{
    const struct browser *browser = &pick->browser;
    if (browser->chosen >= browser->count) {
        app_say(pick->app, browser->all ? "no scenario is left: esc clears the filter"
                                        : "there is no scenario here");
        return NULL;
    }
    return pick->shown[browser->chosen];
}

static bool open_chosen(struct browser_screen *pick)
{
    const struct browser_row *row = chosen_row(pick);
    struct strbuf problem = STRBUF_INIT;
    bool good = row && app_open(pick->app, row->path, &problem);
    app_say_words(pick->app, &problem);
    return good;
}

static void play_chosen(struct browser_screen *pick)
{
    if (open_chosen(pick))
        app_push(pick->app, SCREEN_PLAYER);
}

/* The mouse: a click chooses; on what is chosen already it opens. */
static bool input(void *self, const struct input *what)
{
    struct browser_screen *pick = self;
    struct browser *browser = &pick->browser;
    if (what->key != INPUT_NONE)
        return false;
    if (input_wheel(what))
        choose(pick, browser->chosen + input_wheel(what));
    if (what->mouse != INPUT_PRESS)
        return true;
    int row =
        browser_hit(browser, what->row, what->column, app_columns(pick->app), app_rows(pick->app));
    if (row < 0 || row >= browser->count)
        return true;
    if (row == browser->chosen)
        play_chosen(pick);
    else
        choose(pick, row);
    return true;
}

/* ---- keys ---- */

static void move(void *self, const struct key_press *press)
{
    struct browser_screen *pick = self;
    choose(pick, pick->browser.chosen + press->direction * press->argument);
}

static void move_page(void *self, const struct key_press *press)
{
    struct browser_screen *pick = self;
    int rows = app_rows(pick->app), page = rows > 12 ? rows / 2 : 5;
    choose(pick, pick->browser.chosen + press->direction * page);
}

static void move_to_edge(void *self, const struct key_press *press)
{
    struct browser_screen *pick = self;
    choose(pick, press->direction < 0 ? 0 : pick->browser.count);
}

static void play(void *self, const struct key_press *press)
{
    play_chosen(self);
}

static void compare(void *self, const struct key_press *press)
{
    struct browser_screen *pick = self;
    if (open_chosen(pick) && !app_push(pick->app, SCREEN_COMPARE))
        app_close(pick->app); /* it has an error, which was said */
}

static void edit(void *self, const struct key_press *press)
{
    struct browser_screen *pick = self;
    const struct app_host *host = app_host(pick->app);
    const struct browser_row *row = chosen_row(pick);
    const char *problem = row ? host->edit(host->arg, row->path, 1) : NULL;
    if (problem)
        app_say(pick->app, "%s", problem);
}

static void back(void *self, const struct key_press *press)
{
    struct browser_screen *pick = self;
    if (!pick->filter.len) {
        app_back(pick->app);
        return;
    }
    strbuf_clear(&pick->filter);
    filter_rows(pick);
}

static const char choosing[] = "choosing", runs[] = "runs", general[] = "screen";

static const struct key_row keys[] = {
    {.back = {INPUT_UP, KEY_CTRL('p')},
     .keys = {INPUT_DOWN, KEY_CTRL('n')},
     .shown = "↑ ↓",
     .plain = "up down",
     .words = "last, next scenario",
     .group = choosing,
     .act = move,
     .argument = 1},
    {.back = {INPUT_PAGE_UP},
     .keys = {INPUT_PAGE_DOWN},
     .shown = "page",
     .words = "a page up, down",
     .group = choosing,
     .act = move_page},
    {.back = {INPUT_HOME},
     .keys = {INPUT_END},
     .shown = "home end",
     .words = "the first, the last",
     .group = choosing,
     .act = move_to_edge},
    {.keys = {INPUT_BACKSPACE},
     .shown = "letters",
     .words = "filter by these words",
     .group = choosing,
     .act = cut},
    {.keys = {INPUT_ENTER}, .shown = "enter", .words = "play it", .group = runs, .act = play},
    {.keys = {INPUT_F1 + 1},
     .shown = "F2",
     .words = "compare its models",
     .group = runs,
     .act = compare},
    {.keys = {INPUT_F1 + 3, KEY_CTRL('e')},
     .shown = "F4 ctrl-e",
     .words = "edit it",
     .group = runs,
     .act = edit},
    {.keys = {INPUT_ESC},
     .shown = "esc",
     .words = "no filter; then quit",
     .group = general,
     .act = back},
    {.words = NULL},
};

const struct screen browser_screen = {
    .keys = keys,
    .open = open_screen,
    .close = close_screen,
    .arrive = arrive,
    .input = input,
    .typed = type,
    .file_changed = file_changed,
    .draw = draw,
    .shows = shows,
};
