/* What stands over the panes: help, details, and lists to choose from. */
#include "base/mem.h"
#include "base/utf8.h"
#include "models/model.h"
#include "app/app_private.h"
#include "view/layout.h"
#include "view/panes.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool is_open(const struct app *app)
{
    return app->help || (app->play.current && app_screen(app) == KEYS_PLAYER &&
                         app->play.view.overlay != VIEW_NOTHING);
}

/* Of a screen that is no view. */
static struct rect help_place(int columns, int rows)
{
    return (struct rect){0, 1, rows, columns > 2 ? columns - 2 : 1};
}

void overlay_close(struct app *app)
{
    free(app->help);
    app->help = NULL;
    app->help_scroll = 0;
    app->play.view.overlay = VIEW_NOTHING;
    app->play.view.overlay_scroll = 0;
    app->play.view.keys = NULL;
}

static int within(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

/* In the details it counts from the interval at the playhead. */
static void scroll_details(struct app *app, int by)
{
    struct view *view = &app->play.view;
    const struct timeline_lane *lane = &app->play.current->story->timeline->lanes[view->lane];
    long here = timeline_find(lane, app->play.player.t_ns), count = lane->count;
    int least = here > 0 ? (int)-here : 0;
    view->overlay_scroll = within(view->overlay_scroll + by, least, (int)(count - here));
}

void overlay_scroll(struct app *app, int by)
{
    struct layout layout;
    struct view *view = &app->play.view;
    struct view help = {.keys = app->help};
    if (app_screen(app) != KEYS_PLAYER) {
        app->help_scroll = within(app->help_scroll + by, 0,
                                  pane_help_most(&help, help_place(app->columns, app->rows)));
        return;
    }
    layout_make(view, app->columns, app->rows, &layout);
    if (view->overlay == VIEW_DETAILS && view->lane != VIEW_LANE_NONE)
        scroll_details(app, by);
    else if (view->overlay == VIEW_HELP)
        view->overlay_scroll =
            within(view->overlay_scroll + by, 0, pane_help_most(view, layout.overlay));
}

/* ---- help ---- */

void overlay_help(struct app *app)
{
    enum key_screen screen = app_screen(app);
    struct view_key *keys = keys_help(screen, app_is_ascii(app));
    int count = 0;
    overlay_close(app);
    while (keys[count].keys)
        count++;
    if (screen != KEYS_BROWSER) {
        int more = command_help(NULL);
        keys = mem_realloc(keys, (size_t)(count + more + 1) * sizeof *keys);
        command_help(keys + count);
        keys[count + more] = (struct view_key){0};
    }
    app->help = keys;
    if (screen == KEYS_PLAYER) {
        app->play.view.keys = keys;
        app->play.view.overlay = VIEW_HELP;
    }
}

void overlay_draw_help(const struct app *app, struct grid *grid)
{
    struct view view = {
        .keys = app->help, .overlay_scroll = app->help_scroll, .ascii = app_is_ascii(app)};
    grid_clear(grid);
    pane_help_draw(&view, grid, help_place(grid->columns, grid->rows));
}

void act_help(struct app *app, const struct key_press *press)
{
    (void)press;
    overlay_help(app);
}

/* ---- menus ---- */

void menu_release(struct app_menu *menu)
{
    for (int i = 0; i < menu->count; i++)
        free(menu->items[i]);
    free(menu->items);
    free(menu->values);
    *menu = (struct app_menu){0};
}

static void menu_begin(struct app_menu *menu, enum app_menu_kind kind, int room)
{
    menu_release(menu);
    menu->kind = kind;
    menu->items = mem_alloc((size_t)room * sizeof *menu->items);
    menu->values = mem_alloc((size_t)room * sizeof *menu->values);
}

/* Takes the words. */
static void menu_add(struct app_menu *menu, int value, struct strbuf *words)
{
    menu->items[menu->count] = strbuf_detach(words);
    menu->values[menu->count++] = value;
    *words = (struct strbuf){0};
}

static void menu_show(struct app *app, const char *title, int current_value)
{
    struct app_menu *menu = &app->play.menu;
    struct view *view = &app->play.view;
    view->menu = (struct view_menu){.title = title,
                                    .items = (const char *const *)menu->items,
                                    .count = menu->count,
                                    .current = -1};
    for (int i = 0; i < menu->count; i++)
        if (menu->values[i] == current_value)
            view->menu.current = view->menu.chosen = i;
    view->overlay = VIEW_MENU;
    view->overlay_scroll = 0;
}

static void add_model(struct app *app, enum model_id model)
{
    struct strbuf words = STRBUF_INIT, problem = STRBUF_INIT;
    const struct app_file *file = &app->file;
    size_t columns = 16;
    strbuf_adds(&words, model_name(model));
    strbuf_addn(&words, ' ', words.len < columns ? columns - words.len : 1);
    if (file_compiles(file, &file->settings, model, false, &problem))
        strbuf_adds(&words, model_words(model)->summary);
    else
        strbuf_addf(&words, "not this file: %s", strbuf_str(&problem));
    menu_add(&app->play.menu, (int)model, &words);
    strbuf_release(&problem);
}

void overlay_models(struct app *app)
{
    const struct app_file *file = &app->file;
    if (file->is_trace || file->errors) {
        app_say(app, file->is_trace ? "this is a saved trace: there is nothing to run"
                                    : "the file has an error: nothing can be run");
        return;
    }
    menu_begin(&app->play.menu, MENU_MODELS, MODEL_COUNT);
    for (int i = 0; i < scenario_model_count(file->scenario); i++)
        add_model(app, scenario_model_at(file->scenario, i));
    for (int i = 0; i < MODEL_COUNT; i++)
        if (!scenario_names_model(file->scenario, (enum model_id)i))
            add_model(app, (enum model_id)i);
    menu_show(app, "model", (int)file->model);
}

void overlay_objects(struct app *app)
{
    const struct story *story = app->play.current->story;
    int count = now_object_count(story);
    struct app_menu *menu = &app->play.menu;
    struct strbuf words = STRBUF_INIT;
    if (!count) {
        app_say(app, "this scenario has no lock, semaphore or channel");
        return;
    }
    menu_begin(menu, MENU_OBJECTS, count + 1);
    strbuf_adds(&words, "none");
    menu_add(menu, VIEW_OBJECT_NONE, &words);
    for (int i = 0; i < count; i++) {
        const char *meta = trace_meta(story->trace, "object", i);
        utf8_add_safe(&words, meta ? meta : "?", meta ? strlen(meta) : 1);
        menu_add(menu, i, &words);
    }
    menu_show(app, "show in every lane", app->play.view.object);
}

void overlay_choose(struct app *app, int row)
{
    const struct app_menu *menu = &app->play.menu;
    if (row < 0 || row >= menu->count)
        return;
    enum app_menu_kind kind = menu->kind;
    int value = menu->values[row];
    overlay_close(app);
    if (kind == MENU_MODELS)
        command_choose_model(app, (enum model_id)value);
    else
        command_choose_object(app, value);
}

static void menu_move(struct app *app, int to)
{
    struct view_menu *menu = &app->play.view.menu;
    menu->chosen = to < 0 ? 0 : to >= menu->count ? menu->count - 1 : to;
}

/* To the next row that begins with a letter. */
static void menu_letter(struct app *app, uint32_t key)
{
    struct view_menu *menu = &app->play.view.menu;
    for (int i = 1; i <= menu->count && key < 0x80; i++) {
        int row = (menu->chosen + i) % menu->count;
        if (tolower((unsigned char)menu->items[row][0]) == tolower((int)key)) {
            menu->chosen = row;
            return;
        }
    }
}

static bool menu_key(struct app *app, uint32_t key)
{
    const struct view_menu *menu = &app->play.view.menu;
    switch (key) {
    case INPUT_UP:
    case 'k':
        menu_move(app, menu->chosen - 1);
        return true;
    case INPUT_DOWN:
    case 'j':
        menu_move(app, menu->chosen + 1);
        return true;
    case INPUT_HOME:
    case INPUT_PAGE_UP:
        menu_move(app, 0);
        return true;
    case INPUT_END:
    case INPUT_PAGE_DOWN:
        menu_move(app, menu->count);
        return true;
    case INPUT_ENTER:
    case ' ':
        overlay_choose(app, menu->chosen);
        return true;
    default:
        menu_letter(app, key);
        return true;
    }
}

/* ---- keys ---- */

static bool scroll_key(struct app *app, uint32_t key, bool letters)
{
    int page = app->rows > 6 ? app->rows - 6 : 1;
    switch (key) {
    case INPUT_UP:
        overlay_scroll(app, -1);
        return true;
    case INPUT_DOWN:
        overlay_scroll(app, 1);
        return true;
    case INPUT_PAGE_UP:
        overlay_scroll(app, -page);
        return true;
    case INPUT_PAGE_DOWN:
        overlay_scroll(app, page);
        return true;
    default:
        break;
    }
    if (letters && (key == 'k' || key == 'j')) {
        overlay_scroll(app, key == 'k' ? -1 : 1);
        return true;
    }
    if (letters && (key == INPUT_HOME || key == ' ')) {
        overlay_scroll(app, key == ' ' ? page : -INT16_MAX);
        return true;
    }
    return false;
}

static bool is_closing(uint32_t key)
{
    return key == INPUT_ESC || key == 'q';
}

/* In the help another key closes it, and then does what it always does; the details stay open while
 * the playhead moves and lanes are selected. */
bool overlay_key(struct app *app, uint32_t key)
{
    enum view_overlay overlay = app_screen(app) == KEYS_PLAYER ? app->play.view.overlay : VIEW_HELP;
    if (!is_open(app))
        return false;
    if (is_closing(key)) {
        overlay_close(app);
        return true;
    }
    if (overlay == VIEW_MENU)
        return menu_key(app, key);
    if (scroll_key(app, key, overlay == VIEW_HELP))
        return true;
    if (overlay == VIEW_DETAILS && key != INPUT_ENTER)
        return false;
    overlay_close(app);
    return key == INPUT_ENTER || key == '?' || key == INPUT_F1;
}
