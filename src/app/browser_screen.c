/* The browser: which scenarios there are, and which of them the filter leaves. A file is read when
 * it may be seen, or when the filter has to look into it: so the start does not wait for all. */
#include "base/diag.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "app/app_private.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define SUFFIX ".baton"

/* ---- what stands in a row ---- */

static char *short_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t len = strlen(name), suffix = strlen(SUFFIX);
    if (len > suffix && strcmp(name + len - suffix, SUFFIX) == 0)
        len -= suffix;
    return mem_strndup(name, len);
}

static void forget_texts(struct app_entry *entry)
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

static void take_scenario(struct app_entry *entry, const char *text, size_t len)
{
    struct diag_list diags = {0};
    struct scenario *scenario = scenario_read(entry->row.path, text, len, &diags);
    if (diags.errors) {
        struct strbuf line = STRBUF_INIT;
        file_first_line(&diags, &line);
        entry->row.error = entry->error = strbuf_detach(&line);
    } else {
        entry->row.title = entry->title = mem_strdup(scenario_title(scenario));
        entry->row.about = entry->about = mem_strdup(scenario_about(scenario));
        entry->row.models = entry->models = models_of(scenario);
    }
    scenario_free(scenario);
    diag_release(&diags);
}

static void read_entry(struct app *app, struct app_entry *entry)
{
    char *text = NULL;
    size_t len = 0;
    if (entry->was_read)
        return;
    entry->was_read = true;
    int error = app->host.read(app->host.arg, entry->row.path, &text, &len);
    if (error < 0)
        entry->row.error = entry->error = mem_strdup(strerror(-error));
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
static void filter_rows(struct app *app)
{
    struct app_browser *pick = &app->browser;
    struct browser *browser = &pick->browser;
    const struct browser_row *chosen =
        browser->chosen < browser->count ? pick->shown[browser->chosen] : NULL;
    const char *filter = strbuf_str(&pick->filter);
    browser->count = browser->chosen = 0;
    for (int i = 0; i < pick->entry_count; i++) {
        if (*filter)
            read_entry(app, &pick->entries[i]);
        if (!passes(&pick->entries[i].row, filter))
            continue;
        if (&pick->entries[i].row == chosen)
            browser->chosen = browser->count;
        pick->shown[browser->count++] = &pick->entries[i].row;
    }
    browser->rows = pick->shown;
    browser->filter = filter;
}

void pick_type(struct app *app, uint32_t rune)
{
    char bytes[4];
    if (app->browser.filter.len > 200 || (rune == ' ' && !app->browser.filter.len))
        return;
    strbuf_add(&app->browser.filter, bytes, utf8_encode(rune, bytes));
    filter_rows(app);
}

void pick_filter_cut(struct app *app)
{
    struct strbuf *filter = &app->browser.filter;
    if (!filter->len)
        return;
    do
        filter->len--;
    while (filter->len && ((unsigned char)filter->text[filter->len] & 0xC0) == 0x80);
    filter->text[filter->len] = '\0';
    filter_rows(app);
}

bool pick_filter_clear(struct app *app)
{
    if (!app->browser.filter.len)
        return false;
    strbuf_clear(&app->browser.filter);
    filter_rows(app);
    return true;
}

/* ---- beginning and end ---- */

void pick_open(struct app *app)
{
    struct app_browser *pick = &app->browser;
    int count = (int)app->settings.scenario_count;
    pick->entries = mem_alloc((size_t)(count + 1) * sizeof *pick->entries);
    pick->shown = mem_alloc((size_t)(count + 1) * sizeof *pick->shown);
    pick->entry_count = count;
    for (int i = 0; i < count; i++) {
        struct app_entry *entry = &pick->entries[i];
        entry->name = short_name(app->settings.scenarios[i].path);
        entry->row = (struct browser_row){.name = entry->name,
                                          .path = app->settings.scenarios[i].path,
                                          .installed = app->settings.scenarios[i].installed};
        forget_texts(entry);
    }
    pick->browser.ascii = app_is_ascii(app);
    pick->browser.all = count;
    filter_rows(app);
}

void pick_release(struct app *app)
{
    struct app_browser *pick = &app->browser;
    for (int i = 0; i < pick->entry_count; i++) {
        forget_texts(&pick->entries[i]);
        free(pick->entries[i].name);
    }
    free(pick->entries);
    free(pick->shown);
    strbuf_release(&pick->filter);
}

void pick_forget(struct app *app, const char *path)
{
    struct app_browser *pick = &app->browser;
    for (int i = 0; i < pick->entry_count; i++)
        if (strcmp(pick->entries[i].row.path, path) == 0)
            forget_texts(&pick->entries[i]);
}

static const char *behind_number(const char *name)
{
    const char *end = name;
    while (isdigit((unsigned char)*end))
        end++;
    return end > name && *end == '-' ? end + 1 : name;
}

const char *pick_path(const struct app *app, const char *name)
{
    const struct app_browser *pick = &app->browser;
    for (int i = 0; i < pick->entry_count; i++) {
        const struct browser_row *row = &pick->entries[i].row;
        if (strcmp(row->name, name) == 0 || strcmp(behind_number(row->name), name) == 0)
            return row->path;
    }
    return NULL;
}

/* ---- drawing ---- */

/* The chosen row is on the screen, so the others on it are at most its height away. */
static void read_visible(struct app *app)
{
    const struct app_browser *pick = &app->browser;
    int from = pick->browser.chosen - app->rows, to = pick->browser.chosen + app->rows;
    for (int i = from < 0 ? 0 : from; i < pick->browser.count && i <= to; i++) {
        size_t at = (size_t)((const char *)pick->shown[i] - (const char *)pick->entries) /
                    sizeof *pick->entries;
        read_entry(app, &pick->entries[at]);
    }
}

void pick_draw(struct app *app, struct grid *grid)
{
    struct browser *browser = &app->browser.browser;
    read_visible(app);
    browser->message = app->message.len ? app->message.text : NULL;
    if (app->help)
        overlay_draw_help(app, grid);
    else
        browser_draw(browser, grid);
}

/* ---- actions ---- */

void pick_move(struct app *app, int to)
{
    struct browser *browser = &app->browser.browser;
    if (to >= browser->count)
        to = browser->count - 1;
    browser->chosen = to < 0 ? 0 : to;
}

static const struct browser_row *chosen_row(struct app *app)
{
    const struct browser *browser = &app->browser.browser;
    if (browser->chosen >= browser->count) {
        app_say(app, browser->all ? "no scenario is left: esc clears the filter"
                                  : "there is no scenario here");
        return NULL;
    }
    return app->browser.shown[browser->chosen];
}

static bool open_chosen(struct app *app)
{
    const struct browser_row *row = chosen_row(app);
    struct strbuf problem = STRBUF_INIT;
    bool good = row && file_open(app, row->path, &problem);
    if (row && !good)
        app_say(app, "%s", strbuf_str(&problem));
    strbuf_release(&problem);
    return good;
}

void pick_play(struct app *app)
{
    if (open_chosen(app))
        app_push(app, KEYS_PLAYER);
}

void pick_edit(struct app *app)
{
    const struct browser_row *row = chosen_row(app);
    if (row)
        app->host.edit(app->host.arg, row->path, 1);
}

void act_pick(struct app *app, const struct key_press *press)
{
    pick_move(app, app->browser.browser.chosen + press->direction * press->argument);
}

void act_pick_page(struct app *app, const struct key_press *press)
{
    int page = app->rows > 12 ? app->rows / 2 : 5;
    pick_move(app, app->browser.browser.chosen + press->direction * page);
}

void act_pick_edge(struct app *app, const struct key_press *press)
{
    pick_move(app, press->direction < 0 ? 0 : app->browser.browser.count);
}

void act_pick_play(struct app *app, const struct key_press *press)
{
    (void)press;
    pick_play(app);
}

void act_pick_compare(struct app *app, const struct key_press *press)
{
    (void)press;
    if (!open_chosen(app))
        return;
    compare_open(app);
    if (app_screen(app) == KEYS_BROWSER)
        file_close(app); /* it has an error, which was said */
}

void act_pick_cut(struct app *app, const struct key_press *press)
{
    (void)press;
    pick_filter_cut(app);
}

void act_pick_back(struct app *app, const struct key_press *press)
{
    (void)press;
    if (!pick_filter_clear(app))
        app_back(app);
}
